//! Returns in the order's row, and the shop's list of them.

use events::{Event, Goods, ReturnReason, ReturnState};
use kernel::time::{days, hours, minutes};
use kernel::{OrderId, Time};
use order::{
    Ask, ClosedDays, Order, ReturnCommand, ReturnCounts, ReturnQuery, ReturnTab, Verdict, ask_return,
    move_return,
};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    every_field_of_a_return_survives,
    pieces_that_come_back_are_on_hand_again_and_those_written_off_are_not,
    the_list_has_returns_by_where_they_stand,
    the_list_is_read_a_page_at_a_time,
    an_order_with_an_open_return_is_not_completed_by_the_clock,
}

/// A delivered order of two pieces, of which one is to go back.
async fn asked(shop: &Shop, now: Time) -> Order {
    let order = shop.order(shop.variant(5).await, 2).await;
    let (paid, _) = shop.pay(&order).await;
    let delivered = shop.commit(order::consume(&paid, &Event::ShipmentDelivered, NOON).unwrap(), NOON).await;
    let ask = Ask { quantities: vec![1], reason: ReturnReason::WrongSize };
    shop.commit(ask_return(&delivered, &ask, now).unwrap(), now).await
}

async fn moved(shop: &Shop, order: &Order, command: ReturnCommand, now: Time) -> Order {
    let Verdict::Change(decided) = move_return(order, 1, &command, now) else { panic!("{command:?}") };
    shop.commit(*decided, now).await
}

fn refund(goods: Goods) -> ReturnCommand {
    ReturnCommand::Refund { deduction: None, goods }
}

async fn every_field_of_a_return_survives(shop: &Shop) {
    let order = asked(shop, NOON + hours(1)).await;
    assert_eq!(order.returns[0].asked_at, NOON + hours(1));
    let order = moved(shop, &order, receive(), NOON + hours(2)).await;
    let Verdict::Change(decided) = move_return(&order, 1, &refund(Goods::WrittenOff), NOON + hours(3)) else {
        panic!("it was received")
    };
    let expected = decided.order.clone();
    let stored = shop.commit(*decided, NOON + hours(3)).await;
    assert_eq!(stored.returns, expected.returns);
    assert_eq!(stored.refunds, expected.refunds);
}

async fn pieces_that_come_back_are_on_hand_again_and_those_written_off_are_not(shop: &Shop) {
    for (goods, on_hand) in [(Goods::WrittenOff, 3), (Goods::BackToStock, 3 + 4)] {
        let order = asked(shop, NOON).await;
        let order = moved(shop, &order, receive(), NOON).await;
        moved(shop, &order, refund(goods), NOON).await;
        assert_eq!(shop.stock().await, (on_hand, 0), "{goods:?}");
    }
}

fn receive() -> ReturnCommand {
    ReturnCommand::Receive { closed: ClosedDays::weekends() }
}

async fn page(shop: &Shop, query: ReturnQuery) -> Vec<OrderId> {
    shop.main.returns().page(query).await.unwrap().into_iter().map(|order| order.id).collect()
}

async fn the_list_has_returns_by_where_they_stand(shop: &Shop) {
    let on_its_way = asked(shop, NOON).await;
    let here = asked(shop, NOON).await;
    let here = moved(shop, &here, receive(), NOON + hours(1)).await;
    let mut done = Vec::new();
    for command in [ReturnCommand::Withdraw, ReturnCommand::Refuse { why: "늦었어요".to_owned() }] {
        let order = asked(shop, NOON).await;
        done.push(moved(shop, &order, command, NOON + hours(2 + done.len() as i64)).await.id);
    }
    shop.order(shop.variant(1).await, 1).await;

    let tab = |tab| ReturnQuery { tab, after: None, limit: 9 };
    assert_eq!(page(shop, tab(ReturnTab::Asked)).await, [on_its_way.id]);
    assert_eq!(page(shop, tab(ReturnTab::Received)).await, [here.id]);
    done.reverse();
    assert_eq!(page(shop, tab(ReturnTab::Done)).await, done, "the newest first");
    let whole = shop.main.returns().page(tab(ReturnTab::Received)).await.unwrap();
    assert_eq!((&whole[0], whole[0].returns[0].state), (&here, ReturnState::Received));

    let counts = async |now| shop.main.returns().counts(now).await.unwrap();
    let due = here.returns[0].due.unwrap();
    assert_eq!(counts(due - minutes(1)).await, ReturnCounts { asked: 1, received: 1, overdue: 0 });
    assert_eq!(counts(due).await.overdue, 1);
}

async fn the_list_is_read_a_page_at_a_time(shop: &Shop) {
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(asked(shop, NOON + minutes(n)).await);
    }
    let tab = ReturnTab::Asked;
    assert_eq!(page(shop, ReturnQuery { tab, after: None, limit: 2 }).await, [ids[0].id, ids[1].id]);
    let after = Some((ids[1].returns[0].since(), ids[1].id));
    assert_eq!(page(shop, ReturnQuery { tab, after, limit: 2 }).await, [ids[2].id]);
    for order in &ids {
        moved(shop, order, ReturnCommand::Withdraw, order.returns[0].asked_at).await;
    }
    let tab = ReturnTab::Done;
    assert_eq!(page(shop, ReturnQuery { tab, after: None, limit: 2 }).await, [ids[2].id, ids[1].id]);
    assert_eq!(page(shop, ReturnQuery { tab, after, limit: 2 }).await, [ids[0].id]);
}

async fn an_order_with_an_open_return_is_not_completed_by_the_clock(shop: &Shop) {
    let order = asked(shop, NOON).await;
    let due = async || shop.main.orders().delivered(NOON + days(9), 9).await.unwrap();
    assert!(due().await.is_empty());
    moved(shop, &order, ReturnCommand::Withdraw, NOON).await;
    assert_eq!(due().await, [order.id]);
}
