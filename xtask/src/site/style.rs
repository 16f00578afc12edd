//! The style: one small sheet out of `style/main.css` and all it imports.
//!
//! No browser targets are given on purpose: what the sheets say (cascade layers, nesting, `light-dark()`,
//! `oklch()`) reaches the browser as written, only shorter.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};

/// Bundles and minifies.
///
/// # Errors
/// When a sheet is missing or does not parse, with its place.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    let sources = FileProvider::new();
    let mut bundler = Bundler::new(&sources, None, ParserOptions::default());
    // These errors borrow from the sources, so that only their words can leave.
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{error}"))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..Default::default() })?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::scratch::Scratch;

    fn bundled(name: &str, files: &[(&str, &str)]) -> Result<String> {
        let scratch = Scratch::new(name);
        for (file, text) in files {
            fs::write(scratch.path.join(file), text).expect("a folder of our own");
        }
        bundle(&scratch.path.join("main.css"))
    }

    #[test]
    fn imports_come_in_under_the_order_of_layers_that_was_stated() {
        let main = "@layer reset, base; @import 'b.css' layer(base); @import 'r.css' layer(reset);";
        let css =
            bundled("style-imports", &[("main.css", main), ("b.css", "a{top:0}"), ("r.css", "b{top:0}")]);
        let expected = "@layer reset{b{top:0}}@layer base{a{top:0}}";
        assert_eq!(css.expect("a style"), expected);
    }

    #[test]
    fn what_only_new_browsers_know_stays_as_written() {
        let css = "a{color:light-dark(oklch(20% 0 0),#fff);& b{margin:0}}";
        assert_eq!(bundled("style-new", &[("main.css", css)]).expect("a style"), css);
    }

    #[test]
    fn a_transition_between_documents_is_kept() {
        let css = bundled("style-transition", &[("main.css", "@view-transition { navigation: auto }")]);
        assert_eq!(css.expect("a style"), "@view-transition{navigation:auto}");
    }

    #[test]
    fn an_error_says_where_it_is() {
        let error =
            bundled("style-error", &[("main.css", "a {\n  color: red;\n} }")]).expect_err("a stray brace");
        assert!(error.to_string().contains("main.css:"), "{error}");
        let error =
            bundled("style-missing", &[("main.css", "@import 'gone.css';")]).expect_err("a missing file");
        assert!(error.to_string().contains("main.css:"), "{error}");
    }
}
