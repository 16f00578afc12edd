//! Where the mail server is and who writes, as configured.

use std::net::IpAddr;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use reqwest::Url;

/// What is wrong with an address. It repeats nothing of it: a password may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("is no address such as smtps://user:password@host:465 or smtp://host:587?tls=required")]
    Unreadable,
    #[error("would send letters in the clear: use smtps://, or ?tls=required behind smtp://")]
    Clear,
    #[error("is no sender such as \"한벌 <shop@example.kr>\"")]
    Sender,
}

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From its first byte: `smtps://`.
    Wrapped,
    /// By STARTTLS, or not at all: `?tls=required`.
    Upgraded,
    /// Not: on this machine alone.
    None,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

impl Server {
    /// Reads `smtps://user:password@host:465` or `smtp://host:587?tls=required`. User and password are
    /// percent-encoded, as in any URL.
    ///
    /// # Errors
    /// When it is none, or would send letters in the clear to another machine.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let url = Url::parse(url.trim()).map_err(|_| AddressError::Unreadable)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::Unreadable)?.to_owned();
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let asked = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (tls, port) = match (url.scheme(), asked.as_deref()) {
            ("smtps", None) => (Tls::Wrapped, 465),
            ("smtp", Some("required")) => (Tls::Upgraded, 587),
            ("smtp", None) if is_here(&host) => (Tls::None, 25),
            ("smtp", None) => return Err(AddressError::Clear),
            _ => return Err(AddressError::Unreadable),
        };
        let decoded = |text: &str| percent_decoded(text).ok_or(AddressError::Unreadable);
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        Ok(Self { host, port: url.port().unwrap_or(port), tls, credentials })
    }

    pub(super) fn tls_parameters(&self) -> Result<TlsParameters, Error> {
        TlsParameters::new(self.host.clone())
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `form_urlencoded` reads a plus as a space and an ampersand as an end, which a password's are not.
fn percent_decoded(text: &str) -> Option<String> {
    let kept = text.replace('+', "%2B").replace('&', "%26");
    form_urlencoded::parse(format!("v={kept}").as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// Reads `한벌 <shop@example.kr>` or `shop@example.kr`.
///
/// # Errors
/// When it names no sender.
pub fn mailbox(text: &str) -> Result<Mailbox, AddressError> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address),
        None => ("", text),
    };
    let address: Address = address.trim().parse().map_err(|_| AddressError::Sender)?;
    if name.chars().any(char::is_control) {
        return Err(AddressError::Sender);
    }
    Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_and_how() {
        let read = |url: &str| {
            let Server { host, port, tls, .. } = Server::parse(url).unwrap();
            (host, port, tls)
        };
        let host = || "mail.example.kr".to_owned();
        assert_eq!(read("smtps://mail.example.kr"), (host(), 465, Tls::Wrapped));
        assert_eq!(read("smtps://u:p@mail.example.kr:10465"), (host(), 10465, Tls::Wrapped));
        assert_eq!(read("smtp://mail.example.kr?tls=required\n"), (host(), 587, Tls::Upgraded));
        assert_eq!(read("smtp://127.0.0.1:1025"), ("127.0.0.1".to_owned(), 1025, Tls::None));
        assert_eq!(read("smtp://[::1]"), ("::1".to_owned(), 25, Tls::None));
    }

    #[test]
    fn what_would_go_out_in_the_clear_or_is_no_address_is_refused() {
        let refused = |url: &str| Server::parse(url).map(drop);
        assert_eq!(refused("smtp://mail.example.kr"), Err(AddressError::Clear));
        for url in [
            "",
            "mail.example.kr:25",
            "https://mail.example.kr",
            "smtp://h?tls=opportunistic",
            "smtps://h?tls=no",
        ] {
            assert_eq!(refused(url), Err(AddressError::Unreadable), "{url}");
        }
    }

    #[test]
    fn a_password_is_read_as_urls_write_it_and_never_repeated() {
        let server = Server::parse("smtps://shop%40example.kr:a+b&%2F%25@mail.example.kr").unwrap();
        let expected = Credentials::new("shop@example.kr".to_owned(), "a+b&/%".to_owned());
        assert_eq!(server.credentials, Some(expected));
        assert!(!format!("{server:?}").contains("a+b"));
    }

    #[test]
    fn a_sender_has_a_name_or_none() {
        assert_eq!(mailbox("shop@example.kr").map(|it| it.name), Ok(None));
        let named = mailbox(" 한벌 <shop@example.kr> ").unwrap();
        assert_eq!((named.name.as_deref(), named.email.domain()), (Some("한벌"), "example.kr"));
        for wrong in
            ["", "한벌", "한벌 <>", "한벌\r\nBcc: x <shop@example.kr>", "shop@example.kr\r\nBcc: a@b.kr"]
        {
            assert_eq!(mailbox(wrong), Err(AddressError::Sender), "{wrong:?}");
        }
    }
}
