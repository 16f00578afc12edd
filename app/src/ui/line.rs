//! What was ordered: one line, the sum beneath the lines, and how a size and an option are said.

use kernel::{Lang, Money};
use leptos::prelude::*;

use crate::checkout::view::Line;
use crate::ui::drawing::Thumb;

/// A size as it is read: the one that fits all has a word instead of a letter.
#[must_use]
pub fn size_text(lang: Lang, size: &str) -> String {
    if size == "F" { lang.pick("한 가지", "One size").to_owned() } else { size.to_owned() }
}

/// `모래 · M · 1벌`, `Sand · M · 1 piece`.
#[must_use]
pub fn option_text(lang: Lang, line: &Line) -> String {
    let (which, count) = (dye_and_size(lang, line), line.quantity);
    match lang {
        Lang::Ko => format!("{which} · {count}벌"),
        Lang::En if count == 1 => format!("{which} · 1 piece"),
        Lang::En => format!("{which} · {count} pieces"),
    }
}

/// `모래 · M`, `Sand · M`.
#[must_use]
pub fn dye_and_size(lang: Lang, line: &Line) -> String {
    format!("{} · {}", line.dye_name.get(lang), size_text(lang, &line.size))
}

/// The first line's name, and how many lines more: `개버딘 트렌치코트 외 2건`.
#[must_use]
pub fn lines_text(lang: Lang, lines: &[Line]) -> String {
    let name = lines.first().map_or("", |line| line.name.get(lang));
    match (lang, lines.len().saturating_sub(1)) {
        (_, 0) => name.to_owned(),
        (Lang::Ko, more) => format!("{name} 외 {more}건"),
        (Lang::En, more) => format!("{name} and {more} more"),
    }
}

/// One line of an order: picture, name, option.
#[component]
pub fn LineItem(
    lang: Lang,
    line: Line,
    /// What its pieces cost together stands with it.
    #[prop(optional)]
    priced: bool,
) -> impl IntoView {
    let price = priced.then(|| line.price());
    view! {
        <li class="item">
            <Thumb slug=line.slug.clone() dye=line.dye.clone() />
            <div>
                <b>{line.name.get(lang).to_owned()}</b>
                <span class="sm mut">{option_text(lang, &line)}</span>
                {price.map(|price| view! { <b class="sm num">{price.text(lang)}</b> })}
            </div>
        </li>
    }
}

/// What the clothes, their delivery and all of it cost.
#[component]
pub fn Sums(
    lang: Lang,
    goods: Money,
    delivery_fee: Money,
    /// What the total is called: `합계`, `결제 금액`.
    total_label: &'static str,
    total: Money,
) -> impl IntoView {
    let delivery = match delivery_fee.amount {
        0 => lang.pick("무료", "Free").to_owned(),
        _ => delivery_fee.text(lang),
    };
    view! {
        <dl class="mt5 rows sums num">
            <dt>{lang.pick("옷값", "Clothes")}</dt>
            <dd>{goods.text(lang)}</dd>
            <dt>{lang.pick("배송비", "Delivery")}</dt>
            <dd>{delivery}</dd>
            <dt class="tot">{total_label}</dt>
            <dd class="tot">{total.text(lang)}</dd>
        </dl>
    }
}

/// The one box of an order's pages: its lines and their sum. What the total holds beyond them is delivery.
#[component]
pub fn Summary(
    lang: Lang,
    heading: &'static str,
    /// What the total is called: `합계`, `결제 금액`.
    total_label: &'static str,
    lines: Vec<Line>,
    total: Money,
    /// What stands under the sum, such as the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let goods = Money::won(lines.iter().map(|line| line.price().amount).sum());
    let delivery_fee = Money::won(total.amount - goods.amount);
    view! {
        <aside class="side box" aria-labelledby="summary">
            <h2 id="summary">{heading}</h2>
            <ul class="form">
                {lines.into_iter().map(|line| view! { <LineItem lang line priced=true /> }).collect::<Vec<_>>()}
            </ul>
            <Sums lang goods delivery_fee total_label total />
            {children.map(|children| children())}
        </aside>
    }
}
