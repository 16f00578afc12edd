//! The desk's people over HTTP: invited, let in as what they are, refused what their role does not include, sent away.

use customer::{Email, Role, StaffMember, token_hash};
use events::{Action, Actor, AuditEntry};
use kernel::time::days;
use kernel::{Ids, Lang, Secret, StaffId};

use super::accounts::PASSWORD;
use super::{Answer, Ask, Front, Visitor, input};

const EMAIL: &str = "pack@example.com";
const TOKEN: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

/// What a packer may do at the desk.
const PACKERS: [&str; 14] = [
    "label",
    "relabel",
    "renumber",
    "ship",
    "undo_ship",
    "hold",
    "release",
    "answer_stop",
    "deliver",
    "ship_many",
    "write_note",
    "receive_return",
    "adjust_stock",
    "set_few",
];
/// What asks for no seat at the desk: the buyers' commands, and the desk's door.
const OPEN: [&str; 32] = [
    "abandon_payment",
    "ask_return",
    "ask_to_register",
    "ask_to_reset",
    "cancel_order",
    "change_address",
    "change_password",
    "close_account",
    "complete_order",
    "delete_address",
    "find_order",
    "join_staff",
    "keep_typed",
    "log_in",
    "log_out",
    "log_out_device",
    "log_out_others",
    "order_cart",
    "pay",
    "place_order",
    "put_back_into_cart",
    "register",
    "remove_from_cart",
    "rename_account",
    "reorder",
    "reset_password",
    "save_address",
    "set_cart_quantity",
    "sign_in",
    "sign_out",
    "step_cart",
    "withdraw_return",
];

/// Every command of the desk: what is posted and is not open. So one that is new is refused here until it is thought of.
fn commands() -> Vec<&'static str> {
    let posted = leptos::server_fn::axum::server_fn_paths().filter(|(_, method)| method == "POST");
    let names = posted.filter_map(|(path, _)| path.strip_prefix("/api/"));
    names.filter(|name| !OPEN.contains(name)).collect()
}

impl Front {
    async fn command(&self, visitor: &Visitor, action: &str, fields: &[(&str, &str)]) -> Answer {
        let ask = Ask::post(&format!("/api/{action}"), fields.iter().copied());
        self.send(ask.by_browser().by(visitor)).await
    }

    /// Somebody who followed an invitation.
    async fn joined(&self, role: Role) -> Visitor {
        let now = kernel::Clock::now(&*self.shop.clock);
        let owner = Actor::Seller(self.shop.session());
        let subject = "이포장".to_owned();
        let audit = AuditEntry {
            who: owner,
            action: Action::StaffInvited,
            order: None,
            subject,
            text: String::new(),
        };
        let member = StaffMember {
            id: StaffId(self.shop.ids.uuid()),
            email: Email::parse(EMAIL).unwrap(),
            name: "이포장".to_owned(),
            role,
            password: None,
            invited_until: now + days(3),
            revoked_at: None,
            created_at: now,
        };
        let hash = token_hash(&Secret::new(TOKEN.to_owned()));
        assert_eq!(self.shop.shop.main.roster().invite(member, hash, audit).await, Ok(true));
        let visitor = self.visitor().await;
        let page = self.look(&visitor, &format!("/seller/join?token={TOKEN}")).await;
        page.is_page(200, Lang::Ko);
        let fields = [("token", TOKEN), ("new_password", PASSWORD)];
        let joined = self.command(&visitor, "join_staff", &fields).await;
        assert_eq!(joined.leads_to("/seller"), "/seller");
        visitor.goes_on_with(&joined)
    }

    async fn staff_id(&self) -> String {
        let all = self.shop.shop.services.staffing.all().await.unwrap();
        all[0].id.to_string()
    }
}

#[tokio::test]
async fn the_owner_invites_and_the_form_says_what_is_wrong() {
    let front = Front::open().await;
    let owner = front.seller().await;
    front.look(&owner, "/seller/staff").await.is_page(200, Lang::Ko);
    let wrong = [("email", "pack"), ("name", "이포장"), ("role", "packer")];
    let back = front.command(&owner, "invite_staff", &wrong).await.leads_to("/seller/staff?refused=");
    let page = front.look(&owner, &back).await;
    assert!(page.body.contains("id=\"email-error\"") && page.body.contains("value=\"이포장\""));
    let good = [("email", EMAIL), ("name", "이포장"), ("role", "packer")];
    let to = front.command(&owner, "invite_staff", &good).await.leads_to("/seller/staff?notice=invited");
    let page = front.look(&owner, &to).await;
    assert!(page.body.contains(EMAIL) && page.body.contains("초대함"));
}

