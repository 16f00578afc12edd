//! What the desk's pages show of mail, and what a person does about it.

use customer::Permission;
use kernel::time::minutes;
use kernel::{LetterId, OrderId};
use leptos::prelude::*;
use mail::{AgainError, Letter};

use super::view::{LetterView, MailView};
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};

/// Letters may take so long before the page says that they wait.
const PATIENCE: kernel::time::Span = minutes(10);

/// Sends a letter of an order once more.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
#[server(name = SendLetterAgain, prefix = "/api", endpoint = "send_letter_again")]
pub async fn send_letter_again(
    #[server(default)] order: String,
    #[server(default)] letter: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Recover)?.who;
    let (order, letter): (OrderId, LetterId) = (parse(&order)?, parse(&letter)?);
    let notice = match services.mail.again(order, letter, who).await {
        Ok(()) => "letter_again",
        Err(AgainError::Waiting) => "letter_waits",
        Err(AgainError::Withdrawn) => "letter_withdrawn",
        Err(AgainError::NotFound) => return Err(AppError::NotFound),
        Err(AgainError::Unavailable(why)) => return Err(why.into()),
    };
    see_other(lang_of(&lang), &format!("/seller/orders/{order}?notice={notice}"));
    Ok(())
}

/// The letters of an order.
pub(super) async fn letters(services: &Services, order: OrderId) -> Result<Vec<LetterView>, AppError> {
    Ok(services.mail.of_order(order).await?.into_iter().map(view).collect())
}

/// What waits for too long and what failed.
pub(super) async fn standing(services: &Services) -> Result<MailView, AppError> {
    let standing = services.mail.standing().await?;
    let late = standing.oldest.is_some_and(|oldest| oldest <= services.clock.now() - PATIENCE);
    Ok(MailView {
        sends: services.mail.sends(),
        waiting: if late { standing.waiting } else { 0 },
        oldest: standing.oldest,
        failed: standing.failed.into_iter().map(view).collect(),
    })
}

fn view(letter: Letter) -> LetterView {
    let Letter { id, order, kind, content, state, due, said, since, .. } = letter;
    let number = content.as_ref().and_then(|content| content.order()).map(|order| order.number.to_string());
    LetterView {
        letter: id,
        order: order.zip(number),
        kind,
        state: state.as_str().to_owned(),
        at: due.unwrap_or(since),
        due: due.is_some(),
        said,
        again: content.is_some() && state.goes_again(),
    }
}
