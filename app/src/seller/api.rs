//! The seller's commands, and the reads of the desk's pages.

use customer::{Permission, Refusal, SessionError};
use events::{Action, Alert, AuditEntry, ConsumerName, DeadLetter, Lag};
use kernel::time::{Span, seconds};
use kernel::{Lang, OrderId, Secret, Time};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use shipping::{
    Command, MAX_TEXT, Place, QueueEntry, QueuePage, QueueQuery, Shipment, ShipmentState, StopAnswer, Tab,
};

use super::audit::api as audit;
use super::cancel::may_cancel;
use super::parcel::{SHARED, alongside, parcel, shared};
use super::promise::late_before;
use super::recover::rebuild;
use super::return_forms::returns_of;
use super::view::{
    AlertView, ConsumerView, Counts, DeadLetterView, DeskOrder, DeskOrderView, EventsView, GateView,
    LogInView, QueueRow, QueueView, Stage, Typed,
};
use super::{mail, many, money, note, recover, stuck};
use crate::AppError;
use crate::checkout::view::Line;
use crate::mypage::row::happened;
use crate::mypage::view::{CancelNote, Entry};
use crate::services::{Services, in_query, lang_of, local_path, parse, see_other, visitor};

/// Rows of a page of the queue.
const PAGE: i64 = 50;
/// How long shipping may take to hear of an order before the queue says so.
const SOON: Span = seconds(30);
/// What was typed into the log-in form stands under this name.
const DESK: &str = "desk";
/// Alerts on the events page.
const ALERTS: i64 = 50;

/// Takes a ship back, within ten minutes.
///
/// # Errors
/// As [`label`].
#[server(name = UndoShip, prefix = "/api", endpoint = "undo_ship")]
pub async fn undo_ship(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    command(&order, &lang, Command::UndoShip, "reopened").await
}

/// Holds a shipment back.
///
/// # Errors
/// As [`label`].
#[server(name = Hold, prefix = "/api", endpoint = "hold")]
pub async fn hold(
    #[server(default)] order: String,
    #[server(default)] reason: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    match text(&reason) {
        Ok(reason) => command(&order, &lang, Command::Hold { reason }, "held").await,
        Err(field) => refused(&order, &lang, field, &[("reason", &reason)]).await,
    }
}

/// Lets a held shipment go on.
///
/// # Errors
/// As [`label`].
#[server(name = Release, prefix = "/api", endpoint = "release")]
pub async fn release(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    command(&order, &lang, Command::Release, "released").await
}

/// Answers a stop: the box was found, or has left.
///
/// # Errors
/// As [`label`].
#[server(name = AnswerStop, prefix = "/api", endpoint = "answer_stop")]
pub async fn answer_stop(
    #[server(default)] order: String,
    #[server(default)] answer: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (stop, done) = match answer.as_str() {
        "kept" => (StopAnswer::Kept, "kept"),
        "left" => (StopAnswer::Left, "left"),
        _ => return Err(AppError::BadInput),
    };
    command(&order, &lang, Command::AnswerStop(stop), done).await
}

/// Notes the delivery of one order or many.
///
/// # Errors
/// As [`label`]; of many, those that could not be are left as they are and the page says so.
#[server(name = Deliver, prefix = "/api", endpoint = "deliver")]
pub async fn deliver(
    #[server(default)] orders: Vec<String>,
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    if !order.is_empty() {
        return command(&order, &lang, Command::Deliver, "delivered").await;
    }
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let orders = many::chosen(&orders)?;
    let left = many::each(&services, &orders, &Command::Deliver, who).await?;
    see_other(lang_of(&lang), &many::outcome("/seller?tab=shipped", "delivered", &orders, &left));
    Ok(())
}

/// Stops a consumer; its deliveries wait.
///
/// # Errors
/// As [`label`].
#[server(name = PauseConsumer, prefix = "/api", endpoint = "pause_consumer")]
pub async fn pause_consumer(
    #[server(default)] consumer: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    set_paused(&consumer, &lang, true).await
}

/// Lets a consumer go on.
///
/// # Errors
/// As [`label`].
#[server(name = ResumeConsumer, prefix = "/api", endpoint = "resume_consumer")]
pub async fn resume_consumer(
    #[server(default)] consumer: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    set_paused(&consumer, &lang, false).await
}

