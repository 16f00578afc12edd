//! The outfits and the garments that they are made of.

use async_trait::async_trait;
use catalogue::{Garment, Outfit, Outfits, ShelfOutfit};
use events::Unavailable;
use sqlx::types::Json;

use super::Main;
use crate::dialect::unavailable;

const PUT_OUTFIT: &str = "
    INSERT INTO outfits (slug, position, outfit) VALUES ($1, $2, $3)
    ON CONFLICT (slug) DO UPDATE SET position = excluded.position, outfit = excluded.outfit";

const DROP_PIECES: &str = "DELETE FROM outfit_pieces WHERE outfit = $1";

const PUT_PIECE: &str = "INSERT INTO outfit_pieces (outfit, position, garment) VALUES ($1, $2, $3)";

const ALL: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE NOT EXISTS (
        SELECT 1 FROM outfit_pieces h JOIN garments x ON x.slug = h.garment WHERE h.outfit = o.slug AND x.hidden)
    ORDER BY o.position, o.slug, p.position";

const OUTFIT: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE o.slug = $1 AND NOT g.hidden
    ORDER BY p.position";

const WITH_GARMENT: &str = "
    SELECT o.slug, o.outfit, g.garment
    FROM outfits o JOIN outfit_pieces p ON p.outfit = o.slug JOIN garments g ON g.slug = p.garment
    WHERE o.slug IN (SELECT outfit FROM outfit_pieces WHERE garment = $1) AND NOT EXISTS (
        SELECT 1 FROM outfit_pieces h JOIN garments x ON x.slug = h.garment WHERE h.outfit = o.slug AND x.hidden)
    ORDER BY o.position, o.slug, p.position";

/// One piece of an outfit.
#[derive(sqlx::FromRow)]
struct PieceRow {
    slug: String,
    outfit: Json<Outfit>,
    garment: Json<Garment>,
}

#[async_trait]
impl Outfits for Main {
    async fn put(&self, position: i64, outfit: Outfit) -> Result<(), Unavailable> {
        let put = self.db.write(move |tx| {
            Box::pin(async move {
                let put = sqlx::query(PUT_OUTFIT).bind(&outfit.slug).bind(position).bind(Json(&outfit));
                put.execute(tx.conn()).await?;
                sqlx::query(DROP_PIECES).bind(&outfit.slug).execute(tx.conn()).await?;
                for (position, piece) in (0_i64..).zip(&outfit.items) {
                    let put = sqlx::query(PUT_PIECE).bind(&outfit.slug).bind(position).bind(&piece.slug);
                    put.execute(tx.conn()).await?;
                }
                Ok(())
            })
        });
        put.await
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
