//! Moves of a shop from one database to the other, and what keeps half a shop from being served.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use events::{AuditQuery, ConsumerName, Role};
use kernel::time::{days, minutes, seconds};
use kernel::{Clock, Ids, InstanceId, Lang, LetterId, Time};
use mail::{Content, posted};
use settings::demo;
use shipping::Command;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, PgPool};
use store::moving::{Carried, LEFT, Move, MoveError, Opened, Side, Step, TABLES};
use store::{Database, OpenError};
use tokio::sync::Notify;

use crate::photographs::{hang, shirt};
use crate::settings::change;
use crate::shipping::{apply, parcel, shipment, stop, tell};
use crate::shop::{Counting, NOON, Shop};

crate::on_both_databases! {
    every_table_is_carried_over_or_left_each_after_those_it_refers_to,
}

/// A clock that stands still.
#[derive(Debug)]
struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// A move from one address to another, as it is found.
async fn open(from: &str, to: &str) -> Result<Opened, MoveError> {
    let clock = Arc::new(Standing(AtomicI64::new(NOON.micros())));
    Move::open(from, to, Arc::new(Counting::default()), clock).await
}

async fn ready(from: &Shop, to: &str) -> Move {
    match open(&from.url, to).await.unwrap() {
        Opened::Ready(moving) => *moving,
        Opened::MovedBefore(at) => panic!("moved at {at:?}"),
    }
}

/// Moves a shop to its end.
async fn moved(from: &Shop, to: &str) -> Result<Vec<Carried>, MoveError> {
    let moving = ready(from, to).await;
    let ran = moving.run(drop).await;
    moving.close().await;
    ran
}

/// Moves a shop until it comes to a step, and lets go of it there.
async fn broken_off(from: &Shop, to: &str, at: impl Fn(&Step) -> bool + Send + Sync) {
    let (moving, come) = (ready(from, to).await, Notify::new());
    let run = moving.run(|step| {
        if at(&step) {
            come.notify_one();
        }
    });
    tokio::select! {
        biased;
        () = come.notified() => {}
        ran = run => panic!("it came to its end: {ran:?}"),
    }
    moving.close().await;
}

/// A shop in SQLite with something in every table, and an empty one in PostgreSQL.
async fn two_shops() -> Option<(Shop, Shop)> {
    let to = Shop::on_postgres().await?;
    let from = Shop::on_sqlite().await;
    fill(&from).await;
    Some((from, to))
}

/// Orders in several states, a photograph, a letter, settings; and by hand what else there is, with numbers, texts and
/// moments that the two databases write differently.
async fn fill(shop: &Shop) {
    let variant = shop.variant(50).await;
    shop.order(variant, 1).await;
    shop.start(&shop.order(variant, 2).await).await;
    let (paid, _) = shop.paid(variant).await;
    tell(shop, &shipment(shop).await, Command::Label(parcel()), NOON + seconds(3)).await;
    let asked = tell(shop, &shipment(shop).await, Command::Label(parcel()), NOON + seconds(3)).await;
    apply(shop, asked.order, &stop(), NOON + seconds(4)).await;
    shirt(shop).await;
    hang(shop, "front").await;
    hang(shop, "back").await;
    assert_eq!(shop.main.settings().keep(change(shop, 0, demo())).await, Ok(true));
    shop.main.sessions().create(shop.guest(), "hash".to_owned()).await.unwrap();
    let content = Content::Placed { order: paid.details.clone() };
    let id = LetterId(shop.ids.uuid());
    let letter = posted(id, None, &paid.details.email, Lang::Ko, content, NOON + minutes(10));
    shop.main.letters().post(letter, None).await.unwrap();
    let (outbox, waiting) = (shop.main.outbox(), shop.due(ConsumerName::MyPage).await);
    outbox.rejected(ConsumerName::MyPage, waiting[0].position, "nicht", None, NOON).await.unwrap();
    let next = Some(NOON + days(9));
    outbox.rejected(ConsumerName::MyPage, waiting[1].position, "noch nicht", next, NOON).await.unwrap();
    outbox.pause(ConsumerName::Mail, true).await.unwrap();
    for statement in REST {
        shop.execute(statement).await;
    }
    for table in TABLES {
        assert!(shop.rows(table).await > 0, "nothing is tried of {table}: put a row into it");
    }
}

