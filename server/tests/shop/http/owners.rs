//! Whose orders are whose over HTTP: the account's on every device, a guest's that is claimed, one that was opened by its
//! link or by its number and mail address; and ways in without a password.

use customer::{Email, Link, token_hash};
use kernel::time::{days, hours, minutes};
use kernel::{Lang, OrderId, Secret};

use super::accounts::{EMAIL, PASSWORD, TOKEN};
use super::{Answer, Ask, Front, Visitor, input};

/// The address in the order form of these tests.
const BUYERS: &str = "buyer@example.com";
const NEW: &str = "가위와 바위와 보자기";

impl Front {
    /// The token of a link that sets an account's password, as a letter would carry it.
    async fn reset(&self, email: &str) -> &'static str {
        let accounts = self.shop.shop.main.accounts();
        let account = accounts.by_email(&Email::parse(email).unwrap()).await.unwrap().expect("an account");
        let hash = token_hash(&Secret::new(TOKEN.to_owned()));
        let expires = kernel::Clock::now(&*self.shop.clock) + hours(1);
        accounts.keep_link(Link { hash, account: account.id, expires }).await.unwrap();
        TOKEN
    }

    async fn posted(&self, visitor: &Visitor, action: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::post(&format!("/api/{action}"), fields.iter().copied()).from("203.0.113.9");
        self.send(ask.by_browser().by(visitor)).await
    }

    /// Whether a visitor may see an order, on its page, in its stream and by its commands alike.
    async fn sees(&self, visitor: &Visitor, order: &str) -> bool {
        let page = self.look(visitor, &format!("/orders/{order}")).await.status == 200;
        let pay = self.look(visitor, &format!("/orders/{order}/pay")).await.status != 404;
        assert_eq!(page, pay);
        page
    }

    async fn number_of(&self, order: &str) -> String {
        let order: OrderId = order.parse().unwrap();
        self.shop.order(order).await.details.number.to_string()
    }
}

