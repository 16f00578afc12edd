//! The desk's commands about outfits, and the reads of its pages.

use std::collections::BTreeMap;

use catalogue::{Kept, KeptOutfit, ShelfOutfit, Typed};
use customer::Permission;
use kernel::Text;
use leptos::prelude::*;

use super::view::{OutfitFormView, OutfitRow, OutfitsView, Shown, StandingOutfit};
use crate::AppError;
use crate::seller::garments::view::{Again, Posted};
use crate::seller::goods::{Sent, posted};
use crate::services::{Services, lang_of, see_other};
use crate::shop::view::Outfit;

/// Adds an outfit (one without a name in the address yet), changes one, or with the step `preview` shows how it would lie.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = SaveOutfit, prefix = "/api", endpoint = "save_outfit")]
pub async fn save_outfit(
    #[server(default)] outfit: String,
    #[server(default)] version: i64,
    #[server(default)] fields: BTreeMap<String, String>,
    #[server(default)] step: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let (lang, typed) = (lang_of(&lang), Typed::of_form(fields));
    let sent = Sent { lang, list: "/seller/outfits", slug: outfit, version, typed };
    if let Some(shown) = sent.only_shown(&step) {
        return shown;
    }
    let outcome = if sent.slug.is_empty() {
        services.catalogue.add_outfit(who, &sent.typed).await?
    } else {
        services.catalogue.change_outfit(who, &sent.slug, version, &sent.typed).await?
    };
    sent.answer(outcome, "outfit_added", "outfit_changed")
}

/// Takes an outfit out of the shop (`hidden` is `yes`), or puts it in again.
///
/// # Errors
/// As [`save_outfit`].
#[server(name = HideOutfit, prefix = "/api", endpoint = "hide_outfit")]
pub async fn hide_outfit(
    #[server(default)] outfit: String,
    #[server(default)] version: i64,
    #[server(default)] hidden: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let hidden = hidden == "yes";
    let done = services.catalogue.set_outfit_hidden(who, &outfit, version, hidden).await?;
    let notice = match (done.ok_or(AppError::NotFound)?, hidden) {
        (false, _) => "outfit_moved_on",
        (true, true) => "outfit_hidden",
        (true, false) => "outfit_shown",
    };
    see_other(lang_of(&lang), &format!("/seller/outfits/{outfit}?notice={notice}"));
    Ok(())
}

/// The outfits.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn outfits() -> Result<OutfitsView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let garments = services.catalogue.garments.all().await?;
    let kept = services.catalogue.outfits.kept().await?;
    let shown = all_shown(&kept, &garments);
    let row = |(kept, shown): (KeptOutfit, Shown)| {
        let recoloured = recoloured(&kept.outfit, &garments);
        OutfitRow { outfit: drawn(kept.outfit, &garments), shown, recoloured }
    };
    Ok(OutfitsView { rows: kept.into_iter().zip(shown).map(row).collect() })
}

/// Where buyers meet each of them.
fn all_shown(kept: &[KeptOutfit], garments: &[Kept]) -> Vec<Shown> {
    let mut first = true;
    let shown = |kept: &KeptOutfit| {
        let is_hidden = |slug: &str| garments.iter().any(|it| it.hidden && it.garment.slug == slug);
        let pieces = &kept.outfit.items;
        match pieces.iter().filter(|piece| is_hidden(&piece.slug)).count() {
            _ if kept.hidden => Shown::Hidden,
            0 if std::mem::take(&mut first) => Shown::ThisWeek,
            0 => Shown::InLookbook,
            hidden if hidden < pieces.len() => Shown::Waits,
            _ => Shown::Bare,
        }
    };
    kept.iter().map(shown).collect()
}

/// The garments of an outfit that are not sold in the colour that was chosen.
fn recoloured(outfit: &catalogue::Outfit, garments: &[Kept]) -> Vec<Text> {
    let lost = |piece: &catalogue::OutfitPiece| {
        let garment = &garments.iter().find(|kept| kept.garment.slug == piece.slug)?.garment;
        (!garment.dyes.contains(&piece.dye)).then(|| garment.name.clone())
    };
    outfit.items.iter().filter_map(lost).collect()
}

/// An outfit with all of its pieces, those of hidden garments too.
pub(super) fn drawn(outfit: catalogue::Outfit, garments: &[Kept]) -> Outfit {
    let of = |slug: &str| garments.iter().find(|kept| kept.garment.slug == slug);
    let garments = outfit.items.iter().filter_map(|piece| Some(of(&piece.slug)?.garment.clone())).collect();
    crate::shop::api::outfit(ShelfOutfit { outfit, garments, left_out: 0 })
}

/// The form of a new outfit.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn new_outfit() -> Result<OutfitFormView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Goods)?;
    let garments = services.catalogue.garments.all().await?;
    let count = services.catalogue.outfits.kept().await?.len();
    let posted = posted();
    let again = posted.as_ref().map(|posted| posted.why.clone());
    let typed = posted.map(|posted| posted.typed).unwrap_or_default();
    Ok(OutfitFormView { of: None, typed, version: 0, again, count, garments, notice: None })
}

/// The form of an outfit.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not there.
pub async fn outfit(slug: String, notice: String) -> Result<OutfitFormView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let garments = services.catalogue.garments.all().await?;
    let all = services.catalogue.outfits.kept().await?;
    let at = all.iter().position(|kept| kept.outfit.slug == slug).ok_or(AppError::NotFound)?;
    let standing = StandingOutfit {
        outfit: all[at].outfit.clone(),
        shown: all_shown(&all, &garments)[at],
        recoloured: recoloured(&all[at].outfit, &garments),
        version: all[at].version,
        typed: Typed::of_outfit(&all[at].outfit, at + 1),
    };
    let (typed, again, version) = match posted() {
        // Once it was shown what stands now, what is typed is a change of that.
        Some(Posted { typed, why: Again::Changed, .. }) => (typed, Some(Again::Changed), standing.version),
        Some(Posted { typed, why, version }) => (typed, Some(why), version),
        None => (standing.typed.clone(), None, standing.version),
    };
    let notice = Some(notice).filter(|notice| !notice.is_empty());
    Ok(OutfitFormView { of: Some(standing), typed, version, again, count: all.len(), garments, notice })
}
