//! The ways of an order, as the domain page draws them, with the sandbox provider over HTTP; with the provider
//! that does what it is told where the sandbox is too good for the case.

use events::ConsumerName;
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{AttemptId, Clock, Lang};
use order::{CommandError, PayOutcome, PlaceOutcome, State};
use payment::RefundState;
use shipping::{Command, ShipmentState, StopAnswer};
use sqlx::Row as _;

use crate::invariants;
use crate::shop::{Bought, PIECES, SELLER, TestShop, fields, parcel, price};
use crate::till::{DECLINED, GOOD, LOST, Line, REFUSED, UNHEARD};

impl TestShop {
    /// Lets time pass as it does, some minutes at a time.
    async fn asked_on_for(&self, span: Span) {
        let end = self.clock.now() + span;
        while self.clock.now() < end {
            self.wait(minutes(20)).await;
        }
    }

    /// The states of the order's refunds.
    async fn refunds(&self, bought: Bought) -> Vec<RefundState> {
        let (_, refunds) = self.shop.services.payment.of_order(bought.order).await.unwrap();
        refunds.iter().map(|refund| refund.state).collect()
    }
}

#[tokio::test]
async fn an_order_goes_from_the_draft_to_the_doorstep() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    assert_eq!(shop.pieces().await, (PIECES, 1));

    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.settle().await;
    assert_eq!(shop.pieces().await, (PIECES - 1, 0));
    assert_eq!(shop.shipment(bought).await, Some(ShipmentState::Ready));

    shop.seller(bought, Command::Label(parcel())).await.unwrap();
    shop.seller(bought, Command::Ship(None)).await.unwrap();
    assert_eq!(shop.complete(bought).await, Err(CommandError::Conflict));
    shop.seller(bought, Command::Deliver).await.unwrap();
    assert_eq!(shop.complete(bought).await, Ok(()));
    shop.settle().await;

    assert_eq!(shop.state(bought).await, State::Completed);
    let history = [
        "OrderOpened",
        "OrderPaymentStarted",
        "PaymentApproved",
        "OrderPlaced",
        "ShipmentCreated",
        "ShipmentLabelled",
        "ShipmentShipped",
        "ShipmentDelivered",
        "OrderCompleted",
    ];
    assert_eq!(shop.history(bought).await, history);
    assert_eq!(shop.kept().await, price());
    assert_eq!(shop.alerts().await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_delivered_order_completes_by_itself_after_eight_days() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.seller(bought, Command::Deliver).await.unwrap();
    shop.wait(days(7)).await;
    shop.wait(hours(23)).await;
    assert_eq!(shop.state(bought).await, State::Paid);
    shop.wait(hours(2)).await;
    assert_eq!(shop.state(bought).await, State::Completed);
    shop.assert_sound().await;
}

#[tokio::test]
async fn one_checkout_is_one_order_however_often_it_is_placed() {
    let shop = TestShop::with_till().await;
    let session = shop.session();
    let draft = shop.begin(session, 2).await;
    let order = &shop.shop.services.order;
    let (first, second) = tokio::join!(
        order.place(session, None, draft, fields(), None, Lang::Ko),
        order.place(session, None, draft, fields(), None, Lang::Ko)
    );
    let again = order.place(session, None, draft, fields(), None, Lang::Ko).await;
    let Ok(PlaceOutcome::Placed(_)) = first else { panic!("not placed: {first:?}") };
    assert_eq!((&first, &first), (&second, &again));
    assert_eq!(shop.pieces().await, (PIECES, 2));
}