async fn set_paused(consumer: &str, lang: &str, paused: bool) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    let consumer: ConsumerName = parse(consumer)?;
    let action = if paused { Action::ConsumerPaused } else { Action::ConsumerResumed };
    let entry = AuditEntry { who, action, order: None, subject: consumer.to_string(), text: String::new() };
    services.outbox.pause_audited(consumer, paused, entry, services.clock.now()).await?;
    tracing::info!(%consumer, paused, "a seller stopped or restarted a consumer");
    see_other(lang_of(lang), "/seller/events");
    Ok(())
}

/// Takes a dead letter up again.
///
/// # Errors
/// As [`label`].
#[server(name = Replay, prefix = "/api", endpoint = "replay")]
pub async fn replay(#[server(default)] id: String, #[server(default)] lang: String) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    let (consumer, position) = id.split_once(':').ok_or(AppError::BadInput)?;
    let (consumer, position): (ConsumerName, i64) = (parse(consumer)?, parse(position)?);
    let letters = services.outbox.dead_letters().await?;
    // One that is no longer parked was taken up by somebody else.
    if let Some(letter) = letters.iter().find(|it| it.consumer == consumer && it.position == position) {
        let entry = recover::replayed(letter, who);
        services.outbox.replay_audited(consumer, position, entry, services.clock.now()).await?;
    }
    see_other(lang_of(&lang), "/seller/events");
    Ok(())
}

/// Lets somebody in at the desk: the owner by the token of a one-time link or by the password, others by their address and
/// password.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away; what is wrong leads back to the log-in page.
#[server(name = EnterDesk, prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(
    #[server(default)] token: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang, next) = (Services::get()?, lang_of(&lang), local(&next));
    let visit = services.visit().await?;
    let entered = if token.is_empty() {
        services.staffing.log_in(&visit, &email, &Secret::new(password)).await
    } else {
        match services.sign_in.by_link(visit.session.clone(), &Secret::new(token)).await {
            Ok(token) => Ok(token),
            Err(SessionError::Unavailable(why)) => return Err(why.into()),
            Err(SessionError::Wrong | SessionError::LinkUsed) => {
                see_other(lang, &format!("/seller/log-in?error=link_used&next={}", in_query(&next)));
                return Ok(());
            }
        }
    };
    match entered {
        Ok(token) => {
            services.set_cookie(&token);
            see_other(Lang::Ko, &next);
        }
        Err(refusal) => {
            let error = if matches!(refusal, Refusal::Fields(_)) { "wrong" } else { "wait" };
            services.membership.keep(visit.session.device, DESK, [("email", &*email)], refusal).await?;
            see_other(lang, &format!("/seller/log-in?error={error}&next={}", in_query(&next)));
        }
    }
    Ok(())
}

/// Ends the seller's part of the session.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
#[server(name = LeaveDesk, prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out(#[server(default)] lang: String) -> Result<(), AppError> {
    if let Some(session) = visitor() {
        Services::get()?.sign_in.sign_out(session).await?;
    }
    see_other(lang_of(&lang), "/seller/log-in");
    Ok(())
}

/// A path of the desk to go on to; anything else is the queue.
fn local(next: &str) -> String {
    let ours = |page: &str| page == "/seller" || page.starts_with("/seller/") || page.starts_with("/seller?");
    local_path(next, ours, "/seller")
}

/// Who asks, parse, one use case, map.
pub(super) async fn command(order: &str, lang: &str, asked: Command, done: &str) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let order: OrderId = parse(order)?;
    let notice = match services.shipping.command(order, asked, who).await {
        Ok(()) => done,
        Err(shipping::CommandError::Conflict) => "conflict",
        Err(shipping::CommandError::TooLate) => "undo_over",
        Err(shipping::CommandError::StopRefused) => "undo_answered",
        Err(shipping::CommandError::NoParcel) => "bad_tracking",
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(lang), &format!("/seller/orders/{order}?notice={notice}"));
    Ok(())
}

