//! The desk's commands about the stock, and the reads of its pages.

use std::collections::BTreeMap;

use catalogue::{Garment, Kept, Variant};
use customer::{Permission, StaffMember};
use events::{Action, AuditEntry};
use kernel::VariantId;
use kernel::typed::narrow;
use leptos::prelude::*;
use order::{Adjusted, Level, MAX_FEW, Movement};
use shipping::MAX_TEXT;

use super::check::{Known, check};
use super::view::{
    Cell, GridView, LedgerLine, LedgerView, LowCell, StockFilter, StockRow, StockView, TypedCell, TypedStock,
};
use super::words::signed;
use crate::AppError;
use crate::seller::audit::person;
use crate::services::{Services, lang_of, see_other, typed_query};
use crate::shop::view::{Category, Dye};

/// Garments on a page of the list.
const PAGE: usize = 50;
/// Movements on a page of a ledger.
const LINES: i64 = 50;

/// Changes what is on hand of a garment's variants, all as typed or nothing.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = AdjustStock, prefix = "/api", endpoint = "adjust_stock")]
pub async fn adjust_stock(
    #[server(default)] garment: String,
    #[server(default)] change: BTreeMap<String, String>,
    #[server(default)] seen: BTreeMap<String, String>,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Stock)?.who;
    let lang = lang_of(&lang);
    let kept = services.catalogue.garments.kept(&garment).await?.ok_or(AppError::NotFound)?;
    let typed = typed(change, &seen, reason, note);
    let back = |notice: &str, typed: &str| {
        see_other(lang, &format!("/seller/stock/{}?notice={notice}{typed}", kept.garment.slug));
        Ok(())
    };
    let Ok(asked) = check(&typed, &known(&services, &kept).await?) else {
        return back("refused", &carried(&services, &typed).await?);
    };
    let subject = kept.garment.slug.clone();
    let entry = AuditEntry { who, action: Action::StockAdjusted, order: None, subject, text: said(&typed) };
    match services.inventory.adjust(asked.adjustments, asked.reason, asked.note, entry).await? {
        Adjusted::Done => back("stock_adjusted", ""),
        Adjusted::Refused(_) => back("refused", &carried(&services, &typed).await?),
    }
}

/// Says from how many free pieces down they are few.
///
/// # Errors
/// As [`adjust_stock`].
#[server(name = SetFew, prefix = "/api", endpoint = "set_few")]
pub async fn set_few(
    #[server(default)] few: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Stock)?.who;
    let lang = lang_of(&lang);
    let number = narrow(&few).trim().parse().ok().filter(|few| (0..=MAX_FEW).contains(few));
    let Some(number) = number else {
        let typed = typed_query(&[("few", &few)], MAX_TEXT);
        see_other(lang, &format!("/seller/stock?notice=bad_few{typed}"));
        return Ok(());
    };
    let entry = AuditEntry {
        who,
        action: Action::FewChanged,
        order: None,
        subject: String::new(),
        text: number.to_string(),
    };
    services.inventory.set_few(number, entry).await?;
    see_other(lang, "/seller/stock?notice=few_changed");
    Ok(())
}

/// The form, without the cells that were left empty.
fn typed(
    change: BTreeMap<String, String>,
    seen: &BTreeMap<String, String>,
    reason: String,
    note: String,
) -> TypedStock {
    let cell = |(key, change): (String, String)| {
        let seen = seen.get(&key).cloned().unwrap_or_default();
        // A comma only parts thousands.
        TypedCell { key, change: change.trim().replace(',', ""), seen }
    };
    let cells = change.into_iter().map(cell).filter(|cell| !cell.change.is_empty()).collect();
    TypedStock { cells, reason, note }
}

/// What was typed, for the page that it leads back to.
async fn carried(services: &Services, typed: &TypedStock) -> Result<String, AppError> {
    services.carried(&[("cells", &cells(typed)), ("reason", &typed.reason), ("note", &typed.note)]).await
}

/// The cells in one text: `sand.M~5~+3,sand.L~2~-1`.
fn cells(typed: &TypedStock) -> String {
    let cells = typed
        .cells
        .iter()
        .map(|TypedCell { key, seen, change }| [key, seen, change].map(String::as_str).join("~"));
    cells.collect::<Vec<_>>().join(",")
}

