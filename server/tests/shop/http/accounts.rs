//! Accounts over HTTP: making one, logging in and out, the password, the devices, and what each refusal keeps.

use std::time::Duration;

use customer::{Email, Opening, token_hash};
use kernel::time::{hours, seconds};
use kernel::{Clock, Lang, Secret};
use mail::Post;

use super::{Answer, Ask, Front, Visitor, input};

pub(super) const EMAIL: &str = "haneul@example.com";
pub(super) const PASSWORD: &str = "바늘과 실과 골무와 자";
const HERE: &str = "203.0.113.7";
/// What a letter's link carries.
pub(super) const TOKEN: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

impl Front {
    /// The token of a link by which an account of this address is made, as a letter would carry it.
    pub(super) async fn opening(&self, email: &str) -> &'static str {
        let (hash, email) = (token_hash(&Secret::new(TOKEN.to_owned())), Email::parse(email).unwrap());
        let opening = Opening { hash, email, expires: self.shop.clock.now() + hours(1) };
        self.shop.shop.main.accounts().keep_opening(opening).await.unwrap();
        TOKEN
    }

    /// The mail with this subject that an address gets; it is written after the answer to what asked for it.
    async fn mail(&self, to: &str, subject: &str) -> Post {
        for _ in 0..1_000 {
            self.shop.settle().await;
            let taken = self.shop.post.taken();
            let mail = taken.into_iter().rev().find(|post| post.to == to && post.subject.contains(subject));
            if let Some(mail) = mail {
                return mail;
            }
            // On a machine that is busy it takes its time.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no mail “{subject}” to {to} among {:?}", self.shop.post.subjects());
    }

    /// What a page says, without what differs each time and without these words.
    async fn says(&self, visitor: &Visitor, path: &str, without: &str) -> String {
        let page = self.look(visitor, path).await;
        let nonce = page.header("content-security-policy").split("nonce-").nth(1).unwrap();
        let nonce = nonce.split('\'').next().unwrap().to_owned();
        page.body.replace(without, "ADDRESS").replace(&nonce, "NONCE")
    }

    /// Posts a form of the account from a network.
    async fn send_form(&self, visitor: &Visitor, action: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::post(&format!("/api/{action}"), fields.iter().copied()).from(HERE).by_browser();
        self.send(ask.with("user-agent", "Firefox/140.0 (Android)").by(visitor)).await
    }

    /// Somebody who makes an account in a browser.
    pub(super) async fn member(&self, email: &str) -> Visitor {
        let visitor = self.visitor().await;
        let fields = [("token", self.opening(email).await), ("name", "김하늘"), ("new_password", PASSWORD)];
        let answer = self.send_form(&visitor, "register", &fields).await;
        answer.leads_to("/account");
        visitor.goes_on_with(&answer)
    }

    async fn log_in(&self, visitor: &Visitor, email: &str, password: &str) -> Answer {
        self.send_form(visitor, "log_in", &[("email", email), ("password", password)]).await
    }

    /// A page as this visitor sees it.
    pub(super) async fn look(&self, visitor: &Visitor, path: &str) -> Answer {
        self.send(Ask::get(path).by_browser().by(visitor)).await
    }
}

impl Visitor {
    /// With the cookie that an answer sets.
    pub(super) fn goes_on_with(&self, answer: &Answer) -> Self {
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert_ne!(cookie, "", "{answer:?}");
        Self { cookie, ..self.clone() }
    }
}

#[tokio::test]
async fn an_account_is_made_left_and_entered_again() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let page = front.look(&member, "/account").await;
    page.is_page(200, Lang::Ko);
    assert!(
        page.body.contains("김하늘") && page.body.contains(EMAIL) && page.body.contains("Firefox · Android")
    );

    let left = front.send_form(&member, "log_out", &[]).await;
    left.leads_to("/account/log-in");
    let guest = member.goes_on_with(&left);
    assert_eq!(
        front.look(&guest, "/account").await.leads_to("/account/log-in"),
        "/account/log-in?next=/account"
    );
    assert_eq!(front.look(&member, "/account").await.status, 303, "the token from before is dead");

    let entered = front.log_in(&guest, EMAIL, PASSWORD).await;
    assert_eq!(entered.leads_to("/"), "/mypage");
    front.look(&guest.goes_on_with(&entered), "/account").await.is_page(200, Lang::Ko);
}

