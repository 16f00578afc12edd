//! What happens in a run, drawn from its seed before it begins. The order in which it then happens is the machine's.

use std::time::Duration;

use sandbox::{Fault, FaultPlan, Rule, Shown, When};

use crate::dice::Dice;

/// How many times as fast the clocks of shop and provider run.
pub(crate) const RATE: i64 = 60;
/// The same over PostgreSQL: between its instances a change counts as seen within ten seconds of the shop's clock, and
/// waiting for a server that starts again takes its time by the machine's.
pub(crate) const RATE_OF_MANY: i64 = 4;

const CONFIRM: &str = "POST /v1/payment_intents/{id}/confirm";
const REFUND: &str = "POST /v1/refunds";
const GOOD: &str = "4242424242424242";
/// One approved, some that are not.
const CARDS: [&str; 6] = [GOOD, GOOD, GOOD, "4000000000000002", "4000000000009995", "4000000000000069"];
/// What is bought, with the most that one buyer takes of it. Of the vest there are two, of the coat one.
const ITEMS: [(&str, &str, &str, u64); 8] = [
    ("tee", "ink", "M", 3),
    ("tee", "ink", "M", 3),
    ("tee", "white", "S", 2),
    ("trench", "sand", "M", 2),
    ("trench", "sand", "M", 1),
    ("oxford", "sky", "L", 3),
    ("vest", "pine", "S", 1),
    ("padded", "pine", "S", 1),
];
/// Rules that are broken by races and by lost answers: more often while the shop lives.
const OF_THE_LIVING: [&str; 4] =
    ["order-compares-versions", "shipment-compares-versions", "unknown-is-not-declined", "refund-asks-first"];
/// Where one life of the shop may end, by what its points' names begin with, and how often it can pass them first. A
/// life ends in one part of the protocol alone: the points of paying, which come first, would else leave no shop
/// alive to ship.
const PARTS: [(&[&str], u64); 6] = [
    (&["order."], 2),
    (&["attempt."], 2),
    (&["provider."], 8),
    (&["refund.", "order.cancel", "provider.refund"], 2),
    (&["shipment."], 2),
    (&["relay.", "mypage.", "delivery.", "letter.", "postbox."], 20),
];

/// A run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// The rule that is left out, by its name among the program's flags.
    pub(crate) guard: Option<String>,
    /// Each buyer's orders.
    pub(crate) buyers: Vec<Vec<Purchase>>,
    /// How long the shop dies and the provider fails.
    pub(crate) busy: Duration,
    pub(crate) faults: FaultPlan,
    /// Hours that everything is off before the last life, and the provider still down after it: keys are forgotten
    /// then, holds are over, and what has been open for a day has to be told.
    pub(crate) night: Option<i64>,
    /// Whether the shop dies.
    pub(crate) deadly: bool,
    /// Whether the provider tells the shop by webhooks.
    pub(crate) webhooks: bool,
    /// How long everything waits at most at each point, so that what can race does.
    pub(crate) jitter: Duration,
}

/// One order.
#[derive(Debug, Clone)]
pub(crate) struct Purchase {
    pub(crate) item: (&'static str, &'static str, &'static str),
    pub(crate) quantity: u64,
    /// Tried one after another until it is paid.
    pub(crate) cards: Vec<&'static str>,
    pub(crate) double_click: bool,
    pub(crate) wish: Wish,
    /// Before it is begun.
    pub(crate) pause: Duration,
}

/// What a buyer wants beside the garment.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wish {
    Nothing,
    /// To cancel, so long after the first click on "pay".
    CancelAfterClick(Duration),
    /// To cancel, so long after the parcel is being made ready.
    CancelOncePreparing(Duration),
    /// To confirm the purchase, once it has arrived.
    Complete,
}

/// How one life of the shop ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Life {
    /// Points that are armed: `order.paid.after_commit:2`.
    pub(crate) armed: Vec<String>,
    /// When it is killed if it has not ended itself by then.
    pub(crate) at_most: Duration,
}

impl Plan {
    pub(crate) fn of(seed: u64, guard: Option<&str>) -> Self {
        let mut dice = Dice::new(seed, "plan");
        let buyers = (0..dice.between(10, 14)).map(|_| purchases(&mut dice)).collect();
        Self {
            seed,
            guard: guard.map(str::to_owned),
            buyers,
            busy: Duration::from_millis(dice.between(3_200, 4_200)),
            faults: FaultPlan { seed, rules: rules(&mut dice, guard) },
            night: night(seed).filter(|_| guard.is_none()),
            deadly: guard.is_none_or(|guard| !OF_THE_LIVING.contains(&guard)),
            // A hint would mend at once what these leave out.
            webhooks: guard != Some("unknown-is-not-declined"),
            jitter: Duration::from_millis(dice.between(0, 2) * 6),
        }
    }

    /// A run of several instances over PostgreSQL, in which nothing but processes and connections dies.
    pub(crate) fn of_many(seed: u64, guard: Option<&str>, busy: Duration) -> Self {
        let mut dice = Dice::new(seed, "many");
        let orders = busy.as_secs() / 2;
        let mut unhurried = |_| {
            let pause = dice.duration(0, 1_500);
            Purchase { pause, ..purchase(&mut dice) }
        };
        let buyers = (0..20).map(|_| (0..orders).map(&mut unhurried).collect()).collect();
        Self { buyers, busy, night: None, ..Self::of(seed, guard) }
    }

