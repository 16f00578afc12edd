//! What would become of each pasted line, before anything is done.

use std::collections::BTreeMap;

use kernel::{OrderId, OrderNumber};
use shipping::{Parcel, QueueEntry, Shipment, ShipmentState};

use super::paste::{Malformed, Pasted, Read};

/// A line, and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub line: Pasted,
    /// Its order, if it names one that is there.
    pub order: Option<Found>,
    pub verdict: Verdict,
}

/// The order of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub order: OrderId,
    pub recipient: String,
}

/// What would become of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It can be shipped so.
    Ships(Parcel),
    /// The same, but a label with another number is on the parcel.
    Relabels(Parcel),
    /// It was shipped with this very number: nothing is to be done.
    Already,
    /// It has just been shipped.
    Shipped,
    Refused(Why),
}

/// Why a line cannot be shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Malformed(Malformed),
    /// No order to send has this number.
    Unknown,
    OnHold,
    /// A cancel was asked.
    StopAsked,
    Cancelled,
    /// It was shipped with another number.
    Shipped,
    Delivered,
    /// An earlier line has the same order.
    OrderTwice,
    /// An earlier line has the same tracking number for another order.
    TrackingTwice,
    /// It has moved on since it was looked at.
    MovedOn,
    /// The database did not answer: it is not known to be done, and may be tried again.
    NotDone,
}

/// Checks every line against the orders that are there.
pub(super) fn check(lines: Vec<Pasted>, entries: &BTreeMap<OrderNumber, QueueEntry>) -> Vec<Checked> {
    let mut seen: Vec<Read> = Vec::new();
    let mut checked = Vec::with_capacity(lines.len());
    for line in lines {
        let (entry, verdict) = match &line.read {
            Err(malformed) => (None, Verdict::Refused(Why::Malformed(*malformed))),
            Ok(read) => {
                let entry = entries.get(&read.number);
                let verdict = match (twice(read, &seen), entry) {
                    (Some(why), _) => Verdict::Refused(why),
                    (None, None) => Verdict::Refused(Why::Unknown),
                    (None, Some(entry)) => of_shipment(&entry.shipment, read),
                };
                seen.push(read.clone());
                (entry, verdict)
            }
        };
        checked.push(Checked { order: entry.and_then(found), line, verdict });
    }
    checked
}

fn found(entry: &QueueEntry) -> Option<Found> {
    let details = entry.shipment.details.as_ref()?;
    Some(Found { order: entry.shipment.order, recipient: details.delivery.recipient.name.clone() })
}

fn twice(read: &Read, seen: &[Read]) -> Option<Why> {
    let same = |other: &&Read| other.number == read.number;
    let parcel = |other: &&Read| other.carrier == read.carrier && other.tracking == read.tracking;
    if seen.iter().any(|other| same(&other)) {
        Some(Why::OrderTwice)
    } else {
        seen.iter().any(|other| parcel(&other)).then_some(Why::TrackingTwice)
    }
}

fn of_shipment(shipment: &Shipment, read: &Read) -> Verdict {
    let parcel = Parcel { carrier: read.carrier.key.to_owned(), tracking: read.tracking.clone() };
    let same = shipment.parcel.as_ref() == Some(&parcel);
    match shipment.state {
        ShipmentState::Labelled if !same => Verdict::Relabels(parcel),
        ShipmentState::Ready | ShipmentState::Labelled => Verdict::Ships(parcel),
        ShipmentState::Shipped | ShipmentState::Delivered if same => Verdict::Already,
        ShipmentState::Shipped => Verdict::Refused(Why::Shipped),
        ShipmentState::Delivered => Verdict::Refused(Why::Delivered),
        ShipmentState::OnHold => Verdict::Refused(Why::OnHold),
        ShipmentState::StopAsked => Verdict::Refused(Why::StopAsked),
        ShipmentState::Cancelled => Verdict::Refused(Why::Cancelled),
    }
}

#[cfg(test)]
mod tests {
    use events::{Delivery, OrderDetails, Recipient};
    use kernel::{Lang, Money, SessionId, Time};

