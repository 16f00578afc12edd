//! Placing and paying, and the reads of their pages.

use kernel::time::seconds;
use kernel::{AttemptId, DraftId, Lang, Money, OrderId, Secret, Text, Time};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use order::{Draft, Order, PayOutcome, PlaceOutcome, Request, Shown, State};
use payment::AttemptState;

use super::saved;
use super::view::{
    CheckoutView, Elsewhere, Field, FieldError, Fields, Left, Line, Methods, PayState, PayView, Why,
};
use crate::AppError;
use crate::kept;
use crate::mypage::view::{OrderRow, RefundRow};
use crate::services::{
    Asker, Services, buyer, lang_of, network, parse, see_other, set_location, set_retry_after, set_status,
};

/// Places the order of a draft; whatever is refused leads back to the draft, which kept it.
///
/// # Errors
/// [`AppError::NotFound`] for a draft that is not there or somebody else's.
#[server(name = PlaceOrder, prefix = "/api", endpoint = "place_order")]
pub async fn place_order(
    #[server(default)] draft: String,
    #[server(default)] lang: String,
    #[server(default)] shown_fee: String,
    #[server(default)] shown_total: String,
    #[server(default)] saved: String,
    #[server(flatten)] fields: Fields,
) -> Result<(), AppError> {
    let (services, session, lang) = (Services::get()?, buyer()?, lang_of(&lang));
    let draft: DraftId = parse(&draft)?;
    let shown = shown(&shown_fee, &shown_total)?;
    let placed = match saved::filled_in(&services, &saved, fields.clone()).await? {
        Some(filled) => {
            services.order.place(session.id, network(), draft, filled.into(), shown, lang).await?
        }
        None => services.order.refuse_chosen(session.id, draft, fields.clone().into()).await?,
    };
    let page = match placed {
        PlaceOutcome::Placed(order) => {
            saved::save(&services, &saved, fields).await;
            format!("/orders/{order}/pay")
        }
        PlaceOutcome::Refused => format!("/checkout/{draft}"),
        // Who chose a saved address was logged in, and goes on once they are again.
        PlaceOutcome::NotFound if session.account.is_none() && !saved.is_empty() => {
            saved::log_in_first(&services, &session, lang, draft, &saved, &fields).await?
        }
        PlaceOutcome::NotFound => return Err(AppError::NotFound),
    };
    see_other(lang, &page);
    Ok(())
}

/// What the form's page showed, in won; a program that saw no page says nothing.
fn shown(fee: &str, total: &str) -> Result<Option<Shown>, AppError> {
    if fee.is_empty() && total.is_empty() {
        return Ok(None);
    }
    let won = |text: &str| parse(text).map(Money::won);
    Ok(Some(Shown { delivery_fee: won(fee)?, total: won(total)? }))
}

/// Pays an order with what the buyer chose.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's; a program hears of a refusal by
/// [`AppError::PaymentDeclined`] and [`AppError::PaymentUnavailable`], a form is led to the pay page.
#[server(name = Pay, prefix = "/api", endpoint = "pay")]
pub async fn pay(
    #[server(default)] order: String,
    #[server(default)] attempt: String,
    #[server(default)] card: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let (order, attempt): (OrderId, AttemptId) = (parse(&order)?, parse(&attempt)?);
    let buyer = services.buyer_of(order).await?;
    let method = match services.shop.methods {
        Methods::TestCards(_) if card.is_empty() || card.len() > 64 => return Err(AppError::BadInput),
        Methods::TestCards(_) => Secret::new(card),
        // Card numbers are not for us to see: whatever was sent is dropped.
        Methods::Page { .. } => Secret::new(String::new()),
    };
    let outcome = services.order.pay(buyer, order, attempt, method).await?;
    if Asker::get() == Asker::Program {
        return told(outcome);
    }
    led_on(lang, order, outcome);
    Ok(())
}

/// Goes back from the provider's page without paying. The order can be paid again once the provider has closed it.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = AbandonPayment, prefix = "/api", endpoint = "abandon_payment")]
pub async fn abandon_payment(
    #[server(default)] order: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let order: OrderId = parse(&order)?;
    match services.order.abandon(services.buyer_of(order).await?, order).await? {
        // They just said that they do not want to go there.
        PayOutcome::ActionNeeded { .. } => see_other(lang, &format!("/orders/{order}/pay?came=stopping")),
        outcome => led_on(lang, order, outcome),
    }
    Ok(())
}

/// Leads a buyer on from what paying came to.
fn led_on(lang: Lang, order: OrderId, outcome: PayOutcome) {
    match outcome {
        PayOutcome::Paid => see_other(lang, &format!("/orders/{order}?placed=1")),
        PayOutcome::Standing => see_other(lang, &format!("/orders/{order}")),
        PayOutcome::ActionNeeded { page } => leptos_axum::redirect(&page),
        PayOutcome::Declined
        | PayOutcome::Busy { .. }
        | PayOutcome::NotSent
        | PayOutcome::Checking
        | PayOutcome::HoldOver => see_other(lang, &format!("/orders/{order}/pay")),
    }
}

