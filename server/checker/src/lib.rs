//! What must hold of a shop at quiet, whatever happened to it: the README's I1 to I11.
//!
//! Everything is read past the shop's ports: its tables, the provider's own books, and what clients were told. So the
//! same checks serve the tests that run the shop in their own process and the runs that kill the real program.
//!
//! [`check`] answers with a [`Report`], whose every [`Violation`] is a sentence. Two of the checks also hold while the
//! shop is busy, and can be asked alone: [`folds_that_differ`] and [`untold`].

mod capture;
mod history;
mod invariants;
mod records;
mod report;
mod tables;

use customer::mypage::Snapshots;
use events::Unavailable;
use kernel::Time;

pub use crate::capture::Capture;
pub use crate::history::{Browser, History, Shown, Told};
pub use crate::report::{Counts, Invariant, Report, Violation};
pub use crate::tables::{Columns, Tables};

use crate::records::Records;

/// Where everything that is on record can be read.
#[derive(Clone)]
pub struct Books<'b> {
    /// The shop's Main database, past its ports.
    pub main: &'b Tables,
    /// Its View database.
    pub view: &'b Tables,
    /// Main's present state as MyPage shows it.
    pub snapshots: &'b dyn Snapshots,
    /// What the provider says it captured and gave back.
    pub captures: Vec<Capture>,
    /// What clients were told.
    pub history: History,
    /// By the shop's clock.
    pub now: Time,
}

impl std::fmt::Debug for Books<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Books").finish_non_exhaustive()
    }
}

/// What kept the books from being read.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("a database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("the provider's books cannot be read: {0}")]
    Capture(String),
}

/// Reads all books of a shop that has come to rest, and says what is wrong.
///
/// # Errors
/// When something cannot be read.
pub async fn check(books: Books<'_>) -> Result<Report, CheckError> {
    let mut violations = untold(books.main, books.now).await?;
    let records = Records::read(books).await?;
    violations.extend(invariants::of_money(&records));
    violations.extend(invariants::of_goods(&records));
    violations.extend(invariants::of_events(&records));
    violations.extend(invariants::of_clients(&records));
    Ok(Report::new(records.counts(), violations))
}

/// I8, at any moment: the fold of an order's events is what is built from Main's present state.
///
/// # Errors
/// When something cannot be read.
pub async fn folds_that_differ(
    main: &Tables,
    snapshots: &dyn Snapshots,
) -> Result<Vec<Violation>, CheckError> {
    Ok(invariants::folds_that_differ(&records::events(main).await?, &records::snapshots(snapshots).await?))
}

/// I11, at any moment by which what was due was asked: what has been open for a day was told.
///
/// # Errors
/// When the database cannot be read.
pub async fn untold(main: &Tables, now: Time) -> Result<Vec<Violation>, CheckError> {
    let untold = records::untold(main, now).await?.into_iter();
    let say = |(what, order)| {
        Violation::new(Invariant::Told, format!("a {what} of {order} was told to nobody for a day"))
    };
    Ok(untold.map(say).collect())
}
