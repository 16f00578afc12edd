//! The order table and order's rows of the consumer table (the domain page), each as a matrix that can be held
//! beside it: every state meets every command, event and reply. `-` is nothing at all.

mod common;
#[path = "common/matrix.rs"]
mod matrix;

use common::{OPENED, after, approved, attempt, cancelled_by_buyer, declined, details, opened, paying};
use events::{CancelReason, Event, PaymentFailure, RefundReason, Requester};
use kernel::time::{days, minutes};
use kernel::{Money, RefundId, Time};
use matrix::{assert_matrix, standings, told, verdict};
use order::{
    Attempts, COMPLETES_AFTER, CompletedBy, HOLD, Order, PayReply, Start, State, StockMove, Verdict,
    answered, cancel, complete, consume, expire, start,
};

fn started(before: &Order, start: &Start) -> String {
    match start {
        Start::Go(decided) => told(before, decided),
        Start::Again(_) => "ask again".to_owned(),
        Start::Standing => "standing".to_owned(),
        Start::HoldOver => "hold over".to_owned(),
    }
}

/// After the last hold of every standing.
const MUCH_LATER: Time = Time::from_micros(OPENED.micros() + 3_600_000_000);

#[test]
fn a_click_on_pay_starts_an_attempt_only_while_the_order_awaits_payment_and_its_hold_lasts() {
    const GO: &str = "paying + OrderPaymentStarted";
    assert_matrix(
        ["k1", "k2", "k1, hold over", "k2, hold over"],
        &[
            ("AwaitingPayment", [GO, "standing", "hold over", "standing"]),
            ("AwaitingPayment, k1 failed", ["standing", GO, "standing", "hold over"]),
            ("Paying(k1)", ["ask again", "standing", "ask again", "standing"]),
            ("Paying(k2)", ["standing", "ask again", "standing", "ask again"]),
            ("Paid by k1", ["standing", "standing", "standing", "standing"]),
            ("Paid by k2", ["standing", "standing", "standing", "standing"]),
            ("Paid by k1, delivered", ["standing", "standing", "standing", "standing"]),
            ("CancelPending(k1)", ["standing", "standing", "standing", "standing"]),
            ("CancelPending(k2)", ["standing", "standing", "standing", "standing"]),
            ("CancelRequested, paid by k1", ["standing", "standing", "standing", "standing"]),
            ("Cancelled, never paid", ["standing", "standing", "standing", "standing"]),
            ("Cancelled, k1 declined after", ["standing", "standing", "standing", "standing"]),
            ("Cancelled, k1 approved after", ["standing", "standing", "standing", "standing"]),
            ("Cancelled, k1 goes back", ["standing", "standing", "standing", "standing"]),
            ("Expired", ["hold over", "hold over", "hold over", "hold over"]),
            ("Expired, k1 failed", ["hold over", "hold over", "hold over", "hold over"]),
            ("Completed", ["standing", "standing", "standing", "standing"]),
        ],
        |order| {
            [(1, OPENED), (2, OPENED), (1, MUCH_LATER), (2, MUCH_LATER)]
                .map(|(n, now)| started(order, &start(order, attempt(n), now)))
        },
    );
}

