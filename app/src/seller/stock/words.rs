//! How the desk speaks of pieces and of what moved them.

use kernel::{Lang, grouped};

/// What moved pieces, by its name; one we have no word for shows its name.
pub(super) fn movement(what: &str, lang: Lang) -> String {
    match what {
        "opening" => lang.pick("처음 수", "Opening"),
        "sold" => lang.pick("판매", "Sold"),
        "returned" => lang.pick("취소로 돌아옴", "Back by a cancel"),
        "taken_back" => lang.pick("반품으로 돌아옴", "Back by a return"),
        other => return reason(other, lang).unwrap_or(other).to_owned(),
    }
    .to_owned()
}

/// Why a person changed them.
pub(super) fn reason(key: &str, lang: Lang) -> Option<&'static str> {
    Some(match key {
        "received" => lang.pick("입고", "Received"),
        "sent_back" => lang.pick("반품", "Sent back"),
        "damaged" => lang.pick("불량", "Damaged"),
        "counted" => lang.pick("실사", "Counted"),
        "other" => lang.pick("기타", "Other"),
        "sold_out" => lang.pick("품절로 취소", "Cancelled as sold out"),
        _ => return None,
    })
}

/// `+3`, `−1`.
pub(super) fn signed(difference: i64) -> String {
    let sign = if difference < 0 { '−' } else { '+' };
    format!("{sign}{}", grouped(difference.saturating_abs()))
}

/// `5벌`, `5`.
pub(super) fn pieces(count: i64, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("{}벌", grouped(count)),
        Lang::En => grouped(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_can_be_given_has_a_word() {
        for known in order::Reason::ALL.into_iter().chain([order::Reason::SoldOut]) {
            assert!(reason(known.as_str(), Lang::Ko).is_some());
        }
        assert_eq!((signed(-1), signed(12_000)), ("−1".to_owned(), "+12,000".to_owned()));
        assert_eq!(pieces(1_234, Lang::Ko), "1,234벌");
        assert_eq!(movement("counted", Lang::En), "Counted");
    }
}
