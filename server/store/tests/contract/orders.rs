//! Orders and their stock.

use events::{
    Action, Actor, AuditEntry, CancelReason, ConsumerName, Event, PaymentFailure, Progress, Requester,
};
use kernel::time::{minutes, seconds};
use kernel::{Ids, OrderId, SessionId, VariantId};
use order::{
    Attempts, Commit, Committed, Decided, Limit, Network, PayReply, Placed, State, StockMove, Verdict,
};

use crate::shop::{NOON, Shop};

const HERE: Option<Network> = Some(Network::from_number(0xcb00_7107));
const NEXT_DOOR: Option<Network> = Some(Network::from_number(0x2001_0db8_0001_0002));

crate::on_both_databases! {
    a_placed_order_is_read_back_as_it_was_decided,
    every_field_of_an_order_survives,
    a_draft_becomes_one_order,
    a_session_has_three_unpaid_orders,
    three_unpaid_orders_come_from_one_network,
    ten_pieces_of_one_variant_wait_for_payment,
    two_orders_at_once_do_not_pass_the_limit_of_a_session,
    two_orders_at_once_do_not_pass_the_limit_of_a_network,
    a_network_is_kept_while_its_order_is_unpaid_and_no_longer,
    a_second_click_on_the_third_order_is_a_replay_and_over_no_limit,
    a_number_is_given_once,
    what_is_sold_out_leaves_nothing_behind,
    two_orders_race_for_the_last_piece_and_one_gets_it,
    pieces_of_one_variant_in_two_lines_are_held_together,
    a_decision_on_an_older_row_is_lost_and_writes_nothing,
    an_event_is_applied_once,
    a_decision_that_changes_nothing_still_moves_progress,
    what_orders_know_of_their_attempts_is_what_they_say_by_themselves,
    pieces_are_sold_released_and_returned,
    more_than_is_held_is_never_released,
    orders_are_found_when_their_time_has_come,
    a_cancel_for_the_shop_and_its_line_of_the_audit_are_one_commit,
    pieces_that_no_order_holds_are_free,
}

async fn a_placed_order_is_read_back_as_it_was_decided(shop: &Shop) {
    let variant = shop.variant(5).await;
    let draft = shop.draft(shop.session(), variant, 2).await;
    let (decided, placed) = shop.open_order(&draft);
    let order = decided.order.clone();

    assert_eq!(shop.main.orders().place(decided, placed.clone(), None).await, Ok(Placed::Done));

    assert_eq!(shop.reread(order.id).await, order);
    assert_eq!(shop.stock().await, (5, 2));
    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(Some(placed)));
    let envelopes = shop.envelopes(ConsumerName::MyPage, order.id).await;
    let [opened] = envelopes.as_slice() else { panic!("one event: {envelopes:?}") };
    assert_eq!((opened.seq, opened.at, opened.trace.as_deref()), (1, NOON, None));
    assert!(matches!(&opened.event, Event::OrderOpened { details, .. } if *details == order.details));
}

async fn every_field_of_an_order_survives(shop: &Shop) {
    let (order, attempt) = shop.start(&shop.order(shop.variant(5).await, 1).await).await;
    let reply = PayReply::Busy { retry_after: 30 };
    let busy = shop.commit(order::answered(&order, attempt, &reply, NOON), NOON).await;
    assert!(busy.busy_extended && busy.last_failure.is_some() && busy.attempts == 1);

    let (order, attempt) = shop.start(&busy).await;
    assert_eq!(order.state, State::Paying(attempt));
    let Verdict::Change(pending) = order::cancel(&order, CancelReason::ChangedMind, Requester::Buyer, NOON)
    else {
        panic!("a paying order can be cancelled");
    };
    let order = shop.commit(*pending, NOON).await;
    assert_eq!(
        (order.state, order.cancel_reason),
        (State::CancelPending(attempt), Some(CancelReason::ChangedMind))
    );

    let mut decided = order::answered(&order, attempt, &PayReply::Approved, NOON);
    decided.order.paid_by = Some(attempt);
    decided.order.delivered_at = Some(NOON + seconds(9));
    let expected = decided.order.clone();
    let order = shop.commit(decided, NOON).await;
    assert_eq!(order.refunds.len(), 1);
    assert_eq!(order, order::Order { version: expected.version + 1, ..expected });
}

