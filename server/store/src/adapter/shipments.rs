//! The shipments: shipping's main port.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{OrderDetails, Unavailable};
use kernel::{OrderId, Time};
use shipping::{Commit, Committed, Parcel, Shipment, ShipmentState, Shipments};
use sqlx::types::Json;
use sqlx::{Executor, QueryBuilder};
use uuid::Uuid;

use super::emit::emit;
use super::{Db, Main, Tx, alerts, audit, of_orders, progress};
use crate::command::Halt::Undo;
use crate::command::Kept;
use crate::convert::{at, in_portions, time, unreadable};
use crate::dialect::unavailable;

const SHIPMENT: &str = "SELECT * FROM shipments WHERE order_id = $1";

const SHIPMENTS: &str = "SELECT * FROM shipments WHERE order_id IN";

/// What stands before new rows, and after them: none where somebody was faster.
const INSERT: (&str, &str) = (
    "INSERT INTO shipments (order_id, version, state, details, carrier, tracking, hold_reason, search, since, changed_at,
                            stop_refused, placed_at) ",
    " ON CONFLICT (order_id) DO NOTHING",
);

const UPDATE: &str = "
    UPDATE shipments
    SET version = version + 1, state = $3, details = $4, carrier = $5, tracking = $6, hold_reason = $7, search = $8,
        since = $9, changed_at = $10, stop_refused = $11
    WHERE order_id = $1 AND version = $2";

const STOPS_UNANSWERED: &str = "
    SELECT order_id FROM shipments WHERE state = 'stop_asked' AND since < $1 ORDER BY since LIMIT $2";

/// A row as it is kept; columns are matched by name.
#[derive(sqlx::FromRow)]
pub(super) struct ShipmentRow {
    order_id: Uuid,
    version: i64,
    state: String,
    details: Option<Json<OrderDetails>>,
    carrier: Option<String>,
    tracking: Option<String>,
    hold_reason: Option<String>,
    stop_refused: bool,
    placed_at: DateTime<Utc>,
    since: DateTime<Utc>,
}

impl TryFrom<ShipmentRow> for Shipment {
    type Error = sqlx::Error;

    fn try_from(row: ShipmentRow) -> Result<Self, sqlx::Error> {
        let state = ShipmentState::parse(&row.state);
        Ok(Self {
            order: OrderId(row.order_id),
            version: row.version,
            state: state.ok_or_else(|| unreadable(format!("shipment state {}", row.state)))?,
            details: row.details.map(|details| details.0),
            parcel: row.carrier.zip(row.tracking).map(|(carrier, tracking)| Parcel { carrier, tracking }),
            hold_reason: row.hold_reason,
            stop_refused: row.stop_refused,
            placed_at: time(row.placed_at),
            since: time(row.since),
        })
    }
}

#[async_trait]
impl Shipments for Main {
    async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        read(self.db.reads(), order).await.map_err(unavailable)
    }

    async fn shipments(&self, orders: &[OrderId]) -> Result<Vec<Shipment>, Unavailable> {
        let shipments: Vec<ShipmentRow> = of_orders(&self.db, SHIPMENTS, orders).await?;
        shipments.into_iter().map(Shipment::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        self.commit_together(vec![commit]).await
    }

    async fn commit_together(&self, commits: Vec<Commit>) -> Result<Committed, Unavailable> {
        let steps: Vec<_> = commits.iter().filter_map(|it| it.progress).map(|it| self.step(it)).collect();
        let decided = commits.iter().filter_map(|commit| Some((commit.decided.as_ref()?, commit.now)));
        let outgoing: Vec<_> =
            decided.map(|(it, now)| self.outgoing(it.shipment.order, now, &it.events)).collect();
        // A step that is lost is taken again.
        let kept = if outgoing.is_empty() { Kept::Soon } else { Kept::AtOnce };
        let commit = self.db.write_kept(kept, move |tx| {
            Box::pin(async move {
                if !progress::advance(tx, &steps).await? {
                    return Err(Undo(Committed::AppliedBefore));
                }
                if !write(tx, &commits).await? {
                    return Err(Undo(Committed::Lost));
                }
                for Commit { decided, now, audit: asked, .. } in &commits {
                    let alerts = decided.as_ref().map_or(&[][..], |decided| &decided.alerts);
                    alerts::raise(tx, alerts, *now).await?;
                    audit::write(tx, asked.as_ref(), *now).await?;
                }
                emit(tx, &outgoing).await?;
                Ok(Committed::Done)
            })
        });
        commit.await
    }

    async fn stops_unanswered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        let stops = sqlx::query_scalar(STOPS_UNANSWERED).bind(at(before)).bind(limit);
        let ids = stops.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(ids.into_iter().map(OrderId).collect())
    }
}

