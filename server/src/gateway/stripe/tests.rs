//! What Stripe's words mean. How the client does against the sandbox is asked in `server/tests/gateway`.

use serde_json::json;

use super::*;

#[test]
fn only_a_readable_and_final_answer_is_definite() {
    let error = json!({ "error": { "type": "card_error", "code": "card_declined" } }).to_string();
    let reused = json!({ "error": { "type": "idempotency_error" } }).to_string();
    for (status, body) in [
        (200, "<html>"),
        (200, "{}"),
        (302, ""),
        (400, "no JSON"),
        (400, reused.as_str()),
        (402, "{\"error\":"),
        (408, error.as_str()),
        (409, error.as_str()),
        (429, error.as_str()),
        (500, error.as_str()),
        (503, error.as_str()),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let answer = read::<Intent>(status, body.as_bytes());
        assert!(matches!(answer, Err(CallError::Unknown(_))), "{status} {body}: {answer:?}");
    }
    let refused = read::<Intent>(StatusCode::PAYMENT_REQUIRED, error.as_bytes());
    assert!(matches!(refused, Ok(Reply::Refused(StatusCode::PAYMENT_REQUIRED, _))));
}

#[test]
fn every_state_of_stripe_has_its_meaning() {
    for (status, state) in [
        ("succeeded", ProviderState::Captured),
        ("canceled", ProviderState::Closed),
        ("requires_action", ProviderState::ActionNeeded { page: None }),
        ("requires_payment_method", ProviderState::Open),
        ("requires_confirmation", ProviderState::Open),
        ("requires_capture", ProviderState::Open),
        ("processing", ProviderState::Open),
        ("invented_tomorrow", ProviderState::Open),
    ] {
        let intent = json!({ "id": "pi_1", "status": status, "last_payment_error": null });
        let intent: Intent = serde_json::from_value(intent).expect("an intent");
        assert_eq!(intent.state(), state);
    }
}

#[test]
fn neither_the_key_nor_a_card_is_ever_written() {
    let key = Secret::new("sk_test_secret".to_owned());
    let settings = StripeSettings {
        base_url: "http://127.0.0.1:1/".to_owned(),
        secret_key: key.clone(),
        patience: Patience::default(),
        paying: Paying::Here,
        returns: Returns::new("https://shop.example", key),
    };
    let stripe = Stripe::new(settings).expect("a client without TLS");
    let confirm = Confirm {
        attempt: kernel::AttemptId::nth(kernel::OrderId(uuid::Uuid::from_u128(1)), 1),
        reference: ProviderRef("pi_1".to_owned()),
        amount: Money::won(39_000),
        method: Secret::new("4242424242424242".to_owned()),
    };
    let written = format!("{stripe:?} {confirm:?}");
    assert!(!written.contains("sk_test") && !written.contains("4242"), "{written}");
}
