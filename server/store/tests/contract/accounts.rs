//! Accounts, their devices, what was typed into refused forms, and counted tries.

use customer::tries::Tries;
use customer::{
    Account, Address, Email, Entry, Field, Leaving, Limit, Link, Opening, Refusal, Refused, Session, Why,
};
use kernel::time::{hours, minutes, seconds};
use kernel::{AccountId, AddressId, Ids, Lang, OrderId, OrderNumber};
use order::Cart;

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    an_account_is_found_by_its_id_and_its_address,
    an_account_is_made_by_its_address_link_once,
    the_newest_letter_to_an_address_is_the_one_that_works,
    of_two_that_follow_one_letter_one_gets_the_account,
    an_address_that_has_an_account_gets_no_other,
    who_logs_in_is_the_account_and_who_logs_out_a_guest_again,
    devices_are_listed_the_one_seen_last_first,
    an_account_leaves_its_own_devices_and_no_others,
    who_logs_out_leaves_nothing_behind_on_the_device,
    another_password_ends_the_other_devices_with_it,
    an_account_gets_another_name,
    a_closed_account_leaves_nothing_but_its_orders,
    who_logs_in_as_the_account_is_closed_is_a_guest,
    an_address_whose_account_was_closed_gets_another,
    a_link_is_over_at_its_end_and_makes_no_account,
    a_link_sets_a_password_and_ends_every_device,
    of_two_that_follow_one_link_one_is_let_through,
    the_newest_link_is_the_one_that_works,
    an_account_has_one_default_address_whatever_is_done,
    an_eleventh_address_and_another_accounts_are_refused,
    an_order_is_open_in_the_browser_that_opened_it_until_its_end,
    orders_are_found_by_number_and_by_address_however_it_was_typed,
    a_refused_form_takes_the_place_of_the_last_and_is_forgotten,
    tries_at_the_same_time_are_all_counted,
    a_limit_that_waits_counts_for_none,
    a_try_that_was_right_is_taken_back,
    tries_of_long_ago_are_forgotten,
}

fn account(shop: &Shop, email: &str) -> Account {
    Account {
        id: AccountId(shop.ids.uuid()),
        email: Email::parse(email).unwrap(),
        name: "김하늘".to_owned(),
        password: "$argon2id$".to_owned(),
        verified_at: None,
        lang: Lang::En,
        created_at: NOON,
    }
}

impl Shop {
    async fn member(&self, email: &str) -> Account {
        let account = account(self, email);
        self.opens(email, email).await;
        assert_eq!(self.main.accounts().create(email, account.clone()).await, Ok(true));
        account
    }

    /// Keeps a link of this hash by which an account is made.
    async fn opens(&self, hash: &str, email: &str) {
        let (hash, email) = (hash.to_owned(), Email::parse(email).unwrap());
        let opening = Opening { hash, email, expires: NOON + hours(1) };
        self.main.accounts().keep_opening(opening).await.unwrap();
    }

    /// Logs an account in on a new device.
    async fn enter(&self, account: &Account, minute: i64) -> Session {
        let (sessions, guest) = (self.main.sessions(), self.guest());
        let hash = guest.device.to_string();
        sessions.create(guest.clone(), format!("before {hash}")).await.unwrap();
        let entry = Entry { account: account.id, agent: "Firefox".to_owned(), at: NOON };
        sessions.enter(guest.device, Some(entry), hash).await.unwrap();
        sessions.seen(guest.device, NOON + minutes(minute)).await.unwrap();
        self.session_of(&guest).await
    }

    /// A session as it stands now.
    async fn session_of(&self, session: &Session) -> Session {
        self.main.sessions().by_hash(&session.device.to_string()).await.unwrap().unwrap()
    }
}

async fn an_account_is_found_by_its_id_and_its_address(shop: &Shop) {
    let accounts = shop.main.accounts();
    let known = shop.member("Haneul@Example.com").await;
    assert_eq!(accounts.account(known.id).await, Ok(Some(known.clone())));
    assert_eq!(accounts.by_email(&Email::parse("haneul@example.com").unwrap()).await, Ok(Some(known)));
    assert_eq!(accounts.by_email(&Email::parse("nobody@example.com").unwrap()).await, Ok(None));
    assert_eq!(accounts.account(AccountId(shop.ids.uuid())).await, Ok(None));
}

const EMAIL: &str = "haneul@example.com";

