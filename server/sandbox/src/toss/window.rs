//! The payment window as a page: the buyer chooses a card, authenticates, and goes back to the shop.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Lang;
use serde::Deserialize;

use crate::cards::Card;
use crate::commands;
use crate::face::Face;
use crate::ledger::payments;
use crate::pages::{self, Html, Page, html, price};
use crate::provider::Shared;
use crate::toss::Command;
use crate::toss::payments::{Payment, Status};
use crate::toss::work::Act;
use crate::urls;

/// One of the page's buttons: a card, a decision at the issuer's, or out.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    card: Option<String>,
    decision: Option<String>,
    leave: Option<String>,
}

impl Choice {
    fn act(&self) -> Option<Act> {
        if self.leave.is_some() {
            return Some(Act::Leave);
        }
        let decided = || self.decision.as_ref().map(|said| Act::Authenticate { passed: said == "approve" });
        self.card.as_deref().and_then(Card::of_number).map(Act::Choose).or_else(decided)
    }
}

/// `GET /toss/window/{payment_key}`
pub(crate) async fn show(
    State(provider): State<Shared>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = pages::language(&headers);
    with_payment(&provider, &key, lang, |payment| match payment.status {
        Status::Ready => page(payment, lang),
        Status::InProgress => Redirect::to(&back(payment)).into_response(),
        Status::Expired => {
            let title = lang.pick("결제 시간이 지났어요", "This payment has expired");
            let text = lang.pick(
                "청구되지 않았어요. 가게에서 다시 시작해 주세요.",
                "Nothing was charged. Please start again.",
            );
            pages::notice(lang, StatusCode::OK, title, text, Some(&back(payment)))
        }
        Status::Done | Status::Canceled | Status::PartialCanceled | Status::Aborted => {
            let title = lang.pick("이미 끝난 결제예요", "This payment is over");
            let text =
                lang.pick("가게에서 결과를 확인해 주세요.", "Please see the shop for what came of it.");
            pages::notice(lang, StatusCode::OK, title, text, Some(&back(payment)))
        }
    })
    .await
}

/// `POST /toss/window/{payment_key}`: whatever comes of it stands in the ledger, and decides where the buyer goes.
pub(crate) async fn act(
    State(provider): State<Shared>,
    Path(key): Path<String>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    if let Some(act) = choice.act() {
        let command = Command::Window { payment_key: key.clone(), act };
        provider.execute(Face::Toss, None, commands::Command::Toss(command), None).await;
    }
    with_payment(&provider, &key, pages::language(&headers), |payment| {
        Redirect::to(&onward(payment)).into_response()
    })
    .await
}

async fn with_payment(
    provider: &Shared,
    key: &str,
    lang: Lang,
    answer: impl FnOnce(&Payment) -> Response,
) -> Response {
    match payments::find(&mut *provider.ledger.reader().await, key).await {
        Ok(Some(payment)) => answer(&payment),
        Ok(None) => pages::not_found(lang),
        Err(error) => {
            tracing::error!(%error, "the payment sandbox's ledger failed");
            pages::failed(lang)
        }
    }
}

/// Where the buyer goes from the window as it stands.
fn onward(payment: &Payment) -> String {
    match payment.status {
        Status::InProgress | Status::Aborted => back(payment),
        _ => format!("/toss/window/{}", payment.payment_key),
    }
}

/// The shop's address for what came of the window.
fn back(payment: &Payment) -> String {
    if let Some(failure) = &payment.failure {
        let told = [
            ("code", failure.code.as_str()),
            ("message", failure.message.as_str()),
            ("orderId", payment.order_id.as_str()),
        ];
        return urls::with_query(&payment.fail_url, &told);
    }
    if payment.status == Status::Expired {
        let told = [
            ("code", "PAY_PROCESS_ABORTED"),
            ("message", "결제 시간이 지났습니다."),
            ("orderId", &payment.order_id),
        ];
        return urls::with_query(&payment.fail_url, &told);
    }
    let told = [
        ("paymentKey", payment.payment_key.as_str()),
        ("orderId", payment.order_id.as_str()),
        ("amount", &payment.amount.to_string()),
    ];
    urls::with_query(&payment.success_url, &told)
}

fn page(payment: &Payment, lang: Lang) -> Response {
    let title = if payment.authenticating {
        lang.pick("본인 인증", "3-D Secure")
    } else {
        lang.pick("결제", "Payment")
    };
    let leads_to = [payment.success_url.as_str(), payment.fail_url.as_str()];
    Page { lang, title, body: body(payment, lang), leads_to: &leads_to }.respond(StatusCode::OK)
}

/// What is bought, and the cards or the issuer's question; then the way out.
fn body(payment: &Payment, lang: Lang) -> Html {
    let action = format!("/toss/window/{}", payment.payment_key);
    let total = price(payment.amount, "krw", lang);
    let button = match lang {
        Lang::Ko => format!("{total} 결제하기"),
        Lang::En => format!("Pay {total}"),
    };
    html(|body| {
        body.raw("<table><tbody><tr><th scope=\"row\">").text(&payment.order_name).raw("</th><td>");
        body.text(&total).raw("</td></tr></tbody></table>");
        if payment.authenticating {
            body.add(&pages::question(&action, lang));
        } else {
            body.add(&pages::cards(&action, lang, &button));
        }
        body.raw("<form method=\"post\" action=\"").text(&action);
        body.raw("\"><button class=\"quiet\" name=\"leave\" value=\"yes\">");
        body.text(lang.pick("취소하고 돌아가기", "Cancel and go back")).raw("</button></form>");
    })
}
