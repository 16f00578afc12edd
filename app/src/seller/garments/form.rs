//! The form of a garment, new or old, and what hides it or shows it again.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::fields::{Field, remedy, wrong};
use super::preview::Preview;
use super::table::sizes;
use super::view::{Again, FormView, Standing};
use crate::seller::forms::{Post, may};
use crate::seller::frame::{DeskForm, DeskFrame};
use crate::seller::goods::{GoodsForm, said};
use crate::seller::notice::Notice;
use crate::ui::field::{FieldError, described_by};
use crate::ui::frame::{error_title, title};

const FORM: DeskForm = DeskForm { id: "garment", action: "/api/save_garment" };

/// A garment's form.
#[component]
pub fn GarmentFormPage(lang: Lang, view: FormView) -> impl IntoView {
    let heading = match &view.of {
        Some(of) => of.garment.name.get(lang).to_owned(),
        None => lang.pick("새 옷", "A new garment").to_owned(),
    };
    let refused = matches!(view.again, Some(Again::Refused(_) | Again::Changed));
    let document = if refused { error_title(lang, &heading) } else { title(lang, &heading) };
    let slug = view.of.as_ref().map_or("new", |of| &of.garment.slug);
    let path = format!("/seller/garments/{slug}");
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    view! {
        <Title text=document />
        <DeskFrame lang path form=may(Permission::Goods).then_some(FORM)>
            <a class="crumb mut" href=lang.path("/seller/garments")>
                {lang.pick("옷", "Garments")}
            </a>
            <h1 class="mb4">{heading}</h1>
            {notice.map(|notice| notice.view(lang))}
            {why(lang, &view)}
            {view.of.as_ref().map(|of| standing(lang, of))}
            {(view.again == Some(Again::Preview)).then(|| view! { <Preview lang view=view.clone() /> })}
            {form(lang, &view)}
        </DeskFrame>
    }
}

/// Why the form is shown again.
fn why(lang: Lang, view: &FormView) -> Option<AnyView> {
    let changed = lang.pick(
        "그 사이 누가 이 옷을 고쳐서 저장하지 않았어요. 다른 것은 칸 아래에 적었어요. 보고 다시 저장해 주세요.",
        "Somebody changed this garment meanwhile, so nothing was saved. What differs stands below its field. Look and save again.",
    );
    let told = |name: &str, why| format!("{}: {}", label(lang, name), remedy(lang, name, why));
    said(lang, view.again.as_ref(), changed, told)
}

/// Whether it is sold, and the way to change that.
fn standing(lang: Lang, of: &Standing) -> impl IntoView + use<> {
    let (words, button, hidden) = if of.hidden {
        (
            lang.pick("가게에 걸려 있지 않아요.", "Not in the shop."),
            lang.pick("가게에 걸기", "Put it in the shop"),
            "no",
        )
    } else {
        (
            lang.pick("가게에서 팔고 있어요.", "Sold in the shop."),
            lang.pick("가게에서 내리기", "Take it out of the shop"),
            "yes",
        )
    };
    let page = (!of.hidden).then(|| {
        view! {
            <a class="link" href=lang.path(&format!("/garments/{}", of.garment.slug))>
                {lang.pick("옷 보기", "See it")}
            </a>
        }
    });
    let (slug, version) = (of.garment.slug.clone(), of.version);
    let stock = lang.path(&format!("/seller/stock/{slug}"));
    let photographs = lang.path(&format!("/seller/garments/{slug}/photographs"));
    view! {
        <div class="row mb5">
            <p class="sm">{words}</p>
            {page}
            <a class="link" href=photographs>
                {lang.pick("사진", "Photographs")}
            </a>
            <a class="link" href=stock>
                {lang.pick("재고", "Stock")}
            </a>
            <Post lang asks=Permission::Goods action="/api/hide_garment">
                <input type="hidden" name="garment" value=slug />
                <input type="hidden" name="version" value=version />
                <input type="hidden" name="hidden" value=hidden />
                <button class="btn q s">{button}</button>
            </Post>
        </div>
    }
}

fn form(lang: Lang, view: &FormView) -> impl IntoView + use<> {
    let garment = view.of.as_ref().map(|of| of.garment.slug.clone()).unwrap_or_default();
    let (version, new) = (view.version, view.of.is_none());
    let address = new.then(|| line(lang, view, "slug", "in", "url"));
    let head = (address, pair(lang, view, "name", false), basics(lang, view));
    let texts = ["text", "fabric", "care"].map(|name| pair(lang, view, name, name == "text"));
    let (dyes, sizes) = (dyes(lang, view), sizes(lang, view));
    view! {
        <GoodsForm lang form=FORM what="garment" slug=garment version>
            {head}
            {texts.into_iter().collect_view()}
            {dyes}
            {sizes}
        </GoodsForm>
    }
}