async fn an_account_is_made_by_its_address_link_once(shop: &Shop) {
    let accounts = shop.main.accounts();
    let made = Account { verified_at: Some(NOON), ..account(shop, EMAIL) };
    shop.opens("hash", EMAIL).await;
    assert_eq!(accounts.opening("hash", NOON).await, Ok(Some(made.email.clone())));
    assert_eq!(accounts.opening("hash", NOON + hours(1)).await, Ok(None), "it is over");
    assert_eq!(accounts.opening("another", NOON).await, Ok(None));
    let late = Account { created_at: NOON + hours(1), ..made.clone() };
    for (hash, refused) in
        [("another", made.clone()), ("hash", account(shop, "another@example.com")), ("hash", late)]
    {
        assert_eq!(accounts.create(hash, refused).await, Ok(false));
    }
    assert_eq!(accounts.create("hash", made.clone()).await, Ok(true));
    assert_eq!(accounts.account(made.id).await, Ok(Some(made.clone())));
    assert_eq!(accounts.create("hash", account(shop, EMAIL)).await, Ok(false));
    assert_eq!(accounts.opening("hash", NOON).await, Ok(None));
}

async fn the_newest_letter_to_an_address_is_the_one_that_works(shop: &Shop) {
    let accounts = shop.main.accounts();
    for (hash, email) in [("old", EMAIL), ("other", "another@example.com"), ("new", EMAIL)] {
        shop.opens(hash, email).await;
    }
    assert_eq!(accounts.opening("old", NOON).await, Ok(None));
    assert!(accounts.opening("new", NOON).await.unwrap().is_some());
    assert!(accounts.opening("other", NOON).await.unwrap().is_some());
    accounts.forget_links(NOON + hours(2)).await.unwrap();
    assert_eq!(shop.number("SELECT COUNT(*) FROM openings").await, 0);
}

async fn of_two_that_follow_one_letter_one_gets_the_account(shop: &Shop) {
    let accounts = shop.main.accounts();
    shop.opens("hash", EMAIL).await;
    let (one, two) = tokio::join!(
        accounts.create("hash", account(shop, EMAIL)),
        accounts.create("hash", account(shop, EMAIL))
    );
    assert!(one.unwrap() != two.unwrap());
    assert_eq!(shop.number("SELECT COUNT(*) FROM accounts").await, 1);
}

async fn an_address_that_has_an_account_gets_no_other(shop: &Shop) {
    shop.member(EMAIL).await;
    shop.opens("later", EMAIL).await;
    assert_eq!(shop.main.accounts().create("later", account(shop, EMAIL)).await, Ok(false));
    assert_eq!(shop.number("SELECT COUNT(*) FROM accounts").await, 1);
}

async fn who_logs_in_is_the_account_and_who_logs_out_a_guest_again(shop: &Shop) {
    let (sessions, account) = (shop.main.sessions(), shop.member("haneul@example.com").await);
    let session = shop.enter(&account, 0).await;
    assert_eq!((session.account, session.id), (Some(account.id), account.id.session()));
    assert_eq!(sessions.by_hash(&format!("before {}", session.device)).await, Ok(None));
    sessions.enter(session.device, None, "after".to_owned()).await.unwrap();
    let guest = sessions.by_hash("after").await.unwrap().unwrap();
    assert_eq!((guest.account, guest.id), (None, session.device.guest()));
    assert_eq!(sessions.devices(account.id).await, Ok(vec![]));
}

async fn devices_are_listed_the_one_seen_last_first(shop: &Shop) {
    let account = shop.member("haneul@example.com").await;
    let (first, second) = (shop.enter(&account, 5).await, shop.enter(&account, 9).await);
    let another = shop.member("another@example.com").await;
    shop.enter(&another, 7).await;
    let devices = shop.main.sessions().devices(account.id).await.unwrap();
    assert_eq!(devices.iter().map(|it| it.device).collect::<Vec<_>>(), [second.device, first.device]);
    let last = &devices[1];
    assert_eq!((last.agent.as_str(), last.entered_at, last.seen_at), ("Firefox", NOON, NOON + minutes(5)));
}

