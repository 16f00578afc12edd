//! The stock by hand, and the ledger of all that moves it.

use ::events::{Action, Actor, AuditEntry, CancelReason, Event, Requester};
use events::ConsumerName;
use kernel::time::seconds;
use kernel::{Ids, VariantId};
use order::{Adjust, Adjusted, Adjustment, Decided, Level, Moved, Movement, Reason, Refusal, StockMove};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    a_variant_begins_its_ledger_with_what_there_is,
    what_an_order_takes_and_gives_back_stands_in_the_ledger,
    an_order_of_many_variants_writes_a_line_for_each,
    a_person_changes_several_variants_at_once_with_a_reason,
    a_change_of_what_moved_meanwhile_is_refused_with_what_there_is,
    less_than_is_held_is_never_left,
    one_refusal_keeps_all_changes_of_a_form_from_being_written,
    an_unknown_variant_has_no_pieces_to_change,
    a_ledger_is_read_page_by_page,
    two_people_who_saw_the_same_change_it_once,
    what_few_means_can_be_said,
    stock_from_before_the_ledger_opens_it,
}

fn entry(shop: &Shop, action: Action) -> AuditEntry {
    let who = Actor::Seller(shop.session());
    AuditEntry { who, action, order: None, subject: "shirt".to_owned(), text: "+3".to_owned() }
}

fn change(variant: VariantId, seen: i64, difference: i64) -> Adjustment {
    Adjustment { variant, seen, difference }
}

async fn adjust(shop: &Shop, adjustments: Vec<Adjustment>) -> Adjusted {
    let adjust = Adjust {
        adjustments,
        reason: Reason::Received,
        note: "겨울 물량".to_owned(),
        entry: entry(shop, Action::StockAdjusted),
        now: NOON + seconds(9),
    };
    shop.main.stock().adjust(adjust).await.unwrap()
}

async fn ledger(shop: &Shop, variant: VariantId) -> Vec<Moved> {
    shop.main.stock().movements(variant, None, 100).await.unwrap()
}

/// Kind, difference and what there was afterwards, oldest first.
async fn lines(shop: &Shop, variant: VariantId) -> Vec<(Movement, i64, i64)> {
    let lines = ledger(shop, variant).await;
    lines.into_iter().rev().map(|it| (it.movement, it.difference, it.on_hand)).collect()
}

async fn level(shop: &Shop, variant: VariantId) -> Level {
    shop.main.stock().levels().await.unwrap()[&variant]
}

async fn a_variant_begins_its_ledger_with_what_there_is(shop: &Shop) {
    let variant = shop.variant(5).await;
    let lines = ledger(shop, variant).await;
    let [Moved { at, movement, difference, on_hand, who, order, .. }] = lines.as_slice() else {
        panic!("one line: {lines:?}");
    };
    assert_eq!((*at, *movement, *difference, *on_hand), (NOON, Movement::Opening, 5, 5));
    assert_eq!((who, order), (&None, &None));
    assert_eq!(level(shop, variant).await, Level { on_hand: 5, held: 0 });
}

