//! A letter's way: when it is taken up, and what each answer of a mail server makes of it.

mod common;

use common::{ORDER, PLACED, details, text};
use kernel::time::{days, hours, minutes, seconds};
use kernel::{Lang, LetterId, Time};
use mail::{
    Begun, Content, Failed, LEASE, Letter, LetterState, Numbered, Turn, again, answered, backoff, begin,
    posted, up_to_date,
};
use uuid::Uuid;

const ID: LetterId = LetterId(Uuid::from_u128(7));

fn letter() -> Letter {
    let content = Content::Placed { order: details(Lang::Ko) };
    posted(ID, Some(ORDER), "minji@example.kr", Lang::Ko, content, PLACED)
}

fn sending(letter: &Letter, now: Time) -> Letter {
    match begin(letter, now) {
        Begun::Send(letter) => letter,
        other => panic!("not sent: {other:?}"),
    }
}

fn ended(begun: Begun) -> Turn {
    match begun {
        Begun::Not(turn) => turn,
        other => panic!("not ended: {other:?}"),
    }
}

#[test]
fn a_letter_is_written_down_as_being_sent_before_it_is() {
    assert_eq!(begin(&letter(), PLACED - seconds(1)), Begun::Nothing);
    let sending = sending(&letter(), PLACED);
    assert_eq!((sending.state, sending.tries), (LetterState::Sending, 1));
    assert_eq!(sending.due, Some(PLACED + LEASE));
    assert_eq!(begin(&sending, PLACED + seconds(1)), Begun::Nothing, "somebody has it");
}

#[test]
fn a_letter_that_was_taken_is_sent_and_never_again() {
    let turn = answered(&sending(&letter(), PLACED), Ok(()), PLACED + seconds(1));
    assert_eq!((turn.letter.state, turn.letter.due, turn.alert), (LetterState::Sent, None, None));
    assert_eq!(begin(&turn.letter, PLACED + days(9)), Begun::Nothing);
}

#[test]
fn a_server_that_is_away_costs_the_letter_no_try() {
    let away = Failed::Away("refused".to_owned());
    let turn = answered(&sending(&letter(), PLACED), Err(&away), PLACED);
    assert_eq!((turn.letter.state, turn.letter.tries), (LetterState::Waiting, 0));
    assert_eq!((turn.letter.due, turn.letter.said.as_deref()), (Some(PLACED), Some("refused")));
}

#[test]
fn a_letter_that_is_not_taken_now_is_tried_ever_later_up_to_an_hour_and_for_ever() {
    let pauses = [1, 2, 3, 4, 5, 6, 7, 8, 99, u32::MAX].map(backoff);
    let minutes = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(minutes);
    assert_eq!(pauses, minutes);
    let (mut waiting, mut now, full) = (letter(), PLACED, Failed::Later("451".to_owned()));
    for _ in 0..100 {
        let turn = answered(&sending(&waiting, now), Err(&full), now);
        assert_eq!((turn.letter.state, turn.alert), (LetterState::Waiting, None));
        now = turn.letter.due.unwrap();
        waiting = turn.letter;
    }
    assert!(now - PLACED > hours(90));
}

#[test]
fn a_refused_letter_ends_and_alerts_the_seller_of_its_order() {
    let no = Failed::Refused("550".to_owned());
    let turn = answered(&sending(&letter(), PLACED), Err(&no), PLACED);
    assert_eq!((turn.letter.state, turn.letter.said.as_deref()), (LetterState::Refused, Some("550")));
    assert_eq!(turn.alert.map(|alert| alert.order), Some(ORDER));
    let of_nobody = Letter { order: None, ..sending(&letter(), PLACED) };
    assert_eq!(answered(&of_nobody, Err(&no), PLACED).alert, None);
}

#[test]
fn a_letter_is_sent_once_more_after_an_unknown_outcome_and_not_a_third_time() {
    let lost = Failed::Unknown("reset".to_owned());
    let once = answered(&sending(&letter(), PLACED), Err(&lost), PLACED).letter;
    assert_eq!((once.state, once.unknowns), (LetterState::Waiting, 1));
    let again = sending(&once, once.due.unwrap());
    assert_eq!(again.id, ID, "the same Message-ID");
    let twice = answered(&again, Err(&lost), PLACED);
    assert_eq!((twice.letter.state, twice.letter.due), (LetterState::Unsure, None));
    assert!(twice.alert.is_some());
}

