//! Letters and what mail knows of orders.

use std::collections::BTreeSet;

use events::{
    Action, Actor, Alert, AuditEntry, CancelReason, ConsumerName, Progress, RefundReason, Requester,
};
use kernel::time::{days, hours, minutes, seconds};
use kernel::{Ids, Lang, LetterId, OrderId, RefundId, Time};
use mail::{
    Cancel, Committed, Content, Decided, Known, Letter, LetterState, NotedRefund, Numbered, Turn, posted,
};
use order::Order;

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    what_is_known_of_an_order_survives_and_is_written_over,
    an_event_is_consumed_once,
    events_of_many_orders_are_consumed_in_one_commit_or_none_is,
    every_field_of_a_letter_survives,
    a_letter_that_has_moved_on_is_not_written,
    letters_are_due_at_their_time_the_longest_waiting_first,
    a_letter_waits_while_an_event_of_its_order_is_still_to_be_heard,
    a_shipped_letter_is_withdrawn_unless_it_has_left,
    a_corrected_number_is_written_into_the_letter_that_waits_or_has_a_letter_of_its_own,
    letters_are_found_by_their_order_and_by_a_part_of_their_address,
    a_letter_posted_for_a_person_is_audited_with_it,
    what_waits_and_what_failed_is_counted,
    what_is_old_is_forgotten_and_what_waits_is_not,
    a_letter_that_cannot_be_read_keeps_no_other,
    what_cannot_be_read_stays_for_who_can_and_a_secret_link_goes,
    orders_from_before_there_was_mail_are_known,
}

/// An order that is paid, of which mail has heard everything.
async fn heard(shop: &Shop) -> Order {
    let (order, _) = shop.paid(shop.variant(5).await).await;
    shop.execute("DELETE FROM deliveries WHERE consumer = 'mail'").await;
    order
}

fn known(order: &Order) -> Known {
    Known { order: order.id, details: Some(order.details.clone()), cancel: None, refunds: Vec::new() }
}

fn letter(shop: &Shop, order: &Order, due: Time) -> Letter {
    let content = Content::Placed { order: order.details.clone() };
    let id = LetterId(shop.ids.uuid());
    posted(id, Some(order.id), &order.details.email, Lang::Ko, content, due)
}

fn step(order: OrderId, seq: i64) -> Progress {
    Progress { consumer: ConsumerName::Mail, order, seq }
}

fn decided(known: Known, letter: Option<Letter>) -> Decided {
    Decided { known, letter, withdraw_shipped: false, renumber: None, alert: None }
}

async fn post(shop: &Shop, letter: &Letter) {
    shop.main.letters().post(letter.clone(), None).await.unwrap();
}

async fn reread(shop: &Shop, id: LetterId) -> Letter {
    shop.main.letters().letter(id).await.unwrap().unwrap()
}

/// Whether it had not moved on.
async fn write(shop: &Shop, letter: Letter) -> bool {
    let id = letter.id;
    let written = shop.main.letters().commit(vec![Turn { letter, alert: None }], NOON).await.unwrap();
    written == BTreeSet::from([id])
}

async fn due(shop: &Shop, now: Time) -> Vec<LetterId> {
    shop.main.letters().due(now, 9).await.unwrap().into_iter().map(|letter| letter.id).collect()
}

async fn what_is_known_of_an_order_survives_and_is_written_over(shop: &Shop) {
    let (order, letters) = (heard(shop).await, shop.main.letters());
    assert_eq!(letters.known(order.id).await, Ok(None));
    let first = known(&order);
    let commit = letters.consume(Some(decided(first.clone(), None)), step(order.id, 3), NOON);
    assert_eq!(commit.await, Ok(Committed::Done));
    assert_eq!(letters.known(order.id).await, Ok(Some(first.clone())));

    let refund = RefundId(shop.ids.uuid());
    let later = Known {
        cancel: Some(Cancel { reason: CancelReason::SoldOut, by: Requester::Seller }),
        refunds: vec![NotedRefund { refund, reason: RefundReason::Cancelled }],
        ..first
    };
    let commit = letters.consume(Some(decided(later.clone(), None)), step(order.id, 4), NOON);
    assert_eq!(commit.await, Ok(Committed::Done));
    assert_eq!(letters.known(order.id).await, Ok(Some(later)));
}

