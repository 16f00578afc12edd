//! Sessions and one-time links over ports in memory: who is let in, for how long, and that a token is used once.

mod common;

use std::sync::Arc;

use common::ports::{CountedIds, Database, token};
use common::{ManualClock, OPENED};
use customer::{SessionError, SignIn, token_hash};
use kernel::Secret;
use kernel::time::{days, hours, minutes, seconds};

struct Shop {
    sign_in: SignIn,
    database: Database,
    clock: Arc<ManualClock>,
}

fn shop_with(password: Option<&str>) -> Shop {
    let (database, clock) = (Database::default(), Arc::new(ManualClock::default()));
    let ports = Arc::new(database.clone());
    let password = password.map(|text| Secret::new(text.to_owned()));
    let ids = Arc::new(CountedIds::default());
    let sign_in = SignIn::new(ports.clone(), ports, token, password.as_ref(), clock.clone(), ids);
    Shop { sign_in, database, clock }
}

fn shop() -> Shop {
    shop_with(None)
}

#[tokio::test]
async fn a_new_session_is_found_by_its_token_and_by_nothing_else() {
    let shop = shop();
    let (session, token) = shop.sign_in.start().await.unwrap();
    assert_eq!(shop.sign_in.session(&token).await, Ok(Some(session.clone())));
    assert_eq!(shop.sign_in.session(&Secret::new("guess".to_owned())).await, Ok(None));
    assert_eq!((session.created_at, session.seller_until), (OPENED, None));
    assert!(!shop.sign_in.is_seller(&session));
}

#[tokio::test]
async fn two_sessions_differ() {
    let shop = shop();
    let (first, one) = shop.sign_in.start().await.unwrap();
    let (second, two) = shop.sign_in.start().await.unwrap();
    assert_ne!(first.id, second.id);
    assert_ne!(one.expose(), two.expose());
}

#[tokio::test]
async fn only_the_hash_of_a_token_is_kept() {
    let shop = shop();
    let (_, token) = shop.sign_in.start().await.unwrap();
    let link = shop.sign_in.one_time_link().await.unwrap();
    let rows = shop.database.rows();
    let hashes: Vec<_> = rows.sessions.values().map(|known| known.hash.clone()).collect();
    assert_eq!(hashes, [token_hash(&token)]);
    assert!(rows.links.contains_key(&token_hash(&link)) && !rows.links.contains_key(link.expose()));
}

