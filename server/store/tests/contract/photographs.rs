//! Photographs and their files.

use ::events::{Action, Actor, AuditEntry};
use catalogue::{Caption, Developed, Hung, NewPhotograph, Photograph, Rendition};
use kernel::{Ids, PhotographId};

use crate::shop::{NOON, Shop, garment, text};

crate::on_both_databases! {
    a_photograph_comes_back_in_all_its_widths,
    a_file_is_found_by_its_name,
    photographs_stand_in_their_order_and_close_up,
    a_garment_has_no_more_photographs_than_it_may,
    two_at_once_are_hung_behind_each_other,
    somebody_elses_photograph_is_not_touched,
}

fn entry(shop: &Shop, action: Action) -> AuditEntry {
    let who = Actor::Seller(shop.session());
    AuditEntry { who, action, order: None, subject: "shirt".to_owned(), text: String::new() }
}

fn caption(words: &str, dye: Option<&str>) -> Caption {
    Caption { dye: dye.map(str::to_owned), alt: text(words) }
}

fn new(shop: &Shop, words: &str) -> NewPhotograph {
    let file = |width: u32| Developed {
        rendition: Rendition { hash: format!("{words}-{width}"), width, height: width * 5 / 4 },
        bytes: vec![0, 1, 255, u8::try_from(width % 256).unwrap()],
    };
    NewPhotograph {
        id: PhotographId(shop.ids.uuid()),
        garment: "shirt".to_owned(),
        caption: caption(words, Some("ink")),
        files: [480, 960].map(file).to_vec(),
        entry: entry(shop, Action::PhotographAdded),
        now: NOON,
    }
}

pub async fn hang(shop: &Shop, words: &str) -> PhotographId {
    let new = new(shop, words);
    let id = new.id;
    assert_eq!(shop.main.photographs().add(new, 9).await, Ok(Hung::Done));
    id
}

pub async fn shirt(shop: &Shop) {
    shop.main.garments().put(1, garment("shirt"), Vec::new(), NOON).await.unwrap();
}

async fn all(shop: &Shop) -> Vec<Photograph> {
    shop.main.photographs().of_garment("shirt").await.unwrap()
}

async fn order(shop: &Shop) -> Vec<String> {
    all(shop).await.into_iter().map(|it| it.alt.ko).collect()
}

async fn a_photograph_comes_back_in_all_its_widths(shop: &Shop) {
    shirt(shop).await;
    let id = hang(shop, "front").await;
    let rendition = |width| Rendition { hash: format!("front-{width}"), width, height: width * 5 / 4 };
    let expected = Photograph {
        id,
        garment: "shirt".to_owned(),
        dye: Some("ink".to_owned()),
        alt: text("front"),
        renditions: vec![rendition(480), rendition(960)],
    };
    assert_eq!(all(shop).await, std::slice::from_ref(&expected));
    let covers = async |garments: Vec<String>| shop.main.photographs().covers(&garments).await;
    assert_eq!(covers(vec!["shirt".into()]).await, Ok(vec![expected.clone()]));
    let many = (0..9).map(|n| format!("garment-{n}")).chain(["shirt".into()]).collect();
    assert_eq!(covers(many).await, Ok(vec![expected]));
    assert_eq!(covers(vec!["skirt".into()]).await, Ok(Vec::new()));
    assert_eq!(covers(Vec::new()).await, Ok(Vec::new()));
    assert_eq!(shop.main.audit().latest(9).await.unwrap().len(), 1);
}

async fn a_file_is_found_by_its_name(shop: &Shop) {
    shirt(shop).await;
    hang(shop, "front").await;
    let photographs = shop.main.photographs();
    assert_eq!(photographs.file("front-480").await, Ok(Some(vec![0, 1, 255, 224])));
    assert_eq!(photographs.file("back-480").await, Ok(None));
}

async fn photographs_stand_in_their_order_and_close_up(shop: &Shop) {
    shirt(shop).await;
    let (first, _, last) = (hang(shop, "a").await, hang(shop, "b").await, hang(shop, "c").await);
    assert_eq!(order(shop).await, ["a", "b", "c"]);

    let photographs = shop.main.photographs();
    let changed = entry(shop, Action::PhotographChanged);
    let moved = photographs.describe("shirt", last, caption("c2", None), 1, changed.clone(), NOON).await;
    assert_eq!(moved, Ok(true));
    assert_eq!(order(shop).await, ["c2", "a", "b"]);
    assert_eq!(all(shop).await[0].dye, None);
    assert_eq!(photographs.describe("shirt", last, caption("c2", None), 99, changed, NOON).await, Ok(true));
    assert_eq!(order(shop).await, ["a", "b", "c2"]);

    let removed = entry(shop, Action::PhotographRemoved);
    assert_eq!(photographs.remove("shirt", first, removed.clone(), NOON).await, Ok(true));
    assert_eq!(order(shop).await, ["b", "c2"]);
    assert_eq!(photographs.covers(&["shirt".into()]).await.unwrap()[0].alt.ko, "b");
    assert_eq!(photographs.file("a-480").await, Ok(None));
    assert_eq!(photographs.remove("shirt", first, removed, NOON).await, Ok(false));
    assert_eq!(shop.main.audit().latest(9).await.unwrap().len(), 6);
}

async fn a_garment_has_no_more_photographs_than_it_may(shop: &Shop) {
    shirt(shop).await;
    hang(shop, "a").await;
    assert_eq!(shop.main.photographs().add(new(shop, "b"), 1).await, Ok(Hung::Full));
    assert_eq!(order(shop).await, ["a"]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM photograph_files").await, 2);
}

async fn two_at_once_are_hung_behind_each_other(shop: &Shop) {
    shirt(shop).await;
    tokio::join!(hang(shop, "a"), hang(shop, "b"));
    assert_eq!(shop.number("SELECT COUNT(DISTINCT position) FROM photographs").await, 2);
}

async fn somebody_elses_photograph_is_not_touched(shop: &Shop) {
    shirt(shop).await;
    let id = hang(shop, "a").await;
    let photographs = shop.main.photographs();
    let changed = entry(shop, Action::PhotographChanged);
    assert_eq!(
        photographs.describe("coat", id, caption("b", None), 1, changed.clone(), NOON).await,
        Ok(false)
    );
    assert_eq!(photographs.remove("coat", id, changed, NOON).await, Ok(false));
    assert_eq!(order(shop).await, ["a"]);
    assert_eq!(photographs.file("a-480").await.unwrap().map(|it| it.len()), Some(4));
}
