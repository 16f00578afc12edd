//! The licences of what we build on, held to the list in `deny.toml`.
//!
//! `cargo deny` reads the same list, for those who have it; this check needs nothing installed.

use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, Package};
use spdx::{Expression, Licensee, ParseMode};

use crate::process::root;
use crate::progress::say;

/// Checks every dependency, of whatever platform or kind.
///
/// # Errors
/// When a licence is not allowed, not said, or not understood.
pub(crate) fn check() -> Result<()> {
    let deny = fs::read_to_string(root().join("deny.toml")).context("cannot read deny.toml")?;
    let allowed = Allowed::parse(&deny).context("cannot read deny.toml")?;
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .context("cargo metadata failed")?;
    let refused =
        metadata.packages.iter().filter_map(|package| allowed.objection(package)).collect::<Vec<_>>();
    if !refused.is_empty() {
        bail!("licences that deny.toml does not allow:\n{}", refused.join("\n"));
    }
    say(format_args!("licences of {} packages: all allowed", metadata.packages.len()));
    Ok(())
}

/// The licences of `[licenses] allow`.
struct Allowed(Vec<Licensee>);

impl Allowed {
    fn parse(deny: &str) -> Result<Self> {
        let deny: toml::Table = deny.parse()?;
        let allow =
            deny.get("licenses").and_then(|licenses| licenses.get("allow")).and_then(toml::Value::as_array);
        let names = allow.context("no [licenses] allow")?.iter().filter_map(toml::Value::as_str);
        let licensees =
            names.map(|name| Licensee::parse(name).with_context(|| format!("unknown licence {name}")));
        Ok(Self(licensees.collect::<Result<_>>()?))
    }

    /// Why this package may not be used, if so.
    fn objection(&self, package: &Package) -> Option<String> {
        let Some(licence) = &package.license else {
            return Some(format!("{} {}: says no licence", package.name, package.version));
        };
        match self.covers(licence) {
            Ok(true) => None,
            Ok(false) => Some(format!("{} {}: {licence}", package.name, package.version)),
            Err(error) => Some(format!("{} {}: {licence}: {error}", package.name, package.version)),
        }
    }

    /// Whether these licences satisfy the expression. crates.io has old ones, with a slash for OR.
    fn covers(&self, expression: &str) -> Result<bool> {
        // The error borrows from the expression's text and quotes it over lines: its reason is enough.
        let expression = Expression::parse_mode(expression, ParseMode::LAX)
            .map_err(|error| anyhow::anyhow!("not understood, {}", error.reason))?;
        Ok(expression.evaluate(|requirement| self.0.iter().any(|licensee| licensee.satisfies(requirement))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(expression: &str) -> bool {
        let allowed = Allowed::parse("[licenses]\nallow = ['MIT', 'Apache-2.0']").expect("a list");
        allowed.covers(expression).expect("an expression")
    }

    #[test]
    fn one_allowed_licence_of_a_choice_is_enough() {
        assert!(covers("GPL-3.0-only OR MIT"));
        assert!(covers("MIT/Apache-2.0"));
    }

    #[test]
    fn all_licences_that_hold_together_must_be_allowed() {
        assert!(covers("MIT AND Apache-2.0"));
        assert!(!covers("MIT AND GPL-3.0-only"));
    }

    #[test]
    fn an_exception_is_allowed_only_by_name() {
        assert!(!covers("Apache-2.0 WITH LLVM-exception"));
    }
}
