//! One place says which version of a crate is used: the workspace's manifest.
//!
//! A member that names a version of its own would bring a second copy of a crate, or other features of it, without
//! anybody seeing it in review.

use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use toml::{Table, Value};

use crate::process::root;
use crate::progress::say;

/// Checks the manifests of all members.
///
/// # Errors
/// When a member does not take a dependency, or the lints, from the workspace.
pub(crate) fn check() -> Result<()> {
    let manifest = root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().context("cargo metadata failed")?;
    let mut objections = Vec::new();
    for package in &metadata.packages {
        let text = fs::read_to_string(&package.manifest_path)?;
        let own =
            own_entries(&text.parse().with_context(|| format!("cannot read {}", package.manifest_path))?);
        objections.extend(own.iter().map(|entry| format!("{}: {entry}", package.name)));
    }
    if !objections.is_empty() {
        bail!("these lack `workspace = true`:\n{}", objections.join("\n"));
    }
    say(format_args!(
        "manifests of {} crates: all dependencies are the workspace's",
        metadata.packages.len()
    ));
    Ok(())
}

/// The entries of a member's manifest that stand on their own.
fn own_entries(manifest: &Table) -> Vec<String> {
    let mut own = own_dependencies(manifest);
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    own.extend(platforms.filter_map(Value::as_table).flat_map(own_dependencies));
    if !manifest.get("lints").is_some_and(of_workspace) {
        own.push("lints".to_owned());
    }
    own
}

fn own_dependencies(table: &Table) -> Vec<String> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = kinds.into_iter().filter_map(|kind| table.get(kind)?.as_table());
    tables.flatten().filter(|(_, value)| !of_workspace(value)).map(|(name, _)| name.clone()).collect()
}

fn of_workspace(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(manifest: &str) -> Vec<String> {
        own_entries(&manifest.parse().expect("TOML"))
    }

    #[test]
    fn a_dependency_with_a_version_of_its_own_is_found_wherever_it_stands() {
        let manifest = "
            lints.workspace = true
            [dependencies]
            a.workspace = true
            b = '1'
            [dev-dependencies]
            c = { version = '1' }
            [target.'cfg(unix)'.dependencies]
            d = { path = 'd' }
        ";
        assert_eq!(own(manifest), ["b", "c", "d"]);
    }

    #[test]
    fn lints_of_its_own_are_found() {
        assert_eq!(own("[lints.clippy]\nunwrap_used = 'allow'"), ["lints"]);
    }
}
