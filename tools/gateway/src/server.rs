//! Listens for HTTP/1.1.

use std::{future::Future, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

/// The shortest header is four bytes (`a:\r\n`), so a head that the gateway accepts never has more.
const MAX_HEADERS: usize = crate::limits::HEAD_BYTES / 4;
/// How long open requests may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves a router until `shutdown` completes, then lets open requests finish for up to 5 s.
///
/// It differs from `axum::serve` in two things: requests carry the peer's address, and a request with more
/// than a hundred headers reaches the router, so that the gateway and not the HTTP library refuses it.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let connections = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // The client is gone again, or we are out of descriptors: either passes.
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        // Small replies would otherwise wait for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).max_headers(MAX_HEADERS);
        let connection =
            builder.serve_connection(TokioIo::new(stream), WithPeer::new(&router, peer));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended early");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
    Ok(())
}

/// Tells the router who is asking.
struct WithPeer {
    router: TowerToHyperService<Router>,
    peer: SocketAddr,
}

impl WithPeer {
    fn new(router: &Router, peer: SocketAddr) -> Self {
        Self {
            router: TowerToHyperService::new(router.clone()),
            peer,
        }
    }
}

impl Service<axum::http::Request<Incoming>> for WithPeer {
    type Response =
        <TowerToHyperService<Router> as Service<axum::http::Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<axum::http::Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<axum::http::Request<Incoming>>>::Future;

    fn call(&self, mut request: axum::http::Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.call(request)
    }
}
