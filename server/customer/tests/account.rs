//! What is asked of somebody who wants an account.

use customer::password::weakness;
use customer::{Email, Registration, Why};
use kernel::{Lang, Secret};

const EMAIL: &str = "haneul@example.com";
const GOOD: &str = "바늘과 실과 골무와 자";

fn weak(password: &str) -> Option<Why> {
    weakness(&Secret::new(password.to_owned()), EMAIL)
}

fn checked(name: &str, password: &str) -> Result<String, Vec<Why>> {
    let password = Secret::new(password.to_owned());
    let form = Registration { name: name.to_owned(), password, lang: Lang::Ko };
    let checked = form.check(&Email::parse(EMAIL).expect("an address"));
    checked.map_err(|errors| errors.into_iter().map(|error| error.why).collect())
}

#[test]
fn a_password_of_a_few_words_is_taken() {
    for password in [GOOD, "correct horse battery staple", "tr0ub4dor&3 x", "가나다라마바사아자차"]
    {
        assert_eq!(weak(password), None, "{password}");
    }
}

#[test]
fn a_short_password_is_refused_by_its_characters_and_not_by_its_bytes() {
    assert_eq!(weak(""), Some(Why::Missing));
    assert_eq!(weak("세글자"), Some(Why::TooShort));
    assert_eq!(weak("123456789"), Some(Why::TooShort));
    assert_eq!(weak(&"길".repeat(129)), Some(Why::TooLong));
}

#[test]
fn a_password_that_is_the_address_is_refused() {
    for password in [EMAIL, "HANEUL@example.com"] {
        assert_eq!(weak(password), Some(Why::Address), "{password}");
    }
    let long = weakness(&Secret::new("Kim.Haneul-".to_owned()), "kimhaneul@example.com");
    assert_eq!(long, Some(Why::Address), "what stands before the @, too");
}

#[test]
fn what_everybody_tries_first_is_refused_however_it_is_dressed() {
    for password in [
        "password123",
        "Password123!",
        "1q2w3e4r5t",
        "1234567890",
        "aaaaaaaaaaaa",
        "9876543210",
        "Sarang1234!!",
    ] {
        assert_eq!(weak(password), Some(Why::Common), "{password}");
    }
}

#[test]
fn an_address_is_kept_as_it_is_found_again() {
    assert_eq!(
        Email::parse(" Haneul@Example.COM ").map(|email| email.as_str().to_owned()),
        Ok(EMAIL.to_owned())
    );
    assert_eq!(Email::parse(" "), Err(Why::Missing));
    for wrong in ["haneul", "haneul@", "@example.com", "haneul@example", "ha neul@example.com", "a@b@c.de"] {
        assert_eq!(Email::parse(wrong), Err(Why::Malformed), "{wrong}");
    }
    assert_eq!(Email::parse(&format!("{}@example.com", "a".repeat(250))), Err(Why::TooLong));
}

#[test]
fn every_field_that_is_wrong_is_named_at_once_and_in_order() {
    assert_eq!(checked(" ", "short"), Err(vec![Why::Missing, Why::TooShort]));
    assert_eq!(checked(" 김하늘 ", EMAIL), Err(vec![Why::Address]));
    assert_eq!(checked(" 김하늘 ", GOOD), Ok("김하늘".to_owned()));
}

#[test]
fn a_name_can_be_read() {
    for (name, why) in
        [("\u{200B}", Why::Malformed), ("김\u{0}하늘", Why::Malformed), (&*"가".repeat(41), Why::TooLong)]
    {
        assert_eq!(checked(name, GOOD), Err(vec![why]), "{name}");
    }
}
