//! The terms by which the search finds a garment.

use catalogue::{Garment, search, words};
use sqlx::QueryBuilder;

use super::{Db, Tx};
use crate::convert::in_portions;

const DROP_TERMS: &str = "DELETE FROM garment_terms WHERE garment = $1";

/// What stands before terms, and after them.
const PUT_TERMS: (&str, &str) =
    ("INSERT INTO garment_terms (garment, term, weight) ", " ON CONFLICT DO NOTHING");

/// Writes a garment's terms in place of those that it had.
pub(super) async fn put_terms(tx: &mut Tx, garment: &Garment) -> Result<(), sqlx::Error> {
    sqlx::query(DROP_TERMS).bind(&garment.slug).execute(tx.conn()).await?;
    let terms: Vec<_> = search::terms(garment, words()).into_iter().collect();
    for some in in_portions(&terms) {
        let mut put = QueryBuilder::<Db>::new(PUT_TERMS.0);
        put.push_values(some, |mut values, (term, weight)| {
            values.push_bind(&garment.slug).push_bind(term).push_bind(*weight);
        });
        put.push(PUT_TERMS.1).build().execute(tx.conn()).await?;
    }
    Ok(())
}
