//! The cart: what each change does to it, and its use cases over ports in memory.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use events::{Line, Unavailable};
use kernel::time::{Span, days, hours, minutes};
use kernel::{Clock, Money, SessionId, Text, Time, VariantId};
use order::{
    Cart, CartError, CartLine, CartService, Carts, DeliveryFees, DeliveryTerms, DraftLine, FreePieces, Gone,
    Lines, MAX_LINES, MAX_QUANTITY, Put, merge,
};
use uuid::Uuid;

const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));
const PRICE: i64 = 29_000;

fn variant(n: u128) -> VariantId {
    VariantId(Uuid::from_u128(n))
}

fn line(n: u128, quantity: u32) -> CartLine {
    CartLine { variant: variant(n), quantity, seen: Money::won(PRICE) }
}

fn cart(lines: &[CartLine]) -> Cart {
    Cart { lines: lines.to_vec(), ..Cart::empty(BUYER) }
}

fn asked(n: u128, quantity: u32) -> DraftLine {
    DraftLine { variant: variant(n), quantity }
}

#[test]
fn what_is_put_in_twice_adds_up_to_ten_at_most() {
    let put = |quantity, more| cart(&[line(1, quantity)]).put(line(1, more)).unwrap().lines[0].quantity;
    assert_eq!([put(1, 2), put(8, 2), put(8, 5), put(10, u32::MAX)], [3, 10, 10, 10]);
    assert_eq!(cart(&[]).put(line(1, 99)).unwrap().lines, [line(1, MAX_QUANTITY)]);
}

#[test]
fn a_full_cart_takes_more_of_what_is_in_it_and_nothing_else() {
    let lines: Vec<_> = (1..=MAX_LINES as u128).map(|n| line(n, 1)).collect();
    assert_eq!(cart(&lines).put(line(1_000, 1)), None);
    assert_eq!(cart(&lines).put(line(7, 1)).unwrap().pieces(), 51);
}

#[test]
fn a_quantity_is_set_within_its_bounds_and_only_where_there_is_a_line() {
    let two = cart(&[line(1, 1), line(2, 2)]);
    assert_eq!(two.clone().set(line(2, 10)).unwrap().lines, [line(1, 1), line(2, 10)]);
    for wrong in [line(2, 0), line(2, 11), line(3, 1)] {
        assert_eq!(two.clone().set(wrong), None, "{wrong:?}");
    }
}

#[test]
fn what_is_taken_out_is_put_back_where_it_stood_until_something_else_changes() {
    let three = cart(&[line(1, 1), line(2, 2), line(3, 3)]);
    let two = three.clone().remove(variant(2)).unwrap();
    assert_eq!(two.lines, [line(1, 1), line(3, 3)]);
    assert_eq!(two.clone().put_back(), Some(three));
    assert_eq!(two.clone().put(line(4, 1)).unwrap().put_back(), None);
    assert_eq!(two.clone().set(line(1, 2)).unwrap().put_back(), None);
    assert_eq!(two.remove(variant(2)), None);
}

#[test]
fn what_was_ordered_leaves_the_cart_and_what_grew_meanwhile_stays() {
    let all = cart(&[line(1, 1), line(2, 5), line(3, 2)]);
    let rest = all.without(&[asked(1, 1), asked(2, 3), asked(9, 1)]);
    assert_eq!(rest.lines, [line(2, 2), line(3, 2)]);
}

#[test]
fn two_carts_become_one() {
    let newer = CartLine { seen: Money::won(25_000), ..line(2, 9) };
    let merged = merge(vec![line(1, 1), line(2, 4)], &[newer, line(3, 2)]);
    assert_eq!(merged, [line(1, 1), CartLine { quantity: 10, ..newer }, line(3, 2)]);
    let many: Vec<_> = (1..=60).map(|n| line(n, 1)).collect();
    assert_eq!(merge(Vec::new(), &many).len(), MAX_LINES);
}

// ------------------------------------------------------------------ use cases

/// What the ports keep and say.
struct World {
    carts: HashMap<SessionId, Cart>,
    prices: HashMap<VariantId, i64>,
    free: HashMap<VariantId, i64>,
    now: Time,
    /// A change by another tab, between a read and its write.
    meanwhile: Option<Cart>,
}

