//! The list: search, filters, counts, order and pages.

use std::collections::BTreeMap;

use catalogue::{Counts, Garment, Kept, ListQuery, Saved, Search, SizeRow, Sort};
use kernel::{Lang, Text};

use crate::garments::{hide, kept, save};
use crate::shelf::{demo, slugs};
use crate::shop::{NOON, Shop, garment};

crate::on_both_databases! {
    words_of_two_syllables_find_what_is_called_so_first,
    korean_and_english_find_the_same_and_spaces_do_not_matter,
    a_search_that_nothing_fits_can_be_asked_for_what_comes_near,
    a_garment_is_found_by_what_it_says_now_and_not_by_what_it_said,
    what_is_hidden_or_retired_is_on_no_list_and_in_no_count,
    an_outfit_of_which_a_garment_is_hidden_is_in_no_lookbook_and_keeps_the_rest,
    garments_that_an_older_program_put_there_are_found_once_they_are_indexed,
    colour_size_and_stock_are_asked_of_one_variant,
    each_choice_is_counted_as_if_it_were_the_one_asked_for,
    a_list_comes_in_its_order_and_by_pages,
    what_is_typed_means_itself,
}

fn searching(text: &str) -> ListQuery {
    ListQuery { search: Search::parse(text), sort: Sort::Fit, ..ListQuery::default() }
}

async fn found(shop: &Shop, query: &ListQuery) -> Vec<String> {
    let cards = shop.main.shelf().page(query).await.unwrap();
    let counts = shop.main.shelf().counts(query).await.unwrap();
    assert_eq!(usize::try_from(counts.found), Ok(cards.len()), "the count is that of the list");
    slugs(&cards).into_iter().map(str::to_owned).collect()
}

async fn words_of_two_syllables_find_what_is_called_so_first(shop: &Shop) {
    demo(shop).await;
    assert_eq!(found(shop, &searching("코트")).await, ["trench"]);
    let knitwear = found(shop, &searching("니트")).await;
    assert_eq!(knitwear[..2], ["crew", "vest"], "{knitwear:?}");
    assert_eq!(
        knitwear.last().map(String::as_str),
        Some("blazer"),
        "it is only worn over a knit: {knitwear:?}"
    );
    assert_eq!(found(shop, &searching("바지")).await, ["trousers", "jeans", "cargo"]);
    assert_eq!(found(shop, &searching("원피스")).await, ["shirtdress", "slip", "knitdress"]);
}

async fn korean_and_english_find_the_same_and_spaces_do_not_matter(shop: &Shop) {
    demo(shop).await;
    for same in ["구스패딩", "구스 패딩", "goose down", "GOOSE  Down"] {
        assert_eq!(found(shop, &searching(same)).await, ["padded"], "{same}");
    }
    assert_eq!(found(shop, &searching("denim skirts")).await, ["midi"]);
    assert_eq!(found(shop, &searching("먹 카디건")).await, found(shop, &searching("black cardigan")).await);
}

async fn a_search_that_nothing_fits_can_be_asked_for_what_comes_near(shop: &Shop) {
    demo(shop).await;
    let mut query = searching("트랜치코트");
    assert!(found(shop, &query).await.is_empty());
    query.search = query.search.unwrap().loosened();
    assert_eq!(found(shop, &query).await, ["trench"]);
    assert!(found(shop, &searching("우주복")).await.is_empty());
}

async fn a_garment_is_found_by_what_it_says_now_and_not_by_what_it_said(shop: &Shop) {
    let shirt = sold(shop).await;
    assert_eq!(found(shop, &searching("셔츠")).await, [shirt.garment.slug.as_str()]);
    let name = Text { ko: "블라우스".into(), en: "Blouse".into() };
    let blouse = Garment { name, sizes: vec![row("M")], ..shirt.garment.clone() };
    let saved = shop.main.garments().save(save(shop, blouse, 1), shirt.version).await;
    assert_eq!(saved, Ok(Saved::Done));
    assert!(found(shop, &searching("셔츠")).await.is_empty());
    assert_eq!(found(shop, &searching("블라우스")).await, [shirt.garment.slug]);
}

