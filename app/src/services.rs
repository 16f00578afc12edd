//! What server functions and pages work with: the contexts' services, and who is asking.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use catalogue::Words;
use customer::mypage::{self, MyPages, Snapshots};
use customer::{
    Account, Membership, Permission, Rebuild, Refusal, Refused, Seat, Session, SignIn, Staffing, Visit,
};
use desk::Held;
use events::{AuditLog, Instances, Outbox, Role, Unavailable};
use http::header::{HeaderValue, SET_COOKIE, USER_AGENT};
use http::request::Parts;
use kernel::{Clock, Lang, OrderId, Secret, SessionId, Time};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use order::Network;

use crate::AppError;
use crate::checkout::view::Methods;
use crate::mypage::view::ViewState;

/// How long a page waits for what MyPage's view would say of itself.
const PATIENCE: Duration = Duration::from_millis(300);

/// Every context, as the pages use it. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub catalogue: catalogue::Service,
    pub gallery: catalogue::Gallery,
    pub order: order::Service,
    /// What buyers have put aside.
    pub cart: order::CartService,
    /// The stock, at the desk.
    pub inventory: order::Inventory,
    /// The shop's numbers.
    pub figures: Arc<dyn order::Figures>,
    /// The shop's list of returns.
    pub returns: Arc<dyn order::Returns>,
    pub payment: payment::Service,
    /// The provider's books beside ours, and what payments ask of a person.
    pub settlement: payment::Settlement,
    pub shipping: shipping::Service,
    pub mail: mail::Service,
    /// What the shop says of itself: who sells, what delivery costs, when parcels leave.
    pub settings: settings::Service,
    /// What the seller looks up.
    pub desk: desk::Service,
    pub sign_in: SignIn,
    pub membership: Membership,
    pub staffing: Staffing,
    pub my_pages: Arc<dyn MyPages>,
    pub snapshots: Arc<dyn Snapshots>,
    pub outbox: Arc<dyn Outbox>,
    pub instances: Arc<dyn Instances>,
    pub audit: Arc<dyn AuditLog>,
    /// Puts MyPage right from the desk.
    pub rebuild: Rebuild,
    pub clock: Arc<dyn Clock>,
    pub shop: Arc<Shop>,
}

/// What is configured once for all pages.
#[derive(Debug, Clone)]
pub struct Shop {
    /// The provider is the sandbox: every page says that no money moves.
    pub demo: bool,
    /// How buyers pay.
    pub methods: Methods,
    /// The site is reached over https: cookies say so.
    pub https: bool,
    /// Where buyers reach the shop: `https://shop.example`.
    pub address: String,
    /// How many proxies in front write into X-Forwarded-For.
    pub proxies: usize,
    /// Buyers may search for their address with Kakao's script, which then runs in the order form's page.
    pub postcode_search: bool,
    /// How the provider's webhooks are known.
    pub webhooks: Webhooks,
    /// Where the provider's own pages are, as a browser's policy names places: paying may lead there.
    pub pay_pages: Vec<String>,
    /// What the ways back from those pages and the links of orders are sealed with.
    pub return_key: Secret,
    /// The names of the browser's files, as `cargo xtask site` made them.
    pub site: Site,
}

/// How a webhook is known to be the provider's.
#[derive(Debug, Clone)]
pub enum Webhooks {
    /// None are taken; payments are asked about alone.
    Off,
    /// Stripe's, signed with this.
    Stripe(Secret),
    /// Toss's, which nobody signs.
    Toss,
}

/// The names of the browser's files.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Site {
    /// Stem of the buyers' wasm and js: `hanbeol.4f2a`.
    pub storefront: String,
    /// Stem of the seller's.
    pub desk: String,
    /// Path of the stylesheet.
    pub style: String,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}

/// The most characters of a refused form that go back in an address.
const IN_ADDRESS: usize = 400;

/// Who asks, as the request's cookie says. Put into the request's extensions by the program.
#[derive(Debug, Clone, Default)]
pub struct Visitor(pub Option<Session>);

/// Where a request comes from, if that tells buyers apart. Put into the request's extensions by the program.
#[derive(Debug, Clone, Copy, Default)]
pub struct Client(pub Option<Network>);

