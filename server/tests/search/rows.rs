//! The real rows of one order, numbered. A state of the search names rows by their numbers, so that it is small.
//!
//! Rows are kept in a canonical form: what decides nothing about the protocol is the same in all of them. When
//! something happens is not among what is searched: whatever waits for a moment may happen at any time. So moments
//! only say whether there is one, and what only makes a hold longer or shorter is left out; that this loses nothing is
//! asserted in `laws`.

use std::hash::Hash;
use std::sync::LazyLock;

use events::{CancelReason, ConsumerName, Delivery, Event, Line, OrderDetails, PaymentFailure, Recipient};
use kernel::time::seconds;
use kernel::{AttemptId, DraftId, Lang, Money, OrderId, OrderNumber, SessionId, Text, Time, VariantId};
use order::{Order, State};
use payment::{Attempt, AttemptState, Refund, RefundState};
use rustc_hash::FxHashMap;
use shipping::{Parcel, Shipment};
use uuid::Uuid;

/// The most attempts an order is searched with.
pub const ATTEMPTS: usize = 3;
pub const ORDER: OrderId = OrderId(Uuid::from_u128(1));
/// When everything happens.
pub const NOW: Time = Time::from_micros(1_795_365_000_000_000);
pub const TOTAL: Money = Money::won(39_000);
/// What the seller gives back at a time: once fits into the total, twice does not.
pub const PART: Money = Money::won(20_000);

static NAMES: LazyLock<[AttemptId; ATTEMPTS]> =
    LazyLock::new(|| std::array::from_fn(|n| AttemptId::nth(ORDER, n as u32 + 1)));

/// The n-th attempt, from 1.
pub fn attempt(n: u8) -> AttemptId {
    NAMES[usize::from(n) - 1]
}

/// Which attempt it is; 0 for none.
pub fn number(attempt: Option<AttemptId>) -> u8 {
    let known = attempt.and_then(|id| NAMES.iter().position(|name| *name == id));
    known.map_or(0, |at| at as u8 + 1)
}

/// An amount in thousand won: all of them here are whole.
pub const fn thousands(amount: Money) -> u8 {
    (amount.amount / 1_000) as u8
}

/// The token of a task, and whose token it is.
pub const fn token(task: u8) -> Uuid {
    Uuid::from_u128(task as u128)
}

/// A row's number. 0: there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row(u16);

impl Row {
    pub const NONE: Self = Self(0);

    pub const fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// A kind of row.
pub trait Kind: Clone + Eq + Hash {
    /// What the search asks of it again and again.
    type View: Copy;

    fn canonical(self) -> Self;
    fn view(&self) -> Self::View;
}

/// All rows of a kind that were met.
#[derive(Debug)]
pub struct Table<K: Kind> {
    rows: Vec<(K, K::View)>,
    numbers: FxHashMap<K, Row>,
}

impl<K: Kind> Default for Table<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<K: Kind> Table<K> {
    pub fn number(&mut self, row: K) -> Row {
        let row = row.canonical();
        if let Some(known) = self.numbers.get(&row) {
            return *known;
        }
        let view = row.view();
        self.rows.push((row.clone(), view));
        let number = Row(u16::try_from(self.rows.len()).expect("few rows"));
        self.numbers.insert(row, number);
        number
    }

    pub fn get(&self, row: Row) -> Option<&K> {
        Some(&self.rows[usize::from(row.0.checked_sub(1)?)].0)
    }

    pub fn view(&self, row: Row) -> Option<K::View> {
        Some(self.rows[usize::from(row.0.checked_sub(1)?)].1)
    }