async fn what_an_order_takes_and_gives_back_stands_in_the_ledger(shop: &Shop) {
    let variant = shop.variant(5).await;
    let (order, _) = shop.pay(&shop.order(variant, 2).await).await;
    assert_eq!(lines(shop, variant).await, [(Movement::Opening, 5, 5), (Movement::Sold, -2, 3)]);
    let number = order.details.number.clone();
    assert_eq!(ledger(shop, variant).await[0].order, Some((order.id, number)));

    let order::Verdict::Change(asked) =
        order::cancel(&order, CancelReason::ChangedMind, Requester::Buyer, NOON)
    else {
        panic!("a paid order can be cancelled");
    };
    let order = shop.commit(*asked, NOON).await;
    let cancelled = order::consume(&order, &Event::ShipmentCancelled, NOON).unwrap();
    shop.commit(cancelled, NOON + seconds(3)).await;
    assert_eq!(lines(shop, variant).await[2..], [(Movement::Returned, 2, 5)]);

    // What was not there when it was to be packed comes back by the books and goes.
    let (order, _) = shop.pay(&shop.order(variant, 2).await).await;
    let order::Verdict::Change(asked) = order::cancel(&order, CancelReason::SoldOut, Requester::Seller, NOON)
    else {
        panic!("a paid order can be cancelled");
    };
    let order = shop.commit(*asked, NOON).await;
    let cancelled = order::consume(&order, &Event::ShipmentCancelled, NOON).unwrap();
    shop.commit(cancelled, NOON + seconds(3)).await;
    let written_off = Movement::Adjusted(Reason::SoldOut);
    let missing = [(Movement::Sold, -2, 3), (Movement::Returned, 2, 5), (written_off, -2, 3)];
    assert_eq!(lines(shop, variant).await[3..], missing);
    assert_eq!(level(shop, variant).await, Level { on_hand: 3, held: 0 });
    assert!(
        ledger(shop, variant).await[..3]
            .iter()
            .all(|it| it.order.as_ref().is_some_and(|(id, _)| *id == order.id))
    );

    // What is held and released moves nothing that is on hand.
    let order = shop.order(variant, 1).await;
    let order::Verdict::Change(released) =
        order::cancel(&order, CancelReason::ChangedMind, Requester::Buyer, NOON)
    else {
        panic!("an unpaid order can be cancelled");
    };
    shop.commit(*released, NOON).await;
    assert_eq!(lines(shop, variant).await.len(), 6);
}

async fn an_order_of_many_variants_writes_a_line_for_each(shop: &Shop) {
    let mut variants = Vec::new();
    for pieces in 1..=9 {
        variants.push(shop.variant(pieces).await);
    }
    let order = shop.order(variants[0], 1).await;
    let mut decided = Decided { stock: StockMove::Return, ..nothing(&order) };
    let line = order.details.lines[0].clone();
    decided.order.details.lines = (1..)
        .zip(&variants)
        .map(|(quantity, variant)| ::events::Line { variant: *variant, quantity, ..line.clone() })
        .collect();
    shop.commit(decided, NOON).await;
    for (pieces, variant) in (1..).zip(&variants) {
        let returned = (Movement::Returned, pieces, 2 * pieces);
        assert_eq!(lines(shop, *variant).await, [(Movement::Opening, pieces, pieces), returned]);
    }
}

fn nothing(order: &order::Order) -> Decided {
    Decided { order: order.clone(), events: Vec::new(), stock: StockMove::None, alerts: Vec::new() }
}

async fn a_person_changes_several_variants_at_once_with_a_reason(shop: &Shop) {
    let (more, fewer) = (shop.variant(5).await, shop.variant(5).await);
    assert_eq!(adjust(shop, vec![change(more, 5, 3), change(fewer, 5, -1)]).await, Adjusted::Done);
    let received = Movement::Adjusted(Reason::Received);
    assert_eq!(lines(shop, more).await[1..], [(received, 3, 8)]);
    assert_eq!(lines(shop, fewer).await[1..], [(received, -1, 4)]);
    let line = ledger(shop, more).await.remove(0);
    assert_eq!((line.at, line.note.as_str()), (NOON + seconds(9), "겨울 물량"));
    assert!(matches!(line.who, Some(Actor::Seller(_))) && line.order.is_none());
    let audit = shop.main.audit().latest(9).await.unwrap();
    assert_eq!((audit.len(), audit[0].1.action), (1, Action::StockAdjusted));
    assert_eq!(shop.due(ConsumerName::Order).await.len(), 0);
}

async fn a_change_of_what_moved_meanwhile_is_refused_with_what_there_is(shop: &Shop) {
    let variant = shop.variant(5).await;
    shop.paid(variant).await;
    let refused = Adjusted::Refused(vec![(variant, Refusal::Changed { on_hand: 4 })]);
    assert_eq!(adjust(shop, vec![change(variant, 5, 3)]).await, refused);
    assert_eq!(level(shop, variant).await.on_hand, 4);
}

