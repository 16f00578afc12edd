//! What may be typed, what it comes to, and what the shop promises of it.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use kernel::time::{days, minutes, seconds};
use kernel::{Day, Money, Time, TimeOfDay, Weekday};
use settings::{Dispatch, Field, FieldError, Fields, Settings, ShipBy, Why, demo, differences};

/// 2026-11-23 01:30 in Seoul, a Monday.
const MONDAY_NIGHT: Time = Time::from_micros(1_795_365_000_000_000);

fn hour(text: &str) -> TimeOfDay {
    TimeOfDay::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn refused(fields: &Fields) -> Vec<(Field, Why)> {
    let errors = fields.check().err().unwrap_or_default();
    errors.into_iter().map(|FieldError { field, why }| (field, why)).collect()
}

#[test]
fn a_new_shop_has_said_nothing_and_promises_nothing() {
    let new = Settings::default();
    assert!(!new.business.is_complete());
    assert_eq!(new.dispatch.ship_by(MONDAY_NIGHT), None);
    assert_eq!(new.delivery.fee, Money::won(0));
    assert_eq!(Fields::default().check(), Ok(new));
}

#[test]
fn what_is_shown_in_the_form_comes_back_as_it_was() {
    for settings in [Settings::default(), demo()] {
        assert_eq!(Fields::of(&settings).check(), Ok(settings));
    }
    assert!(demo().business.is_complete());
}

#[test]
fn amounts_are_read_as_people_write_them() {
    let fields = Fields { fee: " 3,000원".into(), free_from: "50 000".into(), ..Fields::default() };
    let delivery = fields.check().unwrap().delivery;
    assert_eq!((delivery.fee, delivery.free_from), (Money::won(3_000), Some(Money::won(50_000))));
    for (typed, why) in [
        ("무료", Why::Malformed),
        ("-1", Why::Malformed),
        ("3.5", Why::Malformed),
        ("100001", Why::TooMuch),
        ("99999999999999999999", Why::TooMuch),
    ] {
        let fields = Fields { fee: typed.into(), ..Fields::default() };
        assert_eq!(refused(&fields), [(Field::Fee, why)], "{typed}");
    }
}

#[test]
fn a_registration_number_must_check_and_is_kept_in_one_form() {
    let typed = |text: &str| Fields { registration: text.into(), ..Fields::default() };
    // A number whose last digit checks the nine before it.
    assert_eq!(typed("1208147521").check().unwrap().business.registration, "120-81-47521");
    for text in ["120-81-47522", "120-81-4752", "모름", "12O-81-47521"] {
        assert_eq!(refused(&typed(text)), [(Field::Registration, Why::Malformed)], "{text}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_in_the_forms_order() {
    let fields = Fields {
        name: "한".repeat(41),
        phone: "전화 없음".into(),
        email: "shop@hanbeol".into(),
        cut_off: "25:00".into(),
        pick_up: "17시".into(),
        closed_weekdays: Weekday::ALL.map(|day| day.code().to_owned()).into(),
        closed_dates: "2026-12-25, 크리스마스".into(),
        return_address: "\u{200B}".into(),
        ..Fields::default()
    };
    assert_eq!(
        refused(&fields),
        [
            (Field::Name, Why::TooLong),
            (Field::Phone, Why::Malformed),
            (Field::Email, Why::Malformed),
            (Field::CutOff, Why::Malformed),
            (Field::PickUp, Why::Malformed),
            (Field::ClosedWeekdays, Why::NeverOpen),
            (Field::ClosedDates, Why::Malformed),
            (Field::ReturnAddress, Why::Malformed),
        ]
    );
}

#[test]
fn the_carrier_does_not_come_before_the_cut_off() {
    for (cut_off, pick_up) in [("15:00", "14:59"), ("", "17:00")] {
        let fields = Fields { cut_off: cut_off.into(), pick_up: pick_up.into(), ..Fields::default() };
        assert_eq!(refused(&fields), [(Field::PickUp, Why::BeforeCutOff)]);
    }
    let fields = Fields { cut_off: "15:00".into(), pick_up: "15:00".into(), ..Fields::default() };
    assert_eq!(refused(&fields), []);
}

#[test]
fn closed_dates_stand_once_and_in_order_and_are_not_too_many() {
    let typed = "2026-12-25\r\n2026-12-25  2026-10-05";
    let fields = Fields { closed_dates: typed.into(), ..Fields::default() };
    let dates = fields.check().unwrap().dispatch.closed_dates;
    assert_eq!(dates.into_iter().collect::<Vec<_>>(), [day("2026-10-05"), day("2026-12-25")]);
    let many = std::iter::successors(Some(day("2026-01-01")), |day| Some(day.next())).take(101);
    let typed = many.map(|day| day.to_string()).collect::<Vec<_>>().join("\n");
    let fields = Fields { closed_dates: typed, ..Fields::default() };
    assert_eq!(refused(&fields), [(Field::ClosedDates, Why::TooMuch)]);
}

#[test]
fn what_is_paid_before_the_cut_off_of_an_open_day_leaves_that_day() {
    let dispatch =
        Dispatch { cut_off: Some(hour("15:00")), pick_up: Some(hour("17:00")), ..Dispatch::default() };
    let monday = Day::of(MONDAY_NIGHT);
    let cut_off = monday.at(hour("15:00"));
    let leaves = |now| dispatch.ship_by(now).map(|by| (by.day, by.pay_before));
    assert_eq!(leaves(MONDAY_NIGHT), Some((monday, cut_off)));
    assert_eq!(leaves(cut_off - seconds(1)), Some((monday, cut_off)));
    assert_eq!(leaves(cut_off), Some((monday.next(), cut_off + days(1))));
    let by = dispatch.ship_by(cut_off + minutes(1)).unwrap();
    assert_eq!(
        by,
        ShipBy { pay_before: cut_off + days(1), day: monday.next(), pick_up: Some(hour("17:00")) }
    );
}

#[test]
fn days_on_which_the_shop_is_closed_are_passed_over() {
    let closed = ["2026-11-23", "2026-11-24", "2026-11-30"].map(day);
    let dispatch = Dispatch {
        cut_off: Some(hour("15:00")),
        closed_dates: closed.into(),
        closed_weekdays: [Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun].into(),
        ..Dispatch::default()
    };
    assert_eq!(dispatch.ship_by(MONDAY_NIGHT).map(|by| by.day), Some(day("2026-12-01")));
}

#[test]
fn a_shop_that_is_closed_for_very_long_promises_nothing() {
    let holidays = std::iter::successors(Some(day("2026-11-23")), |day| Some(day.next())).take(60);
    let dispatch =
        Dispatch { cut_off: Some(hour("15:00")), closed_dates: holidays.collect(), ..Dispatch::default() };
    assert_eq!(dispatch.ship_by(MONDAY_NIGHT), None);
}

#[test]
fn what_differs_is_told_field_by_field() {
    let before = Fields::of(&demo());
    let after = Fields { fee: "2500".into(), owner: "김한벌".into(), ..before.clone() };
    let told: Vec<_> =
        differences(&before, &after).into_iter().map(|it| (it.field, it.before, it.after)).collect();
    assert_eq!(
        told,
        [
            (Field::Owner, "홍길동".to_owned(), "김한벌".to_owned()),
            (Field::Fee, "3000".to_owned(), "2500".to_owned()),
        ]
    );
    assert_eq!(differences(&before, &before), []);
}

#[test]
fn a_row_of_an_older_program_reads_what_it_lacks_as_unsaid() {
    let old = r#"{"business":{"name":"한벌"}}"#;
    let settings: Settings = serde_json::from_str(old).unwrap();
    assert_eq!(settings.business.name, "한벌");
    assert_eq!(Settings { business: Default::default(), ..settings }, Settings::default());
}

#[test]
fn what_was_paid_before_the_last_open_days_cut_off_should_have_left() {
    let dispatch = Dispatch {
        cut_off: Some(hour("15:00")),
        closed_weekdays: [Weekday::Sat, Weekday::Sun].into(),
        ..Dispatch::default()
    };
    let friday = day("2026-11-20").at(hour("15:00"));
    assert_eq!(dispatch.overdue_before(MONDAY_NIGHT), Some(friday), "over the weekend nothing leaves");
    let monday = day("2026-11-23").at(hour("15:00"));
    assert_eq!(dispatch.overdue_before(MONDAY_NIGHT + days(1)), Some(monday));
    assert_eq!(Dispatch::default().overdue_before(MONDAY_NIGHT), None, "no promise, nothing broken");
}
