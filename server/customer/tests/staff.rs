//! Who works at the desk: what each role may do, and inviting, joining, logging in and sending away, over ports in memory.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod common;

use std::sync::Arc;

use common::ManualClock;
use common::ports::{CountedIds, Database, token};
use common::shop::{EMAIL, NETWORK, PASSWORD, secret};
use customer::{
    Field, Invitation, Permission, Refusal, Role, Seat, SignIn, StaffMember, Staffing, StaffingPorts, Visit,
    Why, token_hash,
};
use events::{Action, Actor};
use kernel::time::{days, hours, seconds};
use kernel::{Lang, Secret, SessionId};
use uuid::Uuid;

const OWNER: Actor = Actor::Seller(SessionId(Uuid::from_u128(1)));
const OWNERS: &str = "한벌의 주인만 아는 비밀번호";

const PERMISSIONS: [Permission; 9] = [
    Permission::See,
    Permission::Pack,
    Permission::Stock,
    Permission::Export,
    Permission::Goods,
    Permission::Money,
    Permission::Recover,
    Permission::Settings,
    Permission::Staff,
];

#[test]
fn each_role_may_do_what_the_table_says() {
    let may = |role: Role| PERMISSIONS.into_iter().filter(|it| role.may(*it)).collect::<Vec<_>>();
    assert_eq!(may(Role::Owner), PERMISSIONS);
    assert_eq!(may(Role::Packer), [Permission::See, Permission::Pack, Permission::Stock]);
    assert_eq!(may(Role::Viewer), [Permission::See]);
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    assert_eq!(Role::parse("admin"), None);
}

struct Desk {
    staffing: Staffing,
    sign_in: SignIn,
    database: Database,
    clock: Arc<ManualClock>,
}

fn desk() -> Desk {
    let (database, clock, ids) =
        (Database::default(), Arc::new(ManualClock::default()), Arc::new(CountedIds::default()));
    let ports = Arc::new(database.clone());
    let password = secret(OWNERS);
    let sign_in =
        SignIn::new(ports.clone(), ports.clone(), token, Some(&password), clock.clone(), ids.clone());
    let staffing = Staffing::new(StaffingPorts {
        roster: ports.clone(),
        passwords: ports.clone(),
        tries: ports.clone(),
        post: ports,
        sign_in: sign_in.clone(),
        tokens: token,
        clock: clock.clone(),
        ids,
    });
    Desk { staffing, sign_in, database, clock }
}

impl Desk {
    async fn visit(&self) -> Visit {
        let (session, _) = self.sign_in.start().await.unwrap();
        Visit { session, network: NETWORK, agent: String::new() }
    }

    async fn invite(&self, role: &str) -> Result<(), Refusal> {
        let form =
            Invitation { email: EMAIL.to_owned(), name: "이포장".to_owned(), role: role.to_owned() };
        self.staffing.invite(OWNER, &form, Lang::Ko).await
    }

    /// The token of the last invitation.
    fn invitation(&self) -> Secret {
        self.database.rows().invitation_letters.last().expect("a letter").token.clone()
    }

    async fn join(&self, token: &Secret) -> Result<Secret, Refusal> {
        self.staffing.join(&self.visit().await, token, &secret(PASSWORD)).await
    }

    async fn log_in(&self, email: &str, password: &str) -> Result<Secret, Refusal> {
        self.staffing.log_in(&self.visit().await, email, &secret(password)).await
    }

    /// Where a token sits at the desk.
    async fn seat(&self, token: &Secret) -> Option<Seat> {
        let session = self.sign_in.session(token).await.unwrap().expect("a session");
        self.staffing.seat(&session)
    }

    async fn member(&self) -> StaffMember {
        self.staffing.all().await.unwrap().remove(0)
    }

    fn audited(&self) -> Vec<(Action, String, String)> {
        let rows = self.database.rows();
        rows.audit.iter().map(|it| (it.action, it.subject.clone(), it.text.clone())).collect()
    }
}

#[tokio::test]
async fn who_is_invited_comes_once_and_the_audit_names_them_from_then_on() {
    let desk = desk();
    desk.invite("packer").await.unwrap();
    let token = desk.invitation();
    assert!(desk.database.rows().invitations.contains_key(&token_hash(&token)), "only its hash is kept");
    assert_eq!(desk.staffing.invited(&token).await.unwrap().map(|it| it.role), Some(Role::Packer));
    let cookie = desk.join(&token).await.unwrap();
    let seat = desk.seat(&cookie).await.expect("a seat");
    let member = desk.member().await;
    assert_eq!((seat.who, seat.role, seat.name), (Actor::Staff(member.id), Role::Packer, Some(member.name)));
    assert_eq!(desk.join(&token).await, Err(Refusal::of(Field::NewPassword, Why::Over)));
    assert_eq!(desk.audited(), [(Action::StaffInvited, "이포장".to_owned(), "packer".to_owned())]);
}

