//! The use cases of payment over ports in memory and a provider that loses requests and answers: what is committed
//! before what leaves, who may send, and how every open end is closed.

mod common;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ports.rs"]
mod ports;

use common::{ORDER, SENT, TOTAL, attempt, id};
use events::{Consumer, Envelope, Event, Failure, PaymentFailure, RefundReason, Unavailable};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{AttemptId, Clock, EventId, OrderId, RefundId, Secret};
use payment::{
    Attempt, AttemptState, Capabilities, ProviderRefundState, ProviderState, Refund, RefundState, Reply,
};
use ports::{CallFault, CommitFault, LIKE_STRIPE, Shop, name_of, shop, shop_with};
use uuid::Uuid;

const CHECKING: Result<Reply, Unavailable> = Ok(Reply::Checking);

impl Shop {
    async fn pay(&self, n: u32) -> Result<Reply, Unavailable> {
        self.service.pay(ORDER, id(n), TOTAL, Secret::new("4242424242424242".to_owned())).await
    }

    /// The next confirmation comes to this.
    fn provider_says(&self, verdict: ProviderState) {
        self.provider.books().verdicts.push_back(verdict);
    }

    fn row(&self, n: u32) -> Attempt {
        self.database.rows().attempts[&id(n)].clone()
    }

    fn at_provider(&self, n: u32) -> ProviderState {
        self.provider.books().payments[&name_of(id(n)).0].clone()
    }

    fn event_names(&self) -> Vec<&'static str> {
        self.database.rows().events.iter().map(Event::name).collect()
    }

    /// The clock goes on and does what is due then.
    async fn after(&self, span: Span) {
        self.clock.later(span);
        self.service.tick().await.expect("the database is there");
    }

    async fn due(&self, seq: i64, attempt: AttemptId, reason: RefundReason) -> Result<(), Failure> {
        let refund = RefundId::of(attempt, reason.code());
        let event = Event::OrderRefundDue { refund, attempt, amount: TOTAL, reason };
        self.apply(seq, event).await
    }

    async fn apply(&self, seq: i64, event: Event) -> Result<(), Failure> {
        let id = EventId(Uuid::from_u128(seq.unsigned_abs().into()));
        let envelope =
            Envelope { id, order: ORDER, seq, version: 1, at: self.clock.now(), trace: None, event };
        self.service.consumer().apply(&envelope).await
    }

    fn refund(&self) -> Refund {
        let rows = self.database.rows();
        assert_eq!(rows.refunds.len(), 1, "one refund");
        rows.refunds.values().next().expect("one refund").clone()
    }
}

fn declined() -> ProviderState {
    ProviderState::Declined { code: "insufficient_funds".to_owned() }
}

// ------------------------------------------------------------------ the first call

#[tokio::test]
async fn the_row_is_committed_before_the_provider_hears_of_it_and_its_name_before_it_is_charged() {
    let shop = shop();
    assert_eq!(shop.pay(1).await, Ok(Reply::Approved));
    let sent = Some(AttemptState::Sent);
    // The provider finds the row of a confirmation by its name: it was committed.
    assert_eq!(shop.provider.books().calls, [("prepare", sent), ("confirm", sent)]);
    assert_eq!(shop.row(1).state, AttemptState::Approved);
    assert_eq!(shop.database.rows().events, [Event::PaymentApproved { attempt: id(1), amount: TOTAL }]);
}

#[tokio::test]
async fn two_clicks_meet_one_row_and_charge_once() {
    let shop = shop();
    let (first, second) = tokio::join!(shop.pay(1), shop.pay(1));
    assert_eq!((first, second), (Ok(Reply::Approved), CHECKING));
    assert_eq!(shop.provider.calls(), ["prepare", "confirm"]);
    assert_eq!(shop.pay(1).await, Ok(Reply::Approved), "a later click meets the answer");
    assert_eq!(shop.provider.calls().len(), 2);
}