#[tokio::test]
async fn a_declined_card_loses_nothing_and_another_pays() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, DECLINED).await, Ok(PayOutcome::Declined));
    shop.settle().await;
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    assert_eq!(shop.shipment(bought).await, None);
    assert_eq!((shop.kept().await, shop.pieces().await), (0, (PIECES, 1)));

    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.quiet().await;
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn the_last_minutes_are_lengthened_by_a_failed_attempt() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    shop.wait(minutes(14)).await;
    assert_eq!(shop.pay(bought, DECLINED).await, Ok(PayOutcome::Declined));
    shop.wait(minutes(4)).await;
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.settle().await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_order_that_nobody_pays_expires_and_its_pieces_are_free() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    shop.wait(minutes(14)).await;
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    shop.wait(minutes(1)).await;
    assert_eq!(shop.state(bought).await, State::Expired);
    assert_eq!(shop.pieces().await, (PIECES, 0));
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::HoldOver));
    assert_eq!(shop.cancel(bought).await, Err(CommandError::Conflict));
    assert_eq!(shop.kept().await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn the_last_piece_is_sold_once() {
    let shop = TestShop::with_till().await;
    sqlx::query("UPDATE stock SET on_hand = 1").execute(&shop.main).await.unwrap();
    let bought = shop.place().await;
    let session = shop.session();
    let draft = shop.begin(session, 1).await;
    let order = &shop.shop.services.order;
    assert_eq!(order.place(session, None, draft, fields(), None, Lang::Ko).await, Ok(PlaceOutcome::Refused));
    let (refused, ..) = order.draft(session, draft).await.unwrap();
    assert_eq!((refused.refused.as_deref(), refused.fields), (Some("sold_out"), fields()));

    shop.cancel(bought).await.unwrap();
    let Ok(PlaceOutcome::Placed(_)) = order.place(session, None, draft, fields(), None, Lang::Ko).await
    else {
        panic!("the piece is free again")
    };
}

#[tokio::test]
async fn a_session_has_three_unpaid_orders_and_no_fourth() {
    let shop = TestShop::with_till().await;
    let session = shop.session();
    let order = &shop.shop.services.order;
    for _ in 0..3 {
        let draft = shop.begin(session, 1).await;
        assert!(matches!(
            order.place(session, None, draft, fields(), None, Lang::Ko).await,
            Ok(PlaceOutcome::Placed(_))
        ));
    }
    let draft = shop.begin(session, 1).await;
    assert_eq!(order.place(session, None, draft, fields(), None, Lang::Ko).await, Ok(PlaceOutcome::Refused));
    let (refused, ..) = order.draft(session, draft).await.unwrap();
    assert_eq!(refused.refused.as_deref(), Some("too_many_unpaid"));
    assert_eq!(shop.pieces().await, (PIECES, 3));
}

#[tokio::test]
async fn an_unpaid_order_is_cancelled_at_once_and_nobody_else_hears_of_it() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    shop.cancel(bought).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!(shop.pieces().await, (PIECES, 0));
    assert_eq!(shop.cancel(bought).await, Ok(()), "a second click is a success");
    assert_eq!(public_events(&shop).await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_while_paying_waits_for_the_answer_and_gives_all_of_it_back() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, LOST).await, Ok(PayOutcome::Checking));
    shop.cancel(bought).await.unwrap();
    assert!(matches!(shop.state(bought).await, State::CancelPending(_)));
    shop.settle().await;
    assert_eq!(shop.kept().await, price());

    shop.quiet().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!(shop.refunds(bought).await, [RefundState::Succeeded]);
    assert_eq!((shop.kept().await, shop.pieces().await), (0, (PIECES, 0)));
    assert_eq!(shop.shipment(bought).await, None);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_while_paying_closes_a_payment_that_never_arrived() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, UNHEARD).await, Ok(PayOutcome::Checking));
    shop.cancel(bought).await.unwrap();
    shop.quiet().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!(public_events(&shop).await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_before_the_label_is_done_by_itself_and_refunded() {
    let shop = TestShop::open().await;
    for on_hold in [false, true] {
        let bought = shop.paid().await;
        if on_hold {
            shop.seller(bought, Command::Hold { reason: "재고 확인".to_owned() }).await.unwrap();
        }
        shop.cancel(bought).await.unwrap();
        assert_eq!(shop.state(bought).await, State::CancelRequested);
        shop.settle().await;
        assert_eq!(shop.state(bought).await, State::Cancelled);
        assert_eq!(shop.shipment(bought).await, Some(ShipmentState::Cancelled));
        assert_eq!(shop.refunds(bought).await, [RefundState::Succeeded]);
    }
    assert_eq!((shop.kept().await, shop.pieces().await), (0, (PIECES, 0)));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_after_the_label_is_the_sellers_to_answer_and_the_box_was_kept() {
    let shop = TestShop::open().await;
    let bought = shop.paid().await;
    shop.seller(bought, Command::Label(parcel())).await.unwrap();
    shop.cancel(bought).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.shipment(bought).await, Some(ShipmentState::StopAsked));
    assert_eq!(shop.state(bought).await, State::CancelRequested);
    let ship = shop.seller(bought, Command::Ship(None)).await;
    assert_eq!(ship, Err(shipping::CommandError::Conflict));

    shop.seller(bought, Command::AnswerStop(StopAnswer::Kept)).await.unwrap();
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!((shop.kept().await, shop.pieces().await), (0, (PIECES, 0)));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_after_the_label_is_the_sellers_to_answer_and_the_box_has_left() {
    let shop = TestShop::open().await;
    let bought = shop.paid().await;
    shop.seller(bought, Command::Label(parcel())).await.unwrap();
    shop.cancel(bought).await.unwrap();
    shop.settle().await;
    shop.seller(bought, Command::AnswerStop(StopAnswer::Left)).await.unwrap();
    assert_eq!(shop.state(bought).await, State::Paid);
    assert_eq!(shop.shipment(bought).await, Some(ShipmentState::Shipped));
    assert!(shop.my_page(bought).await.cancel_lost());
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_comes_too_late_once_the_parcel_is_on_its_way() {
    let shop = TestShop::open().await;
    for delivered in [false, true] {
        let bought = shop.shipped().await;
        if delivered {
            shop.seller(bought, Command::Deliver).await.unwrap();
        }
        shop.cancel(bought).await.unwrap();
        shop.settle().await;
        assert_eq!(shop.state(bought).await, State::Paid);
        assert!(shop.my_page(bought).await.cancel_lost());
    }
    assert_eq!(shop.kept().await, 2 * price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_completed_order_is_not_cancelled() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.seller(bought, Command::Deliver).await.unwrap();
    shop.complete(bought).await.unwrap();
    assert_eq!(shop.cancel(bought).await, Err(CommandError::Conflict));
    shop.settle().await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_cancel_that_shipping_has_not_heard_of_is_not_overtaken_by_the_label() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.cancel(bought).await.unwrap();
    let label = shop.shop.services.shipping.command(bought.order, Command::Label(parcel()), SELLER).await;
    assert_eq!(label, Err(shipping::CommandError::Conflict));
    shop.settle().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_ship_is_taken_back_within_ten_minutes_and_not_after() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.wait(minutes(9)).await;
    shop.seller(bought, Command::UndoShip).await.unwrap();
    assert_eq!(shop.shipment(bought).await, Some(ShipmentState::Labelled));
    shop.seller(bought, Command::Ship(None)).await.unwrap();
    shop.wait(minutes(10)).await;
    assert_eq!(shop.seller(bought, Command::UndoShip).await, Err(shipping::CommandError::TooLate));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refund_that_the_provider_refuses_is_shown_and_tried_again_daily() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.till().refuse_refunds(true);
    shop.cancel(bought).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!(shop.refunds(bought).await, [RefundState::Refused]);
    assert_eq!(shop.alerts().await, 1);
    shop.wait(hours(25)).await;
    assert_eq!(shop.refunds(bought).await, [RefundState::Refused]);
    assert_eq!(shop.alerts().await, 1, "what is refused each day is told once");

    shop.till().refuse_refunds(false);
    shop.wait(hours(25)).await;
    assert_eq!(shop.refunds(bought).await, [RefundState::Succeeded]);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_payment_captured_after_it_was_called_off_is_given_back_and_harms_no_order() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    let first = AttemptId::nth(bought.order, 1);
    assert_eq!(shop.pay(bought, REFUSED).await, Ok(PayOutcome::NotSent));
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.settle().await;

    shop.till().capture_late(first);
    assert_eq!(shop.kept().await, 2 * price());
    shop.wait(hours(1)).await;

    assert_eq!(shop.state(bought).await, State::Paid);
    assert_eq!((shop.kept().await, shop.alerts().await), (price(), 1));
    assert!(shop.history(bought).await.contains(&"PaymentSurplus".to_owned()));
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_unknown_outcome_is_asked_until_the_provider_says_paid() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, LOST).await, Ok(PayOutcome::Checking));
    shop.settle().await;
    assert!(matches!(shop.state(bought).await, State::Paying(_)));
    assert_eq!(public_events(&shop).await, 0);
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Checking), "a second click meets the same row");

    shop.wait(seconds(2)).await;
    assert_eq!(shop.state(bought).await, State::Paid);
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_unknown_outcome_never_expires_while_the_provider_is_silent() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, LOST).await, Ok(PayOutcome::Checking));
    shop.till().set_line(Line::Silent);
    shop.wait(hours(2)).await;
    assert!(matches!(shop.state(bought).await, State::Paying(_)));
    assert_eq!(shop.pieces().await, (PIECES, 1));

    shop.till().set_line(Line::Up);
    shop.wait(minutes(6)).await;
    assert_eq!(shop.state(bought).await, State::Paid);
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_outcome_that_is_unknown_for_a_day_is_told_to_the_seller_once() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, LOST).await, Ok(PayOutcome::Checking));
    shop.till().set_line(Line::Silent);
    shop.asked_on_for(hours(23)).await;
    assert_eq!(shop.alerts().await, 0);
    shop.asked_on_for(hours(1)).await;
    assert_eq!((shop.alerts().await, invariants::untold(&shop).await), (1, vec![]));
    shop.asked_on_for(hours(30)).await;
    assert_eq!((shop.alerts().await, invariants::untold(&shop).await), (1, vec![]));

    shop.till().set_line(Line::Up);
    shop.wait(minutes(5)).await;
    assert_eq!(shop.state(bought).await, State::Paid);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_shop_that_was_down_when_the_day_was_over_tells_it_when_it_is_back() {
    let shop = TestShop::with_till().await;
    let (payment, refund) = (shop.place().await, shop.paid().await);
    assert_eq!(shop.pay(payment, LOST).await, Ok(PayOutcome::Checking));
    shop.till().set_line(Line::Silent);
    shop.cancel(refund).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.refunds(refund).await, [RefundState::Unknown]);
    assert_eq!(shop.alerts().await, 0);

    shop.wait(days(3)).await;
    assert_eq!((shop.alerts().await, invariants::untold(&shop).await), (2, vec![]));
    shop.wait(days(3)).await;
    assert_eq!(shop.alerts().await, 2);

    shop.till().set_line(Line::Up);
    shop.quiet().await;
    assert_eq!(shop.refunds(refund).await, [RefundState::Succeeded]);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refund_that_nobody_answers_for_is_told_to_the_seller_once() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.till().set_line(Line::Silent);
    shop.cancel(bought).await.unwrap();
    shop.asked_on_for(hours(50)).await;
    assert_eq!(shop.refunds(bought).await, [RefundState::Unknown]);
    assert_eq!((shop.alerts().await, invariants::untold(&shop).await), (1, vec![]));
    sqlx::query("DELETE FROM alerts").execute(&shop.main).await.unwrap();
    assert_eq!(invariants::untold(&shop).await.len(), 1, "and had it not been told, it would be seen");
}

