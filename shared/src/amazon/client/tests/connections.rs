//! Connections that die, hang, flood or lie; what is sent twice, and what never is.

use std::sync::Arc;

use tokio::sync::Barrier;

use super::peer::{Arrived, Peer, Reply};
use super::*;

const EXCHANGE: &str = "POST /auth/o2/token";
const CHECK: &str = "GET /auth/o2/tokeninfo";
const PROFILE: &str = "GET /user/profile";
const WARM_UP: &str = "HEAD /";

fn well(arrived: &Arrived) -> Reply {
    match arrived.what.as_str() {
        EXCHANGE => Reply::json(&token_body()),
        CHECK => Reply::json(&token_info_body()),
        PROFILE => Reply::json(&profile_body()),
        _ => Reply::empty(),
    }
}

/// A peer that answers well, but for what `odd` takes over.
async fn peer(odd: impl Fn(&str, usize) -> Option<Reply> + Send + Sync + 'static) -> Peer {
    Peer::start(move |arrived, before| odd(&arrived.what, before).unwrap_or_else(|| well(arrived)))
        .await
}

async fn sign_in_hastily(peer: &Peer) -> Result<AmazonProfile, AmazonError> {
    hasty_client(&peer.url)
        .profile_for_code(&code(), &verifier())
        .await
}

fn is_unavailable(outcome: &Result<AmazonProfile, AmazonError>) -> bool {
    matches!(outcome, Err(AmazonError::Unavailable { .. }))
}

fn is_bad_response(outcome: &Result<AmazonProfile, AmazonError>) -> bool {
    matches!(outcome, Err(AmazonError::BadResponse { .. }))
}

#[tokio::test]
async fn the_exchange_uses_the_connection_that_was_opened_during_init() {
    let peer = peer(|_, _| None).await;
    let client = client(&peer.url);

    client.warm_up().await;
    client.profile_for_code(&code(), &verifier()).await.unwrap();

    assert_eq!(peer.arrived(WARM_UP).len(), 1);
    assert_eq!(peer.arrived(EXCHANGE)[0].connection, 0);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_replaced() {
    let peer = peer(|what, _| {
        (what == WARM_UP)
            .then(|| Reply::Cut("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()))
    })
    .await;
    let client = client(&peer.url);

    client.warm_up().await;
    let outcome = client.profile_for_code(&code(), &verifier()).await;

    assert!(outcome.is_ok());
    assert_eq!(peer.arrived(EXCHANGE).len(), 1);
    assert_ne!(peer.arrived(EXCHANGE)[0].connection, 0);
}

#[tokio::test]
async fn an_exchange_that_was_lost_on_its_way_is_not_sent_again() {
    for warm in [true, false] {
        let peer = peer(|what, _| (what == EXCHANGE).then(|| Reply::Cut(String::new()))).await;
        let client = client(&peer.url);
        if warm {
            client.warm_up().await;
        }

        let outcome = client.profile_for_code(&code(), &verifier()).await;

        assert!(is_unavailable(&outcome), "{outcome:?}");
        assert_eq!(peer.arrived(EXCHANGE).len(), 1);
        assert_eq!(peer.arrived(PROFILE).len(), 0);
    }
}

#[tokio::test]
async fn no_answer_to_the_exchange_makes_it_be_sent_again() {
    let unavailable =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
    for odd in [None, Some(unavailable)] {
        let peer = peer(move |what, _| {
            (what == EXCHANGE)
                .then(|| odd.map_or(Reply::Silence, |text| Reply::Answer(text.to_owned())))
        })
        .await;

        let outcome = sign_in_hastily(&peer).await;

        assert!(outcome.is_err());
        assert_eq!(peer.arrived(EXCHANGE).len(), 1);
    }
}

#[tokio::test]
async fn silence_ends_in_a_time_out() {
    for silent in [EXCHANGE, CHECK, PROFILE] {
        let peer = peer(move |what, _| (what == silent).then_some(Reply::Silence)).await;

        assert_eq!(sign_in_hastily(&peer).await, Err(AmazonError::Timeout));
    }
}

#[tokio::test]
async fn a_body_that_never_ends_in_time_ends_in_a_time_out() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{";
    let peer =
        peer(move |what, _| (what == EXCHANGE).then(|| Reply::Answer(head.to_owned()))).await;

    assert_eq!(sign_in_hastily(&peer).await, Err(AmazonError::Timeout));
}

/// Threats: ASVS-13.2.6
#[tokio::test]
async fn all_calls_together_end_in_time() {
    let peer = peer(|what, _| (what == PROFILE).then_some(Reply::Silence)).await;
    let mut settings = settings(&peer.url);
    settings.timeouts.call = Duration::from_mins(1);
    settings.timeouts.total = Duration::from_millis(300);

    let outcome = AmazonClient::new(settings)
        .unwrap()
        .profile_for_code(&code(), &verifier())
        .await;

    assert_eq!(outcome, Err(AmazonError::Timeout));
}

#[tokio::test]
async fn a_host_that_refuses_connections_is_unavailable() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);

    assert!(is_unavailable(&sign_in(&url).await));
}

#[tokio::test]
async fn a_peer_that_does_not_speak_tls_is_unavailable() {
    let peer = peer(|_, _| Some(Reply::Cut("no".to_owned()))).await;

    assert!(matches!(
        sign_in(&peer.url.replace("http://", "https://")).await,
        Err(AmazonError::Unavailable { .. } | AmazonError::Timeout)
    ));
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_not_understood() {
    let whole = token_body().to_string();
    let counted = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        whole.len(),
        &whole[..30]
    );
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{whole}\r\n",
        whole.len()
    );
    for cut in [counted, chunked] {
        let peer = peer(move |what, _| (what == EXCHANGE).then(|| Reply::Cut(cut.clone()))).await;

        let outcome = sign_in(&peer.url).await;

        assert!(is_bad_response(&outcome), "{outcome:?}");
        assert_eq!(peer.arrived(EXCHANGE).len(), 1);
    }
}

