//! How mail leaves the shop, as configured.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, value_parser};
use mail::Retention;

use super::secret;
use crate::gateway::smtp::{self, Server, Smtp, mailbox};

/// How letters to buyers leave.
#[derive(Debug, Clone, Args)]
pub struct MailOptions {
    /// The mail server: smtps://user:password@host:465, or smtp://host:587?tls=required. Without it letters wait.
    #[arg(long, env = "HANBEOL_SMTP_URL", hide_env_values = true, conflicts_with = "smtp_url_file")]
    pub smtp_url: Option<String>,
    /// A file that holds the mail server's address.
    #[arg(long, env = "HANBEOL_SMTP_URL_FILE")]
    pub smtp_url_file: Option<PathBuf>,
    /// Who writes: "한벌 <shop@example.kr>".
    #[arg(long, env = "HANBEOL_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Days that letters are kept after they ended; then they and the addresses in them are forgotten.
    #[arg(long, env = "HANBEOL_MAIL_KEEP_DAYS", default_value_t = 90, value_parser = value_parser!(u16).range(1..=3650))]
    pub mail_keep_days: u16,
}

impl MailOptions {
    /// Where letters go out, if a mail server is configured.
    ///
    /// # Errors
    /// What to set.
    pub fn postbox(&self) -> anyhow::Result<Option<Smtp>> {
        let url = secret(self.smtp_url.as_deref(), self.smtp_url_file.as_deref())?;
        let Some(url) = url else { return Ok(None) };
        let server = Server::parse(url.expose()).context("--smtp-url (HANBEOL_SMTP_URL)")?;
        let from = self.mail_from.as_deref().context(
            "HANBEOL_MAIL_FROM (--mail-from) is missing: who writes the mails, \"한벌 <shop@example.kr>\"",
        )?;
        let from = mailbox(from).context("--mail-from (HANBEOL_MAIL_FROM)")?;
        Ok(Some(Smtp::new(server, from, smtp::Patience::default())))
    }

    /// How long letters are remembered.
    #[must_use]
    pub fn retention(&self) -> Retention {
        Retention::days(i64::from(self.mail_keep_days))
    }
}
