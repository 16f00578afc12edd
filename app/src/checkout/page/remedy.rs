//! What a refused field is told: always how to put it right.

use kernel::Lang;

use crate::checkout::view::{Field, Why};

/// A field's `name` and `id`.
pub(super) const fn name(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::Saved => "saved",
        Field::Name => "name",
        Field::Phone => "phone",
        Field::Postcode => "postcode",
        Field::Address1 => "address1",
        Field::Address2 => "address2",
        Field::Request => "request",
        Field::Note => "note",
        Field::Agree => "agree",
        Field::Privacy => "privacy",
    }
}

/// How to put a refused field right.
pub(super) const fn remedy(lang: Lang, field: Field, why: Why) -> &'static str {
    match (field, why) {
        (Field::Email, Why::Missing) => lang.pick("이메일을 적어 주세요.", "Enter your e-mail."),
        (Field::Email, Why::Malformed) => lang.pick(
            "이메일을 끝까지 적어 주세요. 예: haneul@example.com",
            "Enter the whole address, like haneul@example.com.",
        ),
        (Field::Email, Why::TooLong) => {
            lang.pick("이메일을 254자 안으로 적어 주세요.", "Keep the e-mail to 254 characters.")
        }
        (Field::Saved, _) => lang.pick(
            "그 주소가 이제 없어요. 받는 곳을 적거나 골라 주세요.",
            "That address is no longer there. Choose another, or type where it goes.",
        ),
        (Field::Name, Why::Missing) => {
            lang.pick("받는 분 이름을 적어 주세요.", "Enter the recipient’s name.")
        }
        (Field::Name, Why::Malformed) => {
            lang.pick("이름은 글자로 적어 주세요.", "Write the name in letters.")
        }
        (Field::Name, Why::TooLong) => {
            lang.pick("이름을 40자 안으로 적어 주세요.", "Keep the name to 40 characters.")
        }
        (Field::Phone, Why::Missing) => lang.pick("휴대전화 번호를 적어 주세요.", "Enter a mobile number."),
        (Field::Phone, Why::Malformed | Why::TooLong) => lang.pick(
            "휴대전화는 숫자 10–11자리로 적어 주세요. 예: 010-1234-5678",
            "Enter 10 or 11 digits, like 010-1234-5678.",
        ),
        (Field::Postcode, Why::Missing) => lang.pick("우편번호를 적어 주세요.", "Enter the postcode."),
        (Field::Postcode, Why::Malformed | Why::TooLong) => {
            lang.pick("우편번호는 숫자 다섯 자리예요. 예: 04524", "The postcode is five digits, like 04524.")
        }
        (Field::Address1, Why::Missing) => {
            lang.pick("도로명 주소를 적어 주세요.", "Enter the street address.")
        }
        (Field::Address1, Why::Malformed) => {
            lang.pick("주소는 글자로 적어 주세요.", "Write the address in letters.")
        }
        (Field::Address1, Why::TooLong) => {
            lang.pick("주소를 100자 안으로 적어 주세요.", "Keep the address to 100 characters.")
        }
        (Field::Address2, Why::Malformed) => {
            lang.pick("상세 주소는 글자로 적어 주세요.", "Write the flat or floor in letters.")
        }
        (Field::Address2, _) => {
            lang.pick("상세 주소를 100자 안으로 적어 주세요.", "Keep the flat or floor to 100 characters.")
        }
        (Field::Request, _) => {
            lang.pick("부탁할 일을 목록에서 골라 주세요.", "Choose a request from the list.")
        }
        (Field::Note, Why::Malformed) => lang.pick(
            "부탁할 일은 한 줄의 글로 적어 주세요.",
            "Write the note for the carrier as one line of text.",
        ),
        (Field::Note, _) => lang.pick(
            "부탁할 일을 200자 안으로 적어 주세요.",
            "Keep the note for the carrier to 200 characters.",
        ),
        (Field::Agree, _) => lang
            .pick("주문 내용을 확인하고 결제 진행에 동의해 주세요.", "Check the order and agree to pay it."),
        (Field::Privacy, _) => lang.pick(
            "개인정보 수집·이용에 동의해 주세요. 배송에 필요해요.",
            "Agree to the use of your data: delivery needs it.",
        ),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// Whether a text of so many letters is too long for a field.
    fn is_too_long(field: order::Field, count: usize) -> bool {
        let text = "a".repeat(count);
        let mut fields = order::Fields::default();
        let typed = match field {
            order::Field::Name => &mut fields.name,
            order::Field::Address1 => &mut fields.address1,
            order::Field::Address2 => &mut fields.address2,
            order::Field::Note => &mut fields.note,
            _ => &mut fields.email,
        };
        *typed = text;
        let errors = fields.check().expect_err("most of it is missing");
        errors.iter().any(|error| error.field == field && error.why == order::Why::TooLong)
    }

    #[test]
    fn the_limit_that_is_said_is_the_limit() {
        for (field, of) in [
            (Field::Email, order::Field::Email),
            (Field::Name, order::Field::Name),
            (Field::Address1, order::Field::Address1),
            (Field::Address2, order::Field::Address2),
            (Field::Note, order::Field::Note),
        ] {
            for lang in [Lang::Ko, Lang::En] {
                let said = remedy(lang, field, Why::TooLong);
                let digits: String = said.chars().filter(char::is_ascii_digit).collect();
                let most: usize = digits.parse().expect("it names its limit");
                assert_eq!((is_too_long(of, most), is_too_long(of, most + 1)), (false, true), "{said}");
            }
        }
    }
}
