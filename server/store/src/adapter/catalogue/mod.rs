//! The garments and their variants.

mod write;

use async_trait::async_trait;
use catalogue::{Garment, Garments, Kept, Save, Saved, Variant, search};
use events::{AuditEntry, Unavailable};
use kernel::{Time, VariantId};
use sqlx::types::Json;
use uuid::Uuid;

use super::terms::put_terms;
use super::{Main, audit};
use crate::command::Halt::Undo;
use crate::convert::at;
use crate::dialect::unavailable;

const VARIANT_WITH_GARMENT: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, g.garment
    FROM variants v JOIN garments g ON g.slug = v.garment WHERE v.id = $1 AND NOT v.retired AND NOT g.hidden";

const EVER: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size, g.garment
    FROM variants v JOIN garments g ON g.slug = v.garment WHERE v.id = $1";

const VARIANT: &str = "
    SELECT v.id, v.garment AS slug, v.dye, v.size FROM variants v JOIN garments g ON g.slug = v.garment
    WHERE v.garment = $1 AND v.dye = $2 AND v.size = $3 AND NOT v.retired AND NOT g.hidden";

const ALL: &str = "SELECT garment, version, hidden, was_shown FROM garments ORDER BY position, slug";

const ONE: &str = "SELECT garment, version, hidden, was_shown FROM garments WHERE slug = $1";

const VARIANTS: &str = "
    SELECT id, garment AS slug, dye, size, retired FROM variants ORDER BY retired, position, id";

const VARIANTS_OF_GARMENT: &str = "
    SELECT id, garment AS slug, dye, size, retired FROM variants WHERE garment = $1
    ORDER BY retired, position, id";

const SET_HIDDEN: &str = "
    UPDATE garments
    SET hidden = $3, was_shown = was_shown OR NOT $3, version = version + 1, changed_at = $4
    WHERE slug = $1 AND version = $2";

const INDEXED_OTHERWISE: &str = "SELECT garment FROM garments WHERE rules <> $1 ORDER BY slug";

const INDEXED: &str = "UPDATE garments SET rules = $2 WHERE slug = $1";

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

#[derive(sqlx::FromRow)]
struct KeptRow {
    garment: Json<Garment>,
    version: i64,
    hidden: bool,
    was_shown: bool,
}

#[derive(sqlx::FromRow)]
struct KeptVariant {
    #[sqlx(flatten)]
    variant: VariantRow,
    retired: bool,
}

impl KeptRow {
    fn with(self, variants: Vec<KeptVariant>) -> Kept {
        let retired = variants.iter().filter(|it| it.retired).map(|it| VariantId(it.variant.id)).collect();
        Kept {
            garment: self.garment.0,
            version: self.version,
            hidden: self.hidden,
            was_shown: self.was_shown,
            variants: variants.into_iter().map(|it| it.variant.into()).collect(),
            retired,
        }
    }
}

#[async_trait]
impl Garments for Main {
    async fn put(
        &self,
        position: i64,
        garment: Garment,
        variants: Vec<(Variant, i64)>,
        now: Time,
    ) -> Result<(), Unavailable> {
        let put = self.db.write(move |tx| {
            Box::pin(async move { Ok(write::put(tx, position, &garment, &variants, now).await?) })
        });
        put.await
    }

    async fn add(&self, save: Save) -> Result<Saved, Unavailable> {
        let add = self.db.write(move |tx| {
            Box::pin(async move {
                match write::add(tx, &save).await? {
                    Saved::Done => Ok(Saved::Done),
                    not => Err(Undo(not)),
                }
            })
        });
        add.await
    }

    async fn save(&self, save: Save, version: i64) -> Result<Saved, Unavailable> {
        let save = self.db.write(move |tx| {
            Box::pin(async move {
                match write::save(tx, &save, version).await? {
                    Saved::Done => Ok(Saved::Done),
                    not => Err(Undo(not)),
                }
            })
        });
        save.await
    }

    async fn set_hidden(
        &self,
        garment: &str,
        version: i64,
        hidden: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<Saved, Unavailable> {
        let slug = garment.to_owned();
        let set = self.db.write(move |tx| {
            Box::pin(async move {
                let set = sqlx::query(SET_HIDDEN).bind(slug).bind(version).bind(hidden).bind(at(now));
                if set.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(Saved::Lost));
                }
                audit::write(tx, Some(&entry), now).await?;
                Ok(Saved::Done)
            })
        });
        set.await
    }

    async fn all(&self) -> Result<Vec<Kept>, Unavailable> {
        let garments = sqlx::query_as::<_, KeptRow>(ALL).fetch_all(self.db.reads()).await;
        let variants = sqlx::query_as::<_, KeptVariant>(VARIANTS).fetch_all(self.db.reads()).await;
        let mut variants = variants.map_err(unavailable)?;
        let garments = garments.map_err(unavailable)?.into_iter().map(|row| {
            let of_garment = variants.extract_if(.., |it| it.variant.slug == row.garment.slug).collect();
            row.with(of_garment)
        });
        Ok(garments.collect())
    }

    async fn kept(&self, garment: &str) -> Result<Option<Kept>, Unavailable> {
        let row = sqlx::query_as::<_, KeptRow>(ONE).bind(garment);
        let Some(row) = row.fetch_optional(self.db.reads()).await.map_err(unavailable)? else {
            return Ok(None);
        };
        let variants = sqlx::query_as::<_, KeptVariant>(VARIANTS_OF_GARMENT).bind(garment);
        Ok(Some(row.with(variants.fetch_all(self.db.reads()).await.map_err(unavailable)?)))
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

    async fn ever(&self, id: VariantId) -> Result<Option<(Variant, Garment)>, Unavailable> {
        let one = sqlx::query_as::<_, VariantWithGarment>(EVER).bind(id.uuid());
        let found = one.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        Ok(found.map(|row| (row.variant.into(), row.garment.0)))
    }

    async fn variant(&self, garment: &str, dye: &str, size: &str) -> Result<Option<Variant>, Unavailable> {
        let variant = sqlx::query_as::<_, VariantRow>(VARIANT).bind(garment).bind(dye).bind(size);
        Ok(variant.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Variant::from))
    }

    async fn index_anew(&self) -> Result<u64, Unavailable> {
        let index = self.db.write(move |tx| {
            Box::pin(async move {
                let old = sqlx::query_scalar::<_, Json<Garment>>(INDEXED_OTHERWISE).bind(search::RULES);
                let mut count = 0;
                for Json(garment) in old.fetch_all(tx.conn()).await? {
                    put_terms(tx, &garment).await?;
                    let indexed = sqlx::query(INDEXED).bind(&garment.slug).bind(search::RULES);
                    count += indexed.execute(tx.conn()).await?.rows_affected();
                }
                Ok(count)
            })
        });
        index.await
    }
}