async fn a_draft_becomes_one_order(shop: &Shop) {
    let draft = shop.draft(shop.session(), shop.variant(5).await, 1).await;
    let (first, placed) = shop.open_order(&draft);
    let (second, placed_again) = shop.open_order(&draft);
    let id = first.order.id;

    assert_eq!(shop.main.orders().place(first, placed, None).await, Ok(Placed::Done));
    assert_eq!(shop.main.orders().place(second, placed_again, None).await, Ok(Placed::Already(id)));

    assert_eq!(shop.stock().await, (5, 1));
    assert_eq!(shop.due(ConsumerName::MyPage).await.len(), 1);
}

async fn a_session_has_three_unpaid_orders(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    let mut placed = Vec::new();
    for network in [None, HERE, NEXT_DOOR] {
        let (decided, draft) = shop.open_order(&shop.draft(session, variant, 1).await);
        placed.push(decided.order.id);
        assert_eq!(shop.main.orders().place(decided, draft, network).await, Ok(Placed::Done));
    }
    let draft = shop.draft(session, variant, 1).await;
    let (decided, fourth) = shop.open_order(&draft);
    let refused = shop.main.orders().place(decided.clone(), fourth.clone(), None).await;
    assert_eq!(refused, Ok(Placed::OverLimit(Limit::Orders)));
    assert_eq!(shop.main.orders().order(decided.order.id).await, Ok(None));
    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(Some(draft)));
    assert_eq!(shop.stock().await, (9, 3));

    shop.pay(&shop.reread(placed[0]).await).await;
    assert_eq!(shop.main.orders().place(decided, fourth, None).await, Ok(Placed::Done));
}

async fn three_unpaid_orders_come_from_one_network(shop: &Shop) {
    let variant = shop.variant(9).await;
    for _ in 0..3 {
        assert_eq!(shop.place_from(HERE, shop.session(), variant, 1).await, Placed::Done);
    }
    let refused = shop.place_from(HERE, shop.session(), variant, 1).await;
    assert_eq!(refused, Placed::OverLimit(Limit::OrdersNearby));
    for network in [NEXT_DOOR, None] {
        assert_eq!(shop.place_from(network, shop.session(), variant, 1).await, Placed::Done);
    }
    assert_eq!(shop.stock().await, (9, 5));
}

async fn ten_pieces_of_one_variant_wait_for_payment(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(99).await);
    assert_eq!(shop.place_from(HERE, session, variant, 6).await, Placed::Done);
    for (network, session) in [(None, session), (HERE, shop.session())] {
        let eleven = shop.place_from(network, session, variant, 5).await;
        assert_eq!(eleven, Placed::OverLimit(Limit::Pieces));
    }
    assert_eq!(shop.place_from(NEXT_DOOR, shop.session(), variant, 10).await, Placed::Done);
    assert_eq!(shop.place_from(HERE, session, variant, 4).await, Placed::Done);
    let other = shop.variant(9).await;
    assert_eq!(shop.place_from(HERE, session, other, 9).await, Placed::Done);
}

/// Places two orders at once, beside what is unpaid already. What came of both, the placed one first.
async fn race(shop: &Shop, sessions: [SessionId; 2], network: Option<Network>) -> [Placed; 2] {
    let variant = shop.variant(9).await;
    let (first, second) = tokio::join!(
        shop.place_from(network, sessions[0], variant, 1),
        shop.place_from(network, sessions[1], variant, 1)
    );
    let mut placed = [first, second];
    placed.sort_by_key(|it| *it != Placed::Done);
    placed
}

async fn two_orders_at_once_do_not_pass_the_limit_of_a_session(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    for _ in 0..2 {
        assert_eq!(shop.place_from(None, session, variant, 1).await, Placed::Done);
    }
    let placed = race(shop, [session, session], None).await;
    assert_eq!(placed, [Placed::Done, Placed::OverLimit(Limit::Orders)]);
}

async fn two_orders_at_once_do_not_pass_the_limit_of_a_network(shop: &Shop) {
    let variant = shop.variant(9).await;
    for _ in 0..2 {
        assert_eq!(shop.place_from(HERE, shop.session(), variant, 1).await, Placed::Done);
    }
    let placed = race(shop, [shop.session(), shop.session()], HERE).await;
    assert_eq!(placed, [Placed::Done, Placed::OverLimit(Limit::OrdersNearby)]);
}

