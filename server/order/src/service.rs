//! The use cases: load, decide, commit; again when somebody else was faster.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use events::{
    AuditEntry, CancelReason, Consumer, ConsumerName, Envelope, Failure, OrderDetails, PaymentFailure,
    Progress, Requester, Sweep, Unavailable,
};
use kernel::time::seconds;
use kernel::{AttemptId, Clock, DraftId, Ids, Lang, OrderId, OrderNumber, Secret, SessionId, Time};

use crate::complete::COMPLETES_AFTER;
use crate::{
    Attempts, Calendar, Commit, Committed, CompletedBy, Decided, DeliveryFees, Draft, DraftLine, Drafts,
    Fields, FreePieces, Given, LastSent, Lines, Network, Order, Orders, PayReply, PayRequest, Payments,
    Placed, Ports, Shipping, Shown, Start, State, Sum, Verdict, answered, cancel, claim, complete, consume,
    expire, open, start,
};

/// An order that waits for an attempt so long asks payment to close the id.
const WAITS: kernel::time::Span = seconds(60);
/// Drafts are kept for a day.
const DRAFT_KEPT: kernel::time::Span = kernel::time::days(1);
/// Orders one sweep looks at.
const SWEEP: i64 = 100;

/// Why a command came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No such order, or somebody else's: the same answer.
    #[error("no such order")]
    NotFound,
    /// The order's state does not allow it.
    #[error("the order has moved on")]
    Conflict,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What placing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceOutcome {
    /// The order stands; also when it was placed by an earlier click.
    Placed(OrderId),
    /// The draft says what is wrong with it.
    Refused,
    /// No such draft, or somebody else's.
    NotFound,
}

/// What paying came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayOutcome {
    /// The order is placed.
    Paid,
    /// Nothing was charged; the pay page says why.
    Declined,
    /// Nothing was sent; worth another try after so many seconds.
    Busy { retry_after: u32 },
    /// The provider could not be reached; nothing was sent.
    NotSent,
    /// The buyer goes on at the provider, on the page of this address.
    ActionNeeded { page: String },
    /// Being checked.
    Checking,
    /// Nothing to pay: the order's page says where it stands.
    Standing,
    /// The pieces are no longer kept.
    HoldOver,
}

