//! The ports in memory, as their MUSTs say.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use customer::tries::Tried;
use customer::{
    Account, Accounts, Belongings, Busy, Device, Email, Entry, Forms, Leaving, Limit, OneTimeLinks,
    Passwords, Refused, Session, Sessions, Tries, who,
};
use events::Unavailable;
use kernel::{AccountId, DeviceId, Ids, Secret, SessionId, Time};
use uuid::Uuid;

use super::Counter;

/// A session with what the list of devices shows of it.
#[derive(Debug, Clone)]
pub struct Known {
    pub session: Session,
    pub hash: String,
    pub entry: Option<Entry>,
}

#[derive(Default)]
pub struct Rows {
    pub sessions: BTreeMap<DeviceId, Known>,
    pub links: HashMap<String, Time>,
    pub accounts: HashMap<AccountId, Account>,
    pub tries: HashMap<String, Tried>,
    pub forms: HashMap<(DeviceId, String), (Time, Refused)>,
    pub followed: Vec<(SessionId, SessionId)>,
    pub seen: usize,
    pub away: bool,
    /// Every place to compute a password in is taken.
    pub rush: bool,
    /// What passwords were compared with.
    pub verified: Vec<Option<String>>,
}

#[derive(Clone, Default)]
pub struct Database(Arc<Mutex<Rows>>);

impl Database {
    pub fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics while it holds the rows")
    }

    fn open(&self) -> Result<MutexGuard<'_, Rows>, Unavailable> {
        let rows = self.rows();
        if rows.away { Err(Unavailable("the database is away".to_owned())) } else { Ok(rows) }
    }

    fn change(&self, device: DeviceId, change: impl FnOnce(&mut Known)) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        let known = rows.sessions.get_mut(&device).expect("a session that was created");
        change(known);
        known.session.account = known.entry.as_ref().map(|entry| entry.account);
        known.session.id = who(device, known.session.account);
        Ok(())
    }
}

#[async_trait]
impl Sessions for Database {
    async fn create(&self, session: Session, hash: String) -> Result<(), Unavailable> {
        self.open()?.sessions.insert(session.device, Known { session, hash, entry: None });
        Ok(())
    }

    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable> {
        let rows = self.open()?;
        Ok(rows.sessions.values().find(|known| known.hash == hash).map(|known| known.session.clone()))
    }

    async fn seen(&self, device: DeviceId, at: Time) -> Result<(), Unavailable> {
        self.open()?.seen += 1;
        self.change(device, |known| known.session.seen_at = at)
    }

    async fn let_in(
        &self,
        device: DeviceId,
        until: Option<Time>,
        hash: Option<String>,
    ) -> Result<(), Unavailable> {
        self.change(device, |known| {
            known.session.seller_until = until;
            known.hash = hash.unwrap_or_else(|| known.hash.clone());
        })
    }

    async fn enter(&self, device: DeviceId, entry: Option<Entry>, hash: String) -> Result<(), Unavailable> {
        self.change(device, |known| (known.entry, known.hash) = (entry, hash))
    }

    async fn devices(&self, account: AccountId) -> Result<Vec<Device>, Unavailable> {
        let rows = self.open()?;
        let device = |known: &Known| {
            let entry = known.entry.as_ref().filter(|entry| entry.account == account)?;
            let Session { device, seen_at, .. } = known.session;
            Some(Device { device, agent: entry.agent.clone(), entered_at: entry.at, seen_at })
        };
        let mut devices: Vec<_> = rows.sessions.values().filter_map(device).collect();
        devices.sort_by_key(|device| std::cmp::Reverse(device.seen_at));
        Ok(devices)
    }

