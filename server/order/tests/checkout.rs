//! What the checkout form takes and what it says of each thing it does not take.

use order::{Field, FieldError, Fields, Request, Why};
use proptest::prelude::*;

fn good() -> Fields {
    let text = str::to_owned;
    Fields {
        email: text("minji@example.kr"),
        name: text("김민지"),
        phone: text("010-1234-5678"),
        postcode: text("04524"),
        address1: text("서울 중구 세종대로 110"),
        address2: text("3층"),
        note: text("문 앞에 놓아 주세요"),
        agree: true,
        privacy: true,
        ..Fields::default()
    }
}

/// The form with one text changed.
fn with(field: Field, text: &str) -> Fields {
    let mut fields = good();
    let place = match field {
        Field::Email => &mut fields.email,
        Field::Name => &mut fields.name,
        Field::Phone => &mut fields.phone,
        Field::Postcode => &mut fields.postcode,
        Field::Address1 => &mut fields.address1,
        Field::Address2 => &mut fields.address2,
        Field::Note => &mut fields.note,
        Field::Saved | Field::Request | Field::Agree | Field::Privacy => panic!("{field:?} is no text"),
    };
    text.clone_into(place);
    fields
}

/// The texts of the form, with the most characters that each takes.
const TEXTS: [(Field, usize); 7] = [
    (Field::Email, 254),
    (Field::Name, 40),
    (Field::Phone, 20),
    (Field::Postcode, 5),
    (Field::Address1, 100),
    (Field::Address2, 100),
    (Field::Note, 200),
];

fn assert_refused(field: Field, text: &str, why: Why) {
    assert_eq!(with(field, text).check(), Err(vec![FieldError { field, why }]), "{field:?}: {text:?}");
}

#[test]
fn a_good_form_says_the_email_and_the_delivery_without_the_spaces_around() {
    let (email, delivery) = with(Field::Name, "  김민지 ").check().unwrap();
    assert_eq!(email, "minji@example.kr");
    assert_eq!(
        (delivery.recipient.name.as_str(), delivery.recipient.phone.as_str()),
        ("김민지", "010-1234-5678")
    );
    assert_eq!(
        (delivery.postcode.as_str(), delivery.address1.as_str(), delivery.address2.as_str()),
        ("04524", "서울 중구 세종대로 110", "3층")
    );
    assert_eq!(delivery.note, "문 앞에 놓아 주세요");
}

#[test]
fn an_empty_form_names_every_field_it_needs_in_the_forms_order() {
    let needed = [
        Field::Email,
        Field::Name,
        Field::Phone,
        Field::Postcode,
        Field::Address1,
        Field::Agree,
        Field::Privacy,
    ];
    let missing = needed.map(|field| FieldError { field, why: Why::Missing });
    assert_eq!(Fields::default().check(), Err(missing.to_vec()));
}

#[test]
fn errors_of_different_kinds_stand_in_the_forms_order_and_one_per_field() {
    let long = "가".repeat(101);
    let fields = Fields {
        email: "minji".to_owned(),
        phone: String::new(),
        address1: long.clone(),
        note: long.repeat(2),
        agree: false,
        privacy: false,
        ..good()
    };
    let error = |field, why| FieldError { field, why };
    assert_eq!(
        fields.check(),
        Err(vec![
            error(Field::Email, Why::Malformed),
            error(Field::Phone, Why::Missing),
            error(Field::Address1, Why::TooLong),
            error(Field::Note, Why::TooLong),
            error(Field::Agree, Why::Missing),
            error(Field::Privacy, Why::Missing),
        ])
    );
}

#[test]
fn each_consent_is_needed_for_itself() {
    let error = |field| Err(vec![FieldError { field, why: Why::Missing }]);
    assert_eq!(Fields { agree: false, ..good() }.check(), error(Field::Agree));
    assert_eq!(Fields { privacy: false, ..good() }.check(), error(Field::Privacy));
}

#[test]
fn what_is_asked_of_the_driver_stands_on_the_label_in_korean_with_what_was_typed_besides() {
    let note = |request: &str, note: &str| {
        let fields = Fields { request: request.to_owned(), note: note.to_owned(), ..good() };
        fields.check().map(|(_, delivery)| delivery.note)
    };
    assert_eq!(note("", "벨은 누르지 마세요").as_deref(), Ok("벨은 누르지 마세요"));
    assert_eq!(note("door", "").as_deref(), Ok("문 앞에 놓아 주세요"));
    assert_eq!(
        note("door", " 벨은 누르지 마세요 ").as_deref(),
        Ok("문 앞에 놓아 주세요. 벨은 누르지 마세요")
    );
    let malformed = vec![FieldError { field: Field::Request, why: Why::Malformed }];
    assert_eq!(note("chimney", ""), Err(malformed));
    for request in Request::ALL {
        assert_eq!(Request::parse(request.code()), Some(request));
    }
}

#[test]
fn a_draft_of_an_older_form_reads_what_it_lacks_as_not_given() {
    let old = r#"{"email":"a@b.c","name":"","phone":"","postcode":"","address1":"","address2":"","note":"","agree":true}"#;
    let fields: Fields = serde_json::from_str(old).unwrap();
    assert!(fields.agree && !fields.privacy && fields.request.is_empty());
}

