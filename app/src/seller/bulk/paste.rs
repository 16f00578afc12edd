//! Reading lines of a sheet: an order's number, a carrier, a tracking number; apart by tabs, commas or spaces.

use kernel::{Lang, OrderNumber};
use shipping::Parcel;

use crate::seller::carriers::Carrier;

/// The most lines that are taken at once.
pub const MAX_LINES: usize = 500;

/// A line that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// Its place in what was pasted, from 1.
    pub at: usize,
    /// As it was pasted.
    pub text: String,
    pub read: Result<Read, Malformed>,
}

/// A line that says what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub number: OrderNumber,
    pub carrier: Carrier,
    /// As it is kept.
    pub tracking: String,
}

impl Pasted {
    /// The order's number and what else the line says of the parcel: as it was read, or as it was pasted.
    pub(super) fn columns(&self, lang: Lang) -> (String, Option<String>) {
        if let Ok(read) = &self.read {
            return (read.number.to_string(), Some(format!("{} {}", read.carrier.name(lang), read.tracking)));
        }
        let mut fields = fields(&self.text).into_iter();
        let first = fields.next().unwrap_or_default();
        (first, Some(fields.collect::<Vec<_>>().join(" ")).filter(|rest| !rest.is_empty()))
    }
}

impl Read {
    /// The parcel as a shipment keeps it.
    #[must_use]
    pub fn parcel(&self) -> Parcel {
        Parcel { carrier: self.carrier.key.to_owned(), tracking: self.tracking.clone() }
    }
}

/// Why a line cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// Not three things.
    Fields,
    /// No order's number.
    Number,
    /// A carrier we do not know.
    Carrier,
    /// None of this carrier's numbers.
    Tracking(Carrier),
    /// A spreadsheet has shortened it: `6.12346E+11`.
    Shortened,
}

/// Reads what was pasted. Empty lines and a header count for nothing.
#[must_use]
pub fn paste(text: &str) -> Vec<Pasted> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let said = |line: &str| line.trim().trim_start_matches('\u{feff}').to_owned();
    let pasted = lines.map(|(line, at)| Pasted { at, text: said(line), read: read(line) });
    let mut pasted: Vec<Pasted> = pasted.collect();
    // A sheet's header names its columns and has no digit in it.
    if pasted.first().is_some_and(|first| !first.text.bytes().any(|b| b.is_ascii_digit())) {
        pasted.remove(0);
    }
    pasted
}

/// What stands on a line, between whatever sets it apart.
fn fields(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('\u{feff}');
    let fields = if line.contains('\t') {
        cells(line, '\t')
    } else if line.contains(',') {
        cells(line, ',')
    } else {
        words(line)
    };
    fields.iter().map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect()
}

fn read(line: &str) -> Result<Read, Malformed> {
    let fields = fields(line);
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let [number, one, other] = fields.as_slice() else { return Err(Malformed::Fields) };
    let number = OrderNumber::parse(number).map_err(|_| Malformed::Number)?;
    // Some sheets have the tracking number before the carrier.
    let (carrier, tracking) = match (Carrier::named(one), Carrier::named(other)) {
        (Some(carrier), _) => (carrier, *other),
        (None, Some(carrier)) => (carrier, *one),
        (None, None) => return Err(Malformed::Carrier),
    };
    if tracking.contains("E+") || tracking.contains("e+") {
        return Err(Malformed::Shortened);
    }
    let tracking = carrier.tracking(tracking).ok_or(Malformed::Tracking(carrier))?;
    Ok(Read { number, carrier, tracking })
}