#[tokio::test]
async fn a_declined_payment_is_closed_at_the_provider_before_it_is_called_declined() {
    let shop = shop();
    shop.provider_says(declined());
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)));
    let sent = Some(AttemptState::Sent);
    assert_eq!(shop.provider.books().calls, [("prepare", sent), ("confirm", sent), ("close", sent)]);
    let row = shop.row(1);
    assert_eq!((row.state, row.code.as_deref()), (AttemptState::Declined, Some("insufficient_funds")));
    assert_eq!(shop.at_provider(1), ProviderState::Closed);
}

#[tokio::test]
async fn a_declined_payment_whose_closing_is_not_answered_is_unknown_until_it_is() {
    let shop = shop();
    shop.provider_says(declined());
    shop.provider.fails("close", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
    shop.after(seconds(2)).await;
    assert_eq!(shop.row(1).state, AttemptState::Declined);
    assert_eq!(shop.at_provider(1), ProviderState::Closed);
    assert_eq!(shop.event_names(), ["PaymentOutcomeUnknown", "PaymentDeclined"]);
}

#[tokio::test]
async fn a_provider_whose_decline_is_final_is_not_asked_to_close() {
    let shop = shop_with(Capabilities { close_after_decline: false, ..LIKE_STRIPE }, 8);
    shop.provider_says(declined());
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)));
    assert_eq!(shop.provider.calls(), ["prepare", "confirm"]);
}

#[tokio::test]
async fn a_refused_connection_is_not_sent_and_nothing_was_charged() {
    for call in ["prepare", "confirm"] {
        let shop = shop();
        shop.provider.fails(call, [CallFault::NotSent]);
        assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)), "{call}");
        assert_eq!(shop.row(1).state, AttemptState::NotSent);
        assert_eq!(shop.event_names(), ["PaymentDeclined"]);
        let captured = shop.provider.books().payments.values().any(|state| *state == ProviderState::Captured);
        assert!(!captured);
    }
}

#[tokio::test]
async fn a_timeout_is_unknown_and_never_declined() {
    for fault in [CallFault::RequestLost, CallFault::AnswerLost] {
        let shop = shop();
        shop.provider.fails("confirm", [fault]);
        assert_eq!(shop.pay(1).await, CHECKING, "{fault:?}");
        assert_eq!(shop.row(1).state, AttemptState::Unknown);
        assert_eq!(shop.event_names(), ["PaymentOutcomeUnknown"]);
    }
}

#[tokio::test]
async fn a_payment_that_was_not_made_known_was_not_charged_and_can_be_tried_again_at_once() {
    for fault in [CallFault::RequestLost, CallFault::AnswerLost] {
        let shop = shop();
        shop.provider.fails("prepare", [fault]);
        assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)), "{fault:?}");
        assert_eq!((shop.row(1).state, shop.provider.count("confirm")), (AttemptState::NotSent, 0));
        assert_eq!(shop.event_names(), ["PaymentDeclined"]);
        assert_eq!(shop.pay(2).await, Ok(Reply::Approved));
    }
}

#[tokio::test]
async fn a_payment_that_may_have_been_made_known_is_named_and_closed_an_hour_later() {
    for fault in [CallFault::RequestLost, CallFault::AnswerLost] {
        let shop = shop();
        shop.provider.fails("prepare", [fault]);
        shop.pay(1).await.unwrap();
        shop.after(minutes(59)).await;
        assert_eq!(shop.provider.calls(), ["prepare"], "{fault:?}");
        shop.after(minutes(1)).await;
        assert_eq!(shop.provider.calls(), ["prepare", "prepare", "ask", "close"]);
        assert_eq!(shop.at_provider(1), ProviderState::Closed);
        assert_eq!((shop.row(1).state, shop.row(1).reference), (AttemptState::NotSent, Some(name_of(id(1)))));
        assert_eq!(shop.event_names(), ["PaymentDeclined"]);
    }
}

#[tokio::test]
async fn a_payment_that_may_have_been_made_known_is_closed_when_the_provider_is_back() {
    let shop = shop();
    shop.provider.fails("prepare", [CallFault::RequestLost, CallFault::RequestLost, CallFault::NotSent]);
    shop.pay(1).await.unwrap();
    shop.after(hours(1)).await;
    shop.after(days(1)).await;
    assert_eq!(shop.provider.count("close"), 0);
    shop.after(days(1)).await;
    assert_eq!(shop.at_provider(1), ProviderState::Closed);
}

