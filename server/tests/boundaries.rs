//! The walls of the house, as `ARCHITECTURE.md` draws them: which crate may name which, what never reaches a
//! browser, and what stands on the top level. Read from cargo and from the files, so that a wall cannot be moved
//! without this test.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

const CONTEXTS: [&str; 8] =
    ["catalogue", "customer", "desk", "mail", "order", "payment", "settings", "shipping"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap()
}

fn package<'m>(metadata: &'m Metadata, name: &str) -> &'m Package {
    metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap()
}

/// What a crate names outside its tests, optional or not.
fn dependencies(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let used =
        package(metadata, name).dependencies.iter().filter(|it| it.kind != DependencyKind::Development);
    used.map(|dependency| dependency.name.clone()).collect()
}

/// What a crate names of this workspace.
fn ours(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let members: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    dependencies(metadata, name).intersection(&members).cloned().collect()
}

fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_kernel_names_nobody_and_the_events_only_the_kernel() {
    let metadata = metadata();
    assert_eq!(ours(&metadata, "kernel"), names([]));
    assert_eq!(ours(&metadata, "events"), names(["kernel"]));
}

#[test]
fn a_context_names_kernel_and_events_and_never_another_context() {
    let metadata = metadata();
    for context in CONTEXTS {
        assert_eq!(ours(&metadata, context), names(["events", "kernel"]), "{context}");
    }
}

#[test]
fn no_context_knows_a_database_a_network_or_a_page() {
    let metadata = metadata();
    let outside =
        names(["sqlx", "axum", "leptos", "reqwest", "http", "tower", "hyper", "leptos_axum", "lettre"]);
    for inside in CONTEXTS.into_iter().chain(["kernel", "events"]) {
        let named = dependencies(&metadata, inside);
        assert!(named.is_disjoint(&outside), "{inside} names {:?}", named.intersection(&outside));
    }
}

#[test]
fn the_store_names_the_contexts_and_only_the_program_names_the_store() {
    let metadata = metadata();
    assert_eq!(ours(&metadata, "store"), names(CONTEXTS.into_iter().chain(["events", "kernel"])));
    for package in &metadata.packages {
        let named = ours(&metadata, &package.name);
        // The runs of faults read Main as MyPage would.
        let may = matches!(package.name.as_str(), "server" | "chaos");
        assert!(may || !named.contains("store"), "{} names the store", package.name);
    }
}

#[test]
fn only_the_store_the_sandboxs_ledger_and_what_looks_past_the_ports_speak_sql() {
    let metadata = metadata();
    for package in &metadata.packages {
        let speaks = dependencies(&metadata, &package.name).contains("sqlx");
        let may = matches!(package.name.as_str(), "store" | "sandbox" | "bench" | "checker" | "chaos");
        assert!(may || !speaks, "{} names sqlx", package.name);
    }
}

#[test]
fn the_checker_reads_books_and_runs_nothing() {
    assert_eq!(ours(&metadata(), "checker"), names(["customer", "events", "kernel", "sandbox"]));
}

#[test]
fn the_program_is_built_without_faults_unless_somebody_asks() {
    let metadata = metadata();
    let server = package(&metadata, "server");
    assert!(!server.features.get("default").is_some_and(|on| on.contains(&"faults".to_owned())));
    for package in &metadata.packages {
        let asks = |it: &&cargo_metadata::Dependency| it.name == "server" && !it.features.is_empty();
        assert_eq!(package.dependencies.iter().filter(asks).count(), 0, "{}", package.name);
    }
}

#[test]
fn the_sandbox_knows_nothing_of_the_shop() {
    assert_eq!(ours(&metadata(), "sandbox"), names(["kernel"]));
}

#[test]
fn the_application_names_the_contexts_under_ssr_alone() {
    let metadata = metadata();
    let app = package(&metadata, "app");
    let server_side = names(CONTEXTS.into_iter().chain(["events", "axum", "leptos_axum"]));
    for dependency in app.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal) {
        assert!(!server_side.contains(&dependency.name) || dependency.optional, "{}", dependency.name);
    }
    for (feature, turns_on) in app.features.iter().filter(|(feature, _)| *feature != "ssr") {
        let wanted = turns_on.iter().map(|it| it.trim_start_matches("dep:").split('/').next().unwrap());
        let leaked: Vec<_> = wanted.filter(|name| server_side.contains(*name) || *name == "ssr").collect();
        assert!(leaked.is_empty(), "feature {feature} turns on {leaked:?}");
    }
    assert!(!ours(&metadata, "app").contains("store") && !ours(&metadata, "app").contains("server"));
}

