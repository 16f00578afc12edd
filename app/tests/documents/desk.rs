//! The desk's pages, with something in every place and with nothing in it.

use app::mypage::view::ViewState;
use app::mypage::view::{CancelNote, ReturnStage, ReturnView};
use app::seller::audit::AuditPage;
use app::seller::audit::api::{self as audit_api, AuditPageView};
use app::seller::bulk::BulkPage;
use app::seller::bulk::api::BulkView;
use app::seller::find::api::FindView;
use app::seller::find::{self, BadField, FindPage};
use app::seller::paper::api::{Asked, Packed, PaperView, Sheet};
use app::seller::paper::{LabelsPage, PickPage, SlipsPage};
use app::seller::settings::SettingsView;
use app::seller::staff::join::JoinPage;
use app::seller::staff::page::StaffPage;
use app::seller::staff::{JoinView, StaffView};
use app::seller::view::{
    AlertView, Alongside, AuditView, BooksView, CancelView, ConsumerView, DeadLetterView, DeskOrderView,
    DifferenceView, EventsView, GateView, GiveBack, LeftView, LetterView, LogInView, MailView, MoneyView,
    NoteView, PaymentCard, QueueRow, RebuildView, RefundCard, ReturnRow, ReturnsView, Stage, StuckView,
    Typed, UnplacedStage, UnplacedView, WaitingView,
};
use app::seller::{
    CancelPage, DeskOrderPage, EventsPage, LeftPage, LogInPage, ReturnsPage, SettingsPage, UnplacedPage,
};
use app::ui::around::Around;
use customer::{Email, Refused, Role, StaffMember};
use desk::{Found, Standing};
use events::{Delivery, OrderDetails, Recipient};
use kernel::time::{days, minutes};
use kernel::{Lang, Money, OrderNumber, RefundId};
use leptos::prelude::*;
use settings::{FieldError, Fields, Settings, Why, demo, differences};