#[tokio::test]
async fn a_payment_whose_confirmation_was_not_sent_is_closed_an_hour_later() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::NotSent]);
    shop.pay(1).await.unwrap();
    shop.after(hours(1)).await;
    assert_eq!(shop.provider.calls(), ["prepare", "confirm", "ask", "close"]);
    assert_eq!((shop.row(1).state, shop.at_provider(1)), (AttemptState::NotSent, ProviderState::Closed));
}

#[tokio::test]
async fn another_open_attempt_of_the_order_is_not_overtaken() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    assert_eq!(shop.pay(2).await, Ok(Reply::Declined(PaymentFailure::NotSent)));
    assert_eq!(shop.row(2).state, AttemptState::NotSent, "a late starter meets the key");
    assert_eq!(shop.provider.calls(), ["prepare", "confirm"]);
}

#[tokio::test(start_paused = true)]
async fn a_full_gate_writes_the_attempt_as_busy_and_sends_nothing() {
    let shop = shop_with(LIKE_STRIPE, 0);
    assert!(matches!(shop.pay(1).await, Ok(Reply::Busy { .. })));
    let row = shop.row(1);
    assert_eq!((row.state, row.failure), (AttemptState::NotSent, Some(PaymentFailure::Busy)));
    let failure = PaymentFailure::Busy;
    assert_eq!(shop.database.rows().events, [Event::PaymentDeclined { attempt: id(1), failure }]);
    let approved = Attempt { id: id(2), state: AttemptState::Approved, ..attempt() };
    shop.database.rows().attempts.insert(id(2), approved);
    assert_eq!(shop.pay(2).await, Ok(Reply::Approved), "the row that stands is the answer");
    assert_eq!(shop.provider.calls(), [""; 0]);
}

#[tokio::test]
async fn an_attempt_that_was_closed_meanwhile_is_not_charged_any_more() {
    let shop = shop();
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::Declined));
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)));
    assert_eq!(shop.provider.calls(), ["prepare"]);
}

#[tokio::test]
async fn a_database_that_is_away_sends_nothing() {
    let shop = shop();
    shop.database.rows().away = true;
    assert!(shop.pay(1).await.is_err());
    assert_eq!(shop.provider.calls(), [""; 0]);
}

// ------------------------------------------------------------------ the commit of Sent has no answer

#[tokio::test]
async fn a_commit_without_an_answer_that_was_written_is_sent_once_by_its_own_task() {
    let shop = shop();
    shop.database.rows().insert_fault = Some(CommitFault::Written);
    assert_eq!(shop.pay(1).await, Ok(Reply::Approved));
    assert_eq!(shop.provider.calls(), ["prepare", "confirm"]);
}

#[tokio::test]
async fn a_commit_without_an_answer_that_is_not_seen_is_written_as_not_sent_and_never_sent() {
    let shop = shop();
    shop.database.rows().insert_fault = Some(CommitFault::Lost);
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)));
    assert_eq!(shop.row(1).state, AttemptState::NotSent);
    assert_eq!(shop.provider.calls(), [""; 0]);
    assert_eq!(
        shop.pay(1).await,
        Ok(Reply::Declined(PaymentFailure::NotSent)),
        "a late starter meets the key"
    );
    assert_eq!(shop.provider.calls(), [""; 0]);
}

#[tokio::test]
async fn a_commit_that_lands_after_it_was_looked_for_is_not_sent_but_closed() {
    let shop = shop();
    shop.database.rows().insert_fault = Some(CommitFault::WrittenLater);
    assert_eq!(shop.pay(1).await, CHECKING, "the row that stands decides");
    assert_eq!((shop.row(1).state, shop.provider.calls()), (AttemptState::Sent, vec![]));
    for _ in 0..8 {
        shop.after(seconds(30)).await;
    }
    assert_eq!(shop.row(1).state, AttemptState::Declined);
    assert_eq!(shop.provider.count("confirm"), 0);
    assert_eq!(shop.at_provider(1), ProviderState::Closed);
}