#[tokio::test]
async fn an_accounts_order_is_seen_on_every_device_and_by_nobody_else() {
    let front = Front::open().await;
    let here = front.member(EMAIL).await;
    let order = input::place(&front, &here).await;
    let guest = front.visitor().await;
    assert!(!front.sees(&guest, &order).await);
    let entered = front.posted(&guest, "log_in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let there = guest.goes_on_with(&entered);
    assert!(front.sees(&there, &order).await);
    front.shop.settle().await;
    assert!(front.look(&there, "/mypage").await.body.contains(&order));
    front.posted(&there, "cancel_order", &[("order", &order)]).await.leads_to(&format!("/orders/{order}"));
    let stream = Ask::get(&format!("/live/orders/{order}")).by(&front.visitor().await);
    assert_eq!(front.send(stream).await.status, 404);
}

#[tokio::test]
async fn a_guests_orders_are_claimed_by_who_makes_the_account_of_their_address() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    let order = input::place(&front, &guest).await;
    let token = front.opening(BUYERS).await;
    let stranger = front.visitor().await;
    let page = front.look(&stranger, &format!("/account/register?token={token}")).await;
    page.is_page(200, Lang::Ko);
    assert!(page.body.contains(BUYERS));
    assert!(!front.sees(&stranger, &order).await, "opening a link uses nothing up");

    let member = front.member(BUYERS).await;
    front.shop.settle().await;
    assert!(front.sees(&member, &order).await);
    assert!(front.look(&member, "/mypage").await.body.contains(&order));
    assert!(!front.look(&guest, "/mypage").await.body.contains(&order));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn what_another_account_ordered_for_an_address_stays_that_accounts() {
    let front = Front::open().await;
    let another = front.member(EMAIL).await;
    let order = input::place(&front, &another).await;
    let member = front.member(BUYERS).await;
    assert!(front.sees(&another, &order).await && !front.sees(&member, &order).await);
}

#[tokio::test]
async fn an_order_of_a_closed_account_goes_on_by_its_letters_links_and_is_in_no_account() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let order = input::place(&front, &member).await;
    let page = front.look(&member, &format!("/orders/{order}")).await.body;
    assert!(page.contains(&front.number_of(&order).await));
    let link = front.shop.shop.services.membership.order_link(order.parse().unwrap());
    let closed = front.posted(&member, "close_account", &[("password", PASSWORD)]).await;
    closed.leads_to("/account/log-in");
    let left = member.goes_on_with(&closed);
    assert!(!front.sees(&left, &order).await && !front.sees(&member, &order).await);

    let stranger = front.visitor().await;
    front.send(Ask::get(&link).by_browser().by(&stranger)).await.leads_to(&format!("/orders/{order}"));
    assert!(front.sees(&stranger, &order).await);
    let finder = front.visitor().await;
    let asked = [("number", &*front.number_of(&order).await), ("email", BUYERS)];
    front.posted(&finder, "find_order", &asked).await.leads_to(&format!("/orders/{order}"));
    front.posted(&finder, "cancel_order", &[("order", &order)]).await.leads_to(&format!("/orders/{order}"));

    let again = front.member(EMAIL).await;
    front.shop.settle().await;
    assert!(!front.sees(&again, &order).await, "its mails go to another address");
    assert!(!front.look(&again, "/mypage").await.body.contains(&order));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn an_order_of_a_closed_account_comes_to_who_proves_its_address_as_a_guests_does() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let order = input::place(&front, &member).await;
    let theirs = front.member(BUYERS).await;
    assert!(!front.sees(&theirs, &order).await, "it is the other account's");
    front.posted(&member, "close_account", &[("password", PASSWORD)]).await.leads_to("/account/log-in");
    assert!(!front.sees(&theirs, &order).await, "and nothing comes by itself");
    let fields = [("email", BUYERS), ("password", PASSWORD)];
    let entered = theirs.goes_on_with(&front.posted(&theirs, "log_in", &fields).await);
    front.shop.settle().await;
    assert!(front.sees(&entered, &order).await);
    assert!(front.look(&entered, "/mypage").await.body.contains(&order));
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn an_order_from_before_the_log_in_can_still_be_paid_in_its_browser() {
    let front = Front::open().await;
    let guest = front.visitor().await;
    let order = input::place(&front, &guest).await;
    front.member(EMAIL).await;
    let entered = front.posted(&guest, "log_in", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let member = guest.goes_on_with(&entered);
    assert!(front.sees(&member, &order).await);
    assert!(!front.look(&member, "/mypage").await.body.contains(&order), "it is a guest's still");
}

#[tokio::test]
async fn an_order_is_opened_by_its_number_and_address_and_by_neither_alone() {
    let front = Front::open().await;
    let order = input::place(&front, &front.visitor().await).await;
    let (number, stranger) = (front.number_of(&order).await, front.visitor().await);
    let find = async |number: &str, email: &str| {
        front.posted(&stranger, "find_order", &[("number", number), ("email", email)]).await.leads_to("/")
    };
    let mut pages = Vec::new();
    for (number, email) in [(number.as_str(), "nobody@example.com"), ("261123-ABCDE", BUYERS)] {
        let back = find(number, email).await;
        assert!(!back.contains(email) && !back.contains(number), "{back}");
        let page = front.look(&stranger, &back).await;
        page.is_page(200, Lang::Ko);
        let nonce = page.header("content-security-policy").split("nonce-").nth(1).unwrap();
        let nonce = nonce.split('\'').next().unwrap().to_owned();
        pages.push(page.body.replace(&nonce, "").replace(email, "").replace(number, ""));
    }
    assert_eq!(pages[0], pages[1], "none and wrong are one answer");
    assert!(!front.sees(&stranger, &order).await);
    assert_eq!(find(&number, " Buyer@example.com").await, format!("/orders/{order}"));
    assert!(front.sees(&stranger, &order).await);
    front.shop.wait(days(1)).await;
    assert_eq!(front.look(&stranger, &format!("/orders/{order}")).await.status, 404, "it is open for a day");
}

#[tokio::test]
async fn an_orders_link_opens_it_elsewhere_until_it_is_over_and_a_forged_one_does_not() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let order = input::place(&front, &buyer).await;
    let page = front.look(&buyer, &format!("/orders/{order}?placed=1")).await;
    let (_, rest) = page.body.split_once("href=\"/o/").expect("the confirmation has a link");
    let link = format!("/o/{}", rest.split('"').next().unwrap().replace("&amp;", "&"));

    let answer = front.send(Ask::get(&link).by_browser()).await;
    answer.leads_to(&format!("/orders/{order}"));
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let elsewhere = Visitor { cookie, ..buyer.clone() };
    assert!(front.sees(&elsewhere, &order).await);
    front.send(Ask::get(&format!("/en{link}")).by(&elsewhere)).await.leads_to(&format!("/en/orders/{order}"));

    let stranger = front.visitor().await;
    for forged in
        [link.replace("seal=", "seal=0"), link.replace("until=", "until=9"), "/o/nothing".to_owned()]
    {
        let to =
            front.send(Ask::get(&forged).by_browser().by(&stranger)).await.leads_to("/account/find-order");
        front.look(&stranger, &to).await.is_page(200, Lang::Ko);
    }
    assert!(!front.sees(&stranger, &order).await);
    front.shop.wait(days(91)).await;
    let to = front.send(Ask::get(&link).by(&stranger)).await.leads_to("/account/find-order?");
    let page = front.look(&stranger, &to).await;
    assert!(page.body.contains("이 링크로는 이제 주문을 볼 수 없어요. 석 달이"), "{}", page.body);
    assert!(!page.body.contains("이미 썼거나"), "nobody uses it up: {}", page.body);
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_link_that_works_once() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let visitor = front.visitor().await;
    let asked = front.posted(&visitor, "ask_to_reset", &[("email", EMAIL)]).await.leads_to("/account/log-in");
    let unknown = front.posted(&visitor, "ask_to_reset", &[("email", "nobody@example.com")]).await;
    assert_eq!(unknown.leads_to("/account/log-in"), asked);
    front.look(&visitor, &asked).await.is_page(200, Lang::Ko);

    let token = front.reset(EMAIL).await;
    let page = front.look(&visitor, &format!("/en/account/reset?token={token}")).await;
    page.is_page(200, Lang::En);
    let short = [("token", token), ("new_password", "짧아요")];
    let back = front.posted(&visitor, "reset_password", &short).await.leads_to("/account/reset?refused=");
    let refused = front.look(&visitor, &back).await.body;
    assert!(
        refused.contains("id=\"new_password-error\"") && refused.contains("열 자 이상 적어 주세요"),
        "{refused}"
    );
    let good = [("token", token), ("new_password", NEW)];
    front.posted(&visitor, "reset_password", &good).await.leads_to("/account/log-in?notice=password_reset");
    front.look(&member, "/account").await.leads_to("/account/log-in");
    let entered = front.posted(&visitor, "log_in", &[("email", EMAIL), ("password", NEW)]).await;
    assert_eq!(entered.leads_to("/"), "/mypage");

    front.posted(&visitor, "reset_password", &good).await.leads_to("/account/reset?refused=");
    let over = front.look(&front.visitor().await, &format!("/account/reset?token={token}")).await;
    over.is_page(200, Lang::Ko);
    assert!(!over.body.contains("new_password"));
}

#[tokio::test]
async fn an_orders_address_is_saved_with_the_account_if_its_buyer_says_so() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let saves = async |who: &Visitor, place: &str, save: bool| {
        let draft = input::begin_many(&front, who, "1").await;
        let page = front.look(who, &format!("/checkout/{draft}")).await.body;
        let mut form = input::form(&draft, "address1", place);
        form.extend(save.then_some(("save", "on")));
        front.posted(who, "place_order", &form).await.leads_to("/orders/");
        // It expires: no more than three may wait to be paid.
        front.shop.wait(minutes(16)).await;
        page.contains("이 주소를 저장")
    };
    let list = async || front.look(&member, "/account/addresses").await.body;

    assert!(saves(&member, "서울 중구 을지로 1", false).await, "it is offered");
    assert!(!list().await.contains("을지로"), "and not done unasked");
    for _ in 0..2 {
        assert!(saves(&member, "서울 중구 을지로 2", true).await);
    }
    assert_eq!(list().await.matches("서울 중구 을지로 2 3층").count(), 1, "what is known is not saved again");
    let guest = front.visitor().await;
    assert!(!saves(&guest, "서울 중구 을지로 3", true).await, "a guest has no place for it");
    assert_eq!(front.count("SELECT COUNT(*) FROM addresses").await, 1);

    for n in 0..customer::MOST_ADDRESSES {
        let line = format!("서울 중구 퇴계로 {n}");
        let fields = [
            ("address", "new"),
            ("name", "집"),
            ("phone", "010-2345-6789"),
            ("postcode", "04524"),
            ("address1", line.as_str()),
            ("address2", "3층"),
        ];
        front.posted(&member, "save_address", &fields).await.leads_to("/account/addresses");
    }
    assert!(!saves(&member, "서울 중구 을지로 4", true).await, "there is no room for an eleventh");
    assert!(!list().await.contains("을지로 4"));
}

