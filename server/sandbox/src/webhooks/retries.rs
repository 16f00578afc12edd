//! When a webhook that was not taken is sent again.

use kernel::Time;
use kernel::time::{Span, days, minutes, seconds};

use crate::face::Face;
use crate::ledger::deliveries::Delivery;

/// Stripe's first wait, doubled each time; three days after the first try it gives up
/// (<https://docs.stripe.com/webhooks#retries>, which gives the end and not the steps).
const STRIPE_FIRST: Span = seconds(10);
const STRIPE_LASTS: Span = days(3);
/// Toss's waits: <https://docs.tosspayments.com/guides/v2/webhook>.
const TOSS_MINUTES: [i64; 7] = [1, 4, 16, 64, 256, 1_024, 4_096];

/// When to send it again; nothing once it has arrived or is given up.
pub(super) fn next(delivery: &Delivery, arrived: bool, now: Time) -> Option<Time> {
    if arrived {
        return None;
    }
    let tries = usize::try_from(delivery.tries).unwrap_or(usize::MAX);
    match delivery.face {
        Face::Stripe => {
            let wait = STRIPE_FIRST.micros().saturating_mul(1 << delivery.tries.min(20));
            let due = now + Span::from_millis(wait / 1_000);
            (due - delivery.first_at <= STRIPE_LASTS).then_some(due)
        }
        Face::Toss => TOSS_MINUTES.get(tries).map(|wait| now + minutes(*wait)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(face: Face) -> Delivery {
        Delivery {
            number: 1,
            event: "evt_1".to_owned(),
            face,
            subject: "pi_1".to_owned(),
            body: "{}".to_owned(),
            first_at: Time::EPOCH,
            tries: 0,
        }
    }

    /// The waits, until it is given up.
    fn waits(face: Face) -> Vec<i64> {
        let (mut delivery, mut now, mut waits) = (delivery(face), Time::EPOCH, Vec::new());
        while let Some(due) = next(&delivery, false, now) {
            waits.push((due - now).micros() / 1_000_000);
            now = due;
            delivery.tries += 1;
        }
        waits
    }

    #[test]
    fn each_face_waits_longer_each_time_and_gives_up_at_last() {
        assert_eq!(waits(Face::Toss), [60, 240, 960, 3_840, 15_360, 61_440, 245_760]);
        let stripe = waits(Face::Stripe);
        assert_eq!(stripe[..4], [10, 20, 40, 80]);
        assert!(stripe.iter().sum::<i64>() <= 3 * 24 * 3_600, "{stripe:?}");
    }

    #[test]
    fn what_arrived_is_not_sent_again() {
        assert_eq!(next(&delivery(Face::Stripe), true, Time::EPOCH), None);
    }
}
