//! What the fields of the settings are called, and what a refused one is told: always how to put it right.

use kernel::{Lang, Weekday};
use settings::{Field, Fields, Why};

use crate::seller::carriers::Carrier;

/// A field's label.
pub(super) const fn label(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::Name => lang.pick("상호", "Trade name"),
        Field::Owner => lang.pick("대표", "Owner"),
        Field::Registration => lang.pick("사업자등록번호", "Business registration number"),
        Field::MailOrder => lang.pick("통신판매업 신고번호", "Mail-order registration"),
        Field::Address => lang.pick("사업장 주소", "Address"),
        Field::Phone => lang.pick("전화", "Telephone"),
        Field::Hours => lang.pick("전화 받는 시간", "When you answer"),
        Field::Email => lang.pick("이메일", "E-mail"),
        Field::Fee => lang.pick("배송비 (원)", "Delivery fee (won)"),
        Field::FreeFrom => lang.pick("무료 배송 기준 (원)", "Free from (won)"),
        Field::CutOff => lang.pick("당일 출고 마감", "Cut-off"),
        Field::PickUp => lang.pick("택배 수거", "Pick-up"),
        Field::ClosedWeekdays => lang.pick("매주 쉬는 요일", "Closed every week"),
        Field::ClosedDates => lang.pick("쉬는 날", "Closed days"),
        Field::Carriers => lang.pick("쓰는 택배사", "Carriers you use"),
        Field::ReturnAddress => lang.pick("반품 받는 주소", "Address for returns"),
    }
}

/// A field's text as a page says it: keys of days and carriers in words, the rest as it is.
pub(in crate::seller) fn said(lang: Lang, field: Field, text: &str) -> String {
    let word = |key: &str| match field {
        Field::ClosedWeekdays => {
            Weekday::ALL.into_iter().find(|day| day.code() == key).map(|day| day.name(lang))
        }
        Field::Carriers => Carrier::find(key).map(|carrier| carrier.name(lang)),
        _ => None,
    };
    match field {
        Field::ClosedWeekdays | Field::Carriers => {
            text.split(' ').map(|key| word(key).unwrap_or(key)).collect::<Vec<_>>().join(", ")
        }
        _ => text.to_owned(),
    }
}

/// The differences that the audit keeps, `fee: 0 → 3000; carriers: cj → cj lotte`, in words.
pub(in crate::seller) fn changes(lang: Lang, kept: &str) -> String {
    let change = |part: &str| {
        let (code, values) = part.split_once(": ")?;
        let (field, _) = Fields::default().texts().into_iter().find(|(field, _)| field.code() == code)?;
        let values = values.split(" → ").map(|text| said(lang, field, text)).collect::<Vec<_>>().join(" → ");
        Some(format!("{}: {values}", label(lang, field)))
    };
    kept.split("; ")
        .map(|part| change(part).unwrap_or_else(|| part.to_owned()))
        .collect::<Vec<_>>()
        .join("; ")
}

