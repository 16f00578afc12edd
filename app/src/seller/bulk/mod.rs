//! 송장 올리기: many orders shipped at once, by the lines of a sheet. What is pasted is checked line by line before
//! anything is done, then done line by line; what was refused stays in the box to be mended. What was pasted and what
//! became of it is held under a key in the page's address, so that it can be looked at again and is sent once.

pub mod api;
mod check;
pub mod decode;
mod page;
pub mod paste;
mod words;

pub(super) use check::others;
pub use page::BulkPage;
pub(super) use words::{shared, together};

/// The page's address.
const PAGE: &str = "/seller/ship";

/// What was posted to the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posted {
    pub text: String,
    pub step: Step,
    /// A file came along whose text could not be read.
    pub unreadable: bool,
    /// Numbers of the orders that are known to go in one parcel with another.
    pub together: Vec<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Step {
    /// Only look.
    #[default]
    Check,
    /// Go on in the other language.
    Translate,
    /// Ship what can be shipped.
    Ship,
}

impl Step {
    /// Reads a form's field; anything unknown does nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "ship" => Self::Ship,
            "translate" => Self::Translate,
            _ => Self::Check,
        }
    }
}