impl Services {
    /// The services of this request.
    ///
    /// # Errors
    /// Only when the program forgot to provide them.
    pub fn get() -> Result<Self, AppError> {
        use_context().ok_or_else(|| {
            tracing::error!("no services in this context");
            AppError::Unavailable
        })
    }

    /// What no running program does, of what one of them should; but not MyPage where none could do it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn missing_roles(&self, view: ViewState) -> Result<Vec<Role>, Unavailable> {
        let present = self.instances.present().await?;
        let waits = |role: Role| role == Role::MyPage && view != ViewState::Answers;
        Ok(Role::ALL.into_iter().filter(|role| !present.contains(role) && !waits(*role)).collect())
    }

    /// How MyPage's view stands that this program was given. Whose it is, is not known while Main does not answer.
    pub async fn view_state(&self) -> ViewState {
        let shown = tokio::time::timeout(PATIENCE, mypage::shown_longest(self.my_pages.as_ref())).await;
        let order = match shown {
            Ok(Ok(Some(order))) => order,
            Ok(Ok(None)) => return ViewState::Answers,
            Ok(Err(_)) | Err(_) => return ViewState::Away,
        };
        match tokio::time::timeout(PATIENCE, self.snapshots.snapshot(order)).await {
            Ok(Ok(None)) => ViewState::AnotherShops,
            Ok(Ok(Some(_)) | Err(_)) | Err(_) => ViewState::Answers,
        }
    }

    /// Whether the running programs show different views of MyPage, because not all were given the same database of it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn shows_many_views(&self) -> Result<bool, Unavailable> {
        Ok(self.instances.views().await? > 1)
    }

    /// The name of the session's cookie.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        if self.shop.https { "__Host-hanbeol" } else { "hanbeol" }
    }

    /// The cookie that carries a session's token.
    #[must_use]
    pub fn cookie(&self, token: &Secret) -> Option<HeaderValue> {
        let secure = if self.shop.https { "; Secure" } else { "" };
        let (name, token) = (self.cookie_name(), token.expose());
        let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}");
        HeaderValue::from_str(&cookie).ok()
    }

    /// Sends a session's cookie with this response, in place of one that it carries already: who logs in on a first
    /// visit is a guest for a moment.
    pub fn set_cookie(&self, token: &Secret) {
        if let (Some(response), Some(cookie)) = (use_context::<ResponseOptions>(), self.cookie(token)) {
            response.insert_header(SET_COOKIE, cookie);
        }
    }

    /// Who sends a form. Somebody new gets a session now.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn visit(&self) -> Result<Visit, AppError> {
        let session = match visitor() {
            Some(session) => session,
            None => {
                let (session, token) = self.sign_in.start().await?;
                self.set_cookie(&token);
                session
            }
        };
        let agent = use_context::<Parts>().and_then(|parts| {
            parts.headers.get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned())
        });
        let network = network().map(Network::number);
        Ok(Visit { session, network, agent: agent.unwrap_or_default() })
    }

    /// Whose an order is, for a visitor who may act for them: it is theirs, was ordered in their browser before they
    /// logged in, or was opened there by its link or by its number and mail address.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an order that is not there or somebody else's.
    pub async fn buyer_of(&self, order: OrderId) -> Result<SessionId, AppError> {
        self.owner_for(&buyer()?, order).await
    }

    /// The same for a session.
    ///
    /// # Errors
    /// As [`Self::buyer_of`].
    pub async fn owner_for(&self, session: &Session, order: OrderId) -> Result<SessionId, AppError> {
        let owner = self.order.owner(order).await?;
        let theirs = owner == session.id
            || owner == session.device.guest()
            || self.membership.has_opened(session.device, order).await?;
        if theirs { Ok(owner) } else { Err(AppError::NotFound) }
    }

    /// The account that is logged in, with its session, or a log-in page.
    ///
    /// # Errors
    /// [`AppError::LogIn`] for everybody else.
    pub async fn member(&self) -> Result<(Session, Account), AppError> {
        let session = visitor().ok_or(AppError::LogIn)?;
        let id = session.account.ok_or(AppError::LogIn)?;
        let account = self.membership.account(id).await?.ok_or(AppError::LogIn)?;
        Ok((session, account))
    }

    /// Keeps a refused form, and leads back to its page, which shows it again.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refuse<'t>(
        &self,
        visit: &Visit,
        form: Form,
        lang: Lang,
        typed: impl IntoIterator<Item = (&'t str, &'t str)>,
        refusal: Refusal,
    ) -> Result<(), AppError> {
        self.membership.keep(visit.session.device, form.name, typed, refusal).await?;
        see_other(lang, &format!("{}?refused={}", form.page, form.name));
        Ok(())
    }

    /// The refused form that this request leads back to, if it is this one; with what was typed into it since, where its
    /// language was changed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refused(&self, form: Form, asked: &str) -> Result<Option<Refused>, AppError> {
        let refused = match visitor().filter(|_| asked == form.name) {
            Some(session) => self.membership.refused(session.device, form.name).await?,
            None => None,
        };
        Ok(match self.kept(form.name).await? {
            Some(typed) => Some(Refused { typed, ..refused.unwrap_or_default() }),
            None => refused,
        })
    }

    /// What was typed into a refused form at the desk, on the way back to its page: in the page's address, or held under
    /// a key that stands in it when that would be too long. Nothing of it is cut.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn carried(&self, typed: &[(&str, &str)]) -> Result<String, AppError> {
        let length: usize = typed.iter().map(|(_, value)| value.chars().count()).sum();
        if length <= IN_ADDRESS {
            return Ok(typed_query(typed, IN_ADDRESS));
        }
        let fields = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Ok(format!("&held={}", self.desk.hold(fields.collect()).await?))
    }

    /// What [`Self::carried`] brought to a page: the form that is held under the key, each field by the name of its input;
    /// as the page's address has it when it names no key, or one that is forgotten.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn brought<T>(
        &self,
        key: &str,
        in_address: T,
        read: impl FnOnce(&dyn Fn(&str) -> String) -> T,
    ) -> Result<T, AppError> {
        let held: Option<Held> = if key.is_empty() { None } else { self.desk.held(key).await? };
        Ok(match held {
            Some(held) => read(&|name| held.get(name).cloned().unwrap_or_default()),
            None => in_address,
        })
    }

    /// Somebody at the desk who may do this, or a log-in page.
    ///
    /// # Errors
    /// [`AppError::SignIn`] for everybody who is not at the desk, [`AppError::NotAllowed`] for a role that may not.
    pub fn staff(&self, permission: Permission) -> Result<Seat, AppError> {
        self.staff_of(visitor().as_ref(), permission)
    }

    /// The same of a given session, where the program answers without a page.
    ///
    /// # Errors
    /// As [`Self::staff`].
    pub fn staff_of(&self, session: Option<&Session>, permission: Permission) -> Result<Seat, AppError> {
        let seat = session.and_then(|session| self.sign_in.seat(session)).ok_or(AppError::SignIn)?;
        if seat.role.may(permission) { Ok(seat) } else { Err(AppError::NotAllowed) }
    }

    /// Now, and where a stream has to start so that nothing after this page is missed: `epoch:microseconds`. While the view's
    /// database is away it is the mark of no view: once one answers, the stream brings everything. Nobody who is about to
    /// pay waits for it.
    pub async fn since(&self) -> (Time, String) {
        let now = self.clock.now();
        let epoch = tokio::time::timeout(PATIENCE, self.my_pages.epoch()).await;
        let epoch = epoch.ok().and_then(Result::ok).unwrap_or_default();
        (now, format!("{epoch}:{}", now.micros()))
    }

    /// What is said of a garment that the shop does not sell: one that was there once is gone, which search engines are
    /// told by 410; a new one is not there yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn missing(&self, slug: &str) -> Result<AppError, Unavailable> {
        let kept = self.catalogue.garments.kept(slug).await?;
        Ok(if kept.is_some_and(|kept| kept.was_shown) { AppError::Gone } else { AppError::NotFound })
    }

    /// The words of the shop.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        catalogue::words()
    }
}

