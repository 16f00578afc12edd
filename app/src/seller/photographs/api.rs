//! The desk's commands about photographs that are there, and the read of their page. (One is hung by the program's own
//! handler, because it comes as a file.)

use catalogue::{CaptionError, MAX_PHOTOGRAPHS, caption};
use customer::Permission;
use kernel::PhotographId;
use kernel::typed::count;
use leptos::prelude::*;

use super::view::{PhotographsView, Shot, TypedShot};
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};
use crate::shop::view::Dye;

/// Says anew what a photograph shows and where it stands.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = DescribePhotograph, prefix = "/api", endpoint = "describe_photograph")]
pub async fn describe_photograph(
    #[server(default)] garment: String,
    #[server(default)] id: String,
    #[server(default)] dye: String,
    #[server(default)] alt_ko: String,
    #[server(default)] alt_en: String,
    #[server(default)] place: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let photograph: PhotographId = parse(&id)?;
    let kept = services.catalogue.garments.kept(&garment).await?.ok_or(AppError::NotFound)?;
    let typed =
        [("about", id.as_str()), ("dye", &dye), ("alt_ko", &alt_ko), ("alt_en", &alt_en), ("place", &place)];
    let typed = services.carried(&typed).await?;
    let back = |notice: &str, typed: &str| {
        let page = format!("/seller/garments/{}/photographs?notice={notice}{typed}", kept.garment.slug);
        see_other(lang_of(&lang), &page);
        Ok(())
    };
    let caption = match caption(&dye, &alt_ko, &alt_en, &kept.garment.dyes) {
        Ok(caption) => caption,
        Err(CaptionError::Alt { korean: true }) => return back("bad_alt_ko", &typed),
        Err(CaptionError::Alt { korean: false }) => return back("bad_alt_en", &typed),
        Err(CaptionError::Dye) => return Err(AppError::BadInput),
    };
    let Some(place) = count(&place).filter(|place| *place >= 1) else {
        return back("bad_photograph_place", &typed);
    };
    if services.gallery.describe(who, &garment, photograph, caption, place as usize).await? {
        back("photograph_changed", "")
    } else {
        Err(AppError::NotFound)
    }
}

/// Takes a photograph away.
///
/// # Errors
/// As [`describe_photograph`].
#[server(name = RemovePhotograph, prefix = "/api", endpoint = "remove_photograph")]
pub async fn remove_photograph(
    #[server(default)] garment: String,
    #[server(default)] id: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Goods)?.who;
    let id: PhotographId = parse(&id)?;
    let kept = services.catalogue.garments.kept(&garment).await?.ok_or(AppError::NotFound)?;
    // A second click finds it gone, which is what was asked for.
    services.gallery.remove(who, &kept.garment.slug, id).await?;
    let page = format!("/seller/garments/{}/photographs?notice=photograph_removed", kept.garment.slug);
    see_other(lang_of(&lang), &page);
    Ok(())
}

/// The photographs of a garment.
///
/// # Errors
/// [`AppError::NotFound`] for a garment that is not there.
pub async fn photographs(
    slug: String,
    notice: String,
    typed: TypedShot,
    held: String,
) -> Result<PhotographsView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let typed = services.brought(&held, typed, |field| TypedShot::of(field)).await?;
    let kept = services.catalogue.garments.kept(&slug).await?.ok_or(AppError::NotFound)?;
    let shots = services.gallery.of_garment(&slug).await?;
    let dye = |key: &String| Dye { key: key.clone(), name: catalogue::words().dye(key) };
    Ok(PhotographsView {
        slug,
        name: kept.garment.name,
        dyes: kept.garment.dyes.iter().map(dye).collect(),
        full: shots.len() >= MAX_PHOTOGRAPHS,
        shots: shots.into_iter().map(|it| Shot { id: it.id, photo: it.into() }).collect(),
        notice: Some(notice).filter(|notice| !notice.is_empty()),
        typed,
    })
}
