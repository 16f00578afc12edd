//! What pages say of money: no more than is known of it.

use app::checkout::page::PayPage;
use app::checkout::view::{PayState, PayView};
use app::mypage::page::{MyPage, OrderPage};
use app::mypage::view::{
    Cancel, Entry, Happened, MyPageView, OrderRow, OrderView, RefundStage, Status, TryFailed,
};
use kernel::Lang;
use kernel::time::{minutes, seconds};
use leptos::prelude::*;

use super::pages::{NOW, STATUSES, back, page, paying, row};

/// What denies that money was taken.
const DENIALS: [&str; 11] = [
    "청구되지 않았",
    "청구된 것이 없",
    "청구된 것은 없",
    "청구되는 것이 없",
    "돈은 나가지 않았",
    "두 번 결제되지 않",
    "Nothing was charged",
    "nothing was charged",
    "nothing is charged.",
    "No money was taken",
    "charged twice",
];

const STAGES: [RefundStage; 4] =
    [RefundStage::UnderWay, RefundStage::Refused, RefundStage::Refunded, RefundStage::PaidByTransfer];

pub(super) fn order_page(lang: Lang, row: OrderRow) -> String {
    let link = "/o/1?until=2&seal=3".to_owned();
    let view = OrderView { row, since: "1:1".into(), now: NOW, link, confirmation: false, notice: None };
    page(lang, "order", || view! { <OrderPage lang view /> }).1
}

pub(super) fn my_page(lang: Lang, row: OrderRow) -> String {
    let view = MyPageView {
        rows: vec![row],
        since: "1:1".into(),
        now: NOW,
        live: true,
        member: true,
        tab: String::new(),
    };
    page(lang, "mypage", || view! { <MyPage lang view /> }).1
}

fn pay_page(lang: Lang, view: PayView) -> String {
    page(lang, "pay", || view! { <PayPage lang view /> }).1
}

fn pay_states() -> [PayState; 6] {
    [
        PayState::Open,
        PayState::Declined { code: "declined".into() },
        PayState::Abandoned,
        PayState::Busy { retry_at: NOW + seconds(30) },
        PayState::Checking { since: NOW },
        PayState::Expired,
    ]
}

#[track_caller]
fn denies_nothing(html: &str, of: &str) {
    let denial = DENIALS.into_iter().find(|words| html.contains(words));
    assert_eq!(denial, None, "{of}: {html}");
}

#[test]
fn no_page_denies_a_capture_that_came_late() {
    for (lang, stage) in [Lang::Ko, Lang::En].into_iter().flat_map(|lang| STAGES.map(|stage| (lang, stage))) {
        let refunds = vec![back(stage, true)];
        for state in pay_states() {
            let of = format!("pay {state:?} {stage:?}");
            denies_nothing(&pay_page(lang, PayView { refunds: refunds.clone(), ..paying(state) }), &of);
        }
        for failure in [TryFailed::Declined, TryFailed::Abandoned, TryFailed::NotSent] {
            for (status, cancel) in [
                (Status::PaymentFailed, Cancel::AtOnce),
                (Status::AwaitingPayment, Cancel::AtOnce),
                (Status::Expired, Cancel::No),
            ] {
                let row =
                    OrderRow { failure: Some(failure), refunds: refunds.clone(), ..row(status, cancel) };
                let of = format!("{status:?} {failure:?} {stage:?}");
                denies_nothing(&order_page(lang, row.clone()), &of);
                denies_nothing(&my_page(lang, row), &of);
            }
        }
    }
}

#[test]
fn money_that_is_back_is_told_as_back_and_the_way_it_came() {
    for status in STATUSES {
        for (stage, way) in [
            (RefundStage::Refunded, "결제하신 카드로 돌려드렸어요"),
            (RefundStage::PaidByTransfer, "계좌이체로 돌려드렸어요"),
        ] {
            let row = OrderRow { refunds: vec![back(stage, true)], ..row(status, Cancel::No) };
            let html = order_page(Lang::Ko, row);
            assert!(html.contains(way), "{status:?}: {html}");
            assert!(!html.contains("을 결제하신 카드로 돌려드리고 있어요"), "{status:?}: {html}");
            assert!(!html.contains("모두 돌려드려요"), "{status:?}: {html}");
        }
    }
}

#[test]
fn a_refused_refund_is_said_to_be_refused_with_who_acts_and_whom_to_ask() {
    for (lang, words, untrue) in [
        (
            Lang::Ko,
            ["환불 거절됨", "결제사가 거절했어요", "계좌이체로", "화면 맨 아래의 문의", "문의 02-"],
            ["환불 진행 중", "3–5일", "미뤘어요"],
        ),
        (
            Lang::En,
            ["refund refused", "refused to send", "bank transfer", "foot of this page", "Contact 02-"],
            ["under way", "3 to 5 days", "put the refund off"],
        ),
    ] {
        let refused = || OrderRow {
            refunds: vec![back(RefundStage::Refused, false)],
            timeline: [Happened::RefundDue, Happened::RefundRefused, Happened::RefundRefused]
                .map(|what| Entry { at: NOW, what })
                .into(),
            ..row(Status::RefundRefused, Cancel::No)
        };
        let html = order_page(lang, refused());
        for words in words {
            assert!(html.contains(words), "{words}: {html}");
        }
        for untrue in untrue {
            assert!(!html.contains(untrue), "{untrue}: {html}");
            assert!(!my_page(lang, refused()).contains(untrue), "{untrue} on MyPage");
        }
        let line = lang.pick("카드 환불이 거절됐어요", "The card refund was refused");
        assert_eq!(html.matches(line).count(), 1, "however often it was tried: {html}");
    }
}

#[test]
fn who_has_to_go_on_at_the_bank_finds_the_way_on_every_page() {
    for (lang, words, untrue) in [
        (Lang::Ko, "이어서 결제하기", "다시 결제하지 마세요"),
        (Lang::En, "Go on to pay", "Please don’t pay again"),
    ] {
        let row = row(Status::ActionNeeded, Cancel::Refund);
        let to = format!("href=\"{}\"", lang.path(&format!("/orders/{}/pay", row.order)));
        for html in [order_page(lang, row.clone()), my_page(lang, row)] {
            assert!(html.contains(words) && html.contains(&to), "{html}");
            assert!(!html.contains(untrue), "{html}");
        }
    }
}

#[test]
fn a_payment_that_was_not_begun_blames_no_card() {
    for lang in [Lang::Ko, Lang::En] {
        let row = OrderRow {
            failure: Some(TryFailed::NotSent),
            refunds: Vec::new(),
            ..row(Status::AwaitingPayment, Cancel::AtOnce)
        };
        for html in [order_page(lang, row.clone()), my_page(lang, row)] {
            for blame in ["다른 카드", "결제실패", "another card", "Payment failed"] {
                assert!(!html.contains(blame), "{blame}: {html}");
            }
        }
    }
}

#[test]
fn the_busy_page_says_without_a_script_when_it_asks_again() {
    let busy = |after| pay_page(Lang::Ko, paying(PayState::Busy { retry_at: NOW + after }));
    let html = busy(seconds(29));
    assert!(html.contains("http-equiv=\"refresh\"") && html.contains("content=\"30\""), "{html}");
    assert!(html.contains("10:02:29"), "{html}");
    assert!(!html.contains("아직 보내지 않았어요"), "{html}");
    assert!(!busy(minutes(0)).contains("http-equiv"), "it asks no more once one can pay");
}