async fn a_network_is_kept_while_its_order_is_unpaid_and_no_longer(shop: &Shop) {
    const KEPT: &str = "SELECT COUNT(*) FROM orders WHERE network IS NOT NULL";
    let (variant, mut ids) = (shop.variant(9).await, Vec::new());
    for _ in 0..3 {
        let (decided, draft) = shop.open_order(&shop.draft(shop.session(), variant, 1).await);
        ids.push(decided.order.id);
        assert_eq!(shop.main.orders().place(decided, draft, HERE).await, Ok(Placed::Done));
    }
    let [paid, expired, cancelled] = [ids[0], ids[1], ids[2]];

    let (paying, attempt) = shop.start(&shop.reread(paid).await).await;
    let declined = PayReply::Declined { failure: PaymentFailure::Declined };
    let waiting = shop.commit(order::answered(&paying, attempt, &declined, NOON), NOON).await;
    assert_eq!((waiting.state, shop.number(KEPT).await), (State::AwaitingPayment, 3));
    shop.pay(&waiting).await;
    assert_eq!(shop.number(KEPT).await, 2);

    let Verdict::Change(over) = order::expire(&shop.reread(expired).await, NOON + minutes(15)) else {
        panic!("its hold is over")
    };
    shop.commit(*over, NOON).await;
    assert_eq!(shop.number(KEPT).await, 1);

    let (paying, _) = shop.start(&shop.reread(cancelled).await).await;
    let Verdict::Change(pending) = order::cancel(&paying, CancelReason::Unsaid, Requester::Buyer, NOON)
    else {
        panic!("a paying order can be cancelled")
    };
    shop.commit(*pending, NOON).await;
    assert_eq!(shop.number(KEPT).await, 0);
}

async fn a_second_click_on_the_third_order_is_a_replay_and_over_no_limit(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    for _ in 0..2 {
        assert_eq!(shop.place_from(HERE, session, variant, 1).await, Placed::Done);
    }
    let draft = shop.draft(session, variant, 1).await;
    let (third, placed) = shop.open_order(&draft);
    let id = third.order.id;
    assert_eq!(shop.main.orders().place(third, placed, HERE).await, Ok(Placed::Done));
    let (again, placed) = shop.open_order(&draft);
    assert_eq!(shop.main.orders().place(again, placed, HERE).await, Ok(Placed::Already(id)));
}

async fn a_number_is_given_once(shop: &Shop) {
    let variant = shop.variant(9).await;
    let taken = shop.order(variant, 1).await.details.number;
    let (mut decided, draft) = shop.open_order(&shop.draft(shop.session(), variant, 1).await);
    decided.order.details.number = taken;
    assert_eq!(shop.main.orders().place(decided, draft, None).await, Ok(Placed::NumberTaken));
}

async fn what_is_sold_out_leaves_nothing_behind(shop: &Shop) {
    let variant = shop.variant(1).await;
    let draft = shop.draft(shop.session(), variant, 2).await;
    let (decided, placed) = shop.open_order(&draft);
    let id = decided.order.id;
    let committed = shop.main.committed();

    assert_eq!(shop.main.orders().place(decided, placed, None).await, Ok(Placed::SoldOut(variant)));

    assert_eq!(shop.main.orders().order(id).await, Ok(None));
    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(Some(draft)));
    assert_eq!(shop.stock().await, (1, 0));
    assert_eq!(shop.due(ConsumerName::MyPage).await, []);
    assert!(!committed.has_changed().unwrap(), "nobody is woken for nothing");
}

async fn two_orders_race_for_the_last_piece_and_one_gets_it(shop: &Shop) {
    let variant = shop.variant(1).await;
    let (first, first_draft) = shop.open_order(&shop.draft(shop.session(), variant, 1).await);
    let (second, second_draft) = shop.open_order(&shop.draft(shop.session(), variant, 1).await);
    let orders = shop.main.orders();

    let (first, second) =
        tokio::join!(orders.place(first, first_draft, None), orders.place(second, second_draft, None));

    let mut placed = [first.unwrap(), second.unwrap()];
    placed.sort_by_key(|it| *it != Placed::Done);
    assert_eq!(placed, [Placed::Done, Placed::SoldOut(variant)]);
    assert_eq!(shop.stock().await, (1, 1));
}

