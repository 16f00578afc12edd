//! The form of an outfit, new or old, and what hides it or shows it.

use catalogue::{Kept, MAX_PIECES, Why, edit_outfit, words};
use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::drawn;
use super::view::{OutfitFormView, Shown, StandingOutfit, recoloured_text};
use crate::seller::forms::{Post, may};
use crate::seller::frame::{DeskForm, DeskFrame};
use crate::seller::garments::fields::{Field, remedy as garments_remedy};
use crate::seller::garments::form::label as garments_label;
use crate::seller::garments::view::Again;
use crate::seller::goods::{GoodsForm, said};
use crate::seller::notice::Notice;
use crate::shop::page::Lay;
use crate::ui::Sprite;
use crate::ui::drawing::has_card;
use crate::ui::frame::{error_title, title};

const FORM: DeskForm = DeskForm { id: "outfit", action: "/api/save_outfit" };

/// An outfit's form.
#[component]
pub fn OutfitFormPage(lang: Lang, view: OutfitFormView) -> impl IntoView {
    let heading = match &view.of {
        Some(of) => of.outfit.name.get(lang).to_owned(),
        None => lang.pick("새 한 벌", "A new outfit").to_owned(),
    };
    let refused = matches!(view.again, Some(Again::Refused(_) | Again::Changed));
    let document = if refused { error_title(lang, &heading) } else { title(lang, &heading) };
    let slug = view.of.as_ref().map_or("new", |of| &of.outfit.slug);
    let path = format!("/seller/outfits/{slug}");
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    view! {
        <Title text=document />
        <DeskFrame lang path form=may(Permission::Goods).then_some(FORM)>
            <a class="crumb mut" href=lang.path("/seller/outfits")>
                {lang.pick("한 벌", "Outfits")}
            </a>
            <h1 class="mb4">{heading}</h1>
            {notice.map(|notice| notice.view(lang))}
            {why(lang, &view)}
            {view.of.as_ref().map(|of| standing(lang, of))}
            {picture(lang, &view)}
            {form(lang, &view)}
        </DeskFrame>
    }
}

/// Why the form is shown again.
fn why(lang: Lang, view: &OutfitFormView) -> Option<AnyView> {
    let changed = lang.pick(
        "그 사이 누가 이 한 벌을 고쳐서 저장하지 않았어요. 다른 것은 칸 아래에 적었어요. 보고 다시 저장해 주세요.",
        "Somebody changed this outfit meanwhile, so nothing was saved. What differs stands below its field. Look and save again.",
    );
    said(lang, view.again.as_ref(), changed, |name, why| told(lang, name, why))
}

/// A field that was refused, and how to put it right.
fn told(lang: Lang, name: &str, why: Why) -> String {
    format!("{}: {}", label(lang, name), remedy(lang, name, why))
}

/// Whether it is shown, and the way to change that.
fn standing(lang: Lang, of: &StandingOutfit) -> impl IntoView + use<> {
    let words = match of.shown {
        Shown::ThisWeek => {
            lang.pick("첫 화면의 이번 주 한 벌이에요.", "It is this week’s, on the home page.")
        }
        Shown::InLookbook => lang.pick("첫 화면에 보이고 있어요.", "Shown on the home page."),
        Shown::Waits => lang.pick(
            "가게에서 내린 옷이 들어 있어 첫 화면에서는 빠졌어요. 이 한 벌의 페이지는 나머지 옷을 보여 줘요.",
            "A garment of it is hidden, so the home page leaves it out. Its own page shows the others.",
        ),
        Shown::Bare => lang.pick(
            "가게에서 옷을 모두 내려서 어디에도 보이지 않아요.",
            "All of its garments are hidden, so it is nowhere in the shop.",
        ),
        Shown::Hidden => lang.pick("가게에 걸려 있지 않아요.", "Not in the shop."),
    };
    let (button, hidden) = match of.shown {
        Shown::Hidden => (lang.pick("가게에 걸기", "Put it in the shop"), "no"),
        _ => (lang.pick("가게에서 내리기", "Take it out of the shop"), "yes"),
    };
    let page = (!matches!(of.shown, Shown::Hidden | Shown::Bare)).then(|| {
        view! {
            <a class="link" href=lang.path(&format!("/outfits/{}", of.outfit.slug))>
                {lang.pick("한 벌 보기", "See it")}
            </a>
        }
    });
    let (slug, version) = (of.outfit.slug.clone(), of.version);
    view! {
        <div class="row mb5">
            <p class="sm">{words}</p>
            {page}
            <Post lang asks=Permission::Goods action="/api/hide_outfit">
                <input type="hidden" name="outfit" value=slug />
                <input type="hidden" name="version" value=version />
                <input type="hidden" name="hidden" value=hidden />
                <button class="btn q s">{button}</button>
            </Post>
        </div>
        {recoloured_text(lang, &of.recoloured).map(|text| view! { <p class="sm mb5">{text}</p> })}
    }
}

