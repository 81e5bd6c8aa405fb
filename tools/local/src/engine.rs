//! The embedded DynamoDB engine, served over HTTP so that the real SDK talks to it.

use std::path::Path;

use dynoxide::Database;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::StartError;

/// An engine that is served.
pub(crate) struct Engine {
    pub(crate) url: String,
    pub(crate) task: JoinHandle<()>,
}

/// Serves an engine in memory, or one that keeps its data in `data_dir`, until `stop` changes.
pub(crate) async fn serve(
    data_dir: Option<&Path>,
    mut stop: watch::Receiver<bool>,
) -> Result<Engine, StartError> {
    let database = match data_dir {
        None => Database::memory(),
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(|source| StartError::DataDir {
                dir: dir.to_owned(),
                source,
            })?;
            Database::new(&dir.join("accounts.db").to_string_lossy())
        }
    }
    .map_err(|error| StartError::Engine(error.to_string()))?;
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|error| StartError::Engine(error.to_string()))?;
    let address = listener
        .local_addr()
        .map_err(|error| StartError::Engine(error.to_string()))?;
    let task = tokio::spawn(async move {
        // Not the graceful way: clients keep their connections open.
        tokio::select! {
            () = dynoxide::server::serve_on(listener, database) => {}
            _ = stop.changed() => {}
        }
    });
    Ok(Engine {
        url: format!("http://{address}"),
        task,
    })
}
