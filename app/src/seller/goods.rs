//! What the forms of a garment and of an outfit have in common: how they are posted and answered, and shown again.

use catalogue::{Outcome, Typed, Why};
use customer::Permission;
use http::request::Parts;
use kernel::Lang;
use leptos::prelude::*;

use super::forms::{Post, may};
use super::frame::DeskForm;
use super::garments::view::{Again, Posted};
use super::notice::Notice;
use crate::AppError;
use crate::services::{ShowAgain, see_other};
use crate::ui::field::ErrorSummary;

/// A form that was posted.
pub(super) struct Sent {
    pub(super) lang: Lang,
    /// The page of all of its kind, without the language: `/seller/garments`.
    pub(super) list: &'static str,
    /// What it changes, by its name in the address; empty for a new one.
    pub(super) slug: String,
    /// The version that the form was made of.
    pub(super) version: i64,
    pub(super) typed: Typed,
}

impl Sent {
    /// Answers the steps that only show the form's page again.
    pub(super) fn only_shown(&self, step: &str) -> Option<Result<(), AppError>> {
        match step {
            "preview" => Some(self.again(self.lang, Again::Preview)),
            "translate" => Some(self.again(self.lang.pick(Lang::En, Lang::Ko), Again::Translated)),
            _ => None,
        }
    }

    /// Leads on to what was saved, with the notice that it was `added` or `changed`, or shows the form again.
    pub(super) fn answer<T>(&self, outcome: Outcome<T>, added: &str, changed: &str) -> Result<(), AppError> {
        match outcome {
            Outcome::Done(slug) => {
                let notice = if self.slug.is_empty() { added } else { changed };
                see_other(self.lang, &format!("{}/{slug}?notice={notice}", self.list));
                Ok(())
            }
            Outcome::Refused(wrong) => self.again(self.lang, Again::Refused(wrong)),
            Outcome::Changed(_) => self.again(self.lang, Again::Changed),
            Outcome::NotFound => Err(AppError::NotFound),
        }
    }

    fn again(&self, lang: Lang, why: Again) -> Result<(), AppError> {
        let page = if self.slug.is_empty() { "new" } else { &self.slug };
        let status = if matches!(why, Again::Preview | Again::Translated) { 200 } else { 422 };
        let posted = Posted { typed: self.typed.clone(), why, version: self.version };
        ShowAgain::put(lang.path(&format!("{}/{page}", self.list)), status, posted)
    }
}

/// The form that this page answers, if it does.
pub(super) fn posted() -> Option<Posted> {
    use_context::<Parts>()?.extensions.get::<Posted>().cloned()
}

/// Why the form is shown again: what is wrong, told field by field, or the words for somebody else's change.
pub(super) fn said(
    lang: Lang,
    again: Option<&Again>,
    changed: &'static str,
    told: impl Fn(&str, Why) -> String,
) -> Option<AnyView> {
    match again? {
        Again::Preview | Again::Translated => None,
        Again::Changed => Some(Notice::Refused(changed).view(lang)),
        Again::Refused(wrong) => {
            let errors: Vec<_> = wrong.iter().map(|(name, why)| (name.clone(), told(name, *why))).collect();
            Some(view! { <div class="mb5"><ErrorSummary lang errors /></div> }.into_any())
        }
    }
}

/// The form, whose children are its fields. Who may only look has them without a form; they are disabled then, each by itself.
#[component]
pub(super) fn GoodsForm(
    lang: Lang,
    form: DeskForm,
    /// What the form calls what it changes: `garment`.
    what: &'static str,
    slug: String,
    version: i64,
    children: Children,
) -> impl IntoView {
    let fields = children();
    if !may(Permission::Goods) {
        return view! { <div class="form">{fields}</div> }.into_any();
    }
    view! {
        <Post lang asks=Permission::Goods action=form.action id=form.id class="form">
            <input type="hidden" name=what value=slug />
            <input type="hidden" name="version" value=version />
            {fields}
            <p class="row">
                <button class="btn" name="step" value="save">
                    {lang.pick("저장하기", "Save")}
                </button>
                <button class="btn q" name="step" value="preview">
                    {lang.pick("미리 보기", "Preview")}
                </button>
            </p>
        </Post>
    }
    .into_any()
}
