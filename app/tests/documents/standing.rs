//! What pages say of where an order stands: what was done, and nothing that is still to be done.

use app::checkout::page::CheckoutPage;
use app::mypage::view::{Cancel, Status};
use app::shop::page::ListPage;
use app::shop::view::Filter;
use kernel::Lang;
use leptos::prelude::*;

use super::money::{my_page, order_page};
use super::pages::{STATUSES, order_form, page, painted, row};

#[test]
fn nothing_is_being_packed_before_the_label_is_on() {
    for (lang, untrue, soon, packed) in [
        (Lang::Ko, ["포장하고 있어요", "포장을 시작했어요", "포장했어요"], "곧 포장해요", "포장했어요"),
        (Lang::En, ["packing it", "Packing started", "It’s packed"], "Packing comes next", "It’s packed"),
    ] {
        for status in [Status::Paid, Status::Preparing] {
            let ready = || row(status, Cancel::Refund);
            let (order, mine) = (order_page(lang, ready()), my_page(lang, ready()));
            for page in [&order, &mine] {
                assert_eq!(untrue.into_iter().find(|said| page.contains(said)), None, "{status:?}: {page}");
            }
            assert!(mine.contains(soon), "{mine}");
        }
        assert!(order_page(lang, row(Status::Packed, Cancel::Ask)).contains(packed));
    }
}

#[test]
fn no_page_of_an_order_promises_what_carriers_and_banks_do() {
    let promises =
        ["하루나 이틀", "3–5일", "가져갔어요", "a day or two", "3 to 5 days", "The carrier has it."];
    for (status, cancel) in STATUSES.map(|status| (status, Cancel::Refund)) {
        for lang in [Lang::Ko, Lang::En] {
            let page = order_page(lang, row(status, cancel)) + &my_page(lang, row(status, cancel));
            let said = promises.into_iter().find(|promise| page.contains(promise));
            assert_eq!(said, None, "{status:?}: {page}");
        }
    }
}

#[test]
fn an_order_shows_what_each_line_costs_and_all_that_was_asked_of_its_delivery() {
    let order = order_page(Lang::Ko, row(Status::Preparing, Cancel::Refund)).replace("<!>", "");
    for shown in ["010-1234-5678", "문 앞에 놓아 주세요", "189,000원</b>"] {
        assert!(order.contains(shown), "{shown}: {order}");
    }
    let form = page(Lang::Ko, "form", || view! { <CheckoutPage lang=Lang::Ko view=order_form() /> }).1;
    assert!(form.replace("<!>", "").contains("378,000원</b>"), "two of 189,000: {form}");
}

#[test]
fn an_unpaid_order_is_counted_apart_from_those_on_their_way() {
    let page = my_page(Lang::Ko, row(Status::AwaitingPayment, Cancel::AtOnce));
    let count = |tab: &str| {
        let (_, after) = page.split_once(&format!("id=\"count-{tab}\"")).expect("the tab");
        after.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!((count("unpaid").as_str(), count("coming").as_str(), count("all").as_str()), ("1", "0", "1"));
}

#[test]
fn the_colour_that_a_list_was_filtered_for_goes_along_to_the_garment() {
    let list = |color: &str| {
        let filter = Filter { color: color.to_owned(), ..Filter::default() };
        page(Lang::Ko, "list", || view! { <ListPage lang=Lang::Ko view=painted(filter) /> }).1
    };
    assert!(list("sand").contains("href=\"/garments/trench?dye=sand\""), "{}", list("sand"));
    assert!(list("").contains("href=\"/garments/trench\""), "{}", list(""));
}
