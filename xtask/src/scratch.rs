//! Folders for tests that need files.

use std::fs;
use std::path::PathBuf;

use crate::process::root;

/// An empty folder below target/, gone with the test.
pub(crate) struct Scratch {
    pub(crate) path: PathBuf,
}

impl Scratch {
    /// `name` is the test's own.
    pub(crate) fn new(name: &str) -> Self {
        let path = root().join("target/xtask/tests").join(name);
        remove(&path);
        fs::create_dir_all(&path).expect("a folder below target/");
        Self { path }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

fn remove(path: &PathBuf) {
    if path.exists() {
        fs::remove_dir_all(path).expect("a folder of our own");
    }
}
