//! The two wasm parts: compiled by Cargo, made loadable by wasm-bindgen.
//!
//! One wasm holds all the islands that it links, and buyers should not load the seller's: so `frontend` is built
//! once for each of its two features. Cargo gives both builds the same file name, hence the copy in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::folder::files_below;
use super::{digest, relative};
use crate::build::Profile;
use crate::process;

/// Whose islands a wasm holds.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// What buyers load.
    Storefront,
    /// What the seller loads.
    Desk,
}

impl Part {
    /// The feature of `frontend` that links its islands.
    fn feature(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Desk => "desk",
        }
    }

    /// What its files are called, before the hash.
    fn name(self) -> &'static str {
        match self {
            Self::Storefront => "hanbeol",
            Self::Desk => "desk",
        }
    }
}

/// What a browser loads of one part.
pub(super) struct Output {
    pub(super) name: &'static str,
    /// The module that loads the wasm and joins it to the page.
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
    /// Scripts that crates brought along, by their path beside the module.
    pub(super) snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles a part and makes it loadable.
///
/// # Errors
/// When it does not compile, or its wasm-bindgen is of another version than xtask's.
pub(super) fn build(part: Part, profile: Profile) -> Result<Output> {
    let wasm = compile(part, profile)?;
    let folder = process::root().join("target/xtask").join(profile_name(profile)).join(part.name());
    bind(part, profile, &wasm, &folder)?;
    read(part, &folder)
}

fn profile_name(profile: Profile) -> &'static str {
    match profile {
        Profile::Dev => "wasm-dev",
        Profile::Release => "wasm-release",
    }
}

fn compile(part: Part, profile: Profile) -> Result<Vec<u8>> {
    let mut cargo = profile.cargo_build();
    cargo.args(["--package", "frontend", "--lib", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--profile", profile_name(profile), "--features", part.feature()]);
    process::run(&mut cargo)?;
    let built = PathBuf::from_iter(["target/wasm32-unknown-unknown", profile_name(profile), "frontend.wasm"]);
    fs::read(process::root().join(&built)).with_context(|| format!("cannot read {}", built.display()))
}

/// Runs wasm-bindgen into `folder`, unless what lies there was made of the same wasm.
fn bind(part: Part, profile: Profile, wasm: &[u8], folder: &Path) -> Result<()> {
    let stamp = folder.with_extension("stamp");
    let input = digest([wasm]);
    if fs::read_to_string(&stamp).is_ok_and(|made_of| made_of == input) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Bindgen::new()
        .input_bytes(part.name(), wasm.to_vec())
        .out_name(part.name())
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(profile == Profile::Release)
        .generate(folder)
        .context("wasm-bindgen refused the wasm")?;
    fs::write(&stamp, input).with_context(|| format!("cannot write {}", stamp.display()))
}

fn read(part: Part, folder: &Path) -> Result<Output> {
    let name = part.name();
    let snippets = files_below(&folder.join("snippets"))?
        .into_iter()
        .map(|path| Ok((relative(&path, folder), fs::read(&path)?)))
        .collect::<Result<_>>()?;
    Ok(Output {
        name,
        js: fs::read_to_string(folder.join(format!("{name}.js")))?,
        wasm: fs::read(folder.join(format!("{name}_bg.wasm")))?,
        snippets,
    })
}
