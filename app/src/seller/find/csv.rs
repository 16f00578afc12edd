//! Orders as a sheet: a line for each garment of each order, as sellers' own sheets have it. What is the order's as a whole,
//! its delivery, its total and what goes back, stands on its first line alone, so that each column can be summed.
//!
//! What buyers typed may begin like a formula, and a spreadsheet would run it: such a cell begins with an apostrophe,
//! which a spreadsheet shows as text.

use desk::Found;
use kernel::{Lang, Money};

use super::words::word;
use crate::checkout::view::Line;
use crate::seller::carriers::Carrier;
use crate::ui::line::size_text;

/// Says to spreadsheets that the text is UTF-8.
pub const BOM: &str = "\u{feff}";

/// The first line.
#[must_use]
pub fn head(lang: Lang) -> String {
    let names = lang.pick(
        [
            "주문번호",
            "주문한 때",
            "상태",
            "받는 분",
            "전화",
            "이메일",
            "우편번호",
            "주소",
            "부탁한 말",
            "옷",
            "색",
            "사이즈",
            "수량",
            "한 벌 값",
            "옷값",
            "배송비 (주문의 첫 줄에만)",
            "주문 합계 (주문의 첫 줄에만)",
            "환불 (주문의 첫 줄에만)",
            "택배사",
            "송장 번호",
        ],
        [
            "Order",
            "Ordered at",
            "State",
            "Recipient",
            "Phone",
            "E-mail",
            "Postcode",
            "Address",
            "Note",
            "Garment",
            "Colour",
            "Size",
            "Quantity",
            "Unit price",
            "Goods",
            "Delivery fee (first line of an order only)",
            "Order total (first line of an order only)",
            "Refunded (first line of an order only)",
            "Carrier",
            "Tracking number",
        ],
    );
    row(names.map(str::to_owned))
}

/// The lines of one order.
#[must_use]
pub fn lines(found: &Found, lang: Lang) -> String {
    let details = &found.details;
    let delivery = &details.delivery;
    let carrier = found.carrier.as_deref().map(|key| Carrier::name_of(key, lang));
    let line = |(n, line): (usize, Line)| {
        let whole = |sum: Money| if n == 0 { sum.amount.to_string() } else { String::new() };
        row([
            details.number.to_string(),
            details.opened_at.datetime(),
            word(found.standing, lang).to_owned(),
            delivery.recipient.name.clone(),
            delivery.recipient.phone.clone(),
            details.email.clone(),
            delivery.postcode.clone(),
            delivery.address(),
            delivery.note.clone(),
            line.name.get(lang).to_owned(),
            line.dye_name.get(lang).to_owned(),
            size_text(lang, &line.size),
            line.quantity.to_string(),
            line.unit_price.amount.to_string(),
            line.price().amount.to_string(),
            whole(details.delivery_fee),
            whole(details.total),
            whole(found.refunded),
            carrier.clone().unwrap_or_default(),
            found.tracking.clone().unwrap_or_default(),
        ])
    };
    details.lines.iter().cloned().map(Line::from).enumerate().map(line).collect()
}

fn row(cells: [String; 20]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// A cell as RFC 4180 writes it, quoted always, and no formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_quotes_commas_and_lines() {
        assert_eq!(cell("서울, \"중구\"\n3층"), "\"서울, \"\"중구\"\"\n3층\"");
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for text in ["=1+1", "+82 10", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
        assert_eq!(cell("010-1234-5678"), "\"010-1234-5678\"");
    }

    #[test]
    fn both_languages_have_the_same_columns() {
        for lang in [Lang::Ko, Lang::En] {
            assert_eq!(head(lang).matches("\",\"").count(), 19);
            assert!(head(lang).ends_with("\"\r\n"));
        }
    }
}
