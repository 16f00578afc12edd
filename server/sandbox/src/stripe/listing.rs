//! Lists and search: which objects a question is about, and a page of them.

use kernel::Time;
use kernel::time::Span;
use serde_json::{Value, json};

use crate::stripe::form::Form;
use crate::stripe::intents::Intent;
use crate::stripe::{Refusal, moment};

const DEFAULT_PAGE: i64 = 10;
const MAX_PAGE: i64 = 100;

/// How many objects a page holds: `limit`, from 1 to 100, 10 without it.
pub(crate) fn limit(form: &Form) -> Result<i64, Refusal> {
    let limit = form.integer("limit")?.unwrap_or(DEFAULT_PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        let message = "Limit must be between 1 and 100.";
        return Err(Refusal::invalid("parameter_invalid_integer", message).param("limit"));
    }
    Ok(limit)
}

/// A page of a list from objects that go on where the page ends: <https://docs.stripe.com/api/pagination>.
pub(crate) fn page(url: &str, limit: i64, mut objects: Vec<Value>) -> Value {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = objects.len() > limit;
    objects.truncate(limit);
    json!({ "object": "list", "url": url, "has_more": has_more, "data": objects })
}

/// What `GET /v1/payment_intents` asks for, by when they were created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Created {
    pub(crate) from: Time,
    pub(crate) until: Time,
}

impl Created {
    /// `created[gte]`, `created[gt]`, `created[lte]`, `created[lt]` in seconds; all of time without them.
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let bound = |name: &str, later: i64| -> Result<Option<Time>, Refusal> {
            let seconds = form.integer(&format!("created[{name}]"))?;
            Ok(seconds.map(|seconds| moment(seconds.saturating_add(later))))
        };
        let from = [bound("gte", 0)?, bound("gt", 1)?].into_iter().flatten().max();
        let until = [bound("lt", 0)?, bound("lte", 1)?].into_iter().flatten().min();
        Ok(Self {
            from: from.unwrap_or(Time::from_micros(i64::MIN)),
            until: until.unwrap_or(Time::from_micros(i64::MAX)),
        })
    }
}

/// A search: clauses that all have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    clauses: Vec<(Field, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    Metadata(String),
    Status,
}

impl Search {
    /// `metadata['k']:'v'` and `status:'s'`, joined by AND, with either kind of quotes: as much of
    /// <https://docs.stripe.com/search> as finds a payment again.
    pub(crate) fn parse(query: &str) -> Result<Self, Refusal> {
        let unreadable = || {
            let message =
                "The payment sandbox searches by metadata['key']:'value' and status:'value', joined by AND.";
            Refusal::invalid("parameter_invalid", message).param("query")
        };
        let clauses: Option<Vec<_>> = query.split(" AND ").map(|part| clause(part.trim())).collect();
        Ok(Self { clauses: clauses.ok_or_else(unreadable)? })
    }

    /// Whether an intent is found: not before `lag` has passed since it was made.
    pub(crate) fn finds(&self, intent: &Intent, lag: Span, now: Time) -> bool {
        let holds = |(field, value): &(Field, String)| match field {
            Field::Metadata(key) => intent.metadata.get(key) == Some(value),
            Field::Status => intent.status.name() == value,
        };
        intent.created_at + lag <= now && self.clauses.iter().all(holds)
    }
}

fn clause(text: &str) -> Option<(Field, String)> {
    if let Some(rest) = text.strip_prefix("metadata[") {
        let (key, value) = rest.split_once("]:")?;
        return Some((Field::Metadata(unquoted(key)?), unquoted(value)?));
    }
    Some((Field::Status, unquoted(text.strip_prefix("status:")?)?))
}

fn unquoted(text: &str) -> Option<String> {
    let within =
        |quote: char| text.strip_prefix(quote)?.strip_suffix(quote).filter(|text| !text.contains(quote));
    within('\'').or_else(|| within('"')).map(str::to_owned)
}

/// A page of what was found, newest first. The cursor is the last object of the page before.
pub(crate) fn found(intents: &[Intent], after: Option<&str>, limit: i64) -> Value {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let start = after.map_or(0, |last| {
        intents.iter().position(|intent| intent.id == last).map_or(intents.len(), |found| found + 1)
    });
    let rest = &intents[start..];
    let page = &rest[..rest.len().min(limit)];
    let has_more = rest.len() > limit;
    json!({
        "object": "search_result",
        "url": "/v1/payment_intents/search",
        "has_more": has_more,
        "next_page": page.last().filter(|_| has_more).map(|intent| intent.id.clone()),
        "data": page.iter().map(Intent::json).collect::<Vec<_>>(),
    })
}
