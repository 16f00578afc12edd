//! The garment page as HTML, beside a plain axum text route of the same program.

use std::path::Path;

use futures::future::try_join_all;
use reqwest::Client;

use crate::program::Program;
use crate::{CLIENTS, now, rate};

const PAGES: usize = 60;
const TEXTS: usize = 600;

/// Pages per second, and the ratio to the text route.
pub(crate) async fn measure(binary: &Path, folder: &Path) -> anyhow::Result<String> {
    let program = Program::demo(binary, &folder.join("pages"), true).await?;
    let page = format!("{}/garments/trench", program.base);
    let text = format!("{}/health/live", program.base);
    let before = per_second(&text, TEXTS).await?;
    let pages = per_second(&page, PAGES).await?;
    let after = per_second(&text, TEXTS).await?;
    program.end().await?;
    Ok(format!(
        "garment page as HTML, {CLIENTS} clients: {pages:.0} pages/s; plain axum text route before {before:.0}/s, \
         after {after:.0}/s; ratio 1 : {:.1}",
        (before + after) / 2.0 / pages
    ))
}

async fn per_second(url: &str, each: usize) -> anyhow::Result<f64> {
    let begun = now();
    try_join_all((0..CLIENTS).map(|_| async {
        let client = Client::new();
        for _ in 0..each {
            client.get(url).send().await?.error_for_status()?.bytes().await?;
        }
        anyhow::Ok(())
    }))
    .await?;
    Ok(rate(each * CLIENTS, begun.elapsed()))
}
