//! What the contexts decide, asked of their own functions: each question about numbered rows is put to the real
//! function once, and its answer is remembered.

use events::{CancelReason, ConsumerName, Event, PartReason, PaymentFailure, Requester};
use kernel::time::{Span, days, hours, minutes};
use kernel::{AttemptId, OrderId, Time};
use order::{CompletedBy, Order, PartRefund, PayReply, Start, Verdict};
use payment::{
    Answer, Attempt, ProviderRef, Refund, RefundAnswer, RefundDecided, RefundDue, Reply, Retry, Shown,
    TransferRefused,
};
use rustc_hash::FxHashMap;
use shipping::{Command, Consumed, Refused, Shipment};

use crate::asks::{
    AttemptChange, Click, DueSays, Events, Heard, OrderAsk, OrderChange, OrderSays, Said, ShipmentChange,
};
use crate::rows::{DRAFT, NOW, ORDER, PART, Row, TOTAL, Table, attempt, details, token};

/// The functions that decide. A mutation puts another one in the place of one of them.
#[derive(Debug, Clone, Copy)]
pub struct Functions {
    pub start: fn(&Order, AttemptId, Time) -> Start,
    pub answered: fn(&Order, AttemptId, &PayReply, Time) -> order::Decided,
    pub order_consumes: fn(&Order, &Event, Time) -> Option<order::Decided>,
    pub cancel: fn(&Order, CancelReason, Requester, Time) -> Verdict,
    pub expire: fn(&Order, Time) -> Verdict,
    pub complete: fn(&Order, CompletedBy, Time) -> Verdict,
    pub refund_part: fn(&Order, &PartRefund) -> Verdict,
    pub answer: fn(&Attempt, &Answer, Time) -> payment::Decided,
    pub charged: fn(&Attempt, Time) -> Option<Attempt>,
    pub reply: fn(&Attempt) -> Reply,
    pub refund_due: fn(Refund, Option<&Attempt>, &[Refund]) -> RefundDue,
    pub refund_send: fn(&Refund, Span, Time) -> Option<Refund>,
    pub refund_answer: fn(&Refund, RefundAnswer, Time) -> RefundDecided,
    pub refund_retry: fn(&Refund, Time) -> Retry,
    pub refund_by_transfer: fn(&Refund, Shown, Time) -> Result<RefundDecided, TransferRefused>,
    pub shipping_consumes: fn(OrderId, Option<&Shipment>, &Event, Time) -> Consumed,
    pub command: fn(&Shipment, &Command, Time) -> Result<shipping::Decided, Refused>,
}

impl Functions {
    pub const REAL: Self = Self {
        start: order::start,
        answered: order::answered,
        order_consumes: order::consume,
        cancel: order::cancel,
        expire: order::expire,
        complete: order::complete,
        refund_part: order::refund_part,
        answer: payment::answer,
        charged: Attempt::charged,
        reply: Reply::of,
        refund_due: payment::refund_due,
        refund_send: payment::refund_send,
        refund_answer: payment::refund_answer,
        refund_retry: payment::refund_retry,
        refund_by_transfer: payment::refund_by_transfer,
        shipping_consumes: shipping::consume,
        command: shipping::command,
    };
}

/// The rows that were met, and what was decided about them.
#[derive(Debug)]
pub struct Laws {
    pub functions: Functions,
    pub orders: Table<Order>,
    pub attempts: Table<Attempt>,
    pub refunds: Table<Refund>,
    pub shipments: Table<Shipment>,
    pub events: Table<Event>,
    of_orders: FxHashMap<(Row, OrderAsk), OrderSays>,
    of_attempts: FxHashMap<(Row, Heard), AttemptChange>,
    of_shipments: FxHashMap<(Row, Row), Option<ShipmentChange>>,
    of_clicks: FxHashMap<(Row, Click), Option<ShipmentChange>>,
    replies: FxHashMap<Row, Option<Said>>,
}

impl Laws {
    pub fn new(functions: Functions) -> Self {
        Self {
            functions,
            orders: Table::default(),
            attempts: Table::default(),
            refunds: Table::default(),
            shipments: Table::default(),
            events: Table::default(),
            of_orders: FxHashMap::default(),
            of_attempts: FxHashMap::default(),
            of_shipments: FxHashMap::default(),
            of_clicks: FxHashMap::default(),
            replies: FxHashMap::default(),
        }
    }