/// Reads that; what is no cell is left out.
#[must_use]
pub fn typed_of(cells: &str, reason: String, note: String) -> TypedStock {
    let cell = |text: &str| {
        let mut parts = text.splitn(3, '~');
        let mut part = || parts.next().map(str::to_owned);
        Some(TypedCell { key: part()?, seen: part()?, change: part()? })
    };
    TypedStock { cells: cells.split(',').filter_map(cell).collect(), reason, note }
}

/// For the audit: `sand M +3, sand L −1: 겨울 물량`.
fn said(typed: &TypedStock) -> String {
    let cell = |cell: &TypedCell| {
        let change = narrow(&cell.change).trim().parse().map_or_else(|_| cell.change.clone(), signed);
        format!("{} {change}", cell.key.replace('.', " "))
    };
    let cells = typed.cells.iter().map(cell).collect::<Vec<_>>().join(", ");
    let note = typed.note.trim();
    if note.is_empty() { cells } else { format!("{cells}: {note}") }
}

async fn known(services: &Services, kept: &Kept) -> Result<Vec<Known>, AppError> {
    let levels = services.inventory.levels().await?;
    Ok(counted(kept, &levels).map(|(it, level)| Known { key: key(it), variant: it.id, level }).collect())
}

fn key(variant: &Variant) -> String {
    format!("{}.{}", variant.dye, variant.size)
}

/// The variants that are sold or still there, each with how many pieces there are.
fn counted<'k>(
    kept: &'k Kept,
    levels: &'k BTreeMap<VariantId, Level>,
) -> impl Iterator<Item = (&'k Variant, Level)> {
    let level = move |it: &Variant| levels.get(&it.id).copied().unwrap_or_default();
    let counted = kept.variants.iter().map(move |it| (it, level(it)));
    counted.filter(move |(it, level)| level.on_hand > 0 || !kept.retired.contains(&it.id))
}

/// The stock of all garments.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn stock(
    filter: StockFilter,
    page: String,
    few_typed: String,
    notice: String,
) -> Result<StockView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let (few, levels) = (services.inventory.few().await?, services.inventory.levels().await?);
    let filter = StockFilter { search: filter.search.trim().chars().take(MAX_TEXT).collect(), ..filter };
    let all = services.catalogue.garments.all().await?;
    let wanted = all.iter().filter(|kept| matches(&kept.garment, &filter));
    let mut rows: Vec<_> = wanted.map(|kept| row(kept, &levels, few)).collect();
    if !filter.low.is_empty() {
        rows.retain(|row| !row.low.is_empty());
    }
    let (found, pages) = (rows.len(), rows.len().div_ceil(PAGE).max(1));
    let page = page.parse().unwrap_or(1).clamp(1, pages);
    Ok(StockView {
        rows: rows.into_iter().skip((page - 1) * PAGE).take(PAGE).collect(),
        categories: categories(&services),
        filter,
        few,
        few_typed: Some(few_typed).filter(|_| notice == "bad_few"),
        found,
        page,
        pages,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
    })
}

/// The categories that a list can be narrowed to.
pub(in crate::seller) fn categories(services: &Services) -> Vec<Category> {
    let category = |(key, name): &(String, kernel::Text)| Category { key: key.clone(), name: name.clone() };
    services.words().categories.iter().map(category).collect()
}

/// Whether a garment is one that is looked for.
pub(in crate::seller) fn matches(garment: &Garment, filter: &StockFilter) -> bool {
    let wanted = filter.search.to_lowercase();
    let names = [&garment.name.ko, &garment.name.en, &garment.slug];
    (filter.category.is_empty() || garment.category == filter.category)
        && names.into_iter().any(|name| name.to_lowercase().contains(&wanted))
}

fn row(kept: &Kept, levels: &BTreeMap<VariantId, Level>, few: i64) -> StockRow {
    let mut low: Vec<_> = counted(kept, levels)
        .filter(|(it, level)| !kept.retired.contains(&it.id) && level.free() <= few)
        .map(|(it, level)| LowCell {
            dye: catalogue::words().dye(&it.dye),
            size: it.size.clone(),
            free: level.free(),
        })
        .collect();
    low.sort_by_key(|cell| cell.free);
    StockRow {
        slug: kept.garment.slug.clone(),
        name: kept.garment.name.clone(),
        dye: kept.garment.dyes.first().cloned().unwrap_or_default(),
        on_hand: counted(kept, levels).map(|(_, level)| level.on_hand).sum(),
        held: counted(kept, levels).map(|(_, level)| level.held).sum(),
        low,
    }
}

