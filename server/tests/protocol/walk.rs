//! What can happen to one order, and how each step of it is done.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use events::{CancelReason, Consumer, ConsumerName, Envelope, Failure, Unavailable};
use kernel::time::{Span, hours, minutes, seconds};
use kernel::{AttemptId, Clock, DraftId, Lang, Money, OrderId, Secret, SessionId};
use order::{DraftLine, Fields, PayReply, PayRequest};
use payment::{Gate, ProviderRefundState, Reply};
use proptest::prelude::*;
use shipping::{Command, Parcel, ShipmentState, StopAnswer};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::provider::{ARRIVES_WITHIN, Fate, Provider, Verdict};
use crate::tables::{NoAnswer, QUANTITY, Tables, VARIANT};

const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));
/// Turns of the runtime after which whatever can go on has gone on.
const TURNS: usize = 8;
/// A call has its answer, or none, within this time.
const CALL_LASTS: Span = seconds(15);

/// Something that happens.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    Place,
    /// A click on pay: on the page as it is now, or on one of an attempt before.
    Pay {
        old_page: bool,
    },
    Cancel,
    Complete,
    Seller(Desk),
    /// A consumer gets its next event.
    Deliver(ConsumerName),
    /// A consumer gets its last event again.
    Repeat(ConsumerName),
    OrderTick,
    PaymentTick,
    Later {
        span: Span,
        requests_arrive: bool,
    },
    /// What becomes of the next call to the provider.
    Fate(Fate),
    Verdict(Verdict),
    RefundVerdict(ProviderRefundState),
    /// The oldest call that hangs goes on to its fate.
    Release(Fate),
    /// The oldest request on its way arrives.
    Arrive,
    FinishAction {
        captured: bool,
    },
    CaptureLate,
    NoAnswer(NoAnswer),
    Crash,
}

/// What the seller clicks.
#[derive(Debug, Clone, Copy)]
pub enum Desk {
    Label,
    Ship,
    Undo,
    Hold,
    Release,
    Deliver,
    Kept,
    Left,
}

impl Desk {
    fn command(self) -> Command {
        let parcel = Parcel { carrier: "cj".to_owned(), tracking: "6302".to_owned() };
        match self {
            Self::Label => Command::Label(parcel),
            Self::Ship => Command::Ship(Some(parcel)),
            Self::Undo => Command::UndoShip,
            Self::Hold => Command::Hold { reason: "재고 확인".to_owned() },
            Self::Release => Command::Release,
            Self::Deliver => Command::Deliver,
            Self::Kept => Command::AnswerStop(StopAnswer::Kept),
            Self::Left => Command::AnswerStop(StopAnswer::Left),
        }
    }
}

/// Anything that can happen, the likelier the more often.
fn step() -> impl Strategy<Value = Step> {
    let desk = [
        Desk::Label,
        Desk::Ship,
        Desk::Undo,
        Desk::Hold,
        Desk::Release,
        Desk::Deliver,
        Desk::Kept,
        Desk::Left,
    ];
    let consumers =
        prop::sample::select(vec![ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping]);
    let released = [Fate::Answered, Fate::Refused, Fate::RequestLost, Fate::AnswerLost, Fate::Late];
    let fates = [Fate::Hangs, Fate::Hangs, Fate::Refused, Fate::RequestLost, Fate::AnswerLost, Fate::Late];
    let spans = vec![
        seconds(1),
        seconds(3),
        seconds(16),
        seconds(31),
        seconds(61),
        minutes(5),
        minutes(11),
        hours(1),
        hours(25),
    ];
    let later = (prop::sample::select(spans), any::<bool>());
    prop_oneof![
        1 => Just(Step::Place),
        6 => prop::bool::weighted(0.2).prop_map(|old_page| Step::Pay { old_page }),
        3 => Just(Step::Cancel),
        1 => Just(Step::Complete),
        8 => prop::sample::select(desk.to_vec()).prop_map(Step::Seller),
        12 => consumers.clone().prop_map(Step::Deliver),
        2 => consumers.prop_map(Step::Repeat),
        3 => Just(Step::OrderTick),
        6 => Just(Step::PaymentTick),
        6 => later.prop_map(|(span, requests_arrive)| Step::Later { span, requests_arrive }),
        7 => prop::sample::select(fates.to_vec()).prop_map(Step::Fate),
        3 => prop::sample::select(vec![Verdict::Declined, Verdict::ActionNeeded]).prop_map(Step::Verdict),
        1 => prop::sample::select(vec![ProviderRefundState::Refused, ProviderRefundState::Pending])
            .prop_map(Step::RefundVerdict),
        5 => prop::sample::select(released.to_vec()).prop_map(Step::Release),
        2 => Just(Step::Arrive),
        2 => any::<bool>().prop_map(|captured| Step::FinishAction { captured }),
        2 => Just(Step::CaptureLate),
        2 => prop::sample::select(vec![NoAnswer::Written, NoAnswer::Lost]).prop_map(Step::NoAnswer),
        1 => Just(Step::Crash),
    ]
}