/// The metadata of a workspace unites the features that all its members ask for, so what one browser build holds is
/// asked of `cargo tree`.
#[test]
fn nothing_of_the_server_reaches_a_browser() {
    let server_side: Vec<&str> = CONTEXTS
        .into_iter()
        .chain([
            "events",
            "store",
            "server",
            "sandbox",
            "sqlx",
            "sqlx-core",
            "tokio",
            "axum",
            "hyper",
            "reqwest",
        ])
        .collect();
    for feature in ["storefront", "desk"] {
        let tree = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--package", "frontend", "--features", feature])
            .args(["--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none"])
            .current_dir(root())
            .output()
            .unwrap();
        let said = String::from_utf8(tree.stdout).unwrap();
        assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        let crates: BTreeSet<&str> = said.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(crates.contains("app") && crates.contains("kernel"), "{said}");
        let leaked: Vec<_> = server_side.iter().filter(|name| crates.contains(*name)).collect();
        assert!(leaked.is_empty(), "{feature} holds {leaked:?}");
    }
}

#[test]
fn the_top_level_holds_what_the_customer_named_and_what_tools_need() {
    let named =
        ["Cargo.toml", "README.md", "app", "docs", "end2end", "frontend", "public", "server", "style"];
    let tools = ["Cargo.lock", "LICENSE", "deny.toml", "rust-toolchain.toml", "rustfmt.toml", "xtask"];
    let known = names(named.into_iter().chain(tools));
    // Dot files are tools' own; the rest is what git ignores.
    let made = names(["target", "node_modules"]);
    let there =
        std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let unknown: Vec<_> = there
        .filter(|name| !name.starts_with('.') && !known.contains(name) && !made.contains(name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?} on the top level");
}

#[test]
fn every_crate_of_the_server_lives_under_server() {
    for package in &metadata().packages {
        let inside = package.manifest_path.strip_prefix(root()).unwrap().parent().unwrap().to_string();
        let name = package.name.as_str();
        let expected = match name {
            "app" | "frontend" | "server" | "xtask" => name.to_owned(),
            _ => format!("server/{name}"),
        };
        assert_eq!(inside, expected);
    }
}

/// Buyers do not load the seller's islands, nor the seller the buyers': each stands behind the feature of its side.
/// What both sides use stands in `ui/`, and islands do not.
#[test]
fn every_island_is_in_the_build_of_its_side_alone() {
    let source = root().join("app/src");
    let mut islands = BTreeMap::new();
    for file in rust_files(&source) {
        let text = std::fs::read_to_string(&file).unwrap();
        if text.lines().any(|line| line.trim_start().starts_with("#[island")) {
            let module = file.strip_prefix(&source).unwrap().to_owned();
            let side = if module.starts_with("seller") { "desk" } else { "storefront" };
            islands.insert(module, side);
        }
    }
    assert!(
        islands.values().any(|side| *side == "desk") && islands.values().any(|side| *side == "storefront")
    );
    for (module, side) in &islands {
        assert_eq!(
            gate_of(&source, module).as_deref(),
            Some(side_gate(side).as_str()),
            "{}",
            module.display()
        );
    }
}

fn side_gate(side: &str) -> String {
    format!("#[cfg(any(feature = \"ssr\", feature = \"{side}\"))]")
}

/// The attribute above the line that declares a module, or the nearest of its parents that has one.
fn gate_of(source: &Path, module: &Path) -> Option<String> {
    let (mut folder, mut name) = (module.parent()?.to_owned(), module.file_stem()?.to_str()?.to_owned());
    loop {
        if name == "mod" {
            name = folder.file_name()?.to_str()?.to_owned();
            folder = folder.parent()?.to_owned();
        }
        if let Some(gate) = declaration(source, &folder, &name) {
            return Some(gate);
        }
        name = folder.file_name()?.to_str()?.to_owned();
        folder = folder.parent()?.to_owned();
    }
}

fn declaration(source: &Path, folder: &Path, name: &str) -> Option<String> {
    let inside = source.join(folder);
    let parents = [inside.join("mod.rs"), inside.with_extension("rs"), inside.join("lib.rs")];
    let text = parents.iter().find_map(|file| std::fs::read_to_string(file).ok())?;
    let lines: Vec<&str> = text.lines().collect();
    let declared = |line: &str| {
        line.trim_start_matches("pub ").trim_start_matches("pub(crate) ") == format!("mod {name};")
    };
    let at = lines.iter().position(|line| declared(line))?;
    lines.get(at.checked_sub(1)?).filter(|line| line.starts_with("#[cfg(")).map(|line| (*line).to_owned())
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