/// One shipment, as it is seen from a connection or a moment.
pub(super) async fn read<'e>(
    from: impl Executor<'e, Database = Db>,
    order: OrderId,
) -> Result<Option<Shipment>, sqlx::Error> {
    let row = sqlx::query_as::<_, ShipmentRow>(SHIPMENT).bind(order.uuid()).fetch_optional(from).await?;
    row.map(Shipment::try_from).transpose()
}

/// Inserts the rows of version 0 and updates any other. `false` when one of them is not, or no longer, so.
async fn write(tx: &mut Tx, commits: &[Commit]) -> Result<bool, sqlx::Error> {
    let rows = commits.iter().filter_map(|commit| Some((&commit.decided.as_ref()?.shipment, commit.now)));
    let (new, known): (Vec<_>, Vec<_>) = rows.partition(|(shipment, _)| shipment.version == 0);
    for some in in_portions(&new) {
        if !insert(tx, some).await? {
            return Ok(false);
        }
    }
    for (shipment, now) in known {
        if !update(tx, shipment, now).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn insert(tx: &mut Tx, shipments: &[(&Shipment, Time)]) -> Result<bool, sqlx::Error> {
    let mut insert = QueryBuilder::<Db>::new(INSERT.0);
    insert.push_values(shipments, |mut values, (shipment, now)| {
        values
            .push_bind(shipment.order.uuid())
            .push_bind(shipment.version + 1)
            .push_bind(shipment.state.as_str())
            .push_bind(shipment.details.as_ref().map(Json))
            .push_bind(shipment.parcel.as_ref().map(|parcel| parcel.carrier.as_str()))
            .push_bind(shipment.parcel.as_ref().map(|parcel| parcel.tracking.as_str()))
            .push_bind(shipment.hold_reason.as_deref())
            .push_bind(search(shipment))
            .push_bind(at(shipment.since))
            .push_bind(at(*now))
            .push_bind(shipment.stop_refused)
            .push_bind(at(shipment.placed_at));
    });
    let inserted = insert.push(INSERT.1).build().execute(tx.conn()).await?.rows_affected();
    Ok(usize::try_from(inserted) == Ok(shipments.len()))
}

async fn update(tx: &mut Tx, shipment: &Shipment, now: Time) -> Result<bool, sqlx::Error> {
    let parcel = shipment.parcel.as_ref();
    let update = sqlx::query(UPDATE)
        .bind(shipment.order.uuid())
        .bind(shipment.version)
        .bind(shipment.state.as_str())
        .bind(shipment.details.as_ref().map(Json))
        .bind(parcel.map(|parcel| parcel.carrier.as_str()))
        .bind(parcel.map(|parcel| parcel.tracking.as_str()))
        .bind(shipment.hold_reason.as_deref())
        .bind(search(shipment))
        .bind(at(shipment.since))
        .bind(at(now))
        .bind(shipment.stop_refused);
    Ok(update.execute(tx.conn()).await?.rows_affected() == 1)
}

/// What the queue's search looks in: number, name, e-mail, and telephone and tracking
/// number, both also without their dashes.
fn search(shipment: &Shipment) -> String {
    let Some(details) = &shipment.details else { return String::new() };
    let recipient = &details.delivery.recipient;
    let tracking = shipment.parcel.as_ref().map_or("", |parcel| &parcel.tracking);
    let plain = |text: &str| text.replace('-', "");
    let (phone, plain_phone, plain_tracking) = (&recipient.phone, plain(&recipient.phone), plain(tracking));
    let (number, email) = (details.number.as_str(), &details.email);
    let words = [number, &recipient.name, email, phone, &plain_phone, tracking, &plain_tracking];
    words.join(" ").to_lowercase()
}
