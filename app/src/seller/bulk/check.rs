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
    /// Other orders with this very parcel: it is shipped only when somebody says that they go together.
    pub also: Vec<OrderNumber>,
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

impl Verdict {
    /// Whether it can be shipped.
    pub(super) const fn ships(&self) -> bool {
        matches!(self, Self::Ships(_) | Self::Relabels(_))
    }

    /// The word under which it is held what became of a line. What the line itself says has none.
    pub(super) fn code(&self) -> Option<&'static str> {
        OUTCOMES.iter().find(|(_, verdict)| verdict == self).map(|(code, _)| *code)
    }

    /// Reads the word.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        OUTCOMES.into_iter().find(|(known, _)| *known == code).map(|(_, verdict)| verdict)
    }
}

/// What can become of a line that can be read.
const OUTCOMES: [(&str, Verdict); 11] = [
    ("shipped", Verdict::Shipped),
    ("already", Verdict::Already),
    ("unknown", Verdict::Refused(Why::Unknown)),
    ("on_hold", Verdict::Refused(Why::OnHold)),
    ("stop_asked", Verdict::Refused(Why::StopAsked)),
    ("cancelled", Verdict::Refused(Why::Cancelled)),
    ("shipped_otherwise", Verdict::Refused(Why::Shipped)),
    ("delivered", Verdict::Refused(Why::Delivered)),
    ("shared", Verdict::Refused(Why::Shared)),
    ("moved_on", Verdict::Refused(Why::MovedOn)),
    ("not_done", Verdict::Refused(Why::NotDone)),
];

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
    /// That line has the same order with another number: which of them is right only a person knows.
    OrderTwice(usize),
    /// That earlier line says the very same.
    Repeated(usize),
    /// Other orders have the same parcel, and nobody said that they go together.
    Shared,
    /// It has moved on since it was looked at.
    MovedOn,
    /// The database did not answer: it is not known to be done, and may be tried again.
    NotDone,
}

/// Checks every line against the orders that are there, and those that have one of the parcels already.
pub(super) fn check(
    lines: Vec<Pasted>,
    entries: &BTreeMap<OrderNumber, QueueEntry>,
    carrying: &[QueueEntry],
) -> Vec<Checked> {
    let twice = twice(&lines);
    let mut seen: Vec<Read> = Vec::new();
    let mut checked = Vec::with_capacity(lines.len());
    for line in lines {
        let (entry, verdict, also) = match &line.read {
            Err(malformed) => (None, Verdict::Refused(Why::Malformed(*malformed)), Vec::new()),
            Ok(read) => {
                let entry = entries.get(&read.number);
                let verdict = match (twice.get(&line.at), entry) {
                    (Some(why), _) => Verdict::Refused(*why),
                    (None, None) => Verdict::Refused(Why::Unknown),
                    (None, Some(entry)) => of_shipment(&entry.shipment, read),
                };
                let also = entry.filter(|_| verdict.ships()).map(|entry| also(entry, read, carrying, &seen));
                seen.push(read.clone());
                (entry, verdict, also.unwrap_or_default())
            }
        };
        checked.push(Checked { order: entry.and_then(found), line, verdict, also });
    }
    checked
}

/// The lines, by their places, whose order stands on another line, too. Of lines that differ none is shipped, whichever
/// comes first; of those that say the same the first is.
fn twice(lines: &[Pasted]) -> BTreeMap<usize, Why> {
    let read: Vec<_> = lines.iter().filter_map(|line| Some((line.at, line.read.as_ref().ok()?))).collect();
    let why = |at: usize, line: &Read| {
        let mut same = read.iter().filter(|(other, it)| *other != at && it.number == line.number);
        let differs = same.clone().find(|(_, it)| it.parcel() != line.parcel());
        let repeats = same.find(|(other, _)| *other < at);
        differs.map(|(other, _)| Why::OrderTwice(*other)).or(repeats.map(|(other, _)| Why::Repeated(*other)))
    };
    read.iter().filter_map(|(at, line)| Some((*at, why(*at, line)?))).collect()
}

fn found(entry: &QueueEntry) -> Option<Found> {
    let details = entry.shipment.details.as_ref()?;
    Some(Found { order: entry.shipment.order, recipient: details.delivery.recipient.name.clone() })
}

/// Other orders with the parcel of a line: they have it already, or get it by an earlier line. Of a label that is on
/// nothing is asked: that was then.
fn also(entry: &QueueEntry, read: &Read, carrying: &[QueueEntry], seen: &[Read]) -> Vec<OrderNumber> {
    let parcel = read.parcel();
    if entry.shipment.parcel.as_ref() == Some(&parcel) {
        return Vec::new();
    }
    let carrying = others(&entry.shipment, &parcel, carrying);
    let mut also: Vec<_> = carrying.map(|(number, _)| number.clone()).collect();
    for other in seen.iter().filter(|other| other.parcel() == parcel) {
        if !also.contains(&other.number) {
            also.push(other.number.clone());
        }
    }
    also
}

