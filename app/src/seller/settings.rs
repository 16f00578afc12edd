//! 설정: what the owner says of the shop, once for all pages, and how the shop shows it.

pub mod api;
mod page;
mod words;

use kernel::Lang;
use settings::{Difference, FieldError, Fields};

use crate::shop::view::{Seller, Terms};

pub use page::SettingsPage;
pub(super) use words::changes;

/// The settings page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsView {
    /// The version that is looked at; posted back.
    pub version: i64,
    /// As they stand, or as they were typed and refused.
    pub fields: Fields,
    pub errors: Vec<FieldError>,
    /// Something was typed over an older version: where what stands now (`before`) and what was typed (`after`) differ.
    pub conflict: Vec<Difference>,
    /// Whether the fields are what was typed, and not what stands.
    pub typed: bool,
    /// The last change was taken.
    pub saved: bool,
    /// What the shop's pages say now.
    pub seller: Seller,
    pub terms: Terms,
}

impl SettingsView {
    /// The title's first word says that something was refused.
    fn title(&self, lang: Lang, heading: &str) -> String {
        if self.errors.is_empty() && self.conflict.is_empty() {
            crate::ui::frame::title(lang, heading)
        } else {
            crate::ui::frame::error_title(lang, heading)
        }
    }
}
