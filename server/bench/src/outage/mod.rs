//! The payment provider dies in the middle of a busy day and comes back: what `cargo xtask outage` runs, once with a
//! provider that refuses connections and once with one that takes requests and never answers.
//!
//! Orders arrive at a steady rate, whatever becomes of those before. Whoever is turned away comes back once the
//! provider is there again, when they were told to and one after another, until they have paid. Meanwhile somebody
//! looks at a garment. What this prints depends on the machine and fails nothing; what fails it are counts: calls that
//! reached a dead provider, orders that were lost, money that does not fit an order.

mod books;
mod figures;
mod log;
mod provider;
mod seen;
mod shopper;
mod stage;

use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use self::books::Books;
use self::figures::Figures;
use self::provider::Dead;

/// How long the provider is dead, and how busy the day is.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Plan {
    /// For how many seconds the provider is dead
    #[arg(long, default_value_t = 120)]
    pub(crate) seconds: u64,
    /// How many orders arrive each second
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rate: u32,
}

/// How long the day is busy before the provider dies, and how long pages are still looked at after the last order.
pub(crate) const CALM: Duration = Duration::from_secs(10);

/// Runs both outages one after the other and prints what was seen.
///
/// # Errors
/// When the program cannot be run, or what was seen is wrong: each point of it is printed.
#[expect(clippy::print_stdout, reason = "printing is what it is for")]
pub(crate) async fn run(binary: &Path, folder: &Path, plan: Plan) -> anyhow::Result<()> {
    let mut wrong = 0;
    for dead in [Dead::Refusing, Dead::Hanging] {
        let data = folder.join(dead.as_str());
        let (seen, captures) = stage::run(binary, &data, dead, plan).await?;
        let books = Books::read(&data.join("shop.db"), captures).await?;
        println!("{}", Figures::of(&seen, dead, plan));
        for found in seen.wrong().into_iter().chain(books.wrong(&seen.histories)) {
            println!("  WRONG: {found}");
            wrong += 1;
        }
    }
    if wrong > 0 {
        bail!("{wrong} things are not as they should be");
    }
    Ok(())
}