#[tokio::test]
async fn a_commit_without_an_answer_that_meets_another_tabs_row_sends_nothing() {
    let shop = shop();
    let others = Attempt { token: Uuid::from_u128(0xface), ..attempt() };
    shop.database.rows().attempts.insert(id(1), others);
    shop.database.rows().insert_fault = Some(CommitFault::Lost);
    assert_eq!(shop.pay(1).await, CHECKING);
    assert_eq!(shop.provider.calls(), [""; 0]);
}

// ------------------------------------------------------------------ asking again

#[tokio::test]
async fn an_unknown_outcome_that_was_captured_is_found_two_seconds_later() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.after(seconds(1)).await;
    assert_eq!(shop.provider.count("ask"), 0, "not yet");
    shop.after(seconds(1)).await;
    assert_eq!(shop.row(1).state, AttemptState::Approved);
    assert_eq!(shop.event_names(), ["PaymentOutcomeUnknown", "PaymentApproved"]);
    assert_eq!(shop.provider.count("confirm"), 1);
}

#[tokio::test]
async fn a_provider_that_is_away_is_asked_by_the_schedule_for_ever() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    shop.provider.fails("ask", [CallFault::RequestLost; 8]);
    assert_eq!(shop.pay(1).await, CHECKING);
    let mut asked_at = Vec::new();
    let mut asks = 0;
    while shop.row(1).state == AttemptState::Unknown && asked_at.len() < 20 {
        shop.after(seconds(1)).await;
        if shop.provider.count("ask") > asks {
            asks = shop.provider.count("ask");
            asked_at.push(shop.clock.now() - SENT);
        }
    }
    let expected = [2, 7, 22, 82, 382, 682, 982, 1282, 1582].map(seconds);
    assert_eq!(asked_at, expected);
    assert_eq!(shop.row(1).state, AttemptState::Approved);
}

#[tokio::test]
async fn an_outcome_that_is_unknown_for_a_day_is_told_once_though_it_is_asked_on() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    shop.provider.fails("ask", [CallFault::RequestLost; 1_000]);
    assert_eq!(shop.pay(1).await, CHECKING);
    for _ in 0..(23 * 60) {
        shop.after(minutes(1)).await;
    }
    assert_eq!(shop.database.rows().alerts, []);
    for _ in 0..(25 * 60) {
        shop.after(minutes(1)).await;
    }
    assert_eq!(shop.database.rows().alerts.len(), 1);
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
}

#[tokio::test]
async fn a_declined_attempt_that_nobody_answers_for_is_asked_past_its_fifteen_days_until_somebody_does() {
    let shop = shop();
    shop.provider_says(declined());
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)));
    shop.provider.fails("ask", [CallFault::RequestLost; 2]);
    for asked in 1..=2 {
        shop.after(days(20)).await;
        assert_eq!((shop.row(1).state, shop.provider.count("ask")), (AttemptState::Declined, asked));
    }
    shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
    shop.after(days(1)).await;
    assert_eq!((shop.row(1).state, shop.refund().state), (AttemptState::Surplus, RefundState::Succeeded));
}

#[tokio::test]
async fn an_answer_after_fifteen_days_is_the_last_that_is_asked_for() {
    for state in [ProviderState::Closed, ProviderState::Open] {
        let shop = shop();
        shop.provider.fails("confirm", [CallFault::NotSent]);
        assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)));
        shop.provider.books().payments.insert(name_of(id(1)).0, state);
        for _ in 0..20 {
            shop.after(days(1)).await;
        }
        assert_eq!(shop.row(1).ask_at, None);
    }
}

#[tokio::test]
async fn not_found_ends_no_asking() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::NotSent]);
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)));
    shop.provider.books().payments.clear();
    for _ in 0..20 {
        shop.after(days(1)).await;
    }
    assert_eq!(shop.row(1).ask_at, Some(shop.clock.now() + days(1)));
}

