//! The addresses of Stripe's face, and what each does with a call.

use axum::Router;
use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use crate::answer::Answer;
use crate::cards::Card;
use crate::face::Face;
use crate::ledger::{LedgerError, intents, refunds, sessions};
use crate::provider::Shared;
use crate::stripe::call::{Call, Query, authenticate};
use crate::stripe::form::Form;
use crate::stripe::intents::{Intent, NewIntent, cancellation_reason};
use crate::stripe::listing::{Created, Search, found, limit, page};
use crate::stripe::refunds::{NewRefund, Refund};
use crate::stripe::sessions::NewSession;
use crate::stripe::{Command, Refusal, pages};

/// What a shop calls, with the key.
pub(crate) fn api(provider: &Shared) -> Router<Shared> {
    Router::new()
        .route("/v1/payment_intents", post(create_intent).get(list_intents))
        .route("/v1/payment_intents/search", get(search_intents))
        .route("/v1/payment_intents/{id}", get(read_intent))
        .route("/v1/payment_intents/{id}/confirm", post(confirm_intent))
        .route("/v1/payment_intents/{id}/capture", post(capture_intent))
        .route("/v1/payment_intents/{id}/cancel", post(cancel_intent))
        .route("/v1/refunds", post(create_refund).get(list_refunds))
        .route("/v1/refunds/{id}", get(read_refund))
        .route("/v1/checkout/sessions", post(create_session))
        .route("/v1/checkout/sessions/{id}", get(read_session))
        .route("/v1/checkout/sessions/{id}/expire", post(expire_session))
        .method_not_allowed_fallback(async || Refusal::unrecognized_url())
        .layer(from_fn_with_state(provider.clone(), authenticate))
}

/// What a buyer opens.
pub(crate) fn hosted() -> Router<Shared> {
    Router::new()
        .route("/pay/{session}", get(pages::checkout).post(pages::pay))
        .route("/authenticate/{intent}", get(pages::question).post(pages::decide))
}

/// What a call came to where it is no success.
enum No {
    Refused(Refusal),
    Ledger(LedgerError),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for No {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Ledger(error) => Face::Stripe.ledger_failed(&error).into_response(),
        }
    }
}

type Answered = Result<Answer, No>;

async fn create_intent(State(provider): State<Shared>, call: Call) -> Answered {
    let command = Command::CreateIntent(NewIntent::parse(&call.form)?);
    Ok(call.run(&provider, command).await)
}

async fn confirm_intent(State(provider): State<Shared>, Path(id): Path<String>, call: Call) -> Answered {
    let command = Command::ConfirmIntent {
        id,
        card: card(&call.form)?,
        return_url: call.form.owned("return_url"),
        base: call.base.0.clone(),
    };
    Ok(call.run(&provider, command).await)
}

async fn capture_intent(State(provider): State<Shared>, Path(id): Path<String>, call: Call) -> Answered {
    let command = Command::CaptureIntent { id, amount: call.form.amount("amount_to_capture")? };
    Ok(call.run(&provider, command).await)
}

async fn cancel_intent(State(provider): State<Shared>, Path(id): Path<String>, call: Call) -> Answered {
    let command = Command::CancelIntent { id, reason: cancellation_reason(&call.form)? };
    Ok(call.run(&provider, command).await)
}

async fn create_refund(State(provider): State<Shared>, call: Call) -> Answered {
    let command = Command::CreateRefund(NewRefund::parse(&call.form)?);
    Ok(call.run(&provider, command).await)
}

async fn create_session(State(provider): State<Shared>, call: Call) -> Answered {
    let command = Command::CreateSession(NewSession::parse(&call.form, call.base.0.clone())?);
    Ok(call.run(&provider, command).await)
}

async fn expire_session(State(provider): State<Shared>, Path(id): Path<String>, call: Call) -> Answered {
    Ok(call.run(&provider, Command::ExpireSession { id }).await)
}

