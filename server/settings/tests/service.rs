//! The use cases over a row in memory.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::time::{days, seconds};
use kernel::{Clock, SessionId, Time};
use settings::{Change, Fields, Kept, Outcome, Service, SettingsRow, Typed, demo};
use uuid::Uuid;

const SESSION: SessionId = SessionId(Uuid::from_u128(1));
const OTHER: SessionId = SessionId(Uuid::from_u128(2));

#[derive(Debug, Default)]
struct StillClock(Mutex<i64>);

impl Clock for StillClock {
    fn now(&self) -> Time {
        Time::from_micros(*self.0.lock().unwrap())
    }
}

#[derive(Default)]
struct Row {
    kept: Mutex<Option<Kept>>,
    typed: Mutex<Vec<Typed>>,
    audit: Mutex<Vec<AuditEntry>>,
}

#[async_trait]
impl SettingsRow for Row {
    async fn kept(&self) -> Result<Option<Kept>, Unavailable> {
        Ok(self.kept.lock().unwrap().clone())
    }

    async fn keep(&self, change: Change) -> Result<bool, Unavailable> {
        let mut kept = self.kept.lock().unwrap();
        if kept.as_ref().map_or(0, |kept| kept.version) != change.version {
            return Ok(false);
        }
        *kept = Some(Kept { version: change.version + 1, settings: change.settings });
        self.audit.lock().unwrap().extend(change.entry);
        self.typed.lock().unwrap().retain(|typed| Some(typed.session) != change.session);
        Ok(true)
    }

    async fn typed(&self, session: SessionId) -> Result<Option<Typed>, Unavailable> {
        Ok(self.typed.lock().unwrap().iter().find(|typed| typed.session == session).cloned())
    }

    async fn keep_typed(&self, new: Typed, before: Time) -> Result<(), Unavailable> {
        let mut typed = self.typed.lock().unwrap();
        typed.retain(|it| it.session != new.session && it.at >= before);
        typed.push(new);
        Ok(())
    }

    async fn forget_typed(&self, session: SessionId) -> Result<(), Unavailable> {
        self.typed.lock().unwrap().retain(|typed| typed.session != session);
        Ok(())
    }
}

fn shop() -> (Service, Arc<Row>, Arc<StillClock>) {
    let (row, clock) = (Arc::new(Row::default()), Arc::new(StillClock::default()));
    (Service::new(row.clone(), clock.clone()), row, clock)
}

async fn change(service: &Service, session: SessionId, version: i64, fields: &Fields) -> Outcome {
    service.change(Actor::Seller(session), session, version, fields.clone()).await.unwrap()
}

#[tokio::test]
async fn a_change_is_the_next_version_and_audited() {
    let (service, row, _) = shop();
    let fields = Fields::of(&demo());
    assert_eq!(change(&service, SESSION, 0, &fields).await, Outcome::Saved);
    let dearer = Fields { fee: "4000".into(), ..fields };
    assert_eq!(change(&service, SESSION, 1, &dearer).await, Outcome::Saved);
    let kept = service.current().await.unwrap();
    assert_eq!((kept.version, kept.settings.delivery.fee.amount), (2, 4_000));
    let audit = row.audit.lock().unwrap();
    assert_eq!((audit[1].action, audit[1].text.as_str()), (Action::SettingsChanged, "fee: 3000 → 4000"));
}

