//! The proxy in front of the instances: haproxy, as `docs/scale-out.md` sets it up.

use std::fmt::Write;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use tokio::process::{Child, Command};

use crate::programs::{Place, STARTS, answers, client};

/// No session sticks to an instance.
const CONFIGURATION: &str = "
defaults
    mode http
    timeout connect 1s
    timeout client 1h
    timeout server 1h
    option redispatch
    retries 2
backend web
    option httpchk GET /readyz
    default-server check inter 500ms fall 1 rise 1
";

/// A running proxy.
#[derive(Debug)]
pub(super) struct Proxy {
    _child: Child,
}

impl Proxy {
    /// Starts it where clients look for the shop.
    pub(super) async fn start(
        place: &Place,
        haproxy: &Path,
        instances: impl Iterator<Item = u16>,
    ) -> anyhow::Result<Self> {
        let mut configuration = CONFIGURATION.to_owned();
        for port in instances {
            writeln!(configuration, "    server on-{port} 127.0.0.1:{port}")?;
        }
        let front = place.shop_port;
        writeln!(configuration, "frontend shop\n    bind 127.0.0.1:{front}\n    default_backend web")?;
        let file = place.folder.join("haproxy.cfg");
        std::fs::write(&file, configuration).context("cannot write the proxy's configuration")?;
        let log = File::create(place.folder.join("haproxy.log")).context("cannot write a log")?;
        let mut command = Command::new(haproxy);
        command.arg("-db").arg("-f").arg(&file).stdin(Stdio::null());
        command.stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("cannot start {}", haproxy.display()))?;
        let ready = format!("{}/readyz", place.shop());
        tokio::time::timeout(STARTS, answers(&client()?, &ready))
            .await
            .context("the proxy does not answer")?;
        Ok(Self { _child: child })
    }
}