    pub fn all(&self) -> impl Iterator<Item = &K> {
        self.rows.iter().map(|(row, _)| row)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct OrderView {
    pub state: State,
    /// The attempt it waits for, if any; and the one that paid it.
    pub waits_for: u8,
    pub paid_by: u8,
    /// Whether a refund was decided, by attempt.
    pub refunded: [bool; ATTEMPTS + 1],
    /// How many thousand won were decided to go back, by attempt.
    pub goes_back: [u8; ATTEMPTS + 1],
}

impl Kind for Order {
    type View = OrderView;

    fn canonical(mut self) -> Self {
        self.refunds.sort_by_key(|decision| decision.refund);
        Self {
            version: 0,
            held_until: NOW + seconds(1),
            since: NOW,
            busy_extended: false,
            last_failure: None,
            delivered_at: self.delivered_at.map(|_| NOW),
            cancel_reason: None,
            ..self
        }
    }

    fn view(&self) -> OrderView {
        let (mut refunded, mut goes_back) = ([false; ATTEMPTS + 1], [0; ATTEMPTS + 1]);
        for decision in &self.refunds {
            let of = usize::from(number(Some(decision.attempt)));
            refunded[of] = true;
            goes_back[of] += thousands(decision.amount);
        }
        OrderView {
            state: self.state,
            waits_for: number(self.state.attempt()),
            paid_by: number(self.paid_by),
            refunded,
            goes_back,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct AttemptView {
    pub state: AttemptState,
    /// Whether the provider's name for it is known.
    pub named: bool,
    /// Whether the provider will be asked about it.
    pub asked: bool,
    /// The task that inserted it, while that matters.
    pub token: u8,
}

impl Kind for Attempt {
    type View = AttemptView;

    fn canonical(self) -> Self {
        let is_sent = self.state == AttemptState::Sent;
        Self {
            version: 0,
            token: if is_sent { self.token } else { Uuid::nil() },
            failure: self.failure.map(|_| PaymentFailure::Declined),
            code: None,
            sent_at: NOW,
            since: NOW,
            ask_at: self.ask_at.map(|_| NOW),
            asks: 0,
            ..self
        }
    }

    fn view(&self) -> AttemptView {
        AttemptView {
            state: self.state,
            named: self.reference.is_some(),
            asked: self.ask_at.is_some(),
            token: self.token.as_u128() as u8,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct RefundView {
    pub state: RefundState,
    pub attempt: u8,
    /// In thousand won.
    pub amount: u8,
}

impl Kind for Refund {
    type View = RefundView;

    fn canonical(self) -> Self {
        Self {
            version: 0,
            tries: 0,
            sent_at: None,
            key_since: None,
            next_at: None,
            failures: 0,
            requested_at: NOW,
            ..self
        }
    }

    fn view(&self) -> RefundView {
        let (attempt, amount) = (number(Some(self.attempt)), thousands(self.amount));
        RefundView { state: self.state, attempt, amount }
    }
}

impl Kind for Shipment {
    type View = shipping::ShipmentState;

    fn canonical(self) -> Self {
        Self { version: 0, placed_at: NOW, since: NOW, ..self }
    }

    fn view(&self) -> shipping::ShipmentState {
        self.state
    }
}

/// An event's view: who takes it, of those whose work is searched.
impl Kind for Event {
    type View = Option<ConsumerName>;

    fn canonical(self) -> Self {
        match self {
            Self::PaymentDeclined { attempt, .. } => {
                Self::PaymentDeclined { attempt, failure: PaymentFailure::Declined }
            }
            Self::OrderCancelRequested { by, .. } => {
                Self::OrderCancelRequested { reason: CancelReason::Unsaid, by }
            }
            as_it_is => as_it_is,
        }
    }

    fn view(&self) -> Option<ConsumerName> {
        self.taken_by()
            .iter()
            .copied()
            .find(|consumer| !matches!(consumer, ConsumerName::MyPage | ConsumerName::Mail))
    }
}

/// What the order is of: a piece of one variant.
pub fn details() -> OrderDetails {
    let line = Line {
        variant: VariantId(Uuid::from_u128(2)),
        garment: "linen-shirt".to_owned(),
        name: Text::default(),
        dye: "indigo".to_owned(),
        dye_name: Text::default(),
        size: "M".to_owned(),
        quantity: 1,
        unit_price: TOTAL,
    };
    let recipient = Recipient { name: "김민지".to_owned(), phone: "010-1234-5678".to_owned() };
    OrderDetails {
        number: OrderNumber::new(NOW, 0),
        session: SessionId(Uuid::from_u128(3)),
        lang: Lang::Ko,
        email: "minji@example.kr".to_owned(),
        lines: vec![line],
        delivery_fee: Money::won(0),
        total: TOTAL,
        delivery: Delivery {
            recipient,
            postcode: "04524".to_owned(),
            address1: "서울 중구 세종대로 110".to_owned(),
            address2: String::new(),
            note: String::new(),
        },
        opened_at: NOW,
    }
}

/// The checkout it came from.
pub const DRAFT: DraftId = DraftId(Uuid::from_u128(4));

pub fn parcel() -> Parcel {
    Parcel { carrier: "cj".to_owned(), tracking: "6302".to_owned() }
}
