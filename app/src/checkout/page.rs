//! The documents of checkout.

mod consent;
mod form;
mod pay;
mod remedy;
mod waiting;

use kernel::{Lang, Money};
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::Line;
use crate::kept;
use crate::ui::frame::{error_title, title};
use crate::ui::line::Summary;

pub use form::{CheckoutPage, RecipientFields, refused_fields};
pub use pay::PayPage;

/// Where in the three steps of ordering the page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Form,
    Pay,
}

impl Step {
    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Form => lang.pick("주문서", "Order form"),
            Self::Pay => lang.pick("결제", "Payment"),
        }
    }

    /// The id of the form that the step's button sends.
    const fn form(self) -> &'static str {
        match self {
            Self::Form => kept::ORDER.id,
            Self::Pay => "pay",
        }
    }

    const fn total_label(self, lang: Lang) -> &'static str {
        match self {
            Self::Form => lang.pick("합계", "Total"),
            Self::Pay => lang.pick("결제할 금액", "To pay"),
        }
    }
}

/// A step's page: what it asks, and beside it what is being ordered with the button that ends the step.
#[component]
fn StepPage(
    lang: Lang,
    step: Step,
    /// Whether something was refused: the title says so.
    wrong: bool,
    lines: Vec<Line>,
    total: Money,
    /// The button's words.
    button: String,
    /// What stands under the button.
    hint: AnyView,
    /// The form and what was refused of it.
    children: Children,
) -> impl IntoView {
    let name = step.name(lang);
    let title = if wrong { error_title(lang, name) } else { title(lang, name) };
    view! {
        <Title text=title />
        <div class="wrap page">
            <Steps lang now=step />
            <h1 class="mt3 mb6">{name}</h1>
            <div class="two">
                {children()}
                <Summary
                    lang
                    heading=lang.pick("주문할 옷", "Your order")
                    total_label=step.total_label(lang)
                    lines
                    total
                >
                    <button class="btn wide mt5" form=step.form()>
                        {button}
                    </button>
                    <p class="mt3 hint">{hint}</p>
                </Summary>
            </div>
        </div>
    }
}

#[component]
fn Steps(lang: Lang, now: Step) -> impl IntoView {
    let current = |step: Step| (step == now).then_some("step");
    view! {
        <ol class="steps" aria-label=lang.pick("주문 순서", "Steps")>
            <li>{lang.pick("옷 고르기", "Choose")}</li>
            <li aria-current=current(Step::Form)>{Step::Form.name(lang)}</li>
            <li aria-current=current(Step::Pay)>{Step::Pay.name(lang)}</li>
        </ol>
    }
}
