//! A new customer who wants a password, and what their address may have been before.

use acceptance::{Answer, Browser, Raw, Site, lasting, new_name};
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "four plain words here";

async fn register(browser: &mut Browser, name: &str, email: &str, password: &str) -> Answer {
    browser.open("/auth/register").await;
    let contents = [("name", name), ("email", email), ("password", password)];
    browser.submit("/auth/register", &contents).await
}

fn by_app(site: &Site, email: &str, password: &str) -> Raw {
    let body = json!({"name": "Zoë", "email": email, "password": password});
    site.request(Method::POST, "/auth/register").json(&body)
}

fn anybody(site: &Site) -> String {
    site.address(&format!("{}@example.com", new_name()))
}

#[tokio::test]
async fn registering_makes_an_account_signs_in_and_leads_where_the_customer_was_going() {
    let site = Site::start().await;
    let (mut browser, email) = (Browser::new(&site), anybody(&site));
    browser
        .open("/auth/register?return_to=%2Fcart%3Fid%3D3")
        .await;
    let contents = [
        ("name", "  Zoë O’Hara "),
        ("email", &email),
        ("password", PASSWORD),
    ];

    let answer = browser.submit("/auth/register", &contents).await;

    assert_eq!((answer.status, answer.location()), (303, "/cart?id=3"));
    let who = browser.session().await.unwrap();
    assert_eq!(
        lasting(&who),
        json!({
            "external_id": null, "email": email, "email_verified": false, "name": "Zoë O’Hara",
            "postal_code": null, "amazon_linked": false, "auth_method": "password"
        })
    );
    browser.sign_out().await;
    assert_eq!(browser.session().await, None);
    let answer = browser.sign_in(&email, PASSWORD).await;
    assert_eq!(answer.status, 303);
    let again = browser.session().await.unwrap();
    assert_eq!(again["account_id"], who["account_id"]);
}

#[tokio::test]
async fn the_start_page_leads_to_the_registration_and_that_back() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.get("/").await;
    let link = "/auth/register?return_to=%2F";
    assert!(browser.last().links().contains(&link.to_owned()));
    browser.click(link).await;
    let contents = [
        ("name", "Zoë"),
        ("email", &anybody(&site)),
        ("password", PASSWORD),
    ];

    browser.submit("/auth/register", &contents).await;

    let page = browser.arrive().await;
    assert_eq!(
        (page.url.path(), page.heading().as_str()),
        ("/", "Hello, Zoë")
    );
}

#[tokio::test]
async fn sign_in_and_registration_lead_to_each_other_and_both_to_amazon() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);

    browser.open("/auth/sign-in?return_to=%2Fcart").await;
    let page = browser.click("/auth/register?return_to=%2Fcart").await;

    assert_eq!(
        (page.status, page.heading().as_str()),
        (200, "Create your account")
    );
    let form = page.form("/auth/register").unwrap();
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["csrf_token", "return_to", "name", "email", "password"]
    );
    assert_eq!(form.value("return_to"), Some("/cart"));
    let links = page.links();
    assert!(links.contains(&"/auth/amazon/login?return_to=%2Fcart".to_owned()));
    let back = browser.click("/auth/sign-in?return_to=%2Fcart").await;
    assert!(back.form("/auth/sign-in").is_some());
}

#[tokio::test]
async fn whoever_is_signed_in_is_told_so_in_place_of_the_form() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    register(&mut browser, "Zoë", &anybody(&site), PASSWORD).await;

    let page = browser.open("/auth/register").await;

    assert_eq!(page.heading(), "You are signed in");
    assert!(page.form("/auth/register").is_none());
    assert!(page.form("/auth/sign-out").is_some());
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_all_at_once_and_what_was_typed_stays() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);

    let page = register(&mut browser, " ", "zoe@", "short").await;

    assert_eq!(page.status, 422);
    assert_eq!(
        page.select("title"),
        ["Error: Create your account · Harbour Lane"]
    );
    assert_eq!(
        page.select("[role=alert] li a").len(),
        3,
        "{}",
        page.alert()
    );
    for field in ["name", "email", "password"] {
        let input = format!("#{field}[aria-invalid=true][aria-describedby~={field}-problem]");
        assert_eq!(page.select(&input).len(), 1, "{field}");
        assert_eq!(page.select(&format!("#{field}-problem")).len(), 1);
    }
    let form = page.form("/auth/register").unwrap();
    assert_eq!(form.value("email"), Some("zoe@"));
    assert_eq!(form.value("password"), Some(""), "never shown again");
    assert_eq!(browser.session().await, None);
    let mended = [
        ("name", "Zoë"),
        ("email", &anybody(&site)),
        ("password", PASSWORD),
    ];
    let answer = browser.submit("/auth/register", &mended).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn an_address_that_has_an_account_is_refused_with_the_way_in() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);

    let typed = erin.email.to_uppercase();
    let page = register(&mut browser, "Mal", &typed, PASSWORD).await;

    assert_eq!(page.status, 409);
    assert!(
        page.alert()
            .contains("There is an account with this e-mail")
    );
    assert!(page.links().contains(&"/auth/sign-in".to_owned()));
    assert_eq!(
        page.form("/auth/register").unwrap().value("email"),
        Some(typed.as_str())
    );
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    let answer = site.send(by_app(&site, &erin.email, PASSWORD)).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "email_taken")
    );
}

