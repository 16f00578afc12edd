//! Reading a page of the register, and leave to take it along.

use customer::Permission;
use desk::{Found, Page, Place};
use events::{Action, AuditEntry};
use kernel::{Lang, OrderId, Time};

use super::{BadField, Typed};
use crate::AppError;
use crate::services::Services;

/// Orders of a page.
const PAGE: i64 = 50;
/// Orders that a sheet reads at a time.
const SHEET: i64 = 500;

/// A page of orders.
#[derive(Debug, Clone)]
pub struct FindView {
    pub found: Vec<Found>,
    pub typed: Typed,
    /// The field that could not be read; then nothing was looked for.
    pub bad: Option<BadField>,
    /// Marks the page before and the page after: the values of `before` and `after`.
    pub previous: Option<String>,
    pub next: Option<String>,
    pub now: Time,
}

/// A page of the register.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn find(typed: Typed, after: String, before: String) -> Result<FindView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let now = services.clock.now();
    let nothing =
        |bad| FindView { found: Vec::new(), typed: typed.clone(), bad, previous: None, next: None, now };
    let filter = match typed.filter() {
        Ok(filter) => filter,
        Err(bad) => return Ok(nothing(Some(bad))),
    };
    let mut place = place(&after, &before);
    let mut page = services.desk.register.page(filter.clone(), place, PAGE).await?;
    if page.found.is_empty() && place != Place::Start {
        place = Place::Start;
        page = services.desk.register.page(filter, place, PAGE).await?;
    }
    let (newer, older) = match place {
        Place::Start => (false, page.more),
        Place::After(..) => (true, page.more),
        Place::Before(..) => (page.more, true),
    };
    let previous = page.found.first().filter(|_| newer).map(mark);
    let next = page.found.last().filter(|_| older).map(mark);
    Ok(FindView { found: page.found, previous, next, ..nothing(None) })
}

/// An order as an address names it.
fn mark(found: &Found) -> String {
    format!("{}_{}", found.details.opened_at.micros(), found.order)
}

/// Where a page stands; a forged address is the first page's.
fn place(after: &str, before: &str) -> Place {
    let order = |text: &str| -> Option<(Time, OrderId)> {
        let (micros, order) = text.split_once('_')?;
        Some((Time::from_micros(micros.parse().ok()?), order.parse().ok()?))
    };
    match (order(after), order(before)) {
        (Some((at, order)), _) => Place::After(at, order),
        (None, Some((at, order))) => Place::Before(at, order),
        (None, None) => Place::Start,
    }
}

/// A sheet that is being written: the orders of a filter, some at a time.
#[derive(Debug, Clone)]
pub struct Sheet {
    services: Services,
    filter: desk::Filter,
    place: Option<Place>,
}

impl Sheet {
    /// Lets a seller take the orders of a filter along. They are people's names and addresses, so the audit says who
    /// took what before the first of them leaves.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when the filter cannot be read, or the database is away.
    pub async fn begin(services: Services, typed: &Typed, who: events::Actor) -> Result<Self, AppError> {
        let filter = typed.filter().map_err(|_| AppError::BadInput)?;
        let entry = AuditEntry {
            who,
            action: Action::OrdersExported,
            order: None,
            subject: String::new(),
            text: typed.said(),
        };
        services.audit.record(entry, services.clock.now()).await?;
        Ok(Self { services, filter, place: Some(Place::Start) })
    }

    /// The next lines; `None` after the last.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn next(&mut self, lang: Lang) -> Result<Option<String>, AppError> {
        let Some(place) = self.place.take() else { return Ok(None) };
        let Page { found, more } =
            self.services.desk.register.page(self.filter.clone(), place, SHEET).await?;
        let last = found.last().filter(|_| more);
        self.place = last.map(|last| Place::After(last.details.opened_at, last.order));
        Ok(Some(found.iter().map(|found| super::csv::lines(found, lang)).collect()))
    }
}

impl Typed {
    /// The filter as the audit keeps it: `한벌 · shipped · 2026-11-01–2026-11-23`.
    fn said(&self) -> String {
        let days = if self.from.is_empty() && self.until.is_empty() {
            String::new()
        } else {
            format!("{}–{}", self.from.trim(), self.until.trim())
        };
        let parts = [self.q.trim().to_owned(), self.state.clone(), days];
        let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        said.chars().filter(|c| !c.is_control()).take(300).collect()
    }
}
