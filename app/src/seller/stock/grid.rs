//! One garment's stock: a grid of colours and sizes in which several cells can be changed at once.

use customer::Permission;
use kernel::{Lang, grouped};
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{Cell, GridView, Problem, TypedStock};
use super::words::{pieces, reason, signed};
use crate::seller::forms::{Post, may};
use crate::seller::frame::DeskFrame;
use crate::seller::notice::Notice;
use crate::shop::view::Dye;
use crate::ui::field::{ErrorSummary, FieldError, TextField, described_by};
use crate::ui::frame::{error_title, title};
use crate::ui::line::size_text;

/// The reasons, in the order of the form.
const REASONS: [&str; 5] = ["received", "sent_back", "damaged", "counted", "other"];

/// A garment's stock.
#[component]
pub fn GarmentStockPage(lang: Lang, view: GridView) -> impl IntoView {
    let heading = view.name.get(lang).to_owned();
    let refused = view.notice.as_deref() == Some("refused");
    let document = if refused { error_title(lang, &heading) } else { title(lang, &heading) };
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    view! {
        <Title text=document />
        <DeskFrame lang path=format!("/seller/stock/{}", view.slug)>
            <a class="crumb mut" href=lang.path("/seller/stock")>
                {lang.pick("재고", "Stock")}
            </a>
            <h1 class="mb4">{heading}</h1>
            {notice.map(|notice| notice.view(lang))}
            {refused.then(|| refusal(lang, &view))}
            <p class="mut sm mb4">
                {lang
                    .pick(
                        "굵은 수가 지금 팔 수 있는 수예요. 잡힌 것은 아직 결제하지 않은 주문이 맡아 둔 것이에요.",
                        "The bold number can be sold now. Held pieces are kept for orders that are not paid yet.",
                    )}
            </p>
            {form(lang, &view)}
        </DeskFrame>
    }
}

/// Why nothing was written: each field with its remedy, or, when it would be possible by now, that.
fn refusal(lang: Lang, view: &GridView) -> AnyView {
    if view.problems.is_empty() {
        return Notice::Refused(lang.pick(
            "그 사이 수가 바뀌어서 적지 않았어요. 지금 수를 보고 다시 적용해 주세요.",
            "The numbers had moved on, so nothing was written. Look at them and apply again.",
        ))
        .view(lang);
    }
    let first = view.cells.first().map(Cell::key).unwrap_or_default();
    let errors = view.problems.iter().map(|it| (at(it, &first), remedy(lang, view, it))).collect::<Vec<_>>();
    view! { <div class="mb5"><ErrorSummary lang errors /></div> }.into_any()
}

/// The id of the field that a problem is about.
fn at(problem: &Problem, first: &str) -> String {
    match problem {
        Problem::Nothing => id(first),
        Problem::Malformed { key } | Problem::Changed { key, .. } | Problem::BelowHeld { key, .. } => id(key),
        Problem::Reason => "reason".to_owned(),
        Problem::Note { .. } => "note".to_owned(),
    }
}

fn id(key: &str) -> String {
    format!("change-{}", key.replace('.', "-"))
}

fn remedy(lang: Lang, view: &GridView, problem: &Problem) -> String {
    match problem {
        Problem::Nothing => {
            lang.pick("한 칸에는 바꿀 수를 적어 주세요", "Give a change in one cell at least").to_owned()
        }
        Problem::Malformed { key } => format!(
            "{}{}",
            variant(lang, view, key),
            lang.pick(": +3이나 −1처럼 적어 주세요", ": write it as +3 or −1")
        ),
        Problem::Changed { key, seen, on_hand } => {
            format!("{}: {}", variant(lang, view, key), changed(lang, *seen, *on_hand))
        }
        Problem::BelowHeld { key, would_be, held } => {
            format!("{}: {}", variant(lang, view, key), below(lang, *would_be, *held))
        }
        Problem::Reason => reason_remedy(lang).to_owned(),
        Problem::Note { long } => note_remedy(lang, *long).to_owned(),
    }
}

