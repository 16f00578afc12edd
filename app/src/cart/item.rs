//! One line of the cart: what it is, what changed since it was put in, and the forms that change it.
//!
//! Stepping has a form of its own, so that Enter in the quantity's field sends what was typed and not a step.

use kernel::{Lang, VariantId};
use leptos::prelude::*;

use super::page::quantity_remedy;
use super::view::{CartItem, GoneItem};
use crate::ui::drawing::Thumb;
use crate::ui::field::{FieldError, count_text};
use crate::ui::line::{dye_and_size, option_text};

/// The id of a line's quantity, by its place in the cart.
pub(super) fn quantity_id(at: usize) -> String {
    format!("quantity-{}", at + 1)
}

/// A line.
#[component]
pub(super) fn ItemRow(
    lang: Lang,
    /// Its place in the cart.
    at: usize,
    item: CartItem,
    /// A quantity that was typed and refused.
    typed: Option<String>,
) -> impl IntoView {
    let line = item.line.clone();
    let name = line.name.get(lang).to_owned();
    let sum = line.unit_price.times(line.quantity).map(|sum| sum.text(lang)).unwrap_or_default();
    let page = lang.path(&format!("/garments/{}?dye={}&size={}", line.slug, line.dye, line.size));
    view! {
        <li class="item">
            <Thumb slug=line.slug.clone() dye=line.dye.clone() />
            <div class="what">
                <a class="crumb" href=page>{name.clone()}</a>
                <span class="sm mut">{dye_and_size(lang, &line)}</span>
                <span class="num">{line.unit_price.text(lang)}</span>
                {price_change(lang, &item)}
                {stock_note(lang, &item)}
            </div>
            <Quantity lang at variant=item.variant quantity=line.quantity name=name.clone() typed />
            <p class="each num">
                <span class="vh">{lang.pick("이 옷 값 ", "These come to ")}</span>
                <b>{sum}</b>
            </p>
            <Remove lang variant=item.variant what=format!("{name} {}", option_text(lang, &line)) />
        </li>
    }
}

/// What it cost when the buyer last looked, where that is not what it costs now.
fn price_change(lang: Lang, item: &CartItem) -> Option<impl IntoView + use<>> {
    (item.seen != item.line.unit_price).then(|| {
        let seen = item.seen.text(lang);
        let text = match lang {
            Lang::Ko => format!("담을 때는 {seen}이었어요. 값이 바뀌었어요."),
            Lang::En => format!("It was {seen} when you put it in. The price has changed."),
        };
        view! { <span class="changed sm">{text}</span> }
    })
}

/// That there are fewer pieces left than the line asks for.
fn stock_note(lang: Lang, item: &CartItem) -> Option<impl IntoView + use<>> {
    item.is_short().then(|| {
        let text = match (lang, usize::try_from(item.free).unwrap_or(0)) {
            (Lang::Ko, 0) => "다 팔렸어요. 빼야 주문할 수 있어요.".to_owned(),
            (Lang::En, 0) => "Sold out. Take it out to order the rest.".to_owned(),
            (Lang::Ko, free) => format!("{} 벌만 남았어요. 수량을 줄여 주세요.", count_text(lang, free)),
            (Lang::En, free) => format!("Only {} left. Please take fewer.", count_text(lang, free)),
        };
        view! { <span class="err">{text}</span> }
    })
}

#[component]
fn Quantity(
    lang: Lang,
    at: usize,
    variant: VariantId,
    quantity: u32,
    name: String,
    typed: Option<String>,
) -> impl IntoView {
    let (id, steps) = (quantity_id(at), format!("step-{}", at + 1));
    let refused = typed.is_some();
    let value = typed.unwrap_or_else(|| quantity.to_string());
    let step = move |by: &'static str, sign: &'static str, text: &'static str, disabled: bool| {
        let steps = steps.clone();
        view! {
            <button class="btn q s" form=steps name="step" value=by disabled=disabled aria-label=text>
                {sign}
            </button>
        }
    };
    let (less, more) = (
        step("-1", "−", lang.pick("한 벌 빼기", "One fewer"), quantity <= 1),
        step("1", "+", lang.pick("한 벌 더", "One more"), quantity >= order::MAX_QUANTITY),
    );
    view! {
        <div class="many">
            <form id=format!("step-{}", at + 1) method="post" action="/api/step_cart">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="variant" value=variant.to_string() />
            </form>
            <form class="row gap2" method="post" action="/api/set_cart_quantity" novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="variant" value=variant.to_string() />
                {less}
                <label class="vh" for=id.clone()>
                    {match lang {
                        Lang::Ko => format!("{name} 몇 벌"),
                        Lang::En => format!("How many of {name}"),
                    }}
                </label>
                <input
                    class="in num"
                    id=id.clone()
                    name="quantity"
                    inputmode="numeric"
                    autocomplete="off"
                    value=value
                    aria-describedby=refused.then(|| format!("{id}-error"))
                    aria-invalid=refused.then_some("true")
                />
                {more}
                <button class="btn q s">{lang.pick("바꾸기", "Change")}</button>
            </form>
            {refused.then(|| view! { <FieldError name=id text=quantity_remedy(lang) /> })}
        </div>
    }
}

#[component]
fn Remove(lang: Lang, variant: VariantId, what: String) -> impl IntoView {
    view! {
        <form class="out" method="post" action="/api/remove_from_cart">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="variant" value=variant.to_string() />
            <button class="link">
                {lang.pick("빼기", "Take out")}
                <span class="vh">" "{what}</span>
            </button>
        </form>
    }
}

/// A line of what is not sold any more.
#[component]
pub(super) fn Gone(lang: Lang, item: GoneItem) -> impl IntoView {
    let GoneItem { variant, line } = item;
    let text = lang.pick("이제 팔지 않는 옷이에요.", "This piece is not sold any more.");
    let what = match &line {
        Some(line) => format!("{} {}", line.name.get(lang), option_text(lang, line)),
        None => text.to_owned(),
    };
    let thumb = line.clone().map(|line| view! { <Thumb slug=line.slug dye=line.dye /> });
    let words = line.map(|line| {
        view! {
            <b>{line.name.get(lang).to_owned()}</b>
            <span class="sm mut">{option_text(lang, &line)}</span>
        }
    });
    view! {
        <li class="item">
            {thumb}
            <div class="what">
                {words}
                <span class="err">{text}</span>
            </div>
            <Remove lang variant what />
        </li>
    }
}