#[tokio::test]
async fn who_is_invited_already_is_invited_again_only_when_that_is_meant() {
    let front = Front::open().await;
    let owner = front.seller().await;
    let first = [("email", EMAIL), ("name", "이포장"), ("role", "packer")];
    front.command(&owner, "invite_staff", &first).await.leads_to("/seller/staff?notice=invited");
    let before = front.rows().await;
    let second = [("email", EMAIL), ("name", "박포장"), ("role", "viewer")];
    let back = front.command(&owner, "invite_staff", &second).await.leads_to("/seller/staff?refused=");
    let page = front.look(&owner, &back).await;
    for words in [
        "이미 초대한 분이에요",
        "이포장 → 박포장",
        "포장 담당 → 보기만",
        "앞서 보낸 링크는",
        "value=\"박포장\"",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let after = front.rows().await;
    assert_eq!(
        after.iter().filter(|row| !before.contains(row)).count(),
        1,
        "but for what was typed: {after:?}"
    );
    let id = front.staff_id().await;
    let again = [&second[..], &[("again", id.as_str())]].concat();
    front.command(&owner, "invite_staff", &again).await.leads_to("/seller/staff?notice=invited");
    let page = front.look(&owner, "/seller/staff").await;
    assert!(page.body.contains("박포장") && !page.body.contains("이포장"), "{}", page.body);
}

#[tokio::test]
async fn a_packer_sends_parcels_and_is_refused_what_is_the_owners() {
    let front = Front::open().await;
    let bought = front.shop.paid().await;
    let order = bought.order.to_string();
    let packer = front.joined(Role::Packer).await;
    front.look(&packer, "/seller").await.is_page(200, Lang::Ko);
    front.look(&packer, &format!("/seller/orders/{order}")).await.is_page(200, Lang::Ko);
    let parcel = [("order", order.as_str()), ("carrier", "cj"), ("tracking", "612345678901")];
    front
        .command(&packer, "label", &parcel)
        .await
        .leads_to(&format!("/seller/orders/{order}?notice=labelled"));
    for action in commands().into_iter().filter(|name| !PACKERS.contains(name)) {
        front.command(&packer, action, &[]).await.is_page(403, Lang::Ko);
        let program = Ask::post(&format!("/api/{action}"), []).by(&packer);
        front.send(program).await.is_error(403, "not_allowed");
    }
    for page in ["/seller/settings", "/seller/staff"] {
        front.look(&packer, page).await.is_page(403, Lang::Ko);
    }
}

#[tokio::test]
async fn a_viewer_looks_and_changes_nothing() {
    let front = Front::open().await;
    let bought = front.shop.paid().await;
    let viewer = front.joined(Role::Viewer).await;
    front.shop.shop.services.catalogue.seed_demo().await.unwrap();
    let before = front.rows().await;
    for page in ["/seller", "/seller/events", &format!("/seller/orders/{}", bought.order)] {
        front.look(&viewer, page).await.is_page(200, Lang::Ko);
    }
    for page in ["/seller/garments/trench", "/seller/outfits", "/seller/outfits/morning"] {
        let page = front.look(&viewer, page).await;
        page.is_page(200, Lang::Ko);
        assert!(!page.body.contains("/api/save_") && !page.body.contains("/api/hide_"), "{}", page.body);
    }
    let order = bought.order.to_string();
    assert!(PACKERS.iter().all(|name| commands().contains(name)));
    for action in commands() {
        front.command(&viewer, action, &[("order", &order), ("answer", "kept")]).await.is_page(403, Lang::Ko);
    }
    assert_eq!(front.rows().await, before);
}

#[tokio::test]
async fn another_role_and_being_sent_away_hold_from_the_next_request_on() {
    let front = Front::open().await;
    let owner = front.seller().await;
    let viewer = front.joined(Role::Viewer).await;
    let staff = front.staff_id().await;
    let to_owner = [("staff", staff.as_str()), ("role", "owner")];
    front.command(&owner, "change_role", &to_owner).await.leads_to("/seller/staff");
    front.look(&viewer, "/seller/staff").await.is_page(200, Lang::Ko);
    front.command(&viewer, "pause_consumer", &[("consumer", "mypage")]).await.leads_to("/seller/events");
    let events = front.look(&owner, "/seller/events").await;
    assert!(events.body.contains("이포장"), "the audit names who did it");

    let since = format!("main:{}", kernel::Clock::now(&*front.shop.clock).micros());
    let queue = || Ask::get(&format!("/live/queue?since={since}"));
    let (mut theirs, mut mine) =
        (front.listen(queue().by(&viewer)).await, front.listen(queue().by(&owner)).await);
    front.command(&owner, "revoke_staff", &[("staff", &staff)]).await.leads_to("/seller/staff");
    front.look(&viewer, "/seller").await.leads_to("/seller/log-in");
    assert!(theirs.is_over().await, "who is sent away is sent no more of the queue");
    assert!(!mine.is_over().await);
    let enter = [("email", EMAIL), ("password", PASSWORD)];
    let back = front.command(&viewer, "sign_in", &enter).await.leads_to("/seller/log-in?error=wrong");
    assert!(front.look(&viewer, &back).await.body.contains(EMAIL), "all but the password comes back");
}

#[tokio::test]
async fn staff_log_in_with_their_address_and_an_invitation_works_once() {
    let front = Front::open().await;
    front.joined(Role::Packer).await;
    let visitor = front.visitor().await;
    let fields = [("token", TOKEN), ("new_password", PASSWORD)];
    let back = front.command(&visitor, "join_staff", &fields).await.leads_to("/seller/join?refused=");
    let page = front.look(&visitor, &back).await;
    page.is_page(200, Lang::Ko);
    assert!(!page.body.contains("new_password"), "there is nothing to choose any more");
    let enter = [("email", EMAIL), ("password", PASSWORD), ("next", "/seller/events")];
    let entered = front.command(&visitor, "sign_in", &enter).await;
    assert_eq!(entered.leads_to("/seller"), "/seller/events");
    front.look(&visitor.goes_on_with(&entered), "/seller").await.is_page(200, Lang::Ko);
}

#[tokio::test]
async fn a_buyer_is_shown_the_desks_door_and_not_that_a_role_is_missing() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    input::place(&front, &buyer).await;
    front.look(&buyer, "/seller/staff").await.leads_to("/seller/log-in");
    front.command(&buyer, "invite_staff", &[]).await.is_page(401, Lang::Ko);
}
