//! The garments and their variants.

use async_trait::async_trait;
use catalogue::{Garment, Garments, Variant};
use events::Unavailable;
use kernel::VariantId;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Main, Tx};
use crate::dialect::unavailable;

const PUT_GARMENT: &str = "
    INSERT INTO garments (slug, position, garment) VALUES ($1, $2, $3)
    ON CONFLICT (slug) DO UPDATE SET position = excluded.position, garment = excluded.garment";

const PUT_VARIANT: &str = "
    INSERT INTO variants (id, garment, dye, size, position) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (id) DO UPDATE
    SET garment = excluded.garment, dye = excluded.dye, size = excluded.size, position = excluded.position";

const PUT_STOCK: &str = "
    INSERT INTO stock (variant_id, on_hand, held) VALUES ($1, $2, 0) ON CONFLICT (variant_id) DO NOTHING";

const VARIANT_WITH_GARMENT: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, g.garment
    FROM variants v JOIN garments g ON g.slug = v.garment WHERE v.id = $1";

const VARIANT: &str = "
    SELECT id, garment AS slug, dye, size FROM variants WHERE garment = $1 AND dye = $2 AND size = $3";

#[derive(sqlx::FromRow)]
pub(super) struct VariantRow {
    id: Uuid,
    slug: String,
    dye: String,
    size: String,
}

impl From<VariantRow> for Variant {
    fn from(row: VariantRow) -> Self {
        Self { id: VariantId(row.id), garment: row.slug, dye: row.dye, size: row.size }
    }
}

#[derive(sqlx::FromRow)]
struct VariantWithGarment {
    #[sqlx(flatten)]
    variant: VariantRow,
    garment: Json<Garment>,
}

#[async_trait]
impl Garments for Main {
    async fn put(
        &self,
        position: i64,
        garment: Garment,
        variants: Vec<(Variant, i64)>,
    ) -> Result<(), Unavailable> {
        let put = self.db.write(move |tx| {
            Box::pin(async move {
                let put = sqlx::query(PUT_GARMENT).bind(&garment.slug).bind(position).bind(Json(&garment));
                put.execute(tx.conn()).await?;
                for (position, (variant, on_hand)) in (0..).zip(&variants) {
                    put_variant(tx, position, variant, *on_hand).await?;
                }
                Ok(())
            })
        });
        put.await
    }

    async fn variants(&self, ids: &[VariantId]) -> Result<Vec<(Variant, Garment)>, Unavailable> {
        let mut variants = Vec::with_capacity(ids.len());
        for id in ids {
            let one = sqlx::query_as::<_, VariantWithGarment>(VARIANT_WITH_GARMENT).bind(id.uuid());
            let found = one.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
            variants.extend(found.map(|row| (row.variant.into(), row.garment.0)));
        }
        Ok(variants)
    }

    async fn variant(&self, garment: &str, dye: &str, size: &str) -> Result<Option<Variant>, Unavailable> {
        let variant = sqlx::query_as::<_, VariantRow>(VARIANT).bind(garment).bind(dye).bind(size);
        Ok(variant.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Variant::from))
    }
}

async fn put_variant(tx: &mut Tx, position: i64, variant: &Variant, on_hand: i64) -> Result<(), sqlx::Error> {
    let put = sqlx::query(PUT_VARIANT).bind(variant.id.uuid()).bind(&variant.garment);
    put.bind(&variant.dye).bind(&variant.size).bind(position).execute(tx.conn()).await?;
    sqlx::query(PUT_STOCK).bind(variant.id.uuid()).bind(on_hand).execute(tx.conn()).await.map(drop)
}
