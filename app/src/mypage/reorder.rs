//! Ordering the same again: the checkout of it, or first a page that says what cannot be had any more.

use kernel::{Lang, OrderId};
use leptos::prelude::*;
use leptos_meta::Title;
use order::Reordered;

use super::view::{AgainView, LeftOut, WhyLeft};
use crate::AppError;
use crate::checkout::view::Line;
use crate::services::{Services, buyer, lang_of, parse, see_other};
use crate::ui::drawing::{Sprite, Thumb};
use crate::ui::field::count_text;
use crate::ui::frame::title;
use crate::ui::line::{LineItem, option_text};

/// Begins a checkout of an order's lines. When some of them cannot be had, only once the buyer said that `part` of them
/// will do; before that, the page that says which.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = Reorder, prefix = "/api", endpoint = "reorder")]
pub async fn reorder(
    #[server(default)] order: String,
    #[server(default)] part: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session, order) = (Services::get()?, buyer()?, parse::<OrderId>(&order)?);
    let owner = services.owner_for(&session, order).await?;
    let page = match services.order.reorder(owner, order, session.id, !part.is_empty()).await? {
        Reordered::Draft(draft) => format!("/checkout/{draft}"),
        Reordered::AskFirst => format!("/orders/{order}/again"),
    };
    see_other(lang_of(&lang), &page);
    Ok(())
}

/// What of an order can be had again, and what cannot.
///
/// # Errors
/// As [`reorder`].
pub async fn again(order: OrderId) -> Result<AgainView, AppError> {
    let services = Services::get()?;
    let buyer = services.buyer_of(order).await?;
    let again = services.order.again(buyer, order).await?;
    let details = services.order.of_session(buyer, order).await?.details;
    let taken = again.lines.iter().filter_map(|taken| {
        let line = details.lines.iter().find(|line| line.variant == taken.variant)?.clone();
        Some(Line { quantity: taken.quantity, ..line.into() })
    });
    Ok(AgainView {
        order,
        number: details.number,
        lines: taken.collect(),
        left_out: again.left_out.into_iter().map(LeftOut::from).collect(),
    })
}

impl From<order::LeftOut> for LeftOut {
    fn from(left: order::LeftOut) -> Self {
        let why = match left.why {
            order::WhyLeft::NoLongerSold => WhyLeft::NoLongerSold,
            order::WhyLeft::SoldOut => WhyLeft::SoldOut,
            order::WhyLeft::Only(count) => WhyLeft::Only(count),
        };
        Self { line: left.line.into(), why }
    }
}

/// What is left out, what is not, and the way on.
#[component]
pub fn AgainPage(lang: Lang, view: AgainView) -> impl IntoView {
    let AgainView { order, number, lines, left_out } = view;
    let (nothing, all) = (lines.is_empty(), left_out.is_empty());
    let heading = match (nothing, all) {
        (true, _) => lang.pick("지금은 모두 구할 수 없어요", "None of it can be had now"),
        (false, true) => lang.pick("모두 다시 주문할 수 있어요", "All of it can be had again"),
        (false, false) => lang.pick("그대로는 주문할 수 없어요", "Not all of it can be had again"),
    };
    let slugs = lines.iter().chain(left_out.iter().map(|left| &left.line)).map(|line| line.slug.clone());
    let slugs = slugs.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let way_on = if nothing {
        view! {
            <a class="btn" href=lang.path("/")>
                {lang.pick("다른 옷 보러 가기", "Look at other clothes")}
            </a>
        }
        .into_any()
    } else {
        view! { <TakeThese lang order=order.to_string() /> }.into_any()
    };
    view! {
        <Title text=title(lang, heading) />
        <Sprite slugs />
        <div class="wrap page">
            <p class="sm mut num">
                <a class="crumb" href=lang.path(&format!("/orders/{order}"))>
                    {lang.pick("주문 ", "Order ")}
                    {number.to_string()}
                </a>
            </p>
            <div class="mt4 mb6 state">
                <h1>{heading}</h1>
                <p>
                    {lang.pick(
                        "아직 아무것도 주문하지 않았어요. 값은 지금 값으로 주문서에 보여요.",
                        "Nothing has been ordered yet. The order form shows today’s prices.",
                    )}
                </p>
            </div>
            {(!all).then(|| view! { <Left lang left_out /> })}
            {(!nothing).then(|| view! { <Taken lang lines /> })}
            <div class="mt6">{way_on}</div>
        </div>
    }
}

#[component]
fn TakeThese(lang: Lang, order: String) -> impl IntoView {
    view! {
        <form method="post" action="/api/reorder">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="order" value=order />
            <input type="hidden" name="part" value="on" />
            <button class="btn">{lang.pick("이대로 주문서 쓰기", "Order these")}</button>
        </form>
    }
}

#[component]
fn Left(lang: Lang, left_out: Vec<LeftOut>) -> impl IntoView {
    let lines = left_out.into_iter().map(|LeftOut { line, why }| {
        view! {
            <li class="item">
                <Thumb slug=line.slug.clone() dye=line.dye.clone() />
                <div>
                    <b>{line.name.get(lang).to_owned()}</b>
                    <span class="sm mut">{option_text(lang, &line)}</span>
                    <span class="sm">{why_text(lang, why)}</span>
                </div>
            </li>
        }
    });
    view! {
        <section class="sec" aria-labelledby="left">
            <h2 id="left">{lang.pick("빠지는 옷", "Left out")}</h2>
            <ul class="form">{lines.collect_view()}</ul>
        </section>
    }
}

#[component]
fn Taken(lang: Lang, lines: Vec<Line>) -> impl IntoView {
    view! {
        <section class="sec" aria-labelledby="taken">
            <h2 id="taken">{lang.pick("주문할 옷", "To order")}</h2>
            <ul class="form">
                {lines.into_iter().map(|line| view! { <LineItem lang line /> }).collect_view()}
            </ul>
        </section>
    }
}

fn why_text(lang: Lang, why: WhyLeft) -> String {
    match (why, lang) {
        (WhyLeft::NoLongerSold, _) => lang.pick("이제 팔지 않아요", "No longer in the shop").to_owned(),
        (WhyLeft::SoldOut, _) => lang.pick("품절이에요", "Sold out").to_owned(),
        (WhyLeft::Only(count), Lang::Ko) => {
            format!("{} 벌만 남았어요", count_text(lang, count as usize))
        }
        (WhyLeft::Only(count), Lang::En) => format!("Only {} left", count_text(lang, count as usize)),
    }
}
