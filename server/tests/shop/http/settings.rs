//! What the shop says of itself, as its owner changes it and its pages show it.

use events::Action;
use kernel::Lang;
use settings::{Fields, Kept, demo};

use super::{Answer, Ask, Front, Visitor};

const FORM: &str = "/api/change_settings";
const PAGE: &str = "/seller/settings";

/// The form of settings, posted over a version, with the step of a button; the one that saves has none.
fn form(version: &str, fields: &Fields, step: &str) -> Ask {
    let texts = fields.texts();
    let plain = texts.iter().filter(|(field, _)| !matches!(field.code(), "closed_weekdays" | "carriers"));
    let mut pairs: Vec<_> = plain.map(|(field, text)| (field.code(), text.as_str())).collect();
    pairs.extend(fields.closed_weekdays.iter().map(|day| ("closed_weekdays[]", day.as_str())));
    pairs.extend(fields.carriers.iter().map(|carrier| ("carriers[]", carrier.as_str())));
    pairs.extend([("version", version), ("step", step)]);
    Ask::post(FORM, pairs)
}

impl Front {
    pub(super) async fn change_settings(&self, seller: &Visitor, version: &str, fields: &Fields) -> Answer {
        self.send(form(version, fields, "").by_browser().by(seller)).await
    }

    async fn settings(&self) -> Kept {
        self.shop.shop.services.settings.current().await.unwrap()
    }

    async fn page(&self, path: &str, visitor: &Visitor, lang: Lang) -> String {
        let page = self.send(Ask::get(&lang.path(path)).by_browser().by(visitor)).await;
        page.is_page(200, lang);
        page.body
    }
}

#[tokio::test]
async fn what_the_owner_says_stands_on_every_page_and_in_the_audit() {
    let front = Front::open().await;
    let (seller, buyer) = (front.seller().await, front.visitor().await);
    let before = front.page("/", &buyer, Lang::Ko).await;
    assert!(!before.contains("사업자등록번호"), "a new shop says nothing that its owner has not");
    let fields = Fields { carriers: vec!["post".into(), "pigeon".into()], ..Fields::of(&demo()) };
    front.change_settings(&seller, "0", &fields).await.leads_to("/seller/settings?notice=saved");

    let kept = front.settings().await;
    assert_eq!((kept.version, kept.settings.carriers), (1, vec!["post".to_owned()]));
    assert_eq!(kept.settings.dispatch, demo().dispatch);
    for lang in [Lang::Ko, Lang::En] {
        for path in ["/", "/garments/trench", "/nowhere"] {
            let page = front.send(Ask::get(&lang.path(path)).by_browser()).await;
            assert!(page.body.contains("000-00-00000"), "{path}: {}", page.body);
        }
    }
    let newest = events::AuditQuery { limit: 1, ..events::AuditQuery::default() };
    let audit = front.shop.shop.services.audit.page(newest).await.unwrap();
    let entry = &audit[0].entry;
    assert_eq!((entry.action, entry.subject.as_str()), (Action::SettingsChanged, "v1"));
}

#[tokio::test]
async fn pages_promise_a_day_and_a_fee_as_the_settings_say() {
    let front = Front::open().await;
    let (seller, buyer) = (front.seller().await, front.visitor().await);
    let page = front.page("/garments/trench", &buyer, Lang::Ko).await;
    assert!(page.contains("배송비는 없어요.") && !page.contains("보내요."), "a new shop promises no day");
    front.change_settings(&seller, "0", &Fields::of(&demo())).await;
    let page = front.page("/garments/trench", &buyer, Lang::Ko).await;
    assert!(page.contains("오늘 15시까지 결제하면 오늘 보내요."), "{page}");
    assert!(page.contains("배송비 3,000원, 50,000원부터 무료예요."), "{page}");
    let page = front.page("/garments/trench", &buyer, Lang::En).await;
    assert!(page.contains("Pay by 15:00 today and it leaves today."), "{page}");
    assert!(page.contains("Delivery ₩3,000, free from ₩50,000."), "{page}");
}

