//! What the catalogue needs from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::{AuditEntry, Unavailable};
use kernel::{PhotographId, Time, VariantId};

use crate::{
    Caption, Counts, Developed, Edited, EditedOutfit, Garment, Kept, KeptOutfit, ListQuery, Outfit,
    Photograph, Undeveloped, Variant,
};

/// A garment on its way to the database.
#[derive(Debug, Clone)]
pub struct Save {
    pub edited: Edited,
    /// A variant for each colour and size, in their order. Where one of that colour and size is there already, it stays.
    pub variants: Vec<Variant>,
    pub entry: AuditEntry,
    pub now: Time,
}

/// An outfit on its way to the database.
#[derive(Debug, Clone)]
pub struct SaveOutfit {
    pub edited: EditedOutfit,
    pub entry: AuditEntry,
    pub now: Time,
}

/// What became of a garment or an outfit that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Somebody changed it meanwhile: nothing was written.
    Lost,
    /// Another has its name in the address.
    Taken,
}

/// The garments as the catalogue owns them.
#[async_trait]
pub trait Garments: Send + Sync {
    /// Writes a garment with its variants at a place on the shelf, sold at once; stock rows are made with so many pieces
    /// on hand and the first line of their ledger. One that is there already stays as it is.
    ///
    /// What the search finds a garment by MUST be written in the transaction that writes the garment, here and wherever
    /// it changes, and `now` kept as the time of its change.
    async fn put(
        &self,
        position: i64,
        garment: Garment,
        variants: Vec<(Variant, i64)>,
        now: Time,
    ) -> Result<(), Unavailable>;

    /// Writes a new garment, hidden and without pieces, with the entry of the audit, in one transaction.
    async fn add(&self, save: Save) -> Result<Saved, Unavailable>;

    /// Changes a garment if this version of it still stands, with the entry of the audit, in one transaction. Variants
    /// that it has no more MUST stay, retired; new ones have no pieces. The others on the shelf MUST close up.
    async fn save(&self, save: Save, version: i64) -> Result<Saved, Unavailable>;

    /// Hides a garment or shows it again, if this version of it still stands, with the entry of the audit.
    async fn set_hidden(
        &self,
        garment: &str,
        version: i64,
        hidden: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<Saved, Unavailable>;

    /// Every garment in the order of the shelf, hidden ones too.
    async fn all(&self) -> Result<Vec<Kept>, Unavailable>;

    /// One garment, hidden or not.
    async fn kept(&self, garment: &str) -> Result<Option<Kept>, Unavailable>;

    /// Variants that are sold, by id, each with its garment. Others are left out.
    async fn variants(&self, ids: &[VariantId]) -> Result<Vec<(Variant, Garment)>, Unavailable>;

    /// One variant with its garment, be it sold or not.
    async fn ever(&self, id: VariantId) -> Result<Option<(Variant, Garment)>, Unavailable>;

    /// One variant by what a buyer chose, if it is sold.
    async fn variant(&self, garment: &str, dye: &str, size: &str) -> Result<Option<Variant>, Unavailable>;

    /// Writes what the search finds garments by anew for those that an older program put there
    /// ([`crate::search::RULES`]). Answers how many there were.
    async fn index_anew(&self) -> Result<u64, Unavailable>;
}

/// The outfits. One of which a garment is hidden is in no lookbook; one that is hidden itself is nowhere in the shop.
#[async_trait]
pub trait Outfits: Send + Sync {
    /// Writes an outfit at a place in the lookbook, shown at once. One that is there already stays as it is. Its garments
    /// MUST be there, here and wherever an outfit is written.
    async fn put(&self, position: i64, outfit: Outfit) -> Result<(), Unavailable>;

    /// Writes a new outfit, hidden, with the entry of the audit, in one transaction. The others MUST close up.
    async fn add(&self, save: SaveOutfit) -> Result<Saved, Unavailable>;

    /// Changes an outfit if this version of it still stands, with the entry of the audit, in one transaction. As
    /// [`Self::add`].
    async fn save(&self, save: SaveOutfit, version: i64) -> Result<Saved, Unavailable>;

