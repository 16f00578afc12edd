//! An order that was never placed, at the desk: nothing of it but the money that needs a person.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::audit::Audit;
use super::frame::DeskFrame;
use super::notice::Notice;
use super::payments::{Payments, leading};
use super::view::UnplacedView;

/// The page.
#[component]
pub fn UnplacedPage(lang: Lang, view: UnplacedView) -> impl IntoView {
    let UnplacedView { order, number, total, payments, audit, notice, typed } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let notice = leading(notice, &payments, &[], &typed);
    let name = format!("{} {number}", lang.pick("주문", "Order"));
    let path = format!("/seller/orders/{order}");
    view! {
        <Title text=Notice::title(notice, &name, lang) />
        <DeskFrame lang path>
            <p class="sm mut num">
                <a class="crumb" href=lang.path("/seller/events")>
                    {lang.pick("복구", "Recovery")}
                </a>
                " · "
                {name}
            </p>
            <div class="mt4 mb7 state">
                <h1>{lang.pick("아직 주문이 아니에요", "Not an order yet")}</h1>
                <p>
                    {lang
                        .pick(
                            "결제가 끝나지 않은 주문이라 보낼 것은 없어요. 사람이 봐야 할 돈만 여기에 보여요.",
                            "It has not been paid, so there is nothing to send. Only its money is shown, because somebody has to look at it.",
                        )}
                    " "
                    <span class="num">{total.text(lang)}</span>
                </p>
            </div>
            {notice.map(|notice| notice.view(lang))}
            <Payments lang order=order.to_string() payments typed notice />
            <Audit lang entries=audit />
        </DeskFrame>
    }
}
