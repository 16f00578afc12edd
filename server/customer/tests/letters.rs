//! Making an account by a letter, setting a password anew, finding and opening orders, and saved addresses, over ports in memory.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod common;

use common::ports::Written;
use common::shop::{EMAIL, PASSWORD, Shop, secret, shop, written};
use customer::{AddressForm, Email, Field, MOST_ADDRESSES, OPEN, Refusal, Why};
use kernel::time::{hours, seconds};
use kernel::{AccountId, AddressId, Lang, OrderId, OrderNumber, Secret};
use uuid::Uuid;

const NEW: &str = "가위와 바위와 보자기";
const ORDER: OrderId = OrderId(Uuid::from_u128(7));

impl Shop {
    fn last_letter(&self) -> Written {
        self.database.rows().letters.last().expect("a letter").clone()
    }

    /// The token of the last letter, by which an account is made.
    fn opening(&self) -> Secret {
        let Written::Register(letter) = self.last_letter() else { panic!("{:?}", self.last_letter()) };
        letter.token
    }

    /// The token of the last letter, by which a password is set anew.
    fn reset(&self) -> Secret {
        let Written::Reset(letter) = self.last_letter() else { panic!("{:?}", self.last_letter()) };
        letter.token
    }

    /// Asks for a letter to set the password anew, and waits until it is written, or is not.
    async fn ask_to_reset(&self, email: &str, lang: Lang) -> Result<(), Refusal> {
        let visit = self.visit().await;
        let asked = self.membership.ask_to_reset(&visit, email, lang).await;
        written().await;
        asked
    }

    fn letters(&self) -> usize {
        self.database.rows().letters.len()
    }
}

fn over() -> Result<(), Refusal> {
    Err(Refusal::of(Field::NewPassword, Why::Over))
}

#[tokio::test]
async fn an_account_is_made_by_a_letters_link_once_and_claims_what_guests_ordered() {
    let shop = shop();
    shop.ask_to_register(" Haneul@Example.com").await.unwrap();
    let token = shop.opening();
    assert!(shop.database.rows().accounts.is_empty(), "nobody has proved anything");
    let email = Email::parse(EMAIL).unwrap();
    assert_eq!(shop.membership.opening(&token).await, Ok(Some(email.clone())));
    assert_eq!(shop.membership.link_stands(&token).await, Ok(None), "it sets no password");

    let member = shop.session(&shop.follow(&token).await.unwrap()).await;
    assert!(shop.account(&member).await.verified_at.is_some());
    assert_eq!(shop.database.rows().claimed, [(email, member.id)]);
    assert_eq!(shop.membership.opening(&token).await, Ok(None));
    assert_eq!(shop.follow(&token).await, Err(Refusal::of(Field::NewPassword, Why::Over)));
    assert_eq!(shop.database.rows().accounts.len(), 1);
}

#[tokio::test]
async fn who_asks_to_register_is_told_the_same_whether_the_address_has_an_account_or_not() {
    let shop = shop();
    shop.member().await;
    let counts = || {
        let rows = shop.database.rows();
        (rows.looked_up.0, rows.letters.len())
    };
    for email in [EMAIL, "nobody@example.com"] {
        let (visit, (looked_up, letters)) = (shop.visit().await, counts());
        assert_eq!(shop.membership.ask_to_register(&visit, email, Lang::En).await, Ok(()));
        let answered = counts();
        assert_eq!(answered, (looked_up, letters), "it is answered before anything of {email} is looked for");
        written().await;
        assert_eq!(counts(), (looked_up + 1, letters + 1), "{email}");
    }
    let to = Email::parse(EMAIL).unwrap();
    let written = shop.database.rows().letters.clone();
    assert_eq!(written[1], Written::HasAccount(to, Lang::En), "only the letter says which it is");
    assert!(matches!(&written[2], Written::Register(letter) if letter.lang == Lang::En));
    assert_eq!(shop.ask_to_register("haneul").await, Err(Refusal::of(Field::Email, Why::Malformed)));
}

#[tokio::test]
async fn letters_to_one_address_and_from_one_network_are_bounded_whether_it_has_an_account_or_not() {
    for email in [EMAIL, "nobody@example.com"] {
        let shop = shop();
        shop.member().await;
        let free = if email == EMAIL { 5 } else { 6 };
        for _ in 0..free {
            shop.ask_to_register(email).await.unwrap();
        }
        let until = kernel::Clock::now(&*shop.clock) + seconds(30);
        assert_eq!(shop.ask_to_register(email).await, Err(Refusal::Wait(until)), "{email}");
    }
    let shop = shop();
    let asked = async |n: usize| shop.ask_to_register(&format!("nobody{n}@example.com")).await;
    for n in 0..31 {
        assert_eq!(asked(n).await, Ok(()), "{n}");
    }
    assert!(matches!(asked(31).await, Err(Refusal::Wait(_))));
    assert_eq!(shop.letters(), 31);
}