/// The order form with what no saved address says, and the saved address that is chosen in it.
fn choosing<'t>(draft: &'t str, saved: &'t str) -> Vec<(&'static str, &'t str)> {
    let mut form = input::form(draft, "note", "벨은 누르지 마세요");
    for (name, value) in &mut form {
        if matches!(*name, "name" | "phone" | "postcode" | "address1" | "address2") {
            *value = "";
        }
    }
    form.push(("saved", saved));
    form
}

impl Front {
    /// Saves an address in an account, and says its id.
    async fn saves_address(&self, member: &Visitor, address1: &str, default: bool) -> String {
        let mut fields = vec![
            ("address", "new"),
            ("name", "김하늘"),
            ("phone", "010-2345-6789"),
            ("postcode", "04524"),
            ("address1", address1),
            ("address2", "3층"),
        ];
        fields.extend(default.then_some(("default", "on")));
        self.posted(member, "save_address", &fields).await.leads_to("/account/addresses?");
        let id = "SELECT lower(hex(id)) FROM addresses ORDER BY id DESC LIMIT 1";
        let id: String = sqlx::query_scalar(id).fetch_one(&self.shop.main).await.unwrap();
        id.parse::<uuid::Uuid>().unwrap().to_string()
    }
}

/// Whether the address of this id is the one that is chosen in an order form.
fn is_chosen(page: &str, id: &str) -> bool {
    let radio = page.split("<input").find(|input| input.contains(&format!("value=\"{id}\""))).expect(page);
    radio.split('>').next().is_some_and(|radio| radio.contains("checked"))
}

