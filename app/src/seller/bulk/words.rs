//! How the page says what would become of a line, and what became of it.

use kernel::{Lang, OrderNumber};

use super::api::Problem;
use super::check::{Verdict, Why};
use super::paste::Malformed;
use crate::ui::badge::Thread;

/// The word on the chip, and the thread beside it. `alone`: no other order has the parcel.
pub(super) const fn chip(verdict: &Verdict, alone: bool, lang: Lang) -> (Thread, &'static str) {
    match verdict {
        Verdict::Ships(_) | Verdict::Relabels(_) if !alone => {
            (Thread::Stop, lang.pick("확인해 주세요", "To be confirmed"))
        }
        Verdict::Ships(_) | Verdict::Relabels(_) => {
            (Thread::Go, lang.pick("보낼 수 있어요", "Ready to ship"))
        }
        Verdict::Already => (Thread::Off, lang.pick("이미 보냈어요", "Shipped already")),
        Verdict::Shipped => (Thread::Go, lang.pick("보냈어요", "Shipped")),
        Verdict::Refused(_) => (Thread::Stop, lang.pick("고쳐 주세요", "To be mended")),
    }
}

/// What else there is to say of it.
pub(super) fn explained(verdict: &Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::Ships(_) | Verdict::Shipped => String::new(),
        Verdict::Relabels(_) => lang
            .pick("붙여 둔 송장과 달라요. 이 번호로 바꿔요.", "Replaces the number of its label.")
            .to_owned(),
        Verdict::Already => {
            lang.pick("같은 번호예요. 그대로 둬요.", "With this number. Nothing is done.").to_owned()
        }
        Verdict::Refused(why) => refused(*why, lang),
    }
}

/// What became of the lines: so many were shipped, and so many had been before. `all`: there was no other line.
pub(super) fn outcome(shipped: usize, already: usize, all: bool, lang: Lang) -> String {
    let ship = match (shipped, already, lang) {
        (0, 1.., Lang::Ko) if all => return "모두 이미 보낸 주문이에요. 새로 보낸 것은 없어요.".to_owned(),
        (0, 1.., Lang::En) if all => return "All of them had been shipped. Nothing was done.".to_owned(),
        (0, _, Lang::Ko) => "보낸 주문이 없어요.".to_owned(),
        (0, _, Lang::En) => "Nothing was shipped.".to_owned(),
        (_, _, Lang::Ko) => format!("{shipped}건을 보냈어요. 10분 안에는 하나씩 되돌릴 수 있어요."),
        (_, _, Lang::En) => format!("{shipped} shipped. Each can be undone for ten minutes."),
    };
    match (already, lang) {
        (0, _) => ship,
        (_, Lang::Ko) => format!("{ship} {already}건은 이미 보낸 주문이에요."),
        (_, Lang::En) => format!("{ship} {already} had been shipped before."),
    }
}

/// That other orders have the parcel of a line: `이 번호는 주문 261123-ABCDE에도 있어요.`
pub(in crate::seller) fn shared(others: &[OrderNumber], lang: Lang) -> String {
    let named = others.iter().map(OrderNumber::as_str).collect::<Vec<_>>().join(", ");
    match lang {
        Lang::Ko => format!("이 번호는 주문 {named}에도 있어요."),
        Lang::En if others.len() == 1 => format!("Order {named} has this number, too."),
        Lang::En => format!("Orders {named} have this number, too."),
    }
}

/// What is ticked to ship them all the same.
pub(in crate::seller) const fn together(lang: Lang) -> &'static str {
    lang.pick("한 상자로 함께 보내요", "They go in one parcel")
}

