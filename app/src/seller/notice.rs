//! What the last command came to, said once on top of the page that it leads back to.

use kernel::Lang;
use leptos::prelude::*;

use super::carriers::Carrier;
use crate::error::AppError;
use crate::ui::field::ErrorSummary;
use crate::ui::frame::{error_title, title};

/// Before the key of the carrier whose number was refused: `bad_tracking-cj`.
pub(super) const BAD_TRACKING: &str = "bad_tracking-";

/// What is out of order in the shop, whoever looks: on top of its page for as long as it is so.
#[component]
pub(super) fn Trouble(id: &'static str, #[prop(into)] heading: String, children: Children) -> impl IntoView {
    view! {
        <section class="sum mb4" aria-labelledby=id>
            <h2 id=id class="sm">{heading}</h2>
            <p class="sm">{children()}</p>
        </section>
    }
}

/// The most fields of one form that can be refused.
const FIELDS: usize = 3;

/// The code of all fields that were refused, each by its own: `bad_amount.bad_part`.
pub(super) fn all<const N: usize>(refused: [Option<&str>; N]) -> String {
    refused.into_iter().flatten().collect::<Vec<_>>().join(".")
}

/// A notice in the page's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// It was done.
    Done(&'static str),
    /// It was not done, and nothing can be put right in a form.
    Refused(&'static str),
    /// It was not done because of these fields: the name of each, and how to put it right.
    Fields([Option<(&'static str, &'static str)>; FIELDS]),
}

impl Notice {
    /// The notice of a code, if it is one: what a command did (`labelled`, `shipped`, ...), `bad_` and the name of
    /// the field that was refused (of several, see [`all`]), or [`AppError::Conflict`]'s code.
    pub(super) fn parse(code: &str, lang: Lang) -> Option<Self> {
        Self::not_done(code, lang)
            .or_else(|| Self::many(code, lang))
            .map(Self::Refused)
            .or_else(|| Self::done(code, lang).or_else(|| Self::money_done(code, lang)).map(Self::Done))
            .or_else(|| Self::money_refused(code, lang).map(Self::Refused))
            .or_else(|| Self::fields(code, lang))
    }

    /// Why nothing was done, where nothing that was typed can be put right.
    fn not_done(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            conflict if conflict == AppError::Conflict.code() => lang.pick(
                "그 사이 주문이 바뀌어서 아무것도 하지 않았어요. 지금은 아래와 같아요.",
                "The order had moved on, so nothing was done. This is where it stands now.",
            ),
            "undo_over" => lang.pick(
                "보낸 지 10분이 지나 되돌릴 수 없어요. 주문한 분에게 보냈다는 메일이 나갔어요.",
                "It was shipped more than ten minutes ago, so it was not undone. The buyer’s mail has gone out.",
            ),
            "undo_answered" => lang.pick(
                "취소를 요청한 분에게 이미 나갔다고 알린 주문이라 되돌리지 않았어요.",
                "The buyer asked to cancel and was told that it has left, so it was not undone.",
            ),
            "photograph_busy" => lang.pick(
                "다른 사진을 손보고 있어요. 조금 뒤에 사진 파일을 다시 골라 올려 주세요.",
                "Another photograph is being worked on. Please choose your file again in a while, and send it.",
            ),
            "photographs_full" => lang.pick(
                "사진은 열두 장까지예요. 하나를 내리고 올려 주세요.",
                "Twelve photographs are the most. Remove one first.",
            ),
            "outfit_moved_on" => lang.pick(
                "그 사이 누가 이 한 벌을 고쳐서 아무것도 하지 않았어요. 지금은 아래와 같아요.",
                "Somebody changed this outfit meanwhile, so nothing was done. This is how it stands now.",
            ),
            "garment_moved_on" => lang.pick(
                "그 사이 누가 이 옷을 고쳐서 아무것도 하지 않았어요. 지금은 아래와 같아요.",
                "Somebody changed this garment meanwhile, so nothing was done. This is how it stands now.",
            ),
            _ => return None,
        })
    }

    /// What became of many orders at once, when it was not done to all of them.
    fn many(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            "none_chosen" => {
                lang.pick("고른 주문이 없어요. 먼저 골라 주세요.", "No order was chosen. Choose some first.")
            }
            "some_left" => lang.pick(
                "송장이 없거나 그 사이 바뀐 주문은 그대로 두었어요. 나머지는 했어요.",
                "Orders without a label, or that had moved on, were left as they were. The others were done.",
            ),
            _ => return None,
        })
    }

    fn done(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            "labelled" => lang.pick("송장을 붙였어요.", "Labelled."),
            "same_parcel" => lang.pick(
                "바뀐 것이 없어요. 택배사와 송장 번호가 그대로예요.",
                "Nothing was changed: carrier and number are the same.",
            ),
            "relabelled" => lang.pick("송장을 바꿨어요.", "The number was changed."),
            "renumbered" => lang.pick(
                "송장 번호를 고쳤어요. 주문한 분에게도 새 번호가 보이고 메일로 알려요.",
                "The number is corrected. The buyer sees it, and is told by mail.",
            ),
            "renumbered_some" => lang.pick(
                "송장 번호를 고쳤어요. 같은 번호의 주문 가운데 이미 도착했거나 멈춘 것은 그대로 두었어요.",
                "The number is corrected. Orders with the same number that had arrived or were stopped stay as they are.",
            ),
            "shipped" => lang
                .pick("보냈어요. 10분 안에는 되돌릴 수 있어요.", "Shipped. You can undo it for ten minutes."),
            "held" => lang.pick("출고를 멈췄어요.", "On hold."),
            "released" => lang.pick("이제 다시 보낼 수 있어요.", "Released."),
            "reopened" => lang.pick("출고를 되돌렸어요.", "Shipping undone."),
            "delivered" => lang.pick("배송완료로 적었어요.", "Marked delivered."),
            "kept" => lang.pick(
                "빼 두었어요. 취소하고 환불을 시작해요.",
                "Kept back. It is cancelled and the refund begins.",
            ),
            "stock_adjusted" => lang.pick("재고를 고쳤어요.", "Stock changed."),
            "garment_added" => lang.pick(
                "옷을 올렸어요. 재고를 적은 다음 가게에 걸어 주세요.",
                "Added. Give it stock, then put it in the shop.",
            ),
            "outfit_added" => lang.pick(
                "한 벌을 만들었어요. 살펴본 다음 가게에 걸어 주세요.",
                "Added. Look at it, then put it in the shop.",
            ),
            "outfit_changed" => lang.pick("저장했어요.", "Saved."),
            "outfit_hidden" => lang.pick("가게에서 내렸어요.", "Out of the shop."),
            "outfit_shown" => lang.pick("가게에 걸었어요.", "In the shop now."),
            "photograph_added" => lang.pick("사진을 올렸어요.", "The photograph is there."),
            "photograph_changed" => lang.pick("사진 설명을 고쳤어요.", "Saved."),
            "photograph_removed" => lang.pick("사진을 내렸어요.", "The photograph is gone."),
            "garment_changed" => lang.pick("저장했어요.", "Saved."),
            "garment_hidden" => lang.pick(
                "가게에서 내렸어요. 받은 주문은 그대로예요.",
                "Out of the shop. Its orders stay as they are.",
            ),
            "garment_shown" => lang.pick("가게에 걸었어요.", "In the shop now."),
            "few_changed" => lang.pick("이제 그 수부터 적다고 봐요.", "That is low from now on."),
            "noted" => lang.pick("메모를 남겼어요.", "Note kept."),
            "mypage_mended" => {
                lang.pick("마이페이지가 달라서 고쳤어요.", "MyPage said something else, and was put right.")
            }
            "mypage_right" => lang.pick("마이페이지가 맞게 되어 있었어요.", "MyPage was right already."),
            "left" => lang.pick("이미 나갔다고 알렸어요.", "The buyer hears that it has left."),
            "letter_again" => lang.pick("메일을 다시 보내요.", "The mail goes out again."),
            "cancelled" => lang.pick(
                "취소를 시작했어요. 주문한 분에게 이유가 보여요.",
                "The cancel is under way. The buyer sees the reason.",
            ),
            _ => return None,
        })
    }

    /// What became of a payment or a refund that a person settled.
    fn money_done(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            "settled_approved" => lang.pick(
                "결제된 것으로 적었어요. 주문은 저절로 이어져요.",
                "Settled as paid. The order goes on by itself.",
            ),
            "settled_not_approved" => lang.pick(
                "결제되지 않은 것으로 적었어요. 뒤늦게 결제된 것이 보이면 저절로 전액 환불해요.",
                "Settled as not paid. Should it turn out to be captured, all of it goes back by itself.",
            ),
            "provider_approved" => lang.pick(
                "다시 물어보니 결제사가 결제됐다고 답했어요. 적은 것 대신 그 답을 따랐어요.",
                "Asked once more, the provider said that it was paid. That answer stands, not what was written.",
            ),
            "provider_not_approved" => lang.pick(
                "다시 물어보니 결제사가 결제되지 않았다고 답했어요. 적은 것 대신 그 답을 따랐어요.",
                "Asked once more, the provider said that it was not paid. That answer stands, not what was written.",
            ),
            "return_received" => lang.pick(
                "받았다고 적었어요. 3영업일 안에 돌려주거나 거절해 주세요.",
                "Noted. Give the value back or refuse it within 3 business days.",
            ),
            "return_refunded" => lang.pick(
                "반품을 받았어요. 환불은 저절로 나가요.",
                "The return is accepted. The refund goes out by itself.",
            ),
            "return_refused" => {
                lang.pick("거절했어요. 주문한 분에게 이유가 보여요.", "Refused. The buyer sees why.")
            }
            "part_refunded" => lang.pick(
                "돌려주기로 했어요. 환불은 저절로 나가고, 주문한 분에게 이유가 보여요.",
                "Decided. The refund goes out by itself, and the buyer sees the reason.",
            ),
            "refund_made" => lang.pick("환불됐어요.", "The refund was made."),
            "refund_under_way" => lang.pick(
                "환불을 다시 요청했고, 답을 기다리고 있어요.",
                "The refund was asked for again; its answer is awaited.",
            ),
            "transferred" => lang.pick(
                "계좌이체로 돌려준 것으로 적었어요. 주문한 분에게도 그렇게 보여요.",
                "Written down as paid back by transfer. The buyer sees it, too.",
            ),
            _ => return None,
        })
    }

    /// Why nothing was done about a payment, a refund or a mail.
    fn money_refused(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            "settle_not_open" => lang.pick(
                "그 사이 결제의 결과가 정해져서 아무것도 적지 않았어요. 지금은 아래와 같아요.",
                "The outcome became known meanwhile, so nothing was written. This is where it stands now.",
            ),
            "settle_too_early" => lang.pick(
                "아직 결제사에 묻고 있어요. 하루가 지나도 답이 없으면 그때 적을 수 있어요.",
                "The provider is still being asked. It can be settled once there has been no answer for a day.",
            ),
            "refund_refused" => lang.pick(
                "결제사가 다시 거절했어요. 돈은 나가지 않았어요.",
                "The provider refused it again. No money went back.",
            ),
            "part_stale" => lang.pick(
                "그 사이 다른 환불을 정했거나 주문이 바뀌어서 아무것도 하지 않았어요. 남은 돈을 보고 다시 적어 주세요.",
                "Another refund was decided meanwhile, or the order has moved on, so nothing was done. See what is left and try again.",
            ),
            "refund_over" => lang.pick(
                "이미 돌려준 돈이라 아무것도 하지 않았어요.",
                "The money went back already, so nothing was done.",
            ),
            "refund_too_early" => lang.pick(
                "마지막 환불 요청이 아직 도착할 수 있어요. 10분이 지난 뒤에 다시 눌러 주세요. 두 번 돌려주지 않으려는 거예요.",
                "The last refund request may still arrive. Try again ten minutes after it, so that the money does not go back twice.",
            ),
            "transfer_too_early" => lang.pick(
                "마지막 환불 요청이 아직 도착할 수 있어요. 10분이 지난 뒤에 적어 주세요. 두 번 돌려주지 않으려는 거예요.",
                "The last refund request may still arrive. Write it down ten minutes after it, so that the money does not go back twice.",
            ),
            "transfer_under_way" => lang.pick(
                "결제사의 환불이 진행 중이라 적지 않았어요. 아직 이체하지 않았다면 하지 마세요.",
                "The provider’s refund is under way, so nothing was written. If you have not made the transfer yet, don’t.",
            ),
            "transfer_no_answer" => lang.pick(
                "결제사에 물어볼 수 없어서 적지 않았어요. 조금 뒤에 다시 해 주세요.",
                "The provider could not be asked, so nothing was written. Please try again in a while.",
            ),
            "transfer_found_made" => lang.pick(
                "다시 물어보니 결제사가 이미 환불했어요. 계좌이체는 하지 마세요. 이미 했다면 두 번 돌려준 것이니 주문한 분에게 연락해 주세요.",
                "Asked once more, the provider had made the refund. Don’t make the transfer; if you have, the money went back twice: contact the buyer.",
            ),
            "letter_withdrawn" => lang.pick(
                "보내지 않기로 한 메일이에요. 그 내용이 지금은 맞지 않아서 다시 보내지 않았어요.",
                "That mail was withdrawn: what it says is not so, and it was not sent.",
            ),
            "letter_waits" => lang.pick(
                "같은 메일이 아직 나가기를 기다리고 있어요. 그래서 하나 더 보내지 않았어요.",
                "The same mail is still waiting to go out, so no other was sent.",
            ),
            _ => return None,
        })
    }

    fn fields(code: &str, lang: Lang) -> Option<Self> {
        let (mut fields, mut codes) = ([None; FIELDS], code.split('.'));
        for (field, code) in fields.iter_mut().zip(codes.by_ref()) {
            *field = Some(Self::field(code, lang)?);
        }
        codes.next().is_none().then_some(Self::Fields(fields))
    }

    fn field(code: &str, lang: Lang) -> Option<(&'static str, &'static str)> {
        if let Some(carrier) = code.strip_prefix(BAD_TRACKING) {
            return Some(("tracking", Carrier::find(carrier)?.form(lang)));
        }
        Some(match code {
            "bad_carrier" => ("carrier", lang.pick("택배사를 골라 주세요", "Choose a carrier")),
            "bad_tracking" => (
                "tracking",
                lang.pick("송장 번호를 숫자로 적어 주세요", "Enter the tracking number in digits"),
            ),
            "shared_tracking" => (
                "tracking",
                lang.pick(
                    "다른 주문에도 있는 번호예요. 번호를 고치거나, 한 상자면 아래에 표시해 주세요",
                    "Another order has this number. Correct it, or tick below that they go in one parcel",
                ),
            ),
            "bad_reason" => ("reason", lang.pick("이유를 적어 주세요", "Give a reason")),
            "long_reason" => (
                "reason",
                lang.pick(
                    "이유를 한 줄, 100자 안으로 적어 주세요",
                    "Keep the reason to one line of 100 characters",
                ),
            ),
            "bad_few" => (
                "few",
                lang.pick("0부터 1000까지의 수를 적어 주세요", "Give a number from 0 to 1000"),
            ),
            "bad_cause" => {
                ("cause", lang.pick("취소하는 이유를 골라 주세요", "Choose why it is cancelled"))
            }
            "bad_note" => ("note", lang.pick("메모를 적어 주세요", "Write the note")),
            "long_note" => (
                "note",
                lang.pick("메모를 2,000자 안으로 적어 주세요", "Keep the note to 2,000 characters"),
            ),
            "bad_verdict" => (
                "verdict",
                lang.pick("결과를 골라 주세요", "Choose what the provider’s page says"),
            ),
            "bad_reference" => (
                "reference",
                lang.pick(
                    "결제사의 결제 번호를 한 줄, 100자 안으로 적어 주세요",
                    "Give the provider’s reference, in one line of 100 characters",
                ),
            ),
            "wrong_reference" => (
                "reference",
                lang.pick(
                    "결제사에 이 번호로 승인된 결제가 없거나 다른 결제의 번호예요. 번호를 다시 봐 주세요",
                    "The provider took no money under this reference, or it is another payment’s. Check the reference",
                ),
            ),
            "bad_amount" => (
                "amount",
                lang.pick(
                    "돌려줄 금액을 숫자로 적어 주세요. 예: 5,000",
                    "Enter an amount in won, like 5,000",
                ),
            ),
            "low_amount" => (
                "amount",
                lang.pick("0보다 큰 금액을 적어 주세요", "Enter an amount above 0"),
            ),
            "much_amount" => (
                "amount",
                lang.pick("남은 돈보다 많아요. 더 적게 적어 주세요", "That is more than is left. Enter less"),
            ),
            "bad_goods" => (
                "goods",
                lang.pick("돌아온 옷을 어떻게 할지 골라 주세요", "Choose where the goods end"),
            ),
            "bad_off" => (
                "off",
                lang.pick("빼는 금액을 숫자로 적어 주세요. 예: 3,000", "Enter an amount in won, like 3,000"),
            ),
            "much_off" => (
                "off",
                lang.pick("옷값보다 적게 빼야 해요", "Take off less than the pieces’ value"),
            ),
            "bad_off_why" => {
                ("off_why", lang.pick("빼는 이유를 골라 주세요", "Choose why it is taken off"))
            }
            "bad_no" => ("no", lang.pick("거절하는 이유를 적어 주세요", "Say why it is refused")),
            "long_no" => (
                "no",
                lang.pick(
                    "이유를 한 줄, 100자 안으로 적어 주세요",
                    "Keep the reason to one line of 100 characters",
                ),
            ),
            "bad_part" => ("part", lang.pick("이유를 골라 주세요", "Choose a reason")),
            "bad_why" => ("why", lang.pick("이유를 적어 주세요", "Give a reason")),
            "long_why" => (
                "why",
                lang.pick(
                    "이유를 한 줄, 100자 안으로 적어 주세요",
                    "Keep the reason to one line of 100 characters",
                ),
            ),
            _ => return None,
        })
    }

    /// How to put a field right, if it is the refused one.
    pub(super) fn remedy(notice: Option<Self>, field: &str) -> Option<&'static str> {
        match notice {
            Some(Self::Fields(fields)) => {
                fields.into_iter().flatten().find(|(name, _)| *name == field).map(|(_, remedy)| remedy)
            }
            Some(Self::Done(_) | Self::Refused(_)) | None => None,
        }
    }

    /// The notice with only those of its fields that are on the page, and none without any.
    pub(super) fn only(self, there: impl Fn(&str) -> bool) -> Option<Self> {
        let Self::Fields(fields) = self else { return Some(self) };
        let fields = fields.map(|field| field.filter(|(name, _)| there(name)));
        fields.iter().any(Option::is_some).then_some(Self::Fields(fields))
    }

    /// The page's title, which says first that something was refused.
    pub(super) fn title(notice: Option<Self>, text: &str, lang: Lang) -> String {
        match notice {
            Some(Self::Refused(_) | Self::Fields(_)) => error_title(lang, text),
            Some(Self::Done(_)) | None => title(lang, text),
        }
    }

    /// The notice on its page.
    pub(super) fn view(self, lang: Lang) -> AnyView {
        match self {
            Self::Done(text) => view! { <p class="sum tell mb5">{text}</p> }.into_any(),
            Self::Refused(text) => view! {
                <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="refused">
                    <h2 id="refused">{lang.pick("하지 못했어요", "Not done")}</h2>
                    <p>{text}</p>
                </section>
            }
            .into_any(),
            Self::Fields(fields) => {
                let errors = fields.into_iter().flatten().collect();
                view! { <div class="mb5"><ErrorSummary lang errors /></div> }.into_any()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_marks_the_title_and_names_its_field() {
        let notice = Notice::parse("bad_tracking-post", Lang::Ko);
        assert_eq!(
            Notice::remedy(notice, "tracking"),
            Some("송장 번호를 숫자 13자리로 적어 주세요"),
            "it says what the number takes"
        );
        assert_eq!(Notice::remedy(notice, "carrier"), None);
        assert_eq!(Notice::title(notice, "주문", Lang::Ko), "오류: 주문 — 한벌");
        assert_eq!(
            Notice::title(Notice::parse("conflict", Lang::En), "Order", Lang::En),
            "Error: Order — Hanbeol"
        );
    }

    #[test]
    fn every_refused_field_of_a_form_is_named() {
        let code = all([Some("bad_amount"), None, Some("bad_part")]);
        let notice = Notice::parse(&code, Lang::En);
        for field in ["amount", "part"] {
            assert!(Notice::remedy(notice, field).is_some(), "{field}");
        }
        assert_eq!(Notice::remedy(notice, "off"), None);
        let shown = notice.expect("a notice").only(|field| field == "part");
        assert_eq!(Notice::remedy(shown, "amount"), None, "it is not on the page");
        assert_eq!(shown.and_then(|shown| shown.only(|_| false)), None);
    }

    #[test]
    fn a_forged_code_says_nothing() {
        assert_eq!(Notice::parse("<script>", Lang::En), None);
        assert_eq!(Notice::parse("bad_tracking-pigeon", Lang::En), None);
        assert_eq!(Notice::parse("bad_off.shipped", Lang::En), None);
        assert_eq!(Notice::parse("bad_off.bad_goods.bad_no.bad_why", Lang::En), None, "no form has so many");
        assert_eq!(Notice::title(None, "Orders", Lang::En), "Orders — Hanbeol");
    }
}
