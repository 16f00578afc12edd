//! What the program takes from its environment, asked of the program itself.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::process::{Command, Output};

fn hanbeol(command: &str, variables: &[(&str, &str)]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hanbeol"));
    program.arg(command).env_clear().envs(variables.iter().copied()).output().unwrap()
}

/// What is said by a shop that lacks all it needs, but understood what it was given.
fn said_by_serve(variables: &[(&str, &str)]) -> String {
    let said = String::from_utf8(hanbeol("serve", variables).stderr).unwrap();
    assert!(said.starts_with("hanbeol: ") && said.contains("Missing:"), "{said}");
    said
}

#[test]
fn an_empty_variable_is_an_unset_one() {
    let all = ["DATABASE", "ROLES", "LISTEN", "PROXIES", "DRAIN", "PROVIDER", "PAYMENT_KEY_FILE", "LOG_JSON"];
    let names = all.map(|name| format!("HANBEOL_{name}"));
    let said = said_by_serve(&names.each_ref().map(|name| (name.as_str(), "")));
    assert!(said.contains("HANBEOL_DATABASE (--database)") && said.contains("HANBEOL_PROVIDER"), "{said}");
}

#[test]
fn switches_and_lists_are_taken_as_people_write_them() {
    for on in ["1", "true", "yes", "on"] {
        said_by_serve(&[
            ("HANBEOL_POSTCODE_SEARCH", on),
            ("HANBEOL_LOG_JSON", on),
            ("HANBEOL_ROLES", "web, relay"),
        ]);
    }
}

#[test]
fn what_is_not_understood_is_named() {
    for (name, value, told) in
        [("HANBEOL_LOG_JSON", "maybe", "--log-json"), ("HANBEOL_ROLES", "web,kitchen", "kitchen")]
    {
        let output = hanbeol("serve", &[(name, value)]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(told), "{name}={value}: {said}");
    }
}
