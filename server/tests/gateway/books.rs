//! What the provider's books show of captures and refunds, for the comparison with ours.

use kernel::time::days;
use kernel::{Money, Time};
use payment::{Movement, ProviderTransaction};

use crate::for_every_adapter;
use crate::setup::{Setup, TOTAL, refund_id};

for_every_adapter![
    the_books_show_each_capture_and_refund_once_and_whose_it_is,
    what_was_not_captured_is_no_movement,
    another_time_shows_nothing,
];

/// All that was ever moved.
async fn books(it: &Setup) -> Vec<ProviderTransaction> {
    let end = Time::EPOCH + days(365 * 100);
    it.provider.transactions(Time::EPOCH, end).await.expect("the books are read")
}

async fn the_books_show_each_capture_and_refund_once_and_whose_it_is(it: &Setup) {
    let payment = it.captured(1).await;
    it.refund(&payment, 1, 9_000).await.expect("made");
    it.refund(&payment, 2, 30_000).await.expect("made");
    let books = books(it).await;
    let mut moved: Vec<_> = books.iter().map(|it| (it.movement, it.amount)).collect();
    moved.sort_by_key(|(_, amount)| amount.amount);
    let back = |n| Movement::Returned(Some(refund_id(n)));
    let expected = [
        (back(1), Money::won(9_000)),
        (back(2), Money::won(30_000)),
        (Movement::Captured, Money::won(TOTAL)),
    ];
    assert_eq!(moved, expected);
    let capture = books.iter().find(|it| it.movement == Movement::Captured).expect("captured");
    assert_eq!(capture.attempt, Some(payment.attempt));
    let mut ids: Vec<_> = books.iter().map(|it| &it.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "each has a name of its own");
}

async fn what_was_not_captured_is_no_movement(it: &Setup) {
    it.prepared(1).await;
    assert_eq!(books(it).await, []);
}

async fn another_time_shows_nothing(it: &Setup) {
    it.captured(1).await;
    let books = it.provider.transactions(Time::EPOCH, Time::EPOCH + days(1)).await;
    assert_eq!(books, Ok(vec![]));
}
