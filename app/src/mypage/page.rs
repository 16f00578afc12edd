//! The documents around the islands: MyPage, and the page of one order, which is the confirmation, too.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::island::LiveOrders;
use super::order_island::LiveOrder;
use super::view::{MyPageView, OrderView};
use super::words;
use crate::ui::drawing::Sprite;
use crate::ui::frame::{error_title, title};
use crate::ui::line::Summary;

/// The buyer's orders.
#[component]
pub fn MyPage(lang: Lang, view: MyPageView) -> impl IntoView {
    let MyPageView { rows, since, now, tab } = view;
    let slugs = rows.iter().filter_map(|row| row.lines.first()).map(|line| line.slug.clone()).collect();
    view! {
        <Title text=title(lang, lang.pick("내 주문", "My orders")) />
        <Sprite slugs />
        <div class="wrap page">
            <LiveOrders lang rows tab since now />
        </div>
    }
}

/// One order.
#[component]
pub fn OrderPage(lang: Lang, view: OrderView) -> impl IntoView {
    let OrderView { row, since, now, confirmation, notice } = view;
    let text = format!("{} {}", lang.pick("주문", "Order"), row.number);
    let title = if notice.is_some() { error_title(lang, &text) } else { title(lang, &text) };
    let slugs = row.lines.iter().map(|line| line.slug.clone()).collect();
    let (lines, total) = (row.lines.clone(), row.total);
    let notice = notice.map(|code| words::notice(lang, &code)).map(|(heading, text)| {
        view! {
            <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="notice">
                <p id="notice">
                    <b>{heading}</b>
                </p>
                <p>{text}</p>
            </section>
        }
    });
    view! {
        <Title text=title />
        <Sprite slugs />
        <div class="wrap page">
            {notice}
            <LiveOrder lang row confirmation since now>
                <Summary
                    lang
                    heading=lang.pick("주문한 옷", "What you ordered")
                    total_label=lang.pick("결제 금액", "Total")
                    lines
                    total
                />
            </LiveOrder>
        </div>
    }
}
