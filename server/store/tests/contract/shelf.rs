//! The catalogue, and the shelf with what is free.

use catalogue::{Garment, ShelfVariant, Variant};
use kernel::{Ids, Money, VariantId};

use crate::shop::{NOON, Shop, garment};

crate::on_both_databases! {
    a_garment_comes_back_as_it_was_put,
    putting_a_garment_again_leaves_what_is_there,
    the_shelf_stands_in_its_order_and_says_what_is_free,
    the_demo_fits_on_the_shelf,
}

fn variant(shop: &Shop, garment: &Garment, dye: &str) -> Variant {
    let id = VariantId(shop.ids.uuid());
    Variant { id, garment: garment.slug.clone(), dye: dye.to_owned(), size: "M".to_owned() }
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

async fn the_demo_fits_on_the_shelf(shop: &Shop) {
    for (position, garment) in (0..).zip(catalogue::demo::garments()) {
        let variants = catalogue::demo::variants(&garment);
        shop.main.garments().put(position, garment, variants, NOON).await.unwrap();
    }
    let shelf = shop.main.shelf().all().await.unwrap();
    let shelf = shelf.into_iter().map(|it| it.garment).collect::<Vec<_>>();
    assert_eq!(shelf, catalogue::demo::garments());
}