/// Back to the order's page with what was typed.
pub(super) async fn refused(
    order: &str,
    lang: &str,
    notice: &str,
    typed: &[(&str, &str)],
) -> Result<(), AppError> {
    let services = Services::get()?;
    services.staff(Permission::Pack)?;
    let order: OrderId = parse(order)?;
    let typed = services.carried(typed).await?;
    see_other(lang_of(lang), &format!("/seller/orders/{order}?notice={notice}{typed}"));
    Ok(())
}

/// A reason of one line.
pub(super) fn text(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("bad_reason"),
        count if count > MAX_TEXT || text.chars().any(char::is_control) => Err("long_reason"),
        _ => Ok(text.to_owned()),
    }
}

/// A page of the queue.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = ReadQueue, prefix = "/api", endpoint = "queue", input = GetUrl)]
pub async fn queue(
    #[server(default)] tab: String,
    #[server(default)] search: String,
    #[server(default)] after: String,
    #[server(default)] before: String,
    #[server(default)] notice: String,
    #[server(default)] left: String,
) -> Result<QueueView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let now = services.clock.now();
    let search: String = search.trim().chars().take(MAX_TEXT).collect();
    let late = late_before(&services, now).await?;
    let placed_before = (tab == "late").then_some(late);
    let query = QueueQuery {
        tab: Tab::parse(&tab),
        search: search.clone(),
        placed_before,
        limit: PAGE,
        ..QueueQuery::default()
    };
    let (place, page) = page_of(&services, query, place(&after, &before)).await?;
    let (earlier, later) = match place {
        Place::Start => (false, page.more),
        Place::After(..) => (true, page.more),
        Place::Before(..) => (page.more, true),
    };
    let first = page.entries.first().filter(|_| earlier).map(mark);
    let last = page.entries.last().filter(|_| later).map(mark);
    Ok(QueueView {
        rows: page.entries.into_iter().filter_map(|entry| row(entry, now, late)).collect(),
        counts: counts(&services).await?,
        tab,
        search,
        previous: first,
        next: last,
        since: format!("main:{}", now.micros()),
        now,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
        untaken: untaken(&services, now).await?,
        left: many::left(&left),
    })
}

/// News that shipping does not take up: it is stopped, or has had it for long.
async fn untaken(services: &Services, now: Time) -> Result<i64, AppError> {
    let behind = |lag: &Lag| lag.paused || lag.oldest.is_some_and(|oldest| now - oldest > SOON);
    let lags = services.outbox.lags().await?;
    let shipping = lags.into_iter().find(|lag| lag.consumer == ConsumerName::Shipping);
    Ok(shipping.filter(behind).map_or(0, |lag| lag.waiting))
}

/// The page that is asked for; the first one where that has become empty, because its orders have moved on.
async fn page_of(
    services: &Services,
    query: QueueQuery,
    place: Place,
) -> Result<(Place, QueuePage), AppError> {
    let page = services.shipping.queue.page(QueueQuery { place, ..query.clone() }).await?;
    if !page.entries.is_empty() || place == Place::Start {
        return Ok((place, page));
    }
    Ok((Place::Start, services.shipping.queue.page(query).await?))
}

/// A row as an address names it.
fn mark(entry: &QueueEntry) -> String {
    format!("{}_{}", entry.shipment.placed_at.micros(), entry.shipment.order)
}

/// Where a page stands; a forged address is the first page's.
fn place(after: &str, before: &str) -> Place {
    let row = |text: &str| {
        let (micros, order) = text.split_once('_')?;
        Some((Time::from_micros(micros.parse().ok()?), order.parse().ok()?))
    };
    match (row(after), row(before)) {
        (Some((at, order)), _) => Place::After(at, order),
        (None, Some((at, order))) => Place::Before(at, order),
        (None, None) => Place::Start,
    }
}

/// The counts on top of the queue, now.
///
/// # Errors
/// When the database is away.
pub async fn counts(services: &Services) -> Result<Counts, AppError> {
    let late = late_before(services, services.clock.now()).await?;
    let shipping::Counts { ready, on_hold, labelled, stop_asked, late, shipped, delivered } =
        services.shipping.queue.counts(late).await?;
    let stuck = i64::try_from(services.desk.stuck().await?.len()).unwrap_or(i64::MAX);
    Ok(Counts { ready, on_hold, labelled, stop_asked, late, stuck, shipped, delivered })
}