#[test]
fn a_cancel_the_clock_and_a_confirmation_do_what_the_order_table_says_and_nothing_else() {
    const FREE: &str = "cancelled + OrderCancelled + release";
    const STOP: &str = "cancel_requested + OrderCancelRequested";
    const OVER: &str = "expired + OrderExpired + release";
    const DONE: &str = "completed + OrderCompleted";
    const NO: &str = "conflict";
    assert_matrix(
        ["cancel", "clock in the hold", "clock after it", "buyer confirms", "clock, 8 days after delivery"],
        &[
            ("AwaitingPayment", [FREE, NO, OVER, NO, NO]),
            ("AwaitingPayment, k1 failed", [FREE, NO, OVER, NO, NO]),
            ("Paying(k1)", ["cancel_pending + OrderCancelPending", NO, NO, NO, NO]),
            ("Paying(k2)", ["cancel_pending + OrderCancelPending", NO, NO, NO, NO]),
            ("Paid by k1", [STOP, NO, NO, NO, NO]),
            ("Paid by k2", [STOP, NO, NO, NO, NO]),
            ("Paid by k1, delivered", [STOP, NO, NO, DONE, DONE]),
            ("CancelPending(k1)", ["already", NO, NO, NO, NO]),
            ("CancelPending(k2)", ["already", NO, NO, NO, NO]),
            ("CancelRequested, paid by k1", ["already", NO, NO, NO, NO]),
            ("Cancelled, never paid", ["already", NO, NO, NO, NO]),
            ("Cancelled, k1 declined after", ["already", NO, NO, NO, NO]),
            ("Cancelled, k1 approved after", ["already", NO, NO, NO, NO]),
            ("Cancelled, k1 goes back", ["already", NO, NO, NO, NO]),
            ("Expired", [NO, "already", "already", NO, NO]),
            ("Expired, k1 failed", [NO, "already", "already", NO, NO]),
            ("Completed", [NO, NO, NO, "already", "already"]),
        ],
        |order| {
            [
                verdict(order, &cancel(order, CancelReason::TooSlow, Requester::Buyer, OPENED)),
                verdict(order, &expire(order, OPENED)),
                verdict(order, &expire(order, MUCH_LATER)),
                verdict(order, &complete(order, CompletedBy::Buyer, OPENED)),
                verdict(order, &complete(order, CompletedBy::Clock, OPENED + COMPLETES_AFTER)),
            ]
        },
    );
}

#[test]
fn the_answers_of_payment_do_what_the_consumer_table_says_in_every_state() {
    const PAID: &str = "paid + OrderPlaced + sell";
    const BACK: &str = "OrderRefundDue + alert";
    const FAILED: &str = "awaiting_payment + OrderPaymentFailed";
    const FREE: &str = "cancelled + OrderCancelled + release";
    const FREE_AND_BACK: &str = "cancelled + OrderCancelled + OrderRefundDue + release";
    assert_matrix(
        ["PaymentApproved(k1)", "PaymentApproved(k2)", "PaymentDeclined(k1)", "PaymentDeclined(k2)"],
        &[
            ("AwaitingPayment", [BACK, BACK, "-", "-"]),
            ("AwaitingPayment, k1 failed", [BACK, BACK, "-", "-"]),
            ("Paying(k1)", [PAID, BACK, FAILED, "-"]),
            ("Paying(k2)", [BACK, PAID, "-", FAILED]),
            ("Paid by k1", ["-", BACK, "-", "-"]),
            ("Paid by k2", [BACK, "-", "-", "-"]),
            ("Paid by k1, delivered", ["-", BACK, "-", "-"]),
            ("CancelPending(k1)", [FREE_AND_BACK, BACK, FREE, "-"]),
            ("CancelPending(k2)", [BACK, FREE_AND_BACK, "-", FREE]),
            ("CancelRequested, paid by k1", ["-", BACK, "-", "-"]),
            ("Cancelled, never paid", [BACK, BACK, "-", "-"]),
            ("Cancelled, k1 declined after", [BACK, BACK, "-", "-"]),
            ("Cancelled, k1 approved after", ["-", BACK, "-", "-"]),
            ("Cancelled, k1 goes back", ["-", BACK, "-", "-"]),
            ("Expired", [BACK, BACK, "-", "-"]),
            ("Expired, k1 failed", [BACK, BACK, "-", "-"]),
            ("Completed", ["-", BACK, "-", "-"]),
        ],
        |order| {
            let no = |n| declined(n, PaymentFailure::Declined);
            [approved(1), approved(2), no(1), no(2)]
                .map(|event| told(order, &consume(order, &event, OPENED).unwrap()))
        },
    );
}