/// What a program hears of paying: 200 is paid, or was before; 202 is being checked, and an event will say, or with a
/// `Location` that the buyer goes on there.
fn told(outcome: PayOutcome) -> Result<(), AppError> {
    match outcome {
        PayOutcome::Paid | PayOutcome::Standing => Ok(()),
        PayOutcome::ActionNeeded { page } => {
            set_location(&page);
            set_status(202);
            Ok(())
        }
        PayOutcome::Checking => {
            set_status(202);
            Ok(())
        }
        PayOutcome::Declined => Err(AppError::PaymentDeclined),
        PayOutcome::HoldOver => Err(AppError::Conflict),
        PayOutcome::Busy { retry_after } => Err(unavailable(retry_after)),
        PayOutcome::NotSent => Err(unavailable(payment::RETRY_AFTER_BUSY)),
    }
}

fn unavailable(retry_after: u32) -> AppError {
    set_retry_after(retry_after);
    AppError::PaymentUnavailable
}

/// The checkout page of a draft, or where its buyer goes on instead.
///
/// # Errors
/// [`AppError::NotFound`] for a draft that is not there or somebody else's; [`AppError::Gone`] where what was chosen on a
/// garment's page is no longer sold.
#[server(name = ReadDraft, prefix = "/api", endpoint = "draft", input = GetUrl)]
pub async fn draft(draft: DraftId) -> Result<Result<CheckoutView, Elsewhere>, AppError> {
    let (services, session) = (Services::get()?, buyer()?.id);
    let (draft, lines) = services.order.draft(session, draft).await?;
    if let Some(order) = draft.order {
        return Ok(Err(Elsewhere::Pay(order)));
    }
    let Some((lines, sum)) = lines else {
        return if draft.from_cart { Ok(Err(Elsewhere::Cart)) } else { Err(AppError::Gone) };
    };
    let Draft { id, from_cart, fields, errors, refused, .. } = draft;
    let kept = services.kept(kept::ORDER.id).await?;
    let sent = kept.is_some() || !errors.is_empty() || refused.is_some();
    let fields = match kept {
        Some(typed) => saved::kept(&services, &typed).await?,
        None => fields.into(),
    };
    let (fields, saved::Offered { saved, can_save }) =
        saved::offered(&services, session, fields, sent).await?;
    let left = match refused.as_deref() {
        Some("sold_out") => left(&services, &lines).await?,
        _ => Vec::new(),
    };
    Ok(Ok(CheckoutView {
        draft: id,
        saved,
        can_save,
        lines: lines.into_iter().map(Line::from).collect(),
        from_cart,
        delivery_fee: sum.delivery_fee,
        total: sum.total,
        fields,
        requests: requests(),
        seller: services.settings.current().await?.settings.business.name,
        postcode_search: services.shop.postcode_search,
        errors: errors.into_iter().map(FieldError::from).collect(),
        refused,
        left,
    }))
}

/// What is left of each line now.
async fn left(services: &Services, lines: &[events::Line]) -> Result<Vec<Left>, AppError> {
    let free = services.order.free(lines).await?;
    let left = |(line, free): (&events::Line, i64)| Left { line: line.clone().into(), free };
    Ok(lines.iter().zip(free).map(left).collect())
}

/// What can be asked of the driver.
pub(crate) fn requests() -> Vec<(String, Text)> {
    let words = |request: Request| {
        let text = |lang| request.text(lang).to_owned();
        (request.code().to_owned(), Text { ko: text(Lang::Ko), en: text(Lang::En) })
    };
    Request::ALL.map(words).into()
}

/// The pay page of an order; `None` when there is nothing to pay any more. `came` says whether the buyer came `back` from
/// the provider's page, or here by `stopping` to pay.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's.
#[server(name = ReadPay, prefix = "/api", endpoint = "pay_page", input = GetUrl)]
pub async fn pay_page(order: OrderId, #[server(default)] came: String) -> Result<Option<PayView>, AppError> {
    let services = Services::get()?;
    let order = services.order.of_session(services.buyer_of(order).await?, order).await?;
    let (now, since) = services.since().await;
    let Some(state) = pay_state(&services, &order, &came).await? else { return Ok(None) };
    let refunds = refunds(&services, &order).await?;
    Ok(Some(PayView {
        now,
        since,
        order: order.id,
        attempt: order.next_attempt(),
        number: order.details.number,
        recipient: order.details.delivery.recipient.name.clone(),
        address: order.details.delivery.address(),
        lines: order.details.lines.into_iter().map(Line::from).collect(),
        total: order.details.total,
        held_until: order.held_until,
        state,
        refunds,
        methods: services.shop.methods.clone(),
    }))
}

