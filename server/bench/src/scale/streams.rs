//! Memory per idle live stream, beside a bare axum stream.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use futures::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

use super::data::{Kind, Place};
use super::{Figure, Goal, memory};
use crate::buyer::Buyer;
use crate::program::{Program, free_port};

/// How many streams are open when memory is read.
const COUNTS: [usize; 2] = [1_000, 10_000];
/// Opened at a time.
const AT_ONCE: usize = 100;
/// For what happens at the opening to be over.
const SETTLES: Duration = Duration::from_secs(3);
/// Descriptors that a process needs beside its streams.
const BESIDE: usize = 200;

/// The figures for each count.
pub(super) async fn measure(place: &Place) -> anyhow::Result<Vec<Figure>> {
    let data = place.fresh(Kind::Sqlite)?;
    let shop = data.program(&place.binary, &[]).await?;
    let mut buyer = Buyer::new(&shop.base)?;
    buyer.begin().await?;
    let of_shop = per_stream(&shop, "/live/mypage", buyer.cookie()).await?;
    shop.end().await?;
    let port = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bare", &port.to_string()]).stdin(Stdio::null());
    let mut bare = Program::spawn(command, format!("http://127.0.0.1:{port}"))?;
    bare.serves().await?;
    let of_bare = per_stream(&bare, "/live", "").await?;
    bare.end().await?;
    let figures = of_shop.into_iter().zip(of_bare).map(|((count, figure), (_, floor))| Figure {
        what: format!("memory of each of {count} idle streams"),
        unit: " KiB",
        figure,
        floor,
        note: "the floor is a bare axum stream".to_owned(),
        goal: Goal::AtMost(1.25),
    });
    Ok(figures.collect())
}

/// Counts of streams, each with the memory that one takes, in KiB.
async fn per_stream(program: &Program, path: &str, cookie: &str) -> anyhow::Result<Vec<(usize, f64)>> {
    let address = program.base.trim_start_matches("http://");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
    );
    let most = descriptors()?.saturating_sub(BESIDE);
    // What the first ones need once is not theirs.
    let mut streams = open(address, &request, AT_ONCE).await?;
    tokio::time::sleep(SETTLES).await;
    let (before, first) = (memory(program.pid()?)?, streams.len());
    let mut figures = Vec::with_capacity(COUNTS.len());
    for count in COUNTS.map(|count| count.min(most)) {
        while streams.len() < first + count {
            let more = AT_ONCE.min(first + count - streams.len());
            streams.extend(open(address, &request, more).await?);
        }
        tokio::time::sleep(SETTLES).await;
        let grown = memory(program.pid()?)? - before;
        let count = u32::try_from(count)?;
        figures.push((usize::try_from(count)?, grown / f64::from(count) / 1024.0));
    }
    Ok(figures)
}

async fn open(address: &str, request: &str, count: usize) -> anyhow::Result<Vec<TcpStream>> {
    try_join_all((0..count).map(|_| async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut head = vec![0; 16 * 1024];
        let read = stream.read(&mut head).await?;
        let status = String::from_utf8_lossy(&head[..read]);
        if !status.starts_with("HTTP/1.1 200") {
            bail!("a stream was refused: {}", status.lines().next().unwrap_or_default());
        }
        Ok(stream)
    }))
    .await
}

/// How many files this process may have open, and with it the programs that it starts.
fn descriptors() -> anyhow::Result<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).context("no limit")?;
    Ok(line.split_whitespace().next().context("no limit")?.parse().unwrap_or(usize::MAX))
}
