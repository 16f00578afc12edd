//! A frame of a buyer's stream: one order as it stands, and the parts of the page that show it.
//!
//! The parts are HTML, made by the very functions that made them in the page's first answer. The browser knows no
//! words and no markup, only where to put them: that keeps what a buyer loads small, and the two from differing.

use kernel::{Lang, OrderId};
use serde::Serialize;

use super::parts;
use super::tab::Tab;
use super::view::{OrderRow, Status};
use crate::ui::badge::label;
use crate::ui::line::lines_text;

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frame {
    pub order: OrderId,
    /// The order's sequence number: of two frames the higher is the newer.
    pub seq: i64,
    pub status: Status,
    /// The tab of MyPage that counts it.
    pub kind: &'static str,
    /// The change in words, to be said aloud.
    pub said: String,
    /// Ids of elements, and what stands in them now.
    pub parts: Vec<(String, String)>,
    /// Where somebody goes who waits for the payment's answer, once there is one.
    pub away: Option<String>,
}

impl Frame {
    /// For MyPage, which shows the order as a row.
    #[must_use]
    pub fn of_row(lang: Lang, row: &OrderRow) -> Self {
        let said = format!("{}: {}", lines_text(lang, &row.lines), label(lang, row.status));
        Self { said, parts: vec![parts::of_row(lang, row)], ..Self::bare(lang, row) }
    }

    /// For the order's own pages.
    #[must_use]
    pub fn of_page(lang: Lang, row: &OrderRow) -> Self {
        Self { parts: parts::of_page(lang, row).into(), ..Self::bare(lang, row) }
    }

    fn bare(lang: Lang, row: &OrderRow) -> Self {
        Self {
            order: row.order,
            seq: row.seq,
            status: row.status,
            kind: Tab::of(row.status).name(),
            said: label(lang, row.status).to_owned(),
            parts: Vec::new(),
            away: away(row).map(|path| lang.path(&path)),
        }
    }
}

fn away(row: &OrderRow) -> Option<String> {
    match row.status {
        // Who waits for the answer, or is asked for something, stays.
        Status::ActionNeeded | Status::Checking => None,
        Status::AwaitingPayment | Status::PaymentFailed => Some(format!("/orders/{}/pay", row.order)),
        Status::Paid => Some(format!("/orders/{}?placed=1", row.order)),
        _ => Some(format!("/orders/{}", row.order)),
    }
}
