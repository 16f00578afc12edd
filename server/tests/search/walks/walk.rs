//! How each step is done.

use std::sync::Arc;

use events::{Actor, CancelReason, ConsumerName, Goods, PartReason, ReturnReason};
use kernel::time::{Span, hours, minutes, seconds};
use kernel::{AttemptId, Clock, DraftId, Lang, Money, OrderId, Secret, SessionId};
use order::{Ask, ClosedDays, DraftLine, Fields, Order, PartRefund, ReturnCommand};
use payment::{AttemptState, CapturedBy, Claim};
use shipping::{Command, ShipmentState, StopAnswer};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::walks::network::{ARRIVES_WITHIN, Fate, Provider, Way};
use crate::walks::ports::Tables;
use crate::walks::rows::VARIANT;
use crate::walks::shop::{Bus, Shop, deliver};
use crate::walks::steps::{Returned, Step};

const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));
const SELLER: SessionId = SessionId(Uuid::from_u128(0x5e11));
/// Turns of the runtime after which whatever can go on has gone on.
const TURNS: usize = 8;
/// A call has its answer, or none, within this time.
const CALL_LASTS: Span = seconds(15);

/// A shop and its orders on their way.
pub struct Walk {
    pub tables: Tables,
    pub provider: Provider,
    shop: Shop,
    pub drafts: Vec<DraftId>,
    bus: Arc<Bus>,
    runtime: Runtime,
}

impl Walk {
    /// A shop without orders, and a provider that works in this way.
    pub fn new(way: Way) -> Self {
        let tables = Tables::new();
        let provider = Provider::new(tables.clone(), way);
        let shop = Shop::new(&tables, &provider);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self { tables, provider, shop, drafts: Vec::new(), bus: Arc::default(), runtime }
    }

    /// Does a step, and lets everything go on that can.
    pub fn perform(&mut self, step: Step) {
        match step {
            Step::Begin { quantity } => self.begin(quantity),
            Step::PlaceAgain { order } => self.place(order),
            Step::Pay { order, old_page } => self.pay(order, old_page),
            Step::ComesBack { order, old_page, aborted } => self.comes_back(order, old_page, aborted),
            Step::Abandon { order } => self.of_order(order, |shop, order| async move {
                let _ = shop.order.abandon(BUYER, order).await;
            }),
            Step::Cancel { order } => self.of_order(order, |shop, order| async move {
                let _ = shop.order.cancel(BUYER, order, CancelReason::ChangedMind).await;
            }),
            Step::Complete { order } => self.of_order(order, |shop, order| async move {
                let _ = shop.order.complete(BUYER, order).await;
            }),
            Step::GiveBack { order, part, made_for } => self.give_back(order, Money::won(part), made_for),
            Step::Readdress { order } => self.readdress(order),
            Step::AskReturn { order, quantity } => self.ask_return(order, quantity),
            Step::MoveReturn { order, number, how } => self.move_return(order, number, how),
            Step::Seller { order, click } => self.seller(order, click.command()),
            Step::Deliver { order, consumer } => self.deliver(order, consumer),
            Step::Repeat { order, consumer } => {
                if let Some(order) = self.order(order) {
                    self.bus.repeat(consumer, order);
                }
            }
            Step::OrderTick => self.go(|shop| async move { drop(shop.order.tick().await) }),
            Step::PaymentTick => self.go(|shop| async move { drop(shop.payment.tick().await) }),
            Step::Later { span, requests_arrive } => self.later(span, requests_arrive),
            Step::Fate(fate) => self.provider.meets(fate),
            Step::Verdict(verdict) => self.provider.books().verdicts.push_back(verdict),
            Step::RefundVerdict(verdict) => self.provider.books().refund_verdicts.push_back(verdict),
            Step::Release(fate) => self.provider.release(fate),
            Step::Arrive => self.provider.deliver(true),
            Step::FinishAction { well } => {
                let now = self.tables.now();
                self.provider.books().finish_action(well, now);
            }
            Step::CaptureLate => {
                let now = self.tables.now();
                self.provider.books().capture_late(now);
            }
            Step::NoAnswer(what) => self.tables.read().no_answer = Some(what),
            Step::Crash => {
                self.provider.forget_callers();
                self.shop = Shop::new(&self.tables, &self.provider);
            }
        }
        self.turn();
        self.lead();
    }