async fn read_intent(State(provider): State<Shared>, Path(id): Path<String>) -> Answered {
    Ok(Answer::ok(&intent(&provider, &id, "intent").await?.json()))
}

async fn read_refund(State(provider): State<Shared>, Path(id): Path<String>) -> Answered {
    let refund = refunds::find(&mut *provider.ledger.reader().await, &id).await?;
    Ok(Answer::ok(&refund.ok_or_else(|| Refusal::not_found("refund", &id, "refund"))?.json()))
}

async fn read_session(State(provider): State<Shared>, Path(id): Path<String>) -> Answered {
    let mut reader = provider.ledger.reader().await;
    let session = sessions::find(&mut reader, &id).await?;
    let session = session.ok_or_else(|| Refusal::not_found("checkout.session", &id, "session"))?;
    let intent = match &session.payment_intent {
        Some(id) => intents::find(&mut reader, id).await?,
        None => None,
    };
    Ok(Answer::ok(&session.json(intent.as_ref())))
}

async fn list_intents(State(provider): State<Shared>, Query(query): Query) -> Answered {
    let (created, limit, after) = (Created::parse(&query)?, limit(&query)?, query.get("starting_after"));
    if let Some(id) = after {
        intent(&provider, id, "starting_after").await?;
    }
    let mut reader = provider.ledger.reader().await;
    // One more than a page tells whether more follow.
    let intents = intents::list(&mut reader, created.from, created.until, after, limit + 1).await?;
    Ok(Answer::ok(&page("/v1/payment_intents", limit, objects(&intents, Intent::json))))
}

async fn search_intents(State(provider): State<Shared>, Query(query): Query) -> Answered {
    let (search, limit) = (Search::parse(query.required("query")?)?, limit(&query)?);
    let (now, lag) = (provider.now(), provider.options.search_lag);
    let mut reader = provider.ledger.reader().await;
    let created = Created::parse(&Form::parse(b""))?;
    let mut intents = intents::list(&mut reader, created.from, created.until, None, i64::MAX).await?;
    intents.retain(|intent| search.finds(intent, lag, now));
    Ok(Answer::ok(&found(&intents, query.get("page"), limit)))
}

/// Those of one payment, or all of them; by when they were made.
async fn list_refunds(State(provider): State<Shared>, Query(query): Query) -> Answered {
    let (created, limit) = (Created::parse(&query)?, limit(&query)?);
    let mut refunds = match query.get("payment_intent") {
        Some(id) => {
            intent(&provider, id, "payment_intent").await?;
            refunds::of_intent(&mut *provider.ledger.reader().await, id).await?
        }
        None => refunds::newest_first(&mut *provider.ledger.reader().await).await?,
    };
    refunds.retain(|refund| (created.from..created.until).contains(&refund.created_at));
    if let Some(last) = query.get("starting_after") {
        let place = refunds.iter().position(|refund| refund.id == last);
        refunds.drain(..=place.ok_or_else(|| Refusal::not_found("refund", last, "starting_after"))?);
    }
    Ok(Answer::ok(&page("/v1/refunds", limit, objects(&refunds, Refund::json))))
}

fn objects<T>(rows: &[T], json: impl Fn(&T) -> Value) -> Vec<Value> {
    rows.iter().map(json).collect()
}

async fn intent(provider: &Shared, id: &str, param: &str) -> Result<Intent, No> {
    let found = intents::find(&mut *provider.ledger.reader().await, id).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("payment_intent", id, param))?)
}

/// The card of a confirmation: a PaymentMethod by its id, or a number.
fn card(form: &Form) -> Result<Card, Refusal> {
    if let Some(id) = form.get("payment_method") {
        return Card::of_payment_method(id).ok_or_else(|| {
            Refusal::invalid("resource_missing", format!("No such PaymentMethod: '{id}'"))
                .param("payment_method")
        });
    }
    let number = form.get("payment_method_data[card][number]").ok_or_else(|| {
        Refusal::unexpected_state(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
        )
    })?;
    Card::of_number(number).ok_or_else(Refusal::incorrect_number)
}
