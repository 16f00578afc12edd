//! How much may wait for payment at a time, of whom it is counted, and which addresses tell buyers apart.

#[expect(dead_code, reason = "what the other tests of the context start from stands there, too")]
mod common;

use std::net::IpAddr;

use common::{BUYER, details, line};
use events::{Line, OrderDetails};
use kernel::{SessionId, VariantId};
use order::{Limit, Network, Unpaid, over_limit};
use proptest::prelude::*;
use uuid::Uuid;

const STRANGER: SessionId = SessionId(Uuid::from_u128(0xeee));

fn network(address: &str) -> Option<Network> {
    Network::of(address.parse::<IpAddr>().expect(address))
}

/// What somebody orders: so many pieces of each variant.
fn asked(session: SessionId, pieces: &[(u128, u32)]) -> OrderDetails {
    let line = |(variant, quantity): &(u128, u32)| Line {
        variant: VariantId(Uuid::from_u128(*variant)),
        quantity: *quantity,
        ..line()
    };
    OrderDetails { session, lines: pieces.iter().map(line).collect(), ..details() }
}

fn unpaid(session: SessionId, network: Option<Network>, pieces: &[(u128, u32)]) -> Unpaid {
    Unpaid { network, details: asked(session, pieces) }
}

#[test]
fn a_session_has_three_unpaid_orders_wherever_they_come_from() {
    let places = [network("203.0.113.7"), network("2001:db8:1:2::3"), None];
    let others = places.map(|network| unpaid(BUYER, network, &[(1, 1)]));
    let new = |session| asked(session, &[(1, 1)]);
    assert_eq!(over_limit(&new(BUYER), None, &others[..2]), None);
    assert_eq!(over_limit(&new(BUYER), network("203.0.113.8"), &others), Some(Limit::Orders));
    assert_eq!(over_limit(&new(STRANGER), network("203.0.113.8"), &others), None);
}

#[test]
fn three_unpaid_orders_come_from_one_network_whoever_they_are() {
    let here = network("203.0.113.7");
    let others = [1, 2, 3].map(|n| unpaid(SessionId(Uuid::from_u128(n)), here, &[(1, 1)]));
    let new = asked(BUYER, &[(1, 1)]);
    assert_eq!(over_limit(&new, here, &others[..2]), None);
    assert_eq!(over_limit(&new, here, &others), Some(Limit::OrdersNearby));
    assert_eq!(over_limit(&new, network("203.0.113.8"), &others), None);
    assert_eq!(over_limit(&new, None, &others), None);
}

#[test]
fn orders_that_come_from_nowhere_known_are_not_each_others_neighbours() {
    let others = [1, 2, 3].map(|n| unpaid(SessionId(Uuid::from_u128(n)), None, &[(1, 10)]));
    assert_eq!(over_limit(&asked(BUYER, &[(1, 10)]), None, &others), None);
}

#[test]
fn the_two_counts_are_not_added() {
    let here = network("203.0.113.7");
    let mine = [1, 2].map(|_| unpaid(BUYER, None, &[(1, 4)]));
    let nearby = [1, 2].map(|_| unpaid(STRANGER, here, &[(1, 4)]));
    assert_eq!(over_limit(&asked(BUYER, &[(1, 2)]), here, &[mine, nearby].concat()), None);
}

#[test]
fn ten_pieces_of_one_variant_wait_for_payment_and_no_eleventh() {
    let here = network("203.0.113.7");
    for (session, from) in [(BUYER, None), (STRANGER, here)] {
        let others = [unpaid(session, from, &[(1, 3), (2, 9)]), unpaid(session, from, &[(1, 4)])];
        assert_eq!(over_limit(&asked(BUYER, &[(1, 3)]), here, &others), None);
        assert_eq!(over_limit(&asked(BUYER, &[(1, 4)]), here, &others), Some(Limit::Pieces));
        assert_eq!(over_limit(&asked(BUYER, &[(3, 10)]), here, &others), None, "another variant");
    }
}

#[test]
fn pieces_of_one_variant_in_two_lines_are_counted_together() {
    assert_eq!(over_limit(&asked(BUYER, &[(1, 5), (1, 5)]), None, &[]), None);
    assert_eq!(over_limit(&asked(BUYER, &[(1, 5), (2, 1), (1, 6)]), None, &[]), Some(Limit::Pieces));
    assert_eq!(over_limit(&asked(BUYER, &[(1, u32::MAX), (1, u32::MAX)]), None, &[]), Some(Limit::Pieces));
}

#[test]
fn each_limit_has_a_code_of_its_own() {
    let codes = [Limit::Orders, Limit::OrdersNearby, Limit::Pieces].map(Limit::code);
    assert_eq!(codes, ["too_many_unpaid", "too_many_nearby", "too_many_pieces"]);
}

#[test]
fn an_address_that_many_share_or_that_is_nobodys_is_no_network() {
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.9",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "::1",
        "::",
        "fd00::1",
        "fe80::1",
        "::ffff:10.1.2.3",
    ] {
        assert_eq!(network(address), None, "{address}");
    }
    for address in ["172.32.0.1", "100.128.0.1", "100.63.255.255", "203.0.113.7", "2001:db8::1"] {
        assert!(network(address).is_some(), "{address}");
    }
}

#[test]
fn an_ipv6_network_is_the_first_half_of_an_address_and_an_ipv4_one_the_whole() {
    assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
    assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.7"));
}

proptest! {
    #[test]
    fn a_network_comes_back_from_its_number(address in any::<IpAddr>()) {
        if let Some(network) = Network::of(address) {
            prop_assert_eq!(Network::from_number(network.number()), network);
        }
    }

    #[test]
    fn two_ipv4_addresses_are_two_networks_and_none_is_an_ipv6_network(
        one in any::<std::net::Ipv4Addr>(),
        other in any::<std::net::Ipv4Addr>(),
        net in 0x2000_u16..0x4000,
        rest in any::<[u16; 7]>(),
    ) {
        let [a, b, c, ..] = rest;
        let v6 = Network::of(IpAddr::from([net, a, b, c, 0, 0, 0, 1]));
        if let Some(network) = Network::of(one.into()) {
            prop_assert_eq!(Network::of(other.into()) == Some(network), one == other);
            prop_assert_ne!(v6, Some(network));
        }
    }
}
