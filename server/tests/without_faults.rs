//! What the program must not contain: the names of crash points and of rules that can be left out. They exist behind
//! the feature `faults`, which `cargo xtask faults` alone turns on.

#![cfg(not(feature = "faults"))]

/// Of each kind some, as the source has them.
const NAMES: [&str; 9] = [
    "order.paid",
    "order.cancel_requested",
    "attempt.approved",
    "refund.succeeded",
    "shipment.stop_asked",
    "before_commit",
    "unknown-is-not-declined",
    "refund-asks-first",
    "mypage-is-written",
];

#[test]
fn the_program_does_not_know_the_names_of_crash_points_and_guards() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_hanbeol")).unwrap();
    let text = String::from_utf8_lossy(&program);
    let found: Vec<_> = NAMES.iter().filter(|name| text.contains(**name)).collect();
    assert!(found.is_empty(), "built with the feature faults? it holds {found:?}");
    assert!(text.contains("OrderCancelRequested"), "the search finds what is there");
}
