//! 반품: the table of every (state, command), who may ask until when, and what of it comes back.

use events::{
    Action, Actor, Deduction, DeductionReason, Event, Goods, Line, RefundReason, Return, ReturnLine,
    ReturnReason, ReturnState,
};
use kernel::time::{days, hours};
use kernel::{Day, Money, RefundId, SessionId, Time, VariantId, Weekday};
use order::{
    Ask, ClosedDays, CommandError, CompletedBy, Decided, NoReturn, Order, ReturnCommand, State, StockMove,
    Verdict, ask_return, complete, move_return, refund_due,
};
use uuid::Uuid;

use crate::common::{
    BUYER, OPENED, ORDER, after, approved, attempt, cancelled_by_buyer, line, opened, paying,
};
use crate::matrix::{assert_matrix, told, verdict};
use crate::{STRANGER, shop_with};

const SELLER: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11)));

/// Paid and delivered when it was opened: two pieces at 39,000 won.
fn delivered() -> Order {
    after(&after(&paying(&opened()), &approved(1)), &Event::ShipmentDelivered)
}

/// So many pieces of each line.
fn ask(quantities: &[u32]) -> Ask {
    Ask { quantities: quantities.to_vec(), reason: ReturnReason::ChangedMind }
}

fn asked(order: &Order, ask: &Ask) -> Order {
    ask_return(order, ask, OPENED + hours(1)).expect("it can be asked for").order
}

fn moved(order: &Order, number: u32, command: &ReturnCommand) -> Order {
    match move_return(order, number, command, OPENED + hours(2)) {
        Verdict::Change(decided) => decided.order,
        other => panic!("{command:?}: {other:?}"),
    }
}

fn receive() -> ReturnCommand {
    ReturnCommand::Receive { closed: ClosedDays::weekends() }
}

const BACK: ReturnCommand = ReturnCommand::Refund { deduction: None, goods: Goods::BackToStock };

fn refuse() -> ReturnCommand {
    ReturnCommand::Refuse { why: "입은 흔적이 있어요".to_owned() }
}

/// A return of one piece in each of its states.
fn in_every_state() -> [(ReturnState, Order); 5] {
    let asked = asked(&delivered(), &ask(&[1]));
    let received = moved(&asked, 1, &receive());
    [
        (ReturnState::Asked, asked.clone()),
        (ReturnState::Received, received.clone()),
        (ReturnState::Refunded, moved(&received, 1, &BACK)),
        (ReturnState::Refused, moved(&received, 1, &refuse())),
        (ReturnState::Withdrawn, moved(&asked, 1, &ReturnCommand::Withdraw)),
    ]
}

// ------------------------------------------------------------------ the table

