//! One order and everything around it that can make a difference: its rows, the events on their way, the tasks in
//! memory, the provider and the network. And how a commit changes it.

use events::ConsumerName;
use order::StockMove;
use payment::{AttemptState, CapturedBy};

use crate::asks::{AttemptChange, Events, Heard, OrderChange, Said, ShipmentChange};
use crate::laws::{Functions, Laws};
use crate::list::List;
use crate::mutations::Rule;
use crate::provider::Payment;
use crate::rows::{ATTEMPTS, AttemptView, Row};

/// A task that pays, and how far it has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Task {
    pub attempt: u8,
    /// Whose token it writes.
    pub token: u8,
    pub at: At,
    /// The row has moved on since: an answer that passes comes too late for it.
    pub overtaken: bool,
}

/// What a task does next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    #[default]
    Insert,
    /// The insert's own outcome is unknown.
    ReadBack,
    /// It must not send: the id is written as NotSent.
    CloseId,
    Prepare,
    /// The buyer came back, and this row is to be committed. (Only without the rule that it is compared.)
    Charge(Row),
    Confirm,
    /// The request has left.
    Wait,
    Conclude(Heard),
    Reply(Said),
}

impl At {
    /// Whether it hears, or has heard, an answer about the row.
    const fn hears(self) -> bool {
        matches!(self, Self::Prepare | Self::Confirm | Self::Wait | Self::Conclude(_))
    }
}

/// An answer that the reconciler holds and has not committed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hand {
    pub attempt: u8,
    pub heard: Heard,
}

impl Default for Hand {
    fn default() -> Self {
        Self { attempt: 0, heard: Heard::Unknown }
    }
}

/// A label or a ship that was decided on this row and is not committed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Desk {
    pub ships: bool,
    pub decided_on: Row,
}

/// An attempt at the provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct AtProvider {
    pub payment: Payment,
    /// Requests to charge it that are on their way.
    pub on_way: u8,
    /// How many thousand won of it went back.
    pub refunded: u8,
}

/// How often what happens by itself only now and then may still happen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Left {
    pub cancels: u8,
    pub crashes: u8,
    /// Captures of what was said to be declined.
    pub surprises: u8,
    /// Clicks on pay in a second tab.
    pub tabs: u8,
    /// Commits whose outcome stays unknown.
    pub lost_commits: u8,
    pub undos: u8,
    /// Events that are delivered a second time.
    pub repeats: u8,
    /// Parts of the price that the seller gives back.
    pub parts: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct World {
    pub order: Row,
    pub attempts: [Row; ATTEMPTS],
    pub refunds: List<Row, 4>,
    pub shipment: Row,
    pub sold: i8,
    pub held: i8,
    pub to_order: List<Row, 6>,
    pub to_payment: List<Row, 4>,
    pub to_shipping: List<Row, 6>,
    /// What order consumed last, if it may come again.
    pub again: Row,
    pub tasks: List<Task, 2>,
    pub hands: List<Hand, 2>,
    pub desk: Option<Desk>,
    /// The van has the box.
    pub gone: bool,
    /// An insert of Sent that the database may still do: attempt and token.
    pub limbo: Option<(u8, u8)>,
    pub provider: [AtProvider; ATTEMPTS],
    pub left: Left,
}

impl World {
    pub fn attempt(&self, k: u8) -> Row {
        self.attempts[usize::from(k) - 1]
    }

    pub fn at_provider(&mut self, k: u8) -> &mut AtProvider {
        &mut self.provider[usize::from(k) - 1]
    }

    /// With one more task, or with the same task a step further.
    pub fn with_task(mut self, task: Task) -> Self {
        self.tasks.insert(task);
        self
    }

    /// Whether a request to charge may still reach the provider.
    pub fn under_way(&self, k: u8) -> bool {
        let leaving = |task: &Task| task.attempt == k && task.at == At::Confirm;
        self.provider[usize::from(k) - 1].on_way > 0 || self.tasks.iter().any(leaving)
    }

    pub fn with_hand(mut self, attempt: u8, heard: Heard) -> Self {
        self.hands.insert(Hand { attempt, heard });
        self
    }
}

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub name: &'static str,
    pub attempts: u8,
    /// Answers that are held at a time: the reconciler's, and another's.
    pub hands: usize,
    /// The order is paid when the search begins; paying is not searched.
    pub paid: bool,
    /// The seller labels and ships.
    pub ships: bool,
    /// The provider may ask something of the buyer.
    pub action: bool,
    /// The gate may refuse.
    pub busy: bool,
    /// Who takes the money.
    pub captured_by: CapturedBy,
    /// What the provider declined can still be confirmed, so it is closed first.
    pub closes_declined: bool,
    pub left: Left,
}

