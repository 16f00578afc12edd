//! Transactions, approvals and cancels alike, and the question for a list of them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use kernel::Time;
use kernel::time::{hours, seconds};
use serde::Deserialize;

use crate::toss::Refusal;
use crate::toss::payments::Status;

const DEFAULT_PAGE: i64 = 100;
const MAX_PAGE: i64 = 5_000;

/// One row of the ledger; amounts in won.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transaction {
    pub(crate) transaction_key: String,
    pub(crate) payment_key: String,
    /// What the payment became by it.
    pub(crate) status: Status,
    pub(crate) amount: i64,
    /// What could still be cancelled after it.
    pub(crate) balance: i64,
    /// Of a cancel.
    pub(crate) reason: Option<String>,
    pub(crate) created_at: Time,
}

/// A transaction with the order it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) order_id: String,
    pub(crate) transaction: Transaction,
}

/// The query of `GET /toss/v1/transactions`; moments as Seoul reads them, both included.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Query {
    #[serde(default)]
    start_date: String,
    #[serde(default)]
    end_date: String,
    pub(crate) starting_after: Option<String>,
    limit: Option<i64>,
}

impl Query {
    /// From when on, and before when.
    pub(crate) fn span(&self) -> Result<(Time, Time), Refusal> {
        let invalid = Refusal::invalid("startDate와 endDate는 yyyy-MM-dd'T'HH:mm:ss 형식이어야 합니다.");
        let (from, to) = (moment(&self.start_date).ok_or(invalid)?, moment(&self.end_date).ok_or(invalid)?);
        // The last second is part of it.
        if from > to { Err(invalid) } else { Ok((from, to + seconds(1))) }
    }

    pub(crate) fn limit(&self) -> Result<i64, Refusal> {
        let limit = self.limit.unwrap_or(DEFAULT_PAGE);
        let fits = (1..=MAX_PAGE).contains(&limit);
        fits.then_some(limit).ok_or(Refusal::invalid("limit은 1부터 5000까지입니다."))
    }
}

/// `2026-11-23T10:02:41`, or a day's beginning, in Seoul.
fn moment(text: &str) -> Option<Time> {
    let of_day = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(of_day))
        .ok()?;
    Some(Time::from_micros(local.and_utc().timestamp_micros()) - hours(9))
}
