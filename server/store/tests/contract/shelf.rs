//! The catalogue, and the shelf with what is free.

use catalogue::{EditedOutfit, Garment, Outfit, SaveOutfit, Saved, ShelfCard, ShelfVariant, Variant};
use events::{Action, Actor, AuditEntry};
use kernel::time::days;
use kernel::{Ids, Money, VariantId};

use crate::shop::{NOON, Shop, garment};

crate::on_both_databases! {
    a_garment_comes_back_as_it_was_put,
    putting_a_garment_again_leaves_what_is_there,
    the_time_of_a_change_is_kept_and_putting_again_is_none,
    the_shelf_stands_in_its_order_and_says_what_is_free,
    what_goes_with_a_garment_is_its_outfits_and_then_its_category,
    an_outfit_comes_back_with_its_garments_in_the_order_of_its_pieces,
    putting_an_outfit_again_leaves_what_is_there,
    a_new_outfit_is_hidden_until_it_is_shown_and_stands_at_its_place,
    an_outfit_is_changed_by_who_saw_it_as_it_stands,
    a_hidden_outfit_is_nowhere_in_the_shop,
    the_demo_fits_on_the_shelf,
}

fn variant(shop: &Shop, garment: &Garment, dye: &str) -> Variant {
    let id = VariantId(shop.ids.uuid());
    Variant { id, garment: garment.slug.clone(), dye: dye.to_owned(), size: "M".to_owned() }
}

/// Puts the demo's garments and outfits on the shelf.
pub async fn demo(shop: &Shop) {
    for (position, garment) in (0..).zip(catalogue::demo::garments()) {
        let variants = catalogue::demo::variants(&garment);
        shop.main.garments().put(position, garment, variants, NOON).await.unwrap();
    }
    for (position, outfit) in (0..).zip(catalogue::demo::outfits()) {
        shop.main.outfits().put(position, outfit.clone()).await.unwrap();
    }
}

pub fn slugs(cards: &[ShelfCard]) -> Vec<&str> {
    cards.iter().map(|card| card.garment.slug.as_str()).collect()
}

async fn a_garment_comes_back_as_it_was_put(shop: &Shop) {
    let garments = shop.main.garments();
    let shirt = garment("shirt");
    let (ink, red) = (variant(shop, &shirt, "ink"), variant(shop, &shirt, "persimmon"));
    garments.put(1, shirt.clone(), vec![(ink.clone(), 3), (red.clone(), 0)], NOON).await.unwrap();

    assert_eq!(garments.variant("shirt", "ink", "M").await, Ok(Some(ink.clone())));
    assert_eq!(garments.variant("shirt", "ink", "XXL").await, Ok(None));
    let unknown = VariantId(shop.ids.uuid());
    let found = garments.variants(&[red.id, unknown, ink.id]).await;
    assert_eq!(found, Ok(vec![(red, shirt.clone()), (ink, shirt)]));
}

async fn putting_a_garment_again_leaves_what_is_there(shop: &Shop) {
    let shirt = garment("shirt");
    let ink = variant(shop, &shirt, "ink");
    shop.main.garments().put(1, shirt.clone(), vec![(ink.clone(), 3)], NOON).await.unwrap();
    let dearer = Garment { price: Money::won(49_000), ..shirt.clone() };
    shop.main.garments().put(1, dearer, vec![(ink.clone(), 99)], NOON).await.unwrap();
    let shelf = shop.main.shelf().garment("shirt").await.unwrap().unwrap();
    assert_eq!(shelf.garment, shirt);
    assert_eq!(shelf.variants, [ShelfVariant { variant: ink, free: 3 }]);
}

async fn the_time_of_a_change_is_kept_and_putting_again_is_none(shop: &Shop) {
    let shirt = garment("shirt");
    for now in [NOON, NOON + days(1)] {
        shop.main.garments().put(1, shirt.clone(), Vec::new(), now).await.unwrap();
        assert_eq!(shop.main.shelf().slugs().await, Ok(vec![("shirt".to_owned(), Some(NOON))]));
    }
}

