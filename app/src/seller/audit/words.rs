//! How the audit says who did what.

use customer::StaffMember;
use desk::Standing;
use events::Actor;
use kernel::{Lang, Text};

use crate::seller::find::standing_word;
use crate::seller::give_back::won;
use crate::ui::line::size_text;

/// What was done; an action we have no words for shows its name.
pub(super) fn action_words(action: &str, lang: Lang) -> String {
    money(action, lang)
        .or_else(|| parcels(action, lang))
        .or_else(|| goods(action, lang))
        .or_else(|| house(action, lang))
        .unwrap_or(action)
        .to_owned()
}

fn money(action: &str, lang: Lang) -> Option<&'static str> {
    Some(match action {
        "payment_approved" => lang.pick("결제된 것으로 적었어요", "Settled a payment as paid"),
        "payment_not_approved" => lang.pick("결제되지 않은 것으로 적었어요", "Settled a payment as not paid"),
        "part_refunded" => lang.pick("일부를 돌려줬어요", "Gave a part back"),
        "refund_retried" => lang.pick("환불을 다시 시도했어요", "Tried a refund again"),
        "refund_paid_by_transfer" => {
            lang.pick("환불을 계좌이체로 돌려줬어요", "Paid a refund back by transfer")
        }
        _ => return None,
    })
}

fn parcels(action: &str, lang: Lang) -> Option<&'static str> {
    Some(match action {
        "order_cancelled" => lang.pick("주문을 취소했어요", "Cancelled the order"),
        "return_received" => lang.pick("돌아온 옷을 받았어요", "Received a return"),
        "return_refunded" => lang.pick("반품을 받고 돌려줬어요", "Accepted a return"),
        "return_refused" => lang.pick("반품을 거절했어요", "Refused a return"),
        "labelled" => lang.pick("송장을 붙였어요", "Put the label on"),
        "shipped" => lang.pick("보냈어요", "Shipped"),
        "renumbered" => lang.pick("보낸 뒤에 송장 번호를 고쳤어요", "Corrected the number of what had left"),
        "ship_undone" => lang.pick("출고를 되돌렸어요", "Undid the shipping"),
        "held" => lang.pick("출고를 멈췄어요", "Put on hold"),
        "released" => lang.pick("보류를 풀었어요", "Released"),
        "delivered" => lang.pick("배송완료로 적었어요", "Marked delivered"),
        "kept_back" => lang.pick("상자를 빼 두었어요", "Kept the box back"),
        "has_left" => lang.pick("이미 나갔다고 답했어요", "Said that it has left"),
        "noted" => lang.pick("메모를 적었어요", "Wrote a note"),
        _ => return None,
    })
}

fn goods(action: &str, lang: Lang) -> Option<&'static str> {
    Some(match action {
        "stock_adjusted" => lang.pick("재고를 고쳤어요", "Changed the stock"),
        "few_changed" => lang.pick("적다고 볼 수를 바꿨어요", "Changed when stock is low"),
        "garment_added" => lang.pick("옷을 올렸어요", "Added a garment"),
        "garment_changed" => lang.pick("옷을 고쳤어요", "Changed a garment"),
        "outfit_added" => lang.pick("한 벌을 만들었어요", "Added an outfit"),
        "outfit_changed" => lang.pick("한 벌을 고쳤어요", "Changed an outfit"),
        "outfit_hidden" => lang.pick("한 벌을 가게에서 내렸어요", "Took an outfit out of the shop"),
        "outfit_shown" => lang.pick("한 벌을 가게에 걸었어요", "Put an outfit in the shop"),
        "photograph_added" => lang.pick("사진을 올렸어요", "Added a photograph"),
        "photograph_changed" => lang.pick("사진 설명을 고쳤어요", "Changed a photograph’s words"),
        "photograph_removed" => lang.pick("사진을 내렸어요", "Removed a photograph"),
        "garment_hidden" => lang.pick("옷을 가게에서 내렸어요", "Took a garment out of the shop"),
        "garment_shown" => lang.pick("옷을 가게에 걸었어요", "Put a garment in the shop"),
        _ => return None,
    })
}