    /// Whoever is told of the provider's page is led there.
    fn lead(&self) {
        let rows = self.tables.read();
        let waiting = rows.attempts.values().filter(|row| row.state == AttemptState::ActionNeeded);
        waiting.for_each(|row| self.provider.books().lead_to(row.id));
    }

    /// Everything comes to rest: nothing fails any more, the seller answers, and time goes on.
    pub fn quiet(&mut self, found_box: bool) {
        self.tables.read().no_answer = None;
        self.provider.calm();
        let pauses = [(seconds(1), 4), (seconds(31), 6), (minutes(11), 6), (hours(1), 2), (hours(25), 13)];
        for (pause, times) in pauses {
            for _ in 0..times {
                self.later(pause, false);
                self.provider.books().finish_refunds();
                self.answer_stops(found_box);
                self.perform(Step::OrderTick);
                self.perform(Step::PaymentTick);
                self.deliver_all();
            }
        }
    }

    fn deliver_all(&mut self) {
        let applied = |walk: &Self| walk.tables.read().applied.len();
        loop {
            let before = applied(self);
            for order in 0..self.drafts.len() {
                for consumer in [ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping] {
                    self.perform(Step::Deliver { order, consumer });
                }
            }
            if applied(self) == before {
                return;
            }
        }
    }

    fn answer_stops(&mut self, found_box: bool) {
        let answer = if found_box { StopAnswer::Kept } else { StopAnswer::Left };
        for order in 0..self.drafts.len() {
            let asked = self.order(order).is_some_and(|order| {
                let shipments = &self.tables.read().shipments;
                shipments.get(&order).is_some_and(|row| row.state == ShipmentState::StopAsked)
            });
            if asked {
                self.seller(order, Command::AnswerStop(answer));
                self.turn();
            }
        }
    }

    fn begin(&mut self, quantity: u32) {
        let line = DraftLine { variant: VARIANT, quantity };
        let draft = self.runtime.block_on(self.shop.order.begin(BUYER, line)).expect("a draft is not lost");
        self.drafts.push(draft);
        self.place(self.drafts.len() - 1);
    }

    fn place(&self, order: usize) {
        let Some(draft) = self.drafts.get(order).copied() else { return };
        self.go(|shop| async move {
            let _ = shop.order.place(BUYER, None, draft, fields(), None, Lang::Ko).await;
        });
    }

    fn row(&self, order: usize) -> Option<Order> {
        let id = self.order(order)?;
        self.tables.read().orders.get(&id).cloned()
    }

    /// As the way back does it: payment takes what the provider says, and the order what payment has.
    fn comes_back(&self, order: usize, old_page: bool, aborted: bool) {
        let Some(order) = self.row(order) else { return };
        let before = if old_page { 1 } else { 0 };
        let Some(number) = order.attempts.checked_sub(before).filter(|number| *number > 0) else { return };
        let attempt = AttemptId::nth(order.id, number);
        let told = self.provider.way.captured_by == CapturedBy::ConfirmAfterPage && !aborted;
        let reference = self.tables.read().attempts.get(&attempt).and_then(|row| row.reference.clone());
        let claim = Claim {
            reference: reference.filter(|_| told),
            amount: told.then_some(order.details.total),
            aborted,
        };
        self.go(|shop| async move {
            let _ = shop.payment.returned(attempt, claim).await;
            let _ = shop.order.look_at_payment(order.id).await;
        });
    }

