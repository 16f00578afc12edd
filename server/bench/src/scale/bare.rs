//! The floor of a live stream: axum's own, which says now and then that it lives.

use std::convert::Infallible;
use std::time::Duration;

use async_stream::stream;
use axum::Router;
use axum::response::sse::{Event, Sse};
use axum::routing::get;
use tokio::net::TcpListener;

/// As the shop's.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Serves it until the process is killed.
pub(crate) async fn serve(port: u16) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let pings = || async {
        Sse::new(stream! {
            let mut heartbeat = tokio::time::interval(HEARTBEAT);
            loop {
                heartbeat.tick().await;
                yield Ok::<Event, Infallible>(Event::default().event("ping").data("0"));
            }
        })
    };
    let router = Router::new().route("/", get(|| async { "ok" })).route("/live", get(pings));
    axum::serve(listener, router).await?;
    Ok(())
}
