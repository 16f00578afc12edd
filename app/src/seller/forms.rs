//! The forms of the desk: plain POSTs that need no script, each carrying the language to answer in.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;

use super::carriers::Carrier;
use crate::services::Services;
use crate::ui::field::{FieldError, TextField, described_by};

/// Whether the reader of this page may do it. What a page leaves out the server refuses, too; a page that is rendered for
/// nobody, as in tests, leaves nothing out.
pub(super) fn may(permission: Permission) -> bool {
    use_context::<Services>().is_none_or(|services| services.staff(permission).is_ok())
}

/// A form that posts to a server function, which says what is wrong with it. It is not there for somebody who may not
/// send it.
#[component]
pub(super) fn Post(
    lang: Lang,
    action: &'static str,
    /// What it asks of whoever sends it; the desk's door asks for nothing.
    #[prop(optional)]
    asks: Option<Permission>,
    /// For buttons that stand elsewhere and name it in their `form` attribute.
    #[prop(optional)]
    id: Option<&'static str>,
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    asks.is_none_or(may).then(|| {
        view! {
            <form method="post" action=action id=id class=class novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                {children.map(|children| children())}
            </form>
        }
    })
}

/// Carrier and tracking number, with what was typed before.
#[component]
pub(super) fn Parcel(
    lang: Lang,
    /// The carriers to choose from.
    offered: Vec<Carrier>,
    carrier: String,
    tracking: String,
    /// How to put the carrier right, if it was refused.
    carrier_error: Option<&'static str>,
    /// The same for the number.
    tracking_error: Option<&'static str>,
) -> impl IntoView {
    let option = |known: Carrier| {
        view! { <option value=known.key selected=known.key == carrier>{known.name(lang)}</option> }
    };
    let options = offered.into_iter().map(option).collect_view();
    view! {
        <div class="pair">
            <div class="field">
                <label for="carrier">{lang.pick("택배사", "Carrier")}</label>
                <select
                    class="in"
                    id="carrier"
                    name="carrier"
                    aria-describedby=described_by("carrier", false, carrier_error.is_some())
                    aria-invalid=carrier_error.map(|_| "true")
                >
                    {options}
                </select>
                {carrier_error.map(|text| view! { <FieldError name="carrier" text /> })}
            </div>
            <TextField
                name="tracking"
                label=lang.pick("송장 번호", "Tracking number")
                value=tracking
                nostrip:error=tracking_error
                hint=lang.pick("띄어쓰기와 줄표는 있어도 돼요", "Spaces and dashes are fine")
                inputmode="numeric"
                class="in num"
            />
        </div>
    }
}
