//! The instances of the shop, each a process.

use std::time::Duration;

use anyhow::bail;
use futures::future::try_join_all;

use crate::plan::Plan;
use crate::programs::{Home, Place, Shop, free_port};

/// How many there are.
const INSTANCES: usize = 3;
/// Before one that ended while it started is started again, as whoever runs services does.
const AGAIN: Duration = Duration::from_millis(500);
/// So often, in a row.
const TRIES: usize = 40;

/// One instance.
struct Instance {
    home: Home,
    /// `None` while it is dead.
    life: Option<Shop>,
}

/// All instances.
pub(super) struct Instances {
    place: Place,
    plan: Plan,
    instances: Vec<Instance>,
}

impl Instances {
    /// Starts the first, which makes the tables, and then the others.
    pub(super) async fn start(place: &Place, plan: &Plan, main: &str, view: &str) -> anyhow::Result<Self> {
        let home = || Ok(Home { port: free_port()?, main: main.to_owned(), view: view.to_owned() });
        let homes: Vec<Home> = (0..INSTANCES).map(|_| home()).collect::<anyhow::Result<_>>()?;
        let instances = homes.into_iter().map(|home| Instance { home, life: None }).collect();
        let mut all = Self { place: place.clone(), plan: plan.clone(), instances };
        all.instances[0].come_up(&all.place, &all.plan).await?;
        all.come_up().await?;
        Ok(all)
    }

    pub(super) fn ports(&self) -> impl Iterator<Item = u16> {
        self.instances.iter().map(|instance| instance.home.port)
    }

    /// Starts those that are dead.
    pub(super) async fn come_up(&mut self) -> anyhow::Result<()> {
        let (place, plan) = (&self.place, &self.plan);
        let dead = self.instances.iter_mut().filter(|instance| instance.life.is_none());
        try_join_all(dead.map(|instance| instance.come_up(place, plan))).await.map(drop)
    }

    /// Those that are not dead have to live: nothing but a SIGKILL ends one that has served.
    pub(super) fn still_live(&mut self) -> anyhow::Result<()> {
        for Instance { home, life } in &mut self.instances {
            if let Some(life) = life
                && let Some(status) = life.end()?
            {
                bail!("the instance on port {} ended by itself: {status}", home.port);
            }
        }
        Ok(())
    }

    pub(super) async fn kill(&mut self, nth: usize) -> anyhow::Result<()> {
        match self.instances[nth].life.take() {
            Some(mut life) => life.kill().await,
            None => Ok(()),
        }
    }

    pub(super) async fn kill_all(&mut self) -> anyhow::Result<()> {
        for nth in 0..self.instances.len() {
            self.kill(nth).await?;
        }
        Ok(())
    }
}

impl Instance {
    /// Starts it until it serves: one that starts while the server is away ends.
    async fn come_up(&mut self, place: &Place, plan: &Plan) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let mut life = Shop::start(place, plan, &self.home, &[])?;
            if life.serves().await? {
                self.life = Some(life);
                return Ok(());
            }
            tokio::time::sleep(AGAIN).await;
        }
        bail!("the instance on port {} does not start any more", self.home.port);
    }
}
