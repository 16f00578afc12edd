//! The shop's list of returns: what is on its way here, what is here with its money due, and what is done.

use customer::Permission;
use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;
use leptos_meta::Title;
use order::{ReturnCounts, ReturnQuery, ReturnTab};

use super::frame::DeskFrame;
use super::return_forms::returns_of;
use super::view::{ReturnRow, ReturnsView};
use super::words::when;
use crate::AppError;
use crate::mypage::returned::{line_text, reason_text, stage_text};
use crate::services::Services;
use crate::ui::badge::{Chip, Thread};
use crate::ui::frame::title;

/// Rows of a page.
const PAGE: i64 = 50;

/// A page of the list.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn returns(tab: String, after: String) -> Result<ReturnsView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let now = services.clock.now();
    let tab = ReturnTab::parse(&tab);
    // One more than a page shows says whether another follows.
    let query = ReturnQuery { tab, after: cursor(&after), limit: PAGE + 1 };
    let mut orders = services.returns.page(query).await?;
    let more = i64::try_from(orders.len()).is_ok_and(|count| count > PAGE);
    orders.truncate(usize::try_from(PAGE).unwrap_or(0));
    let last = orders.last().filter(|_| more);
    let next =
        last.and_then(|order| Some(format!("{}_{}", order.returns.last()?.since().micros(), order.id)));
    let rows = orders.into_iter().filter_map(|order| {
        let returned = returns_of(&order, now).pop()?;
        Some(ReturnRow { order: order.id, number: order.details.number, returned })
    });
    let ReturnCounts { asked, received, overdue } = services.returns.counts(now).await?;
    let tab = tab.as_str().to_owned();
    Ok(ReturnsView { rows: rows.collect(), asked, received, overdue, tab, next, now })
}

/// Reads where the next page starts; a forged one starts at the beginning.
fn cursor(text: &str) -> Option<(Time, OrderId)> {
    let (micros, order) = text.split_once('_')?;
    Some((Time::from_micros(micros.parse().ok()?), order.parse().ok()?))
}

/// The page.
#[component]
pub fn ReturnsPage(lang: Lang, view: ReturnsView) -> impl IntoView {
    let ReturnsView { rows, asked, received, overdue, tab, next, now } = view;
    let here = ReturnTab::parse(&tab);
    let empty = rows.is_empty().then(|| {
        view! {
            <div class="empty">
                <p>{nothing(lang, here)}</p>
            </div>
        }
    });
    let table = (!rows.is_empty()).then(|| view! { <Table lang rows now /> });
    let more = next.map(|after| {
        let path = lang.path(&format!("/seller/returns?tab={tab}&after={after}"));
        view! { <p class="mt5"><a class="btn q" href=path>{lang.pick("더 보기", "More")}</a></p> }
    });
    let heading = lang.pick("반품", "Returns");
    view! {
        <Title text=title(lang, heading) />
        <DeskFrame lang path=format!("/seller/returns?tab={tab}")>
            <h1>{heading}</h1>
            <dl class="facts mt5">
                <Fact name=lang.pick("오고 있어요", "On their way") count=asked />
                <Fact name=lang.pick("돌려줄 차례", "To refund") count=received />
                <Fact name=lang.pick("3영업일 지남", "Overdue") count=overdue />
            </dl>
            <nav class="mt4 tabs" aria-label=lang.pick("반품 가려 보기", "Which returns")>
                {ReturnTab::ALL.map(|tab| view! { <Tab lang tab here asked received /> }).into_iter().collect_view()}
            </nav>
            {table}
            {empty}
            {more}
        </DeskFrame>
    }
}

#[component]
fn Fact(name: &'static str, count: i64) -> impl IntoView {
    view! {
        <div>
            <dt class="k">{name}</dt>
            <dd class="v">{count.to_string()}</dd>
        </div>
    }
}

#[component]
fn Tab(lang: Lang, tab: ReturnTab, here: ReturnTab, asked: i64, received: i64) -> impl IntoView {
    let (word, count) = match tab {
        ReturnTab::Asked => (lang.pick("오는 중", "On the way"), Some(asked)),
        ReturnTab::Received => (lang.pick("받음", "Received"), Some(received)),
        ReturnTab::Done => (lang.pick("끝남", "Done"), None),
    };
    view! {
        <a
            href=lang.path(&format!("/seller/returns?tab={}", tab.as_str()))
            aria-current=(tab == here).then_some("page")
        >
            {word}
            {count.map(|count| view! { " " <span class="count">{count.to_string()}</span> })}
        </a>
    }
}

fn nothing(lang: Lang, tab: ReturnTab) -> &'static str {
    match tab {
        ReturnTab::Asked => lang.pick("오고 있는 반품이 없어요.", "Nothing is on its way back."),
        ReturnTab::Received => lang.pick("돌려줄 돈이 없어요.", "No money is waiting to go back."),
        ReturnTab::Done => lang.pick("끝난 반품이 아직 없어요.", "No return is done yet."),
    }
}

#[component]
fn Table(lang: Lang, rows: Vec<ReturnRow>, now: Time) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row lang row now /> });
    view! {
        <table class="tbl mt4 cards">
            <thead>
                <tr>
                    <th scope="col">{lang.pick("주문", "Order")}</th>
                    <th scope="col">{lang.pick("돌려보낸 옷", "Pieces")}</th>
                    <th scope="col">{lang.pick("이유", "Reason")}</th>
                    <th scope="col">{lang.pick("상태", "State")}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(lang: Lang, row: ReturnRow, now: Time) -> impl IntoView {
    let ReturnRow { order, number, returned } = row;
    let pieces = returned.lines.iter().map(|line| line_text(lang, line)).collect::<Vec<_>>().join(", ");
    let late = returned.overdue.then(|| {
        view! { <Chip thread=Thread::Stop text=lang.pick("3영업일 지남", "Overdue") /> }
    });
    let stage = stage_text(lang, returned.stage);
    view! {
        <tr>
            <th scope="row">
                <a class="link num" href=lang.path(&format!("/seller/orders/{order}#returns"))>
                    {number.to_string()}
                </a>
            </th>
            <td data-label=lang.pick("돌려보낸 옷", "Pieces")>{pieces}</td>
            <td data-label=lang.pick("이유", "Reason")>{reason_text(lang, &returned.reason)}</td>
            <td data-label=lang.pick("상태", "State")>
                <span>
                    {stage} " · " {when(returned.since, now, lang)} " " {late}
                </span>
            </td>
        </tr>
    }
}
