//! The document of the cart.

use kernel::{Lang, OrderId};
use leptos::prelude::*;
use leptos_meta::Title;

use super::item::{Gone, ItemRow};
use super::view::{CartItem, CartSum, CartView, GoneItem, Notice};
use crate::checkout::view::Line;
use crate::ui::drawing::Sprite;
use crate::ui::field::ErrorSummary;
use crate::ui::frame::{error_title, title};
use crate::ui::line::{Sums, option_text};

/// The cart.
#[component]
pub fn CartPage(lang: Lang, view: CartView) -> impl IntoView {
    let CartView { items, gone, waiting, sum, removed, notice } = view;
    let heading = lang.pick("장바구니", "Cart");
    let refused = notice.as_ref().is_some_and(Notice::is_refusal);
    let document = if refused { error_title(lang, heading) } else { title(lang, heading) };
    let lines = items.iter().map(|item| &item.line).chain(gone.iter().filter_map(|gone| gone.line.as_ref()));
    let slugs = lines.map(|line| line.slug.clone()).collect();
    let waiting = waiting.filter(|_| !items.is_empty());
    let told = notice.as_ref().map(|notice| tell(lang, notice, &items));
    let body = if items.is_empty() && gone.is_empty() {
        view! { <Empty lang /> }.into_any()
    } else {
        view! { <Filled lang items gone sum notice /> }.into_any()
    };
    view! {
        <Title text=document />
        <Sprite slugs />
        <div class="wrap page">
            <h1 class="mb5">{heading}</h1>
            {told}
            {waiting.map(|order| view! { <Waiting lang order /> })}
            {removed.map(|line| view! { <PutBack lang line /> })}
            {body}
        </div>
    }
}

/// What the last form came to, and how to put it right.
fn tell(lang: Lang, notice: &Notice, items: &[CartItem]) -> AnyView {
    let done = |text: &'static str| view! { <p class="sum tell mb5" role="status">{text}</p> }.into_any();
    match notice {
        Notice::Added => done(lang.pick("장바구니에 담았어요.", "Put into your cart.")),
        Notice::AddedInPart => done(lang.pick(
            "장바구니에 담았어요. 한 벌 가운데 그 사이 팔지 않게 되었거나 품절된 옷은 빠졌어요.",
            "Put into your cart, but for the piece that is no longer sold, or sold out meanwhile: it was left out.",
        )),
        Notice::Capped => done(lang.pick(
            "같은 옷은 열 벌까지예요. 열 벌로 맞춰 담았어요.",
            "Up to ten of the same piece: your cart has ten of it now.",
        )),
        Notice::Full => refusal(
            lang.pick("장바구니가 가득 찼어요", "Your cart is full"),
            lang.pick(
                "쉰 가지까지 담을 수 있어요. 하나를 빼고 다시 담아 주세요.",
                "It holds fifty different pieces. Take one out, then put this one in.",
            ),
        ),
        Notice::Short => refusal(
            lang.pick("그대로는 주문할 수 없어요", "It can’t be ordered as it is"),
            lang.pick(
                "남은 것보다 많이 담긴 옷이나 다 팔린 옷, 이제 팔지 않는 옷이 있어요. 아래에서 수량을 줄이거나 빼 주세요.",
                "Something is sold out or no longer sold, or asks for more than is left. Take fewer below, or take it out.",
            ),
        ),
        Notice::Quantity { variant, .. } => {
            let at = items.iter().position(|item| item.variant == *variant);
            let errors =
                vec![(at.map_or_else(|| "main".to_owned(), super::item::quantity_id), quantity_remedy(lang))];
            view! { <div class="mb5"><ErrorSummary lang errors /></div> }.into_any()
        }
    }
}

/// How to put a quantity right.
pub(super) const fn quantity_remedy(lang: Lang) -> &'static str {
    lang.pick("1벌부터 10벌까지 적어 주세요.", "Enter 1 to 10.")
}

fn refusal(heading: &'static str, text: &'static str) -> AnyView {
    view! {
        <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="refused">
            <h2 id="refused">{heading}</h2>
            <p>{text}</p>
        </section>
    }
    .into_any()
}

