//! What a person settles: a payment whose outcome nobody could tell, and a refund that the provider refused. Each state
//! meets each case, and the use cases ask the provider once more before they believe a person.

mod common;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ports.rs"]
mod ports;

use common::{ORDER, SENT, TOTAL, attempt, id};
use events::{Action, Actor, Event, PaymentFailure, RefundReason};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{AttemptId, OrderId, RefundId, Secret, SessionId};
use payment::{
    Attempt, AttemptState, Decided, ProviderRef, ProviderRefund, ProviderRefundState, ProviderState, Refund,
    RefundState, Reply, Retry, RetryError, SettleError, SettleRefused, Settled, Shown, TransferError,
    TransferRefused, Transferred, Verdict, may_settle, refund_by_transfer, refund_retry, settle,
};
use ports::{CallFault, Shop, name_of, shop};
use uuid::Uuid;

const WHO: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11e6)));
const DAY: Span = hours(24);

fn typed() -> ProviderRef {
    ProviderRef("ch_typed".to_owned())
}

fn in_state(state: AttemptState) -> Attempt {
    Attempt { state, version: 3, ..attempt() }
}

fn refund_in(state: RefundState) -> Refund {
    let id = RefundId::of(id(1), RefundReason::Cancelled.code());
    let refund = Refund::requested(id, ORDER, attempt().id, TOTAL, RefundReason::Cancelled, SENT);
    let (tries, sent_at) = if state == RefundState::Requested { (0, None) } else { (1, Some(SENT)) };
    Refund { state, tries, sent_at, key_since: sent_at, version: 5, next_at: None, ..refund }
}

// ------------------------------------------------------------------ settling, decided

#[test]
fn a_person_settles_what_has_been_open_for_a_day_and_nothing_else() {
    let early = Err(SettleRefused::TooEarly { from: SENT + DAY });
    for state in AttemptState::ALL {
        let open = matches!(state, AttemptState::Unknown | AttemptState::ActionNeeded);
        let (before, after) = (SENT + DAY - seconds(1), SENT + DAY);
        let not_open = Err(SettleRefused::NotOpen);
        assert_eq!(may_settle(&in_state(state), before), if open { early } else { not_open }, "{state:?}");
        assert_eq!(may_settle(&in_state(state), after), if open { Ok(()) } else { not_open }, "{state:?}");
        for verdict in [Verdict::Approved, Verdict::NotApproved] {
            let decided = settle(&in_state(state), verdict, &typed(), after);
            assert_eq!(decided.is_ok(), open, "{state:?}, {verdict:?}");
        }
    }
}

fn settled(attempt: &Attempt, verdict: Verdict) -> Decided {
    settle(attempt, verdict, &typed(), SENT + DAY).expect("it is a person's to settle")
}

#[test]
fn a_verdict_does_what_the_same_answer_of_the_provider_would() {
    for state in [AttemptState::Unknown, AttemptState::ActionNeeded] {
        let approved = settled(&in_state(state), Verdict::Approved);
        assert_eq!(approved.attempt.state, AttemptState::Approved);
        assert_eq!(approved.events, [Event::PaymentApproved { attempt: id(1), amount: TOTAL }]);

        let declined = settled(&in_state(state), Verdict::NotApproved);
        assert_eq!(declined.attempt.state, AttemptState::Declined);
        let failure = PaymentFailure::Declined;
        assert_eq!(declined.events, [Event::PaymentDeclined { attempt: id(1), failure }]);
        assert_eq!((declined.attempt.failure, declined.refund), (Some(failure), None));
    }
}

#[test]
fn what_was_typed_becomes_the_name_of_a_payment_that_had_none_and_only_then() {
    for verdict in [Verdict::Approved, Verdict::NotApproved] {
        let named = in_state(AttemptState::Unknown);
        assert_eq!(settled(&named, verdict).attempt.reference, named.reference);
        let nameless = Attempt { reference: None, ..named };
        let name = (verdict == Verdict::Approved).then(typed);
        assert_eq!(settled(&nameless, verdict).attempt.reference, name, "a refund needs a name to go by");
    }
}

