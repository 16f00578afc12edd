//! Every line of SQL of the shop: the contexts' ports over SQLite and PostgreSQL.
//!
//! Each query is one text that both databases read, in `adapter/`, which is compiled once for each. What
//! truly differs stands in `dialect`; how commands become transactions, in `sqlite` and `postgres`. There are
//! two databases, [`Database`] (Main) and [`ViewDatabase`] (View), and each may be either of the two kinds.

/// Does the same with whichever kind of database it is.
macro_rules! either {
    ($database:expr, $it:ident => $then:expr) => {
        match $database {
            Kind::Sqlite($it) => $then,
            Kind::Postgres($it) => $then,
        }
    };
}

mod command;
mod convert;
mod dialect;
pub mod moving;
mod news;
mod postgres;
mod sqlite;

use std::sync::Arc;

use events::Unavailable;
use kernel::{Ids, Time};
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use tokio::sync::watch;

use crate::moving::Noted;

pub use crate::news::Wakes;

/// A database that could not be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address names neither kind of database.
    #[error("not a database's address: {0} (sqlite:PATH and postgres://... are)")]
    Address(String),
    /// A name or a password has a sign that ends it.
    #[error(
        "a database's address is not readable: in its user and password, @ is written as %40, / as %2F, ? as %3F, # as %23"
    )]
    NotEncoded,
    /// Where, without the password.
    #[error("{at} cannot be opened: {error}")]
    Connect { at: String, error: sqlx::Error },
    #[error("the database's schema cannot be brought up to date: {0}")]
    Migrate(MigrateError),
    /// A migration that this program does not have.
    #[error(
        "the database was brought up to date by a newer version of this program (by its migration {0}): use that version"
    )]
    Newer(i64),
    /// A migration that this program has otherwise.
    #[error(
        "the database holds something else than it should (its migration {0} is another): are the addresses of the two \
         databases swapped, or the same?"
    )]
    Other(i64),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// From where it is being filled.
    #[error(
        "the database holds half a shop: the move from {0} is not finished. Run `hanbeol migrate-store` again"
    )]
    HalfMoved(String),
}

impl OpenError {
    /// Whether it may be there in a while, as it is: a server that does not answer, or is just starting.
    #[must_use]
    pub fn is_away(&self) -> bool {
        match self {
            // Who speaks otherwise than we want will go on to do so.
            Self::Connect { error: sqlx::Error::Tls(_), .. } => false,
            Self::Connect { error, .. } => dialect::passes(error),
            Self::Migrate(MigrateError::Execute(error)) => dialect::passes(error),
            Self::Unavailable(_) => true,
            Self::Address(_)
            | Self::NotEncoded
            | Self::Migrate(_)
            | Self::Newer(_)
            | Self::Other(_)
            | Self::HalfMoved(_) => false,
        }
    }
}

impl From<MigrateError> for OpenError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(migration) => Self::Newer(migration),
            MigrateError::VersionMismatch(migration) => Self::Other(migration),
            error => Self::Migrate(error),
        }
    }
}

/// The two parts of the shop's data. They may lie in one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What is owned.
    Main,
    /// What can be built again.
    View,
}

/// One schema in both dialects.
struct Migrations {
    sqlite: Migrator,
    postgres: Migrator,
}

static MAIN: Migrations = Migrations {
    sqlite: sqlx::migrate!("migrations/sqlite"),
    postgres: sqlx::migrate!("migrations/postgres"),
};

static VIEW: Migrations = Migrations {
    sqlite: sqlx::migrate!("migrations/view/sqlite"),
    postgres: sqlx::migrate!("migrations/view/postgres"),
};