/// What goes back of an order that is still to be paid: nothing before the first attempt, where every buyer comes by.
async fn refunds(services: &Services, order: &Order) -> Result<Vec<RefundRow>, AppError> {
    if order.attempts == 0 {
        return Ok(Vec::new());
    }
    let row = services.snapshots.snapshot(order.id).await?;
    Ok(row.map(|row| OrderRow::from(row).refunds).unwrap_or_default())
}

async fn pay_state(services: &Services, order: &Order, came: &str) -> Result<Option<PayState>, AppError> {
    let now = services.clock.now();
    Ok(match order.state {
        State::Expired => Some(PayState::Expired),
        State::AwaitingPayment if now >= order.held_until => Some(PayState::Expired),
        State::AwaitingPayment => Some(last_try(services, order).await?),
        State::Paying(attempt) => Some(under_way(services, order, attempt, came).await?),
        State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Completed => None,
    })
}

/// What an attempt under way waits for. Who came back from a page that takes the money has probably paid there.
async fn under_way(
    services: &Services,
    order: &Order,
    attempt: AttemptId,
    came: &str,
) -> Result<PayState, AppError> {
    let row = services.payment.attempt(attempt).await?;
    let may_be_charged = services.payment.is_charged_on_page();
    let waits = row.filter(|row| row.state == AttemptState::ActionNeeded);
    Ok(match waits.and_then(|row| Some((row.action_until(), row.page?))) {
        Some((until, page)) if !(may_be_charged && came == "back") => {
            PayState::ActionNeeded { page: page.0, until, may_be_charged, not_stopped: came == "stopping" }
        }
        _ => PayState::Checking { since: order.since },
    })
}

/// What the last attempt came to.
async fn last_try(services: &Services, order: &Order) -> Result<PayState, AppError> {
    use events::PaymentFailure::{Abandoned, Busy, Declined, NotSent};
    let last = AttemptId::nth(order.id, order.attempts);
    Ok(match order.last_failure {
        None => PayState::Open,
        Some(Busy | NotSent) => PayState::Busy { retry_at: retry_at(services, order) },
        Some(Abandoned) => PayState::Abandoned,
        Some(Declined) => {
            let code = services.payment.attempt(last).await?.and_then(|attempt| attempt.code);
            PayState::Declined { code: code.unwrap_or_else(|| "declined".to_owned()) }
        }
    })
}

/// When the breaker lets the next call through; while it lets all through, a while after the last one.
fn retry_at(services: &Services, order: &Order) -> Time {
    match services.payment.gate_snapshot().retry_after {
        0 => order.since + seconds(i64::from(payment::RETRY_AFTER_BUSY)),
        left => services.clock.now() + seconds(i64::from(left)),
    }
}

impl From<events::Line> for Line {
    fn from(line: events::Line) -> Self {
        let events::Line { garment, name, dye, dye_name, size, quantity, unit_price, .. } = line;
        Self { slug: garment, name, dye, dye_name, size, quantity, unit_price }
    }
}

impl From<Fields> for order::Fields {
    fn from(fields: Fields) -> Self {
        let Fields { email, name, phone, postcode, address1, address2, request, note, save, agree, privacy } =
            fields;
        let [save, agree, privacy] = [save, agree, privacy].map(|ticked| !ticked.is_empty());
        Self { email, name, phone, postcode, address1, address2, request, note, save, agree, privacy }
    }
}

impl From<order::Fields> for Fields {
    fn from(fields: order::Fields) -> Self {
        let order::Fields {
            email,
            name,
            phone,
            postcode,
            address1,
            address2,
            request,
            note,
            save,
            agree,
            privacy,
        } = fields;
        let ticked = |given: bool| if given { "on".to_owned() } else { String::new() };
        let [save, agree, privacy] = [save, agree, privacy].map(ticked);
        Self { email, name, phone, postcode, address1, address2, request, note, save, agree, privacy }
    }
}

impl From<order::FieldError> for FieldError {
    fn from(error: order::FieldError) -> Self {
        Self {
            field: match error.field {
                order::Field::Email => Field::Email,
                order::Field::Saved => Field::Saved,
                order::Field::Name => Field::Name,
                order::Field::Phone => Field::Phone,
                order::Field::Postcode => Field::Postcode,
                order::Field::Address1 => Field::Address1,
                order::Field::Address2 => Field::Address2,
                order::Field::Request => Field::Request,
                order::Field::Note => Field::Note,
                order::Field::Agree => Field::Agree,
                order::Field::Privacy => Field::Privacy,
            },
            why: match error.why {
                order::Why::Missing => Why::Missing,
                order::Why::TooLong => Why::TooLong,
                order::Why::Malformed => Why::Malformed,
            },
        }
    }
}