#[tokio::test]
async fn a_guest_without_orders_is_told_where_else_they_may_stand_and_a_member_is_not() {
    let front = Front::open().await;
    let (guest, member) = (front.visitor().await, front.member(EMAIL).await);
    for lang in [Lang::Ko, Lang::En] {
        let mine = lang.path("/mypage");
        let log_in = format!("{}?next={mine}", lang.path("/account/log-in"));
        for path in [log_in, lang.path("/account/find-order")] {
            let link = format!("href=\"{path}\"");
            assert!(front.look(&guest, &mine).await.body.contains(&link), "{path}");
            assert!(!front.look(&member, &mine).await.body.contains(&link), "{path}");
        }
    }
}

#[tokio::test]
async fn a_chosen_address_that_was_deleted_meanwhile_leads_back_to_the_form_which_says_so() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let home = front.saves_address(&member, "서울 중구 을지로 1", true).await;
    let draft = input::begin_many(&front, &member, "1").await;
    front.posted(&member, "delete_address", &[("address", &home)]).await.leads_to("/account/addresses?");

    let back = front.posted(&member, "place_order", &choosing(&draft, &home)).await;
    let back = back.leads_to(&format!("/checkout/{draft}"));
    for (lang, words) in [(Lang::Ko, "그 주소가 이제 없어요."), (Lang::En, "no longer there")] {
        let page = front.look(&member, &lang.path(&back)).await;
        page.is_page(200, lang);
        assert!(page.body.contains(words) && page.body.contains("id=\"saved-error\""), "{}", page.body);
        assert!(page.body.contains("value=\"벨은 누르지 마세요\""), "{}", page.body);
        assert!(!page.body.contains("id=\"name-error\""), "{}", page.body);
    }
    let typed = front.posted(&member, "place_order", &input::form(&draft, "", "")).await;
    typed.leads_to("/orders/");
}

#[tokio::test]
async fn who_logged_out_before_sending_the_form_logs_in_and_finds_it_as_it_was_typed() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    front.saves_address(&member, "서울 중구 을지로 1", true).await;
    let office = front.saves_address(&member, "서울 중구 을지로 2", false).await;
    let draft = input::begin_many(&front, &member, "1").await;
    let guest = member.goes_on_with(&front.posted(&member, "log_out", &[]).await);
    let form = choosing(&draft, &office);
    let to = front.posted(&guest, "place_order", &form).await.leads_to("/account/log-in?");
    let page = front.look(&guest, &to).await;
    assert!(page.body.contains("적으신 주문서는 그대로 있어요"), "{}", page.body);
    front.look(&guest, &format!("/checkout/{draft}?kept=order")).await.is_page(404, Lang::Ko);

    let next = to.split_once("next=").unwrap().1;
    assert_eq!(next, format!("/checkout/{draft}?kept=order"));
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
    let entered = front.posted(&guest, "log_in", &fields).await;
    let page = front.look(&guest.goes_on_with(&entered), &entered.leads_to("/checkout/")).await;
    page.is_page(200, Lang::Ko);
    assert!(
        page.body.contains("value=\"벨은 누르지 마세요\"") && is_chosen(&page.body, &office),
        "{}",
        page.body
    );

    let stranger = front.visitor().await;
    let to = front.posted(&stranger, "place_order", &form).await.leads_to("/account/log-in?");
    let other = front.member("another@example.com").await;
    front.look(&other, to.split_once("next=").unwrap().1).await.is_page(404, Lang::Ko);
}

