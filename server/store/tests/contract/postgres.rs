//! A PostgreSQL server for the tests, from the machine's own binaries, in a directory that goes away with it. A shell
//! stands between (`postgres.sh`, which the browser's tests use, too).

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Starts the server, and stops it at the end of its input.
const START: &str = include_str!("postgres.sh");

/// The server, and the shell whose input keeps it running.
struct Server {
    directory: PathBuf,
    _shell: Child,
}

/// The URL of a database of the server. `None` when the machine has no PostgreSQL, which is said once; on CI
/// that is a failure.
pub fn url(database: &str) -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(start).as_ref()?;
    let directory = server.directory.to_str().unwrap().replace('/', "%2F");
    Some(format!("postgres://hanbeol@localhost/{database}?host={directory}"))
}

fn start() -> Option<Server> {
    let Some(binaries) = binaries() else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI has no PostgreSQL binaries");
        // Not by a macro: those are silent while a test passes.
        std::io::stderr().write_all(b"\nskipped: no PostgreSQL binaries\n").unwrap();
        return None;
    };
    let directory = tempfile::tempdir().unwrap().keep();
    let mut shell = Command::new("sh");
    shell.args(["-c", START, "start"]).arg(&directory).env("PATH", path(&binaries)).current_dir(&directory);
    // The server does not start as root.
    if directory.metadata().unwrap().uid() == 0 {
        let (user, group) = unprivileged_user();
        chown(&directory, Some(user), Some(group)).unwrap();
        shell.uid(user).gid(group);
    }
    let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut output = BufReader::new(shell.stdout.take().unwrap());
    let mut said = String::new();
    output.read_line(&mut said).unwrap();
    if said.trim() != "ready" {
        output.read_to_string(&mut said).unwrap();
        panic!("PostgreSQL did not start: {said}");
    }
    Some(Server { directory, _shell: shell })
}

/// Where `initdb`, `pg_ctl` and `postgres` are: on the path, where pg_config says, or where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .filter_map(|directory| Some(directory.join("initdb").canonicalize().ok()?.parent()?.to_owned()));
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|said| PathBuf::from(String::from_utf8_lossy(&said.stdout).trim()));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let complete = |it: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|name| it.join(name).is_file());
    on_path.chain(configured).chain(debian).find(complete)
}

fn path(binaries: &Path) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(binaries.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(paths).unwrap()
}

/// The user and group that Debian's package makes, or nobody's.
fn unprivileged_user() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let ids = |name: &str| {
        let user = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = user.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody")).unwrap()
}
