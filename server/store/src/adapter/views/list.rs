//! The list: a page of garments as filtered, searched and sorted, and how many there are with each other choice.
//!
//! Both queries begin with the search. A search asks for up to twelve ranges of terms; one that asks for fewer leaves
//! the others empty, and a list without a search needs none of them.

use catalogue::{Counts, ListQuery, ShelfCard, Sort, search};
use kernel::Lang;

use super::super::{Connections, Db};
use super::shelf::CardRow;
use crate::convert::unreadable;

/// What both queries take, $1 to $7, the ranges from $8 on, and the garments that the search found with their scores.
/// CROSS JOIN keeps SQLite from turning the join around: each range is read from the index of terms.
macro_rules! with_found {
    ($query:literal) => {
        concat!(
            "WITH asked (n, low, high) AS (VALUES
                (1, $8, $9), (2, $10, $11), (3, $12, $13), (4, $14, $15), (5, $16, $17), (6, $18, $19),
                (7, $20, $21), (8, $22, $23), (9, $24, $25), (10, $26, $27), (11, $28, $29), (12, $30, $31)),
            best (n, garment, weight) AS (
                SELECT a.n, t.garment, MAX(t.weight) FROM asked a CROSS JOIN garment_terms t
                WHERE t.term >= a.low AND t.term < a.high GROUP BY a.n, t.garment),
            found (garment, score) AS (
                SELECT garment, SUM(weight) FROM best GROUP BY garment HAVING COUNT(*) >= $7)",
            $query
        )
    };
}

/// Colour, size and stock are asked of one and the same variant.
const PAGE: &str = with_found!(
    "
    SELECT g.garment,
        (SELECT CAST(SUM(s.on_hand - s.held) AS BIGINT) FROM variants v JOIN stock s ON s.variant_id = v.id
         WHERE v.garment = g.slug AND NOT v.retired) AS free
    FROM garments g LEFT JOIN found f ON f.garment = g.slug
    WHERE NOT g.hidden AND ($7 = 0 OR f.garment IS NOT NULL)
      AND ($1 = '' OR g.category = $1) AND g.price BETWEEN $4 AND $5
      AND EXISTS (
        SELECT 1 FROM variants v JOIN stock s ON s.variant_id = v.id
        WHERE v.garment = g.slug AND NOT v.retired AND ($2 = '' OR v.dye = $2) AND ($3 = '' OR v.size = $3)
          AND ($6 = 0 OR s.on_hand > s.held))
    ORDER BY CASE WHEN $32 = 'cheap' THEN g.price END, CASE WHEN $32 = 'dear' THEN g.price END DESC,
        CASE WHEN $32 = 'name_ko' THEN g.name_ko END, CASE WHEN $32 = 'name_en' THEN g.name_en END,
        CASE WHEN $32 = 'fit' THEN f.score END DESC, g.position, g.slug
    LIMIT $33 OFFSET $34"
);

