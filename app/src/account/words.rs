//! What a refused field of a form about people is told: always how to put it right.

use customer::{Field, FieldError, Why};
use kernel::Lang;

/// The field's `name` and `id`.
pub(crate) const fn name(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::Name => "name",
        Field::Password => "password",
        Field::NewPassword => "new_password",
        Field::Role => "role",
        Field::Number => "number",
        Field::Phone => "phone",
        Field::Postcode => "postcode",
        Field::Address1 => "address1",
        Field::Address2 => "address2",
    }
}

/// How to put a refused field right.
pub(crate) const fn remedy(lang: Lang, error: FieldError) -> &'static str {
    match (error.field, error.why) {
        (Field::Email, Why::Missing) => lang.pick("이메일을 적어 주세요.", "Enter your e-mail."),
        (Field::Email, Why::TooLong) => lang.pick("더 짧은 이메일을 적어 주세요.", "Enter a shorter e-mail."),
        (Field::Email, Why::Taken) => lang.pick(
            "이 주소를 쓰는 사람이 이미 함께 일해요. 다른 주소를 적어 주세요.",
            "Somebody at the desk has this address. Enter another.",
        ),
        (Field::Email, _) => lang.pick(
            "이메일을 끝까지 적어 주세요. 예: haneul@example.com",
            "Enter the whole address, like haneul@example.com.",
        ),
        (Field::Name, Why::TooMany) => lang.pick(
            "주소는 열 곳까지 저장할 수 있어요. 하나를 지우고 다시 저장해 주세요.",
            "Ten addresses are kept. Delete one and save this again.",
        ),
        (Field::Name, Why::Missing) => lang.pick("이름을 적어 주세요.", "Enter your name."),
        (Field::Name, Why::TooLong) => {
            lang.pick("이름을 40자 안으로 적어 주세요.", "Keep the name to 40 characters.")
        }
        (Field::Name, _) => lang.pick("이름은 글자로 적어 주세요.", "Write the name in letters."),
        (Field::Password, Why::Wrong) => lang.pick(
            "이메일이나 비밀번호가 맞지 않아요. 둘 다 다시 살펴 주세요.",
            "The e-mail or the password is not right. Check both.",
        ),
        (Field::Password, Why::NotYours) => lang.pick(
            "지금 비밀번호가 달라요. 다시 적어 주세요.",
            "This is not your present password. Enter it again.",
        ),
        (Field::Password, _) => lang.pick("비밀번호를 적어 주세요.", "Enter the password."),
        (Field::Role, _) => lang.pick("역할을 골라 주세요.", "Choose a role."),
        (Field::Number, Why::Wrong) => lang.pick(
            "이 번호와 이메일이 함께 맞는 주문이 없어요. 둘 다 다시 살펴 주세요.",
            "No order has both this number and this e-mail. Check both.",
        ),
        (Field::Number, Why::Missing) => lang.pick("주문번호를 적어 주세요.", "Enter the order number."),
        (Field::Number, _) => lang.pick(
            "주문번호는 숫자 여섯 자리와 글자 다섯 자리예요. 예: 261123-7K4M2",
            "The number has six digits and five letters or digits, like 261123-7K4M2.",
        ),
        (Field::Phone, Why::Missing) => lang.pick("휴대전화 번호를 적어 주세요.", "Enter a mobile number."),
        (Field::Phone, _) => lang.pick(
            "휴대전화는 숫자 10–11자리로 적어 주세요. 예: 010-1234-5678",
            "Enter 10 or 11 digits, like 010-1234-5678.",
        ),
        (Field::Postcode, Why::Missing) => lang.pick("우편번호를 적어 주세요.", "Enter the postcode."),
        (Field::Postcode, _) => {
            lang.pick("우편번호는 숫자 다섯 자리예요. 예: 04524", "The postcode is five digits, like 04524.")
        }
        (Field::Address1, Why::Missing) => {
            lang.pick("도로명 주소를 적어 주세요.", "Enter the street address.")
        }
        (Field::Address1, _) => lang.pick(
            "도로명 주소를 글자로, 더 짧게 적어 주세요.",
            "Write the street address shorter, in letters.",
        ),
        (Field::Address2, _) => lang
            .pick("상세 주소를 글자로, 더 짧게 적어 주세요.", "Write the flat or floor shorter, in letters."),
        (Field::NewPassword, Why::Over) => lang.pick(
            "이 링크는 이제 쓸 수 없어요. 메일을 다시 받아 주세요.",
            "This link no longer works. Ask for another letter.",
        ),
        (Field::NewPassword, Why::Missing) => lang.pick("쓰실 비밀번호를 적어 주세요.", "Choose a password."),
        (Field::NewPassword, Why::TooShort) => lang.pick(
            "열 자 이상 적어 주세요. 낱말 몇 개를 이어도 좋아요.",
            "Use ten characters or more. A few words in a row will do.",
        ),
        (Field::NewPassword, Why::TooLong) => {
            lang.pick("백스물여덟 자까지 적을 수 있어요.", "Use at most 128 characters.")
        }
        (Field::NewPassword, Why::Address) => {
            lang.pick("이메일과 다른 비밀번호를 골라 주세요.", "Choose something other than your e-mail.")
        }
        (Field::NewPassword, _) => lang.pick(
            "누구나 먼저 넣어 보는 비밀번호예요. 다른 것을 골라 주세요.",
            "Everybody tries this one first. Choose another.",
        ),
    }
}
