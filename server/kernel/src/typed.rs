//! What a person may type into one line: the checks that every form of the shop shares.

/// A line that somebody can read: one of invisible signs alone is none.
#[must_use]
pub fn is_text(text: &str) -> bool {
    is_line(text) && text.chars().any(char::is_alphanumeric)
}

/// One line without control characters (PostgreSQL refuses a NUL, labels a line break), signs that nobody sees, or that
/// turn what stands beside them around.
#[must_use]
pub fn is_line(text: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    !text.chars().any(hidden)
}

/// One @ with something before it and a domain with a dot after it. Only a mail that arrives proves more.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let (Some(local), Some(domain), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    is_text(text)
        && !text.contains(char::is_whitespace)
        && !local.is_empty()
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

/// A telephone number as it is dialled in Korea, where the carrier is: `+82 10-1234-5678` is `010-1234-5678`.
#[must_use]
pub fn phone(text: &str) -> String {
    let text = narrow(text);
    match text.trim().strip_prefix("+82") {
        Some(rest) => {
            let rest = rest.trim_start_matches([' ', '-']);
            format!("0{}", rest.strip_prefix('0').unwrap_or(rest))
        }
        None => text,
    }
}

/// A Korean number as [`phone`] says it: 11 digits for a mobile one (010), else 9 to 11 that begin with 0; dashes and spaces
/// as they come.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let least = if text.starts_with("010") { 11 } else { 9 };
    text.starts_with('0')
        && (least..=11).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ')
}

/// Five digits.
#[must_use]
pub fn is_postcode(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number as it is read: in the digits and signs of an ordinary keyboard, also where a Korean one wrote full-width ones
/// (`３`, `－`) or somebody a minus from a text.
#[must_use]
pub fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - (u32::from('！') - u32::from('!'))).unwrap_or(c),
        '−' => '-',
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// A number of pieces.
#[must_use]
pub fn count(text: &str) -> Option<u32> {
    narrow(text).trim().parse().ok()
}

/// What a form keeps of a field: at most so many characters, without a NUL, which PostgreSQL keeps in no text.
pub fn cut(text: &mut String, most: usize) {
    text.retain(|c| c != '\0');
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_nobody_sees_make_no_line() {
        assert!(is_text("김하늘") && is_line(""));
        assert!(!is_text("\u{200B}") && !is_text(" - ") && !is_line("a\nb") && !is_line("a\u{202E}b"));
    }

    #[test]
    fn an_address_for_mail_has_one_at_and_a_dot() {
        assert!(is_email("haneul@example.com"));
        for text in ["haneul", "@example.com", "a@b", "a@b..c", "a@b@c.d", "a b@c.d"] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn a_count_is_read_in_digits_of_either_width() {
        for (text, number) in
            [(" 7 ", Some(7)), ("１０", Some(10)), ("1０", Some(10)), ("一", None), ("-1", None)]
        {
            assert_eq!(count(text), number, "{text}");
        }
    }

    #[test]
    fn a_number_is_read_as_an_ordinary_keyboard_writes_it() {
        assert_eq!(narrow("－１２，０００．５　＋３ −4 원"), "-12,000.5 +3 -4 원");
    }

    #[test]
    fn a_number_is_dialled_in_korea_however_it_was_typed() {
        for (typed, dialled) in [
            ("010-1234-5678", "010-1234-5678"),
            ("+82 10 1234 5678", "010 1234 5678"),
            ("+8210-1234-5678", "010-1234-5678"),
            ("＋82-010-1234-5678", "010-1234-5678"),
            ("０１０－１２３４　５６７８", "010-1234 5678"),
            ("02-123-4567", "02-123-4567"),
        ] {
            assert_eq!(phone(typed), dialled, "{typed}");
            assert!(is_phone(&phone(typed)), "{typed}");
        }
        for typed in ["+1 10 1234 5678", "+82", "+82 10 1234 567", "82 10 1234 5678", "++82 10 1234 5678"] {
            assert!(!is_phone(&phone(typed)), "{typed}");
        }
    }

    #[test]
    fn a_field_is_cut_between_characters() {
        let mut text = "한\0벌이에요".to_owned();
        cut(&mut text, 2);
        assert_eq!(text, "한벌");
    }
}