#[tokio::test]
async fn a_late_capture_is_found_though_the_shop_was_down_when_it_was_last_to_be_looked_for() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, REFUSED).await, Ok(PayOutcome::NotSent));
    shop.till().set_line(Line::Silent);
    for _ in 0..3 {
        shop.wait(days(10)).await;
    }
    shop.till().capture_late(AttemptId::nth(bought.order, 1));
    shop.till().set_line(Line::Up);
    shop.wait(days(1)).await;
    assert!(shop.history(bought).await.contains(&"PaymentSurplus".to_owned()));
    shop.quiet().await;
    assert_eq!(shop.kept().await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_charge_that_never_arrived_is_closed_and_can_be_paid_again() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, UNHEARD).await, Ok(PayOutcome::Checking));
    shop.wait(seconds(2)).await;
    assert!(matches!(shop.state(bought).await, State::Paying(_)), "it may still be under way");
    for _ in 0..3 {
        shop.wait(seconds(60)).await;
    }
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.quiet().await;
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_attempt_that_was_never_written_is_closed_after_a_minute() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    let order = shop.order(bought.order).await;
    let attempt = order.next_attempt();
    let order::Start::Go(decided) = order::start(&order, attempt, crate::shop::OPENING) else {
        panic!("payable")
    };
    let commit = order::Commit { decided: *decided, now: crate::shop::OPENING, progress: None, audit: None };
    shop.shop.main.orders().commit(commit).await.unwrap();

    shop.wait(seconds(59)).await;
    assert_eq!(shop.state(bought).await, State::Paying(attempt));
    shop.wait(seconds(2)).await;
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    let row = shop.shop.services.payment.attempt(attempt).await.unwrap();
    assert_eq!(
        row.map(|row| row.state),
        Some(payment::AttemptState::NotSent),
        "a late starter meets the key"
    );
    shop.quiet().await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_no_trace_outside_the_buyers_own_pages() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    shop.switch_sandbox(true).await;
    assert_eq!(
        shop.pay(bought, GOOD).await,
        Ok(PayOutcome::NotSent),
        "nothing was charged, and that is known"
    );
    shop.wait(minutes(3)).await;
    assert_eq!(public_events(&shop).await, 0);
    assert_eq!(shop.shipment(bought).await, None);

    shop.switch_sandbox(false).await;
    shop.wait(minutes(6)).await;
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.quiet().await;
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refused_connection_charges_nothing_and_says_so_at_once() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    shop.till().set_line(Line::Refusing);
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::NotSent));
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    shop.till().set_line(Line::Up);
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    shop.quiet().await;
    shop.assert_sound().await;
}

