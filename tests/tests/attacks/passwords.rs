//! Local passwords, by NIST SP 800-63B and ASVS 6.2, as they are verified. `registering.rs` has how they are set.

use acceptance::{Browser, Site};

use crate::people::{asked, refusal, sign_in, victim_and_spoof};

/// Of any length that people and their managers choose, of any characters, short ones from before too; and
/// all of it counts, byte by byte.
///
/// Threats: N2, N3, N8, N9, ASVS-6.2.5, ASVS-6.2.8, ASVS-6.2.9
#[tokio::test]
async fn a_password_is_taken_whole_and_just_as_it_was_typed() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let printing: String = (' '..='~').collect();
    let long = "0123456789abcdef".repeat(16);

    for (number, (password, almost)) in [
        ("pw", vec!["", "p", "PW", "pw "]),
        (
            "  with blanks around  ",
            vec!["with blanks around", "  with blanks around"],
        ),
        // Beyond the 72 bytes that bcrypt would look at.
        (&long, vec![&long[..72], &long[..255]]),
        (&printing, vec![printing.trim_start()]),
        (
            "contraseña con eñe 🔑",
            vec![
                "contrasen\u{303}a con en\u{303}e 🔑",
                "contrase?a con e?e ?",
            ],
        ),
        ("a\0b", vec!["a", "ab"]),
    ]
    .into_iter()
    .enumerate()
    {
        let address = format!("customer-{number}@example.com");
        let customer = site.customer_with_password(&address, password).await;
        for wrong in almost {
            let answer = site.send(sign_in(&site, &customer.email, wrong)).await;
            assert_eq!(
                refusal(&answer),
                (401, "wrong_password".to_owned()),
                "{wrong:?} for {password:?}"
            );
        }
        let mut browser = Browser::new(&site);
        browser.sign_in(&customer.email, password).await;
        assert_eq!(
            browser.account_id().await,
            Some(customer.account_id),
            "{password:?}"
        );
    }
}

/// Nothing that keeps a manager from filling in, nothing that asks for more than the password.
///
/// Threats: N6, N7, ASVS-6.2.6, ASVS-6.2.7
#[tokio::test]
async fn a_password_manager_can_fill_in_every_password_field() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (_, spoof) = victim_and_spoof(&site).await;
    let link = asked(&site, &spoof).await.last().clone();
    let sign_in = Browser::new(&site).open("/auth/sign-in").await;

    for page in [link, sign_in] {
        let field = "input[type=password][name=password][autocomplete=current-password]";
        assert_eq!(page.select(field).len(), 1, "{}", page.url);
        for hindrance in [
            "[onpaste]",
            "script",
            "input[readonly]",
            "input[type=password][minlength]",
        ] {
            assert_eq!(page.select(hindrance).len(), 0, "{hindrance}");
        }
        let shorter = "input[type=password]:not([maxlength='1024'])";
        assert_eq!(page.select(shorter).len(), 0, "long ones are not cut");
        let visible = page.select("form input:not([type=hidden])").len();
        assert!(visible <= 2, "no hint, no question: {visible}");
    }
}