/// What is not made above, so that every table has something.
const REST: [&str; 24] = [
    "INSERT INTO outfits (slug, position, outfit) VALUES ('winter', 1, '{\"b\": 1.50, \"a\": [1e2, null, \"\\u2028\"]}')",
    "INSERT INTO outfit_pieces (outfit, position, garment) VALUES ('winter', 0, 'shirt')",
    "INSERT INTO carts (session_id, version, lines, removed, changed_at)
     VALUES (x'00000000000000000000000000000001', 9223372036854775807, '[]', 'null', '2026-11-22T16:30:00.000001+00:00')",
    "INSERT INTO attempts (id, order_id, version, state, token, amount, currency, sent_at, since, asks)
     SELECT x'0000000000000000000000000000a001', id, 1, 'declined', id, 39000, 'KRW', since, since, 0 FROM orders LIMIT 1",
    "INSERT INTO refunds (id, order_id, attempt_id, version, state, amount, currency, reason, tries, failures, requested_at)
     SELECT id, order_id, id, 1, 'succeeded', 1, 'KRW', '\"cancelled\"', 1, 0, '2026-11-22T16:30:00.5+00:00' FROM attempts",
    "INSERT INTO settlement (id, compared_until) VALUES (1, '1969-12-31T23:59:59.999999+00:00')",
    "INSERT INTO differences (kind, subject, currency, at, day, first_seen, last_seen, theirs)
     VALUES ('capture', 'pi_1', 'KRW', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00',
             '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', -1)",
    "INSERT INTO accounts (id, email, name, password, lang, created_at)
     VALUES (x'0000000000000000000000000000b001', 'haneul@example.com', '김하늘', '$argon2id$', 'ko', '9999-01-01T00:00:00+00:00')",
    "INSERT INTO account_links (hash, account_id, expires) SELECT 'Hash', id, created_at FROM accounts",
    "INSERT INTO openings (hash, email, expires) VALUES ('hash', 'new@example.com', '2026-01-01T00:00:00+00:00')",
    "INSERT INTO addresses (id, account_id, name, phone, postcode, address1, address2, is_default, created_at)
     SELECT id, id, name, '', '04524', '', '', 1, created_at FROM accounts",
    "INSERT INTO opened_orders (device_id, order_id, expires) SELECT session_id, id, since FROM orders",
    "INSERT INTO seller_links (hash, expires) VALUES ('hash', '2026-01-01T00:00:00+00:00')",
    "INSERT INTO staff (id, email, name, role, invited_until, created_at)
     VALUES (x'0000000000000000000000000000c001', 'packer@example.com', '', 'packer',
             '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
     INSERT INTO tries (about, count, last_at)
     SELECT CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'B' ELSE '가' END || i, i, '2026-01-01T00:00:00+00:00' FROM n",
    "INSERT INTO refused_forms (device_id, form, refused, refused_at)
     SELECT id, 'log-in', '{}', created_at FROM accounts",
    "INSERT INTO settings_typed (session_id, version, fields, errors, at) SELECT id, 1, '{}', '[]', created_at FROM accounts",
    "INSERT INTO held_forms (key, fields, held_at) VALUES ('key', '{}', '2026-01-01T00:00:00+00:00')",
    "INSERT INTO order_notes (order_id, at, who, text) SELECT id, since, 'seller', '빨리' FROM orders",
    "DELETE FROM order_notes WHERE id > 2",
    "INSERT INTO mail_orders (order_id, details, refunds, heard_at) SELECT id, details, '[]', since FROM orders",
    "INSERT INTO progress (consumer, order_id, seq) SELECT 'shipping', id, 3 FROM orders",
    "INSERT INTO demo (id, begun_at) VALUES (1, '2026-01-01T00:00:00+00:00')",
    "INSERT INTO alerts (order_id, at, text, seen) SELECT id, since, '알림', 0 FROM orders",
];

/// What makes the databases' own catalogues the judge of the list.
async fn every_table_is_carried_over_or_left_each_after_those_it_refers_to(shop: &Shop) {
    let (tables, references) = if shop.is_postgres() {
        (
            "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relnamespace = 'public'::regnamespace
             AND relkind IN ('r', 'p') AND NOT relispartition",
            "SELECT conrelid::regclass::text || ' ' || confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'",
        )
    } else {
        (
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            "SELECT s.name || ' ' || f.\"table\" FROM sqlite_schema s, pragma_foreign_key_list(s.name) f
             WHERE s.type = 'table'",
        )
    };
    let mut there = shop.words(tables).await;
    let mut known: Vec<_> = TABLES.iter().chain(&LEFT).map(|table| (*table).to_owned()).collect();
    there.sort();
    known.sort();
    assert_eq!(there, known, "a new table: is it carried over, or left?");

    let references = shop.words(references).await;
    let place = |name: &str| TABLES.iter().position(|table| *table == name);
    assert!(!references.is_empty());
    for reference in references {
        let (of, to) = reference.split_once(' ').unwrap();
        assert!(place(to) < place(of), "{of} refers to {to}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_has_moved_goes_on_where_it_was() {
    let Some((from, to)) = two_shops().await else { return };
    let carried = moved(&from, &to.url).await.unwrap();
    assert_eq!(carried.iter().map(|it| it.table).collect::<Vec<_>>(), TABLES);
    for table in &carried {
        assert_eq!(table.rows, from.rows(table.table).await);
    }
    same_shop(&from, &to).await;
    goes_on(&from, &to).await;
}

/// What the ports read of both.
async fn same_shop(from: &Shop, to: &Shop) {
    for consumer in ConsumerName::ALL {
        assert_eq!(to.due(consumer).await, from.due(consumer).await);
    }
    assert!(!to.due(ConsumerName::Shipping).await.is_empty() && to.due(ConsumerName::Mail).await.is_empty());
    let lags = async |shop: &Shop| {
        let mut lags = shop.main.outbox().lags().await.unwrap();
        lags.sort_by_key(|lag| lag.consumer);
        lags
    };
    assert_eq!(lags(to).await, lags(from).await, "who was paused still is");
    assert_eq!(to.main.outbox().dead_letters().await, from.main.outbox().dead_letters().await);
    let all = || AuditQuery { limit: 100, ..AuditQuery::default() };
    assert_eq!(to.main.audit().page(all()).await, from.main.audit().page(all()).await);
    assert_eq!(to.main.settings().kept().await, from.main.settings().kept().await);
    assert_eq!(to.main.sessions().by_hash("hash").await, from.main.sessions().by_hash("hash").await);
    let photographs = to.main.photographs();
    assert_eq!(photographs.of_garment("shirt").await, from.main.photographs().of_garment("shirt").await);
    assert_eq!(photographs.file("front-480").await, Ok(Some(vec![0, 1, 255, 224])));
    let soon = NOON + minutes(20);
    let letters = to.main.letters().due(soon, 9).await;
    assert_eq!((letters.as_ref().map(Vec::len), &letters), (Ok(1), &from.main.letters().due(soon, 9).await));
    assert_eq!(to.stock().await, from.stock().await);
}

/// An order is placed and paid, its events find those who wait for them, and what the database counts goes on as it would
/// have where it came from.
async fn goes_on(from: &Shop, to: &Shop) {
    const NOTE: &str = "INSERT INTO order_notes (order_id, at, who, text)
                        SELECT id, since, 'seller', 'noch' FROM orders ORDER BY id LIMIT 1";
    const LAST_NOTE: &str = "SELECT MAX(id) FROM order_notes";
    const LAST_EVENT: &str = "SELECT MAX(position) FROM outbox";
    to.ids.follow(&from.ids);
    let (events, notes) = (from.number(LAST_EVENT).await, from.number("SELECT COUNT(*) FROM orders").await);
    let (paid, _) = to.paid(to.variant(3).await).await;
    assert!(paid.paid_by.is_some());
    let of_it = to.envelopes(ConsumerName::Shipping, paid.id).await;
    assert_eq!(of_it.iter().map(|it| it.event.name()).collect::<Vec<_>>(), ["OrderPlaced"]);
    assert_eq!(to.number("SELECT MIN(position) FROM outbox").await, 1);
    assert_eq!(to.number(LAST_EVENT).await, events + 3);
    to.execute(NOTE).await;
    assert_eq!(to.number(LAST_NOTE).await, notes + 1, "the number of a note that is gone is not given again");
}

/// A PostgreSQL that never saw a day has no room for its events until the move makes it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_events_of_a_day_move_into_that_day() {
    let Some((from, to)) = two_shops().await else { return };
    for statement in [
        "UPDATE outbox SET position = position + (20800 << 32)",
        "UPDATE deliveries SET position = position + (20800 << 32)",
        "UPDATE sqlite_sequence SET seq = seq + (20800 << 32) WHERE name = 'outbox'",
    ] {
        from.execute(statement).await;
    }
    moved(&from, &to.url).await.unwrap();
    same_shop(&from, &to).await;
    let days = to.words("SELECT DISTINCT CAST(CAST(tableoid AS REGCLASS) AS TEXT) FROM outbox").await;
    assert_eq!(days, ["outbox_day_20800"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_goes_back_has_the_same_checksums() {
    let Some((from, to)) = two_shops().await else { return };
    let there = moved(&from, &to.url).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite:{}/{name}.db", directory.path().display());
    let back = moved(&to, &file("back")).await.unwrap();
    assert_eq!(there, back);
    let back = Shop::on_file(&file("back"), &file("view")).await;
    same_shop(&from, &back).await;
    goes_on(&from, &back).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_was_broken_off_goes_on_there_and_until_then_nobody_serves_it() {
    let Some((from, to)) = two_shops().await else { return };
    broken_off(&from, &to.url, |step| matches!(step, Step::Copying { table: "tries", rows: 512.. })).await;
    let copied = to.number("SELECT copied FROM moving WHERE name = 'tries'").await;
    assert!((512..1_500).contains(&copied) && to.rows("tries").await == copied, "{copied}");

    let served = Database::connect(&to.url, to.ids.clone()).await.unwrap();
    let refused = served.migrate().await;
    assert!(
        matches!(&refused, Err(OpenError::HalfMoved(source)) if source.ends_with("main.db")),
        "{refused:?}"
    );
    let onward = open(&to.url, "sqlite:/nowhere/new.db").await;
    assert!(matches!(onward, Err(MoveError::HalfSource(_))), "{onward:?}");

    let moving = ready(&from, &to.url).await;
    let mut steps = Vec::new();
    moving.run(|step| steps.push(step)).await.unwrap();
    moving.close().await;
    let copying: Vec<_> = steps.iter().filter(|step| matches!(step, Step::Copying { .. })).collect();
    let next = (copied + 256).min(1_500);
    assert_eq!(
        copying.first(),
        Some(&&Step::Copying { table: "tries", rows: next }),
        "nothing is copied twice"
    );
    assert!(steps.contains(&Step::Copied { table: "tries", rows: 1_500 }));
    same_shop(&from, &to).await;
    served.migrate().await.unwrap();
    served.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_was_finished_is_not_done_again() {
    let Some((from, to)) = two_shops().await else { return };
    moved(&from, &to.url).await.unwrap();
    to.ids.follow(&from.ids);
    to.order(to.variant(1).await, 1).await;
    to.main.instances().take_part(InstanceId(to.ids.uuid()), &[Role::Web]).await.unwrap();
    let again = open(&from.url, &to.url).await;
    assert!(matches!(again, Ok(Opened::MovedBefore(NOON))), "{again:?}");
    from.ids.follow(&to.ids);
    from.order(from.variant(1).await, 1).await;
    let ordered_since = open(&from.url, &to.url).await;
    assert!(matches!(ordered_since, Err(MoveError::OrderedSince(NOON))), "{ordered_since:?}");
    let other = Shop::on_sqlite().await;
    let other = open(&other.url, &to.url).await;
    assert!(
        matches!(&other, Err(MoveError::OtherSource(source)) if source.ends_with("main.db")),
        "{other:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_empty_is_left_as_it_is() {
    let Some((from, to)) = two_shops().await else { return };
    to.order(to.variant(1).await, 1).await;
    let refused = open(&from.url, &to.url).await;
    assert!(matches!(refused, Err(MoveError::NotEmpty("garments"))), "{refused:?}");
    assert_eq!((to.rows("consumers").await, to.rows("moves").await, to.rows("orders").await), (5, 0, 1));
    to.main.migrate().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_served_without_an_order_is_filled() {
    let Some((from, to)) = two_shops().await else { return };
    // What was written before there were days is over there, and so its partition is dropped.
    assert_eq!(to.main.outbox().forget(NOON, NOON + days(30)).await, Ok(1));
    moved(&from, &to.url).await.unwrap();
    assert_eq!(to.rows("outbox").await, from.rows("outbox").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_with_tables_of_somebody_elses_is_left_as_it_is() {
    const THEIRS: &str = "CREATE TABLE theirs (word TEXT)";
    const TABLES: &str = "SELECT COUNT(*) FROM sqlite_schema";
    let Some(from) = Shop::on_postgres().await else { return };
    let directory = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}/theirs.db", directory.path().display());
    let file = SqliteConnectOptions::from_str(&to).unwrap().create_if_missing(true);
    let mut theirs = file.connect().await.unwrap();
    sqlx::query(THEIRS).execute(&mut theirs).await.unwrap();
    let refused = open(&from.url, &to).await;
    assert!(matches!(&refused, Err(MoveError::NotOurs(table)) if table == "theirs"), "{refused:?}");
    let tables: i64 = sqlx::query_scalar(TABLES).fetch_one(&mut theirs).await.unwrap();
    assert_eq!(tables, 1, "no schema either");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_moves_a_shop_that_runs_or_into_one_that_does() {
    let Some((from, to)) = two_shops().await else { return };
    let me = InstanceId(from.ids.uuid());
    from.main.instances().take_part(me, &[Role::Web, Role::Mail]).await.unwrap();
    let refused = open(&from.url, &to.url).await;
    assert!(matches!(&refused, Err(MoveError::Served(Side::From, who)) if who == "web, mail"), "{refused:?}");
    from.main.instances().leave(me).await.unwrap();
    to.main.instances().take_part(me, &[Role::Web]).await.unwrap();
    let refused = open(&from.url, &to.url).await;
    assert!(matches!(refused, Err(MoveError::Served(Side::To, _))), "{refused:?}");
    to.main.instances().leave(me).await.unwrap();

    // One that starts while its rows are being carried over is noticed at the end.
    broken_off(&from, &to.url, |step| matches!(step, Step::Compared(it) if it.table == "audit")).await;
    let moving = ready(&from, &to.url).await;
    from.main.instances().take_part(me, &[Role::Web]).await.unwrap();
    let refused = moving.run(drop).await;
    moving.close().await;
    assert!(matches!(refused, Err(MoveError::Served(Side::From, _))), "{refused:?}");
    assert_eq!(to.number("SELECT COUNT(*) FROM moves WHERE finished_at IS NULL").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_not_the_same_is_found_by_its_key() {
    const BITTEN: [(&str, &str, &str, &str); 5] = [
        ("UPDATE tries SET count = count + 1 WHERE about = '가8'", "tries", "가8", "its count differs"),
        (
            "UPDATE tries SET count = 8 WHERE about = '가8'; DELETE FROM tries WHERE about = 'B4'",
            "tries",
            "B4",
            "only the database to move from has this row",
        ),
        (
            "INSERT INTO tries (about, count, last_at) VALUES ('B4', 4, '2026-01-01T00:00:00Z'), ('B40000', 1, now())",
            "tries",
            "B40000",
            "only the database to move to has this row",
        ),
        (
            "DELETE FROM tries WHERE about = 'B40000';
          UPDATE outfits SET outfit = jsonb_set(outfit, '{a}', '[100, null]')",
            "outfits",
            "winter",
            "its outfit differs",
        ),
        (
            "UPDATE outfits SET outfit = '{\"a\": [100, null, \"\\u2028\"], \"b\": 1.5}';
          UPDATE photograph_files SET bytes = 'x' WHERE width = 960",
            "photograph_files",
            ", 960",
            "its bytes differs",
        ),
    ];
    let Some((from, to)) = two_shops().await else { return };
    broken_off(&from, &to.url, |step| matches!(step, Step::Compared(_))).await;
    for (statements, in_table, at, how) in BITTEN {
        for statement in statements.split(';') {
            to.execute(statement).await;
        }
        let found = moved(&from, &to.url).await;
        let Err(MoveError::Differs { table, key, what }) = &found else { panic!("{how}: {found:?}") };
        assert_eq!((*table, what.as_str()), (in_table, how));
        assert!(key.ends_with(at), "{key}");
    }
    let said = moved(&from, &to.url).await.unwrap_err().to_string();
    assert!(said.contains("photograph_files") && said.contains("move again"), "{said}");
}

/// SQLite takes texts that PostgreSQL does not: those with a NUL in them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_the_other_database_does_not_take_is_named_and_the_move_goes_on_once_it_is_mended() {
    let Some((from, to)) = two_shops().await else { return };
    from.execute("UPDATE tries SET about = about || char(0) || 'end' WHERE about = 'a300'").await;
    let refused = moved(&from, &to.url).await;
    let Err(MoveError::Refused { table: "tries", key, .. }) = &refused else { panic!("{refused:?}") };
    assert!(key.starts_with("a300"));
    from.execute("UPDATE tries SET about = 'a300' WHERE about LIKE 'a300%'").await;
    moved(&from, &to.url).await.unwrap();
}

/// As one leaves it that is stopped while it gives an empty database its schema.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_broke_off_at_its_very_beginning_goes_on() {
    let Some((from, to)) = two_shops().await else { return };
    let pool = PgPool::connect(&to.url).await.unwrap();
    sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public").execute(&pool).await.unwrap();
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    Migrator::new(migrations).await.unwrap().run_to(14, &pool).await.unwrap();
    pool.close().await;
    moved(&from, &to.url).await.unwrap();
}

#[tokio::test]
async fn a_shop_of_another_version_is_not_moved() {
    const TO: &str = "postgres://localhost/none";
    let from = Shop::on_sqlite().await;
    from.execute(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    assert!(matches!(open(&from.url, TO).await, Err(MoveError::Newer(Side::From))));
    from.execute("DELETE FROM _sqlx_migrations WHERE version IN (30, 9999)").await;
    assert!(matches!(open(&from.url, TO).await, Err(MoveError::Older(Side::From))));
    from.execute("DELETE FROM _sqlx_migrations").await;
    assert!(matches!(open(&from.url, TO).await, Err(MoveError::NoShop(Side::From))));
}
