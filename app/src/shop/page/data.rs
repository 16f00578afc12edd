//! Pages as programs read them: schema.org's words for a shop, a garment on offer, and where a page stands.
//!
//! <https://developers.google.com/search/docs/appearance/structured-data/product>

use kernel::Lang;
use serde_json::{Value, json};

use crate::shop::view::{GarmentView, Outfit, Variant};
use crate::ui::head::{origin, picture_path};

/// The shop, and how it is searched.
pub(super) fn shop(lang: Lang) -> Value {
    let origin = origin();
    let home = format!("{origin}{}", lang.path("/"));
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": lang.pick("한벌", "Hanbeol"),
        "url": home,
        "inLanguage": lang.tag(),
        "publisher": { "@type": "OnlineStore", "name": lang.pick("한벌", "Hanbeol"), "url": origin },
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": format!("{origin}{}?q={{search_term_string}}", lang.path("/garments")),
            },
            "query-input": "required name=search_term_string",
        },
    })
}

/// A garment with an offer for each size in each colour.
pub(super) fn product(lang: Lang, view: &GarmentView) -> Value {
    let origin = origin();
    let page = format!("{origin}{}", lang.path(&format!("/garments/{}", view.slug)));
    let offers: Vec<_> = view.variants.iter().map(|variant| offer(&page, view, variant)).collect();
    let colours: Vec<_> = view.dyes.iter().map(|dye| dye.name.get(lang)).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": view.name.get(lang),
        "description": view.text.get(lang),
        "sku": view.slug,
        "url": page,
        "image": [format!("{origin}{}", picture_path(Some(&view.slug)))],
        "brand": { "@type": "Brand", "name": lang.pick("한벌", "Hanbeol") },
        "category": view.category.name.get(lang),
        "material": view.fabric.get(lang),
        "color": colours.join(", "),
        "offers": offers,
    })
}

fn offer(page: &str, view: &GarmentView, variant: &Variant) -> Value {
    let Variant { dye, size, free } = variant;
    let availability = if *free > 0 { "InStock" } else { "OutOfStock" };
    json!({
        "@type": "Offer",
        "sku": format!("{}-{dye}-{size}", view.slug),
        "url": format!("{page}?dye={dye}&size={size}"),
        "price": view.price.amount,
        "priceCurrency": view.price.currency.code(),
        "availability": format!("https://schema.org/{availability}"),
        "itemCondition": "https://schema.org/NewCondition",
    })
}

/// An outfit: the garments that it is made of.
pub(super) fn outfit(lang: Lang, outfit: &Outfit) -> Value {
    let origin = origin();
    let items: Vec<_> = (1..)
        .zip(&outfit.pieces)
        .map(|(position, piece)| {
            json!({
                "@type": "ListItem",
                "position": position,
                "name": piece.name.get(lang),
                "url": format!("{origin}{}", lang.path(&format!("/garments/{}", piece.slug))),
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": outfit.name.get(lang),
        "description": outfit.text.get(lang),
        "itemListElement": items,
    })
}

/// Where a page stands: names and paths from the home page down, the page itself last.
pub(super) fn breadcrumbs(lang: Lang, steps: &[(&str, &str)]) -> Value {
    let origin = origin();
    let home = (lang.pick("한벌", "Hanbeol"), "/");
    let items: Vec<_> = (1..)
        .zip(std::iter::once(&home).chain(steps))
        .map(|(position, (name, path))| {
            json!({
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": format!("{origin}{}", lang.path(path)),
            })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}