#[tokio::test]
async fn an_app_registers_by_json_without_any_cookie() {
    let site = Site::start().await;
    let email = anybody(&site);
    let mut signed_in = Browser::new(&site);
    register(&mut signed_in, "Zoë", &anybody(&site), PASSWORD).await;
    let cookies = signed_in.raw(Method::POST, "/auth/register");
    let body = json!({"name": "Zoë", "email": email, "password": PASSWORD});

    let answer = site.send(cookies.json(&body)).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.set_cookies(), []);
    let told: Value = answer.json();
    let bearer = format!("Bearer {}", told["session_token"].as_str().unwrap());
    let who = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &bearer);
    let who = site.send(who).await.json();
    assert_eq!(who["account_id"], told["account_id"]);
    assert_eq!(who["email"], email);
    assert!(
        signed_in.session().await.is_some(),
        "of the cookies none was read"
    );
    for (field, code) in [("name", "invalid_name"), ("email", "invalid_email")] {
        let mut body = body.clone();
        body[field] = "\u{0}".into();
        let answer = site.send(site.request(Method::POST, "/auth/register").json(&body));
        assert_eq!(answer.await.code(), code);
    }
}

/// Amazon came first under this address, and proved nothing by it.
///
/// Threats: SPOOFED-ME-MIRROR, PH-5
#[tokio::test]
async fn an_address_that_amazon_alone_brought_goes_to_whoever_registers_with_it() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let email = site.address("vic@example.com");
    let attacker = site.new_persona("attacker", "Mal", Some(&email)).await;
    let mut attackers = Browser::new(&site);
    attackers.sign_in_with_amazon(&attacker).await;
    let theirs = attackers.account_id().await.unwrap();
    assert_eq!(site.table().await.claim(&email), Some("amazon_only"));
    let mut browser = Browser::new(&site);

    let answer = register(&mut browser, "Vic", &email, PASSWORD).await;

    assert_eq!(answer.status, 303, "{}", answer.text());
    let own = browser.session().await.unwrap();
    assert_eq!(own["email"], email);
    assert_ne!(own["account_id"], theirs);
    assert_eq!(site.table().await.claim(&email), Some("registered"));
    assert_eq!(attackers.session().await, None, "the address was lost");
    attackers.sign_in_with_amazon(&attacker).await;
    let who = attackers.session().await.unwrap();
    assert_eq!(who["account_id"], theirs, "and nothing else");
    assert_eq!(who["email"], Value::Null);
}

/// Registered first, it is an account like any other: Amazon opens it after its own password alone.
///
/// Threats: PH-1, PH-5
#[tokio::test]
async fn a_registered_address_is_linked_by_the_password_it_was_registered_with() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let email = anybody(&site);
    let amazon = site.new_persona(&new_name(), "Zoë", Some(&email)).await;
    let mut browser = Browser::new(&site);
    register(&mut browser, "Zoë", &email, PASSWORD).await;
    let own = browser.account_id().await;
    browser.sign_out().await;

    let page = browser.sign_in_with_amazon(&amazon).await;
    assert_eq!(page.url.path(), "/auth/amazon/link");
    let answer = browser.answer_link("another five plain words").await;
    assert_eq!(answer.status, 401);
    browser.answer_link(PASSWORD).await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["account_id"].as_str(), own.as_deref());
    assert_eq!(who["amazon_linked"], true);
}

/// Double click, lost reply, back and again.
#[tokio::test]
async fn a_form_delivered_twice_makes_one_account_and_gives_the_same_session() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let email = anybody(&site);
    let mut first = Browser::new(&site);
    first.open("/auth/register").await;
    let mut second = first.clone();
    let contents = [("name", "Zoë"), ("email", &email), ("password", PASSWORD)];
    let before = site.table().await;

    let answer = first.submit("/auth/register", &contents).await;
    let again = second.submit("/auth/register", &contents).await;
    let form = first
        .history()
        .iter()
        .rev()
        .nth(1)
        .unwrap()
        .form("/auth/register");
    let body = form.unwrap().filled_in(&contents).encode();
    let later = first.raw(Method::POST, "/auth/register").form(body.clone());
    let later = site.send(later.for_a_page()).await;

    for answer in [&answer, &again, &later] {
        assert_eq!((answer.status, answer.location()), (303, "/"));
    }
    assert!(first.cookie("session").is_some());
    assert_eq!(first.cookie("session"), second.cookie("session"));
    assert_eq!(first.cookie("device"), second.cookie("device"));
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 1);
    assert_eq!(table.sessions(), before.sessions() + 1);
    assert_eq!(table.devices(), before.devices() + 1);

    first.sign_out().await;
    let late = second.raw(Method::POST, "/auth/register").form(body);
    let late = site.send(late.for_a_page()).await;
    assert_eq!((late.status, late.location()), (303, "/auth/sign-in"));
    assert_eq!(
        late.set_cookies(),
        [],
        "a session that was ended stays ended"
    );
}

/// Whoever goes back to mend the address registers with the other one, too.
#[tokio::test]
async fn one_page_registers_two_addresses_as_two_accounts() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.open("/auth/register").await;
    let mut back = browser.clone();
    let mut ids = Vec::new();

    for browser in [&mut browser, &mut back] {
        let contents = [
            ("name", "Zoë"),
            ("email", &anybody(&site)),
            ("password", PASSWORD),
        ];
        browser.submit("/auth/register", &contents).await;
        ids.push(browser.account_id().await.unwrap());
    }

    assert_ne!(ids[0], ids[1]);
}

/// Ten wrong guesses of strangers pause the address; the browser that registered is none of them.
#[tokio::test]
async fn the_browser_that_registered_is_known_from_then_on() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (mut browser, email) = (Browser::new(&site), anybody(&site));
    register(&mut browser, "Zoë", &email, PASSWORD).await;
    browser.sign_out().await;
    for _ in 0..11 {
        Browser::new(&site).sign_in(&email, "a guess").await;
    }

    let answer = browser.sign_in(&email, PASSWORD).await;

    assert_eq!(answer.status, 303);
}