/// One order at the desk. One that shipping does not know is shown only when its money needs a person, or an alert tells
/// of it.
///
/// # Errors
/// [`AppError::NotFound`] for any other.
pub async fn order(
    order: OrderId,
    notice: String,
    typed: Typed,
    held: String,
) -> Result<DeskOrder, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let typed = services.brought(&held, typed, |field| Typed::of(field)).await?;
    let now = services.clock.now();
    let notice = Some(notice).filter(|notice| !notice.is_empty());
    let Some(entry) = services.shipping.queue.entry(order).await? else {
        let view = money::unplaced(&services, order, notice, typed).await?;
        return Ok(DeskOrder::Unplaced(Box::new(view)));
    };
    let page = services.snapshots.snapshot(order).await?.ok_or(AppError::NotFound)?;
    let returned = services.order.order(order).await?;
    let shipment = entry.shipment.clone();
    let given = parcel(&typed.carrier, &typed.tracking).ok().filter(|_| notice.as_deref() == Some(SHARED));
    let shared = match given {
        Some(parcel) => shared(&services, &shipment, &parcel).await?,
        None => Vec::new(),
    };
    let alongside = alongside(&services, &shipment).await?;
    let details = shipment.details.ok_or(AppError::NotFound)?;
    let late = late_before(&services, now).await?;
    Ok(DeskOrder::Placed(Box::new(DeskOrderView {
        row: row(entry, now, late).ok_or(AppError::NotFound)?,
        address: details.delivery.address(),
        recipient: details.delivery.recipient.name,
        phone: details.delivery.recipient.phone,
        email: details.email,
        postcode: details.delivery.postcode,
        note: details.delivery.note,
        hold_reason: shipment.hold_reason,
        carriers: services.settings.current().await?.settings.carriers,
        shared,
        alongside,
        payments: money::cards(&services, order).await?,
        letters: mail::letters(&services, order).await?,
        audit: audit::of_order(&services, order).await?,
        notes: note::notes(&services, order).await?,
        may_cancel: may_cancel(&page),
        cancelled: page.cancel.map(CancelNote::from),
        returns: returned.map(|order| returns_of(&order, now)).unwrap_or_default(),
        timeline: page
            .timeline
            .iter()
            .filter_map(|entry| Some(Entry { at: entry.at, what: happened(entry)? }))
            .collect(),
        now,
        notice,
        typed,
    })))
}

/// The events page.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = ReadEvents, prefix = "/api", endpoint = "events", input = GetUrl)]
pub async fn events() -> Result<EventsView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let outbox = &services.outbox;
    let my_page = services.view_state().await;
    let consumer = |lag: events::Lag| ConsumerView {
        name: lag.consumer.to_string(),
        paused: lag.paused,
        waiting: lag.waiting,
        oldest: lag.oldest,
    };
    Ok(EventsView {
        gate: gate(&services),
        consumers: outbox.lags().await?.into_iter().map(consumer).collect(),
        missing: services.missing_roles(my_page).await?.into_iter().map(|role| role.to_string()).collect(),
        many_views: services.shows_many_views().await?,
        my_page,
        money: money::waiting(&services).await?,
        mail: mail::standing(&services).await?,
        dead_letters: outbox.dead_letters().await?.into_iter().filter_map(letter).collect(),
        alerts: latest_alerts(&services).await?,
        stuck: stuck::stuck(&services).await?,
        audit: audit::latest(&services).await?,
        rebuild: rebuild(&services),
        now: services.clock.now(),
    })
}

/// The newest alerts, each once: what is tried again and fails again says the same of the same order.
async fn latest_alerts(services: &Services) -> Result<Vec<AlertView>, AppError> {
    let mut alerts: Vec<(Time, Alert)> = Vec::new();
    for (at, alert) in services.outbox.alerts(ALERTS).await? {
        if !alerts.iter().any(|(_, known)| *known == alert) {
            alerts.push((at, alert));
        }
    }
    let about: Vec<OrderId> = alerts.iter().map(|(_, alert)| alert.order).collect();
    let numbers = services.desk.register.numbers(&about).await?;
    let view = |(at, Alert { order, text }): (Time, Alert)| {
        let known = numbers.iter().find(|it| it.order == order);
        AlertView { at, order: known.map(|it| (order, it.number.clone())), text }
    };
    Ok(alerts.into_iter().map(view).collect())
}

