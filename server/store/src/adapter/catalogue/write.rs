//! Writing a garment: its row, its variants with their stock, its place on the shelf.

use catalogue::{Garment, Save, Saved, Variant, placed, search};
use kernel::{Time, VariantId};
use sqlx::types::Json;
use uuid::Uuid;

use super::super::terms::put_terms;
use super::super::{Tx, audit, stock};
use crate::convert::at;

/// Writes nothing when the garment is there.
const INSERT: &str = "
    INSERT INTO garments (slug, position, garment, hidden, was_shown, rules, changed_at)
    VALUES ($1, $2, $3, $4, NOT $4, $5, $6)
    ON CONFLICT (slug) DO NOTHING";

const UPDATE: &str = "
    UPDATE garments SET garment = $3, version = version + 1, rules = $4, changed_at = $5
    WHERE slug = $1 AND version = $2";

const RETIRE: &str = "UPDATE variants SET retired = TRUE WHERE garment = $1 AND NOT retired";

/// One that is there already takes its place again.
const VARIANT: &str = "
    INSERT INTO variants (id, garment, dye, size, position, retired) VALUES ($1, $2, $3, $4, $5, FALSE)
    ON CONFLICT (garment, dye, size) DO UPDATE SET position = excluded.position, retired = FALSE
    RETURNING id";

const STOCK: &str = "INSERT INTO stock (variant_id, on_hand, held) VALUES ($1, $2, 0)";

const SHELF: &str = "SELECT slug, position FROM garments ORDER BY position, slug";

const PLACE: &str = "UPDATE garments SET position = $2 WHERE slug = $1";

/// Whoever moves something on the shelf waits for the one before.
const TURN: i64 = i64::from_be_bytes(*b"\0\0\0shelf");

pub(super) async fn put(
    tx: &mut Tx,
    position: i64,
    garment: &Garment,
    variants: &[(Variant, i64)],
    now: Time,
) -> Result<(), sqlx::Error> {
    if insert(tx, position, garment, false, now).await? {
        for (position, (variant, on_hand)) in (0..).zip(variants) {
            write_variant(tx, position, variant, *on_hand, now).await?;
        }
    }
    Ok(())
}

pub(super) async fn add(tx: &mut Tx, save: &Save) -> Result<Saved, sqlx::Error> {
    tx.take_turns(TURN).await?;
    if !insert(tx, i64::MAX, &save.edited.garment, true, save.now).await? {
        return Ok(Saved::Taken);
    }
    finish(tx, save).await
}

pub(super) async fn save(tx: &mut Tx, save: &Save, version: i64) -> Result<Saved, sqlx::Error> {
    tx.take_turns(TURN).await?;
    let garment = &save.edited.garment;
    let update = sqlx::query(UPDATE).bind(&garment.slug).bind(version).bind(Json(garment));
    let update = update.bind(search::RULES).bind(at(save.now));
    if update.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(Saved::Lost);
    }
    put_terms(tx, garment).await?;
    sqlx::query(RETIRE).bind(&garment.slug).execute(tx.conn()).await?;
    finish(tx, save).await
}

/// Variants, place and audit, once the row is written.
async fn finish(tx: &mut Tx, save: &Save) -> Result<Saved, sqlx::Error> {
    for (position, variant) in (0..).zip(&save.variants) {
        write_variant(tx, position, variant, 0, save.now).await?;
    }
    place(tx, &save.edited.garment.slug, save.edited.place).await?;
    audit::write(tx, Some(&save.entry), save.now).await?;
    Ok(Saved::Done)
}

async fn insert(
    tx: &mut Tx,
    position: i64,
    garment: &Garment,
    hidden: bool,
    now: Time,
) -> Result<bool, sqlx::Error> {
    let insert = sqlx::query(INSERT).bind(&garment.slug).bind(position).bind(Json(garment)).bind(hidden);
    let insert = insert.bind(search::RULES).bind(at(now));
    if insert.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(false);
    }
    put_terms(tx, garment).await?;
    Ok(true)
}

/// A new variant begins its stock and ledger with so many pieces.
async fn write_variant(
    tx: &mut Tx,
    position: i64,
    variant: &Variant,
    on_hand: i64,
    now: Time,
) -> Result<(), sqlx::Error> {
    let write = sqlx::query_scalar::<_, Uuid>(VARIANT)
        .bind(variant.id.uuid())
        .bind(&variant.garment)
        .bind(&variant.dye)
        .bind(&variant.size)
        .bind(position);
    let id = VariantId(write.fetch_one(tx.conn()).await?);
    if id == variant.id {
        sqlx::query(STOCK).bind(id.uuid()).bind(on_hand).execute(tx.conn()).await?;
        stock::opening(tx, id, now).await?;
    }
    Ok(())
}

/// Puts a garment at its place, and writes the place of those alone that moved.
async fn place(tx: &mut Tx, slug: &str, place: usize) -> Result<(), sqlx::Error> {
    let shelf: Vec<(String, i64)> = sqlx::query_as(SHELF).fetch_all(tx.conn()).await?;
    let order = placed(shelf.iter().map(|(slug, _)| slug.clone()).collect(), slug, place);
    for (position, slug) in (0..).zip(order) {
        if !shelf.contains(&(slug.clone(), position)) {
            sqlx::query(PLACE).bind(slug).bind(position).execute(tx.conn()).await?;
        }
    }
    Ok(())
}