/// The shipments of other orders that have a parcel already, each with the order's number.
pub(in crate::seller) fn others<'c>(
    of: &Shipment,
    parcel: &Parcel,
    carrying: &'c [QueueEntry],
) -> impl Iterator<Item = (&'c OrderNumber, &'c Shipment)> {
    let carrying = carrying.iter().map(|entry| &entry.shipment);
    let others = carrying.filter(|it| it.order != of.order && it.parcel.as_ref() == Some(parcel));
    others.filter_map(|it| Some((&it.details.as_ref()?.number, it)))
}

fn of_shipment(shipment: &Shipment, read: &Read) -> Verdict {
    let parcel = read.parcel();
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
            stop_refused: false,
            placed_at: Time::EPOCH,
            since: Time::EPOCH,
        };
        QueueEntry { shipment, seq: 4 }
    }

    fn verdicts(text: &str, entry: Option<QueueEntry>) -> Vec<Verdict> {
        let entries = entry.map(|entry| (OrderNumber::parse(NUMBER).expect("a number"), entry));
        check(paste(text), &entries.into_iter().collect(), &[]).into_iter().map(|it| it.verdict).collect()
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
    fn an_order_that_stands_twice_with_different_numbers_is_held_back_on_both_lines() {
        let (one, other) = (format!("{NUMBER},cj,{TRACKING}\n"), format!("{NUMBER},cj,612345678902\n"));
        let ready = || Some(entry(ShipmentState::Ready, None));
        let held = |at| Verdict::Refused(Why::OrderTwice(at));
        assert_eq!(verdicts(&format!("{one}{other}"), ready()), [held(2), held(1)]);
        assert_eq!(verdicts(&format!("{one}{one}{other}"), ready()), [held(3), held(3), held(1)]);
        assert_eq!(verdicts(&format!("{one}{other}"), None), [held(2), held(1)], "not there either");
    }

    #[test]
    fn a_line_that_stands_twice_ships_once() {
        let text = format!("{NUMBER},cj,{TRACKING}\n{NUMBER},cj,6123-4567-8901\n");
        let verdicts = verdicts(&text, Some(entry(ShipmentState::Ready, None)));
        assert!(matches!(verdicts[0], Verdict::Ships(_)));
        assert_eq!(verdicts[1..], [Verdict::Refused(Why::Repeated(1))]);
    }

    /// The entry of another order.
    fn other(number: &str, state: ShipmentState, tracking: Option<&str>) -> QueueEntry {
        let mut entry = entry(state, tracking);
        entry.shipment.order = "00000000-0000-7000-8000-000000000002".parse().expect("an id");
        entry.shipment.details.as_mut().expect("details").number =
            OrderNumber::parse(number).expect("a number");
        entry
    }

    #[test]
    fn a_parcel_of_another_order_is_marked_and_can_still_be_shipped() {
        let number = |text| OrderNumber::parse(text).expect("a number");
        let (here, there) = (number(NUMBER), number("261123-FGHJK"));
        let ready = entry(ShipmentState::Ready, None);
        let also = |text: &str, entries: &[QueueEntry], carrying: &[QueueEntry]| {
            let named = entries.iter().map(|entry| {
                (entry.shipment.details.as_ref().expect("details").number.clone(), entry.clone())
            });
            let checked = check(paste(text), &named.collect(), carrying);
            assert!(checked.iter().all(|line| line.verdict.ships()), "{checked:?}");
            checked.into_iter().map(|line| line.also).collect::<Vec<_>>()
        };
        let line = format!("{NUMBER},cj,{TRACKING}");
        let shipped = other("261123-FGHJK", ShipmentState::Shipped, Some(TRACKING));
        assert_eq!(
            also(&line, std::slice::from_ref(&ready), std::slice::from_ref(&shipped)),
            [vec![there.clone()]]
        );
        let lotte = format!("{NUMBER},lotte,{TRACKING}");
        assert_eq!(
            also(&lotte, std::slice::from_ref(&ready), std::slice::from_ref(&shipped)),
            [vec![]],
            "another carrier's"
        );
        let labelled = entry(ShipmentState::Labelled, Some(TRACKING));
        assert_eq!(also(&line, &[labelled], &[shipped]), [vec![]], "its label was put on so");

        let two = format!("{line}\n261123-FGHJK,cj,{TRACKING}");
        let both = [ready, other("261123-FGHJK", ShipmentState::Ready, None)];
        assert_eq!(also(&two, &both, &[]), [vec![], vec![here]], "by an earlier line");
    }

    #[test]
    fn what_became_of_a_line_is_read_back_from_its_word() {
        for (code, verdict) in OUTCOMES {
            assert_eq!((verdict.code(), Verdict::of_code(code)), (Some(code), Some(verdict)));
        }
        assert_eq!(Verdict::Refused(Why::Malformed(Malformed::Fields)).code(), None);
        assert_eq!(Verdict::of_code("maybe"), None);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_refused_and_the_others_are_not() {
        let verdicts =
            verdicts(&format!("1 2 3\n{NUMBER},cj,{TRACKING}"), Some(entry(ShipmentState::Ready, None)));
        assert_eq!(verdicts[0], Verdict::Refused(Why::Malformed(Malformed::Number)));
        assert!(matches!(verdicts[1], Verdict::Ships(_)));
    }
}
