//! What the shop's pages show: garments with how many pieces of each variant are free.

use async_trait::async_trait;
use catalogue::{Counts, Garment, ListQuery, Shelf, ShelfCard, ShelfGarment, ShelfVariant, Variant};
use chrono::{DateTime, Utc};
use events::Unavailable;
use kernel::Time;
use sqlx::types::Json;

use crate::convert::time;
use crate::dialect::unavailable;

use super::super::Main;
use super::super::catalogue::VariantRow;
use super::list;

const GARMENTS: &str = "SELECT garment FROM garments WHERE NOT hidden ORDER BY position, slug";

const GARMENT: &str = "SELECT garment FROM garments WHERE slug = $1 AND NOT hidden";

const SLUGS: &str = "SELECT slug, changed_at FROM garments WHERE NOT hidden ORDER BY position, slug";

const VARIANTS: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, s.on_hand - s.held AS free
    FROM variants v JOIN stock s ON s.variant_id = v.id WHERE NOT v.retired ORDER BY v.position, v.id";

const VARIANTS_OF_GARMENT: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, s.on_hand - s.held AS free
    FROM variants v JOIN stock s ON s.variant_id = v.id WHERE v.garment = $1 AND NOT v.retired
    ORDER BY v.position, v.id";

/// The neighbours in the category are few at a time, so that neither half reads the whole shelf.
const BESIDE: &str = "
    WITH near (slug, distance) AS (
        SELECT p.garment, 0
        FROM outfit_pieces p JOIN outfit_pieces mine ON mine.outfit = p.outfit JOIN outfits o ON o.slug = p.outfit
        WHERE mine.garment = $1 AND p.garment <> $1 AND NOT o.hidden
        UNION ALL
        SELECT slug, 1 FROM (
            SELECT slug FROM garments WHERE category = $2 AND slug <> $1 AND NOT hidden
            ORDER BY position, slug LIMIT $3
        ) AS neighbours
    ), nearest (slug, distance) AS (SELECT slug, MIN(distance) FROM near GROUP BY slug)
    SELECT g.garment,
        (SELECT CAST(SUM(s.on_hand - s.held) AS BIGINT) FROM variants v JOIN stock s ON s.variant_id = v.id
         WHERE v.garment = g.slug AND NOT v.retired) AS free
    FROM nearest n JOIN garments g ON g.slug = n.slug
    WHERE NOT g.hidden AND EXISTS (SELECT 1 FROM variants v WHERE v.garment = g.slug AND NOT v.retired)
    ORDER BY n.distance, g.position, g.slug LIMIT $3";

#[derive(sqlx::FromRow)]
struct ShelfRow {
    #[sqlx(flatten)]
    variant: VariantRow,
    free: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct CardRow {
    garment: Json<Garment>,
    free: i64,
}

impl From<CardRow> for ShelfCard {
    fn from(row: CardRow) -> Self {
        Self { garment: row.garment.0, free: row.free }
    }
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

    async fn page(&self, query: &ListQuery) -> Result<Vec<ShelfCard>, Unavailable> {
        list::page(&self.db, query).await.map_err(unavailable)
    }

    async fn counts(&self, query: &ListQuery) -> Result<Counts, Unavailable> {
        list::counts(&self.db, query).await.map_err(unavailable)
    }

    async fn beside(&self, garment: &Garment, limit: i64) -> Result<Vec<ShelfCard>, Unavailable> {
        let beside = sqlx::query_as::<_, CardRow>(BESIDE).bind(&garment.slug).bind(&garment.category);
        let rows = beside.bind(limit).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(ShelfCard::from).collect())
    }

    async fn slugs(&self) -> Result<Vec<(String, Option<Time>)>, Unavailable> {
        let slugs = sqlx::query_as::<_, (String, Option<DateTime<Utc>>)>(SLUGS).fetch_all(self.db.reads());
        let rows = slugs.await.map_err(unavailable)?;
        Ok(rows.into_iter().map(|(slug, changed_at)| (slug, changed_at.map(time))).collect())
    }
}

fn on_shelf(row: ShelfRow) -> ShelfVariant {
    ShelfVariant { variant: Variant::from(row.variant), free: row.free }
}
