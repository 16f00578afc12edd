//! What the catalogue needs from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::Unavailable;
use kernel::VariantId;

use crate::{Garment, Variant};

/// The garments as the catalogue owns them.
#[async_trait]
pub trait Garments: Send + Sync {
    /// Writes a garment with its variants at a place on the shelf; what is there already is overwritten, and
    /// stock rows of new variants are made with so many pieces on hand (those of old ones stay).
    async fn put(
        &self,
        position: i64,
        garment: Garment,
        variants: Vec<(Variant, i64)>,
    ) -> Result<(), Unavailable>;

    /// Variants by id, each with its garment. Unknown ids are left out.
    async fn variants(&self, ids: &[VariantId]) -> Result<Vec<(Variant, Garment)>, Unavailable>;

    /// One variant by what a buyer chose.
    async fn variant(&self, garment: &str, dye: &str, size: &str) -> Result<Option<Variant>, Unavailable>;
}

/// A garment with what is free of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfGarment {
    pub garment: Garment,
    pub variants: Vec<ShelfVariant>,
}

/// A variant with what is free of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfVariant {
    pub variant: Variant,
    /// On hand and not held.
    pub free: i64,
}

/// What pages show: garments joined with their stock. Read only.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// Every garment in the order of the shelf.
    async fn all(&self) -> Result<Vec<ShelfGarment>, Unavailable>;

    /// One garment.
    async fn garment(&self, slug: &str) -> Result<Option<ShelfGarment>, Unavailable>;
}