#[tokio::test]
async fn an_attempt_that_cannot_be_asked_about_keeps_no_other_and_no_refund_from_its_turn() {
    let shop = shop_with_refund_due().await;
    let other = OrderId(Uuid::from_u128(0xbad));
    for (n, order) in [(7, other), (8, OrderId(Uuid::from_u128(0x900d)))] {
        let row = Attempt { id: id(n), order, reference: Some(name_of(id(n))), ..attempt() };
        shop.provider.books().payments.insert(name_of(id(n)).0, ProviderState::Captured);
        shop.database.rows().attempts.insert(id(n), row);
    }
    shop.order.does_not_answer_for(other);
    shop.clock.later(seconds(30));
    assert!(shop.service.tick().await.is_err(), "it is told");
    assert_eq!((shop.row(7).state, shop.row(8).state), (AttemptState::Sent, AttemptState::Approved));
    assert_eq!(shop.refund().state, RefundState::Succeeded);
}

#[tokio::test]
async fn not_found_is_no_answer() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.provider.books().payments.clear();
    shop.after(seconds(2)).await;
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
    shop.after(hours(3)).await;
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
}

#[tokio::test]
async fn an_open_payment_is_closed_only_when_no_request_can_still_be_under_way() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    for _ in 0..59 {
        shop.after(seconds(1)).await;
    }
    assert_eq!((shop.row(1).state, shop.provider.count("close")), (AttemptState::Unknown, 0));
    shop.after(minutes(1)).await;
    assert_eq!(shop.row(1).state, AttemptState::Declined);
    assert_eq!(shop.row(1).failure, Some(PaymentFailure::Abandoned));
    assert_eq!(shop.at_provider(1), ProviderState::Closed);
}

#[tokio::test]
async fn an_attempt_whose_caller_died_at_any_point_of_the_call_is_settled() {
    for (reference, known) in [(None, false), (None, true), (Some(name_of(id(1))), true)] {
        for captured in [false, true] {
            let shop = shop();
            if known {
                let state = if captured { ProviderState::Captured } else { ProviderState::Open };
                shop.provider.books().payments.insert(name_of(id(1)).0, state);
            }
            let row = Attempt { reference: reference.clone(), ..attempt() };
            shop.database.rows().attempts.insert(id(1), row);
            for _ in 0..10 {
                shop.after(seconds(30)).await;
            }
            let expected = if known && captured { AttemptState::Approved } else { AttemptState::Declined };
            assert_eq!(shop.row(1).state, expected, "{reference:?}, known: {known}, captured: {captured}");
            assert_eq!(shop.provider.count("confirm"), 0, "what the buyer paid with is not kept");
        }
    }
}

#[tokio::test]
async fn a_connection_refused_to_the_reconciler_changes_nothing() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.provider.fails("ask", [CallFault::NotSent]);
    shop.after(seconds(2)).await;
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
    // A nameless one, whose caller died.
    let row = Attempt { reference: None, ..shop.row(1) };
    shop.database.rows().attempts.insert(id(1), row);
    shop.provider.fails("prepare", [CallFault::NotSent]);
    shop.after(seconds(5)).await;
    assert_eq!(shop.provider.calls(), ["prepare", "confirm", "ask", "prepare"]);
    assert_eq!(shop.row(1).state, AttemptState::Unknown);
    assert_eq!(shop.event_names(), ["PaymentOutcomeUnknown"]);
}

#[tokio::test]
async fn an_attempt_that_its_order_no_longer_waits_for_is_closed_instead_of_asked() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.order.no_more();
    shop.after(seconds(2)).await;
    assert_eq!(shop.provider.calls(), ["prepare", "confirm", "close"]);
    assert_eq!((shop.row(1).state, shop.at_provider(1)), (AttemptState::Declined, ProviderState::Closed));
}

#[tokio::test]
async fn an_attempt_that_was_captured_before_it_could_be_closed_is_approved() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.order.no_more();
    shop.after(seconds(2)).await;
    assert_eq!(shop.row(1).state, AttemptState::Approved, "order decides what goes back");
}

#[tokio::test]
async fn what_the_buyer_does_not_finish_is_closed_after_ten_minutes() {
    for finished in [false, true] {
        let shop = shop();
        shop.provider_says(ProviderState::ActionNeeded { page: None });
        assert_eq!(shop.pay(1).await, CHECKING);
        assert_eq!(shop.row(1).state, AttemptState::ActionNeeded);
        shop.after(minutes(9)).await;
        assert_eq!(shop.row(1).state, AttemptState::ActionNeeded);
        if finished {
            shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
        }
        shop.after(minutes(1)).await;
        let (state, failure) = if finished {
            (AttemptState::Approved, None)
        } else {
            (AttemptState::Declined, Some(PaymentFailure::Abandoned))
        };
        assert_eq!((shop.row(1).state, shop.row(1).failure), (state, failure));
    }
}

