//! The photographs of one garment: each with what is said of it, and the form that takes in another.

use catalogue::MAX_ALT;
use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{PhotographsView, Shot, TypedShot};
use crate::seller::forms::{Post, may};
use crate::seller::frame::DeskFrame;
use crate::seller::notice::Notice;
use crate::shop::view::Dye;
use crate::ui::field::{ErrorSummary, FieldError, described_by};
use crate::ui::frame::{error_title, title};
use crate::ui::photo::Picture;

/// The photographs of a garment.
#[component]
pub fn PhotographsPage(lang: Lang, view: PhotographsView) -> impl IntoView {
    let name = view.name.get(lang).to_owned();
    let heading = match lang {
        Lang::Ko => format!("{name} 사진"),
        Lang::En => format!("{name}: photographs"),
    };
    let wrong = wrong(lang, &view);
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let refused = wrong.is_some() || matches!(notice, Some(Notice::Refused(_)));
    let document = if refused { error_title(lang, &heading) } else { title(lang, &heading) };
    let shots = view
        .shots
        .iter()
        .enumerate()
        .map(|(n, shot)| shot_view(lang, &view, n, shot, wrong.as_ref()))
        .collect_view();
    let add = if view.full {
        view! { <p class="mut">{lang.pick("사진은 열두 장까지 올릴 수 있어요.", "Twelve photographs are the most.")}</p> }.into_any()
    } else {
        upload(lang, &view, wrong.as_ref()).into_any()
    };
    let none = view.shots.is_empty().then(|| {
        let words = lang.pick(
            "아직 사진이 없어요. 올리면 그림 대신 보여요.",
            "No photographs yet. Once there is one it stands in place of the drawing.",
        );
        view! { <p class="mut mb5">{words}</p> }
    });
    let summary = wrong.map(|(field, words)| {
        view! { <div class="mb5"><ErrorSummary lang errors=vec![(field, words)] /></div> }
    });
    let back = lang.path(&format!("/seller/garments/{}", view.slug));
    view! {
        <Title text=document />
        <DeskFrame lang path=format!("/seller/garments/{}/photographs", view.slug)>
            <a class="crumb mut" href=back>
                {name}
            </a>
            <h1 class="mb4">{heading}</h1>
            {notice.map(|notice| notice.view(lang))}
            {summary}
            {none}
            <ol class="shots">{shots}</ol>
            {may(Permission::Goods)
                .then(|| {
                    view! {
                        <section class="sec" aria-labelledby="add">
                            <h2 id="add">{lang.pick("사진 올리기", "Add a photograph")}</h2>
                            {add}
                        </section>
                    }
                })}
        </DeskFrame>
    }
}

/// The field that was refused, by its id, and how to put it right.
fn wrong(lang: Lang, view: &PhotographsView) -> Option<(String, &'static str)> {
    let about = view.shots.iter().position(|shot| shot.id.to_string() == view.typed.about);
    if view.full && about.is_none() {
        // The form that was refused is not there any more.
        return None;
    }
    let field = |name: &str| about.map_or_else(|| name.to_owned(), |n| format!("{name}-{n}"));
    // A browser keeps no file for the page that a refused form leads to.
    let alt = if about.is_none() {
        lang.pick(
            "무엇이 보이는지 한 줄, 120자 안으로 적고, 사진 파일도 다시 골라 주세요",
            "Say what is to be seen, in one line of 120 characters, and choose the file again",
        )
    } else {
        lang.pick(
            "무엇이 보이는지 한 줄, 120자 안으로 적어 주세요",
            "Say what is to be seen, in one line of 120 characters",
        )
    };
    Some(match view.notice.as_deref()? {
        "bad_alt_ko" => (field("alt_ko"), alt),
        "bad_alt_en" => (field("alt_en"), alt),
        "bad_photograph_place" => (field("place"), lang.pick("1부터 세어 적어 주세요", "Count from 1")),
        "no_photograph" => ("file".to_owned(), lang.pick("사진 파일을 골라 주세요", "Choose a file")),
        "photograph_unknown" => (
            "file".to_owned(),
            lang.pick("JPEG, PNG, WebP 사진만 올릴 수 있어요", "Only JPEG, PNG and WebP can be added"),
        ),
        "photograph_pixels" => (
            "file".to_owned(),
            lang.pick(
                "너무 큰 사진이에요. 4,000만 화소 안으로 줄여 주세요",
                "That is too large. Make it 40 megapixels or less",
            ),
        ),
        "photograph_large" => (
            "file".to_owned(),
            lang.pick(
                "15MB보다 큰 파일이에요. 줄여서 다시 올려 주세요",
                "That file is over 15 MB. Make it smaller",
            ),
        ),
        "photograph_small" => (
            "file".to_owned(),
            lang.pick(
                "너무 작은 사진이에요. 짧은 쪽이 320픽셀은 되어야 해요",
                "That is too small. Its shorter side needs 320 pixels or more",
            ),
        ),
        "photograph_broken" => (
            "file".to_owned(),
            lang.pick(
                "파일이 깨졌거나 덜 왔어요. 다시 올려 주세요",
                "The file is broken or incomplete. Send it again",
            ),
        ),
        _ => return None,
    })
}

