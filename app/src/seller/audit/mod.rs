//! What was done at the desk, in words: on an order's page, on 복구 the newest, and whole on a page of its own.

pub mod api;
mod page;
mod words;

pub use page::AuditPage;

use customer::Role;
use kernel::Lang;
use leptos::prelude::*;

use super::cancel::cause;
use super::carriers::parcel;
use super::event_words::event_word;
use super::events::consumer_word;
use super::give_back::part_reason;
use super::settings::changes;
use super::staff::role_word;
use super::view::AuditView;
use crate::ui::time::When;
pub(in crate::seller) use words::person;
use words::{action_words, filter, pieces, sum};

/// The newest entries, or nothing where there are none.
#[component]
pub(super) fn Audit(
    lang: Lang,
    entries: Vec<AuditView>,
    /// Whether it stands on a page where there is more than it shows.
    #[prop(optional)]
    leads_on: bool,
) -> impl IntoView {
    if entries.is_empty() {
        return ().into_any();
    }
    let more = leads_on.then(|| {
        view! { <p><a class="link" href=lang.path("/seller/audit")>{lang.pick("모두 보기", "See all")}</a></p> }
    });
    view! {
        <section class="sec" aria-labelledby="audit">
            <h2 id="audit">{lang.pick("가게가 한 일", "What the shop did")}</h2>
            <Lines lang entries />
            {more}
        </section>
    }
    .into_any()
}

#[component]
fn Lines(lang: Lang, entries: Vec<AuditView>) -> impl IntoView {
    let lines = entries.into_iter().map(|entry| line(lang, entry)).collect_view();
    view! { <ul class="letters">{lines}</ul> }
}

fn line(lang: Lang, entry: AuditView) -> impl IntoView {
    let AuditView { at, who, action, order, subject, goods, text } = entry;
    let order = order.map(|(order, number)| {
        view! {
            <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                {number.to_string()}
            </a>
            " "
        }
    });
    let subject = match action.as_str() {
        "order_cancelled" => cause(&subject, lang).to_owned(),
        "part_refunded" => part_reason(&subject, lang).to_owned(),
        "consumer_paused" | "consumer_resumed" | "event_replayed" => consumer_word(&subject, lang),
        _ => goods.map_or(subject, |name| name.get(lang).to_owned()),
    };
    let text = match action.as_str() {
        "labelled" | "shipped" | "renumbered" => parcel(&text, lang),
        "settings_changed" => changes(lang, &text),
        "part_refunded" | "return_refunded" | "garment_added" | "garment_changed" => sum(&text, lang),
        "event_replayed" => event_word(&text, lang),
        "orders_exported" => filter(&text, lang),
        "stock_adjusted" => pieces(&text, lang),
        "staff_invited" | "staff_role_changed" => {
            Role::parse(&text).map_or(text, |role| role_word(role, lang).to_owned())
        }
        _ => text,
    };
    let about = [subject, text].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <span class="xs mut">
                <When at=at text=at.text(lang) />
                " · "
                {who.get(lang).to_owned()}
            </span>
            <p>
                {order}
                {action_words(&action, lang)}
                {(!about.is_empty()).then(|| view! { <span class="mut">" · "{about}</span> })}
            </p>
        </li>
    }
}
