//! Letters, from the event to the mail server: one for each, through crashes and repeats; and a mail server that is
//! dead delays letters and nothing else.

use events::{Actor, ConsumerName};
use kernel::LetterId;
use kernel::time::{days, hours, minutes, seconds};
use mail::{AgainError, LetterState};
use order::State;
use shipping::{Command, Parcel, ShipmentState, StopAnswer};

use crate::post_office::Counter;
use crate::shop::{Bought, SELLER, TestShop, parcel, price};

impl TestShop {
    /// The order's letters: what they are about and where they stand.
    async fn letters(&self, bought: Bought) -> Vec<(String, LetterState)> {
        let letters = self.shop.services.mail.of_order(bought.order).await.unwrap();
        letters.into_iter().map(|letter| (letter.kind, letter.state)).collect()
    }

    async fn letter_count(&self) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM letters").fetch_one(&self.main).await.unwrap()
    }
}

fn sent(kinds: &[&str]) -> Vec<(String, LetterState)> {
    kinds.iter().map(|kind| ((*kind).to_owned(), LetterState::Sent)).collect()
}

#[tokio::test]
async fn a_buyer_is_written_at_each_step_once() {
    let shop = TestShop::with_till().await;
    shop.faults.deliver_twice();
    let shipped = shop.shipped().await;
    shop.wait(minutes(11)).await;
    shop.seller(shipped, Command::Deliver).await.unwrap();
    let cancelled = shop.paid().await;
    shop.cancel(cancelled).await.unwrap();
    shop.quiet().await;

    assert_eq!(shop.letters(shipped).await, sent(&["placed", "shipped"]));
    assert_eq!(shop.letters(cancelled).await, sent(&["placed", "cancelled", "refunded"]));
    let taken = shop.post.taken();
    assert_eq!(taken.len(), 5);
    assert!(taken.iter().all(|post| post.to == "buyer@example.com"));
    let order = shop.order(shipped.order).await.details;
    let told = taken.iter().find(|post| post.subject.starts_with("옷이 떠났어요")).unwrap();
    for text in [order.number.as_str(), "CJ대한통운", "1234-5678", "wblNo=12345678"] {
        assert!(told.text.contains(text) && told.html.contains(text), "{text}");
    }
    assert!(told.text.contains(&format!("https://hanbeol.example/o/{}?until=", shipped.order)));
    shop.assert_sound().await;
}

#[tokio::test]
async fn nobody_is_written_about_an_order_that_was_never_placed() {
    let shop = TestShop::with_till().await;
    let cancelled = shop.place().await;
    shop.cancel(cancelled).await.unwrap();
    shop.place().await;
    shop.wait(minutes(20)).await;
    assert_eq!(shop.letter_count().await, 0);
    assert_eq!(shop.post.asked(), 0);
}

