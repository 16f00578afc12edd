//! What is typed into a page's form goes along when the page is read in the other language: the way there is a button of the
//! form, which works without a script. What was typed stands beside the browser for an hour, as refused forms do, and the
//! page's address says only that it is there.

use std::collections::BTreeMap;

use customer::Refusal;
use kernel::{DeviceId, Lang, SessionId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::routes::request_path_and_query;
use crate::services::{Services, local_path, see_other, visitor};
use crate::ui::frame::{PageForm, path_of};

/// The order form.
pub const ORDER: PageForm = PageForm {
    id: "order",
    inputs: &[
        "saved", "email", "name", "phone", "postcode", "address1", "address2", "request", "note", "save",
        "agree", "privacy",
    ],
};
/// Another address for an order.
pub const READDRESS: PageForm = PageForm {
    id: "address",
    inputs: &["name", "phone", "postcode", "address1", "address2", "request", "note"],
};
/// What goes back.
pub const SEND_BACK: PageForm = PageForm { id: "send-back", inputs: &["quantities", "reason"] };
/// One of the addresses of an account.
pub const SAVED_ADDRESS: PageForm = PageForm {
    id: "saved-address",
    inputs: &["name", "phone", "postcode", "address1", "address2", "default"],
};
/// Logging in.
pub const LOG_IN: PageForm = PageForm { id: "log-in", inputs: &["email", "next"] };
/// The letter by which an account is made.
pub const ASK_TO_REGISTER: PageForm = PageForm { id: "ask-register", inputs: &["email", "next"] };
/// What its link leads to.
pub const REGISTER: PageForm = PageForm { id: "register", inputs: &["name"] };
/// Another name for an account. The other forms of its page ask for passwords alone.
pub const RENAME: PageForm = PageForm { id: "rename", inputs: &["name"] };
/// The letter by which a password is set anew. What its link leads to asks for a password alone, which nobody keeps.
pub const ASK_TO_RESET: PageForm = PageForm { id: "ask-reset", inputs: &["email"] };
/// An order by its number and mail address.
pub const FIND_ORDER: PageForm = PageForm { id: "lookup", inputs: &["number", "email"] };

const ALL: [PageForm; 10] = [
    ORDER,
    READDRESS,
    SEND_BACK,
    SAVED_ADDRESS,
    LOG_IN,
    ASK_TO_REGISTER,
    REGISTER,
    RENAME,
    ASK_TO_RESET,
    FIND_ORDER,
];

/// The page that a form was typed on, and who did, beside what was typed. No input has such a name.
const PAGE: &str = "(page)";
const WHO: &str = "(who)";

/// What an input holds, or several of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Typed {
    One(String),
    Many(Vec<String>),
}

impl Typed {
    /// As one text: several are counts, `1-0-2`.
    fn text(self) -> String {
        match self {
            Self::One(text) => text,
            Self::Many(texts) => texts.join("-"),
        }
    }
}

/// Keeps what was typed into the form of a page, unchecked, and leads on to that page in the other language.
///
/// # Errors
/// [`AppError::BadInput`] where `to` names no form of ours, [`AppError::Unavailable`] while the database is away.
#[server(name = KeepTyped, prefix = "/api", endpoint = "keep_typed")]
pub async fn keep_typed(
    #[server(default)] to: String,
    #[server(flatten)] typed: BTreeMap<String, Typed>,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (lang, to) = Lang::of_path(&to);
    let ours = |page: &str| {
        let elsewhere = ["/api", "/seller", "/live"];
        page.starts_with('/') && !elsewhere.iter().any(|start| page.starts_with(start))
    };
    let to = local_path(to, ours, "/");
    let form = ALL.into_iter().find(|form| asks_for(&to, form.id)).ok_or(AppError::BadInput)?;
    let session = services.visit().await?.session;
    let mut held = Vec::new();
    for (input, typed) in typed {
        held.extend(form.inputs.iter().find(|known| **known == input).map(|known| (*known, typed.text())));
    }
    let held = held.iter().map(|(name, text)| (*name, text.as_str()));
    services.keep_typed(session.device, form, path_of(&to), session.id, held).await?;
    see_other(lang, &to);
    Ok(())
}

impl Services {
    /// Keeps what was typed into the form of a page beside a browser, for whom it is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_typed<'t>(
        &self,
        device: DeviceId,
        form: PageForm,
        page: &str,
        who: SessionId,
        typed: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<(), AppError> {
        let (who, typed) = (who.to_string(), typed.into_iter().collect::<Vec<(&str, &str)>>());
        let kept = [(PAGE, page), (WHO, &who)].into_iter().chain(typed);
        Ok(self.membership.keep(device, &row(form.id), kept, Refusal::Fields(Vec::new())).await?)
    }

    /// What was typed into this page's form before its language was changed, by the names of the inputs. Nobody sees it on
    /// another page, or who was somebody else when it was typed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn kept(&self, form: &str) -> Result<Option<BTreeMap<String, String>>, AppError> {
        let asked = request_path_and_query();
        let (_, page) = Lang::of_path(&asked);
        let Some(session) = visitor().filter(|_| asks_for(page, form)) else { return Ok(None) };
        let kept = self.membership.refused(session.device, &row(form)).await?.map(|kept| kept.typed);
        let who = session.id.to_string();
        Ok(kept.filter(|kept| {
            kept.get(PAGE).is_some_and(|it| it == path_of(page)) && kept.get(WHO) == Some(&who)
        }))
    }
}

/// The name that a kept form has beside those that were refused.
fn row(form: &str) -> String {
    format!("kept-{form}")
}

/// Whether a page's address says that it shows what was typed into this form.
fn asks_for(page: &str, form: &str) -> bool {
    let query = page.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.split_once('=') == Some(("kept", form)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_keeps_a_password_nor_the_token_of_a_letter() {
        for form in ALL {
            let secret = |input: &&str| input.contains("password") || input.contains("token");
            assert!(!form.inputs.iter().any(secret), "{}", form.id);
        }
    }

    #[test]
    fn each_form_is_kept_under_a_name_of_its_own() {
        for (n, form) in ALL.into_iter().enumerate() {
            assert_eq!(ALL.iter().position(|other| other.id == form.id), Some(n), "{}", form.id);
        }
    }

    #[test]
    fn a_page_shows_what_was_kept_only_where_its_address_says_so() {
        assert!(asks_for("/account/log-in?next=%2Fcart&kept=log-in", LOG_IN.id));
        assert!(!asks_for("/account/log-in?kept=log-in-2", LOG_IN.id));
        assert!(!asks_for("/account/log-in?next=kept=log-in", LOG_IN.id));
        assert!(!asks_for("/account/log-in", LOG_IN.id));
    }
}
