//! What the seller looks up: every placed order, what is stuck, notes, and the audit by its filters.

use desk::{Filter, Held, Moments, Note, Place, Standing, Why};
use events::{Action, Actor, AuditEntry, AuditQuery, CancelReason, ConsumerName, Requester, Who};
use kernel::time::{days, hours, minutes, seconds};
use kernel::{Ids, Money, OrderId, StaffId, Time};
use order::{Order, Verdict};
use payment::{RefundAnswer, RefundCommit, refund_answer, refund_send};
use shipping::Command;

use crate::shipping::{apply, parcel, shipment_at, stop, tell};
use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    only_placed_orders_are_in_the_register,
    an_order_is_found_by_every_word_and_by_its_standing,
    an_order_that_shipping_has_not_heard_of_is_found_by_what_it_says_itself,
    the_register_is_read_in_pages_both_ways,
    the_register_keeps_to_its_days,
    numbers_are_read_at_once_of_orders_placed_or_not,
    what_is_stuck_says_why,
    what_goes_on_is_not_stuck,
    a_note_and_its_entry_are_one_commit,
    what_was_typed_is_held_under_its_key_and_forgotten,
    the_audit_is_looked_through_by_person_action_and_order,
}

/// An order opened at a time, paid.
async fn paid_at(shop: &Shop, opened_at: Time) -> Order {
    let variant = shop.variant(9).await;
    let draft = shop.draft(shop.session(), variant, 1).await;
    let (mut decided, draft) = shop.open_order(&draft);
    decided.order.details.opened_at = opened_at;
    let id = decided.order.id;
    shop.main.orders().place(decided, draft, None).await.unwrap();
    shop.pay(&shop.reread(id).await).await.0
}

async fn found(shop: &Shop, filter: Filter) -> Vec<(OrderId, Standing)> {
    let page = shop.main.register().page(filter, Place::Start, 50).await.unwrap();
    page.found.into_iter().map(|found| (found.order, found.standing)).collect()
}

fn words(text: &str) -> Filter {
    Filter { text: text.to_owned(), ..Filter::default() }
}

async fn only_placed_orders_are_in_the_register(shop: &Shop) {
    let unpaid = shop.order(shop.variant(9).await, 1).await;
    let (paying, _) = shop.start(&shop.order(shop.variant(9).await, 1).await).await;
    assert_eq!(found(shop, Filter::default()).await, [], "{} {}", unpaid.id, paying.id);
    let (paid, _) = shop.paid(shop.variant(9).await).await;
    assert_eq!(found(shop, Filter::default()).await, [(paid.id, Standing::Paid)]);
}

async fn an_order_is_found_by_every_word_and_by_its_standing(shop: &Shop) {
    let order = paid_at(shop, NOON).await;
    let shipment = shipment_at(shop, &order, NOON).await;
    let shipment = tell(shop, &shipment, Command::Label(parcel()), NOON).await;
    let number = order.details.number.to_string();
    for text in [&number, "한벌", "1234-56", "01012345678", "BUYER@example", "6543-2109", "65432109"] {
        assert_eq!(found(shop, words(text)).await, [(order.id, Standing::Labelled)], "{text}");
    }
    for text in ["두벌", "%", "_"] {
        assert_eq!(found(shop, words(text)).await, [], "{text}");
    }
    let standing = |standing| Filter { standing: Some(standing), ..Filter::default() };
    assert_eq!(found(shop, standing(Standing::Labelled)).await.len(), 1);
    assert_eq!(found(shop, standing(Standing::Shipped)).await, []);
    let asked = apply(shop, order.id, &stop(), NOON).await.unwrap();
    assert_eq!(found(shop, standing(Standing::StopAsked)).await, [(order.id, Standing::StopAsked)]);
    let left = tell(shop, &asked, Command::AnswerStop(shipping::StopAnswer::Left), NOON).await;
    tell(shop, &left, Command::Deliver, NOON).await;
    assert_eq!(found(shop, words(&number)).await, [(order.id, Standing::Delivered)]);
    assert_eq!(shipment.order, order.id);
}