async fn what_is_hidden_or_retired_is_on_no_list_and_in_no_count(shop: &Shop) {
    let shirt = sold(shop).await;
    let (ink, red) = (ListQuery { dye: "ink".into(), ..ListQuery::default() }, ListQuery::default());
    assert_eq!(found(shop, &ink).await.len(), 1);
    let red_alone =
        Garment { dyes: vec!["persimmon".into()], sizes: vec![row("M")], ..shirt.garment.clone() };
    let saved = shop.main.garments().save(save(shop, red_alone, 1), shirt.version).await;
    assert_eq!(saved, Ok(Saved::Done));
    assert!(found(shop, &ink).await.is_empty());
    assert_eq!(found(shop, &red).await.len(), 1);
    let shirt = kept(shop, &shirt.garment.slug).await;
    assert_eq!(hide(shop, &shirt, true).await, Saved::Done);
    assert!(found(shop, &red).await.is_empty());
    assert_eq!(shop.main.shelf().slugs().await, Ok(Vec::new()));
    assert_eq!(shop.main.shelf().counts(&red).await, Ok(Counts::default()));
}

async fn an_outfit_of_which_a_garment_is_hidden_is_in_no_lookbook_and_keeps_the_rest(shop: &Shop) {
    demo(shop).await;
    let beanie = kept(shop, "beanie").await;
    assert_eq!(hide(shop, &beanie, true).await, Saved::Done);
    let outfits = shop.main.outfits();
    let all: Vec<_> = outfits.all().await.unwrap().into_iter().map(|it| it.outfit.slug).collect();
    assert_eq!(all, ["walk", "firstday", "evening", "dinner"]);
    assert_eq!(outfits.with("trench").await, Ok(Vec::new()));
    let morning = outfits.outfit("morning").await.unwrap().unwrap();
    let pieces: Vec<_> = morning.outfit.items.iter().map(|piece| piece.slug.as_str()).collect();
    assert_eq!((pieces.as_slice(), morning.left_out), (&["stripe", "trousers", "trench", "tote"][..], 1));
    assert!(pieces.into_iter().eq(morning.garments.iter().map(|garment| garment.slug.as_str())));
    for slug in ["stripe", "trousers", "trench", "tote"] {
        assert_eq!(hide(shop, &kept(shop, slug).await, true).await, Saved::Done);
    }
    assert_eq!(outfits.outfit("morning").await, Ok(None));
}

/// A shirt in ink of which there is one piece.
async fn sold(shop: &Shop) -> Kept {
    let id = shop.variant(1).await;
    let (_, shirt) = shop.main.garments().variants(&[id]).await.unwrap().remove(0);
    kept(shop, &shirt.slug).await
}

fn row(size: &str) -> SizeRow {
    SizeRow { size: size.to_owned(), ..SizeRow::default() }
}

async fn garments_that_an_older_program_put_there_are_found_once_they_are_indexed(shop: &Shop) {
    shop.variant(1).await;
    shop.execute("DELETE FROM garment_terms").await;
    shop.execute("UPDATE garments SET rules = 0").await;
    assert!(found(shop, &searching("셔츠")).await.is_empty());
    assert_eq!(shop.main.garments().index_anew().await, Ok(1));
    assert_eq!(found(shop, &searching("셔츠")).await.len(), 1);
    assert_eq!(shop.main.garments().index_anew().await, Ok(0));
}