    async fn leave(&self, account: AccountId, leaving: Leaving) -> Result<(), Unavailable> {
        for Device { device, .. } in self.devices(account).await? {
            let leaves = match leaving {
                Leaving::On(leaving) => device == leaving,
                Leaving::AllBut(keep) => device != keep,
            };
            if leaves {
                self.change(device, |known| known.entry = None)?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl OneTimeLinks for Database {
    async fn create_link(&self, hash: String, expires: Time) -> Result<(), Unavailable> {
        self.open()?.links.insert(hash, expires);
        Ok(())
    }

    async fn use_link(&self, hash: &str, now: Time) -> Result<bool, Unavailable> {
        Ok(self.open()?.links.remove(hash).is_some_and(|expires| now < expires))
    }
}

#[async_trait]
impl Accounts for Database {
    async fn create(&self, account: Account) -> Result<bool, Unavailable> {
        let mut rows = self.open()?;
        let free = rows.accounts.values().all(|other| other.email != account.email);
        if free {
            rows.accounts.insert(account.id, account);
        }
        Ok(free)
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable> {
        Ok(self.open()?.accounts.get(&id).cloned())
    }

    async fn by_email(&self, email: &Email) -> Result<Option<Account>, Unavailable> {
        Ok(self.open()?.accounts.values().find(|account| account.email == *email).cloned())
    }

    async fn set_password(
        &self,
        id: AccountId,
        password: String,
        keep: Option<DeviceId>,
    ) -> Result<(), Unavailable> {
        self.open()?.accounts.get_mut(&id).expect("an account that was created").password = password;
        let keep = keep.unwrap_or(DeviceId(Uuid::nil()));
        self.leave(id, Leaving::AllBut(keep)).await
    }
}

#[async_trait]
impl Tries for Database {
    async fn count(&self, limits: Vec<Limit>, now: Time) -> Result<Option<Time>, Unavailable> {
        let mut rows = self.open()?;
        let tried =
            |limit: &Limit| rows.tries.get(&limit.about).copied().unwrap_or_default().again(limit, now);
        let counted: Vec<_> = limits.iter().map(tried).collect();
        if let Some(until) = counted.iter().filter_map(|tried| tried.err()).max() {
            return Ok(Some(until));
        }
        for (limit, tried) in limits.into_iter().zip(counted.into_iter().flatten()) {
            rows.tries.insert(limit.about, tried);
        }
        Ok(None)
    }

    async fn take_back(&self, limits: Vec<Limit>) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        for limit in limits {
            let tried = rows.tries.get(&limit.about).copied().unwrap_or_default().without();
            rows.tries.insert(limit.about, tried);
        }
        Ok(())
    }

    async fn forget(&self, before: Time) -> Result<(), Unavailable> {
        self.open()?.tries.retain(|_, tried| tried.last >= before);
        Ok(())
    }
}

#[async_trait]
impl Forms for Database {
    async fn keep(
        &self,
        device: DeviceId,
        form: &str,
        refused: Refused,
        now: Time,
    ) -> Result<(), Unavailable> {
        self.open()?.forms.insert((device, form.to_owned()), (now, refused));
        Ok(())
    }

    async fn refused(
        &self,
        device: DeviceId,
        form: &str,
        since: Time,
    ) -> Result<Option<Refused>, Unavailable> {
        let kept = self.open()?.forms.get(&(device, form.to_owned())).cloned();
        Ok(kept.filter(|(at, _)| *at >= since).map(|(_, refused)| refused))
    }

    async fn forget(&self, before: Time) -> Result<(), Unavailable> {
        self.open()?.forms.retain(|_, (at, _)| *at >= before);
        Ok(())
    }
}

#[async_trait]
impl Belongings for Database {
    async fn follow(&self, guest: SessionId, account: SessionId) -> Result<(), Unavailable> {
        self.open()?.followed.push((guest, account));
        Ok(())
    }
}

/// Hashes that anybody can read, and that cost nothing.
#[async_trait]
impl Passwords for Database {
    async fn hash(&self, password: &Secret) -> Result<String, Busy> {
        if self.rows().rush { Err(Busy) } else { Ok(format!("hash of {}", password.expose())) }
    }

    async fn verify(&self, password: &Secret, hash: Option<&str>) -> Result<bool, Busy> {
        let hashed = self.hash(password).await?;
        self.rows().verified.push(hash.map(str::to_owned));
        Ok(hash == Some(&hashed))
    }
}

#[derive(Debug, Default)]
pub struct CountedIds(Counter);

impl Ids for CountedIds {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(self.chance().into())
    }

    fn chance(&self) -> u64 {
        self.0.next()
    }
}

/// Tokens that all differ: the port is a plain function, so they count in one place.
pub fn token() -> Secret {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    Secret::new(format!("token {}", COUNT.fetch_add(1, Ordering::SeqCst)))
}