use super::pages::{NOW, id, line, rendered, returns, seller, terms, text as words};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let mut pages = vec![
        rendered(
            lang,
            "desk, books in order",
            || view! { <EventsPage lang view=events(MoneyView::default()) /> },
        ),
        rendered(lang, "desk, money to see to", || view! { <EventsPage lang view=events(money()) /> }),
    ];
    pages.extend(lists(lang));
    let notices = [
        ("", Typed::default()),
        ("bad_verdict", Typed { about: id::<RefundId>(1).to_string(), ..Typed::default() }),
        ("bad_reference", Typed { about: id::<RefundId>(2).to_string(), ..Typed::default() }),
        ("bad_why", Typed { about: id::<RefundId>(11).to_string(), ..Typed::default() }),
        ("long_why", Typed { about: id::<RefundId>(12).to_string(), ..Typed::default() }),
        ("bad_amount", Typed { amount: "많이".to_owned(), ..Typed::default() }),
        ("much_amount", Typed { amount: "999,000".to_owned(), part: "late".to_owned(), ..Typed::default() }),
        ("bad_part", Typed { amount: "5,000".to_owned(), ..Typed::default() }),
        ("bad_amount.bad_part", Typed { amount: "둘 다".to_owned(), ..Typed::default() }),
        ("bad_goods", Typed::default()),
        ("bad_off", Typed { amount: String::new(), off: "많이".to_owned(), ..Typed::default() }),
        (
            "bad_off_why",
            Typed { off: "3,000".to_owned(), goods: "written_off".to_owned(), ..Typed::default() },
        ),
        ("bad_no", Typed::default()),
        ("transfer_found_made", Typed::default()),
        ("bad_note", Typed::default()),
        ("long_note", Typed { note: "길어요".to_owned(), ..Typed::default() }),
        ("undo_over", Typed::default()),
        ("undo_answered", Typed::default()),
        ("low_amount", Typed { amount: "-5".to_owned(), ..Typed::default() }),
        ("reopened", Typed::default()),
        ("settled_approved", Typed::default()),
        // What the address says is anybody's: a form that is not there cannot be led to.
        ("bad_why", Typed::default()),
    ];
    for (notice, typed) in notices {
        let name = format!("desk, unplaced, {notice:?} about {:?} {:?}", typed.about, typed.amount);
        let notice = Some(notice.to_owned()).filter(|notice| !notice.is_empty());
        let view = UnplacedView {
            order: id(1),
            number: OrderNumber::new(NOW, 7),
            total: Money::won(189_000),
            stage: UnplacedStage::Expired,
            payments: payments(),
            audit: audit(),
            notice: notice.clone(),
            typed: typed.clone(),
        };
        pages.push(rendered(lang, name.replace("unplaced", "placed"), || {
            view! { <DeskOrderPage lang view=order(notice, typed) /> }
        }));
        pages.push(rendered(lang, name, || view! { <UnplacedPage lang view /> }));
    }
    let shared =
        Typed { carrier: "cj".to_owned(), tracking: "6123-4567-8901".to_owned(), ..Typed::default() };
    pages.push(rendered(lang, "desk, placed, a number of others", || {
        view! { <DeskOrderPage lang view=order(Some("shared_tracking".to_owned()), shared) /> }
    }));
    for (name, may_cancel, notice) in
        [("asked", true, None), ("refused", true, Some("bad_cause")), ("too late", false, None)]
    {
        let row = QueueRow { stage: Stage::Labelled, ..order(None, Typed::default()).row };
        let view =
            CancelView { row, back: Money::won(180_000), may_cancel, notice: notice.map(str::to_owned) };
        pages.push(rendered(lang, format!("desk, cancel {name}"), || view! { <CancelPage lang view /> }));
    }
    for (name, stage, by_shop) in [
        ("asked by the buyer", Stage::StopAsked, false),
        ("asked by the shop", Stage::StopAsked, true),
        ("answered", Stage::Shipped, false),
    ] {
        let (carrier, tracking) = (Some("cj".to_owned()), Some("612345678901".to_owned()));
        let row = QueueRow { stage, carrier, tracking, ..order(None, Typed::default()).row };
        let view = LeftView { row, by_shop };
        pages.push(rendered(lang, format!("desk, has left, {name}"), || view! { <LeftPage lang view /> }));
    }
    let row = |returned| ReturnRow { order: id(1), number: OrderNumber::new(NOW, 7), returned };
    for (tab, view) in [
        ("asked", list("asked", Vec::new(), None)),
        ("received", list("received", returns().into_iter().map(row).collect(), Some("1_2".to_owned()))),
    ] {
        pages.push(rendered(lang, format!("desk, returns {tab}"), || view! { <ReturnsPage lang view /> }));
    }
    pages.extend(settings_pages(lang));
    pages.extend(staff_pages(lang));
    pages
}

/// The desk's people in each of their states, the page of an invitation, and the door.
fn staff_pages(lang: Lang) -> Vec<(String, String)> {
    let member = |n, role| StaffMember {
        id: id(n),
        email: Email::parse("pack@example.com").expect("an address"),
        name: "이포장".to_owned(),
        role,
        password: None,
        invited_until: NOW + days(1),
        revoked_at: None,
        created_at: NOW,
    };
    let people = vec![
        member(1, Role::Viewer),
        StaffMember { password: Some(String::new()), ..member(2, Role::Packer) },
        StaffMember { invited_until: NOW - days(1), ..member(3, Role::Packer) },
        StaffMember { revoked_at: Some(NOW), ..member(4, Role::Owner) },
    ];
    let error = |field| customer::FieldError { field, why: customer::Why::Missing };
    let errors = [customer::Field::Email, customer::Field::Name, customer::Field::Role].map(error).into();
    let refused = Some(Refused { errors, ..Refused::default() });
    let some = StaffView { people, notice: "invited".to_owned(), now: NOW, refused, known: None };
    let typed =
        [("name", "박포장"), ("role", "viewer")].map(|(name, text)| (name.to_owned(), text.to_owned()));
    let asked = StaffView {
        refused: Some(Refused { typed: typed.into(), ..Refused::default() }),
        known: Some(member(1, Role::Packer)),
        ..StaffView::default()
    };
    let works = StaffView {
        known: Some(StaffMember { password: Some(String::new()), ..member(1, Role::Packer) }),
        ..asked.clone()
    };
    let over = JoinView { token: "00".to_owned(), invited: None, refused: None, now: NOW };
    let short = Refused { errors: vec![error(customer::Field::NewPassword)], ..Refused::default() };
    let join = JoinView {
        token: "00".to_owned(),
        invited: Some(member(1, Role::Packer)),
        refused: Some(short),
        now: NOW,
    };
    let door = |error: &str, token: Option<&str>| LogInView {
        token: token.map(str::to_owned),
        error: Some(error.to_owned()).filter(|error| !error.is_empty()),
        wait_seconds: 30,
        ..LogInView::default()
    };
    vec![
        rendered(lang, "desk, people", || view! { <StaffPage lang view=some /> }),
        rendered(lang, "desk, somebody invited already", || view! { <StaffPage lang view=asked /> }),
        rendered(lang, "desk, somebody who works here", || view! { <StaffPage lang view=works /> }),
        rendered(lang, "desk, nobody else", || view! { <StaffPage lang view=StaffView::default() /> }),
        rendered(lang, "desk, invitation", || view! { <JoinPage lang view=join /> }),
        rendered(lang, "desk, invitation that is over", || view! { <JoinPage lang view=over /> }),
        rendered(lang, "desk, door", || view! { <LogInPage lang view=door("", None) /> }),
        rendered(lang, "desk, door by link", || view! { <LogInPage lang view=door("", Some("00")) /> }),
        rendered(lang, "desk, door, wrong", || view! { <LogInPage lang view=door("wrong", None) /> }),
        rendered(lang, "desk, door, waiting", || view! { <LogInPage lang view=door("wait", None) /> }),
    ]
}

