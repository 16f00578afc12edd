//! `cargo xtask site`: everything a browser loads, gathered in target/site.
//!
//! Wasm, JavaScript and style get names that hold a hash of their content, so that browsers may keep them for
//! ever; `site.json` says what they are called now. A release lays a `.br` and a `.gz` beside each file that
//! gains by it, so that no request compresses anything; and it must not weigh too much ([`weight`]).

mod browser;
mod folder;
mod style;
mod weight;

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use sha2::{Digest, Sha256};

use self::browser::Part;
use self::folder::Folder;
use crate::build::Profile;
use crate::progress::{Progress, say};
use crate::{process, tools};

/// How many steps [`steps`] takes.
pub(crate) const STEPS: usize = 3;

/// Builds the site.
///
/// # Errors
/// When the browser part does not compile, the style does not parse, a file cannot be written, or a release is too heavy.
pub(crate) fn run(profile: Profile) -> Result<()> {
    tools::ensure_wasm_target()?;
    steps(profile, &mut Progress::new(STEPS))
}

/// The steps of [`run`], as part of a longer row.
///
/// # Errors
/// As of [`run`].
pub(crate) fn steps(profile: Profile, progress: &mut Progress) -> Result<()> {
    let storefront =
        progress.step("browser part (storefront)", || browser::build(Part::Storefront, profile))?;
    let desk = progress.step("browser part (desk)", || browser::build(Part::Desk, profile))?;
    progress.step("style and files", || {
        let style = style::bundle(&process::root().join("style/main.css"))?;
        let mut folder = Folder::default();
        folder.add_copies(&process::root().join("public"))?;
        let storefront = folder.add_browser_part(&storefront);
        let desk = folder.add_browser_part(&desk);
        let style = folder.add_hashed("pkg/style", "css", style.into_bytes());
        folder.add_manifest(&storefront, &desk, &style);
        let site = process::root().join("target/site");
        folder.write(&site, profile)?;
        if profile == Profile::Release { weight::check(&site) } else { Ok(()) }
    })
}

impl Folder {
    /// Adds what bindgen made of one part; answers the name that its `.js` and `.wasm` share.
    fn add_browser_part(&mut self, part: &browser::Output) -> String {
        let digest = digest(
            [part.js.as_bytes(), &part.wasm].into_iter().chain(part.snippets.values().map(|s| &s[..])),
        );
        let name = format!("{}.{digest}", part.name);
        // Snippets have no hash in their names, and are found relative to the script that imports them.
        // The same paths stand in the script as keys, which the wasm knows: only what is imported moves.
        let js = ['"', '\''].iter().fold(part.js.clone(), |js, quote| {
            js.replace(&format!(" from {quote}./snippets/"), &format!(" from {quote}./{name}/snippets/"))
        });
        for (path, content) in &part.snippets {
            self.add(format!("pkg/{name}/{path}"), content.clone());
        }
        self.add(format!("pkg/{name}.js"), js.into_bytes());
        self.add(format!("pkg/{name}.wasm"), part.wasm.clone());
        name
    }

    /// Adds a file as `stem.<hash>.extension`; answers that name.
    fn add_hashed(&mut self, stem: &str, extension: &str, content: Vec<u8>) -> String {
        let name = format!("{stem}.{}.{extension}", digest([&content[..]]));
        self.add(name.clone(), content);
        name
    }

    /// Adds `site.json`, by which the program learns the names. `revision` changes with any file, so that a
    /// program that holds the site inside is built again when a file joins or leaves.
    fn add_manifest(&mut self, storefront: &str, desk: &str, style: &str) {
        let revision = digest(self.files().flat_map(|(name, content)| [name.as_bytes(), content]));
        let manifest = json!({
            "storefront": storefront,
            "desk": desk,
            "style": format!("/{style}"),
            "revision": revision,
        });
        self.add("site.json".to_owned(), format!("{manifest:#}\n").into_bytes());
        say(format_args!("{storefront}, {desk}, {style}"));
    }
}

/// The first 8 hexadecimal digits of the SHA-256 over these pieces: enough to tell two builds apart.
fn digest<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    format!("{:x}", hash.finalize())[..8].to_owned()
}

/// A path below `folder`, in the form that URLs have.
fn relative(path: &Path, folder: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn part(js: &str) -> browser::Output {
        let snippets = BTreeMap::from([("snippets/gloo-1/inline0.js".to_owned(), b"export {}".to_vec())]);
        browser::Output { name: "hanbeol", js: js.to_owned(), wasm: b"\0asm".to_vec(), snippets }
    }

    #[test]
    fn a_part_is_renamed_when_its_content_changes_and_only_then() {
        let name = |js| Folder::default().add_browser_part(&part(js));
        assert_eq!(name("a"), name("a"));
        assert_ne!(name("a"), name("b"));
        assert_eq!(name("a").len(), "hanbeol.01234567".len());
    }

    #[test]
    fn a_script_finds_its_snippets_under_its_own_name() {
        let mut folder = Folder::default();
        let script = r#"import * as import1 from "./snippets/a.js"
import { b } from './snippets/b.js';
const imports = { "./snippets/a.js": import1 };"#;
        let name = folder.add_browser_part(&part(script));
        let written =
            folder.files().find(|(path, _)| *path == format!("pkg/{name}.js")).expect("the script").1;
        let expected = script
            .replace("from \"./", &format!("from \"./{name}/"))
            .replace("from './", &format!("from './{name}/"));
        assert_eq!(String::from_utf8_lossy(written), expected);
        assert!(folder.files().any(|(path, _)| path == format!("pkg/{name}/snippets/gloo-1/inline0.js")));
    }

    #[test]
    fn the_manifest_changes_when_a_file_joins() {
        let manifest = |files: &[&str]| {
            let mut folder = Folder::default();
            files.iter().for_each(|name| folder.add((*name).to_owned(), Vec::new()));
            folder.add_manifest("hanbeol.1", "desk.2", "pkg/style.3.css");
            folder.files().find(|(path, _)| *path == "site.json").expect("the manifest").1.to_vec()
        };
        assert_ne!(manifest(&["robots.txt"]), manifest(&["robots.txt", "favicon.svg"]));
    }
}