#[tokio::test]
async fn somebody_who_is_logged_in_has_no_door_to_go_through() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    for door in ["/account/log-in", "/account/register"] {
        assert_eq!(front.look(&member, door).await.leads_to("/"), "/account");
    }
    front.look(&member, "/en/account").await.is_page(200, Lang::En);
}

#[tokio::test]
async fn an_order_page_that_somebody_begins_as_a_guest_goes_along_into_the_account() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    let guest = front.visitor().await;
    let draft = input::begin_many(&front, &guest, "1").await;
    let member = guest.goes_on_with(&front.log_in(&guest, EMAIL, PASSWORD).await);
    front.look(&member, &format!("/checkout/{draft}")).await.is_page(200, Lang::Ko);
}

#[tokio::test]
async fn an_accounts_order_form_has_nothing_that_a_guest_typed_for_another_address() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    input::place(&front, &guest).await;
    let begun = input::begin_many(&front, &guest, "1").await;
    let page = front.look(&guest, &format!("/checkout/{begun}")).await.body;
    let (mail, name) = ("value=\"buyer@example.com\"", "value=\"김한벌\"");
    assert!(page.contains(mail) && page.contains(name), "the guest's own: {page}");

    let form = [("token", front.opening(EMAIL).await), ("name", "김하늘"), ("new_password", PASSWORD)];
    let made = front.send_form(&guest, "register", &form).await;
    made.leads_to("/account");
    let here = guest.goes_on_with(&made);
    let elsewhere = front.visitor().await;
    let elsewhere = elsewhere.goes_on_with(&front.log_in(&elsewhere, EMAIL, PASSWORD).await);
    let fresh = input::begin_many(&front, &elsewhere, "1").await;
    for (member, draft) in [(&here, &begun), (&elsewhere, &begun), (&elsewhere, &fresh)] {
        let page = front.look(member, &format!("/checkout/{draft}")).await;
        page.is_page(200, Lang::Ko);
        assert!(page.body.contains(&format!("value=\"{EMAIL}\"")), "{}", page.body);
        assert!(!page.body.contains(mail) && !page.body.contains(name), "{}", page.body);
    }
}

#[tokio::test]
async fn an_account_begins_with_a_letter_in_the_language_of_the_page_that_asked_for_it() {
    let front = Front::open().await;
    for (lang, subject, email) in [
        (Lang::Ko, "계정을 만들어 주세요", "haneul@example.com"),
        (Lang::En, "Make your account", "minji@example.com"),
    ] {
        let visitor = front.visitor().await;
        let asked = [("email", email), ("next", "/checkout/1"), ("lang", lang.tag())];
        let told = front.send_form(&visitor, "ask_to_register", &asked).await;
        let told = told.leads_to(&lang.path("/account/register?notice=register_sent"));
        let page = front.look(&visitor, &told).await;
        page.is_page(200, lang);
        assert!(page.body.contains("href=\"/checkout/1\""), "nobody who orders waits for a letter");
        let made = i64::from(lang == Lang::En);
        assert_eq!(front.count("SELECT COUNT(*) FROM accounts").await, made, "asking makes none");

        let mail = front.mail(email, subject).await;
        let link = mail.text.split_whitespace().find(|word| word.contains("?token=")).unwrap();
        let path = link.trim_start_matches("https://hanbeol.example");
        assert!(path.starts_with(&lang.path("/account/register?token=")), "{link}");
        let page = front.look(&visitor, path).await;
        page.is_page(200, lang);
        assert!(page.body.contains(email));
        let token = path.split("token=").nth(1).unwrap();
        let form = [("token", token), ("name", "김하늘"), ("new_password", PASSWORD), ("lang", lang.tag())];
        let made = front.send_form(&visitor, "register", &form).await;
        made.leads_to(&lang.path("/account?notice=registered"));
        let member = visitor.goes_on_with(&made);
        front.look(&member, &lang.path("/account")).await.is_page(200, lang);

        let again = front.send_form(&front.visitor().await, "register", &form).await;
        let over = again.leads_to(&lang.path("/account/register?refused=register&token="));
        let over = front.look(&front.visitor().await, &over).await;
        over.is_page(200, lang);
        assert!(!over.body.contains("new_password"), "there is nothing to choose any more");
    }
}

