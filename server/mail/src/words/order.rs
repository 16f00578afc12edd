//! Letters about an order.

use events::{CancelReason, Delivery, Line, OrderDetails, Requester};
use kernel::{Lang, Money};

use super::letter;
use crate::{Extra, Good, Part, Sheet, Tracked};

pub(super) fn placed(order: &OrderDetails, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("주문을 받았어요", "We have your order"));
    sheet.say(lang.pick(
        "결제가 끝났어요. 옷을 챙겨 보내고, 떠나면 송장 번호를 알려 드려요.",
        "It is paid. We pack it next, and write again with the tracking number once it leaves.",
    ));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet.parts.push(goods(order, lang));
    sheet.parts.push(Part::Facts(receiver(&order.delivery, lang)));
    sheet.aside(lang.pick(
        "송장을 붙이기 전에는 바로 취소할 수 있어요. 붙인 뒤에는 상자를 찾아야 해서, 늦을 수도 있어요.",
        "Until the label is on, a cancel goes through at once. After that we have to find the box first, \
         and it may be too late.",
    ));
    sheet
}

pub(super) fn shipped(order: &OrderDetails, tracking: &str, parcel: &Tracked, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("옷이 떠났어요", "Your clothes are on their way"));
    sheet.say(lang.pick(
        "택배사에 넘겼어요. 아래 번호로 어디까지 왔는지 볼 수 있어요.",
        "The carrier has them. This number says where they are.",
    ));
    followed(&mut sheet, order, tracking, parcel, lang);
    sheet.parts.push(Part::Facts(receiver(&order.delivery, lang)));
    sheet.parts.push(goods(order, lang));
    sheet.aside(lang.pick(
        "받은 날부터 7일 안에는 이유를 말하지 않고 돌려보낼 수 있어요.",
        "You can send anything back within 7 days of receiving it, without giving a reason.",
    ));
    sheet
}

pub(super) fn renumbered(order: &OrderDetails, tracking: &str, parcel: &Tracked, lang: Lang) -> Sheet {
    let title = lang.pick("송장 번호가 바뀌었어요", "Your tracking number has changed");
    let mut sheet = about(order, title);
    sheet.say(lang.pick(
        "앞서 알려 드린 번호가 잘못되어 있었어요. 이제 아래 번호로 어디까지 왔는지 볼 수 있어요.",
        "The number we gave you was wrong. This one says where your clothes are.",
    ));
    followed(&mut sheet, order, tracking, parcel, lang);
    sheet.aside(lang.pick("옷은 그대로 가고 있어요.", "The parcel itself is on its way as before."));
    sheet
}

/// The order's and the parcel's numbers, and the carrier's page about it.
fn followed(sheet: &mut Sheet, order: &OrderDetails, tracking: &str, parcel: &Tracked, lang: Lang) {
    let carried = vec![
        (lang.pick("택배사", "Carrier").to_owned(), parcel.carrier.clone()),
        (lang.pick("송장 번호", "Tracking number").to_owned(), tracking.to_owned()),
    ];
    sheet.parts.push(numbered(order, lang, carried));
    if let Some(link) = parcel.link.clone() {
        sheet
            .parts
            .push(Part::Go { label: lang.pick("배송 조회", "Follow the parcel").to_owned(), link });
    }
}

pub(super) fn cancel_asked(order: &OrderDetails, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("취소 요청을 받았어요", "We have your request to cancel"));
    sheet.say(lang.pick(
        "이미 송장을 붙인 뒤라 상자를 찾고 있어요. 찾으면 주문을 취소하고 결제한 돈을 돌려드려요. \
         벌써 떠났으면 그렇게 알려 드려요.",
        "The label is already on, so we are looking for the box. If we find it, the order is cancelled and your \
         money goes back. If it has left, we tell you so.",
    ));
    sheet.aside(lang.pick("지금은 하실 일이 없어요.", "There is nothing you need to do."));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet
}

pub(super) fn cancelled(order: &OrderDetails, reason: CancelReason, by: Requester, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("주문을 취소했어요", "Your order is cancelled"));
    sheet.say(why_cancelled(reason, by, lang));
    sheet.say(lang.pick(
        "결제한 돈은 결제하신 방법으로 돌려드려요. 끝나면 다시 알려 드려요.",
        "Your money goes back the way you paid. We write again once it has.",
    ));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet.parts.push(goods(order, lang));
    sheet
}

/// Who cancelled, and why, as far as that is the buyer's to read.
const fn why_cancelled(reason: CancelReason, by: Requester, lang: Lang) -> &'static str {
    match (by, reason) {
        (Requester::Seller, CancelReason::SoldOut) => lang.pick(
            "옷이 다 팔려서 보내지 못하게 됐어요.",
            "The last piece was gone before we could send it to you.",
        ),
        (Requester::Seller, CancelReason::Mistake) => lang.pick(
            "값이나 설명에 틀린 것이 있어서 보내지 못하게 됐어요.",
            "There was a mistake in the price or the description, so we cannot send it.",
        ),
        (Requester::Seller, CancelReason::Asked) => {
            lang.pick("말씀하신 대로 취소했어요.", "We cancelled it as you asked.")
        }
        (
            Requester::Seller,
            CancelReason::Unsaid
            | CancelReason::ChangedMind
            | CancelReason::WrongChoice
            | CancelReason::TooSlow,
        ) => lang.pick("가게에서 취소했어요.", "The shop cancelled it."),
        (
            Requester::Buyer,
            CancelReason::Unsaid
            | CancelReason::ChangedMind
            | CancelReason::WrongChoice
            | CancelReason::TooSlow
            | CancelReason::SoldOut
            | CancelReason::Asked
            | CancelReason::Mistake,
        ) => lang.pick("요청하신 대로 취소했어요.", "It is cancelled, as you asked."),
    }
}

