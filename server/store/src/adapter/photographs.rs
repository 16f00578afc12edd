//! The photographs and their files.

use async_trait::async_trait;
use catalogue::{Caption, Hung, NewPhotograph, Photograph, Photographs, Rendition};
use events::{AuditEntry, Unavailable};
use kernel::{PhotographId, Text, Time};
use uuid::Uuid;

use super::{Listed, Main, Tx, audit, listed};
use crate::command::Halt::Undo;
use crate::convert::count;
use crate::dialect::unavailable;

const SHELF: &str = "SELECT id FROM photographs WHERE garment = $1 ORDER BY position, id";

const INSERT: &str = "
    INSERT INTO photographs (id, garment, position, dye, alt_ko, alt_en) VALUES ($1, $2, $3, $4, $5, $6)";

const INSERT_FILE: &str = "
    INSERT INTO photograph_files (photograph_id, width, height, hash, bytes) VALUES ($1, $2, $3, $4, $5)";

const DESCRIBE: &str = "
    UPDATE photographs SET dye = $3, alt_ko = $4, alt_en = $5 WHERE id = $1 AND garment = $2";

const PLACE: &str = "UPDATE photographs SET position = $2 WHERE id = $1 AND position <> $2";

const REMOVE_FILES: &str = "
    DELETE FROM photograph_files
    WHERE photograph_id = (SELECT id FROM photographs WHERE id = $1 AND garment = $2)";

const REMOVE: &str = "DELETE FROM photographs WHERE id = $1 AND garment = $2";

/// A row for each width, without its bytes.
const OF_GARMENT: &str = "
    SELECT p.id, p.garment, p.dye, p.alt_ko, p.alt_en, f.width, f.height, f.hash
    FROM photographs p JOIN photograph_files f ON f.photograph_id = p.id
    WHERE p.garment = $1 ORDER BY p.position, p.id, f.width";

const COVERS: Listed = (
    "
    SELECT p.id, p.garment, p.dye, p.alt_ko, p.alt_en, f.width, f.height, f.hash
    FROM photographs p JOIN photograph_files f ON f.photograph_id = p.id
    WHERE p.position = 0 AND p.garment IN",
    " ORDER BY p.garment, p.id, f.width",
);

const FILE: &str = "SELECT bytes FROM photograph_files WHERE hash = $1 LIMIT 1";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    garment: String,
    dye: Option<String>,
    alt_ko: String,
    alt_en: String,
    width: i64,
    height: i64,
    hash: String,
}

#[async_trait]
impl Photographs for Main {
    async fn add(&self, new: NewPhotograph, most: usize) -> Result<Hung, Unavailable> {
        let add = self.db.write(move |tx| {
            Box::pin(async move {
                take_turns(tx).await?;
                let hangs = shelf(tx, &new.garment).await?.len();
                if hangs >= most {
                    return Err(Undo(Hung::Full));
                }
                insert(tx, &new, i64::try_from(hangs).unwrap_or(i64::MAX)).await?;
                audit::write(tx, Some(&new.entry), new.now).await?;
                Ok(Hung::Done)
            })
        });
        add.await
    }

    async fn describe(
        &self,
        garment: &str,
        id: PhotographId,
        caption: Caption,
        place: usize,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable> {
        let garment = garment.to_owned();
        let describe = self.db.write(move |tx| {
            Box::pin(async move {
                take_turns(tx).await?;
                let describe = sqlx::query(DESCRIBE)
                    .bind(id.uuid())
                    .bind(&garment)
                    .bind(&caption.dye)
                    .bind(&caption.alt.ko)
                    .bind(&caption.alt.en);
                if describe.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(false));
                }
                let mut shelf = shelf(tx, &garment).await?;
                shelf.retain(|it| *it != id.uuid());
                shelf.insert(place.saturating_sub(1).min(shelf.len()), id.uuid());
                number(tx, &shelf).await?;
                audit::write(tx, Some(&entry), now).await?;
                Ok(true)
            })
        });
        describe.await
    }

    async fn remove(
        &self,
        garment: &str,
        id: PhotographId,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable> {
        let garment = garment.to_owned();
        let remove = self.db.write(move |tx| {
            Box::pin(async move {
                take_turns(tx).await?;
                sqlx::query(REMOVE_FILES).bind(id.uuid()).bind(&garment).execute(tx.conn()).await?;
                let remove = sqlx::query(REMOVE).bind(id.uuid()).bind(&garment);
                if remove.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(false));
                }
                let shelf = shelf(tx, &garment).await?;
                number(tx, &shelf).await?;
                audit::write(tx, Some(&entry), now).await?;
                Ok(true)
            })
        });
        remove.await
    }

    async fn of_garment(&self, garment: &str) -> Result<Vec<Photograph>, Unavailable> {
        let rows = sqlx::query_as::<_, Row>(OF_GARMENT).bind(garment).fetch_all(self.db.reads()).await;
        gathered(rows.map_err(unavailable)?).map_err(unavailable)
    }

    async fn covers(&self, garments: &[String]) -> Result<Vec<Photograph>, Unavailable> {
        let garments: Vec<_> = garments.iter().map(String::as_str).collect();
        gathered(listed(&self.db, COVERS, &garments).await?).map_err(unavailable)
    }

    async fn file(&self, hash: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        sqlx::query_scalar(FILE).bind(hash).fetch_optional(self.db.reads()).await.map_err(unavailable)
    }
}

/// Whoever hangs or moves a photograph waits for the one before.
async fn take_turns(tx: &mut Tx) -> Result<(), sqlx::Error> {
    tx.take_turns(i64::from_be_bytes(*b"\0\0photos")).await
}

async fn shelf(tx: &mut Tx, garment: &str) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(SHELF).bind(garment).fetch_all(tx.conn()).await
}

async fn number(tx: &mut Tx, shelf: &[Uuid]) -> Result<(), sqlx::Error> {
    for (position, id) in (0_i64..).zip(shelf) {
        sqlx::query(PLACE).bind(*id).bind(position).execute(tx.conn()).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, new: &NewPhotograph, position: i64) -> Result<(), sqlx::Error> {
    let Caption { dye, alt } = &new.caption;
    let insert = sqlx::query(INSERT).bind(new.id.uuid()).bind(&new.garment).bind(position);
    insert.bind(dye).bind(&alt.ko).bind(&alt.en).execute(tx.conn()).await?;
    for file in &new.files {
        let Rendition { hash, width, height } = &file.rendition;
        let insert = sqlx::query(INSERT_FILE).bind(new.id.uuid());
        let insert = insert.bind(i64::from(*width)).bind(i64::from(*height)).bind(hash);
        insert.bind(&file.bytes).execute(tx.conn()).await?;
    }
    Ok(())
}

/// The photographs of rows that stand together.
fn gathered(rows: Vec<Row>) -> Result<Vec<Photograph>, sqlx::Error> {
    let mut photographs: Vec<Photograph> = Vec::new();
    for row in rows {
        let Row { id, garment, dye, alt_ko, alt_en, width, height, hash } = row;
        let rendition = Rendition { hash, width: count(width)?, height: count(height)? };
        match photographs.last_mut() {
            Some(last) if last.id.uuid() == id => last.renditions.push(rendition),
            _ => {
                let (id, alt) = (PhotographId(id), Text { ko: alt_ko, en: alt_en });
                photographs.push(Photograph { id, garment, dye, alt, renditions: vec![rendition] });
            }
        }
    }
    Ok(photographs)
}
