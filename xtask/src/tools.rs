//! What building and testing need beside Cargo: found where a machine may have it, installed where that is ours
//! to do, and named when a person must.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{self, find, output};
use crate::progress::say;

/// The folder of the browser tests.
const END2END: &str = "end2end";

/// The compilation target of the browser parts. `rust-toolchain.toml` asks for it, but where rustup does not
/// install by itself nobody has listened.
///
/// # Errors
/// When it is missing and there is no rustup.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!("the Rust target {TARGET} is missing, and so is rustup, which would install it");
    }
    say(format_args!("installing the Rust target {TARGET}"));
    process::run(process::program("rustup", ".").args(["target", "add", TARGET]))
}

/// Says where PostgreSQL's server programs are, which the tests start by themselves, or that its half of the
/// store's contract suite will be skipped. CI has to have them.
///
/// # Errors
/// When CI's installation fails.
pub(crate) fn ensure_postgres() -> Result<()> {
    if postgres().is_none() && in_ci() && is_debian_root() {
        install(&["postgresql"])?;
    }
    match postgres() {
        Some(folder) => say(format_args!("PostgreSQL: {}", folder.display())),
        None => {
            say("PostgreSQL: NOT FOUND, its tests are SKIPPED (install the server's programs to run them)")
        }
    }
    Ok(())
}

/// Whether there are the servers of a shop of several instances: PostgreSQL, and haproxy, which is installed from Debian
/// where we are root. What is not there is said.
///
/// # Errors
/// When an installation fails.
pub(crate) fn has_servers() -> Result<bool> {
    ensure_postgres()?;
    if haproxy().is_none() && is_debian_root() {
        install(&["haproxy"])?;
    }
    match haproxy() {
        Some(file) => say(format_args!("haproxy: {}", file.display())),
        None => say("haproxy: NOT FOUND, runs of several instances are SKIPPED (install it to run them)"),
    }
    Ok(postgres().is_some() && haproxy().is_some())
}

/// Debian keeps it where not everybody's PATH leads.
pub(crate) fn haproxy() -> Option<PathBuf> {
    let debian = PathBuf::from("/usr/sbin/haproxy");
    find("haproxy").or_else(|| debian.is_file().then_some(debian))
}

/// Installs localstripe, the Stripe of others that the provider's client is tried on, into a Python environment of its
/// own in `target/`; or says that its tests will be skipped. CI has to have it.
///
/// # Errors
/// When CI's installation fails.
pub(crate) fn ensure_localstripe() -> Result<()> {
    const RELEASE: &str = "localstripe==1.15.10";
    let folder = process::root().join("target/localstripe");
    let installed = folder.join(RELEASE);
    if installed.is_file() {
        return Ok(());
    }
    say(format_args!("installing {RELEASE} into target/localstripe"));
    match install_python(&folder, RELEASE) {
        Ok(()) => Ok(fs::write(installed, "")?),
        Err(error) if in_ci() => Err(error),
        Err(error) => {
            say(format_args!("localstripe: NOT INSTALLED, its tests are SKIPPED ({error:#})"));
            Ok(())
        }
    }
}

/// A package of PyPI in a fresh environment.
fn install_python(folder: &Path, package: &str) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    // Debian has Python's venv in a package of its own, and without it the module fails half way.
    if output("python3", &["-c", "import ensurepip"]).is_none() && is_debian_root() {
        install(&["python3", "python3-venv"])?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package];
    let installed = process::run(process::program("python3", ".").args(["-m", "venv"]).arg(folder))
        .and_then(|()| process::run(process::program(folder.join("bin/python"), ".").args(pip)));
    if installed.is_err() && folder.exists() {
        // An environment without the package would be taken for one with it.
        fs::remove_dir_all(folder)?;
    }
    installed
}

/// Where `initdb` is: on PATH, where `pg_config` says, or in Debian's folder of the highest version.
fn postgres() -> Option<PathBuf> {
    let on_path = find("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    let configured = || output("pg_config", &["--bindir"]).map(PathBuf::from);
    let has_initdb = |folder: &PathBuf| folder.join("initdb").is_file();
    let debian = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
        let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
        folders.filter(has_initdb).max_by_key(|folder| version(folder))
    };
    on_path.or_else(|| configured().filter(has_initdb)).or_else(debian)
}

/// The version in `/usr/lib/postgresql/<version>/bin`.
fn version(folder: &Path) -> u32 {
    let name = folder.parent().and_then(Path::file_name).unwrap_or_default();
    name.to_string_lossy().parse().unwrap_or_default()
}