fn line(
    lang: Lang,
    view: &FormView,
    name: &'static str,
    class: &'static str,
    keyboard: &'static str,
) -> AnyView {
    Field::of(lang, view, name).line(label(lang, name), class, keyboard)
}

/// A text in both languages, side by side.
fn pair(lang: Lang, view: &FormView, name: &str, lines: bool) -> impl IntoView + use<> {
    let one = |of: &str| {
        let name = format!("{name}_{of}");
        let (label, field) = (label(lang, &name), Field::of(lang, view, name));
        if lines { field.lines(label) } else { field.line(label, "in", "text") }
    };
    view! { <div class="pair">{one("ko")} {one("en")}</div> }
}

fn basics(lang: Lang, view: &FormView) -> impl IntoView + use<> {
    let words = catalogue::words();
    let categories = words.categories.iter().map(|(key, name)| (key.clone(), name.get(lang).to_owned()));
    let category = Field::of(lang, view, "category").choice(
        label(lang, "category"),
        lang.pick("골라 주세요", "Choose one"),
        categories.collect(),
    );
    let shelf = match lang {
        Lang::Ko => format!("지금 {}가지가 있어요. 비워 두면 맨 끝이에요", view.shelf),
        Lang::En => format!("There are {} garments. Left empty, it stands last", view.shelf),
    };
    view! {
        <div class="quad">
            {category} {line(lang, view, "price", "in num", "numeric")}
            <div>{line(lang, view, "place", "in num", "numeric")} <p class="hint">{shelf}</p></div>
        </div>
    }
}

/// All dyes there are, to tick, and which of them is shown first.
fn dyes(lang: Lang, view: &FormView) -> impl IntoView + use<> {
    let error = wrong(view, "dyes").map(|why| remedy(lang, "dyes", why));
    let described = described_by("dyes", false, error.is_some());
    let all = catalogue::words().dyes.iter().enumerate().map(|(i, (key, name))| {
        let ticked = view.typed.dyes.contains(key);
        view! {
            <label class="tick">
                <input
                    type="checkbox"
                    id={(i == 0).then_some("dyes")}
                    name="dyes[]"
                    value=key.clone()
                    checked=ticked
                />
                <span class=format!("sw c-{key}") aria-hidden="true"></span>
                {name.get(lang).to_owned()}
            </label>
        }
    });
    let words = catalogue::words();
    let first = words.dyes.iter().map(|(key, name)| (key.clone(), name.get(lang).to_owned())).collect();
    let first = Field::of(lang, view, "first_dye").choice(
        label(lang, "first_dye"),
        lang.pick("고른 색의 처음", "The first that is ticked"),
        first,
    );
    view! {
        <fieldset aria-describedby=described disabled=!may(Permission::Goods)>
            <legend class="lab">{label(lang, "dyes")}</legend>
            {error.map(|text| view! { <FieldError name="dyes" text /> })}
            <div class="dyes">{all.collect_view()}</div>
        </fieldset>
        <div class="narrow">{first}</div>
    }
}

/// What a field is called.
pub(in crate::seller) fn label(lang: Lang, name: &str) -> &'static str {
    match name {
        "slug" => lang.pick("주소에 쓸 이름", "Name in the address"),
        "name_ko" => lang.pick("이름 (한국어)", "Name (Korean)"),
        "name_en" => lang.pick("이름 (영어)", "Name (English)"),
        "text_ko" => lang.pick("소개 (한국어)", "Description (Korean)"),
        "text_en" => lang.pick("소개 (영어)", "Description (English)"),
        "fabric_ko" => lang.pick("옷감 (한국어)", "Cloth (Korean)"),
        "fabric_en" => lang.pick("옷감 (영어)", "Cloth (English)"),
        "care_ko" => lang.pick("손질 (한국어)", "Care (Korean)"),
        "care_en" => lang.pick("손질 (영어)", "Care (English)"),
        "category" => lang.pick("종류", "Category"),
        "price" => lang.pick("값 (원)", "Price (₩)"),
        "place" => lang.pick("거는 순서", "Place on the shelf"),
        "dyes" => lang.pick("파는 색", "Colours"),
        "first_dye" => lang.pick("먼저 보일 색", "Colour shown first"),
        _ if name.starts_with("measure_") => lang.pick("재는 곳", "Measure"),
        _ if name.starts_with("size_") => lang.pick("사이즈", "Size"),
        _ => lang.pick("잰 길이", "Measure in cm"),
    }
}

#[cfg(test)]
mod tests {
    use catalogue::Why;

    use super::*;

    #[test]
    fn every_refusal_has_a_remedy_of_its_own() {
        for why in [Why::Missing, Why::Malformed, Why::Taken, Why::TooLong(60)] {
            assert!(!remedy(Lang::Ko, "slug", why).is_empty());
        }
        assert_ne!(remedy(Lang::En, "slug", Why::Taken), remedy(Lang::En, "size_1", Why::Taken));
        assert_ne!(label(Lang::En, "size_1"), label(Lang::En, "cm_1_0"));
    }
}
