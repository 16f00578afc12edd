//! What the desk writes down for people and for their sheets: the lines of the audit, and orders as CSV.

use app::seller::audit::AuditPage;
use app::seller::audit::api::{AuditPageView, Typed};
use app::seller::find::csv::{head, lines};
use desk::{Found, Standing};
use events::{Line, OrderDetails};
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::desk::{audit, details};
use super::pages::{id, rendered, text};

fn audit_page(lang: Lang) -> String {
    let view = AuditPageView {
        entries: audit(),
        people: vec![("owner".to_owned(), text("주인", "Owner"))],
        typed: Typed::default(),
        bad_number: false,
        next: None,
    };
    rendered(lang, "audit", || view! { <AuditPage lang view /> }).1
}

#[test]
fn the_audit_names_garments_prices_and_events_in_the_language_of_its_page() {
    let (korean, english) = (audit_page(Lang::Ko), audit_page(Lang::En));
    for said in ["트렌치코트 · 63,000원", "마이페이지 · 주문 접수"] {
        assert!(korean.contains(said), "{said}: {korean}");
    }
    for said in ["Trench coat · ₩63,000", "MyPage · Order placed"] {
        assert!(english.contains(said), "{said}: {english}");
    }
    for page in [korean, english] {
        assert!(!page.contains("OrderPlaced") && !page.contains("trench"), "{page}");
    }
}

/// An order of a coat, 189,000 won, and two tees, 29,000 won each, of which a tee went back.
fn two_lines() -> Found {
    let line = |n: u32, name: &str, quantity, won| Line {
        variant: id(n),
        garment: "trench".to_owned(),
        name: text(name, name),
        dye: "sand".to_owned(),
        dye_name: text("모래", "Sand"),
        size: "M".to_owned(),
        quantity,
        unit_price: Money::won(won),
    };
    Found {
        order: id(1),
        details: OrderDetails {
            lines: vec![line(1, "=코트", 1, 189_000), line(2, "티", 2, 29_000)],
            delivery_fee: Money::won(3_000),
            total: Money::won(250_000),
            ..details(1)
        },
        standing: Standing::Delivered,
        refunded: Money::won(29_000),
        carrier: None,
        tracking: None,
        at_desk: true,
    }
}

/// The sums of the columns of money, from the goods to the refunds.
fn summed(sheet: &str) -> [i64; 4] {
    let mut sums = [0; 4];
    for line in sheet.lines() {
        let cells: Vec<_> = line.trim_matches('"').split("\",\"").collect();
        for (sum, cell) in sums.iter_mut().zip(&cells[14..18]) {
            *sum += if cell.is_empty() { 0 } else { cell.parse().unwrap_or(i64::MIN / 9) };
        }
    }
    sums
}

#[test]
fn the_columns_of_the_orders_sheet_can_be_summed() {
    for (lang, names) in [
        (
            Lang::Ko,
            "\"옷값\",\"배송비 (주문의 첫 줄에만)\",\"주문 합계 (주문의 첫 줄에만)\",\"환불 (주문의 첫 줄에만)\"",
        ),
        (
            Lang::En,
            "\"Goods\",\"Delivery fee (first line of an order only)\",\"Order total (first line of an order only)\"",
        ),
    ] {
        assert!(head(lang).contains(names), "{}", head(lang));
        let sheet = lines(&two_lines(), lang);
        assert_eq!(sheet.lines().count(), 2);
        assert_eq!(summed(&sheet), [247_000, 3_000, 250_000, 29_000], "{sheet}");
        assert!(sheet.contains("\"'=코트\""), "{sheet}");
    }
}