#[test]
fn the_answers_of_shipping_do_what_the_consumer_table_says_in_every_state() {
    const NOTED: &str = "delivery noted";
    const ODD: &str = "delivery noted + alert";
    assert_matrix(
        ["ShipmentCancelled", "ShipmentStopRejected", "ShipmentDelivered"],
        &[
            ("AwaitingPayment", ["alert", "alert", ODD]),
            ("AwaitingPayment, k1 failed", ["alert", "alert", ODD]),
            ("Paying(k1)", ["alert", "alert", ODD]),
            ("Paying(k2)", ["alert", "alert", ODD]),
            ("Paid by k1", ["alert", "-", NOTED]),
            ("Paid by k2", ["alert", "-", NOTED]),
            ("Paid by k1, delivered", ["alert", "-", "-"]),
            ("CancelPending(k1)", ["alert", "alert", ODD]),
            ("CancelPending(k2)", ["alert", "alert", ODD]),
            (
                "CancelRequested, paid by k1",
                [
                    "cancelled + OrderCancelled + OrderRefundDue + return",
                    "paid + OrderCancelRejected",
                    "paid + OrderCancelRejected + delivery noted",
                ],
            ),
            ("Cancelled, never paid", ["-", "alert", ODD]),
            ("Cancelled, k1 declined after", ["-", "alert", ODD]),
            ("Cancelled, k1 approved after", ["-", "alert", ODD]),
            ("Cancelled, k1 goes back", ["-", "alert", ODD]),
            ("Expired", ["alert", "alert", ODD]),
            ("Expired, k1 failed", ["alert", "alert", ODD]),
            ("Completed", ["alert", "-", "-"]),
        ],
        |order| {
            [Event::ShipmentCancelled, Event::ShipmentStopRejected, Event::ShipmentDelivered]
                .map(|event| told(order, &consume(order, &event, OPENED).unwrap()))
        },
    );
}

