//! As much of an order as changes while its page is open. It reads itself from a frame's row and leaves the rest:
//! what does not change is in the page already.

use kernel::{Money, OrderId, Text, Time};
use serde::{Deserialize, Serialize};

use super::view::{Cancel, Entry, Status};

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub order: OrderId,
    /// Of two, the higher is the newer.
    pub seq: i64,
    pub status: Status,
    pub total: Money,
    pub recipient: String,
    pub address: String,
    pub carrier: Option<Text>,
    pub tracking: Option<String>,
    pub held_until: Option<Time>,
    pub refund: Option<Money>,
    pub cancel: Cancel,
    pub can_complete: bool,
    pub cancel_lost: bool,
    pub timeline: Vec<Entry>,
}

#[cfg(feature = "ssr")]
impl From<super::view::OrderRow> for Progress {
    fn from(row: super::view::OrderRow) -> Self {
        Self {
            order: row.order,
            seq: row.seq,
            status: row.status,
            total: row.total,
            recipient: row.recipient,
            address: row.address,
            carrier: row.carrier,
            tracking: row.tracking,
            held_until: row.held_until,
            refund: row.refund,
            cancel: row.cancel,
            can_complete: row.can_complete,
            cancel_lost: row.cancel_lost,
            timeline: row.timeline,
        }
    }
}