async fn an_order_that_shipping_has_not_heard_of_is_found_by_what_it_says_itself(shop: &Shop) {
    let order = paid_at(shop, NOON).await;
    let number = order.details.number.to_string().to_lowercase();
    for text in [&number, "한벌", "010-1234", "buyer@example.com"] {
        assert_eq!(found(shop, words(text)).await, [(order.id, Standing::Paid)], "{text}");
    }
    let page = shop.main.register().page(Filter::default(), Place::Start, 9).await.unwrap();
    let [it] = page.found.as_slice() else { panic!("one order") };
    assert_eq!((&it.details, it.at_desk, &it.tracking), (&order.details, false, &None));
    assert_eq!(it.refunded, Money::won(0));

    let Verdict::Change(asked) = order::cancel(&order, CancelReason::TooSlow, Requester::Buyer, NOON) else {
        panic!("a paid order can be cancelled");
    };
    let order = shop.commit(*asked, NOON).await;
    assert_eq!(found(shop, Filter::default()).await, [(order.id, Standing::CancelRequested)]);
    apply(shop, order.id, &stop(), NOON).await;
    let cancelled = order::consume(&order, &events::Event::ShipmentCancelled, NOON).unwrap();
    shop.commit(cancelled, NOON).await;
    assert_eq!(found(shop, Filter::default()).await, [(order.id, Standing::Cancelled)]);
    let page = shop.main.register().page(Filter::default(), Place::Start, 9).await.unwrap();
    assert_eq!(page.found[0].refunded, order.details.total, "all of it goes back");
}

async fn the_register_is_read_in_pages_both_ways(shop: &Shop) {
    let mut orders = Vec::new();
    for minute in [0, 2, 1, 1] {
        let order = paid_at(shop, NOON + minutes(minute)).await;
        orders.push((order.details.opened_at, order.id));
    }
    orders.sort();
    orders.reverse();
    let page = async |place| {
        let page = shop.main.register().page(Filter::default(), place, 2).await.unwrap();
        let found = page.found.iter().map(|it| (it.details.opened_at, it.order)).collect::<Vec<_>>();
        (found, page.more)
    };
    assert_eq!(page(Place::Start).await, (orders[..2].to_vec(), true));
    let after = Place::After(orders[1].0, orders[1].1);
    assert_eq!(page(after).await, (orders[2..].to_vec(), false));
    let before = Place::Before(orders[3].0, orders[3].1);
    assert_eq!(page(before).await, (orders[1..3].to_vec(), true));
    let before = Place::Before(orders[1].0, orders[1].1);
    assert_eq!(page(before).await, (orders[..1].to_vec(), false));
}

async fn the_register_keeps_to_its_days(shop: &Shop) {
    let early = paid_at(shop, NOON).await;
    let late = paid_at(shop, NOON + days(1)).await;
    let between = |from, until| Filter { from: Some(from), until: Some(until), ..Filter::default() };
    assert_eq!(found(shop, between(NOON, NOON + days(1))).await, [(early.id, Standing::Paid)]);
    assert_eq!(found(shop, between(NOON + seconds(1), NOON + days(2))).await, [(late.id, Standing::Paid)]);
}

async fn numbers_are_read_at_once_of_orders_placed_or_not(shop: &Shop) {
    let (placed, unpaid) = (paid_at(shop, NOON).await, shop.order(shop.variant(9).await, 1).await);
    let asked = [placed.id, unpaid.id, OrderId(shop.ids.uuid())];
    let mut numbers = shop.main.register().numbers(&asked).await.unwrap();
    numbers.sort_by_key(|it| it.order != placed.id);
    let said: Vec<_> = numbers.iter().map(|it| (it.order, &it.number)).collect();
    assert_eq!(said, [(placed.id, &placed.details.number), (unpaid.id, &unpaid.details.number)]);
    assert_eq!(shop.main.register().numbers(&[]).await, Ok(vec![]));
}

/// A little later than everything that the other helpers do.
const LATER: Time = Time::from_micros(NOON.micros() + 3_600_000_000);

