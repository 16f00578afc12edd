//! What a plan decides, as a pure matter.

use serde_json::json;

use super::*;

const CONFIRM: &str = "POST /v1/payment_intents/{id}/confirm";
const REFUND: &str = "POST /v1/refunds";
const WINDOW: &str = "POST /toss/window/{payment_key}";

fn rule(fault: Fault) -> Rule {
    Rule { fault, on: None, probability: 1.0, times: None }
}

fn running(plan: FaultPlan) -> Faults {
    let faults = Faults::default();
    faults.set(plan);
    faults
}

fn fates(faults: &Faults, endpoint: &str, count: usize) -> Vec<Fate> {
    let endpoint = Endpoint::named(endpoint);
    (0..count).map(|_| faults.of_request(&endpoint)).collect()
}

fn half(seed: u64) -> FaultPlan {
    FaultPlan { seed, rules: vec![Rule { probability: 0.5, ..rule(Fault::RateLimited {}) }] }
}

#[test]
fn the_same_seed_decides_the_same_and_another_decides_otherwise() {
    let first = fates(&running(half(7)), CONFIRM, 64);
    assert_eq!(first, fates(&running(half(7)), CONFIRM, 64));
    assert_ne!(first, fates(&running(half(8)), CONFIRM, 64));
}

#[test]
fn calls_of_other_endpoints_change_nothing() {
    let alone = fates(&running(half(7)), CONFIRM, 32);
    let faults = running(half(7));
    let mixed: Vec<Fate> = (0..32)
        .map(|_| {
            fates(&faults, REFUND, 3);
            fates(&faults, CONFIRM, 1)[0]
        })
        .collect();
    assert_eq!(alone, mixed);
}

#[test]
fn a_probability_is_about_kept() {
    let hit = |probability| {
        let rules = vec![Rule { probability, ..rule(Fault::Hang {}) }];
        let fates = fates(&running(FaultPlan { seed: 1, rules }), CONFIRM, 10_000);
        fates.iter().filter(|fate| fate.fault.is_some()).count()
    };
    assert_eq!((hit(0.0), hit(1.0)), (0, 10_000));
    assert!((900..1_100).contains(&hit(0.1)), "{}", hit(0.1));
}

#[test]
fn a_rule_hits_where_it_is_meant_and_so_often_as_it_is_told() {
    let once = Rule { on: Some(REFUND.to_owned()), times: Some(1), ..rule(Fault::Hang {}) };
    let faults = running(FaultPlan { seed: 1, rules: vec![once] });
    assert_eq!(fates(&faults, CONFIRM, 2), [Fate::default(); 2]);
    assert_eq!(
        fates(&faults, REFUND, 2),
        [Fate { latency: None, fault: Some(Fault::Hang {}) }, Fate::default()]
    );
    assert_eq!(faults.report().hits, [1]);
}

#[test]
fn the_buyers_pages_are_left_alone_unless_they_are_named() {
    let faults = running(FaultPlan { seed: 1, rules: vec![rule(Fault::Hang {})] });
    assert_eq!(fates(&faults, WINDOW, 1), [Fate::default()]);
    let named = Rule { on: Some(WINDOW.to_owned()), ..rule(Fault::Hang {}) };
    let faults = running(FaultPlan { seed: 1, rules: vec![named] });
    assert_eq!(fates(&faults, WINDOW, 1)[0].fault, Some(Fault::Hang {}));
}

#[test]
fn latency_comes_on_top_of_the_first_other_fault() {
    let rules = [
        Fault::Latency { ms: 50, up_to_ms: Some(60) },
        Fault::Unreadable {},
        Fault::RateLimited {},
        Fault::Latency { ms: 1_000, up_to_ms: None },
    ];
    let faults = running(FaultPlan { seed: 1, rules: rules.map(rule).to_vec() });
    for Fate { latency, fault } in fates(&faults, CONFIRM, 20) {
        let latency = latency.expect("every call is late").as_millis();
        assert!((50..=60).contains(&latency), "{latency}");
        assert_eq!(fault, Some(Fault::Unreadable {}));
    }
    assert_eq!(faults.report().hits, [20, 20, 0, 0]);
}

#[test]
fn events_meet_the_faults_of_webhooks_alone() {
    let rules = vec![
        rule(Fault::Hang {}),
        Rule { on: Some("DONE".to_owned()), ..rule(Fault::WebhookTwice {}) },
        rule(Fault::WebhookLate { delay_ms: 5 }),
    ];
    let faults = running(FaultPlan { seed: 1, rules });
    assert_eq!(faults.of_event("DONE"), Some(Fault::WebhookTwice {}));
    assert_eq!(faults.of_event("ABORTED"), Some(Fault::WebhookLate { delay_ms: 5 }));
    assert_eq!(fates(&faults, CONFIRM, 1)[0].fault, Some(Fault::Hang {}));
}

#[test]
fn a_plan_is_read_from_json_and_a_misspelt_one_is_refused() {
    let plan = json!({
        "seed": 7,
        "rules": [
            { "fault": { "kind": "error", "status": 500, "when": "after" }, "on": CONFIRM, "probability": 0.25 },
            { "fault": { "kind": "late_success", "shown": "declined", "delay_ms": 250 }, "times": 1 },
            { "fault": { "kind": "webhook_lost" } },
        ],
    });
    let read: FaultPlan = serde_json::from_value(plan).expect("a plan");
    assert_eq!(
        read.rules[0],
        Rule {
            on: Some(CONFIRM.to_owned()),
            probability: 0.25,
            ..rule(Fault::Error { status: 500, when: When::After })
        }
    );
    assert_eq!(read.rules[1].times, Some(1));
    assert_eq!(read.rules[2], rule(Fault::WebhookLost {}));
    for wrong in [
        json!({ "seeds": 7 }),
        json!({ "rules": [{ "fault": { "kind": "hang" }, "probabilty": 0.1 }] }),
        json!({ "rules": [{ "fault": { "kind": "hang", "ms": 1 } }] }),
        json!({ "rules": [{ "fault": { "kind": "explode" } }] }),
    ] {
        assert!(serde_json::from_value::<FaultPlan>(wrong.clone()).is_err(), "{wrong}");
    }
}
