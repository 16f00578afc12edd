//! What the last command came to, said once on top of the page that it leads back to.

use kernel::Lang;
use leptos::prelude::*;

use crate::error::AppError;
use crate::ui::field::ErrorSummary;
use crate::ui::frame::{error_title, title};

/// A notice in the page's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// It was done.
    Done(&'static str),
    /// It was not done, and nothing can be put right in a form.
    Refused(&'static str),
    /// It was not done because of one field: its name, and how to put it right.
    Field(&'static str, &'static str),
}

impl Notice {
    /// The notice of a code, if it is one: what a command did (`labelled`, `shipped`, ...), `bad_` and the name of
    /// the field that was refused, or [`AppError::Conflict`]'s code.
    pub(super) fn parse(code: &str, lang: Lang) -> Option<Self> {
        if code == AppError::Conflict.code() {
            return Some(Self::Refused(lang.pick(
                "그 사이 주문이 바뀌어서 아무것도 하지 않았어요. 지금은 아래와 같아요.",
                "The order had moved on, so nothing was done. This is where it stands now.",
            )));
        }
        Self::done(code, lang).map(Self::Done).or_else(|| Self::field(code, lang))
    }

    fn done(code: &str, lang: Lang) -> Option<&'static str> {
        Some(match code {
            "labelled" => lang.pick("송장을 붙였어요.", "Labelled."),
            "shipped" => lang
                .pick("보냈어요. 10분 안에는 되돌릴 수 있어요.", "Shipped. You can undo it for ten minutes."),
            "held" => lang.pick("출고를 멈췄어요.", "On hold."),
            "released" => lang.pick("이제 다시 보낼 수 있어요.", "Released."),
            "reopened" => lang.pick("출고를 되돌렸어요.", "Shipping undone."),
            "delivered" => lang.pick("배송완료로 적었어요.", "Marked delivered."),
            "kept" => {
                lang.pick("빼 두었어요. 환불은 저절로 나가요.", "Kept back. The refund goes out by itself.")
            }
            "left" => lang.pick("이미 나갔다고 알렸어요.", "The buyer hears that it has left."),
            _ => return None,
        })
    }

    fn field(code: &str, lang: Lang) -> Option<Self> {
        Some(match code {
            "bad_carrier" => Self::Field("carrier", lang.pick("택배사를 골라 주세요", "Choose a carrier")),
            "bad_tracking" => {
                Self::Field("tracking", lang.pick("송장 번호를 다시 봐 주세요", "Check the tracking number"))
            }
            "bad_reason" => Self::Field("reason", lang.pick("이유를 적어 주세요", "Give a reason")),
            "long_reason" => Self::Field(
                "reason",
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
            Some(Self::Field(name, remedy)) if name == field => Some(remedy),
            _ => None,
        }
    }

    /// The page's title, which says first that something was refused.
    pub(super) fn title(notice: Option<Self>, text: &str, lang: Lang) -> String {
        match notice {
            Some(Self::Refused(_) | Self::Field(..)) => error_title(lang, text),
            Some(Self::Done(_)) | None => title(lang, text),
        }
    }

    /// The notice on its page.
    pub(super) fn view(self, lang: Lang) -> AnyView {
        match self {
            Self::Done(text) => view! { <p class="sum tell mb5">{text}</p> }.into_any(),
            Self::Refused(text) => view! {
                <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="refused">
                    <p id="refused">
                        <b>{lang.pick("하지 못했어요", "Not done")}</b>
                    </p>
                    <p>{text}</p>
                </section>
            }
            .into_any(),
            Self::Field(name, remedy) => {
                view! { <div class="mb5"><ErrorSummary lang errors=vec![(name, remedy)] /></div> }.into_any()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_marks_the_title_and_names_its_field() {
        let notice = Notice::parse("bad_tracking", Lang::Ko);
        assert_eq!(Notice::remedy(notice, "tracking"), Some("송장 번호를 다시 봐 주세요"));
        assert_eq!(Notice::remedy(notice, "carrier"), None);
        assert_eq!(Notice::title(notice, "주문", Lang::Ko), "오류: 주문 — 한벌");
        assert_eq!(
            Notice::title(Notice::parse("conflict", Lang::En), "Order", Lang::En),
            "Error: Order — Hanbeol"
        );
    }

    #[test]
    fn a_forged_code_says_nothing() {
        assert_eq!(Notice::parse("<script>", Lang::En), None);
        assert_eq!(Notice::title(None, "Orders", Lang::En), "Orders — Hanbeol");
    }
}
