//! Where a request comes from, as far as the limits of orders ask.

use std::net::{IpAddr, SocketAddr};

use app::services::{Client, Shop};
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;
use order::Network;

/// Each proxy adds the address that asked it to the end of the list:
/// <https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For>
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The client of a request. Over https the peer is a proxy, whose own address tells no buyer from another; what it
/// says of others is believed only as far as the shop is told to.
pub(super) fn client(shop: &Shop, request: &Request) -> Client {
    let address = match shop.proxies {
        0 if shop.https => None,
        0 => request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.ip()),
        proxies => forwarded(request.headers(), proxies),
    };
    Client(address.and_then(Network::of))
}

/// The address that the outermost of so many proxies was asked from. What stands before it anybody may have written,
/// be it no text at all.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let list = lines.collect::<Vec<_>>().join(",");
    let address = list.rsplit(',').nth(proxies - 1)?.trim();
    address.parse().ok().or_else(|| Some(address.parse::<SocketAddr>().ok()?.ip()))
}