#[derive(Clone)]
struct Ports(Arc<Mutex<World>>);

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports")
    }
}

impl Clock for Ports {
    fn now(&self) -> Time {
        self.0.lock().unwrap().now
    }
}

#[async_trait]
impl Carts for Ports {
    async fn cart(&self, session: SessionId) -> Result<Option<Cart>, Unavailable> {
        Ok(self.0.lock().unwrap().carts.get(&session).cloned())
    }

    async fn keep(&self, cart: Cart) -> Result<bool, Unavailable> {
        let mut world = self.0.lock().unwrap();
        if let Some(other) = world.meanwhile.take() {
            world.carts.insert(other.session, other);
        }
        let stands = world.carts.get(&cart.session).map_or(0, |kept| kept.version) == cart.version;
        if stands {
            world.carts.insert(cart.session, Cart { version: cart.version + 1, ..cart });
        }
        Ok(stands)
    }

    async fn forget(&self, before: Time) -> Result<usize, Unavailable> {
        let carts = &mut self.0.lock().unwrap().carts;
        let all = carts.len();
        carts.retain(|_, cart| cart.changed_at >= before);
        Ok(all - carts.len())
    }
}

fn words(asked: &DraftLine, price: i64) -> Line {
    Line {
        variant: asked.variant,
        garment: "tee".to_owned(),
        name: Text::default(),
        dye: "ink".to_owned(),
        dye_name: Text::default(),
        size: "M".to_owned(),
        quantity: asked.quantity,
        unit_price: Money::won(price),
    }
}

#[async_trait]
impl Lines for Ports {
    async fn lines(&self, lines: &[DraftLine]) -> Result<Option<Vec<Line>>, Unavailable> {
        let world = self.0.lock().unwrap();
        let line = |asked: &DraftLine| Some(words(asked, *world.prices.get(&asked.variant)?));
        Ok(lines.iter().map(line).collect())
    }

    async fn withdrawn(&self, line: &DraftLine) -> Result<Option<Line>, Unavailable> {
        let known = self.0.lock().unwrap().free.contains_key(&line.variant);
        Ok(known.then(|| words(line, PRICE)))
    }
}

#[async_trait]
impl FreePieces for Ports {
    async fn free(&self, variant: VariantId) -> Result<i64, Unavailable> {
        Ok(self.0.lock().unwrap().free.get(&variant).copied().unwrap_or(0))
    }
}

#[async_trait]
impl DeliveryFees for Ports {
    async fn terms(&self) -> Result<DeliveryTerms, Unavailable> {
        Ok(DeliveryTerms { fee: Money::won(3_000), free_from: Some(Money::won(50_000)) })
    }
}

/// A shop that sells two variants.
fn shop() -> (CartService, Ports) {
    let of = |value| HashMap::from([(variant(1), value), (variant(2), value)]);
    let world = World {
        carts: HashMap::new(),
        prices: of(PRICE),
        free: of(5),
        now: Time::EPOCH + days(1),
        meanwhile: None,
    };
    let ports = Ports(Arc::new(Mutex::new(world)));
    let port = Arc::new(ports.clone());
    (CartService::new(port.clone(), port.clone(), port.clone(), port.clone(), port), ports)
}

fn later(ports: &Ports, span: Span) {
    let mut world = ports.0.lock().unwrap();
    world.now = world.now + span;
}

#[tokio::test]
async fn a_cart_shows_what_it_comes_to_and_what_is_missing_to_free_delivery() {
    let (cart, _) = shop();
    assert_eq!(cart.put(BUYER, &[asked(1, 1)]).await, Ok(Put::Done));
    let contents = cart.contents(BUYER).await.unwrap();
    let sum = contents.sum.unwrap();
    assert_eq!((sum.goods.amount, sum.delivery_fee.amount, sum.total.amount), (29_000, 3_000, 32_000));
    assert_eq!(contents.terms.missing_to_free(sum.goods), Some(Money::won(21_000)));
    cart.step(BUYER, variant(1), true).await.unwrap();
    assert_eq!(cart.contents(BUYER).await.unwrap().sum.unwrap().total.amount, 58_000);
    assert_eq!(cart.pieces(BUYER).await, Ok(2));
}

