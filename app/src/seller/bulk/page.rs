//! The page: a box to paste into, what would become of each line, what became of it.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::PAGE;
use super::api::BulkView;
use super::check::{Checked, Verdict};
use super::words::{chip, explained, outcome, problem, shared, together};
use crate::seller::frame::{DeskForm, DeskFrame};
use crate::seller::tab::encode;
use crate::ui::badge::Chip;
use crate::ui::field::TextArea;
use crate::ui::frame::{error_title, title};

/// The id of the form with the box.
const PASTE: &str = "paste";
/// Refused lines that the summary names; the table has them all.
const NAMED: usize = 10;

/// The page.
#[component]
pub fn BulkPage(lang: Lang, view: BulkView) -> impl IntoView {
    let BulkView { text, lines, done, key, problem: trouble } = view;
    let path = if key.is_empty() { PAGE.to_owned() } else { format!("{PAGE}?sheet={}", encode(&key)) };
    let heading = lang.pick("송장 올리기", "Ship many");
    let refused: Vec<Checked> =
        lines.iter().filter(|line| matches!(line.verdict, Verdict::Refused(_))).cloned().collect();
    let wrong = trouble.is_some() || !refused.is_empty();
    let titled = if wrong { error_title(lang, heading) } else { title(lang, heading) };
    let error = trouble.map(|trouble| problem(trouble, lang));
    let can =
        |marked: bool| lines.iter().filter(|it| it.verdict.ships() && it.also.is_empty() != marked).count();
    let (ships, marked) = (can(false), can(true));
    let shipped = lines.iter().filter(|line| line.verdict == Verdict::Shipped).count();
    let summary = error
        .map(|error| view! { <Refusal lang heading=error.to_owned() items=Vec::new() /> }.into_any())
        .or_else(|| (!refused.is_empty()).then(|| view! { <Mend lang refused /> }.into_any()));
    let already = lines.iter().filter(|line| line.verdict == Verdict::Already).count();
    let told = done.then(|| {
        let told = outcome(shipped, already, already == lines.len(), lang);
        view! { <p class="sum tell mb5">{told}</p> }
    });
    let pasted = text.clone();
    view! {
        <Title text=titled />
        <DeskFrame lang path form=Some(DeskForm { id: PASTE, action: PAGE })>
            <h1 class="mb4">{heading}</h1>
            {told}
            {summary}
            {(!lines.is_empty()).then(|| view! { <Lines lang lines done /> })}
            {(!done && ships + marked > 0).then(|| view! { <Ship lang ships marked pasted /> })}
            <Paste lang text error quiet={!done && ships + marked > 0} />
        </DeskFrame>
    }
}

/// What was refused, with ways to it. It takes the focus.
#[component]
fn Refusal(lang: Lang, heading: String, items: Vec<(String, String)>) -> impl IntoView {
    let rest = items.len().saturating_sub(NAMED);
    let items = if items.is_empty() { vec![("#lines".to_owned(), heading.clone())] } else { items };
    let heading = if rest == 0 && items.len() == 1 {
        lang.pick("한 가지만 고쳐 주세요", "Fix one thing").to_owned()
    } else {
        heading
    };
    let more = (rest > 0).then(|| {
        let text = match lang {
            Lang::Ko => format!("그리고 {rest}줄이 더 있어요"),
            Lang::En => format!("and {rest} more"),
        };
        view! { <li>{text}</li> }
    });
    let item = |(to, text): (String, String)| view! { <li><a href=to>{text}</a></li> };
    view! {
        <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="errors">
            <h2 id="errors">{heading}</h2>
            <ul>{items.into_iter().take(NAMED).map(item).collect_view()}{more}</ul>
        </section>
    }
}

#[component]
fn Mend(lang: Lang, refused: Vec<Checked>) -> impl IntoView {
    let count = refused.len();
    let heading = match lang {
        Lang::Ko => format!("{count}줄을 고쳐 주세요"),
        Lang::En => format!("{count} lines are to be mended"),
    };
    let item = |line: Checked| {
        let (at, why) = (line.line.at, explained(&line.verdict, lang));
        let text = match lang {
            Lang::Ko => format!("{at}째 줄: {why}"),
            Lang::En => format!("Line {at}: {why}"),
        };
        (format!("#line-{at}"), text)
    };
    let items = refused.into_iter().map(item).collect();
    view! { <Refusal lang heading items /> }
}

