//! An order's number as a barcode that every scanner reads: Code 128, drawn on the server.
//!
//! Code set B alone, whose characters are ASCII's printable ones. A symbol is three bars and three spaces; the table
//! below says how many modules wide each is (ISO/IEC 15417).

use leptos::prelude::*;

/// The symbols by their value. 103 to 105 begin a code in set A, B or C.
const SYMBOLS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
];
/// Ends every code.
const STOP: &str = "2331112";
/// Begins a code in set B.
const START_B: usize = 104;
/// White space that a scanner needs at both ends, in modules.
const QUIET: u32 = 10;
/// How high a bar is, in modules.
const HEIGHT: u32 = 48;

/// The widths of bars and spaces in modules, a bar first; `None` when a character is not in the set.
#[must_use]
pub fn code128(text: &str) -> Option<Vec<u32>> {
    let values =
        text.bytes().map(|byte| Some(usize::from(byte.checked_sub(b' ').filter(|value| *value < 95)?)));
    let values = values.collect::<Option<Vec<usize>>>()?;
    let sum = START_B + values.iter().zip(1..).map(|(value, place)| value * place).sum::<usize>();
    let symbols =
        [START_B].into_iter().chain(values).chain([sum % 103]).filter_map(|value| SYMBOLS.get(value));
    let widths = symbols.copied().chain([STOP]).flat_map(str::chars);
    Some(widths.filter_map(|width| width.to_digit(10)).collect())
}

/// The bars of these widths as one path.
fn bars(widths: &[u32]) -> (u32, String) {
    let (mut at, mut path) = (QUIET, String::new());
    for (i, width) in widths.iter().enumerate() {
        if i % 2 == 0 {
            path.push_str(&format!("M{at} 0h{width}v{HEIGHT}h-{width}z"));
        }
        at += width;
    }
    (at + QUIET, path)
}

/// The barcode. What it says stands beside it as text: to readers it is nothing. A text that has no code is not drawn.
#[component]
pub fn Barcode(#[prop(into)] text: String) -> impl IntoView {
    code128(&text).map(|widths| {
        let (width, path) = bars(&widths);
        view! {
            <svg class="barcode" viewBox=format!("0 0 {width} {HEIGHT}") shape-rendering="crispEdges" aria-hidden="true">
                <path d=path></path>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn widths(symbol: &str) -> Vec<u32> {
        symbol.chars().filter_map(|c| c.to_digit(10)).collect()
    }

    #[test]
    fn every_symbol_is_eleven_modules_with_an_even_number_of_black_ones_and_stands_once() {
        for symbol in SYMBOLS {
            let widths = widths(symbol);
            assert_eq!((widths.len(), widths.iter().sum::<u32>()), (6, 11), "{symbol}");
            assert_eq!(widths.iter().step_by(2).sum::<u32>() % 2, 0, "{symbol}");
        }
        assert_eq!(SYMBOLS.into_iter().collect::<BTreeSet<_>>().len(), 106);
        assert_eq!(widths(STOP).iter().sum::<u32>(), 13);
    }

    /// The example that the standard's textbooks give: "Wikipedia" has the check symbol 88.
    #[test]
    fn a_text_is_a_start_its_characters_a_check_symbol_and_a_stop() {
        let code = code128("Wikipedia").expect("it is ASCII");
        let expected: Vec<u32> = [START_B, 55, 73, 75, 73, 80, 69, 68, 73, 65, 88]
            .into_iter()
            .map(|value| SYMBOLS[value])
            .chain([STOP])
            .flat_map(widths)
            .collect();
        assert_eq!(code, expected);
    }

    /// Reads a code back as a scanner does.
    fn scan(code: &[u32]) -> String {
        let body = &code[..code.len() - 7];
        let value =
            |symbol: &[u32]| SYMBOLS.iter().position(|known| widths(known) == symbol).expect("a symbol");
        let values: Vec<usize> = body.chunks(6).map(value).collect();
        let (check, rest) = values.split_last().expect("a check symbol");
        let sum: usize =
            rest.iter().zip([1].into_iter().chain(1..)).map(|(value, place)| value * place).sum();
        assert_eq!(sum % 103, *check);
        rest[1..].iter().map(|value| char::from(b' ' + u8::try_from(*value).expect("a character"))).collect()
    }

    #[test]
    fn a_scanner_reads_every_order_number() {
        for number in ["261123-ABCDE", "991231-ZZZZZ", "261123-23456"] {
            let code = code128(number).expect("an order number is ASCII");
            assert_eq!(scan(&code), number);
            assert_eq!(code.iter().sum::<u32>(), 11 * 14 + 13);
        }
    }

    #[test]
    fn what_has_no_code_is_not_drawn() {
        assert_eq!(code128("한벌"), None);
        assert_eq!(code128("a\nb"), None);
    }

    #[test]
    fn bars_and_spaces_alternate_and_leave_room_at_both_ends() {
        assert_eq!(bars(&[2, 1, 3]), (26, "M10 0h2v48h-2zM13 0h3v48h-3z".to_owned()));
    }
}