    /// The n-th life of the shop.
    pub(crate) fn life(&self, nth: u64, points: &[String]) -> Life {
        let mut dice = Dice::new(self.seed, &format!("life {nth}"));
        let at_most = Duration::from_millis(dice.between(400, 1_300));
        let (stems, most) = *dice.pick(&PARTS);
        let inside = points.iter().filter(|point| stems.iter().any(|stem| point.starts_with(stem)));
        let armed = inside.filter_map(|point| {
            let passing = dice.between(1, most);
            dice.percent(60).then(|| format!("{point}:{passing}"))
        });
        Life { armed: armed.collect(), at_most }
    }
}

/// After every fourth run; sometimes long enough for what was delivered to be confirmed by the clock.
fn night(seed: u64) -> Option<i64> {
    match seed % 8 {
        3 => Some(25),
        7 => Some(9 * 24),
        _ => None,
    }
}

fn purchases(dice: &mut Dice) -> Vec<Purchase> {
    (0..dice.between(2, 4)).map(|_| purchase(dice)).collect()
}

fn purchase(dice: &mut Dice) -> Purchase {
    let (garment, dye, size, most) = *dice.pick(&ITEMS);
    let mut cards: Vec<_> = (0..dice.between(1, 3)).map(|_| *dice.pick(&CARDS)).collect();
    cards.push(GOOD);
    let wish = match dice.between(1, 100) {
        1..=18 => Wish::CancelAfterClick(Duration::from_millis(dice.between(0, 150))),
        19..=48 => Wish::CancelOncePreparing(Duration::from_millis(dice.between(0, 260))),
        49..=65 => Wish::Complete,
        _ => Wish::Nothing,
    };
    Purchase {
        item: (garment, dye, size),
        quantity: dice.between(1, most),
        cards,
        double_click: dice.percent(35),
        wish,
        pause: Duration::from_millis(dice.between(0, 250)),
    }
}

/// What the provider does wrong. Never a definite no to a refund, and no error that it would repeat for a day under
/// the refund's key: both leave money where it is until tomorrow, which is right and takes too long.
fn rules(dice: &mut Dice, guard: Option<&str>) -> Vec<Rule> {
    let rule = |fault, on: Option<&str>, probability| Rule {
        fault,
        on: on.map(str::to_owned),
        probability,
        times: None,
    };
    let mut share = |most: u64| dice.between(0, most) as f64 / 100.0;
    let mut rules = vec![
        rule(Fault::Latency { ms: 0, up_to_ms: Some(60) }, None, share(60)),
        rule(Fault::Error { status: 503, when: When::Before }, None, share(4)),
        rule(Fault::Error { status: 502, when: When::After }, None, share(4)),
        rule(Fault::Error { status: 500, when: When::After }, Some(CONFIRM), share(8)),
        rule(Fault::Reset { when: When::Before }, None, share(4)),
        rule(Fault::Reset { when: When::After }, None, share(4)),
        rule(Fault::HangUp {}, None, share(3)),
        rule(Fault::Unreadable {}, None, share(3)),
        rule(Fault::RateLimited {}, None, share(3)),
        rule(Fault::Hang {}, Some(CONFIRM), share(3)),
        rule(Fault::LateSuccess { shown: Shown::Declined, delay_ms: 4_000 }, Some(CONFIRM), share(8)),
        rule(Fault::LateSuccess { shown: Shown::Processing, delay_ms: 20_000 }, Some(CONFIRM), share(8)),
        rule(Fault::LateSuccess { shown: Shown::Processing, delay_ms: 20_000 }, Some(REFUND), share(20)),
        rule(Fault::WebhookTwice {}, None, share(30)),
        rule(Fault::WebhookLate { delay_ms: 30_000 }, None, share(30)),
        rule(Fault::WebhookReordered { delay_ms: 30_000 }, None, share(30)),
        rule(Fault::WebhookLost {}, None, share(20)),
    ];
    let surely = match guard {
        Some("unknown-is-not-declined") => Some(CONFIRM),
        Some("refund-asks-first") => Some(REFUND),
        _ => None,
    };
    rules.splice(0..0, surely.map(|on| rule(Fault::Reset { when: When::After }, Some(on), 0.7)));
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_plan() {
        let points = ["order.paid.after_commit", "relay.order.before_apply"].map(str::to_owned);
        for seed in 0..50 {
            let (plan, again) = (Plan::of(seed, None), Plan::of(seed, None));
            assert_eq!(format!("{plan:?}"), format!("{again:?}"));
            assert_eq!(plan.life(3, &points), again.life(3, &points));
        }
        assert_ne!(format!("{:?}", Plan::of(1, None)), format!("{:?}", Plan::of(2, None)));
        let many = |seed| format!("{:?}", Plan::of_many(seed, None, Duration::from_secs(60)));
        assert_eq!(many(1), many(1));
        assert_ne!(many(1), many(2));
    }
}
