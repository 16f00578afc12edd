//! By when the shop means to send what was ordered. The one place that knows: the queue's counts, its rows, its live
//! frames its tab of late orders and the numbers all ask here.

use kernel::Time;
use kernel::time::{Span, days};

use crate::AppError;
use crate::services::Services;

/// Where the settings promise no day, what was placed before so long and has not left is late.
const UNPROMISED: Span = days(1);

/// What was placed before this moment and has not left is late at the given one: by the promise of the settings.
///
/// # Errors
/// When the database is away.
pub async fn late_before(services: &Services, now: Time) -> Result<Time, AppError> {
    let settings = services.settings.current().await?.settings;
    Ok(settings.dispatch.overdue_before(now).unwrap_or(now - UNPROMISED))
}
