//! What is printed: packing slips, address labels, the pick list. Each is a page with an address, for the chosen orders
//! or for all that wait to be packed.

pub mod api;
mod label;
mod pick;
mod pick_page;
mod slip;

pub use label::LabelsPage;
pub use pick_page::PickPage;
pub use slip::SlipsPage;

use kernel::Lang;
use leptos::prelude::*;

use super::frame::DeskFrame;
use api::PaperView;

/// The frame of a page that is printed: what only the screen shows stands above it.
#[component]
fn PaperFrame(
    lang: Lang,
    path: String,
    heading: &'static str,
    /// How it comes out of the printer.
    hint: &'static str,
    view: PaperView,
    children: Children,
) -> impl IntoView {
    let PaperView { orders, left_out, more, .. } = view;
    let left = (!left_out.is_empty()).then(|| {
        let numbers = left_out.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let words =
            lang.pick("보내면 안 되는 주문이라 뺐어요: ", "Left out, because they are not to be sent: ");
        view! { <p class="sum tell mt4">{words}{numbers}</p> }
    });
    let first = more.then(|| {
        let words = lang.pick(
            "먼저 들어온 100건이에요. 이것을 처리하면 나머지가 나와요.",
            "These are the first hundred. The rest follows once they are done.",
        );
        view! { <p class="sum tell mt4">{words}</p> }
    });
    let none = orders.is_empty().then(|| {
        view! { <p class="mt5">{lang.pick("인쇄할 주문이 없어요.", "There is nothing to print.")}</p> }
    });
    view! {
        <DeskFrame lang path>
            <div class="no-print mb6">
                <div class="row apart base">
                    <h1>{heading}</h1>
                    <a class="link" href=lang.path("/seller")>{lang.pick("보낼 옷으로", "Back to the orders")}</a>
                </div>
                <p class="hint">{hint}</p>
                {left}
                {first}
                {none}
            </div>
            {children()}
        </DeskFrame>
    }
}
