//! Accounts over ports in memory: making one, logging in and out, the password, the devices, and what guards them.

mod common;

use common::shop::{EMAIL, NETWORK, PASSWORD, secret, shop};
use customer::{Field, Leaving, Refusal, Refused, Visit, Why};
use kernel::Secret;
use kernel::time::{hours, seconds};

fn wrong() -> Result<Secret, Refusal> {
    Err(Refusal::of(Field::Password, Why::Wrong))
}

#[tokio::test]
async fn who_makes_an_account_is_logged_in_and_only_the_hash_of_the_password_is_kept() {
    let shop = shop();
    let session = shop.member().await;
    let account = shop.account(&session).await;
    assert_eq!((account.email.as_str(), account.name.as_str()), (EMAIL, "김하늘"));
    assert_eq!(account.password, format!("hash of {PASSWORD}"));
    assert_eq!(session.id, account.id.session());
    assert_ne!(session.id, session.device.guest());
}

#[tokio::test]
async fn one_account_is_the_same_somebody_on_every_device() {
    let shop = shop();
    let first = shop.member().await;
    let token = shop.log_in(" Haneul@example.com", PASSWORD).await.unwrap();
    let second = shop.session(&token).await;
    assert_eq!(first.id, second.id);
    assert_ne!(first.device, second.device);
}

#[tokio::test]
async fn a_log_in_rotates_the_token_and_takes_along_what_the_guest_was_about_to_order() {
    let shop = shop();
    let member = shop.member().await;
    let (guest, before) = shop.sign_in.start().await.unwrap();
    let visit = Visit { session: guest.clone(), network: NETWORK, agent: String::new() };
    let after = shop.membership.log_in(visit, EMAIL, &secret(PASSWORD)).await.unwrap();
    assert_eq!(shop.sign_in.session(&before).await, Ok(None), "a token planted before opens nothing");
    let session = shop.session(&after).await;
    assert_eq!((session.device, session.id), (guest.device, member.id));
    assert_eq!(shop.database.rows().followed.last(), Some(&(guest.id, member.id)));

    let visit = Visit { session, network: NETWORK, agent: String::new() };
    let followed = shop.database.rows().followed.len();
    shop.membership.log_in(visit, EMAIL, &secret(PASSWORD)).await.unwrap();
    assert_eq!(shop.database.rows().followed.len(), followed, "an account's things stay the account's");
}

#[tokio::test]
async fn a_log_out_rotates_the_token_and_leaves_the_browser_a_guest() {
    let shop = shop();
    let token = shop.register(EMAIL).await.unwrap();
    let member = shop.session(&token).await;
    let after = shop.membership.log_out(&member).await.unwrap();
    assert_eq!(shop.sign_in.session(&token).await, Ok(None));
    let guest = shop.session(&after).await;
    assert_eq!((guest.account, guest.id), (None, member.device.guest()));
}

#[tokio::test]
async fn an_unknown_address_is_answered_as_a_wrong_password_and_with_the_same_work() {
    let shop = shop();
    shop.register(EMAIL).await.unwrap();
    for email in [EMAIL, "nobody@example.com"] {
        let before = shop.database.rows().looked_up.0;
        assert_eq!(shop.log_in(email, "바늘과 실").await, wrong());
        assert_eq!(shop.database.rows().looked_up.0, before + 1, "{email}");
    }
    let rows = shop.database.rows();
    assert_eq!(rows.verified, [Some(format!("hash of {PASSWORD}")), None], "both were compared");
    let tried: Vec<_> = rows.tries.iter().filter(|(about, _)| about.starts_with("log-in:address")).collect();
    assert!(tried.len() == 2 && tried.iter().all(|(_, tried)| tried.count == 1), "{tried:?}");
}

