//! The desk's commands about garments, and the reads of its pages.

use customer::Permission;
use std::collections::BTreeMap;

use catalogue::{Kept, Typed};
use leptos::prelude::*;
use shipping::MAX_TEXT;

use super::view::{Again, FormView, GarmentRow, GarmentsView, Posted, Standing};
use crate::AppError;
use crate::seller::goods::{Sent, posted};
use crate::seller::stock::api::{categories, matches};
use crate::seller::stock::view::StockFilter;
use crate::services::{Services, lang_of, see_other};

/// Adds a garment (one without a name in the address yet), changes one, or with the step `preview` shows what it would
/// become.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = SaveGarment, prefix = "/api", endpoint = "save_garment")]
pub async fn save_garment(
    #[server(default)] garment: String,
    #[server(default)] version: i64,
    #[server(default)] fields: BTreeMap<String, String>,
    #[server(default)] dyes: Vec<String>,
    #[server(default)] step: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let lang = lang_of(&lang);
    let typed =
        Typed::of_form(fields.into_iter().chain(dyes.into_iter().map(|dye| ("dyes".to_owned(), dye))));
    let sent = Sent { lang, list: "/seller/garments", slug: garment, version, typed };
    if let Some(shown) = sent.only_shown(&step) {
        return shown;
    }
    let outcome = if sent.slug.is_empty() {
        services.catalogue.add(who, &sent.typed).await?
    } else {
        services.catalogue.change(who, &sent.slug, version, &sent.typed).await?
    };
    sent.answer(outcome, "garment_added", "garment_changed")
}

/// Takes a garment out of the shop (`hidden` is `yes`), or puts it in again.
///
/// # Errors
/// As [`save_garment`].
#[server(name = HideGarment, prefix = "/api", endpoint = "hide_garment")]
pub async fn hide_garment(
    #[server(default)] garment: String,
    #[server(default)] version: i64,
    #[server(default)] hidden: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let hidden = hidden == "yes";
    let kept = services.catalogue.garments.kept(&garment).await?.ok_or(AppError::NotFound)?;
    let done = services.catalogue.set_hidden(who, &kept.garment.slug, version, hidden).await?;
    let notice = match (done, hidden) {
        (false, _) => "garment_moved_on",
        (true, true) => "garment_hidden",
        (true, false) => "garment_shown",
    };
    see_other(lang_of(&lang), &format!("/seller/garments/{}?notice={notice}", kept.garment.slug));
    Ok(())
}

/// The garments.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn garments(filter: StockFilter, notice: String) -> Result<GarmentsView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let filter = StockFilter { search: filter.search.trim().chars().take(MAX_TEXT).collect(), ..filter };
    let all = services.catalogue.garments.all().await?;
    Ok(GarmentsView {
        rows: all.into_iter().filter(|kept| matches(&kept.garment, &filter)).map(row).collect(),
        categories: categories(&services),
        filter,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
    })
}

fn row(kept: Kept) -> GarmentRow {
    let Kept { garment, hidden, .. } = kept;
    GarmentRow {
        category: catalogue::words().category(&garment.category).cloned().unwrap_or_default(),
        dye: garment.dyes.first().cloned().unwrap_or_default(),
        dyes: garment.dyes.len(),
        sizes: garment.sizes.len(),
        slug: garment.slug,
        name: garment.name,
        price: garment.price,
        hidden,
    }
}

/// The form of a new garment.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn new_garment() -> Result<FormView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Goods)?;
    let shelf = services.catalogue.garments.all().await?.len();
    let posted = posted();
    let again = posted.as_ref().map(|posted| posted.why.clone());
    let typed = posted.map(|posted| posted.typed).unwrap_or_default();
    Ok(FormView { of: None, typed, version: 0, again, shelf, notice: None })
}

/// The form of a garment.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not there.
pub async fn garment(slug: String, notice: String) -> Result<FormView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let all = services.catalogue.garments.all().await?;
    let at = all.iter().position(|kept| kept.garment.slug == slug).ok_or(AppError::NotFound)?;
    let kept = &all[at];
    let standing = Standing {
        garment: kept.garment.clone(),
        hidden: kept.hidden,
        version: kept.version,
        typed: Typed::of_garment(&kept.garment, at + 1),
    };
    let (typed, again, version) = match posted() {
        // Once it was shown what stands now, what is typed is a change of that.
        Some(Posted { typed, why: Again::Changed, .. }) => (typed, Some(Again::Changed), kept.version),
        Some(Posted { typed, why, version }) => (typed, Some(why), version),
        None => (standing.typed.clone(), None, kept.version),
    };
    let notice = Some(notice).filter(|notice| !notice.is_empty());
    Ok(FormView { of: Some(standing), typed, version, again, shelf: all.len(), notice })
}
