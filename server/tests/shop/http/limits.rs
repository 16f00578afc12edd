//! How much may wait for payment, by session and by the network that a request comes from; and whom the shop believes
//! where that is.

use kernel::Lang;
use order::State;

use super::{Ask, Front, Visitor, input};
use crate::shop::{Bought, PIECES};

const HERE: &str = "203.0.113.7";
const NEXT_DOOR: &str = "203.0.113.8";

/// How an order is sent: over a connection from there, through what said `x-forwarded-for`.
#[derive(Debug, Clone, Copy)]
struct Way<'w> {
    peer: &'w str,
    forwarded: &'w [&'w str],
}

impl Front {
    /// Sends the form of a new visitor's draft in some way. Where it leads.
    async fn order(&self, way: Way<'_>, lang: Lang) -> (Visitor, String) {
        let buyer = self.visitor().await;
        let to = self.order_as(&buyer, way, "1", lang).await;
        (buyer, to)
    }

    async fn order_as(&self, buyer: &Visitor, way: Way<'_>, quantity: &str, lang: Lang) -> String {
        let draft = input::begin_many(self, buyer, quantity).await;
        let form = input::form(&draft, "lang", lang.tag());
        let mut ask = Ask::post("/api/place_order", form).from(way.peer);
        for line in way.forwarded {
            ask = ask.with("x-forwarded-for", line);
        }
        self.send(ask.by_browser().by(buyer)).await.leads_to("/")
    }

    /// How many of five orders, each of somebody else, are taken in this way.
    async fn taken(&self, way: Way<'_>) -> usize {
        let mut taken = 0;
        for _ in 0..5 {
            let (_, to) = self.order(way, Lang::Ko).await;
            taken += usize::from(to.starts_with("/orders/"));
        }
        taken
    }
}

fn from(peer: &str) -> Way<'_> {
    Way { peer, forwarded: &[] }
}

#[tokio::test]
async fn the_fourth_unpaid_order_of_a_network_is_refused_in_words_and_nothing_typed_is_lost() {
    let front = Front::open().await;
    let mut placed = Vec::new();
    for _ in 0..3 {
        let (buyer, to) = front.order(from(HERE), Lang::Ko).await;
        let order = to.split('/').nth(2).unwrap().parse().unwrap();
        placed.push(Bought { session: buyer.session, order });
    }
    let words = ["같은 인터넷에서 결제를 기다리는", "from your internet connection"];
    for (lang, words) in [Lang::Ko, Lang::En].into_iter().zip(words) {
        let (buyer, back) = front.order(from(HERE), lang).await;
        assert!(back.starts_with(&lang.path("/checkout/")), "{back}");
        let page = front.send(Ask::get(&back).by_browser().by(&buyer)).await;
        page.is_page(200, lang);
        assert!(page.body.contains(words) && page.body.contains("김한벌"), "{}", page.body);
    }
    assert_eq!(front.shop.pieces().await, (PIECES, 3));
    assert!(front.order(from(NEXT_DOOR), Lang::Ko).await.1.starts_with("/orders/"));

    front.shop.cancel(placed[0]).await.unwrap();
    assert_eq!(front.shop.state(placed[0]).await, State::Cancelled);
    assert!(front.order(from(HERE), Lang::Ko).await.1.starts_with("/orders/"), "there is room again");
}

#[tokio::test]
async fn more_than_ten_pieces_of_one_variant_are_refused_in_words() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    assert!(front.order_as(&buyer, from(HERE), "6", Lang::Ko).await.starts_with("/orders/"));
    let words = ["결제 전에 열 벌까지", "ten of the same piece"];
    for (lang, words) in [Lang::Ko, Lang::En].into_iter().zip(words) {
        let back = front.order_as(&buyer, from(NEXT_DOOR), "5", lang).await;
        assert!(back.starts_with(&lang.path("/checkout/")), "{back}");
        let page = front.send(Ask::get(&back).by_browser().by(&buyer)).await;
        page.is_page(200, lang);
        assert!(page.body.contains(words), "{}", page.body);
    }
    assert!(front.order_as(&buyer, from(HERE), "4", Lang::Ko).await.starts_with("/orders/"));
    assert_eq!(front.shop.pieces().await, (PIECES, 10));
}

#[tokio::test]
async fn an_ipv6_client_cannot_be_many_by_choosing_addresses() {
    let front = Front::open().await;
    for n in 1..=3 {
        let address = format!("2001:db8:1:2::{n}");
        assert!(front.order(from(&address), Lang::Ko).await.1.starts_with("/orders/"));
    }
    assert!(front.order(from("2001:db8:1:2::4"), Lang::Ko).await.1.starts_with("/checkout/"));
    assert!(front.order(from("2001:db8:1:3::4"), Lang::Ko).await.1.starts_with("/orders/"));
}

#[tokio::test]
async fn a_proxy_that_the_shop_was_not_told_of_does_not_make_all_buyers_one() {
    let front = Front::open().await;
    for peer in ["127.0.0.1", "::1", "10.0.0.2"] {
        assert_eq!(front.taken(from(peer)).await, 5, "{peer}");
    }
    let front = Front::configured(|settings| settings.https = true).await;
    assert_eq!(front.taken(from(HERE)).await, 5, "over https the peer is a proxy");
}

#[tokio::test]
async fn what_a_client_says_of_its_own_address_is_not_believed() {
    let front = Front::open().await;
    assert_eq!(front.taken(Way { peer: HERE, forwarded: &[NEXT_DOOR] }).await, 3);
    let front = Front::configured(|settings| settings.proxies = 1).await;
    for (n, forged) in ["198.51.100.1, 203.0.113.7", "198.51.100.2,203.0.113.7:4711", ", 203.0.113.7"]
        .into_iter()
        .enumerate()
    {
        let (_, to) = front.order(Way { peer: "10.0.0.2", forwarded: &[forged] }, Lang::Ko).await;
        assert!(to.starts_with("/orders/"), "{n}");
    }
    for forwarded in [&[HERE][..], &["198.51.100.9", HERE], &["한벌", HERE]] {
        let (_, to) = front.order(Way { peer: "10.0.0.2", forwarded }, Lang::Ko).await;
        assert!(to.starts_with("/checkout/"), "{forwarded:?}");
    }
}

#[tokio::test]
async fn the_address_that_the_outermost_proxy_was_asked_from_counts() {
    let front = Front::configured(|settings| (settings.proxies, settings.https) = (2, true)).await;
    let through = |client| Way { peer: "10.0.0.2", forwarded: client };
    assert_eq!(front.taken(through(&["203.0.113.7, 198.51.100.1"])).await, 3);
    assert_eq!(
        front.taken(through(&["203.0.113.8, 198.51.100.1"])).await,
        3,
        "somebody else by the same proxy"
    );
    assert_eq!(front.taken(through(&["198.51.100.1"])).await, 5, "from inside, past the outer one");
    assert_eq!(front.taken(through(&["unknown, 198.51.100.1"])).await, 5);
}
