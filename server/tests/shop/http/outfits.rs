//! Outfits at the desk, without a script: made, looked at first, shown, changed, hidden; and what buyers then see.

use kernel::Lang;

use super::{Answer, Ask, Front, Visitor, assert_refused};

const FORM: &str = "/api/save_outfit";

/// An outfit of two pieces, as its form would post it.
const SUNDAY: [(&str, &str); 7] = [
    ("slug", "sunday"),
    ("name_ko", "일요일 아침"),
    ("name_en", "Sunday morning"),
    ("text_ko", "늦잠을 자요."),
    ("text_en", "Sleep late."),
    ("piece_0", "trench:sand"),
    ("piece_1", "jeans:washed"),
];

/// That form with these fields instead or beside, and what stands outside of it.
fn form(changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let outside = |name: &str| matches!(name, "outfit" | "version" | "step" | "lang");
    let kept = SUNDAY.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let all = kept.chain(changed);
    let named = |name: &str| if outside(name) { name.to_owned() } else { format!("fields[{name}]") };
    all.map(|(name, value)| (named(name), (*value).to_owned())).collect()
}

impl Front {
    /// A shop with the demo's garments and outfits, and its seller.
    async fn with_outfits() -> (Self, Visitor) {
        let front = Self::open().await;
        front.shop.shop.services.catalogue.seed_demo().await.unwrap();
        let seller = front.seller().await;
        (front, seller)
    }

    async fn saves_outfit(&self, seller: &Visitor, changed: &[(&str, &str)]) -> Answer {
        let fields = form(changed);
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.send(Ask::post(FORM, fields).by_browser().by(seller)).await
    }

    async fn hides_outfit(&self, seller: &Visitor, slug: &str, version: &str, hidden: &str) -> Answer {
        let fields = [("outfit", slug), ("version", version), ("hidden", hidden)];
        self.send(Ask::post("/api/hide_outfit", fields).by_browser().by(seller)).await
    }

    /// What a page says, as anybody sees it.
    async fn shows(&self, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser()).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    async fn desk_says(&self, seller: &Visitor, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser().by(seller)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }
}

#[tokio::test]
async fn nobody_but_a_seller_sees_or_changes_an_outfit_at_the_desk() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    for path in ["/seller/outfits", "/seller/outfits/new", "/seller/outfits/morning"] {
        let answer = front.send(Ask::get(path).by_browser().by(&buyer)).await;
        answer.leads_to("/seller/log-in?next=/seller/outfits");
    }
    for action in [FORM, "/api/hide_outfit"] {
        assert_refused(&front, || Ask::post(action, [("outfit", "morning")]).by(&buyer), 401, "sign_in")
            .await;
    }
}

#[tokio::test]
async fn a_new_outfit_is_in_the_shop_once_it_is_shown_and_at_its_place() {
    let (front, seller) = Front::with_outfits().await;
    let saved = front.saves_outfit(&seller, &[("place", "1")]).await;
    let page = saved.leads_to("/seller/outfits/sunday?notice=outfit_added");
    assert!(front.desk_says(&seller, &page).await.contains("한 벌을 만들었어요"));
    front.send(Ask::get("/outfits/sunday").by_browser()).await.is_page(404, Lang::Ko);
    assert!(!front.shows("/").await.contains("일요일 아침"));

    let shown = front.hides_outfit(&seller, "sunday", "1", "no").await;
    shown.leads_to("/seller/outfits/sunday?notice=outfit_shown");
    let home = front.shows("/").await;
    let (week, lookbook) = home.split_once("id=\"lookbook\"").unwrap();
    assert!(week.contains("일요일 아침") && lookbook.contains("쌀쌀한 아침"), "it is this week's: {home}");
    let english = front.shows("/en/outfits/sunday").await;
    assert!(english.contains("Sunday morning") && english.contains("Sleep late."), "{english}");
    assert!(english.contains("c-washed") && english.contains("id=\"size-jeans\""), "{english}");
    assert!(front.shows("/garments/trench").await.contains("일요일 아침"));
    assert!(front.send(Ask::get("/sitemap.xml")).await.body.contains("/outfits/sunday"));
    let list = front.desk_says(&seller, "/seller/outfits").await;
    assert!(list.contains("이번 주 한 벌") && list.contains("일요일 아침"), "{list}");

    let hidden = front.hides_outfit(&seller, "sunday", "2", "yes").await;
    hidden.leads_to("/seller/outfits/sunday?notice=outfit_hidden");
    front.send(Ask::get("/outfits/sunday").by_browser()).await.is_page(404, Lang::Ko);
    assert!(!front.shows("/").await.contains("일요일 아침"));
    let audit = front.desk_says(&seller, "/en/seller/audit").await;
    assert!(
        audit.contains("Sunday morning") && !audit.contains("일요일 아침"),
        "in the page's language: {audit}"
    );
    for done in ["Added an outfit", "Put an outfit in the shop", "Took an outfit out of the shop"] {
        assert!(audit.contains(done), "{done}: {audit}");
    }
}