    use super::super::paste::paste;
    use super::*;

    const NUMBER: &str = "261123-ABCDE";
    const TRACKING: &str = "612345678901";

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>() -> T {
        "00000000-0000-7000-8000-000000000001".parse().expect("an id")
    }

    fn entry(state: ShipmentState, tracking: Option<&str>) -> QueueEntry {
        let details = OrderDetails {
            number: OrderNumber::parse(NUMBER).expect("a number"),
            session: id::<SessionId>(),
            lang: Lang::Ko,
            email: "buyer@example.com".to_owned(),
            lines: Vec::new(),
            delivery_fee: Money::won(0),
            total: Money::won(39_000),
            delivery: Delivery {
                recipient: Recipient { name: "김하늘".to_owned(), phone: "010-1234-5678".to_owned() },
                postcode: "04524".to_owned(),
                address1: "서울".to_owned(),
                address2: String::new(),
                note: String::new(),
            },
            opened_at: Time::EPOCH,
        };
        let parcel = |tracking: &str| Parcel { carrier: "cj".to_owned(), tracking: tracking.to_owned() };
        let shipment = Shipment {
            order: id(),
            version: 1,
            state,
            details: Some(details),
            parcel: tracking.map(parcel),
            hold_reason: None,
            placed_at: Time::EPOCH,
            since: Time::EPOCH,
        };
        QueueEntry { shipment, seq: 4 }
    }

    fn verdicts(text: &str, entry: Option<QueueEntry>) -> Vec<Verdict> {
        let entries = entry.map(|entry| (OrderNumber::parse(NUMBER).expect("a number"), entry));
        check(paste(text), &entries.into_iter().collect()).into_iter().map(|it| it.verdict).collect()
    }

    #[test]
    fn a_line_is_judged_by_where_its_shipment_stands() {
        let line = format!("{NUMBER},cj,{TRACKING}");
        let parcel = || Parcel { carrier: "cj".to_owned(), tracking: TRACKING.to_owned() };
        for (state, on, verdict) in [
            (ShipmentState::Ready, None, Verdict::Ships(parcel())),
            (ShipmentState::Labelled, Some(TRACKING), Verdict::Ships(parcel())),
            (ShipmentState::Labelled, Some("1"), Verdict::Relabels(parcel())),
            (ShipmentState::Shipped, Some(TRACKING), Verdict::Already),
            (ShipmentState::Shipped, Some("1"), Verdict::Refused(Why::Shipped)),
            (ShipmentState::Delivered, Some(TRACKING), Verdict::Already),
            (ShipmentState::Delivered, Some("1"), Verdict::Refused(Why::Delivered)),
            (ShipmentState::OnHold, None, Verdict::Refused(Why::OnHold)),
            (ShipmentState::StopAsked, Some(TRACKING), Verdict::Refused(Why::StopAsked)),
            (ShipmentState::Cancelled, None, Verdict::Refused(Why::Cancelled)),
        ] {
            assert_eq!(verdicts(&line, Some(entry(state, on))), [verdict], "{state:?} {on:?}");
        }
        assert_eq!(verdicts(&line, None), [Verdict::Refused(Why::Unknown)]);
    }

    #[test]
    fn what_stands_twice_is_refused_the_second_time() {
        let text = format!("{NUMBER},cj,{TRACKING}\n{NUMBER},cj,612345678902\n261123-FGHJK,cj,{TRACKING}\n");
        let verdicts = verdicts(&text, Some(entry(ShipmentState::Ready, None)));
        assert!(matches!(verdicts[0], Verdict::Ships(_)));
        assert_eq!(verdicts[1..], [Verdict::Refused(Why::OrderTwice), Verdict::Refused(Why::TrackingTwice)]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_refused_and_the_others_are_not() {
        let verdicts =
            verdicts(&format!("1 2 3\n{NUMBER},cj,{TRACKING}"), Some(entry(ShipmentState::Ready, None)));
        assert_eq!(verdicts[0], Verdict::Refused(Why::Malformed(Malformed::Number)));
        assert!(matches!(verdicts[1], Verdict::Ships(_)));
    }
}
