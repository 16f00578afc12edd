//! A page at the desk that asks before an order is done something to that nothing takes back: what it does on one side, the
//! order on the other.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::frame::DeskFrame;
use super::notice::Notice;
use super::view::QueueRow;
use crate::ui::Sprite;
use crate::ui::line::Summary;

/// The page; the children are the question.
#[component]
pub(super) fn Question(
    lang: Lang,
    /// Where it stands under the order's page.
    at: &'static str,
    heading: &'static str,
    /// Why nothing is asked any more, if so.
    #[prop(optional_no_strip)]
    settled: Option<&'static str>,
    /// What was refused.
    #[prop(optional_no_strip)]
    notice: Option<Notice>,
    row: QueueRow,
    /// What the order's garments are to the question.
    garments: &'static str,
    children: Children,
) -> impl IntoView {
    let path = format!("/seller/orders/{}", row.order);
    let slugs = row.lines.iter().map(|line| line.slug.clone()).collect::<Vec<_>>();
    let name = format!("{} {}", lang.pick("주문", "Order"), row.number);
    view! {
        <Title text=Notice::title(notice, heading, lang) />
        <Sprite slugs />
        <DeskFrame lang path=format!("{path}/{at}")>
            <p class="sm mut num">
                <a class="crumb" href=lang.path(&path)>
                    {name}
                </a>
            </p>
            <div class="mt4 mb7 state">
                <h1>{heading}</h1>
                {settled.map(|text| view! { <p>{text}</p> })}
            </div>
            {notice.map(|notice| notice.view(lang))}
            <div class="two">
                <div>{children()}</div>
                <Summary
                    lang
                    heading=garments
                    total_label=lang.pick("결제 금액", "Total")
                    lines=row.lines
                    total=row.total
                />
            </div>
        </DeskFrame>
    }
}
