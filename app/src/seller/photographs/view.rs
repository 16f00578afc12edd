//! What the desk's page of a garment's photographs shows.

use kernel::{PhotographId, Text};

use crate::shop::view::Dye;
use crate::ui::photo::Photo;

/// The photographs of one garment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotographsView {
    pub slug: String,
    pub name: Text,
    /// The colours that a photograph can be of.
    pub dyes: Vec<Dye>,
    /// In their order.
    pub shots: Vec<Shot>,
    /// It has as many as it can have.
    pub full: bool,
    pub notice: Option<String>,
    /// What a refused form held.
    pub typed: TypedShot,
}

/// One photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    pub id: PhotographId,
    pub photo: Photo,
}

/// The words of a photograph's form, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedShot {
    /// The photograph whose form was refused; empty: the form of a new one.
    pub about: String,
    pub dye: String,
    pub alt_ko: String,
    pub alt_en: String,
    pub place: String,
}

impl TypedShot {
    /// The words, each by the name of its input.
    #[must_use]
    pub fn of(field: impl Fn(&str) -> String) -> Self {
        Self {
            about: field("about"),
            dye: field("dye"),
            alt_ko: field("alt_ko"),
            alt_en: field("alt_en"),
            place: field("place"),
        }
    }
}