#[tokio::test]
async fn a_hint_while_the_buyer_acts_asks_and_closes_nothing() {
    let shop = shop();
    shop.provider_says(ProviderState::ActionNeeded { page: None });
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.service.hint(Some(id(1))).await.unwrap();
    shop.after(seconds(1)).await;
    assert_eq!(shop.row(1).state, AttemptState::ActionNeeded, "their time is not over");
    shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
    shop.service.hint(Some(id(1))).await.unwrap();
    shop.after(seconds(1)).await;
    assert_eq!(shop.row(1).state, AttemptState::Approved);
}

#[tokio::test]
async fn money_captured_after_a_decline_is_a_surplus_that_goes_back_by_itself() {
    let shop = shop();
    shop.provider_says(declined());
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)));
    shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
    shop.after(hours(1)).await;
    assert_eq!(shop.row(1).state, AttemptState::Surplus);
    assert_eq!(shop.database.rows().alerts.len(), 1);
    let refund = shop.refund();
    assert_eq!((refund.state, refund.amount), (RefundState::Succeeded, TOTAL));
    assert_eq!(shop.event_names(), ["PaymentDeclined", "PaymentSurplus", "PaymentRefunded"]);
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::Declined)), "to order it was declined");
}

#[tokio::test]
async fn a_surplus_does_not_stand_in_the_way_of_the_attempt_that_paid() {
    let shop = shop();
    shop.provider_says(declined());
    shop.pay(1).await.unwrap();
    assert_eq!(shop.pay(2).await, Ok(Reply::Approved));
    shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
    shop.after(hours(1)).await;
    assert_eq!((shop.row(1).state, shop.row(2).state), (AttemptState::Surplus, AttemptState::Approved));
    assert_eq!(shop.provider.books().refunds.len(), 1);
}

#[tokio::test]
async fn an_answer_that_loses_to_another_is_decided_anew() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    assert_eq!(shop.pay(1).await, CHECKING);
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::ActionNeeded));
    shop.after(seconds(2)).await;
    assert_eq!(shop.row(1).state, AttemptState::Approved);
    let approvals = shop.event_names().into_iter().filter(|name| *name == "PaymentApproved").count();
    assert_eq!(approvals, 1);
}

#[tokio::test]
async fn an_id_that_was_never_written_is_written_as_not_sent_and_one_that_was_answers_for_itself() {
    let shop = shop();
    let close = |n| shop.service.close_unsent(ORDER, id(n), TOTAL);
    assert_eq!(close(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)));
    assert_eq!(shop.pay(1).await, Ok(Reply::Declined(PaymentFailure::NotSent)), "the late starter meets it");
    assert_eq!(shop.provider.calls(), [""; 0]);
    assert_eq!(shop.pay(2).await, Ok(Reply::Approved));
    assert_eq!(close(2).await, Ok(Reply::Approved));
}

// ------------------------------------------------------------------ refunds

/// A shop with one approved attempt and its refund due.
async fn shop_with_refund_due() -> Shop {
    let shop = shop();
    assert_eq!(shop.pay(1).await, Ok(Reply::Approved));
    assert_eq!(shop.due(3, id(1), RefundReason::Cancelled).await, Ok(()));
    shop.provider.books().calls.clear();
    shop
}

#[tokio::test]
async fn a_due_refund_is_committed_as_sent_then_made_under_its_first_key() {
    let shop = shop_with_refund_due().await;
    assert_eq!(shop.refund().state, RefundState::Requested);
    shop.after(seconds(0)).await;
    let refund = shop.refund();
    assert_eq!((refund.state, refund.tries, refund.next_at), (RefundState::Succeeded, 1, None));
    assert_eq!(shop.provider.calls(), ["refund"]);
    assert_eq!(shop.provider.books().refund_keys, [format!("{}:1", refund.id)]);
    let Refund { id, attempt, amount, .. } = refund;
    let last = shop.database.rows().events.last().cloned();
    assert_eq!(last, Some(Event::PaymentRefunded { refund: id, attempt, amount }));
}

