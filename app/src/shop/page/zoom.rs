//! A picture of the garment, seen large. It is a popover of the browser's own, so it needs no script: a press on the picture
//! opens it, Escape and its button close it, and the focus comes back to the picture.

use kernel::Lang;
use leptos::prelude::*;

use crate::ui::photo::{Photo, address};

/// What covers a picture, opens it large, and holds it until then. It stands in the picture's box, so that a drawing in it
/// takes the colour that is chosen.
#[component]
pub(super) fn Zoom(
    lang: Lang,
    /// Which of the page's pictures it is.
    n: usize,
    /// What is to be seen.
    #[prop(into)]
    name: String,
    children: Children,
) -> impl IntoView {
    let id = format!("zoom-{n}");
    let (opens, closes) = (id.clone(), id.clone());
    let open = lang.pick("크게 보기", "See it large");
    view! {
        <button type="button" class="enlarge" popovertarget=opens>
            <span class="tag">
                {open}
                <span class="vh">": "{name.clone()}</span>
            </span>
        </button>
        <div class="zoom" id=id popover="auto" role="dialog" aria-label=format!("{open}: {name}")>
            <button type="button" class="btn s" popovertarget=closes popovertargetaction="hide" autofocus=true>
                {lang.pick("닫기", "Close")}
            </button>
            // Where the picture is larger than the screen, its middle is seen first.
            <i></i>
            {children()}
        </div>
    }
}

/// A drawing as it is seen large.
pub(super) fn large_drawing(slug: &str, class: &str, name: &str) -> impl IntoView + use<> {
    view! {
        <svg class=class.to_owned() viewBox="0 0 400 500" role="img" aria-label=name.to_owned()>
            <use href=format!("#{slug}")></use>
        </svg>
    }
}

/// A photograph in the largest of its widths. What is not opened is not in view, and so is not loaded.
pub(super) fn large_photograph(lang: Lang, photo: &Photo) -> impl IntoView + use<> {
    photo.widths.last().map(|(hash, width, height)| {
        view! {
            <img
                src=address(hash)
                width=*width
                height=*height
                alt=photo.alt.get(lang).to_owned()
                loading="lazy"
                decoding="async"
            />
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use kernel::Text;

    use super::*;

    #[test]
    fn a_photograph_is_large_in_its_largest_width_and_not_loaded_before() {
        let alt = Text { ko: "앞모습".into(), en: "Front".into() };
        let widths = vec![("aa".into(), 480, 600), ("bb".into(), 1_600, 2_000)];
        let photo = Photo { dye: None, alt, widths };
        let html = large_photograph(Lang::En, &photo).to_html();
        for part in
            [r#"src="/photographs/bb.webp""#, r#"alt="Front""#, r#"loading="lazy""#, r#"width="1600""#]
        {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("srcset"), "{html}");
    }

    #[test]
    fn the_button_on_a_picture_opens_it_and_the_one_beside_the_large_one_closes_it() {
        let html = view! { <Zoom lang=Lang::Ko n=2 name="트렌치코트">"그림"</Zoom> }.to_html();
        for part in [
            r#"popovertarget="zoom-2""#,
            r#"id="zoom-2" popover="auto""#,
            r#"popovertargetaction="hide""#,
            r#"aria-label="크게 보기: 트렌치코트""#,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