fn house(action: &str, lang: Lang) -> Option<&'static str> {
    Some(match action {
        "event_replayed" => lang.pick("비켜 둔 것을 다시 해 봤어요", "Replayed a parked event"),
        "consumer_paused" => lang.pick("일을 멈췄어요", "Paused a consumer"),
        "consumer_resumed" => lang.pick("일을 다시 이었어요", "Resumed a consumer"),
        "orders_exported" => lang.pick("주문을 CSV로 받았어요", "Downloaded orders as CSV"),
        "letter_sent_again" => lang.pick("메일을 다시 보냈어요", "Sent a mail again"),
        "settings_changed" => lang.pick("가게 설정을 바꿨어요", "Changed the shop’s settings"),
        "staff_invited" => lang.pick("가게에 초대했어요", "Invited to the desk"),
        "staff_role_changed" => lang.pick("역할을 바꿨어요", "Changed a role"),
        "staff_revoked" => lang.pick("가게에서 내보냈어요", "Sent away from the desk"),
        "mypage_rebuilt" => lang.pick("마이페이지를 다시 맞췄어요", "Rebuilt MyPage"),
        _ => return None,
    })
}

/// A sum as the audit keeps it, `−₩3,000` or `63,000원`, as a page says it.
pub(super) fn sum(kept: &str, lang: Lang) -> String {
    let (sign, text) = match kept.strip_prefix('−') {
        Some(text) => ("−", text),
        None => ("", kept),
    };
    won(text).map_or_else(|| kept.to_owned(), |sum| format!("{sign}{}", sum.text(lang)))
}

/// A filter as the audit keeps it, `한벌 · shipped · 2026-11-01–2026-11-23`, with the state in words.
pub(super) fn filter(kept: &str, lang: Lang) -> String {
    let said = |part: &str| match Standing::parse(part) {
        Some(standing) => standing_word(standing, lang).to_owned(),
        None => part.to_owned(),
    };
    kept.split(" · ").map(said).collect::<Vec<_>>().join(" · ")
}

/// Changes of the stock as the audit keeps them, `sand M +3, sand L −1: 겨울 물량`, with colour and size in words.
pub(super) fn pieces(kept: &str, lang: Lang) -> String {
    let (cells, note) = kept.split_once(": ").map_or((kept, None), |(cells, note)| (cells, Some(note)));
    let said = |cell: &str| match cell.split(' ').collect::<Vec<_>>().as_slice() {
        [dye, size, change] => {
            format!("{} {} {change}", catalogue::words().dye(dye).get(lang), size_text(lang, size))
        }
        _ => cell.to_owned(),
    };
    let cells = cells.split(", ").map(said).collect::<Vec<_>>().join(", ");
    match note {
        Some(note) => format!("{cells}: {note}"),
        None => cells,
    }
}

/// Who it was: somebody of the staff by their name, also once they are gone; the owner as such, in whichever browser.
pub(in crate::seller) fn person(who: Actor, people: &[StaffMember]) -> Text {
    match who {
        Actor::Staff(id) => {
            let name = people.iter().find(|member| member.id == id).map(|member| member.name.clone());
            let name = name.unwrap_or_else(|| id.to_string());
            Text { ko: name.clone(), en: name }
        }
        Actor::Seller(_) => Text { ko: "주인".to_owned(), en: "Owner".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use events::Action;

    use super::*;

    #[test]
    fn a_sum_is_told_in_the_pages_language() {
        assert_eq!(sum("−₩3,000", Lang::Ko), "−3,000원");
        assert_eq!(sum("₩5,000", Lang::En), "₩5,000");
        assert_eq!(
            (sum("63,000원", Lang::En), sum("63,000원", Lang::Ko)),
            ("₩63,000".to_owned(), "63,000원".to_owned())
        );
        assert_eq!((sum("", Lang::Ko), sum("₩", Lang::Ko)), (String::new(), "₩".to_owned()));
    }

    #[test]
    fn states_colours_and_sizes_are_told_in_words() {
        assert_eq!(filter("한벌 · shipped · 2026-11-01–", Lang::Ko), "한벌 · 배송중 · 2026-11-01–");
        assert_eq!(
            pieces("sand F +3, ink L −1: 겨울: 물량", Lang::Ko),
            "모래 한 가지 +3, 먹 L −1: 겨울: 물량"
        );
        assert_eq!((filter("", Lang::En), pieces("", Lang::En)), (String::new(), String::new()));
    }

    #[test]
    fn every_action_has_words_in_both_languages() {
        for action in Action::ALL {
            for lang in [Lang::Ko, Lang::En] {
                assert_ne!(action_words(action.as_str(), lang), action.as_str());
            }
        }
    }
}
