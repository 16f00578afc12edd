//! Garments as the seller changes them.

use ::events::{Action, Actor, AuditEntry};
use catalogue::{Edited, Garment, Kept, Save, Saved, SizeRow, Variant};
use kernel::{Ids, Money, VariantId};

use crate::shop::{NOON, Shop, garment, text};

crate::on_both_databases! {
    a_new_garment_is_hidden_and_has_no_pieces_until_the_seller_says_so,
    a_name_in_the_address_is_given_once,
    a_change_keeps_what_variants_there_were_and_their_stock,
    a_change_of_a_version_that_is_gone_writes_nothing,
    a_garment_moves_on_the_shelf_and_the_others_close_up,
    what_is_hidden_or_retired_is_not_sold,
    what_was_in_the_shop_once_is_told_from_what_never_was,
    two_people_who_change_the_same_version_change_it_once,
}

pub fn save(shop: &Shop, garment: Garment, place: usize) -> Save {
    let mut variants = Vec::new();
    for dye in &garment.dyes {
        for row in &garment.sizes {
            let id = VariantId(shop.ids.uuid());
            let (dye, size) = (dye.clone(), row.size.clone());
            variants.push(Variant { id, garment: garment.slug.clone(), dye, size });
        }
    }
    let who = Actor::Seller(shop.session());
    let (subject, text) = (garment.slug.clone(), String::new());
    let entry = AuditEntry { who, action: Action::GarmentChanged, order: None, subject, text };
    Save { edited: Edited { garment, place }, variants, entry, now: NOON }
}

fn sized(slug: &str, sizes: &[&str]) -> Garment {
    let row = |size: &&str| SizeRow { size: (*size).to_owned(), ..SizeRow::default() };
    Garment { sizes: sizes.iter().map(row).collect(), ..garment(slug) }
}

async fn add(shop: &Shop, garment: Garment) -> Kept {
    let slug = garment.slug.clone();
    let added = shop.main.garments().add(save(shop, garment, usize::MAX)).await;
    assert_eq!(added, Ok(Saved::Done));
    kept(shop, &slug).await
}

pub async fn kept(shop: &Shop, slug: &str) -> Kept {
    shop.main.garments().kept(slug).await.unwrap().unwrap()
}

pub async fn hide(shop: &Shop, kept: &Kept, hidden: bool) -> Saved {
    let slug = kept.garment.slug.as_str();
    let entry = save(shop, kept.garment.clone(), 1).entry;
    shop.main.garments().set_hidden(slug, kept.version, hidden, entry, NOON).await.unwrap()
}

async fn a_new_garment_is_hidden_and_has_no_pieces_until_the_seller_says_so(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M", "L"])).await;
    assert!(coat.hidden && coat.retired.is_empty());
    assert_eq!((coat.version, coat.variants.len()), (1, 4));
    assert_eq!(coat.garment, sized("coat", &["M", "L"]));
    assert_eq!(shop.main.shelf().all().await, Ok(Vec::new()));
    assert_eq!(shop.number("SELECT COUNT(*) FROM stock_movements").await, 4);
    assert_eq!(shop.stock().await, (0, 0));

    assert_eq!(hide(shop, &coat, false).await, Saved::Done);
    assert_eq!(shop.main.shelf().all().await.unwrap().len(), 1);
    let audit = shop.main.audit().latest(9).await.unwrap();
    assert_eq!(audit.len(), 2);
}

async fn a_name_in_the_address_is_given_once(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M"])).await;
    let other = Garment { price: Money::won(1_000), ..sized("coat", &["M"]) };
    assert_eq!(shop.main.garments().add(save(shop, other, 1)).await, Ok(Saved::Taken));
    assert_eq!(kept(shop, "coat").await, coat);
    assert_eq!(shop.main.audit().latest(9).await.unwrap().len(), 1);
}

async fn a_change_keeps_what_variants_there_were_and_their_stock(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M", "L"])).await;
    let (ink_m, red_l) = (coat.variants[0].id, coat.variants[3].id);
    shop.execute("UPDATE stock SET on_hand = 7").await;

    let changed = Garment {
        dyes: vec!["ink".to_owned(), "sand".to_owned()],
        name: text("외투"),
        ..sized("coat", &["M", "XL"])
    };
    let saved = shop.main.garments().save(save(shop, changed.clone(), 1), coat.version).await;
    assert_eq!(saved, Ok(Saved::Done));

    let now = kept(shop, "coat").await;
    assert_eq!((&now.garment, now.version), (&changed, 2));
    assert_eq!((now.variants[0].id, now.variants.len()), (ink_m, 7));
    assert_eq!((now.retired.len(), now.retired.contains(&red_l)), (3, true));
    assert_eq!(shop.stock().await, (28, 0));

    let saved = shop.main.garments().save(save(shop, coat.garment.clone(), 1), now.version).await;
    assert_eq!(saved, Ok(Saved::Done));
    let back = kept(shop, "coat").await;
    assert_eq!(back.variants[..4], coat.variants[..]);
    assert_eq!((back.variants.len(), back.retired.len()), (7, 3));
}