/// Brings a schema up to date. One that is something else's is told from a newer version's, which sqlx calls the same.
async fn run<C: Migrate>(known: &Migrator, conn: &mut C) -> Result<(), MigrateError> {
    let ran = known.run_direct(None, conn, false).await;
    if !matches!(ran, Err(MigrateError::VersionMissing(_))) {
        return ran;
    }
    let applied = conn.list_applied_migrations(&known.table_name).await?;
    let altered = altered(known, applied.iter().map(|it| (it.version, &*it.checksum)));
    altered.map_or(ran, |version| Err(MigrateError::VersionMismatch(version)))
}

/// The first of a database's migrations that this program has otherwise.
fn altered<'a>(known: &Migrator, applied: impl IntoIterator<Item = (i64, &'a [u8])>) -> Option<i64> {
    let is_altered = |(version, checksum): &(i64, &[u8])| {
        known.iter().any(|it| it.version == *version && *it.checksum != **checksum)
    };
    applied.into_iter().find(is_altered).map(|(version, _)| version)
}

/// What an address names.
#[derive(Clone, Copy)]
enum Address<'a> {
    /// A file.
    Sqlite(&'a str),
    /// A whole URL.
    Postgres(&'a str),
}

impl<'a> Address<'a> {
    fn parse(url: &'a str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // Each of its connections would have a database of its own.
            if path.is_empty() || path == ":memory:" {
                return Err(OpenError::Address(url.to_owned()));
            }
            Ok(Self::Sqlite(path))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let (_, rest) = url.split_once("://").unwrap_or_default();
            let (before_options, options) = rest.split_once('?').unwrap_or((rest, ""));
            let (server, database) = before_options.split_once('/').unwrap_or((before_options, ""));
            // What is taken for the rest of a password would be said, and a server looked for where there is none.
            let in_name = options.split('=').next().unwrap_or_default();
            if server.matches('@').count() > 1
                || [database, in_name].iter().any(|it| it.contains('@'))
                || url.contains('#')
            {
                return Err(OpenError::NotEncoded);
            }
            Ok(Self::Postgres(url))
        } else {
            // Only what stands before the colon: the rest may hold a password.
            Err(OpenError::Address(url.split(':').next().unwrap_or_default().to_owned()))
        }
    }

    /// Where it is, to be told: without a password.
    fn shown(self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{path}"),
            Self::Postgres(url) => {
                dialect::postgres::shown(url).unwrap_or_else(|_| "postgres://...".to_owned())
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Kind<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// A method for each port, which plugs it in.
macro_rules! ports {
    ($($(#[$doc:meta])* $name:ident: $port:path;)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> Arc<dyn $port> {
                either!(&self.0, it => Arc::new(it.clone()))
            }
        )*
    };
}

/// What both databases can do.
macro_rules! database {
    ($database:ident) => {
        impl $database {
            /// Whether it answers, and takes writes.
            ///
            /// # Errors
            /// When it does not.
            pub async fn ready(&self) -> Result<(), Unavailable> {
                either!(&self.0, it => it.ready().await)
            }

            /// Counts the commits, of this program and of the others over the same server, after which somebody may have
            /// something to do: it changes after each. Between programs over one SQLite file nothing is told.
            #[must_use]
            pub fn committed(&self) -> watch::Receiver<u64> {
                either!(&self.0, it => it.db.committed())
            }

            /// Carries out what was asked for by now, then closes every connection. Later commands are unavailable.
            pub async fn close(&self) {
                either!(&self.0, it => it.db.close().await);
            }

            /// Returns once it is closed, by [`Self::close`] or because it failed for good.
            pub async fn closed(&self) {
                either!(&self.0, it => it.db.closed().await);
            }
        }
    };
}

/// The Main database: catalogue, order, payment, shipping, mail, sessions, settings and events. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Database(Kind<sqlite::Main, postgres::Main>);

database!(Database);

impl Database {
    /// Wakes those that serve consumers, after commits of this program and of the others over the same server.
    #[must_use]
    pub fn wakes(&self) -> Arc<Wakes> {
        either!(&self.0, it => it.db.wakes())
    }

    /// Opens `sqlite:PATH` (made when it is missing) or `postgres://...`. The schema is [`Self::migrate`]'s.
    ///
    /// # Errors
    /// When the address is none, or nothing answers there.
    pub async fn connect(url: &str, ids: Arc<dyn Ids>) -> Result<Self, OpenError> {
        let address = Address::parse(url)?;
        let refused = |error| OpenError::Connect { at: address.shown(), error };
        Ok(Self(match address {
            Address::Sqlite(path) => {
                let db = sqlite::Connections::open(path).await.map_err(refused)?;
                Kind::Sqlite(sqlite::Main::new(db, ids))
            }
            Address::Postgres(url) => {
                let db = postgres::Connections::open(url, Part::Main, ids.uuid()).await;
                Kind::Postgres(postgres::Main::new(db.map_err(refused)?, ids))
            }
        }))
    }

    /// Brings the schema up to date. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the schema is of another program or a newer version, when a move into the database is not finished, or when the
    /// database is away.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        self.bring_up_to_date().await?;
        match either!(&self.0, it => it.noted_move().await)? {
            Some(Noted { source, finished: None }) => Err(OpenError::HalfMoved(source)),
            Some(_) | None => Ok(()),
        }
    }

    /// Brings the schema up to date, also while a move is under way.
    async fn bring_up_to_date(&self) -> Result<(), OpenError> {
        Ok(either!(&self.0, it => it.db.migrate(&MAIN).await)?)
    }

    /// Takes the shop for a demo's: one that a demo began, or one in which nothing is and over which no program ran; with
    /// `own` any. Whether it is one now.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn take_for_demo(&self, own: bool, now: Time) -> Result<bool, Unavailable> {
        either!(&self.0, it => it.take_for_demo(own, now).await)
    }

    ports! {
        /// Order's rows and stock.
        orders: order::Orders;
        /// Orders by number and by mail address.
        finder: order::Finder;
        /// The pieces, by hand.
        stock: order::Stock;
        /// The shop's numbers.
        figures: order::Figures;
        /// The shop's list of returns.
        returns: order::Returns;
        /// Checkouts being filled in.
        drafts: order::Drafts;
        /// What sessions have put aside.
        carts: order::Carts;
        /// What is free of each variant.
        free_pieces: order::FreePieces;
        /// Attempts to pay.
        attempts: payment::Attempts;
        /// Refunds.
        refunds: payment::Refunds;
        /// What payments ask of a person, and the comparison of the books.
        settlements: payment::Settlements;
        /// Who did what at the desk.
        audit: events::AuditLog;
        /// Shipments.
        shipments: shipping::Shipments;
        /// The seller's queue.
        queue: shipping::Queue;
        /// Every placed order, to be looked up.
        register: desk::Register;
        /// Orders that are stuck.
        stuck: desk::StuckOrders;
        /// The shop's notes.
        notes: desk::Notes;
        /// What was typed at the desk and is shown again.
        held: desk::HeldForms;
        /// Garments and variants.
        garments: catalogue::Garments;
        /// Outfits.
        outfits: catalogue::Outfits;
        /// Photographs of garments.
        photographs: catalogue::Photographs;
        /// Garments with what is free of them.
        shelf: catalogue::Shelf;
        /// Accounts.
        accounts: customer::Accounts;
        /// Addresses that accounts have saved.
        addresses: customer::Addresses;
        /// Orders that browsers have opened.
        opened: customer::OpenedOrders;
        /// Refused forms.
        forms: customer::Forms;
        /// Counted tries.
        tries: customer::Tries;
        /// Sessions.
        sessions: customer::Sessions;
        /// Who works at the desk.
        roster: customer::Roster;
        /// The seller's one-time links.
        links: customer::OneTimeLinks;
        /// What the shop says of itself.
        settings: settings::SettingsRow;
        /// MyPage rows from Main's present state.
        snapshots: customer::mypage::Snapshots;
        /// Letters to buyers.
        letters: mail::Letters;
        /// Deliveries of events.
        outbox: events::Outbox;
        /// The running programs.
        instances: events::Instances;
    }
}

/// The View database: MyPage rows. It may be lost and built again. Clones share its connections.
#[derive(Debug, Clone)]
pub struct ViewDatabase(Kind<sqlite::View, postgres::View>);

database!(ViewDatabase);

impl ViewDatabase {
    /// Opens `sqlite:PATH` (made when it is missing) or `postgres://...`. The schema is [`Self::migrate`]'s.
    ///
    /// # Errors
    /// When the address is none, or nothing answers there.
    pub async fn connect(url: &str, ids: Arc<dyn Ids>) -> Result<Self, OpenError> {
        let address = Address::parse(url)?;
        let refused = |error| OpenError::Connect { at: address.shown(), error };
        Ok(Self(match address {
            Address::Sqlite(path) => {
                let db = sqlite::Connections::open(path).await.map_err(refused)?;
                Kind::Sqlite(sqlite::View::new(db, ids))
            }
            Address::Postgres(url) => {
                let db = postgres::Connections::open(url, Part::View, ids.uuid()).await;
                Kind::Postgres(postgres::View::new(db.map_err(refused)?, ids))
            }
        }))
    }

    /// The same of a server that may be away now, and is asked when something is wanted of it.
    ///
    /// # Errors
    /// When the address is none.
    pub fn connect_later(url: &str, ids: Arc<dyn Ids>) -> Result<Self, OpenError> {
        let Address::Postgres(url) = Address::parse(url)? else {
            return Err(OpenError::Address(url.to_owned()));
        };
        let db = postgres::Connections::new(url, Part::View, ids.uuid());
        let refused = |error| OpenError::Connect { at: Address::Postgres(url).shown(), error };
        Ok(Self(Kind::Postgres(postgres::View::new(db.map_err(refused)?, ids))))
    }

    /// Brings the schema up to date and names the view and its build. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the schema is of another program or a newer version, or the database is away.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        either!(&self.0, it => it.db.migrate(&VIEW).await)?;
        Ok(either!(&self.0, it => it.give_names().await)?)
    }

    ports! {
        /// MyPage rows.
        pages: customer::mypage::MyPages;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_kind_of_database_it_names() {
        for url in ["sqlite:shop.db", "sqlite://shop.db"] {
            assert!(matches!(Address::parse(url), Ok(Address::Sqlite("shop.db"))));
        }
        for url in ["postgres://localhost/shop", "postgresql://localhost/shop"] {
            assert!(matches!(Address::parse(url), Ok(Address::Postgres(whole)) if whole == url));
        }
    }

    #[test]
    fn an_address_of_sqlite_names_a_file() {
        for url in ["sqlite:", "sqlite://", "sqlite::memory:", "sqlite://:memory:"] {
            assert!(matches!(Address::parse(url), Err(OpenError::Address(said)) if said == url));
        }
    }

    #[test]
    fn an_address_whose_password_is_not_encoded_is_refused() {
        for password in ["p@ss", "p@ss/w", "p/w", "p?w", "p?@w", "p#w", "p#@w"] {
            let url = &format!("postgres://shop:{password}@db/shop");
            assert!(matches!(Address::parse(url), Err(OpenError::NotEncoded)), "{url}");
        }
        for url in
            ["postgres://shop:p%40ss%2Fw@db:5433/shop", "postgres://shop@localhost/shop?host=%2Frun&user=a@b"]
        {
            assert!(Address::parse(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn an_address_that_is_none_does_not_spill_its_password() {
        let refused =
            Address::parse("mysql://seller:hunter2@localhost/shop").err().map(|error| error.to_string());
        assert!(refused.is_some_and(|text| text.contains("mysql") && !text.contains("hunter2")));
    }
}