#[test]
fn a_letter_that_was_left_half_way_is_one_of_which_nobody_knows() {
    let left = sending(&letter(), PLACED);
    let found = ended(begin(&left, PLACED + LEASE));
    assert_eq!((found.letter.state, found.letter.unknowns), (LetterState::Waiting, 1));
}

#[test]
fn a_link_that_has_ended_is_not_sent() {
    let until = PLACED + hours(1);
    let contents = [
        Content::ResetPassword { link: "https://shop.example/reset".to_owned(), until },
        Content::Register { link: "https://shop.example/register".to_owned(), until },
        Content::Invitation {
            link: "https://shop.example/join".to_owned(),
            until,
            role: text("포장", "Packer"),
        },
    ];
    for content in contents {
        let letter = posted(ID, None, "minji@example.kr", Lang::Ko, content, PLACED);
        assert!(matches!(begin(&letter, until - seconds(1)), Begun::Send(_)));
        assert_eq!(ended(begin(&letter, until)).letter.state, LetterState::Expired);
    }
}

#[test]
fn a_letter_that_cannot_be_read_ends_and_holds_nobody_up() {
    let unreadable = Letter { content: None, ..letter() };
    let turn = ended(begin(&unreadable, PLACED));
    assert_eq!(turn.letter.state, LetterState::Refused);
    assert!(turn.alert.is_some());
}

#[test]
fn a_letter_is_sent_again_as_another_one_once_it_has_ended_unless_it_was_withdrawn() {
    let other = LetterId(Uuid::from_u128(8));
    assert_eq!(again(&letter(), other, PLACED), None, "it is still to be sent");
    for state in LetterState::ALL {
        let copy = again(&Letter { state, ..letter() }, other, PLACED + days(1));
        let untrue = state == LetterState::Withdrawn;
        assert_eq!(copy.is_some(), !state.is_open() && !untrue, "{state:?}");
        if let Some(copy) = copy {
            assert_eq!((copy.id, copy.state, copy.tries), (other, LetterState::Waiting, 0));
        }
    }
}

#[test]
fn states_and_contents_survive_their_words() {
    for state in LetterState::ALL {
        assert_eq!(LetterState::parse(state.as_str()), Some(state));
    }
    let content = Content::Placed { order: details(Lang::En) };
    let json = serde_json::to_value(&content).unwrap();
    assert_eq!(json["kind"], content.kind());
    assert_eq!(serde_json::from_value::<Content>(json).unwrap(), content);
}

#[test]
fn what_is_sent_late_or_again_has_the_number_that_was_corrected_last() {
    let (carrier, tracking) = ("cj".to_owned(), "1".to_owned());
    let shipped = Content::Shipped { order: details(Lang::Ko), carrier, tracking };
    let written = |id, content, at| {
        posted(LetterId(Uuid::from_u128(id)), Some(ORDER), "minji@example.kr", Lang::Ko, content, at)
    };
    let corrected = |id, tracking: &str, at| {
        let (carrier, tracking) = ("hanjin".to_owned(), tracking.to_owned());
        written(id, Content::Renumbered { order: details(Lang::Ko), carrier, tracking }, at)
    };
    let first = written(1, shipped, PLACED);
    let of_order = [
        corrected(2, "0", PLACED - seconds(1)),
        first.clone(),
        corrected(3, "2", PLACED + seconds(1)),
        corrected(4, "3", PLACED + seconds(2)),
    ];
    let number = |letter: &Letter| letter.content.as_ref().unwrap().number().unwrap();
    let newest = Numbered { carrier: "hanjin".to_owned(), tracking: "3".to_owned() };
    for late in [&of_order[1], &of_order[2], &of_order[3]] {
        let sent = up_to_date(late.clone(), &of_order);
        assert_eq!(number(&sent), newest);
        assert_eq!((sent.id, sent.kind, sent.version), (late.id, late.kind.clone(), late.version));
    }
    assert_eq!(up_to_date(first.clone(), &of_order[..2]), first, "what came before it corrects nothing");
    let of_another_kind = letter();
    assert_eq!(up_to_date(of_another_kind.clone(), &of_order), of_another_kind);
}
