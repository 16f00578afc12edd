//! The reads of home, list and garment page.

use std::collections::BTreeMap;

use catalogue::{
    Counts, ListQuery, Listed, Photograph, Search, ShelfCard, ShelfGarment, ShelfOutfit, ShelfVariant, Sort,
    Words,
};
use kernel::{Lang, Text, Time};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::page::named_order;
use super::view::{
    Card, Category, Choice, Choices, Closeup, Counted, Dye, Filter, GarmentView, HomeView, ListView, Measure,
    Outfit, OutfitPiece, OutfitView, PieceView, ShipBy, SizeRow, Terms, Variant,
};
use crate::AppError;
use crate::services::Services;

/// Garments on a page of the list.
pub const PAGE: i64 = 24;
/// How many garments stand under "함께 한 벌".
const TOGETHER: i64 = 4;
/// How many of the newest stand on the home page: whole rows at each width.
const NEWEST: i64 = 12;
/// How many outfits a garment's page shows.
const OUTFITS: usize = 2;
/// What is read of a search.
const SEARCH_CHARS: usize = 100;
/// The ranges of prices that the filter offers. Their ends belong to both neighbours.
pub const PRICES: [&str; 3] = ["-50000", "50000-100000", "100000-"];

/// The home page.
///
/// # Errors
/// When the database is away.
#[server(name = Home, prefix = "/api", endpoint = "home", input = GetUrl)]
pub async fn home() -> Result<HomeView, AppError> {
    let services = Services::get()?;
    let outfits = services.catalogue.outfits.all().await?;
    let newest = ListQuery { limit: NEWEST, ..ListQuery::default() };
    let cards = services.catalogue.shelf.page(&newest).await?;
    let covers = covers(&services, &cards).await?;
    Ok(HomeView {
        outfits: outfits.into_iter().map(outfit).collect(),
        cards: cards.iter().map(|it| card(it, "", services.words(), &covers)).collect(),
    })
}

/// The list: everything, or one category, as filtered, searched and sorted.
///
/// # Errors
/// [`AppError::NotFound`] for a category that is not there.
#[server(name = List, prefix = "/api", endpoint = "list", input = GetUrl)]
pub async fn list(
    #[server(default)] lang: Lang,
    #[server(default)] filter: Filter,
) -> Result<ListView, AppError> {
    let services = Services::get()?;
    let words = services.words();
    let category = match filter.category.as_str() {
        "" => None,
        key => Some(words.category(key).map(|name| named(key, name)).ok_or(AppError::NotFound)?),
    };
    let asked = query(lang, &filter);
    // Signs alone (`!!!`) are no word that anything could be called.
    let wordless = asked.search.is_none() && !filter.q.trim().is_empty();
    let Listed { cards, counts, near } = match wordless {
        true => Listed::default(),
        false => services.catalogue.list(asked.clone()).await?,
    };
    let covers = covers(&services, &cards).await?;
    let pages = ((counts.found - 1).max(0) / PAGE) + 1;
    Ok(ListView {
        category,
        choices: choices(&filter, &counts, words),
        cards: cards.iter().map(|it| card(it, &filter.color, words, &covers)).collect(),
        found: counts.found,
        any: counts.any,
        near,
        page: (asked.offset / PAGE + 1).min(pages),
        pages,
        filter,
    })
}

/// What a filter asks of the shelf.
fn query(lang: Lang, filter: &Filter) -> ListQuery {
    let (least, most) = filter.prices();
    let typed: String = filter.q.chars().take(SEARCH_CHARS).collect();
    let search = Search::parse(&typed);
    let page: i64 = filter.page.parse().unwrap_or(1);
    ListQuery {
        category: filter.category.clone(),
        dye: readable(&filter.color),
        size: readable(&filter.size),
        least,
        most,
        in_stock: !filter.in_stock.is_empty(),
        sort: match filter.sort.as_str() {
            "low" => Sort::Cheap,
            "high" => Sort::Dear,
            "name" => Sort::Name(lang),
            "new" => Sort::New,
            _ if search.is_some() => Sort::Fit,
            _ => Sort::New,
        },
        search,
        limit: PAGE,
        offset: page.max(1).saturating_sub(1).saturating_mul(PAGE),
    }
}

/// A text without what PostgreSQL takes for no text at all.
fn readable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// What the filter form offers, in the order of the words.
fn choices(filter: &Filter, counts: &Counts, words: &Words) -> Choices {
    let offered = |chosen: &str, key: &str, count: i64| count > 0 || key == chosen;
    let counted = |known: &[(String, Text)], chosen: &str, of: &BTreeMap<String, i64>| {
        let choices = known.iter().map(|(key, name)| Counted {
            key: key.clone(),
            name: name.clone(),
            count: of.get(key).copied().unwrap_or(0),
        });
        choices.filter(|it| offered(chosen, &it.key, it.count)).collect()
    };
    let plain = |key: &str, count| Counted { key: key.to_owned(), name: Text::default(), count };
    let mut sizes: Vec<_> = counts.sizes.iter().map(|(size, count)| plain(size, *count)).collect();
    if !filter.size.is_empty() && !counts.sizes.contains_key(&filter.size) {
        sizes.push(plain(&filter.size, 0));
    }
    sizes.sort_by_cached_key(|it| size_rank(&it.key));
    let priced = |range: &str| {
        let (least, most) = Filter { price: range.to_owned(), ..Filter::default() }.prices();
        counts.priced(least, most)
    };
    let prices = PRICES.iter().map(|range| plain(range, priced(range)));
    Choices {
        categories: counted(&words.categories, &filter.category, &counts.categories),
        dyes: counted(&words.dyes, &filter.color, &counts.dyes),
        sizes,
        prices: prices.filter(|it| offered(&filter.price, &it.key, it.count)).collect(),
        in_stock: counts.in_stock,
    }
}