async fn a_change_of_a_version_that_is_gone_writes_nothing(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M"])).await;
    assert_eq!(hide(shop, &coat, false).await, Saved::Done);
    let changed = Garment { price: Money::won(1_000), ..sized("coat", &["S"]) };
    let lost = shop.main.garments().save(save(shop, changed, 1), coat.version).await;
    assert_eq!(lost, Ok(Saved::Lost));
    assert_eq!(hide(shop, &coat, true).await, Saved::Lost);
    let now = kept(shop, "coat").await;
    assert_eq!((now.garment, now.hidden), (coat.garment, false));
}

async fn a_garment_moves_on_the_shelf_and_the_others_close_up(shop: &Shop) {
    for slug in ["coat", "shirt", "skirt"] {
        add(shop, sized(slug, &["M"])).await;
    }
    let skirt = kept(shop, "skirt").await;
    let moved = save(shop, skirt.garment.clone(), 1);
    assert_eq!(shop.main.garments().save(moved, skirt.version).await, Ok(Saved::Done));
    let order = |all: Vec<Kept>| all.into_iter().map(|it| it.garment.slug).collect::<Vec<_>>();
    assert_eq!(order(shop.main.garments().all().await.unwrap()), ["skirt", "coat", "shirt"]);
    assert_eq!(shop.number("SELECT MAX(position) FROM garments").await, 2);
}

async fn what_is_hidden_or_retired_is_not_sold(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M", "L"])).await;
    let (garments, ids) = (shop.main.garments(), coat.variants.iter().map(|it| it.id).collect::<Vec<_>>());
    assert_eq!(garments.variants(&ids).await, Ok(Vec::new()));
    assert_eq!(garments.variant("coat", "ink", "M").await, Ok(None));
    let hidden = garments.ever(ids[0]).await.unwrap().unwrap();
    assert_eq!(hidden, (coat.variants[0].clone(), coat.garment.clone()));

    assert_eq!(hide(shop, &coat, false).await, Saved::Done);
    assert_eq!(garments.variants(&ids).await.unwrap().len(), 4);
    assert!(garments.variant("coat", "ink", "L").await.unwrap().is_some());

    let fewer = save(shop, sized("coat", &["M"]), 1);
    assert_eq!(garments.save(fewer, 2).await, Ok(Saved::Done));
    assert_eq!(garments.variants(&ids).await.unwrap().len(), 2);
    assert_eq!(garments.variant("coat", "ink", "L").await, Ok(None));
    assert!(garments.ever(ids[1]).await.unwrap().is_some(), "L is retired");
    assert_eq!(garments.ever(VariantId(shop.ids.uuid())).await, Ok(None));
    assert_eq!(shop.main.shelf().garment("coat").await.unwrap().unwrap().variants.len(), 2);
}

async fn what_was_in_the_shop_once_is_told_from_what_never_was(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M"])).await;
    assert!(!coat.was_shown);
    let saved = shop.main.garments().save(save(shop, coat.garment.clone(), 1), coat.version).await;
    assert_eq!(saved, Ok(Saved::Done));
    let coat = kept(shop, "coat").await;
    assert!(!coat.was_shown, "a change does not show it");
    assert_eq!(hide(shop, &coat, true).await, Saved::Done);
    let coat = kept(shop, "coat").await;
    assert!(!coat.was_shown);
    assert_eq!(hide(shop, &coat, false).await, Saved::Done);
    let coat = kept(shop, "coat").await;
    assert!(coat.was_shown);
    assert_eq!(hide(shop, &coat, true).await, Saved::Done);
    assert!(kept(shop, "coat").await.was_shown);

    let id = shop.variant(1).await;
    let (_, put) = shop.main.garments().ever(id).await.unwrap().unwrap();
    assert!(kept(shop, &put.slug).await.was_shown, "what is put on the shelf is sold at once");
}

async fn two_people_who_change_the_same_version_change_it_once(shop: &Shop) {
    let coat = add(shop, sized("coat", &["M"])).await;
    let garments = shop.main.garments();
    let (one, other) = tokio::join!(
        garments.save(save(shop, coat.garment.clone(), 1), coat.version),
        garments.save(save(shop, coat.garment.clone(), 1), coat.version),
    );
    let mut saved = [one.unwrap(), other.unwrap()];
    saved.sort_by_key(|it| *it != Saved::Done);
    assert_eq!(saved, [Saved::Done, Saved::Lost]);
}