fn shot_view(
    lang: Lang,
    view: &PhotographsView,
    n: usize,
    shot: &Shot,
    wrong: Option<&(String, &'static str)>,
) -> impl IntoView + use<> {
    let id = shot.id.to_string();
    let typed = if view.typed.about == id && wrong.is_some() {
        view.typed.clone()
    } else {
        TypedShot {
            about: id.clone(),
            dye: shot.photo.dye.clone().unwrap_or_default(),
            alt_ko: shot.photo.alt.ko.clone(),
            alt_en: shot.photo.alt.en.clone(),
            place: (n + 1).to_string(),
        }
    };
    let suffix = format!("-{n}");
    let words = words(lang, view, &typed, &suffix, wrong);
    let place = line("place", &suffix, lang.pick("순서", "Place"), typed.place, "in short num", wrong);
    let (slug, remove, number) = (view.slug.clone(), id.clone(), n + 1);
    let garment = slug.clone();
    view! {
        <li>
            <span class="ground">
                <Picture lang photo=shot.photo.clone() sizes="(width >= 60rem) 20rem, 100vw" />
            </span>
            <div>
                <Post lang asks=Permission::Goods action="/api/describe_photograph" class="form">
                    <input type="hidden" name="garment" value=garment />
                    <input type="hidden" name="id" value=id />
                    {words}
                    {place}
                    <p>
                        <button class="btn q s">
                            {lang.pick("저장하기", "Save")}
                            <span class="vh">" "{number}</span>
                        </button>
                    </p>
                </Post>
                <Post lang asks=Permission::Goods action="/api/remove_photograph">
                    <input type="hidden" name="garment" value=slug />
                    <input type="hidden" name="id" value=remove />
                    <button class="btn bad s">
                        {lang.pick("사진 내리기", "Remove")}
                        <span class="vh">" "{number}</span>
                    </button>
                </Post>
            </div>
        </li>
    }
}

/// The form of a new one. It goes to the program's own handler, as a file and a few words. No browser keeps a file for the page
/// that a refused form leads to, so it asks for all of them before it sends any.
fn upload(
    lang: Lang,
    view: &PhotographsView,
    wrong: Option<&(String, &'static str)>,
) -> impl IntoView + use<> {
    let typed = if view.typed.about.is_empty() { view.typed.clone() } else { TypedShot::default() };
    let words = words(lang, view, &typed, "", wrong);
    let error = wrong.filter(|(field, _)| field == "file").map(|(_, words)| *words);
    view! {
        <form class="form narrow" method="post" action="/api/add_photograph" enctype="multipart/form-data">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="garment" value=view.slug.clone() />
            {words}
            <div class="field">
                <label for="file">{lang.pick("사진 파일", "File")}</label>
                <input
                    class="in"
                    id="file"
                    name="file"
                    type="file"
                    required=true
                    accept="image/jpeg,image/png,image/webp"
                    aria-describedby=described_by("file", true, error.is_some())
                    aria-invalid=error.map(|_| "true")
                />
                <span class="hint" id="file-hint">
                    {lang.pick(
                        "JPEG, PNG, WebP · 15MB까지 · 짧은 쪽 320픽셀부터",
                        "JPEG, PNG or WebP, up to 15 MB, 320 pixels or more on the shorter side",
                    )}
                </span>
                {error.map(|text| view! { <FieldError name="file" text /> })}
            </div>
            <p>
                <button class="btn">{lang.pick("올리기", "Add")}</button>
            </p>
        </form>
    }
}

/// Which colour it shows, and what is to be seen.
fn words(
    lang: Lang,
    view: &PhotographsView,
    typed: &TypedShot,
    suffix: &str,
    wrong: Option<&(String, &'static str)>,
) -> impl IntoView + use<> {
    let id = format!("dye{suffix}");
    let options = view.dyes.iter().map(|Dye { key, name }| {
        view! { <option value=key.clone() selected=*key == typed.dye>{name.get(lang).to_owned()}</option> }
    });
    let options = options.collect_view();
    let alt = |name: &'static str, label: &'static str, value: &str| {
        line(name, suffix, label, value.to_owned(), "in", wrong)
    };
    let (ko, en) = (
        alt("alt_ko", lang.pick("보이는 것 (한국어)", "What is to be seen (Korean)"), &typed.alt_ko),
        alt("alt_en", lang.pick("보이는 것 (영어)", "What is to be seen (English)"), &typed.alt_en),
    );
    view! {
        <div class="field">
            <label for=id.clone()>{lang.pick("어느 색", "Which colour")}</label>
            <select class="in" id=id name="dye">
                <option value="">{lang.pick("모든 색", "All colours")}</option>
                {options}
            </select>
        </div>
        {ko}
        {en}
    }
}

/// One line, whose id is its own among several forms.
fn line(
    name: &'static str,
    suffix: &str,
    label: &'static str,
    value: String,
    class: &'static str,
    wrong: Option<&(String, &'static str)>,
) -> AnyView {
    let id = format!("{name}{suffix}");
    let asked = name.starts_with("alt_");
    let error = wrong.filter(|(field, _)| *field == id).map(|(_, words)| *words);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class=class
                id=id.clone()
                name=name
                value=value
                required=asked
                maxlength=asked.then_some(MAX_ALT)
                autocomplete="off"
                aria-describedby=described_by(&id, false, error.is_some())
                aria-invalid=error.map(|_| "true")
            />
            {error.map(|text| view! { <FieldError name=id text /> })}
        </div>
    }
    .into_any()
}
