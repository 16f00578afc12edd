//! The desk's pages of the stock, with something in every place and with nothing in it.

use app::seller::stock::view::{
    Cell, GridView, LedgerLine, LedgerView, LowCell, Problem, StockFilter, StockRow, StockView, TypedCell,
    TypedStock,
};
use app::seller::{GarmentStockPage, LedgerPage, StockPage};
use kernel::{Lang, OrderNumber};
use leptos::prelude::*;

use super::pages::{NOW, dye, id, outer, rendered, text};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let mut pages = vec![
        rendered(lang, "desk, stock", || view! { <StockPage lang view=stock(vec![row()], None) /> }),
        rendered(lang, "desk, no stock", || view! { <StockPage lang view=stock(Vec::new(), None) /> }),
        rendered(
            lang,
            "desk, stock, few refused",
            || view! { <StockPage lang view=stock(vec![row()], Some("bad_few")) /> },
        ),
        rendered(lang, "desk, ledger", || view! { <LedgerPage lang view=ledger(lines()) /> }),
        rendered(lang, "desk, ledger's end", || view! { <LedgerPage lang view=ledger(Vec::new()) /> }),
    ];
    let key = || "sand.M".to_owned();
    for problems in [
        Vec::new(),
        vec![Problem::Nothing, Problem::Reason],
        vec![Problem::Malformed { key: key() }, Problem::Note { long: true }],
        vec![Problem::Changed { key: key(), seen: 5, on_hand: 4 }],
        vec![Problem::BelowHeld { key: key(), would_be: 1, held: 2 }, Problem::Note { long: false }],
    ] {
        let name = format!("desk, stock of a garment, {problems:?}");
        pages.push(rendered(lang, name, || view! { <GarmentStockPage lang view=grid(problems) /> }));
    }
    pages
}

fn row() -> StockRow {
    let low = |free| LowCell { dye: text("모래", "Sand"), size: "F".into(), free };
    StockRow {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat"),
        dye: "sand".into(),
        on_hand: 12,
        held: 2,
        low: (0..6).map(low).collect(),
    }
}

fn stock(rows: Vec<StockRow>, notice: Option<&str>) -> StockView {
    StockView {
        found: rows.len(),
        rows,
        categories: vec![outer()],
        filter: StockFilter { search: "코트".into(), low: "on".into(), ..StockFilter::default() },
        few: 3,
        few_typed: notice.map(|_| "many".to_owned()),
        page: 2,
        pages: 3,
        notice: notice.map(str::to_owned),
    }
}

fn grid(problems: Vec<Problem>) -> GridView {
    let cell = |dye: &str, size: &str, on_hand| Cell { dye: dye.into(), size: size.into(), on_hand, held: 2 };
    let typed = TypedCell { key: "sand.M".into(), change: "-4".into(), seen: "5".into() };
    GridView {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat"),
        dyes: vec![dye("sand"), dye("ink")],
        sizes: vec!["M".into(), "F".into()],
        cells: vec![cell("sand", "M", 5), cell("sand", "F", 2), cell("ink", "M", 40)],
        few: 3,
        typed: TypedStock { cells: vec![typed], reason: "damaged".into(), note: String::new() },
        problems,
        notice: Some("refused".into()),
    }
}

fn lines() -> Vec<LedgerLine> {
    let line = |what: &str, difference, order: bool| LedgerLine {
        at: NOW,
        what: what.into(),
        difference,
        on_hand: 5,
        order: order.then(|| (id(1), OrderNumber::new(NOW, 7))),
        by_hand: (!order).then(|| text("이포장", "Lee")),
        note: "겨울 물량".into(),
    };
    vec![line("received", 3, false), line("sold", -1, true), line("opening", 3, false)]
}

#[test]
fn thousands_of_pieces_are_parted_wherever_they_stand() {
    for (lang, said) in [
        (Lang::Ko, "있는 1,992 · 잡힌 1,000 · 팔 수 있는 992"),
        (Lang::En, "1,992 on hand · 1,000 held · 992 free"),
    ] {
        let view = LedgerView { on_hand: 1_992, held: 1_000, ..ledger(Vec::new()) };
        let (_, page) = rendered(lang, "ledger", || view! { <LedgerPage lang view /> });
        assert!(page.contains(said), "{page}");
        let view = StockView { found: 1_200, ..stock(vec![row()], None) };
        let (_, page) = rendered(lang, "stock", || view! { <StockPage lang view /> });
        assert!(page.contains(lang.pick("1,200가지", "1,200 garments")), "{page}");
    }
}

fn ledger(lines: Vec<LedgerLine>) -> LedgerView {
    LedgerView {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat"),
        dye: dye("sand"),
        size: "M".into(),
        on_hand: 5,
        held: 2,
        next: (!lines.is_empty()).then_some(7),
        lines,
    }
}