/// A way that begins straight on, so that walks come far, and goes on anyhow.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pay = Step::Pay { old_page: false };
    let placed = vec![pay, Step::Deliver(ConsumerName::Shipping)];
    let shipped = [placed.as_slice(), &[Step::Seller(Desk::Ship)]].concat();
    let stopped = [placed.as_slice(), &[Step::Cancel, Step::Deliver(ConsumerName::Shipping)]].concat();
    let declined = vec![Step::Verdict(Verdict::Declined), pay];
    let begin = prop::sample::select(vec![vec![], vec![], declined, placed, shipped, stopped]);
    let rest = prop::collection::vec(step(), 0..60);
    (begin, rest).prop_map(|(begin, rest)| [begin, rest].concat())
}

/// The contexts, plugged together.
#[derive(Clone)]
struct Shop {
    order: order::Service,
    payment: payment::Service,
    shipping: shipping::Service,
}

/// One order on its way.
pub struct Walk {
    pub tables: Tables,
    pub provider: Provider,
    shop: RefCell<Shop>,
    draft: DraftId,
    bus: Arc<Bus>,
    runtime: Runtime,
}

impl Walk {
    /// A buyer with a draft, and a provider whose declined payments can, or cannot, be confirmed again.
    pub fn new(close_after_decline: bool) -> Self {
        let tables = Tables::new();
        let provider = Provider::new(tables.clone(), close_after_decline);
        let shop = Shop::new(&tables, &provider);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let line = DraftLine { variant: VARIANT, quantity: QUANTITY };
        let draft = runtime.block_on(shop.order.begin(BUYER, line)).expect("nothing fails yet");
        let walk = Self { tables, provider, shop: RefCell::new(shop), draft, bus: Arc::default(), runtime };
        walk.perform(Step::Place);
        walk
    }

    /// Does a step, and lets everything go on that can.
    pub fn perform(&self, step: Step) {
        match step {
            Step::Place => self.go(|shop, walk| place(shop, walk.draft)),
            Step::Pay { old_page } => self.pay(old_page),
            Step::Cancel => self.of_order(|shop, order| async move {
                let _ = shop.order.cancel(BUYER, order, CancelReason::ChangedMind).await;
            }),
            Step::Complete => self.of_order(|shop, order| async move {
                let _ = shop.order.complete(BUYER, order).await;
            }),
            Step::Seller(click) => self.of_order(move |shop, order| async move {
                let _ = shop.shipping.command(order, click.command()).await;
            }),
            Step::Deliver(consumer) => {
                self.go(|shop, walk| deliver(shop, walk.bus.clone(), walk.tables.clone(), consumer))
            }
            Step::Repeat(consumer) => self.bus.repeat(consumer),
            Step::OrderTick => self.go(|shop, _| async move { drop(shop.order.tick().await) }),
            Step::PaymentTick => self.go(|shop, _| async move { drop(shop.payment.tick().await) }),
            Step::Later { span, requests_arrive } => self.later(span, requests_arrive),
            Step::Fate(fate) => self.provider.books().fates.push_back(fate),
            Step::Verdict(verdict) => self.provider.books().verdicts.push_back(verdict),
            Step::RefundVerdict(verdict) => self.provider.books().refund_verdicts.push_back(verdict),
            Step::Release(fate) => self.provider.release(fate),
            Step::Arrive => self.provider.deliver(true),
            Step::FinishAction { captured } => self.provider.finish_action(captured),
            Step::CaptureLate => self.provider.capture_late(),
            Step::NoAnswer(what) => self.tables.leave_unanswered(what),
            Step::Crash => {
                self.provider.forget_callers();
                self.shop.replace(Shop::new(&self.tables, &self.provider));
            }
        }
        self.turn();
    }

    /// Everything comes to rest: nothing fails any more, the seller answers, and time goes on.
    pub fn quiet(&self, found_box: bool) {
        self.tables.read().no_answer = None;
        self.provider.books().fates.clear();
        let pauses = [(seconds(1), 4), (seconds(31), 6), (minutes(11), 6), (hours(1), 2), (hours(25), 13)];
        for (pause, times) in pauses {
            for _ in 0..times {
                self.later(pause, false);
                self.provider.finish_refunds();
                self.answer_stop(found_box);
                for step in [Step::OrderTick, Step::PaymentTick] {
                    self.perform(step);
                }
                self.deliver_all();
            }
        }
    }

    fn deliver_all(&self) {
        let before = self.tables.read().applied.len();
        for consumer in [ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping] {
            self.perform(Step::Deliver(consumer));
        }
        if self.tables.read().applied.len() > before {
            self.deliver_all();
        }
    }

    fn answer_stop(&self, found_box: bool) {
        let asked = self.tables.read().shipments.values().any(|row| row.state == ShipmentState::StopAsked);
        if asked {
            self.perform(Step::Seller(if found_box { Desk::Kept } else { Desk::Left }));
        }
    }