fn refused(why: Why, lang: Lang) -> String {
    let text = match why {
        Why::Malformed(malformed) => return unread(malformed, lang),
        Why::Unknown => lang.pick("보낼 주문에 이런 번호가 없어요", "No order to send has this number"),
        Why::OnHold => lang.pick("출고를 멈춰 둔 주문이에요", "The order is on hold"),
        Why::StopAsked => {
            lang.pick("취소를 요청한 주문이에요. 상자를 빼 두세요", "A cancel was asked: keep the box back")
        }
        Why::Cancelled => {
            lang.pick("취소된 주문이에요. 보내지 마세요", "The order was cancelled: do not send it")
        }
        Why::Shipped => lang.pick(
            "다른 송장 번호로 이미 보냈어요. 번호가 틀렸다면 주문 화면에서 고쳐 주세요",
            "Shipped already with another number. If that is wrong, correct it on the order’s page",
        ),
        Why::Delivered => {
            lang.pick("다른 송장 번호로 이미 도착했어요", "Delivered already with another number")
        }
        Why::OrderTwice(at) => {
            return match lang {
                Lang::Ko => {
                    format!("{at}째 줄에 같은 주문이 다른 송장으로 있어요. 맞는 줄 하나만 남겨 주세요")
                }
                Lang::En => format!("Line {at} has the same order with another number: keep the right one"),
            };
        }
        Why::Repeated(at) => {
            return match lang {
                Lang::Ko => format!("{at}째 줄과 같아요. 이 줄은 지워 주세요"),
                Lang::En => format!("The same as line {at}: remove this one"),
            };
        }
        Why::Shared => lang.pick(
            "함께 보낸다고 표시하지 않아서 보내지 않았어요",
            "Not marked as one parcel, so not shipped",
        ),
        Why::MovedOn => {
            lang.pick("그 사이 주문이 바뀌어서 보내지 않았어요", "The order had moved on; it was not shipped")
        }
        Why::NotDone => lang
            .pick("답이 없어서 보내지 못했어요. 다시 해 주세요", "No answer, so not shipped. Try it again"),
    };
    text.to_owned()
}

fn unread(malformed: Malformed, lang: Lang) -> String {
    let text = match malformed {
        Malformed::Fields => lang.pick(
            "주문번호, 택배사, 송장 번호 세 가지가 있어야 해요",
            "It takes order number, carrier, tracking number",
        ),
        Malformed::Number => lang.pick("주문번호가 아니에요", "Not an order number"),
        Malformed::Carrier => lang.pick("모르는 택배사예요", "An unknown carrier"),
        Malformed::Tracking(carrier) => {
            return match lang {
                Lang::Ko => format!("{}의 송장 번호가 아니에요. {}", carrier.ko, carrier.form(lang)),
                Lang::En => format!("Not a tracking number of {}. {}", carrier.en, carrier.form(lang)),
            };
        }
        Malformed::Shortened => lang.pick(
            "표가 송장 번호를 줄였어요. 그 칸을 글자로 바꿔 주세요",
            "The sheet has shortened the number: make the cell text",
        ),
    };
    text.to_owned()
}

/// Why nothing was looked at.
pub(super) const fn problem(problem: Problem, lang: Lang) -> &'static str {
    match problem {
        Problem::Nothing => lang.pick("줄을 붙여 넣거나 파일을 골라 주세요", "Paste lines or choose a file"),
        Problem::TooMany => {
            lang.pick("한 번에 500줄까지예요. 나누어 붙여 주세요", "500 lines at a time: paste it in parts")
        }
        Problem::Forgotten => lang
            .pick("하루가 지나 지웠어요. 다시 붙여 주세요", "Forgotten after a day: paste the lines again"),
        Problem::Unreadable => lang.pick(
            "파일의 글자를 읽을 수 없어요. CSV로 저장해 주세요",
            "The file cannot be read: save it as CSV",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::paste::MAX_LINES;
    use super::*;

    #[test]
    fn an_order_that_stands_twice_names_the_other_line() {
        for lang in [Lang::Ko, Lang::En] {
            assert!(refused(Why::OrderTwice(31), lang).contains("31"));
            assert!(refused(Why::Repeated(31), lang).contains("31"));
        }
    }

    #[test]
    fn the_limit_that_is_said_is_the_limit() {
        for lang in [Lang::Ko, Lang::En] {
            assert!(problem(Problem::TooMany, lang).contains(&MAX_LINES.to_string()));
        }
    }
}
