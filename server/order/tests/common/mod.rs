//! What every test of the context starts from: an order in each state, reached by the decisions themselves, and
//! words for what a decision says.

use events::{
    CancelReason, Delivery, Event, Line, OrderDetails, PaymentFailure, Recipient, Requester,
};
use kernel::{AttemptId, DraftId, Lang, Money, OrderId, OrderNumber, SessionId, Text, Time, VariantId};
use order::{CompletedBy, Decided, HOLD, Order, Start, StockMove, Verdict, cancel, complete, consume, expire, open, start};
use uuid::Uuid;

/// When the order was opened: 2026-11-23 01:30 in Seoul.
pub const OPENED: Time = Time::from_micros(1_795_365_000_000_000);
pub const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));
pub const DRAFT: DraftId = DraftId(Uuid::from_u128(0xd5af));
pub const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));

/// The order's n-th attempt.
pub fn attempt(n: u32) -> AttemptId {
    AttemptId::nth(ORDER, n)
}

pub fn approved(n: u32) -> Event {
    Event::PaymentApproved { attempt: attempt(n), amount: details().total }
}

pub fn declined(n: u32, failure: PaymentFailure) -> Event {
    Event::PaymentDeclined { attempt: attempt(n), failure }
}

/// Two pieces at 39,000 won.
pub fn line() -> Line {
    let text = |ko: &str, en: &str| Text { ko: ko.to_owned(), en: en.to_owned() };
    Line {
        variant: VariantId(Uuid::from_u128(0x5eed)),
        garment: "linen-shirt".to_owned(),
        name: text("리넨 셔츠", "Linen shirt"),
        dye: "indigo".to_owned(),
        dye_name: text("쪽빛", "Indigo"),
        size: "M".to_owned(),
        quantity: 2,
        unit_price: Money::won(39_000),
    }
}

pub fn details() -> OrderDetails {
    OrderDetails {
        number: OrderNumber::new(OPENED, 7),
        session: BUYER,
        lang: Lang::Ko,
        email: "minji@example.kr".to_owned(),
        lines: vec![line()],
        total: Money::won(78_000),
        delivery: Delivery {
            recipient: Recipient { name: "김민지".to_owned(), phone: "010-1234-5678".to_owned() },
            postcode: "04524".to_owned(),
            address1: "서울 중구 세종대로 110".to_owned(),
            address2: "3층".to_owned(),
            note: String::new(),
        },
        opened_at: OPENED,
    }
}

pub fn opened() -> Order {
    open(ORDER, DRAFT, details()).order
}

/// The order after a click on the pay button.
pub fn paying(before: &Order) -> Order {
    match start(before, before.next_attempt(), OPENED) {
        Start::Go(decided) => decided.order,
        other => panic!("cannot be paid: {other:?}"),
    }
}

/// The order after an event.
pub fn after(before: &Order, event: &Event) -> Order {
    consume(before, event, OPENED).expect("an event that order takes").order
}

/// The order after a command that it allows.
pub fn changed(verdict: Verdict) -> Order {
    match verdict {
        Verdict::Change(decided) => decided.order,
        other => panic!("not allowed: {other:?}"),
    }
}

pub fn cancelled_by_buyer(before: &Order) -> Order {
    changed(cancel(before, CancelReason::ChangedMind, Requester::Buyer, OPENED))
}

/// Every state that an order can stand in, with the ways into it that later decisions can tell apart. `k1` and
/// `k2` are its first and second attempt.
pub fn standings() -> Vec<(&'static str, Order)> {
    let no = |n| declined(n, PaymentFailure::Declined);
    let opened = opened();
    let paying1 = paying(&opened);
    let failed1 = after(&paying1, &no(1));
    let paying2 = paying(&failed1);
    let paid1 = after(&paying1, &approved(1));
    let delivered = after(&paid1, &Event::ShipmentDelivered);
    let pending1 = cancelled_by_buyer(&paying1);
    let requested = cancelled_by_buyer(&paid1);
    vec![
        ("AwaitingPayment", opened.clone()),
        ("AwaitingPayment, k1 failed", failed1.clone()),
        ("Paying(k1)", paying1),
        ("Paying(k2)", paying2.clone()),
        ("Paid by k1", paid1),
        ("Paid by k2", after(&paying2, &approved(2))),
        ("Paid by k1, delivered", delivered.clone()),
        ("CancelPending(k1)", pending1.clone()),
        ("CancelPending(k2)", cancelled_by_buyer(&paying2)),
        ("CancelRequested, paid by k1", requested.clone()),
        ("Cancelled, never paid", cancelled_by_buyer(&opened)),
        ("Cancelled, k1 declined after", after(&pending1, &no(1))),
        ("Cancelled, k1 approved after", after(&pending1, &approved(1))),
        ("Cancelled, k1 goes back", after(&requested, &Event::ShipmentCancelled)),
        ("Expired", changed(expire(&opened, OPENED + HOLD))),
        ("Expired, k1 failed", changed(expire(&failed1, OPENED + HOLD))),
        ("Completed", changed(complete(&delivered, CompletedBy::Buyer, OPENED))),
    ]
}

/// A decision in words: the new state, the events, what the stock does, whether a person is told.
pub fn told(before: &Order, decided: &Decided) -> String {
    let after = &decided.order;
    let mut words: Vec<&str> = Vec::new();
    if after.state != before.state {
        words.push(after.state.name());
    }
    words.extend(decided.events.iter().map(Event::name));
    words.extend(match decided.stock {
        StockMove::None => None,
        StockMove::Hold => Some("hold"),
        StockMove::Sell => Some("sell"),
        StockMove::Release => Some("release"),
        StockMove::Return => Some("return"),
    });
    if after.delivered_at != before.delivered_at {
        words.push("delivery noted");
    }
    words.extend(decided.alerts.iter().map(|_| "alert"));
    if words.is_empty() {
        assert!(decided.is_nothing(before), "a change that no word tells: {decided:?}");
        words.push("-");
    }
    words.join(" + ")
}
