//! Which endpoint a request is for, and how many calls each has had.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use serde::Serialize;

use crate::face::Face;

/// An endpoint by its name: `POST /v1/payment_intents/{id}/confirm`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) name: String,
    pub(crate) method: Method,
    pub(crate) face: Face,
    /// A call of the shop, and not a buyer's page.
    pub(crate) is_api: bool,
}

impl Endpoint {
    pub(crate) fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("(unknown)", MatchedPath::as_str);
        Self::new(request.method().clone(), route, request.uri().path())
    }

    fn new(method: Method, route: &str, path: &str) -> Self {
        let is_api = path.starts_with("/v1/") || path.starts_with("/toss/v1/");
        Self { name: format!("{method} {route}"), method, face: Face::of_path(path), is_api }
    }

    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        let (method, route) = name.split_once(' ').expect("a method and a route");
        Self::new(method.parse().expect("a method"), route, route)
    }
}

/// Calls received since the start or the last reset, whatever became of them.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<String, u64>>);

/// Calls as `/control/calls` shows them.
#[derive(Debug, Serialize)]
pub(crate) struct CallCounts {
    total: u64,
    endpoints: BTreeMap<String, u64>,
}

impl Calls {
    pub(crate) fn count(&self, endpoint: &Endpoint) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(endpoint.name.clone()).or_default() += 1;
    }

    pub(crate) fn counts(&self) -> CallCounts {
        let endpoints = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        CallCounts { total: endpoints.values().sum(), endpoints }
    }

    pub(crate) fn reset(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
