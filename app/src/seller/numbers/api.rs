//! Reads the numbers.

use customer::Permission;
use kernel::{MoneyError, Time};
use order::{Day, Period, best, by_day, total, waited};

use super::view::{BestRow, DayRow, NumbersView, Todo};
use crate::AppError;
use crate::seller::promise::late_before;
use crate::seller::stock::api::low_garments;
use crate::services::Services;

/// The periods that can be chosen, in days; the first of them that is asked for, else the second.
pub const PERIODS: [u32; 3] = [7, 14, 90];
/// The numbers, for the page.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn numbers(days: String, all: String) -> Result<NumbersView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    Ok(NumbersView { all: all == "on", ..read(&services, &days).await? })
}

/// The numbers of so many days. Whoever asks is known to be a seller.
///
/// # Errors
/// When a database is away.
pub async fn read(services: &Services, asked: &str) -> Result<NumbersView, AppError> {
    let now = services.clock.now();
    let asked = asked.parse().ok().filter(|days| PERIODS.contains(days)).unwrap_or(PERIODS[1]);
    let period = Period::last(asked, now);
    let figures = &services.figures;
    let placed = figures.placed(period.before().from, period.until()).await?;
    let lines = figures.sold(period.from, period.until()).await?;
    let waits = waited(&figures.shipped(period.from, period.until()).await?);
    let (this, before) = (by_day(period, &placed)?, by_day(period.before(), &placed)?);
    let (sum, sum_before) = (total(&this)?, total(&before)?);
    let best = best(&lines)?.into_iter();
    Ok(NumbersView {
        days: asked,
        todo: todo(services, now).await?,
        sales: sum.sales,
        refunded: sum.refunded,
        sales_before: sum_before.sales,
        orders: sum.orders,
        orders_before: sum_before.orders,
        cancelled: sum.cancelled,
        by_day: this.iter().zip(&before).map(row).collect(),
        waited: waits.median.map(|span| span.micros() / 60_000_000),
        waits: waits.counts,
        best: best
            .map(|it| BestRow { slug: it.garment, name: it.name, pieces: it.pieces, sales: it.sales })
            .collect(),
        all: false,
        now,
    })
}

fn row((day, before): (&Day, &Day)) -> DayRow {
    let Day { start, orders, cancelled, sales, refunded } = *day;
    DayRow { start, sales, refunded, before: before.sales, orders, cancelled }
}

async fn todo(services: &Services, now: Time) -> Result<Todo, AppError> {
    let counts = services.shipping.queue.counts(late_before(services, now).await?).await?;
    Ok(Todo {
        ready: counts.ready + counts.labelled,
        stop_asked: counts.stop_asked,
        late: counts.late,
        low: low_garments(services).await?,
    })
}

impl From<MoneyError> for AppError {
    fn from(error: MoneyError) -> Self {
        tracing::error!(%error, "the shop's numbers do not add up");
        Self::Unavailable
    }
}
