//! The reads of list and garment page.

use std::collections::BTreeMap;

use catalogue::{Photograph, ShelfGarment, Words};
use kernel::{Text, Time};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::view::{
    Card, Category, Choice, Closeup, Dye, Filter, GarmentView, ListView, Measure, Outfit, OutfitPiece,
    ShipBy, SizeRow, Terms, Variant,
};
use crate::AppError;
use crate::services::Services;

/// How many garments stand under "함께 한 벌".
const TOGETHER: usize = 4;

/// The list: everything, or one category, as filtered.
///
/// # Errors
/// [`AppError::NotFound`] for a category that is not there.
#[server(name = List, prefix = "/api", endpoint = "list", input = GetUrl)]
pub async fn list(
    #[server(default)] category: String,
    #[server(default)] filter: Filter,
) -> Result<ListView, AppError> {
    let services = Services::get()?;
    let words = services.words();
    let category = (!category.is_empty())
        .then(|| words.category(&category).map(|name| named(&category, name)).ok_or(AppError::NotFound))
        .transpose()?;
    let mut shelf = services.catalogue.shelf.all().await?;
    let all = shelf.clone();
    shelf.retain(|g| category.as_ref().is_none_or(|category| g.garment.category == category.key));
    let (total, covers) = (shelf.len(), services.gallery.covers().await?);
    let (dyes, sizes) = (dyes_of(&shelf, words), sizes_of(&shelf));
    let plain = filter == Filter::default();
    shelf.retain(|garment| passes(garment, &filter));
    sort(&mut shelf, &filter.sort);
    Ok(ListView {
        outfit: (plain && category.is_none()).then(|| outfit(&all)).flatten(),
        category,
        categories: words.categories.iter().map(|(key, name)| named(key, name)).collect(),
        dyes,
        sizes,
        cards: shelf.iter().map(|garment| card(garment, &filter.color, words, &covers)).collect(),
        total,
        filter,
    })
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
/// [`AppError::NotFound`] for one that is not there.
#[server(name = Garment, prefix = "/api", endpoint = "garment", input = GetUrl)]
pub async fn garment(slug: String, #[server(default)] choice: Choice) -> Result<GarmentView, AppError> {
    let services = Services::get()?;
    let words = services.words();
    let Some(ShelfGarment { garment, variants }) = services.catalogue.shelf.garment(&slug).await? else {
        // A hidden one was there once, which search engines are told by 410.
        let kept = services.catalogue.garments.kept(&slug).await?;
        return Err(if kept.is_some() { AppError::Gone } else { AppError::NotFound });
    };
    let all = services.catalogue.shelf.all().await?;
    let (photos, covers) = (services.gallery.of_garment(&slug).await?, services.gallery.covers().await?);
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
        variants: variants
            .into_iter()
            .map(|v| Variant { dye: v.variant.dye, size: v.variant.size, free: v.free })
            .collect(),
        choice,
        terms: terms(&services).await?,
        together: together(&slug, &all).map(|garment| card(garment, "", words, &covers)).collect(),
        photos: photos.into_iter().map(Into::into).collect(),
        slug: garment.slug,
        name: garment.name,
        text: garment.text,
        fabric: garment.fabric,
        care: garment.care,
        price: garment.price,
    })
}

fn named(key: &str, name: &Text) -> Category {
    Category { key: key.to_owned(), name: name.clone() }
}

fn dye(key: &str, words: &Words) -> Dye {
    Dye { key: key.to_owned(), name: words.dye(key) }
}

fn free(garment: &ShelfGarment) -> i64 {
    garment.variants.iter().map(|variant| variant.free).sum()
}

/// A card shows the colour that was filtered for first.
fn card(shelf: &ShelfGarment, color: &str, words: &Words, covers: &BTreeMap<String, Photograph>) -> Card {
    let mut dyes: Vec<_> = shelf.garment.dyes.iter().map(|key| dye(key, words)).collect();
    dyes.sort_by_key(|dye| dye.key != color);
    Card {
        slug: shelf.garment.slug.clone(),
        name: shelf.garment.name.clone(),
        price: shelf.garment.price,
        dyes,
        free: free(shelf),
        photo: covers.get(&shelf.garment.slug).cloned().map(Into::into),
    }
}