/// A form that comes back as it was typed when it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub name: &'static str,
    /// The page that it stands on, without its language.
    pub page: &'static str,
}

/// The session of this request, if there is one.
#[must_use]
pub fn visitor() -> Option<Session> {
    use_context::<Parts>()?.extensions.get::<Visitor>()?.0.clone()
}

/// Where this request comes from, if that tells buyers apart.
#[must_use]
pub fn network() -> Option<Network> {
    use_context::<Parts>()?.extensions.get::<Client>()?.0
}

/// The buyer's session. Somebody without one has no orders.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn buyer() -> Result<Session, AppError> {
    visitor().ok_or(AppError::NotFound)
}

/// Answers a posted form: see other, in the form's language. (The program makes it a 303.)
pub fn see_other(lang: Lang, path: &str) {
    leptos_axum::redirect(&lang.path(path));
}

/// Who calls a server function: a form is led on to a page, a program reads the answer's status and code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    Form,
    Program,
}

impl Asker {
    /// Of the request that is being answered.
    #[must_use]
    pub fn get() -> Self {
        use_context().unwrap_or(Self::Form)
    }
}

/// A page that answers a form at once, because what the form held is too long for an address. The program shows it with
/// what was put here in the request's extensions.
#[derive(Debug, Clone, Default)]
pub struct ShowAgain(Arc<Mutex<Option<Shown>>>);

