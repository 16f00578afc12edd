//! What is different between two versions of the settings, for the audit and for who typed over an older one.

use crate::{Field, Fields};

/// A field that is not the same on both sides, as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub field: Field,
    pub before: String,
    pub after: String,
}

/// The fields that differ, in the form's order.
#[must_use]
pub fn differences(before: &Fields, after: &Fields) -> Vec<Difference> {
    let pairs = before.texts().into_iter().zip(after.texts());
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| Difference { field, before, after })
        .collect()
}

/// The differences as the audit keeps them: `fee: 0 → 3000; owner: 홍길동 → 김한벌`.
pub(crate) fn audit_text(differences: &[Difference]) -> String {
    let line = |it: &Difference| format!("{}: {} → {}", it.field.code(), it.before, it.after);
    differences.iter().map(line).collect::<Vec<_>>().join("; ")
}
