//! Photographs, in the widths that they are kept in: the browser takes the one it has room for.

use kernel::{Lang, Text};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A photograph of a garment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The colour that it shows; none: it stands for all.
    pub dye: Option<String>,
    /// What is to be seen on it.
    pub alt: Text,
    /// Name, width and height of each, narrowest first.
    pub widths: Vec<(String, u32, u32)>,
}

/// Where a file is.
#[must_use]
pub fn address(hash: &str) -> String {
    format!("/photographs/{hash}.webp")
}

/// A photograph, with its room kept before it is there.
#[component]
pub fn Picture(
    lang: Lang,
    photo: Photo,
    /// How wide it is shown, as a browser asks: `(width >= 60rem) 60vw, 100vw`.
    sizes: &'static str,
    /// Loaded when it comes into view; what is in view at first must not wait.
    #[prop(default = true)]
    lazy: bool,
) -> impl IntoView {
    let Photo { alt, widths, .. } = photo;
    let srcset = widths.iter().map(|(hash, width, _)| format!("{} {width}w", address(hash)));
    let srcset = srcset.collect::<Vec<_>>().join(", ");
    let (src, width, height) = match widths.last() {
        Some((hash, width, height)) => (address(hash), *width, *height),
        None => return ().into_any(),
    };
    view! {
        <img
            src=src
            srcset=srcset
            sizes=sizes
            width=width
            height=height
            alt=alt.get(lang).to_owned()
            loading=lazy.then_some("lazy")
            decoding="async"
        />
    }
    .into_any()
}

#[cfg(feature = "ssr")]
impl From<catalogue::Photograph> for Photo {
    fn from(photograph: catalogue::Photograph) -> Self {
        let widths = photograph.renditions.into_iter().map(|it| (it.hash, it.width, it.height));
        Self { dye: photograph.dye, alt: photograph.alt, widths: widths.collect() }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_every_width_and_keeps_the_room() {
        let alt = Text { ko: "앞모습".into(), en: "Front".into() };
        let widths = vec![("aa".into(), 480, 600), ("bb".into(), 960, 1_200)];
        let photo = Photo { dye: None, alt, widths };
        let html = view! { <Picture lang=Lang::En photo sizes="50vw" /> }.to_html();
        for part in [
            r#"srcset="/photographs/aa.webp 480w, /photographs/bb.webp 960w""#,
            r#"width="960""#,
            r#"height="1200""#,
            r#"alt="Front""#,
            r#"loading="lazy""#,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
