//! A shop for one test: fresh databases, seeded ids, and the values that most tests begin with.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::events::{Delivery, Due, Envelope, Line, OrderDetails, Recipient};
use catalogue::{Garment, Variant};
use customer::Session;
use events::{ConsumerName, Partitions};
use kernel::time::{days, seconds};
use kernel::{
    AttemptId, DeviceId, DraftId, Ids, Lang, Money, OrderId, OrderNumber, SessionId, Text, Time, VariantId,
};
use order::{Commit, Committed, Decided, Draft, DraftLine, Fields, Network, Order, PayReply, Placed, Start};
use payment::Attempt;
use sqlx::{PgPool, SqlitePool};
use store::{Database, ViewDatabase};
use tempfile::TempDir;
use uuid::Uuid;

use crate::postgres;

/// When every test begins.
pub const NOON: Time = Time::from_micros(1_795_365_000_000_000);

/// Ids that count up.
#[derive(Debug, Default)]
pub struct Counting(AtomicU64);

impl Counting {
    /// Goes on after another one's.
    pub fn follow(&self, other: &Self) {
        self.0.store(other.0.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl Ids for Counting {
    fn uuid(&self) -> Uuid {
        // The count stands at both ends: in order like the shop's own ids, and the low half varies.
        let count = self.chance();
        Uuid::from_u64_pair(count, count)
    }

    fn chance(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// A second way into Main, past the ports, for what no port would do.
enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

pub struct Shop {
    pub main: Database,
    pub view: ViewDatabase,
    pub ids: Arc<Counting>,
    raw: Raw,
    /// Where Main is, and View.
    pub url: String,
    pub view_url: String,
    _directory: Option<TempDir>,
}

impl Shop {
    pub async fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite:{}/{name}.db", directory.path().display());
        let raw = Raw::Sqlite(SqlitePool::connect_lazy(&url("main")).unwrap());
        let shop = Self::open(&url("main"), &url("view"), raw).await;
        Self { _directory: Some(directory), ..shop }
    }

    /// `None` when the machine has no PostgreSQL.
    pub async fn on_postgres() -> Option<Self> {
        static DATABASES: AtomicU64 = AtomicU64::new(1);
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let server = PgPool::connect(&postgres::url("postgres")?).await.unwrap();
        for name in ["main", "view"] {
            let create = format!("CREATE DATABASE {name}{number}");
            sqlx::query(sqlx::AssertSqlSafe(create)).execute(&server).await.unwrap();
        }
        server.close().await;
        let url = |name: &str| postgres::url(&format!("{name}{number}"));
        let raw = Raw::Postgres(PgPool::connect_lazy(&url("main")?).unwrap());
        Some(Self::open(&url("main")?, &url("view")?, raw).await)
    }

    /// Over a SQLite file that is there already. The caller keeps its directory.
    pub async fn on_file(url: &str, view: &str) -> Self {
        Self::open(url, view, Raw::Sqlite(SqlitePool::connect_lazy(url).unwrap())).await
    }

    async fn open(main: &str, view: &str, raw: Raw) -> Self {
        let (ids, url, view_url) = (Arc::new(Counting::default()), main.to_owned(), view.to_owned());
        let main = Database::connect(main, ids.clone()).await.unwrap();
        main.migrate().await.unwrap();
        let view = ViewDatabase::connect(view, ids.clone()).await.unwrap();
        view.migrate().await.unwrap();
        Self { main, view, ids, raw, url, view_url, _directory: None }
    }

    /// Main as another program has it open; none over a file, where programs tell each other nothing.
    pub async fn another_program(&self) -> Option<Database> {
        let other = Database::connect(&self.url, self.ids.clone()).await.unwrap();
        self.is_postgres().then_some(other)
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.raw, Raw::Postgres(_))
    }

    /// Runs a statement past the ports.
    pub async fn execute(&self, statement: &'static str) {
        match &self.raw {
            Raw::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(drop).unwrap(),
            Raw::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop).unwrap(),
        }
    }

    /// Reads one number past the ports.
    pub async fn number(&self, query: &'static str) -> i64 {
        match &self.raw {
            Raw::Sqlite(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
            Raw::Postgres(pool) => sqlx::query_scalar(query).fetch_one(pool).await.unwrap(),
        }
    }

    /// How many rows a table has.
    pub async fn rows(&self, table: &str) -> i64 {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        match &self.raw {
            Raw::Sqlite(pool) => sqlx::query_scalar(count).fetch_one(pool).await.unwrap(),
            Raw::Postgres(pool) => sqlx::query_scalar(count).fetch_one(pool).await.unwrap(),
        }
    }

    /// Reads one column of words past the ports.
    pub async fn words(&self, query: &'static str) -> Vec<String> {
        match &self.raw {
            Raw::Sqlite(pool) => sqlx::query_scalar(query).fetch_all(pool).await.unwrap(),
            Raw::Postgres(pool) => sqlx::query_scalar(query).fetch_all(pool).await.unwrap(),
        }
    }

    /// On hand and held of all variants together.
    pub async fn stock(&self) -> (i64, i64) {
        let on_hand = self.number("SELECT CAST(SUM(on_hand) AS BIGINT) FROM stock").await;
        (on_hand, self.number("SELECT CAST(SUM(held) AS BIGINT) FROM stock").await)
    }

    /// A browser that the shop has not seen before.
    pub fn guest(&self) -> Session {
        let device = DeviceId(self.ids.uuid());
        Session {
            id: device.guest(),
            device,
            account: None,
            seller_until: None,
            staff: None,
            created_at: NOON,
            seen_at: NOON,
        }
    }

    /// A fresh session's id.
    pub fn session(&self) -> SessionId {
        SessionId(self.ids.uuid())
    }

    /// Puts a garment of one variant on the shelf, with so many pieces.
    pub async fn variant(&self, on_hand: i64) -> VariantId {
        let id = VariantId(self.ids.uuid());
        let garment = garment(&format!("garment-{id}"));
        let variant = Variant { id, garment: garment.slug.clone(), dye: "ink".into(), size: "M".into() };
        self.main.garments().put(1, garment, vec![(variant, on_hand)], NOON).await.unwrap();
        id
    }

    /// A draft for so many pieces, kept.
    pub async fn draft(&self, session: SessionId, variant: VariantId, quantity: u32) -> Draft {
        let draft = Draft {
            id: DraftId(self.ids.uuid()),
            session,
            lines: vec![DraftLine { variant, quantity }],
            from_cart: false,
            fields: Fields { name: "김한벌".into(), ..Fields::default() },
            errors: Vec::new(),
            refused: None,
            order: None,
            created_at: NOON,
        };
        self.main.drafts().create(draft.clone()).await.unwrap();
        draft
    }

    /// The decision to make a draft an order, and the draft as it is then.
    pub fn open_order(&self, draft: &Draft) -> (Decided, Draft) {
        let id = OrderId(self.ids.uuid());
        let number = OrderNumber::new(NOON, self.ids.chance());
        let details = details(number, draft);
        (order::open(id, draft.id, details), Draft { order: Some(id), ..draft.clone() })
    }

    /// An order of a new session for so many pieces, placed.
    pub async fn order(&self, variant: VariantId, quantity: u32) -> Order {
        let draft = self.draft(self.session(), variant, quantity).await;
        let (decided, draft) = self.open_order(&draft);
        let id = decided.order.id;
        assert_eq!(self.main.orders().place(decided, draft, None).await, Ok(Placed::Done));
        self.reread(id).await
    }

    /// What comes of a new order of a session from a network.
    pub async fn place_from(
        &self,
        network: Option<Network>,
        session: SessionId,
        variant: VariantId,
        quantity: u32,
    ) -> Placed {
        let (decided, draft) = self.open_order(&self.draft(session, variant, quantity).await);
        self.main.orders().place(decided, draft, network).await.unwrap()
    }

    /// The order as it is now.
    pub async fn reread(&self, id: OrderId) -> Order {
        self.main.orders().order(id).await.unwrap().unwrap()
    }

    /// Commits a decision about an order that nobody else touches.
    pub async fn commit(&self, decided: Decided, now: Time) -> Order {
        let id = decided.order.id;
        let commit = Commit { decided, now, progress: None, audit: None };
        assert_eq!(self.main.orders().commit(commit).await, Ok(Committed::Done));
        self.reread(id).await
    }

    /// Starts the order's next attempt.
    pub async fn start(&self, order: &Order) -> (Order, AttemptId) {
        let attempt = order.next_attempt();
        let Start::Go(decided) = order::start(order, attempt, NOON + seconds(1)) else {
            panic!("not payable")
        };
        (self.commit(*decided, NOON + seconds(1)).await, attempt)
    }

    /// An order for one piece, paid.
    pub async fn paid(&self, variant: VariantId) -> (Order, AttemptId) {
        self.pay(&self.order(variant, 1).await).await
    }

    /// The order, paid.
    pub async fn pay(&self, order: &Order) -> (Order, AttemptId) {
        let (order, attempt) = self.start(order).await;
        let decided = order::answered(&order, attempt, &PayReply::Approved, NOON + seconds(2));
        (self.commit(decided, NOON + seconds(2)).await, attempt)
    }

    /// A new attempt for an order that need not exist.
    pub fn attempt(&self, order: OrderId) -> Attempt {
        Attempt::sent(AttemptId(self.ids.uuid()), order, Money::won(39_000), self.ids.uuid(), NOON)
    }

    /// What a consumer may try now, a day after noon.
    pub async fn due(&self, consumer: ConsumerName) -> Vec<Due> {
        self.main.outbox().due(consumer, Partitions::ALL, NOON + days(1), 1_000).await.unwrap()
    }

    /// What a consumer may try now of one order, all of it readable.
    pub async fn envelopes(&self, consumer: ConsumerName, order: OrderId) -> Vec<Envelope> {
        let due = self.due(consumer).await.into_iter().filter(|due| due.order == order);
        due.map(|due| due.envelope.unwrap()).collect()
    }
}

pub fn text(text: &str) -> Text {
    Text { ko: text.to_owned(), en: text.to_owned() }
}

pub fn garment(slug: &str) -> Garment {
    Garment {
        slug: slug.to_owned(),
        category: "top".to_owned(),
        name: text("셔츠"),
        text: text("가볍다"),
        fabric: text("면"),
        care: text("손빨래"),
        price: Money::won(39_000),
        dyes: vec!["ink".to_owned(), "persimmon".to_owned()],
        measures: Vec::new(),
        sizes: Vec::new(),
        closeups: Vec::new(),
    }
}

fn details(number: OrderNumber, draft: &Draft) -> OrderDetails {
    let line = |line: &DraftLine| Line {
        variant: line.variant,
        garment: "shirt".to_owned(),
        name: text("셔츠"),
        dye: "ink".to_owned(),
        dye_name: text("먹"),
        size: "M".to_owned(),
        quantity: line.quantity,
        unit_price: Money::won(39_000),
    };
    OrderDetails {
        number,
        session: draft.session,
        lang: Lang::Ko,
        email: "buyer@example.com".to_owned(),
        lines: draft.lines.iter().map(line).collect(),
        delivery_fee: Money::won(0),
        total: Money::won(39_000),
        delivery: Delivery {
            recipient: Recipient { name: "김한벌".to_owned(), phone: "010-1234-5678".to_owned() },
            postcode: "04524".to_owned(),
            address1: "서울 중구 세종대로 110".to_owned(),
            address2: "3층".to_owned(),
            note: "문 앞에".to_owned(),
        },
        opened_at: NOON,
    }
}
