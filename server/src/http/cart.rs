//! Putting into the cart what was chosen on a garment's page: the same form that begins a checkout, sent by the button
//! beside.

use app::services::Visitor;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use events::Unavailable;
use kernel::Lang;
use order::{CartError, Put};

use super::HttpState;
use super::begin::{Buyer, Choice, chosen};

/// POST /cart: the choice stands in the cart, or back to the garment with what is missing.
pub(super) async fn put(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    Form(choice): Form<Choice>,
) -> Response {
    let (lang, _) = Lang::of_path(uri.path());
    match try_put(&state, visitor, lang, &choice).await {
        Ok(response) => response,
        Err(why) => {
            tracing::warn!(%why, "nothing could be put into a cart");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn try_put(
    state: &HttpState,
    visitor: Visitor,
    lang: Lang,
    choice: &Choice,
) -> Result<Response, Unavailable> {
    let line = match chosen(&state.services, lang, choice).await? {
        Ok(line) => line,
        Err(answer) => return Ok(answer),
    };
    let buyer = Buyer::of(&state.services, visitor).await?;
    let query = match state.services.cart.put(buyer.session.id, line).await {
        Ok(Put::Done) => "notice=added",
        Ok(Put::Capped) => "notice=capped",
        Err(CartError::Full) => "error=full",
        Err(CartError::NotFound) => return Ok(StatusCode::NOT_FOUND.into_response()),
        Err(CartError::Unavailable(why)) => return Err(why),
    };
    Ok(buyer.led_to(&lang.path(&format!("/cart?{query}"))))
}
