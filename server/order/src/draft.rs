//! A checkout that is being filled in: it keeps what was typed, for a day, so that a refused form loses nothing.

use events::{Delivery, OrderDetails, Recipient};
use kernel::typed::{cut, is_email, is_line, is_phone, is_postcode, is_text, narrow, phone};
use kernel::{DraftId, Lang, OrderId, SessionId, Time, VariantId};
use serde::{Deserialize, Serialize};

use crate::email_key;

/// The most pieces of one variant that one order may ask for, and that may wait for payment together.
pub const MAX_QUANTITY: u32 = 10;

/// One line of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLine {
    pub variant: VariantId,
    /// 1 to [`MAX_QUANTITY`].
    pub quantity: u32,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: DraftId,
    pub session: SessionId,
    pub lines: Vec<DraftLine>,
    /// It was begun from the cart: what it orders leaves the cart once it is paid.
    pub from_cart: bool,
    pub fields: Fields,
    /// What was wrong with the fields when they were last posted.
    pub errors: Vec<FieldError>,
    /// Why the whole was last refused, as a code.
    pub refused: Option<String>,
    /// The order it became.
    pub order: Option<OrderId>,
    pub created_at: Time,
}

/// Whom a guest's drafts are given to: an account that they logged in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub session: SessionId,
    /// The account's mail address.
    pub email: String,
    /// What the account's next checkout begins with.
    pub begins_with: Fields,
}

impl Given {
    /// The account's draft of a guest's: its lines, and what was typed for the account's own address. Whose the rest is
    /// nobody knows: the browser may be another person's.
    #[must_use]
    pub fn take(&self, draft: Draft) -> Draft {
        let session = self.session;
        if email_key(&draft.fields.email) == email_key(&self.email) {
            return Draft { session, ..draft };
        }
        Draft { session, fields: self.begins_with.clone(), errors: Vec::new(), refused: None, ..draft }
    }
}

/// What the checkout form asks, exactly as typed (cut at [`Fields::STORED`] characters each).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub email: String,
    pub name: String,
    pub phone: String,
    pub postcode: String,
    pub address1: String,
    pub address2: String,
    /// A [`Request`]'s code, or nothing.
    pub request: String,
    /// What is asked of the driver besides.
    pub note: String,
    /// The address is to be saved in the buyer's account.
    pub save: bool,
    /// To the order as it stands, and to paying it (전자상거래법).
    pub agree: bool,
    /// To the collection and use of what the form asks (개인정보 보호법).
    pub privacy: bool,
}

/// What a session last sent whole: in an order, or in a form whose fields could be taken while the order could not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastSent {
    pub fields: Fields,
    pub ordered: bool,
}

/// What buyers ask of the driver most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Request {
    Door,
    Guard,
    Locker,
    Call,
}

impl Request {
    /// All of them, the most asked first.
    pub const ALL: [Self; 4] = [Self::Door, Self::Guard, Self::Locker, Self::Call];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Door => "door",
            Self::Guard => "guard",
            Self::Locker => "locker",
            Self::Call => "call",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|request| request.code() == code)
    }

    /// In the buyer's words. The label always has the Korean ones: the driver reads them.
    #[must_use]
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Door => lang.pick("문 앞에 놓아 주세요", "Leave it at the door"),
            Self::Guard => lang.pick("경비실에 맡겨 주세요", "Leave it with the guard"),
            Self::Locker => lang.pick("무인 택배함에 넣어 주세요", "Put it into the parcel locker"),
            Self::Call => lang.pick("오기 전에 연락해 주세요", "Call before you come"),
        }
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Email,
    /// Which of the saved addresses it goes to: kept by no order, posted as an id alone.
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
    Malformed,
}

/// A field that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub why: Why,
}