    fn pay(&self, order: usize, old_page: bool) {
        let Some(order) = self.row(order) else { return };
        let current = order.state.attempt().unwrap_or_else(|| order.next_attempt());
        let attempt = if old_page { AttemptId::nth(order.id, order.attempts) } else { current };
        self.go(|shop| async move {
            let _ = shop.order.pay(BUYER, order.id, attempt, Secret::new("4242".to_owned())).await;
        });
    }

    fn give_back(&self, order: usize, amount: Money, made_for: u32) {
        let part = PartRefund { amount, reason: PartReason::Late, made_for };
        self.of_order(order, move |shop, order| async move {
            let _ = shop.order.refund_part(order, part, Actor::Seller(SELLER)).await;
        });
    }

    fn ask_return(&self, order: usize, quantity: u32) {
        let ask = Ask { quantities: vec![quantity], reason: ReturnReason::WrongSize };
        self.of_order(order, move |shop, order| async move {
            let _ = shop.order.ask_return(BUYER, order, &ask).await;
        });
    }

    fn move_return(&self, order: usize, number: u32, how: Returned) {
        let refund = |goods| ReturnCommand::Refund { deduction: None, goods };
        let command = match how {
            Returned::Withdrawn => ReturnCommand::Withdraw,
            Returned::Received => ReturnCommand::Receive { closed: ClosedDays::weekends() },
            Returned::BackToStock => refund(Goods::BackToStock),
            Returned::WrittenOff => refund(Goods::WrittenOff),
            Returned::Refused => ReturnCommand::Refuse { why: "늦었어요".to_owned() },
        };
        self.of_order(order, move |shop, order| async move {
            let _ = match command {
                ReturnCommand::Withdraw => shop.order.withdraw_return(BUYER, order, number).await,
                command => shop.order.move_return(order, number, &command, Actor::Seller(SELLER)).await,
            };
        });
    }

    fn readdress(&self, order: usize) {
        let elsewhere = Fields { address2: "5층".to_owned(), ..fields() };
        self.of_order(order, |shop, order| async move {
            let _ = shop.order.change_address(BUYER, order, elsewhere).await;
        });
    }

    fn seller(&self, order: usize, command: Command) {
        self.of_order(order, |shop, order| async move {
            let _ = shop.shipping.command(order, command, Actor::Seller(SELLER)).await;
        });
    }

    fn deliver(&self, order: usize, consumer: ConsumerName) {
        let (bus, tables) = (self.bus.clone(), self.tables.clone());
        self.of_order(order, move |shop, order| deliver(shop, bus, tables, consumer, order));
    }

    /// No call and no request outlives its time.
    fn later(&mut self, span: Span, requests_arrive: bool) {
        while span > CALL_LASTS && self.provider.hangs() {
            self.provider.release(Fate::Late);
            self.turn();
        }
        self.provider.deliver_before(self.tables.now() + span, requests_arrive);
        if span > ARRIVES_WITHIN {
            self.turn();
        }
        self.tables.later(span);
        let now = self.tables.now();
        self.provider.books().expire(now);
    }

    fn order(&self, order: usize) -> Option<OrderId> {
        let draft = self.drafts.get(order)?;
        self.tables.read().order_of(*draft).map(|order| order.id)
    }

    fn of_order<F>(&self, order: usize, act: impl FnOnce(Shop, OrderId) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if let Some(order) = self.order(order) {
            self.go(|shop| act(shop, order));
        }
    }

    /// Begins something; what it waits for comes with later steps.
    fn go<F>(&self, act: impl FnOnce(Shop) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.runtime.spawn(act(self.shop.clone()));
    }

    fn turn(&self) {
        self.runtime.block_on(async {
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
        });
    }
}

fn fields() -> Fields {
    let text = str::to_owned;
    Fields {
        email: text("minji@example.kr"),
        name: text("김민지"),
        phone: text("010-1234-5678"),
        postcode: text("04524"),
        address1: text("서울 중구 세종대로 110"),
        address2: text("3층"),
        note: String::new(),
        agree: true,
        privacy: true,
        ..Fields::default()
    }
}