/// How it lies: as it is kept, or as it would be by what was typed.
fn picture(lang: Lang, view: &OutfitFormView) -> Option<AnyView> {
    let preview = view.again == Some(Again::Preview);
    let before = view.of.as_ref().map(|of| &of.outfit);
    let outfit = match preview.then(|| edit_outfit(&view.typed, before, &view.garments)) {
        None => before?.clone(),
        Some(Ok(edited)) => edited.outfit,
        Some(Err(wrong)) => return Some(missing(lang, wrong).into_any()),
    };
    let outfit = drawn(outfit, &view.garments);
    let drawing = view! {
        <Sprite slugs=outfit.slugs().collect() />
        <div class="laid wide">
            <Lay outfit hero=false />
        </div>
    };
    Some(if preview {
        in_preview(lang, drawing).into_any()
    } else {
        view! { <div class="mb5">{drawing}</div> }.into_any()
    })
}

fn in_preview(lang: Lang, body: impl IntoView + 'static) -> impl IntoView {
    view! {
        <section class="box mb6" aria-labelledby="preview">
            <h2 id="preview">{lang.pick("미리 보기 (아직 저장하지 않았어요)", "Preview (not saved yet)")}</h2>
            {body}
        </section>
    }
}

/// What still keeps it from being an outfit.
fn missing(lang: Lang, wrong: Vec<(String, Why)>) -> impl IntoView {
    let missing = wrong.into_iter().map(|(name, why)| {
        view! { <li><a href=format!("#{name}")>{told(lang, &name, why)}</a></li> }
    });
    let missing = missing.collect_view();
    in_preview(
        lang,
        view! {
            <p>{lang.pick("아직 고칠 것이 있어요.", "Something has to be put right first.")}</p>
            <ul>{missing}</ul>
        },
    )
}

fn form(lang: Lang, view: &OutfitFormView) -> impl IntoView + use<> {
    let outfit = view.of.as_ref().map(|of| of.outfit.slug.clone()).unwrap_or_default();
    let (version, new) = (view.version, view.of.is_none());
    let address = new.then(|| field(lang, view, "slug").line(label(lang, "slug"), "in", "url"));
    let places = match lang {
        Lang::Ko => {
            format!("첫째가 이번 주 한 벌이에요. 지금 {}벌이 있고, 비워 두면 맨 끝이에요", view.count)
        }
        Lang::En => format!("The first is this week’s. There are {}; left empty, it stands last", view.count),
    };
    let pieces = (0..MAX_PIECES).map(|n| piece(lang, view, n)).collect_view();
    let (name, text) = (pair(lang, view, "name"), pair(lang, view, "text"));
    let place = field(lang, view, "place").line(label(lang, "place"), "in num", "numeric");
    view! {
        <GoodsForm lang form=FORM what="outfit" slug=outfit version>
            {address}
            {name}
            {text}
            <div class="narrow">
                {place} <p class="hint">{places}</p>
            </div>
            <h2>{lang.pick("옷", "Pieces")}</h2>
            <p class="hint">
                {lang.pick(
                    "두 가지에서 다섯 가지까지 골라요. 자리를 비워 두면 저절로 놓여요. 적을 때는 가로 1200, 세로 900인 판 위에서 세고, 아래 칸의 옷이 위에 놓여요.",
                    "Choose two to five. Left without a place, they are laid out by themselves. Places count on a panel 1200 wide and 900 high, and the last piece lies on top.",
                )}
            </p>
            {pieces}
        </GoodsForm>
    }
}

