//! What each letter says, in both languages. The voice is the shop's: short, and what happens next.

mod account;
mod order;
mod returns;

use kernel::{Lang, OrderId, Time};

use crate::{Content, Links, Part, Sheet};

/// The letter that says it, of an order and when it was written, if it is about one. Who sells is the service's to add.
#[must_use]
pub fn sheet(content: &Content, order: Option<(OrderId, Time)>, lang: Lang, links: &dyn Links) -> Sheet {
    let mut sheet = match content {
        Content::Placed { order } => order::placed(order, lang),
        Content::Shipped { order, carrier, tracking } => {
            order::shipped(order, tracking, &links.parcel(carrier, tracking, lang), lang)
        }
        Content::Renumbered { order, carrier, tracking } => {
            order::renumbered(order, tracking, &links.parcel(carrier, tracking, lang), lang)
        }
        Content::CancelAsked { order } => order::cancel_asked(order, lang),
        Content::Cancelled { order, reason, by } => order::cancelled(order, *reason, *by, lang),
        Content::CancelRejected { order } => order::cancel_rejected(order, lang),
        Content::Refunded { order, amount, extra } => order::refunded(order, *amount, *extra, lang),
        Content::PaidByTransfer { order, amount } => order::paid_by_transfer(order, *amount, lang),
        Content::ReturnAsked { order, returned } => returns::asked(order, returned, lang),
        Content::ReturnReceived { order, returned } => returns::received(order, returned, lang),
        Content::ReturnRefunded { order, returned } => returns::refunded(order, returned, lang),
        Content::ReturnRefused { order, returned } => returns::refused(order, returned, lang),
        Content::ResetPassword { link, until } => account::reset_password(link, *until, lang),
        Content::Register { link, until } => account::register(link, *until, lang),
        Content::HasAccount { log_in, reset } => account::has_account(log_in, reset, lang),
        Content::Invitation { link, until, role } => account::invitation(link, *until, role, lang),
    };
    if let Some((order, written)) = order {
        let label = lang.pick("주문 보기", "See the order").to_owned();
        sheet.parts.push(Part::Go { label, link: links.order(order, written, lang) });
    }
    sheet.shop = links.shop(lang);
    sheet
}

/// A letter's beginning. The shop's address is [`sheet`]'s to add.
fn letter(subject: String, title: &str) -> Sheet {
    Sheet { subject, title: title.to_owned(), parts: Vec::new(), shop: String::new(), imprint: Vec::new() }
}

/// What the sum of an order is called.
pub(crate) const fn total_word(lang: Lang) -> &'static str {
    lang.pick("합계", "Total")
}
