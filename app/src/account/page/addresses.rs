//! The addresses that an account has saved, and the form of one.

use customer::{Address, Field};
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{FormPage, crumb, done, error};
use crate::account::view::{AddressView, AddressesView};
use crate::kept::SAVED_ADDRESS;
use crate::ui::field::TextField;
use crate::ui::frame::title;

/// All of them, the default first.
#[component]
pub fn AddressesPage(lang: Lang, view: AddressesView) -> impl IntoView {
    let AddressesView { addresses, notice } = view;
    let heading = lang.pick("저장한 주소", "Saved addresses");
    let empty = addresses.is_empty().then(|| {
        view! { <p class="mb4">{lang.pick("아직 저장한 주소가 없어요.", "No addresses yet.")}</p> }
    });
    view! {
        <Title text=title(lang, heading) />
        <div class="wrap page">
            {done(lang, &notice)}
            {crumb(lang)}
            <h1 class="mb5">{heading}</h1>
            <div class="account">
                {empty}
                <ul class="lines">{addresses.into_iter().map(|address| line(lang, address)).collect_view()}</ul>
                <p class="mt5">
                    <a class="btn" href=lang.path("/account/addresses/new")>
                        {lang.pick("주소 더하기", "Add an address")}
                    </a>
                </p>
            </div>
        </div>
    }
}

fn line(lang: Lang, address: Address) -> impl IntoView {
    let Address { id, name, phone, postcode, address1, address2, default, .. } = address;
    let (edit, delete) = match lang {
        Lang::Ko => (format!("{address1} 고치기"), format!("{address1} 지우기")),
        Lang::En => (format!("Edit {address1}"), format!("Delete {address1}")),
    };
    view! {
        <li>
            <div>
                <b>{name}</b>
                {default.then(|| view! { <span class="sm mut">" · "{lang.pick("기본 주소", "Default")}</span> })}
                <p class="sm mut num">{phone}</p>
                <p class="sm mut">{postcode} " " {address1} " " {address2}</p>
            </div>
            <div class="row gap2">
                <a class="btn q s" href=lang.path(&format!("/account/addresses/{id}")) aria-label=edit>
                    {lang.pick("고치기", "Edit")}
                </a>
                <form method="post" action="/api/delete_address">
                    <input type="hidden" name="lang" value=lang.tag() />
                    <input type="hidden" name="address" value=id.to_string() />
                    <button class="btn bad s" aria-label=delete>
                        {lang.pick("지우기", "Delete")}
                    </button>
                </form>
            </div>
        </li>
    }
}

/// The form of one address.
#[component]
pub fn AddressPage(lang: Lang, view: AddressView) -> impl IntoView {
    let AddressView { address, is_new, saved, form } = view;
    let shown = form.refused.clone().unwrap_or(saved);
    let error = |field| error(lang, form.refused.as_ref(), field);
    let (name, phone, postcode, address1, address2) = (
        error(Field::Name),
        error(Field::Phone),
        error(Field::Postcode),
        error(Field::Address1),
        error(Field::Address2),
    );
    let heading = match is_new {
        true => lang.pick("주소 더하기", "Add an address"),
        false => lang.pick("주소 고치기", "Edit the address"),
    };
    view! {
        <FormPage lang heading action="/api/save_address" id=SAVED_ADDRESS.id view=form>
            <input type="hidden" name="address" value=address />
            <TextField
                name="name"
                label=lang.pick("받는 분", "Recipient")
                autocomplete="name"
                value=shown.typed("name")
                nostrip:error=name
            />
            <TextField
                name="phone"
                label=lang.pick("휴대전화", "Mobile")
                kind="tel"
                autocomplete="tel"
                value=shown.typed("phone")
                nostrip:error=phone
            />
            <TextField
                name="postcode"
                label=lang.pick("우편번호", "Postcode")
                autocomplete="postal-code"
                inputmode="numeric"
                class="in short num"
                value=shown.typed("postcode")
                nostrip:error=postcode
            />
            <TextField
                name="address1"
                label=lang.pick("도로명 주소", "Street address")
                autocomplete="address-line1"
                value=shown.typed("address1")
                nostrip:error=address1
            />
            <TextField
                name="address2"
                label=lang.pick("상세 주소", "Flat, floor")
                hint=lang.pick("없으면 비워 두세요.", "Leave it empty if there is none.")
                autocomplete="address-line2"
                value=shown.typed("address2")
                nostrip:error=address2
            />
            <label class="tick">
                <input type="checkbox" name="default" value="on" checked=!shown.typed("default").is_empty() />
                {lang.pick("기본 주소로 쓰기", "Use it as the default")}
            </label>
            <p>
                <button class="btn wide">{lang.pick("저장하기", "Save")}</button>
            </p>
        </FormPage>
    }
}