/// The cells of a line, as RFC 4180 quotes them.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// A line with nothing but spaces in it: names and numbers may have some themselves, so the carrier is the longest run
/// of words that names one, and what is left on one side of it is the tracking number.
fn words(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some((number, rest)) = words.split_first() else { return Vec::new() };
    for length in (1..=rest.len()).rev() {
        for (before, after) in [(0, length), (rest.len() - length, rest.len())] {
            let carrier = rest[before..after].join(" ");
            if Carrier::named(&carrier).is_some() {
                let tracking = [&rest[..before], &rest[after..]].concat().join(" ");
                return vec![(*number).to_owned(), carrier, tracking];
            }
        }
    }
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seller::carriers::CARRIERS;

    fn read_one(text: &str) -> Result<(String, &'static str, String), Malformed> {
        let pasted = paste(text);
        let [one] = pasted.as_slice() else { panic!("one line of {text:?}: {pasted:?}") };
        one.read.clone().map(|read| (read.number.to_string(), read.carrier.key, read.tracking))
    }

    fn good() -> (String, &'static str, String) {
        ("261123-ABCDE".to_owned(), "cj", "612345678901".to_owned())
    }

    #[test]
    fn a_line_is_read_whatever_stands_between_its_fields() {
        for line in [
            "261123-ABCDE\tCJ대한통운\t612345678901",
            "261123-ABCDE,cj,6123-4567-8901",
            "261123-ABCDE , CJ대한통운 , 6123 4567 8901",
            "\"261123-ABCDE\",\"CJ대한통운\",\"612345678901\"",
            "261123-ABCDE CJ대한통운 612345678901",
            "261123abcde  CJ 대한통운  6123 4567 8901",
            "261123-ABCDE 6123 4567 8901 CJ Logistics",
            "261123-ABCDE\t612345678901\tCJ대한통운\t",
            "\u{feff}261123-ABCDE,CJ대한통운,612345678901",
        ] {
            assert_eq!(read_one(line), Ok(good()), "{line:?}");
        }
    }

    #[test]
    fn a_line_that_is_wrong_says_what_is_wrong() {
        let post = CARRIERS.into_iter().find(|carrier| carrier.key == "post").expect("the post is known");
        for (line, why) in [
            ("261123-ABCDE", Malformed::Fields),
            ("261123-ABCDE,CJ대한통운", Malformed::Fields),
            ("261123-ABCDE,CJ대한통운,612345678901,메모", Malformed::Fields),
            ("261123-ABCD0,CJ대한통운,612345678901", Malformed::Number),
            ("261123-ABCDE,비둘기,612345678901", Malformed::Carrier),
            ("261123-ABCDE,우체국,612345678901", Malformed::Tracking(post)),
            ("261123-ABCDE,cj,6.12346E+11", Malformed::Shortened),
        ] {
            assert_eq!(read_one(line), Err(why), "{line}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_still_has_its_number_and_its_parcel_apart() {
        for (line, number, parcel) in [
            ("261126-FE2QJ,우체국택배,abc", "261126-FE2QJ", Some("우체국택배 abc")),
            ("261126-FE2QJ", "261126-FE2QJ", None),
            ("쓰레기\t우체국\t1\t2", "쓰레기", Some("우체국 1 2")),
            (",,7", "7", None),
        ] {
            let pasted = paste(line);
            assert!(pasted[0].read.is_err(), "{line}");
            assert_eq!(pasted[0].columns(Lang::Ko), (number.to_owned(), parcel.map(str::to_owned)), "{line}");
        }
    }

    #[test]
    fn a_header_and_empty_lines_count_for_nothing_and_places_are_those_of_the_sheet() {
        let text = "주문번호\t택배사\t송장번호\r\n\r\n261123-ABCDE\tcj\t612345678901\r\n   \r\n쓰레기 1\r\n";
        let pasted = paste(text);
        let read: Vec<_> = pasted.iter().map(|line| (line.at, line.read.is_ok())).collect();
        assert_eq!(read, [(3, true), (5, false)]);
        assert_eq!(paste(" \n\t\n"), []);
        assert_eq!(paste("order,carrier,tracking"), []);
    }

    fn a_number() -> impl Strategy<Value = String> {
        "[0-9]{6}-[2-9A-HJ-NP-Z]{5}"
    }

    proptest! {
        /// Whatever is written, with every carrier, by any of its names and in any of the ways, is read as it was meant.
        #[test]
        fn what_a_sheet_writes_is_read_as_it_was_meant(
            number in a_number(),
            which in 0..CARRIERS.len(),
            korean in any::<bool>(),
            digits in "[0-9]{14}",
            separator in prop::sample::select(vec!["\t", ",", " ", ", ", "  "]),
            swapped in any::<bool>(),
        ) {
            let carrier = CARRIERS[which];
            let length = (10..=14).find(|n| carrier.tracking(&digits[..*n]).is_some()).expect("a length that fits");
            let tracking = &digits[..length];
            let name = if korean { carrier.ko } else { carrier.en };
            let (one, other) = if swapped { (tracking, name) } else { (name, tracking) };
            let line = [number.as_str(), one, other].join(separator);
            let expected = (number, carrier.key, tracking.to_owned());
            prop_assert_eq!(read_one(&line), Ok(expected), "{}", line);
        }

        /// Anything can be pasted: it is read or refused, each line for itself, and none is lost but a header.
        #[test]
        fn anything_can_be_pasted(lines in prop::collection::vec("\\PC{0,60}", 0..20)) {
            let text = lines.join("\n");
            let pasted = paste(&text);
            let said = text.lines().filter(|line| !line.trim().is_empty()).count();
            prop_assert!(pasted.len() == said || pasted.len() + 1 == said);
            prop_assert!(pasted.windows(2).all(|pair| pair[0].at < pair[1].at));
        }

        /// What is left to be mended can be pasted again, and says the same.
        #[test]
        fn a_line_that_is_kept_is_read_again_as_it_was(line in "\\PC{1,60}") {
            for Pasted { text, read, .. } in paste(&format!("1\n{line}")).into_iter().skip(1) {
                let again = paste(&format!("1\n{text}"));
                prop_assert_eq!(&again[1].read, &read);
            }
        }
    }
}