impl Fields {
    /// What an order was sent with, but for what was agreed to.
    #[must_use]
    pub fn of(details: &OrderDetails) -> Self {
        let Delivery { recipient, postcode, address1, address2, note } = details.delivery.clone();
        let Recipient { name, phone } = recipient;
        let (request, note) = read_back(note);
        let email = details.email.clone();
        Self { email, name, phone, postcode, address1, address2, request, note, ..Self::default() }
    }

    /// How much of each field is kept, in characters: more than any limit below, so that what was typed comes back.
    pub const STORED: usize = 500;

    /// The fields as they are stored.
    #[must_use]
    pub fn cut(mut self) -> Self {
        for text in [
            &mut self.email,
            &mut self.name,
            &mut self.phone,
            &mut self.postcode,
            &mut self.address1,
            &mut self.address2,
            &mut self.request,
            &mut self.note,
        ] {
            cut(text, Self::STORED);
        }
        self
    }

    /// What is wrong with the form where the saved address that was chosen is there no more: that, instead of all that the
    /// choice stood for, in the form's order.
    #[must_use]
    pub fn without_chosen(&self) -> Vec<FieldError> {
        let chosen = |field| {
            matches!(field, Field::Name | Field::Phone | Field::Postcode | Field::Address1 | Field::Address2)
        };
        let mut errors = self.check().err().unwrap_or_default();
        errors.retain(|error| !chosen(error.field));
        let place = errors.iter().take_while(|error| error.field == Field::Email).count();
        errors.insert(place, FieldError { field: Field::Saved, why: Why::Missing });
        errors
    }

    /// The e-mail address and the delivery that the fields say.
    ///
    /// # Errors
    /// Every field that cannot be taken, in the form's order.
    pub fn check(&self) -> Result<(String, Delivery), Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut take = |field, text: &str, most: usize, well_formed: fn(&str) -> bool| {
            let text = text.trim();
            let why = match text.chars().count() {
                0 if matches!(field, Field::Address2 | Field::Request | Field::Note) => None,
                0 => Some(Why::Missing),
                n if n > most => Some(Why::TooLong),
                _ if !well_formed(text) => Some(Why::Malformed),
                _ => None,
            };
            errors.extend(why.map(|why| FieldError { field, why }));
            text.to_owned()
        };
        let email = take(Field::Email, &self.email, 254, is_email);
        let name = take(Field::Name, &self.name, 40, is_text);
        let phone = take(Field::Phone, &phone(&self.phone), 20, is_phone);
        let postcode = take(Field::Postcode, &narrow(&self.postcode), 5, is_postcode);
        let address1 = take(Field::Address1, &self.address1, 100, is_text);
        let address2 = take(Field::Address2, &self.address2, 100, is_text);
        let request =
            take(Field::Request, &self.request, Self::STORED, |code| Request::parse(code).is_some());
        let note = take(Field::Note, &self.note, 200, is_line);
        for (given, field) in [(self.agree, Field::Agree), (self.privacy, Field::Privacy)] {
            if !given {
                errors.push(FieldError { field, why: Why::Missing });
            }
        }
        if errors.is_empty() {
            let recipient = Recipient { name, phone };
            let note = asked_of_driver(Request::parse(&request), note);
            Ok((email, Delivery { recipient, postcode, address1, address2, note }))
        } else {
            Err(errors)
        }
    }
}

/// What stands on the label: the choice, and what was typed besides.
fn asked_of_driver(request: Option<Request>, note: String) -> String {
    match request.map(|request| request.text(Lang::Ko)) {
        None => note,
        Some(asked) if note.is_empty() => asked.to_owned(),
        Some(asked) => format!("{asked}. {note}"),
    }
}

/// [`asked_of_driver`] the other way: the choice's code, and what was typed besides.
fn read_back(note: String) -> (String, String) {
    let read = |request: Request| {
        let rest = note.strip_prefix(request.text(Lang::Ko))?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix(". ")? };
        Some((request.code().to_owned(), rest.to_owned()))
    };
    Request::ALL.into_iter().find_map(read).unwrap_or((String::new(), note))
}