fn field(lang: Lang, view: &OutfitFormView, name: impl Into<String>) -> Field {
    let stands = view.of.as_ref().map(|of| &of.typed);
    Field::new(lang, name.into(), &view.typed, stands, view.again.as_ref(), remedy)
}

/// A text in both languages, side by side.
fn pair(lang: Lang, view: &OutfitFormView, name: &str) -> impl IntoView + use<> {
    let one = |of: &str| {
        let name = format!("{name}_{of}");
        field(lang, view, name.clone()).line(label(lang, &name), "in", "text")
    };
    view! { <div class="pair">{one("ko")} {one("en")}</div> }
}

/// One piece: which garment in which colour, and where it lies. Without a script a colour cannot follow from a garment, so
/// both are one choice.
fn piece(lang: Lang, view: &OutfitFormView, n: usize) -> impl IntoView + use<> {
    let name = format!("piece_{n}");
    let groups = view.garments.iter().map(|kept| colours(lang, kept)).collect();
    let gone = unknown(lang, view, view.typed.get(&name));
    let choice =
        field(lang, view, name.clone()).grouped(label(lang, &name), lang.pick("없음", "None"), groups, gone);
    let places = ["x", "y", "scale", "turn"].map(|of| field(lang, view, format!("{of}_{n}")));
    let open = places.iter().any(Field::is_told);
    let places = places.map(|place| {
        let label = label(lang, &place.name);
        place.line(label, "in num", "text")
    });
    let summary = match lang {
        Lang::Ko => format!("{}번째 옷의 자리", n + 1),
        Lang::En => format!("Where piece {} lies", n + 1),
    };
    view! {
        <div class="piece-row">
            {choice}
            <details class="fold" open=open>
                <summary>{summary}</summary>
                <div class="quad">{places.into_iter().collect_view()}</div>
            </details>
        </div>
    }
}

/// A garment in each of its colours, to choose.
fn colours(lang: Lang, kept: &Kept) -> (String, Vec<(String, String)>) {
    let garment = &kept.garment;
    let name = garment.name.get(lang);
    let said = match (kept.hidden, has_card(&garment.slug)) {
        (true, _) => format!("{name} {}", lang.pick("(내린 옷)", "(hidden)")),
        (false, false) => format!("{name} {}", lang.pick("(그림 없음)", "(no drawing)")),
        (false, true) => name.to_owned(),
    };
    // The list shows an option without its group once it is chosen.
    let hidden = if kept.hidden { lang.pick(" (내린 옷)", " (hidden)") } else { "" };
    let colour = |dye: &String| {
        (format!("{}:{dye}", garment.slug), format!("{name} · {}{hidden}", words().dye(dye).get(lang)))
    };
    (said, garment.dyes.iter().map(colour).collect())
}

/// A piece that cannot be chosen any more, in words.
fn unknown(lang: Lang, view: &OutfitFormView, piece: &str) -> String {
    let (slug, dye) = piece.split_once(':').unwrap_or((piece, ""));
    let garment = view.garments.iter().find(|kept| kept.garment.slug == slug);
    let name = garment.map_or(slug, |kept| kept.garment.name.get(lang));
    format!("{name} · {} {}", words().dye(dye).get(lang), lang.pick("(이제 없음)", "(gone)"))
}

