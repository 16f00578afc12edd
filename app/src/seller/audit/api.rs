//! Reading the audit for pages.

use catalogue::{Kept, KeptOutfit};
use customer::{Permission, StaffMember};
use events::{Action, AuditQuery, Audited, Who};
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
    let entries = views(services, services.audit.of_order(order, SOME).await?).await?;
    Ok(entries.into_iter().map(|entry| AuditView { order: None, ..entry }).collect())
}

/// What was done last.
pub(in crate::seller) async fn latest(services: &Services) -> Result<Vec<AuditView>, AppError> {
    let entries = services.audit.page(AuditQuery { limit: SOME, ..AuditQuery::default() }).await?;
    views(services, entries).await
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
        who: Who::parse(&typed.who),
        action: Action::parse(&typed.action),
        order: order.unwrap_or_default(),
        before: before.parse().ok(),
        limit: PAGE,
    };
    let entries = if bad_number { Vec::new() } else { services.audit.page(query).await? };
    let whole = i64::try_from(entries.len()).is_ok_and(|count| count == PAGE);
    Ok(AuditPageView {
        next: entries.last().filter(|_| whole).map(|last| last.id),
        entries: views(&services, entries).await?,
        people: people(&services).await?,
        typed,
        bad_number,
    })
}

/// Everybody who ever did something, the owner once for all of their sessions.
async fn people(services: &Services) -> Result<Vec<(String, Text)>, AppError> {
    let staff = services.staffing.all().await?;
    let mut people: Vec<(String, Text)> = Vec::new();
    for (actor, _) in services.audit.actors().await? {
        let who = Who::from(actor).text();
        if people.iter().all(|(known, _)| *known != who) {
            people.push((who, person(actor, &staff)));
        }
    }
    Ok(people)
}

/// Entries with their people, garments and outfits by name.
async fn views(services: &Services, entries: Vec<Audited>) -> Result<Vec<AuditView>, AppError> {
    let staff = services.staffing.all().await?;
    let goods = entries.iter().any(|it| is_of_goods(it.entry.action));
    let garments = if goods { services.catalogue.garments.all().await? } else { Vec::new() };
    let worn = entries.iter().any(|it| is_of_outfit(it.entry.action));
    let outfits = if worn { services.catalogue.outfits.kept().await? } else { Vec::new() };
    Ok(entries.into_iter().map(|entry| view(entry, &staff, &garments, &outfits)).collect())
}

/// Whether the subject of an entry is an outfit, and its text the name that it had.
const fn is_of_outfit(action: Action) -> bool {
    matches!(action, Action::OutfitAdded | Action::OutfitChanged | Action::OutfitHidden | Action::OutfitShown)
}

/// Whether the subject of an entry is a garment.
const fn is_of_goods(action: Action) -> bool {
    matches!(
        action,
        Action::StockAdjusted
            | Action::GarmentAdded
            | Action::GarmentChanged
            | Action::GarmentHidden
            | Action::GarmentShown
            | Action::PhotographAdded
            | Action::PhotographChanged
            | Action::PhotographRemoved
    )
}

/// The name of an entry's garment. Entries of the stock once kept the name that their page showed, and no slug.
fn garment(subject: &str, garments: &[Kept]) -> Option<Text> {
    let names = |it: &Kept| {
        [&it.garment.slug, &it.garment.name.ko, &it.garment.name.en].map(String::as_str).contains(&subject)
    };
    garments.iter().find(|it| names(it)).map(|it| it.garment.name.clone())
}

fn view(audited: Audited, people: &[StaffMember], garments: &[Kept], outfits: &[KeptOutfit]) -> AuditView {
    let Audited { at, entry, number, .. } = audited;
    let outfit = || {
        let outfit = outfits.iter().find(|kept| kept.outfit.slug == entry.subject)?;
        Some(outfit.outfit.name.clone())
    };
    let goods = match entry.action {
        action if is_of_goods(action) => garment(&entry.subject, garments),
        action if is_of_outfit(action) => outfit(),
        _ => None,
    };
    // The name that an outfit has now stands in its place, in either language.
    let named = goods.is_some() && is_of_outfit(entry.action);
    // An attempt's and a refund's ids say nothing to a person: the order does. All ids are written alike.
    let subject = if entry.subject.parse::<OrderId>().is_ok() { String::new() } else { entry.subject };
    AuditView {
        at,
        who: person(entry.who, people),
        action: entry.action.as_str().to_owned(),
        order: entry.order.zip(number),
        subject,
        goods,
        text: if named { String::new() } else { entry.text },
    }
}
