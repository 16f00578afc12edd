//! What `cargo xtask bench --scale` prints: the shop over SQLite and over PostgreSQL, each figure beside a floor that was
//! measured in the same run, with the goal and whether it is met.

mod bare;
mod data;
mod latency;
mod orders;
mod raw;
mod relay;
mod streams;

use std::path::Path;

use anyhow::Context;
use cluster::{Cluster, Kept};

pub(crate) use self::bare::serve as serve_bare;
pub(crate) use self::data::Side;
use self::data::{Kind, Place};

/// So often is measured what a machine's other work blurs.
const RUNS: usize = 3;
/// And what compares two rates that it blurs.
const RUNS_BESIDE: usize = 5;

/// Measures both databases.
#[expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
pub(crate) async fn run(binary: &Path, folder: &Path) -> anyhow::Result<()> {
    let cluster = Cluster::start(Kept::Durable)?;
    if cluster.is_none() {
        println!("PostgreSQL: SKIPPED, this machine has none");
    }
    let place = Place::new(binary, folder, cluster);
    for kind in place.kinds() {
        println!("\n{kind}");
        for buyers in [1, 8, 32] {
            print(&median(RUNS, async || orders::measure(&place, kind, buyers).await).await?);
        }
        print(&median(RUNS, async || relay::measure(&place, kind).await).await?);
        println!("  {}", latency::measure(&place, kind).await?);
        if kind == Kind::Postgres {
            for buyers in [1, 8, 32] {
                let beside = async || orders::measure_beside_relays(&place, buyers).await;
                print(&median(RUNS_BESIDE, beside).await?);
            }
        }
    }
    println!("\nlive streams");
    for figure in streams::measure(&place).await? {
        print(&figure);
    }
    Ok(())
}

/// Measures a few times, because a machine is not the same at every moment. Of the figures, the one whose ratio is in the
/// middle; it notes the others.
async fn median(runs: usize, measure: impl AsyncFn() -> anyhow::Result<Figure>) -> anyhow::Result<Figure> {
    let mut figures = Vec::with_capacity(runs);
    for _ in 0..runs {
        figures.push(measure().await?);
    }
    figures.sort_by(|one, other| one.ratio().total_cmp(&other.ratio()));
    let ratios: Vec<String> = figures.iter().map(|figure| format!("{:.2}", figure.ratio())).collect();
    let mut middle = figures.swap_remove(runs / 2);
    middle.note.push_str(&format!("; ratios of {runs} runs: {}", ratios.join(", ")));
    Ok(middle)
}

/// A figure, what it is compared with, and how the two should stand to each other.
pub(super) struct Figure {
    what: String,
    unit: &'static str,
    /// The shop's.
    figure: f64,
    floor: f64,
    /// More about either.
    note: String,
    goal: Goal,
}

impl Figure {
    fn ratio(&self) -> f64 {
        self.figure / self.floor
    }
}

/// What the ratio of the two should be.
pub(super) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

#[expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
fn print(it: &Figure) {
    let Figure { what, unit, figure, floor, note, goal } = it;
    let ratio = it.ratio();
    let (goal, is_met) = match goal {
        Goal::AtLeast(least) => (format!("at least {least:.2}"), ratio >= *least),
        Goal::AtMost(most) => (format!("at most {most:.2}"), ratio <= *most),
    };
    let is_met = if is_met { "met" } else { "NOT MET" };
    println!(
        "  {what}: {figure:.1}{unit}, floor {floor:.1}{unit}, ratio {ratio:.2} (goal {goal}: {is_met}); {note}"
    );
}

/// The memory that a process has in use, in bytes.
fn memory(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("no such process")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024.0)
}