/// The provider's places are all taken by payments that wait; the next buyer is told when to come again, with
/// everything kept.
#[tokio::test]
async fn a_busy_provider_is_told_before_anything_is_sent_and_paid_later() {
    let shop = TestShop::with_till().await;
    let mut buyers = Vec::new();
    for _ in 0..32 {
        buyers.push(shop.place().await);
    }
    let late = shop.place().await;
    shop.till().set_busy(true);
    let paying = futures::future::join_all(buyers.iter().map(|buyer| shop.pay(*buyer, GOOD)));
    let told = async {
        shop.till().has_waiting(32).await;
        let told = shop.pay(late, GOOD).await;
        shop.till().set_busy(false);
        told
    };
    let (paid, told) = tokio::join!(paying, told);
    assert!(paid.iter().all(|outcome| *outcome == Ok(PayOutcome::Paid)));
    assert_eq!(told, Ok(PayOutcome::Busy { retry_after: 30 }));
    assert_eq!(shop.state(late).await, State::AwaitingPayment);

    assert_eq!(shop.pay(late, GOOD).await, Ok(PayOutcome::Paid));
    shop.settle().await;
    assert_eq!(shop.kept().await, 33 * price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn orders_are_placed_and_paid_while_shipping_is_paused_and_it_catches_up() {
    let shop = TestShop::open().await;
    let outbox = &shop.shop.services.outbox;
    outbox.pause(ConsumerName::Shipping, true).await.unwrap();
    let kept = shop.paid().await;
    let cancelled = shop.paid().await;
    shop.cancel(cancelled).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.shipment(kept).await, None);
    assert_eq!(shop.my_page(kept).await.shipment, None);
    assert_eq!(shop.state(cancelled).await, State::CancelRequested);
    let lag = outbox.lags().await.unwrap().into_iter().find(|lag| lag.consumer == ConsumerName::Shipping);
    assert_eq!(lag.map(|lag| (lag.paused, lag.waiting)), Some((true, 3)));

    outbox.pause(ConsumerName::Shipping, false).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.shipment(kept).await, Some(ShipmentState::Ready));
    assert_eq!(shop.state(cancelled).await, State::Cancelled);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_poisoned_event_is_parked_and_shown_and_others_go_on() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    let of_order = "SELECT position, event FROM outbox WHERE order_id = $1 AND name = 'OrderPlaced'";
    let row = sqlx::query(of_order).bind(bought.order.uuid()).fetch_one(&shop.main).await.unwrap();
    let (position, event): (i64, String) = (row.get(0), row.get(1));
    write_event(&shop, position, "{\"type\":").await;

    for _ in 0..5 {
        shop.wait(minutes(1)).await;
    }
    let outbox = &shop.shop.services.outbox;
    let letters = outbox.dead_letters().await.unwrap();
    let shown: Vec<_> = letters.iter().map(|l| (l.consumer, l.order, l.name.as_str(), l.attempts)).collect();
    let expected = [ConsumerName::Mail, ConsumerName::MyPage, ConsumerName::Shipping]
        .map(|c| (c, bought.order, "OrderPlaced", 5));
    assert_eq!(shown, expected);
    assert!(letters.iter().all(|letter| letter.reason.contains("unreadable")));

    let other = shop.paid().await;
    assert_eq!(shop.shipment(other).await, Some(ShipmentState::Ready));
    shop.cancel(bought).await.unwrap();
    shop.wait(minutes(5)).await;
    assert_eq!(shop.shipment(bought).await, None, "what follows a parked event waits");

    write_event(&shop, position, &event).await;
    for letter in letters {
        assert_eq!(outbox.replay(letter.consumer, letter.position).await, Ok(true));
        assert_eq!(outbox.replay(letter.consumer, letter.position).await, Ok(false));
    }
    shop.settle().await;
    assert_eq!(shop.state(bought).await, State::Cancelled);
    assert_eq!(outbox.dead_letters().await, Ok(Vec::new()));
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_event_of_a_newer_program_waits_for_it_and_is_not_parked() {
    let shop = TestShop::open().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
    let of_newer = "UPDATE outbox SET version = version + 1 WHERE order_id = $1";
    sqlx::query(of_newer).bind(bought.order.uuid()).execute(&shop.main).await.unwrap();
    let other = shop.place().await;
    assert_eq!(shop.pay(other, GOOD).await, Ok(PayOutcome::Paid));
    for _ in 0..9 {
        assert!(shop.shop.relay.round(ConsumerName::Shipping).await.is_err());
        shop.clock.advance(minutes(1));
    }
    assert_eq!(shop.shop.services.outbox.dead_letters().await, Ok(Vec::new()));
    assert_eq!(shop.shipment(bought).await, None);
    assert_eq!(shop.shipment(other).await, Some(ShipmentState::Ready), "other orders go on");

    let of_ours = "UPDATE outbox SET version = version - 1 WHERE order_id = $1";
    sqlx::query(of_ours).bind(bought.order.uuid()).execute(&shop.main).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.shipment(bought).await, Some(ShipmentState::Ready));
}