async fn an_event_is_consumed_once(shop: &Shop) {
    let (order, letters) = (heard(shop).await, shop.main.letters());
    let decided = Decided {
        alert: Some(Alert { order: order.id, text: "알림".to_owned() }),
        ..decided(known(&order), Some(letter(shop, &order, NOON)))
    };
    let once = letters.consume(Some(decided.clone()), step(order.id, 3), NOON).await;
    let twice = letters.consume(Some(decided), step(order.id, 3), NOON).await;
    assert_eq!((once, twice), (Ok(Committed::Done), Ok(Committed::AppliedBefore)));
    assert_eq!(letters.consume(None, step(order.id, 4), NOON).await, Ok(Committed::Done));
    assert_eq!(shop.number("SELECT COUNT(*) FROM letters").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM alerts").await, 1);
    assert_eq!(shop.number("SELECT seq FROM progress WHERE consumer = 'mail'").await, 4);
}

async fn events_of_many_orders_are_consumed_in_one_commit_or_none_is(shop: &Shop) {
    let letters = shop.main.letters();
    let mut heard_of = Vec::new();
    for _ in 0..6 {
        let order = heard(shop).await;
        let decided = decided(known(&order), Some(letter(shop, &order, NOON)));
        heard_of.push((Some(decided), step(order.id, 4)));
    }
    heard_of.sort_by_key(|(_, step)| step.order);
    let ids: Vec<OrderId> = heard_of.iter().map(|(_, step)| step.order).collect();
    let (before, late) = (heard_of[0].clone(), heard_of.pop().unwrap());

    assert_eq!(letters.consume_together(heard_of, NOON).await, Ok(Committed::Done));
    let mut known = letters.known_of(&ids).await.unwrap();
    known.sort_by_key(|known| known.order);
    assert_eq!(known.iter().map(|known| known.order).collect::<Vec<_>>(), ids[..5]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM letters").await, 5);

    let again = letters.consume_together(vec![before, late.clone()], NOON).await;
    assert_eq!(again, Ok(Committed::AppliedBefore));
    assert_eq!(letters.known(late.1.order).await, Ok(None), "all or nothing");
    assert_eq!(letters.consume_together(vec![late], NOON).await, Ok(Committed::Done));
    assert_eq!(shop.number("SELECT COUNT(*) FROM progress WHERE consumer = 'mail'").await, 6);
}

async fn every_field_of_a_letter_survives(shop: &Shop) {
    let order = heard(shop).await;
    let waiting = letter(shop, &order, NOON);
    post(shop, &waiting).await;
    assert_eq!(reread(shop, waiting.id).await, Letter { version: 1, ..waiting.clone() });

    let changed = Letter {
        version: 1,
        state: LetterState::Waiting,
        due: Some(NOON + hours(1)),
        tries: 3,
        unknowns: 1,
        said: Some("451 나중에".to_owned()),
        since: NOON + seconds(9),
        ..waiting.clone()
    };
    assert!(write(shop, changed.clone()).await);
    assert_eq!(reread(shop, waiting.id).await, Letter { version: 2, ..changed.clone() });
    let ended = Letter { version: 2, state: LetterState::Sent, due: None, ..changed };
    assert!(write(shop, ended.clone()).await);
    assert_eq!(reread(shop, waiting.id).await, Letter { version: 3, ..ended });
    assert_eq!(shop.main.letters().letter(LetterId(order.id.uuid())).await, Ok(None));
}

async fn a_letter_that_has_moved_on_is_not_written(shop: &Shop) {
    let waiting = letter(shop, &heard(shop).await, NOON);
    post(shop, &waiting).await;
    let taken = Letter { version: 1, state: LetterState::Sending, ..waiting.clone() };
    assert!(write(shop, taken.clone()).await);
    let alert = Some(Alert { order: waiting.order.unwrap(), text: "알림".to_owned() });
    let late = Turn { letter: taken, alert };
    let other = letter(shop, &heard(shop).await, NOON);
    post(shop, &other).await;
    let in_time = Turn { letter: Letter { version: 1, ..other.clone() }, alert: None };
    let written = shop.main.letters().commit(vec![late, in_time], NOON).await;
    assert_eq!(written, Ok(BTreeSet::from([other.id])), "each by itself");
    assert_eq!(reread(shop, waiting.id).await.version, 2);
    assert_eq!(shop.number("SELECT COUNT(*) FROM alerts").await, 0);
}

async fn letters_are_due_at_their_time_the_longest_waiting_first(shop: &Shop) {
    let order = heard(shop).await;
    let late = letter(shop, &order, NOON + minutes(1));
    let early = letter(shop, &order, NOON);
    let account = Letter { order: None, ..letter(shop, &order, NOON + seconds(30)) };
    for letter in [&late, &early, &account] {
        post(shop, letter).await;
    }
    assert_eq!(due(shop, NOON - seconds(1)).await, []);
    assert_eq!(due(shop, NOON).await, [early.id]);
    assert_eq!(due(shop, NOON + minutes(1)).await, [early.id, account.id, late.id]);
    assert_eq!(shop.main.letters().due(NOON + days(1), 1).await.unwrap().len(), 1);
    write(shop, Letter { version: 1, state: LetterState::Sent, due: None, ..early }).await;
    assert_eq!(due(shop, NOON + minutes(1)).await, [account.id, late.id]);
}

async fn a_letter_waits_while_an_event_of_its_order_is_still_to_be_heard(shop: &Shop) {
    let (order, _) = shop.paid(shop.variant(5).await).await;
    let other = letter(shop, &shop.paid(shop.variant(5).await).await.0, NOON);
    let waiting = letter(shop, &order, NOON);
    post(shop, &waiting).await;
    post(shop, &other).await;
    assert_eq!(due(shop, NOON).await, []);
    let heard = shop.due(ConsumerName::Mail).await;
    let of_order: Vec<i64> =
        heard.iter().filter(|due| due.order == order.id).map(|due| due.position).collect();
    shop.main.outbox().done(ConsumerName::Mail, &of_order).await.unwrap();
    assert_eq!(due(shop, NOON).await, [waiting.id]);
    let parked = heard.iter().find(|due| due.order != order.id).unwrap().position;
    shop.main.outbox().rejected(ConsumerName::Mail, parked, "이상함", None, NOON).await.unwrap();
    assert_eq!(due(shop, NOON).await, [waiting.id], "what is parked is still to be heard");
}

async fn a_shipped_letter_is_withdrawn_unless_it_has_left(shop: &Shop) {
    let (order, other) = (heard(shop).await, heard(shop).await);
    let shipped = |order: &Order| Letter { kind: "shipped".to_owned(), ..letter(shop, order, NOON) };
    let (waiting, sent, placed, others) =
        (shipped(&order), shipped(&order), letter(shop, &order, NOON), shipped(&other));
    for letter in [&waiting, &sent, &placed, &others] {
        post(shop, letter).await;
    }
    write(shop, Letter { version: 1, state: LetterState::Sent, due: None, ..sent.clone() }).await;
    let decided = Decided { withdraw_shipped: true, ..decided(known(&order), None) };
    shop.main.letters().consume(Some(decided), step(order.id, 9), NOON + seconds(1)).await.unwrap();

    let withdrawn = reread(shop, waiting.id).await;
    let expected = (LetterState::Withdrawn, None, NOON + seconds(1), 2);
    assert_eq!((withdrawn.state, withdrawn.due, withdrawn.since, withdrawn.version), expected);
    for (letter, state) in
        [(sent, LetterState::Sent), (placed, LetterState::Waiting), (others, LetterState::Waiting)]
    {
        assert_eq!(reread(shop, letter.id).await.state, state);
    }
}

async fn a_corrected_number_is_written_into_the_letter_that_waits_or_has_a_letter_of_its_own(shop: &Shop) {
    let about = |order: &Order, tracking: &str| {
        let (carrier, tracking) = ("cj".to_owned(), tracking.to_owned());
        let content = Content::Shipped { order: order.details.clone(), carrier, tracking };
        let id = LetterId(shop.ids.uuid());
        posted(id, Some(order.id), &order.details.email, Lang::Ko, content, NOON)
    };
    let number = |tracking: &str| Numbered { carrier: "hanjin".to_owned(), tracking: tracking.to_owned() };
    let correct = async |order: &Order, seq, tracking: &str| {
        let (carrier, tracking) = ("hanjin".to_owned(), tracking.to_owned());
        let renumber = Some(Numbered { carrier: carrier.clone(), tracking: tracking.clone() });
        let content = Content::Renumbered { order: order.details.clone(), carrier, tracking };
        let id = LetterId(shop.ids.uuid());
        let own = posted(id, Some(order.id), &order.details.email, Lang::Ko, content, NOON);
        let decided = Decided { renumber, ..decided(known(order), Some(own)) };
        shop.main.letters().consume(Some(decided), step(order.id, seq), NOON).await.unwrap();
        shop.main.letters().letter(id).await.unwrap()
    };
    let says = async |id| reread(shop, id).await.content.unwrap().number().unwrap();

    let (order, other) = (heard(shop).await, heard(shop).await);
    let (waiting, others) = (about(&order, "1"), about(&other, "1"));
    for letter in [&waiting, &others] {
        post(shop, letter).await;
    }
    assert_eq!(correct(&order, 9, "2").await, None);
    assert_eq!((says(waiting.id).await, reread(shop, waiting.id).await.version), (number("2"), 2));
    assert_eq!(says(others.id).await.tracking, "1", "another order's");

    for (state, unknowns) in [(LetterState::Sending, 0), (LetterState::Sent, 0), (LetterState::Waiting, 1)] {
        let (order, kept) = (heard(shop).await, NOON);
        let left = about(&order, "1");
        post(shop, &left).await;
        write(shop, Letter { version: 1, state, unknowns, due: Some(kept), ..left.clone() }).await;
        let own = correct(&order, 9, "2").await.expect("a letter of its own");
        assert_eq!((own.kind.as_str(), own.state), ("renumbered", LetterState::Waiting));
        assert_eq!(says(left.id).await.tracking, "1", "{state:?}: as it was read, perhaps");
        assert_eq!(correct(&order, 10, "3").await, None, "its own still waits");
        assert_eq!(says(own.id).await, number("3"));
    }
}

async fn letters_are_found_by_their_order_and_by_a_part_of_their_address(shop: &Shop) {
    let (order, other) = (heard(shop).await, heard(shop).await);
    let first = letter(shop, &order, NOON);
    let second = Letter { to: "A_b%c@Example.com".to_owned(), ..letter(shop, &order, NOON + seconds(1)) };
    let third = letter(shop, &other, NOON + seconds(2));
    for letter in [&first, &second, &third] {
        post(shop, letter).await;
    }
    let ids = |letters: Vec<Letter>| letters.into_iter().map(|letter| letter.id).collect::<Vec<_>>();
    let letters = shop.main.letters();
    assert_eq!(ids(letters.of_order(order.id).await.unwrap()), [first.id, second.id]);
    assert_eq!(ids(letters.latest("", 2).await.unwrap()), [third.id, second.id]);
    assert_eq!(ids(letters.latest("BUYER@", 9).await.unwrap()), [third.id, first.id]);
    for part in ["_b%", "a_B%C@example"] {
        assert_eq!(ids(letters.latest(part, 9).await.unwrap()), [second.id], "{part}");
    }
    assert_eq!(letters.latest("nobody", 9).await, Ok(vec![]));
}

async fn a_letter_posted_for_a_person_is_audited_with_it(shop: &Shop) {
    let order = heard(shop).await;
    let copy = letter(shop, &order, NOON);
    let entry = AuditEntry {
        who: Actor::Seller(shop.session()),
        action: Action::LetterSentAgain,
        order: Some(order.id),
        subject: String::new(),
        text: copy.to.clone(),
    };
    shop.main.letters().post(copy.clone(), Some(entry.clone())).await.unwrap();
    assert_eq!(shop.main.audit().latest(9).await, Ok(vec![(NOON, entry.clone())]));
    assert!(shop.main.letters().post(copy, Some(entry)).await.is_err(), "a letter is there once");
    assert_eq!(shop.main.audit().of_order(order.id, 9).await.unwrap().len(), 1);
}

async fn what_waits_and_what_failed_is_counted(shop: &Shop) {
    let order = heard(shop).await;
    let all: Vec<Letter> = (0..5).map(|n| letter(shop, &order, NOON + minutes(n))).collect();
    for letter in &all {
        post(shop, letter).await;
    }
    for (nth, state) in [(0, LetterState::Refused), (1, LetterState::Unsure), (2, LetterState::Sent)] {
        let since = NOON + hours(nth);
        let letter = all[usize::try_from(nth).unwrap()].clone();
        write(shop, Letter { version: 1, state, due: None, since, ..letter }).await;
    }
    let standing = shop.main.letters().standing(NOON + minutes(3), 9).await.unwrap();
    assert_eq!((standing.waiting, standing.oldest), (1, Some(NOON + minutes(3))));
    assert_eq!(standing.failed.iter().map(|it| it.id).collect::<Vec<_>>(), [all[1].id, all[0].id]);
}

async fn what_is_old_is_forgotten_and_what_waits_is_not(shop: &Shop) {
    let (order, other, letters) = (heard(shop).await, heard(shop).await, shop.main.letters());
    let waiting = letter(shop, &other, NOON);
    letters.consume(Some(decided(known(&order), None)), step(order.id, 3), NOON).await.unwrap();
    letters
        .consume(Some(decided(known(&other), Some(waiting.clone()))), step(other.id, 3), NOON)
        .await
        .unwrap();
    let link = Content::ResetPassword { link: "https://shop.example/x".to_owned(), until: NOON };
    let of_link = posted(LetterId(shop.ids.uuid()), None, "a@example.com", Lang::En, link, NOON);
    let sent = letter(shop, &order, NOON);
    for letter in [&of_link, &sent] {
        post(shop, letter).await;
        write(shop, Letter { version: 1, state: LetterState::Sent, due: None, ..letter.clone() }).await;
    }
    assert_eq!(letters.forget(NOON, NOON).await, Ok(0));
    assert_eq!(letters.forget(NOON - days(1), NOON + seconds(1)).await, Ok(1), "the one with a link");
    assert_eq!(letters.letter(of_link.id).await, Ok(None));
    assert_eq!(letters.forget(NOON + seconds(1), NOON + seconds(1)).await, Ok(1));
    assert_eq!(letters.of_order(order.id).await, Ok(vec![]));
    let forgotten = Known { details: None, ..known(&order) };
    assert_eq!(letters.known(order.id).await, Ok(Some(forgotten)));
    assert_eq!(letters.known(other.id).await, Ok(Some(known(&other))), "its letter waits");
    assert_eq!(due(shop, NOON).await, [waiting.id]);
}

async fn a_letter_that_cannot_be_read_keeps_no_other(shop: &Shop) {
    let order = heard(shop).await;
    let (strange, good) = (letter(shop, &order, NOON), letter(shop, &order, NOON + seconds(1)));
    post(shop, &strange).await;
    shop.execute("UPDATE letters SET content = '{\"kind\":\"from_the_future\"}'").await;
    post(shop, &good).await;
    let due = shop.main.letters().due(NOON + seconds(1), 9).await.unwrap();
    assert_eq!(
        due.iter().map(|it| (it.id, it.content.is_some())).collect::<Vec<_>>(),
        [(strange.id, false), (good.id, true)]
    );
}

async fn what_cannot_be_read_stays_for_who_can_and_a_secret_link_goes(shop: &Shop) {
    let strange = letter(shop, &heard(shop).await, NOON);
    let link = Content::ResetPassword { link: "https://shop.example/x".to_owned(), until: NOON };
    let of_link = posted(LetterId(shop.ids.uuid()), None, "a@example.com", Lang::En, link, NOON);
    for letter in [&strange, &of_link] {
        post(shop, letter).await;
    }
    shop.execute("UPDATE letters SET content = '{\"kind\":\"from_the_future\"}' WHERE NOT has_link").await;
    for letter in [strange, of_link] {
        let ended = Letter { version: 1, state: LetterState::Refused, due: None, content: None, ..letter };
        assert!(write(shop, ended).await);
    }
    const KEPT: &str = "SELECT COUNT(*) FROM letters WHERE CAST(content AS TEXT) LIKE '%from_the_future%'";
    assert_eq!(shop.number(KEPT).await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM letters WHERE content IS NULL AND has_link").await, 1);
}

/// The migration's own sentence, on an order that was placed and one that was not.
async fn orders_from_before_there_was_mail_are_known(shop: &Shop) {
    let variant = shop.variant(5).await;
    let (placed, _) = shop.paid(variant).await;
    let unplaced = shop.order(variant, 1).await;
    shop.execute(
        "INSERT INTO mail_orders (order_id, details, refunds, heard_at) \
         SELECT o.id, o.details, '[]', o.since FROM orders o \
         WHERE EXISTS (SELECT 1 FROM timeline t WHERE t.order_id = o.id AND t.name = 'OrderPlaced')",
    )
    .await;
    let letters = shop.main.letters();
    assert_eq!(letters.known(placed.id).await, Ok(Some(known(&placed))));
    assert_eq!(letters.known(unplaced.id).await, Ok(None));
}
