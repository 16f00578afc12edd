//! What the shop promises of delivery and returns, in words. The settings decide; nothing here knows a day or a fee.

use kernel::{Day, Lang, Money, Time};
use leptos::prelude::*;

use crate::shop::view::{ShipBy, Terms as View};

/// 배송 and 반품, beside the buttons that order.
#[component]
pub fn Terms(lang: Lang, terms: View) -> impl IntoView {
    let View { fee, free_from, ship_by, return_address, now } = terms;
    let promise = ship_by.map(|by| format!("{} ", promise_text(lang, by, now)));
    let returns = (!return_address.is_empty()).then(|| {
        view! {
            <br />
            {lang.pick("돌려받는 곳: ", "Send it to: ")}
            {return_address}
        }
    });
    view! {
        <dl class="rows">
            <dt>{lang.pick("배송", "Delivery")}</dt>
            <dd>{promise} {fee_text(lang, fee, free_from)}</dd>
            <dt>{lang.pick("반품", "Returns")}</dt>
            <dd>
                {lang.pick("받은 날부터 7일 안에 할 수 있어요.", "Within 7 days of receiving it.")}
                {returns}
            </dd>
        </dl>
    }
}

/// `배송비 3,000원, 50,000원부터 무료예요.`, `Delivery ₩3,000, free from ₩50,000.`
#[must_use]
pub fn fee_text(lang: Lang, fee: Money, free_from: Option<Money>) -> String {
    match (lang, fee.amount, free_from) {
        (Lang::Ko, 0, _) => "배송비는 없어요.".to_owned(),
        (Lang::En, 0, _) => "Delivery is free.".to_owned(),
        (Lang::Ko, _, None) => format!("배송비는 {}이에요.", fee.text(lang)),
        (Lang::En, _, None) => format!("Delivery {}.", fee.text(lang)),
        (Lang::Ko, _, Some(from)) => {
            format!("배송비 {}, {}부터 무료예요.", fee.text(lang), from.text(lang))
        }
        (Lang::En, _, Some(from)) => format!("Delivery {}, free from {}.", fee.text(lang), from.text(lang)),
    }
}

/// `오늘 15시까지 결제하면 오늘 보내요.`; after that hour `지금 결제하면 내일 보내요.`
#[must_use]
pub fn promise_text(lang: Lang, by: ShipBy, now: Time) -> String {
    let today = Day::of(now);
    match lang {
        Lang::Ko if by.day == today => {
            format!("오늘 {}까지 결제하면 오늘 보내요.", hour_text(lang, by.pay_before))
        }
        Lang::En if by.day == today => {
            format!("Pay by {} today and it leaves today.", hour_text(lang, by.pay_before))
        }
        Lang::Ko if by.day == today.next() => "지금 결제하면 내일 보내요.".to_owned(),
        Lang::En if by.day == today.next() => "Pay now and it leaves tomorrow.".to_owned(),
        Lang::Ko => format!("지금 결제하면 {}에 보내요.", by.day.text(lang)),
        Lang::En => format!("Pay now and it leaves on {}.", by.day.text(lang)),
    }
}

fn hour_text(lang: Lang, moment: Time) -> String {
    let clock = moment.clock_text();
    kernel::TimeOfDay::parse(&clock).map_or(clock, |hour| hour.text(lang))
}

#[cfg(test)]
mod tests {
    use kernel::time::days;

    use super::*;

    /// 2026-11-23 01:30 in Seoul, a Monday.
    const NOW: Time = Time::from_micros(1_795_365_000_000_000);

    #[test]
    fn delivery_says_what_it_costs_and_from_when_on_it_is_free() {
        let (fee, from) = (Money::won(3_000), Some(Money::won(50_000)));
        assert_eq!(fee_text(Lang::Ko, fee, from), "배송비 3,000원, 50,000원부터 무료예요.");
        assert_eq!(fee_text(Lang::En, fee, None), "Delivery ₩3,000.");
        assert_eq!(fee_text(Lang::Ko, Money::won(0), from), "배송비는 없어요.");
    }

    #[test]
    fn a_promise_names_its_day_as_people_do() {
        let hour = kernel::TimeOfDay::parse("15:00").expect("an hour");
        let by = |days_on: i64| {
            let day = Day::of(NOW + days(days_on));
            ShipBy { pay_before: day.at(hour), day }
        };
        assert_eq!(promise_text(Lang::Ko, by(0), NOW), "오늘 15시까지 결제하면 오늘 보내요.");
        assert_eq!(promise_text(Lang::En, by(0), NOW), "Pay by 15:00 today and it leaves today.");
        assert_eq!(promise_text(Lang::Ko, by(1), NOW), "지금 결제하면 내일 보내요.");
        assert_eq!(promise_text(Lang::Ko, by(7), NOW), "지금 결제하면 11월 30일 월요일에 보내요.");
        assert_eq!(promise_text(Lang::En, by(7), NOW), "Pay now and it leaves on Monday 30 Nov.");
    }
}
