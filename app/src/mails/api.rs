//! Reads the demo's mails.

use mail::Letter;

use super::view::{MailView, MailsView};
use crate::AppError;
use crate::services::Services;

/// Mails on the page.
const SHOWN: i64 = 50;
/// Longer than any address.
const LONGEST: usize = 254;

/// The newest mails, to addresses that contain this text. In a demo shop alone: anybody may read them there.
///
/// # Errors
/// [`AppError::NotFound`] in any other shop.
pub async fn mails(address: String) -> Result<MailsView, AppError> {
    let services = Services::get()?;
    if !services.shop.demo {
        return Err(AppError::NotFound);
    }
    let address: String = address.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let letters = services.mail.latest(&address, SHOWN).await?;
    let mut mails = Vec::with_capacity(letters.len());
    for letter in letters {
        mails.extend(view(&services, letter).await?);
    }
    Ok(MailsView { address, mails })
}

async fn view(services: &Services, letter: Letter) -> Result<Option<MailView>, AppError> {
    let Some(post) = services.mail.render(&letter).await? else { return Ok(None) };
    let Letter { id, to, state, due, since, .. } = letter;
    let (subject, text, state) = (post.subject, post.text, state.as_str().to_owned());
    Ok(Some(MailView { id, to, subject, text, state, due, since }))
}