/// The order context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(crate) orders: Arc<dyn Orders>,
    pub(crate) drafts: Arc<dyn Drafts>,
    pub(crate) lines: Arc<dyn Lines>,
    pub(crate) pieces: Arc<dyn FreePieces>,
    fees: Arc<dyn DeliveryFees>,
    payments: Arc<dyn Payments>,
    pub(crate) shipping: Arc<dyn Shipping>,
    pub(crate) calendar: Arc<dyn Calendar>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("order::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(ports: Ports, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let Ports { orders, drafts, lines, pieces, fees, payments, shipping, calendar } = ports;
        Self { orders, drafts, lines, pieces, fees, payments, shipping, calendar, clock, ids }
    }

    /// Begins a checkout. Who gets the parcel and where, as the session last sent it, is offered again; what was wanted of
    /// that order alone (its note, its consents) is not. The mail address stays empty: see [`Self::last_sent`].
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin(&self, session: SessionId, line: DraftLine) -> Result<DraftId, Unavailable> {
        self.begin_draft(session, vec![line], false).await
    }

    /// Begins a checkout of what is in the cart. Once it is paid, it leaves the cart.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin_from_cart(
        &self,
        session: SessionId,
        lines: Vec<DraftLine>,
    ) -> Result<DraftId, Unavailable> {
        self.begin_draft(session, lines, true).await
    }

    pub(crate) async fn begin_draft(
        &self,
        session: SessionId,
        lines: Vec<DraftLine>,
        from_cart: bool,
    ) -> Result<DraftId, Unavailable> {
        let id = DraftId(self.ids.uuid());
        let fields = self.begins_with(session).await?;
        let draft = Draft {
            id,
            session,
            lines,
            from_cart,
            fields,
            errors: Vec::new(),
            refused: None,
            order: None,
            created_at: self.clock.now(),
        };
        self.drafts.create(draft).await?;
        Ok(id)
    }

    /// What a session's next checkout begins with.
    async fn begins_with(&self, session: SessionId) -> Result<Fields, Unavailable> {
        let last = self.last_sent(session).await?.fields;
        let (email, note) = (String::new(), String::new());
        Ok(Fields { email, note, save: false, agree: false, privacy: false, ..last })
    }

    /// What a session last sent, in an order or in a form that was refused as a whole. Its mail address is to be offered to
    /// a guest; an account has its own.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn last_sent(&self, session: SessionId) -> Result<LastSent, Unavailable> {
        Ok(self.drafts.last_sent(session).await?.unwrap_or_default())
    }

    /// A guest who logs in to an account of this mail address goes on with what they were about to order.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn go_on_as(&self, from: SessionId, to: SessionId, email: String) -> Result<(), Unavailable> {
        let begins_with = self.begins_with(to).await?;
        self.drafts.give(from, Given { session: to, email, begins_with }).await
    }

    /// A session's draft, and its lines with their sum as they would be ordered now; without them where something in it
    /// is no longer sold.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's draft.
    pub async fn draft(
        &self,
        session: SessionId,
        id: DraftId,
    ) -> Result<(Draft, Option<(Vec<events::Line>, Sum)>), CommandError> {
        let draft =
            self.drafts.draft(id).await?.filter(|d| d.session == session).ok_or(CommandError::NotFound)?;
        let lines = self.priced(&draft).await?;
        Ok((draft, lines))
    }

    /// What a draft asks for at today's prices, if all of it is sold.
    async fn priced(&self, draft: &Draft) -> Result<Option<(Vec<events::Line>, Sum)>, Unavailable> {
        let (lines, terms) = (self.lines.lines(&draft.lines).await?, self.fees.terms().await?);
        Ok(lines.and_then(|lines| Sum::of(&lines, terms).map(|sum| (lines, sum))))
    }

    /// Whose a draft is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn draft_owner(&self, id: DraftId) -> Result<Option<SessionId>, Unavailable> {
        Ok(self.drafts.draft(id).await?.map(|draft| draft.session))
    }

    /// How many pieces are free now for each of these lines.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn free(&self, lines: &[events::Line]) -> Result<Vec<i64>, Unavailable> {
        let mut free = Vec::new();
        for line in lines {
            free.push(self.pieces.free(line.variant).await?);
        }
        Ok(free)
    }

    /// Refuses the form of a draft because the saved address that was chosen in it is there no more. What was typed stands
    /// in the draft.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refuse_chosen(
        &self,
        session: SessionId,
        id: DraftId,
        fields: Fields,
    ) -> Result<PlaceOutcome, Unavailable> {
        match self.drafts.draft(id).await?.filter(|d| d.session == session) {
            None => Ok(PlaceOutcome::NotFound),
            Some(Draft { order: Some(order), .. }) => Ok(PlaceOutcome::Placed(order)),
            Some(draft) => {
                let errors = fields.without_chosen();
                self.refuse(Draft { fields: fields.cut(), errors, refused: None, ..draft }).await
            }
        }
    }

    /// Places the order of a draft for somebody who comes from this network, if that tells buyers apart, and whose page
    /// showed this sum, if it said so. What is refused stands in the draft, with everything that was typed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn place(
        &self,
        session: SessionId,
        network: Option<Network>,
        id: DraftId,
        fields: Fields,
        shown: Option<Shown>,
        lang: Lang,
    ) -> Result<PlaceOutcome, Unavailable> {
        let Some(mut draft) = self.drafts.draft(id).await?.filter(|d| d.session == session) else {
            return Ok(PlaceOutcome::NotFound);
        };
        if let Some(order) = draft.order {
            return Ok(PlaceOutcome::Placed(order));
        }
        let checked = fields.check();
        draft.fields = fields.cut();
        (draft.errors, draft.refused) = (Vec::new(), None);
        let (email, delivery) = match checked {
            Ok(checked) => checked,
            Err(errors) => {
                draft.errors = errors;
                return self.refuse(draft).await;
            }
        };
        let Some((lines, sum)) = self.priced(&draft).await? else {
            draft.refused = Some("sold_out".to_owned());
            return self.refuse(draft).await;
        };
        if let Some(code) = shown.and_then(|shown| sum.differs_from(shown)) {
            draft.refused = Some(code.to_owned());
            return self.refuse(draft).await;
        }
        let (now, order) = (self.clock.now(), OrderId(self.ids.uuid()));
        let number = OrderNumber::new(now, self.ids.chance());
        let Sum { delivery_fee, total, .. } = sum;
        let mut details = OrderDetails {
            number,
            session,
            lang,
            email,
            lines,
            delivery_fee,
            total,
            delivery,
            opened_at: now,
        };
        let placed = Draft { order: Some(order), ..draft.clone() };
        draft.refused = loop {
            match self.orders.place(open(order, id, details.clone()), placed.clone(), network).await? {
                Placed::Done => return Ok(PlaceOutcome::Placed(order)),
                Placed::Already(order) => return Ok(PlaceOutcome::Placed(order)),
                Placed::NumberTaken => details.number = OrderNumber::new(now, self.ids.chance()),
                Placed::SoldOut(_) => break Some("sold_out".to_owned()),
                Placed::OverLimit(limit) => break Some(limit.code().to_owned()),
            }
        };
        self.refuse(draft).await
    }

    async fn refuse(&self, draft: Draft) -> Result<PlaceOutcome, Unavailable> {
        self.drafts.save(draft).await?;
        Ok(PlaceOutcome::Refused)
    }

    /// Pays: Paying is committed first, then payment is asked, then its reply is committed. Runs in a task of
    /// its own, so that a browser that goes away does not stop it half way.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order; unavailable while nothing was sent.
    pub async fn pay(
        &self,
        session: SessionId,
        id: OrderId,
        attempt: AttemptId,
        method: Secret,
    ) -> Result<PayOutcome, CommandError> {
        let service = self.clone();
        tokio::spawn(async move { service.pay_to_the_end(session, id, attempt, method).await })
            .await
            .unwrap_or_else(|gone| Err(CommandError::Unavailable(Unavailable(gone.to_string()))))
    }

    async fn pay_to_the_end(
        &self,
        session: SessionId,
        id: OrderId,
        attempt: AttemptId,
        method: Secret,
    ) -> Result<PayOutcome, CommandError> {
        let amount = loop {
            let order = self.of_session(session, id).await?;
            match start(&order, attempt, self.clock.now()) {
                Start::Standing => return Ok(standing(&order)),
                Start::HoldOver => return Ok(PayOutcome::HoldOver),
                Start::Again(_) => break order.details.total,
                Start::Go(decided) => {
                    if self.commit(*decided, None).await? == Committed::Done {
                        break order.details.total;
                    }
                }
            }
        };
        let reply = self.payments.pay(PayRequest { order: id, attempt, amount, method }).await;
        let Ok(reply) = reply else { return Ok(PayOutcome::Checking) };
        match self.take_reply(id, attempt, reply).await {
            // It may have been charged: payment's event brings the order on once the database is back.
            Err(CommandError::Unavailable(_)) => Ok(PayOutcome::Checking),
            taken => taken,
        }
    }

    /// Commits what payment's reply means to the order, and says it to the buyer.
    async fn take_reply(
        &self,
        id: OrderId,
        attempt: AttemptId,
        reply: PayReply,
    ) -> Result<PayOutcome, CommandError> {
        loop {
            let order = self.orders.order(id).await?.ok_or(CommandError::NotFound)?;
            let decided = answered(&order, attempt, &reply, self.clock.now());
            let cancelled = decided.order.state == State::Cancelled;
            let done = decided.is_nothing(&order) || self.commit(decided, None).await? == Committed::Done;
            if done {
                return Ok(match reply {
                    _ if cancelled => PayOutcome::Standing,
                    PayReply::Approved => PayOutcome::Paid,
                    PayReply::Declined { failure: PaymentFailure::NotSent } => PayOutcome::NotSent,
                    PayReply::Declined { .. } => PayOutcome::Declined,
                    PayReply::Busy { retry_after } => PayOutcome::Busy { retry_after },
                    PayReply::ActionNeeded { page } => PayOutcome::ActionNeeded { page },
                    PayReply::Checking => PayOutcome::Checking,
                });
            }
        }
    }

    /// The buyer does not want to finish at the provider. The order waits for payment again once the provider has
    /// closed it.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order.
    pub async fn abandon(&self, session: SessionId, id: OrderId) -> Result<PayOutcome, CommandError> {
        let order = self.of_session(session, id).await?;
        let State::Paying(attempt) = order.state else { return Ok(standing(&order)) };
        let reply = self.payments.abandon(attempt).await?;
        self.take_reply(id, attempt, reply).await
    }

    /// Cancels for the buyer.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order; [`CommandError::Conflict`] when it is too late.
    pub async fn cancel(
        &self,
        session: SessionId,
        id: OrderId,
        reason: CancelReason,
    ) -> Result<(), CommandError> {
        self.of_session(session, id).await?;
        self.command(id, |order, now| cancel(order, reason, Requester::Buyer, now)).await?;
        self.give_up_payment(id).await;
        Ok(())
    }

    /// A cancelled order's payment that waits for the buyer at the provider is closed now and not at the end of their
    /// time. What cannot be done now, the reconciler does.
    async fn give_up_payment(&self, id: OrderId) {
        let Ok(Some(order)) = self.orders.order(id).await else { return };
        let State::CancelPending(attempt) = order.state else { return };
        if let Ok(reply) = self.payments.abandon(attempt).await
            && let Err(error) = self.take_reply(id, attempt, reply).await
        {
            tracing::warn!(%error, order = %id, "a cancelled order waits for its payment's end");
        }
    }

    /// 구매확정 by the buyer.
    ///
    /// # Errors
    /// As [`Service::cancel`]; a conflict before delivery is noted.
    pub async fn complete(&self, session: SessionId, id: OrderId) -> Result<(), CommandError> {
        self.of_session(session, id).await?;
        self.command(id, |order, now| complete(order, CompletedBy::Buyer, now)).await
    }

    /// A guest's order becomes an account's. Saying it twice is harmless.
    ///
    /// # Errors
    /// [`CommandError::Conflict`] when it is neither's.
    pub async fn claim(&self, guest: SessionId, account: SessionId, id: OrderId) -> Result<(), CommandError> {
        self.command(id, |order, _| claim(order, guest, account)).await
    }

    /// Whose an order is.
    ///
    /// # Errors
    /// When there is none, or the database is away.
    pub async fn owner(&self, id: OrderId) -> Result<SessionId, CommandError> {
        Ok(self.orders.order(id).await?.ok_or(CommandError::NotFound)?.details.session)
    }

    /// One order of a session; anybody else's is missing.
    ///
    /// # Errors
    /// When there is none, or the database is away.
    pub async fn of_session(&self, session: SessionId, id: OrderId) -> Result<Order, CommandError> {
        self.orders.order(id).await?.filter(|o| o.details.session == session).ok_or(CommandError::NotFound)
    }

    /// Takes what payment knows by now of the attempt that an order waits for: the buyer came back and looks. Says the
    /// buyer's language, and whether the order is paid.
    ///
    /// # Errors
    /// When there is no such order, or the database is away.
    pub async fn look_at_payment(&self, id: OrderId) -> Result<(Lang, bool), CommandError> {
        self.ask_payment(id).await?;
        let order = self.orders.order(id).await?.ok_or(CommandError::NotFound)?;
        Ok((order.details.lang, order.state == State::Paid))
    }

    /// One order, whoever's it is: for the desk.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>, Unavailable> {
        self.orders.order(id).await
    }

    /// Where an order stands, for payment and shipping to ask.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn standing(&self, id: OrderId) -> Result<Option<State>, Unavailable> {
        Ok(self.orders.order(id).await?.map(|order| order.state))
    }

    /// What the clock does to orders: expires unpaid ones, completes delivered ones, asks payment about those that
    /// have waited too long, forgets old drafts. Says how many orders it moved.
    ///
    /// # Errors
    /// When the database was away, be it for one order alone: the others had their turn, what was done stays done,
    /// and the next tick takes the rest up again.
    pub async fn tick(&self) -> Result<usize, Unavailable> {
        let now = self.clock.now();
        let mut sweep = Sweep::default();
        for id in self.orders.overdue(now, SWEEP).await? {
            sweep.note(by_clock(self.command(id, expire).await));
        }
        for id in self.orders.delivered(now - COMPLETES_AFTER, SWEEP).await? {
            let done = self.command(id, |order, now| complete(order, CompletedBy::Clock, now)).await;
            sweep.note(by_clock(done));
        }
        for id in self.orders.waiting(now - WAITS, SWEEP).await? {
            sweep.note(self.ask_payment(id).await);
        }
        self.drafts.forget(now - DRAFT_KEPT).await?;
        sweep.end()
    }

    /// An order that waits for an attempt which may never have been written.
    async fn ask_payment(&self, id: OrderId) -> Result<bool, Unavailable> {
        let Some(order) = self.orders.order(id).await? else { return Ok(false) };
        let Some(attempt) = order.state.attempt() else { return Ok(false) };
        let reply = self.payments.close_unsent(id, attempt, order.details.total).await?;
        match self.take_reply(id, attempt, reply).await {
            Err(CommandError::Unavailable(why)) => Err(why),
            outcome => Ok(!matches!(outcome, Ok(PayOutcome::ActionNeeded { .. } | PayOutcome::Checking))),
        }
    }

    pub(crate) async fn command(
        &self,
        id: OrderId,
        decide: impl Fn(&Order, Time) -> Verdict + Send + Sync,
    ) -> Result<(), CommandError> {
        self.command_audited(id, None, decide).await
    }

    /// The same, with the line of whoever asked for it at the desk. A replay writes none.
    pub(crate) async fn command_audited(
        &self,
        id: OrderId,
        audit: Option<AuditEntry>,
        decide: impl Fn(&Order, Time) -> Verdict + Send + Sync,
    ) -> Result<(), CommandError> {
        loop {
            let order = self.orders.order(id).await?.ok_or(CommandError::NotFound)?;
            match decide(&order, self.clock.now()) {
                Verdict::Already => return Ok(()),
                Verdict::Conflict => return Err(CommandError::Conflict),
                Verdict::Change(decided) => {
                    let (now, audit) = (self.clock.now(), audit.clone());
                    let commit = Commit { decided: *decided, now, progress: None, audit };
                    if self.orders.commit(commit).await? == Committed::Done {
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn commit(&self, decided: Decided, progress: Option<Progress>) -> Result<Committed, Unavailable> {
        self.orders.commit(Commit { decided, now: self.clock.now(), progress, audit: None }).await
    }

    /// The consumer of this context.
    #[must_use]
    pub fn consumer(&self) -> OrderConsumer {
        OrderConsumer(self.clone())
    }
}

/// What an order that cannot be paid now says to a buyer who tries.
fn standing(order: &Order) -> PayOutcome {
    match order.state {
        State::Paying(_) | State::CancelPending(_) => PayOutcome::Checking,
        State::AwaitingPayment => PayOutcome::Declined,
        State::Expired => PayOutcome::HoldOver,
        State::Paid | State::CancelRequested | State::Cancelled | State::Completed => PayOutcome::Standing,
    }
}

/// Whether the clock moved an order. One that has moved on by itself needs it no more.
fn by_clock(done: Result<(), CommandError>) -> Result<bool, Unavailable> {
    match done {
        Ok(()) => Ok(true),
        Err(CommandError::Unavailable(why)) => Err(why),
        Err(CommandError::NotFound | CommandError::Conflict) => Ok(false),
    }
}

/// Order's consumer of events.
#[derive(Debug, Clone)]
pub struct OrderConsumer(Service);

#[async_trait]
impl Consumer for OrderConsumer {
    fn name(&self) -> ConsumerName {
        ConsumerName::Order
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        let progress = Progress::of(ConsumerName::Order, envelope);
        loop {
            let order = self.0.orders.order(envelope.order).await?;
            let order = order.ok_or_else(|| Failure::Rejected("no such order".to_owned()))?;
            if Attempts::of(&order).know(&envelope.event) {
                return Ok(());
            }
            // Now, not when it was said: the minutes after a failed attempt begin when the order can be paid again.
            let decided = consume(&order, &envelope.event, self.0.clock.now())
                .ok_or_else(|| Failure::Rejected(format!("order does not take {}", envelope.event.name())))?;
            if self.0.commit(decided, Some(progress)).await? != Committed::Lost {
                return Ok(());
            }
        }
    }

    /// Those of orders that know all of theirs already. That is no step: however often they come, they change nothing.
    async fn apply_together(&self, envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        let ids: BTreeSet<OrderId> = envelopes.iter().map(|envelope| envelope.order).collect();
        let attempts = self.0.orders.attempts(&Vec::from_iter(ids)).await?;
        let know_all = |of: &Attempts| {
            envelopes.iter().filter(|envelope| envelope.order == of.order).all(|it| of.know(&it.event))
        };
        Ok(attempts.into_iter().filter(know_all).map(|of| of.order).collect())
    }
}
