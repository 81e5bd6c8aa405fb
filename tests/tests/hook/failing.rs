//! A site that is slow, broken or says what was not agreed: nobody is signed in, nothing is written.

use acceptance::{Answer, Browser, Mishap, Site};

const BROKEN: [Mishap; 7] = [
    Mishap::Page,
    Mishap::HalfJson,
    Mishap::NoAccount,
    Mishap::Redirect,
    Mishap::Endless,
    Mishap::NotFound,
    Mishap::Slow,
];

fn assert_unavailable(answer: &Answer, why: Mishap) {
    let told = (answer.status, answer.code());
    assert_eq!(
        told,
        (502, "existing_accounts_unavailable".to_owned()),
        "{why:?}"
    );
    assert!(answer.text().contains("You are not signed in"), "{why:?}");
    assert!(
        answer
            .links()
            .iter()
            .any(|link| link.starts_with("/auth/amazon/login"))
    );
}

#[tokio::test]
async fn a_broken_find_by_address_makes_nobody_a_newcomer() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let erin = site
        .new_persona("erin", "E.", Some("erin@example.com"))
        .await;
    for mishap in BROKEN {
        shop.plan("find", &[mishap, mishap]);
        let mut browser = Browser::new(&site);
        let answer = browser.come_back_from_amazon(&erin).await;
        assert_unavailable(&answer, mishap);
        shop.plan("find", &[mishap, mishap]);
        let answer = browser.sign_in("erin@example.com", "erin's own").await;
        assert_unavailable(&answer, mishap);
        assert_eq!(browser.session().await, None, "{mishap:?}");
    }
    let table = site.table().await;
    assert_eq!((table.accounts(), table.sessions()), (0, 0));
    assert_eq!(shop.ids().len(), 1);
}

#[tokio::test]
async fn a_broken_find_by_id_opens_nothing() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site.new_persona("ada", "Ada", None).await;
    Browser::new(&site).sign_in_with_amazon(&ada).await;
    for mishap in BROKEN.into_iter().chain([Mishap::AnotherId]) {
        shop.plan("find", &[mishap, mishap]);
        let mut browser = Browser::new(&site);

        let answer = browser.come_back_from_amazon(&ada).await;

        assert_unavailable(&answer, mishap);
        assert_eq!(browser.session().await, None, "{mishap:?}");
    }
    assert_eq!(site.table().await.sessions(), 1);
}

#[tokio::test]
async fn a_broken_verify_is_no_right_password() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let mishaps = [Mishap::Fault, Mishap::AnotherId, Mishap::RightOfNobody];
    for mishap in BROKEN.into_iter().chain(mishaps) {
        shop.plan("verify", &[mishap]);
        let mut browser = Browser::new(&site);

        let answer = browser.sign_in("erin@example.com", "erin's own").await;

        assert_unavailable(&answer, mishap);
        assert_eq!(browser.session().await, None, "{mishap:?}");
    }
    assert_eq!(site.table().await.accounts(), 0);
}

#[tokio::test]
async fn a_broken_create_makes_nobody_here() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site.new_persona("ada", "Ada", None).await;
    for mishap in BROKEN
        .into_iter()
        .chain([Mishap::Fault, Mishap::OfAnotherKey])
    {
        shop.plan("create", &[mishap]);
        let mut browser = Browser::new(&site);

        let answer = browser.come_back_from_amazon(&ada).await;

        assert_unavailable(&answer, mishap);
        assert_eq!(browser.session().await, None, "{mishap:?}");
    }
    assert_eq!(site.table().await.accounts(), 0);
    assert_eq!(shop.ids().len(), 1, "one account there, whatever was lost");
}

#[tokio::test]
async fn one_fault_of_a_find_is_made_good_by_a_second_try() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    shop.plan("find", &[Mishap::Fault]);
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in("erin@example.com", "erin's own").await;

    assert_eq!(answer.status, 303);
    assert_eq!(shop.take_call_names(), ["find", "find", "verify"]);
}

#[tokio::test]
async fn a_site_that_does_not_know_our_key_lets_nobody_in() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let ada = site.new_persona("ada", "Ada", None).await;
    shop.change_key();
    let mut browser = Browser::new(&site);

    let by_password = browser.sign_in("erin@example.com", "erin's own").await;
    let with_amazon = browser.come_back_from_amazon(&ada).await;

    assert_eq!((by_password.status, with_amazon.status), (502, 502));
    assert_eq!(browser.session().await, None);
    assert!(shop.take_calls().is_empty());
}
