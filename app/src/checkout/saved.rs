//! The addresses that a buyer's account has saved, in the order form: a choice that needs no script, and what is posted
//! back of it is an id alone.

use customer::Address;
use kernel::AddressId;

use super::view::{Fields, SavedAddress};
use crate::AppError;
use crate::services::{Services, parse, visitor};

/// The form with the address that was chosen, if one was. Its own fields for an address are then not looked at.
///
/// # Errors
/// [`AppError::BadInput`] for an address that is not the account's.
pub(super) async fn filled_in(services: &Services, saved: &str, fields: Fields) -> Result<Fields, AppError> {
    if saved.is_empty() {
        return Ok(fields);
    }
    let id: AddressId = parse(saved)?;
    let address = addresses(services).await?.into_iter().find(|address| address.id == id);
    let Address { name, phone, postcode, address1, address2, .. } = address.ok_or(AppError::BadInput)?;
    Ok(Fields { name, phone, postcode, address1, address2, ..fields })
}

/// The form as it is first seen with an account: its mail address, and what it has saved to choose from.
///
/// # Errors
/// When the database is away.
pub(super) async fn offered(
    services: &Services,
    mut fields: Fields,
) -> Result<(Fields, Vec<SavedAddress>), AppError> {
    if fields.email.is_empty()
        && let Some(id) = visitor().and_then(|session| session.account)
        && let Some(account) = services.membership.account(id).await?
    {
        account.email.as_str().clone_into(&mut fields.email);
    }
    let addresses = addresses(services).await?;
    let typed = [&fields.name, &fields.phone, &fields.postcode, &fields.address1, &fields.address2];
    let nothing = typed.iter().all(|text| text.is_empty());
    let offer = |it: Address| {
        let same = typed == [&it.name, &it.phone, &it.postcode, &it.address1, &it.address2];
        SavedAddress {
            id: it.id.to_string(),
            chosen: same || nothing && it.default,
            name: it.name,
            address: format!("{} {} {}", it.postcode, it.address1, it.address2),
        }
    };
    let saved = addresses.into_iter().map(offer).collect();
    Ok((fields, saved))
}

async fn addresses(services: &Services) -> Result<Vec<Address>, AppError> {
    match visitor().and_then(|session| session.account) {
        Some(account) => Ok(services.membership.addresses(account).await?),
        None => Ok(Vec::new()),
    }
}
