//! Forms about people: what is asked, why it is refused, and what was typed into a refused one. That stands in the
//! database for an hour, beside the browser it came from, and in no address: addresses end up in logs and histories.

use std::collections::BTreeMap;

use async_trait::async_trait;
use events::Unavailable;
use kernel::time::{Span, hours};
use kernel::{DeviceId, Time};
use serde::{Deserialize, Serialize};

/// What was typed is kept so long.
pub const KEPT: Span = hours(1);
/// How much of each field is kept, in characters.
const STORED: usize = 500;

/// A field of such a form; its snake_case name is the input's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Email,
    Name,
    /// The password that somebody has.
    Password,
    /// The one they want.
    NewPassword,
    /// A role at the desk.
    Role,
    /// An order's number.
    Number,
    Phone,
    Postcode,
    Address1,
    Address2,
}

/// Why a field was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Missing,
    TooShort,
    TooLong,
    /// No mail address, no name.
    Malformed,
    /// A password that is the mail address.
    Address,
    /// A password that everybody tries first.
    Common,
    /// Somebody at the desk has this address already.
    Taken,
    /// Not the password; or nobody has this address, which is not told apart. Likewise no such order.
    Wrong,
    /// Not the password of the account that is logged in.
    NotYours,
    /// A link that was used or is over.
    Over,
    /// One more than are kept.
    TooMany,
}

/// A field that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub why: Why,
}

/// The errors of a form's fields, in the form's order.
pub(crate) fn errors<const N: usize>(fields: [(Field, Option<Why>); N]) -> Vec<FieldError> {
    fields.into_iter().filter_map(|(field, why)| Some(FieldError { field, why: why? })).collect()
}

/// Why nothing came of a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("fields were refused")]
    Fields(Vec<FieldError>),
    /// It was tried too often.
    #[error("tried too often")]
    Wait(Time),
    /// More passwords than the machine can check at a time.
    #[error("too many at once")]
    Busy,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Refusal {
    /// One field alone.
    #[must_use]
    pub fn of(field: Field, why: Why) -> Self {
        Self::Fields(vec![FieldError { field, why }])
    }
}

/// A refused form as its page shows it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// What was typed, by the names of the inputs. Never a password.
    pub typed: BTreeMap<String, String>,
    pub errors: Vec<FieldError>,
    /// It can be tried again from then on.
    pub wait_until: Option<Time>,
    pub busy: bool,
}

impl Refused {
    /// Whether anything is said against it. Nothing is of a form that only comes again: in the other language, or to be
    /// confirmed.
    #[must_use]
    pub fn says_why(&self) -> bool {
        !self.errors.is_empty() || self.wait_until.is_some() || self.busy
    }

    /// A form with these inputs, refused for that.
    ///
    /// # Errors
    /// When the database was away: then nothing can be kept either.
    pub fn new<'t>(
        typed: impl IntoIterator<Item = (&'t str, &'t str)>,
        refusal: Refusal,
    ) -> Result<Self, Unavailable> {
        let kept = |text: &str| {
            let mut text = text.to_owned();
            kernel::typed::cut(&mut text, STORED);
            text
        };
        let typed = typed.into_iter().map(|(name, text)| (name.to_owned(), kept(text))).collect();
        let refused = Self { typed, ..Self::default() };
        match refusal {
            Refusal::Fields(errors) => Ok(Self { errors, ..refused }),
            Refusal::Wait(until) => Ok(Self { wait_until: Some(until), ..refused }),
            Refusal::Busy => Ok(Self { busy: true, ..refused }),
            Refusal::Unavailable(why) => Err(why),
        }
    }

    /// What was typed into an input.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.typed.get(name).cloned().unwrap_or_default()
    }
}

/// The refused forms.
#[async_trait]
pub trait Forms: Send + Sync {
    /// Keeps a browser's refused form of that name in place of the last.
    async fn keep(
        &self,
        device: DeviceId,
        form: &str,
        refused: Refused,
        now: Time,
    ) -> Result<(), Unavailable>;

    /// The form, if it was refused since then.
    async fn refused(
        &self,
        device: DeviceId,
        form: &str,
        since: Time,
    ) -> Result<Option<Refused>, Unavailable>;

    /// Forgets what was refused before then.
    async fn forget(&self, before: Time) -> Result<(), Unavailable>;
}
