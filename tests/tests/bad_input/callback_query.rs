//! What arrives in the address of the callback (RFC 9700 2.1, 4.5, 4.7; ASVS 15.3.7).

use acceptance::Browser;
use reqwest::Method;

use crate::victim::{Victim, assert_refused};

/// Threats: R-2.1/4.7, CVE-2026-81888, GHSA-xc49-mgwh-9pjv, ASVS-15.3.7
#[tokio::test]
async fn a_callback_of_any_other_form_is_refused_and_the_right_one_still_works_afterwards() {
    let victim = Victim::between_amazon_and_site().await;
    let (code, state) = (victim.parameter("code"), victim.parameter("state"));
    let long = "A".repeat(513);
    let flood = "&x=1".repeat(40);
    let last = state.chars().last().unwrap();
    let neighbour = if last == 'A' { 'B' } else { 'A' };
    let non_canonical = format!("{}{}", &state[..42], char::from(last as u8 + 1));

    for (query, refused) in [
        (String::new(), "invalid_state"),
        (format!("code={code}"), "invalid_state"),
        (format!("code={code}&state="), "invalid_state"),
        (format!("state={state}"), "invalid_request"),
        (format!("code=&state={state}"), "invalid_request"),
        (
            format!("code={code}&code={code}&state={state}"),
            "invalid_request",
        ),
        (
            format!("code={code}&code=other&state={state}"),
            "invalid_request",
        ),
        (
            format!("code={code}&state={state}&state={state}"),
            "invalid_request",
        ),
        (
            format!("code={code}&state={state}&state=other"),
            "invalid_request",
        ),
        (
            format!("code={code}&state={state}&%73tate={state}"),
            "invalid_request",
        ),
        (
            format!("code={code}&c%6fde=x&state={state}"),
            "invalid_request",
        ),
        (
            format!("code={code}&state={state}&error=access_denied"),
            "invalid_request",
        ),
        (format!("error=a&error=b&state={state}"), "invalid_request"),
        (format!("code={long}&state={state}"), "invalid_request"),
        (format!("code=a%20b&state={state}"), "invalid_request"),
        (format!("code=a%0d%0ab&state={state}"), "invalid_request"),
        (format!("code=%00&state={state}"), "invalid_request"),
        (format!("code=%c3%a9&state={state}"), "invalid_request"),
        (format!("code=%ff&state={state}"), "invalid_request"),
        (format!("code={code}&state=%c3%28"), "invalid_request"),
        (
            format!("code={code}&state={state}{flood}"),
            "invalid_request",
        ),
        (
            format!("access_token=Atza%7Cx&state={state}"),
            "invalid_request",
        ),
        (format!("code={code}&state={state}="), "invalid_state"),
        (format!("code={code}&state={state}A"), "invalid_state"),
        (format!("code={code}&state=%20{state}"), "invalid_state"),
        (
            format!("code={code}&state={}", &state[..42]),
            "invalid_state",
        ),
        (
            format!("code={code}&state={}{neighbour}", &state[..42]),
            "invalid_state",
        ),
        (
            format!("code={code}&state={non_canonical}"),
            "invalid_state",
        ),
        (
            format!("code={code}&state={}", state.to_uppercase()),
            "invalid_state",
        ),
        (format!("code={code}&state=&#34;{state}"), "invalid_state"),
        (format!("code={code}&STATE={state}"), "invalid_state"),
        (format!("code={code};state={state}"), "invalid_state"),
    ] {
        victim
            .assert_refused(victim.request(&query), 400, refused, &query)
            .await;
    }

    victim.assert_unharmed().await;
}

/// Threats
#[tokio::test]
async fn nothing_that_stands_in_a_callback_is_repeated_on_a_page() {
    let victim = Victim::between_amazon_and_site().await;
    let state = victim.parameter("state");
    let markup = "%3Cscript%3Ealert(1)%3C/script%3E";

    for query in [
        format!("error={markup}&error_description={markup}&state={state}"),
        format!("code={markup}&state={markup}"),
        format!("{markup}={markup}"),
    ] {
        let answer = victim.site.send(victim.request(&query).for_a_page()).await;

        assert_eq!(answer.status, 400, "{query}");
        assert!(!answer.text().contains("script") && !answer.text().contains("alert(1)"));
        assert!(!answer.text().contains(&state));
    }
}

