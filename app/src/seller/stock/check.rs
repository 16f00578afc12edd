//! Reads the form of the grid: what it asks for, and what is wrong with it. The command asks it before it writes, and the
//! page that a refused form leads to asks it again, so that it says what is so then.

use kernel::VariantId;
use kernel::typed::narrow;
use order::{Adjustment, Level, MAX_DIFFERENCE, MAX_NOTE, Reason, Refusal, adjusted};

use super::view::{Problem, TypedCell, TypedStock};

/// A variant as the form names it.
pub(super) struct Known {
    pub(super) key: String,
    pub(super) variant: VariantId,
    pub(super) level: Level,
}

/// A form that can be carried out, as far as can be seen.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) reason: Reason,
    pub(super) note: String,
}

/// Reads a form against what there is.
pub(super) fn check(typed: &TypedStock, known: &[Known]) -> Result<Asked, Vec<Problem>> {
    let (mut adjustments, mut problems) = (Vec::new(), Vec::new());
    for cell in &typed.cells {
        match adjustment(cell, known) {
            Ok(asked) => adjustments.push(asked),
            Err(problem) => problems.push(problem),
        }
    }
    if typed.cells.is_empty() {
        problems.push(Problem::Nothing);
    }
    let reason = Reason::parse(&typed.reason);
    if reason.is_none() {
        problems.push(Problem::Reason);
    }
    let note = typed.note.trim();
    let long = note.chars().count() > MAX_NOTE || note.chars().any(char::is_control);
    if long || (reason == Some(Reason::Other) && note.is_empty()) {
        problems.push(Problem::Note { long });
    }
    match (reason, problems.is_empty()) {
        (Some(reason), true) => Ok(Asked { adjustments, reason, note: note.to_owned() }),
        _ => Err(problems),
    }
}

fn adjustment(cell: &TypedCell, known: &[Known]) -> Result<Adjustment, Problem> {
    let malformed = || Problem::Malformed { key: cell.key.clone() };
    let Known { variant, level, .. } = known.iter().find(|it| it.key == cell.key).ok_or_else(malformed)?;
    let difference = difference(&cell.change).ok_or_else(malformed)?;
    let seen = cell.seen.parse().map_err(|_| malformed())?;
    let asked = Adjustment { variant: *variant, seen, difference };
    let key = || cell.key.clone();
    match adjusted(*level, asked) {
        Ok(_) => Ok(asked),
        Err(Refusal::Changed { on_hand }) => Err(Problem::Changed { key: key(), seen, on_hand }),
        Err(Refusal::BelowHeld { would_be, held }) => Err(Problem::BelowHeld { key: key(), would_be, held }),
        Err(Refusal::Unknown) => Err(malformed()),
    }
}

/// `+3`, `3`, `-1`, `−1`. Nothing changes by 0.
fn difference(text: &str) -> Option<i64> {
    let plain: String = narrow(text).chars().filter(|c| !c.is_whitespace()).collect();
    let difference: i64 = plain.parse().ok()?;
    (difference != 0 && (-MAX_DIFFERENCE..=MAX_DIFFERENCE).contains(&difference)).then_some(difference)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Known> {
        let variant = "00000000-0000-0000-0000-000000000001".parse().expect("an id");
        vec![Known { key: "sand.M".to_owned(), variant, level: Level { on_hand: 5, held: 2 } }]
    }

    fn typed(change: &str, reason: &str, note: &str) -> TypedStock {
        let cell = TypedCell { key: "sand.M".to_owned(), change: change.to_owned(), seen: "5".to_owned() };
        TypedStock { cells: vec![cell], reason: reason.to_owned(), note: note.to_owned() }
    }

    #[test]
    fn a_difference_is_read_as_people_write_it() {
        for (text, read) in [
            ("+3", Some(3)),
            (" 3 ", Some(3)),
            ("-1", Some(-1)),
            ("−1", Some(-1)),
            ("＋３", Some(3)),
            ("0", None),
            ("다섯", None),
        ] {
            assert_eq!(difference(text), read, "{text}");
        }
        assert_eq!(difference(&i64::MIN.to_string()), None);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let problems = check(&typed("many", "", &"가".repeat(101)), &known()).unwrap_err();
        let malformed = Problem::Malformed { key: "sand.M".to_owned() };
        assert_eq!(problems, [malformed, Problem::Reason, Problem::Note { long: true }]);
        assert_eq!(check(&TypedStock::default(), &known()).unwrap_err(), [Problem::Nothing, Problem::Reason]);
    }

    #[test]
    fn another_reason_wants_a_note() {
        assert_eq!(check(&typed("+3", "other", " "), &known()).unwrap_err(), [Problem::Note { long: false }]);
        assert!(check(&typed("+3", "other", "창고에서 찾음"), &known()).is_ok());
    }

    #[test]
    fn less_than_is_held_and_what_moved_meanwhile_are_refused_with_both_values() {
        let key = || "sand.M".to_owned();
        let problems = check(&typed("-4", "damaged", ""), &known()).unwrap_err();
        assert_eq!(problems, [Problem::BelowHeld { key: key(), would_be: 1, held: 2 }]);
        let mut typed = typed("-4", "damaged", "");
        typed.cells[0].seen = "6".to_owned();
        let problems = check(&typed, &known()).unwrap_err();
        assert_eq!(problems, [Problem::Changed { key: key(), seen: 6, on_hand: 5 }]);
    }
}
