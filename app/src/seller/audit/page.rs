//! The audit whole: every action of everybody at the desk, to be looked through by person, action and order.

use events::Action;
use kernel::{Lang, Text};
use leptos::prelude::*;
use leptos_meta::Title;

use super::Lines;
use super::api::{AuditPageView, Typed};
use super::words::action_words;
use crate::seller::frame::DeskFrame;
use crate::seller::pages::Pages;
use crate::seller::tab::encode;
use crate::ui::field::{ErrorSummary, TextField};
use crate::ui::frame::{error_title, title};

/// The page.
#[component]
pub fn AuditPage(lang: Lang, view: AuditPageView) -> impl IntoView {
    let AuditPageView { entries, people, typed, bad_number, next } = view;
    let heading = lang.pick("가게가 한 일", "What the shop did");
    let remedy = lang.pick("주문번호를 261123-ABCDE처럼 적어 주세요", "Write the number like 261123-ABCDE");
    let error = bad_number.then_some(remedy);
    let titled = if bad_number { error_title(lang, heading) } else { title(lang, heading) };
    let next = next.map(|id| lang.path(&path(&typed, Some(id))));
    let here = path(&typed, None);
    let body = if entries.is_empty() {
        let none = lang.pick("그런 기록이 없어요.", "No such entry.");
        view! { <p class="mut mt5">{(!bad_number).then_some(none)}</p> }.into_any()
    } else {
        view! { <div class="mt5"><Lines lang entries /></div> }.into_any()
    };
    view! {
        <Title text=titled />
        <DeskFrame lang path=here>
            <h1 class="mb5">{heading}</h1>
            {error.map(|error| view! { <div class="mb5"><ErrorSummary lang errors=vec![("order", error)] /></div> })}
            <Search lang typed people error />
            {body}
            <Pages lang previous=None next />
        </DeskFrame>
    }
}

/// The page's address: what was typed, and where it starts.
fn path(typed: &Typed, before: Option<i64>) -> String {
    let before = before.map(|id| id.to_string()).unwrap_or_default();
    let fields =
        [("who", &typed.who), ("action", &typed.action), ("order", &typed.order), ("before", &before)];
    let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let query = given.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&");
    if query.is_empty() { "/seller/audit".to_owned() } else { format!("/seller/audit?{query}") }
}

#[component]
fn Search(
    lang: Lang,
    typed: Typed,
    people: Vec<(String, Text)>,
    error: Option<&'static str>,
) -> impl IntoView {
    let Typed { who, action, order } = typed;
    let all = lang.pick("모두", "All");
    let people = people.into_iter().map(|(each, name)| {
        let (chosen, name) = (each == who, name.get(lang).to_owned());
        view! { <option value=each selected=chosen>{name}</option> }
    });
    let actions = Action::ALL.into_iter().map(|each| {
        let key = each.as_str();
        view! { <option value=key selected=key == action>{action_words(key, lang)}</option> }
    });
    view! {
        <form class="lookup" method="get" action=lang.path("/seller/audit") role="search">
            <div class="field">
                <label for="who">{lang.pick("누가", "Who")}</label>
                <select class="in" id="who" name="who">
                    <option value="">{all}</option>
                    {people.collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="action">{lang.pick("무엇을", "What")}</label>
                <select class="in" id="action" name="action">
                    <option value="">{all}</option>
                    {actions.collect_view()}
                </select>
            </div>
            <TextField name="order" label=lang.pick("주문번호", "Order number") value=order nostrip:error=error />
            <button class="btn">{lang.pick("찾기", "Find")}</button>
        </form>
    }
}
