//! How much may wait for payment at a time: it is held from everybody else, so nobody may hold the whole shelf.

use std::net::IpAddr;

use events::{Line, OrderDetails};

use crate::MAX_QUANTITY;

/// Unpaid orders that a session may have at a time, and that may come from one network.
const MAX_UNPAID: usize = 3;

/// Where a buyer's requests come from: an IPv4 address, or the first half of an IPv6 address, because the second
/// half is the buyer's own to choose (RFC 4291, 2.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(i64);

impl Network {
    /// The network of an address. `None` for one that tells no buyer from another: of this machine, of a private
    /// net (RFC 1918, RFC 4193) or one behind a carrier (RFC 6598). There it is a proxy's that the shop was not
    /// told of, or a developer's, and all buyers would share three orders.
    #[must_use]
    pub fn of(address: IpAddr) -> Option<Self> {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [first, second, ..] = v4.octets();
                let carrier = first == 100 && second & 0b1100_0000 == 64;
                let shared = carrier || v4.is_loopback() || v4.is_private() || v4.is_link_local();
                (!shared && !v4.is_unspecified()).then(|| Self(i64::from(v4.to_bits())))
            }
            IpAddr::V6(v6) => {
                let shared = v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local();
                let [first, second, third, fourth, ..] = v6.segments().map(u64::from);
                let half = first << 48 | second << 32 | third << 16 | fourth;
                (!shared && !v6.is_unspecified()).then(|| Self(half.cast_signed()))
            }
        }
    }

    /// Reads what [`Self::number`] said.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The network as a number, another for each: no IPv6 network in use is as small as an IPv4 address.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// An order that awaits its payment or is being paid, as the limits see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaid {
    pub network: Option<Network>,
    pub details: OrderDetails,
}

/// Why an order would be too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The session has three unpaid orders.
    Orders,
    /// Three unpaid orders come from the same network.
    OrdersNearby,
    /// It would be more than ten pieces of one variant, with the unpaid orders of the session or the network.
    Pieces,
}

impl Limit {
    /// The code that the order form finds its words by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Orders => "too_many_unpaid",
            Self::OrdersNearby => "too_many_nearby",
            Self::Pieces => "too_many_pieces",
        }
    }
}

/// The limit that a new order would pass, beside the unpaid orders of its session and of its network: at most 3
/// unpaid orders, and 10 pieces of one variant, for each of the two (the domain page).
#[must_use]
pub fn over_limit(new: &OrderDetails, network: Option<Network>, unpaid: &[Unpaid]) -> Option<Limit> {
    let of_session = unpaid.iter().filter(|other| other.details.session == new.session);
    let nearby = unpaid.iter().filter(|other| network.is_some() && other.network == network);
    over(new, of_session, Limit::Orders).or_else(|| over(new, nearby, Limit::OrdersNearby))
}

fn over<'u>(new: &OrderDetails, others: impl Iterator<Item = &'u Unpaid>, orders: Limit) -> Option<Limit> {
    let others: Vec<_> = others.map(|other| &other.details).collect();
    if others.len() >= MAX_UNPAID {
        return Some(orders);
    }
    let together = || others.iter().copied().chain([new]).flat_map(|details| &details.lines);
    let pieces = |line: &Line| -> u64 {
        together().filter(|other| other.variant == line.variant).map(|other| u64::from(other.quantity)).sum()
    };
    new.lines.iter().any(|line| pieces(line) > u64::from(MAX_QUANTITY)).then_some(Limit::Pieces)
}
