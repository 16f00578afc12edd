//! The page: a form that asks by GET, and what it found.

use customer::Permission;
use desk::{Found, Standing};
use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::FindView;
use super::words::{thread, word};
use super::{BadField, Typed};
use crate::checkout::view::Line;
use crate::seller::forms::may;
use crate::seller::frame::DeskFrame;
use crate::seller::pages::Pages;
use crate::ui::Drawing;
use crate::ui::Sprite;
use crate::ui::badge::Chip;
use crate::ui::field::{ErrorSummary, TextField};
use crate::ui::frame::{error_title, title};
use crate::ui::line::lines_text;
use crate::ui::time::When;

/// The search over all orders.
#[component]
pub fn FindPage(lang: Lang, view: FindView) -> impl IntoView {
    let FindView { found, typed, bad, previous, next, now } = view;
    let heading = lang.pick("주문 찾기", "Find orders");
    let errors = bad.map(|bad| remedy(bad, lang));
    let titled = if bad.is_some() { error_title(lang, heading) } else { title(lang, heading) };
    let to = |name: &'static str, mark: Option<String>| {
        mark.map(|mark| lang.path(&format!("/seller/orders{}", typed.query(Some((name, &mark))))))
    };
    let (previous, next) = (to("before", previous), to("after", next));
    let slugs = found.iter().filter_map(|it| Some(it.details.lines.first()?.garment.clone())).collect();
    let path = format!("/seller/orders{}", typed.query(None));
    view! {
        <Title text=titled />
        <Sprite slugs />
        <DeskFrame lang path>
            <h1 class="mb5">{heading}</h1>
            {errors.map(|error| view! { <div class="mb5"><ErrorSummary lang errors=vec![error] /></div> })}
            <Search lang typed=typed.clone() error=errors />
            {if found.is_empty() {
                view! { <Nothing lang bad=bad.is_some() /> }.into_any()
            } else {
                view! { <Results lang found typed now /> }.into_any()
            }}
            <Pages lang previous next />
        </DeskFrame>
    }
}

/// The field, and how to put it right.
const fn remedy(bad: BadField, lang: Lang) -> (&'static str, &'static str) {
    let day = lang.pick("날짜를 2026-11-23처럼 적어 주세요", "Write the day like 2026-11-23");
    match bad {
        BadField::From => ("from", day),
        BadField::Until => ("until", day),
        BadField::Order => (
            "until",
            lang.pick("끝나는 날을 시작하는 날 뒤로 골라 주세요", "The last day has to follow the first"),
        ),
    }
}

#[component]
fn Search(lang: Lang, typed: Typed, error: Option<(&'static str, &'static str)>) -> impl IntoView {
    let wrong = |field: &str| error.filter(|(name, _)| *name == field).map(|(_, text)| text);
    // A field for days shows nothing that is none: as text it keeps what was typed.
    let kind = |field: &str| if wrong(field).is_some() { "text" } else { "date" };
    let option = |standing: Standing| {
        let key = standing.as_str();
        view! { <option value=key selected=key == typed.state>{word(standing, lang)}</option> }
    };
    let options = Standing::ALL.map(option).collect_view();
    view! {
        <form class="lookup" method="get" action=lang.path("/seller/orders") role="search">
            <div class="field words">
                <label for="q">{lang.pick("주문번호, 이름, 전화, 이메일, 송장 번호", "Order, name, phone, e-mail, tracking number")}</label>
                <input class="in" id="q" name="q" type="search" value=typed.q maxlength="100" />
            </div>
            <div class="field">
                <label for="state">{lang.pick("상태", "State")}</label>
                <select class="in" id="state" name="state">
                    <option value="">{lang.pick("모두", "All")}</option>
                    {options}
                </select>
            </div>
            <TextField name="from" kind=kind("from") label=lang.pick("이날부터", "From") value=typed.from nostrip:error=wrong("from") />
            <TextField name="until" kind=kind("until") label=lang.pick("이날까지", "Until") value=typed.until nostrip:error=wrong("until") />
            <button class="btn">{lang.pick("찾기", "Find")}</button>
        </form>
    }
}

/// Nothing yet differs from nothing found, and from nothing looked for.
#[component]
fn Nothing(lang: Lang, bad: bool) -> impl IntoView {
    (!bad).then(|| {
        view! {
            <div class="empty">
                <p>{lang.pick("그런 주문이 없어요.", "No such order.")}</p>
                <a class="btn q" href=lang.path("/seller/orders")>{lang.pick("모든 주문 보기", "See all orders")}</a>
            </div>
        }
    })
}

#[component]
fn Results(lang: Lang, found: Vec<Found>, typed: Typed, now: Time) -> impl IntoView {
    let sheet = lang.path(&format!("/seller/orders.csv{}", typed.query(None)));
    let rows = found.into_iter().map(|found| view! { <Row lang found now /> }).collect_view();
    view! {
        <table class="tbl q mt5">
            <caption class="vh">{lang.pick("찾은 주문, 새것부터", "Orders found, the newest first")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("주문번호", "Order")}</th>
                    <th scope="col">{lang.pick("옷", "Garments")}</th>
                    <th scope="col">{lang.pick("받는 분", "Recipient")}</th>
                    <th scope="col" class="n">{lang.pick("결제", "Paid")}</th>
                    <th scope="col" class="when">{lang.pick("주문한 때", "Ordered")}</th>
                    <th scope="col">{lang.pick("상태", "State")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {may(Permission::Export)
            .then(|| {
                view! {
                    <p class="row mt5">
                        <a class="btn q" href=sheet download="">
                            {lang.pick("이 주문들 CSV로 받기", "Download these as CSV")}
                        </a>
                        <span class="hint">
                            {lang.pick("이름과 주소가 들어 있어요. 누가 받았는지 기록돼요.", "It holds names and addresses; who took it is recorded.")}
                        </span>
                    </p>
                }
            })}
    }
}

#[component]
fn Row(lang: Lang, found: Found, now: Time) -> impl IntoView {
    let Found { order, details, standing, tracking, at_desk, .. } = found;
    let number = details.number.to_string();
    let number = if at_desk {
        view! { <a class="num" href=lang.path(&format!("/seller/orders/{order}"))>{number}</a> }.into_any()
    } else {
        view! { <span class="num">{number}</span> }.into_any()
    };
    let lines: Vec<Line> = details.lines.into_iter().map(Line::from).collect();
    let names = lines_text(lang, &lines);
    let drawing = lines.into_iter().next().map(|line| {
        view! { <span class="ground thumb s"><Drawing slug=line.slug dye=line.dye /></span> }
    });
    let recipient = details.delivery.recipient;
    let day = |time: Time| {
        let at = time.seoul();
        (at.year, at.month, at.day)
    };
    let opened = details.opened_at;
    let when = if day(opened) == day(now) { opened.clock_text() } else { opened.text(lang) };
    view! {
        <tr>
            <th scope="row">{number}</th>
            <td class="opt-n"><div class="item">{drawing}<span>{names}</span></div></td>
            <td class="who">{recipient.name}<small>{recipient.phone}</small></td>
            <td class="n amt">{details.total.text(lang)}</td>
            <td class="when"><When at=opened text=when /></td>
            <td class="st">
                <Chip thread=thread(standing) text=word(standing, lang) />
                {tracking.map(|tracking| view! { <small class="num">{tracking}</small> })}
            </td>
        </tr>
    }
}