/// How to put a refused field right.
pub(super) const fn remedy(lang: Lang, field: Field, why: Why) -> &'static str {
    match (field, why) {
        (Field::Registration, _) => lang.pick(
            "사업자등록번호 열 자리를 다시 봐 주세요. 예: 120-81-47521",
            "Check the ten digits of the registration number, like 120-81-47521.",
        ),
        (Field::Phone, _) => lang.pick(
            "전화번호는 숫자와 줄표로 적어 주세요.",
            "Write the telephone number in digits and dashes.",
        ),
        (Field::Email, _) => lang.pick(
            "이메일을 끝까지 적어 주세요. 예: shop@example.com",
            "Enter the whole address, like shop@example.com.",
        ),
        (Field::Fee, Why::TooMuch) => {
            lang.pick("배송비는 100,000원까지 적을 수 있어요.", "The fee can be up to ₩100,000.")
        }
        (Field::Fee, _) => lang.pick(
            "배송비를 숫자로 적어 주세요. 없으면 0이에요.",
            "Write the fee in digits; 0 if there is none.",
        ),
        (Field::FreeFrom, Why::TooMuch) => lang.pick(
            "무료 배송 기준은 10,000,000원까지 적을 수 있어요.",
            "Delivery can be free from up to ₩10,000,000.",
        ),
        (Field::FreeFrom, _) => lang.pick(
            "무료 배송 기준을 숫자로 적어 주세요. 없으면 비워 두세요.",
            "Write the amount in digits, or leave it empty.",
        ),
        (Field::CutOff, _) => {
            lang.pick("마감 시각을 적어 주세요. 예: 15:00", "Enter the cut-off, like 15:00.")
        }
        (Field::PickUp, Why::BeforeCutOff) => lang.pick(
            "수거는 당일 출고 마감 뒤여야 해요. 마감도 함께 적어 주세요.",
            "The pick-up comes after the cut-off. Enter both.",
        ),
        (Field::PickUp, _) => {
            lang.pick("수거 시각을 적어 주세요. 예: 17:00", "Enter the pick-up, like 17:00.")
        }
        (Field::ClosedWeekdays, _) => {
            lang.pick("보내는 요일을 하루는 남겨 주세요.", "Leave at least one day on which you send.")
        }
        (Field::ClosedDates, Why::TooMuch) => {
            lang.pick("쉬는 날은 100일까지 적을 수 있어요.", "Up to 100 closed days can be set.")
        }
        (Field::ClosedDates, _) => lang.pick(
            "쉬는 날은 한 줄에 하나씩 적어 주세요. 예: 2026-12-25",
            "Write one day a line, like 2026-12-25.",
        ),
        (
            Field::Name
            | Field::Owner
            | Field::MailOrder
            | Field::Address
            | Field::Hours
            | Field::Carriers
            | Field::ReturnAddress,
            Why::TooLong,
        ) => too_long(lang, field),
        (
            Field::Name
            | Field::Owner
            | Field::MailOrder
            | Field::Address
            | Field::Hours
            | Field::Carriers
            | Field::ReturnAddress,
            _,
        ) => malformed(lang, field),
    }
}

const fn too_long(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::Name => lang.pick("상호를 40자 안으로 적어 주세요.", "Keep the trade name to 40 characters."),
        Field::Owner => {
            lang.pick("대표 이름을 40자 안으로 적어 주세요.", "Keep the owner’s name to 40 characters.")
        }
        Field::MailOrder => lang.pick(
            "통신판매업 신고번호를 40자 안으로 적어 주세요.",
            "Keep the mail-order registration to 40 characters.",
        ),
        Field::Hours => {
            lang.pick("전화 받는 시간을 60자 안으로 적어 주세요.", "Keep the hours to 60 characters.")
        }
        Field::ReturnAddress => lang.pick(
            "반품 받는 주소를 200자 안으로 적어 주세요.",
            "Keep the address for returns to 200 characters.",
        ),
        _ => lang.pick("사업장 주소를 200자 안으로 적어 주세요.", "Keep the address to 200 characters."),
    }
}

const fn malformed(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::Name => lang.pick("상호를 글자로 적어 주세요.", "Write the trade name in letters."),
        Field::Owner => lang.pick("대표 이름을 글자로 적어 주세요.", "Write the owner’s name in letters."),
        Field::MailOrder => lang.pick(
            "통신판매업 신고번호를 글자로 적어 주세요.",
            "Write the mail-order registration in letters and digits.",
        ),
        Field::Hours => {
            lang.pick("전화 받는 시간을 한 줄로 적어 주세요.", "Write the hours as one line of text.")
        }
        Field::ReturnAddress => {
            lang.pick("반품 받는 주소를 글자로 적어 주세요.", "Write the address for returns in letters.")
        }
        _ => lang.pick("사업장 주소를 글자로 적어 주세요.", "Write the address in letters."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_told_in_words_and_not_in_keys() {
        let kept = "fee: 0 → 3000; closed_weekdays: sat sun → sun; carriers:  → cj lotte; hours: 10; 12 → 10";
        assert_eq!(
            changes(Lang::Ko, kept),
            "배송비 (원): 0 → 3000; 매주 쉬는 요일: 토요일, 일요일 → 일요일; 쓰는 택배사:  → CJ대한통운, 롯데택배; \
             전화 받는 시간: 10; 12 → 10"
        );
        assert_eq!(said(Lang::En, Field::Carriers, "cj pigeon"), "CJ Logistics, pigeon");
        assert_eq!(said(Lang::Ko, Field::Owner, "sat"), "sat");
    }
}