/// Which page, with which status and what for it.
#[derive(Debug)]
pub struct Shown {
    pub path: String,
    pub status: u16,
    pub extensions: http::Extensions,
}

impl ShowAgain {
    /// Asks for a page in answer to this request.
    ///
    /// # Errors
    /// Only when the program forgot to listen.
    pub fn put<T: Clone + Send + Sync + 'static>(path: String, status: u16, held: T) -> Result<(), AppError> {
        let Some(Self(asked)) = use_context() else {
            tracing::error!("nobody shows a page again in this context");
            return Err(AppError::Unavailable);
        };
        let mut extensions = http::Extensions::new();
        extensions.insert(held);
        // What is asked for is whole whatever the one who held it panicked of.
        *asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Shown { path, status, extensions });
        Ok(())
    }

    /// What was asked for.
    #[must_use]
    pub fn take(&self) -> Option<Shown> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Names an address without sending the browser there.
pub fn set_location(to: &str) {
    if let (Some(response), Ok(to)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(to)) {
        response.insert_header(http::header::LOCATION, to);
    }
}

/// Says in so many seconds it is worth asking again.
pub fn set_retry_after(seconds: u32) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(http::header::RETRY_AFTER, http::HeaderValue::from(seconds));
    }
}

/// The path to go on to that a form names, if it is a page of ours that `ours` knows; else the other one.
#[must_use]
pub fn local_path(next: &str, ours: impl Fn(&str) -> bool, other: &str) -> String {
    let (_, page) = Lang::of_path(next);
    let clean = next.chars().all(|c| c.is_ascii_graphic() && c != '\\') && !page.starts_with("//");
    if clean && ours(page) { next.to_owned() } else { other.to_owned() }
}

/// A path as the value of a query.
#[must_use]
pub fn in_query(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('#', "%23")
}

/// A value for a query, so many characters of it at most.
#[must_use]
pub fn percent(text: &str, most: usize) -> String {
    let kept: String = text.chars().take(most).collect();
    kept.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// What was typed into a refused form, on the way back to its page: `&name=value`, so many characters of each at most.
#[must_use]
pub fn typed_query(typed: &[(&str, &str)], most: usize) -> String {
    typed.iter().map(|(name, value)| format!("&{name}={}", percent(value, most))).collect()
}

/// Reads a form's language; anything unknown is Korean.
#[must_use]
pub fn lang_of(text: &str) -> Lang {
    if text == "en" { Lang::En } else { Lang::Ko }
}

/// Reads an id or anything else that a form carries.
///
/// # Errors
/// [`AppError::BadInput`] when it cannot be read.
pub fn parse<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
    text.trim().parse().map_err(|_| AppError::BadInput)
}

/// Sets the status of the document being rendered.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) =
        (use_context::<ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
}