pub(super) fn cancel_rejected(order: &OrderDetails, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("취소하지 못했어요", "It could not be cancelled"));
    sheet.say(lang.pick(
        "상자가 이미 떠났어요. 받은 날부터 7일 안에 돌려보내면 돈을 돌려드려요.",
        "The box had already left. Send it back within 7 days of receiving it and your money goes back.",
    ));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet
}

pub(super) fn refunded(order: &OrderDetails, amount: Money, extra: Extra, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("돈을 돌려드렸어요", "Your money is on its way back"));
    let sum = amount.text(lang);
    sheet.say(&match (lang, extra) {
        (Lang::Ko, Extra::No) => format!("{sum}을 결제하신 방법으로 돌려드렸어요."),
        (Lang::En, Extra::No) => format!("We sent {sum} back the way you paid."),
        (Lang::Ko, Extra::BesideTheOrder) => {
            format!("주문과 맞지 않게 더 결제된 {sum}을 결제하신 방법으로 돌려드렸어요. 주문은 그대로예요.")
        }
        (Lang::En, Extra::BesideTheOrder) => {
            format!(
                "{sum} was charged beside your order; we sent it back the way you paid. The order stands."
            )
        }
    });
    sheet.aside(lang.pick(
        "카드사에 따라 며칠 뒤에 보일 수 있어요.",
        "Depending on your card it may take some days to show.",
    ));
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet
}

pub(super) fn paid_by_transfer(order: &OrderDetails, amount: Money, lang: Lang) -> Sheet {
    let mut sheet = about(order, lang.pick("계좌로 돌려드렸어요", "Paid back to your account"));
    let sum = amount.text(lang);
    sheet.say(&match lang {
        Lang::Ko => format!("{sum}을 계좌이체로 돌려드렸어요. 결제하신 방법으로는 돌려드릴 수 없었어요."),
        Lang::En => format!("We paid {sum} back by bank transfer; it could not go back the way you paid."),
    });
    sheet.parts.push(numbered(order, lang, vec![]));
    sheet
}

/// A letter about an order: its number is in the subject.
pub(super) fn about(order: &OrderDetails, title: &str) -> Sheet {
    letter(format!("{title} · {}", order.number), title)
}

impl Sheet {
    pub(super) fn say(&mut self, text: &str) {
        self.parts.push(Part::Say(text.to_owned()));
    }

    pub(super) fn aside(&mut self, text: &str) {
        self.parts.push(Part::Aside(text.to_owned()));
    }
}

/// The order's number and more facts.
pub(super) fn numbered(order: &OrderDetails, lang: Lang, more: Vec<(String, String)>) -> Part {
    let number = (lang.pick("주문 번호", "Order number").to_owned(), order.number.to_string());
    Part::Facts([number].into_iter().chain(more).collect())
}

fn receiver(delivery: &Delivery, lang: Lang) -> Vec<(String, String)> {
    let Delivery { recipient, postcode, note, .. } = delivery;
    let mut facts = vec![
        (lang.pick("받는 분", "Recipient").to_owned(), recipient.name.clone()),
        (lang.pick("받는 곳", "Address").to_owned(), format!("({postcode}) {}", delivery.address())),
    ];
    if !note.is_empty() {
        facts.push((lang.pick("부탁한 말", "Note").to_owned(), note.clone()));
    }
    facts
}

fn goods(order: &OrderDetails, lang: Lang) -> Part {
    let goods = order.lines.iter().map(|line| good(line, lang)).collect();
    let fee = order.delivery_fee;
    let delivery = (lang.pick("배송비", "Delivery").to_owned(), fee);
    let beside = if fee.amount == 0 { Vec::new() } else { vec![delivery] };
    Part::Goods { goods, beside, total: order.total }
}

pub(super) fn good(line: &Line, lang: Lang) -> Good {
    let Line { name, dye_name, size, quantity, unit_price, .. } = line;
    // A garment of one size keeps it as `F`.
    let size = if size == "F" { lang.pick("한 가지", "One size") } else { size };
    let which = match lang {
        Lang::Ko => format!("{} · {size} · {quantity}벌", dye_name.get(lang)),
        Lang::En => format!("{} · {size} · {quantity}", dye_name.get(lang)),
    };
    // The order's own sum was checked when it was placed.
    let amount = unit_price.times(*quantity).unwrap_or(*unit_price);
    Good { name: name.get(lang).to_owned(), which, amount }
}
