//! What follows a purchase: the shop's cancel, a part of the price given back, another address, and the same again.

use std::collections::{BTreeMap, BTreeSet};

use events::{Action, Actor, CancelReason, Delivery, Event, Line, PartReason, RefundReason, Requester};
use kernel::{Money, SessionId, VariantId};
use order::{
    Again, CommandError, DraftLine, Field, FieldError, Fields, LeftOut, MAX_QUANTITY, Order, PartError,
    PartRefund, Readdressed, Reordered, State, Verdict, Why, WhyLeft, again, cancel, change_address, consume,
    refund_part,
};
use uuid::Uuid;

use crate::common::{
    BUYER, OPENED, ORDER, after, approved, attempt, cancelled_by_buyer, details, line, opened, paying,
};
use crate::matrix::{self, assert_matrix, verdict};
use crate::{STRANGER, shop_with};

const SELLER: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11)));

fn paid() -> Order {
    after(&paying(&opened()), &approved(1))
}

// ------------------------------------------------------------------ the shop cancels

#[tokio::test]
async fn a_shop_that_cancels_says_why_and_is_audited_once() {
    let shop = shop_with(paid());
    for _ in 0..2 {
        let done = shop.service.cancel_for_shop(ORDER, CancelReason::SoldOut, SELLER).await;
        assert_eq!(done, Ok(()), "a second click is a replay");
    }
    let rows = shop.database.rows();
    let (reason, by) = (CancelReason::SoldOut, Requester::Seller);
    assert_eq!(rows.events, [Event::OrderCancelRequested { reason, by }]);
    assert_eq!(rows.orders[&ORDER].state, State::CancelRequested);
    let [entry] = rows.audit.as_slice() else { panic!("{:?}", rows.audit) };
    assert_eq!((entry.who, entry.action, entry.order), (SELLER, Action::OrderCancelled, Some(ORDER)));
    assert_eq!(entry.subject, "sold_out");
}

#[tokio::test]
async fn what_was_never_placed_is_nothing_that_a_shop_could_cancel() {
    let unplaced = [opened(), paying(&opened()), cancelled_by_buyer(&paying(&opened()))];
    for order in unplaced {
        let shop = shop_with(order.clone());
        let refused = shop.service.cancel_for_shop(ORDER, CancelReason::Asked, SELLER).await;
        assert_eq!(refused, Err(CommandError::NotFound), "{:?}", order.state);
        assert_eq!(shop.database.rows().orders[&ORDER], order);
        assert!(shop.database.rows().audit.is_empty());
    }
}

#[tokio::test]
async fn a_completed_order_is_past_the_shops_cancel() {
    let shop = shop_with(Order { state: State::Completed, ..paid() });
    let refused = shop.service.cancel_for_shop(ORDER, CancelReason::Mistake, SELLER).await;
    assert_eq!(refused, Err(CommandError::Conflict));
    assert!(shop.database.rows().audit.is_empty());
}

#[test]
fn the_shop_cancels_as_a_buyer_does_and_says_that_it_was_the_shop() {
    for (name, order) in matrix::standings() {
        let by = |by| cancel(&order, CancelReason::SoldOut, by, OPENED);
        assert_eq!(verdict(&order, &by(Requester::Seller)), verdict(&order, &by(Requester::Buyer)), "{name}");
    }
}

// ------------------------------------------------------------------ a part goes back

/// So many won of 78,000, by a form that was made after so many refunds.
fn part(won: i64, made_for: u32) -> PartRefund {
    PartRefund { amount: Money::won(won), reason: PartReason::Late, made_for }
}

/// The order after these parts, each by a form of its moment.
fn given_back(order: Order, parts: &[i64]) -> Order {
    (0..).zip(parts).fold(order, |order, (made_for, won)| match refund_part(&order, &part(*won, made_for)) {
        Verdict::Change(decided) => decided.order,
        other => panic!("{won} won: {other:?}"),
    })
}

#[test]
fn a_part_is_given_back_of_an_order_that_stands_and_of_no_other() {
    const GIVEN: [&str; 4] = ["OrderRefundDue", "OrderRefundDue", "conflict", "conflict"];
    const NOT: [&str; 4] = ["conflict"; 4];
    assert_matrix(
        ["a part", "all of it", "more", "by an old form"],
        &[
            ("AwaitingPayment", NOT),
            ("AwaitingPayment, k1 failed", NOT),
            ("Paying(k1)", NOT),
            ("Paying(k2)", NOT),
            ("Paid by k1", GIVEN),
            ("Paid by k2", GIVEN),
            ("Paid by k1, delivered", GIVEN),
            ("CancelPending(k1)", NOT),
            ("CancelPending(k2)", NOT),
            ("CancelRequested, paid by k1", NOT),
            ("Cancelled, never paid", NOT),
            ("Cancelled, k1 declined after", NOT),
            ("Cancelled, k1 approved after", NOT),
            ("Cancelled, k1 goes back", NOT),
            ("Expired", NOT),
            ("Expired, k1 failed", NOT),
            ("Completed", GIVEN),
        ],
        |order| {
            [part(5_000, 0), part(78_000, 0), part(78_001, 0), part(5_000, 1)]
                .map(|part| verdict(order, &refund_part(order, &part)))
        },
    );
}