#[tokio::test]
async fn an_invitation_is_over_after_three_days_and_when_a_newer_one_comes() {
    let desk = desk();
    desk.invite("packer").await.unwrap();
    let first = desk.invitation();
    let known = async |email| desk.staffing.known(email).await.unwrap().map(|it| it.role);
    assert_eq!((known(" Haneul@example.com").await, known("haneul").await), (Some(Role::Packer), None));
    desk.invite("viewer").await.unwrap();
    assert_eq!(desk.staffing.invited(&first).await, Ok(None));
    assert_eq!(desk.staffing.all().await.unwrap().len(), 1, "one person, invited anew");
    let second = desk.invitation();
    desk.clock.later(days(3));
    assert_eq!(desk.join(&second).await, Err(Refusal::of(Field::NewPassword, Why::Over)));
}

#[tokio::test]
async fn an_invitation_says_what_is_wrong_with_it_and_nobody_is_invited_twice() {
    let desk = desk();
    let form = Invitation { email: "haneul".to_owned(), role: "admin".to_owned(), ..Invitation::default() };
    let Err(Refusal::Fields(errors)) = desk.staffing.invite(OWNER, &form, Lang::Ko).await else {
        panic!("it is wrong")
    };
    let errors: Vec<_> = errors.into_iter().map(|error| (error.field, error.why)).collect();
    let all = [(Field::Email, Why::Malformed), (Field::Name, Why::Missing), (Field::Role, Why::Missing)];
    assert_eq!(errors, all);
    desk.invite("packer").await.unwrap();
    desk.join(&desk.invitation()).await.unwrap();
    assert_eq!(desk.invite("packer").await, Err(Refusal::of(Field::Email, Why::Taken)));
}

#[tokio::test]
async fn staff_log_in_by_address_and_password_and_the_owner_by_the_password_alone() {
    let desk = desk();
    desk.invite("viewer").await.unwrap();
    desk.join(&desk.invitation()).await.unwrap();
    let seat = desk.seat(&desk.log_in(" Haneul@example.com", PASSWORD).await.unwrap()).await;
    assert_eq!(seat.map(|seat| seat.role), Some(Role::Viewer));
    let seat = desk.seat(&desk.log_in(" ", OWNERS).await.unwrap()).await.expect("the owner's seat");
    assert_eq!((seat.role, seat.name), (Role::Owner, None));
    let wrong = || Err(Refusal::of(Field::Password, Why::Wrong));
    assert_eq!(desk.log_in(EMAIL, OWNERS).await, wrong());
    assert_eq!(desk.log_in("nobody@example.com", PASSWORD).await, wrong());
    assert_eq!(desk.log_in("", PASSWORD).await, wrong());
}

#[tokio::test]
async fn the_desks_door_makes_those_who_guess_wait() {
    let desk = desk();
    for _ in 0..6 {
        assert!(matches!(desk.log_in(EMAIL, "틀린 비밀번호").await, Err(Refusal::Fields(_))));
    }
    assert!(matches!(desk.log_in(EMAIL, PASSWORD).await, Err(Refusal::Wait(_))));
    for _ in 0..25 {
        assert!(matches!(desk.log_in("", "틀린 비밀번호").await, Err(Refusal::Fields(_))));
    }
    assert!(matches!(desk.log_in("", OWNERS).await, Err(Refusal::Wait(_))), "thirty from one network");
    desk.clock.later(seconds(30));
    assert!(desk.log_in("", OWNERS).await.is_ok());
}

#[tokio::test]
async fn where_no_network_tells_people_apart_all_who_guess_the_owners_password_try_as_one() {
    let desk = desk();
    let guess = async |password: &str| {
        let visit = Visit { network: None, ..desk.visit().await };
        desk.staffing.log_in(&visit, "", &secret(password)).await
    };
    for _ in 0..31 {
        assert!(matches!(guess("틀린 비밀번호").await, Err(Refusal::Fields(_))));
    }
    assert!(matches!(guess(OWNERS).await, Err(Refusal::Wait(_))));
    assert!(desk.log_in("", OWNERS).await.is_ok(), "who comes from a known network waits for none of them");
}

#[tokio::test]
async fn who_is_sent_away_is_out_at_once_and_another_role_holds_at_once() {
    let desk = desk();
    desk.invite("packer").await.unwrap();
    let cookie = desk.join(&desk.invitation()).await.unwrap();
    let id = desk.member().await.id;
    desk.staffing.change_role(OWNER, id, Role::Viewer).await.unwrap();
    assert_eq!(desk.seat(&cookie).await.map(|seat| seat.role), Some(Role::Viewer));
    desk.staffing.revoke(OWNER, id).await.unwrap();
    assert_eq!(desk.seat(&cookie).await, None);
    assert!(desk.log_in(EMAIL, PASSWORD).await.is_err());
    let actions: Vec<_> = desk.audited().into_iter().map(|it| it.0).collect();
    assert_eq!(actions, [Action::StaffInvited, Action::StaffRoleChanged, Action::StaffRevoked]);
    desk.staffing.revoke(OWNER, id).await.unwrap();
    assert_eq!(desk.audited().len(), 3, "there is nothing to tell of who has gone");
}

#[tokio::test]
async fn staff_are_asked_again_after_twelve_hours() {
    let desk = desk();
    desk.invite("packer").await.unwrap();
    let cookie = desk.join(&desk.invitation()).await.unwrap();
    desk.clock.later(hours(12));
    assert_eq!(desk.seat(&cookie).await, None);
}
