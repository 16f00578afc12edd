//! The addresses of Toss's face, and what each does with a call.

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use crate::answer::Answer;
use crate::face::Face;
use crate::ledger::{LedgerError, payments, transactions};
use crate::provider::Shared;
use crate::toss::call::{Call, authenticate};
use crate::toss::payments::Payment;
use crate::toss::requests::NewPayment;
use crate::toss::{Command, Listed, Refusal, transactions as listing, window};

/// What a shop calls, with the key.
pub(crate) fn api(provider: &Shared) -> Router<Shared> {
    Router::new()
        .route("/toss/v1/payments", post(create))
        .route("/toss/v1/payments/confirm", post(confirm))
        .route("/toss/v1/payments/{payment_key}", get(read))
        .route("/toss/v1/payments/orders/{order_id}", get(read_order))
        .route("/toss/v1/payments/{payment_key}/cancel", post(cancel))
        .route("/toss/v1/transactions", get(list))
        .method_not_allowed_fallback(async || Refusal::UNKNOWN_ADDRESS)
        .layer(from_fn_with_state(provider.clone(), authenticate))
}

/// What a buyer opens.
pub(crate) fn hosted() -> Router<Shared> {
    Router::new().route("/toss/window/{payment_key}", get(window::show).post(window::act))
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
            Self::Ledger(error) => Face::Toss.ledger_failed(&error).into_response(),
        }
    }
}

type Answered = Result<Answer, No>;

async fn create(State(provider): State<Shared>, call: Call) -> Answered {
    let new = call.body::<NewPayment>()?.checked()?;
    let base = call.base.0.clone();
    Ok(call.run(&provider, Command::Create { new, base }).await)
}

async fn confirm(State(provider): State<Shared>, call: Call) -> Answered {
    let command = Command::Confirm(call.body()?);
    Ok(call.run(&provider, command).await)
}

async fn cancel(State(provider): State<Shared>, Path(payment_key): Path<String>, call: Call) -> Answered {
    let command = Command::Cancel { payment_key, asked: call.body()? };
    Ok(call.run(&provider, command).await)
}

async fn read(State(provider): State<Shared>, Path(payment_key): Path<String>) -> Answered {
    let found = payments::find(&mut *provider.ledger.reader().await, &payment_key).await?;
    shown(&provider, found).await
}

async fn read_order(State(provider): State<Shared>, Path(order_id): Path<String>) -> Answered {
    let found = payments::of_order(&mut *provider.ledger.reader().await, &order_id).await?;
    shown(&provider, found).await
}

async fn shown(provider: &Shared, found: Option<Payment>) -> Answered {
    let payment = found.ok_or(Refusal::NOT_FOUND)?;
    let cancels =
        transactions::cancels_of(&mut *provider.ledger.reader().await, &payment.payment_key).await?;
    Ok(Answer::ok(&payment.json(&cancels)))
}

async fn list(
    State(provider): State<Shared>,
    query: Result<Query<listing::Query>, QueryRejection>,
) -> Answered {
    let Query(query) = query.map_err(|_| Refusal::invalid("limit은 숫자입니다."))?;
    let ((from, until), limit, after) = (query.span()?, query.limit()?, query.starting_after.as_deref());
    let mut reader = provider.ledger.reader().await;
    if let Some(key) = after
        && !transactions::exists(&mut reader, key).await?
    {
        return Err(Refusal::invalid("startingAfter는 있는 거래의 transactionKey입니다.").into());
    }
    let listed = transactions::list(&mut reader, from, until, after, limit).await?;
    Ok(Answer::ok(&listed.iter().map(Listed::json).collect::<Vec<Value>>().into()))
}
