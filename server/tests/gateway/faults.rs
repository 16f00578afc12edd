//! Whether an answer that never came is ever taken for a no: every call of the port under every fault of the way there
//! and back, and what the provider then says when it is asked.

use std::time::Duration;

use kernel::time::seconds;
use payment::{CallError, CapturedBy, PageUrl, PaymentProvider, ProviderRef, ProviderState};
use serde_json::{Value, json};

use crate::for_every_adapter;
use crate::setup::{Kind, Payment, Setup, VISA, confirm, listener, prepare, refund, refund_id};

/// What an adapter waits for an answer that never comes. The sandbox is in this very process, and quicker.
const HURRIED: Duration = Duration::from_millis(500);

for_every_adapter![
    a_payment_that_may_have_been_made_known_is_found_again_and_never_captured,
    a_charge_without_an_answer_is_unknown_and_asking_tells_the_truth,
    a_refund_without_an_answer_is_unknown_and_the_list_tells_the_truth,
    a_question_without_an_answer_says_nothing,
    a_closing_without_an_answer_is_unknown_and_asking_tells_the_truth,
    a_provider_that_is_down_leaves_everything_unknown,
    a_provider_that_refuses_connections_was_sent_nothing,
    a_capture_that_was_said_to_have_failed_is_found_afterwards,
];

/// A fault, and whether what was asked is done all the same.
struct Fault {
    rule: Value,
    done: bool,
}

/// Every fault of one answer.
fn faults() -> Vec<Fault> {
    let fault = |rule: Value, done: bool| Fault { rule, done };
    let error = |status: u16, when: &str| json!({ "kind": "error", "status": status, "when": when });
    let reset = |when: &str| json!({ "kind": "reset", "when": when });
    vec![
        fault(error(500, "before"), false),
        fault(error(503, "before"), false),
        fault(json!({ "kind": "rate_limited" }), false),
        fault(reset("before"), false),
        fault(error(500, "after"), true),
        fault(error(503, "after"), true),
        fault(reset("after"), true),
        fault(json!({ "kind": "hang_up" }), true),
        fault(json!({ "kind": "unreadable" }), true),
        fault(json!({ "kind": "hang" }), true),
    ]
}

impl Fault {
    /// Meets the next call of this endpoint.
    async fn arm(&self, it: &Setup, on: &str) {
        it.set_faults(json!([{ "fault": self.rule, "on": on, "times": 1 }])).await;
    }

    /// The first answer stays with the key.
    fn is_kept(&self) -> bool {
        self.rule["status"] == 500
    }
}

#[track_caller]
fn assert_unknown<T: std::fmt::Debug>(answer: &Result<T, CallError>, fault: &Fault) {
    assert!(matches!(answer, Err(CallError::Unknown(_))), "{}: {answer:?}", fault.rule);
}

async fn a_payment_that_may_have_been_made_known_is_found_again_and_never_captured(it: &Setup) {
    let hurried = it.hurried(HURRIED);
    for (n, fault) in (1..).zip(faults()) {
        fault.arm(it, it.kind.endpoints().prepare).await;
        assert_unknown(&hurried.prepare(prepare(n)).await, &fault);
        match it.provider.prepare(prepare(n)).await {
            Ok(found) => assert_eq!(it.provider.prepare(prepare(n)).await, Ok(found), "{}", fault.rule),
            kept => {
                assert_unknown(&kept, &fault);
                assert!(fault.is_kept(), "{}", fault.rule);
            }
        }
    }
    assert_eq!(it.captures().await, []);
}

async fn a_charge_without_an_answer_is_unknown_and_asking_tells_the_truth(it: &Setup) {
    let hurried = it.hurried(HURRIED);
    for (n, fault) in (1..).zip(faults()) {
        let payment = it.prepared(n).await;
        if it.kind == Kind::Toss {
            it.does(&page(&payment), "card", VISA).await;
        }
        fault.arm(it, it.kind.endpoints().charge).await;
        match it.provider.capabilities().captured_by {
            CapturedBy::Confirm | CapturedBy::ConfirmAfterPage => {
                assert_unknown(&hurried.confirm(confirm(&payment, VISA)).await, &fault);
            }
            // The buyer sees it fail, and the shop sees nothing.
            CapturedBy::Page => {
                let browser = it.browser.post(page(&payment)).form(&[("card", VISA)]);
                drop(browser.timeout(HURRIED).send().await);
            }
        }
        let done = it.has_captured(&payment).await;
        assert_eq!(done, fault.done, "{}", fault.rule);
        let truth = it.ask(&payment).await.expect("an answer");
        assert_eq!(truth == ProviderState::Captured, done, "{}: {truth:?}", fault.rule);
        assert!(done || still_open(&truth), "{}: {truth:?}", fault.rule);
    }
}

