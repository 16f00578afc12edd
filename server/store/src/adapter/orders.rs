//! The orders: order's main port.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{CancelReason, OrderDetails, PaymentFailure, Return, Unavailable};
use kernel::{AttemptId, DraftId, OrderId, OrderNumber, SessionId, Time};
use order::{
    Attempts, Commit, Committed, Decided, Draft, Finder, Found, Network, Order, Orders, Placed,
    RefundDecision, State, StockMove, Unpaid, email_key, over_limit,
};
use sqlx::Executor;
use sqlx::types::Json;
use uuid::Uuid;

use super::emit::emit;
use super::{Db, Main, Tx, alerts, audit, carts, drafts, of_orders, progress, stock};
use crate::command::Halt::Undo;
use crate::convert::{at, count, time, unreadable};
use crate::dialect::unavailable;

const ORDER: &str = "SELECT * FROM orders WHERE id = $1";

const ATTEMPTS: &str = "SELECT id, attempt_id, paid_by, refunds FROM orders WHERE id IN";

/// Writes nothing when the checkout or the number has an order.
const INSERT: &str = "
    INSERT INTO orders (id, number, session_id, network, version, state, checkout_key, details, total, currency,
                        held_until, since, attempts, busy_extended, refunds, opened_at, email)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ON CONFLICT DO NOTHING";

/// A network stands only beside orders that are unpaid. (One condition with OR PostgreSQL plans anew for each order.)
const UNPAID: &str = "
    SELECT network, details FROM orders
    WHERE session_id = $1 AND state IN ('awaiting_payment', 'paying') AND id <> $3
    UNION ALL
    SELECT network, details FROM orders WHERE network = $2 AND session_id <> $1 AND id <> $3";

const OF_CHECKOUT: &str = "SELECT id FROM orders WHERE checkout_key = $1";

const UPDATE: &str = "
    UPDATE orders
    SET version = version + 1, state = $3, attempt_id = $4, details = $5, held_until = $6, since = $7,
        attempts = $8, busy_extended = $9, last_failure = $10, paid_by = $11, refunds = $12, delivered_at = $13,
         cancel_reason = $14, returns = $15, return_state = $16, return_since = $17,
         return_due = $18, network = CASE WHEN $3 IN ('awaiting_payment', 'paying') THEN network END,
         session_id = $19
    WHERE id = $1 AND version = $2";

const BY_NUMBER: &str = "SELECT id, session_id, email FROM orders WHERE number = $1";

const OF_EMAIL: &str = "SELECT id, session_id, email FROM orders WHERE email = $1 ORDER BY opened_at, id";

const OVERDUE: &str = "
    SELECT id FROM orders WHERE state = 'awaiting_payment' AND held_until <= $1 ORDER BY held_until LIMIT $2";

const WAITING: &str = "
    SELECT id FROM orders WHERE state IN ('paying', 'cancel_pending') AND since < $1 ORDER BY since LIMIT $2";

const DELIVERED: &str = "
    SELECT id FROM orders
    WHERE state = 'paid' AND delivered_at IS NOT NULL AND delivered_at < $1
      AND (return_state IS NULL OR return_state NOT IN ('asked', 'received'))
    ORDER BY delivered_at LIMIT $2";

/// A row as it is kept; columns are matched by name.
#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
    id: Uuid,
    version: i64,
    state: String,
    attempt_id: Option<Uuid>,
    checkout_key: Uuid,
    details: Json<OrderDetails>,
    held_until: DateTime<Utc>,
    since: DateTime<Utc>,
    attempts: i64,
    busy_extended: bool,
    last_failure: Option<Json<PaymentFailure>>,
    paid_by: Option<Uuid>,
    refunds: Json<Vec<RefundDecision>>,
    delivered_at: Option<DateTime<Utc>>,
    returns: Json<Vec<Return>>,
    cancel_reason: Option<Json<CancelReason>>,
}

impl TryFrom<OrderRow> for Order {
    type Error = sqlx::Error;

    fn try_from(row: OrderRow) -> Result<Self, sqlx::Error> {
        let state = State::from_parts(&row.state, row.attempt_id.map(AttemptId));
        Ok(Self {
            id: OrderId(row.id),
            version: row.version,
            state: state.ok_or_else(|| unreadable(format!("order state {}", row.state)))?,
            checkout_key: DraftId(row.checkout_key),
            details: row.details.0,
            held_until: time(row.held_until),
            since: time(row.since),
            attempts: count(row.attempts)?,
            busy_extended: row.busy_extended,
            last_failure: row.last_failure.map(|failure| failure.0),
            paid_by: row.paid_by.map(AttemptId),
            refunds: row.refunds.0,
            delivered_at: row.delivered_at.map(time),
            returns: row.returns.0,
            cancel_reason: row.cancel_reason.map(|reason| reason.0),
        })
    }
}