#[tokio::test]
async fn the_page_of_who_asks_to_register_says_nothing_of_whom_the_letter_tells() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    let mut pages = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        let visitor = front.visitor().await;
        let told = front.send_form(&visitor, "ask_to_register", &[("email", email)]).await;
        pages.push(front.says(&visitor, &told.leads_to("/account/register?"), email).await);
    }
    assert_eq!(pages[0], pages[1]);
    let mail = front.mail(EMAIL, "이미 계정이 있어요").await;
    for page in ["/account/log-in", "/account/reset"] {
        assert!(mail.text.contains(&format!("https://hanbeol.example{page}")), "{}", mail.text);
    }
    front.mail("nobody@example.com", "계정을 만들어 주세요").await;
}

#[tokio::test]
async fn letters_to_register_are_bounded_and_the_page_says_how_long_to_wait() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    let mut pages = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        let visitor = front.visitor().await;
        for _ in 0..6 {
            front
                .send_form(&visitor, "ask_to_register", &[("email", email)])
                .await
                .leads_to("/account/register?notice=");
        }
        let back = front.send_form(&visitor, "ask_to_register", &[("email", email)]).await;
        let page = front.says(&visitor, &back.leads_to("/account/register?refused="), email).await;
        assert!(page.contains("<span id=\"seconds\">30<") && page.contains("value=\"ADDRESS\""), "{page}");
        pages.push(page);
    }
    assert_eq!(pages[0], pages[1], "the wait says nothing of it either");
}

#[tokio::test]
async fn a_page_to_go_on_to_is_a_page_of_the_buyers_or_none() {
    let front = Front::open().await;
    let visitor = front.visitor().await;
    for next in ["https://evil.example", "//evil.example", "javascript:alert(1)", "/seller", "/account"] {
        let page = front.look(&visitor, &format!("/account/register?next={next}")).await;
        page.is_page(200, Lang::Ko);
        assert!(!page.body.contains("계정 없이 계속하기"), "{next}");
    }
    let page = front.look(&visitor, "/account/register?next=/garments/tee").await;
    assert!(page.body.contains("href=\"/garments/tee\""), "{}", page.body);
}

#[tokio::test]
async fn a_reset_is_mailed_in_the_language_of_the_page_that_asked_for_it() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    for (lang, subject) in [(Lang::En, "Set a new password"), (Lang::Ko, "비밀번호를 새로 정해 주세요")]
    {
        let visitor = front.visitor().await;
        let asked = [("email", EMAIL), ("lang", lang.tag())];
        front
            .send_form(&visitor, "ask_to_reset", &asked)
            .await
            .leads_to(&lang.path("/account/log-in?notice=reset_sent"));
        let mail = front.mail(EMAIL, subject).await;
        let link = format!("https://hanbeol.example{}?token=", lang.path("/account/reset"));
        assert!(mail.lang == lang && mail.text.contains(&link), "{}", mail.text);
    }
}