/// Nothing is decided: a no would be believed.
fn still_open(state: &ProviderState) -> bool {
    matches!(state, ProviderState::Open | ProviderState::ActionNeeded { .. })
}

async fn a_refund_without_an_answer_is_unknown_and_the_list_tells_the_truth(it: &Setup) {
    let (payment, hurried) = (it.captured(1).await, it.hurried(HURRIED));
    for (n, fault) in (1..).zip(faults()) {
        let before = it.returned().await.len();
        fault.arm(it, it.kind.endpoints().refund).await;
        assert_unknown(&hurried.refund(refund(&payment, n, 1_000)).await, &fault);
        let listed = it.provider.refunds(&payment.reference).await.expect("a list");
        let ours = listed.iter().filter(|known| known.refund == Some(refund_id(n))).count();
        assert_eq!(ours, usize::from(fault.done), "{}", fault.rule);
        assert_eq!(it.returned().await.len(), before + ours, "{}", fault.rule);
    }
}

async fn a_question_without_an_answer_says_nothing(it: &Setup) {
    let (payment, hurried) = (it.captured(1).await, it.hurried(HURRIED));
    let endpoints = it.kind.endpoints();
    for fault in faults() {
        fault.arm(it, endpoints.ask).await;
        assert_unknown(&hurried.ask(&payment.reference).await, &fault);
        assert_eq!(it.ask(&payment).await, Ok(ProviderState::Captured));
        fault.arm(it, endpoints.refunds).await;
        assert_unknown(&hurried.refunds(&payment.reference).await, &fault);
        assert_eq!(it.provider.refunds(&payment.reference).await, Ok(Vec::new()));
    }
}

async fn a_closing_without_an_answer_is_unknown_and_asking_tells_the_truth(it: &Setup) {
    let hurried = it.hurried(HURRIED);
    for (n, fault) in (1..).zip(faults()) {
        let payment = it.prepared(n).await;
        fault.arm(it, it.kind.endpoints().close).await;
        assert_unknown(&hurried.close(&payment.reference).await, &fault);
        let closes = it.kind != Kind::Toss;
        let truth = it.ask(&payment).await.expect("an answer");
        assert_eq!(truth == ProviderState::Closed, fault.done && closes, "{}: {truth:?}", fault.rule);
    }
}

async fn a_provider_that_is_down_leaves_everything_unknown(it: &Setup) {
    let payment = it.captured(1).await;
    let switch = it.browser.post(format!("{}/control", it.url)).json(&json!({ "down": true }));
    switch.send().await.unwrap().error_for_status().unwrap();
    let errors = errors(it.provider.as_ref(), &payment).await;
    assert!(errors.iter().all(|error| matches!(error, CallError::Unknown(_))), "{errors:?}");
}

async fn a_provider_that_refuses_connections_was_sent_nothing(it: &Setup) {
    let (listener, address) = listener().await;
    drop(listener);
    let gone = it.kind.adapter(&format!("http://{address}"), it.kind.key(), HURRIED);
    let errors = errors(gone.as_ref(), &it.captured(1).await).await;
    assert!(errors.iter().all(|error| matches!(error, CallError::NotSent(_))), "{errors:?}");
}

async fn a_capture_that_was_said_to_have_failed_is_found_afterwards(it: &Setup) {
    for (n, shown) in (1..).zip(["declined", "processing"]) {
        let payment = it.prepared(n).await;
        let late = json!({ "kind": "late_success", "shown": shown, "delay_ms": 60_000 });
        it.set_faults(json!([{ "fault": late, "on": it.kind.endpoints().charge, "times": 1 }])).await;
        let at_first = it.pays(&payment, VISA).await;
        assert_ne!(at_first, Ok(ProviderState::Captured), "{shown}");
        assert!(!it.has_captured(&payment).await, "{shown}");
        it.advance(seconds(60));
        assert_eq!(it.ask(&payment).await, Ok(ProviderState::Captured), "{shown}");
        assert!(it.has_captured(&payment).await, "{shown}");
    }
}

/// What every call comes to at a provider that has no answers, in the order of the port.
pub async fn errors(provider: &dyn PaymentProvider, payment: &Payment) -> Vec<CallError> {
    let reference: &ProviderRef = &payment.reference;
    let answers = [
        provider.prepare(prepare(2)).await.err(),
        provider.confirm(confirm(payment, VISA)).await.err(),
        provider.ask(reference).await.err(),
        provider.close(reference).await.err(),
        provider.refund(refund(payment, 1, 1)).await.err(),
        provider.refunds(reference).await.err(),
    ];
    answers.map(|error| error.expect("no answer")).to_vec()
}

/// The page on which this payment is paid.
fn page(payment: &Payment) -> String {
    let PageUrl(page) = payment.page.clone().expect("a page of the provider");
    page
}
