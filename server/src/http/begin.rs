//! Beginning a checkout: what was chosen on a garment's page becomes a draft, and the browser goes to it. (What is put
//! into the cart is chosen by the same form: [`super::cart`].)

use app::services::{Services, Visitor};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use catalogue::ShelfGarment;
use customer::Session;
use events::Unavailable;
use kernel::Lang;
use kernel::typed::count;
use order::{DraftLine, MAX_QUANTITY};
use serde::Deserialize;

use super::HttpState;
use super::errors::Failed;

/// What the garment page's form asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    pub(super) garment: String,
    pub(super) dye: String,
    pub(super) size: String,
    /// As typed; empty is one.
    pub(super) quantity: String,
}

/// GET /checkout: a draft for the choice, or back to the garment with what is missing.
pub(super) async fn begin(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    Query(choice): Query<Choice>,
) -> Result<Response, Failed> {
    let (lang, _) = Lang::of_path(uri.path());
    let line = match chosen(&state.services, lang, &choice).await? {
        Ok(line) => line,
        Err(answer) => return Ok(answer),
    };
    let buyer = Buyer::of(&state.services, visitor).await?;
    let draft = state.services.order.begin(buyer.session.id, line).await?;
    Ok(buyer.led_to(&lang.path(&format!("/checkout/{draft}"))))
}

/// The line that was chosen, or the answer that says what is wrong with the choice.
pub(super) async fn chosen(
    services: &Services,
    lang: Lang,
    choice: &Choice,
) -> Result<Result<DraftLine, Response>, Unavailable> {
    let Some(shelf) = services.catalogue.shelf.garment(&choice.garment).await? else {
        return Ok(Err(Failed(services.missing(&choice.garment).await?).into_response()));
    };
    Ok(line(&shelf, choice).map_err(|error| back(lang, choice, error)))
}

/// Whose browser it is, with the cookie that a new one is given.
pub(super) struct Buyer {
    pub(super) session: Session,
    cookie: Option<HeaderValue>,
}

impl Buyer {
    /// The visitor, who gets a session if they have none.
    pub(super) async fn of(services: &Services, visitor: Visitor) -> Result<Self, Unavailable> {
        if let Some(session) = visitor.0 {
            return Ok(Self { session, cookie: None });
        }
        let (session, token) = services.sign_in.start().await?;
        Ok(Self { session, cookie: services.cookie(&token) })
    }

    /// Leads the browser to a path, with its cookie.
    pub(super) fn led_to(self, path: &str) -> Response {
        let to = Redirect::to(path);
        match self.cookie {
            Some(cookie) => (AppendHeaders([(SET_COOKIE, cookie)]), to).into_response(),
            None => to.into_response(),
        }
    }
}

/// The line that was chosen, or what is wrong with the choice.
pub(super) fn line(shelf: &ShelfGarment, choice: &Choice) -> Result<DraftLine, &'static str> {
    let quantity: u32 = match choice.quantity.trim() {
        "" => 1,
        typed => count(typed).ok_or("quantity")?,
    };
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err("quantity");
    }
    let size = match (choice.size.as_str(), shelf.garment.sizes.as_slice()) {
        // There is nothing to choose from.
        ("", [only]) => &only.size,
        _ => &choice.size,
    };
    let chosen = shelf.variants.iter().find(|v| v.variant.dye == choice.dye && v.variant.size == *size);
    let chosen = chosen.ok_or("size")?;
    if chosen.free < i64::from(quantity) {
        return Err("sold_out");
    }
    Ok(DraftLine { variant: chosen.variant.id, quantity })
}

fn back(lang: Lang, choice: &Choice, error: &str) -> Response {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("dye", &choice.dye)
        .append_pair("size", &choice.size)
        .append_pair("quantity", &choice.quantity.chars().take(20).collect::<String>())
        .append_pair("error", error)
        .finish();
    Redirect::to(&lang.path(&format!("/garments/{}?{query}", choice.garment))).into_response()
}