#[test]
fn every_command_in_every_state_of_a_return() {
    const REFUNDED: &str = "OrderReturnRefunded + OrderRefundDue + take back";
    let table = [
        ["OrderReturnWithdrawn", "OrderReturnReceived", "conflict", "OrderReturnRefused"],
        ["conflict", "already", REFUNDED, "OrderReturnRefused"],
        ["conflict", "already", "already", "conflict"],
        ["conflict", "conflict", "conflict", "already"],
        ["already", "conflict", "conflict", "conflict"],
    ];
    let mut wrong = Vec::new();
    for ((state, order), row) in in_every_state().iter().zip(table) {
        assert_eq!(order.returns[0].state, *state);
        for (command, should) in [ReturnCommand::Withdraw, receive(), BACK, refuse()].iter().zip(row) {
            let says = verdict(order, &move_return(order, 1, command, OPENED + hours(3)));
            if says != should {
                wrong.push(format!("{state:?} / {command:?}: is \"{says}\", should be \"{should}\""));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_return_is_asked_of_what_was_delivered_and_stands() {
    const NOT: [&str; 2] = ["nothing was delivered"; 2];
    assert_matrix(
        ["in time", "too late"],
        &[
            ("AwaitingPayment", NOT),
            ("AwaitingPayment, k1 failed", NOT),
            ("Paying(k1)", NOT),
            ("Paying(k2)", NOT),
            ("Paid by k1", NOT),
            ("Paid by k2", NOT),
            ("Paid by k1, delivered", ["OrderReturnAsked", "the time to ask is over"]),
            ("CancelPending(k1)", NOT),
            ("CancelPending(k2)", NOT),
            ("CancelRequested, paid by k1", NOT),
            ("Cancelled, never paid", NOT),
            ("Cancelled, k1 declined after", NOT),
            ("Cancelled, k1 approved after", NOT),
            ("Cancelled, k1 goes back", NOT),
            ("Expired", NOT),
            ("Expired, k1 failed", NOT),
            ("Completed", ["OrderReturnAsked", "the time to ask is over"]),
        ],
        |order| {
            [OPENED + hours(1), OPENED + days(9)].map(|now| match ask_return(order, &ask(&[1]), now) {
                Ok(decided) => told(order, &decided),
                Err(why) => why.to_string(),
            })
        },
    );
}

// ------------------------------------------------------------------ asking

#[test]
fn the_last_moment_to_ask_is_the_end_of_the_seventh_day_after_delivery_in_seoul() {
    // Delivered at 01:30 on Monday the 23rd.
    let until = delivered().return_until().unwrap();
    assert_eq!(until.datetime(), "2026-12-01T00:00:00+09:00");
    let last = Time::from_micros(until.micros() - 1);
    assert!(ask_return(&delivered(), &ask(&[1]), last).is_ok());
    assert_eq!(ask_return(&delivered(), &ask(&[1]), until), Err(NoReturn::TooLate));
    assert_eq!(opened().return_until(), None);
}

#[test]
fn a_return_is_of_pieces_that_the_buyer_still_has() {
    let why = |order: &Order, quantities: &[u32]| ask_return(order, &ask(quantities), OPENED).err();
    assert_eq!(why(&delivered(), &[]), Some(NoReturn::Nothing));
    assert_eq!(why(&delivered(), &[0]), Some(NoReturn::Nothing));
    assert_eq!(why(&delivered(), &[3]), Some(NoReturn::TooMany));
    assert_eq!(why(&delivered(), &[0, 1]), Some(NoReturn::TooMany), "there is no second line");
    let [_, _, (_, refunded), (_, refused), (_, withdrawn)] = in_every_state();
    assert_eq!(refunded.left_of(0), 1);
    assert_eq!((why(&refunded, &[2]), why(&refunded, &[1])), (Some(NoReturn::TooMany), None));
    for kept in [refused, withdrawn] {
        assert_eq!(
            (kept.left_of(0), why(&kept, &[2])),
            (2, None),
            "what was not taken back can be asked of again"
        );
    }
}

#[test]
fn one_return_is_open_at_a_time_and_a_second_click_is_a_replay() {
    let open = asked(&delivered(), &ask(&[1]));
    assert_eq!(ask_return(&open, &ask(&[1]), OPENED), Err(NoReturn::Already));
    assert_eq!(ask_return(&open, &ask(&[2]), OPENED), Err(NoReturn::Open));
    let received = moved(&open, 1, &receive());
    assert_eq!(ask_return(&received, &ask(&[1]), OPENED), Err(NoReturn::Open));
    let again = asked(&moved(&received, 1, &BACK), &ask(&[1]));
    assert_eq!(again.returns.iter().map(|it| it.number).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_purchase_is_not_confirmed_while_a_return_is_open() {
    let late = OPENED + days(30);
    for (state, order) in in_every_state() {
        for by in [CompletedBy::Buyer, CompletedBy::Clock] {
            let says = verdict(&order, &complete(&order, by, late));
            let should = if state.is_open() { "conflict" } else { "completed + OrderCompleted" };
            assert_eq!(says, should, "{state:?} by {by:?}");
        }
    }
}

// ------------------------------------------------------------------ what comes back

fn refund(deduction: Option<i64>, reason: DeductionReason, goods: Goods) -> ReturnCommand {
    let deduction = deduction.map(|won| Deduction { amount: Money::won(won), reason });
    ReturnCommand::Refund { deduction, goods }
}

fn decided(order: &Order, command: &ReturnCommand) -> Decided {
    match move_return(order, 1, command, OPENED + hours(3)) {
        Verdict::Change(decided) => *decided,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_value_of_the_pieces_goes_back_less_what_is_taken_off_and_says_so_whole() {
    let [_, (_, received), ..] = in_every_state();
    let command = refund(Some(3_000), DeductionReason::Postage, Goods::WrittenOff);
    let decided = decided(&received, &command);
    assert_eq!(decided.stock, StockMove::None, "what is written off is not sold again");
    let [Event::OrderReturnRefunded { returned }, Event::OrderRefundDue { refund, amount, reason, .. }] =
        decided.events.as_slice()
    else {
        panic!("{:?}", decided.events)
    };
    assert_eq!(*returned, decided.order.returns[0]);
    assert_eq!(returned.settled.unwrap().amount, Money::won(36_000));
    assert_eq!((*amount, *reason), (Money::won(36_000), RefundReason::Returned));
    assert_eq!(*refund, RefundId::nth(attempt(1), "returned", 1));
    assert_eq!(decided.order.rest().unwrap().amount, Money::won(42_000));
}

#[test]
fn nothing_is_taken_off_where_the_shop_bears_the_cost_nor_as_much_as_the_whole() {
    for reason in ReturnReason::ALL {
        let order = asked(&delivered(), &Ask { quantities: vec![1], reason });
        let received = moved(&order, 1, &receive());
        let off = |won| {
            let command = refund(Some(won), DeductionReason::Worn, Goods::BackToStock);
            matches!(move_return(&received, 1, &command, OPENED), Verdict::Change(_))
        };
        assert_eq!(off(1), reason.is_the_buyers(), "{reason:?}");
        for won in [0, -1, 39_000, 40_000] {
            assert!(!off(won), "{won} off, {reason:?}");
        }
    }
}

#[test]
fn a_return_brings_no_more_than_is_left_of_the_payment() {
    let part =
        order::PartRefund { amount: Money::won(50_000), reason: events::PartReason::Damaged, made_for: 0 };
    let Verdict::Change(given) = order::refund_part(&delivered(), &part) else { panic!("it stands") };
    let received = moved(&asked(&given.order, &ask(&[2])), 1, &receive());
    let first = decided(&received, &BACK);
    assert_eq!(first.order.returns[0].settled.unwrap().amount, Money::won(28_000));
    assert_eq!(first.order.rest().unwrap().amount, Money::won(0));

    let all = order::PartRefund { amount: Money::won(78_000), ..part };
    let Verdict::Change(given) = order::refund_part(&delivered(), &all) else { panic!("it stands") };
    let received = moved(&asked(&given.order, &ask(&[1])), 1, &receive());
    let nothing = decided(&received, &BACK);
    assert_eq!(
        told(&received, &nothing),
        "OrderReturnRefunded + take back",
        "the goods come, no money is left"
    );
}

/// Delivered with a fee of 3,000 won.
fn delivered_for_a_fee() -> Order {
    let mut order = delivered();
    (order.details.delivery_fee, order.details.total) = (Money::won(3_000), Money::won(81_000));
    order
}

#[test]
fn where_the_shop_bears_the_cost_the_delivery_goes_back_too_and_once() {
    for reason in ReturnReason::ALL {
        let (mut order, mut back) = (delivered_for_a_fee(), Vec::new());
        for number in [1, 2] {
            order = asked(&order, &Ask { quantities: vec![1], reason });
            order = moved(&order, number, &receive());
            let open = order.open_return().expect("one is open").clone();
            let whatever_is_left = Money::won(i64::MAX);
            let worth = order::goes_back(&order.details, &order.returns, &open, None, whatever_is_left);
            assert_eq!(order.back_for(&open, None), worth, "{reason:?}: as much is left");
            order = moved(&order, number, &BACK);
            back.push(order.returns.last().and_then(|it| it.settled).expect("settled").amount.amount);
        }
        let first = if reason.is_the_buyers() { 39_000 } else { 42_000 };
        assert_eq!(back, [first, 39_000], "{reason:?}");
    }
}

#[test]
fn what_is_said_to_go_back_is_what_goes_back_also_when_less_is_left() {
    let part =
        order::PartRefund { amount: Money::won(50_000), reason: events::PartReason::Damaged, made_for: 0 };
    let Verdict::Change(given) = order::refund_part(&delivered_for_a_fee(), &part) else {
        panic!("it stands")
    };
    let ask = Ask { quantities: vec![1], reason: ReturnReason::Damaged };
    let received = moved(&asked(&given.order, &ask), 1, &receive());
    let said = received.back_for(&received.returns[0], None);
    assert_eq!(said, Some(Money::won(31_000)));
    assert_eq!(decided(&received, &BACK).order.returns[0].settled.map(|it| it.amount), said);
}

#[test]
fn the_pieces_of_a_return_are_those_that_are_taken_back() {
    let [first, second] = [1, 2].map(|n| VariantId(Uuid::from_u128(n)));
    let mut order = delivered();
    let of = |variant, quantity| Line { variant, quantity, ..line() };
    order.details.lines = vec![of(first, 3), of(second, 1), of(first, 1)];
    let order = asked(&order, &ask(&[2, 0, 1]));
    let lines = [(0, 2), (2, 1)].map(|(line, quantity)| ReturnLine { line, quantity });
    assert_eq!(order.returns[0].lines, lines);
    assert_eq!(order.pieces(StockMove::TakeBack(1)).into_iter().collect::<Vec<_>>(), [(first, 3)]);
    assert_eq!(order.pieces(StockMove::TakeBack(2)).len(), 0);
    assert_eq!(order.pieces(StockMove::Return).into_iter().collect::<Vec<_>>(), [(first, 4), (second, 1)]);
    assert_eq!(order.pieces(StockMove::None).len(), 0);
}

#[test]
fn each_event_of_a_return_carries_it_as_it_is_now() {
    let open = asked(&delivered(), &ask(&[1]));
    let event = |order: &Order, command: &ReturnCommand| match move_return(order, 1, command, OPENED) {
        Verdict::Change(decided) => (decided.events[0].clone(), decided.order.returns[0].clone()),
        other => panic!("{other:?}"),
    };
    let (received, now) = event(&open, &receive());
    assert_eq!(received, Event::OrderReturnReceived { returned: now });
    let (withdrawn, now) = event(&open, &ReturnCommand::Withdraw);
    assert_eq!(withdrawn, Event::OrderReturnWithdrawn { returned: now });
    let (refused, now) = event(&open, &refuse());
    assert_eq!(refused, Event::OrderReturnRefused { returned: now.clone() });
    assert_eq!(now.refused.as_deref(), Some("입은 흔적이 있어요"));
    let Return { number, asked_at, received_at, closed_at, .. } = now;
    assert_eq!((number, asked_at, received_at, closed_at), (1, OPENED + hours(1), None, Some(OPENED)));
}

// ------------------------------------------------------------------ its days

#[test]
fn money_is_due_at_the_end_of_the_third_business_day_after_the_goods_came() {
    let mut closed = ClosedDays::weekends();
    let due = |received: &str, closed: &ClosedDays| {
        refund_due(Time::of_datetime(received).unwrap(), closed).datetime()
    };
    // Monday the 23rd; Thursday the 26th, over a weekend; Saturday the 28th.
    assert_eq!(due("2026-11-23T23:59:00+09:00", &closed), "2026-11-27T00:00:00+09:00");
    assert_eq!(due("2026-11-26T00:00:00+09:00", &closed), "2026-12-02T00:00:00+09:00");
    assert_eq!(due("2026-11-28T12:00:00+09:00", &closed), "2026-12-03T00:00:00+09:00");
    closed.dates.insert(Day::parse("2026-11-24").unwrap());
    assert_eq!(due("2026-11-23T12:00:00+09:00", &closed), "2026-11-28T00:00:00+09:00");
    assert_eq!(due("2026-11-27T12:00:00+09:00", &ClosedDays::default()), "2026-12-01T00:00:00+09:00");
    closed.weekdays = Weekday::ALL.into();
    assert_eq!(
        due("2026-11-23T12:00:00+09:00", &closed),
        "2026-11-24T00:00:00+09:00",
        "no shop is closed for ever"
    );
}

#[test]
fn a_return_that_is_received_says_until_when_its_money_is_due() {
    let [(_, asked), (_, received), ..] = in_every_state();
    assert_eq!(asked.returns[0].due, None);
    // Received at 03:30 on Monday the 23rd.
    let due = received.returns[0].due.unwrap();
    assert_eq!(due.datetime(), "2026-11-27T00:00:00+09:00");
}

// ------------------------------------------------------------------ the use cases

#[tokio::test]
async fn a_return_goes_its_way_and_each_step_of_the_shop_is_audited_once() {
    let shop = shop_with(delivered());
    for _ in 0..2 {
        assert_eq!(shop.service.ask_return(BUYER, ORDER, &ask(&[1])).await, Ok(Ok(())));
    }
    assert_eq!(shop.service.receive_return(ORDER, 1, SELLER).await, Ok(()));
    assert_eq!(shop.service.move_return(ORDER, 1, &BACK, SELLER).await, Ok(()));
    for command in [receive(), BACK] {
        assert_eq!(shop.service.move_return(ORDER, 1, &command, SELLER).await, Ok(()), "a replay");
    }
    let rows = shop.database.rows();
    let actions: Vec<_> = rows.audit.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Action::ReturnReceived, Action::ReturnRefunded]);
    let names: Vec<_> = rows.events.iter().map(Event::name).collect();
    assert_eq!(names, ["OrderReturnAsked", "OrderReturnReceived", "OrderReturnRefunded", "OrderRefundDue"]);
    assert_eq!(rows.free, 11, "one piece can be sold again");
}

#[tokio::test]
async fn a_buyer_withdraws_only_what_has_not_come_and_only_their_own() {
    let shop = shop_with(asked(&delivered(), &ask(&[1])));
    assert_eq!(shop.service.withdraw_return(STRANGER, ORDER, 1).await, Err(CommandError::NotFound));
    assert_eq!(shop.service.withdraw_return(BUYER, ORDER, 2).await, Err(CommandError::Conflict));
    assert_eq!(shop.service.withdraw_return(BUYER, ORDER, 1).await, Ok(()));
    assert_eq!(
        shop.service.move_return(ORDER, 1, &ReturnCommand::Withdraw, SELLER).await,
        Err(CommandError::Conflict),
        "it is the buyer's to withdraw"
    );
    let shop = shop_with(moved(&asked(&delivered(), &ask(&[1])), 1, &receive()));
    assert_eq!(shop.service.withdraw_return(BUYER, ORDER, 1).await, Err(CommandError::Conflict));
    assert_eq!(shop.service.ask_return(STRANGER, ORDER, &ask(&[1])).await, Err(CommandError::NotFound));
}

#[tokio::test]
async fn a_return_that_loses_to_another_decision_is_decided_anew() {
    let shop = shop_with(delivered());
    shop.database.rows().meanwhile = Some(Box::new(|orders| {
        let theirs = asked(&delivered(), &ask(&[2]));
        orders.insert(ORDER, Order { version: theirs.version + 1, ..theirs });
    }));
    assert_eq!(shop.service.ask_return(BUYER, ORDER, &ask(&[1])).await, Ok(Err(NoReturn::Open)));
}

#[test]
fn an_open_return_does_not_keep_a_late_cancel_from_being_rejected() {
    let open = asked(&delivered(), &ask(&[1]));
    let asked_again = cancelled_by_buyer(&open);
    let rejected = after(&asked_again, &Event::ShipmentStopRejected);
    assert_eq!((rejected.state, rejected.returns), (State::Paid, open.returns));
}