    fn pay(&self, old_page: bool) {
        let Some(order) = self.tables.read().order().cloned() else { return };
        let current = order.state.attempt().unwrap_or_else(|| order.next_attempt());
        let attempt = if old_page { AttemptId::nth(order.id, order.attempts) } else { current };
        self.go(|shop, _| async move {
            let _ = shop.order.pay(BUYER, order.id, attempt, Secret::new("4242".to_owned())).await;
        });
    }

    /// No call and no request outlives its time.
    fn later(&self, span: Span, requests_arrive: bool) {
        while span > CALL_LASTS && self.provider.hangs() {
            self.provider.release(Fate::Late);
            self.turn();
        }
        self.provider.deliver_before(self.tables.now() + span, requests_arrive);
        if span > ARRIVES_WITHIN {
            self.turn();
        }
        self.tables.later(span);
    }

    fn of_order<F>(&self, act: impl FnOnce(Shop, OrderId) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let order = self.tables.read().order().map(|order| order.id);
        if let Some(order) = order {
            self.go(|shop, _| act(shop, order));
        }
    }

    /// Begins something; what it waits for comes with later steps.
    fn go<F>(&self, act: impl FnOnce(Shop, &Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let shop = self.shop.borrow().clone();
        self.runtime.spawn(act(shop, self));
    }

    fn turn(&self) {
        self.runtime.block_on(async {
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
        });
    }
}

impl Shop {
    fn new(tables: &Tables, provider: &Provider) -> Self {
        let ports = Arc::new(tables.clone());
        let payment = payment::Service::new(
            ports.clone(),
            ports.clone(),
            ports.clone(),
            Arc::new(provider.clone()),
            Gate::new(1_000, ports.clone(), ports.clone()),
            ports.clone(),
            ports.clone(),
        );
        let order = order::Service::new(
            ports.clone(),
            ports.clone(),
            ports.clone(),
            Arc::new(Synchronous(payment.clone())),
            ports.clone(),
            ports.clone(),
        );
        let shipping = shipping::Service::new(ports.clone(), ports.clone(), ports.clone(), ports);
        Self { order, payment, shipping }
    }
}

async fn place(shop: Shop, draft: DraftId) {
    let text = str::to_owned;
    let fields = Fields {
        email: text("minji@example.kr"),
        name: text("김민지"),
        phone: text("010-1234-5678"),
        postcode: text("04524"),
        address1: text("서울 중구 세종대로 110"),
        address2: text("3층"),
        note: String::new(),
        agree: true,
    };
    let _ = shop.order.place(BUYER, None, draft, fields, Lang::Ko).await;
}

/// Payment, as order asks it.
struct Synchronous(payment::Service);

#[async_trait]
impl order::Payments for Synchronous {
    async fn pay(&self, request: PayRequest) -> Result<PayReply, Unavailable> {
        let PayRequest { order, attempt, amount, method } = request;
        self.0.pay(order, attempt, amount, method).await.map(said)
    }

    async fn close_unsent(
        &self,
        order: OrderId,
        attempt: AttemptId,
        amount: Money,
    ) -> Result<PayReply, Unavailable> {
        self.0.close_unsent(order, attempt, amount).await.map(said)
    }
}

const fn said(reply: Reply) -> PayReply {
    match reply {
        Reply::Approved => PayReply::Approved,
        Reply::Declined(failure) => PayReply::Declined { failure },
        Reply::Busy { retry_after } => PayReply::Busy { retry_after },
        Reply::Checking => PayReply::Checking,
    }
}

/// How far each consumer's deliveries are done: an event is delivered until it is, in order, and sometimes again.
#[derive(Default)]
struct Bus(Mutex<BTreeMap<ConsumerName, i64>>);

impl Bus {
    fn next(&self, consumer: ConsumerName, outbox: &[Envelope]) -> Option<Envelope> {
        let done = self.0.lock().expect("not poisoned").get(&consumer).copied().unwrap_or(0);
        let mut rest = outbox.iter().filter(|envelope| envelope.seq > done);
        rest.find(|envelope| envelope.event.taken_by().contains(&consumer)).cloned()
    }

    fn done(&self, consumer: ConsumerName, seq: i64) {
        self.0.lock().expect("not poisoned").insert(consumer, seq);
    }

    fn repeat(&self, consumer: ConsumerName) {
        let mut done = self.0.lock().expect("not poisoned");
        done.entry(consumer).and_modify(|seq| *seq -= 1);
    }
}

async fn deliver(shop: Shop, bus: Arc<Bus>, tables: Tables, consumer: ConsumerName) {
    let next = bus.next(consumer, &tables.read().outbox);
    let Some(envelope) = next else { return };
    let consumers: [&dyn Consumer; 3] =
        [&shop.order.consumer(), &shop.payment.consumer(), &shop.shipping.consumer()];
    let Some(taker) = consumers.into_iter().find(|taker| taker.name() == consumer) else { return };
    let applied = taker.apply(&envelope).await;
    match applied {
        Ok(()) => bus.done(consumer, envelope.seq),
        Err(Failure::Unavailable(_)) => {}
        Err(Failure::Rejected(why)) => {
            let name = envelope.event.name();
            tables.read().wrong.push(format!("{consumer} rejected {name}: {why}"));
        }
    }
}