async fn the_shelf_stands_in_its_order_and_says_what_is_free(shop: &Shop) {
    let (shirt, coat) = (garment("shirt"), garment("coat"));
    let (red, ink) = (variant(shop, &shirt, "persimmon"), variant(shop, &shirt, "ink"));
    let wool = variant(shop, &coat, "ink");
    shop.main.garments().put(2, coat, vec![(wool.clone(), 1)], NOON).await.unwrap();
    shop.main.garments().put(1, shirt, vec![(ink.clone(), 3), (red.clone(), 0)], NOON).await.unwrap();
    shop.order(ink.id, 2).await;

    let shelf = shop.main.shelf().all().await.unwrap();
    let slugs = shelf.iter().map(|it| it.garment.slug.as_str()).collect::<Vec<_>>();
    assert_eq!(slugs, ["shirt", "coat"]);
    let expected = [ShelfVariant { variant: ink, free: 1 }, ShelfVariant { variant: red, free: 0 }];
    assert_eq!(shelf[0].variants, expected);
    assert_eq!(shelf[1].variants, [ShelfVariant { variant: wool, free: 1 }]);
    assert_eq!(shop.main.shelf().garment("shirt").await, Ok(Some(shelf[0].clone())));
    assert_eq!(shop.main.shelf().garment("hat").await, Ok(None));
}

async fn what_goes_with_a_garment_is_its_outfits_and_then_its_category(shop: &Shop) {
    demo(shop).await;
    let shelf = shop.main.shelf();
    let beside = async |slug: &str, limit| {
        let garment = shelf.garment(slug).await.unwrap().unwrap().garment;
        shelf.beside(&garment, limit).await.unwrap()
    };
    let trench = beside("trench", 6).await;
    assert_eq!(slugs(&trench), ["stripe", "trousers", "tote", "beanie", "padded", "blazer"]);
    assert_eq!(trench[4].free, 1, "one goose down is left");
    assert_eq!(slugs(&beside("hoodie", 2).await), ["tee", "oxford"], "it is in no outfit");
    assert_eq!(slugs(&beside("slip", 4).await)[..3], ["cardigan", "tote", "scarf"]);
}

async fn an_outfit_comes_back_with_its_garments_in_the_order_of_its_pieces(shop: &Shop) {
    demo(shop).await;
    let outfits = shop.main.outfits();
    let all = outfits.all().await.unwrap();
    let laid_out: Vec<_> = all.iter().map(|it| it.outfit.clone()).collect();
    assert_eq!(laid_out, catalogue::demo::outfits());
    for outfit in &all {
        let pieces = outfit.outfit.items.iter().map(|piece| piece.slug.as_str());
        assert!(pieces.eq(outfit.garments.iter().map(|garment| garment.slug.as_str())));
        assert_eq!(outfits.outfit(&outfit.outfit.slug).await, Ok(Some(outfit.clone())));
    }
    let with: Vec<_> = outfits.with("jeans").await.unwrap().into_iter().map(|it| it.outfit.slug).collect();
    assert_eq!(with, ["walk", "snow"]);
    assert_eq!(outfits.with("hoodie").await, Ok(Vec::new()));
    assert_eq!(outfits.outfit("none").await, Ok(None));
}

/// An outfit on its way to the database.
fn saving(shop: &Shop, outfit: Outfit, place: usize) -> SaveOutfit {
    let entry = entry(shop, &outfit.slug);
    SaveOutfit { edited: EditedOutfit { outfit, place }, entry, now: NOON }
}

fn entry(shop: &Shop, slug: &str) -> AuditEntry {
    let (who, action) = (Actor::Seller(shop.session()), Action::OutfitChanged);
    AuditEntry { who, action, order: None, subject: slug.to_owned(), text: String::new() }
}

impl Shop {
    /// The slugs of the lookbook as the desk sees it, each with its version and whether it is hidden.
    async fn lookbook(&self) -> Vec<(String, i64, bool)> {
        let kept = self.main.outfits().kept().await.unwrap();
        kept.into_iter().map(|it| (it.outfit.slug, it.version, it.hidden)).collect()
    }

    async fn audited(&self) -> usize {
        self.main.audit().latest(100).await.unwrap().len()
    }
}

