//! The returns of an order on its page, and the words in which buyer and shop are told of them.

use kernel::{Lang, Money};
use leptos::prelude::*;

use super::view::{ReturnStage, ReturnView};
use crate::checkout::view::Line;
use crate::ui::line::option_text;
use crate::ui::time::When;

/// The returns of an order on its page: what goes back, where it stands, and what comes of it.
pub(super) fn returns(lang: Lang, order: &str, returns: &[ReturnView]) -> Option<impl IntoView + use<>> {
    let items = returns.iter().rev().map(|returned| one(lang, order, returned)).collect_view();
    (!returns.is_empty()).then(|| {
        view! {
            <section class="mt6 sec">
                <h2>{lang.pick("반품", "Returns")}</h2>
                <ul class="form">{items}</ul>
            </section>
        }
    })
}

fn one(lang: Lang, order: &str, returned: &ReturnView) -> impl IntoView + use<> {
    let lines = returned.lines.iter().map(|line| view! { <li>{line_text(lang, line)}</li> }).collect_view();
    let where_to = (returned.stage == ReturnStage::Asked).then(|| {
        view! {
            <a class="link" href=lang.path(&format!("/orders/{order}/return"))>
                {lang.pick("보낼 곳 보기", "See where it goes")}
            </a>
        }
    });
    let withdraw = (returned.stage == ReturnStage::Asked).then(|| {
        view! {
            <form method="post" action="/api/withdraw_return">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="order" value=order.to_owned() />
                <input type="hidden" name="number" value=returned.number.to_string() />
                <button class="btn q s">{lang.pick("반품하지 않기", "Keep it after all")}</button>
            </form>
        }
    });
    view! {
        <li>
            <p>
                <b>{stage_text(lang, returned.stage)}</b>
                " "
                <span class="xs mut">
                    <When at=returned.since text=returned.since.text(lang) />
                </span>
            </p>
            <ul class="sm">{lines}</ul>
            <p class="sm">{told(lang, returned)}</p>
            {where_to}
            {withdraw}
        </li>
    }
}

/// `개버딘 트렌치코트 · 모래 · M · 1벌`.
pub(crate) fn line_text(lang: Lang, line: &Line) -> String {
    format!("{} · {}", line.name.get(lang), option_text(lang, line))
}

/// Where a return stands, in the market's word.
pub(crate) const fn stage_text(lang: Lang, stage: ReturnStage) -> &'static str {
    match stage {
        ReturnStage::Asked => lang.pick("반품요청", "Return asked"),
        ReturnStage::Received => lang.pick("반품 확인 중", "Return being checked"),
        ReturnStage::Refunded => lang.pick("반품완료", "Returned"),
        ReturnStage::Refused => lang.pick("반품 거절", "Return refused"),
        ReturnStage::Withdrawn => lang.pick("반품 취소", "Return withdrawn"),
    }
}

/// What comes back, and when.
fn told(lang: Lang, returned: &ReturnView) -> String {
    let back = returned.back.text(lang);
    match (returned.stage, lang) {
        (ReturnStage::Asked, Lang::Ko) => {
            format!("가게로 보내 주세요. 닿으면 3영업일 안에 {back}까지 결제하신 카드로 돌려드려요.")
        }
        (ReturnStage::Asked, Lang::En) => format!(
            "Send it to the shop. Within 3 business days of its arrival up to {back} goes back to your card."
        ),
        (ReturnStage::Received, Lang::Ko) => match returned.due {
            Some(due) => format!("옷을 받았어요. {}까지 돈을 돌려드려요.", due.day_text(lang)),
            None => "옷을 받았어요.".to_owned(),
        },
        (ReturnStage::Received, Lang::En) => match returned.due {
            Some(due) => format!("It is here. Your money goes back by {}.", due.day_text(lang)),
            None => "It is here.".to_owned(),
        },
        (ReturnStage::Refunded, _) => refunded(lang, returned),
        (ReturnStage::Refused, Lang::Ko) => {
            format!("가게가 받지 않았어요: {}", returned.refused.as_deref().unwrap_or_default())
        }
        (ReturnStage::Refused, Lang::En) => {
            format!("The shop refused it: {}", returned.refused.as_deref().unwrap_or_default())
        }
        (ReturnStage::Withdrawn, _) => {
            lang.pick("돌려보내지 않기로 하셨어요.", "You decided to keep it.").to_owned()
        }
    }
}

fn refunded(lang: Lang, returned: &ReturnView) -> String {
    let back = returned.amount.unwrap_or(Money::won(0)).text(lang);
    let off =
        returned.deduction.as_ref().map(|(amount, code)| (amount.text(lang), deduction_text(lang, code)));
    match (lang, off) {
        (Lang::Ko, None) => format!("{back}을 결제하신 카드로 돌려드려요."),
        (Lang::En, None) => format!("{back} goes back to the card you paid with."),
        (Lang::Ko, Some((off, why))) => {
            format!("{back}을 결제하신 카드로 돌려드려요. {why} {off}을 뺐어요.")
        }
        (Lang::En, Some((off, why))) => {
            format!("{back} goes back to the card you paid with. {off} was taken off: {why}.")
        }
    }
}

/// Why less goes back.
pub(crate) fn deduction_text(lang: Lang, code: &str) -> &'static str {
    match code {
        "postage" => lang.pick("돌려보내는 배송비", "the cost of sending it back"),
        "worn" => lang.pick("입은 흔적", "signs of wear"),
        _ => "",
    }
}

/// How a reason is said.
pub(crate) fn reason_text(lang: Lang, code: &str) -> &'static str {
    match code {
        "changed_mind" => lang.pick("마음이 바뀌었어요", "Changed my mind"),
        "wrong_size" => lang.pick("사이즈가 맞지 않아요", "It doesn’t fit"),
        "different" => lang.pick("설명과 달라요", "It isn’t as described"),
        "damaged" => lang.pick("흠이 있어요", "It has a fault"),
        "wrong_piece" => lang.pick("다른 옷이 왔어요", "The wrong piece came"),
        _ => "",
    }
}
