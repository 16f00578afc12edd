//! What is printed of an outage. None of it fails anything: it is the machine's as much as the shop's.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::provider::Dead;
use super::seen::{CALLS_AT_MOST, Seen};
use super::shopper::Pay;
use super::{CALM, Plan};
use crate::buyer::Said;

/// What a buyer is told while the breaker is closed: the provider refused the connection, or there was no place among
/// the calls under way.
const NOT_SENT: Said = Said::Busy { retry_after: 30 };

/// How long something took, over many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spread {
    count: usize,
    p50: Duration,
    p99: Duration,
}

impl Spread {
    fn of(took: impl Iterator<Item = Duration>) -> Self {
        let mut took: Vec<_> = took.collect();
        took.sort_unstable();
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
        Self { count: took.len(), p50: at(50), p99: at(99) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |took: Duration| took.as_secs_f64() * 1_000.0;
        write!(f, "p50 {:.1} ms, p99 {:.1} ms ({})", millis(self.p50), millis(self.p99), self.count)
    }
}

/// The figures of one outage.
#[derive(Debug)]
pub(crate) struct Figures {
    dead: Dead,
    plan: Plan,
    reached: (usize, usize),
    opened: Option<Duration>,
    /// By a breaker that was open.
    turned_away: Spread,
    /// Before it opened.
    not_sent: Spread,
    /// The page before, while and after the provider was dead.
    page: [Spread; 3],
    /// Since the provider's return.
    first_paid: Option<Duration>,
    closed: Option<Duration>,
    last_paid: Option<Duration>,
    orders: usize,
}

impl Figures {
    pub(crate) fn of(seen: &Seen, dead: Dead, plan: Plan) -> Self {
        let (died, back) = (seen.died, seen.back);
        let opened = seen.opened().unwrap_or(back);
        let meanwhile = || seen.pays().filter(|pay| (died..back).contains(&pay.at));
        let not_sent = |pay: &&Pay| pay.at < opened && pay.said == NOT_SENT;
        let turned_away = meanwhile().filter(|pay| matches!(pay.said, Said::Busy { .. }) && !not_sent(pay));
        let page = |during: Range<Instant>| {
            Spread::of(seen.looks.iter().filter(|look| during.contains(&look.at)).map(|look| look.took))
        };
        let paid = || {
            let answers = seen.pays().filter(|pay| pay.said == Said::Paid).map(|pay| pay.at + pay.took);
            answers.filter_map(|at| at.checked_duration_since(back))
        };
        let ended = seen.looks.iter().map(|look| look.at + look.took).max().unwrap_or(back);
        Self {
            dead,
            plan,
            reached: seen.reached(),
            opened: seen.opened().map(|at| at - died),
            turned_away: Spread::of(turned_away.map(|pay| pay.took)),
            not_sent: Spread::of(meanwhile().filter(not_sent).map(|pay| pay.took)),
            page: [page(died - CALM..died), page(died..back), page(back..ended)],
            first_paid: paid().min(),
            closed: seen.closed().and_then(|at| at.checked_duration_since(back)),
            last_paid: paid().max(),
            orders: seen.histories.iter().filter(|history| history.order.is_some()).count(),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { seconds, rate } = self.plan;
        writeln!(f, "provider dead for {seconds} s at {rate} orders a second, {}", self.dead.as_str())?;
        let (before, in_all) = self.reached;
        write!(f, "  calls that reached it: {before} before the breaker opened (at most {CALLS_AT_MOST})")?;
        writeln!(f, " after {}, {in_all} until it was back", secs(self.opened))?;
        writeln!(f, "  turned away by the open breaker: {}", self.turned_away)?;
        if self.not_sent.count > 0 {
            writeln!(f, "  told to come again before that: {}", self.not_sent)?;
        }
        let [before, during, after] = self.page;
        writeln!(f, "  the garment's page before: {before}")?;
        writeln!(f, "  the garment's page while the provider was dead: {during}")?;
        writeln!(f, "  the garment's page after: {after}")?;
        let ratio = self.turned_away.p99.as_secs_f64() / during.p99.as_secs_f64();
        writeln!(f, "  p99 of being turned away, by that of the page in the same time: {ratio:.2}")?;
        let [first, closed, last] = [self.first_paid, self.closed, self.last_paid].map(secs);
        write!(f, "  after its return: first order paid {first}, breaker closed {closed}, ")?;
        write!(f, "last of {} orders paid {last}", self.orders)
    }
}

fn secs(span: Option<Duration>) -> String {
    span.map_or_else(|| "never".to_owned(), |span| format!("{:.1} s", span.as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_read_off_the_sorted_times() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis));
        assert_eq!(spread.to_string(), "p50 101.0 ms, p99 199.0 ms (200)");
        assert_eq!(Spread::of(std::iter::empty()).to_string(), "p50 0.0 ms, p99 0.0 ms (0)");
    }
}
