//! One newtype per id, so that an order's id can never stand where an attempt's is wanted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An id that could not be read from text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct ParseIdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id as the databases store it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Uuid::from_str(text).map(Self).map_err(|_| ParseIdError)
            }
        }
    };
}

id!(
    /// An order, from the moment it is placed. UUIDv7.
    OrderId
);
id!(
    /// A checkout that is being filled in. It becomes the order's checkout key: one order per draft.
    DraftId
);
id!(
    /// One try to pay an order. It is the provider's idempotency key, too.
    AttemptId
);
id!(
    /// One decision to give money back, derived from its attempt and reason (see `order::refund_id`).
    RefundId
);
id!(
    /// One event of the outbox. UUIDv7.
    EventId
);
id!(
    /// Who somebody is to the shop: what drafts and orders belong to. A browser's own, and once somebody has logged in
    /// there, their account's, which is the same on all their devices. (Not the secret: only the cookie and a hash know
    /// that.)
    SessionId
);
id!(
    /// A browser that the shop knows by its cookie.
    DeviceId
);
id!(
    /// An account.
    AccountId
);
id!(
    /// A photograph of a garment.
    PhotographId
);
id!(
    /// Somebody who works at the desk, the owner apart.
    StaffId
);
id!(
    /// A running program, from its start to its end.
    InstanceId
);
id!(
    /// An address that an account has saved.
    AddressId
);
id!(
    /// One size in one colour of one garment.
    VariantId
);
id!(
    /// A mail. One that an event caused has the event's id, so there is one for each; any other a UUIDv7.
    LetterId
);

impl DeviceId {
    /// Who this browser is while nobody is logged in there.
    #[must_use]
    pub const fn guest(self) -> SessionId {
        SessionId(self.0)
    }
}

impl AccountId {
    /// Who is logged in to this account, on whatever device.
    #[must_use]
    pub const fn session(self) -> SessionId {
        SessionId(self.0)
    }
}

impl AttemptId {
    /// The order's n-th attempt to be paid, always the same for the same pair: two tabs and a retry meet one row.
    #[must_use]
    pub fn nth(order: OrderId, n: u32) -> Self {
        Self(derive(order.0, &format!("attempt:{n}")))
    }
}

impl RefundId {
    /// The refund of one attempt for one reason: reply, event and webhook decide the same one.
    #[must_use]
    pub fn of(attempt: AttemptId, reason: &str) -> Self {
        Self(derive(attempt.0, &format!("refund:{reason}")))
    }

    /// The refund of an attempt that was decided for this reason after `count` others of it: who sends the same form
    /// again decides the same one.
    #[must_use]
    pub fn nth(attempt: AttemptId, reason: &str, count: u32) -> Self {
        Self(derive(attempt.0, &format!("refund:{reason}:{count}")))
    }
}

/// A version 8 UUID from a name within a namespace. FNV-1a twice is no cryptography and needs none: the
/// namespace is already unique, the names within it are ours and few.
fn derive(namespace: Uuid, name: &str) -> Uuid {
    let hash = |offset: u64| {
        namespace
            .as_bytes()
            .iter()
            .chain(name.as_bytes())
            .fold(offset, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    };
    Uuid::new_v8(
        (u128::from(hash(0xcbf2_9ce4_8422_2325)) << 64 | u128::from(hash(0x6c62_272e_07bb_0142)))
            .to_be_bytes(),
    )
}

/// What a person reads and says of an order: `yymmdd-XXXXX`, five letters or digits without 0, O, 1 and I.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderNumber(String);

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

impl OrderNumber {
    /// The number for a day in Seoul and 25 bits of chance.
    #[must_use]
    pub fn new(placed: crate::Time, chance: u64) -> Self {
        let day = placed.seoul();
        let letters = (0..5).map(|i| char::from(ALPHABET[((chance >> (5 * i)) & 31) as usize]));
        Self(format!("{:02}{:02}{:02}-", day.year % 100, day.month, day.day) + &letters.collect::<String>())
    }

    /// Reads what a person typed: any case, with or without the dash.
    ///
    /// # Errors
    /// When it cannot be an order's number.
    pub fn parse(text: &str) -> Result<Self, ParseIdError> {
        let plain: String =
            text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_uppercase();
        let valid = plain.len() == 11
            && plain[..6].bytes().all(|b| b.is_ascii_digit())
            && plain[6..].bytes().all(|b| ALPHABET.contains(&b));
        if valid { Ok(Self(format!("{}-{}", &plain[..6], &plain[6..]))) } else { Err(ParseIdError) }
    }

    /// The number as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Time;

    #[test]
    fn a_number_says_the_day_in_seoul_and_survives_being_typed() {
        // 2026-11-22 16:30 UTC is already the 23rd in Seoul.
        let number = OrderNumber::new(Time::from_micros(1_795_365_000_000_000), 0x1ff_ffff);
        assert_eq!(number.as_str(), "261123-ZZZZZ");
        assert_eq!(OrderNumber::parse(" 261123zzzzz ").as_ref(), Ok(&number));
        assert!(OrderNumber::parse("261123-ZZZZ0").is_err());
        assert!(OrderNumber::parse("한벌").is_err());
    }

    #[test]
    fn attempts_and_refunds_of_one_order_are_derived_and_differ() {
        let order = OrderId(Uuid::from_u128(7));
        assert_eq!(AttemptId::nth(order, 1), AttemptId::nth(order, 1));
        assert_ne!(AttemptId::nth(order, 1), AttemptId::nth(order, 2));
        assert_ne!(AttemptId::nth(order, 1), AttemptId::nth(OrderId(Uuid::from_u128(8)), 1));
        let attempt = AttemptId::nth(order, 1);
        assert_ne!(RefundId::of(attempt, "cancelled"), RefundId::of(attempt, "surplus"));
        assert_eq!(RefundId::nth(attempt, "late", 1), RefundId::nth(attempt, "late", 1));
        assert_ne!(RefundId::nth(attempt, "late", 0), RefundId::nth(attempt, "late", 1));
        assert_ne!(RefundId::nth(attempt, "late", 0), RefundId::of(attempt, "late"));
    }
}
