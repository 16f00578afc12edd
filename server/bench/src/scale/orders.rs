//! Orders placed and paid per second by so many buyers at a time, beside the same rows written by bare SQL in as many
//! commits.

use std::time::Duration;

use super::data::{Data, Kind, Place, Side};
use super::{Figure, Goal, raw};
use crate::buyer::Choice;
use crate::buyers::Ready;
use crate::program::Program;
use crate::{CLIENTS, floor, rate};

/// All orders of a measurement, however many buyers share them.
const ORDERS: usize = 960;
/// A single buyer's.
const ORDERS_ALONE: usize = 240;
/// Orders before those that are measured, so that connections are open and statements prepared.
const WARM_UP: usize = 96;
/// Of several programs' connections. PostgreSQL plans a statement anew the first five times that a connection makes it.
const WARM_UP_OF_RELAYS: usize = 1920;
/// What these are of: the pieces that most measurements order are not enough for both.
const WARMING: Choice = ("trench", "sand", "L");
/// The events of the warming orders are relayed by then. (Of their letters, many wait longer.)
const RESTS: Duration = Duration::from_secs(2);
/// The connections that the shop has to PostgreSQL at most.
const CONNECTIONS: usize = 16;
/// So often it is the turn of each of two shops that are compared.
const TURNS: usize = 4;
/// Programs that relay events beside the one that takes orders.
const RELAYS: usize = 3;
/// What they do.
const RELAYING: [&str; 2] = ["--roles", "relay,order,payment,shipping,mypage,mail"];

/// The commits of a run and the rows that they wrote, to be written again.
struct Written<'d> {
    data: &'d Data,
    /// Rows that were there before; in PostgreSQL the first transaction that was not.
    before: Before,
}

enum Before {
    Rows(std::collections::HashMap<String, i64>),
    Transaction(i64),
}

impl<'d> Written<'d> {
    async fn begin(data: &'d Data) -> anyhow::Result<Self> {
        let before = match data.connect().await? {
            Side::Sqlite(_) => Before::Rows(floor::row_counts(&data.file()).await?),
            mut postgres @ Side::Postgres(_) => Before::Transaction(postgres.writes().await?),
        };
        Ok(Self { data, before })
    }

    /// Ends the program and writes everything again. Says how many commits, and how long it took.
    async fn again(self, program: Program, connections: usize) -> anyhow::Result<(usize, Duration)> {
        match self.before {
            Before::Rows(rows) => {
                let commits = program.end().await?;
                Ok((commits, floor::measure(&self.data.file(), &rows, commits).await?))
            }
            Before::Transaction(since) => {
                let until = self.data.connect().await?.writes().await?;
                program.end().await?;
                let commits = usize::try_from(until - since)?;
                Ok((commits, raw::measure(&self.data.main, since, commits, connections).await?))
            }
        }
    }
}

const fn orders_of(buyers: usize) -> usize {
    if buyers == 1 { ORDERS_ALONE } else { ORDERS }
}

/// So many buyers, the relay on.
pub(super) async fn measure(place: &Place, kind: Kind, buyers: usize) -> anyhow::Result<Figure> {
    let data = place.fresh(kind)?;
    let program = data.program(&place.binary, &[]).await?;
    Ready::new(&program.base, buyers, WARM_UP).await?.buy().await?;
    let ready = Ready::new(&program.base, buyers, orders_of(buyers)).await?;
    let written = Written::begin(&data).await?;
    let (orders, took) = ready.buy().await?;
    let connections = if kind == Kind::Postgres { buyers.min(CONNECTIONS) } else { 1 };
    let (commits, again) = written.again(program, connections).await?;
    let goal = Goal::AtLeast(if kind == Kind::Postgres { 0.25 } else { 0.3 });
    Ok(Figure {
        what: format!("orders placed and paid, {buyers} buyers"),
        unit: "/s",
        figure: rate(orders, took),
        floor: rate(orders, again),
        note: format!("{orders} orders, {commits} commits, the floor on {connections} connections"),
        goal,
    })
}

/// The rate with three other programs relaying, beside the rate with nobody relaying. One buyer leaves processors free for
/// them; of many, where all share a few processors, what relaying takes is missing.
pub(super) async fn measure_beside_relays(place: &Place, buyers: usize) -> anyhow::Result<Figure> {
    let mut alone = Shop::open(place, 0).await?;
    let mut beside = Shop::open(place, RELAYS).await?;
    // In turns: a machine that becomes slower meanwhile does so for both.
    for _ in 0..TURNS {
        alone.turn(buyers).await?;
        beside.turn(buyers).await?;
    }
    Ok(Figure {
        what: format!("orders with {RELAYS} programs relaying, {buyers} buyers"),
        unit: "/s",
        figure: beside.close().await?,
        floor: alone.close().await?,
        note: "the floor is nobody relaying".to_owned(),
        goal: Goal::AtLeast(0.9),
    })
}

/// A shop over PostgreSQL, and the programs that relay for it.
struct Shop {
    web: Program,
    relays: Vec<Program>,
    orders: usize,
    took: Duration,
}

impl Shop {
    /// A warm one, whose relays stand still.
    async fn open(place: &Place, relays: usize) -> anyhow::Result<Self> {
        let data = place.fresh(Kind::Postgres)?;
        let web = data.program(&place.binary, &["--roles", "web,reconciler,expiry"]).await?;
        let mut others = Vec::with_capacity(relays);
        for _ in 0..relays {
            others.push(data.program(&place.binary, &RELAYING).await?);
        }
        Ready::of(WARMING, &web.base, CLIENTS, WARM_UP_OF_RELAYS).await?.buy().await?;
        tokio::time::sleep(RESTS).await;
        let shop = Self { web, relays: others, orders: 0, took: Duration::ZERO };
        shop.signal("STOP").await?;
        Ok(shop)
    }

    /// Buys. Its relays stand still before and afterwards: what they have then still to do they do in its next turn, and not
    /// in the other shop's.
    async fn turn(&mut self, buyers: usize) -> anyhow::Result<()> {
        let ready = Ready::new(&self.web.base, buyers, orders_of(buyers) / 2).await?;
        self.signal("CONT").await?;
        let (orders, took) = ready.buy().await?;
        self.signal("STOP").await?;
        self.orders += orders;
        self.took += took;
        Ok(())
    }

    async fn signal(&self, name: &str) -> anyhow::Result<()> {
        for program in &self.relays {
            program.signal(name).await?;
        }
        Ok(())
    }

    /// Ends it. Says its orders per second.
    async fn close(self) -> anyhow::Result<f64> {
        self.signal("CONT").await?;
        for program in self.relays.into_iter().chain([self.web]) {
            program.end().await?;
        }
        Ok(rate(self.orders, self.took))
    }
}