#[test]
fn a_text_of_spaces_alone_is_missing_but_where_there_may_be_none() {
    for (field, _) in TEXTS {
        let delivery = with(field, " \u{3000} ").check().map(|(_, delivery)| delivery);
        match field {
            Field::Address2 => assert_eq!(delivery.unwrap().address(), "서울 중구 세종대로 110"),
            Field::Note => assert_eq!(delivery.unwrap().note, ""),
            _ => assert_eq!(delivery, Err(vec![FieldError { field, why: Why::Missing }])),
        }
    }
}

#[test]
fn a_text_is_counted_in_characters_and_one_too_many_is_too_long() {
    for (field, most) in TEXTS {
        assert_refused(field, &"가".repeat(most + 1), Why::TooLong);
    }
    for field in [Field::Name, Field::Address1, Field::Address2, Field::Note] {
        let (_, most) = *TEXTS.iter().find(|(text, _)| *text == field).unwrap();
        assert!(with(field, &"가".repeat(most)).check().is_ok(), "{field:?}");
    }
}

#[test]
fn a_control_character_is_refused_in_every_text() {
    for (field, _) in TEXTS {
        for control in ['\0', '\n', '\r', '\t', '\u{1b}', '\u{7f}', '\u{85}'] {
            assert_refused(field, &format!("0{control}1"), Why::Malformed);
        }
    }
}

#[test]
fn a_text_that_nobody_can_read_is_refused_and_one_that_turns_others_around_too() {
    for field in [Field::Name, Field::Address1, Field::Address2] {
        for text in ["\u{202E}\u{200B}", "\u{2066}", "…", "\u{FEFF}김"] {
            assert_refused(field, text, Why::Malformed);
        }
    }
    assert_refused(Field::Note, "문 앞\u{202E}", Why::Malformed);
    assert!(with(Field::Note, "!!").check().is_ok(), "a note may be of signs alone");
}

#[test]
fn a_nul_at_either_end_is_refused_too() {
    for (field, _) in TEXTS {
        assert_refused(field, "\u{0}04", Why::Malformed);
        assert_refused(field, "04\u{0}", Why::Malformed);
    }
}

#[test]
fn an_email_has_one_at_sign_and_a_domain_with_a_dot() {
    for email in ["a@b.kr", "minji+shop@mail.example.co.kr", "민지@한벌.kr", "a'b@c.de"] {
        assert!(with(Field::Email, email).check().is_ok(), "{email}");
    }
    for email in [
        "a",
        "@b.kr",
        "a@",
        "a@b",
        "a@.kr",
        "a@b.",
        "a@b..kr",
        "a@b@c.kr",
        "a b@c.kr",
        "a@b .kr",
        "a\u{a0}b@c.kr",
    ] {
        assert_refused(Field::Email, email, Why::Malformed);
    }
}

#[test]
fn a_phone_number_begins_with_zero_and_has_nine_to_eleven_digits_a_mobile_one_eleven() {
    for phone in ["01012345678", "010-1234-5678", "010 1234 5678", "02-123-4567", "0212345678"] {
        assert!(with(Field::Phone, phone).check().is_ok(), "{phone}");
    }
    for phone in ["+82 10-1234-5678", "０１０-１２３４-５６７８"] {
        let (_, delivery) = with(Field::Phone, phone).check().unwrap();
        assert_eq!(delivery.recipient.phone, "010-1234-5678", "as the carrier dials it");
    }
    for phone in
        ["1012345678", "0101234", "0101234567", "02123456", "010123456789", "+8210123456", "010-1234-567a"]
    {
        assert_refused(Field::Phone, phone, Why::Malformed);
    }
}

#[test]
fn a_postcode_is_five_digits() {
    for postcode in ["0452", "0452a", "０452", "04-52", "한국어"] {
        assert_refused(Field::Postcode, postcode, Why::Malformed);
    }
    assert_refused(Field::Postcode, "045240", Why::TooLong);
    let (_, delivery) = with(Field::Postcode, "０４５２４").check().unwrap();
    assert_eq!(delivery.postcode, "04524", "in digits of either width");
}

#[test]
fn what_was_typed_is_kept_up_to_five_hundred_characters_and_no_character_is_halved() {
    for (field, _) in TEXTS {
        let kept = with(field, &"가나".repeat(400)).cut();
        assert_eq!(kept, with(field, &"가나".repeat(250)), "{field:?}");
    }
    assert_eq!(good().cut(), good());
}

#[test]
fn what_is_kept_of_a_refused_form_holds_nothing_that_a_database_refuses() {
    for (field, _) in TEXTS {
        assert_eq!(with(field, "a\u{0}b").cut(), with(field, "ab"), "{field:?}: PostgreSQL keeps no NUL");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_taken_or_named_and_what_is_taken_is_one_clean_line(text in "\\PC*|.{0,300}|[0-9@. -]{0,30}") {
        for (field, most) in TEXTS {
            match with(field, &text).check() {
                Err(errors) => prop_assert!(errors.iter().all(|error| error.field == field)),
                Ok((email, delivery)) => {
                    let taken = [
                        &email, &delivery.recipient.name, &delivery.recipient.phone, &delivery.postcode,
                        &delivery.address1, &delivery.address2, &delivery.note,
                    ];
                    for text in taken {
                        prop_assert!(!text.chars().any(char::is_control));
                        prop_assert_eq!(text.trim(), text.as_str());
                    }
                    prop_assert!(text.trim().chars().count() <= most);
                }
            }
        }
    }
}
