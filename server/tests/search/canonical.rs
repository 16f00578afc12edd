//! What the search leaves out of its rows decides nothing that it looks at: a row that has it is answered as one that
//! has not.

use events::{CancelReason, Event, PaymentFailure};
use kernel::time::minutes;
use order::{Order, PayReply};
use payment::{Attempt, AttemptState};
use uuid::Uuid;

use crate::asks::{Heard, OrderAsk, Said};
use crate::bounds::{AFTER_PAGE, TWO_AND_SURPRISES};
use crate::laws::Laws;
use crate::rows::{NOW, attempt};
use crate::search::search;
use crate::state::{Bounds, Page};

const FAILURES: [PaymentFailure; 4] =
    [PaymentFailure::Declined, PaymentFailure::NotSent, PaymentFailure::Busy, PaymentFailure::Abandoned];
const HEARD: [Heard; 8] = [
    Heard::Captured,
    Heard::Declined,
    Heard::Closed,
    Heard::GivenUp,
    Heard::NotSent,
    Heard::NotPrepared,
    Heard::ActionNeeded,
    Heard::Unknown,
];

/// The rows that a search met.
fn met(bounds: Bounds) -> Laws {
    let mut page = Page::new(bounds);
    search(&mut page, usize::MAX);
    page.laws
}

/// An order as it could be as well, at the same place.
fn likes(order: &Order) -> [Order; 3] {
    let order = order.clone();
    [
        Order { version: 7, since: NOW - minutes(3), held_until: NOW + minutes(9), ..order.clone() },
        Order { busy_extended: true, last_failure: Some(PaymentFailure::Busy), ..order.clone() },
        Order { cancel_reason: Some(CancelReason::TooSlow), ..order },
    ]
}

#[test]
fn an_order_is_moved_alike_whatever_its_reasons_and_moments_are() {
    let mut laws = met(TWO_AND_SURPRISES);
    let orders: Vec<Order> = laws.orders.all().cloned().collect();
    let events: Vec<Event> = laws.events.all().cloned().collect();
    let events = events.into_iter().map(|event| OrderAsk::Event(laws.events.number(event)));
    let asks = [OrderAsk::Cancel, OrderAsk::Expire, OrderAsk::Complete].into_iter().chain(events);
    let of_attempts = (1..=2).flat_map(|k| {
        [OrderAsk::Pay(k), OrderAsk::Reply(k, Said::Approved), OrderAsk::Reply(k, Said::Declined)]
    });
    let asks: Vec<OrderAsk> = asks.chain(of_attempts).collect();
    assert!(orders.len() > 20 && asks.len() > 15, "{} orders, {} asks", orders.len(), asks.len());
    for order in &orders {
        for ask in &asks {
            let says = laws.ask_order(order, *ask);
            for like in likes(order) {
                assert_eq!(laws.ask_order(&like, *ask), says, "{ask:?} of {order:?}");
            }
        }
    }
}

#[test]
fn an_order_is_moved_alike_by_every_kind_of_failure() {
    let mut laws = met(TWO_AND_SURPRISES);
    let orders: Vec<Order> = laws.orders.all().cloned().collect();
    for order in &orders {
        for k in [1, 2] {
            let declined = order::answered(order, attempt(k), &Said::Declined.reply(), NOW);
            let moved = laws.order_change(declined);
            let busy = [PayReply::Busy { retry_after: 30 }];
            let replies = busy.into_iter().chain(FAILURES.map(|failure| PayReply::Declined { failure }));
            for reply in replies {
                let change = laws.order_change(order::answered(order, attempt(k), &reply, NOW));
                assert_eq!(change, moved, "{reply:?} to {order:?}");
            }
            for failure in FAILURES {
                let event = Event::PaymentDeclined { attempt: attempt(k), failure };
                let decided = order::consume(order, &event, NOW).expect("order takes it");
                assert_eq!(laws.order_change(decided), moved, "{event:?} in {order:?}");
            }
        }
    }
}

#[test]
fn an_attempt_is_moved_alike_whatever_its_reasons_and_moments_are() {
    for bounds in [TWO_AND_SURPRISES, AFTER_PAGE] {
        let mut laws = met(bounds);
        let attempts: Vec<Attempt> = laws.attempts.all().cloned().collect();
        assert!(attempts.len() > 8, "{} attempts", attempts.len());
        attempts.into_iter().for_each(|row| is_moved_as_its_likes(&mut laws, &row));
    }
}

fn is_moved_as_its_likes(laws: &mut Laws, row: &Attempt) {
    let was_sent = row.state == AttemptState::Sent;
    let token = if was_sent { row.token } else { Uuid::from_u128(9) };
    let likes = FAILURES.map(|failure| Attempt {
        version: 7,
        token,
        failure: row.failure.map(|_| failure),
        code: Some("expired_card".to_owned()),
        sent_at: NOW - minutes(3),
        ..row.clone()
    });
    for like in likes {
        for heard in HEARD {
            let moved = laws.attempt_change(payment::answer(row, &heard.answer(), NOW));
            let change = laws.attempt_change(payment::answer(&like, &heard.answer(), NOW));
            assert_eq!(change, moved, "{heard:?} of {like:?}");
        }
        assert_eq!(laws.said(&like), laws.said(row), "{like:?}");
        // A token decides nothing once the payment has its name.
        let charged = Attempt { token: row.token, ..like.clone() }.charged(NOW);
        let charged = charged.map(|charged| laws.attempts.number(charged));
        assert_eq!(charged, laws.charged_row(row), "{like:?}");
    }
}
