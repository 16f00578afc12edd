//! What a refused field of a form about people is told: always how to put it right.

use customer::{Field, FieldError, Why};
use kernel::Lang;

/// The field's `name` and `id`.
pub(super) const fn name(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::Name => "name",
        Field::Password => "password",
        Field::NewPassword => "new_password",
    }
}

/// How to put a refused field right.
pub(super) const fn remedy(lang: Lang, error: FieldError) -> &'static str {
    match (error.field, error.why) {
        (Field::Email, Why::Missing) => lang.pick("이메일을 적어 주세요.", "Enter your e-mail."),
        (Field::Email, Why::TooLong) => lang.pick("더 짧은 이메일을 적어 주세요.", "Enter a shorter e-mail."),
        (Field::Email, Why::Taken) => lang.pick(
            "이 주소로 만든 계정이 있어요. 그 계정으로 로그인해 주세요.",
            "There is an account with this address. Log in to it.",
        ),
        (Field::Email, _) => lang.pick(
            "이메일을 끝까지 적어 주세요. 예: haneul@example.com",
            "Enter the whole address, like haneul@example.com.",
        ),
        (Field::Name, Why::Missing) => lang.pick("이름을 적어 주세요.", "Enter your name."),
        (Field::Name, Why::TooLong) => lang.pick("이름을 더 짧게 적어 주세요.", "Shorten the name."),
        (Field::Name, _) => lang.pick("이름은 글자로 적어 주세요.", "Write the name in letters."),
        (Field::Password, Why::Wrong) => lang.pick(
            "이메일이나 비밀번호가 맞지 않아요. 둘 다 다시 살펴 주세요.",
            "The e-mail or the password is not right. Check both.",
        ),
        (Field::Password, _) => lang.pick("비밀번호를 적어 주세요.", "Enter the password."),
        (Field::NewPassword, Why::Missing) => lang.pick("쓰실 비밀번호를 적어 주세요.", "Choose a password."),
        (Field::NewPassword, Why::TooShort) => lang.pick(
            "열 자보다 길게 적어 주세요. 낱말 몇 개를 이어도 좋아요.",
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