/// How many garments have a variant that is low.
pub(in crate::seller) async fn low_garments(services: &Services) -> Result<i64, AppError> {
    let (few, levels) = (services.inventory.few().await?, services.inventory.levels().await?);
    let all = services.catalogue.garments.all().await?;
    let low = all.iter().filter(|kept| !row(kept, &levels, few).low.is_empty()).count();
    Ok(i64::try_from(low).unwrap_or(i64::MAX))
}

/// The stock of one garment.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not there.
pub async fn garment_stock(
    slug: String,
    typed: TypedStock,
    notice: String,
    held: String,
) -> Result<GridView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let read = |field: &dyn Fn(&str) -> String| typed_of(&field("cells"), field("reason"), field("note"));
    let typed = services.brought(&held, typed, read).await?;
    let kept = services.catalogue.garments.kept(&slug).await?.ok_or(AppError::NotFound)?;
    let levels = services.inventory.levels().await?;
    let known = known(&services, &kept).await?;
    let refused = notice == "refused";
    let problems = if refused { check(&typed, &known).err().unwrap_or_default() } else { Vec::new() };
    let cell = |(it, level): (&Variant, Level)| Cell {
        dye: it.dye.clone(),
        size: it.size.clone(),
        on_hand: level.on_hand,
        held: level.held,
    };
    let cells: Vec<_> = counted(&kept, &levels).map(cell).collect();
    let mut sizes: Vec<String> = Vec::new();
    for cell in &cells {
        if !sizes.contains(&cell.size) {
            sizes.push(cell.size.clone());
        }
    }
    let mut dyes: Vec<Dye> = Vec::new();
    for cell in &cells {
        if !dyes.iter().any(|dye| dye.key == cell.dye) {
            dyes.push(dye(&cell.dye));
        }
    }
    Ok(GridView {
        slug,
        name: kept.garment.name,
        dyes,
        sizes,
        cells,
        few: services.inventory.few().await?,
        typed,
        problems,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
    })
}

fn dye(key: &str) -> Dye {
    Dye { key: key.to_owned(), name: catalogue::words().dye(key) }
}

/// A variant's ledger.
///
/// # Errors
/// [`AppError::NotFound`] for a variant that is not there.
pub async fn ledger(
    slug: String,
    dye_key: String,
    size: String,
    before: String,
) -> Result<LedgerView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::See)?;
    let kept = services.catalogue.garments.kept(&slug).await?.ok_or(AppError::NotFound)?;
    let of = kept.variants.iter().find(|it| it.dye == dye_key && it.size == size);
    let variant = of.ok_or(AppError::NotFound)?.id;
    // One row more than is shown says whether another page follows.
    let mut lines = services.inventory.movements(variant, before.parse().ok(), LINES + 1).await?;
    let limit = usize::try_from(LINES).unwrap_or(usize::MAX);
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|last| last.id);
    let people = services.staffing.all().await?;
    let level = services.inventory.levels().await?.get(&variant).copied().unwrap_or_default();
    Ok(LedgerView {
        slug,
        name: kept.garment.name,
        dye: dye(&dye_key),
        size,
        on_hand: level.on_hand,
        held: level.held,
        lines: lines.into_iter().map(|moved| line(moved, &people)).collect(),
        next,
    })
}

fn line(moved: order::Moved, people: &[StaffMember]) -> LedgerLine {
    let what = match moved.movement {
        Movement::Adjusted(reason) => reason.as_str(),
        Movement::Opening | Movement::Sold | Movement::Returned | Movement::TakenBack => {
            moved.movement.as_str()
        }
    };
    LedgerLine {
        at: moved.at,
        what: what.to_owned(),
        difference: moved.difference,
        on_hand: moved.on_hand,
        order: moved.order,
        by_hand: moved.who.map(|who| person(who, people)),
        note: moved.note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_from_one_text() {
        let change =
            BTreeMap::from([("sand.M".to_owned(), " +3".to_owned()), ("sand.L".to_owned(), String::new())]);
        let seen = BTreeMap::from([("sand.M".to_owned(), "5".to_owned())]);
        let typed = typed(change, &seen, "received".to_owned(), "겨울".to_owned());
        assert_eq!(typed_of(&cells(&typed), "received".to_owned(), "겨울".to_owned()), typed);
        assert_eq!(typed_of("nonsense", String::new(), String::new()), TypedStock::default());
        assert_eq!(said(&typed), "sand M +3: 겨울");
    }
}