#[test]
fn what_a_person_called_not_approved_is_asked_about_for_fifteen_days_more() {
    for reference in [None, Some(ProviderRef("pi_1".to_owned()))] {
        let open = Attempt { reference, ..in_state(AttemptState::Unknown) };
        let mut row = settled(&open, Verdict::NotApproved).attempt;
        let settled_at = row.since;
        let mut asked = 0;
        while let Some(at) = row.ask_at {
            row = row.asked(true, at).attempt;
            asked += 1;
            assert!(at <= settled_at + days(15));
        }
        assert_eq!(asked, 15, "after an hour, then each day");
    }
}

// ------------------------------------------------------------------ refunds, decided

#[test]
fn try_again_makes_a_refused_refund_due_and_leaves_its_key_and_all_else_as_it_is() {
    let now = SENT + hours(2);
    for state in RefundState::ALL {
        let refund = refund_in(state);
        let told = refund_retry(&refund, now);
        match state {
            RefundState::Refused => {
                let early = refund_retry(&refund, SENT + minutes(10) - seconds(1));
                assert_eq!(early, Retry::TooEarly { from: SENT + minutes(10) });
                let Retry::Now(decided) = told else { panic!("{told:?}") };
                assert_eq!(decided.refund, Refund { next_at: Some(now), ..refund });
                assert_eq!((decided.events.len(), decided.alerts.len()), (0, 0));
            }
            RefundState::Requested | RefundState::Sent | RefundState::Unknown => {
                assert_eq!(told, Retry::UnderWay);
            }
            RefundState::Succeeded | RefundState::PaidByTransfer => assert_eq!(told, Retry::Over),
        }
    }
}

#[test]
fn a_transfer_is_written_down_only_where_no_money_can_go_back_twice() {
    const MADE: Result<RefundState, TransferRefused> = Ok(RefundState::Succeeded);
    const PAID: Result<RefundState, TransferRefused> = Ok(RefundState::PaidByTransfer);
    const OVER: Result<RefundState, TransferRefused> = Err(TransferRefused::Over);
    const WAY: Result<RefundState, TransferRefused> = Err(TransferRefused::UnderWay);
    const NONE: Result<RefundState, TransferRefused> = Err(TransferRefused::NoAnswer);
    // Made, Pending, Nothing, NoAnswer; ten minutes after the last request.
    let matrix = [
        (RefundState::Requested, [MADE, WAY, WAY, WAY]),
        (RefundState::Sent, [MADE, WAY, WAY, WAY]),
        (RefundState::Succeeded, [OVER, OVER, OVER, OVER]),
        (RefundState::Refused, [MADE, WAY, PAID, NONE]),
        (RefundState::Unknown, [MADE, WAY, WAY, WAY]),
        (RefundState::PaidByTransfer, [OVER, OVER, OVER, OVER]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), RefundState::ALL, "a row for every state");
    for (state, row) in matrix {
        let all = [Shown::Made, Shown::Pending, Shown::Nothing, Shown::NoAnswer];
        for (shown, should) in all.into_iter().zip(row) {
            let told = refund_by_transfer(&refund_in(state), shown, SENT + minutes(10));
            let told = told.map(|decided| decided.refund.state);
            assert_eq!(told, should, "{state:?} / {shown:?}");
        }
    }
}

#[test]
fn a_transfer_waits_ten_minutes_for_the_last_request_unless_the_refund_is_found_made() {
    let refused = refund_in(RefundState::Refused);
    let early = SENT + minutes(10) - seconds(1);
    let told = refund_by_transfer(&refused, Shown::Nothing, early);
    assert_eq!(told, Err(TransferRefused::TooEarly { from: SENT + minutes(10) }));
    let found = refund_by_transfer(&refused, Shown::Made, early).expect("found");
    let Refund { id, attempt, amount, .. } = refused;
    assert_eq!(found.events, [Event::PaymentRefunded { refund: id, attempt, amount }]);

    let paid = refund_by_transfer(&refused, Shown::Nothing, SENT + minutes(10)).expect("in time");
    assert_eq!(paid.events, [Event::PaymentPaidByTransfer { refund: id, attempt, amount }]);
    assert_eq!((paid.refund.next_at, paid.refund.tries), (None, 1));
}

