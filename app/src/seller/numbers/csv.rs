//! The tables of the numbers as CSV (RFC 4180), as a spreadsheet opens them.

use kernel::Lang;

use super::tables::{Table, table};
use super::view::NumbersView;

/// The tables there are, by the name of their file.
pub const FILES: [&str; 4] = ["sales", "waits", "garments", "cancels"];

/// A table; `None` for a name that is none of [`FILES`].
#[must_use]
pub fn csv(lang: Lang, view: &NumbersView, name: &str) -> Option<String> {
    let Table { head, rows, .. } = table(lang, view, name)?;
    let lines = std::iter::once(head).chain(rows.into_iter().map(|row| row.plain));
    let text: String =
        lines.map(|line| line.iter().map(|it| field(it)).collect::<Vec<_>>().join(",") + "\r\n").collect();
    // The mark tells a Korean spreadsheet that this is UTF-8.
    Some(format!("\u{feff}{text}"))
}

/// Quoted where it has to be. What a spreadsheet would run as a formula begins with a quote mark and stays a text.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '@', '\t', '\r'])
        || (text.starts_with('-') && text.parse::<i64>().is_err());
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_never_a_formula() {
        assert_eq!(field("코트, 길다"), "\"코트, 길다\"");
        assert_eq!(field("6\" 줄"), "\"6\"\" 줄\"");
        assert_eq!(field("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(field("-5"), "-5");
        assert_eq!(field("-cmd"), "'-cmd");
    }
}
