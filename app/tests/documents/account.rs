//! The account's pages: empty, refused in each way, and with devices.

use app::account::page::{AccountPage, LogInPage, RegisterPage};
use app::account::view::{AccountView, DeviceView, FormView};
use customer::{Field, FieldError, Refused, Why};
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
    let all = [(Field::Email, Why::Taken), (Field::Name, Why::Missing), (Field::NewPassword, Why::Common)];
    for (name, view) in forms(&all) {
        pages.push(page(lang, format!("register, {name}"), || view! { <RegisterPage lang view /> }));
    }
    for (name, view) in forms(&[(Field::Password, Why::Wrong), (Field::NewPassword, Why::TooShort)]) {
        let view = account(view);
        pages.push(page(lang, format!("account, {name}"), || view! { <AccountPage lang view /> }));
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
        password,
    }
}