/// One order's way.
#[derive(Debug)]
pub struct Page {
    pub bounds: Bounds,
    /// The rule that is left out.
    pub dropped: Option<Rule>,
    pub laws: Laws,
}

impl Page {
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, dropped: None, laws: Laws::new(Functions::REAL) }
    }

    pub fn without(rule: Rule, bounds: Bounds) -> Self {
        Self { bounds, dropped: Some(rule), laws: Laws::new(rule.functions()) }
    }

    pub fn drops(&self, rule: Rule) -> bool {
        self.dropped == Some(rule)
    }

    pub fn attempt(&self, w: &World, k: u8) -> Option<AttemptView> {
        self.laws.attempts.view(w.attempt(k))
    }

    /// Whether one of those is open of which an order may have only one.
    pub fn any_open(&self, w: &World) -> bool {
        let open = |row: &Row| self.laws.attempts.view(*row).is_some_and(|row| is_open(row.state));
        w.attempts.iter().any(open) && !self.drops(Rule::OneOpenAttempt)
    }

    pub fn commit_order(&self, w: &mut World, change: OrderChange) {
        w.order = change.row;
        let (sold, held) = match change.stock {
            StockMove::None => (0, 0),
            StockMove::Hold => (0, 1),
            StockMove::Sell => (1, -1),
            StockMove::Release => (0, -1),
            StockMove::Return | StockMove::WriteOff | StockMove::TakeBack(_) => (-1, 0),
        };
        (w.sold, w.held) = (w.sold + sold, w.held + held);
        self.post(w, change.events);
    }

    pub fn commit_attempt(&self, w: &mut World, k: u8, change: AttemptChange) {
        self.write_attempt(w, k, change.row);
        if self.bounds.captured_by != CapturedBy::Confirm
            && self.attempt(w, k).is_some_and(|row| row.state == AttemptState::ActionNeeded)
        {
            let at = w.at_provider(k);
            at.payment = at.payment.led_to();
        }
        if change.refund.is_some() && !w.refunds.contains(&change.refund) {
            w.refunds.insert(change.refund);
        }
        self.post(w, change.events);
    }

    /// A row is written, whatever tells of it. Answers that pass, on their way to the row as it was, are too late.
    pub fn write_attempt(&self, w: &mut World, k: u8, row: Row) {
        if w.attempt(k) == row {
            return;
        }
        w.attempts[usize::from(k) - 1] = row;
        if self.drops(Rule::PassingAnswersAreCompared) {
            return;
        }
        let (tasks, hands) = (w.tasks, w.hands);
        (w.tasks, w.hands) = Default::default();
        for task in tasks.iter() {
            w.tasks
                .insert(Task { overtaken: task.overtaken || task.attempt == k && task.at.hears(), ..*task });
        }
        for hand in hands.iter().filter(|hand| hand.attempt != k || !hand.heard.passes()) {
            w.hands.insert(*hand);
        }
    }

    /// Writes the id as NotSent, unless it has a row; the row is the answer.
    pub fn insert_not_sent(&mut self, w: &mut World, k: u8, failure: events::PaymentFailure) -> Option<Said> {
        if !w.attempt(k).is_some() {
            let change = self.laws.not_sent(k, failure);
            self.commit_attempt(w, k, change);
        }
        self.laws.reply(w.attempt(k))
    }

    /// What was decided on the row before is lost, and decided anew: as if it had not begun.
    pub fn commit_shipment(&self, w: &mut World, change: ShipmentChange) {
        w.shipment = change.row;
        if !self.drops(Rule::DeskComparesVersions) {
            w.desk = None;
        }
        self.post(w, change.events);
    }

    fn post(&self, w: &mut World, events: Events) {
        for event in events.iter().copied() {
            match self.laws.taker(event) {
                Some(ConsumerName::Order) => w.to_order.push(event),
                Some(ConsumerName::Payment) => w.to_payment.push(event),
                Some(ConsumerName::Shipping) => w.to_shipping.push(event),
                Some(ConsumerName::MyPage | ConsumerName::Mail) | None => {}
            }
        }
    }
}

pub const fn is_open(state: AttemptState) -> bool {
    match state {
        AttemptState::Sent | AttemptState::ActionNeeded | AttemptState::Unknown | AttemptState::Approved => {
            true
        }
        AttemptState::Declined | AttemptState::NotSent | AttemptState::Surplus => false,
    }
}
