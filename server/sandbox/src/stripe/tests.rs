//! What an intent and a search decide, as a pure matter.

use kernel::Time;
use kernel::time::{days, hours, minutes};

use crate::cards::Card;
use crate::faults::{Late, Shown};
use crate::ledger::timers::Effect;
use crate::stripe::Refusal;
use crate::stripe::form::Form;
use crate::stripe::intents::{Change, Intent, NewIntent, Status, Try};
use crate::stripe::listing::{Created, Search};
use crate::stripe::sessions::{NewSession, Session};

const NOW: Time = Time::from_micros(1_795_365_000_000_000);

fn intent(form: &str) -> Intent {
    NewIntent::parse(&Form::parse(form.as_bytes())).expect("a good form").open("pi_1".to_owned(), NOW)
}

fn automatic() -> Intent {
    intent("amount=39000&currency=krw&metadata[attempt]=a-1")
}

fn confirm(intent: Intent, card: &str, late: Option<Late>) -> Change {
    let attempt = Try {
        card: Card::of_number(card).expect("a test card"),
        charge: "ch_1".to_owned(),
        return_url: None,
        action_url: "http://127.0.0.1/authenticate/pi_1".to_owned(),
        late,
    };
    intent.confirm(attempt, NOW).expect("it can be confirmed")
}

#[test]
fn each_card_leads_where_it_is_said_to() {
    for (card, status, event) in [
        ("4242424242424242", Status::Succeeded, "payment_intent.succeeded"),
        ("4000000000000002", Status::RequiresPaymentMethod, "payment_intent.payment_failed"),
        ("4000002760003184", Status::RequiresAction, "payment_intent.requires_action"),
    ] {
        let change = confirm(automatic(), card, None);
        assert_eq!((change.intent.status, change.event), (status, event));
    }
    let held = confirm(intent("amount=1&currency=krw&capture_method=manual"), "4242424242424242", None);
    assert_eq!(held.intent.status, Status::RequiresCapture);
    assert_eq!(held.timer, Some((NOW + days(7), Effect::ReleaseIntent)));
}

#[test]
fn a_buyer_who_comes_back_without_authenticating_is_declined() {
    let asked = confirm(automatic(), "4000002760003184", None).intent;
    let refused = asked.clone().authenticate(false, None, NOW).expect("it waits");
    assert_eq!(refused.intent.status, Status::RequiresPaymentMethod);
    let passed = asked.authenticate(true, None, NOW).expect("it waits");
    assert_eq!(passed.intent.status, Status::Succeeded);
    assert!(passed.intent.authenticate(true, None, NOW).is_err());
}

#[test]
fn a_late_success_is_captured_unless_the_intent_was_closed() {
    let late = Some(Late { shown: Shown::Declined, delay: minutes(1) });
    let said = confirm(automatic(), "4242424242424242", late);
    assert_eq!((said.intent.status, said.refusal.is_some()), (Status::RequiresPaymentMethod, true));
    assert_eq!(said.timer, Some((NOW + minutes(1), Effect::CaptureIntent)));
    let closed = said.intent.clone().cancel(None, NOW).expect("it is open").intent;
    assert_eq!(closed.capture_late(NOW), None);
    let captured = said.intent.capture_late(NOW + minutes(1)).expect("it is open").intent;
    assert_eq!((captured.status, captured.captured), (Status::Succeeded, 39_000));
}

#[test]
fn a_search_needs_all_its_clauses_and_the_lag() {
    let search = |query: &str| Search::parse(query).expect("a good query");
    let both = search("metadata['attempt']:'a-1' AND status:\"requires_payment_method\"");
    assert!(both.finds(&automatic(), minutes(1), NOW + minutes(1)));
    assert!(!both.finds(&automatic(), minutes(1), NOW));
    assert!(!search("status:'succeeded'").finds(&automatic(), minutes(0), NOW));
    for wrong in ["", "amount:1", "metadata['a']", "status:succeeded", "status:'a' OR status:'b'"] {
        let wrong = Search::parse(wrong);
        assert!(wrong.is_err(), "{wrong:?}");
    }
}

#[test]
fn bounds_of_a_list_are_whole_seconds() {
    let created = |query: &str| Created::parse(&Form::parse(query.as_bytes())).expect("a good query");
    let second = |count: i64| Time::from_micros(count * 1_000_000);
    assert_eq!(created("created[gt]=5&created[lte]=7"), Created { from: second(6), until: second(8) });
    assert_eq!(created("created[gte]=5&created[lt]=7"), Created { from: second(5), until: second(7) });
}

/// A session that ends when it says, or else when sessions do.
fn session(expires_at: &str, now: Time) -> Result<Session, Refusal> {
    let form = format!(
        "mode=payment&success_url=http://shop/&line_items[0][price_data][currency]=krw&\
         line_items[0][price_data][product_data][name]=coat&line_items[0][price_data][unit_amount]=100&\
         line_items[0][quantity]=2{expires_at}"
    );
    let new = NewSession::parse(&Form::parse(form.as_bytes()), "http://127.0.0.1".to_owned());
    new.expect("a good form").open("cs_1".to_owned(), now)
}

#[test]
fn a_session_lives_from_half_an_hour_to_a_day() {
    let open = |expires: i64| session(&format!("&expires_at={}", 1_795_365_000 + expires), NOW);
    assert!(open(30 * 60 - 1).is_err() && open(24 * 3_600 + 1).is_err());
    assert_eq!(open(30 * 60).expect("long enough").amount, 200);
}

#[test]
fn a_session_that_says_nothing_lives_a_day_whenever_in_a_second_it_begins() {
    for micros in [0, 1, 999_999] {
        let now = Time::from_micros(NOW.micros() + micros);
        assert_eq!(session("", now).expect("a day").expires_at, NOW + hours(24));
    }
}
