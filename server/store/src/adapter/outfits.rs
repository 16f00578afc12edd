//! The outfits and the garments that they are made of.

use async_trait::async_trait;
use catalogue::{Garment, KeptOutfit, Outfit, Outfits, SaveOutfit, Saved, ShelfOutfit, placed};
use events::{AuditEntry, Unavailable};
use kernel::Time;
use sqlx::types::Json;

use super::{Main, Tx, audit};
use crate::command::Halt::Undo;
use crate::dialect::unavailable;

/// Writes nothing when the outfit is there.
const INSERT: &str = "
    INSERT INTO outfits (slug, position, outfit, hidden) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING";

const UPDATE: &str = "UPDATE outfits SET outfit = $3, version = version + 1 WHERE slug = $1 AND version = $2";

const SET_HIDDEN: &str = "
    UPDATE outfits SET hidden = $3, version = version + 1 WHERE slug = $1 AND version = $2";

const LOOKBOOK: &str = "SELECT slug, position FROM outfits ORDER BY position, slug";

const PLACE: &str = "UPDATE outfits SET position = $2 WHERE slug = $1";

const KEPT: &str = "SELECT outfit, version, hidden FROM outfits ORDER BY position, slug";

/// Whoever moves something in the lookbook waits for the one before.
const TURN: i64 = i64::from_be_bytes(*b"lookbook");

const DROP_PIECES: &str = "DELETE FROM outfit_pieces WHERE outfit = $1";

const PUT_PIECE: &str = "INSERT INTO outfit_pieces (outfit, position, garment) VALUES ($1, $2, $3)";

const ALL: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE NOT o.hidden AND NOT EXISTS (
        SELECT 1 FROM outfit_pieces h JOIN garments x ON x.slug = h.garment WHERE h.outfit = o.slug AND x.hidden)
    ORDER BY o.position, o.slug, p.position";

const OUTFIT: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE o.slug = $1 AND NOT o.hidden AND NOT g.hidden
    ORDER BY p.position";

const WITH_GARMENT: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE o.slug IN (SELECT outfit FROM outfit_pieces WHERE garment = $1) AND NOT o.hidden AND NOT EXISTS (
        SELECT 1 FROM outfit_pieces h JOIN garments x ON x.slug = h.garment WHERE h.outfit = o.slug AND x.hidden)
    ORDER BY o.position, o.slug, p.position";

/// One piece of an outfit.
#[derive(sqlx::FromRow)]
struct PieceRow {
    slug: String,
    outfit: Json<Outfit>,
    garment: Json<Garment>,
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    outfit: Json<Outfit>,
    version: i64,
    hidden: bool,
}

#[async_trait]
impl Outfits for Main {
    async fn put(&self, position: i64, outfit: Outfit) -> Result<(), Unavailable> {
        let put = self.db.write(move |tx| {
            Box::pin(async move { Ok(insert(tx, position, &outfit, false).await.map(drop)?) })
        });
        put.await
    }