/// Of each kind of choice: all that is asked but for this kind.
const COUNTS: &str = with_found!(
    ",
    offers AS (
        SELECT g.slug, g.category, g.price, v.dye, v.size,
            CASE WHEN $1 = '' OR g.category = $1 THEN 1 ELSE 0 END AS of_category,
            CASE WHEN $2 = '' OR v.dye = $2 THEN 1 ELSE 0 END AS of_dye,
            CASE WHEN $3 = '' OR v.size = $3 THEN 1 ELSE 0 END AS of_size,
            CASE WHEN g.price BETWEEN $4 AND $5 THEN 1 ELSE 0 END AS of_price,
            CASE WHEN $6 = 0 OR s.on_hand > s.held THEN 1 ELSE 0 END AS of_stock,
            CASE WHEN s.on_hand > s.held THEN 1 ELSE 0 END AS is_left
        FROM garments g JOIN variants v ON v.garment = g.slug JOIN stock s ON s.variant_id = v.id
        WHERE NOT g.hidden AND NOT v.retired AND ($7 = 0 OR g.slug IN (SELECT garment FROM found)))
    SELECT 'any' AS kind, '' AS choice, COUNT(DISTINCT slug) AS garments FROM offers WHERE of_category = 1
    UNION ALL
    SELECT 'found', '', COUNT(DISTINCT slug) FROM offers
    WHERE of_category = 1 AND of_dye = 1 AND of_size = 1 AND of_price = 1 AND of_stock = 1
    UNION ALL
    SELECT 'in_stock', '', COUNT(DISTINCT slug) FROM offers
    WHERE of_category = 1 AND of_dye = 1 AND of_size = 1 AND of_price = 1 AND is_left = 1
    UNION ALL
    SELECT 'category', category, COUNT(DISTINCT slug) FROM offers
    WHERE of_dye = 1 AND of_size = 1 AND of_price = 1 AND of_stock = 1 GROUP BY category
    UNION ALL
    SELECT 'dye', dye, COUNT(DISTINCT slug) FROM offers
    WHERE of_category = 1 AND of_size = 1 AND of_price = 1 AND of_stock = 1 GROUP BY dye
    UNION ALL
    SELECT 'size', size, COUNT(DISTINCT slug) FROM offers
    WHERE of_category = 1 AND of_dye = 1 AND of_price = 1 AND of_stock = 1 GROUP BY size
    UNION ALL
    SELECT 'price', CAST(price AS TEXT), COUNT(DISTINCT slug) FROM offers
    WHERE of_category = 1 AND of_dye = 1 AND of_size = 1 AND of_stock = 1 GROUP BY price"
);

/// Binds what both queries take.
macro_rules! asking {
    ($asking:expr, $query:expr) => {{
        let asking = $asking.bind(&$query.category).bind(&$query.dye).bind(&$query.size);
        let asking = asking.bind($query.least).bind($query.most).bind(i64::from($query.in_stock));
        let needed = $query.search.as_ref().map_or(0, |search| search.needed);
        let mut asking = asking.bind(i64::try_from(needed).unwrap_or(i64::MAX));
        let ranges = $query.search.iter().flat_map(|search| &search.asked);
        let ranges = ranges.map(|range| (range.low.as_str(), range.high.as_str()));
        for (low, high) in ranges.chain(std::iter::repeat(("", ""))).take(search::MOST_ASKED) {
            asking = asking.bind(low).bind(high);
        }
        asking
    }};
}

pub(super) async fn page(db: &Connections, query: &ListQuery) -> Result<Vec<ShelfCard>, sqlx::Error> {
    let page = asking!(sqlx::query_as::<Db, CardRow>(PAGE), query);
    let page = page.bind(order(query.sort)).bind(query.limit).bind(query.offset);
    Ok(page.fetch_all(db.reads()).await?.into_iter().map(ShelfCard::from).collect())
}

const fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::New => "new",
        Sort::Fit => "fit",
        Sort::Cheap => "cheap",
        Sort::Dear => "dear",
        Sort::Name(Lang::Ko) => "name_ko",
        Sort::Name(Lang::En) => "name_en",
    }
}

pub(super) async fn counts(db: &Connections, query: &ListQuery) -> Result<Counts, sqlx::Error> {
    let rows = asking!(sqlx::query_as::<Db, (String, String, i64)>(COUNTS), query);
    let mut counts = Counts::default();
    for (kind, choice, garments) in rows.fetch_all(db.reads()).await? {
        match kind.as_str() {
            "any" => counts.any = garments,
            "found" => counts.found = garments,
            "in_stock" => counts.in_stock = garments,
            "price" => {
                let price = choice.parse().map_err(|_| unreadable(format!("price {choice}")))?;
                counts.prices.insert(price, garments);
            }
            kind => {
                let choices = match kind {
                    "category" => &mut counts.categories,
                    "dye" => &mut counts.dyes,
                    _ => &mut counts.sizes,
                };
                choices.insert(choice, garments);
            }
        }
    }
    Ok(counts)
}
