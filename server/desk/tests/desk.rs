//! What happens next to an order that is stuck, and what is kept of a note.

use desk::{MAX_NOTE, Next, NoteError, SETTLED_AFTER, Standing, Stuck, Why, note};
use events::{Action, Actor, ConsumerName};
use kernel::time::seconds;
use kernel::{OrderId, OrderNumber, SessionId, Time};
use uuid::Uuid;

const NOW: Time = Time::from_micros(1_795_365_000_000_000);
const ORDER: OrderId = OrderId(Uuid::from_u128(7));
const SELLER: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11)));

fn stuck(why: Why) -> Stuck {
    Stuck { order: ORDER, number: OrderNumber::new(NOW, 7), why, since: NOW }
}

#[test]
fn a_payment_is_asked_about_for_a_day_and_then_a_person_settles_it() {
    for why in [Why::Paying, Why::CancelPending] {
        let next = |later| stuck(why).next(false, NOW + later);
        assert_eq!(next(seconds(0)), Next::ProviderIsAsked);
        assert_eq!(stuck(why).next(true, NOW + SETTLED_AFTER - seconds(1)), Next::ProviderIsAsked);
        assert_eq!(next(SETTLED_AFTER), Next::PersonSettles);
    }
}

#[test]
fn a_cancel_that_waits_goes_on_with_shipping() {
    assert_eq!(stuck(Why::CancelWaits).next(true, NOW), Next::WhenShippingResumes);
    assert_eq!(stuck(Why::CancelWaits).next(false, NOW), Next::WhenShippingCatchesUp);
}

#[test]
fn what_only_a_person_can_end_says_so() {
    assert_eq!(stuck(Why::StopUnanswered).next(false, NOW), Next::PersonAnswers);
    assert_eq!(stuck(Why::Parked(ConsumerName::Order)).next(false, NOW), Next::PersonReplays);
    assert_eq!(stuck(Why::RefundRefused).next(false, NOW), Next::AskedDaily);
}

#[test]
fn a_note_keeps_its_lines_and_loses_what_is_empty_or_unseen() {
    let kept = note(ORDER, SELLER, "  전화했다\r\n\u{7}내일 온다  \n").expect("it says something");
    assert_eq!(kept.text, "전화했다\n내일 온다");
    assert_eq!((kept.entry().action, kept.entry().order), (Action::Noted, Some(ORDER)));
    assert_eq!(kept.entry().text, "", "its words stand in the note alone");
}

#[test]
fn a_note_says_something_and_not_too_much() {
    assert_eq!(note(ORDER, SELLER, " \n "), Err(NoteError::Empty));
    assert!(note(ORDER, SELLER, &"한".repeat(MAX_NOTE)).is_ok());
    assert_eq!(note(ORDER, SELLER, &"한".repeat(MAX_NOTE + 1)), Err(NoteError::TooLong));
}

#[test]
fn a_standing_is_read_from_its_word() {
    for standing in Standing::ALL {
        assert_eq!(Standing::parse(standing.as_str()), Some(standing));
    }
    assert_eq!(Standing::parse("gone"), None);
}