fn settings_pages(lang: Lang) -> Vec<(String, String)> {
    let said = SettingsView {
        version: 2,
        fields: Fields::of(&demo()),
        errors: Vec::new(),
        conflict: Vec::new(),
        typed: false,
        saved: true,
        seller: seller(),
        terms: terms(),
    };
    let every = Fields::default().texts().map(|(field, _)| field);
    let errors = every.into_iter().map(|field| FieldError { field, why: Why::Malformed }).collect();
    let refused = SettingsView { errors, typed: true, saved: false, ..said.clone() };
    let stands = Fields::of(&Settings::default());
    let conflict = SettingsView {
        conflict: differences(&stands, &said.fields),
        typed: true,
        saved: false,
        ..said.clone()
    };
    let mut pages: Vec<_> = [("saved", said.clone()), ("refused", refused), ("changed meanwhile", conflict)]
        .into_iter()
        .map(|(name, view)| {
            rendered(lang, format!("desk, settings, {name}"), || view! { <SettingsPage lang view /> })
        })
        .collect();
    pages.push(rendered(lang, "desk, settings of a new shop", || {
        provide_context(Around { seller_unsaid: true, ..Around::default() });
        let view =
            SettingsView { fields: Fields::default(), saved: false, seller: Default::default(), ..said };
        view! { <SettingsPage lang view /> }
    }));
    pages
}

fn payments() -> Vec<PaymentCard> {
    let card = |n: u32, state: &str| PaymentCard {
        attempt: id(n),
        at: NOW,
        state: state.to_owned(),
        failure: (state == "declined").then(|| "expired_card".to_owned()),
        reference: Some(format!("pi_{n}")),
        captured: Money::won(0),
        refunded: Money::won(0),
        to_settle: state == "unknown",
        refunds: Vec::new(),
        give_back: None,
    };
    let refund = |n: u32, state: &str| RefundCard {
        refund: id(n),
        amount: Money::won(9_000),
        state: state.to_owned(),
        transfer_from: (n == 11).then_some(NOW + minutes(5)),
    };
    let refunds =
        vec![refund(11, "refused"), refund(12, "refused"), refund(13, "succeeded"), refund(14, "unknown")];
    let approved = PaymentCard {
        captured: Money::won(189_000),
        refunded: Money::won(9_000),
        refunds,
        give_back: Some(GiveBack { most: Money::won(180_000), made_for: 1 }),
        ..card(3, "approved")
    };
    vec![card(4, "declined"), card(5, "not_sent"), card(1, "unknown"), card(2, "unknown"), approved]
}

