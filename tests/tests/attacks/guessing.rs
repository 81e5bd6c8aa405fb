//! Ways around the limits on guesses.

use std::net::Ipv4Addr;

use acceptance::{Browser, Site};

use crate::people::{refusal, sign_in};

/// django-allauth 65.14.2 took the client's own word for its address.
///
/// Threats: ALLAUTH-65.14.2, R-4.13, ASVS-15.3.4, ASVS-4.1.3
#[tokio::test]
async fn an_address_that_the_client_claims_to_come_from_gives_no_more_guesses() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;

    for number in 0..10_u8 {
        let mut guess = sign_in(&site, &erin.email, "a guess");
        for (name, value) in claims(number) {
            guess = guess.header(name, &value);
        }
        let answer = site.send(guess).await;
        assert_eq!(refusal(&answer), (401, "wrong_password".to_owned()));
    }
    let mut right = sign_in(&site, &erin.email, &erin.password);
    for (name, value) in claims(99) {
        right = right.header(name, &value);
    }
    let answer = site.send(right).await;

    assert_eq!(refusal(&answer), (429, "too_many_attempts".to_owned()));
}

fn claims(number: u8) -> [(&'static str, String); 6] {
    let address = format!("192.0.2.{number}");
    [
        ("x-forwarded-for", format!("{address}, 198.51.100.7")),
        ("x-real-ip", address.clone()),
        ("client-ip", address.clone()),
        ("true-client-ip", address.clone()),
        ("cloudfront-viewer-address", format!("{address}:443")),
        ("forwarded", format!("for={address}")),
    ]
}

/// django-allauth 65.8.1: a success, one's own for instance, wiped the failures before it.
///
/// Threats: ALLAUTH-65.8.1
#[tokio::test]
async fn a_success_between_guesses_gives_no_more_guesses() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let attackers = site
        .customer_with_password("mal@example.net", "the attacker's own password")
        .await;

    for _ in 0..5 {
        site.send(sign_in(&site, &erin.email, "a guess")).await;
    }
    for (email, password) in [
        (&attackers.email, &attackers.password),
        (&erin.email, &erin.password),
    ] {
        let success = site.send(sign_in(&site, email, password)).await;
        assert_eq!(success.status, 200);
    }
    for _ in 0..5 {
        let answer = site.send(sign_in(&site, &erin.email, "a guess")).await;
        assert_eq!(refusal(&answer), (401, "wrong_password".to_owned()));
    }
    let eleventh = site.send(sign_in(&site, &erin.email, "a guess")).await;

    assert_eq!(refusal(&eleventh), (429, "too_many_attempts".to_owned()));
}

/// Guesses from ever new addresses end at a hundred: then Amazon opens the account, and it alone.
///
/// Threats: N11, ASVS-6.3.1, ASVS-2.4.1
#[tokio::test]
async fn a_hundred_wrong_passwords_from_anywhere_end_guessing_and_not_the_way_from_amazon() {
    let Some(site) = Site::on_this_machine().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let amazon = site.new_persona("erin", "Erin", Some(&erin.email)).await;
    let mut linking = Browser::new(&site);
    linking.sign_in_with_amazon(&amazon).await;
    linking.answer_link(&erin.password).await;
    assert_eq!(linking.account_id().await, Some(erin.account_id.clone()));

    for source in 1..=10 {
        for _ in 0..10 {
            let guess = sign_in(&site, &erin.email, "a guess");
            let from = Ipv4Addr::new(127, 0, 9, source);
            let answer = site.send_from(from, guess).await;
            assert_eq!(refusal(&answer), (401, "wrong_password".to_owned()));
        }
    }
    let right = sign_in(&site, &erin.email, &erin.password);
    let answer = site.send_from(Ipv4Addr::new(127, 0, 9, 99), right).await;

    assert_eq!(refusal(&answer), (429, "too_many_attempts".to_owned()));
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&amazon).await;
    assert_eq!(browser.account_id().await, Some(erin.account_id.clone()));
    linking.sign_out().await;
    let known = linking.sign_in(&erin.email, &erin.password).await;
    assert_eq!(
        known.status, 303,
        "a browser that signed in before may, too"
    );
}
