//! The checks. Each writes a sentence for each thing that is wrong.

mod clients;
mod events;
mod goods;
mod money;

use crate::records::Records;
use crate::{Invariant, Violation};

pub(crate) use self::events::folds_that_differ;

/// I1, I2 and I5.
pub(crate) fn of_money(records: &Records) -> Vec<Violation> {
    all(
        records,
        &[
            (Invariant::Money, money::the_money_is_where_it_should_be),
            (Invariant::Money, money::every_capture_belongs_to_one_attempt),
            (Invariant::Payment, money::nothing_is_placed_without_a_payment),
            (Invariant::Refunds, money::no_more_goes_back_than_came_in),
            (Invariant::Refunds, money::every_refund_was_decided_once),
        ],
    )
}

/// I3, I4 and I6.
pub(crate) fn of_goods(records: &Records) -> Vec<Violation> {
    all(
        records,
        &[
            (Invariant::Shipment, goods::what_was_placed_is_shipped_once),
            (Invariant::Stopped, goods::nothing_cancelled_leaves),
            (Invariant::Stock, goods::the_ledger_adds_up_to_the_stock),
            (Invariant::Stock, goods::every_piece_is_accounted_for),
        ],
    )
}

/// I7 and I8.
pub(crate) fn of_events(records: &Records) -> Vec<Violation> {
    all(
        records,
        &[
            (Invariant::Events, events::every_event_is_numbered),
            (Invariant::Events, events::every_event_is_applied),
            (Invariant::Events, events::every_event_has_its_letter),
            (Invariant::MyPage, events::my_page_says_what_main_says),
        ],
    )
    .into_iter()
    .chain(folds_that_differ(&records.events, &records.snapshots))
    .collect()
}

/// I9 and I10.
pub(crate) fn of_clients(records: &Records) -> Vec<Violation> {
    all(
        records,
        &[
            (Invariant::Promises, clients::what_was_told_is_so),
            (Invariant::Live, clients::open_pages_show_what_my_page_says),
        ],
    )
}

type Check = fn(&Records) -> Vec<String>;

fn all(records: &Records, checks: &[(Invariant, Check)]) -> Vec<Violation> {
    let of = |(invariant, check): &(Invariant, Check)| {
        let invariant = *invariant;
        check(records).into_iter().map(move |what| Violation::new(invariant, what))
    };
    checks.iter().flat_map(of).collect()
}