/// Every line with what would become of it, or became.
#[component]
fn Lines(lang: Lang, lines: Vec<Checked>, done: bool) -> impl IntoView {
    let caption = if done {
        lang.pick("줄마다 된 일", "What became of each line")
    } else {
        lang.pick("보내기 전에 확인해 주세요", "Look before you ship")
    };
    let rows = lines.into_iter().map(|line| view! { <Line lang line done /> }).collect_view();
    view! {
        <table class="tbl cards lines mb5">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col" class="n">{lang.pick("줄", "Line")}</th>
                    <th scope="col">{lang.pick("주문번호", "Order")}</th>
                    <th scope="col">{lang.pick("받는 분", "Recipient")}</th>
                    <th scope="col">{lang.pick("송장", "Parcel")}</th>
                    <th scope="col">{lang.pick("결과", "Outcome")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Line(lang: Lang, line: Checked, done: bool) -> impl IntoView {
    let Checked { line, order, verdict, also } = line;
    let (thread, word) = chip(&verdict, also.is_empty(), lang);
    let why = explained(&verdict, lang);
    let asked = line.read.as_ref().ok().filter(|_| !done && verdict.ships() && !also.is_empty());
    let together = asked.map(|read| view! { <Together lang number=read.number.to_string() /> });
    let also = (!also.is_empty()).then(|| view! { <p class="sm">{shared(&also, lang)}</p> });
    let (number, parcel) = line.columns(lang);
    let (page, recipient) = order.map(|it| (it.order, it.recipient)).unzip();
    let number = match page {
        Some(order) => {
            view! { <a class="num" href=lang.path(&format!("/seller/orders/{order}"))>{number}</a> }
                .into_any()
        }
        None => view! { <span class="num">{number}</span> }.into_any(),
    };
    view! {
        <tr id=format!("line-{}", line.at)>
            <td class="n" data-label=lang.pick("줄", "Line")>{line.at}</td>
            <th scope="row">{number}</th>
            <td data-label=lang.pick("받는 분", "Recipient")>{recipient}</td>
            <td class="num" data-label=lang.pick("송장", "Parcel")>{parcel}</td>
            <td>
                <Chip thread text=word />
                {also}
                {(!why.is_empty()).then(|| view! { <p class="sm mut">{why}</p> })}
                {together}
            </td>
        </tr>
    }
}

/// Says of an order that has its parcel with others that this is meant. It belongs to the form below the table.
#[component]
fn Together(lang: Lang, number: String) -> impl IntoView {
    view! {
        <label class="tick">
            <input type="checkbox" name="together" value=number.clone() form="ship" />
            <span>{together(lang)}<span class="vh">" "{number}</span></span>
        </label>
    }
}

/// What was looked at, to be shipped as it is.
#[component]
fn Ship(
    lang: Lang,
    ships: usize,
    /// Those that are shipped only when they are ticked.
    marked: usize,
    pasted: String,
) -> impl IntoView {
    let button = match (lang, ships) {
        (Lang::Ko, 0) => "표시한 것 보내기".to_owned(),
        (Lang::En, 0) => "Ship what is ticked".to_owned(),
        (Lang::Ko, _) => format!("{ships}건 보내기"),
        (Lang::En, _) => format!("Ship {ships}"),
    };
    let hint = (marked > 0).then(|| {
        let text = match lang {
            Lang::Ko => format!("번호가 겹치는 {marked}줄은 표시한 것만 함께 보내요."),
            Lang::En => format!("Of {marked} with a shared number, those that are ticked go along."),
        };
        view! { <span class="hint">{text}</span> }
    });
    view! {
        <form id="ship" method="post" action=lang.path(PAGE) class="row mb6">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="lines" value=pasted />
            <button class="btn" name="step" value="ship">{button}</button>
            {hint}
        </form>
    }
}

/// The box, with what is in it.
#[component]
fn Paste(
    lang: Lang,
    text: String,
    error: Option<&'static str>,
    /// Another button is the one to press.
    quiet: bool,
) -> impl IntoView {
    view! {
        <form id=PASTE method="post" action=lang.path(PAGE) enctype="multipart/form-data" class="form">
            <input type="hidden" name="lang" value=lang.tag() />
            <TextArea
                name="lines"
                label=lang.pick("표에서 복사한 줄", "Lines copied from a sheet")
                hint=lang
                    .pick(
                        "한 줄에 주문번호, 택배사, 송장 번호. 탭, 쉼표, 빈칸 어느 것으로 나눠도 돼요. 먼저 확인만 하고, 보내지는 않아요.",
                        "Order number, carrier, tracking number a line; apart by tabs, commas or spaces. It is only looked at first.",
                    )
                value=text
                nostrip:error=error
                rows=10
                class="in num"
                placeholder="261123-ABCDE, CJ대한통운, 612345678901"
            />
            <div class="field">
                <label for="file">{lang.pick("또는 CSV 파일", "Or a CSV file")}</label>
                <input class="in" id="file" name="file" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" />
            </div>
            <p>
                <button class="btn" class:q=quiet name="step" value="check">{lang.pick("확인하기", "Check")}</button>
            </p>
        </form>
    }
}