#[tokio::test]
async fn reading_stops_at_the_bound_whatever_the_length_says() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    for length in ["", "Content-Length: 99999999999\r\n"] {
        let head = format!("{head}{length}\r\n");
        let peer = peer(move |what, _| (what == PROFILE).then(|| Reply::Flood(head.clone()))).await;

        assert_eq!(
            sign_in(&peer.url).await,
            Err(AmazonError::BadResponse {
                reason: "too large"
            })
        );
    }
}

#[tokio::test]
async fn the_profile_is_asked_for_once_more_after_a_fault() {
    let fault = || Reply::Answer("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n".to_owned());
    let faults: [fn() -> Reply; 3] = [fault, || Reply::Silence, || Reply::Cut(String::new())];
    for fault in faults {
        let heals = peer(move |what, n| (what == PROFILE && n == 0).then(fault)).await;
        let stays = peer(move |what, _| (what == PROFILE).then(fault)).await;

        assert!(sign_in_hastily(&heals).await.is_ok());
        assert!(sign_in_hastily(&stays).await.is_err());

        for peer in [heals, stays] {
            assert_eq!(peer.arrived(PROFILE).len(), 2);
            assert_eq!(peer.arrived(CHECK).len(), 1);
            assert_eq!(peer.arrived(EXCHANGE).len(), 1);
        }
    }
}

#[tokio::test]
async fn the_profile_is_not_asked_for_again_after_a_refusal_or_throttling() {
    for refused in [
        refusal(400, "invalid_token", ""),
        refusal(401, "insufficient_scope", ""),
        ResponseTemplate::new(429),
        ResponseTemplate::new(302),
        answer(200, &json!({})),
    ] {
        let amazon = Amazon {
            profile: refused,
            ..Amazon::default()
        }
        .start()
        .await;

        assert!(sign_in(&amazon.uri()).await.is_err());

        assert_eq!(requests(&amazon, "/user/profile").await.len(), 1);
    }
}

#[tokio::test]
async fn the_token_check_is_not_asked_for_again() {
    let peer = peer(|what, _| {
        (what == CHECK)
            .then(|| Reply::Answer("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n".to_owned()))
    })
    .await;

    assert!(is_unavailable(&sign_in(&peer.url).await));

    assert_eq!(peer.arrived(CHECK).len(), 1);
}

#[tokio::test]
async fn profile_and_token_check_are_under_way_at_once() {
    let both = Arc::new(Barrier::new(2));
    let peer = Peer::start(move |arrived, _| match arrived.what.as_str() {
        CHECK | PROFILE => Reply::After(Arc::clone(&both), Box::new(well(arrived))),
        _ => well(arrived),
    })
    .await;

    assert!(sign_in(&peer.url).await.is_ok());

    assert_eq!(peer.arrived(PROFILE).len(), 1);
}

#[tokio::test]
async fn warming_up_takes_a_second_at_most_and_its_failure_is_ignored() {
    let peer = peer(|what, _| (what == WARM_UP).then_some(Reply::Silence)).await;
    let mut settings = settings(&peer.url);
    settings.timeouts.call = Duration::from_mins(1);
    let client = AmazonClient::new(settings).unwrap();
    let began = tokio::time::Instant::now();

    client.warm_up().await;

    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(client.profile_for_code(&code(), &verifier()).await.is_ok());
}
