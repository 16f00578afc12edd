//! Mail goes out over SMTP, by lettre. One conversation for each letter, spoken command by command, because what a
//! "no" means depends on what it answers: a refused receiver is refused for good, a refused log-in is ours to mend.

mod address;

use std::time::Duration;

use async_trait::async_trait;
use kernel::LetterId;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};
use mail::{Failed, Post, Postbox};
use tokio::time::timeout;

pub use address::{AddressError, Server, Tls, mailbox};

/// How long a mail server may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For everything before the letter itself: nothing has left afterwards.
    pub before: Duration,
    /// For taking the letter; afterwards nobody knows. RFC 5321 would wait ten minutes, a letter's lease is shorter.
    pub taking: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { before: Duration::from_secs(30), taking: Duration::from_secs(120) }
    }
}

/// A mail server, and who we are to it.
#[derive(Debug, Clone)]
pub struct Smtp {
    server: Server,
    from: Mailbox,
    patience: Patience,
}

impl Smtp {
    /// Nothing is connected yet.
    #[must_use]
    pub const fn new(server: Server, from: Mailbox, patience: Patience) -> Self {
        Self { server, from, patience }
    }

    /// A connection on which letters may be handed over.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let Server { host, port, tls, credentials } = &self.server;
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let wrapped = matches!(tls, Tls::Wrapped).then(|| self.server.tls_parameters()).transpose()?;
        let within = Some(self.patience.before);
        let address = (host.as_str(), *port);
        let mut conn = AsyncSmtpConnection::connect_tokio1(address, within, &hello, wrapped, None).await?;
        if matches!(tls, Tls::Upgraded) {
            conn.starttls(self.server.tls_parameters()?, &hello).await?;
        }
        if let Some(credentials) = credentials {
            conn.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(conn)
    }

    /// Everything up to the letter itself. Nothing has left when it fails.
    async fn introduce(&self, to: &Address) -> Result<AsyncSmtpConnection, Failed> {
        let mut conn = self.connect().await.map_err(away)?;
        let mut parameters = Vec::new();
        if !(to.user().is_ascii() && to.domain().is_ascii()) {
            if !conn.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failed::Refused("the mail server knows ASCII addresses alone".to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Some(self.from.email.clone());
        conn.command(Mail::new(from, parameters)).await.map_err(away)?;
        conn.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(before_the_letter)?;
        conn.command(Data).await.map_err(before_the_letter)?;
        Ok(conn)
    }

    fn message(&self, post: &Post, to: Address) -> Result<Vec<u8>, lettre::error::Error> {
        let message = Message::builder()
            .message_id(Some(self.message_id(post.id)))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(post.subject.clone())
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", post.lang.tag()))
            .multipart(MultiPart::alternative_plain_html(post.text.clone(), post.html.clone()))?;
        Ok(message.formatted())
    }

    /// The same for a letter each time it is sent.
    fn message_id(&self, id: LetterId) -> String {
        format!("<{id}@{}>", self.from.email.domain())
    }
}

#[async_trait]
impl Postbox for Smtp {
    async fn send(&self, post: &Post) -> Result<(), Failed> {
        let to: Address = post.to.parse().map_err(|_| Failed::Refused("not a mail address".to_owned()))?;
        let message =
            self.message(post, to.clone()).map_err(|error| Failed::Refused(format!("no mail: {error}")))?;
        let introduced = timeout(self.patience.before, self.introduce(&to)).await;
        let mut conn = introduced
            .unwrap_or_else(|_| Err(Failed::Away("the mail server did not answer in time".to_owned())))?;
        match timeout(self.patience.taking, conn.message(&message)).await {
            Ok(Ok(_)) => {
                // It has the letter; how it says goodbye changes nothing.
                let _ = timeout(Duration::from_secs(2), conn.quit()).await;
                Ok(())
            }
            Ok(Err(error)) => Err(of_the_letter(&error)),
            Err(_) => Err(Failed::Unknown("the mail server did not say whether it took it".to_owned())),
        }
    }
}

/// Names of ours and ASCII values alone.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The server cannot be reached, or takes no letter from us.
fn away(error: Error) -> Failed {
    Failed::Away(error.to_string())
}

/// The server answers for the receiver, and has seen nothing of the letter.
fn before_the_letter(error: Error) -> Failed {
    let why = error.to_string();
    if error.is_permanent() {
        Failed::Refused(why)
    } else if error.is_transient() {
        Failed::Later(why)
    } else {
        Failed::Away(why)
    }
}

/// The server answers for the letter. Without a code that can be read, nobody knows.
fn of_the_letter(error: &Error) -> Failed {
    let why = error.to_string();
    if error.is_permanent() {
        Failed::Refused(why)
    } else if error.is_transient() {
        Failed::Later(why)
    } else {
        Failed::Unknown(why)
    }
}