#[tokio::test]
async fn what_changes_nothing_is_saved_and_not_audited() {
    let (service, row, _) = shop();
    service.seed_demo().await.unwrap();
    assert_eq!(change(&service, SESSION, 1, &Fields::of(&demo())).await, Outcome::Saved);
    assert_eq!(service.current().await.unwrap().version, 1);
    assert!(row.audit.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_refused_form_keeps_all_that_was_typed_until_it_is_taken() {
    let (service, _, _) = shop();
    let wrong = Fields { name: "한벌".into(), fee: "공짜".into(), ..Fields::default() };
    assert_eq!(change(&service, SESSION, 0, &wrong).await, Outcome::Refused);
    let typed = service.form(SESSION).await.unwrap().typed.unwrap();
    assert_eq!((typed.fields, typed.errors.len()), (wrong.clone(), 1));
    assert_eq!(service.form(OTHER).await.unwrap().typed, None);
    assert_eq!(service.current().await.unwrap().version, 0);

    let right = Fields { fee: "0".into(), ..wrong };
    assert_eq!(change(&service, SESSION, 0, &right).await, Outcome::Saved);
    assert_eq!(service.form(SESSION).await.unwrap().typed, None);
}

#[tokio::test]
async fn who_typed_over_an_older_version_loses_nothing_and_overwrites_nothing() {
    let (service, _, _) = shop();
    service.seed_demo().await.unwrap();
    let mine = Fields { fee: "2500".into(), ..Fields::of(&demo()) };
    let theirs = Fields { owner: "김한벌".into(), ..Fields::of(&demo()) };
    assert_eq!(change(&service, OTHER, 1, &theirs).await, Outcome::Saved);
    assert_eq!(change(&service, SESSION, 1, &mine).await, Outcome::Conflict);
    let form = service.form(SESSION).await.unwrap();
    assert_eq!((form.kept.version, form.kept.settings.business.owner.as_str()), (2, "김한벌"));
    let typed = form.typed.unwrap();
    assert_eq!((typed.version, typed.errors.len(), typed.fields), (1, 0, mine.clone()));
    // Having seen both, they may mean theirs.
    assert_eq!(change(&service, SESSION, 2, &mine).await, Outcome::Saved);
}

#[tokio::test]
async fn what_is_held_to_be_shown_again_changes_nothing_and_is_not_called_wrong_before_it_was_sent() {
    let (service, row, _) = shop();
    service.seed_demo().await.unwrap();
    let wrong = Fields { fee: "공짜".into(), ..Fields::of(&demo()) };
    service.hold(SESSION, 1, wrong.clone()).await.unwrap();
    let typed = service.form(SESSION).await.unwrap().typed.unwrap();
    assert_eq!((typed.fields, typed.errors, typed.version), (wrong.clone(), Vec::new(), 1));

    assert_eq!(change(&service, SESSION, 1, &wrong).await, Outcome::Refused);
    service.hold(SESSION, 1, wrong).await.unwrap();
    assert_eq!(service.form(SESSION).await.unwrap().typed.unwrap().errors.len(), 1, "it was called wrong");

    let theirs = Fields { owner: "김한벌".into(), ..Fields::of(&demo()) };
    assert_eq!(change(&service, OTHER, 1, &theirs).await, Outcome::Saved);
    let mine = Fields { fee: "2500".into(), ..Fields::of(&demo()) };
    assert_eq!(change(&service, SESSION, 1, &mine).await, Outcome::Conflict);
    service.hold(SESSION, 2, mine).await.unwrap();
    let typed = service.form(SESSION).await.unwrap().typed.unwrap();
    assert_eq!(typed.version, 1, "that theirs came in between is shown again");

    let dates = Fields { closed_dates: "\r\n".into(), ..theirs };
    service.hold(SESSION, 2, dates).await.unwrap();
    assert_eq!(service.form(SESSION).await.unwrap().typed, None, "nothing was typed");
    assert_eq!(row.audit.lock().unwrap().len(), 1, "theirs alone");
}

#[tokio::test]
async fn what_was_typed_is_forgotten_after_a_day_or_when_asked() {
    let (service, _, clock) = shop();
    let wrong = Fields { fee: "공짜".into(), ..Fields::default() };
    change(&service, SESSION, 0, &wrong).await;
    service.start_over(SESSION).await.unwrap();
    assert_eq!(service.form(SESSION).await.unwrap().typed, None);
    change(&service, SESSION, 0, &wrong).await;
    *clock.0.lock().unwrap() += days(1).micros() + seconds(1).micros();
    assert_eq!(service.form(SESSION).await.unwrap().typed, None);
}

#[tokio::test]
async fn the_demo_does_not_overwrite_what_somebody_set() {
    let (service, _, _) = shop();
    let fields = Fields { name: "두벌".into(), ..Fields::default() };
    change(&service, SESSION, 0, &fields).await;
    service.seed_demo().await.unwrap();
    assert_eq!(service.current().await.unwrap().settings.business.name, "두벌");
}
