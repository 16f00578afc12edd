//! Looking at what was pasted, and shipping it.

use std::collections::BTreeMap;

use customer::Permission;
use desk::Held;
use events::Actor;
use kernel::OrderNumber;
use shipping::{Command, CommandError, Parcel};

use super::check::{Checked, Verdict, Why, check};
use super::paste::{MAX_LINES, Pasted, Read, paste};
use super::{PAGE, Posted, Step};
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
    /// The key under which it is held.
    pub(super) key: String,
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
    /// What was pasted is forgotten by now.
    Forgotten,
}

/// The names under which a sheet is held: its lines, that a file of it could not be read, what became of it.
const LINES: &str = "lines";
const UNREADABLE: &str = "unreadable";
const OUTCOMES: &str = "outcomes";

/// Takes in what somebody posted who may pack: ships it, if that was asked for. Answers the path of the page that shows it.
///
/// # Errors
/// When the database is away. What was shipped by then stays shipped, and asking again does no harm.
pub async fn post(services: &Services, who: Actor, posted: Posted) -> Result<String, AppError> {
    let Posted { text, step, unreadable, together } = posted;
    if step == Step::Translate && text.trim().is_empty() && !unreadable {
        return Ok(PAGE.to_owned());
    }
    let mut sheet = Held::from([(LINES.to_owned(), text)]);
    if unreadable {
        sheet.insert(UNREADABLE.to_owned(), "yes".to_owned());
    }
    if step == Step::Ship
        && let Ok(lines) = pasted(&sheet)
    {
        let done = ship(services, looked_up(services, lines).await?, &together, who).await;
        sheet.insert(OUTCOMES.to_owned(), outcomes(&done));
    }
    Ok(format!("{PAGE}?sheet={}", services.desk.hold(sheet).await?))
}

/// The page, as it is opened or with the sheet of a key.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller.
pub async fn bulk(key: String) -> Result<BulkView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Pack)?;
    if key.is_empty() {
        return Ok(BulkView::default());
    }
    let Some(sheet) = services.desk.held(&key).await? else {
        return Ok(BulkView { key, problem: Some(Problem::Forgotten), ..BulkView::default() });
    };
    let text = sheet.get(LINES).cloned().unwrap_or_default();
    let lines = match pasted(&sheet) {
        Ok(lines) => looked_up(&services, lines).await?,
        Err(problem) => return Ok(BulkView { text, key, problem: Some(problem), ..BulkView::default() }),
    };
    Ok(match sheet.get(OUTCOMES) {
        None => BulkView { text, lines, key, ..BulkView::default() },
        Some(outcomes) => {
            let lines = become_so(lines, outcomes);
            BulkView { text: kept(&lines), lines, key, done: true, problem: None }
        }
    })
}

/// The lines of a sheet.
fn pasted(sheet: &Held) -> Result<Vec<Pasted>, Problem> {
    let lines = paste(sheet.get(LINES).map_or("", String::as_str));
    match lines.len() {
        _ if sheet.contains_key(UNREADABLE) => Err(Problem::Unreadable),
        0 => Err(Problem::Nothing),
        1..=MAX_LINES => Ok(lines),
        _ => Err(Problem::TooMany),
    }
}

/// What became of each line: `3=shipped 4=on_hold`.
fn outcomes(lines: &[Checked]) -> String {
    let told = |line: &Checked| Some(format!("{}={}", line.line.at, line.verdict.code()?));
    lines.iter().filter_map(told).collect::<Vec<_>>().join(" ")
}

/// The lines as they came out then, and not as they would now.
fn become_so(mut lines: Vec<Checked>, outcomes: &str) -> Vec<Checked> {
    let read = |told: &str| {
        let (at, code) = told.split_once('=')?;
        Some((at.parse::<usize>().ok()?, Verdict::of_code(code)?))
    };
    let became: BTreeMap<usize, Verdict> = outcomes.split(' ').filter_map(read).collect();
    for line in &mut lines {
        if let Some(verdict) = became.get(&line.line.at) {
            line.verdict = verdict.clone();
        }
    }
    lines
}

async fn looked_up(services: &Services, lines: Vec<Pasted>) -> Result<Vec<Checked>, AppError> {
    let read = || lines.iter().filter_map(|line| line.read.as_ref().ok());
    let numbers: Vec<OrderNumber> = read().map(|read| read.number.clone()).collect();
    let parcels: Vec<Parcel> = read().map(Read::parcel).collect();
    let entries = services.shipping.queue.numbered(&numbers).await?;
    let carrying = services.shipping.queue.carrying(&parcels).await?;
    let named = entries.into_iter().filter_map(|entry| {
        let number = entry.shipment.details.as_ref()?.number.clone();
        Some((number, entry))
    });
    Ok(check(lines, &named.collect::<BTreeMap<_, _>>(), &carrying))
}

/// Ships what can be shipped, each line for itself and each with its entry of the audit. A parcel that other orders have,
/// too, is shipped for those that are known to go together with them.
async fn ship(services: &Services, checked: Vec<Checked>, together: &[String], who: Actor) -> Vec<Checked> {
    let mut done = Vec::with_capacity(checked.len());
    for line in checked {
        let known = || line.line.read.as_ref().is_ok_and(|read| together.contains(&read.number.to_string()));
        let verdict = match (&line.verdict, &line.order) {
            (verdict, _) if verdict.ships() && !line.also.is_empty() && !known() => {
                Verdict::Refused(Why::Shared)
            }
            (Verdict::Ships(parcel) | Verdict::Relabels(parcel), Some(found)) => {
                let asked = Command::Ship(Some(Parcel::clone(parcel)));
                match services.shipping.command(found.order, asked, who).await {
                    Ok(()) => Verdict::Shipped,
                    Err(CommandError::Unavailable(_)) => Verdict::Refused(Why::NotDone),
                    Err(
                        CommandError::Conflict
                        | CommandError::TooLate
                        | CommandError::StopRefused
                        | CommandError::NotFound
                        | CommandError::NoParcel,
                    ) => Verdict::Refused(Why::MovedOn),
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