async fn stuck_at(shop: &Shop, now: Time) -> Vec<(OrderId, Why)> {
    let moments = Moments { paying: now, cancel: now, stop: now };
    let stuck = shop.main.stuck().stuck(moments, 50).await.unwrap();
    stuck.into_iter().map(|stuck| (stuck.order, stuck.why)).collect()
}

async fn what_is_stuck_says_why(shop: &Shop) {
    let variant = shop.variant(20).await;
    let (paying, attempt) = shop.start(&shop.order(variant, 1).await).await;
    assert_eq!(stuck_at(shop, LATER).await, [(paying.id, Why::Paying)]);
    let Verdict::Change(pending) = order::cancel(&paying, CancelReason::TooSlow, Requester::Buyer, NOON)
    else {
        panic!("an order that is being paid can be cancelled");
    };
    let pending = shop.commit(*pending, NOON).await;
    assert_eq!(stuck_at(shop, LATER).await, [(pending.id, Why::CancelPending)]);
    let declined = order::PayReply::Declined { failure: events::PaymentFailure::Declined };
    shop.commit(order::answered(&pending, attempt, &declined, NOON), NOON).await;
    assert_eq!(stuck_at(shop, LATER).await, []);

    let (waits, _) = shop.paid(variant).await;
    let shipment = shipment_at(shop, &waits, NOON).await;
    tell(shop, &shipment, Command::Label(parcel()), NOON).await;
    let Verdict::Change(asked) = order::cancel(&waits, CancelReason::TooSlow, Requester::Buyer, NOON) else {
        panic!("a paid order can be cancelled");
    };
    shop.commit(*asked, NOON).await;
    assert_eq!(stuck_at(shop, LATER).await, [(waits.id, Why::CancelWaits)]);
    apply(shop, waits.id, &stop(), NOON).await;
    assert_eq!(stuck_at(shop, LATER).await, [(waits.id, Why::StopUnanswered)]);
    assert_eq!(stuck_at(shop, NOON).await, [], "not for long enough");
}

async fn what_goes_on_is_not_stuck(shop: &Shop) {
    let (order, attempt) = shop.paid(shop.variant(20).await).await;
    let outbox = shop.main.outbox();
    let due = shop.due(ConsumerName::Shipping).await;
    let mine = due.iter().find(|due| due.order == order.id).unwrap();
    outbox.rejected(ConsumerName::Shipping, mine.position, "이상함", None, NOON).await.unwrap();
    assert_eq!(stuck_at(shop, LATER).await, [(order.id, Why::Parked(ConsumerName::Shipping))]);
    outbox.replay(ConsumerName::Shipping, mine.position).await.unwrap();
    assert_eq!(stuck_at(shop, LATER).await, []);

    let row =
        payment::Attempt { id: attempt, state: payment::AttemptState::Approved, ..shop.attempt(order.id) };
    let decided = payment::Decided { attempt: row, events: Vec::new(), refund: None, alerts: Vec::new() };
    shop.main.attempts().insert(payment::Commit { decided, now: NOON }).await.unwrap();
    let id = kernel::RefundId::of(attempt, "cancelled");
    let reason = events::RefundReason::Cancelled;
    let refund = payment::Refund::requested(id, order.id, attempt, order.details.total, reason, NOON);
    let progress = events::Progress { consumer: ConsumerName::Payment, order: order.id, seq: 9 };
    let refunds = shop.main.refunds();
    refunds.consume(Some(refund.clone()), Vec::new(), progress, NOON).await.unwrap();
    assert_eq!(stuck_at(shop, LATER).await, []);
    let decided = refund_answer(&refund_send(&refund, days(1), NOON).unwrap(), RefundAnswer::Refused, NOON);
    refunds.commit(RefundCommit { decided, now: NOON }).await.unwrap();
    assert_eq!(stuck_at(shop, LATER).await, [(order.id, Why::RefundRefused)]);
}

