//! What the shop says of itself.

use events::{Action, Actor, AuditEntry, AuditQuery};
use kernel::time::seconds;
use settings::{Change, Field, FieldError, Fields, Kept, Settings, Typed, Why, demo};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    settings_are_kept_by_version_and_audited,
    of_two_who_change_the_same_version_one_is_told,
    a_refused_form_is_kept_for_its_session_alone,
    a_change_forgets_what_its_session_had_typed,
    old_forms_are_forgotten,
}

pub fn change(shop: &Shop, version: i64, settings: Settings) -> Change {
    let who = Actor::Seller(shop.session());
    let (subject, text) = ((version + 1).to_string(), "fee: 0 → 3000".to_owned());
    let entry = AuditEntry { who, action: Action::SettingsChanged, order: None, subject, text };
    Change { version, settings, session: None, entry: Some(entry), now: NOON }
}

fn typed(shop: &Shop) -> Typed {
    let fields = Fields { name: "한벌".to_owned(), fee: "공짜".to_owned(), ..Fields::default() };
    let errors = vec![FieldError { field: Field::Fee, why: Why::Malformed }];
    Typed { session: shop.session(), version: 3, fields, errors, at: NOON }
}

fn all() -> AuditQuery {
    AuditQuery { limit: 10, ..AuditQuery::default() }
}

async fn settings_are_kept_by_version_and_audited(shop: &Shop) {
    let row = shop.main.settings();
    assert_eq!(row.kept().await, Ok(None));
    assert_eq!(row.keep(change(shop, 0, demo())).await, Ok(true));
    assert_eq!(row.kept().await, Ok(Some(Kept { version: 1, settings: demo() })));
    assert_eq!(row.keep(change(shop, 1, Settings::default())).await, Ok(true));
    assert_eq!(row.kept().await, Ok(Some(Kept { version: 2, settings: Settings::default() })));
    let audit = shop.main.audit().page(all()).await.unwrap();
    let subjects: Vec<_> = audit.iter().map(|it| (it.entry.action, it.entry.subject.as_str())).collect();
    assert_eq!(subjects, [(Action::SettingsChanged, "2"), (Action::SettingsChanged, "1")]);
}

async fn of_two_who_change_the_same_version_one_is_told(shop: &Shop) {
    let row = shop.main.settings();
    let (one, two) = tokio::join!(row.keep(change(shop, 0, demo())), row.keep(change(shop, 0, demo())));
    assert_eq!([one.unwrap(), two.unwrap()].iter().filter(|kept| **kept).count(), 1);
    assert_eq!(row.keep(change(shop, 2, Settings::default())).await, Ok(false));
    assert_eq!(row.kept().await, Ok(Some(Kept { version: 1, settings: demo() })));
    assert_eq!(shop.main.audit().page(all()).await.unwrap().len(), 1);
}

async fn a_refused_form_is_kept_for_its_session_alone(shop: &Shop) {
    let (row, first) = (shop.main.settings(), typed(shop));
    row.keep_typed(first.clone(), NOON - seconds(1)).await.unwrap();
    assert_eq!(row.typed(first.session).await, Ok(Some(first.clone())));
    assert_eq!(row.typed(shop.session()).await, Ok(None));
    let second = Typed { fields: Fields::default(), errors: Vec::new(), version: 4, ..first.clone() };
    row.keep_typed(second.clone(), NOON - seconds(1)).await.unwrap();
    assert_eq!(row.typed(first.session).await, Ok(Some(second)));
    row.forget_typed(first.session).await.unwrap();
    assert_eq!(row.typed(first.session).await, Ok(None));
}

async fn a_change_forgets_what_its_session_had_typed(shop: &Shop) {
    let (row, typed) = (shop.main.settings(), typed(shop));
    row.keep_typed(typed.clone(), NOON).await.unwrap();
    let change = Change { session: Some(typed.session), ..change(shop, 0, demo()) };
    assert_eq!(row.keep(Change { version: 7, ..change.clone() }).await, Ok(false));
    assert!(row.typed(typed.session).await.unwrap().is_some());
    assert_eq!(row.keep(change).await, Ok(true));
    assert_eq!(row.typed(typed.session).await, Ok(None));
}

async fn old_forms_are_forgotten(shop: &Shop) {
    let (row, old, new) = (shop.main.settings(), typed(shop), typed(shop));
    row.keep_typed(old.clone(), NOON).await.unwrap();
    row.keep_typed(Typed { at: NOON + seconds(2), ..new.clone() }, NOON + seconds(1)).await.unwrap();
    assert_eq!(row.typed(old.session).await, Ok(None));
    assert!(row.typed(new.session).await.unwrap().is_some());
}
