//! The documents of checkout.

mod form;
mod pay;
mod remedy;
mod waiting;

use kernel::Lang;
use leptos::prelude::*;

pub use form::CheckoutPage;
pub use pay::PayPage;

/// Where in the three steps of ordering the page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Form,
    Pay,
}

#[component]
fn Steps(lang: Lang, now: Step) -> impl IntoView {
    let current = |step: Step| (step == now).then_some("step");
    view! {
        <ol class="steps" aria-label=lang.pick("주문 순서", "Steps")>
            <li>{lang.pick("옷 고르기", "Choose")}</li>
            <li aria-current=current(Step::Form)>{lang.pick("주문서", "Order form")}</li>
            <li aria-current=current(Step::Pay)>{lang.pick("결제", "Payment")}</li>
        </ol>
    }
}