async fn a_note_and_its_entry_are_one_commit(shop: &Shop) {
    let (order, who) = (OrderId(shop.ids.uuid()), Actor::Seller(shop.session()));
    let notes = shop.main.notes();
    for (hour, text) in [(0, "전화했다"), (1, "내일 온다고 한다\n문 앞")] {
        let note = Note { order, who, text: text.to_owned() };
        let entry = note.entry();
        notes.keep(note, entry, NOON + hours(hour)).await.unwrap();
    }
    let kept = notes.of_order(order, 9).await.unwrap();
    let said: Vec<_> = kept.iter().map(|kept| (kept.at, kept.note.who, kept.note.text.as_str())).collect();
    assert_eq!(said, [(NOON + hours(1), who, "내일 온다고 한다\n문 앞"), (NOON, who, "전화했다")]);
    assert_eq!(notes.of_order(OrderId(shop.ids.uuid()), 9).await, Ok(vec![]));
    let entries = shop.main.audit().of_order(order, 9).await.unwrap();
    assert_eq!(entries.iter().map(|it| it.entry.action).collect::<Vec<_>>(), [Action::Noted, Action::Noted]);
}

async fn what_was_typed_is_held_under_its_key_and_forgotten(shop: &Shop) {
    let (held, fields) = (shop.main.held(), |text: &str| Held::from([("note".to_owned(), text.to_owned())]));
    held.hold("one", fields("길게 ' \" \n"), NOON, NOON - days(1)).await.unwrap();
    held.hold("other", fields("다른 것"), NOON + hours(1), NOON - days(1)).await.unwrap();
    assert_eq!(held.held("one", NOON).await, Ok(Some(fields("길게 ' \" \n"))));
    assert_eq!(held.held("one", NOON + seconds(1)).await, Ok(None), "it is too old");
    assert_eq!(held.held("none", NOON).await, Ok(None));
    held.hold("third", fields(""), NOON + days(1), NOON + hours(1)).await.unwrap();
    assert_eq!(held.held("one", NOON - days(9)).await, Ok(None), "it is forgotten");
    assert_eq!(held.held("other", NOON).await, Ok(Some(fields("다른 것"))));
}

async fn the_audit_is_looked_through_by_person_action_and_order(shop: &Shop) {
    let order = paid_at(shop, NOON).await;
    let (one, other) = (Actor::Seller(shop.session()), Actor::Staff(StaffId(shop.ids.uuid())));
    let again = Actor::Seller(shop.session());
    let audit = shop.main.audit();
    let entries = [
        (one, Action::Held, Some(order.id)),
        (other, Action::OrdersExported, None),
        (again, Action::Released, Some(order.id)),
    ];
    for (second, (who, action, order)) in (0..).zip(entries) {
        let entry = AuditEntry { who, action, order, subject: String::new(), text: "글".to_owned() };
        audit.record(entry, NOON + seconds(second)).await.unwrap();
    }
    let page = async |query| {
        let query = AuditQuery { limit: 9, ..query };
        let page = audit.page(query).await.unwrap();
        page.into_iter().map(|it| it.entry.action).collect::<Vec<_>>()
    };
    let all = AuditQuery::default;
    assert_eq!(page(all()).await, [Action::Released, Action::OrdersExported, Action::Held]);
    assert_eq!(page(AuditQuery { who: Some(Who::Owner), ..all() }).await, [Action::Released, Action::Held]);
    assert_eq!(page(AuditQuery { who: Some(other.into()), ..all() }).await, [Action::OrdersExported]);
    assert_eq!(page(AuditQuery { action: Some(Action::Held), ..all() }).await, [Action::Held]);
    let number = Some(order.details.number.clone());
    assert_eq!(page(AuditQuery { order: number, ..all() }).await, [Action::Released, Action::Held]);
    assert_eq!(page(AuditQuery { who: Some(other.into()), action: Some(Action::Held), ..all() }).await, []);

    let newest = audit.page(AuditQuery { limit: 1, ..all() }).await.unwrap();
    assert_eq!(newest[0].number.as_ref(), Some(&order.details.number));
    let older = AuditQuery { before: Some(newest[0].id), ..all() };
    assert_eq!(page(older).await, [Action::OrdersExported, Action::Held]);
    let actors = audit.actors().await;
    assert_eq!(actors, Ok(vec![(again, NOON + seconds(2)), (other, NOON + seconds(1)), (one, NOON)]));
}