async fn putting_an_outfit_again_leaves_what_is_there(shop: &Shop) {
    demo(shop).await;
    let outfits = shop.main.outfits();
    let mut fewer = catalogue::demo::outfits()[0].clone();
    fewer.items.truncate(2);
    outfits.put(9, fewer.clone()).await.unwrap();
    assert_eq!(outfits.all().await.unwrap()[0].outfit, catalogue::demo::outfits()[0]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM outfit_pieces WHERE outfit = 'morning'").await, 5);
}

async fn a_new_outfit_is_hidden_until_it_is_shown_and_stands_at_its_place(shop: &Shop) {
    demo(shop).await;
    let outfits = shop.main.outfits();
    let new = Outfit { slug: "sunday".to_owned(), ..catalogue::demo::outfits()[3].clone() };
    assert_eq!(outfits.add(saving(shop, new.clone(), 2)).await, Ok(Saved::Done));
    assert_eq!(outfits.add(saving(shop, new.clone(), 1)).await, Ok(Saved::Taken));
    assert_eq!(shop.audited().await, 1, "what was not done is not told");
    let lookbook = shop.lookbook().await;
    assert_eq!(lookbook[1], ("sunday".to_owned(), 1, true));
    assert_eq!((lookbook.len(), outfits.all().await.unwrap().len()), (7, 6));
    assert_eq!(outfits.outfit("sunday").await, Ok(None));

    assert_eq!(outfits.set_hidden("sunday", 1, false, entry(shop, "sunday"), NOON).await, Ok(Saved::Done));
    let all = outfits.all().await.unwrap();
    assert_eq!((&all[1].outfit, all[1].garments.len()), (&new, new.items.len()));
    assert_eq!(shop.audited().await, 2);
}

async fn an_outfit_is_changed_by_who_saw_it_as_it_stands(shop: &Shop) {
    demo(shop).await;
    let outfits = shop.main.outfits();
    let mut fewer = catalogue::demo::outfits()[0].clone();
    fewer.items.truncate(2);
    assert_eq!(outfits.save(saving(shop, fewer.clone(), usize::MAX), 1).await, Ok(Saved::Done));
    let all = outfits.all().await.unwrap();
    assert_eq!((all.len(), &all[5].outfit, all[5].garments.len()), (6, &fewer, 2));
    let first = saving(shop, catalogue::demo::outfits()[0].clone(), 1);
    assert_eq!(outfits.save(first.clone(), 1).await, Ok(Saved::Lost));
    let unknown = Outfit { slug: "none".to_owned(), ..fewer };
    assert_eq!(outfits.save(saving(shop, unknown, 1), 1).await, Ok(Saved::Lost));
    let hide = outfits.set_hidden("morning", 1, true, entry(shop, "morning"), NOON).await;
    assert_eq!((hide, shop.audited().await), (Ok(Saved::Lost), 1));
    assert_eq!(outfits.save(first, 2).await, Ok(Saved::Done));
    let laid_out: Vec<_> = outfits.all().await.unwrap().into_iter().map(|it| it.outfit).collect();
    assert_eq!(laid_out, catalogue::demo::outfits());
}

async fn a_hidden_outfit_is_nowhere_in_the_shop(shop: &Shop) {
    demo(shop).await;
    let outfits = shop.main.outfits();
    assert_eq!(outfits.set_hidden("morning", 1, true, entry(shop, "morning"), NOON).await, Ok(Saved::Done));
    assert_eq!(outfits.outfit("morning").await, Ok(None));
    assert!(outfits.all().await.unwrap().iter().all(|it| it.outfit.slug != "morning"));
    assert_eq!(outfits.with("trench").await, Ok(Vec::new()));
    let trench = shop.main.shelf().garment("trench").await.unwrap().unwrap().garment;
    let beside = shop.main.shelf().beside(&trench, 1).await.unwrap();
    assert_eq!(slugs(&beside), ["padded"], "what it shared with others is no reason any more");
    assert_eq!(shop.lookbook().await[0], ("morning".to_owned(), 2, true));
}

async fn the_demo_fits_on_the_shelf(shop: &Shop) {
    demo(shop).await;
    let shelf = shop.main.shelf().all().await.unwrap();
    let shelf = shelf.into_iter().map(|it| it.garment).collect::<Vec<_>>();
    assert_eq!(shelf, catalogue::demo::garments());
}