    async fn add(&self, save: SaveOutfit) -> Result<Saved, Unavailable> {
        let add = self.db.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                if !insert(tx, i64::MAX, &save.edited.outfit, true).await? {
                    return Err(Undo(Saved::Taken));
                }
                Ok(finish(tx, &save).await?)
            })
        });
        add.await
    }

    async fn save(&self, save: SaveOutfit, version: i64) -> Result<Saved, Unavailable> {
        let save = self.db.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                let outfit = &save.edited.outfit;
                let update = sqlx::query(UPDATE).bind(&outfit.slug).bind(version).bind(Json(outfit));
                if update.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(Saved::Lost));
                }
                sqlx::query(DROP_PIECES).bind(&outfit.slug).execute(tx.conn()).await?;
                put_pieces(tx, outfit).await?;
                Ok(finish(tx, &save).await?)
            })
        });
        save.await
    }

    async fn set_hidden(
        &self,
        slug: &str,
        version: i64,
        hidden: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<Saved, Unavailable> {
        let slug = slug.to_owned();
        let set = self.db.write(move |tx| {
            Box::pin(async move {
                let set = sqlx::query(SET_HIDDEN).bind(slug).bind(version).bind(hidden);
                if set.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(Saved::Lost));
                }
                audit::write(tx, Some(&entry), now).await?;
                Ok(Saved::Done)
            })
        });
        set.await
    }

    async fn kept(&self) -> Result<Vec<KeptOutfit>, Unavailable> {
        let rows =
            sqlx::query_as::<_, KeptRow>(KEPT).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let kept = |KeptRow { outfit, version, hidden }| KeptOutfit { outfit: outfit.0, version, hidden };
        Ok(rows.into_iter().map(kept).collect())
    }

    async fn all(&self) -> Result<Vec<ShelfOutfit>, Unavailable> {
        let rows = sqlx::query_as::<_, PieceRow>(ALL).fetch_all(self.db.reads()).await;
        Ok(together(rows.map_err(unavailable)?))
    }

    async fn with(&self, garment: &str) -> Result<Vec<ShelfOutfit>, Unavailable> {
        let rows = sqlx::query_as::<_, PieceRow>(WITH_GARMENT).bind(garment).fetch_all(self.db.reads()).await;
        Ok(together(rows.map_err(unavailable)?))
    }

    async fn outfit(&self, slug: &str) -> Result<Option<ShelfOutfit>, Unavailable> {
        let rows = sqlx::query_as::<_, PieceRow>(OUTFIT).bind(slug).fetch_all(self.db.reads()).await;
        Ok(together(rows.map_err(unavailable)?).pop().map(without_hidden))
    }
}

/// Writes a new outfit with its pieces; `false`, and nothing written, when its name is taken.
async fn insert(tx: &mut Tx, position: i64, outfit: &Outfit, hidden: bool) -> Result<bool, sqlx::Error> {
    let insert = sqlx::query(INSERT).bind(&outfit.slug).bind(position).bind(Json(outfit)).bind(hidden);
    if insert.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(false);
    }
    put_pieces(tx, outfit).await?;
    Ok(true)
}

async fn put_pieces(tx: &mut Tx, outfit: &Outfit) -> Result<(), sqlx::Error> {
    for (position, piece) in (0_i64..).zip(&outfit.items) {
        let put = sqlx::query(PUT_PIECE).bind(&outfit.slug).bind(position).bind(&piece.slug);
        put.execute(tx.conn()).await?;
    }
    Ok(())
}

/// Place and audit, once the rows are written. The place of those alone that moved is written.
async fn finish(tx: &mut Tx, save: &SaveOutfit) -> Result<Saved, sqlx::Error> {
    let lookbook: Vec<(String, i64)> = sqlx::query_as(LOOKBOOK).fetch_all(tx.conn()).await?;
    let slugs = lookbook.iter().map(|(slug, _)| slug.clone()).collect();
    for (position, slug) in (0..).zip(placed(slugs, &save.edited.outfit.slug, save.edited.place)) {
        if !lookbook.contains(&(slug.clone(), position)) {
            sqlx::query(PLACE).bind(slug).bind(position).execute(tx.conn()).await?;
        }
    }
    audit::write(tx, Some(&save.entry), save.now).await?;
    Ok(Saved::Done)
}

/// Its pieces are those whose garments were read.
fn without_hidden(mut shelf: ShelfOutfit) -> ShelfOutfit {
    let all = shelf.outfit.items.len();
    shelf.outfit.items.retain(|piece| shelf.garments.iter().any(|garment| garment.slug == piece.slug));
    ShelfOutfit { left_out: all - shelf.outfit.items.len(), ..shelf }
}

/// Rows of one outfit follow each other.
fn together(rows: Vec<PieceRow>) -> Vec<ShelfOutfit> {
    let mut outfits: Vec<ShelfOutfit> = Vec::new();
    for PieceRow { slug, outfit, garment } in rows {
        match outfits.last_mut() {
            Some(last) if last.outfit.slug == slug => last.garments.push(garment.0),
            _ => outfits.push(ShelfOutfit { outfit: outfit.0, garments: vec![garment.0], left_out: 0 }),
        }
    }
    outfits
}