    /// The order, as it is placed.
    pub fn opened(&mut self) -> OrderChange {
        self.order_change(order::open(ORDER, DRAFT, details()))
    }

    pub fn order(&mut self, row: Row, ask: OrderAsk) -> OrderSays {
        if let Some(known) = self.of_orders.get(&(row, ask)) {
            return *known;
        }
        let order = self.orders.get(row).expect("every order is numbered").clone();
        let says = self.ask_order(&order, ask);
        self.of_orders.insert((row, ask), says);
        says
    }

    pub fn ask_order(&mut self, order: &Order, ask: OrderAsk) -> OrderSays {
        let functions = self.functions;
        let verdict = match ask {
            OrderAsk::Pay(k) => match (functions.start)(order, attempt(k), NOW) {
                Start::Go(decided) => Verdict::Change(decided),
                Start::Again(_) => return OrderSays::Again,
                Start::Standing | Start::HoldOver => return OrderSays::Nothing,
            },
            OrderAsk::Reply(k, said) => {
                Verdict::Change(Box::new((functions.answered)(order, attempt(k), &said.reply(), NOW)))
            }
            OrderAsk::Event(event) => {
                let event = self.events.get(event).expect("every event is numbered");
                match (functions.order_consumes)(order, event, NOW) {
                    Some(decided) => Verdict::Change(Box::new(decided)),
                    None => return OrderSays::Rejected,
                }
            }
            OrderAsk::Cancel => (functions.cancel)(order, CancelReason::ChangedMind, Requester::Buyer, NOW),
            OrderAsk::Expire => (functions.expire)(order, order.held_until),
            OrderAsk::Complete => (functions.complete)(order, CompletedBy::Clock, NOW + days(8)),
            OrderAsk::GiveBack(made_for) => {
                let (reason, made_for) = (PartReason::Late, made_for.into());
                (functions.refund_part)(order, &PartRefund { amount: PART, reason, made_for })
            }
        };
        match verdict {
            Verdict::Change(decided) => OrderSays::Change(self.order_change(*decided)),
            Verdict::Already | Verdict::Conflict => OrderSays::Nothing,
        }
    }

    pub fn order_change(&mut self, decided: order::Decided) -> OrderChange {
        OrderChange {
            row: self.orders.number(decided.order),
            stock: decided.stock,
            alert: !decided.alerts.is_empty(),
            events: self.taken(decided.events),
        }
    }

    /// The events that somebody takes whose work is searched.
    fn taken(&mut self, events: Vec<Event>) -> Events {
        let mut taken = Events::default();
        for event in events {
            let row = self.events.number(event);
            if self.taker(row).is_some() {
                taken.push(row);
            }
        }
        taken
    }

    pub fn taker(&self, event: Row) -> Option<ConsumerName> {
        self.events.view(event).flatten()
    }

    /// A new row, committed before anything is sent.
    pub fn sent(&mut self, k: u8, task: u8) -> Row {
        self.attempts.number(Attempt::sent(attempt(k), ORDER, TOTAL, token(task), NOW))
    }

    /// A new row of which nothing was sent.
    pub fn not_sent(&mut self, k: u8, failure: PaymentFailure) -> AttemptChange {
        let row = Attempt::sent(attempt(k), ORDER, TOTAL, token(0), NOW);
        self.attempt_change(row.not_sent(failure))
    }

    /// The row with the provider's name for the payment.
    pub fn named(&mut self, row: Row) -> Row {
        let row = self.attempts.get(row).expect("every attempt is numbered").clone();
        let reference = Some(ProviderRef(format!("pi_{}", row.id)));
        self.attempts.number(Attempt { reference, ..row })
    }

    /// The row on its way to a charge, after the buyer came back; `None` when it is not to be charged.
    pub fn charged(&mut self, row: Row) -> Option<Row> {
        let row = self.attempts.get(row)?.clone();
        self.charged_row(&row)
    }

    pub fn charged_row(&mut self, row: &Attempt) -> Option<Row> {
        (self.functions.charged)(row, NOW).map(|charged| self.attempts.number(charged))
    }