/// An order from the cart takes its pieces out once it is paid. Until then somebody may take them for another order's.
#[component]
fn Waiting(lang: Lang, order: OrderId) -> impl IntoView {
    view! {
        <div class="sum tell mb5">
            <p>
                {lang.pick(
                    "결제를 기다리는 주문이 있어요. 여기서 주문한 옷은 결제가 되면 장바구니에서 빠지고, 결제하지 않으면 그대로 남아요.",
                    "An order is waiting to be paid. What you ordered from here leaves the cart once it is paid, and stays if it is not.",
                )}
            </p>
            <a href=lang.path(&format!("/orders/{order}/pay"))>
                {lang.pick("그 주문 결제하러 가기", "Go to pay that order")}
            </a>
        </div>
    }
}

/// What was taken out can be put back.
#[component]
fn PutBack(lang: Lang, line: Line) -> impl IntoView {
    let what = format!("{} ({})", line.name.get(lang), option_text(lang, &line));
    view! {
        <form class="undo mb5" method="post" action="/api/put_back_into_cart">
            <input type="hidden" name="lang" value=lang.tag() />
            <p role="status">
                {lang.pick("뺀 옷: ", "Taken out: ")} {what}
            </p>
            <button class="btn q s">{lang.pick("되돌리기", "Put it back")}</button>
        </form>
    }
}

#[component]
fn Empty(lang: Lang) -> impl IntoView {
    view! {
        <div class="empty">
            <p>{lang.pick("장바구니가 비어 있어요.", "Your cart is empty.")}</p>
            <a class="btn" href=lang.path("/")>
                {lang.pick("옷 보러 가기", "Look at the clothes")}
            </a>
        </div>
    }
}

#[component]
fn Filled(
    lang: Lang,
    items: Vec<CartItem>,
    gone: Vec<GoneItem>,
    sum: Option<CartSum>,
    notice: Option<Notice>,
) -> impl IntoView {
    let typed = |item: &CartItem| match &notice {
        Some(Notice::Quantity { variant, typed }) if *variant == item.variant => Some(typed.clone()),
        _ => None,
    };
    let rows: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(|(at, item)| {
            let typed = typed(&item);
            view! { <ItemRow lang at item typed /> }
        })
        .collect();
    let gone: Vec<_> = gone.into_iter().map(|item| view! { <Gone lang item /> }).collect();
    view! {
        <div class="two">
            <ul class="basket">{rows} {gone}</ul>
            {sum.map(|sum| view! { <CartTotal lang sum /> })}
        </div>
    }
}

#[component]
fn CartTotal(lang: Lang, sum: CartSum) -> impl IntoView {
    let CartSum { goods, delivery_fee, total, missing_to_free } = sum;
    let missing = missing_to_free.map(|missing| match lang {
        Lang::Ko => format!("{} 더 담으면 배송비가 없어요.", missing.text(lang)),
        Lang::En => format!("{} more and delivery is free.", missing.text(lang)),
    });
    view! {
        <aside class="side box" aria-labelledby="sum">
            <h2 id="sum">{lang.pick("주문하면", "If you order")}</h2>
            <Sums lang goods delivery_fee total_label=lang.pick("합계", "Total") total />
            {missing.map(|text| view! { <p class="mt3 hint">{text}</p> })}
            <form method="post" action="/api/order_cart">
                <input type="hidden" name="lang" value=lang.tag() />
                <button class="btn wide mt5">
                    {format!("{} · {}", lang.pick("주문하기", "Order"), total.text(lang))}
                </button>
            </form>
            <p class="mt3 hint">
                {lang.pick(
                    "담아 둔 옷은 맡아 두지 않아요. 결제할 때까지 다른 분도 살 수 있어요. 주문한 옷은 결제가 되어야 장바구니에서 빠져요.",
                    "Pieces in the cart are not held: others can buy them until you go to pay. What you order leaves the cart once it is paid.",
                )}
            </p>
        </aside>
    }
}