#[test]
fn a_form_that_is_sent_again_decides_nothing_more_in_whatever_state_it_meets_the_order() {
    let once = given_back(paid(), &[5_000]);
    let requested = cancelled_by_buyer(&once);
    let cancelled = after(&requested, &Event::ShipmentCancelled);
    for order in [&once, &requested, &cancelled] {
        assert_eq!(refund_part(order, &part(5_000, 0)), Verdict::Already);
        assert_eq!(refund_part(order, &part(6_000, 0)), Verdict::Conflict, "another amount is another wish");
    }
    assert_eq!(refund_part(&requested, &part(1_000, 1)), Verdict::Conflict);
}

#[test]
fn no_sum_below_one_won_goes_back() {
    for won in [0, -1, i64::MIN] {
        assert_eq!(refund_part(&paid(), &part(won, 0)), Verdict::Conflict, "{won}");
    }
}

#[test]
fn parts_and_the_cancel_after_them_come_to_the_total_and_not_to_a_won_more() {
    let order = given_back(paid(), &[5_000, 1, 70_000]);
    let rest = order.rest().unwrap();
    assert_eq!((rest.attempt, rest.amount, rest.count), (attempt(1), Money::won(2_999), 3));
    assert_eq!(refund_part(&order, &part(3_000, 3)), Verdict::Conflict);
    let cancelled = consume(&cancelled_by_buyer(&order), &Event::ShipmentCancelled, OPENED).unwrap();
    let sums: Vec<i64> = cancelled.order.refunds.iter().map(|refund| refund.amount.amount).collect();
    assert_eq!(sums, [5_000, 1, 70_000, 2_999]);
    let ids: BTreeSet<_> = cancelled.order.refunds.iter().map(|refund| refund.refund).collect();
    assert_eq!(ids.len(), 4, "each has an id of its own");
    assert_eq!(cancelled.events.last().map(Event::name), Some("OrderRefundDue"));
}

#[test]
fn an_order_that_was_given_back_whole_is_cancelled_without_another_refund() {
    let order = cancelled_by_buyer(&given_back(paid(), &[78_000]));
    let cancelled = consume(&order, &Event::ShipmentCancelled, OPENED).unwrap();
    assert_eq!(verdict(&order, &Verdict::Change(Box::new(cancelled))), "cancelled + OrderCancelled + return");
}

#[test]
fn the_rest_does_not_count_what_went_back_of_other_payments() {
    let twice = after(&paid(), &approved(2));
    let rest = twice.rest().unwrap();
    assert_eq!((rest.attempt, rest.amount, rest.count), (attempt(1), details().total, 0));
    assert_eq!(opened().rest(), None);
}

#[tokio::test]
async fn a_part_that_goes_back_is_audited_once_with_its_reason_and_amount() {
    let shop = shop_with(paid());
    assert_eq!(shop.service.refundable(ORDER).await.unwrap().unwrap().amount, details().total);
    for _ in 0..2 {
        assert_eq!(shop.service.refund_part(ORDER, part(5_000, 0), SELLER).await, Ok(()));
    }
    let rows = shop.database.rows();
    let [entry] = rows.audit.as_slice() else { panic!("{:?}", rows.audit) };
    assert_eq!(
        (entry.action, entry.subject.as_str(), entry.text.as_str()),
        (Action::PartRefunded, "late", "₩5,000",)
    );
    let [Event::OrderRefundDue { amount, reason, .. }] = rows.events.as_slice() else {
        panic!("{:?}", rows.events)
    };
    assert_eq!((*amount, *reason), (Money::won(5_000), RefundReason::Part(PartReason::Late)));
}

#[tokio::test]
async fn too_much_is_said_and_two_sellers_at_once_give_back_once() {
    let shop = shop_with(paid());
    let refused = shop.service.refund_part(ORDER, part(78_001, 0), SELLER).await;
    assert_eq!(refused, Err(PartError::TooMuch(Money::won(78_000))));
    shop.database.rows().meanwhile = Some(Box::new(|orders| {
        let theirs = given_back(paid(), &[70_000]);
        orders.insert(ORDER, Order { version: theirs.version + 1, ..theirs });
    }));
    let late = shop.service.refund_part(ORDER, part(60_000, 0), SELLER).await;
    assert_eq!(late, Err(PartError::Conflict));
    assert!(shop.database.rows().audit.is_empty());
}