pub(super) fn audit() -> Vec<AuditView> {
    let entry = |action: &str, text: &str| AuditView {
        at: NOW,
        who: words("이포장", "Lee"),
        action: action.to_owned(),
        order: Some((id(1), OrderNumber::new(NOW, 7))),
        subject: String::new(),
        goods: None,
        text: text.to_owned(),
    };
    let cancelled = AuditView { subject: "sold_out".to_owned(), ..entry("order_cancelled", "") };
    let replayed = AuditView { subject: "mypage".to_owned(), ..entry("event_replayed", "OrderPlaced") };
    let priced = AuditView {
        order: None,
        subject: "trench".to_owned(),
        goods: Some(words("트렌치코트", "Trench coat")),
        ..entry("garment_changed", "63,000원")
    };
    vec![entry("payment_approved", "ch_1"), entry("refund_retried", ""), cancelled, replayed, priced]
}

fn letters() -> Vec<LetterView> {
    let letter = |n: u32, kind: &str, state: &str| LetterView {
        letter: id(n),
        order: (kind != "reset_password").then(|| (id(1), "261123-ABCDE".to_owned())),
        kind: kind.to_owned(),
        state: state.to_owned(),
        at: NOW,
        due: state == "waiting",
        said: (state == "refused").then(|| "550 no such mailbox".to_owned()),
        again: state != "waiting",
    };
    vec![
        letter(21, "placed", "sent"),
        letter(22, "shipped", "waiting"),
        letter(23, "cancelled", "refused"),
        letter(24, "reset_password", "unsure"),
    ]
}

fn order(notice: Option<String>, typed: Typed) -> DeskOrderView {
    let row = QueueRow {
        order: id(1),
        number: OrderNumber::new(NOW, 7),
        seq: 9,
        stage: Stage::Ready,
        lines: vec![line()],
        total: Money::won(189_000),
        recipient: "김하늘".to_owned(),
        district: "서울 중구".to_owned(),
        placed_at: NOW,
        late: false,
        carrier: None,
        tracking: None,
        undo_until: None,
    };
    DeskOrderView {
        row,
        recipient: "김하늘".to_owned(),
        phone: "010-1234-5678".to_owned(),
        email: "buyer@example.com".to_owned(),
        postcode: "04524".to_owned(),
        address: "서울 중구 세종대로 110".to_owned(),
        note: String::new(),
        hold_reason: None,
        carriers: Vec::new(),
        shared: if notice.as_deref() == Some("shared_tracking") {
            vec![OrderNumber::new(NOW, 8), OrderNumber::new(NOW, 9)]
        } else {
            Vec::new()
        },
        alongside: vec![Alongside { order: id(2), number: OrderNumber::new(NOW, 8), stage: Stage::Shipped }],
        notes: vec![NoteView { at: NOW, who: words("주인", "Owner"), text: "전화했다".to_owned() }],
        payments: payments(),
        letters: letters(),
        audit: audit(),
        timeline: Vec::new(),
        may_cancel: true,
        cancelled: Some(CancelNote { by_shop: true, reason: "mistake".to_owned() }),
        returns: open_return(),
        now: NOW,
        notice,
        typed,
    }
}

/// One return that is to be decided: its page has one at a time.
fn open_return() -> Vec<ReturnView> {
    let received = |it: &ReturnView| it.stage == ReturnStage::Received;
    let closed = |it: &ReturnView| !matches!(it.stage, ReturnStage::Asked | ReturnStage::Received);
    returns().into_iter().filter(|it| received(it) || closed(it)).collect()
}

fn list(tab: &str, rows: Vec<ReturnRow>, next: Option<String>) -> ReturnsView {
    ReturnsView { rows, asked: 1, received: 2, overdue: 1, tab: tab.to_owned(), next, now: NOW }
}