// ------------------------------------------------------------------ the use cases

impl Shop {
    async fn pay(&self) -> Reply {
        let method = Secret::new("4242424242424242".to_owned());
        self.service.pay(ORDER, id(1), TOTAL, method).await.expect("the database is there")
    }

    fn row(&self) -> Attempt {
        self.database.rows().attempts[&id(1)].clone()
    }

    fn refund(&self) -> Refund {
        self.database.rows().refunds.values().next().expect("a refund").clone()
    }

    fn at_provider(&self, state: ProviderState) {
        self.provider.books().payments.insert(name_of(id(1)).0, state);
    }

    async fn settle(&self, verdict: Verdict) -> Result<Settled, SettleError> {
        self.service.settle_by_hand(ORDER, id(1), verdict, typed(), WHO).await
    }

    async fn transfer(&self) -> Result<Transferred, TransferError> {
        let reason = "카드사가 닫은 계좌라 이체함".to_owned();
        self.service.pay_by_transfer(ORDER, self.refund().id, reason, WHO).await
    }

    async fn retry(&self) -> Result<RefundState, RetryError> {
        self.service.retry_refund(ORDER, self.refund().id, WHO).await
    }

    fn audit(&self) -> Vec<(Action, String)> {
        self.database.rows().audit.iter().map(|entry| (entry.action, entry.text.clone())).collect()
    }

    fn event_names(&self) -> Vec<&'static str> {
        self.database.rows().events.iter().map(Event::name).collect()
    }
}

/// A payment that has been unknown for a day, and whose provider hangs when it is asked once more.
async fn unknown_for_a_day() -> Shop {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay().await, Reply::Checking);
    shop.clock.later(DAY);
    shop
}

/// The same of which not even a name is known, and whose provider does not give one.
async fn unnamed_for_a_day() -> Shop {
    let shop = unknown_for_a_day().await;
    shop.database.rows().attempts.get_mut(&id(1)).expect("the row").reference = None;
    shop.provider.fails("prepare", [CallFault::RequestLost; 2]);
    shop
}

/// A refund that the provider refused just now.
async fn refused() -> Shop {
    let shop = shop();
    assert_eq!(shop.pay().await, Reply::Approved);
    shop.database.rows().refunds.insert(refund_in(RefundState::Requested).id, {
        Refund { next_at: Some(SENT), version: 0, ..refund_in(RefundState::Requested) }
    });
    shop.provider.books().refund_verdicts.push_back(ProviderRefundState::Refused);
    shop.service.tick().await.expect("the database is there");
    assert_eq!(shop.refund().state, RefundState::Refused);
    shop
}

#[tokio::test]
async fn without_an_answer_the_verdict_counts_and_is_audited_with_what_was_typed() {
    for (verdict, state, action) in [
        (Verdict::Approved, AttemptState::Approved, Action::PaymentApproved),
        (Verdict::NotApproved, AttemptState::Declined, Action::PaymentNotApproved),
    ] {
        let shop = unknown_for_a_day().await;
        shop.provider.fails("ask", [CallFault::RequestLost]);
        assert_eq!(shop.settle(verdict).await, Ok(Settled::AsSaid));
        assert_eq!(shop.row().state, state);
        assert_eq!(shop.audit(), [(action, "ch_typed".to_owned())]);
    }
}