async fn less_than_is_held_is_never_left(shop: &Shop) {
    let variant = shop.variant(5).await;
    shop.order(variant, 3).await;
    let refused = Adjusted::Refused(vec![(variant, Refusal::BelowHeld { would_be: 2, held: 3 })]);
    assert_eq!(adjust(shop, vec![change(variant, 5, -3)]).await, refused);
    assert_eq!(adjust(shop, vec![change(variant, 5, -2)]).await, Adjusted::Done);
    assert_eq!(level(shop, variant).await, Level { on_hand: 3, held: 3 });
}

async fn one_refusal_keeps_all_changes_of_a_form_from_being_written(shop: &Shop) {
    let (good, bad) = (shop.variant(5).await, shop.variant(5).await);
    let refused = Adjusted::Refused(vec![(bad, Refusal::BelowHeld { would_be: -1, held: 0 })]);
    assert_eq!(adjust(shop, vec![change(good, 5, 3), change(bad, 5, -6)]).await, refused);
    assert_eq!(shop.stock().await, (10, 0));
    assert_eq!(lines(shop, good).await.len(), 1);
    assert_eq!(shop.main.audit().latest(9).await, Ok(Vec::new()));
}

async fn an_unknown_variant_has_no_pieces_to_change(shop: &Shop) {
    let unknown = VariantId(shop.ids.uuid());
    let refused = Adjusted::Refused(vec![(unknown, Refusal::Unknown)]);
    assert_eq!(adjust(shop, vec![change(unknown, 0, 3)]).await, refused);
}

async fn a_ledger_is_read_page_by_page(shop: &Shop) {
    let variant = shop.variant(0).await;
    for pieces in 0..4 {
        assert_eq!(adjust(shop, vec![change(variant, pieces, 1)]).await, Adjusted::Done);
    }
    let stock = shop.main.stock();
    let first = stock.movements(variant, None, 3).await.unwrap();
    let rest = stock.movements(variant, Some(first[2].id), 3).await.unwrap();
    let on_hand = first.iter().chain(&rest).map(|it| it.on_hand).collect::<Vec<_>>();
    assert_eq!(on_hand, [4, 3, 2, 1, 0]);
}

async fn two_people_who_saw_the_same_change_it_once(shop: &Shop) {
    let variant = shop.variant(5).await;
    let (one, other) =
        tokio::join!(adjust(shop, vec![change(variant, 5, 3)]), adjust(shop, vec![change(variant, 5, 3)]),);
    let refused = Adjusted::Refused(vec![(variant, Refusal::Changed { on_hand: 8 })]);
    assert!([&one, &other].contains(&&Adjusted::Done) && [&one, &other].contains(&&refused));
    assert_eq!(level(shop, variant).await.on_hand, 8);
}

async fn what_few_means_can_be_said(shop: &Shop) {
    let stock = shop.main.stock();
    assert_eq!(stock.few().await, Ok(3));
    stock.set_few(7, entry(shop, Action::FewChanged), NOON).await.unwrap();
    assert_eq!(stock.few().await, Ok(7));
    let audit = shop.main.audit().latest(9).await.unwrap();
    assert_eq!(audit.iter().map(|(_, it)| it.action).collect::<Vec<_>>(), [Action::FewChanged]);
}

async fn stock_from_before_the_ledger_opens_it(shop: &Shop) {
    let variant = shop.variant(5).await;
    for statement in [
        "DROP TABLE stock_movements",
        "DROP TABLE stock_settings",
        "DELETE FROM _sqlx_migrations WHERE version = 9",
    ] {
        shop.execute(statement).await;
    }
    shop.main.migrate().await.unwrap();
    assert_eq!(lines(shop, variant).await, [(Movement::Opening, 5, 5)]);
}
