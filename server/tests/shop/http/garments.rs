//! Garments at the desk, without a script: added, changed, looked at first, hidden and shown again.

use kernel::{Lang, Money};

use super::{Answer, Ask, Front, Visitor, assert_refused};
use crate::shop::garment;

const FORM: &str = "/api/save_garment";

/// The form of a garment as its page would post it.
fn form(changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let garment = garment();
    let typed = catalogue::Typed::of_garment(&garment, 1);
    let mut names: Vec<String> =
        ["category", "price", "place", "first_dye", "slug"].map(str::to_owned).to_vec();
    for text in ["name", "text", "fabric", "care"] {
        names.extend([format!("{text}_ko"), format!("{text}_en")]);
    }
    for (s, _) in garment.sizes.iter().enumerate() {
        names.push(format!("size_{s}"));
        names.extend((0..4).map(|m| format!("cm_{s}_{m}")));
    }
    names.extend((0..4).map(|m| format!("measure_{m}")));
    let value = |name: &str| {
        let changed = changed.iter().find(|(known, _)| *known == name);
        changed.map_or_else(|| typed.get(name).to_owned(), |(_, value)| (*value).to_owned())
    };
    let mut fields: Vec<_> = names.iter().map(|name| (format!("fields[{name}]"), value(name))).collect();
    fields.extend(garment.dyes.iter().map(|dye| ("dyes[]".to_owned(), dye.clone())));
    let rest = changed.iter().filter(|(name, _)| matches!(*name, "garment" | "version" | "step" | "lang"));
    fields.extend(rest.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

impl Front {
    async fn saves(&self, seller: &Visitor, changed: &[(&str, &str)]) -> Answer {
        let fields = form(changed);
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.send(Ask::post(FORM, fields).by_browser().by(seller)).await
    }

    async fn reads(&self, path: &str, by: &Visitor) -> String {
        let page = self.send(Ask::get(path).by_browser().by(by)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    async fn hides(&self, seller: &Visitor, hidden: &str) -> String {
        let kept = self.shop.shop.services.catalogue.garments.kept(&garment().slug).await.unwrap().unwrap();
        let (slug, version) = (garment().slug, kept.version.to_string());
        let fields = [("garment", slug.as_str()), ("version", &version), ("hidden", hidden)];
        let to = self.send(Ask::post("/api/hide_garment", fields).by_browser().by(seller)).await;
        to.leads_to(&format!("/seller/garments/{slug}?notice=garment_"))
    }
}

#[tokio::test]
async fn nobody_but_a_seller_sees_or_changes_a_garment_at_the_desk() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    for path in ["/seller/garments", "/seller/garments/new", "/seller/garments/trench"] {
        let answer = front.send(Ask::get(path).by_browser().by(&buyer)).await;
        answer.leads_to("/seller/log-in?next=/seller/garments");
    }
    for action in [FORM, "/api/hide_garment"] {
        assert_refused(&front, || Ask::post(action, [("garment", "trench")]).by(&buyer), 401, "sign_in")
            .await;
    }
}

#[tokio::test]
async fn a_changed_price_is_the_shops_price_and_what_was_ordered_stays_as_it_was() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let bought = front.shop.paid().await;
    let slug = garment().slug;
    let saved = front.saves(&seller, &[("garment", &slug), ("version", "1"), ("price", "99,000원")]).await;
    let page = saved.leads_to(&format!("/seller/garments/{slug}?notice=garment_changed"));
    assert!(front.reads(&page, &seller).await.contains("저장했어요"));
    assert!(front.reads(&format!("/garments/{slug}"), &seller).await.contains("99,000원"));
    let order = front.shop.order(bought.order).await;
    assert_eq!(order.details.lines[0].unit_price, garment().price);
    assert_ne!(garment().price, Money::won(99_000));
    assert!(front.reads("/seller/events", &seller).await.contains("옷을 고쳤어요"), "it is audited");
    let audit = front.reads("/en/seller/audit", &seller).await;
    assert!(audit.contains(&format!("{} · ₩99,000", garment().name.en)), "{audit}");
}

#[tokio::test]
async fn a_refused_form_comes_back_with_everything_that_was_typed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let slug = garment().slug;
    let text = "가".repeat(900);
    let changed = [
        ("garment", slug.as_str()),
        ("version", "1"),
        ("price", "비싸요"),
        ("text_ko", &text),
        ("name_en", ""),
        ("size_1", "S"),
    ];
    let page = front.saves(&seller, &changed).await;
    page.is_page(422, Lang::Ko);
    assert!(
        page.body.contains("<title>오류: ") && page.body.contains("세 가지만 고쳐 주세요"),
        "{}",
        page.body
    );
    assert!(page.body.contains(&text) && page.body.contains(r#"value="비싸요""#), "{}", page.body);
    assert!(page.body.contains("100원에서 1,000만원 사이로"), "{}", page.body);
    let english = [changed.as_slice(), &[("lang", "en")]].concat();
    let page = front.saves(&seller, &english).await;
    page.is_page(422, Lang::En);
    assert!(page.body.contains("Fix three things"), "{}", page.body);
    assert_eq!(front.shop.shop.services.catalogue.garments.kept(&slug).await.unwrap().unwrap().version, 1);
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_shown_beside_what_was_typed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let slug = garment().slug;
    front
        .saves(&seller, &[("garment", &slug), ("version", "1"), ("price", "99000")])
        .await
        .leads_to("/seller");
    let page = front.saves(&seller, &[("garment", &slug), ("version", "1"), ("price", "88000")]).await;
    page.is_page(422, Lang::Ko);
    assert!(page.body.contains("지금은 “99000”") && page.body.contains(r#"value="88000""#), "{}", page.body);
    assert!(page.body.contains(r#"name="version" value="2""#), "what is saved next is a change of that");
    front
        .saves(&seller, &[("garment", &slug), ("version", "2"), ("price", "88000")])
        .await
        .leads_to("/seller");
}

#[tokio::test]
async fn a_preview_keeps_nothing() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let slug = garment().slug;
    let before = front.rows().await;
    let changed = [("garment", slug.as_str()), ("version", "1"), ("price", "77000"), ("step", "preview")];
    let page = front.saves(&seller, &changed).await;
    page.is_page(200, Lang::Ko);
    assert!(
        page.body.contains("미리 보기 (아직 저장하지 않았어요)") && page.body.contains("77,000원"),
        "{}",
        page.body
    );
    assert_eq!(front.rows().await, before);
    assert!(!front.reads(&format!("/garments/{slug}"), &seller).await.contains("77,000원"));
}

#[tokio::test]
async fn a_new_garment_is_in_the_shop_once_it_is_shown() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let new = [("slug", "coat-2"), ("name_ko", "새 외투")];
    front.saves(&seller, &new).await.leads_to("/seller/garments/coat-2?notice=garment_added");
    front.send(Ask::get("/garments/coat-2").by_browser()).await.is_page(404, Lang::Ko);
    assert!(!front.reads("/", &seller).await.contains("새 외투"));
    let fields = [("garment", "coat-2"), ("version", "1"), ("hidden", "no")];
    front.send(Ask::post("/api/hide_garment", fields).by_browser().by(&seller)).await.leads_to("/seller");
    assert!(front.reads("/", &seller).await.contains("새 외투"));
    assert!(front.reads("/garments/coat-2", &seller).await.contains("품절"), "it has no pieces yet");
    let fields = [("garment", "coat-2"), ("version", "2"), ("hidden", "yes")];
    front.send(Ask::post("/api/hide_garment", fields).by_browser().by(&seller)).await.leads_to("/seller");
    front.send(Ask::get("/garments/coat-2").by_browser()).await.is_page(410, Lang::Ko);
    assert!(front.reads("/seller/stock/coat-2", &seller).await.contains("새 외투"));
    let taken = front.saves(&seller, &new).await;
    taken.is_page(422, Lang::Ko);
    assert!(taken.body.contains("다른 옷이 쓰는 주소예요"), "{}", taken.body);
}

#[tokio::test]
async fn what_is_hidden_is_gone_from_the_shop_and_its_orders_stay() {
    let front = Front::open().await;
    let (seller, slug) = (front.seller().await, garment().slug);
    let bought = front.shop.paid().await;
    front.shop.settle().await;
    let buyer = front.visitor().await;
    let draft = super::input::begin_many(&front, &buyer, "1").await;
    assert!(front.hides(&seller, "yes").await.ends_with("hidden"));
    let form = format!("/checkout/{draft}");
    front.send(Ask::get(&form).by_browser().by(&buyer)).await.is_page(410, Lang::Ko);
    for lang in [Lang::Ko, Lang::En] {
        front.send(Ask::get(&lang.path(&format!("/garments/{slug}"))).by_browser()).await.is_page(410, lang);
    }
    let choice = super::input::choice("1");
    front.send(Ask::get(&choice).by_browser()).await.is_page(410, Lang::Ko);
    let desk = front.reads(&format!("/seller/orders/{}", bought.order), &seller).await;
    assert!(desk.contains(&garment().name.ko));
    assert!(front.hides(&seller, "no").await.ends_with("shown"));
    front.send(Ask::get(&format!("/garments/{slug}")).by_browser()).await.is_page(200, Lang::Ko);
}