#[tokio::test]
async fn a_due_refund_that_is_heard_twice_is_made_once() {
    let shop = shop_with_refund_due().await;
    shop.after(seconds(0)).await;
    assert_eq!(shop.due(3, id(1), RefundReason::Cancelled).await, Ok(()), "the same delivery");
    assert_eq!(shop.due(4, id(1), RefundReason::Cancelled).await, Ok(()), "the same refund id");
    shop.after(days(1)).await;
    assert_eq!(shop.refund().state, RefundState::Succeeded);
    assert_eq!(shop.provider.count("refund"), 1);
}

#[tokio::test]
async fn the_refunds_of_an_attempt_never_pass_what_it_captured() {
    let shop = shop_with_refund_due().await;
    let second = shop.due(4, id(1), RefundReason::Unexpected).await;
    assert!(matches!(second, Err(Failure::Rejected(_))), "{second:?}");
    shop.after(days(1)).await;
    assert_eq!(shop.provider.books().refunds.len(), 1);
}

#[tokio::test]
async fn a_refund_of_what_was_not_captured_is_rejected_and_of_a_surplus_only_told() {
    let shop = shop();
    shop.provider_says(declined());
    shop.pay(1).await.unwrap();
    for attempt in [id(1), id(9)] {
        let due = shop.due(3, attempt, RefundReason::Unexpected).await;
        assert!(matches!(due, Err(Failure::Rejected(_))), "{due:?}");
    }
    assert!(matches!(shop.apply(3, Event::OrderExpired).await, Err(Failure::Rejected(_))));
    shop.provider.books().payments.insert(name_of(id(1)).0, ProviderState::Captured);
    shop.after(hours(1)).await;
    assert_eq!(shop.due(3, id(1), RefundReason::Unexpected).await, Ok(()));
    assert_eq!(shop.refund().reason, RefundReason::Surplus, "it refunds itself, once");
    assert_eq!(shop.database.rows().alerts.len(), 2);
}

#[tokio::test]
async fn a_due_refund_waits_for_a_database_that_is_away() {
    let shop = shop();
    shop.pay(1).await.unwrap();
    shop.database.rows().away = true;
    let due = shop.due(3, id(1), RefundReason::Cancelled).await;
    assert!(matches!(due, Err(Failure::Unavailable(_))), "{due:?}");
}

#[tokio::test]
async fn before_a_refund_is_repeated_the_provider_is_asked_and_what_it_has_is_not_asked_for_again() {
    let shop = shop_with_refund_due().await;
    shop.provider.fails("refund", [CallFault::AnswerLost]);
    shop.after(seconds(0)).await;
    assert_eq!(shop.refund().state, RefundState::Unknown);
    shop.after(seconds(2)).await;
    assert_eq!(shop.refund().state, RefundState::Succeeded);
    assert_eq!(shop.provider.calls(), ["refund", "refunds"]);
}

#[tokio::test]
async fn a_refund_that_the_provider_does_not_have_is_asked_for_again_under_the_same_key() {
    for fault in [CallFault::RequestLost, CallFault::NotSent] {
        let shop = shop_with_refund_due().await;
        shop.provider.fails("refund", [fault]);
        shop.after(seconds(0)).await;
        assert_eq!(shop.refund().state, RefundState::Unknown, "{fault:?}");
        shop.after(seconds(2)).await;
        assert_eq!((shop.refund().state, shop.refund().tries), (RefundState::Succeeded, 1), "{fault:?}");
        assert_eq!(shop.provider.calls(), ["refund", "refunds", "refund"]);
    }
}

#[tokio::test]
async fn a_refund_is_not_repeated_while_the_provider_does_not_say_what_it_has() {
    let shop = shop_with_refund_due().await;
    shop.provider.fails("refund", [CallFault::AnswerLost]);
    shop.provider.fails("refunds", [CallFault::RequestLost; 3]);
    shop.after(seconds(0)).await;
    for pause in [2, 4, 8] {
        shop.after(seconds(pause)).await;
        assert_eq!(shop.refund().state, RefundState::Unknown);
    }
    shop.after(seconds(16)).await;
    assert_eq!(shop.refund().state, RefundState::Succeeded);
    assert_eq!(shop.provider.count("refund"), 1);
}