#[tokio::test]
async fn a_definite_answer_of_the_provider_wins_over_what_a_person_says() {
    for (there, verdict, state) in [
        (ProviderState::Captured, Verdict::NotApproved, AttemptState::Approved),
        (ProviderState::Closed, Verdict::Approved, AttemptState::Declined),
        (ProviderState::Open, Verdict::Approved, AttemptState::Declined),
    ] {
        let shop = unknown_for_a_day().await;
        shop.at_provider(there);
        assert_eq!(shop.settle(verdict).await, Ok(Settled::ProviderSays(state)));
        assert_eq!((shop.row().state, shop.audit()), (state, vec![]));
    }
}

#[tokio::test]
async fn a_payment_without_a_name_is_approved_only_by_that_of_money_which_the_provider_took() {
    let wrong = Err(SettleError::WrongReference);
    for (there, settled) in [
        (None, wrong.clone()),
        (Some(ProviderState::Open), wrong.clone()),
        (Some(ProviderState::Closed), wrong),
        (Some(ProviderState::Captured), Ok(Settled::AsSaid)),
    ] {
        let shop = unnamed_for_a_day().await;
        shop.provider.books().payments.extend(there.map(|state| (typed().0, state)));
        assert_eq!(shop.settle(Verdict::Approved).await, settled);
        assert_eq!(shop.row().reference, settled.is_ok().then(typed));
    }
}

#[tokio::test]
async fn a_name_that_is_another_payments_or_that_nobody_can_ask_about_approves_nothing() {
    let shop = unnamed_for_a_day().await;
    shop.provider.books().payments.insert(typed().0, ProviderState::Captured);
    shop.provider.fails("ask", [CallFault::RequestLost]);
    assert!(matches!(shop.settle(Verdict::Approved).await, Err(SettleError::Unavailable(_))));

    let other = Attempt { id: AttemptId::nth(ORDER, 2), reference: Some(typed()), ..attempt() };
    shop.database.rows().attempts.insert(other.id, other);
    assert_eq!(shop.settle(Verdict::Approved).await, Err(SettleError::WrongReference));
    assert_eq!((shop.row().state, shop.audit()), (AttemptState::Unknown, vec![]));
}

#[tokio::test]
async fn nothing_is_settled_early_or_twice_or_for_another_order() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.pay().await, Reply::Checking);
    shop.clock.later(seconds(24 * 60 * 60 - 1));
    let early = SettleRefused::TooEarly { from: SENT + DAY };
    assert_eq!(shop.settle(Verdict::Approved).await, Err(SettleError::Refused(early)));
    shop.clock.later(seconds(1));
    assert_eq!(shop.provider.count("ask"), 0, "the provider is not asked in vain");

    let strange = OrderId(Uuid::from_u128(1));
    for (order, attempt) in [(strange, id(1)), (ORDER, AttemptId::nth(ORDER, 2))] {
        let settled = shop.service.settle_by_hand(order, attempt, Verdict::Approved, typed(), WHO).await;
        assert_eq!(settled, Err(SettleError::NotFound));
    }
    shop.provider.fails("ask", [CallFault::AnswerLost]);
    assert_eq!(shop.settle(Verdict::Approved).await, Ok(Settled::AsSaid));
    let again = shop.settle(Verdict::NotApproved).await;
    assert_eq!(again, Err(SettleError::Refused(SettleRefused::NotOpen)));
    assert_eq!(shop.event_names(), ["PaymentOutcomeUnknown", "PaymentApproved"]);
}

#[tokio::test]
async fn a_verdict_that_comes_second_is_told_so() {
    let shop = unknown_for_a_day().await;
    shop.provider.fails("ask", [CallFault::RequestLost]);
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::Approved));
    let settled = shop.settle(Verdict::NotApproved).await;
    assert_eq!(settled, Err(SettleError::Refused(SettleRefused::NotOpen)));
    assert_eq!((shop.row().state, shop.audit()), (AttemptState::Approved, vec![]));
}

