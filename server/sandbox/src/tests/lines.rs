//! Faults of connections, seen by a client over TCP.

use std::io::ErrorKind;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::tests::harness::{API_KEY, TestSandbox, VISA};

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    (listener, address)
}

/// Serves it: its own address.
async fn served(sandbox: &TestSandbox) -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(crate::serve(listener, sandbox.service.clone(), std::future::pending()));
    address
}

/// A confirmation with a good card, sent and not yet answered.
async fn sent(address: SocketAddr, intent: &str) -> TcpStream {
    let body = format!("payment_method_data%5Bcard%5D%5Bnumber%5D={VISA}");
    let request = format!(
        "POST /v1/payment_intents/{intent}/confirm HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {API_KEY}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    stream
}

/// All that comes back.
async fn answer(address: SocketAddr, intent: &str) -> Result<String, ErrorKind> {
    let mut text = String::new();
    let read = sent(address, intent).await.read_to_string(&mut text).await;
    read.map(|_| text).map_err(|error| error.kind())
}

/// What a fault leaves of an answer, and how many captures it leaves behind.
async fn under(fault: Value) -> (Result<String, ErrorKind>, usize) {
    let sandbox = TestSandbox::start().await;
    let (address, intent) = (served(&sandbox).await, sandbox.create().await);
    sandbox.faults(json!([{ "fault": fault }])).await;
    (answer(address, &intent).await, sandbox.captures().await.len())
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_capture() {
    let reset = Err(ErrorKind::ConnectionReset);
    assert_eq!(under(json!({ "kind": "reset", "when": "before" })).await, (reset.clone(), 0));
    assert_eq!(under(json!({ "kind": "reset", "when": "after" })).await, (reset, 1));
}

#[tokio::test]
async fn a_connection_is_closed_in_order_without_a_word_after_the_capture() {
    assert_eq!(under(json!({ "kind": "hang_up" })).await, (Ok(String::new()), 1));
}

#[tokio::test]
async fn an_answer_is_lost_after_the_capture() {
    let sandbox = TestSandbox::start().await;
    let (address, intent) = (served(&sandbox).await, sandbox.create().await);
    sandbox.faults(json!([{ "fault": { "kind": "hang" }, "times": 1 }])).await;
    let mut waiting = sent(address, &intent).await;
    while sandbox.captures().await.is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(waiting.try_read(&mut [0; 1]).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    waiting.shutdown().await.expect("the caller gives up");
    drop(waiting);
    assert_eq!(sandbox.status_of(&intent).await, "succeeded");
}

#[tokio::test]
async fn a_provider_that_refuses_takes_no_connection_until_control_brings_it_back() {
    let sandbox = TestSandbox::start().await;
    let (address, intent) = (served(&sandbox).await, sandbox.create().await);
    let (listener, control) = listener().await;
    tokio::spawn(crate::serve_control(listener, sandbox.service.clone(), std::future::pending()));
    let turn = async |dead: Value| {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = client.post(format!("http://{control}/control")).json(&json!({ "dead": dead }));
        request.send().await.expect("control answers").status().as_u16()
    };
    assert_eq!(turn(json!("refusing")).await, 200);
    while let Ok(stream) = TcpStream::connect(address).await {
        drop(stream);
        tokio::task::yield_now().await;
    }
    let refused = TcpStream::connect(address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(turn(Value::Null).await, 200);
    while TcpStream::connect(address).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(answer(address, &intent).await.expect("an answer").starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_provider_that_hangs_takes_the_call_and_does_nothing() {
    let sandbox = TestSandbox::start().await;
    let (address, intent) = (served(&sandbox).await, sandbox.create().await);
    sandbox.control("/control", json!({ "dead": "hanging" })).await;
    let waiting = sent(address, &intent).await;
    while sandbox.get("/control/calls").await.body["total"] != json!(2) {
        tokio::task::yield_now().await;
    }
    assert_eq!(waiting.try_read(&mut [0; 1]).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
    drop(waiting);
    sandbox.control("/control", json!({})).await;
    assert_eq!(sandbox.status_of(&intent).await, "requires_payment_method");
}

#[tokio::test]
async fn it_listens_on_the_loopback_interface_only() {
    let sandbox = TestSandbox::start().await;
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let refused = crate::serve(listener, sandbox.service.clone(), async {}).await.expect_err("refused");
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let refused = crate::serve_control(listener, sandbox.service, async {}).await.expect_err("refused");
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}