/// Of a row, what the order knows of its attempts. (Its details are most of it.)
#[derive(sqlx::FromRow)]
struct AttemptsRow {
    id: Uuid,
    attempt_id: Option<Uuid>,
    paid_by: Option<Uuid>,
    refunds: Json<Vec<RefundDecision>>,
}

impl From<AttemptsRow> for Attempts {
    fn from(row: AttemptsRow) -> Self {
        let AttemptsRow { id, attempt_id, paid_by, refunds } = row;
        Self::new(OrderId(id), attempt_id.map(AttemptId), paid_by.map(AttemptId), &refunds.0)
    }
}

#[async_trait]
impl Orders for Main {
    async fn order(&self, id: OrderId) -> Result<Option<Order>, Unavailable> {
        read(self.db.reads(), id).await.map_err(unavailable)
    }

    async fn attempts(&self, ids: &[OrderId]) -> Result<Vec<Attempts>, Unavailable> {
        let attempts: Vec<AttemptsRow> = of_orders(&self.db, ATTEMPTS, ids).await?;
        Ok(attempts.into_iter().map(Attempts::from).collect())
    }

    async fn place(
        &self,
        decided: Decided,
        draft: Draft,
        network: Option<Network>,
    ) -> Result<Placed, Unavailable> {
        let Decided { order, events, stock, alerts } = decided;
        let outgoing = self.outgoing(order.id, order.since, &events);
        let place = self.db.write(move |tx| {
            Box::pin(async move {
                take_turns(tx, &order, network).await?;
                if !insert(tx, &order, network).await? {
                    return Err(Undo(refusal(tx, &order).await?));
                }
                let unpaid = unpaid(tx, &order, network).await?;
                if let Some(limit) = over_limit(&order.details, network, &unpaid) {
                    return Err(Undo(Placed::OverLimit(limit)));
                }
                drafts::keep(tx, &draft).await?;
                alerts::raise(tx, &alerts, order.since).await?;
                emit(tx, &[outgoing]).await?;
                match stock::shift(tx, &order, stock, order.since).await? {
                    None => Ok(Placed::Done),
                    Some(variant) => Err(Undo(Placed::SoldOut(variant))),
                }
            })
        });
        place.await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        let Commit { decided: Decided { order, events, stock, alerts }, now, progress, audit } = commit;
        let (outgoing, step) =
            (self.outgoing(order.id, now, &events), progress.map(|progress| self.step(progress)));
        let commit = self.db.write(move |tx| {
            Box::pin(async move {
                if !progress::advance(tx, step.as_slice()).await? {
                    return Err(Undo(Committed::AppliedBefore));
                }
                if !update(tx, &order).await? {
                    return Err(Undo(Committed::Lost));
                }
                if stock == StockMove::Sell {
                    carts::take(tx, &order, now).await?;
                }
                audit::write(tx, audit.as_ref(), now).await?;
                alerts::raise(tx, &alerts, now).await?;
                emit(tx, &[outgoing]).await?;
                match stock::shift(tx, &order, stock, now).await? {
                    None => Ok(Committed::Done),
                    Some(variant) => {
                        let what = format!("the stock of {variant}, less than what order {} holds", order.id);
                        Err(unreadable(what).into())
                    }
                }
            })
        });
        commit.await
    }

    async fn overdue(&self, now: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.order_ids(OVERDUE, now, limit).await
    }

    async fn waiting(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.order_ids(WAITING, before, limit).await
    }

    async fn delivered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.order_ids(DELIVERED, before, limit).await
    }
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Uuid,
    session_id: Uuid,
    email: String,
}

impl From<FoundRow> for Found {
    fn from(row: FoundRow) -> Self {
        Self { order: OrderId(row.id), owner: SessionId(row.session_id), email: row.email }
    }
}

#[async_trait]
impl Finder for Main {
    async fn by_number(&self, number: &OrderNumber) -> Result<Option<Found>, Unavailable> {
        let found = sqlx::query_as::<_, FoundRow>(BY_NUMBER).bind(number.as_str());
        Ok(found.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Found::from))
    }

    async fn of_email(&self, email: &str) -> Result<Vec<Found>, Unavailable> {
        let found = sqlx::query_as::<_, FoundRow>(OF_EMAIL).bind(email).fetch_all(self.db.reads()).await;
        Ok(found.map_err(unavailable)?.into_iter().map(Found::from).collect())
    }
}

