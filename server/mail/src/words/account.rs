//! Letters with a link that only their reader may have.

use kernel::{Lang, Text, Time};

use super::letter;
use crate::{Part, Sheet};

pub(super) fn reset_password(link: &str, until: Time, lang: Lang) -> Sheet {
    with_link(
        lang.pick("비밀번호를 새로 정해 주세요", "Set a new password"),
        lang.pick(
            "비밀번호를 새로 정하는 링크예요. 요청한 적이 없으면 그대로 두세요. 비밀번호는 바뀌지 않아요.",
            "This link sets a new password. If you did not ask for it, leave it: your password stays as it is.",
        ),
        (lang.pick("비밀번호 정하기", "Set the password"), link),
        until,
        lang,
    )
}

pub(super) fn register(link: &str, until: Time, lang: Lang) -> Sheet {
    with_link(
        lang.pick("계정을 만들어 주세요", "Make your account"),
        lang.pick(
            "이 링크에서 비밀번호를 정하면 계정이 생기고, 이 주소로 한 주문이 거기 모여요. 요청한 적이 없으면 그대로 두세요. \
             아무것도 생기지 않아요.",
            "Choose a password by this link, and you have an account; the orders made with this address come into it. If you \
             did not ask for it, leave it: nothing is made.",
        ),
        (lang.pick("계정 만들기", "Make the account"), link),
        until,
        lang,
    )
}

/// Only who reads the address' mail learns that it has an account.
pub(super) fn has_account(log_in: &str, reset: &str, lang: Lang) -> Sheet {
    let title = lang.pick("이미 계정이 있어요", "You have an account already");
    let mut sheet = letter(title.to_owned(), title);
    let go = |label: &str, link: &str| Part::Go { label: label.to_owned(), link: link.to_owned() };
    sheet.parts = vec![
        Part::Say(
            lang.pick(
                "이 주소로 계정을 만들려고 하셨는데, 이미 하나 있어요. 그 계정으로 로그인해 주세요. 요청한 적이 없으면 그대로 \
                 두세요.",
                "You asked to make an account with this address, and it has one: log in to that. If you did not ask, leave \
                 this.",
            )
            .to_owned(),
        ),
        go(lang.pick("로그인", "Log in"), log_in),
        go(lang.pick("비밀번호 새로 정하기", "Set a new password"), reset),
    ];
    sheet
}

pub(super) fn invitation(link: &str, until: Time, role: &Text, lang: Lang) -> Sheet {
    let role = role.get(lang);
    let say = match lang {
        Lang::Ko => format!("가게에서 함께 일할 분으로 초대했어요. 맡을 일: {role}"),
        Lang::En => format!("You are invited to work at the shop’s desk, as: {role}"),
    };
    with_link(
        lang.pick("한벌에서 함께 일해요", "Join Hanbeol’s desk"),
        &say,
        (lang.pick("초대 받기", "Accept"), link),
        until,
        lang,
    )
}

fn with_link(title: &str, say: &str, (label, link): (&str, &str), until: Time, lang: Lang) -> Sheet {
    let ends = match lang {
        Lang::Ko => format!("이 링크는 {}까지 한 번만 쓸 수 있어요.", until.text(lang)),
        Lang::En => format!("The link works once, until {} in Seoul.", until.text(lang)),
    };
    let mut sheet = letter(title.to_owned(), title);
    sheet.parts = vec![
        Part::Say(say.to_owned()),
        Part::Go { label: label.to_owned(), link: link.to_owned() },
        Part::Aside(ends),
    ];
    sheet
}
