//! The states of an order as a matrix has them, and the words in which it says what a decision does.

use events::{Event, PaymentFailure};
use order::{CompletedBy, Decided, HOLD, Order, StockMove, Verdict, complete, expire};

use crate::common::{OPENED, after, approved, cancelled_by_buyer, declined, opened, paying};

/// The order after a command that it allows.
pub fn changed(verdict: Verdict) -> Order {
    match verdict {
        Verdict::Change(decided) => decided.order,
        other => panic!("not allowed: {other:?}"),
    }
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
        StockMove::WriteOff => Some("write off"),
        StockMove::TakeBack(_) => Some("take back"),
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

/// What a verdict says, in words.
pub fn verdict(before: &Order, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Change(decided) => told(before, decided),
        Verdict::Already => "already".to_owned(),
        Verdict::Conflict => "conflict".to_owned(),
    }
}

/// Compares a matrix, one row per standing, with what the decisions say, and shows every cell that differs.
pub fn assert_matrix<const N: usize>(
    columns: [&str; N],
    expected: &[(&str, [&str; N])],
    decide: impl Fn(&Order) -> [String; N],
) {
    let standings = standings();
    let names: Vec<&str> = standings.iter().map(|(name, _)| *name).collect();
    let rows: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows, names, "the matrix has a row for every standing");
    let mut wrong = Vec::new();
    for ((name, order), (_, row)) in standings.iter().zip(expected) {
        for ((column, says), should) in columns.iter().zip(decide(order)).zip(row) {
            if says != *should {
                wrong.push(format!("{name} / {column}: is \"{says}\", should be \"{should}\""));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