#[tokio::test]
async fn after_five_wrong_tries_an_address_waits_known_or_not_and_the_right_password_too() {
    for email in [EMAIL, "nobody@example.com"] {
        let shop = shop();
        shop.register(EMAIL).await.unwrap();
        for _ in 0..6 {
            assert_eq!(shop.log_in(email, "바늘과 실").await, wrong());
        }
        let until = kernel::Clock::now(&*shop.clock) + seconds(30);
        assert_eq!(shop.log_in(email, PASSWORD).await, Err(Refusal::Wait(until)));
        assert_eq!(shop.database.rows().verified.len(), 6, "a try that waits costs no hash");
    }
    let shop = shop();
    shop.register(EMAIL).await.unwrap();
    for _ in 0..6 {
        assert_eq!(shop.log_in(EMAIL, "바늘과 실").await, wrong());
    }
    shop.clock.later(seconds(30));
    assert!(shop.log_in(EMAIL, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn one_network_cannot_try_many_addresses_and_those_who_are_right_do_not_count() {
    let shop = shop();
    shop.register(EMAIL).await.unwrap();
    for _ in 0..50 {
        shop.log_in(EMAIL, PASSWORD).await.unwrap();
    }
    for n in 0..31 {
        assert_eq!(shop.log_in(&format!("nobody{n}@example.com"), "바늘과 실").await, wrong(), "{n}");
    }
    let waits = shop.log_in("another@example.com", "바늘과 실").await;
    assert!(matches!(waits, Err(Refusal::Wait(_))), "{waits:?}");
    let elsewhere = Visit { network: Some(8), ..shop.visit().await };
    assert!(shop.membership.log_in(elsewhere, EMAIL, &secret(PASSWORD)).await.is_ok());
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_tried() {
    let shop = shop();
    let refused = shop.log_in("haneul", "").await.expect_err("nothing to try");
    let Refusal::Fields(errors) = refused else { panic!("{refused:?}") };
    let errors: Vec<_> = errors.into_iter().map(|error| (error.field, error.why)).collect();
    assert_eq!(errors, [(Field::Email, Why::Malformed), (Field::Password, Why::Missing)]);
    assert!(shop.database.rows().tries.is_empty());
}

#[tokio::test]
async fn a_rush_sends_people_away_and_counts_no_try() {
    let shop = shop();
    shop.register(EMAIL).await.unwrap();
    shop.database.rows().rush = true;
    for _ in 0..20 {
        assert_eq!(shop.log_in(EMAIL, PASSWORD).await, Err(Refusal::Busy));
    }
    shop.database.rows().rush = false;
    assert!(shop.log_in(EMAIL, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn another_password_ends_every_other_device_and_the_old_password() {
    let shop = shop();
    let here = shop.member().await;
    let there = shop.log_in(EMAIL, PASSWORD).await.unwrap();
    let (account, new) = (shop.account(&here).await, "가위 바위 보와 단추 하나");
    shop.membership.change_password(&account, here.device, &secret(PASSWORD), &secret(new)).await.unwrap();
    assert_eq!(shop.session(&there).await.account, None);
    let devices = shop.membership.devices(account.id).await.unwrap();
    assert_eq!(devices.iter().map(|it| it.device).collect::<Vec<_>>(), [here.device]);
    assert_eq!(shop.log_in(EMAIL, PASSWORD).await, wrong());
    assert!(shop.log_in(EMAIL, new).await.is_ok());
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_to_a_good_one() {
    let shop = shop();
    let session = shop.member().await;
    let account = shop.account(&session).await;
    let change = async |old: &str, new: &str| {
        shop.membership.change_password(&account, session.device, &secret(old), &secret(new)).await
    };
    assert_eq!(change(PASSWORD, "short").await, Err(Refusal::of(Field::NewPassword, Why::TooShort)));
    assert_eq!(change(PASSWORD, EMAIL).await, Err(Refusal::of(Field::NewPassword, Why::Address)));
    for _ in 0..6 {
        let refused = change("바늘과 실", "가위 바위 보와 단추").await;
        assert_eq!(refused, Err(Refusal::of(Field::Password, Why::NotYours)));
    }
    assert!(matches!(change(PASSWORD, "가위 바위 보와 단추").await, Err(Refusal::Wait(_))));
    assert_eq!(shop.account(&session).await.password, account.password);
}

#[tokio::test]
async fn an_account_gets_another_name_that_is_one() {
    let shop = shop();
    let session = shop.member().await;
    let account = session.account.unwrap();
    shop.membership.rename(account, "  김바다 ").await.unwrap();
    assert_eq!(shop.account(&session).await.name, "김바다");
    for (typed, why) in [(" ", Why::Missing), (&*"가".repeat(41), Why::TooLong), ("\u{7}", Why::Malformed)] {
        assert_eq!(shop.membership.rename(account, typed).await, Err(Refusal::of(Field::Name, why)));
    }
    assert_eq!(shop.account(&session).await.name, "김바다");
}

#[tokio::test]
async fn an_account_is_closed_by_who_knows_its_password_and_ends_on_every_device() {
    let shop = shop();
    let here = shop.member().await;
    let there = shop.log_in(EMAIL, PASSWORD).await.unwrap();
    let account = shop.account(&here).await;
    let close = async |password: &str| shop.membership.close(&account, &here, &secret(password)).await;
    assert_eq!(close("").await, Err(Refusal::of(Field::Password, Why::Missing)));
    for _ in 0..5 {
        assert_eq!(close("바늘과 실").await, Err(Refusal::of(Field::Password, Why::NotYours)));
    }
    assert!(shop.session(&there).await.account.is_some(), "a wrong password ends nothing");
    let token = close(PASSWORD).await.unwrap();
    let guest = shop.session(&token).await;
    assert_eq!((guest.device, guest.account), (here.device, None));
    assert_eq!(shop.session(&there).await.account, None);
}

#[tokio::test]
async fn the_password_of_an_account_cannot_be_guessed_at_the_page_that_closes_it() {
    let shop = shop();
    let here = shop.member().await;
    let account = shop.account(&here).await;
    for _ in 0..6 {
        shop.membership.close(&account, &here, &secret("바늘과 실")).await.unwrap_err();
    }
    let waits = shop.membership.close(&account, &here, &secret(PASSWORD)).await;
    assert!(matches!(waits, Err(Refusal::Wait(_))), "{waits:?}");
    let new = secret("가위 바위 보와 단추");
    let elsewhere = shop.membership.change_password(&account, here.device, &secret(PASSWORD), &new).await;
    assert!(matches!(elsewhere, Err(Refusal::Wait(_))), "both pages count together: {elsewhere:?}");
}

#[tokio::test]
async fn a_closed_account_is_answered_as_an_unknown_address_and_with_the_same_work() {
    let shop = shop();
    let here = shop.member().await;
    let account = shop.account(&here).await;
    shop.membership.close(&account, &here, &secret(PASSWORD)).await.unwrap();
    shop.database.rows().verified.clear();
    for email in [EMAIL, "nobody@example.com"] {
        let before = shop.database.rows().looked_up.0;
        assert_eq!(shop.log_in(email, PASSWORD).await, wrong());
        assert_eq!(shop.database.rows().looked_up.0, before + 1, "{email}");
    }
    assert_eq!(shop.database.rows().verified, [None, None], "a password was compared for both");
    assert!(shop.register(EMAIL).await.is_ok(), "and its address can have an account again");
}

#[tokio::test]
async fn devices_are_listed_and_ended_one_by_one_or_all_others() {
    let shop = shop();
    let here = shop.member().await;
    let account = here.account.unwrap();
    shop.clock.later(hours(2));
    let second = shop.session(&shop.log_in(EMAIL, PASSWORD).await.unwrap()).await;
    shop.clock.later(hours(2));
    let third = shop.session(&shop.log_in(EMAIL, PASSWORD).await.unwrap()).await;
    let listed = async || {
        let devices = shop.membership.devices(account).await.unwrap();
        devices.into_iter().map(|it| (it.device, it.agent)).collect::<Vec<_>>()
    };
    let agent = || "Chrome/131 Android".to_owned();
    assert_eq!(listed().await, [(third.device, agent()), (second.device, agent()), (here.device, agent())]);
    shop.membership.leave(account, Leaving::On(second.device)).await.unwrap();
    assert_eq!(listed().await, [(third.device, agent()), (here.device, agent())]);
    shop.membership.leave(account, Leaving::AllBut(here.device)).await.unwrap();
    assert_eq!(listed().await, [(here.device, agent())]);
}

#[tokio::test]
async fn nobody_ends_the_devices_of_another_account() {
    let shop = shop();
    let theirs = shop.member().await;
    let mine = shop.session(&shop.register("another@example.com").await.unwrap()).await;
    shop.membership.leave(mine.account.unwrap(), Leaving::On(theirs.device)).await.unwrap();
    shop.membership.leave(mine.account.unwrap(), Leaving::AllBut(mine.device)).await.unwrap();
    assert_eq!(shop.membership.devices(theirs.account.unwrap()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_form_comes_back_for_an_hour_to_the_browser_that_sent_it() {
    let shop = shop();
    let (mine, theirs) = (shop.visit().await.session.device, shop.visit().await.session.device);
    let long = "a".repeat(1000) + "\0";
    let refusal = Refusal::of(Field::Password, Why::Wrong);
    shop.membership.keep(mine, "log-in", [("email", EMAIL), ("name", &long)], refusal).await.unwrap();
    let kept = shop.membership.refused(mine, "log-in").await.unwrap().expect("it was refused");
    assert_eq!(
        (kept.typed("email").as_str(), kept.typed("name").len(), kept.typed("no")),
        (EMAIL, 500, String::new())
    );
    assert_eq!(shop.membership.refused(theirs, "log-in").await, Ok(None));
    assert_eq!(shop.membership.refused(mine, "register").await, Ok(None));
    shop.clock.later(seconds(3601));
    assert_eq!(shop.membership.refused(mine, "log-in").await, Ok(None));
    shop.membership.tick().await.unwrap();
    assert!(shop.database.rows().forms.is_empty());
}

#[tokio::test]
async fn a_wait_is_kept_as_its_end_and_a_database_that_is_away_is_no_refusal() {
    let until = kernel::Time::from_micros(30);
    let waits = Refused::new([], Refusal::Wait(until)).unwrap();
    assert_eq!((waits.wait_until, waits.busy), (Some(until), false));
    assert!(Refused::new([], Refusal::Busy).unwrap().busy);
    let shop = shop();
    shop.register(EMAIL).await.unwrap();
    let visit = shop.visit().await;
    shop.database.rows().away = true;
    let away = shop.membership.log_in(visit, EMAIL, &secret(PASSWORD)).await;
    let Err(Refusal::Unavailable(why)) = away else { panic!("{away:?}") };
    assert!(Refused::new([], Refusal::Unavailable(why)).is_err());
}