#[tokio::test]
async fn a_refund_on_its_way_at_the_provider_is_only_asked_about() {
    let shop = shop_with_refund_due().await;
    shop.provider.books().refund_verdicts.push_back(ProviderRefundState::Pending);
    shop.after(seconds(0)).await;
    shop.after(seconds(2)).await;
    assert_eq!(shop.refund().state, RefundState::Unknown);
    shop.provider.books().refunds[0].1.state = ProviderRefundState::Succeeded;
    shop.after(seconds(4)).await;
    assert_eq!(shop.refund().state, RefundState::Succeeded);
    assert_eq!(shop.provider.count("refund"), 1);
}

#[tokio::test]
async fn a_refund_whose_sender_died_is_taken_up_when_its_request_must_have_landed() {
    let shop = shop_with_refund_due().await;
    let requested = shop.refund();
    let sent = payment::refund_send(&requested, hours(24), shop.clock.now()).unwrap();
    shop.database.rows().refunds.insert(sent.id, sent);
    shop.after(seconds(59)).await;
    assert_eq!(shop.provider.calls(), [""; 0]);
    shop.after(seconds(1)).await;
    assert_eq!(shop.provider.calls(), ["refunds", "refund"]);
    assert_eq!((shop.refund().state, shop.refund().tries), (RefundState::Succeeded, 1));
}

#[tokio::test]
async fn the_next_key_is_used_only_after_the_last_one_died_and_the_provider_showed_nothing() {
    let shop = shop_with_refund_due().await;
    shop.provider.fails("refund", [CallFault::RequestLost]);
    shop.provider.fails("refunds", [CallFault::RequestLost]);
    shop.after(seconds(0)).await;
    shop.after(hours(25)).await;
    assert_eq!(shop.provider.calls(), ["refund", "refunds"], "not asked successfully: nothing is sent");
    shop.after(hours(1)).await;
    assert_eq!(shop.provider.calls(), ["refund", "refunds", "refunds", "refund"]);
    let id = shop.refund().id;
    // The first request never arrived; the second is a new one.
    assert_eq!(shop.provider.books().refund_keys, [format!("{id}:2")]);
    assert_eq!((shop.refund().state, shop.refund().tries), (RefundState::Succeeded, 2));
}

#[tokio::test]
async fn a_refused_refund_is_told_and_taken_up_daily_under_the_same_key_while_it_lives() {
    let shop = shop_with_refund_due().await;
    shop.provider.books().refund_verdicts.extend([ProviderRefundState::Refused; 2]);
    shop.after(seconds(0)).await;
    assert_eq!((shop.refund().state, shop.database.rows().alerts.len()), (RefundState::Refused, 1));
    shop.after(hours(23)).await;
    assert_eq!(shop.provider.count("refund"), 1);
    shop.after(hours(1)).await;
    assert_eq!(shop.provider.calls(), ["refund", "refunds", "refund"]);
    assert_eq!(shop.refund().state, RefundState::Refused);
    shop.after(days(1)).await;
    assert_eq!(shop.refund().state, RefundState::Succeeded);
    assert_eq!(shop.provider.books().refunds.len(), 1);
}

#[tokio::test]
async fn a_request_leaves_within_a_minute_of_the_asking_or_not_at_all() {
    let shop = shop_with_refund_due().await;
    shop.provider.fails("refund", [CallFault::RequestLost]);
    shop.after(seconds(0)).await;
    shop.database.rows().slow_refund = Some(minutes(1));
    shop.after(seconds(2)).await;
    assert_eq!(shop.provider.calls(), ["refund", "refunds"], "too late: what was asked may no longer be so");
    shop.after(minutes(1)).await;
    assert_eq!(shop.provider.calls(), ["refund", "refunds", "refunds", "refund"]);
    assert_eq!(shop.refund().state, RefundState::Succeeded);
}