/// Whether a garment passes the filter: colour, size and stock must hold for one and the same variant.
fn passes(shelf: &ShelfGarment, filter: &Filter) -> bool {
    let wanted = |wish: &str, value: &str| wish.is_empty() || wish == value;
    let (least, most) = price_range(&filter.price);
    (least..=most).contains(&shelf.garment.price.amount)
        && shelf.variants.iter().any(|v| {
            wanted(&filter.color, &v.variant.dye)
                && wanted(&filter.size, &v.variant.size)
                && (filter.in_stock.is_empty() || v.free > 0)
        })
}

/// `-50000`, `50000-100000`, `100000-`; anything else is every price.
fn price_range(text: &str) -> (i64, i64) {
    let (least, most) = text.split_once('-').unwrap_or_default();
    (least.parse().unwrap_or(0), most.parse().unwrap_or(i64::MAX))
}

fn sort(shelf: &mut [ShelfGarment], by: &str) {
    match by {
        "low" => shelf.sort_by_key(|g| g.garment.price.amount),
        "high" => shelf.sort_by_key(|g| -g.garment.price.amount),
        _ => {}
    }
}

/// The colours on the shelf, in the order of the words.
fn dyes_of(shelf: &[ShelfGarment], words: &Words) -> Vec<Dye> {
    let sold = |key: &str| shelf.iter().any(|g| g.garment.dyes.iter().any(|dye| dye == key));
    words.dyes.iter().filter(|(key, _)| sold(key)).map(|(key, _)| dye(key, words)).collect()
}

/// The sizes on the shelf, letters from small to large, then numbers, then one size.
fn sizes_of(shelf: &[ShelfGarment]) -> Vec<String> {
    let mut sizes: Vec<String> =
        shelf.iter().flat_map(|g| &g.garment.sizes).map(|row| row.size.clone()).collect();
    let rank = |size: &str| ["XS", "S", "M", "L", "XL", "XXL"].iter().position(|known| *known == size);
    sizes.sort_by_key(|size| (rank(size).unwrap_or(usize::MAX), size == "F", size.clone()));
    sizes.dedup();
    sizes
}

/// The outfit of the week, if all of it is still sold.
fn outfit(shelf: &[ShelfGarment]) -> Option<Outfit> {
    let outfit = catalogue::demo::outfits().first()?;
    let pieces = outfit.items.iter().map(|item| {
        let garment = &shelf.iter().find(|g| g.garment.slug == item.slug)?.garment;
        Some(OutfitPiece {
            slug: item.slug.clone(),
            dye: item.dye.clone(),
            name: garment.name.clone(),
            price: garment.price,
            x: item.x,
            y: item.y,
            scale: item.scale,
            turn: item.turn,
        })
    });
    Some(Outfit {
        name: outfit.name.clone(),
        text: outfit.text.clone(),
        pieces: pieces.collect::<Option<_>>()?,
    })
}

/// What stands in the same outfits first, then what is sold in the same category.
fn together<'s>(slug: &str, shelf: &'s [ShelfGarment]) -> impl Iterator<Item = &'s ShelfGarment> {
    let worn: Vec<&str> = catalogue::demo::outfits()
        .iter()
        .filter(|outfit| outfit.items.iter().any(|item| item.slug == slug))
        .flat_map(|outfit| outfit.items.iter().map(|item| item.slug.as_str()))
        .collect();
    let category = shelf.iter().find(|g| g.garment.slug == slug).map(|g| g.garment.category.as_str());
    let mut rest: Vec<_> = shelf.iter().filter(|g| g.garment.slug != slug).collect();
    rest.sort_by_key(|g| {
        (!worn.contains(&g.garment.slug.as_str()), Some(g.garment.category.as_str()) != category)
    });
    rest.into_iter().take(TOGETHER)
}
