//! Looking at what was pasted, and shipping it.

use customer::Permission;
use std::collections::BTreeMap;

use events::Actor;
use kernel::OrderNumber;
use shipping::{Command, CommandError, Parcel};

use super::check::{Checked, Verdict, Why, check};
use super::paste::{MAX_LINES, Pasted, paste};
use super::{Posted, Step};
use crate::AppError;
use crate::services::Services;

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkView {
    /// What stands in the box.
    pub(super) text: String,
    /// What was pasted, line by line.
    pub(super) lines: Vec<Checked>,
    /// Whether it was done, and not only looked at.
    pub(super) done: bool,
    pub(super) problem: Option<Problem>,
}

/// Why nothing was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing was pasted.
    Nothing,
    /// More than [`MAX_LINES`] lines.
    TooMany,
    /// A file that is no text.
    Unreadable,
}

/// The page, as it is opened or after something was posted to it.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, who then has done nothing.
pub async fn bulk(posted: Option<Posted>) -> Result<BulkView, AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Pack)?.who;
    let Some(Posted { text, step, unreadable }) = posted else { return Ok(BulkView::default()) };
    let lines = paste(&text);
    let problem = match lines.len() {
        _ if unreadable => Some(Problem::Unreadable),
        0 => Some(Problem::Nothing),
        1..=MAX_LINES => None,
        _ => Some(Problem::TooMany),
    };
    if problem.is_some() {
        return Ok(BulkView { text, problem, ..BulkView::default() });
    }
    let checked = looked_up(&services, lines).await?;
    match step {
        Step::Check => Ok(BulkView { text, lines: checked, ..BulkView::default() }),
        Step::Ship => {
            let lines = ship(&services, checked, who).await;
            let text = kept(&lines);
            Ok(BulkView { text, lines, done: true, problem: None })
        }
    }
}

async fn looked_up(services: &Services, lines: Vec<Pasted>) -> Result<Vec<Checked>, AppError> {
    let numbers = lines.iter().filter_map(|line| Some(line.read.as_ref().ok()?.number.clone()));
    let numbers: Vec<OrderNumber> = numbers.collect();
    let entries = services.shipping.queue.numbered(&numbers).await?;
    let named = entries.into_iter().filter_map(|entry| {
        let number = entry.shipment.details.as_ref()?.number.clone();
        Some((number, entry))
    });
    Ok(check(lines, &named.collect::<BTreeMap<_, _>>()))
}

/// Ships what can be shipped, each line for itself and each with its entry of the audit.
async fn ship(services: &Services, checked: Vec<Checked>, who: Actor) -> Vec<Checked> {
    let mut done = Vec::with_capacity(checked.len());
    for line in checked {
        let verdict = match (&line.verdict, &line.order) {
            (Verdict::Ships(parcel) | Verdict::Relabels(parcel), Some(found)) => {
                let asked = Command::Ship(Some(Parcel::clone(parcel)));
                match services.shipping.command(found.order, asked, who).await {
                    Ok(()) => Verdict::Shipped,
                    Err(CommandError::Unavailable(_)) => Verdict::Refused(Why::NotDone),
                    Err(CommandError::Conflict | CommandError::NotFound | CommandError::NoParcel) => {
                        Verdict::Refused(Why::MovedOn)
                    }
                }
            }
            (verdict, _) => verdict.clone(),
        };
        done.push(Checked { verdict, ..line });
    }
    done
}

/// The lines that are to be mended, as they were pasted.
fn kept(lines: &[Checked]) -> String {
    let refused = lines.iter().filter(|line| matches!(line.verdict, Verdict::Refused(_)));
    refused.map(|line| format!("{}\n", line.line.text)).collect()
}