async fn an_account_leaves_its_own_devices_and_no_others(shop: &Shop) {
    let (sessions, account) = (shop.main.sessions(), shop.member("haneul@example.com").await);
    let mine = [shop.enter(&account, 1).await, shop.enter(&account, 2).await, shop.enter(&account, 3).await];
    let theirs = shop.enter(&shop.member("another@example.com").await, 4).await;

    sessions.leave(account.id, Leaving::On(theirs.device)).await.unwrap();
    sessions.leave(account.id, Leaving::On(mine[0].device)).await.unwrap();
    assert_eq!(shop.session_of(&mine[0]).await.account, None);
    assert_eq!(shop.session_of(&mine[1]).await.account, Some(account.id));

    sessions.leave(account.id, Leaving::AllBut(mine[1].device)).await.unwrap();
    assert_eq!(shop.session_of(&mine[1]).await.account, Some(account.id));
    assert_eq!(shop.session_of(&mine[2]).await.account, None);
    assert_eq!(shop.session_of(&theirs).await, theirs);
}

async fn another_password_ends_the_other_devices_with_it(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member("haneul@example.com").await);
    let (here, there) = (shop.enter(&account, 1).await, shop.enter(&account, 2).await);
    accounts.set_password(account.id, "new".to_owned(), Some(here.device)).await.unwrap();
    assert_eq!(accounts.account(account.id).await.unwrap().unwrap().password, "new");
    assert_eq!(shop.session_of(&here).await.account, Some(account.id));
    assert_eq!(shop.session_of(&there).await.account, None);
    accounts.set_password(account.id, "newer".to_owned(), None).await.unwrap();
    assert_eq!(shop.session_of(&here).await.account, None);
}

async fn who_logs_out_leaves_nothing_behind_on_the_device(shop: &Shop) {
    let (sessions, account) = (shop.main.sessions(), shop.member(EMAIL).await);
    let order = OrderId(shop.ids.uuid());
    let mut devices = Vec::new();
    for minute in 1..=5 {
        let device = shop.enter(&account, minute).await.device;
        let refused = Refused::new([("name", "김하늘")], Refusal::of(Field::Name, Why::Missing)).unwrap();
        shop.main.forms().keep(device, "address", refused, NOON).await.unwrap();
        shop.main.opened().open(device, order, NOON + hours(1)).await.unwrap();
        devices.push(device);
    }
    let with_something = async || {
        let mut with = Vec::new();
        for device in &devices {
            let form = shop.main.forms().refused(*device, "address", NOON).await.unwrap().is_some();
            let opened = shop.main.opened().has_opened(*device, order, NOON).await.unwrap();
            assert_eq!(form, opened);
            with.extend(form.then_some(*device));
        }
        with
    };
    sessions.enter(devices[0], None, "out".to_owned()).await.unwrap();
    assert_eq!(with_something().await, devices[1..], "by the button");
    sessions.leave(account.id, Leaving::On(devices[1])).await.unwrap();
    assert_eq!(with_something().await, devices[2..], "from another device");
    sessions.leave(account.id, Leaving::AllBut(devices[4])).await.unwrap();
    assert_eq!(with_something().await, devices[4..], "from all others");
    shop.main.accounts().close(account.id).await.unwrap();
    assert_eq!(with_something().await, []);
}

async fn an_account_gets_another_name(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member(EMAIL).await);
    let other = shop.member("another@example.com").await;
    accounts.rename(account.id, "김바다".to_owned()).await.unwrap();
    let renamed = Account { name: "김바다".to_owned(), ..account };
    assert_eq!(accounts.account(renamed.id).await, Ok(Some(renamed.clone())));
    assert_eq!(accounts.account(other.id).await, Ok(Some(other)));
}

