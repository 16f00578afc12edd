//! Putting into the cart what was chosen on a garment's page: the same form that begins a checkout, sent by the button
//! beside.

use app::AppError;
use app::services::{Services, Visitor};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::{Extension, Form};
use kernel::Lang;
use order::{CartError, DraftLine, Put};

use super::HttpState;
use super::begin::{Buyer, Choice, chosen};
use super::errors::Failed;

/// POST /cart: the choice stands in the cart, or back to the garment with what is missing.
pub(super) async fn put(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    Form(choice): Form<Choice>,
) -> Result<Response, Failed> {
    let (lang, _) = Lang::of_path(uri.path());
    let line = match chosen(&state.services, lang, &choice).await? {
        Ok(line) => line,
        Err(answer) => return Ok(answer),
    };
    let buyer = Buyer::of(&state.services, visitor).await?;
    put_lines(&state.services, lang, buyer, &[line], true).await
}

/// Puts lines into the buyer's cart, all or none, and leads there. They may be less than the `whole` of what was asked for.
pub(super) async fn put_lines(
    services: &Services,
    lang: Lang,
    buyer: Buyer,
    lines: &[DraftLine],
    whole: bool,
) -> Result<Response, Failed> {
    let query = match services.cart.put(buyer.session.id, lines).await {
        Ok(Put::Done | Put::Capped) if !whole => "notice=added_in_part",
        Ok(Put::Done) => "notice=added",
        Ok(Put::Capped) => "notice=capped",
        Err(CartError::Full) => "error=full",
        Err(CartError::NotFound) => return Err(Failed(AppError::NotFound)),
        Err(CartError::Unavailable(why)) => return Err(why.into()),
    };
    Ok(buyer.led_to(&lang.path(&format!("/cart?{query}"))))
}
