//! The personas the emulator starts with; the table in the crate documentation lists them.

use super::{Persona, PostalCode};

/// All sample personas, in the order of the chooser.
pub(crate) fn samples() -> Vec<Persona> {
    let mut all = ordinary();
    all.extend(emails_of_others());
    all.extend(names());
    all.extend(postal_codes());
    all.extend(odd_emails());
    all
}

fn ordinary() -> Vec<Persona> {
    vec![
        Persona::new("new-customer")
            .with_name("Nora Lindqvist")
            .with_email("nora.lindqvist@example.net")
            .with_postal_code("98101")
            .described("An ordinary customer nobody knows yet."),
        Persona::new("new-customer-changed-email")
            .of_person("new-customer")
            .with_name("Nora Lindqvist")
            .with_email("nora.berg@example.org")
            .with_postal_code("98101")
            .described("The same Amazon account after its e-mail was changed."),
        Persona::new("no-email")
            .with_name("Tomasz Wrona")
            .with_postal_code("60614")
            .described("Signed up at Amazon with a mobile number: shares no e-mail."),
    ]
}

fn emails_of_others() -> Vec<Persona> {
    vec![
        Persona::new("alice-email")
            .with_name("Alice Moreau")
            .with_email("alice@example.com")
            .with_postal_code("02139")
            .described(
                "Carries the first sample customer's e-mail, never verified: \
                 the owner or somebody else, Amazon cannot tell.",
            ),
        Persona::new("bob-email")
            .with_name("Robert Hale")
            .with_email("bob@example.com")
            .with_postal_code("73301")
            .described(
                "Carries the second sample customer's e-mail, never verified: \
                 the owner or somebody else, Amazon cannot tell.",
            ),
        Persona::new("shared-email-1")
            .with_name("Priya Raman")
            .with_email("priya.raman@example.org")
            .with_postal_code("94016")
            .described("One of two Amazon accounts with one e-mail."),
        Persona::new("shared-email-2")
            .with_name("P. Raman")
            .with_email("priya.raman@example.org")
            .with_postal_code("94016")
            .described("The other of two Amazon accounts with one e-mail."),
        Persona::new("mixed-case-email")
            .with_name("Carol Jensen")
            .with_email("CAROL@Example.COM")
            .with_postal_code("55401")
            .described("Typed her e-mail in mixed case."),
    ]
}

fn names() -> Vec<Persona> {
    vec![
        Persona::new("no-name")
            .with_email("q.abara@example.net")
            .with_postal_code("30303")
            .described("Has no name."),
        Persona::new("nickname")
            .with_name("kayak77")
            .with_email("kayak77@example.net")
            .with_postal_code("97201")
            .described("The name is a mere nickname."),
        Persona::new("company-name")
            .with_name("Northgate Supply, Inc.")
            .with_email("orders@northgate.example")
            .with_postal_code("44113")
            .described("The name is a company's."),
        Persona::new("non-latin-name")
            .with_name("田中 美咲")
            .with_email("misaki.tanaka@example.org")
            .with_postal_code("100-0001")
            .described("The name is in Japanese script."),
        Persona::new("right-to-left-name")
            .with_name("ليلى حداد")
            .with_email("layla.haddad@example.org")
            .with_postal_code("11118")
            .described("The name is in Arabic script, written from right to left."),
        Persona::new("long-name")
            .with_name(long_name())
            .with_email("hubert.w@example.net")
            .with_postal_code("19104")
            .described("The name has more than 1,000 characters."),
        Persona::new("html-name")
            .with_name("Robin <script>alert('Amazon')</script> O'Neil & \"Sons\"")
            .with_email("robin.oneil@example.net")
            .with_postal_code("33101")
            .described("The name has HTML in it."),
    ]
}

fn postal_codes() -> Vec<Persona> {
    let mut numeric = Persona::new("numeric-postal-code")
        .with_name("Grace Okafor")
        .with_email("grace.okafor@example.net")
        .described("The postal code comes as a JSON number and has lost its leading zero.");
    numeric.postal_code = Some(PostalCode::Number(2134));
    vec![
        Persona::new("zip-plus-four")
            .with_name("Daniel Reyes")
            .with_email("daniel.reyes@example.net")
            .with_postal_code("98109-5210")
            .described("Has a nine-digit postal code."),
        numeric,
    ]
}

fn odd_emails() -> Vec<Persona> {
    vec![
        Persona::new("full-width-at")
            .with_name("Yuki Mori")
            .with_email("yuki.mori\u{ff20}example.com")
            .with_postal_code("96813")
            .described("The e-mail has a full-width commercial at."),
        Persona::new("quoted-local-part")
            .with_name("Liam O'Shea")
            .with_email("\"liam @ home\"@example.org")
            .with_postal_code("02108")
            .described("The e-mail has a quoted local part with a second commercial at."),
        Persona::new("idn-domain")
            .with_name("Jana Krüger")
            .with_email("jana@bücher.example")
            .with_postal_code("10115")
            .described("The e-mail is in an internationalised domain."),
    ]
}

fn long_name() -> String {
    const GIVEN: [&str; 24] = [
        "Hubert",
        "Blaine",
        "Charles",
        "David",
        "Earl",
        "Frederick",
        "Gerald",
        "Irvin",
        "John",
        "Kenneth",
        "Lloyd",
        "Martin",
        "Nero",
        "Oliver",
        "Paul",
        "Quincy",
        "Randolph",
        "Sherman",
        "Thomas",
        "Uncas",
        "Victor",
        "William",
        "Xerxes",
        "Zeus",
    ];
    let mut name = GIVEN.join(" ");
    while name.len() <= 1_000 {
        name.push(' ');
        name.push_str(&GIVEN.join(" "));
    }
    name.push_str(" Wolfe");
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_each_stands_in_the_documented_table() {
        let documentation = include_str!("../lib.rs");

        let ids: BTreeSet<_> = samples().into_iter().map(|persona| persona.id).collect();

        assert_eq!(ids.len(), samples().len());
        for id in ids {
            assert!(documentation.contains(&format!("//! | `{id}` |")), "{id}");
        }
    }

    #[test]
    fn the_long_name_is_longer_than_a_thousand_characters() {
        assert!(long_name().chars().count() > 1_000);
    }
}
