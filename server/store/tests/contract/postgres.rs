//! A PostgreSQL server for the tests.

use std::io::Write;
use std::sync::OnceLock;

use cluster::{Cluster, Kept};

/// The URL of a database of the server. `None` when the machine has no PostgreSQL, which is said once; on CI
/// that is a failure.
pub fn url(database: &str) -> Option<String> {
    static SERVER: OnceLock<Option<Cluster>> = OnceLock::new();
    Some(SERVER.get_or_init(start).as_ref()?.url(database))
}

fn start() -> Option<Cluster> {
    let cluster = Cluster::start(Kept::Quick).unwrap();
    if cluster.is_none() {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI has no PostgreSQL binaries");
        // Not by a macro: those are silent while a test passes.
        std::io::stderr().write_all(b"\nskipped: no PostgreSQL binaries\n").unwrap();
    }
    cluster
}