/// Letters from small to large, then numbers, then one size.
fn size_rank(size: &str) -> (usize, bool, String) {
    let rank = ["XS", "S", "M", "L", "XL", "XXL"].iter().position(|known| *known == size);
    (rank.unwrap_or(usize::MAX), size == "F", size.to_owned())
}

/// What the shop promises of delivery and returns now.
///
/// # Errors
/// When the database is away.
pub async fn terms(services: &Services) -> Result<Terms, AppError> {
    Ok(promised(services.settings.current().await?.settings, services.clock.now()))
}

/// What settings promise at a moment.
#[must_use]
pub fn promised(settings: settings::Settings, now: Time) -> Terms {
    let by = settings.dispatch.ship_by(now);
    Terms {
        fee: settings.delivery.fee,
        free_from: settings.delivery.free_from,
        ship_by: by.map(|by| ShipBy { pay_before: by.pay_before, day: by.day }),
        return_address: settings.return_address,
        now,
    }
}

/// One garment.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not there, [`AppError::Gone`] for one that was there once.
#[server(name = Garment, prefix = "/api", endpoint = "garment", input = GetUrl)]
pub async fn garment(slug: String, #[server(default)] choice: Choice) -> Result<GarmentView, AppError> {
    let services = Services::get()?;
    let words = services.words();
    let shelf = &services.catalogue.shelf;
    let Some(ShelfGarment { garment, variants }) = shelf.garment(&slug).await? else {
        return Err(services.missing(&slug).await?);
    };
    let together = shelf.beside(&garment, TOGETHER).await?;
    let outfits = services.catalogue.outfits.with(&slug).await?;
    let (photos, covers) = (services.gallery.of_garment(&slug).await?, covers(&services, &together).await?);
    let measures = garment.measures.iter().map(|m| Measure {
        key: m.key.clone(),
        name: words.measure(&m.key),
        x1: m.line.x1,
        y1: m.line.y1,
        x2: m.line.x2,
        y2: m.line.y2,
    });
    let keys: Vec<_> = garment.measures.iter().map(|m| m.key.clone()).collect();
    let sizes = garment.sizes.iter().map(|row| SizeRow {
        size: row.size.clone(),
        cm: keys.iter().map(|key| row.cm.get(key).copied().unwrap_or_default()).collect(),
    });
    let closeups = garment
        .closeups
        .iter()
        .map(|part| Closeup { view_box: part.view_box.clone(), caption: part.caption.clone() });
    Ok(GarmentView {
        category: named(&garment.category, words.category(&garment.category).unwrap_or(&Text::default())),
        dyes: garment.dyes.iter().map(|key| dye(key, words)).collect(),
        measures: measures.collect(),
        sizes: sizes.collect(),
        closeups: closeups.collect(),
        variants: variants.into_iter().map(variant).collect(),
        choice,
        terms: terms(&services).await?,
        outfits: outfits.into_iter().take(OUTFITS).map(outfit).collect(),
        together: together.iter().map(|it| card(it, "", words, &covers)).collect(),
        photos: photos.into_iter().map(Into::into).collect(),
        slug: garment.slug,
        name: garment.name,
        text: garment.text,
        fabric: garment.fabric,
        care: garment.care,
        price: garment.price,
    })
}

/// One outfit, with what can be ordered of each piece, and what was chosen of it by its slug. What the shop does not sell
/// now is left out, and counted.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not there, or of which nothing is left.
#[server(name = ReadOutfit, prefix = "/api", endpoint = "outfit", input = GetUrl)]
pub async fn read_outfit(
    slug: String,
    #[server(default)] chosen: BTreeMap<String, Choice>,
) -> Result<OutfitView, AppError> {
    let services = Services::get()?;
    let outfits = &services.catalogue.outfits;
    let asked = outfits.outfit(&slug).await?.ok_or(AppError::NotFound)?;
    let others = outfits.all().await?.into_iter().filter(|it| it.outfit.slug != slug).map(outfit).collect();
    let left_out = asked.left_out;
    let outfit = outfit(asked);
    let mut pieces = Vec::with_capacity(outfit.pieces.len());
    for laid_out in named_order(outfit.pieces.clone()) {
        let shelf = services.catalogue.shelf.garment(&laid_out.slug).await?.ok_or(AppError::NotFound)?;
        let choice = chosen.get(&laid_out.slug).cloned().unwrap_or_default();
        pieces.push(piece(laid_out.dye, choice, shelf, services.words()));
    }
    Ok(OutfitView { outfit, pieces, left_out, others })
}