#[tokio::test]
async fn nothing_can_be_given_back_of_what_was_never_paid() {
    let shop = shop_with(paying(&opened()));
    assert_eq!(shop.service.refundable(ORDER).await, Ok(None));
    assert_eq!(shop.service.refund_part(ORDER, part(1, 0), SELLER).await, Err(PartError::NotFound));
}

// ------------------------------------------------------------------ another address

fn elsewhere() -> Delivery {
    Delivery { address1: "부산 해운대구 우동 1".to_owned(), ..details().delivery }
}

fn fields(delivery: &Delivery) -> Fields {
    let Delivery { recipient, postcode, address1, address2, note } = delivery.clone();
    let (name, phone) = (recipient.name, recipient.phone);
    Fields { name, phone, postcode, address1, address2, note, ..Fields::default() }
}

#[test]
fn another_address_is_taken_of_a_paid_order_alone() {
    const TAKEN: [&str; 2] = ["OrderAddressChanged", "already"];
    const NOT: [&str; 2] = ["conflict", "conflict"];
    assert_matrix(
        ["another", "the same"],
        &[
            ("AwaitingPayment", NOT),
            ("AwaitingPayment, k1 failed", NOT),
            ("Paying(k1)", NOT),
            ("Paying(k2)", NOT),
            ("Paid by k1", TAKEN),
            ("Paid by k2", TAKEN),
            ("Paid by k1, delivered", TAKEN),
            ("CancelPending(k1)", NOT),
            ("CancelPending(k2)", NOT),
            ("CancelRequested, paid by k1", NOT),
            ("Cancelled, never paid", NOT),
            ("Cancelled, k1 declined after", NOT),
            ("Cancelled, k1 approved after", NOT),
            ("Cancelled, k1 goes back", NOT),
            ("Expired", NOT),
            ("Expired, k1 failed", NOT),
            ("Completed", NOT),
        ],
        |order| {
            let says = |delivery: &Delivery| verdict(order, &change_address(order, delivery));
            [says(&elsewhere()), says(&details().delivery)]
        },
    );
}

#[tokio::test]
async fn a_buyer_gives_another_address_and_a_second_click_changes_nothing() {
    let shop = shop_with(paid());
    for _ in 0..2 {
        let changed = shop.service.change_address(BUYER, ORDER, fields(&elsewhere())).await;
        assert_eq!(changed, Ok(Readdressed::Done));
    }
    let rows = shop.database.rows();
    assert_eq!(rows.orders[&ORDER].details.delivery, elsewhere());
    assert_eq!(rows.events, [Event::OrderAddressChanged { delivery: elsewhere() }]);
}

#[tokio::test]
async fn with_the_label_on_it_is_too_late_and_nothing_changes() {
    let shop = shop_with(paid());
    shop.database.rows().labelled = true;
    let late = shop.service.change_address(BUYER, ORDER, fields(&elsewhere())).await;
    assert_eq!(late, Ok(Readdressed::TooLate));
    assert!(!shop.service.address_form(BUYER, ORDER, None).await.unwrap().open);
    assert_eq!(shop.database.rows().orders[&ORDER], paid());
}

#[tokio::test]
async fn a_refused_address_comes_back_as_it_was_typed_and_to_nobody_else() {
    let shop = shop_with(paid());
    let typed = Fields { phone: "010".to_owned(), name: String::new(), ..fields(&elsewhere()) };
    let refused = shop.service.change_address(BUYER, ORDER, typed.clone()).await;
    let Ok(Readdressed::Refused(draft)) = refused else { panic!("{refused:?}") };
    let form = shop.service.address_form(BUYER, ORDER, Some(draft)).await.unwrap();
    let email = details().email;
    assert_eq!(form.fields, Fields { email, ..typed });
    let error = |field, why| FieldError { field, why };
    assert_eq!(form.errors, [error(Field::Name, Why::Missing), error(Field::Phone, Why::Malformed)]);
    assert_eq!(shop.database.rows().orders[&ORDER], paid());

    assert_eq!(shop.service.address_form(STRANGER, ORDER, Some(draft)).await, Err(CommandError::NotFound));
    shop.database.rows().drafts.get_mut(&draft).unwrap().session = STRANGER;
    let form = shop.service.address_form(BUYER, ORDER, Some(draft)).await.unwrap();
    assert_eq!(form.fields.name, details().delivery.recipient.name, "as the order is");
}

