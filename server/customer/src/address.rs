//! Addresses that an account has saved: several, one of them the default.

use async_trait::async_trait;
use events::Unavailable;
use kernel::typed::{is_phone, is_postcode, is_text, narrow, phone as dialled};
use kernel::{AccountId, AddressId, Time};

use crate::account::name;
use crate::form::{Field, FieldError, Refusal, Why, errors};
use crate::membership::Membership;

/// An account saves so many at most.
pub const MOST_ADDRESSES: usize = 10;

/// What the form of an address asks, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressForm {
    pub name: String,
    pub phone: String,
    pub postcode: String,
    pub address1: String,
    pub address2: String,
    /// It is to be the one that is offered first.
    pub default: bool,
}

/// A saved address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub id: AddressId,
    pub account: AccountId,
    /// Who gets the parcel.
    pub name: String,
    pub phone: String,
    pub postcode: String,
    pub address1: String,
    /// May be empty: a house of its own has none.
    pub address2: String,
    /// The one that is offered first.
    pub default: bool,
    pub created_at: Time,
}

/// The addresses' rows.
#[async_trait]
pub trait Addresses: Send + Sync {
    /// An account's addresses: the default first, then the newest.
    async fn of_account(&self, account: AccountId) -> Result<Vec<Address>, Unavailable>;

    /// Keeps an address, new or changed. MUST in the same transaction leave the account one default, and no second one:
    /// the first of an account is it, and another that is to be takes its place. `false` when the account has
    /// [`MOST_ADDRESSES`] others, or the address is another account's.
    async fn put(&self, address: Address) -> Result<bool, Unavailable>;

    /// Deletes an address of an account. When it was the default, MUST in the same transaction make the newest of the
    /// others it. `false` where the account has no such address.
    async fn delete(&self, account: AccountId, address: AddressId) -> Result<bool, Unavailable>;
}

impl AddressForm {
    /// The address, once it can be taken. The bounds are those of an order's.
    ///
    /// # Errors
    /// Every field that cannot, in the form's order.
    pub fn check(&self, id: AddressId, account: AccountId, now: Time) -> Result<Address, Vec<FieldError>> {
        let name = name(&self.name);
        let phone = checked(&dialled(&self.phone), 20, is_phone);
        let postcode = checked(&narrow(&self.postcode), 5, is_postcode);
        let address1 = checked(&self.address1, 100, is_text);
        let address2 = or_nothing(checked(&self.address2, 100, is_text));
        match (name, phone, postcode, address1, address2) {
            (Ok(name), Ok(phone), Ok(postcode), Ok(address1), Ok(address2)) => Ok(Address {
                id,
                account,
                name,
                phone,
                postcode,
                address1,
                address2,
                default: self.default,
                created_at: now,
            }),
            (name, phone, postcode, address1, address2) => Err(errors([
                (Field::Name, name.err()),
                (Field::Phone, phone.err()),
                (Field::Postcode, postcode.err()),
                (Field::Address1, address1.err()),
                (Field::Address2, address2.err()),
            ])),
        }
    }
}

fn checked(typed: &str, most: usize, well_formed: fn(&str) -> bool) -> Result<String, Why> {
    let text = typed.trim();
    match text.chars().count() {
        0 => Err(Why::Missing),
        count if count > most => Err(Why::TooLong),
        _ if !well_formed(text) => Err(Why::Malformed),
        _ => Ok(text.to_owned()),
    }
}

/// What may be left out.
fn or_nothing(checked: Result<String, Why>) -> Result<String, Why> {
    if checked == Err(Why::Missing) { Ok(String::new()) } else { checked }
}

impl Membership {
    /// An account's addresses: the default first, then the newest.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn addresses(&self, account: AccountId) -> Result<Vec<Address>, Unavailable> {
        self.0.addresses.of_account(account).await
    }

    /// Saves an address, new or in place of an older one.
    ///
    /// # Errors
    /// What is wrong with the form; that there are too many stands at the name.
    pub async fn save_address(
        &self,
        account: AccountId,
        address: Option<AddressId>,
        typed: &AddressForm,
    ) -> Result<(), Refusal> {
        let id = address.unwrap_or_else(|| AddressId(self.0.ids.uuid()));
        let address = typed.check(id, account, self.0.clock.now()).map_err(Refusal::Fields)?;
        if self.0.addresses.put(address).await? {
            Ok(())
        } else {
            Err(Refusal::of(Field::Name, Why::TooMany))
        }
    }

    /// Deletes an address. `false` where the account has no such address.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn delete_address(&self, account: AccountId, address: AddressId) -> Result<bool, Unavailable> {
        self.0.addresses.delete(account, address).await
    }
}
