//! What a page lets a browser run.

use super::{Ask, Front};

#[tokio::test]
async fn kakaos_script_runs_in_the_order_form_alone_and_only_where_the_shop_has_turned_it_on() {
    for on in [false, true] {
        let front = Front::configured(|settings| settings.postcode_search = on).await;
        let buyer = front.visitor().await;
        let draft = super::input::begin_many(&front, &buyer, "1").await;
        for (path, may) in
            [(format!("/checkout/{draft}"), on), (format!("/en/checkout/{draft}"), on), ("/".into(), false)]
        {
            let page = front.send(Ask::get(&path).by_browser().by(&buyer)).await;
            let policy = page.header("content-security-policy");
            assert_eq!(policy.contains("https://t1.kakaocdn.net"), may, "{path}: {policy}");
            assert_eq!(page.body.contains("src=\"/postcode.js\""), may, "{path}");
        }
    }
}
