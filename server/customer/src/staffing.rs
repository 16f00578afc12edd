//! The desk's people as others use them: invite, join, log in, change a role, send away.

use std::sync::Arc;

use events::{Action, Actor, AuditEntry, Unavailable};
use kernel::time::{Span, hours};
use kernel::{Clock, Ids, Lang, Secret, StaffId};

use crate::account::Email;
use crate::form::{Field, Refusal, Why};
use crate::letters::Post;
use crate::membership::Visit;
use crate::password::{Passwords, weakness};
use crate::session::{Seat, SessionError, SignIn, token_hash};
use crate::staff::{Invitation, InvitationLetter, Role, Roster, StaffMember};
use crate::tries::{Limit, Tries};

/// An invitation can be followed so long.
const INVITATION_LIVES: Span = hours(72);

/// The ports.
#[derive(Clone)]
pub struct StaffingPorts {
    pub roster: Arc<dyn Roster>,
    pub passwords: Arc<dyn Passwords>,
    pub tries: Arc<dyn Tries>,
    pub post: Arc<dyn Post>,
    pub sign_in: SignIn,
    /// Makes tokens: 256 bits from the system's source of chance.
    pub tokens: fn() -> Secret,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for StaffingPorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StaffingPorts").finish_non_exhaustive()
    }
}

/// The desk's people as others call them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Staffing(Arc<StaffingPorts>);

impl Staffing {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(ports: StaffingPorts) -> Self {
        Self(Arc::new(ports))
    }

    /// Everybody who works at the desk or is invited, and, after them, who was sent away.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn all(&self) -> Result<Vec<StaffMember>, Unavailable> {
        self.0.roster.all().await
    }

    /// Invites somebody by a letter with a link that works once. Who has not come yet is invited anew.
    ///
    /// # Errors
    /// What is wrong with the form; [`Why::Taken`] for somebody who works at the desk already.
    pub async fn invite(&self, who: Actor, form: &Invitation, lang: Lang) -> Result<(), Refusal> {
        let (email, name, role) = form.check().map_err(Refusal::Fields)?;
        let (ports, token, now) = (&self.0, (self.0.tokens)(), self.0.clock.now());
        let (id, until) = (StaffId(ports.ids.uuid()), now + INVITATION_LIVES);
        let member = StaffMember {
            id,
            email: email.clone(),
            name: name.clone(),
            role,
            password: None,
            invited_until: until,
            revoked_at: None,
            created_at: now,
        };
        let audit = audit(who, Action::StaffInvited, &name, role.as_str());
        if !ports.roster.invite(member, token_hash(&token), audit).await? {
            return Err(Refusal::of(Field::Email, Why::Taken));
        }
        Ok(ports.post.invite(InvitationLetter { to: email, lang, role, token, until }).await?)
    }

    /// Who works at the desk with an address, or is invited under it. Nobody with what is no address.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn known(&self, email: &str) -> Result<Option<StaffMember>, Unavailable> {
        let Ok(email) = Email::parse(email) else { return Ok(None) };
        self.0.roster.by_email(&email).await
    }

    /// Whom a link invites, while it can be followed. Looking uses nothing up: mail programs look, too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn invited(&self, token: &Secret) -> Result<Option<StaffMember>, Unavailable> {
        self.0.roster.invited(&token_hash(token), self.0.clock.now()).await
    }

    /// Follows an invitation: sets the password and lets them in. Says the token of the browser's next cookie.
    ///
    /// # Errors
    /// What is wrong with the password; [`Why::Over`] for a link that was used or is over.
    pub async fn join(&self, visit: &Visit, token: &Secret, password: &Secret) -> Result<Secret, Refusal> {
        let over = || Refusal::of(Field::NewPassword, Why::Over);
        let member = self.invited(token).await?.ok_or_else(over)?;
        if let Some(why) = weakness(password, member.email.as_str()) {
            return Err(Refusal::of(Field::NewPassword, why));
        }
        let hash = self.0.passwords.hash(password).await?;
        let joined = self.0.roster.join(&token_hash(token), hash, self.0.clock.now()).await?;
        let member = joined.ok_or_else(over)?;
        Ok(self.0.sign_in.let_in(&visit.session, Some(member.id)).await?)
    }

    /// Lets somebody in at the desk: the owner by the configured password alone, others by address and password. Says the
    /// token of the browser's next cookie.
    ///
    /// # Errors
    /// [`Refusal::Wait`] after too many tries at an address or from a network.
    pub async fn log_in(&self, visit: &Visit, email: &str, password: &Secret) -> Result<Secret, Refusal> {
        let network = Limit::of_network("desk", visit.network);
        if email.trim().is_empty() {
            // Who guesses names no address: there is always a limit.
            let limits = vec![network.unwrap_or_else(|| Limit::of_everybody("desk"))];
            self.try_once(limits.clone()).await?;
            return match self.0.sign_in.by_password(visit.session.clone(), password).await {
                Ok(token) => {
                    self.0.tries.take_back(limits).await?;
                    Ok(token)
                }
                Err(SessionError::Unavailable(why)) => Err(why.into()),
                Err(SessionError::Wrong | SessionError::LinkUsed) => {
                    Err(Refusal::of(Field::Password, Why::Wrong))
                }
            };
        }
        let email = Email::parse(email).map_err(|why| Refusal::of(Field::Email, why))?;
        let limits: Vec<_> = [Limit::of_address("desk", email.as_str())].into_iter().chain(network).collect();
        self.try_once(limits.clone()).await?;
        let member = self.0.roster.by_email(&email).await?;
        let hash = member.as_ref().and_then(|member| member.password.as_deref());
        let verified = self.0.passwords.verify(password, hash).await;
        if verified != Ok(false) {
            self.0.tries.take_back(limits).await?;
        }
        let right = verified?;
        match member {
            Some(member) if right => Ok(self.0.sign_in.let_in(&visit.session, Some(member.id)).await?),
            _ => Err(Refusal::of(Field::Password, Why::Wrong)),
        }
    }

    /// Gives somebody another role.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn change_role(&self, who: Actor, id: StaffId, role: Role) -> Result<(), Unavailable> {
        let Some(member) = self.member(id).await? else { return Ok(()) };
        let audit = audit(who, Action::StaffRoleChanged, &member.name, role.as_str());
        self.0.roster.change_role(id, role, audit, self.0.clock.now()).await
    }

    /// Sends somebody away. Their sessions at the desk end at once.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn revoke(&self, who: Actor, id: StaffId) -> Result<(), Unavailable> {
        let Some(member) = self.member(id).await? else { return Ok(()) };
        let audit = audit(who, Action::StaffRevoked, &member.name, "");
        self.0.roster.revoke(id, audit, self.0.clock.now()).await
    }

    /// Where a session sits at the desk, if it does.
    #[must_use]
    pub fn seat(&self, session: &crate::Session) -> Option<Seat> {
        self.0.sign_in.seat(session)
    }

    async fn member(&self, id: StaffId) -> Result<Option<StaffMember>, Unavailable> {
        let all = self.all().await?;
        Ok(all.into_iter().find(|member| member.id == id && member.revoked_at.is_none()))
    }

    async fn try_once(&self, limits: Vec<Limit>) -> Result<(), Refusal> {
        match self.0.tries.count(limits, self.0.clock.now()).await? {
            Some(until) => Err(Refusal::Wait(until)),
            None => Ok(()),
        }
    }
}

fn audit(who: Actor, action: Action, name: &str, text: &str) -> AuditEntry {
    AuditEntry { who, action, order: None, subject: name.to_owned(), text: text.to_owned() }
}