const fn reason_remedy(lang: Lang) -> &'static str {
    lang.pick("이유를 골라 주세요", "Choose a reason")
}

const fn note_remedy(lang: Lang, long: bool) -> &'static str {
    if long {
        lang.pick("메모는 한 줄, 100자 안으로 적어 주세요", "Keep the note to one line of 100 characters")
    } else {
        lang.pick("무슨 일인지 메모에 적어 주세요", "Say what happened in the note")
    }
}

fn changed(lang: Lang, seen: i64, on_hand: i64) -> String {
    let (seen, on_hand) = (grouped(seen), grouped(on_hand));
    match lang {
        Lang::Ko => format!("화면에는 {seen}벌이었는데 지금은 {on_hand}벌이에요. 보고 다시 적용해 주세요"),
        Lang::En => format!("the page showed {seen}, now there are {on_hand}. Look and apply again"),
    }
}

fn below(lang: Lang, would_be: i64, held: i64) -> String {
    let (would_be, held) = (grouped(would_be), grouped(held));
    match lang {
        Lang::Ko => format!("{would_be}벌이 되는데 주문이 {held}벌을 맡아 두었어요"),
        Lang::En => format!("that would leave {would_be}, and orders hold {held}"),
    }
}

/// `모래 M`.
fn variant(lang: Lang, view: &GridView, key: &str) -> String {
    let (dye, size) = key.split_once('.').unwrap_or((key, ""));
    let known = view.dyes.iter().find(|it| it.key == dye);
    format!("{} {}", known.map_or(dye, |it| it.name.get(lang)), size_text(lang, size))
}