    pub fn answer(&mut self, row: Row, heard: Heard) -> AttemptChange {
        if let Some(known) = self.of_attempts.get(&(row, heard)) {
            return *known;
        }
        let attempt = self.attempts.get(row).expect("every attempt is numbered");
        let decided = (self.functions.answer)(attempt, &heard.answer(), NOW);
        let change = self.attempt_change(decided);
        self.of_attempts.insert((row, heard), change);
        change
    }

    pub fn attempt_change(&mut self, decided: payment::Decided) -> AttemptChange {
        AttemptChange {
            row: self.attempts.number(decided.attempt),
            events: self.taken(decided.events),
            refund: decided.refund.map_or(Row::NONE, |refund| self.refunds.number(refund)),
        }
    }

    /// What a row tells order. `None`: being checked, which moves nothing.
    pub fn reply(&mut self, row: Row) -> Option<Said> {
        if let Some(known) = self.replies.get(&row) {
            return *known;
        }
        let said = self.said(self.attempts.get(row).expect("every attempt is numbered"));
        self.replies.insert(row, said);
        said
    }

    pub fn said(&self, attempt: &Attempt) -> Option<Said> {
        match (self.functions.reply)(attempt) {
            Reply::Approved => Some(Said::Approved),
            Reply::Declined(_) | Reply::Busy { .. } => Some(Said::Declined),
            Reply::ActionNeeded(_) | Reply::Checking => None,
        }
    }

    /// What payment does with OrderRefundDue. Asked seldom, so not remembered.
    pub fn refund_due(&mut self, event: Row, attempts: &[Row], known: &[Row]) -> DueSays {
        let Some(Event::OrderRefundDue { refund, attempt: named, amount, reason }) = self.events.get(event)
        else {
            return DueSays::Rejected;
        };
        let due = Refund::requested(*refund, ORDER, *named, *amount, *reason, NOW);
        let rows = attempts.iter().filter_map(|row| self.attempts.get(*row));
        let row = rows.into_iter().find(|row| row.id == due.attempt);
        let known: Vec<_> = known.iter().filter_map(|row| self.refunds.get(*row)).cloned().collect();
        match (self.functions.refund_due)(due, row, &known) {
            RefundDue::Request(refund) => DueSays::Request(self.refunds.number(refund)),
            RefundDue::Surplus(_) => DueSays::Surplus,
            RefundDue::Reject(_) => DueSays::Rejected,
        }
    }

    /// A refund that was sent and made.
    pub fn refunded(&mut self, row: Row) -> Row {
        let refund = self.refunds.get(row).expect("every refund is numbered");
        let sent = (self.functions.refund_send)(refund, hours(24), NOW).expect("it was never sent");
        let made = (self.functions.refund_answer)(&sent, RefundAnswer::Succeeded, NOW);
        self.refunds.number(made.refund)
    }

    /// What shipping does with an event; `None` when it cannot be applied.
    pub fn ship(&mut self, row: Row, event: Row) -> Option<ShipmentChange> {
        if let Some(known) = self.of_shipments.get(&(row, event)) {
            return *known;
        }
        let said = self.events.get(event).expect("every event is numbered");
        let change = match (self.functions.shipping_consumes)(ORDER, self.shipments.get(row), said, NOW) {
            Consumed::Change(decided) => Some(self.shipment_change(*decided)),
            Consumed::Nothing => Some(ShipmentChange { row, events: Events::default() }),
            Consumed::NotTaken => None,
        };
        self.of_shipments.insert((row, event), change);
        change
    }

    /// What a click of the seller does; `None` when it is refused.
    pub fn click(&mut self, row: Row, click: Click) -> Option<ShipmentChange> {
        if let Some(known) = self.of_clicks.get(&(row, click)) {
            return *known;
        }
        let shipment = self.shipments.get(row)?;
        let decided = (self.functions.command)(shipment, &click.command(), NOW + minutes(1));
        let change = decided.ok().map(|decided| self.shipment_change(decided));
        self.of_clicks.insert((row, click), change);
        change
    }

    fn shipment_change(&mut self, decided: shipping::Decided) -> ShipmentChange {
        let events = self.taken(decided.events);
        ShipmentChange { row: self.shipments.number(decided.shipment), events }
    }
}
