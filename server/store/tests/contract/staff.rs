//! Who works at the desk.

use customer::{DeskEntry, Email, OnDuty, Role, StaffMember};
use events::{Action, Actor, AuditEntry};
use kernel::time::{days, hours, seconds};
use kernel::{Ids, StaffId};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    an_invitation_is_followed_once_and_the_newest_is_the_one_that_works,
    who_works_at_the_desk_is_not_invited_again_and_who_was_sent_away_may_be,
    a_session_says_who_sits_there_and_as_what,
    who_is_sent_away_is_out_of_every_session_at_once,
}

fn member(shop: &Shop, email: &str) -> StaffMember {
    StaffMember {
        id: StaffId(shop.ids.uuid()),
        email: Email::parse(email).unwrap(),
        name: "이포장".to_owned(),
        role: Role::Packer,
        password: None,
        invited_until: NOON + days(3),
        revoked_at: None,
        created_at: NOON,
    }
}

fn audit(shop: &Shop, action: Action) -> AuditEntry {
    let who = Actor::Seller(shop.session());
    AuditEntry { who, action, order: None, subject: "이포장".to_owned(), text: String::new() }
}

impl Shop {
    async fn joined(&self, email: &str) -> StaffMember {
        let roster = self.main.roster();
        let invited = audit(self, Action::StaffInvited);
        assert_eq!(roster.invite(member(self, email), email.to_owned(), invited).await, Ok(true));
        roster.join(email, "hash".to_owned(), NOON).await.unwrap().unwrap()
    }

    async fn actions(&self) -> Vec<Action> {
        let latest = self.main.audit().latest(9).await.unwrap();
        latest.into_iter().map(|(_, entry)| entry.action).collect()
    }
}

async fn an_invitation_is_followed_once_and_the_newest_is_the_one_that_works(shop: &Shop) {
    let roster = shop.main.roster();
    let first = member(shop, "pack@example.com");
    let second = StaffMember { role: Role::Viewer, ..member(shop, "pack@example.com") };
    roster.invite(first.clone(), "old".to_owned(), audit(shop, Action::StaffInvited)).await.unwrap();
    assert_eq!(roster.invited("old", NOON).await, Ok(Some(first.clone())));
    roster.invite(second, "new".to_owned(), audit(shop, Action::StaffInvited)).await.unwrap();
    assert_eq!(roster.invited("old", NOON).await, Ok(None));
    assert_eq!(roster.invited("new", NOON + days(3)).await, Ok(None));
    let (one, two) = tokio::join!(
        roster.join("new", "hash".to_owned(), NOON),
        roster.join("new", "hash".to_owned(), NOON)
    );
    let joined = [one.unwrap(), two.unwrap()].into_iter().flatten().collect::<Vec<_>>();
    let expected = StaffMember { role: Role::Viewer, password: Some("hash".to_owned()), ..first };
    assert_eq!(joined, std::slice::from_ref(&expected));
    assert_eq!(roster.by_email(&expected.email).await, Ok(Some(expected.clone())));
    assert_eq!(roster.all().await, Ok(vec![expected]));
}

async fn who_works_at_the_desk_is_not_invited_again_and_who_was_sent_away_may_be(shop: &Shop) {
    let roster = shop.main.roster();
    let joined = shop.joined("pack@example.com").await;
    let again = roster.invite(
        member(shop, "pack@example.com"),
        "again".to_owned(),
        audit(shop, Action::StaffInvited),
    );
    assert_eq!(again.await, Ok(false));
    assert_eq!(shop.actions().await, [Action::StaffInvited], "what did not happen is not audited");
    roster.revoke(joined.id, audit(shop, Action::StaffRevoked), NOON + seconds(1)).await.unwrap();
    assert_eq!(roster.by_email(&joined.email).await, Ok(None));
    shop.joined("pack@example.com").await;
    let all = roster.all().await.unwrap();
    assert_eq!(all.iter().map(|it| it.revoked_at).collect::<Vec<_>>(), [None, Some(NOON + seconds(1))]);
}

async fn a_session_says_who_sits_there_and_as_what(shop: &Shop) {
    let (roster, sessions) = (shop.main.roster(), shop.main.sessions());
    let (joined, guest) = (shop.joined("pack@example.com").await, shop.guest());
    sessions.create(guest.clone(), "old".to_owned()).await.unwrap();
    let entry = DeskEntry { until: NOON + hours(12), staff: Some(joined.id) };
    sessions.let_in(guest.device, Some(entry), Some("new".to_owned())).await.unwrap();
    let duty = |role| Some(OnDuty { id: joined.id, name: "이포장".to_owned(), role });
    assert_eq!(sessions.by_hash("new").await.unwrap().unwrap().staff, duty(Role::Packer));
    roster.change_role(joined.id, Role::Viewer, audit(shop, Action::StaffRoleChanged), NOON).await.unwrap();
    assert_eq!(sessions.by_hash("new").await.unwrap().unwrap().staff, duty(Role::Viewer));
    sessions.let_in(guest.device, None, None).await.unwrap();
    assert_eq!(sessions.by_hash("new").await, Ok(Some(guest)));
}

async fn who_is_sent_away_is_out_of_every_session_at_once(shop: &Shop) {
    let (roster, sessions) = (shop.main.roster(), shop.main.sessions());
    let (joined, guest) = (shop.joined("pack@example.com").await, shop.guest());
    sessions.create(guest.clone(), "hash".to_owned()).await.unwrap();
    let entry = DeskEntry { until: NOON + hours(12), staff: Some(joined.id) };
    sessions.let_in(guest.device, Some(entry), None).await.unwrap();
    roster.revoke(joined.id, audit(shop, Action::StaffRevoked), NOON).await.unwrap();
    assert_eq!(sessions.by_hash("hash").await, Ok(Some(guest.clone())));
    // Somebody who logs in while they are sent away sits nowhere either.
    sessions.let_in(guest.device, Some(entry), None).await.unwrap();
    assert_eq!(sessions.by_hash("hash").await.unwrap().unwrap().seller_until, None);
    roster.revoke(joined.id, audit(shop, Action::StaffRevoked), NOON).await.unwrap();
    assert_eq!(shop.actions().await, [Action::StaffRevoked, Action::StaffInvited]);
}
