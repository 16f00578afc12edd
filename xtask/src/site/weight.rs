//! What a visitor's browser has to load, as it travels: in bytes of brotli, each kind of page against its limit.

use std::path::Path;

use anyhow::{Result, bail};

use super::folder::files_below;
use super::relative;
use crate::progress::say;

/// What a kind of page loads: the stem of its files in `pkg/`, what it should weigh, and what it may, in KB of brotli.
const LOADS: [Load; 3] = [
    Load { page: "a buyer's page, wasm and JavaScript", stem: "hanbeol.", goal: 70, limit: 90 },
    Load { page: "a page of the desk, wasm and JavaScript", stem: "desk.", goal: 120, limit: 160 },
    Load { page: "style, every page", stem: "style.", goal: 14, limit: 18 },
];

struct Load {
    page: &'static str,
    stem: &'static str,
    goal: u64,
    limit: u64,
}

/// Prints what each kind of page of a release's site loads.
///
/// # Errors
/// When one is above its limit, or a file cannot be read.
pub(super) fn check(site: &Path) -> Result<()> {
    let pkg = site.join("pkg");
    let mut weights = Vec::new();
    for path in files_below(&pkg)? {
        if let Some(name) = relative(&path, &pkg).strip_suffix(".br") {
            weights.push((name.to_owned(), path.metadata()?.len()));
        }
    }
    let mut heavy = Vec::new();
    for load in &LOADS {
        let bytes = load.bytes(&weights);
        say(format_args!(
            "{}: {} KB of brotli (goal {}, limit {})",
            load.page,
            kilobytes(bytes),
            load.goal,
            load.limit
        ));
        if bytes > load.limit * 1000 {
            heavy.push(load.page);
        }
    }
    if !heavy.is_empty() {
        bail!("too heavy: {}", heavy.join("; "));
    }
    Ok(())
}

impl Load {
    /// The bytes of its files among all, the snippets in its folder included.
    fn bytes(&self, weights: &[(String, u64)]) -> u64 {
        weights.iter().filter(|(name, _)| name.starts_with(self.stem)).map(|(_, bytes)| bytes).sum()
    }
}

/// With one decimal.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::scratch::Scratch;

    fn site(test: &str, kilobytes: usize) -> Scratch {
        let scratch = Scratch::new(test);
        for file in ["pkg/hanbeol.01234567.js.br", "pkg/hanbeol.01234567/snippets/a.js.br"] {
            let path = scratch.path.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, vec![0; kilobytes * 500]).expect("a file");
        }
        scratch
    }

    #[test]
    fn a_site_at_its_limit_passes_and_one_above_it_is_named() {
        check(&site("weight-at-limit", 90).path).expect("at the limit");
        let error = check(&site("weight-above-limit", 91).path).expect_err("above the limit");
        assert_eq!(error.to_string(), "too heavy: a buyer's page, wasm and JavaScript");
    }

    #[test]
    fn kilobytes_have_one_decimal() {
        assert_eq!(kilobytes(56_249), "56.2");
        assert_eq!(kilobytes(999), "0.9");
    }
}