#[tokio::test]
async fn a_shipping_that_is_taken_back_is_never_written_about() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.wait(minutes(9)).await;
    shop.seller(bought, Command::UndoShip).await.unwrap();
    shop.wait(hours(1)).await;
    let withdrawn = ("shipped".to_owned(), LetterState::Withdrawn);
    assert_eq!(shop.letters(bought).await, [sent(&["placed"]), vec![withdrawn.clone()]].concat());

    shop.seller(bought, Command::Ship(None)).await.unwrap();
    shop.wait(minutes(11)).await;
    let expected = [sent(&["placed"]), vec![withdrawn], sent(&["shipped"])].concat();
    assert_eq!(shop.letters(bought).await, expected);
    assert_eq!(shop.post.subjects(), ["주문을 받았어요", "옷이 떠났어요"]);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_corrected_number_is_told_by_the_letter_that_waits_or_by_one_of_its_own() {
    let shop = TestShop::with_till().await;
    let number = |tracking: &str| {
        Command::Renumber(Parcel { carrier: "hanjin".to_owned(), tracking: tracking.to_owned() })
    };
    let bought = shop.shipped().await;
    shop.wait(minutes(5)).await;
    shop.seller(bought, number("1111-1111")).await.unwrap();
    shop.wait(minutes(11)).await;
    assert_eq!(shop.letters(bought).await, sent(&["placed", "shipped"]));
    let told = shop.post.taken().pop().unwrap();
    assert!(told.text.contains("1111-1111") && told.text.contains("한진택배"), "{}", told.text);

    shop.seller(bought, number("2222-2222")).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.letters(bought).await, sent(&["placed", "shipped", "renumbered"]));
    let told = shop.post.taken().pop().unwrap();
    assert!(told.subject.starts_with("송장 번호가 바뀌었어요"), "{}", told.subject);
    assert!(told.text.contains("2222-2222") && !told.text.contains("1111-1111"), "{}", told.text);

    let letters = shop.shop.services.mail.of_order(bought.order).await.unwrap();
    let shipped = letters.iter().find(|letter| letter.kind == "shipped").unwrap();
    shop.shop.services.mail.again(bought.order, shipped.id, SELLER).await.unwrap();
    shop.settle().await;
    let again = shop.post.taken().pop().unwrap();
    assert!(again.subject.starts_with("옷이 떠났어요") && again.text.contains("2222-2222"), "{}", again.text);

    shop.post.set(Counter::Dead);
    shop.seller(bought, number("3333-3333")).await.unwrap();
    shop.settle().await;
    shop.seller(bought, Command::Deliver).await.unwrap();
    shop.wait(hours(1)).await;
    let last = shop.letters(bought).await.pop().unwrap();
    assert_eq!(last, ("renumbered".to_owned(), LetterState::Withdrawn), "what has arrived is not followed");
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_arrives_before_its_letter_goes_is_not_told_to_be_on_its_way() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.wait(minutes(3)).await;
    shop.seller(bought, Command::Deliver).await.unwrap();
    shop.wait(hours(1)).await;
    let withdrawn = ("shipped".to_owned(), LetterState::Withdrawn);
    assert_eq!(shop.letters(bought).await, [sent(&["placed"]), vec![withdrawn]].concat());
    assert_eq!(shop.post.subjects(), ["주문을 받았어요"]);
    shop.assert_sound().await;
}

/// The letter waits in the past by then, and only what is still to be heard says that it is not true any more.
#[tokio::test]
async fn a_letter_waits_for_what_mail_has_still_to_hear_of_its_order() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.shop.services.outbox.pause(ConsumerName::Mail, true).await.unwrap();
    shop.seller(bought, Command::UndoShip).await.unwrap();
    shop.wait(hours(2)).await;
    assert_eq!(shop.letters(bought).await[1].1, LetterState::Waiting);

    shop.shop.services.outbox.pause(ConsumerName::Mail, false).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.letters(bought).await[1].1, LetterState::Withdrawn);
    assert_eq!(shop.post.subjects(), ["주문을 받았어요"]);
}