/// What a field is called.
fn label(lang: Lang, name: &str) -> String {
    let (what, n) = name.rsplit_once('_').unwrap_or((name, ""));
    let n = n.parse::<usize>().map(|n| n + 1).unwrap_or_default();
    match (what, lang) {
        ("piece", Lang::Ko) => format!("{n}번째 옷과 색"),
        ("piece", Lang::En) => format!("Piece {n} and its colour"),
        ("x", Lang::Ko) => format!("{n}번째 옷, 왼쪽에서"),
        ("x", Lang::En) => format!("Piece {n}, left"),
        ("y", Lang::Ko) => format!("{n}번째 옷, 위에서"),
        ("y", Lang::En) => format!("Piece {n}, top"),
        ("scale", Lang::Ko) => format!("{n}번째 옷, 크기 (%)"),
        ("scale", Lang::En) => format!("Piece {n}, size (%)"),
        ("turn", Lang::Ko) => format!("{n}번째 옷, 기울기 (°)"),
        ("turn", Lang::En) => format!("Piece {n}, turn (°)"),
        _ if name == "place" => lang.pick("첫 화면에서의 순서", "Place on the home page").to_owned(),
        _ => garments_label(lang, name).to_owned(),
    }
}

/// How to put a field right.
fn remedy(lang: Lang, name: &str, why: Why) -> String {
    let what = name.rsplit_once('_').map_or(name, |(what, _)| what);
    let text = match (what, why) {
        ("slug", Why::Taken) => lang.pick("다른 한 벌이 쓰는 주소예요", "Another outfit has this address"),
        ("piece", Why::Missing) => lang.pick("두 가지는 골라 주세요", "Choose two at least"),
        ("piece", Why::Taken) => {
            lang.pick("이미 고른 옷이에요. 다른 옷을 골라 주세요", "It is chosen already. Choose another")
        }
        ("piece", _) => lang.pick(
            "이제 없는 옷이나 색이에요. 다른 것을 골라 주세요",
            "This garment or colour is gone. Choose another",
        ),
        (_, Why::OutOfSight) => lang.pick(
            "이 자리에서는 옷이 거의 보이지 않아요. 판(1200×900) 안쪽으로 옮겨 주세요",
            "Hardly anything of the piece would be seen there. Move it further onto the panel (1200 × 900)",
        ),
        ("x", _) => {
            lang.pick("-400에서 1200 사이의 정수로 적어 주세요", "Give a whole number from -400 to 1200")
        }
        ("y", _) => {
            lang.pick("-500에서 900 사이의 정수로 적어 주세요", "Give a whole number from -500 to 900")
        }
        ("scale", _) => {
            lang.pick("30에서 200 사이의 정수로 적어 주세요", "Give a whole number from 30 to 200")
        }
        ("turn", _) => {
            lang.pick("-45에서 45 사이의 정수로 적어 주세요", "Give a whole number from -45 to 45")
        }
        _ => return garments_remedy(lang, name, why),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_an_outfit_has_a_remedy_of_its_own() {
        assert_ne!(remedy(Lang::Ko, "slug", Why::Taken), garments_remedy(Lang::Ko, "slug", Why::Taken));
        let pieces = [Why::Missing, Why::Taken, Why::Malformed].map(|why| remedy(Lang::En, "piece_1", why));
        assert!(pieces[0] != pieces[1] && pieces[1] != pieces[2]);
        assert_ne!(remedy(Lang::En, "x_0", Why::OutOfSight), remedy(Lang::En, "x_0", Why::Malformed));
        assert_eq!(
            remedy(Lang::En, "name_ko", Why::Missing),
            garments_remedy(Lang::En, "name_ko", Why::Missing)
        );
        assert_eq!(label(Lang::En, "turn_4"), "Piece 5, turn (°)");
        assert_eq!(label(Lang::Ko, "name_ko"), garments_label(Lang::Ko, "name_ko"));
    }
}
