//! The account's pages: empty, refused in each way, with devices, addresses and links of letters.

use app::account::page::{
    AccountPage, AddressPage, AddressesPage, ClosePage, FindOrderPage, LogInPage, RegisterPage, ResetPage,
};
use app::account::view::{
    AccountView, AddressView, AddressesView, CloseView, DeviceView, FormView, LinkView,
};
use customer::{Address, Field, FieldError, Refused, Why};
use kernel::Lang;
use kernel::time::{days, seconds};
use leptos::prelude::*;

use super::pages::{NOW, id, page};

/// Each page of the account in each of its states.
pub(super) fn pages(lang: Lang) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for (name, view) in forms(&[(Field::Email, Why::Malformed), (Field::Password, Why::Wrong)]) {
        pages.push(page(lang, format!("log in, {name}"), || view! { <LogInPage lang view /> }));
    }
    for (name, view) in forms(&[(Field::Password, Why::NotYours), (Field::NewPassword, Why::TooShort)]) {
        let view = account(view);
        pages.push(page(lang, format!("account, {name}"), || view! { <AccountPage lang view /> }));
    }
    for (name, rename) in forms(&[(Field::Name, Why::Missing)]) {
        let view = AccountView { rename, ..account(FormView::default()) };
        pages.push(page(
            lang,
            format!("account, another name, {name}"),
            || view! { <AccountPage lang view /> },
        ));
    }
    for (name, form) in forms(&[(Field::Password, Why::NotYours)]) {
        let view = CloseView { email: "haneul@example.com".to_owned(), form };
        pages.push(page(lang, format!("close the account, {name}"), || view! { <ClosePage lang view /> }));
    }
    pages.extend(links(lang));
    pages.extend(addresses(lang));
    pages
}

/// The pages of links in letters, standing and over, and of finding an order.
fn links(lang: Lang) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for email in [Some("haneul@example.com".to_owned()), None] {
        let name = if email.is_some() { "standing" } else { "over" };
        let view = LinkView { token: "00".to_owned(), email, form: FormView::default() };
        let reset = view.clone();
        pages.push(page(lang, format!("register, {name}"), || view! { <RegisterPage lang view /> }));
        pages.push(page(lang, format!("reset, {name}"), || view! { <ResetPage lang view=reset /> }));
    }
    for (name, form) in forms(&[(Field::NewPassword, Why::Over)]) {
        let email = Some("haneul@example.com".to_owned());
        let view = LinkView { token: "00".to_owned(), email, form };
        pages.push(page(lang, format!("reset by link, {name}"), || view! { <ResetPage lang view /> }));
    }
    for (name, form) in forms(&[(Field::Name, Why::Missing), (Field::NewPassword, Why::Common)]) {
        let email = Some("haneul@example.com".to_owned());
        let view = LinkView { token: "00".to_owned(), email, form };
        pages.push(page(lang, format!("register by link, {name}"), || view! { <RegisterPage lang view /> }));
    }
    for (name, form) in forms(&[(Field::Email, Why::Missing)]) {
        let next = if form.next.is_empty() { String::new() } else { lang.path(&form.next) };
        let view = LinkView { form: FormView { next, ..form }, ..LinkView::default() };
        let register = view.clone();
        pages.push(page(
            lang,
            format!("ask to register, {name}"),
            || view! { <RegisterPage lang view=register /> },
        ));
        pages.push(page(lang, format!("ask to reset, {name}"), || view! { <ResetPage lang view /> }));
    }
    for (name, view) in forms(&[(Field::Number, Why::Wrong), (Field::Email, Why::Missing)]) {
        pages.push(page(lang, format!("find an order, {name}"), || view! { <FindOrderPage lang view /> }));
    }
    pages
}

/// The saved addresses, and the form of one.
fn addresses(lang: Lang) -> Vec<(String, String)> {
    let address = |n, default| Address {
        id: id(n),
        account: id(1),
        name: "김하늘".to_owned(),
        phone: "010-2345-6789".to_owned(),
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        default,
        created_at: NOW,
    };
    let notice = "address_saved".to_owned();
    let some = AddressesView { addresses: vec![address(1, true), address(2, false)], notice };
    let none = AddressesView::default();
    let fields = [Field::Name, Field::Phone, Field::Postcode, Field::Address1, Field::Address2];
    let mut pages = vec![
        page(lang, "addresses", || view! { <AddressesPage lang view=some /> }),
        page(lang, "addresses, none", || view! { <AddressesPage lang view=none /> }),
    ];
    for (name, form) in forms(&fields.map(|field| (field, Why::Missing))) {
        let view = AddressView {
            address: "new".to_owned(),
            is_new: name == "empty",
            form,
            ..AddressView::default()
        };
        pages.push(page(lang, format!("address, {name}"), || view! { <AddressPage lang view /> }));
    }
    pages
}

/// A form in each of its states; refused for these.
fn forms(errors: &[(Field, Why)]) -> Vec<(&'static str, FormView)> {
    let view = |refused| FormView { refused, now: NOW, ..FormView::default() };
    let errors = errors.iter().map(|(field, why)| FieldError { field: *field, why: *why }).collect();
    let typed = [("email".to_owned(), "haneul@example.com".to_owned())].into();
    let refused = Refused { typed, errors, ..Refused::default() };
    let waits = Refused { wait_until: Some(NOW + seconds(30)), ..Refused::default() };
    let busy = Refused { busy: true, ..Refused::default() };
    vec![
        ("empty", FormView { next: "/checkout/1".to_owned(), ..view(None) }),
        ("told", FormView { notice: "logged_out".to_owned(), ..view(None) }),
        ("refused", view(Some(refused))),
        ("waiting", view(Some(waits))),
        ("busy", view(Some(busy))),
    ]
}

#[test]
fn a_device_was_not_seen_last_before_it_logged_in() {
    let mut view = account(FormView::default());
    view.devices.truncate(1);
    view.devices[0].seen_at = view.devices[0].entered_at - days(1);
    let (entered, seen) = (view.devices[0].entered_at, view.devices[0].seen_at);
    let html = page(Lang::Ko, "account", || view! { <AccountPage lang=Lang::Ko view /> }).1;
    assert_eq!(html.matches(&entered.text(Lang::Ko)).count(), 2, "{html}");
    assert!(!html.contains(&seen.text(Lang::Ko)), "{html}");
}

fn account(password: FormView) -> AccountView {
    let device = |n, here| DeviceView {
        device: id(n),
        agent: "Firefox/140.0 (Android)".to_owned(),
        entered_at: NOW - days(2),
        seen_at: NOW,
        here,
    };
    AccountView {
        name: "김하늘".to_owned(),
        email: "haneul@example.com".to_owned(),
        devices: vec![device(1, true), device(2, false), device(3, false)],
        notice: "password_changed".to_owned(),
        rename: FormView::default(),
        password,
    }
}
