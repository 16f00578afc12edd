//! 송장 올리기: many orders shipped at once, by the lines of a sheet. What is pasted is checked line by line before
//! anything is done, then done line by line; what was refused stays in the box to be mended.

pub mod api;
mod check;
pub mod decode;
mod page;
pub mod paste;
mod words;

pub use page::BulkPage;

/// What was posted to the page. The program reads the body and puts this into the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub text: String,
    pub step: Step,
    /// A file came along whose text could not be read.
    pub unreadable: bool,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Only look.
    Check,
    /// Ship what can be shipped.
    Ship,
}

impl Step {
    /// Reads a form's field; anything unknown does nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text == "ship" { Self::Ship } else { Self::Check }
    }
}
