//! What holds for commands whatever they do: together or alone, and until the database is closed.

use std::fs;
use std::path::Path;

use events::{ConsumerName, Role};
use kernel::{Ids, InstanceId};
use order::Placed;
use store::{Database, OpenError, ViewDatabase};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    a_command_that_fails_harms_no_other,
    a_database_that_is_open_is_ready,
    what_was_asked_for_before_the_closing_is_done_and_nothing_after,
    migrating_again_changes_nothing,
    a_schema_that_a_newer_program_has_written_is_refused,
    an_empty_database_is_a_demos_for_the_asking,
    a_demo_takes_what_a_demo_began_or_nobody_and_no_other_shop,
    a_database_of_orders_is_none_of_the_view_nor_the_other_way,
}

/// All at once, so that one writer takes them in groups: three orders that are placed, one that is sold out and
/// one whose row the database refuses, in turn.
async fn a_command_that_fails_harms_no_other(shop: &Shop) {
    let (variant, sold_out) = (shop.variant(99).await, shop.variant(0).await);
    let session = shop.guest();
    shop.main.sessions().create(session.clone(), "hash".to_owned()).await.unwrap();
    let (orders, sessions) = (shop.main.orders(), shop.main.sessions());
    let mut opened = Vec::new();
    for i in 0..40 {
        let variant = if i % 4 == 3 { sold_out } else { variant };
        opened.push(shop.open_order(&shop.draft(shop.session(), variant, 1).await));
    }

    let placed = futures::future::join_all(opened.iter().cloned().map(|(decided, draft)| {
        let (orders, sessions, session) = (&orders, &sessions, session.clone());
        async move {
            let (placed, refused) =
                tokio::join!(orders.place(decided, draft, None), sessions.create(session, "hash".to_owned()));
            assert!(refused.is_err());
            placed.unwrap()
        }
    }));

    for (i, placed) in placed.await.into_iter().enumerate() {
        let sold_out = Placed::SoldOut(sold_out);
        assert_eq!(placed, if i % 4 == 3 { sold_out } else { Placed::Done });
        let order = orders.order(opened[i].0.order.id).await.unwrap();
        assert_eq!(order.is_some(), placed == Placed::Done);
    }
    assert_eq!(shop.stock().await, (99, 30));
    assert_eq!(shop.due(ConsumerName::MyPage).await.len(), 30);
}

async fn a_database_that_is_open_is_ready(shop: &Shop) {
    assert_eq!(shop.main.ready().await, Ok(()));
    assert_eq!(shop.view.ready().await, Ok(()));
}

async fn what_was_asked_for_before_the_closing_is_done_and_nothing_after(shop: &Shop) {
    let draft = shop.draft(shop.session(), shop.variant(1).await, 1).await;
    let (decided, placed) = shop.open_order(&draft);
    let orders = shop.main.orders();
    let (placed, ()) = tokio::join!(orders.place(decided, placed, None), shop.main.close());
    assert_eq!(placed, Ok(Placed::Done));
    shop.main.closed().await;
    assert!(shop.main.ready().await.is_err());
    assert!(shop.main.drafts().save(draft).await.is_err());
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
}

async fn migrating_again_changes_nothing(shop: &Shop) {
    let order = shop.order(shop.variant(1).await, 1).await;
    shop.main.migrate().await.unwrap();
    assert_eq!(shop.reread(order.id).await, order);
}

async fn a_schema_that_a_newer_program_has_written_is_refused(shop: &Shop) {
    const NEWER: &str = "
        INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 9999, description, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    shop.execute(NEWER).await;
    let refused = shop.main.migrate().await;
    assert!(matches!(refused, Err(OpenError::Newer(9999))), "{refused:?}");
}

async fn a_demo_takes_what_a_demo_began_or_nobody_and_no_other_shop(shop: &Shop) {
    let me = InstanceId(shop.ids.uuid());
    shop.main.instances().take_part(me, &[Role::Web]).await.unwrap();
    assert_eq!(shop.main.take_for_demo(false, NOON).await, Ok(false), "somebody else is about to fill it");
    shop.main.instances().leave(me).await.unwrap();
    let order = shop.order(shop.variant(1).await, 1).await;
    assert_eq!(shop.main.take_for_demo(false, NOON).await, Ok(false), "it sells already");
    assert_eq!(shop.rows("demo").await, 0);
    assert_eq!(shop.main.take_for_demo(true, NOON).await, Ok(true), "its own file");
    assert_eq!(shop.main.take_for_demo(false, NOON).await, Ok(true), "known from now on");
    assert_eq!((shop.rows("demo").await, shop.reread(order.id).await), (1, order));
}

async fn an_empty_database_is_a_demos_for_the_asking(shop: &Shop) {
    assert_eq!(shop.main.take_for_demo(false, NOON).await, Ok(true));
    shop.order(shop.variant(1).await, 1).await;
    assert_eq!(shop.main.take_for_demo(false, NOON).await, Ok(true));
}

async fn a_database_of_orders_is_none_of_the_view_nor_the_other_way(shop: &Shop) {
    let order = shop.order(shop.variant(1).await, 1).await;
    let view = ViewDatabase::connect(&shop.url, shop.ids.clone()).await.unwrap();
    let refused = view.migrate().await;
    assert!(matches!(refused, Err(OpenError::Other(1))), "{refused:?}");
    let main = Database::connect(&shop.view_url, shop.ids.clone()).await.unwrap();
    let refused = main.migrate().await;
    assert!(matches!(refused, Err(OpenError::Other(1))), "{refused:?}");
    view.close().await;
    main.close().await;
    assert_eq!(shop.reread(order.id).await, order);
}

/// While instances are replaced one after the other, the program of the version before runs over the new schema and may
/// miss nothing there (docs/scale-out.md). The versions up to this one were never replaced so.
const BEGINNINGS: u32 = 22;

#[test]
fn a_migration_takes_nothing_away_that_the_program_before_it_uses() {
    let mut read = 0;
    for folder in ["sqlite", "postgres", "view/sqlite", "view/postgres"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let version: u32 = path.file_name().unwrap().to_str().unwrap()[..4].parse().unwrap();
            if version > BEGINNINGS || path.components().any(|part| part.as_os_str() == "view") {
                assert_eq!(taken(&fs::read_to_string(&path).unwrap()), None, "{}", path.display());
                read += 1;
            }
        }
    }
    assert!(read > 8, "{read}");
    assert_eq!(taken("ALTER TABLE a DROP COLUMN b;").as_deref(), Some("ALTER TABLE A DROP COLUMN B"));
    assert!(
        taken("-- more\nALTER TABLE a\n ADD COLUMN b TEXT NOT NULL;").is_some(),
        "old programs write none"
    );
    assert_eq!(taken("ALTER TABLE a ADD COLUMN b TEXT NOT NULL DEFAULT '';"), None);
}

/// The first statement after which a program that knew the schema before it would fail.
fn taken(sql: &str) -> Option<String> {
    const TAKES: [&str; 5] =
        [" DROP COLUMN ", "DROP TABLE ", " RENAME COLUMN ", " SET NOT NULL", " SET DATA TYPE "];
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join(" ").to_uppercase();
    let statements = text.split(';').map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    let fails = |it: &String| {
        let demands = it.contains(" ADD COLUMN ") && it.contains(" NOT NULL") && !it.contains(" DEFAULT ");
        demands || TAKES.iter().any(|takes| it.contains(takes))
    };
    statements.into_iter().find(fails)
}
