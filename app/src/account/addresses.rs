//! The addresses that an account has saved: the commands, and the reads of their pages.

use customer::{AddressForm, Field, Refusal, Refused};
use kernel::{AddressId, DeviceId, Lang};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::view::{AddressView, AddressesView, FormView};
use super::words::name;
use crate::AppError;
use crate::kept::SAVED_ADDRESS;
use crate::services::{Form, Services, lang_of, parse, see_other};

const ADDRESS: Form = Form { name: SAVED_ADDRESS.id, page: "/account/addresses" };

/// What the form of an address posts, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    postcode: String,
    #[serde(default)]
    address1: String,
    #[serde(default)]
    address2: String,
    /// `on` when it is to be the one that is offered first.
    #[serde(default)]
    default: String,
}

impl From<AddressFields> for AddressForm {
    fn from(fields: AddressFields) -> Self {
        let AddressFields { name, phone, postcode, address1, address2, default } = fields;
        Self { name, phone, postcode, address1, address2, default: !default.is_empty() }
    }
}

/// Saves an address, new or in place of an older one.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in; what is refused leads back to the form.
#[server(name = SaveAddress, prefix = "/api", endpoint = "save_address")]
pub async fn save_address(
    #[server(default)] address: String,
    #[server(default)] lang: String,
    #[server(flatten)] fields: AddressFields,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (session, account) = services.member().await?;
    let id: Option<AddressId> = if address == "new" { None } else { Some(parse(&address)?) };
    let form = AddressForm::from(fields);
    match services.membership.save_address(account.id, id, &form).await {
        Ok(()) => {
            see_other(lang, "/account/addresses?notice=address_saved");
            Ok(())
        }
        Err(refusal) => keep(&services, session.device, lang, id, &form, refusal).await,
    }
}

/// Keeps what was typed, and why it was refused; leads back to the form, which shows it.
async fn keep(
    services: &Services,
    device: DeviceId,
    lang: Lang,
    id: Option<AddressId>,
    form: &AddressForm,
    refusal: Refusal,
) -> Result<(), AppError> {
    let AddressForm { name, phone, postcode, address1, address2, .. } = form;
    let typed = [
        ("name", &**name),
        ("phone", phone),
        ("postcode", postcode),
        ("address1", address1),
        ("address2", address2),
        ("default", if form.default { "on" } else { "" }),
    ];
    services.membership.keep(device, ADDRESS.name, typed, refusal).await?;
    let page = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    see_other(lang, &format!("{}/{page}?refused={}", ADDRESS.page, ADDRESS.name));
    Ok(())
}

/// Deletes an address, and says whether there was one.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in.
#[server(name = DeleteAddress, prefix = "/api", endpoint = "delete_address")]
pub async fn delete_address(
    #[server(default)] address: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (_, account) = services.member().await?;
    let notice = match services.membership.delete_address(account.id, parse(&address)?).await? {
        true => "address_deleted",
        false => "address_unknown",
    };
    see_other(lang_of(&lang), &format!("/account/addresses?notice={notice}"));
    Ok(())
}

/// The account's addresses.
///
/// # Errors
/// [`AppError::LogIn`] for somebody who is not logged in.
pub async fn addresses(notice: String) -> Result<AddressesView, AppError> {
    let services = Services::get()?;
    let (_, account) = services.member().await?;
    Ok(AddressesView { addresses: services.membership.addresses(account.id).await?, notice })
}

/// The form of one address, or of a new one.
///
/// # Errors
/// [`AppError::NotFound`] for an address that is not there or another account's.
pub async fn address(asked: String, refused: String) -> Result<AddressView, AppError> {
    let services = Services::get()?;
    let (_, account) = services.member().await?;
    let refused = services.refused(ADDRESS, &refused).await?;
    let saved = match asked.as_str() {
        "new" => Refused::default(),
        asked => {
            let id: AddressId = parse(asked).map_err(|_| AppError::NotFound)?;
            let all = services.membership.addresses(account.id).await?;
            typed(all.into_iter().find(|address| address.id == id).ok_or(AppError::NotFound)?)
        }
    };
    let is_new = asked == "new";
    let form = FormView { refused, now: services.clock.now(), ..FormView::default() };
    Ok(AddressView { address: asked, is_new, saved, form })
}

/// A saved address as its form shows it.
fn typed(address: customer::Address) -> Refused {
    let default = if address.default { "on" } else { "" };
    let fields = [
        (name(Field::Name), address.name),
        (name(Field::Phone), address.phone),
        (name(Field::Postcode), address.postcode),
        (name(Field::Address1), address.address1),
        (name(Field::Address2), address.address2),
        ("default", default.to_owned()),
    ];
    let typed = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    Refused { typed, ..Refused::default() }
}