#[tokio::test]
async fn every_refused_field_is_told_and_all_but_the_password_comes_back() {
    let front = Front::open().await;
    for lang in [Lang::Ko, Lang::En] {
        let visitor = front.visitor().await;
        let asked = [("email", "haneul"), ("lang", lang.tag())];
        let back = front.send_form(&visitor, "ask_to_register", &asked).await;
        let back = back.leads_to(&lang.path("/account/register?"));
        assert!(!back.contains("haneul"), "nothing typed stands in an address");
        let page = front.look(&visitor, &back).await;
        page.is_page(200, lang);
        assert!(page.body.contains("value=\"haneul\"") && page.body.contains("id=\"email-error\""));

        let token = front.opening(EMAIL).await;
        let fields =
            [("token", token), ("name", "김<하늘>"), ("new_password", "짧아요"), ("lang", lang.tag())];
        let back = front.send_form(&visitor, "register", &fields).await;
        let back = back.leads_to(&lang.path("/account/register?"));
        let page = front.look(&visitor, &back).await;
        page.is_page(200, lang);
        for kept in [EMAIL, "김&lt;하늘&gt;", "id=\"new_password-error\""] {
            assert!(page.body.contains(kept), "{kept} in {}", page.body);
        }
        assert!(!page.body.contains("짧아요"));
        let title = lang.pick("<title>오류: ", "<title>Error: ");
        assert!(page.body.contains(title));
        let fresh = front.look(&visitor, &lang.path("/account/register")).await;
        assert!(!fresh.body.contains("value=\"haneul\""), "a page that nothing led back to is empty");
    }
    assert_eq!(front.count("SELECT COUNT(*) FROM accounts").await, 0);
}

#[tokio::test]
async fn what_one_browser_typed_no_other_is_shown() {
    let front = Front::open().await;
    let (visitor, stranger) = (front.visitor().await, front.visitor().await);
    let back = front.log_in(&visitor, EMAIL, "틀린 비밀번호").await.leads_to("/account/log-in?");
    assert!(front.look(&visitor, &back).await.body.contains(EMAIL));
    assert!(!front.look(&stranger, &back).await.body.contains(EMAIL));
}

#[tokio::test]
async fn somebody_without_a_cookie_gets_one_and_their_refused_form_back() {
    let front = Front::open().await;
    let refused = front.send(Ask::post("/api/log_in", [("email", EMAIL)]).by_browser()).await;
    let back = refused.leads_to("/account/log-in?");
    let cookie = refused.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = front.send(Ask::get(&back).by_browser().with("cookie", cookie)).await;
    assert!(page.body.contains(EMAIL), "{}", page.body);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    let mut pages = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        let visitor = front.visitor().await;
        let back = front.log_in(&visitor, email, "틀린 비밀번호").await.leads_to("/account/log-in?");
        pages.push(front.says(&visitor, &back, email).await);
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test]
async fn after_too_many_tries_the_page_says_how_long_to_wait_and_then_lets_in() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    let visitor = front.visitor().await;
    for _ in 0..6 {
        front.log_in(&visitor, EMAIL, "틀린 비밀번호").await.leads_to("/account/log-in?");
    }
    let back = front.log_in(&visitor, EMAIL, PASSWORD).await.leads_to("/account/log-in?");
    let page = front.look(&visitor, &back).await;
    assert!(page.body.contains("<span id=\"seconds\">30<"), "{}", page.body);
    assert!(page.body.contains(EMAIL));
    front.shop.wait(seconds(30)).await;
    assert_eq!(front.log_in(&visitor, EMAIL, PASSWORD).await.leads_to("/"), "/mypage");
}

#[tokio::test]
async fn another_password_is_told_and_ends_the_other_devices() {
    let front = Front::open().await;
    let here = front.member(EMAIL).await;
    let guest = front.visitor().await;
    let there = guest.goes_on_with(&front.log_in(&guest, EMAIL, PASSWORD).await);
    let wrong = [("password", "틀린 비밀번호"), ("new_password", "가위와 바위와 보자기")];
    let back = front.send_form(&here, "change_password", &wrong).await.leads_to("/account?refused=");
    let refused = front.look(&here, &back).await.body;
    assert!(refused.contains("id=\"password-error\"") && refused.contains("지금 비밀번호가 달라요"));
    assert!(!refused.contains("이메일이나"), "only the password was asked for: {refused}");
    let both = [("password", "틀린 비밀번호"), ("new_password", "짧다")];
    let back = front.send_form(&here, "change_password", &both).await.leads_to("/account?refused=");
    let refused = front.look(&here, &back).await.body;
    assert!(refused.contains("두 가지만 고쳐 주세요"), "all at once: {refused}");
    assert!(refused.contains("id=\"password-error\"") && refused.contains("id=\"new_password-error\""));
    front.look(&there, "/account").await.is_page(200, Lang::Ko);

    let right = [("password", PASSWORD), ("new_password", "가위와 바위와 보자기")];
    let done = front.send_form(&here, "change_password", &right).await.leads_to("/account?notice=");
    front.look(&here, &done).await.is_page(200, Lang::Ko);
    front.look(&there, "/account").await.leads_to("/account/log-in");
}