fn money() -> MoneyView {
    let waiting = |n: u32| WaitingView {
        order: id(n),
        number: OrderNumber::new(NOW, n.into()),
        since: NOW,
        amount: Money::won(39_000),
    };
    let kinds = [
        "captured_there_only",
        "captured_here_only",
        "amounts_differ",
        "returned_there_only",
        "returned_here_only",
    ];
    let difference = |kind: &str| DifferenceView {
        kind: kind.to_owned(),
        order: kind.starts_with("returned").then(|| (id(1), OrderNumber::new(NOW, 7))),
        reference: Some("pi_1".to_owned()),
        theirs: (kind != "captured_here_only").then_some(Money::won(39_000)),
        ours: (kind != "captured_there_only").then_some(Money::won(38_000)),
        state: Some("approved".to_owned()).filter(|_| !kind.starts_with("returned")),
        of_refund: kind.starts_with("returned"),
        at: NOW,
        first_seen: NOW + days(1),
        last_seen: NOW + days(2),
    };
    let books = BooksView {
        compared_until: Some(NOW),
        late: true,
        differences: kinds.into_iter().map(difference).collect(),
    };
    MoneyView { to_settle: vec![waiting(1), waiting(2)], refused: vec![waiting(3)], books }
}

fn stuck() -> Vec<StuckView> {
    let stuck = |n: u32, why: &str, next: &str| StuckView {
        order: id(n),
        number: OrderNumber::new(NOW, n.into()),
        why: why.to_owned(),
        consumer: (why == "parked").then(|| "mypage".to_owned()),
        since: NOW,
        next: next.to_owned(),
    };
    vec![
        stuck(1, "paying", "provider_is_asked"),
        stuck(2, "cancel_pending", "person_settles"),
        stuck(3, "cancel_waits", "when_shipping_resumes"),
        stuck(4, "stop_unanswered", "person_answers"),
        stuck(5, "refund_refused", "asked_daily"),
        stuck(6, "parked", "person_replays"),
    ]
}

fn letter(n: i64) -> DeadLetterView {
    DeadLetterView {
        id: format!("mypage:{n}"),
        consumer: "mypage".to_owned(),
        event: "OrderPlaced".to_owned(),
        number: OrderNumber::new(NOW, 7),
        reason: "이상함".to_owned(),
        attempts: 5,
        parked_at: NOW,
    }
}

#[test]
fn the_shops_cancel_is_asked_on_a_page_of_its_own_and_its_button_names_what_goes_back() {
    let row = || QueueRow { stage: Stage::Ready, ..order(None, Typed::default()).row };
    let view = || CancelView { row: row(), back: Money::won(779_000), may_cancel: true, notice: None };
    for (lang, button) in [
        (Lang::Ko, "<button class=\"btn bad\">취소하고 779,000원 돌려주기<"),
        (Lang::En, "<button class=\"btn bad\">Cancel and give ₩779,000 back<"),
    ] {
        let (_, page) = rendered(lang, "cancel", || view! { <CancelPage lang view=view() /> });
        assert!(page.contains(button), "{page}");
        let order = order(None, Typed::default());
        let (_, page) = rendered(lang, "order", || view! { <DeskOrderPage lang view=order /> });
        assert!(!page.contains("/api/cancel_for_shop"), "one tap there cancels nothing: {page}");
    }
}

#[test]
fn that_a_parcel_has_left_is_asked_on_a_page_of_its_own() {
    let row = |stage| QueueRow { stage, ..order(None, Typed::default()).row };
    let of_order = || DeskOrderView { row: row(Stage::StopAsked), ..order(None, Typed::default()) };
    for (lang, prefix) in [(Lang::Ko, ""), (Lang::En, "/en")] {
        let (_, page) = rendered(lang, "order", || view! { <DeskOrderPage lang view=of_order() /> });
        assert!(
            page.contains(&format!("href=\"{prefix}/seller/orders/{}/left\"", id::<kernel::OrderId>(1))),
            "{page}"
        );
        assert!(!page.contains("value=\"left\""), "one tap there answers nothing: {page}");
        let left = |stage| {
            let view = LeftView { row: row(stage), by_shop: false };
            rendered(lang, "has left", || view! { <LeftPage lang view /> }).1
        };
        assert!(left(Stage::StopAsked).contains("name=\"answer\" value=\"left\""));
        assert!(!left(Stage::Shipped).contains("/api/answer_stop"), "there is nothing to answer");
    }
}

