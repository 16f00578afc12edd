//! Reading the audit for pages.

use customer::{Permission, StaffMember};
use events::{Action, Actor, AuditQuery, Audited};
use kernel::{OrderId, OrderNumber, Text};

use super::words::person;
use crate::AppError;
use crate::seller::view::AuditView;
use crate::services::Services;

/// Entries on a page that is about something else.
const SOME: i64 = 30;
/// Entries on a page of the audit.
const PAGE: i64 = 100;

/// What the page's form holds, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub who: String,
    pub action: String,
    pub order: String,
}

/// A page of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPageView {
    pub entries: Vec<AuditView>,
    /// Everybody who ever did something: as the form posts them, and their name.
    pub people: Vec<(String, Text)>,
    pub typed: Typed,
    /// The order's number could not be read: nothing was looked for.
    pub bad_number: bool,
    /// Marks the page of older entries.
    pub next: Option<i64>,
}

/// What was done about an order.
pub(in crate::seller) async fn of_order(
    services: &Services,
    order: OrderId,
) -> Result<Vec<AuditView>, AppError> {
    let (entries, people) = (services.audit.of_order(order, SOME).await?, services.staffing.all().await?);
    Ok(entries.into_iter().map(|entry| AuditView { order: None, ..view(entry, &people) }).collect())
}

/// What was done last.
pub(in crate::seller) async fn latest(services: &Services) -> Result<Vec<AuditView>, AppError> {
    let entries = services.audit.page(AuditQuery { limit: SOME, ..AuditQuery::default() }).await?;
    let people = services.staffing.all().await?;
    Ok(entries.into_iter().map(|entry| view(entry, &people)).collect())
}

/// A page of entries that fit what was typed.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn audit(typed: Typed, before: String) -> Result<AuditPageView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let order = match typed.order.trim() {
        "" => Ok(None),
        number => OrderNumber::parse(number).map(Some),
    };
    let bad_number = order.is_err();
    let query = AuditQuery {
        who: Actor::parse(&typed.who),
        action: Action::parse(&typed.action),
        order: order.unwrap_or_default(),
        before: before.parse().ok(),
        limit: PAGE,
    };
    let entries = if bad_number { Vec::new() } else { services.audit.page(query).await? };
    let whole = i64::try_from(entries.len()).is_ok_and(|count| count == PAGE);
    let staff = services.staffing.all().await?;
    let people = services.audit.actors().await?.into_iter();
    let people = people.map(|(who, _)| (who.text(), person(who, &staff))).collect();
    Ok(AuditPageView {
        next: entries.last().filter(|_| whole).map(|last| last.id),
        entries: entries.into_iter().map(|entry| view(entry, &staff)).collect(),
        people,
        typed,
        bad_number,
    })
}

fn view(audited: Audited, people: &[StaffMember]) -> AuditView {
    let Audited { at, entry, number, .. } = audited;
    // An attempt's and a refund's ids say nothing to a person: the order does.
    let subject = if entry.subject.contains('-') { String::new() } else { entry.subject };
    AuditView {
        at,
        who: person(entry.who, people),
        action: entry.action.as_str().to_owned(),
        order: entry.order.zip(number),
        subject,
        text: entry.text,
    }
}
