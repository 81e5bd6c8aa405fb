//! Letters that tell of a change, and the links in them that undo it.

use acceptance::{Browser, Site};

use crate::people::{NEW, account, link, opens, signed_in};

/// Threats: ASVS-6.3.7
#[tokio::test]
async fn the_owner_is_told_of_an_unlinked_amazon_account_and_of_a_new_password() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site.new_persona("erin", "Erin", None).await;
    link(&site, &erin, &persona).await;
    let mut browser = signed_in(&site, &erin).await;

    browser.open("/auth/account").await;
    browser.submit("/auth/account/unlink", &[]).await;
    browser.open("/auth/account").await;
    browser
        .submit(
            "/auth/account/password",
            &[("password", &erin.password), ("new_password", NEW)],
        )
        .await;

    let letters = site.letters().await;
    let subjects: Vec<_> = letters.iter().map(|it| it.subject.as_str()).collect();
    assert!(subjects[0].contains("was unlinked"), "{subjects:?}");
    assert!(subjects[1].contains("password"), "{subjects:?}");
    assert!(letters.iter().all(|letter| letter.to == erin.email));
    assert!(opens(&site, &erin.email, NEW).await);
}

/// A first sign-in made an empty account; merging it tells the reader of the account that stays, who can
/// undo it.
///
/// Threats: PH-3, ASVS-6.3.7
#[tokio::test]
async fn a_merge_is_told_and_undone_by_one_click() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site.new_persona("e", "E", Some("e@example.com")).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&persona).await;
    browser.open("/auth/account").await;
    browser
        .submit(
            "/auth/account/merge",
            &[("email", &erin.email), ("password", &erin.password)],
        )
        .await;
    let page = account(&browser).await;
    assert_eq!(page["amazon_accounts"].as_array().unwrap().len(), 1);
    let letter = site.letter_to(&erin.email).await;
    assert!(letter.subject.contains("was linked"), "{}", letter.subject);

    let mut owner = Browser::new(&site);
    let asked = owner.open(&letter.link("/auth/undo")).await;
    assert_eq!(asked.heading(), "Undo this?");
    let undone = owner.submit("/auth/undo", &[]).await;

    assert_eq!(undone.status, 200, "{}", undone.text());
    assert!(browser.session().await.is_none(), "its sessions end");
    let told = site.letter_to(&erin.email).await;
    assert!(told.subject.contains("was unlinked"), "{}", told.subject);
    let token = letter.token("/auth/undo");
    let again = owner.post("/auth/undo", &[("token", &token)]).await;
    assert_eq!(again.status, 200, "a double click is told the same");
    assert!(opens(&site, &erin.email, &erin.password).await);
    let mut later = Browser::new(&site);
    later.sign_in_with_amazon(&persona).await;
    let who = later.session().await.unwrap();
    assert_ne!(who["account_id"], erin.account_id.as_str());
}

/// A link that is the only way in is not undone: a new password leads on, where the Amazon account is not kept.
///
/// Threats: PH-3
#[tokio::test]
async fn a_link_that_is_the_last_way_in_leads_to_a_new_password_instead() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let noor = site.customer_without_password("noor@example.com").await;
    let persona = site.new_persona("noor", "Noor", Some(&noor.email)).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&persona).await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let csrf = form.value("csrf_token").unwrap().to_owned();
    let ask = [("csrf_token", csrf.as_str()), ("send_code", "yes")];
    browser.post("/auth/amazon/link", &ask).await;
    browser.follow().await;
    let letter = site.letter_to(&noor.email).await;
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    let code = letter.text.split_whitespace().find(is_code).unwrap();
    browser.submit("/auth/amazon/link", &[("code", code)]).await;
    let undo = site.letter_to(&noor.email).await.link("/auth/undo");

    let mut owner = Browser::new(&site);
    owner.open(&undo).await;
    let refused = owner.submit("/auth/undo", &[]).await;

    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.links().iter().any(|it| it == "/auth/forgot"));
    assert!(browser.session().await.is_some(), "nothing has changed");
}