/// Threats: R-2.1/4.7, CVE-2025-14546, CVE-2026-93631, CVE-2026-12746, ASVS-10.1.2
#[tokio::test]
async fn a_callback_opened_in_another_browser_is_refused_and_spoils_nothing() {
    let victim = Victim::between_amazon_and_site().await;
    let query = victim.callback.query().unwrap().to_owned();
    let path = format!("/auth/amazon/callback?{query}");
    let mut attacker = Browser::new(&victim.site);
    attacker.go_to_amazon("/").await;

    let without_attempt = victim.site.request(Method::GET, &path);
    assert_refused(
        &victim.site,
        without_attempt,
        400,
        "invalid_state",
        "no attempt",
    )
    .await;
    let with_own_attempt = attacker.raw(Method::GET, &path);
    assert_refused(
        &victim.site,
        with_own_attempt,
        400,
        "invalid_state",
        "own attempt",
    )
    .await;

    assert_eq!(attacker.session().await, None);
    victim.assert_unharmed().await;
}

/// Login CSRF: the attacker's finished callback in the victim's browser.
///
/// Threats: GHSA-xc49-mgwh-9pjv, ASVS-10.2.1
#[tokio::test]
async fn somebody_elses_callback_signs_nobody_in_to_somebody_elses_account() {
    let victim = Victim::between_amazon_and_site().await;
    let mallory = victim.site.persona("no-email").await;
    let mut attacker = Browser::new(&victim.site);
    let trap = attacker.be_sent_back_by_amazon(&mallory).await;

    let mut lured = victim.browser.clone();
    let answer = lured.deliver(trap.clone()).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (400, "invalid_state")
    );
    assert_eq!(lured.session().await, None);
    victim.assert_unharmed().await;
    attacker.deliver(trap).await;
    assert!(
        attacker.session().await.is_some(),
        "it was not burnt either"
    );
}

/// Code injection (RFC 9700 4.5): PKCE ties a code to the attempt it was asked for in.
///
/// Threats: R-2.1.1/4.5
#[tokio::test]
async fn a_code_of_another_attempt_is_worth_nothing_in_this_one() {
    let victim = Victim::between_amazon_and_site().await;
    let mallory = victim.site.persona("no-email").await;
    let before = victim.site.table().await;
    let mut attacker = Browser::new(&victim.site);
    let theirs = attacker.be_sent_back_by_amazon(&mallory).await;
    let mut pairs = theirs.query_pairs();
    let (_, code) = pairs.find(|(name, _)| name == "code").unwrap();

    let query = format!("code={code}&state={}", victim.parameter("state"));
    let injected = victim.site.send(victim.request(&query)).await;

    assert_eq!(
        (injected.status, injected.code().as_str()),
        (400, "amazon_rejected")
    );
    assert_eq!(victim.browser.session().await, None);
    assert_eq!(victim.site.table().await.accounts(), before.accounts());

    // And the other way round: the attacker can't spend the victim's code.
    let state = theirs
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let query = format!("code={}&state={state}", victim.parameter("code"));
    let stolen = attacker.raw(Method::GET, &format!("/auth/amazon/callback?{query}"));
    let stolen = victim.site.send(stolen).await;
    assert_eq!(
        (stolen.status, stolen.code().as_str()),
        (400, "amazon_rejected")
    );
    assert_eq!(attacker.session().await, None);
}

#[tokio::test]
async fn the_callback_takes_get_alone() {
    let victim = Victim::between_amazon_and_site().await;
    let query = victim.callback.query().unwrap();

    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ] {
        let path = format!("/auth/amazon/callback?{query}");
        let answer = victim
            .site
            .send(victim.browser.raw(method.clone(), &path))
            .await;
        assert_eq!(answer.status, 404, "{method}");
        assert!(answer.set_cookies().is_empty());
    }

    victim.assert_unharmed().await;
}