#[tokio::test]
async fn a_price_or_a_stock_that_changed_is_shown_against_what_was_seen() {
    let (cart, ports) = shop();
    cart.put(BUYER, &[asked(1, 3)]).await.unwrap();
    ports.0.lock().unwrap().prices.insert(variant(1), 25_000);
    ports.0.lock().unwrap().free.insert(variant(1), 2);
    let item = cart.contents(BUYER).await.unwrap().items.remove(0);
    assert_eq!((item.seen, item.line.unit_price), (Money::won(PRICE), Money::won(25_000)));
    assert!(item.is_short());
    cart.set(BUYER, asked(1, 2)).await.unwrap();
    let item = cart.contents(BUYER).await.unwrap().items.remove(0);
    assert_eq!(item.seen, Money::won(25_000), "who changed the line has seen the new price");
    assert!(!item.is_short());
}

#[tokio::test]
async fn steps_stay_within_the_bounds() {
    let (cart, _) = shop();
    cart.put(BUYER, &[asked(1, 1)]).await.unwrap();
    cart.step(BUYER, variant(1), false).await.unwrap();
    assert_eq!(cart.pieces(BUYER).await, Ok(1));
    assert_eq!(cart.put(BUYER, &[asked(1, 10)]).await, Ok(Put::Capped));
    cart.step(BUYER, variant(1), true).await.unwrap();
    assert_eq!(cart.pieces(BUYER).await, Ok(10));
    assert_eq!(cart.step(BUYER, variant(2), true).await, Err(CartError::NotFound));
}

#[tokio::test]
async fn what_is_not_sold_any_more_is_set_apart_under_its_name_and_can_be_taken_out() {
    let (cart, ports) = shop();
    cart.put(BUYER, &[asked(1, 1)]).await.unwrap();
    cart.put(BUYER, &[asked(2, 1)]).await.unwrap();
    ports.0.lock().unwrap().prices.remove(&variant(1));
    let contents = cart.contents(BUYER).await.unwrap();
    let gone = Gone { variant: variant(1), line: Some(words(&asked(1, 1), PRICE)) };
    assert_eq!((contents.items.len(), contents.gone), (1, vec![gone]));
    assert_eq!(cart.put(BUYER, &[asked(1, 1)]).await, Err(CartError::NotFound));
    cart.remove(BUYER, variant(1)).await.unwrap();
    assert!(cart.contents(BUYER).await.unwrap().gone.is_empty());
}

#[tokio::test]
async fn what_was_taken_out_can_be_put_back_for_an_hour() {
    let (cart, ports) = shop();
    cart.put(BUYER, &[asked(1, 2)]).await.unwrap();
    cart.remove(BUYER, variant(1)).await.unwrap();
    later(&ports, minutes(59));
    assert_eq!(cart.contents(BUYER).await.unwrap().removed.map(|line| line.quantity), Some(2));
    cart.put_back(BUYER).await.unwrap();
    assert_eq!(cart.pieces(BUYER).await, Ok(2));
    cart.put_back(BUYER).await.unwrap();
    cart.remove(BUYER, variant(1)).await.unwrap();
    later(&ports, hours(1));
    assert_eq!(cart.contents(BUYER).await.unwrap().removed, None);
}

#[tokio::test]
async fn two_tabs_lose_nothing_of_each_other() {
    let (cart, ports) = shop();
    cart.put(BUYER, &[asked(1, 1)]).await.unwrap();
    let other = Cart { version: 2, lines: vec![line(1, 1), line(2, 3)], ..Cart::empty(BUYER) };
    ports.0.lock().unwrap().meanwhile = Some(other);
    cart.put(BUYER, &[asked(1, 1)]).await.unwrap();
    let contents = cart.contents(BUYER).await.unwrap();
    let quantities: Vec<_> = contents.items.iter().map(|item| item.line.quantity).collect();
    assert_eq!(quantities, [2, 3]);
}

#[tokio::test]
async fn a_cart_that_nobody_touched_for_ninety_days_is_forgotten() {
    let (cart, ports) = shop();
    cart.put(BUYER, &[asked(1, 1)]).await.unwrap();
    later(&ports, days(90));
    assert_eq!(cart.tick().await, Ok(0));
    later(&ports, minutes(1));
    assert_eq!(cart.tick().await, Ok(1));
    assert_eq!(cart.pieces(BUYER).await, Ok(0));
}