fn form(lang: Lang, view: &GridView) -> impl IntoView + use<> {
    let heads =
        view.sizes.iter().map(|size| view! { <th scope="col">{size_text(lang, size)}</th> }).collect_view();
    let rows = view.dyes.iter().map(|dye| row(lang, view, dye)).collect_view();
    let (slug, why) = (view.slug.clone(), why(lang, view));
    let table = view! {
        <table class="tbl pieces">
            <caption class="vh">{lang.pick("색과 사이즈마다 있는 수", "Pieces by colour and size")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("색", "Colour")}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    if !may(Permission::Stock) {
        return table.into_any();
    }
    view! {
        <Post lang asks=Permission::Stock action="/api/adjust_stock" class="form">
            <input type="hidden" name="garment" value=slug />
            {table}
            {why}
            <p>
                <button class="btn">{lang.pick("적용하기", "Apply")}</button>
            </p>
        </Post>
    }
    .into_any()
}

fn row(lang: Lang, view: &GridView, dye: &Dye) -> impl IntoView + use<> {
    let cells = view.sizes.iter().map(|size| {
        let cell = view.cells.iter().find(|cell| cell.dye == dye.key && cell.size == *size);
        cell.map_or_else(|| view! { <td></td> }.into_any(), |it| cell_view(lang, view, it).into_any())
    });
    view! {
        <tr>
            <th scope="row">
                <span class="swatch">
                    <span class=format!("sw c-{}", dye.key) aria-hidden="true"></span>
                    {dye.name.get(lang).to_owned()}
                </span>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

fn cell_view(lang: Lang, view: &GridView, cell: &Cell) -> impl IntoView + use<> {
    let (key, free) = (cell.key(), cell.free());
    let id = id(&key);
    let typed = view.typed.cells.iter().find(|it| it.key == key).map(|it| it.change.clone());
    let problem = view.problems.iter().find(|it| {
        matches!(it, Problem::Malformed { key: at } | Problem::Changed { key: at, .. } | Problem::BelowHeld { key: at, .. } if *at == key)
    });
    let error = problem.map(|it| short(lang, it));
    let name = variant(lang, view, &key);
    let few = (free <= view.few).then(|| {
        let word = if free <= 0 { lang.pick("품절", "none free") } else { lang.pick("적음", "few") };
        view! { <span class="chip stop">{word}</span> }
    });
    let holds = match lang {
        Lang::Ko => format!("있는 {} · 잡힌 {}", grouped(cell.on_hand), grouped(cell.held)),
        Lang::En => format!("{} on hand · {} held", grouped(cell.on_hand), grouped(cell.held)),
    };
    let ledger = lang.path(&format!("/seller/stock/{}/{}/{}", view.slug, cell.dye, cell.size));
    let on_hand = cell.on_hand;
    let change = may(Permission::Stock).then(|| {
        view! {
            <input type="hidden" name=format!("seen[{key}]") value=on_hand />
            <label class="vh" for=id.clone()>
                {name.clone()}
                {lang.pick(" 바꿀 수", ", change by")}
            </label>
            <input
                class="in num"
                id=id.clone()
                name=format!("change[{key}]")
                value=typed.unwrap_or_default()
                maxlength="7"
                placeholder="±0"
                autocomplete="off"
                aria-describedby=described_by(&id, false, error.is_some())
                aria-invalid=error.as_ref().map(|_| "true")
            />
            {error.map(|text| view! { <FieldError name=id text /> })}
        }
    });
    view! {
        <td data-label=size_text(lang, &cell.size)>
            <a class="have" href=ledger>
                <span class="vh">{name.clone()}" "</span>
                <b class="num">{grouped(free)}</b>
                " "
                {few}
                <small class="num">{holds}</small>
            </a>
            {change}
        </td>
    }
}

/// What is wrong with a cell, where its name need not be said.
fn short(lang: Lang, problem: &Problem) -> String {
    match problem {
        Problem::Changed { seen, on_hand, .. } => {
            let (seen, now) = (grouped(*seen), grouped(*on_hand));
            match lang {
                Lang::Ko => format!("{seen}벌이었는데 지금 {now}벌"),
                Lang::En => format!("was {seen}, now {now}"),
            }
        }
        Problem::BelowHeld { would_be, held, .. } => match lang {
            Lang::Ko => format!("{}은 잡힌 {}보다 적어요", pieces(*would_be, lang), pieces(*held, lang)),
            Lang::En => format!("{} is less than {} held", grouped(*would_be), grouped(*held)),
        },
        Problem::Malformed { .. } | Problem::Nothing | Problem::Reason | Problem::Note { .. } => {
            format!("{} {}", signed(3), lang.pick("처럼 적어 주세요", "or −1"))
        }
    }
}

/// Why, in a word and a note.
fn why(lang: Lang, view: &GridView) -> impl IntoView + use<> {
    let TypedStock { reason: chosen, note, .. } = view.typed.clone();
    let reason_error = view.problems.contains(&Problem::Reason).then(|| reason_remedy(lang));
    let note_error = view.problems.iter().find_map(|it| match it {
        Problem::Note { long } => Some(note_remedy(lang, *long)),
        _ => None,
    });
    let options = REASONS.map(|key| {
        view! { <option value=key selected=key == chosen>{reason(key, lang)}</option> }
    });
    view! {
        <div class="pair">
            <div class="field">
                <label for="reason">{lang.pick("이유", "Reason")}</label>
                <select
                    class="in"
                    id="reason"
                    name="reason"
                    aria-describedby=described_by("reason", false, reason_error.is_some())
                    aria-invalid=reason_error.map(|_| "true")
                >
                    <option value="">{lang.pick("골라 주세요", "Choose one")}</option>
                    {options.collect_view()}
                </select>
                {reason_error.map(|text| view! { <FieldError name="reason" text /> })}
            </div>
            <TextField
                name="note"
                label=lang.pick("메모", "Note")
                value=note
                nostrip:error=note_error
                hint=lang.pick("기타라면 꼭 적어 주세요", "Needed for “Other”")
            />
        </div>
    }
}
