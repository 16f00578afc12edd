//! One shop for one test, with a clock that stands still until the test moves it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::checkout::view::Methods;
use app::services::{Shop as Settings, Site, Webhooks};
use catalogue::{Garment, Variant};
use checker::Capture;
use customer::mypage::Row;
use events::{Actor, CancelReason, ConsumerName};
use kernel::time::{Span, hours, seconds};
use kernel::{Clock, DraftId, Ids, Lang, OrderId, Secret, SessionId, Time, VariantId};
use mail::Retention;
use order::{CommandError, DraftLine, Fields, Order, PayOutcome, PlaceOutcome, State};
use payment::PaymentProvider;
use serde_json::{Value, json};
use server::gateway::wire::Patience;
use server::gateway::{self, Account, Gateway, Way};
use server::wiring::{Mail, Ports, Rows, Shop, wire_over};
use shipping::{Command, Parcel, ShipmentState};
use sqlx::SqlitePool;
use sqlx::types::chrono::{DateTime, Utc};
use store::{Database, ViewDatabase};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::faults::{Faults, faulty_provider, faulty_rows};
use crate::invariants;
use crate::post_office::PostOffice;
use crate::till::{GOOD, Till};

/// When every test begins: 2026-11-23 01:30 in Seoul.
pub const OPENING: Time = Time::from_micros(1_795_365_000_000_000);
/// Pieces of every variant when a shop opens.
pub const PIECES: i64 = 40;
/// Who sells.
pub const SELLER: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11)));
/// The seller's password.
pub const PASSWORD: &str = "한벌한벌";
/// Rounds in which a shop must come to rest.
const ROUNDS: usize = 200;
/// A payment that came to nothing is asked about again after an hour and after a day.
const HORIZON: Span = hours(26);
/// What waits for its time. An order that is being paid is looked at after a minute, and then at each round.
const NEXT_APPOINTMENT: &str = "
    SELECT MIN(at) FROM (
        SELECT ask_at AS at FROM attempts
        UNION ALL SELECT next_at FROM refunds
        UNION ALL SELECT next_at FROM deliveries
        UNION ALL SELECT due_at FROM letters
        UNION ALL SELECT held_until FROM orders WHERE state = 'awaiting_payment'
        UNION ALL SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', since, '+61 seconds') FROM orders
        WHERE state IN ('paying', 'cancel_pending'))";
const SANDBOX_KEY: &str = "sk_test_sandbox";
/// The same on Toss's face.
const TOSS_KEY: &str = "test_sk_sandbox";
/// Where buyers reach the shop.
pub const ADDRESS: &str = "https://hanbeol.example";

/// A clock that a test moves.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.micros(), Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// Ids and chance that are the same in every run.
#[derive(Debug, Default)]
pub struct SeededIds(AtomicU64);

impl Ids for SeededIds {
    fn uuid(&self) -> Uuid {
        // In order like the program's own, with a low half that looks like chance.
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Uuid::from_u64_pair(count, mixed(count))
    }