async fn a_closed_account_leaves_nothing_but_its_orders(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member(EMAIL).await);
    let other = shop.member("another@example.com").await;
    let (here, there) = (shop.enter(&account, 1).await, shop.enter(&account, 2).await);
    let theirs = shop.enter(&other, 3).await;
    let variant = shop.variant(9).await;
    let placed = shop.draft(account.id.session(), variant, 1).await;
    let (decided, draft) = shop.open_order(&placed);
    let order = decided.order.id;
    assert_eq!(shop.main.orders().place(decided, draft, None).await, Ok(order::Placed::Done));
    for owner in [&account, &other] {
        shop.draft(owner.id.session(), variant, 1).await;
        let cart = Cart { changed_at: NOON, ..Cart::empty(owner.id.session()) };
        assert_eq!(shop.main.carts().keep(cart).await, Ok(true));
        assert_eq!(shop.main.addresses().put(address(shop, owner, "집", true, 0)).await, Ok(true));
        accounts.keep_link(link(owner, owner.email.as_str())).await.unwrap();
        shop.opens(&format!("later {}", owner.email.as_str()), owner.email.as_str()).await;
    }
    for session in [&here, &theirs] {
        let refused = Refused::new([("name", "김하늘")], Refusal::of(Field::Name, Why::Missing)).unwrap();
        shop.main.forms().keep(session.device, "address", refused, NOON).await.unwrap();
    }

    accounts.close(account.id).await.unwrap();
    accounts.close(account.id).await.unwrap();
    assert_eq!(accounts.account(account.id).await, Ok(None));
    assert_eq!(accounts.by_email(&account.email).await, Ok(None));
    assert_eq!(accounts.link_stands(EMAIL, NOON).await, Ok(None));
    assert_eq!(accounts.reset(EMAIL, "new".to_owned(), NOON).await, Ok(None));
    assert_eq!(accounts.opening(&format!("later {EMAIL}"), NOON).await, Ok(None));
    for session in [&here, &there] {
        assert_eq!(shop.session_of(session).await.id, session.device.guest());
    }
    assert_eq!(shop.main.forms().refused(here.device, "address", NOON).await, Ok(None));
    assert_eq!(shop.reread(order).await.details.session, account.id.session(), "its order goes on");

    assert_eq!(accounts.account(other.id).await, Ok(Some(other.clone())));
    assert_eq!(shop.session_of(&theirs).await, theirs);
    assert!(accounts.link_stands(other.email.as_str(), NOON).await.unwrap().is_some());
    for (table, left) in [
        ("SELECT COUNT(*) FROM addresses", 1),
        ("SELECT COUNT(*) FROM carts", 1),
        ("SELECT COUNT(*) FROM openings", 1),
        ("SELECT COUNT(*) FROM account_links", 1),
        ("SELECT COUNT(*) FROM refused_forms", 1),
        ("SELECT COUNT(*) FROM drafts WHERE order_id IS NULL", 1),
        ("SELECT COUNT(*) FROM drafts WHERE order_id IS NOT NULL", 1),
    ] {
        assert_eq!(shop.number(table).await, left, "{table}");
    }
}

async fn who_logs_in_as_the_account_is_closed_is_a_guest(shop: &Shop) {
    let account = shop.member(EMAIL).await;
    shop.main.accounts().close(account.id).await.unwrap();
    let late = shop.enter(&account, 1).await;
    assert_eq!((late.account, late.id), (None, late.device.guest()));
}

async fn an_address_whose_account_was_closed_gets_another(shop: &Shop) {
    let account = shop.member(EMAIL).await;
    shop.main.accounts().close(account.id).await.unwrap();
    let again = shop.member(EMAIL).await;
    assert_ne!(again.id, account.id);
    assert_eq!(shop.main.accounts().by_email(&again.email).await, Ok(Some(again)));
}

fn link(account: &Account, hash: &str) -> Link {
    Link { hash: hash.to_owned(), account: account.id, expires: NOON + hours(1) }
}

async fn a_link_is_over_at_its_end_and_makes_no_account(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member(EMAIL).await);
    accounts.keep_link(link(&account, "hash")).await.unwrap();
    assert_eq!(accounts.link_stands("hash", NOON).await, Ok(Some(account.clone())));
    assert_eq!(accounts.opening("hash", NOON).await, Ok(None), "it is for something else");
    assert_eq!(accounts.link_stands("hash", NOON + hours(1)).await, Ok(None));
    assert_eq!(accounts.reset("hash", "new".to_owned(), NOON + hours(1)).await, Ok(None));
    assert_eq!(accounts.account(account.id).await, Ok(Some(account)));
}

async fn a_link_sets_a_password_and_ends_every_device(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member("haneul@example.com").await);
    let here = shop.enter(&account, 1).await;
    accounts.keep_link(link(&account, "hash")).await.unwrap();
    let reset = accounts.reset("hash", "new".to_owned(), NOON).await.unwrap().unwrap();
    assert_eq!((reset.password.as_str(), reset.verified_at), ("$argon2id$", Some(NOON)));
    assert_eq!(accounts.account(account.id).await.unwrap().unwrap().password, "new");
    assert_eq!(shop.session_of(&here).await.account, None);
    assert_eq!(accounts.reset("hash", "newer".to_owned(), NOON).await, Ok(None));
    accounts.keep_link(link(&account, "later")).await.unwrap();
    accounts.forget_links(NOON + hours(2)).await.unwrap();
    assert_eq!(shop.number("SELECT COUNT(*) FROM account_links").await, 0);
}

