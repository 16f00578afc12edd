//! The shop's own notes on an order.

use customer::Permission;
use desk::NoteError;
use kernel::{Lang, OrderId};
use leptos::prelude::*;

use super::api::refused;
use super::audit::person;
use super::forms::Post;
use super::view::NoteView;
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::field::TextArea;
use crate::ui::time::When;

/// Keeps a note on an order.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = WriteNote, prefix = "/api", endpoint = "write_note")]
pub async fn write_note(
    #[server(default)] order: String,
    #[server(default)] note: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let id: OrderId = parse(&order)?;
    services.shipping.queue.entry(id).await?.ok_or(AppError::NotFound)?;
    match services.desk.note(id, &note, who).await {
        Ok(()) => {
            see_other(lang_of(&lang), &format!("/seller/orders/{id}?notice=noted"));
            Ok(())
        }
        Err(NoteError::Empty) => refused(&order, &lang, "bad_note", &[]).await,
        Err(NoteError::TooLong) => refused(&order, &lang, "long_note", &[("note", &note)]).await,
        Err(NoteError::Unavailable(why)) => Err(why.into()),
    }
}

/// The notes on an order, newest first.
pub(super) async fn notes(services: &Services, order: OrderId) -> Result<Vec<NoteView>, AppError> {
    let (kept, people) = (services.desk.notes(order).await?, services.staffing.all().await?);
    let view = |desk::Kept { at, note }: desk::Kept| NoteView {
        at,
        who: person(note.who, &people),
        text: note.text,
    };
    Ok(kept.into_iter().map(view).collect())
}

/// The notes, and the form for another.
#[component]
pub(super) fn Notes(
    lang: Lang,
    order: String,
    notes: Vec<NoteView>,
    /// What was typed and refused.
    typed: String,
    /// How to put it right, if it was refused.
    error: Option<&'static str>,
) -> impl IntoView {
    let kept = notes.into_iter().map(|NoteView { at, who, text }| {
        view! {
            <li>
                <span class="xs mut"><When at text=at.text(lang) />" · "{who.get(lang).to_owned()}</span>
                <p class="note">{text}</p>
            </li>
        }
    });
    view! {
        <section class="sec" aria-labelledby="notes">
            <h2 id="notes">{lang.pick("가게 메모", "Shop notes")}</h2>
            <Post lang asks=Permission::Pack action="/api/write_note" class="form">
                <input type="hidden" name="order" value=order />
                <TextArea
                    name="note"
                    label=lang.pick("메모 (가게만 봐요)", "Note (only the shop sees it)")
                    value=typed
                    hint=lang.pick("2,000자까지", "Up to 2,000 characters")
                    nostrip:error=error
                />
                <p><button class="btn q">{lang.pick("메모 남기기", "Keep the note")}</button></p>
            </Post>
            <ul class="letters mt4">{kept.collect_view()}</ul>
        </section>
    }
}