#[test]
fn a_hash_is_sha_256_in_hex() {
    assert_eq!(
        token_hash(&Secret::new("abc".to_owned())),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[tokio::test]
async fn a_session_lives_a_year_after_it_was_last_seen() {
    let shop = shop();
    let (_, token) = shop.sign_in.start().await.unwrap();
    shop.clock.later(days(364));
    assert!(shop.sign_in.session(&token).await.unwrap().is_some(), "seen: a year from now");
    shop.clock.later(days(364));
    assert!(shop.sign_in.session(&token).await.unwrap().is_some());
    shop.clock.later(days(365));
    assert_eq!(shop.sign_in.session(&token).await, Ok(None));
}

#[tokio::test]
async fn that_a_session_was_seen_is_written_once_an_hour_at_most() {
    let shop = shop();
    let (_, token) = shop.sign_in.start().await.unwrap();
    for _ in 0..59 {
        shop.clock.later(minutes(1));
        shop.sign_in.session(&token).await.unwrap();
    }
    assert_eq!(shop.database.rows().seen, 0);
    shop.clock.later(minutes(1));
    let seen = shop.sign_in.session(&token).await.unwrap().unwrap();
    assert_eq!((seen.seen_at, shop.database.rows().seen), (OPENED + hours(1), 1));
}

#[tokio::test]
async fn a_one_time_link_lets_a_seller_in_once_and_rotates_the_token() {
    let shop = shop();
    let (session, before) = shop.sign_in.start().await.unwrap();
    let link = shop.sign_in.one_time_link().await.unwrap();
    let after = shop.sign_in.by_link(session.clone(), &link).await.unwrap();
    assert_eq!(shop.sign_in.session(&before).await, Ok(None), "the old token is dead");
    let seller = shop.sign_in.session(&after).await.unwrap().unwrap();
    assert_eq!(seller.id, session.id, "what the session owned it keeps");
    assert!(shop.sign_in.is_seller(&seller));
    assert_eq!(shop.sign_in.by_link(seller, &link).await, Err(SessionError::LinkUsed));
}

#[tokio::test]
async fn a_one_time_link_is_over_after_a_day() {
    let shop = shop();
    let (session, token) = shop.sign_in.start().await.unwrap();
    let link = shop.sign_in.one_time_link().await.unwrap();
    shop.clock.later(hours(24));
    assert_eq!(shop.sign_in.by_link(session, &link).await, Err(SessionError::LinkUsed));
    let still = shop.sign_in.session(&token).await.unwrap().unwrap();
    assert!(!shop.sign_in.is_seller(&still));
}

#[tokio::test]
async fn a_link_that_was_never_made_lets_nobody_in() {
    let shop = shop();
    let (session, token) = shop.sign_in.start().await.unwrap();
    let guess = Secret::new("guess".to_owned());
    assert_eq!(shop.sign_in.by_link(session.clone(), &guess).await, Err(SessionError::LinkUsed));
    assert_eq!(shop.sign_in.session(&token).await, Ok(Some(session)), "the session goes on as it was");
}

#[tokio::test]
async fn a_seller_is_asked_again_after_twelve_hours_and_stays_a_buyer() {
    let shop = shop_with(Some("한벌"));
    let (session, _) = shop.sign_in.start().await.unwrap();
    let token = shop.sign_in.by_password(session, &Secret::new("한벌".to_owned())).await.unwrap();
    shop.clock.later(hours(12));
    let session = shop.sign_in.session(&token).await.unwrap().unwrap();
    assert!(!shop.sign_in.is_seller(&session));
}

#[tokio::test]
async fn a_wrong_password_and_one_where_none_is_configured_let_nobody_in() {
    for configured in [Some("한벌"), None] {
        let shop = shop_with(configured);
        let (session, token) = shop.sign_in.start().await.unwrap();
        for typed in ["", "한벌 ", "hanbeol"] {
            let typed = Secret::new(typed.to_owned());
            assert_eq!(shop.sign_in.by_password(session.clone(), &typed).await, Err(SessionError::Wrong));
        }
        assert_eq!(shop.sign_in.session(&token).await, Ok(Some(session)));
    }
}

#[tokio::test]
async fn a_password_lets_a_seller_in_for_twelve_hours_under_a_new_token() {
    let shop = shop_with(Some("한벌"));
    let (session, before) = shop.sign_in.start().await.unwrap();
    let password = Secret::new("한벌".to_owned());
    let after = shop.sign_in.by_password(session, &password).await.unwrap();
    assert_eq!(shop.sign_in.session(&before).await, Ok(None));
    shop.clock.later(hours(12));
    let late = shop.sign_in.session(&after).await.unwrap().unwrap();
    assert_eq!(late.seller_until, Some(OPENED + hours(12)));
}

#[tokio::test]
async fn a_seller_that_signs_out_is_a_buyer_at_once() {
    let shop = shop_with(Some("한벌"));
    let (session, _) = shop.sign_in.start().await.unwrap();
    let token = shop.sign_in.by_password(session, &Secret::new("한벌".to_owned())).await.unwrap();
    shop.clock.later(seconds(1));
    let seller = shop.sign_in.session(&token).await.unwrap().unwrap();
    assert!(shop.sign_in.is_seller(&seller));
    shop.sign_in.sign_out(seller).await.unwrap();
    let buyer = shop.sign_in.session(&token).await.unwrap().unwrap();
    assert!(!shop.sign_in.is_seller(&buyer));
}

#[tokio::test]
async fn a_database_that_is_away_is_said_and_lets_nobody_in() {
    let shop = shop_with(Some("한벌"));
    let (session, token) = shop.sign_in.start().await.unwrap();
    shop.database.rows().away = true;
    assert!(shop.sign_in.session(&token).await.is_err());
    assert!(shop.sign_in.start().await.is_err());
    let away = shop.sign_in.by_link(session.clone(), &token).await;
    assert!(matches!(away, Err(SessionError::Unavailable(_))), "{away:?}");
    let away = shop.sign_in.by_password(session, &Secret::new("한벌".to_owned())).await;
    assert!(matches!(away, Err(SessionError::Unavailable(_))), "{away:?}");
}
