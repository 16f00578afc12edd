//! The document of the settings: one form, and beside it what the shop's pages make of it.

use kernel::{Lang, Weekday};
use leptos::prelude::*;
use leptos_meta::Title;
use settings::{Difference, Field, FieldError as Refused, Fields};

use super::SettingsView;
use super::words::{label, remedy, said};
use crate::seller::carriers::{CARRIERS, Carrier};
use crate::seller::forms::Post;
use crate::seller::frame::{DeskForm, DeskFrame};
use crate::ui::around::Business;
use crate::ui::field::{ErrorSummary, FieldError, TextArea, TextField};
use crate::ui::terms::Terms;

const FORM: DeskForm = DeskForm { id: "settings", action: "/api/change_settings" };

/// The settings page.
#[component]
pub fn SettingsPage(lang: Lang, view: SettingsView) -> impl IntoView {
    let heading = lang.pick("설정", "Settings");
    let title = view.title(lang, heading);
    let SettingsView { version, fields, errors, conflict, typed, saved, seller, terms } = view;
    view! {
        <Title text=title />
        <DeskFrame lang path="/seller/settings" form=Some(FORM)>
            <h1 class="mb5">{heading}</h1>
            {saved.then(|| view! { <p class="sum tell mb5">{saved_text(lang)}</p> })}
            {(!conflict.is_empty()).then(|| view! { <Conflict lang conflict /> })}
            {(!errors.is_empty()).then(|| summary(lang, &errors))}
            <div class="two">
                <div>
                    <Post lang action=FORM.action id=FORM.id class="form">
                        <input type="hidden" name="version" value=version />
                        <SettingsFields lang fields errors />
                        <p>
                            <button class="btn">{lang.pick("저장하기", "Save")}</button>
                        </p>
                    </Post>
                    {typed.then(|| view! { <StartOver lang /> })}
                </div>
                <aside class="side box" aria-labelledby="shown">
                    <h2 id="shown">{lang.pick("지금 가게에 보이는 것", "What the shop says now")}</h2>
                    <Terms lang terms />
                    <div class="mt5 mut xs">
                        <Business lang seller />
                    </div>
                </aside>
            </div>
        </DeskFrame>
    }
}

const fn saved_text(lang: Lang) -> &'static str {
    lang.pick("저장했어요. 가게의 모든 화면이 바로 따라요.", "Saved. Every page of the shop follows at once.")
}

fn summary(lang: Lang, errors: &[Refused]) -> impl IntoView + use<> {
    let errors =
        errors.iter().map(|error| (error.field.code(), remedy(lang, error.field, error.why))).collect();
    view! { <div class="mb5"><ErrorSummary lang errors /></div> }
}

