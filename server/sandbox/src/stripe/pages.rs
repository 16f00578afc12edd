//! The hosted page of a Checkout Session, and the issuer's page of 3-D Secure.

use axum::Form;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Lang;
use serde::Deserialize;

use crate::cards::Card;
use crate::commands;
use crate::face::Face;
use crate::faults::Twist;
use crate::ledger::{LedgerError, intents, sessions};
use crate::pages::{self, Html, Page, alert, html, link, price};
use crate::provider::Shared;
use crate::stripe::Command;
use crate::stripe::intents::{Intent, Status};
use crate::stripe::sessions::{Session, SessionStatus};
use crate::urls;

type Twisted = Option<Extension<Twist>>;

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    card: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Decision {
    #[serde(default)]
    decision: String,
}

/// A session with its intent, if it has one by now.
type Found = Option<(Session, Option<Intent>)>;

async fn find_session(provider: &Shared, id: &str) -> Result<Found, LedgerError> {
    let mut reader = provider.ledger.reader().await;
    let Some(session) = sessions::find(&mut reader, id).await? else { return Ok(None) };
    let intent = match &session.payment_intent {
        Some(id) => intents::find(&mut reader, id).await?,
        None => None,
    };
    Ok(Some((session, intent)))
}

async fn find_intent(provider: &Shared, id: &str) -> Result<Option<Intent>, LedgerError> {
    Ok(intents::find(&mut *provider.ledger.reader().await, id).await?)
}

/// The page's answer to a failure of the ledger.
fn failed(error: &LedgerError, lang: Lang) -> Response {
    tracing::error!(%error, "the payment sandbox's ledger failed");
    pages::failed(lang)
}

/// `GET /pay/{session}`
pub(crate) async fn checkout(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = pages::language(&headers);
    match find_session(&provider, &id).await {
        Ok(Some((session, intent))) => session_page(&session, intent.as_ref(), lang),
        Ok(None) => pages::not_found(lang),
        Err(error) => failed(&error, lang),
    }
}

/// `POST /pay/{session}`: whatever comes of it stands in the ledger, and decides where the buyer goes.
pub(crate) async fn pay(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    twist: Twisted,
    Form(choice): Form<Choice>,
) -> Response {
    let lang = pages::language(&headers);
    if let Some(card) = Card::of_number(&choice.card) {
        let command = Command::PaySession { id: id.clone(), card };
        carry_out(&provider, command, twist).await;
    }
    match find_session(&provider, &id).await {
        Ok(Some((session, intent))) => onward(&session, intent.as_ref()),
        Ok(None) => pages::not_found(lang),
        Err(error) => failed(&error, lang),
    }
}

/// `GET /authenticate/{intent}`
pub(crate) async fn question(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = pages::language(&headers);
    match find_intent(&provider, &id).await {
        Ok(Some(intent)) if intent.status == Status::RequiresAction => {
            question_page(&provider, &intent, lang).await
        }
        Ok(Some(intent)) => after_question(&provider, &intent, lang).await,
        Ok(None) => pages::not_found(lang),
        Err(error) => failed(&error, lang),
    }
}

/// `POST /authenticate/{intent}`
pub(crate) async fn decide(
    State(provider): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    twist: Twisted,
    Form(decision): Form<Decision>,
) -> Response {
    let lang = pages::language(&headers);
    let passed = decision.decision == "approve";
    carry_out(&provider, Command::Authenticate { intent: id.clone(), passed }, twist).await;
    match find_intent(&provider, &id).await {
        Ok(Some(intent)) => after_question(&provider, &intent, lang).await,
        Ok(None) => pages::not_found(lang),
        Err(error) => failed(&error, lang),
    }
}

async fn carry_out(provider: &Shared, command: Command, twist: Twisted) {
    let twist = twist.map(|Extension(twist)| twist);
    provider.execute(Face::Stripe, None, commands::Command::Stripe(command), twist).await;
}

/// Where the buyer goes from a session as it stands.
fn onward(session: &Session, intent: Option<&Intent>) -> Response {
    let action = intent.filter(|intent| intent.status == Status::RequiresAction);
    let to = match (session.status, action) {
        (SessionStatus::Complete, _) => session.back(),
        (SessionStatus::Open, Some(intent)) => format!("/authenticate/{}", intent.id),
        (SessionStatus::Open | SessionStatus::Expired, _) => format!("/pay/{}", session.id),
    };
    Redirect::to(&to).into_response()
}

