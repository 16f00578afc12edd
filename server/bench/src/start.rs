//! From the start of the process to the first 200, on an existing database.

use std::path::Path;

use anyhow::Context;
use tokio::process::Command;

use crate::now;
use crate::program::{Program, free_port};

const STARTS: usize = 9;
const KEY: &str = "sk_test_hanbeol";

/// Starts `hanbeol serve` several times beside one sandbox.
pub(crate) async fn measure(binary: &Path, folder: &Path) -> anyhow::Result<String> {
    let data = folder.join("start");
    Program::demo(binary, &data, true).await?.end().await?;
    let sandbox = free_port()?;
    let mut provider = Command::new(binary);
    provider.args(["sandbox", "--port", &sandbox.to_string(), "--key", KEY]).kill_on_drop(true);
    let _provider = provider.spawn().context("cannot start the sandbox")?;
    let mut took = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let port = free_port()?;
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
        command.args(["--database", &format!("sqlite:{}", data.join("shop.db").display())]);
        command.args(["--provider", "stripe", "--public-url", "https://shop.example", "--proxies", "1"]);
        command.args(["--payment-url", &format!("http://127.0.0.1:{sandbox}"), "--payment-key", KEY]);
        command.args(["--seller-password", "bench"]);
        let begun = now();
        let mut program = Program::spawn(command, format!("http://127.0.0.1:{port}"))?;
        program.serves().await?;
        took.push(begun.elapsed());
        program.end().await?;
    }
    took.sort();
    let (median, worst) = (took[STARTS / 2], took[STARTS - 1]);
    Ok(format!(
        "start to first 200, existing database: median {:.3} s, worst of {STARTS} {:.3} s (goal 0.300 s)",
        median.as_secs_f64(),
        worst.as_secs_f64()
    ))
}
