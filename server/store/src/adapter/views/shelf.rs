//! What the shop's pages show: garments with how many pieces of each variant are free.

use async_trait::async_trait;
use catalogue::{Garment, Shelf, ShelfGarment, ShelfVariant, Variant};
use events::Unavailable;
use sqlx::types::Json;

use crate::dialect::unavailable;

use super::super::Main;
use super::super::catalogue::VariantRow;

const GARMENTS: &str = "SELECT garment FROM garments WHERE NOT hidden ORDER BY position, slug";

const GARMENT: &str = "SELECT garment FROM garments WHERE slug = $1 AND NOT hidden";

const VARIANTS: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, s.on_hand - s.held AS free
    FROM variants v JOIN stock s ON s.variant_id = v.id WHERE NOT v.retired ORDER BY v.position, v.id";

const VARIANTS_OF_GARMENT: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, s.on_hand - s.held AS free
    FROM variants v JOIN stock s ON s.variant_id = v.id WHERE v.garment = $1 AND NOT v.retired
    ORDER BY v.position, v.id";

#[derive(sqlx::FromRow)]
struct ShelfRow {
    #[sqlx(flatten)]
    variant: VariantRow,
    free: i64,
}

#[async_trait]
impl Shelf for Main {
    async fn all(&self) -> Result<Vec<ShelfGarment>, Unavailable> {
        let garments = sqlx::query_scalar::<_, Json<Garment>>(GARMENTS).fetch_all(self.db.reads()).await;
        let variants = sqlx::query_as::<_, ShelfRow>(VARIANTS).fetch_all(self.db.reads()).await;
        let mut variants: Vec<_> = variants.map_err(unavailable)?.into_iter().map(on_shelf).collect();
        let garments = garments.map_err(unavailable)?.into_iter().map(|Json(garment)| {
            let of_garment = variants.extract_if(.., |it| it.variant.garment == garment.slug).collect();
            ShelfGarment { garment, variants: of_garment }
        });
        Ok(garments.collect())
    }

    async fn garment(&self, slug: &str) -> Result<Option<ShelfGarment>, Unavailable> {
        let garment = sqlx::query_scalar::<_, Json<Garment>>(GARMENT).bind(slug);
        let garment = garment.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        let Some(Json(garment)) = garment else { return Ok(None) };
        let variants = sqlx::query_as::<_, ShelfRow>(VARIANTS_OF_GARMENT).bind(slug);
        let variants = variants.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(Some(ShelfGarment { garment, variants: variants.into_iter().map(on_shelf).collect() }))
    }
}

fn on_shelf(row: ShelfRow) -> ShelfVariant {
    ShelfVariant { variant: Variant::from(row.variant), free: row.free }
}
