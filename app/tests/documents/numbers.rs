//! The shop's numbers, of busy days and of none.

use app::seller::NumbersPage;
use app::seller::numbers::csv::{FILES, csv};
use app::seller::numbers::view::{BestRow, DayRow, NumbersView, Todo};
use kernel::time::days;
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::pages::{NOW, rendered, text};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let (busy, idle) = (numbers(true), numbers(false));
    let waiting = NumbersView { waits: vec![0; 5], waited: None, ..numbers(true) };
    vec![
        rendered(lang, "desk, numbers", || view! { <NumbersPage lang view=busy /> }),
        rendered(lang, "desk, no numbers", || view! { <NumbersPage lang view=idle /> }),
        rendered(lang, "desk, numbers, nothing shipped", || view! { <NumbersPage lang view=waiting /> }),
    ]
}

fn numbers(busy: bool) -> NumbersView {
    let won = |amount: i64| Money::won(if busy { amount } else { 0 });
    let day = |n: i64| DayRow {
        start: NOW - days(13 - n),
        sales: won(n * 80_000),
        refunded: won(n * 1_000),
        before: won(n * 70_000),
        orders: if busy { 4 } else { 0 },
        cancelled: u32::from(busy && n == 3),
    };
    let best = BestRow {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat, \"gabardine\""),
        pieces: 9,
        sales: won(1_701_000),
    };
    NumbersView {
        days: 14,
        todo: Todo { ready: 3, stop_asked: 1, late: 0, low: 2 },
        sales: won(7_280_000),
        refunded: won(91_000),
        sales_before: won(6_370_000),
        orders: if busy { 56 } else { 0 },
        orders_before: if busy { 51 } else { 0 },
        cancelled: u32::from(busy),
        by_day: (0..14).map(day).collect(),
        waited: busy.then_some(312),
        waits: vec![20, 11, 4, 0, 1],
        best: if busy { vec![best] } else { Vec::new() },
        all: false,
        now: NOW,
    }
}

#[test]
fn sales_refunds_and_what_is_left_are_told_apart() {
    for (lang, words) in [
        (Lang::Ko, ["728만원", "91,000원", "719만원", "환불 (원)", "순매출 (원)"]),
        (Lang::En, ["₩7,280,000", "₩91,000", "₩7,189,000", "Refunds (KRW)", "Net sales (KRW)"]),
    ] {
        let (_, page) = rendered(lang, "numbers", || view! { <NumbersPage lang view=numbers(true) /> });
        for word in words {
            assert!(page.contains(word), "{word}: {page}");
        }
    }
    let sales = csv(Lang::Ko, &numbers(true), "sales").expect("a file");
    assert!(sales.contains(",80000,1000,79000,70000,4"), "{sales}");
}

/// Eleven garments.
fn many(all: bool) -> NumbersView {
    let garment = |n: u64| BestRow {
        slug: format!("g{n}"),
        name: text(&format!("옷 {n}번"), &format!("Garment {n}")),
        pieces: 1_200 - n,
        sales: Money::won(1_000_000),
    };
    NumbersView { best: (1..=11).map(garment).collect(), all, ..numbers(true) }
}

#[test]
fn the_page_names_the_best_and_says_how_many_more_there_are_and_the_file_has_all() {
    let page =
        |all| rendered(Lang::Ko, "numbers", move || view! { <NumbersPage lang=Lang::Ko view=many(all) /> }).1;
    let (some, all) = (page(false), page(true));
    assert!(some.contains("옷 8번") && !some.contains("옷 9번") && some.contains("1,192"), "{some}");
    assert!(some.contains("3가지가 더 팔렸어요") && some.contains("all=on#best"), "{some}");
    assert!(all.contains("옷 11번") && !all.contains("더 팔렸어요"), "{all}");
    let file = csv(Lang::Ko, &many(false), "garments").expect("a file");
    assert_eq!(file.lines().count(), 12, "a head and all of them: {file}");
}

#[test]
fn the_shares_of_the_garments_come_to_a_whole_though_sales_have_their_delivery() {
    let garment = |n: u64, won| BestRow {
        slug: format!("g{n}"),
        name: text(&format!("옷 {n}번"), &format!("Garment {n}")),
        pieces: n,
        sales: Money::won(won),
    };
    let best = vec![garment(1, 300_000), garment(2, 100_000)];
    let view = || NumbersView { best: best.clone(), sales: Money::won(406_000), ..numbers(true) };
    for (lang, word) in [(Lang::Ko, "옷값 가운데 몫"), (Lang::En, "Share of goods sold")] {
        let (_, page) = rendered(lang, "numbers", || view! { <NumbersPage lang view=view() /> });
        assert!(page.contains(word) && page.matches(">75%<").count() == 2, "plot and table: {page}");
        let file = csv(lang, &view(), "garments").expect("a file");
        assert!(file.contains("1,300000,75%\r\n") && file.contains("2,100000,25%\r\n"), "{file}");
    }
}

#[test]
fn every_table_of_the_page_can_be_taken_along() {
    for lang in [Lang::Ko, Lang::En] {
        for file in FILES {
            let csv = csv(lang, &numbers(true), file).expect(file);
            let widths: Vec<_> = csv.lines().map(|line| line.matches(',').count()).collect();
            assert!(csv.starts_with('\u{feff}') && widths.len() > 1, "{file}: {csv}");
        }
        let garments = csv(lang, &numbers(true), "garments").expect("a file");
        assert_eq!(
            garments.contains("\"Trench coat, \"\"gabardine\"\"\",9,1701000,100%"),
            lang == Lang::En,
            "{garments}"
        );
        assert_eq!(csv(lang, &numbers(true), "secrets"), None);
    }
}