#[tokio::test]
async fn an_order_that_moves_on_meanwhile_keeps_its_address() {
    let shop = shop_with(paid());
    shop.database.rows().meanwhile = Some(Box::new(|orders| {
        let requested = cancelled_by_buyer(&paid());
        orders.insert(ORDER, Order { version: requested.version + 1, ..requested });
    }));
    let late = shop.service.change_address(BUYER, ORDER, fields(&elsewhere())).await;
    assert_eq!(late, Ok(Readdressed::TooLate));
    assert_eq!(shop.database.rows().orders[&ORDER].details.delivery, details().delivery);
}

#[tokio::test]
async fn somebody_elses_order_goes_where_it_goes() {
    let shop = shop_with(paid());
    let refused = shop.service.change_address(STRANGER, ORDER, fields(&elsewhere())).await;
    assert_eq!(refused, Err(CommandError::NotFound));
}

// ------------------------------------------------------------------ the same again

fn variant(n: u128) -> VariantId {
    VariantId(Uuid::from_u128(n))
}

/// A line of so many pieces of a variant.
fn of(n: u128, quantity: u32) -> Line {
    Line { variant: variant(n), quantity, ..line() }
}

fn asked(lines: &[Line], free: &[(u128, i64)]) -> Again {
    again(lines, free.iter().map(|(n, free)| (variant(*n), *free)).collect::<BTreeMap<_, _>>())
}

fn taken(n: u128, quantity: u32) -> DraftLine {
    DraftLine { variant: variant(n), quantity }
}

#[test]
fn what_is_sold_and_free_is_taken_and_the_rest_is_left_out_with_its_reason() {
    let lines = [of(1, 2), of(2, 3), of(3, 1), of(4, 1)];
    let again = asked(&lines, &[(1, 2), (2, 2), (3, 0)]);
    assert_eq!(again.lines, [taken(1, 2), taken(2, 2)]);
    let left = |line: &Line, why| LeftOut { line: line.clone(), why };
    let only = left(&lines[1], WhyLeft::Only(2));
    let gone = [left(&lines[2], WhyLeft::SoldOut), left(&lines[3], WhyLeft::NoLongerSold)];
    assert_eq!(again.left_out, [[only].as_slice(), &gone].concat());
}

#[test]
fn lines_of_one_variant_share_its_pieces() {
    let lines = [of(1, 2), of(1, 2)];
    let again = asked(&lines, &[(1, 3)]);
    assert_eq!(again.lines, [taken(1, 2), taken(1, 1)]);
    assert_eq!(again.left_out, [LeftOut { line: lines[1].clone(), why: WhyLeft::Only(1) }]);
}

#[test]
fn stock_that_is_out_of_order_takes_nothing() {
    assert!(asked(&[of(1, 2)], &[(1, -1)]).lines.is_empty());
    assert_eq!(asked(&[of(1, MAX_QUANTITY)], &[(1, i64::MAX)]).lines, [taken(1, MAX_QUANTITY)]);
}

#[tokio::test]
async fn the_same_again_begins_a_checkout_of_its_lines() {
    let shop = shop_with(paid());
    let Ok(Reordered::Draft(draft)) = shop.service.reorder(BUYER, ORDER, BUYER, false).await else {
        panic!("all of it can be had")
    };
    let lines = [DraftLine { variant: line().variant, quantity: line().quantity }];
    assert_eq!(shop.database.rows().drafts[&draft].lines, lines);
}

#[tokio::test]
async fn a_buyer_is_asked_before_a_part_of_it_is_begun() {
    let shop = shop_with(paid());
    shop.database.rows().free = 1;
    assert_eq!(shop.service.reorder(BUYER, ORDER, BUYER, false).await, Ok(Reordered::AskFirst));
    assert!(shop.database.rows().drafts.is_empty());
    let Ok(Reordered::Draft(draft)) = shop.service.reorder(BUYER, ORDER, BUYER, true).await else {
        panic!("one piece can be had")
    };
    assert_eq!(shop.database.rows().drafts[&draft].lines[0].quantity, 1);
}

#[tokio::test]
async fn nothing_begins_where_nothing_can_be_had() {
    let shop = shop_with(paid());
    shop.database.rows().sold = false;
    for part in [false, true] {
        assert_eq!(shop.service.reorder(BUYER, ORDER, BUYER, part).await, Ok(Reordered::AskFirst));
    }
    assert!(shop.database.rows().drafts.is_empty());
    assert_eq!(shop.service.again(BUYER, ORDER).await.unwrap().left_out[0].why, WhyLeft::NoLongerSold);
}

#[tokio::test]
async fn somebody_elses_order_is_not_ordered_again() {
    let shop = shop_with(paid());
    assert_eq!(shop.service.reorder(STRANGER, ORDER, STRANGER, true).await, Err(CommandError::NotFound));
}