#[tokio::test]
async fn what_guests_order_later_with_the_address_is_claimed_at_the_next_log_in() {
    let shop = shop();
    let member = shop.member().await;
    shop.log_in(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(shop.database.rows().claimed.len(), 2);
    assert!(shop.database.rows().claimed.iter().all(|(_, account)| *account == member.id));
}

#[tokio::test]
async fn a_link_is_over_after_an_hour_and_when_a_newer_letter_comes() {
    let shop = shop();
    shop.ask_to_register(EMAIL).await.unwrap();
    let first = shop.opening();
    shop.ask_to_register(EMAIL).await.unwrap();
    let over = Err(Refusal::of(Field::NewPassword, Why::Over));
    assert_eq!(shop.follow(&first).await, over, "the newest letter is the one that works");
    let second = shop.opening();
    shop.clock.later(hours(1));
    assert_eq!(shop.follow(&second).await, over);
    assert_eq!(shop.follow(&secret("guess")).await, over);
    shop.clock.later(seconds(1));
    shop.membership.tick().await.unwrap();
    assert!(shop.database.rows().openings.is_empty());
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_once_and_every_device_is_logged_out() {
    let shop = shop();
    let member = shop.member().await;
    shop.ask_to_reset(" HANEUL@example.com", Lang::Ko).await.unwrap();
    let token = shop.reset();
    let short = shop.membership.reset_password(&token, &secret("short")).await;
    assert_eq!(
        short,
        Err(Refusal::of(Field::NewPassword, Why::TooShort)),
        "the link is kept for another try"
    );
    shop.membership.reset_password(&token, &secret(NEW)).await.unwrap();
    assert_eq!(shop.membership.reset_password(&token, &secret(NEW)).await, over());

    let account = member.account.unwrap();
    assert_eq!(shop.membership.devices(account).await.unwrap(), []);
    assert!(shop.membership.account(account).await.unwrap().unwrap().verified_at.is_some());
    assert!(shop.log_in(EMAIL, PASSWORD).await.is_err());
    assert!(shop.log_in(EMAIL, NEW).await.is_ok());
}

#[tokio::test]
async fn a_reset_is_written_in_the_language_of_the_page_that_asks_for_it() {
    let shop = shop();
    let member = shop.member().await;
    assert_eq!(shop.account(&member).await.lang, Lang::Ko);
    for lang in [Lang::En, Lang::Ko] {
        shop.ask_to_reset(EMAIL, lang).await.unwrap();
        assert!(matches!(shop.last_letter(), Written::Reset(letter) if letter.lang == lang), "{lang:?}");
    }
}

#[tokio::test]
async fn a_reset_is_answered_before_anything_is_looked_for() {
    let shop = shop();
    shop.member().await;
    for email in [EMAIL, "nobody@example.com"] {
        let (visit, before) = (shop.visit().await, shop.database.rows().looked_up.0);
        assert_eq!(shop.membership.ask_to_reset(&visit, email, Lang::Ko).await, Ok(()));
        let looked_up = shop.database.rows().looked_up.0;
        assert_eq!(looked_up, before, "the answer is there before anything of {email} is looked for");
        written().await;
    }
}

#[tokio::test]
async fn an_address_that_nobody_has_is_answered_as_one_that_somebody_has_and_gets_no_letter() {
    let shop = shop();
    shop.member().await;
    let letters = shop.letters();
    assert_eq!(shop.ask_to_reset("nobody@example.com", Lang::Ko).await, Ok(()));
    assert_eq!(shop.letters(), letters);
    assert_eq!(shop.ask_to_reset(EMAIL, Lang::Ko).await, Ok(()));
    assert_eq!(shop.letters(), letters + 1);
    for email in [EMAIL, "nobody@example.com"] {
        for _ in 0..5 {
            shop.ask_to_reset(email, Lang::Ko).await.unwrap();
        }
        assert!(matches!(shop.ask_to_reset(email, Lang::Ko).await, Err(Refusal::Wait(_))), "{email}");
    }
    assert_eq!(shop.ask_to_reset("haneul", Lang::Ko).await, Err(Refusal::of(Field::Email, Why::Malformed)));
}

#[tokio::test]
async fn an_order_is_found_by_its_number_and_its_address_together() {
    let shop = shop();
    let number = OrderNumber::parse("261123-ABCDE").unwrap();
    shop.database.rows().order = Some((number, Email::parse(EMAIL).unwrap(), ORDER));
    let visit = shop.visit().await;
    let device = visit.session.device;
    for (number, email) in [("261123-ABCDE", "nobody@example.com"), ("261123-ABCDF", EMAIL)] {
        let before = shop.database.rows().looked_up.1;
        let found = shop.membership.find_order(&visit, number, email).await;
        assert_eq!(found, Err(Refusal::of(Field::Number, Why::Wrong)));
        assert_eq!(shop.database.rows().looked_up.1, before + 1, "none and wrong are the same work");
    }
    assert_eq!(shop.membership.has_opened(device, ORDER).await, Ok(false));
    assert_eq!(shop.membership.find_order(&visit, " 261123abcde", " Haneul@example.com").await, Ok(ORDER));
    assert_eq!(shop.membership.has_opened(device, ORDER).await, Ok(true));
    assert_eq!(shop.membership.has_opened(shop.visit().await.session.device, ORDER).await, Ok(false));
    shop.clock.later(OPEN);
    assert_eq!(shop.membership.has_opened(device, ORDER).await, Ok(false));
}

#[tokio::test]
async fn orders_cannot_be_guessed_by_number_nor_by_address() {
    let shop = shop();
    let visit = shop.visit().await;
    for (number, email) in [("261123-ABCDE", None), ("", Some(EMAIL))] {
        let mut waits = 0;
        for n in 10..30 {
            let email = email.map_or_else(|| format!("haneul{n}@example.com"), str::to_owned);
            let number = if number.is_empty() { format!("2611{n}-ABCDE") } else { number.to_owned() };
            let tried = shop.membership.find_order(&visit, &number, &email).await;
            waits += usize::from(matches!(tried, Err(Refusal::Wait(_))));
        }
        assert_eq!(waits, 14, "six of twenty are looked at");
    }
}

#[tokio::test]
async fn a_lookup_that_cannot_be_one_says_which_fields_are_wrong() {
    let shop = shop();
    let visit = shop.visit().await;
    let refused = shop.membership.find_order(&visit, "한벌", "").await;
    let Err(Refusal::Fields(errors)) = refused else { panic!("{refused:?}") };
    let errors: Vec<_> = errors.into_iter().map(|error| (error.field, error.why)).collect();
    assert_eq!(errors, [(Field::Number, Why::Malformed), (Field::Email, Why::Missing)]);
    assert!(shop.database.rows().tries.is_empty());
}

fn address(name: &str, default: bool) -> AddressForm {
    AddressForm {
        name: name.to_owned(),
        phone: "010-2345-6789".to_owned(),
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        default,
    }
}

async fn saved(shop: &Shop, account: AccountId) -> Vec<(String, bool)> {
    let all = shop.membership.addresses(account).await.unwrap();
    all.into_iter().map(|address| (address.name, address.default)).collect()
}

#[tokio::test]
async fn of_saved_addresses_one_is_the_default_whatever_is_done_to_them() {
    let shop = shop();
    let account = shop.member().await.account.unwrap();
    for (name, default) in [("집", false), ("회사", false), ("본가", true)] {
        shop.clock.later(seconds(1));
        shop.membership.save_address(account, None, &address(name, default)).await.unwrap();
    }
    let row = |name: &str, default| (name.to_owned(), default);
    assert_eq!(saved(&shop, account).await, [row("본가", true), row("회사", false), row("집", false)]);
    let first = shop.membership.addresses(account).await.unwrap().remove(0).id;
    shop.membership.save_address(account, Some(first), &address("시골", false)).await.unwrap();
    assert_eq!(saved(&shop, account).await[0], row("시골", true), "some address is the default");
    assert_eq!(shop.membership.delete_address(account, first).await, Ok(true));
    assert_eq!(shop.membership.delete_address(account, first).await, Ok(false));
    assert_eq!(saved(&shop, account).await, [row("회사", true), row("집", false)]);
}

#[tokio::test]
async fn nobody_touches_the_addresses_of_another_account() {
    let shop = shop();
    let mine = shop.member().await.account.unwrap();
    let theirs = shop.session(&shop.register("another@example.com").await.unwrap()).await.account.unwrap();
    shop.membership.save_address(mine, None, &address("집", true)).await.unwrap();
    let id = shop.membership.addresses(mine).await.unwrap().remove(0).id;
    assert!(shop.membership.save_address(theirs, Some(id), &address("회사", true)).await.is_err());
    assert_eq!(shop.membership.delete_address(theirs, id).await, Ok(false));
    assert_eq!(saved(&shop, mine).await, [("집".to_owned(), true)]);
    assert_eq!(saved(&shop, theirs).await, []);
}

#[tokio::test]
async fn ten_addresses_are_saved_and_each_field_has_its_bounds() {
    let shop = shop();
    let account = shop.member().await.account.unwrap();
    for n in 0..MOST_ADDRESSES {
        shop.membership.save_address(account, None, &address(&format!("{n}번"), false)).await.unwrap();
    }
    let eleventh = shop.membership.save_address(account, None, &address("집", false)).await;
    assert_eq!(eleventh, Err(Refusal::of(Field::Name, Why::TooMany)));

    let bad = AddressForm { phone: "전화".to_owned(), postcode: String::new(), ..AddressForm::default() };
    let refused =
        bad.check(AddressId(Uuid::nil()), account, kernel::Time::EPOCH).expect_err("nothing of it is right");
    let errors: Vec<_> = refused.into_iter().map(|error| (error.field, error.why)).collect();
    let all = [
        (Field::Name, Why::Missing),
        (Field::Phone, Why::Malformed),
        (Field::Postcode, Why::Missing),
        (Field::Address1, Why::Missing),
    ];
    assert_eq!(errors, all);

    let house = AddressForm { address2: " ".to_owned(), ..address("집", false) };
    let house = house.check(AddressId(Uuid::nil()), account, kernel::Time::EPOCH);
    assert_eq!(house.map(|it| it.address2), Ok(String::new()), "a house of its own");
}
