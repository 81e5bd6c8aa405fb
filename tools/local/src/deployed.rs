//! An API that runs elsewhere, under the sample site's address: what CloudFront does for one that is
//! deployed.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::any,
};
use reqwest::{Client, redirect::Policy};
use url::Url;

/// What API Gateway takes.
const MAX_BODY: usize = 10 * 1024 * 1024;

struct Deployed {
    base: String,
    client: Client,
}

/// Sends `/auth/*` to the API at `base`, and everything else to `front`.
pub(crate) fn in_front_of(front: Router, base: &Url) -> Router {
    // A second start finds it set.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder().redirect(Policy::none()).no_proxy();
    let deployed = Deployed {
        base: base.as_str().trim_end_matches('/').to_owned(),
        client: client.build().unwrap_or_default(),
    };
    Router::new()
        .route("/auth/{*path}", any(pass_on))
        .with_state(Arc::new(deployed))
        .fallback_service(front)
}

async fn pass_on(State(deployed): State<Arc<Deployed>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path_and_query().map_or("", |it| it.as_str());
    let url = format!("{}{path}", deployed.base);
    let sent = deployed
        .client
        .request(parts.method, url)
        .headers(end_to_end(parts.headers))
        .body(body)
        .send();
    let answer = match sent.await {
        Ok(answer) => answer,
        Err(error) => {
            eprintln!("the API does not answer: {error}");
            return StatusCode::BAD_GATEWAY.into_response();
        }
    };
    let (status, headers) = (answer.status(), end_to_end(answer.headers().clone()));
    match answer.bytes().await {
        Ok(body) => (status, headers, Body::from(body)).into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Without what belongs to one connection.
fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in [
        header::HOST,
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
    ] {
        headers.remove(name);
    }
    headers
}
