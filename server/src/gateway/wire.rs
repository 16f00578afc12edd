//! Calls to a payment provider over HTTP, as far as all providers are alike: what a call that brought no answer means.
//!
//! Told apart here, because money depends on it:
//!
//! - *not sent*: no connection came about (refused, DNS, TLS). Nothing happened.
//! - *unknown*: a timeout or a reset after that, a status that says nothing of the outcome, a body that cannot be read.
//!   Anything may have happened.

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use payment::CallError;
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use serde::de::DeserializeOwned;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection to come about; afterwards the call was not sent.
    pub connect: Duration,
    /// For a whole call, the connection and the body included; afterwards its outcome is unknown.
    pub total: Duration,
}

impl Default for Patience {
    /// Two seconds for a connection, fifteen for a call.
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), total: Duration::from_secs(15) }
    }
}

/// Sets a client up for calls to this address; nothing is sent yet.
///
/// # Errors
/// When TLS cannot be set up, as without any certificates on the machine.
pub fn client(base_url: &str, patience: Patience) -> Result<Client, reqwest::Error> {
    let client = Client::builder()
        .connect_timeout(patience.connect)
        .timeout(patience.total)
        .redirect(redirect::Policy::none())
        // A proxy answers in its own name, and a refused connection to it says nothing of the provider.
        .no_proxy();
    // Without TLS the system's certificates are not read, which costs time and fails where there are none.
    let client = if base_url.starts_with("http://") { client.tls_certs_only([]) } else { client };
    client.build()
}

/// Where an address leads: scheme, host and port, as a browser's policy names it.
#[must_use]
pub fn origin(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    url[..end].to_owned()
}

/// Sends a request and reads the whole answer.
pub(super) async fn send(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), CallError> {
    let response = request.send().await.map_err(no_answer)?;
    let status = response.status();
    let body = response.bytes().await.map_err(no_answer)?;
    Ok((status, body.to_vec()))
}

/// Reads a body that says something; one that cannot be read says nothing.
pub(super) fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, CallError> {
    let unreadable = |_| CallError::Unknown(format!("{status} with a body that cannot be read"));
    serde_json::from_slice(body).map_err(unreadable)
}

/// Whether a status says nothing of the outcome: the provider is in trouble, in a hurry, or still at it.
pub(super) fn says_nothing(status: StatusCode) -> bool {
    let still_open =
        [StatusCode::REQUEST_TIMEOUT, StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    !status.is_success() && (!status.is_client_error() || still_open)
}

/// What a question came to that followed another request: that one has left, whatever became of the question.
pub(super) fn following<T>(asked: Result<T, CallError>) -> Result<T, CallError> {
    asked.map_err(|error| match error {
        CallError::NotSent(why) | CallError::Unknown(why) => CallError::Unknown(why),
    })
}

/// A request that could not be built, or a connection that did not come about, charged nothing.
fn no_answer(error: reqwest::Error) -> CallError {
    let never_left = error.is_builder() || error.is_connect();
    let error = error.without_url();
    let causes: Vec<String> = successors(Some(&error as &(dyn Error + 'static)), |&cause| cause.source())
        .map(ToString::to_string)
        .collect();
    let why = causes.join(": ");
    if never_left { CallError::NotSent(why) } else { CallError::Unknown(why) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_could_not_be_sent_says_nothing_of_the_request_before_it() {
        let not_sent = Err::<(), _>(CallError::NotSent("refused".to_owned()));
        assert_eq!(following(not_sent), Err(CallError::Unknown("refused".to_owned())));
        assert_eq!(following(Ok(())), Ok(()));
    }

    #[test]
    fn the_origin_of_an_address_is_what_stands_before_its_path() {
        assert_eq!(origin("https://checkout.stripe.com/c/pay/cs_1?a=b"), "https://checkout.stripe.com");
        assert_eq!(origin("http://127.0.0.1:3010"), "http://127.0.0.1:3010");
    }
}
