//! Stripe's adapter against a Stripe that others wrote: localstripe, from PyPI. It ignores idempotency keys, gives back
//! more than was captured, and confirms no card by number, so only the shape of what is sent and read counts; who pays
//! is played past the adapter.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use kernel::Money;
use payment::{PaymentProvider, ProviderRefund, ProviderRefundState, ProviderState};
use serde_json::Value;
use server::gateway::wire::Patience;

use crate::setup::{Kind, Payment, TOTAL, VISA, confirm, prepare, refund, refund_id};

const KEY: &str = "sk_test_localstripe";
/// Its card that is declined only when it is charged.
const DECLINED: &str = "4000000000000341";
const ASKS: &str = "4000002760003184";

/// The program; it ends with its input.
struct LocalStripe {
    url: String,
    program: Child,
    _input: ChildStdin,
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

impl LocalStripe {
    /// Starts it where `cargo xtask test` has installed it. `None` when it is not there, which is said; on CI that is a
    /// failure.
    fn start() -> Option<Self> {
        let python = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/localstripe/bin/python"));
        if !python.is_file() {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI has no localstripe");
            // Not by a macro: those are silent while a test passes.
            std::io::stderr().write_all(b"\nskipped: no localstripe\n").unwrap();
            return None;
        }
        let mut command = Command::new(python);
        command.args(["-c", include_str!("localstripe.py")]);
        let mut program =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let url = format!("http://127.0.0.1:{}", port.trim());
        Some(Self { url, _input: program.stdin.take().unwrap(), program })
    }

    fn adapter(&self) -> Arc<dyn PaymentProvider> {
        Kind::StripeWithOurPage.adapter(&self.url, KEY, Patience::default().total)
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let request = reqwest::Client::new().post(format!("{}/v1/{path}", self.url)).bearer_auth(KEY);
        request.form(form).send().await.unwrap().json().await.unwrap()
    }

    /// The buyer pays with this card, past the adapter.
    async fn is_paid_with(&self, payment: &Payment, card: &str) {
        let card = [
            ("type", "card"),
            ("card[number]", card),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2040"),
            ("card[cvc]", "123"),
        ];
        let method = self.post("payment_methods", &card).await;
        let (intent, method) = (&payment.reference.0, method["id"].as_str().unwrap());
        self.post(&format!("payment_intents/{intent}"), &[("payment_method", method)]).await;
        self.post(&format!("payment_intents/{intent}/confirm"), &[]).await;
    }
}

async fn prepared(stripe: &dyn PaymentProvider, n: u32) -> Payment {
    let prepared = stripe.prepare(prepare(n)).await.expect("prepared");
    Payment { attempt: prepare(n).attempt, reference: prepared.reference, page: prepared.page }
}

#[tokio::test]
async fn a_payment_is_made_known_asked_about_and_closed() {
    let Some(local) = LocalStripe::start() else { return };
    let stripe = local.adapter();
    let payment = prepared(stripe.as_ref(), 1).await;
    assert_eq!(stripe.ask(&payment.reference).await, Ok(ProviderState::Open));
    for _ in 0..2 {
        assert_eq!(stripe.close(&payment.reference).await, Ok(ProviderState::Closed));
    }
    assert_eq!(stripe.ask(&payment.reference).await, Ok(ProviderState::Closed));
    let nobody = payment::ProviderRef("pi_nobody".to_owned());
    assert_eq!(stripe.ask(&nobody).await, Ok(ProviderState::NotFound));
}

#[tokio::test]
async fn a_payment_that_was_captured_a_declined_one_and_one_that_asks_are_told_apart() {
    let Some(local) = LocalStripe::start() else { return };
    let stripe = local.adapter();
    let declined = ProviderState::Declined { code: "declined".to_owned() };
    let asks = ProviderState::ActionNeeded { page: None };
    let cards = [(VISA, ProviderState::Captured), (DECLINED, declined), (ASKS, asks)];
    for (n, (card, state)) in (1..).zip(cards) {
        let payment = prepared(stripe.as_ref(), n).await;
        local.is_paid_with(&payment, card).await;
        assert_eq!(stripe.ask(&payment.reference).await, Ok(state), "{card}");
    }
}

#[tokio::test]
async fn what_it_refuses_is_answered_by_how_the_payment_stands() {
    let Some(local) = LocalStripe::start() else { return };
    let stripe = local.adapter();
    let payment = prepared(stripe.as_ref(), 1).await;
    // It takes no card with a confirmation.
    assert_eq!(stripe.confirm(confirm(&payment, VISA)).await, Ok(ProviderState::Open));
    local.is_paid_with(&payment, VISA).await;
    assert_eq!(stripe.confirm(confirm(&payment, VISA)).await, Ok(ProviderState::Captured));
    assert_eq!(stripe.close(&payment.reference).await, Ok(ProviderState::Captured));
}

#[tokio::test]
async fn refunds_are_made_and_listed_by_their_ids() {
    let Some(local) = LocalStripe::start() else { return };
    let stripe = local.adapter();
    let payment = prepared(stripe.as_ref(), 1).await;
    local.is_paid_with(&payment, VISA).await;
    assert_eq!(stripe.refunds(&payment.reference).await, Ok(Vec::new()));
    let state = ProviderRefundState::Succeeded;
    let mut expected = Vec::new();
    for (n, amount) in [(1, 9_000), (2, TOTAL - 9_000)] {
        assert_eq!(stripe.refund(refund(&payment, n, amount)).await, Ok(state));
        expected.push(ProviderRefund { refund: Some(refund_id(n)), amount: Money::won(amount), state });
    }
    let mut listed = stripe.refunds(&payment.reference).await.expect("a list");
    listed.sort_by_key(|refund| refund.amount.amount);
    assert_eq!(listed, expected);
}
