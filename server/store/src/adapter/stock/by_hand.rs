//! The stock as a person looks at it and changes it: order's port `Stock`.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{Actor, AuditEntry, Unavailable};
use kernel::{OrderId, OrderNumber, Time, VariantId};
use order::{Adjust, Adjusted, Adjustment, Level, Moved, Movement, Refusal, Stock, adjusted};
use uuid::Uuid;

use super::super::{Main, Tx, audit};
use super::ledger;
use crate::command::Halt::Undo;
use crate::convert::{time, unreadable};
use crate::dialect::unavailable;

const LEVELS: &str = "SELECT variant_id, on_hand, held FROM stock";

const LEVEL: &str = "SELECT on_hand, held FROM stock WHERE variant_id = $1";

/// What [`adjusted`] allows, of the row as it is now.
const ADJUST: &str = "
    UPDATE stock SET on_hand = on_hand + $2
    WHERE variant_id = $1 AND on_hand = $3 AND on_hand + $2 >= held
    RETURNING on_hand";

const MOVEMENTS: &str = "
    SELECT m.id, m.at, m.kind, m.reason, m.difference, m.on_hand, m.who, m.note, m.order_id, o.number
    FROM stock_movements m LEFT JOIN orders o ON o.id = m.order_id
    WHERE m.variant_id = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3";

const FEW: &str = "SELECT few FROM stock_settings WHERE id = 1";

const SET_FEW: &str = "UPDATE stock_settings SET few = $1 WHERE id = 1";

#[derive(sqlx::FromRow)]
struct LevelRow {
    on_hand: i64,
    held: i64,
}

impl From<LevelRow> for Level {
    fn from(LevelRow { on_hand, held }: LevelRow) -> Self {
        Self { on_hand, held }
    }
}

#[derive(sqlx::FromRow)]
struct VariantLevel {
    variant_id: Uuid,
    #[sqlx(flatten)]
    level: LevelRow,
}

#[derive(sqlx::FromRow)]
struct MovedRow {
    id: i64,
    at: DateTime<Utc>,
    kind: String,
    reason: Option<String>,
    difference: i64,
    on_hand: i64,
    who: Option<String>,
    note: String,
    order_id: Option<Uuid>,
    number: Option<String>,
}

impl TryFrom<MovedRow> for Moved {
    type Error = sqlx::Error;

    fn try_from(row: MovedRow) -> Result<Self, sqlx::Error> {
        let movement = Movement::from_parts(&row.kind, row.reason.as_deref());
        let number = row.number.and_then(|number| OrderNumber::parse(&number).ok());
        Ok(Self {
            id: row.id,
            at: time(row.at),
            movement: movement.ok_or_else(|| unreadable(format!("movement {}", row.kind)))?,
            difference: row.difference,
            on_hand: row.on_hand,
            who: row.who.as_deref().and_then(Actor::parse),
            order: row.order_id.map(OrderId).zip(number),
            note: row.note,
        })
    }
}

#[async_trait]
impl Stock for Main {
    async fn levels(&self) -> Result<BTreeMap<VariantId, Level>, Unavailable> {
        let rows = sqlx::query_as::<_, VariantLevel>(LEVELS).fetch_all(self.db.reads()).await;
        let rows = rows.map_err(unavailable)?.into_iter();
        Ok(rows.map(|row| (VariantId(row.variant_id), row.level.into())).collect())
    }

    async fn adjust(&self, adjust: Adjust) -> Result<Adjusted, Unavailable> {
        let adjust = self.db.write(move |tx| {
            Box::pin(async move {
                let mut refused = Vec::new();
                for (variant, adjustment) in in_turn(&adjust.adjustments) {
                    if let Err(refusal) = one(tx, &adjust, adjustment).await? {
                        refused.push((variant, refusal));
                    }
                }
                if !refused.is_empty() {
                    return Err(Undo(Adjusted::Refused(refused)));
                }
                audit::write(tx, Some(&adjust.entry), adjust.now).await?;
                Ok(Adjusted::Done)
            })
        });
        adjust.await
    }

    async fn movements(
        &self,
        variant: VariantId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Moved>, Unavailable> {
        let movements = sqlx::query_as::<_, MovedRow>(MOVEMENTS).bind(variant.uuid());
        let movements = movements.bind(before.unwrap_or(i64::MAX)).bind(limit);
        let rows = movements.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Moved::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn few(&self) -> Result<i64, Unavailable> {
        sqlx::query_scalar(FEW).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn set_few(&self, few: i64, entry: AuditEntry, now: Time) -> Result<(), Unavailable> {
        let set = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(SET_FEW).bind(few).execute(tx.conn()).await?;
                Ok(audit::write(tx, Some(&entry), now).await?)
            })
        });
        set.await
    }
}

/// In the order of their ids, as orders move them: nobody waits in a ring. A variant named twice counts once.
fn in_turn(adjustments: &[Adjustment]) -> BTreeMap<VariantId, Adjustment> {
    adjustments.iter().map(|adjustment| (adjustment.variant, *adjustment)).collect()
}

async fn one(
    tx: &mut Tx,
    adjust: &Adjust,
    adjustment: Adjustment,
) -> Result<Result<(), Refusal>, sqlx::Error> {
    let Adjustment { variant, seen, difference } = adjustment;
    let update = sqlx::query_scalar(ADJUST).bind(variant.uuid()).bind(difference).bind(seen);
    if let Some(on_hand) = update.fetch_optional(tx.conn()).await? {
        ledger::by_hand(tx, adjust, variant, difference, on_hand).await?;
        return Ok(Ok(()));
    }
    let level = sqlx::query_as::<_, LevelRow>(LEVEL).bind(variant.uuid());
    let Some(level) = level.fetch_optional(tx.conn()).await? else { return Ok(Err(Refusal::Unknown)) };
    // Moved between the two statements into what the page showed: the next try finds it so.
    Ok(adjusted(level.into(), adjustment).map_or_else(Err, |_| Err(Refusal::Changed { on_hand: seen })))
}
