//! The text of an uploaded sheet: UTF-8 with or without its mark, UTF-16 as spreadsheets save "Unicode text", and what
//! Korean Windows writes (CP949, which the Encoding Standard calls euc-kr).

use encoding_rs::{EUC_KR, Encoding, UTF_8};

/// Reads a file's bytes; `None` when they are no text of any of these.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    let read = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => read(encoding, bytes.get(mark..)?),
        None => read(UTF_8, bytes).or_else(|| read(EUC_KR, bytes)),
    };
    text.filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "주문번호,택배사,송장번호\r\n261123-ABCDE,CJ대한통운,612345678901\r\n";

    #[test]
    fn a_sheet_is_read_however_a_spreadsheet_saved_it() {
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(SHEET.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", SHEET.as_bytes()].concat();
        let cp949 = EUC_KR.encode(SHEET).0.into_owned();
        assert_ne!(cp949, SHEET.as_bytes());
        for bytes in [SHEET.as_bytes(), &marked, &cp949, &utf16] {
            assert_eq!(decode(bytes).as_deref(), Some(SHEET));
        }
    }

    #[test]
    fn a_syllable_that_only_cp949_has_is_read() {
        assert_eq!(decode(&[0x8c, 0x63]).as_deref(), Some("똠"));
    }

    #[test]
    fn a_picture_is_no_sheet() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(b""), Some(String::new()));
    }
}
