//! The terms by which the search finds a garment.

use catalogue::{Garment, search, words};

use super::Tx;
use crate::convert::in_places;

const DROP_TERMS: &str = "DELETE FROM garment_terms WHERE garment = $1";

/// A garment has some hundred, so they are written sixteen at a time.
const PUT_TERMS: &str = "
    INSERT INTO garment_terms (garment, term, weight) VALUES
        ($1, $2, $3), ($1, $4, $5), ($1, $6, $7), ($1, $8, $9), ($1, $10, $11), ($1, $12, $13), ($1, $14, $15), ($1, $16, $17),
        ($1, $18, $19), ($1, $20, $21), ($1, $22, $23), ($1, $24, $25), ($1, $26, $27), ($1, $28, $29), ($1, $30, $31), ($1, $32, $33)
    ON CONFLICT DO NOTHING";

/// Writes a garment's terms in place of those that it had.
pub(super) async fn put_terms(tx: &mut Tx, garment: &Garment) -> Result<(), sqlx::Error> {
    sqlx::query(DROP_TERMS).bind(&garment.slug).execute(tx.conn()).await?;
    let terms: Vec<_> = search::terms(garment, words()).into_iter().collect();
    for places in in_places::<16, _>(&terms) {
        let put = sqlx::query(PUT_TERMS).bind(&garment.slug);
        let put = places.into_iter().fold(put, |put, (term, weight)| put.bind(term).bind(weight));
        put.execute(tx.conn()).await?;
    }
    Ok(())
}
