//! The addresses that a buyer's account has saved, in the order form: a choice that needs no script, and what is posted
//! back of it is an id alone.

use std::collections::BTreeMap;

use customer::{Address, AddressForm, MOST_ADDRESSES, Session};
use kernel::typed;
use kernel::{AccountId, AddressId, DraftId, Lang, SessionId};
use order::LastSent;

use super::view::{Fields, SavedAddress};
use crate::AppError;
use crate::kept as form;
use crate::services::{Services, in_query, parse, visitor};

/// The form with the address that was chosen, if one was. Its own fields for an address are then not looked at. `None` for
/// an address that is not the account's, or is no longer.
///
/// # Errors
/// [`AppError::BadInput`] for what is no address's id.
pub(super) async fn filled_in(
    services: &Services,
    saved: &str,
    fields: Fields,
) -> Result<Option<Fields>, AppError> {
    if saved.is_empty() {
        return Ok(Some(fields));
    }
    let id: AddressId = parse(saved)?;
    let address = addresses(services).await?.into_iter().find(|address| address.id == id);
    Ok(address.map(|it| {
        let Address { name, phone, postcode, address1, address2, .. } = it;
        Fields { name, phone, postcode, address1, address2, ..fields }
    }))
}

/// The way to log in, and from there back to the form of somebody who no longer is: what they typed waits there for them
/// alone.
///
/// # Errors
/// When the database is away.
pub(super) async fn log_in_first(
    services: &Services,
    session: &Session,
    lang: Lang,
    draft: DraftId,
    saved: &str,
    fields: &Fields,
) -> Result<String, AppError> {
    let page = format!("/checkout/{draft}");
    if let Some(owner) = services.order.draft_owner(draft).await? {
        let typed = fields.inputs().into_iter().chain([("saved", saved)]);
        services.keep_typed(session.device, form::ORDER, &page, owner, typed).await?;
    }
    let next = lang.path(&format!("{page}?kept={}", form::ORDER.id));
    Ok(format!("/account/log-in?notice=order_form_kept&next={}", in_query(&next)))
}

/// The form as it was typed in the other language, with the address that was chosen there, if the account still has it.
///
/// # Errors
/// When the database is away.
pub(super) async fn kept(services: &Services, typed: &BTreeMap<String, String>) -> Result<Fields, AppError> {
    let (saved, fields) = (typed.get("saved").map_or("", String::as_str), Fields::typed(typed));
    match filled_in(services, saved, fields.clone()).await {
        Ok(None) | Err(AppError::BadInput) => Ok(fields),
        Ok(Some(filled_in)) => Ok(filled_in),
        Err(error) => Err(error),
    }
}

/// Saves the address that was typed, where that was asked for and the account has not got it. The order stands by now:
/// what goes wrong here is not for its buyer to mend.
pub(super) async fn save(services: &Services, chosen: &str, fields: Fields) {
    let Some(account) = account().filter(|_| !fields.save.is_empty() && chosen.is_empty()) else { return };
    let Fields { name, phone, postcode, address1, address2, .. } = fields.clone();
    let form = AddressForm { name, phone, postcode, address1, address2, default: false };
    let done = match services.membership.addresses(account).await {
        Ok(all) if all.iter().any(|it| is_of(it, &fields)) => Ok(()),
        Ok(_) => {
            services.membership.save_address(account, None, &form).await.map_err(|why| format!("{why:?}"))
        }
        Err(why) => Err(why.to_string()),
    };
    if let Err(why) = done {
        tracing::warn!(%why, "the address of an order was not saved");
    }
}

/// What an account offers to its order form.
pub(super) struct Offered {
    /// The addresses to choose from.
    pub(super) saved: Vec<SavedAddress>,
    /// There is room for another.
    pub(super) can_save: bool,
}

/// The form as it is first seen: the mail address of the account, or of the guest's last order, and what the account has
/// saved to choose from. Unless it was `sent` or typed before, or begins with what was typed since the last order, the
/// address that the account wants offered first is chosen.
///
/// # Errors
/// When the database is away.
pub(super) async fn offered(
    services: &Services,
    session: SessionId,
    mut fields: Fields,
    sent: bool,
) -> Result<(Fields, Offered), AppError> {
    let last = services.order.last_sent(session).await?;
    if fields.email.is_empty() {
        fields.email = match account() {
            Some(id) => {
                let account = services.membership.account(id).await?;
                account.map(|account| account.email.as_str().to_owned()).unwrap_or_default()
            }
            None => last.fields.email.clone(),
        };
    }
    let addresses = addresses(services).await?;
    let fresh = !sent && (last.ordered || last == LastSent::default());
    let default = addresses.iter().find(|it| fresh && it.default);
    let chosen = default.or_else(|| addresses.iter().find(|it| is_of(it, &fields))).map(|it| it.id);
    let offer = |it: Address| SavedAddress {
        id: it.id.to_string(),
        chosen: chosen == Some(it.id),
        name: it.name,
        address: [it.postcode, it.address1, it.address2].join(" ").trim_end().to_owned(),
    };
    let can_save = account().is_some() && addresses.len() < MOST_ADDRESSES;
    let saved = addresses.into_iter().map(offer).collect();
    Ok((fields, Offered { saved, can_save }))
}

/// Whether the fields say this address.
fn is_of(address: &Address, fields: &Fields) -> bool {
    let Fields { name, phone, postcode, address1, address2, .. } = fields;
    let (phone, postcode) = (typed::phone(phone), typed::narrow(postcode));
    let typed = [name, &phone, &postcode, address1, address2];
    typed.map(|text| text.trim())
        == [&address.name, &address.phone, &address.postcode, &address.address1, &address.address2]
}

fn account() -> Option<AccountId> {
    visitor().and_then(|session| session.account)
}

async fn addresses(services: &Services) -> Result<Vec<Address>, AppError> {
    match account() {
        Some(account) => Ok(services.membership.addresses(account).await?),
        None => Ok(Vec::new()),
    }
}
