//! The tables of the numbers, for the page and for CSV: one place says what stands in which column.

use kernel::{Lang, Money};
use leptos::prelude::*;

use super::view::NumbersView;

/// A table.
pub(super) struct Table {
    pub(super) caption: &'static str,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Whether a row begins with a name, which may be long, and not with a day or so.
    pub(super) names: bool,
}

/// A row: as it is read, and as a program reads it.
pub(super) struct Row {
    pub(super) said: Vec<String>,
    pub(super) plain: Vec<String>,
}

/// The table of a name; `None` when there is none.
pub(super) fn table(lang: Lang, view: &NumbersView, name: &str) -> Option<Table> {
    Some(match name {
        "sales" => sales(lang, view),
        "waits" => waits(lang, view),
        "garments" => garments(lang, view),
        "cancels" => cancels(lang, view),
        _ => return None,
    })
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The day as machines sort it: `2026-11-23`.
fn iso(at: kernel::Time) -> String {
    at.datetime().chars().take(10).collect()
}

fn sales(lang: Lang, view: &NumbersView) -> Table {
    let head = lang.pick(
        ["날", "매출 (원)", "환불 (원)", "순매출 (원)", "앞 기간 매출 (원)", "주문"],
        ["Day", "Sales (KRW)", "Refunds (KRW)", "Net sales (KRW)", "Sales before (KRW)", "Orders"],
    );
    let rows = view.by_day.iter().map(|day| {
        let sums = [day.sales, day.refunded, less(day.sales, day.refunded), day.before];
        let cells = |first: String, sum: &dyn Fn(Money) -> String| {
            [first].into_iter().chain(sums.map(sum)).chain([day.orders.to_string()]).collect()
        };
        Row {
            said: cells(day.start.day_text(lang), &|sum| sum.text(lang)),
            plain: cells(iso(day.start), &|sum| sum.amount.to_string()),
        }
    });
    let caption = lang.pick("하루 매출", "Sales by day");
    Table { caption, head: words(&head), rows: rows.collect(), names: false }
}

/// What is left of sales once the refunds are taken off.
pub(super) const fn less(sales: Money, refunded: Money) -> Money {
    Money { amount: sales.amount - refunded.amount, ..sales }
}

/// How long, in words.
pub(super) const fn wait_words(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Ko => ["6시간 안", "12시간 안", "하루 안", "이틀 안", "이틀 넘게"],
        Lang::En => ["Up to 6 h", "Up to 12 h", "Up to a day", "Up to 2 days", "Longer"],
    }
}

fn waits(lang: Lang, view: &NumbersView) -> Table {
    let head = lang.pick(["결제에서 발송까지", "주문", "몫"], ["From paid to shipped", "Orders", "Share"]);
    let all: u32 = view.waits.iter().sum();
    let rows = wait_words(lang).into_iter().zip(&view.waits).map(|(word, count)| {
        let cells = vec![word.to_owned(), count.to_string(), share(i64::from(*count), i64::from(all))];
        Row { said: cells.clone(), plain: cells }
    });
    let caption = lang.pick("결제에서 발송까지", "From paid to shipped");
    Table { caption, head: words(&head), rows: rows.collect(), names: false }
}

fn garments(lang: Lang, view: &NumbersView) -> Table {
    let head = lang.pick(
        ["옷", "벌", "옷값 (원)", "옷값 가운데 몫"],
        ["Garment", "Pieces", "Goods sold (KRW)", "Share of goods sold"],
    );
    let all = goods(view);
    let rows = view.best.iter().map(|it| {
        let (name, share) = (it.name.get(lang).to_owned(), share(it.sales.amount, all));
        Row {
            said: vec![name.clone(), count(it.pieces), it.sales.text(lang), share.clone()],
            plain: vec![name, it.pieces.to_string(), it.sales.amount.to_string(), share],
        }
    });
    let caption = lang.pick("무엇이 팔렸나", "What sold");
    Table { caption, head: words(&head), rows: rows.collect(), names: true }
}

