//! What checkout, the pay page and the confirmation show.

use std::collections::BTreeMap;

use kernel::{AttemptId, DraftId, Money, OrderId, OrderNumber, Text, Time};
use serde::{Deserialize, Serialize};

use crate::mypage::view::RefundRow;

/// One line of what is being ordered, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub slug: String,
    pub name: Text,
    pub dye: String,
    pub dye_name: Text,
    pub size: String,
    pub quantity: u32,
    pub unit_price: Money,
}

impl Line {
    /// What its pieces cost together.
    #[must_use]
    pub fn price(&self) -> Money {
        Money { amount: self.unit_price.amount.saturating_mul(i64::from(self.quantity)), ..self.unit_price }
    }
}

/// What the checkout form asks, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub postcode: String,
    #[serde(default)]
    pub address1: String,
    #[serde(default)]
    pub address2: String,
    /// A code of [`CheckoutView::requests`], or nothing.
    #[serde(default)]
    pub request: String,
    #[serde(default)]
    pub note: String,
    /// `on` when the address is to be saved in the buyer's account.
    #[serde(default)]
    pub save: String,
    /// `on` when the buyer has agreed to order and pay.
    #[serde(default)]
    pub agree: String,
    /// `on` when the buyer has agreed to what becomes of these fields.
    #[serde(default)]
    pub privacy: String,
}

impl Fields {
    /// What was typed, by the names of the inputs.
    #[must_use]
    pub fn typed(inputs: &BTreeMap<String, String>) -> Self {
        let of = |name| inputs.get(name).cloned().unwrap_or_default();
        Self {
            email: of("email"),
            name: of("name"),
            phone: of("phone"),
            postcode: of("postcode"),
            address1: of("address1"),
            address2: of("address2"),
            request: of("request"),
            note: of("note"),
            save: of("save"),
            agree: of("agree"),
            privacy: of("privacy"),
        }
    }

    /// The inputs as they were typed, by their names.
    #[must_use]
    pub fn inputs(&self) -> [(&'static str, &str); 11] {
        let Self { email, name, phone, postcode, address1, address2, request, note, save, agree, privacy } =
            self;
        [
            ("email", email),
            ("name", name),
            ("phone", phone),
            ("postcode", postcode),
            ("address1", address1),
            ("address2", address2),
            ("request", request),
            ("note", note),
            ("save", save),
            ("agree", agree),
            ("privacy", privacy),
        ]
    }
}

/// A field that was refused, and why. The page finds the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub why: Why,
}

/// A field of the checkout form; its snake_case name is the input's `name` and `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Email,
    /// Which of the saved addresses it goes to.
    Saved,
    Name,
    Phone,
    Postcode,
    Address1,
    Address2,
    Request,
    Note,
    Agree,
    Privacy,
}

/// Why a field was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Missing,
    TooLong,
    /// Not an e-mail address, not a phone number, not a postcode.
    Malformed,
}

/// An address that the buyer's account has saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAddress {
    /// Posted back as `saved`.
    pub id: String,
    /// Who gets the parcel.
    pub name: String,
    pub address: String,
    /// The parcel goes there unless another is chosen.
    pub chosen: bool,
}

/// A line of what is being ordered, with the pieces of it that are free now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub line: Line,
    pub free: i64,
}

impl Left {
    /// Whether there are as many as are being ordered.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.free >= i64::from(self.line.quantity)
    }
}

/// The checkout page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// Posted back as `draft`.
    pub draft: DraftId,
    pub lines: Vec<Line>,
    /// It was begun from the cart, which can be changed instead.
    pub from_cart: bool,
    /// Posted back with the total, so that nobody agrees to a sum that the page did not show.
    pub delivery_fee: Money,
    pub total: Money,
    pub fields: Fields,
    /// The addresses that the buyer's account has saved.
    pub saved: Vec<SavedAddress>,
    /// There is an account, and it has room for another address.
    pub can_save: bool,
    /// What can be asked of the driver: codes and words.
    pub requests: Vec<(String, Text)>,
    /// Who sells, for what is agreed to.
    pub seller: String,
    /// Addresses can be searched for.
    pub postcode_search: bool,
    pub errors: Vec<FieldError>,
    /// The whole form was refused for this: `sold_out`, `fee_changed`, `price_changed`, `too_many_unpaid`,
    /// `too_many_nearby`, `too_many_pieces`.
    pub refused: Option<String>,
    /// What is left of each line of a form that was refused as `sold_out`.
    pub left: Vec<Left>,
}

/// Where the buyer of a draft goes on instead of at its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Elsewhere {
    /// It has become this order.
    Pay(OrderId),
    /// Something in the cart is no longer sold, which the cart says.
    Cart,
}

impl Elsewhere {
    /// Its address, without the language.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Pay(order) => format!("/orders/{order}/pay"),
            Self::Cart => "/cart?error=short".to_owned(),
        }
    }
}

/// Where paying stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayState {
    /// Nothing tried yet.
    Open,
    /// The last card was refused. The code is the provider's, closed:
    /// `declined`, `insufficient_funds`, `expired_card`, `incorrect_number`.
    Declined { code: String },
    /// The buyer did not finish at the provider, which has closed it.
    Abandoned,
    /// Nothing was sent; try again after this moment.
    Busy { retry_at: Time },
    /// The buyer goes on at the provider, on this page, until then.
    ActionNeeded {
        page: String,
        until: Time,
        /// They may have paid there already.
        may_be_charged: bool,
        /// They wanted to stop, and the provider did not answer.
        not_stopped: bool,
    },
    /// An attempt is under way or its outcome is not known yet.
    Checking { since: Time },
    /// The hold ran out before payment.
    Expired,
}

/// A method the configured provider has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Methods {
    /// The sandbox: test cards on our own page, "no money moves".
    TestCards(Vec<TestCard>),
    /// The provider's own page, by the provider's name.
    Page { provider: Text },
}

/// A card number the sandbox knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCard {
    pub number: String,
    pub meaning: Text,
}

/// The pay page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayView {
    pub order: OrderId,
    pub number: OrderNumber,
    pub lines: Vec<Line>,
    pub total: Money,
    /// Who gets the parcel, and where.
    pub recipient: String,
    pub address: String,
    /// Until when the pieces are kept for this order.
    pub held_until: Time,
    pub state: PayState,
    /// What goes back of payments that came through late: then no page says that nothing was charged.
    pub refunds: Vec<RefundRow>,
    pub methods: Methods,
    /// The attempt the form will make; posted back as `attempt`, so that a double click meets one row.
    pub attempt: AttemptId,
    /// `epoch:database time`, for the stream that waits for the answer.
    pub since: String,
    /// Of the HTML, for the countdown and the chip.
    pub now: Time,
}