/// The packages of the browser tests, as their lock file says.
///
/// # Errors
/// When Node.js is missing or npm fails.
pub(crate) fn ensure_node_packages() -> Result<()> {
    if find("node").is_none() || find("npm").is_none() {
        bail!(
            "the browser tests need node (20 or later) and npm; `cargo xtask test --no-browser` goes without"
        );
    }
    let folder = process::root().join(END2END);
    let modified = |file: &str| fs::metadata(folder.join(file)).and_then(|data| data.modified());
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_ok_and(|installed| modified("package-lock.json").is_ok_and(|locked| locked <= installed))
    {
        return Ok(());
    }
    say("installing the browser tests' packages");
    process::run(npm("npm").args(["ci", "--no-audit", "--no-fund"]))
}

/// A command of Node's in the folder of the browser tests. No package downloads a browser on its own.
pub(crate) fn npm(name: &str) -> std::process::Command {
    let mut command = process::program(name, END2END);
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// The Chromium to test with: `HANBEOL_CHROMIUM`, else one on PATH, else Debian's package where we are root.
/// `None` is the one that Playwright downloads for itself, which is the last resort.
///
/// # Errors
/// When an installation fails.
pub(crate) fn ensure_chromium() -> Result<Option<PathBuf>> {
    let given = || env::var_os("HANBEOL_CHROMIUM").map(PathBuf::from);
    let present = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find);
    let mut chromium = given().or_else(present);
    if chromium.is_none() && is_debian_root() {
        install(&["chromium", "fonts-noto-cjk"])?;
        chromium = present();
    }
    match &chromium {
        Some(file) => say(format_args!("Chromium: {}", file.display())),
        None => {
            say("Chromium: none found, Playwright downloads its own");
            process::run(process::program("npx", END2END).args(["playwright", "install", "chromium"]))?;
        }
    }
    Ok(chromium)
}

/// Says where Java is, in which the HTML checker runs, or that no HTML will be checked. CI has to have it.
///
/// # Errors
/// When CI's installation fails.
pub(crate) fn ensure_java() -> Result<()> {
    if find("java").is_none() && in_ci() && is_debian_root() {
        install(&["default-jre-headless"])?;
    }
    match find("java") {
        Some(java) => say(format_args!("Java: {}", java.display())),
        None => say("Java: NOT FOUND, HTML is NOT CHECKED (install a Java runtime, 17 or later)"),
    }
    Ok(())
}

/// The other families of browsers, for the smoke test in each: Firefox, and WebKitGTK with its driver and a screen.
/// Debian's packages where we are root, else it is said that the tests are skipped.
///
/// # Errors
/// When an installation fails.
pub(crate) fn ensure_other_browsers() -> Result<()> {
    let firefox = || find("firefox").or_else(|| find("firefox-esr")).is_some();
    let webkit = || find("WebKitWebDriver").is_some() && find("Xvfb").is_some();
    if is_debian_root() && !(firefox() && webkit()) {
        install(&["firefox-esr", "webkit2gtk-driver", "xvfb"])?;
    }
    for (name, found) in [("Firefox", firefox()), ("WebKitGTK's driver with Xvfb", webkit())] {
        let state = if found { "found" } else { "NOT FOUND, its test is SKIPPED" };
        say(format_args!("{name}: {state}"));
    }
    Ok(())
}

/// A font for Korean, without which the browser draws boxes.
///
/// # Errors
/// When its installation fails.
pub(crate) fn ensure_korean_font() -> Result<()> {
    let present = output("fc-list", &[":lang=ko"]).is_some_and(|fonts| !fonts.is_empty());
    if present {
        return Ok(());
    }
    if is_debian_root() {
        return install(&["fonts-noto-cjk"]);
    }
    say("Korean font: none found, pictures of pages will show boxes (install Noto Sans CJK)");
    Ok(())
}

/// Whether this is a run of CI, which may install what the tests can use.
fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| value == "true")
}

fn is_debian_root() -> bool {
    find("apt-get").is_some() && output("id", &["-u"]).is_some_and(|user| user == "0")
}

fn install(packages: &[&str]) -> Result<()> {
    say(format_args!("installing Debian's {}", packages.join(", ")));
    let apt = |args: &[&str]| {
        let mut command = process::program("apt-get", ".");
        command.args(["--quiet", "--yes"]).args(args).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "--no-install-recommends"], packages].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_10_is_later_than_9() {
        let folder = |version: &str| PathBuf::from_iter(["/usr/lib/postgresql", version, "bin"]);
        assert!(version(&folder("10")) > version(&folder("9")));
    }
}