#[test]
fn a_reply_does_what_its_event_does_but_decides_no_refund_save_for_an_order_cancelled_meanwhile() {
    const PAID: &str = "paid + OrderPlaced + sell";
    const FAILED: &str = "awaiting_payment + OrderPaymentFailed";
    const FREE: &str = "cancelled + OrderCancelled + release";
    const FREE_AND_BACK: &str = "cancelled + OrderCancelled + OrderRefundDue + release";
    assert_matrix(
        ["approved k1", "approved k2", "declined k1", "busy k1", "busy k2", "action k1", "checking k1"],
        &[
            ("AwaitingPayment", ["-", "-", "-", "-", "-", "-", "-"]),
            ("AwaitingPayment, k1 failed", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Paying(k1)", [PAID, "-", FAILED, FAILED, "-", "-", "-"]),
            ("Paying(k2)", ["-", PAID, "-", "-", FAILED, "-", "-"]),
            ("Paid by k1", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Paid by k2", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Paid by k1, delivered", ["-", "-", "-", "-", "-", "-", "-"]),
            ("CancelPending(k1)", [FREE_AND_BACK, "-", FREE, FREE, "-", "-", "-"]),
            ("CancelPending(k2)", ["-", FREE_AND_BACK, "-", "-", FREE, "-", "-"]),
            ("CancelRequested, paid by k1", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Cancelled, never paid", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Cancelled, k1 declined after", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Cancelled, k1 approved after", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Cancelled, k1 goes back", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Expired", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Expired, k1 failed", ["-", "-", "-", "-", "-", "-", "-"]),
            ("Completed", ["-", "-", "-", "-", "-", "-", "-"]),
        ],
        |order| {
            let (no, busy) = (
                PayReply::Declined { failure: PaymentFailure::Declined },
                PayReply::Busy { retry_after: 30 },
            );
            [
                (1, PayReply::Approved),
                (2, PayReply::Approved),
                (1, no),
                (1, busy.clone()),
                (2, busy),
                (1, PayReply::ActionNeeded { page: "https://pay.example/1".to_owned() }),
                (1, PayReply::Checking),
            ]
            .map(|(n, reply)| told(order, &answered(order, attempt(n), &reply, OPENED)))
        },
    );
}

#[test]
fn order_takes_its_five_events_and_no_other_in_every_state() {
    let (attempt, amount) = (attempt(1), details().total);
    let refund = RefundId::of(attempt, RefundReason::Cancelled.code());
    let others = [
        Event::OrderOpened { details: details(), held_until: OPENED },
        Event::OrderPaymentStarted { attempt },
        Event::OrderExpired,
        Event::OrderPlaced { details: details(), attempt },
        Event::OrderCancelled { placed: true, reason: CancelReason::Unsaid },
        Event::OrderRefundDue { refund, attempt, amount, reason: RefundReason::Cancelled },
        Event::PaymentActionNeeded { attempt, until: OPENED },
        Event::PaymentOutcomeUnknown { attempt },
        Event::PaymentSurplus { attempt, refund, amount },
        Event::PaymentRefunded { refund, attempt, amount },
        Event::ShipmentCreated,
        Event::ShipmentStopAsked,
        Event::ShipmentReopened,
    ];
    for (name, order) in standings() {
        for event in &others {
            assert_eq!(consume(&order, event, OPENED), None, "{} in {name}", event.name());
        }
    }
}

#[test]
fn an_approval_that_is_known_changes_nothing_and_stays_known_whatever_happens_then() {
    let mut known = Vec::new();
    for (name, order) in standings() {
        for n in [1, 2] {
            if !Attempts::of(&order).know(&approved(n)) {
                continue;
            }
            known.push(name);
            assert!(consume(&order, &approved(n), OPENED).unwrap().is_nothing(&order), "{n} in {name}");
            for event in [approved(3 - n), Event::ShipmentCancelled, Event::ShipmentDelivered] {
                let then = consume(&order, &event, OPENED).unwrap().order;
                assert!(Attempts::of(&then).know(&approved(n)), "{n} after {} in {name}", event.name());
            }
            if let Verdict::Change(decided) = cancel(&order, CancelReason::TooSlow, Requester::Buyer, OPENED)
            {
                assert!(Attempts::of(&decided.order).know(&approved(n)), "{n} after a cancel in {name}");
            }
        }
        assert!(!Attempts::of(&order).know(&Event::ShipmentDelivered), "other events in {name}");
    }
    let paid = ["Paid by k1", "Paid by k2", "Completed", "Cancelled, k1 goes back"];
    assert!(paid.iter().all(|name| known.contains(name)), "{known:?}");
}

#[test]
fn an_event_or_reply_that_comes_twice_changes_nothing_the_second_time() {
    let no = |n| declined(n, PaymentFailure::Declined);
    let shipping = [Event::ShipmentCancelled, Event::ShipmentStopRejected, Event::ShipmentDelivered];
    for (name, before) in standings() {
        for event in [approved(1), approved(2), no(1), no(2)].iter().chain(&shipping) {
            let once = consume(&before, event, OPENED).unwrap().order;
            let twice = consume(&once, event, OPENED + minutes(1)).unwrap();
            assert_eq!(twice.order, once, "{} twice in {name}", event.name());
            assert!(twice.events.is_empty() && twice.stock == StockMove::None, "{} in {name}", event.name());
        }
        for n in [1, 2] {
            for reply in [PayReply::Approved, PayReply::Declined { failure: PaymentFailure::NotSent }] {
                let once = answered(&before, attempt(n), &reply, OPENED).order;
                assert!(answered(&once, attempt(n), &reply, OPENED).is_nothing(&once), "{reply:?} in {name}");
            }
        }
    }
}

#[test]
fn a_command_that_comes_twice_is_a_success_that_changes_nothing() {
    for (name, before) in standings() {
        let commands: [&dyn Fn(&Order) -> Verdict; 3] = [
            &|order| cancel(order, CancelReason::WrongChoice, Requester::Buyer, OPENED),
            &|order| expire(order, MUCH_LATER),
            &|order| complete(order, CompletedBy::Buyer, OPENED),
        ];
        for command in commands {
            if let Verdict::Change(decided) = command(&before) {
                assert_eq!(command(&decided.order), Verdict::Already, "from {name}");
            }
        }
    }
}

#[test]
fn the_reply_and_the_event_of_one_answer_decide_the_same_whichever_comes_first() {
    let failure = PaymentFailure::Declined;
    let pairs = [(PayReply::Approved, approved(1)), (PayReply::Declined { failure }, declined(1, failure))];
    for (name, before) in standings() {
        for (reply, event) in &pairs {
            let by_reply = answered(&before, attempt(1), reply, OPENED);
            if by_reply.is_nothing(&before) {
                continue;
            }
            assert_eq!(Some(&by_reply), consume(&before, event, OPENED).as_ref(), "{name}");
            let then = consume(&by_reply.order, event, OPENED).unwrap();
            assert!(then.is_nothing(&by_reply.order), "the event after the reply, from {name}");
        }
    }
}

#[test]
fn a_change_keeps_what_was_ordered_and_the_version_it_was_decided_on() {
    for (name, before) in standings() {
        let before = Order { version: 41, ..before };
        for event in [
            approved(1),
            declined(1, PaymentFailure::Busy),
            Event::ShipmentCancelled,
            Event::ShipmentDelivered,
        ] {
            let now = OPENED + minutes(3);
            let after = consume(&before, &event, now).unwrap().order;
            assert_eq!(after.version, 41, "{name}");
            assert_eq!((after.id, &after.details), (before.id, &before.details), "{name}");
            let since = if after.state == before.state { before.since } else { now };
            assert_eq!(after.since, since, "{} in {name}", event.name());
        }
    }
}

#[test]
fn the_order_is_opened_with_its_stock_held_for_fifteen_minutes() {
    let decided = order::open(common::ORDER, common::DRAFT, details());
    assert_eq!(decided.order.state, State::AwaitingPayment);
    assert_eq!(decided.order.held_until - OPENED, minutes(15));
    assert_eq!(decided.stock, StockMove::Hold);
    let held_until = decided.order.held_until;
    assert_eq!(decided.events, [Event::OrderOpened { details: details(), held_until }]);
}

#[test]
fn the_hold_is_over_at_its_last_moment_and_not_before() {
    let order = opened();
    let end = OPENED + HOLD;
    let just_before = Time::from_micros(end.micros() - 1);
    assert!(matches!(start(&order, attempt(1), just_before), Start::Go(_)));
    assert_eq!(start(&order, attempt(1), end), Start::HoldOver);
    assert_eq!(expire(&order, just_before), Verdict::Conflict);
    assert!(matches!(expire(&order, end), Verdict::Change(_)));
}

/// Until when the pieces are kept after attempt `n` of an order came to nothing at `now`.
fn held_after(order: &Order, failure: PaymentFailure, now: Time) -> Order {
    let waiting = paying(order);
    let answer = declined(waiting.attempts, failure);
    consume(&waiting, &answer, now).expect("an event that order takes").order
}

#[test]
fn a_failed_attempt_leaves_at_least_five_minutes_and_never_shortens_the_hold() {
    for failure in [PaymentFailure::Declined, PaymentFailure::NotSent, PaymentFailure::Abandoned] {
        let early = held_after(&opened(), failure, OPENED + minutes(2));
        assert_eq!(early.held_until, OPENED + minutes(15), "{failure:?}");
        let late = held_after(&opened(), failure, OPENED + minutes(14));
        assert_eq!(late.held_until, OPENED + minutes(19), "{failure:?}");
        let after_the_hold = held_after(&opened(), failure, OPENED + minutes(40));
        assert_eq!(after_the_hold.held_until, OPENED + minutes(45), "{failure:?}");
    }
}

#[test]
fn ten_failed_attempts_lengthen_the_hold_and_no_more_do() {
    let mut order = opened();
    for attempt in 1..=20 {
        order = held_after(&order, PaymentFailure::Abandoned, OPENED + minutes(4 * attempt));
    }
    assert_eq!((order.attempts, order.held_until), (20, OPENED + minutes(45)));
}

#[test]
fn a_busy_shop_leaves_ten_minutes_once_and_five_after_that() {
    let once = held_after(&opened(), PaymentFailure::Busy, OPENED + minutes(14));
    assert_eq!(once.held_until, OPENED + minutes(24));
    assert!(once.busy_extended);
    let twice = held_after(&once, PaymentFailure::Busy, OPENED + minutes(23));
    assert_eq!(twice.held_until, OPENED + minutes(28));
    let other = held_after(&twice, PaymentFailure::Declined, OPENED + minutes(27));
    assert_eq!(other.held_until, OPENED + minutes(32));
}

#[test]
fn a_failed_attempt_is_remembered_until_the_next_one_starts() {
    let failed = held_after(&opened(), PaymentFailure::NotSent, OPENED);
    assert_eq!(failed.last_failure, Some(PaymentFailure::NotSent));
    let again = paying(&failed);
    assert_eq!((again.last_failure, again.attempts), (None, 2));
    assert_eq!(again.state, State::Paying(attempt(2)));
}

#[test]
fn a_refund_is_of_the_whole_sum_and_its_id_is_made_from_attempt_and_reason() {
    let whole = Money::won(78_000);
    let mut seen = 0;
    for (name, before) in standings() {
        for event in [approved(1), approved(2), Event::ShipmentCancelled] {
            let decided = consume(&before, &event, OPENED).unwrap();
            for event in &decided.events {
                let Event::OrderRefundDue { refund, attempt, amount, reason } = *event else { continue };
                assert_eq!((refund, amount), (RefundId::of(attempt, reason.code()), whole), "{name}");
                let kept = decided.order.refunds.last().unwrap();
                assert_eq!((kept.refund, kept.attempt, kept.amount), (refund, attempt, amount), "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "the standings meet many refunds: {seen}");
}

#[test]
fn every_cancel_that_gives_money_back_says_why_it_does() {
    let reason_in = |name: &str, event: &Event| {
        let (_, before) = standings().into_iter().find(|(standing, _)| *standing == name).unwrap();
        let decided = consume(&before, event, OPENED).unwrap();
        decided.order.refunds.last().map(|refund| (refund.attempt, refund.reason))
    };
    let (first, second) = (attempt(1), attempt(2));
    let (cancelled, unexpected) = (RefundReason::Cancelled, RefundReason::Unexpected);
    assert_eq!(reason_in("CancelPending(k1)", &approved(1)), Some((first, cancelled)));
    assert_eq!(reason_in("CancelRequested, paid by k1", &Event::ShipmentCancelled), Some((first, cancelled)));
    assert_eq!(reason_in("Paying(k2)", &approved(1)), Some((first, unexpected)));
    assert_eq!(reason_in("Paid by k1", &approved(2)), Some((second, unexpected)));
    assert_eq!(reason_in("Expired", &approved(1)), Some((first, unexpected)));
}

#[test]
fn only_a_cancel_of_a_placed_order_is_public() {
    for (name, before) in standings() {
        let was_placed = before.paid_by.is_some();
        let cancels = [
            match cancel(&before, CancelReason::Unsaid, Requester::Buyer, OPENED) {
                Verdict::Change(decided) => *decided,
                Verdict::Already | Verdict::Conflict => continue,
            },
            consume(&before, &approved(1), OPENED).unwrap(),
            consume(&before, &Event::ShipmentCancelled, OPENED).unwrap(),
        ];
        for event in cancels.iter().flat_map(|decided| &decided.events) {
            if let Event::OrderCancelled { placed, .. } = event {
                assert_eq!(*placed, was_placed, "{name}");
            }
        }
    }
}

#[test]
fn a_cancel_keeps_its_reason_and_a_rejected_one_forgets_it() {
    let paid = after(&paying(&opened()), &approved(1));
    let asked = cancel(&paid, CancelReason::SoldOut, Requester::Seller, OPENED);
    let Verdict::Change(asked) = asked else { panic!("a paid order can be cancelled") };
    let reason = CancelReason::SoldOut;
    assert_eq!(asked.events, [Event::OrderCancelRequested { reason, by: Requester::Seller }]);
    let gone = consume(&asked.order, &Event::ShipmentCancelled, OPENED).unwrap();
    assert_eq!(gone.events.first(), Some(&Event::OrderCancelled { placed: true, reason }));
    let kept = consume(&asked.order, &Event::ShipmentStopRejected, OPENED).unwrap();
    assert_eq!((kept.order.state, kept.order.cancel_reason), (State::Paid, None));
}

#[test]
fn a_cancel_that_was_rejected_can_be_asked_again() {
    let paid = after(&paying(&opened()), &approved(1));
    let rejected = after(&cancelled_by_buyer(&paid), &Event::ShipmentStopRejected);
    let again = cancelled_by_buyer(&rejected);
    assert_eq!(again.state, State::CancelRequested);
}

#[test]
fn the_clock_confirms_a_purchase_eight_days_after_delivery_was_noted_and_not_before() {
    let paid = after(&paying(&opened()), &approved(1));
    let delivered_at = OPENED + days(2);
    let delivered = consume(&paid, &Event::ShipmentDelivered, delivered_at).unwrap().order;
    assert_eq!(delivered.delivered_at, Some(delivered_at));
    let end = delivered_at + days(8);
    assert_eq!(
        complete(&delivered, CompletedBy::Clock, Time::from_micros(end.micros() - 1)),
        Verdict::Conflict
    );
    assert!(matches!(complete(&delivered, CompletedBy::Clock, end), Verdict::Change(_)));
    assert!(matches!(complete(&delivered, CompletedBy::Buyer, delivered_at), Verdict::Change(_)));
}

#[test]
fn the_first_note_of_a_delivery_is_the_one_that_counts() {
    let paid = after(&paying(&opened()), &approved(1));
    let first = consume(&paid, &Event::ShipmentDelivered, OPENED + days(1)).unwrap().order;
    let second = consume(&first, &Event::ShipmentDelivered, OPENED + days(3)).unwrap().order;
    assert_eq!(second.delivered_at, Some(OPENED + days(1)));
}

#[test]
fn pieces_of_an_order_that_is_cancelled_for_want_of_them_are_written_off() {
    let paid = after(&paying(&opened()), &approved(1));
    for (reason, by, stock) in [
        (CancelReason::SoldOut, Requester::Seller, StockMove::WriteOff),
        (CancelReason::Asked, Requester::Seller, StockMove::Return),
        (CancelReason::ChangedMind, Requester::Buyer, StockMove::Return),
    ] {
        let Verdict::Change(asked) = cancel(&paid, reason, by, OPENED) else { panic!("it can be") };
        let decided = consume(&asked.order, &Event::ShipmentCancelled, OPENED).unwrap();
        assert_eq!(decided.stock, stock, "{reason:?}");
    }
}

#[test]
fn a_paid_order_names_the_attempt_that_paid_it_and_counts_only_its_own() {
    let failed = held_after(&opened(), PaymentFailure::Declined, OPENED);
    let paid = after(&paying(&failed), &approved(2));
    assert_eq!((paid.paid_by, paid.attempts), (Some(attempt(2)), 2));
    assert!(paid.started(attempt(1)) && paid.started(attempt(2)) && !paid.started(attempt(3)));
    assert_eq!(paid.next_attempt(), attempt(3));
}

#[test]
fn a_state_and_the_word_it_is_stored_as_are_one_to_one() {
    for (name, order) in standings() {
        let state = order.state;
        assert_eq!(State::from_parts(state.name(), state.attempt()), Some(state), "{name}");
        let wrong = if state.attempt().is_some() { None } else { Some(attempt(1)) };
        assert_eq!(State::from_parts(state.name(), wrong), None, "{name}");
    }
    assert_eq!(State::from_parts("refunded", None), None);
}