    fn chance(&self) -> u64 {
        mixed(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// SplitMix64.
fn mixed(count: u64) -> u64 {
    let mut z = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Who takes the money.
pub enum Provider {
    /// The sandbox over HTTP, behind the program's own Stripe adapter.
    Sandbox { ledger: sandbox::Ledger, control: String },
    /// The provider that does what it is told.
    Till(Arc<Till>),
}

/// An order and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Bought {
    pub session: SessionId,
    pub order: OrderId,
}

/// A shop.
pub struct TestShop {
    pub shop: Shop,
    pub clock: Arc<ManualClock>,
    pub ids: Arc<SeededIds>,
    pub provider: Provider,
    pub faults: Arc<Faults>,
    /// Where letters go.
    pub post: Arc<PostOffice>,
    /// Second ways into the two databases, past the ports.
    pub main: SqlitePool,
    pub view: SqlitePool,
    _folder: TempDir,
}

impl TestShop {
    /// With the sandbox over HTTP, and cards chosen on our page.
    pub async fn open() -> Self {
        Self::paying(Way::TestCards(Vec::new())).await
    }

    /// With the sandbox over HTTP, and buyers who pay so.
    pub async fn paying(way: Way) -> Self {
        let clock = Arc::new(ManualClock(AtomicI64::new(OPENING.micros())));
        let ledger = sandbox::Ledger::in_memory().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let options = sandbox::Options::new(SANDBOX_KEY.to_owned(), clock.clone());
        let router = sandbox::router(ledger.clone(), options);
        tokio::spawn(sandbox::serve(listener, router, std::future::pending()));
        let (face, key) = match way {
            Way::TestCards(_) | Way::Stripe => ("", SANDBOX_KEY),
            Way::Toss => ("/toss", TOSS_KEY),
        };
        let account = Account {
            url: format!("{url}{face}"),
            key: Secret::new(key.to_owned()),
            patience: Patience::default(),
            shop: ADDRESS.to_owned(),
        };
        let return_key = account.key.clone();
        let Gateway { provider: port, methods, pay_pages } = gateway::open(way, account).unwrap();
        let settings = Settings { methods, pay_pages, return_key, ..settings() };
        let provider = Provider::Sandbox { ledger, control: format!("{url}/control") };
        Self::with(clock, port, provider, settings).await
    }

    /// With the provider that does what it is told.
    pub async fn with_till() -> Self {
        let clock = Arc::new(ManualClock(AtomicI64::new(OPENING.micros())));
        let till = Arc::new(Till::new(clock.clone()));
        Self::with(clock, till.clone(), Provider::Till(till), settings()).await
    }

    async fn with(
        clock: Arc<ManualClock>,
        port: Arc<dyn PaymentProvider>,
        provider: Provider,
        settings: Settings,
    ) -> Self {
        let (folder, ids, faults) = (folder(), Arc::new(SeededIds::default()), Arc::new(Faults::default()));
        let [main_file, view_file] = ["main.db", "view.db"].map(|name| folder.path().join(name));
        let (main_bytes, view_bytes) = template().await;
        std::fs::write(&main_file, main_bytes).unwrap();
        std::fs::write(&view_file, view_bytes).unwrap();
        let [main_url, view_url] = [&main_file, &view_file].map(|file| format!("sqlite:{}", file.display()));
        let main = Database::connect(&main_url, ids.clone()).await.unwrap();
        let view = ViewDatabase::connect(&view_url, ids.clone()).await.unwrap();
        let post = Arc::new(PostOffice::default());
        let rows = faulty_rows(Rows::of(&main, &view), &faults);
        let ports = Ports {
            main,
            view,
            provider: faulty_provider(port, &faults),
            clock: clock.clone(),
            ids: ids.clone(),
            password: Some(Secret::new(PASSWORD.to_owned())),
            mail: Mail { postbox: Some(post.clone()), retention: Retention::default() },
            settings,
        };
        Self {
            shop: wire_over(rows, ports),
            clock,
            ids,
            provider,
            faults,
            post,
            main: SqlitePool::connect_lazy(&main_url).unwrap(),
            view: SqlitePool::connect_lazy(&view_url).unwrap(),
            _folder: folder,
        }
    }

    /// The provider that does what it is told.
    pub fn till(&self) -> &Till {
        match &self.provider {
            Provider::Till(till) => till,
            Provider::Sandbox { .. } => panic!("this shop has the sandbox"),
        }
    }

    /// Switches the sandbox off or on.
    pub async fn switch_sandbox(&self, down: bool) {
        self.control_sandbox("", json!({ "down": down })).await;
    }

    /// Sets the sandbox's faults, as its `/control/faults` takes them.
    pub async fn set_sandbox_faults(&self, rules: Value) {
        self.control_sandbox("/faults", json!({ "rules": rules })).await;
    }

    async fn control_sandbox(&self, path: &str, body: Value) {
        let request = reqwest::Client::new().post(self.sandbox_control(path)).json(&body);
        request.send().await.unwrap().error_for_status().unwrap();
    }

    /// How often the sandbox was called at this endpoint, as its `/control/calls` names it.
    pub async fn sandbox_calls(&self, endpoint: &str) -> u64 {
        let calls: Value = reqwest::get(self.sandbox_control("/calls")).await.unwrap().json().await.unwrap();
        calls["endpoints"][endpoint].as_u64().unwrap_or_default()
    }

    fn sandbox_control(&self, path: &str) -> String {
        let Provider::Sandbox { control, .. } = &self.provider else { panic!("this shop has no sandbox") };
        format!("{control}{path}")
    }

    /// What the provider's own books say.
    pub async fn captures(&self) -> Vec<Capture> {
        match &self.provider {
            Provider::Till(till) => till.captures(),
            Provider::Sandbox { ledger, .. } => {
                ledger.captures().await.unwrap().iter().map(|it| Capture::of_sandbox(it).unwrap()).collect()
            }
        }
    }

    // Time.

    /// Turns the relay and the clock's work until nothing moves. A round that fails is tried again: by then the
    /// program has been started anew.
    pub async fn settle(&self) {
        for _ in 0..ROUNDS {
            let mut moved = 0;
            for consumer in ConsumerName::ALL {
                let round = self.shop.relay.round(consumer).await;
                moved += self.or_restart(round.map(|round| round.done + round.rejected));
            }
            moved += self.or_restart(self.shop.services.order.tick().await);
            moved += self.or_restart(self.shop.services.payment.tick().await);
            moved += self.or_restart(self.shop.services.mail.tick().await);
            if moved == 0 {
                return;
            }
        }
        panic!("the shop does not come to rest");
    }

    /// What fails counts as a move: it has to be done again.
    fn or_restart(&self, moved: Result<usize, events::Unavailable>) -> usize {
        moved.unwrap_or_else(|_| {
            self.faults.restart();
            1
        })
    }

    /// Lets time pass, then settles.
    pub async fn wait(&self, span: Span) {
        self.clock.advance(span);
        self.settle().await;
    }

    /// Lets time pass from one appointment to the next until every question is answered and every refund made:
    /// until none is left within [`HORIZON`].
    pub async fn quiet(&self) {
        self.settle().await;
        let end = self.clock.now() + HORIZON;
        for _ in 0..ROUNDS {
            match self.next_appointment().await.filter(|next| *next < end) {
                Some(next) => self.clock.0.store(next.micros(), Ordering::Relaxed),
                None => return,
            }
            self.settle().await;
        }
        panic!("the shop never becomes quiet");
    }

    /// When something is due next, after now.
    async fn next_appointment(&self) -> Option<Time> {
        let next: Option<DateTime<Utc>> =
            sqlx::query_scalar(NEXT_APPOINTMENT).fetch_one(&self.main).await.unwrap();
        let now = self.clock.now();
        next.map(|next| Time::from_micros(next.timestamp_micros()).max(now + seconds(1)))
    }

    /// Everything that must hold at quiet, holds.
    pub async fn assert_sound(&self) {
        let violations = invariants::violations(self).await;
        assert!(violations.is_empty(), "{}", violations.join("\n"));
    }

    // The buyer.

    /// A buyer that nobody has seen before.
    pub fn session(&self) -> SessionId {
        SessionId(self.ids.uuid())
    }

    /// Begins a checkout of so many pieces.
    pub async fn begin(&self, session: SessionId, quantity: u32) -> DraftId {
        let line = DraftLine { variant: variant(), quantity };
        self.shop.services.order.begin(session, line).await.unwrap()
    }

    /// A new buyer's order of one piece, to be paid.
    pub async fn place(&self) -> Bought {
        let session = self.session();
        let draft = self.begin(session, 1).await;
        let placed = self.shop.services.order.place(session, None, draft, fields(), None, Lang::Ko).await;
        let Ok(PlaceOutcome::Placed(order)) = placed else { panic!("not placed: {placed:?}") };
        Bought { session, order }
    }

    /// Pays with the attempt that the page offers, or the one that is under way.
    pub async fn pay(&self, bought: Bought, method: &str) -> Result<PayOutcome, CommandError> {
        let order = self.order(bought.order).await;
        let attempt = order.state.attempt().unwrap_or_else(|| order.next_attempt());
        let method = Secret::new(method.to_owned());
        self.shop.services.order.pay(bought.session, bought.order, attempt, method).await
    }

    /// A new buyer's order, paid, and known to everybody.
    pub async fn paid(&self) -> Bought {
        let bought = self.place().await;
        assert_eq!(self.pay(bought, GOOD).await, Ok(PayOutcome::Paid));
        self.settle().await;
        bought
    }

    /// Cancels for the buyer.
    pub async fn cancel(&self, bought: Bought) -> Result<(), CommandError> {
        self.shop.services.order.cancel(bought.session, bought.order, CancelReason::ChangedMind).await
    }

    /// 구매확정.
    pub async fn complete(&self, bought: Bought) -> Result<(), CommandError> {
        self.shop.services.order.complete(bought.session, bought.order).await
    }

    // The seller.

    /// Does what the seller asks, and lets everybody hear of it.
    pub async fn seller(&self, bought: Bought, command: Command) -> Result<(), shipping::CommandError> {
        let done = self.shop.services.shipping.command(bought.order, command, SELLER).await;
        self.settle().await;
        done
    }

    /// An order that is on its way.
    pub async fn shipped(&self) -> Bought {
        let bought = self.paid().await;
        self.seller(bought, Command::Label(parcel())).await.unwrap();
        self.seller(bought, Command::Ship(None)).await.unwrap();
        bought
    }

    // What stands.

    /// The order's row.
    pub async fn order(&self, id: OrderId) -> Order {
        let order = self.shop.main.orders().order(id).await.unwrap();
        order.unwrap_or_else(|| panic!("no order {id}"))
    }

    /// The order's state.
    pub async fn state(&self, bought: Bought) -> State {
        self.order(bought.order).await.state
    }

    /// The shipment's state.
    pub async fn shipment(&self, bought: Bought) -> Option<ShipmentState> {
        self.shop.main.shipments().shipment(bought.order).await.unwrap().map(|shipment| shipment.state)
    }

    /// The order's row of MyPage.
    pub async fn my_page(&self, bought: Bought) -> Row {
        self.shop.view.pages().row(bought.order).await.unwrap().unwrap()
    }

    /// The names of the order's events, in their order.
    pub async fn history(&self, bought: Bought) -> Vec<String> {
        let query = "SELECT name FROM timeline WHERE order_id = $1 ORDER BY seq";
        sqlx::query_scalar(query).bind(bought.order.uuid()).fetch_all(&self.main).await.unwrap()
    }

    /// On hand and held, of what buyers choose.
    pub async fn pieces(&self) -> (i64, i64) {
        let query = "SELECT on_hand, held FROM stock WHERE variant_id = $1";
        sqlx::query_as(query).bind(variant().uuid()).fetch_one(&self.main).await.unwrap()
    }

    /// How many orders there are.
    pub async fn order_count(&self) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM orders").fetch_one(&self.main).await.unwrap()
    }

    /// What was captured less what went back, in won.
    pub async fn kept(&self) -> i64 {
        let captures = self.captures().await;
        captures.iter().map(|c| c.amount - c.refunds.iter().map(|(_, amount)| amount).sum::<i64>()).sum()
    }

    /// How many alerts there are.
    pub async fn alerts(&self) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM alerts").fetch_one(&self.main).await.unwrap()
    }
}

/// The garment that is sold here.
pub fn garment() -> Garment {
    catalogue::demo::garments().swap_remove(0)
}

/// What it costs, in won.
pub fn price() -> i64 {
    garment().price.amount
}

/// Its first variant, which buyers choose.
pub fn chosen() -> Variant {
    catalogue::demo::variants(&garment()).swap_remove(0).0
}

/// The id of what buyers choose.
pub fn variant() -> VariantId {
    chosen().id
}

/// A form that is filled in as it should be.
pub fn fields() -> Fields {
    Fields {
        email: "buyer@example.com".to_owned(),
        name: "김한벌".to_owned(),
        phone: "010-1234-5678".to_owned(),
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        note: String::new(),
        agree: true,
        privacy: true,
        ..Fields::default()
    }
}

/// A carrier and its number.
pub fn parcel() -> Parcel {
    Parcel { carrier: "cj".to_owned(), tracking: "1234-5678".to_owned() }
}

fn settings() -> Settings {
    Settings {
        demo: true,
        postcode_search: false,
        webhooks: Webhooks::Off,
        pay_pages: Vec::new(),
        address: ADDRESS.to_owned(),
        return_key: Secret::new(SANDBOX_KEY.to_owned()),
        methods: Methods::TestCards(Vec::new()),
        https: false,
        proxies: 0,
        site: Site::default(),
    }
}

/// In memory where the machine has such a folder: that a commit is on the disk is the store's own test, and here
/// thousands of them would wait for it.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Both databases of a shop that has just opened, made once.
async fn template() -> &'static (Vec<u8>, Vec<u8>) {
    static TEMPLATE: OnceCell<(Vec<u8>, Vec<u8>)> = OnceCell::const_new();
    TEMPLATE.get_or_init(make_template).await
}

async fn make_template() -> (Vec<u8>, Vec<u8>) {
    let (folder, ids) = (folder(), Arc::new(SeededIds(AtomicU64::new(1 << 40))));
    let [main_file, view_file] = ["main.db", "view.db"].map(|name| folder.path().join(name));
    let main = Database::connect(&format!("sqlite:{}", main_file.display()), ids.clone()).await.unwrap();
    main.migrate().await.unwrap();
    let stock = catalogue::demo::variants(&garment()).into_iter().map(|(variant, _)| (variant, PIECES));
    main.garments().put(1, garment(), stock.collect(), OPENING).await.unwrap();
    main.close().await;
    let view = ViewDatabase::connect(&format!("sqlite:{}", view_file.display()), ids).await.unwrap();
    view.migrate().await.unwrap();
    view.close().await;
    (std::fs::read(main_file).unwrap(), std::fs::read(view_file).unwrap())
}
