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
    let mails = letters.into_iter().filter_map(|letter| view(&services, letter)).collect();
    Ok(MailsView { address, mails })
}

fn view(services: &Services, letter: Letter) -> Option<MailView> {
    let post = services.mail.render(&letter)?;
    let Letter { id, to, state, due, since, .. } = letter;
    let (subject, text, state) = (post.subject, post.text, state.as_str().to_owned());
    Some(MailView { id, to, subject, text, state, due, since })
}
