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

pub(super) fn verify_address(link: &str, until: Time, lang: Lang) -> Sheet {
    with_link(
        lang.pick("메일 주소를 확인해 주세요", "Confirm your address"),
        lang.pick(
            "이 주소로 한 주문을 계정에서 함께 볼 수 있게 돼요. 가입한 적이 없으면 그대로 두세요.",
            "The orders made with this address then stand in your account. If you did not register, leave it.",
        ),
        (lang.pick("내 주소예요", "This is my address"), link),
        until,
        lang,
    )
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