impl Main {
    async fn order_ids(
        &self,
        query: &'static str,
        moment: Time,
        limit: i64,
    ) -> Result<Vec<OrderId>, Unavailable> {
        let ids = sqlx::query_scalar(query).bind(at(moment)).bind(limit).fetch_all(self.db.reads()).await;
        Ok(ids.map_err(unavailable)?.into_iter().map(OrderId).collect())
    }
}

/// One order, as it is seen from a connection or a moment.
pub(super) async fn read<'e>(
    from: impl Executor<'e, Database = Db>,
    id: OrderId,
) -> Result<Option<Order>, sqlx::Error> {
    let row = sqlx::query_as::<_, OrderRow>(ORDER).bind(id.uuid()).fetch_optional(from).await?;
    row.map(Order::try_from).transpose()
}

/// What is unpaid holds only while no other order of the session or the network comes in between.
async fn take_turns(tx: &mut Tx, order: &Order, network: Option<Network>) -> Result<(), sqlx::Error> {
    tx.take_turns(order.details.session.uuid().as_u64_pair().1.cast_signed()).await?;
    match network {
        Some(network) => tx.take_turns(network.number()).await,
        None => Ok(()),
    }
}

async fn insert(tx: &mut Tx, order: &Order, network: Option<Network>) -> Result<bool, sqlx::Error> {
    let details = &order.details;
    let insert = sqlx::query(INSERT)
        .bind(order.id.uuid())
        .bind(details.number.as_str())
        .bind(details.session.uuid())
        .bind(network.map(Network::number))
        .bind(order.version)
        .bind(order.state.name())
        .bind(order.checkout_key.uuid())
        .bind(Json(details))
        .bind(details.total.amount)
        .bind(details.total.currency.code())
        .bind(at(order.held_until))
        .bind(at(order.since))
        .bind(i64::from(order.attempts))
        .bind(order.busy_extended)
        .bind(Json(&order.refunds))
        .bind(at(details.opened_at))
        .bind(email_key(&details.email));
    Ok(insert.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Why an order was not inserted.
async fn refusal(tx: &mut Tx, order: &Order) -> Result<Placed, sqlx::Error> {
    let of_checkout = sqlx::query_scalar(OF_CHECKOUT).bind(order.checkout_key.uuid());
    if let Some(id) = of_checkout.fetch_optional(tx.conn()).await? {
        return Ok(Placed::Already(OrderId(id)));
    }
    Ok(Placed::NumberTaken)
}

/// The unpaid orders beside a new one, of its session and of its network.
async fn unpaid(tx: &mut Tx, order: &Order, network: Option<Network>) -> Result<Vec<Unpaid>, sqlx::Error> {
    let unpaid = sqlx::query_as::<_, (Option<i64>, Json<OrderDetails>)>(UNPAID)
        .bind(order.details.session.uuid())
        .bind(network.map(Network::number))
        .bind(order.id.uuid());
    let rows = unpaid.fetch_all(tx.conn()).await?.into_iter();
    let row = |(network, Json(details)): (Option<i64>, _)| Unpaid {
        network: network.map(Network::from_number),
        details,
    };
    Ok(rows.map(row).collect())
}

async fn update(tx: &mut Tx, order: &Order) -> Result<bool, sqlx::Error> {
    let newest = order.returns.last();
    let update = sqlx::query(UPDATE)
        .bind(order.id.uuid())
        .bind(order.version)
        .bind(order.state.name())
        .bind(order.state.attempt().map(AttemptId::uuid))
        .bind(Json(&order.details))
        .bind(at(order.held_until))
        .bind(at(order.since))
        .bind(i64::from(order.attempts))
        .bind(order.busy_extended)
        .bind(order.last_failure.map(Json))
        .bind(order.paid_by.map(AttemptId::uuid))
        .bind(Json(&order.refunds))
        .bind(order.delivered_at.map(at))
        .bind(order.cancel_reason.map(Json))
        .bind(Json(&order.returns))
        .bind(newest.map(|newest| newest.state.as_str()))
        .bind(newest.map(|newest| at(newest.since())))
        .bind(newest.and_then(|newest| newest.due).map(at))
        .bind(order.details.session.uuid());
    Ok(update.execute(tx.conn()).await?.rows_affected() == 1)
}
