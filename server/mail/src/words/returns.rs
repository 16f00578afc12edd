//! Letters about what a buyer sends back.

use events::{Deduction, DeductionReason, OrderDetails, Return};
use kernel::{Lang, Money};

use super::order::{about, good, numbered};
use crate::{Part, Sheet};

pub(super) fn asked(order: &OrderDetails, returned: &Return, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("반품 요청을 받았어요", "We have your request to return"));
    sheet.say(lang.pick(
        "아래 옷을 가게로 보내 주세요. 보낼 곳은 주문 화면에 있어요. 닿으면 바로 알려 드리고, 3영업일 안에 돈을 돌려드려요.",
        "Please send these back to the shop; the order’s page says where to. We write once they are here, and your money \
         goes back within 3 business days of that.",
    ));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet.parts.push(goods(order, returned, lang));
    sheet.aside(lang.pick(
        "마음이 바뀌면 보내기 전에 주문 화면에서 반품을 그만둘 수 있어요.",
        "If you change your mind, you can withdraw the return on the order’s page before you send it.",
    ));
    sheet
}

pub(super) fn received(order: &OrderDetails, returned: &Return, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("돌려보낸 옷을 받았어요", "What you sent back is here"));
    sheet.say(&match (lang, returned.due) {
        (Lang::Ko, Some(due)) => format!("옷을 살펴보고 {}까지 돈을 돌려드려요.", due.day_text(lang)),
        (Lang::En, Some(due)) => {
            format!("We look it over, and your money goes back by {}.", due.day_text(lang))
        }
        (Lang::Ko, None) => "옷을 살펴보고 돈을 돌려드려요.".to_owned(),
        (Lang::En, None) => "We look it over, and your money goes back.".to_owned(),
    });
    sheet.aside(lang.pick("지금은 하실 일이 없어요.", "There is nothing you need to do."));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet.parts.push(goods(order, returned, lang));
    sheet
}

pub(super) fn refunded(order: &OrderDetails, returned: &Return, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("반품을 마쳤어요", "Your return is accepted"));
    let settled = returned.settled.as_ref();
    let back = settled.map_or(Money::won(0), |settled| settled.amount);
    sheet.say(&going_back(back, lang));
    if let Some(Deduction { amount, reason }) = settled.and_then(|settled| settled.deduction) {
        sheet.say(&taken_off(amount, reason, lang));
    }
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet.parts.push(goods(order, returned, lang));
    sheet
}

/// What goes back. After a deduction it may be nothing.
fn going_back(back: Money, lang: Lang) -> String {
    let sum = back.text(lang);
    match (lang, back.amount) {
        (Lang::Ko, 0) => "돌려드릴 돈은 남지 않았어요.".to_owned(),
        (Lang::En, 0) => "Nothing is left to go back.".to_owned(),
        (Lang::Ko, _) => format!("{sum}을 결제하신 방법으로 돌려드려요. 끝나면 다시 알려 드려요."),
        (Lang::En, _) => format!("{sum} goes back the way you paid. We write again once it has."),
    }
}

fn taken_off(off: Money, reason: DeductionReason, lang: Lang) -> String {
    let sum = off.text(lang);
    match (lang, reason) {
        (Lang::Ko, DeductionReason::Postage) => format!("돌려보내는 배송비 {sum}을 뺐어요."),
        (Lang::En, DeductionReason::Postage) => format!("{sum} was taken off: the cost of sending it back."),
        (Lang::Ko, DeductionReason::Worn) => format!("입은 흔적이 있어 {sum}을 뺐어요."),
        (Lang::En, DeductionReason::Worn) => format!("{sum} was taken off for signs of wear."),
    }
}

/// The shop says why in its own words, which are in whatever language it wrote them.
pub(super) fn refused(order: &OrderDetails, returned: &Return, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("반품을 받지 못했어요", "We could not accept your return"));
    sheet.say(lang.pick(
        "이 반품은 받지 못했어요. 돈은 돌려드리지 않고, 옷은 그대로 받으신 분 것이에요.",
        "We could not accept this return: no money goes back, and the clothes stay yours.",
    ));
    let why = returned.refused.clone().unwrap_or_default();
    let why = vec![(lang.pick("이유", "Reason").to_owned(), why)];
    sheet.parts.push(numbered(order, lang, why));
    sheet.parts.push(goods(order, returned, lang));
    sheet.aside(lang.pick(
        "다르게 생각하시면 아래 연락처로 말씀해 주세요.",
        "If you see it differently, please write to us at the address below.",
    ));
    sheet
}

/// What is sent back: names, and which of them how often.
fn goods(order: &OrderDetails, returned: &Return, lang: Lang) -> Part {
    let lines = returned.lines.iter().filter_map(|back| {
        let line = order.lines.get(usize::try_from(back.line).ok()?)?;
        let good = good(&events::Line { quantity: back.quantity, ..line.clone() }, lang);
        Some((good.name, good.which))
    });
    Part::Facts(lines.collect())
}