async fn of_two_that_follow_one_link_one_is_let_through(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member("haneul@example.com").await);
    accounts.keep_link(link(&account, "hash")).await.unwrap();
    let (one, two) = tokio::join!(
        accounts.reset("hash", "one".to_owned(), NOON),
        accounts.reset("hash", "two".to_owned(), NOON)
    );
    assert!(one.unwrap().is_some() != two.unwrap().is_some());
}

async fn the_newest_link_is_the_one_that_works(shop: &Shop) {
    let (accounts, account) = (shop.main.accounts(), shop.member("haneul@example.com").await);
    let another = shop.member("another@example.com").await;
    for (account, hash) in [(&account, "old"), (&another, "other"), (&account, "new")] {
        accounts.keep_link(link(account, hash)).await.unwrap();
    }
    assert_eq!(accounts.link_stands("old", NOON).await, Ok(None));
    assert!(accounts.link_stands("new", NOON).await.unwrap().is_some());
    assert!(accounts.link_stands("other", NOON).await.unwrap().is_some());
}

fn address(shop: &Shop, account: &Account, name: &str, default: bool, second: i64) -> Address {
    Address {
        id: AddressId(shop.ids.uuid()),
        account: account.id,
        name: name.to_owned(),
        phone: "010-2345-6789".to_owned(),
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        default,
        created_at: NOON + seconds(second),
    }
}

async fn an_account_has_one_default_address_whatever_is_done(shop: &Shop) {
    let (addresses, account) = (shop.main.addresses(), shop.member("haneul@example.com").await);
    let [home, work, parents] = [("집", false), ("회사", false), ("본가", true)];
    let home = address(shop, &account, home.0, home.1, 1);
    let work = address(shop, &account, work.0, work.1, 2);
    let parents = address(shop, &account, parents.0, parents.1, 3);
    for each in [&home, &work, &parents] {
        assert_eq!(addresses.put(each.clone()).await, Ok(true));
    }
    let all = addresses.of_account(account.id).await.unwrap();
    assert_eq!(all, [parents.clone(), work.clone(), home.clone()]);

    let moved = Address { address2: "4층".to_owned(), default: true, ..home.clone() };
    assert_eq!(addresses.put(moved.clone()).await, Ok(true));
    let demoted = Address { default: false, ..parents };
    let all = addresses.of_account(account.id).await.unwrap();
    assert_eq!(all, [moved, demoted.clone(), work.clone()]);

    assert_eq!(addresses.delete(account.id, home.id).await, Ok(true));
    assert_eq!(addresses.delete(account.id, home.id).await, Ok(false));
    let all = addresses.of_account(account.id).await.unwrap();
    assert_eq!(all, [Address { default: true, ..demoted }, work]);
}

async fn an_eleventh_address_and_another_accounts_are_refused(shop: &Shop) {
    let (addresses, account) = (shop.main.addresses(), shop.member("haneul@example.com").await);
    for second in 0..10 {
        let another = address(shop, &account, "집", false, second);
        assert_eq!(addresses.put(another).await, Ok(true));
    }
    assert_eq!(addresses.put(address(shop, &account, "집", true, 11)).await, Ok(false));
    let first = addresses.of_account(account.id).await.unwrap().remove(0);
    let stranger = shop.member("another@example.com").await;
    assert_eq!(addresses.put(Address { account: stranger.id, ..first.clone() }).await, Ok(false));
    assert_eq!(addresses.delete(stranger.id, first.id).await, Ok(false));
    assert_eq!(addresses.of_account(account.id).await.unwrap().len(), 10);
    assert_eq!(
        addresses.put(Address { name: "회사".to_owned(), ..first }).await,
        Ok(true),
        "a change is no other"
    );
}

async fn an_order_is_open_in_the_browser_that_opened_it_until_its_end(shop: &Shop) {
    let (opened, device, order) = (shop.main.opened(), shop.guest().device, OrderId(shop.ids.uuid()));
    assert_eq!(opened.has_opened(device, order, NOON).await, Ok(false));
    opened.open(device, order, NOON + hours(2)).await.unwrap();
    opened.open(device, order, NOON + hours(1)).await.unwrap();
    assert_eq!(opened.has_opened(device, order, NOON + hours(1)).await, Ok(true), "the later end stays");
    assert_eq!(opened.has_opened(device, order, NOON + hours(2)).await, Ok(false));
    assert_eq!(opened.has_opened(shop.guest().device, order, NOON).await, Ok(false));
    assert_eq!(opened.has_opened(device, OrderId(shop.ids.uuid()), NOON).await, Ok(false));
    opened.forget_opened(NOON + hours(3)).await.unwrap();
    assert_eq!(shop.number("SELECT COUNT(*) FROM opened_orders").await, 0);
}