/// Somebody else saved meanwhile: what stands now beside what was typed.
#[component]
fn Conflict(lang: Lang, conflict: Vec<Difference>) -> impl IntoView {
    let or_nothing = move |text: String| {
        if text.is_empty() { lang.pick("(비어 있음)", "(empty)").to_owned() } else { text }
    };
    let row = |it: Difference| {
        view! {
            <tr>
                <th scope="row">{label(lang, it.field)}</th>
                <td>{or_nothing(said(lang, it.field, &it.before))}</td>
                <td>{or_nothing(said(lang, it.field, &it.after))}</td>
            </tr>
        }
    };
    view! {
        <section class="sum mb5" tabindex="-1" autofocus=true aria-labelledby="conflict">
            <h2 id="conflict">{lang.pick("그 사이 설정이 바뀌었어요", "The settings changed meanwhile")}</h2>
            <p>
                {lang.pick(
                    "적으신 것은 아래에 그대로 있어요. 둘을 보고 고친 뒤 다시 저장하면 적으신 것이 남아요.",
                    "What you typed is kept below. Look at both and save again: then what you typed stands.",
                )}
            </p>
            <div class="scroll mt4">
                <table class="tbl">
                    <thead>
                        <tr>
                            <th scope="col">{lang.pick("항목", "Field")}</th>
                            <th scope="col">{lang.pick("지금 저장된 것", "Saved now")}</th>
                            <th scope="col">{lang.pick("적으신 것", "What you typed")}</th>
                        </tr>
                    </thead>
                    <tbody>{conflict.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn StartOver(lang: Lang) -> impl IntoView {
    view! {
        <Post lang action="/api/restore_settings" class="mt4">
            <button class="btn q">{lang.pick("적은 것을 버리고 저장된 대로 보기", "Drop what I typed")}</button>
        </Post>
    }
}

/// What a field of the form is given: its name, its label, and how to put it right.
struct Asked {
    lang: Lang,
    errors: Vec<Refused>,
}

impl Asked {
    fn error(&self, field: Field) -> Option<&'static str> {
        let error = self.errors.iter().find(|error| error.field == field);
        error.map(|error| remedy(self.lang, field, error.why))
    }

    /// A line of text.
    fn line(&self, field: Field, value: String, hint: &'static str, kind: &'static str) -> AnyView {
        let number = matches!(field, Field::Fee | Field::FreeFrom);
        let class = if number || kind == "time" { "in short num" } else { "in" };
        view! {
            <TextField
                name=field.code()
                label=label(self.lang, field)
                value
                hint
                kind
                nostrip:inputmode=number.then_some("numeric")
                class
                nostrip:error=self.error(field)
            />
        }
        .into_any()
    }
}

#[component]
fn SettingsFields(lang: Lang, fields: Fields, errors: Vec<Refused>) -> impl IntoView {
    let asked = Asked { lang, errors };
    view! {
        {business(&asked, &fields)}
        {delivery(&asked, &fields)}
        {dispatch(&asked, &fields)}
        {parcels(&asked, &fields)}
    }
}

fn business(asked: &Asked, fields: &Fields) -> impl IntoView + use<> {
    let lang = asked.lang;
    let line = |field, value: &str| asked.line(field, value.to_owned(), "", "text");
    view! {
        <section class="form" aria-labelledby="business">
            <h2 id="business">{lang.pick("사업자 정보", "Business data")}</h2>
            <p class="hint">
                {lang.pick(
                    "전자상거래법이 가게의 모든 화면에 보이게 하는 것들이에요. 비워 둔 것은 보이지 않아요.",
                    "The E-Commerce Act wants these on every page. What is left empty is not shown.",
                )}
            </p>
            <div class="pair">
                {line(Field::Name, &fields.name)} {line(Field::Owner, &fields.owner)}
                {line(Field::Registration, &fields.registration)}
                {line(Field::MailOrder, &fields.mail_order)}
            </div>
            {line(Field::Address, &fields.address)}
            <div class="pair">
                {asked.line(Field::Phone, fields.phone.clone(), "", "tel")}
                {asked.line(
                    Field::Hours,
                    fields.hours.clone(),
                    lang.pick("예: 평일 10–17시", "For example: weekdays 10:00–17:00"),
                    "text",
                )}
            </div>
            {asked.line(Field::Email, fields.email.clone(), "", "email")}
        </section>
    }
}

fn delivery(asked: &Asked, fields: &Fields) -> impl IntoView + use<> {
    let lang = asked.lang;
    view! {
        <section class="form" aria-labelledby="delivery">
            <h2 id="delivery">{lang.pick("배송비", "Delivery fee")}</h2>
            <p class="hint">
                {lang.pick(
                    "바꾼 뒤에 들어오는 주문부터 받아요. 이미 받은 주문은 그대로예요.",
                    "It counts for orders placed from now on. Those already placed stay as they are.",
                )}
            </p>
            <div class="pair">
                {asked.line(
                    Field::Fee,
                    fields.fee.clone(),
                    lang.pick("받지 않으면 0을 적어 주세요.", "0 if you charge none."),
                    "text",
                )}
                {asked.line(
                    Field::FreeFrom,
                    fields.free_from.clone(),
                    lang.pick("늘 받으면 비워 두세요.", "Leave it empty to charge always."),
                    "text",
                )}
            </div>
        </section>
    }
}

fn dispatch(asked: &Asked, fields: &Fields) -> impl IntoView + use<> {
    let lang = asked.lang;
    let weekdays = Weekday::ALL.map(|day| {
        let checked = fields.closed_weekdays.iter().any(|code| code == day.code());
        (day.code(), day.name(lang), checked)
    });
    view! {
        <section class="form" aria-labelledby="dispatch">
            <h2 id="dispatch">{lang.pick("보내는 때", "When you send")}</h2>
            <div class="pair">
                {asked.line(
                    Field::CutOff,
                    fields.cut_off.clone(),
                    lang.pick(
                        "이때까지 결제하면 그날 보낸다고 가게에 보여요. 비워 두면 아무 날도 약속하지 않아요.",
                        "Pages say that what is paid before it leaves that day. Empty, they promise no day.",
                    ),
                    "time",
                )}
                {asked.line(
                    Field::PickUp,
                    fields.pick_up.clone(),
                    lang.pick("택배 기사가 오는 때예요.", "When the carrier comes."),
                    "time",
                )}
            </div>
            {boxes(asked, Field::ClosedWeekdays, "closed_weekdays[]", &weekdays)}
            <TextArea
                name=Field::ClosedDates.code()
                label=label(lang, Field::ClosedDates)
                value=fields.closed_dates.clone()
                hint=lang.pick("한 줄에 하나씩, 2026-12-25처럼 적어 주세요.", "One a line, like 2026-12-25.")
                nostrip:error=asked.error(Field::ClosedDates)
            />
        </section>
    }
}

fn parcels(asked: &Asked, fields: &Fields) -> impl IntoView + use<> {
    let lang = asked.lang;
    let carriers = CARRIERS.map(|carrier: Carrier| {
        let checked = fields.carriers.iter().any(|key| key == carrier.key);
        (carrier.key, carrier.name(lang), checked)
    });
    view! {
        <section class="form" aria-labelledby="parcels">
            <h2 id="parcels">{lang.pick("택배와 반품", "Parcels and returns")}</h2>
            {boxes(asked, Field::Carriers, "carriers[]", &carriers)}
            {asked.line(
                Field::ReturnAddress,
                fields.return_address.clone(),
                lang.pick(
                    "반품 안내에 보여요. 비워 두면 보이지 않아요.",
                    "Shown with the terms of returns. Empty, it is not shown.",
                ),
                "text",
            )}
        </section>
    }
}

/// Boxes to tick, of which any number may be.
fn boxes(
    asked: &Asked,
    field: Field,
    name: &'static str,
    choices: &[(&'static str, &'static str, bool)],
) -> impl IntoView + use<> {
    let (lang, id, error) = (asked.lang, field.code(), asked.error(field));
    let hint = (field == Field::Carriers)
        .then(|| lang.pick("하나도 고르지 않으면 모두 보여요.", "If none is chosen, all are offered."));
    let options: Vec<_> = choices
        .iter()
        .map(|(value, text, checked)| {
            view! {
                <label class="opt">
                    <input type="checkbox" name=name value=*value checked=*checked />
                    {*text}
                </label>
            }
        })
        .collect();
    view! {
        <fieldset id=id tabindex="-1" aria-describedby=error.map(|_| format!("{id}-error"))>
            <legend class="lab">{label(lang, field)}</legend>
            {hint.map(|text| view! { <p class="hint">{text}</p> })}
            {error.map(|text| view! { <FieldError name=id text /> })}
            <div class="opts">{options}</div>
        </fieldset>
    }
}