#[tokio::test]
async fn a_lost_my_page_is_built_again_and_says_the_same() {
    let shop = TestShop::open().await;
    let delivered = shop.shipped().await;
    shop.seller(delivered, Command::Deliver).await.unwrap();
    let cancelled = shop.paid().await;
    shop.cancel(cancelled).await.unwrap();
    shop.settle().await;
    let unpaid = shop.place().await;
    shop.settle().await;
    let before = [shop.my_page(delivered).await, shop.my_page(cancelled).await, shop.my_page(unpaid).await];
    let pages = shop.shop.view.pages();
    let epoch = pages.epoch().await.unwrap();

    assert_eq!(shop.shop.my_page.rebuild(|_| {}).await, Ok(3));

    assert_ne!(pages.epoch().await.unwrap(), epoch, "a stream must know that its view is another");
    let after = [shop.my_page(delivered).await, shop.my_page(cancelled).await, shop.my_page(unpaid).await];
    assert_eq!(before, after);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_my_page_that_missed_events_heals_with_the_next_one() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    sqlx::query("DELETE FROM mypage").execute(&shop.view).await.unwrap();
    shop.seller(bought, Command::Label(parcel())).await.unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn every_delivery_made_twice_changes_nothing_more() {
    let shop = TestShop::with_till().await;
    shop.faults.deliver_twice();
    let bought = shop.shipped().await;
    shop.seller(bought, Command::Deliver).await.unwrap();
    let cancelled = shop.paid().await;
    shop.cancel(cancelled).await.unwrap();
    shop.quiet().await;
    assert_eq!(shop.kept().await, price());
    assert_eq!(shop.alerts().await, 0);
    shop.assert_sound().await;
}

/// Events that others than order, payment and MyPage may hear of.
async fn public_events(shop: &TestShop) -> i64 {
    let query = "SELECT COUNT(*) FROM outbox WHERE audience = 'public'";
    sqlx::query_scalar(query).fetch_one(&shop.main).await.unwrap()
}

async fn write_event(shop: &TestShop, position: i64, event: &str) {
    let update = sqlx::query("UPDATE outbox SET event = $1 WHERE position = $2").bind(event).bind(position);
    assert_eq!(update.execute(&shop.main).await.unwrap().rows_affected(), 1);
}
