//! Other programs: how they are found and started, and what their failure looks like.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

/// The workspace's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace's folder")
}

/// A program to be started in `folder` of the workspace, without what Cargo says about xtask itself.
///
/// `cargo run` hands these variables to what it starts. A build script that watches one of them would be run
/// again, and all that depends on it compiled again, whenever Cargo is called by turns from here and by hand.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>, folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root().join(folder));
    for (variable, _) in env::vars_os() {
        let text = variable.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&variable);
        }
    }
    command
}

/// The Cargo that runs us.
pub(crate) fn cargo() -> Command {
    program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), ".")
}

/// Runs a command to its end, its output passed through.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", line(command)))?;
    expect_success(command, status)
}

/// Runs commands beside each other to their ends. The first one's output is passed through; what the others print
/// follows when all have ended, so that nothing stands between anybody's lines.
///
/// # Errors
/// When one cannot be started, or ends with anything but success; it is the first one's error then.
pub(crate) fn run_beside(commands: Vec<Command>) -> Result<()> {
    let mut commands = commands.into_iter();
    let Some(mut first) = commands.next() else { return Ok(()) };
    let others: Vec<_> = commands.map(|mut command| thread::spawn(move || run_aside(&mut command))).collect();
    let mut outcomes = vec![run(&mut first)];
    for other in others {
        let aside = other.join().map_err(|_| anyhow!("a thread that waits for a command panicked"))?;
        outcomes.push(aside.and_then(|(outcome, printed)| {
            io::stdout().write_all(&printed)?;
            outcome
        }));
    }
    outcomes.into_iter().collect()
}

/// Runs a command to its end, and keeps what it prints.
fn run_aside(command: &mut Command) -> Result<(Result<()>, Vec<u8>)> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", line(command)))?;
    let printed = [output.stdout, output.stderr].concat();
    Ok((expect_success(command, output.status), printed))
}

fn expect_success(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    Ok(())
}

/// What a command prints, trimmed; nothing when it is missing or fails.
pub(crate) fn output(name: &str, args: &[&str]) -> Option<String> {
    let output = program(name, ".").args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Where PATH has a program of this name.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let error = run(program("false", ".").arg("--really")).expect_err("false fails");
        assert!(error.to_string().starts_with("false --really ended with"), "{error}");
    }

    #[test]
    fn of_commands_beside_each_other_each_runs_to_its_end_and_a_failure_is_named() {
        let scratch = crate::scratch::Scratch::new("beside");
        let touched = scratch.path.join("touched");
        let mut touch = program("touch", ".");
        touch.arg(&touched);
        let error = run_beside(vec![program("false", "."), touch]).expect_err("false fails");
        assert!(error.to_string().starts_with("false ended with"), "{error}");
        assert!(touched.exists(), "the other one ran");
        run_beside(vec![program("true", "."), program("true", ".")]).expect("both succeed");
    }

    #[test]
    fn a_missing_program_prints_nothing() {
        assert_eq!(output("no-such-program-here", &[]), None);
        assert_eq!(find("no-such-program-here"), None);
    }

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