#[tokio::test]
async fn what_was_called_not_approved_and_is_captured_after_all_goes_back_in_full() {
    let shop = unknown_for_a_day().await;
    shop.provider.fails("ask", [CallFault::RequestLost]);
    assert_eq!(shop.settle(Verdict::NotApproved).await, Ok(Settled::AsSaid));
    shop.at_provider(ProviderState::Captured);
    shop.clock.later(hours(1));
    shop.service.tick().await.expect("the database is there");
    assert_eq!(shop.row().state, AttemptState::Surplus);
    assert_eq!(shop.refund().amount, TOTAL);
}

#[tokio::test]
async fn try_again_waits_for_the_last_request_asks_what_there_is_and_sends_under_a_new_key() {
    let shop = refused().await;
    assert_eq!(shop.retry().await, Err(RetryError::TooEarly { from: SENT + minutes(10) }));
    shop.clock.later(minutes(10));
    assert_eq!(shop.retry().await, Ok(RefundState::Succeeded));
    let id = shop.refund().id;
    assert_eq!(shop.provider.books().refund_keys, [format!("{id}:1"), format!("{id}:2")]);
    assert_eq!(shop.provider.calls()[2..], ["refund", "refunds", "refund"]);
    assert_eq!(shop.audit(), [(Action::RefundRetried, String::new())]);
    assert_eq!(shop.retry().await, Err(RetryError::Over), "a second click finds it made");
    assert_eq!(shop.provider.count("refund"), 2);
}

#[tokio::test]
async fn try_again_that_is_refused_again_stands_as_it_stood() {
    let shop = refused().await;
    shop.clock.later(minutes(10));
    shop.provider.books().refund_verdicts.push_back(ProviderRefundState::Refused);
    assert_eq!(shop.retry().await, Ok(RefundState::Refused));
    assert_eq!(shop.event_names().last(), Some(&"PaymentRefundRefused"));
}

#[tokio::test]
async fn a_transfer_is_written_down_once_after_ten_minutes_and_the_provider_hears_of_no_more_requests() {
    let shop = refused().await;
    let early = TransferRefused::TooEarly { from: SENT + minutes(10) };
    assert_eq!(shop.transfer().await, Err(TransferError::Refused(early)));
    shop.clock.later(minutes(10));
    assert_eq!(shop.transfer().await, Ok(Transferred::Paid));
    assert_eq!(shop.transfer().await, Ok(Transferred::Paid), "a second click is a success");
    assert_eq!(shop.refund().state, RefundState::PaidByTransfer);
    assert_eq!(shop.event_names().iter().filter(|name| **name == "PaymentPaidByTransfer").count(), 1);
    assert_eq!(shop.audit().len(), 1);
    assert_eq!(shop.retry().await, Err(RetryError::Over));
    shop.clock.later(days(3));
    shop.service.tick().await.expect("the database is there");
    assert_eq!(shop.provider.count("refund"), 1);
}

#[tokio::test]
async fn before_a_transfer_the_provider_is_asked_and_what_is_found_there_is_succeeded() {
    let shop = refused().await;
    let made = ProviderRefund {
        refund: Some(shop.refund().id),
        amount: TOTAL,
        state: ProviderRefundState::Succeeded,
    };
    shop.provider.books().refunds.push((name_of(id(1)).0, made));
    assert_eq!(shop.transfer().await, Ok(Transferred::FoundMade));
    assert_eq!((shop.refund().state, shop.audit()), (RefundState::Succeeded, vec![]));
}

#[tokio::test]
async fn without_an_answer_no_transfer_is_written_down() {
    let shop = refused().await;
    shop.clock.later(minutes(10));
    shop.provider.fails("refunds", [CallFault::RequestLost]);
    let told = shop.transfer().await;
    assert_eq!(told, Err(TransferError::Refused(TransferRefused::NoAnswer)));
    assert_eq!(shop.refund().state, RefundState::Refused);
    let stranger = OrderId(Uuid::from_u128(1));
    let other = shop.service.pay_by_transfer(stranger, shop.refund().id, "x".to_owned(), WHO).await;
    assert_eq!(other, Err(TransferError::NotFound));
}