/// The pages that are asked for by GET, each found and not found, and those that are printed.
fn lists(lang: Lang) -> Vec<(String, String)> {
    let found = |n: u32, standing, at_desk| Found {
        order: id(n),
        details: details(n),
        standing,
        refunded: Money::won(0),
        carrier: Some("cj".to_owned()),
        tracking: Some("612345678901".to_owned()),
        at_desk,
    };
    let find = |found: Vec<Found>, bad| FindView {
        found,
        typed: find::Typed { q: "한벌".to_owned(), ..find::Typed::default() },
        bad,
        previous: Some("1_a".to_owned()),
        next: Some("2_b".to_owned()),
        now: NOW,
    };
    let standings = (1..).zip(Standing::ALL).map(|(n, standing)| found(n, standing, n > 1)).collect();
    let audit = |entries, bad_number| AuditPageView {
        entries,
        people: vec![("owner".to_owned(), words("주인", "Owner"))],
        typed: audit_api::Typed::default(),
        bad_number,
        next: Some(7),
    };
    vec![
        rendered(lang, "desk, found", || view! { <FindPage lang view=find(standings, None) /> }),
        rendered(lang, "desk, none found", || view! { <FindPage lang view=find(Vec::new(), None) /> }),
        rendered(
            lang,
            "desk, no day",
            || view! { <FindPage lang view=find(Vec::new(), Some(BadField::Until)) /> },
        ),
        rendered(lang, "desk, audit", || view! { <AuditPage lang view=audit(self::audit(), false) /> }),
        rendered(
            lang,
            "desk, audit, no number",
            || view! { <AuditPage lang view=audit(Vec::new(), true) /> },
        ),
        rendered(lang, "desk, slips", || view! { <SlipsPage lang view=paper() /> }),
        rendered(lang, "desk, labels", || view! { <LabelsPage lang view=paper() /> }),
        rendered(lang, "desk, pick list", || view! { <PickPage lang view=paper() /> }),
        rendered(lang, "desk, ship many", || view! { <BulkPage lang view=BulkView::default() /> }),
    ]
}

pub(super) fn details(n: u32) -> OrderDetails {
    OrderDetails {
        number: OrderNumber::new(NOW, n.into()),
        session: id(1),
        lang: Lang::Ko,
        email: "buyer@example.com".to_owned(),
        lines: Vec::new(),
        delivery_fee: Money::won(0),
        total: Money::won(189_000),
        delivery: Delivery {
            recipient: Recipient { name: "김하늘".to_owned(), phone: "010-1234-5678".to_owned() },
            postcode: "04524".to_owned(),
            address1: "서울 중구 세종대로 110".to_owned(),
            address2: "3층".to_owned(),
            note: "문 앞에".to_owned(),
        },
        opened_at: NOW,
    }
}

fn paper() -> PaperView {
    let sheet = |n: u32| Sheet {
        number: OrderNumber::new(NOW, n.into()),
        placed_at: NOW,
        recipient: "김하늘".to_owned(),
        phone: "010-1234-5678".to_owned(),
        postcode: "04524".to_owned(),
        address: "서울 중구 세종대로 110".to_owned(),
        note: "문 앞에".to_owned(),
        lines: vec![Packed { variant: id(1), line: line(), category: None }],
    };
    PaperView {
        asked: Asked { of: "ready".to_owned(), ..Asked::default() },
        orders: vec![sheet(1), sheet(2)],
        left_out: vec![OrderNumber::new(NOW, 3)],
        more: true,
        now: NOW,
    }
}

fn events(money: MoneyView) -> EventsView {
    let consumer = ConsumerView { name: "order".to_owned(), paused: false, waiting: 0, oldest: None };
    let gate = GateView {
        open: true,
        retry_after: 0,
        calls: 3,
        failed: 0,
        slow: 0,
        webhooks: 0,
        forged: 0,
        crowded: 0,
    };
    let alert = AlertView { at: NOW, order: None, text: "알림 / An alert".to_owned() };
    EventsView {
        gate,
        consumers: vec![consumer],
        missing: vec!["shipping".to_owned(), "expiry".to_owned()],
        many_views: true,
        my_page: ViewState::Away,
        mail: MailView { sends: false, waiting: 3, oldest: Some(NOW), failed: letters() },
        stuck: stuck(),
        rebuild: Some(RebuildView { began_at: NOW, done: 3, of: 7, mended: 1, ended: None }),
        money,
        dead_letters: vec![letter(1), letter(2)],
        alerts: vec![alert],
        audit: audit(),
        now: NOW,
    }
}
