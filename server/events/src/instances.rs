//! The running programs over one database: who does what, and which orders' events each of them serves.

use std::fmt;

use async_trait::async_trait;
use kernel::InstanceId;
use kernel::time::{Span, seconds};

use crate::{ConsumerName, Unavailable};

/// What a running program can do for the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Answers browsers and webhooks.
    Web,
    /// Keeps the outbox: what everybody is done with goes.
    Relay,
    /// Gives order its events.
    Order,
    /// Gives payment its events.
    Payment,
    /// Gives shipping its events.
    Shipping,
    /// Gives MyPage its events, and builds it when it was lost.
    MyPage,
    /// Gives mail its events, and posts letters.
    Mail,
    /// Asks after payments and refunds, and compares the books.
    Reconciler,
    /// What time does: orders expire and are completed, carts and forms are forgotten.
    Expiry,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Web,
        Self::Relay,
        Self::Order,
        Self::Payment,
        Self::Shipping,
        Self::MyPage,
        Self::Mail,
        Self::Reconciler,
        Self::Expiry,
    ];

    /// The word in databases and flags. That of a consumer's is the consumer's.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Relay => "relay",
            Self::Order => ConsumerName::Order.as_str(),
            Self::Payment => ConsumerName::Payment.as_str(),
            Self::Shipping => ConsumerName::Shipping.as_str(),
            Self::MyPage => ConsumerName::MyPage.as_str(),
            Self::Mail => ConsumerName::Mail.as_str(),
            Self::Reconciler => "reconciler",
            Self::Expiry => "expiry",
        }
    }

    /// The consumer that it serves, if it serves one.
    #[must_use]
    pub const fn consumer(self) -> Option<ConsumerName> {
        match self {
            Self::Order => Some(ConsumerName::Order),
            Self::Payment => Some(ConsumerName::Payment),
            Self::Shipping => Some(ConsumerName::Shipping),
            Self::MyPage => Some(ConsumerName::MyPage),
            Self::Mail => Some(ConsumerName::Mail),
            Self::Web | Self::Relay | Self::Reconciler | Self::Expiry => None,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not the name of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such role: web, relay, order, payment, shipping, mypage, mail, reconciler and expiry are")]
pub struct NoSuchRole;

impl std::str::FromStr for Role {
    type Err = NoSuchRole;

    fn from_str(text: &str) -> Result<Self, NoSuchRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoSuchRole)
    }
}

/// Into so many parts the orders fall, so that instances can share them.
pub const PARTITIONS: u8 = 64;

/// Some of the partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Partitions(u64);

impl Partitions {
    /// No order at all.
    pub const NONE: Self = Self(0);
    /// Every order.
    pub const ALL: Self = Self(u64::MAX);

    /// A bit for each, as databases keep it.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0.cast_signed()
    }

    /// The partitions of such bits.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits.cast_unsigned())
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether some are among both.
    #[must_use]
    pub const fn overlaps(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// How many they are.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl FromIterator<u8> for Partitions {
    /// Numbers past the last partition are none.
    fn from_iter<T: IntoIterator<Item = u8>>(partitions: T) -> Self {
        Self(partitions.into_iter().filter_map(|it| 1u64.checked_shl(it.into())).fold(0, |all, it| all | it))
    }
}

/// How long an instance that says nothing is taken to live, and keeps its leases, by the database's clock.
pub const LEASE: Span = seconds(8);

/// How the instances stand, as one of them sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What this one serves of each consumer among its roles.
    pub held: Vec<(ConsumerName, Partitions)>,
    /// What some instance does.
    pub present: Vec<Role>,
}

/// How the view of MyPage stands into which an instance folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewStanding {
    /// It has heard of everything. One of those that fold into it is to look whether it has lost rows.
    Whole {
        /// Whether that is this one.
        ours: bool,
    },
    /// Another instance folds into another view: each lacks what the other hears of.
    Disputed,
    /// Nobody folds into another any more, or nobody else did yet, and it lacks what went there. One of those that fold into
    /// it is to build it anew.
    Lacks {
        /// Whether that is this one.
        ours: bool,
    },
}

/// The instances. A lease saves work alone: that an effect happens once, its consumer's progress sees to.
#[async_trait]
pub trait Instances: Send + Sync {
    /// Says that this one lives and what it does; renews its leases, takes those that lapsed and gives back what is
    /// above its share of each consumer. To be done well within [`LEASE`]. (An embedded database leases nothing: who
    /// serves a consumer there holds all of it.)
    async fn take_part(&self, me: InstanceId, roles: &[Role]) -> Result<Standing, Unavailable>;

    /// What some instance does.
    async fn present(&self) -> Result<Vec<Role>, Unavailable>;

    /// Says which of MyPage's views this one shows, once it has taken part.
    async fn shows(&self, me: InstanceId, view: &str) -> Result<(), Unavailable>;

    /// The same of one that also folds MyPage's events into it, and how that view stands. MUST be said before the first event
    /// is folded, and again while there are more: it is written down, so that nobody has to live to remember it.
    async fn folds(&self, me: InstanceId, view: &str) -> Result<ViewStanding, Unavailable>;

    /// A mark, to be taken before a view is built anew from the orders. `None` while instances fold into another one.
    async fn mark(&self, view: &str) -> Result<Option<i64>, Unavailable>;

    /// A view was built anew since that mark: it has heard of everything. `false` where another was folded into meanwhile,
    /// or begun to be built.
    async fn built(&self, view: &str, mark: i64) -> Result<bool, Unavailable>;

    /// How many different ones the instances show: more than one where they are not given the same database of it.
    async fn views(&self) -> Result<i64, Unavailable>;

    /// Ends in order: the others take over at once.
    async fn leave(&self, me: InstanceId) -> Result<(), Unavailable>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_by_its_name_and_a_consumers_is_the_consumers() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert!(role.consumer().is_none_or(|consumer| consumer.as_str() == role.as_str()));
        }
        assert_eq!(Role::ALL.into_iter().filter_map(Role::consumer).count(), ConsumerName::ALL.len());
        assert_eq!("gateway".parse::<Role>(), Err(NoSuchRole));
    }

    #[test]
    fn partitions_are_bits() {
        assert_eq!((0..PARTITIONS).collect::<Partitions>(), Partitions::ALL);
        assert_eq!([0, 63].into_iter().collect::<Partitions>().bits(), i64::MIN + 1);
        assert_eq!([0, 3, 64].into_iter().collect::<Partitions>().count(), 2);
    }
}