#[tokio::test]
async fn a_name_is_changed_and_a_refused_one_comes_back_as_it_was_typed() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let long = "가".repeat(41);
    let back = front.send_form(&member, "rename_account", &[("name", &long)]).await;
    let page = front.look(&member, &back.leads_to("/account?refused=rename")).await.body;
    assert!(page.contains("id=\"name-error\"") && page.contains(&format!("value=\"{long}\"")), "{page}");
    assert!(!page.contains("id=\"password-error\""), "{page}");
    let done = front.send_form(&member, "rename_account", &[("name", "김바다"), ("lang", "en")]).await;
    let page = front.look(&member, &done.leads_to("/en/account?notice=renamed")).await.body;
    assert!(page.contains("Your name is changed.") && page.contains("김바다"), "{page}");
    assert!(!page.contains("김하늘"), "{page}");
}

#[tokio::test]
async fn an_account_is_closed_on_every_device_and_says_before_what_goes_and_what_stays() {
    let front = Front::open().await;
    let here = front.member(EMAIL).await;
    let guest = front.visitor().await;
    let there = guest.goes_on_with(&front.log_in(&guest, EMAIL, PASSWORD).await);
    let page = front.look(&here, "/account/close").await;
    page.is_page(200, Lang::Ko);
    for said in ["저장한 주소", "장바구니", "모든 기기", "시행령 제6조", "5년", "3년", EMAIL]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    front.look(&here, "/en/account/close").await.is_page(200, Lang::En);

    let wrong = front.send_form(&here, "close_account", &[("password", "틀린 비밀번호")]).await;
    let page = front.look(&here, &wrong.leads_to("/account/close?refused=close")).await.body;
    assert!(page.contains("지금 비밀번호가 달라요"), "{page}");
    front.look(&there, "/account").await.is_page(200, Lang::Ko);

    let closed = front.send_form(&here, "close_account", &[("password", PASSWORD)]).await;
    let to = closed.leads_to("/account/log-in?notice=account_closed");
    let left = here.goes_on_with(&closed);
    assert!(front.look(&left, &to).await.body.contains("탈퇴했어요"));
    for device in [&here, &left, &there] {
        front.look(device, "/account").await.leads_to("/account/log-in");
    }
    assert_eq!(front.count("SELECT COUNT(*) FROM accounts").await, 0);
}

#[tokio::test]
async fn a_closed_account_logs_in_as_little_as_one_that_never_was_and_in_the_same_words() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    front.send_form(&member, "close_account", &[("password", PASSWORD)]).await.leads_to("/account/log-in");
    let mut pages = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        let visitor = front.visitor().await;
        let back = front.log_in(&visitor, email, PASSWORD).await.leads_to("/account/log-in?refused=");
        pages.push(front.says(&visitor, &back, email).await);
    }
    assert_eq!(pages[0], pages[1]);
    front.member(EMAIL).await;
}

#[tokio::test]
async fn links_of_letters_from_before_an_account_was_closed_say_that_they_are_void() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let accounts = front.shop.shop.main.accounts();
    let account = accounts.by_email(&Email::parse(EMAIL).unwrap()).await.unwrap().unwrap();
    let (hash, expires) = (token_hash(&Secret::new(TOKEN.to_owned())), front.shop.clock.now() + hours(1));
    accounts.keep_link(customer::Link { hash, account: account.id, expires }).await.unwrap();
    front.opening(EMAIL).await;
    front.send_form(&member, "close_account", &[("password", PASSWORD)]).await.leads_to("/account/log-in");
    let visitor = front.visitor().await;
    for (path, lang, void) in [
        ("/account/reset", Lang::Ko, "이 링크는 이제 쓸 수 없어요"),
        ("/account/register", Lang::Ko, "이 링크는 이제 쓸 수 없어요"),
        ("/en/account/reset", Lang::En, "This link no longer works"),
        ("/en/account/register", Lang::En, "This link no longer works"),
    ] {
        let page = front.look(&visitor, &format!("{path}?token={TOKEN}")).await;
        page.is_page(200, lang);
        assert!(page.body.contains(void) && !page.body.contains("new_password"), "{path}: {}", page.body);
    }
    let fields = [("token", TOKEN), ("new_password", "가위와 바위와 보자기"), ("name", "김하늘")];
    for action in ["reset_password", "register"] {
        let back = front.send_form(&visitor, action, &fields).await.leads_to("/account/re");
        assert!(front.look(&visitor, &back).await.body.contains("이 링크는 이제 쓸 수 없어요"), "{action}");
    }
    assert_eq!(front.count("SELECT COUNT(*) FROM accounts").await, 0);
}