async fn colour_size_and_stock_are_asked_of_one_variant(shop: &Shop) {
    demo(shop).await;
    let all = ListQuery { category: "outer".into(), ..ListQuery::default() };
    assert_eq!(found(shop, &all).await, ["trench", "padded", "blazer", "parka", "trucker"]);
    let ink = ListQuery { dye: "ink".into(), size: "L".into(), ..all };
    assert_eq!(found(shop, &ink).await.len(), 5);
    // Ink is sold out in L where it is the second or fourth colour, and the goose down has one piece in pine.
    let left = ListQuery { in_stock: true, ..ink };
    assert_eq!(found(shop, &left).await, ["trench", "parka", "trucker"]);
    let cheap = ListQuery { most: 179_000, ..left };
    assert_eq!(found(shop, &cheap).await, ["parka", "trucker"]);
}

async fn each_choice_is_counted_as_if_it_were_the_one_asked_for(shop: &Shop) {
    demo(shop).await;
    let query =
        ListQuery { category: "knit".into(), dye: "oat".into(), least: 70_000, ..ListQuery::default() };
    let counts = shop.main.shelf().counts(&query).await.unwrap();
    assert_eq!((counts.found, counts.any, counts.in_stock), (3, 4, 3));
    assert_eq!(counts.dyes.get("oat"), Some(&3));
    assert_eq!(counts.dyes.get("ink"), Some(&2), "cardigan and turtleneck; the vest is cheaper");
    assert_eq!(counts.dyes.get("sand"), None);
    let categories = BTreeMap::from([("dress".to_owned(), 1), ("knit".to_owned(), 3)]);
    assert_eq!(counts.categories, categories, "the hoodie in oat is cheaper");
    assert_eq!(counts.sizes.get("XL"), Some(&3));
    assert_eq!(counts.priced(0, i64::MAX), 3);
    assert_eq!(counts.priced(0, 75_000), 1);

    let other = ListQuery { dye: "ink".into(), ..query };
    assert_eq!(found(shop, &other).await.len(), 2, "the count of a choice is what choosing it brings");
}

async fn a_list_comes_in_its_order_and_by_pages(shop: &Shop) {
    demo(shop).await;
    let by = |sort| ListQuery { category: "accessory".into(), sort, ..ListQuery::default() };
    assert_eq!(found(shop, &by(Sort::New)).await, ["tote", "beanie", "scarf", "cap"]);
    assert_eq!(found(shop, &by(Sort::Cheap)).await, ["beanie", "cap", "tote", "scarf"]);
    assert_eq!(found(shop, &by(Sort::Dear)).await, ["scarf", "tote", "cap", "beanie"]);
    assert_eq!(found(shop, &by(Sort::Name(Lang::Ko))).await, ["beanie", "tote", "cap", "scarf"]);
    assert_eq!(found(shop, &by(Sort::Name(Lang::En))).await, ["scarf", "tote", "beanie", "cap"]);

    let mut seen = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = ListQuery { limit: 10, offset, ..ListQuery::default() };
        let cards = shop.main.shelf().page(&page).await.unwrap();
        assert_eq!(shop.main.shelf().counts(&page).await.unwrap().found, 28);
        seen.extend(slugs(&cards).into_iter().map(str::to_owned));
    }
    let shelf: Vec<_> = catalogue::demo::garments().into_iter().map(|garment| garment.slug).collect();
    assert_eq!(seen, shelf, "each garment once, in the order of the shelf");
}

async fn what_is_typed_means_itself(shop: &Shop) {
    let plain = garment("plain");
    shop.main.garments().put(1, plain, Vec::new(), NOON).await.unwrap();
    shop.variant(1).await;
    for text in ["%", "_", "' OR 1=1 --", "\\", "셔%"] {
        let query = searching(text);
        let cards = shop.main.shelf().page(&query).await.unwrap();
        // A garment without variants is on no list.
        assert!(slugs(&cards).iter().all(|slug| *slug != "plain"), "{text}");
    }
    assert!(found(shop, &searching("' OR 1=1 --")).await.is_empty());
    let unknown = ListQuery { dye: "' OR 1=1 --".into(), ..ListQuery::default() };
    assert!(found(shop, &unknown).await.is_empty());
}
