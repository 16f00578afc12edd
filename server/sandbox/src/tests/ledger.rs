//! The ledger's file: what survives the process, and the step from the ledger of one face.

use axum::http::StatusCode;

use crate::Ledger;
use crate::tests::harness::{INTENT, TestSandbox, VISA};

#[tokio::test]
async fn captures_refunds_and_first_answers_survive_the_process() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("sandbox.db");
    let open = async || TestSandbox::over(Ledger::open(&path).await.expect("the ledger opens"));

    let before = open().await;
    let first = before.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert_eq!(before.confirm(first.id(), VISA).await.status, StatusCode::OK);
    assert_eq!(before.refund(first.id(), "9000").await.status, StatusCode::OK);
    let ledger = before.get("/ledger").await;
    drop(before);

    let after = open().await;
    assert_eq!(after.status_of(first.id()).await, "succeeded");
    assert_eq!(after.get("/ledger").await.body, ledger.body);
    let replayed = after.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(replayed.replayed);
    assert_eq!(replayed.body, first.body);
    assert_eq!(after.refund(first.id(), "30001").await.error().2, "amount_too_large");
}

#[tokio::test]
async fn an_older_ledger_keeps_its_captures_refunds_and_keys() {
    use sqlx::{ConnectOptions, Connection};
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("sandbox.db");
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut old = file.connect().await.expect("a file");
    let mut first = sqlx::migrate!("./migrations");
    first.migrations.to_mut().truncate(1);
    first.run_direct(None, &mut old, false).await.expect("the first step");
    sqlx::raw_sql(
        "INSERT INTO payment_intents (id, amount, currency, metadata, status, latest_charge, refunded, created_at,
                                      captured_at)
         VALUES ('pi_1', 39000, 'krw', '{\"attempt\":\"a-1\"}', 'succeeded', 'ch_1', 9000, 1, 2);
         INSERT INTO refunds (id, payment_intent, charge, amount, currency, metadata, created_at)
         VALUES ('re_1', 'pi_1', 'ch_1', 9000, 'krw', '{}', 3);",
    )
    .execute(&mut old)
    .await
    .expect("an older ledger");
    old.close().await.expect("closed");

    let sandbox = TestSandbox::over(Ledger::open(&path).await.expect("the ledger opens"));
    let captures = sandbox.captures().await;
    assert_eq!(captures.len(), 1);
    assert_eq!(
        (&captures[0]["intent"], &captures[0]["metadata"]["attempt"]),
        (&"pi_1".into(), &"a-1".into())
    );
    assert_eq!(captures[0]["refunds"][0]["amount"], 9000);
    assert_eq!(sandbox.refund("pi_1", "30001").await.error().2, "amount_too_large");
}