/// Whether one of the newest alerts is about an order.
pub(super) async fn is_alerted(services: &Services, order: OrderId) -> Result<bool, AppError> {
    Ok(services.outbox.alerts(ALERTS).await?.iter().any(|(_, alert)| alert.order == order))
}

fn letter(letter: DeadLetter) -> Option<DeadLetterView> {
    Some(DeadLetterView {
        id: format!("{}:{}", letter.consumer, letter.position),
        consumer: letter.consumer.to_string(),
        event: letter.name,
        number: letter.number?,
        reason: letter.reason,
        attempts: letter.attempts,
        parked_at: letter.parked_at,
    })
}

/// The log-in page.
///
/// # Errors
/// [`AppError::Unavailable`] while the database is away.
pub async fn log_in_page(token: String, error: String, next: &str) -> Result<LogInView, AppError> {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let (services, error) = (Services::get()?, given(error));
    let refused = match (visitor(), error.as_deref()) {
        (Some(session), Some("wrong" | "wait")) => services.membership.refused(session.device, DESK).await?,
        _ => None,
    }
    .unwrap_or_default();
    let left = refused.wait_until.map_or(0, |until| (until - services.clock.now()).micros());
    Ok(LogInView {
        token: given(token),
        error,
        email: refused.typed("email"),
        // A second that has begun still has to pass; a rush is over soon.
        wait_seconds: if refused.busy { 5 } else { (left.max(0) + 999_999) / 1_000_000 },
        next: local(next),
    })
}

/// Until when a ship can be taken back, while it can.
fn undo_until(shipment: &Shipment, now: Time) -> Option<Time> {
    let until = shipment.since + shipping::UNDO;
    let undone = shipment.state == ShipmentState::Shipped && !shipment.stop_refused;
    (undone && now < until).then_some(until)
}

pub(super) const fn stage(state: ShipmentState) -> Stage {
    match state {
        ShipmentState::Ready => Stage::Ready,
        ShipmentState::OnHold => Stage::OnHold,
        ShipmentState::Labelled => Stage::Labelled,
        ShipmentState::StopAsked => Stage::StopAsked,
        ShipmentState::Shipped => Stage::Shipped,
        ShipmentState::Delivered => Stage::Delivered,
        ShipmentState::Cancelled => Stage::Cancelled,
    }
}

/// A row of the queue as the desk shows it now; what was placed before `late_before` is late. A tombstone is not shown.
#[must_use]
pub fn row(entry: QueueEntry, now: Time, late_before: Time) -> Option<QueueRow> {
    let QueueEntry { shipment, seq } = entry;
    let (stage, undo_until) = (stage(shipment.state), undo_until(&shipment, now));
    let details = shipment.details?;
    let to_do = !matches!(stage, Stage::Shipped | Stage::Delivered | Stage::Cancelled);
    let (carrier, tracking) = shipment.parcel.map(|p| (p.carrier, p.tracking)).unzip();
    Some(QueueRow {
        order: shipment.order,
        number: details.number,
        seq,
        stage,
        lines: details.lines.into_iter().map(Line::from).collect(),
        total: details.total,
        recipient: details.delivery.recipient.name,
        district: details.delivery.address1.split_whitespace().take(2).collect::<Vec<_>>().join(" "),
        placed_at: shipment.placed_at,
        late: to_do && shipment.placed_at < late_before,
        carrier,
        tracking,
        undo_until,
    })
}

fn gate(services: &Services) -> GateView {
    let payment::Snapshot { circuit, retry_after, counts, .. } = services.payment.gate_snapshot();
    let payment::Counts { calls, failed, slow } = counts;
    let payment::HintCounts { taken, unknown, refused, forged, crowded } = services.payment.hints().counts();
    GateView {
        open: circuit == payment::Circuit::Closed,
        retry_after,
        calls,
        failed,
        slow,
        webhooks: taken + unknown,
        forged: refused + forged,
        crowded,
    }
}