/// Where the buyer goes from the issuer's page: on with the session, or back to the shop.
async fn after_question(provider: &Shared, intent: &Intent, lang: Lang) -> Response {
    if let Some(id) = &intent.session {
        return match find_session(provider, id).await {
            Ok(Some((session, intent))) => onward(&session, intent.as_ref()),
            Ok(None) => pages::not_found(lang),
            Err(error) => failed(&error, lang),
        };
    }
    let passed = matches!(intent.status, Status::Succeeded | Status::RequiresCapture | Status::Processing);
    let Some(url) = &intent.return_url else {
        let title = lang.pick("확인이 끝났어요", "The check is done");
        return pages::notice(
            lang,
            StatusCode::OK,
            title,
            lang.pick("창을 닫아 주세요.", "Please close this page."),
            None,
        );
    };
    let to = urls::with_query(
        url,
        &[
            ("payment_intent", &intent.id),
            ("payment_intent_client_secret", &intent.client_secret()),
            ("redirect_status", if passed { "succeeded" } else { "failed" }),
        ],
    );
    Redirect::to(&to).into_response()
}

async fn question_page(provider: &Shared, intent: &Intent, lang: Lang) -> Response {
    let session = match &intent.session {
        Some(id) => find_session(provider, id).await.ok().flatten().map(|(session, _)| session),
        None => None,
    };
    let lang = session
        .as_ref()
        .and_then(|session| session.locale.as_deref())
        .and_then(pages::of_tag)
        .unwrap_or(lang);
    let back = session.map(|session| session.success_url).or_else(|| intent.return_url.clone());
    let leads_to: Vec<&str> = back.as_deref().into_iter().collect();
    let body = html(|body| {
        body.raw("<p>").text(&price(intent.amount, &intent.currency, lang)).raw("</p>");
        body.add(&pages::question(&format!("/authenticate/{}", intent.id), lang));
    });
    let title = lang.pick("본인 인증", "3-D Secure");
    Page { lang, title, body, leads_to: &leads_to }.respond(StatusCode::OK)
}

fn session_page(session: &Session, intent: Option<&Intent>, lang: Lang) -> Response {
    let lang = session.locale.as_deref().and_then(pages::of_tag).unwrap_or(lang);
    let back = session.cancel_url.as_deref();
    match session.status {
        SessionStatus::Complete => {
            let title = lang.pick("이미 결제했어요", "Already paid");
            let text = lang.pick("이 결제는 끝났어요.", "This payment is complete.");
            pages::notice(lang, StatusCode::OK, title, text, Some(&session.back()))
        }
        SessionStatus::Expired => {
            let title = lang.pick("결제 시간이 지났어요", "This payment has expired");
            let text = lang.pick(
                "청구되지 않았어요. 가게에서 다시 시작해 주세요.",
                "Nothing was charged. Please start again.",
            );
            pages::notice(lang, StatusCode::OK, title, text, back)
        }
        SessionStatus::Open => {
            let leads_to: Vec<&str> =
                [Some(session.success_url.as_str()), back].into_iter().flatten().collect();
            let title = lang.pick("결제", "Payment");
            Page { lang, title, body: offer(session, intent, lang), leads_to: &leads_to }
                .respond(StatusCode::OK)
        }
    }
}

/// What is bought, what became of the last try, and the cards.
fn offer(session: &Session, intent: Option<&Intent>, lang: Lang) -> Html {
    let total = price(session.amount, &session.currency, lang);
    let button = match lang {
        Lang::Ko => format!("{total} 결제하기"),
        Lang::En => format!("Pay {total}"),
    };
    let declined = intent.and_then(|intent| intent.last_payment_error.as_ref());
    let message = declined.and_then(|error| error["message"].as_str());
    html(|body| {
        if let Some(message) = message {
            let said = lang.pick(
                "결제되지 않았어요. 다른 카드를 골라 주세요.",
                "You were not charged. Choose another card.",
            );
            body.add(&alert(&format!("{said} ({message})")));
        }
        body.add(&items(session, &total, lang));
        body.add(&pages::cards(&format!("/pay/{}", session.id), lang, &button));
        body.add(&link(session.cancel_url.as_deref(), lang.pick("취소하고 돌아가기", "Cancel and go back")));
    })
}

fn items(session: &Session, total: &str, lang: Lang) -> Html {
    html(|body| {
        body.raw("<table><tbody>");
        for item in &session.line_items {
            let price = price(item.unit_amount.saturating_mul(item.quantity), &session.currency, lang);
            body.raw("<tr><th scope=\"row\">").text(&item.name).raw(" × ").text(&item.quantity.to_string());
            body.raw("</th><td>").text(&price).raw("</td></tr>");
        }
        body.raw("</tbody><tfoot><tr><th scope=\"row\">").text(lang.pick("합계", "Total")).raw("</th><td>");
        body.text(total).raw("</td></tr></tfoot></table>");
    })
}
