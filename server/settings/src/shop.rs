//! The settings as they stand.

use kernel::Money;
use serde::{Deserialize, Serialize};

use crate::Dispatch;

/// All that the owner has said. What was never said is empty, and pages keep quiet about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub business: Business,
    pub delivery: DeliveryFee,
    pub dispatch: Dispatch,
    /// Keys of the carriers that the desk offers; none chosen is all that the shop knows.
    pub carriers: Vec<String>,
    /// Where returned clothes go.
    pub return_address: String,
}

/// Who sells, as the E-Commerce Act (전자상거래법) article 10 wants it on the first page. A part that is empty was not
/// said yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Business {
    /// 상호
    pub name: String,
    /// 대표
    pub owner: String,
    /// 사업자등록번호: `123-45-67890`.
    pub registration: String,
    /// 통신판매업 신고번호
    pub mail_order: String,
    pub address: String,
    pub phone: String,
    /// When somebody answers: `평일 10–17시`.
    pub hours: String,
    pub email: String,
}

impl Business {
    /// Whether all that the law asks for was said. Hours are the shop's own courtesy.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let Self { name, owner, registration, mail_order, address, phone, hours: _, email } = self;
        [name, owner, registration, mail_order, address, phone, email]
            .into_iter()
            .all(|text| !text.is_empty())
    }
}

/// What delivery costs, for an order as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFee {
    /// Never negative.
    pub fee: Money,
    /// Clothes worth so much or more are sent for nothing; `None`: never.
    pub free_from: Option<Money>,
}

/// A shop that has not said what delivery costs charges nothing for it, and its pages say so.
impl Default for DeliveryFee {
    fn default() -> Self {
        Self { fee: Money::won(0), free_from: None }
    }
}
