//! A PostgreSQL server for tests, runs of faults and benchmarks, from the machine's own binaries, in a directory that
//! goes away with it. A shell stands between (`postgres.sh`, which the browser's tests use, too): it sees when who started
//! it is gone.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Starts the server, and stops it at the end of its input.
const START: &str = include_str!("postgres.sh");
/// Of those who are no longer waited for, what they wrote is lost with the machine.
const QUICK: &str = "-c fsync=off";
/// Every commit is on disk when it returns.
const DURABLE: &str = "-c fsync=on";

/// What a server promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// What is committed survives the server, but not the machine.
    Quick,
    /// What is committed is on disk.
    Durable,
}

/// How a server is stopped before it starts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In order: transactions are taken back, connections closed.
    Fast,
    /// As if it had crashed: it recovers when it starts.
    Immediate,
}

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    binaries: PathBuf,
    shell: Child,
    /// `None` once it is to stop.
    input: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
}

impl Cluster {
    /// Starts one. `None` when the machine has no PostgreSQL.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(kept: Kept) -> io::Result<Option<Self>> {
        let Some(binaries) = binaries() else { return Ok(None) };
        let directory = tempfile::tempdir()?.keep();
        let options = match kept {
            Kept::Quick => QUICK,
            Kept::Durable => DURABLE,
        };
        let mut shell = Command::new("sh");
        shell.args(["-c", START, "start"]).arg(&directory).arg(options).env("PATH", path(&binaries)?);
        shell.current_dir(&directory);
        // The server does not start as root.
        if directory.metadata()?.uid() == 0 {
            let (user, group) = unprivileged_user()?;
            chown(&directory, Some(user), Some(group))?;
            shell.uid(user).gid(group);
        }
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (input, Some(output)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(io::Error::other("a shell without its pipes"));
        };
        let mut cluster = Self { directory, binaries, shell, input, said: BufReader::new(output) };
        cluster.hear()?;
        Ok(Some(cluster))
    }

    /// The address of one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let directory = self.directory.to_string_lossy().replace('/', "%2F");
        format!("postgres://hanbeol@localhost/{database}?host={directory}")
    }

    /// Makes a database. Says its address.
    ///
    /// # Errors
    /// When it is there already, or the server is away.
    pub fn create(&self, database: &str) -> io::Result<String> {
        let mut create = Command::new(self.binaries.join("createdb"));
        let made = create.arg("-h").arg(&self.directory).args(["-U", "hanbeol", database]).output()?;
        if made.status.success() {
            Ok(self.url(database))
        } else {
            Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()))
        }
    }

    /// Writes a database as SQL into a file.
    ///
    /// # Errors
    /// When the server is away, or the file cannot be written.
    pub fn dump(&self, database: &str, file: &Path) -> io::Result<()> {
        let mut dump = Command::new(self.binaries.join("pg_dump"));
        let dumped = dump.arg("-h").arg(&self.directory).args(["-U", "hanbeol", database]).output()?;
        std::fs::write(file, dumped.stdout)
    }

    /// Stops it and starts it again. Returns once it takes connections.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn restart(&mut self, stop: Stop) -> io::Result<()> {
        let line = match stop {
            Stop::Fast => "fast\n",
            Stop::Immediate => "immediate\n",
        };
        if let Some(input) = &mut self.input {
            input.write_all(line.as_bytes())?;
        }
        self.hear()
    }

    fn hear(&mut self) -> io::Result<()> {
        let mut said = String::new();
        self.said.read_line(&mut said)?;
        if said.trim() == "ready" {
            return Ok(());
        }
        // It goes on to say why, and then nothing more.
        self.input = None;
        self.said.read_to_string(&mut said)?;
        Err(io::Error::other(format!("PostgreSQL did not start: {said}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.input = None;
        // It has no more to say, and nobody to say it to.
        drop(self.shell.wait());
    }
}

/// Where the programs are: on the path, where `pg_config` says, or where Debian puts them.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .filter_map(|directory| Some(directory.join("initdb").canonicalize().ok()?.parent()?.to_owned()));
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|said| PathBuf::from(String::from_utf8_lossy(&said.stdout).trim()));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.filter_map(|version| Some(version.ok()?.path().join("bin")));
    let complete = |it: &PathBuf| {
        ["initdb", "pg_ctl", "postgres", "createdb"].iter().all(|name| it.join(name).is_file())
    };
    on_path.chain(configured).chain(debian).find(complete)
}

fn path(binaries: &Path) -> io::Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(binaries.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(paths).map_err(io::Error::other)
}

/// The user and group that Debian's package makes, or nobody's.
fn unprivileged_user() -> io::Result<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let user = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = user.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody")).ok_or_else(|| io::Error::other("no user to run PostgreSQL as"))
}
