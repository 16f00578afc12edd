//! A frame of a buyer's stream: one order as it stands, and the parts of the page that show it.
//!
//! The parts are HTML, made by the very functions that made them in the page's first answer. The browser knows no
//! words and no markup, only where to put them: that keeps what a buyer loads small, and the two from differing.

use kernel::OrderId;
use serde::{Deserialize, Serialize};

use super::view::Status;

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub order: OrderId,
    /// The order's sequence number: of two frames the higher is the newer.
    pub seq: i64,
    pub status: Status,
    /// The change in words, to be said aloud.
    pub said: String,
    /// Ids of elements, and what stands in them now.
    pub parts: Vec<(String, String)>,
}

#[cfg(feature = "ssr")]
mod make {
    use kernel::Lang;

    use super::Frame;
    use crate::mypage::parts;
    use crate::mypage::view::OrderRow;
    use crate::ui::badge::label;
    use crate::ui::line::lines_text;

    impl Frame {
        /// For MyPage, which shows the order as a row.
        #[must_use]
        pub fn of_row(lang: Lang, row: &OrderRow) -> Self {
            let said = format!("{}: {}", lines_text(lang, &row.lines), label(lang, row.status));
            Self::new(row, said, vec![parts::of_row(lang, row)])
        }

        /// For the order's own pages.
        #[must_use]
        pub fn of_page(lang: Lang, row: &OrderRow) -> Self {
            Self::new(row, label(lang, row.status).to_owned(), parts::of_page(lang, row).into())
        }

        fn new(row: &OrderRow, said: String, parts: Vec<(String, String)>) -> Self {
            Self { order: row.order, seq: row.seq, status: row.status, said, parts }
        }
    }
}