async fn orders_are_found_by_number_and_by_address_however_it_was_typed(shop: &Shop) {
    let finder = shop.main.finder();
    let order = shop.order(shop.variant(1).await, 1).await;
    let key = order::email_key(&format!(" {} ", order.details.email.to_uppercase()));
    let found = order::Found { order: order.id, owner: order.details.session, email: key.clone() };
    assert_eq!(finder.by_number(&order.details.number).await, Ok(Some(found.clone())));
    assert_eq!(finder.of_email(&key).await, Ok(vec![found.clone()]));
    assert_eq!(finder.of_email("nobody@example.com").await, Ok(vec![]));
    let nobodys = OrderNumber::parse("991231-ZZZZZ").unwrap();
    assert_eq!(finder.by_number(&nobodys).await, Ok(None));

    let account = shop.session();
    let order::Verdict::Change(claimed) = order::claim(&order, order.details.session, account) else {
        panic!("a guest's order can be claimed");
    };
    shop.commit(*claimed, NOON).await;
    assert_eq!(finder.of_email(&key).await, Ok(vec![order::Found { owner: account, ..found }]));
}

async fn a_refused_form_takes_the_place_of_the_last_and_is_forgotten(shop: &Shop) {
    let (forms, device) = (shop.main.forms(), shop.guest().device);
    let refused = |email| Refused::new([("email", email)], Refusal::of(Field::Password, Why::Wrong)).unwrap();
    forms.keep(device, "log-in", refused("하나"), NOON).await.unwrap();
    forms.keep(device, "log-in", refused("둘"), NOON + seconds(1)).await.unwrap();
    forms.keep(device, "register", refused("셋"), NOON).await.unwrap();
    assert_eq!(forms.refused(device, "log-in", NOON + seconds(1)).await, Ok(Some(refused("둘"))));
    assert_eq!(forms.refused(device, "log-in", NOON + seconds(2)).await, Ok(None));
    assert_eq!(forms.refused(shop.guest().device, "log-in", NOON).await, Ok(None));
    forms.forget(NOON + seconds(1)).await.unwrap();
    assert_eq!(forms.refused(device, "register", NOON).await, Ok(None));
    assert_eq!(forms.refused(device, "log-in", NOON).await, Ok(Some(refused("둘"))));
}

fn limits() -> Vec<Limit> {
    let network = Limit::of_network("log-in", Some(7)).unwrap();
    vec![Limit::of_address("log-in", "haneul@example.com"), network]
}

/// Tries so often, at once. Says how many were let through.
async fn tried(tries: &dyn Tries, count: usize) -> usize {
    let all = futures::future::join_all((0..count).map(|_| tries.count(limits(), NOON))).await;
    all.into_iter().filter(|tried| *tried == Ok(None)).count()
}

async fn tries_at_the_same_time_are_all_counted(shop: &Shop) {
    let tries = shop.main.tries();
    assert_eq!(tried(&*tries, 20).await, 6, "five free ones, and the one after which the next waits");
    assert_eq!(tries.count(limits(), NOON).await, Ok(Some(NOON + seconds(30))));
    assert_eq!(tries.count(limits(), NOON + seconds(30)).await, Ok(None));
}

async fn a_limit_that_waits_counts_for_none(shop: &Shop) {
    let tries = shop.main.tries();
    tried(&*tries, 10).await;
    assert_eq!(shop.number("SELECT count FROM tries WHERE about LIKE 'log-in:network:%'").await, 6);
    let other = vec![Limit::of_address("log-in", "another@example.com"), limits().remove(1)];
    assert_eq!(tries.count(other, NOON).await, Ok(None));
}

async fn a_try_that_was_right_is_taken_back(shop: &Shop) {
    let tries = shop.main.tries();
    for _ in 0..50 {
        assert_eq!(tries.count(limits(), NOON).await, Ok(None));
        tries.take_back(limits()).await.unwrap();
    }
}

async fn tries_of_long_ago_are_forgotten(shop: &Shop) {
    let tries = shop.main.tries();
    tried(&*tries, 10).await;
    tries.forget(NOON).await.unwrap();
    assert_eq!(shop.number("SELECT COUNT(*) FROM tries").await, 2);
    tries.forget(NOON + hours(1)).await.unwrap();
    assert_eq!(shop.number("SELECT COUNT(*) FROM tries").await, 0);
}
