//! Whether a repeat is the same request, and for how long: what the capabilities say of keys.

use kernel::Money;
use kernel::time::{Span, minutes};
use payment::{CallError, LookUp, ProviderRefundState, RefundCall, Replays};
use serde_json::json;

use crate::for_every_adapter;
use crate::setup::{Setup, prepare, refund, refund_id};

const SUCCEEDED: ProviderRefundState = ProviderRefundState::Succeeded;

for_every_adapter![
    a_key_is_remembered_as_long_as_the_capabilities_say,
    a_key_that_comes_with_another_request_is_answered_as_the_capabilities_say,
    a_failure_of_the_provider_itself_is_kept_under_its_key_and_one_before_it_is_not,
    an_attempt_is_found_again_as_long_as_the_capabilities_say,
];

/// A minute less.
fn almost(lives: Span) -> Span {
    Span::from_millis(lives.micros() / 1_000 - 60_000)
}

async fn a_key_is_remembered_as_long_as_the_capabilities_say(it: &Setup) {
    let (payment, lives) = (it.captured(1).await, it.provider.capabilities().key_lives);
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    it.advance(almost(lives));
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    assert_eq!(it.returned().await, [9_000], "the key is known");
    it.advance(minutes(2));
    // What payment never does without asking first.
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    assert_eq!(it.returned().await, [9_000, 9_000], "the key is forgotten");
}

async fn a_key_that_comes_with_another_request_is_answered_as_the_capabilities_say(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    let other = RefundCall { amount: Money::won(1_000), ..refund(&payment, 1, 9_000) };
    let answer = it.provider.refund(other).await;
    match it.provider.capabilities().replays {
        Replays::SameRequest => assert!(matches!(answer, Err(CallError::Unknown(_))), "{answer:?}"),
        Replays::AnyRequest => assert_eq!(answer, Ok(SUCCEEDED)),
    }
    assert_eq!(it.returned().await, [9_000]);
}

async fn a_failure_of_the_provider_itself_is_kept_under_its_key_and_one_before_it_is_not(it: &Setup) {
    let (payment, on) = (it.captured(1).await, it.kind.endpoints().refund);
    let once = |status: u16| json!([{ "fault": { "kind": "error", "status": status, "when": "before" }, "on": on, "times": 1 }]);
    it.set_faults(once(503)).await;
    assert!(matches!(it.refund(&payment, 1, 1_000).await, Err(CallError::Unknown(_))));
    assert_eq!(it.refund(&payment, 1, 1_000).await, Ok(SUCCEEDED), "503 is a gateway's, and no key keeps it");

    it.set_faults(once(500)).await;
    for _ in 0..2 {
        let failed = it.refund(&payment, 2, 2_000).await;
        assert!(matches!(failed, Err(CallError::Unknown(_))), "{failed:?}");
    }
    assert_eq!(it.returned().await, [1_000]);
    let next = RefundCall { key: format!("{}:2", refund_id(2)), ..refund(&payment, 2, 2_000) };
    assert_eq!(it.provider.refund(next).await, Ok(SUCCEEDED));
    assert_eq!(it.returned().await, [1_000, 2_000]);
}

async fn an_attempt_is_found_again_as_long_as_the_capabilities_say(it: &Setup) {
    let (first, capabilities) = (it.prepared(1).await, it.provider.capabilities());
    it.advance(almost(capabilities.key_lives));
    let known = it.provider.prepare(prepare(1)).await.expect("the key is known");
    assert_eq!(known.reference, first.reference);
    it.advance(minutes(2));
    let later = it.provider.prepare(prepare(1)).await.expect("the key is forgotten");
    assert_eq!(later.reference == first.reference, capabilities.look_up == LookUp::Attempt);
    assert_eq!(it.captures().await, []);
}