#[tokio::test]
async fn a_cancel_with_the_label_on_is_written_about_from_asking_to_its_end() {
    let shop = TestShop::with_till().await;
    let (kept, left) = (shop.paid().await, shop.paid().await);
    for bought in [kept, left] {
        shop.seller(bought, Command::Label(parcel())).await.unwrap();
        shop.cancel(bought).await.unwrap();
        shop.settle().await;
    }
    shop.seller(kept, Command::AnswerStop(StopAnswer::Kept)).await.unwrap();
    shop.seller(left, Command::AnswerStop(StopAnswer::Left)).await.unwrap();
    shop.quiet().await;
    assert_eq!(shop.letters(kept).await, sent(&["placed", "cancel_asked", "cancelled", "refunded"]));
    let mut told = shop.letters(left).await;
    told.sort();
    assert_eq!(told, sent(&["cancel_asked", "cancel_rejected", "placed", "shipped"]));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_dead_mail_server_delays_mail_and_nothing_else() {
    let shop = TestShop::with_till().await;
    shop.post.set(Counter::Dead);
    let shipped = shop.shipped().await;
    shop.seller(shipped, Command::Deliver).await.unwrap();
    let cancelled = shop.paid().await;
    shop.cancel(cancelled).await.unwrap();
    shop.settle().await;
    assert_eq!(shop.shipment(shipped).await, Some(ShipmentState::Delivered));
    assert_eq!(shop.state(cancelled).await, State::Cancelled);
    assert_eq!(shop.kept().await, price());
    let asked = shop.post.asked();
    assert!(asked <= 4, "a server that is away is left alone: {asked}");

    for _ in 0..24 {
        shop.wait(hours(1)).await;
    }
    let asked = shop.post.asked();
    assert!((24..=120).contains(&asked), "it is asked again and again, one round at a time: {asked}");
    let standing = shop.shop.services.mail.standing().await.unwrap();
    assert_eq!(
        (standing.waiting, standing.failed),
        (4, vec![]),
        "what has arrived is not told to be on its way"
    );
    assert_eq!(shop.alerts().await, 0);

    shop.post.set(Counter::Open);
    shop.wait(minutes(6)).await;
    assert_eq!(shop.post.taken().len(), 4);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_letter_that_is_not_taken_now_is_tried_up_to_an_hour_apart_for_ever() {
    let shop = TestShop::with_till().await;
    shop.post.set(Counter::Full);
    let bought = shop.paid().await;
    for _ in 0..60 {
        shop.wait(minutes(1)).await;
    }
    let first_hour = shop.post.asked();
    assert!((5..=7).contains(&first_hour), "1, 2, 4 ... minutes apart: {first_hour}");
    shop.wait(days(3)).await;
    shop.wait(hours(1)).await;
    assert!(shop.post.asked() > first_hour);
    shop.post.set(Counter::Open);
    shop.wait(hours(1)).await;
    assert_eq!(shop.letters(bought).await, sent(&["placed"]));
    assert_eq!(shop.alerts().await, 0);
}

#[tokio::test]
async fn an_address_that_takes_no_mail_is_told_to_the_seller_who_can_send_again() {
    let shop = TestShop::with_till().await;
    shop.post.set(Counter::Refusing);
    let bought = shop.paid().await;
    shop.wait(days(2)).await;
    assert_eq!(shop.post.asked(), 1, "a no is a no");
    assert_eq!(shop.alerts().await, 1);
    let mail = &shop.shop.services.mail;
    let failed = mail.standing().await.unwrap().failed;
    assert_eq!(failed.iter().map(|letter| letter.order).collect::<Vec<_>>(), [Some(bought.order)]);
    assert_eq!(failed[0].said.as_deref(), Some("550 no such mailbox"));

    shop.post.set(Counter::Open);
    let who = Actor::Seller(bought.session);
    let other = mail.again(bought.order, LetterId(bought.order.uuid()), who).await;
    assert_eq!(other, Err(AgainError::NotFound));
    assert_eq!(mail.again(bought.order, failed[0].id, who).await, Ok(()));
    assert_eq!(mail.again(bought.order, failed[0].id, who).await, Err(AgainError::Waiting));
    shop.settle().await;
    let states: Vec<_> = shop.letters(bought).await.into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, [LetterState::Refused, LetterState::Sent]);
    let audit = shop.shop.services.audit.of_order(bought.order, 9).await.unwrap();
    let sent = audit.iter().filter(|it| it.entry.action == events::Action::LetterSentAgain);
    assert_eq!(sent.count(), 1);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_letter_whose_answer_is_lost_goes_out_once_more_and_not_a_third_time() {
    let shop = TestShop::with_till().await;
    shop.post.set(Counter::Silent);
    let bought = shop.paid().await;
    shop.wait(days(1)).await;
    shop.wait(days(1)).await;
    assert_eq!(shop.letters(bought).await[0].1, LetterState::Unsure);
    let taken = shop.post.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0], taken[1], "by its id a reader's mail program knows it again");
    assert_eq!(shop.alerts().await, 1);
}

#[tokio::test]
async fn letters_are_forgotten_and_what_happens_to_a_forgotten_order_is_the_sellers_to_say() {
    let shop = TestShop::with_till().await;
    let bought = shop.shipped().await;
    shop.wait(minutes(11)).await;
    let mail = &shop.shop.services.mail;
    assert_eq!(mail.forget().await, Ok(0));
    shop.wait(days(89)).await;
    assert_eq!(mail.forget().await, Ok(0));
    shop.wait(days(2)).await;
    assert_eq!(mail.forget().await, Ok(2));
    assert_eq!(shop.letter_count().await, 0);
    let named = "SELECT COUNT(*) FROM mail_orders WHERE details IS NOT NULL";
    assert_eq!(sqlx::query_scalar::<_, i64>(named).fetch_one(&shop.main).await.unwrap(), 0);

    let alerts = shop.alerts().await;
    let late = "INSERT INTO deliveries (position, order_id, partition, consumer) \
                SELECT position, order_id, 0, 'mail' FROM outbox WHERE name = 'ShipmentShipped'";
    sqlx::query(late).execute(&shop.main).await.unwrap();
    sqlx::query("DELETE FROM progress WHERE consumer = 'mail'").execute(&shop.main).await.unwrap();
    shop.wait(seconds(1)).await;
    assert_eq!(shop.alerts().await, alerts + 1);
    assert_eq!(shop.letters(bought).await, []);
}