#[tokio::test]
async fn a_device_is_ended_by_its_own_account_alone() {
    let front = Front::open().await;
    let here = front.member(EMAIL).await;
    let guest = front.visitor().await;
    let there = guest.goes_on_with(&front.log_in(&guest, EMAIL, PASSWORD).await);
    let stranger = front.member("another@example.com").await;
    let device = there.session.to_string();
    front.send_form(&stranger, "log_out_device", &[("device", &device)]).await.leads_to("/account?");
    front.look(&there, "/account").await.is_page(200, Lang::Ko);

    front.send_form(&here, "log_out_device", &[("device", &device)]).await.leads_to("/account?");
    front.look(&there, "/account").await.leads_to("/account/log-in");
    let again = there.goes_on_with(&front.log_in(&there, EMAIL, PASSWORD).await);
    front.send_form(&here, "log_out_others", &[]).await.leads_to("/account?");
    front.look(&again, "/account").await.leads_to("/account/log-in");
    front.look(&here, "/account").await.is_page(200, Lang::Ko);
}

#[tokio::test]
async fn the_accounts_commands_want_an_account() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    for action in ["change_password", "rename_account", "close_account", "log_out_others"] {
        front.send(Ask::post(&format!("/api/{action}"), []).by(&guest)).await.is_error(401, "log_in");
    }
    front.look(&guest, "/account/close").await.leads_to("/account/log-in");
    front.send_form(&guest, "change_password", &[]).await.is_page(401, Lang::Ko);
    front.send_form(&guest, "log_out", &[]).await.leads_to("/account/log-in");
}

#[tokio::test]
async fn a_log_in_leads_on_to_a_page_of_the_buyers_and_nowhere_else() {
    let front = Front::open().await;
    front.member(EMAIL).await;
    for (next, to) in [
        ("/en/account", "/en/account"),
        ("/garments/tee?dye=ink", "/garments/tee?dye=ink"),
        ("https://evil.example", "/mypage"),
        ("//evil.example", "/mypage"),
        ("/en//evil.example", "/mypage"),
        ("/\\evil.example", "/mypage"),
        ("/api/log_out", "/mypage"),
        ("/seller", "/mypage"),
        ("/account/log-in", "/mypage"),
        ("", "/mypage"),
    ] {
        let visitor = front.visitor().await;
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        assert_eq!(front.send_form(&visitor, "log_in", &fields).await.leads_to("/"), to, "{next:?}");
    }
}

#[tokio::test]
async fn the_seller_who_is_also_a_buyer_stays_the_seller() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let fields = [("token", front.opening(EMAIL).await), ("name", "김하늘"), ("new_password", PASSWORD)];
    let answer = front.send_form(&seller, "register", &fields).await;
    let both = seller.goes_on_with(&answer);
    assert_eq!(front.send(Ask::get("/api/queue").by(&both)).await.status, 200);
    let left = both.goes_on_with(&front.send_form(&both, "log_out", &[]).await);
    assert_eq!(front.send(Ask::get("/api/queue").by(&left)).await.status, 200);
    let both = left.goes_on_with(&front.log_in(&left, EMAIL, PASSWORD).await);
    let closed = front.send_form(&both, "close_account", &[("password", PASSWORD)]).await;
    let left = both.goes_on_with(&closed);
    assert_eq!(front.send(Ask::get("/api/queue").by(&left)).await.status, 200);
}