#[tokio::test]
async fn an_order_form_begins_with_the_address_that_the_account_wants_first() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let office = front.saves_address(&member, "서울 중구 을지로 2", false).await;
    let home = front.saves_address(&member, "서울 중구 을지로 1", true).await;
    let chosen = async |draft: &str| {
        let page = front.look(&member, &format!("/checkout/{draft}")).await.body;
        [is_chosen(&page, &home), is_chosen(&page, &office)]
    };
    let draft = input::begin_many(&front, &member, "1").await;
    assert_eq!(chosen(&draft).await, [true, false]);
    front.posted(&member, "place_order", &choosing(&draft, &office)).await.leads_to("/orders/");
    front.shop.wait(minutes(1)).await;
    let draft = input::begin_many(&front, &member, "1").await;
    assert_eq!(chosen(&draft).await, [true, false], "whatever the last order was sent with");

    let office_again = [choosing(&draft, &office), vec![("shown_fee", "1"), ("shown_total", "2")]].concat();
    front.posted(&member, "place_order", &office_again).await.leads_to("/checkout/");
    assert_eq!(chosen(&draft).await, [false, true], "what was chosen in a form that is refused stays chosen");
    let next = input::begin_many(&front, &member, "1").await;
    assert_eq!(chosen(&next).await, [false, true], "in the next one, too");
    front.posted(&member, "place_order", &input::form(&next, "agree", "")).await.leads_to("/checkout/");
    assert_eq!(chosen(&next).await, [false, false], "what was typed in this one is no saved address");
}

#[tokio::test]
async fn addresses_are_saved_changed_and_deleted_by_their_account_alone() {
    let front = Front::open().await;
    let member = front.member(EMAIL).await;
    let fields = |address, name, phone| {
        [
            ("address", address),
            ("name", name),
            ("phone", phone),
            ("postcode", "04524"),
            ("address1", "서울 중구 세종대로 110"),
            ("address2", "3층"),
        ]
    };
    let back = front.posted(&member, "save_address", &fields("new", "집", "전화")).await;
    let back = back.leads_to("/account/addresses/new?refused=");
    let page = front.look(&member, &back).await;
    assert!(page.body.contains("id=\"phone-error\"") && page.body.contains("value=\"집\""), "{}", page.body);
    front
        .posted(&member, "save_address", &fields("new", "집", "010-2345-6789"))
        .await
        .leads_to("/account/addresses?notice=address_saved");
    let list = front.look(&member, "/account/addresses").await;
    let (_, rest) = list.body.split_once("/account/addresses/").expect("a way to edit it");
    let id = rest[..36].to_owned();

    let stranger = front.member("another@example.com").await;
    front.look(&stranger, &format!("/account/addresses/{id}")).await.is_page(404, Lang::Ko);
    let to = front.posted(&stranger, "delete_address", &[("address", &id)]).await;
    let page = front.look(&stranger, &to.leads_to("/account/addresses?")).await;
    assert!(
        page.body.contains("그 주소는 없어요") && !page.body.contains("주소를 지웠어요"),
        "{}",
        page.body
    );
    assert!(front.look(&member, &format!("/account/addresses/{id}")).await.body.contains("value=\"집\""));
    let to = front.posted(&member, "delete_address", &[("address", &id)]).await;
    let page = front.look(&member, &to.leads_to("/account/addresses?")).await;
    assert!(page.body.contains("주소를 지웠어요"), "{}", page.body);
    front.look(&member, &format!("/account/addresses/{id}")).await.is_page(404, Lang::Ko);
    let guest = front.visitor().await;
    front.look(&guest, "/account/addresses").await.leads_to("/account/log-in");
    front.posted(&guest, "save_address", &fields("new", "집", "010-2345-6789")).await.is_page(401, Lang::Ko);
}