    /// Hides an outfit or shows it, if this version of it still stands, with the entry of the audit.
    async fn set_hidden(
        &self,
        slug: &str,
        version: i64,
        hidden: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<Saved, Unavailable>;

    /// Every outfit in the order of the lookbook, hidden ones too.
    async fn kept(&self) -> Result<Vec<KeptOutfit>, Unavailable>;

    /// All outfits that are shown, in the order of the lookbook; the first is this week's.
    async fn all(&self) -> Result<Vec<ShelfOutfit>, Unavailable>;

    /// Those that a garment is part of, in the same order.
    async fn with(&self, garment: &str) -> Result<Vec<ShelfOutfit>, Unavailable>;

    /// One outfit that is shown, without the pieces whose garments are hidden; `None` where all of them are.
    async fn outfit(&self, slug: &str) -> Result<Option<ShelfOutfit>, Unavailable>;
}

/// An outfit with its garments, in the order of its pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfOutfit {
    pub outfit: Outfit,
    pub garments: Vec<Garment>,
    /// How many of its pieces are not there, because their garments are hidden.
    pub left_out: usize,
}

/// A garment with what is free of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfGarment {
    pub garment: Garment,
    pub variants: Vec<ShelfVariant>,
}

/// A garment as it stands in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfCard {
    pub garment: Garment,
    /// Free pieces over all colours and sizes.
    pub free: i64,
}

/// A variant with what is free of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfVariant {
    pub variant: Variant,
    /// On hand and not held.
    pub free: i64,
}

/// What pages show: garments that are sold, joined with their stock. Read only. One without variants is on no list.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// Every garment that is sold, in the order of the shelf, with the variants that are sold of it.
    async fn all(&self) -> Result<Vec<ShelfGarment>, Unavailable>;

    /// One garment, if it is sold.
    async fn garment(&self, slug: &str) -> Result<Option<ShelfGarment>, Unavailable>;

    /// A page of a list. Only what it shows may be read from the database.
    async fn page(&self, query: &ListQuery) -> Result<Vec<ShelfCard>, Unavailable>;

    /// How many garments the list holds, and would hold with other choices; its order and page do not matter.
    async fn counts(&self, query: &ListQuery) -> Result<Counts, Unavailable>;

    /// What goes with a garment: what it shares an outfit with first, then its category.
    async fn beside(&self, garment: &Garment, limit: i64) -> Result<Vec<ShelfCard>, Unavailable>;

    /// The slugs of all garments that are sold in the order of the shelf, each with the time of its last change where it is known.
    async fn slugs(&self) -> Result<Vec<(String, Option<Time>)>, Unavailable>;
}

/// A photograph on its way to the database.
#[derive(Debug, Clone)]
pub struct NewPhotograph {
    pub id: PhotographId,
    pub garment: String,
    pub caption: Caption,
    /// Narrowest first.
    pub files: Vec<Developed>,
    pub entry: AuditEntry,
    pub now: Time,
}

/// What became of a photograph that was to be hung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hung {
    Done,
    /// The garment has as many as it can have: nothing was written.
    Full,
}

/// The photographs, with their files.
#[async_trait]
pub trait Photographs: Send + Sync {
    /// Hangs a photograph behind those its garment has, unless it has so many already, with the entry of the audit, in
    /// one transaction.
    async fn add(&self, new: NewPhotograph, most: usize) -> Result<Hung, Unavailable>;

    /// Says anew what a garment's photograph shows and puts it at a place, counted from 1; the others MUST close up.
    /// `false`, and nothing written, when it is not there.
    async fn describe(
        &self,
        garment: &str,
        id: PhotographId,
        caption: Caption,
        place: usize,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable>;

    /// Takes a garment's photograph away, with its files. `false` when it is not there.
    async fn remove(
        &self,
        garment: &str,
        id: PhotographId,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable>;

    /// A garment's photographs, in their order.
    async fn of_garment(&self, garment: &str) -> Result<Vec<Photograph>, Unavailable>;

    /// The first photograph of each of these garments that has one. Only theirs may be read from the database.
    async fn covers(&self, garments: &[String]) -> Result<Vec<Photograph>, Unavailable>;

    /// The file of a hash.
    async fn file(&self, hash: &str) -> Result<Option<Vec<u8>>, Unavailable>;
}

/// Makes photographs of files that somebody sent.
#[async_trait]
pub trait Darkroom: Send + Sync {
    /// A file in each of [`crate::WIDTHS`] that it is wide enough for, upright, and without what else the file told (where
    /// it was taken, and with what). MUST look at the content alone, and MUST bound the memory that a file can ask for.
    async fn develop(&self, file: Vec<u8>) -> Result<Vec<Developed>, Undeveloped>;
}