async fn pieces_of_one_variant_in_two_lines_are_held_together(shop: &Shop) {
    let variant = shop.variant(3).await;
    let (mut decided, draft) = shop.open_order(&shop.draft(shop.session(), variant, 2).await);
    let line = decided.order.details.lines[0].clone();
    decided.order.details.lines.push(line);
    assert_eq!(shop.main.orders().place(decided, draft, None).await, Ok(Placed::SoldOut(variant)));
}

async fn a_decision_on_an_older_row_is_lost_and_writes_nothing(shop: &Shop) {
    let order = shop.order(shop.variant(5).await, 1).await;
    shop.start(&order).await;
    let Verdict::Change(expired) = order::expire(&order, NOON + minutes(15)) else {
        panic!("its hold is over")
    };
    let progress = Progress { consumer: ConsumerName::Order, order: order.id, seq: 1 };
    let commit = Commit { decided: *expired, now: NOON, progress: Some(progress), audit: None };

    assert_eq!(shop.main.orders().commit(commit.clone()).await, Ok(Committed::Lost));

    assert_eq!(shop.stock().await, (5, 1));
    assert_eq!(shop.envelopes(ConsumerName::MyPage, order.id).await.len(), 2);
    assert_eq!(shop.number("SELECT COUNT(*) FROM progress").await, 0);
}

