//! 상품: garments, their sizes and colours, their words and prices.
//!
//! Knows nothing of orders. How many pieces are free is order's to say; pages read both together.

mod edit;
mod gallery;
mod garment;
mod list;
mod outfit_edit;
mod photograph;
mod ports;
mod service;
mod words;

pub mod demo;
pub mod search;

pub use edit::{Edited, MAX_DYES, MAX_MEASURES, MAX_SIZES, Typed, Why, Wrong, edit, placed};
pub use gallery::{Gallery, HangError};
pub use garment::{Closeup, Garment, Kept, KeptOutfit, Line, Measure, Outfit, OutfitPiece, SizeRow, Variant};
pub use list::{Counts, ListQuery, Sort};
pub use outfit_edit::{EditedOutfit, MAX_PIECES, edit_outfit};
pub use photograph::{
    Caption, CaptionError, Developed, MAX_ALT, MAX_BYTES, MAX_PHOTOGRAPHS, MIN_SIDE, Photograph, Rendition,
    Undeveloped, WIDTHS, caption,
};
pub use ports::{
    Darkroom, Garments, Hung, NewPhotograph, Outfits, Photographs, Save, SaveOutfit, Saved, Shelf, ShelfCard,
    ShelfGarment, ShelfOutfit, ShelfVariant,
};
pub use search::Search;
pub use service::{Listed, Outcome, Service};
pub use words::{Also, Words, words};
