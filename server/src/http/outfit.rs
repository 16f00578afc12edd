//! Choosing from an outfit's page: one form with a colour and a size for each piece. One button puts all that is left of
//! the outfit into the cart; each piece has two of its own, which put it in alone or order it.

use std::collections::BTreeMap;

use app::AppError;
use app::services::{Visitor, typed_query};
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use catalogue::ShelfGarment;
use kernel::Lang;
use order::DraftLine;

use super::HttpState;
use super::begin::{Buyer, Choice, line};
use super::cart;
use super::errors::Failed;

/// The most characters of a choice that are led back.
const MOST_TYPED: usize = 40;

/// What the form sends: `dye-trench`, `size-trench`, and the button that was pressed.
type Sent = BTreeMap<String, String>;

/// What became of the choice of one piece.
type Chosen = (String, Result<DraftLine, &'static str>);

/// POST /outfits/{slug}: the cart, a draft, or back to the outfit with all that was chosen and what is missing.
pub(super) async fn choose(
    State(state): State<HttpState>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    Path(slug): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failed> {
    let (lang, _) = Lang::of_path(uri.path());
    let services = &state.services;
    let outfit = services.catalogue.outfits.outfit(&slug).await?.ok_or(AppError::NotFound)?.outfit;
    let pieces: Vec<_> = outfit.items.into_iter().map(|item| item.slug).collect();
    let mut chosen: Vec<Chosen> = Vec::new();
    for piece in &pieces {
        if let Some(shelf) = services.catalogue.shelf.garment(piece).await?
            && asks_for(&sent, &shelf)
        {
            chosen.push((piece.clone(), line(&shelf, &choice(&sent, piece))));
        }
    }
    let lines: Result<Vec<_>, _> = chosen.iter().map(|(_, line)| line.clone()).collect();
    let Some(lines) = lines.ok().filter(|lines| !lines.is_empty()) else {
        return Ok(back(lang, &slug, &pieces, &sent, &chosen));
    };
    let buyer = Buyer::of(services, visitor).await?;
    if let (true, [line]) = (sent.contains_key("order"), lines.as_slice()) {
        let draft = services.order.begin(buyer.session.id, line.clone()).await?;
        return Ok(buyer.led_to(&lang.path(&format!("/checkout/{draft}"))));
    }
    let whole = sent.contains_key("only") || !misses(&sent, &chosen);
    cart::put_lines(services, lang, buyer, &lines, whole).await
}

/// Whether a piece is asked for: the one that the button names, else each of which something is left.
fn asks_for(sent: &Sent, shelf: &ShelfGarment) -> bool {
    match sent.get("order").or_else(|| sent.get("only")) {
        Some(slug) => *slug == shelf.garment.slug,
        None => shelf.variants.iter().any(|it| it.free > 0),
    }
}

/// Whether a size was chosen of a piece that could be had when the page was read, and cannot now.
fn misses(sent: &Sent, chosen: &[Chosen]) -> bool {
    let sizes = sent.iter().filter(|(_, size)| !size.is_empty());
    let mut pieces = sizes.filter_map(|(name, _)| name.strip_prefix("size-"));
    pieces.any(|piece| chosen.iter().all(|(known, _)| known != piece))
}

fn choice(sent: &Sent, piece: &str) -> Choice {
    let part = |name: &str| sent.get(&format!("{name}-{piece}")).cloned().unwrap_or_default();
    Choice { garment: piece.to_owned(), dye: part("dye"), size: part("size"), ..Choice::default() }
}

/// To the outfit's page, with all that was chosen and what is wrong with it.
fn back(lang: Lang, slug: &str, pieces: &[String], sent: &Sent, chosen: &[Chosen]) -> Response {
    let mut typed: Vec<(String, &str)> = Vec::new();
    for name in pieces.iter().flat_map(|piece| ["dye", "size"].map(|part| format!("{part}-{piece}"))) {
        if let Some(value) = sent.get(&name) {
            typed.push((name, value));
        }
    }
    for (piece, line) in chosen {
        if let Err(error) = line {
            typed.push((format!("error-{piece}"), error));
        }
    }
    let typed: Vec<_> = typed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let query = typed_query(&typed, MOST_TYPED);
    let query = query.trim_start_matches('&');
    Redirect::to(&lang.path(&format!("/outfits/{slug}?{query}"))).into_response()
}