#[tokio::test]
async fn a_refused_form_comes_back_with_all_that_was_typed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let typed = Fields {
        name: "<한벌>".into(),
        fee: "공짜".into(),
        closed_weekdays: vec!["sun".into()],
        closed_dates: "2026-12-25 크리스마스".into(),
        ..Fields::default()
    };
    front.change_settings(&seller, "0", &typed).await.leads_to(PAGE);
    assert_eq!(front.settings().await.version, 0);
    let page = front.page(PAGE, &seller, Lang::Ko).await;
    assert!(page.contains("<title>오류: 설정"), "{page}");
    for kept in
        ["value=\"공짜\"", "2026-12-25 크리스마스", "href=\"#fee\"", "href=\"#closed_dates\"", "&lt;한벌"]
    {
        assert!(page.contains(kept), "{kept} is not in {page}");
    }
    let restored = Ask::post("/api/restore_settings", []).by_browser().by(&seller);
    front.send(restored).await.leads_to(PAGE);
    assert!(!front.page(PAGE, &seller, Lang::Ko).await.contains("공짜"));
}

#[tokio::test]
async fn what_was_typed_is_there_in_the_other_language_and_nothing_is_changed() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let typed = Fields { fee: "공짜".into(), carriers: vec!["post".into()], ..Fields::default() };
    let translate = form("0", &typed, "translate").by_browser().by(&seller);
    front.send(translate).await.leads_to("/en/seller/settings");
    let page = front.page(PAGE, &seller, Lang::En).await;
    assert!(page.contains("<title>Settings") && page.contains("value=\"공짜\""), "{page}");
    assert!(page.contains("value=\"post\" checked"), "{page}");
    assert_eq!(front.settings().await.version, 0);
}

#[tokio::test]
async fn of_two_who_change_the_settings_the_slower_sees_both() {
    let front = Front::open().await;
    let (one, two) = (front.seller().await, front.seller().await);
    let theirs = Fields { owner: "김하나".into(), ..Fields::of(&demo()) };
    let mine = Fields { owner: "이두리".into(), ..Fields::of(&demo()) };
    front.change_settings(&one, "0", &theirs).await.leads_to("/seller/settings?notice=saved");
    front.change_settings(&two, "0", &mine).await.leads_to(PAGE);
    let page = front.page(PAGE, &two, Lang::Ko).await;
    assert!(page.contains("그 사이 설정이 바뀌었어요"), "{page}");
    assert!(page.contains("김하나") && page.contains("이두리"), "{page}");
    assert!(page.contains("name=\"version\" value=\"1\""), "{page}");
    front.change_settings(&two, "1", &mine).await.leads_to("/seller/settings?notice=saved");
    assert_eq!(front.settings().await.settings.business.owner, "이두리");
}

#[tokio::test]
async fn a_desk_whose_shop_has_not_said_who_sells_says_so() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let words = "사업자 정보를 아직 다 적지 않았어요";
    assert!(front.page("/seller", &seller, Lang::Ko).await.contains(words));
    front.change_settings(&seller, "0", &Fields::of(&demo())).await;
    assert!(!front.page("/seller", &seller, Lang::Ko).await.contains(words));
}

#[tokio::test]
async fn nobody_but_a_seller_sees_or_changes_the_settings() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let page = front.send(Ask::get(PAGE).by_browser().by(&buyer)).await;
    page.leads_to("/seller/log-in?next=");
    super::assert_refused(&front, || form("0", &Fields::of(&demo()), "").by(&buyer), 401, "sign_in").await;
    assert_eq!(front.settings().await, Kept::default());
}

#[tokio::test]
async fn a_forged_version_is_told_so() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let ask = || form("아무거나", &Fields::default(), "").by(&seller);
    super::assert_refused(&front, ask, 400, "bad_input").await;
}