fn piece(dye_laid_out: String, choice: Choice, shelf: ShelfGarment, words: &Words) -> PieceView {
    let ShelfGarment { garment, variants } = shelf;
    PieceView {
        dyes: garment.dyes.iter().map(|key| dye(key, words)).collect(),
        sizes: garment.sizes.into_iter().map(|row| row.size).collect(),
        variants: variants.into_iter().map(variant).collect(),
        slug: garment.slug,
        name: garment.name,
        price: garment.price,
        dye: dye_laid_out,
        choice,
    }
}

fn variant(shelf: ShelfVariant) -> Variant {
    Variant { dye: shelf.variant.dye, size: shelf.variant.size, free: shelf.free }
}

fn named(key: &str, name: &Text) -> Category {
    Category { key: key.to_owned(), name: name.clone() }
}

fn dye(key: &str, words: &Words) -> Dye {
    Dye { key: key.to_owned(), name: words.dye(key) }
}

/// What stands in place of the drawings on cards.
async fn covers(services: &Services, cards: &[ShelfCard]) -> Result<BTreeMap<String, Photograph>, AppError> {
    let slugs: Vec<_> = cards.iter().map(|card| card.garment.slug.clone()).collect();
    Ok(services.gallery.covers(&slugs).await?)
}

/// A card shows the colour that was filtered for first.
fn card(shelf: &ShelfCard, color: &str, words: &Words, covers: &BTreeMap<String, Photograph>) -> Card {
    let mut dyes: Vec<_> = shelf.garment.dyes.iter().map(|key| dye(key, words)).collect();
    dyes.sort_by_key(|dye| dye.key != color);
    Card {
        slug: shelf.garment.slug.clone(),
        name: shelf.garment.name.clone(),
        price: shelf.garment.price,
        dyes,
        free: shelf.free,
        photo: covers.get(&shelf.garment.slug).cloned().map(Into::into),
    }
}

/// An outfit as pages draw it. A piece whose colour its garment has no more lies in the one that is shown first.
pub(crate) fn outfit(shelf: ShelfOutfit) -> Outfit {
    let dye = |item: &catalogue::OutfitPiece, garment: &catalogue::Garment| {
        let first = garment.dyes.first().filter(|_| !garment.dyes.contains(&item.dye));
        first.unwrap_or(&item.dye).clone()
    };
    let pieces = shelf.outfit.items.into_iter().zip(shelf.garments).map(|(item, garment)| OutfitPiece {
        dye: dye(&item, &garment),
        slug: item.slug,
        name: garment.name,
        price: garment.price,
        x: item.x,
        y: item.y,
        scale: item.scale,
        turn: item.turn,
    });
    Outfit {
        slug: shelf.outfit.slug,
        name: shelf.outfit.name,
        text: shelf.outfit.text,
        pieces: pieces.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_cannot_be_read_is_the_first_and_one_beyond_all_is_no_overflow() {
        let offset =
            |page: &str| query(Lang::Ko, &Filter { page: page.to_owned(), ..Filter::default() }).offset;
        assert_eq!(["", "1", "0", "-3", "x", "2"].map(offset), [0, 0, 0, 0, 0, PAGE]);
        assert!(offset(&i64::MAX.to_string()) > 0);
    }

    #[test]
    fn a_search_comes_by_what_fits_unless_another_order_is_asked_for() {
        let sort = |q: &str, sort: &str| {
            query(Lang::En, &Filter { q: q.to_owned(), sort: sort.to_owned(), ..Filter::default() }).sort
        };
        assert_eq!(sort("코트", ""), Sort::Fit);
        assert_eq!(sort("!", ""), Sort::New);
        assert_eq!(sort("코트", "new"), Sort::New);
        assert_eq!(sort("코트", "name"), Sort::Name(Lang::En));
    }

    #[test]
    fn a_choice_that_leaves_nothing_is_offered_only_where_it_is_chosen() {
        let filter = Filter { color: "ink".into(), size: "XXS".into(), ..Filter::default() };
        let counts = Counts {
            dyes: [("sand".to_owned(), 2)].into(),
            sizes: [("F".to_owned(), 1), ("M".to_owned(), 2), ("S".to_owned(), 1)].into(),
            prices: [(50_000, 3)].into(),
            ..Counts::default()
        };
        let choices = choices(&filter, &counts, catalogue::words());
        let keys = |of: &[Counted]| of.iter().map(|it| (it.key.clone(), it.count)).collect::<Vec<_>>();
        assert_eq!(keys(&choices.dyes), [("sand".to_owned(), 2), ("ink".to_owned(), 0)]);
        let sizes: Vec<_> = choices.sizes.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(sizes, ["S", "M", "XXS", "F"]);
        let prices = [("-50000".to_owned(), 3), ("50000-100000".to_owned(), 3)];
        assert_eq!(keys(&choices.prices), prices);
    }
}
