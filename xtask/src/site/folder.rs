//! A folder of files as it should be, made so on the disk by writing only what differs.
//!
//! Untouched files keep their times: the release program, which holds them inside, is then not built anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::relative;
use crate::build::Profile;

/// Files by their path below the folder, with `/` between the parts.
#[derive(Default)]
pub(super) struct Folder {
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    pub(super) fn add(&mut self, path: String, content: Vec<u8>) {
        self.files.insert(path, content);
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// Adds all files below `source` under their own names, but for hidden ones.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn add_copies(&mut self, source: &Path) -> Result<()> {
        for path in files_below(source)? {
            let name = relative(&path, source);
            let hidden = name.split('/').any(|part| part.starts_with('.'));
            if !hidden {
                let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                self.add(name, content);
            }
        }
        Ok(())
    }

    /// Makes `target` hold these files, compressed beside in a release, and nothing else.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    pub(super) fn write(&self, target: &Path, profile: Profile) -> Result<()> {
        let mut wanted = BTreeSet::new();
        for (name, content) in &self.files {
            let path = target.join(name);
            let changed = !fs::read(&path).is_ok_and(|present| present == *content);
            if profile == Profile::Release && gains_by_compression(name) {
                for coding in [Coding::Brotli, Coding::Gzip] {
                    let beside = target.join(format!("{name}.{}", coding.extension()));
                    if changed || !beside.is_file() {
                        write(&beside, &coding.encode(content)?)?;
                    }
                    wanted.insert(beside);
                }
            }
            // After its compressed forms: were we stopped in between, the next run would make them again.
            if changed {
                write(&path, content)?;
            }
            wanted.insert(path);
        }
        remove_all_but(&wanted, target)
    }
}

/// The content codings that browsers ask for, at their strongest: this is done once.
#[derive(Clone, Copy)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    fn extension(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        }
    }

    fn encode(self, content: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut encoded = Vec::new();
        match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: 11,
                    lgwin: 22,
                    size_hint: content.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &content[..], &mut encoded, &params)?;
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut encoded, flate2::Compression::best());
                encoder.write_all(content)?;
                encoder.finish()?;
            }
        }
        Ok(encoded)
    }
}

/// Pictures and fonts are compressed in themselves.
fn gains_by_compression(name: &str) -> bool {
    const TEXTS: [&str; 9] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    // The manifest is the program's, no browser asks for it.
    name != "site.json" && extension.is_some_and(|extension| TEXTS.contains(&extension))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn remove_all_but(wanted: &BTreeSet<PathBuf>, folder: &Path) -> Result<()> {
    for path in files_below(folder)? {
        if !wanted.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// All files below a folder, at any depth; none when there is no such folder.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::scratch::Scratch;

    fn names(folder: &Path) -> Vec<String> {
        files_below(folder).expect("a folder of our own").iter().map(|path| relative(path, folder)).collect()
    }

    fn folder(files: &[(&str, &str)]) -> Folder {
        let mut folder = Folder::default();
        files.iter().for_each(|(name, content)| folder.add((*name).to_owned(), content.as_bytes().to_vec()));
        folder
    }

    #[test]
    fn files_that_are_no_longer_wanted_are_removed() {
        let scratch = Scratch::new("removed");
        folder(&[("pkg/style.1.css", "a"), ("robots.txt", "b")])
            .write(&scratch.path, Profile::Release)
            .expect("written");
        folder(&[("pkg/style.2.css", "c"), ("robots.txt", "b")])
            .write(&scratch.path, Profile::Dev)
            .expect("written");
        assert_eq!(names(&scratch.path), ["pkg/style.2.css", "robots.txt"]);
    }

    #[test]
    fn a_release_lays_compressed_forms_beside_texts_alone() {
        let scratch = Scratch::new("compressed");
        folder(&[("a.svg", "<svg/>"), ("b.png", ""), ("site.json", "{}")])
            .write(&scratch.path, Profile::Release)
            .expect("written");
        assert_eq!(names(&scratch.path), ["a.svg", "a.svg.br", "a.svg.gz", "b.png", "site.json"]);
    }

    #[test]
    fn compressed_forms_follow_a_file_that_keeps_its_name() {
        let scratch = Scratch::new("follow");
        for content in ["first", "second"] {
            folder(&[("robots.txt", content)]).write(&scratch.path, Profile::Release).expect("written");
            let zipped = fs::read(scratch.path.join("robots.txt.gz")).expect("the zipped form");
            let mut unzipped = String::new();
            flate2::read::GzDecoder::new(&zipped[..]).read_to_string(&mut unzipped).expect("gzip");
            let mut unbrotlied = Vec::new();
            let brotlied = fs::read(scratch.path.join("robots.txt.br")).expect("the brotli form");
            brotli::BrotliDecompress(&mut &brotlied[..], &mut unbrotlied).expect("brotli");
            assert_eq!((unzipped.as_str(), &unbrotlied[..]), (content, content.as_bytes()));
        }
    }
}