/// What all garments brought, in won: the sales without what their delivery cost, so that their shares come to a whole.
pub(super) fn goods(view: &NumbersView) -> i64 {
    view.best.iter().map(|it| it.sales.amount).sum()
}

fn count(pieces: u64) -> String {
    kernel::grouped(i64::try_from(pieces).unwrap_or(i64::MAX))
}

fn cancels(lang: Lang, view: &NumbersView) -> Table {
    let head = lang.pick(["날", "주문", "취소", "몫"], ["Day", "Orders", "Cancelled", "Share"]);
    let rows = view.by_day.iter().map(|day| {
        let rest = [
            day.orders.to_string(),
            day.cancelled.to_string(),
            share(i64::from(day.cancelled), i64::from(day.orders)),
        ];
        Row {
            said: std::iter::once(day.start.day_text(lang)).chain(rest.clone()).collect(),
            plain: std::iter::once(iso(day.start)).chain(rest).collect(),
        }
    });
    let caption = lang.pick("하루 취소", "Cancels by day");
    Table { caption, head: words(&head), rows: rows.collect(), names: false }
}

/// `3.6%`; of nothing it is nothing.
pub(super) fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "0%".to_owned();
    }
    let tenths = (part * 1_000 + whole / 2) / whole;
    if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

/// `902만원`, `₩9,020,000`; small sums to the won.
pub(super) fn rounded(lang: Lang, money: Money) -> String {
    match lang {
        Lang::Ko if money.amount >= 100_000 => format!("{}만원", kernel::grouped(in_units(10_000, money))),
        _ => money.text(lang),
    }
}

/// A sum in so many won, rounded to the nearest: every place that rounds one does it here.
pub(super) const fn in_units(unit: i64, money: Money) -> i64 {
    (money.amount + unit / 2).div_euclid(unit)
}

/// A table under its plot, open, with the way to take it along.
#[component]
pub(super) fn TableView(lang: Lang, table: Table, file: &'static str, days: u32) -> impl IntoView {
    let Table { caption, head, rows, names } = table;
    let class = if names { "tbl num tight names" } else { "tbl num tight" };
    let heads = head.into_iter().enumerate().map(|(i, word)| {
        let class = (i > 0).then_some("n");
        view! {
            <th scope="col" class=class>
                {word}
            </th>
        }
    });
    let rows = rows.into_iter().map(|row| {
        let mut cells = row.said.into_iter();
        let first = cells.next();
        view! {
            <tr>
                <th scope="row">{first}</th>
                {cells.map(|cell| view! { <td class="n">{cell}</td> }).collect_view()}
            </tr>
        }
    });
    let csv = lang.path(&format!("/seller/numbers/{file}.csv?days={days}"));
    view! {
        <details class="fold" open=true>
            <summary>{lang.pick("표로 보기", "As a table")}</summary>
            <div>
                <div class="scroll" tabindex="0" role="region" aria-label=caption>
                    <table class=class>
                        <caption class="vh">{caption}</caption>
                        <thead>
                            <tr>{heads.collect_view()}</tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
                <a class="link" href=csv download=true>
                    {lang.pick("CSV로 받기", "Download as CSV")}
                    <span class="vh">" · "{caption}</span>
                </a>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_to_the_tenth_where_it_has_one() {
        assert_eq!(share(4, 112), "3.6%");
        assert_eq!(share(1, 2), "50%");
        assert_eq!(share(0, 0), "0%");
    }

    #[test]
    fn large_sums_are_rounded_as_people_say_them() {
        assert_eq!(rounded(Lang::Ko, Money::won(9_021_000)), "902만원");
        assert_eq!(rounded(Lang::Ko, Money::won(29_000)), "29,000원");
        assert_eq!(
            (rounded(Lang::Ko, Money::won(1_968_000)), in_units(10_000, Money::won(1_968_000))),
            ("197만원".to_owned(), 197)
        );
        assert_eq!(rounded(Lang::En, Money::won(9_021_000)), "₩9,021,000");
    }
}
