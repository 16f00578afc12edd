//! Changing the settings, and the read of their page.

use customer::{Permission, Seat};
use kernel::Lang;
use leptos::prelude::*;
use settings::{Fields, Form, Outcome, differences};

use super::SettingsView;
use crate::AppError;
use crate::seller::carriers::Carrier;
use crate::services::{Services, lang_of, parse, see_other};
use crate::shop::api::promised;

const PAGE: &str = "/seller/settings";

/// Changes the settings from the version that the page showed. What is refused leads back to the page, which kept it; with
/// the step `translate` nothing is changed, and the page is read in the other language with what was typed.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = ChangeSettings, prefix = "/api", endpoint = "change_settings")]
pub async fn change_settings(
    #[server(default)] version: String,
    #[server(default)] lang: String,
    #[server(default)] step: String,
    #[server(default)] closed_weekdays: Vec<String>,
    #[server(default)] carriers: Vec<String>,
    #[server(flatten)] fields: Fields,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let Seat { who, device, .. } = services.staff(Permission::Settings)?;
    let carriers = carriers.into_iter().filter(|key| Carrier::find(key).is_some()).collect();
    let fields = Fields { closed_weekdays, carriers, ..fields };
    let (lang, version, typist) = (lang_of(&lang), parse(&version)?, device.guest());
    if step == "translate" {
        services.settings.hold(typist, version, fields).await?;
        see_other(lang.pick(Lang::En, Lang::Ko), PAGE);
        return Ok(());
    }
    let path = match services.settings.change(who, typist, version, fields).await? {
        Outcome::Saved => format!("{PAGE}?notice=saved"),
        Outcome::Refused | Outcome::Conflict => PAGE.to_owned(),
    };
    see_other(lang, &path);
    Ok(())
}

/// Drops what was typed and refused: the page shows what stands.
///
/// # Errors
/// As [`change_settings`].
#[server(name = RestoreSettings, prefix = "/api", endpoint = "restore_settings")]
pub async fn restore_settings(#[server(default)] lang: String) -> Result<(), AppError> {
    let services = Services::get()?;
    let device = services.staff(Permission::Settings)?.device;
    services.settings.start_over(device.guest()).await?;
    see_other(lang_of(&lang), PAGE);
    Ok(())
}

/// The settings page.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn settings_page(notice: String) -> Result<SettingsView, AppError> {
    let services = Services::get()?;
    let device = services.staff(Permission::Settings)?.device;
    let Form { kept, typed } = services.settings.form(device.guest()).await?;
    let stands = Fields::of(&kept.settings);
    let older = typed.as_ref().is_some_and(|typed| typed.version != kept.version);
    let (is_typed, fields, errors) = match typed {
        Some(typed) => (true, typed.fields, typed.errors),
        None => (false, stands.clone(), Vec::new()),
    };
    Ok(SettingsView {
        version: kept.version,
        conflict: if older { differences(&stands, &fields) } else { Vec::new() },
        fields,
        errors,
        typed: is_typed,
        saved: notice == "saved" && !is_typed,
        seller: kept.settings.business.clone().into(),
        terms: promised(kept.settings, services.clock.now()),
    })
}