async fn an_event_is_applied_once(shop: &Shop) {
    let (order, attempt) = shop.start(&shop.order(shop.variant(5).await, 1).await).await;
    let decided = order::answered(&order, attempt, &PayReply::Approved, NOON);
    let progress = Progress { consumer: ConsumerName::Order, order: order.id, seq: 3 };
    let commit = Commit { decided, now: NOON, progress: Some(progress), audit: None };
    let orders = shop.main.orders();

    assert_eq!(orders.commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(orders.commit(commit.clone()).await, Ok(Committed::AppliedBefore));
    let earlier = Some(Progress { seq: 2, ..progress });
    assert_eq!(orders.commit(Commit { progress: earlier, ..commit }).await, Ok(Committed::AppliedBefore));

    assert_eq!(shop.stock().await, (4, 0));
    assert_eq!(shop.envelopes(ConsumerName::MyPage, order.id).await.len(), 3);
}

async fn a_decision_that_changes_nothing_still_moves_progress(shop: &Shop) {
    let order = shop.order(shop.variant(5).await, 1).await;
    let decided =
        Decided { order: order.clone(), events: Vec::new(), stock: StockMove::None, alerts: Vec::new() };
    let progress = Some(Progress { consumer: ConsumerName::Order, order: order.id, seq: 7 });
    let commit = Commit { decided, now: NOON, progress, audit: None };
    assert_eq!(shop.main.orders().commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(shop.main.orders().commit(commit).await, Ok(Committed::AppliedBefore));
    assert_eq!(shop.number("SELECT seq FROM progress").await, 7);
}

async fn what_orders_know_of_their_attempts_is_what_they_say_by_themselves(shop: &Shop) {
    let orders = shop.main.orders();
    let nobody = OrderId(shop.ids.uuid());
    assert_eq!(orders.attempts(&[nobody]).await, Ok(Vec::new()));
    let variant = shop.variant(3).await;
    let unpaid = shop.order(variant, 1).await;
    let (paying, _) = shop.start(&shop.order(variant, 1).await).await;
    let (paid, _) = shop.paid(variant).await;
    let all = [&unpaid, &paying, &paid];
    assert_eq!(Attempts::of(&paying).awaited, paying.state.attempt());
    assert_eq!(Attempts::of(&paid).seen_to, Vec::from_iter(paid.paid_by));
    let ids = all.map(|order| order.id);
    let mut read = orders.attempts(&[&ids[..], &[nobody]].concat()).await.unwrap();
    read.sort_by_key(|of| ids.iter().position(|id| *id == of.order));
    assert_eq!(read, all.map(Attempts::of));
}

async fn pieces_are_sold_released_and_returned(shop: &Shop) {
    let variant = shop.variant(5).await;
    let (paid, _) = shop.paid(variant).await;
    assert_eq!(shop.stock().await, (4, 0));

    let unpaid = shop.order(variant, 2).await;
    assert_eq!(shop.stock().await, (4, 2));
    let Verdict::Change(cancelled) = order::cancel(&unpaid, CancelReason::Unsaid, Requester::Buyer, NOON)
    else {
        panic!("an unpaid order can be cancelled");
    };
    shop.commit(*cancelled, NOON).await;
    assert_eq!(shop.stock().await, (4, 0));

    let Verdict::Change(asked) = order::cancel(&paid, CancelReason::Mistake, Requester::Seller, NOON) else {
        panic!("a paid order can be cancelled");
    };
    let asked = shop.commit(*asked, NOON).await;
    let stopped = order::consume(&asked, &Event::ShipmentCancelled, NOON).unwrap();
    assert_eq!(shop.commit(stopped, NOON).await.state, State::Cancelled);
    assert_eq!(shop.stock().await, (5, 0));
}

async fn more_than_is_held_is_never_released(shop: &Shop) {
    let order = shop.order(shop.variant(5).await, 1).await;
    shop.execute("UPDATE stock SET held = 0").await;
    let Verdict::Change(expired) = order::expire(&order, NOON + minutes(15)) else {
        panic!("its hold is over")
    };
    let commit = Commit { decided: *expired, now: NOON, progress: None, audit: None };

    assert!(shop.main.orders().commit(commit).await.is_err());

    assert_eq!(shop.reread(order.id).await, order);
    assert_eq!(shop.stock().await, (5, 0));
}

async fn orders_are_found_when_their_time_has_come(shop: &Shop) {
    let variant = shop.variant(9).await;
    let orders = shop.main.orders();
    let unpaid = shop.order(variant, 1).await;
    let (paying, _) = shop.start(&shop.order(variant, 1).await).await;
    let (paid, _) = shop.paid(variant).await;
    let mut delivered = order::consume(&paid, &Event::ShipmentDelivered, NOON + seconds(5)).unwrap();
    delivered.alerts.clear();
    shop.commit(delivered, NOON).await;

    assert_eq!(orders.overdue(unpaid.held_until - seconds(1), 9).await, Ok(vec![]));
    assert_eq!(orders.overdue(unpaid.held_until, 9).await, Ok(vec![unpaid.id]));
    assert_eq!(orders.waiting(paying.since, 9).await, Ok(vec![]));
    assert_eq!(orders.waiting(paying.since + seconds(1), 9).await, Ok(vec![paying.id]));
    assert_eq!(orders.delivered(NOON + seconds(5), 9).await, Ok(vec![]));
    assert_eq!(orders.delivered(NOON + seconds(6), 9).await, Ok(vec![paid.id]));
    assert_eq!(orders.delivered(NOON + seconds(6), 0).await, Ok(vec![]));
}

async fn a_cancel_for_the_shop_and_its_line_of_the_audit_are_one_commit(shop: &Shop) {
    let (paid, _) = shop.paid(shop.variant(5).await).await;
    let Verdict::Change(asked) = order::cancel(&paid, CancelReason::SoldOut, Requester::Seller, NOON) else {
        panic!("a paid order can be cancelled");
    };
    let audit = AuditEntry {
        who: Actor::Seller(shop.session()),
        action: Action::OrderCancelled,
        order: Some(paid.id),
        subject: CancelReason::SoldOut.code().to_owned(),
        text: String::new(),
    };
    let commit = Commit { decided: *asked, now: NOON, progress: None, audit: Some(audit.clone()) };
    let (orders, log) = (shop.main.orders(), shop.main.audit());
    assert_eq!(orders.commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(log.latest(9).await, Ok(vec![(NOON, audit.clone())]));
    assert_eq!(orders.commit(commit).await, Ok(Committed::Lost));
    assert_eq!(log.latest(9).await, Ok(vec![(NOON, audit)]), "what is lost writes none");
}

async fn pieces_that_no_order_holds_are_free(shop: &Shop) {
    let (variant, pieces) = (shop.variant(5).await, shop.main.free_pieces());
    assert_eq!(pieces.free(variant).await, Ok(5));
    shop.order(variant, 2).await;
    assert_eq!(pieces.free(variant).await, Ok(3));
    shop.paid(variant).await;
    assert_eq!(pieces.free(variant).await, Ok(2));
    assert_eq!(pieces.free(VariantId(shop.ids.uuid())).await, Ok(0), "nobody has heard of it");
}