#[tokio::test]
async fn a_refused_outfit_comes_back_with_everything_that_was_typed() {
    let (front, seller) = Front::with_outfits().await;
    let changed = [
        ("name_en", ""),
        ("text_ko", "줄\n바꿈 <b>"),
        ("piece_1", "trench:moss"),
        ("piece_2", "socks:ink"),
        ("x_0", "왼쪽"),
        ("scale_1", "500"),
    ];
    let page = front.saves_outfit(&seller, &changed).await;
    page.is_page(422, Lang::Ko);
    assert!(page.body.contains("<title>오류: "), "{}", page.body);
    for error in ["name_en-error", "text_ko-error", "piece_1-error", "piece_2-error", "x_0-error"] {
        assert!(page.body.contains(&format!("id=\"{error}\"")), "{error}: {}", page.body);
    }
    for kept in
        [r#"value="일요일 아침""#, r#"value="왼쪽""#, r#"value="500""#, r#"value="socks:ink" selected"#]
    {
        assert!(page.body.contains(kept), "{kept}: {}", page.body);
    }
    assert!(page.body.contains("이미 고른 옷이에요"), "{}", page.body);
    let english = [changed.as_slice(), &[("lang", "en")]].concat();
    let page = front.saves_outfit(&seller, &english).await;
    page.is_page(422, Lang::En);
    assert!(page.body.contains("It is chosen already"), "{}", page.body);
    assert_eq!(front.count("SELECT COUNT(*) FROM outfits").await, 6);

    let taken = front.saves_outfit(&seller, &[("slug", "morning")]).await;
    taken.is_page(422, Lang::Ko);
    assert!(taken.body.contains("다른 한 벌이 쓰는 주소예요"), "{}", taken.body);
}

#[tokio::test]
async fn a_preview_of_an_outfit_lays_it_out_and_keeps_nothing() {
    let (front, seller) = Front::with_outfits().await;
    let page = front.saves_outfit(&seller, &[("step", "preview")]).await;
    page.is_page(200, Lang::Ko);
    assert!(page.body.contains("미리 보기 (아직 저장하지 않았어요)"), "{}", page.body);
    assert!(page.body.contains("translate(40 50)") && page.body.contains("href=\"#jeans\""), "{}", page.body);
    assert_eq!(front.count("SELECT COUNT(*) FROM outfits").await, 6);
    let page = front.saves_outfit(&seller, &[("step", "preview"), ("piece_1", "")]).await;
    page.is_page(200, Lang::Ko);
    assert!(page.body.contains("두 가지는 골라 주세요"), "{}", page.body);
}

#[tokio::test]
async fn the_other_language_of_an_outfits_form_shows_what_was_typed() {
    let (front, seller) = Front::with_outfits().await;
    let form = front.desk_says(&seller, "/seller/outfits/new").await;
    assert!(form.contains(r#"name="step" value="translate""#), "{form}");
    for (lang, shown) in [("ko", Lang::En), ("en", Lang::Ko)] {
        let typed = [("step", "translate"), ("lang", lang), ("name_en", ""), ("x_0", "왼쪽")];
        let page = front.saves_outfit(&seller, &typed).await;
        page.is_page(200, shown);
        for kept in [r#"value="일요일 아침""#, r#"value="왼쪽""#, r#"value="jeans:washed" selected"#] {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
        assert!(!page.body.contains("aria-invalid"), "{}", page.body);
    }
    assert_eq!(front.count("SELECT COUNT(*) FROM outfits").await, 6);
}

#[tokio::test]
async fn what_somebody_else_changed_of_an_outfit_meanwhile_is_shown_beside_what_was_typed() {
    let (front, seller) = Front::with_outfits().await;
    let change = async |version: &str, name: &str| {
        let fields = [("outfit", "morning"), ("version", version), ("name_ko", name)];
        front.saves_outfit(&seller, &fields).await
    };
    change("1", "첫 아침").await.leads_to("/seller/outfits/morning?notice=outfit_changed");
    let page = change("1", "둘째 아침").await;
    page.is_page(422, Lang::Ko);
    assert!(page.body.contains("지금은 “첫 아침”") && page.body.contains(r#"value="둘째 아침""#));
    assert!(page.body.contains(r#"name="version" value="2""#), "what is saved next is a change of that");
    change("2", "둘째 아침").await.leads_to("/seller/outfits/morning?notice=outfit_changed");
    assert!(front.shows("/outfits/morning").await.contains("둘째 아침"));
    let late = front.hides_outfit(&seller, "morning", "1", "yes").await;
    late.leads_to("/seller/outfits/morning?notice=outfit_moved_on");
    front.hides_outfit(&seller, "nowhere", "1", "yes").await.is_page(404, Lang::Ko);
    change("3", "셋째 아침").await.leads_to("/seller/outfits/morning?notice=outfit_changed");

    front.shop.shop.services.catalogue.seed_demo().await.unwrap();
    assert!(
        front.shows("/outfits/morning").await.contains("셋째 아침"),
        "the demo changes none that is there"
    );
}

#[tokio::test]
async fn an_outfit_waits_while_one_of_its_garments_is_hidden_and_the_desk_says_so() {
    let (front, seller) = Front::with_outfits().await;
    let hide = [("garment", "beanie"), ("version", "1"), ("hidden", "yes")];
    front.send(Ask::post("/api/hide_garment", hide).by_browser().by(&seller)).await.leads_to("/seller");
    let home = front.shows("/").await;
    assert!(!home.contains("쌀쌀한 아침") && home.contains("비 그친 오후"), "{home}");
    assert!(front.shows("/outfits/morning").await.contains("한 가지는 지금 팔지 않아요"));
    let page = front.desk_says(&seller, "/seller/outfits/morning").await;
    assert!(page.contains("가게에서 내린 옷이 들어 있어"), "{page}");
    assert!(front.desk_says(&seller, "/seller/outfits").await.contains("내린 옷이 있음"));
    assert!(page.contains("골지 비니 · 감 (내린 옷)"), "a colour says it as well as its garment: {page}");

    for garment in ["stripe", "trousers", "trench", "tote"] {
        let hide = [("garment", garment), ("version", "1"), ("hidden", "yes")];
        front.send(Ask::post("/api/hide_garment", hide).by_browser().by(&seller)).await.leads_to("/seller");
    }
    front.send(Ask::get("/outfits/morning").by_browser()).await.is_page(404, Lang::Ko);
    let page = front.desk_says(&seller, "/seller/outfits/morning").await;
    assert!(page.contains("어디에도 보이지 않아요") && !page.contains("href=\"/outfits/morning\""), "{page}");
}

#[tokio::test]
async fn a_piece_that_went_while_an_outfit_was_chosen_is_left_out_of_the_cart_and_said() {
    let (front, seller) = Front::with_outfits().await;
    sqlx::query("UPDATE stock SET on_hand = 9").execute(&front.shop.main).await.unwrap();
    front.saves_outfit(&seller, &[]).await.leads_to("/seller/outfits/sunday");
    front.hides_outfit(&seller, "sunday", "1", "no").await.leads_to("/seller/outfits/sunday");
    let sizes =
        |slug: &str| catalogue::demo::garments().into_iter().find(|it| it.slug == slug).unwrap().sizes;
    let (trench, jeans) = (sizes("trench")[0].size.clone(), sizes("jeans")[0].size.clone());
    let fields = [
        ("dye-trench", "sand"),
        ("size-trench", trench.as_str()),
        ("dye-jeans", "washed"),
        ("size-jeans", jeans.as_str()),
    ];
    let puts = async |path: &str, only: Option<&str>| {
        let fields = fields.into_iter().chain(only.map(|piece| ("only", piece)));
        front.send(Ask::post(path, fields).by_browser()).await
    };
    puts("/outfits/sunday", None).await.leads_to("/cart?notice=added");
    let hide = [("garment", "jeans"), ("version", "1"), ("hidden", "yes")];
    front.send(Ask::post("/api/hide_garment", hide).by_browser().by(&seller)).await.leads_to("/seller");
    assert_eq!(puts("/outfits/sunday", Some("trench")).await.leads_to("/cart"), "/cart?notice=added");
    for (lang, words) in [(Lang::Ko, "그 사이 팔지 않게"), (Lang::En, "it was left out")] {
        let put = puts(&lang.path("/outfits/sunday"), None).await;
        let page = front.shows(&put.leads_to(&lang.path("/cart?notice=added_in_part"))).await;
        assert!(page.contains(words), "{page}");
        let outfit = front.shows(&lang.path("/outfits/sunday")).await;
        let [one, whole] =
            lang.pick(["한 가지, ", "한 벌 모두 장바구니에"], ["One piece, ", "Add the whole outfit"]);
        assert!(outfit.contains(one) && !outfit.contains(whole), "{outfit}");
    }
}

#[tokio::test]
async fn a_piece_whose_colour_is_not_sold_any_more_lies_in_the_garments_first() {
    let (front, seller) = Front::with_outfits().await;
    let query = "UPDATE garments SET garment = replace(garment, '\"persimmon\"', '\"celadon\"') WHERE slug = 'beanie'";
    sqlx::query(query).execute(&front.shop.main).await.unwrap();
    let page = front.shows("/outfits/morning").await;
    assert!(!page.contains("c-persimmon"), "{page}");
    let page = front.desk_says(&seller, "/seller/outfits/morning").await;
    assert!(page.contains("value=\"beanie:persimmon\" selected") && page.contains("(이제 없음)"), "{page}");
    let said = "고른 색을 이제 팔지 않아서 다른 색으로 보여요: 골지 비니";
    assert!(
        page.contains(said) && front.desk_says(&seller, "/seller/outfits").await.contains(said),
        "{page}"
    );
}
