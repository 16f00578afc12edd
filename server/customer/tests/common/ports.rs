//! The ports in memory, as their MUSTs say.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use customer::tries::Tried;
use customer::{
    Account, Accounts, Address, Addresses, Belongings, Busy, DeskEntry, Device, Email, Entry, FindOrder,
    Forms, GuestOrders, InvitationLetter, Leaving, Limit, Link, LinkLetter, MOST_ADDRESSES, OnDuty,
    OneTimeLinks, OpenedOrders, Opening, Passwords, Post, Refused, Role, Roster, Session, Sessions,
    StaffMember, Tries, who,
};
use events::{AuditEntry, Unavailable};
use kernel::{
    AccountId, AddressId, DeviceId, Ids, Lang, OrderId, OrderNumber, Secret, SessionId, StaffId, Time,
};
use uuid::Uuid;

use super::Counter;

/// A session with what the list of devices shows of it.
#[derive(Debug, Clone)]
pub struct Known {
    pub session: Session,
    pub hash: String,
    pub entry: Option<Entry>,
    /// Who of the staff sits there.
    pub desk: Option<StaffId>,
}

/// A letter about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    Register(LinkLetter),
    HasAccount(Email, Lang),
    Reset(LinkLetter),
}

#[derive(Default)]
pub struct Rows {
    pub sessions: BTreeMap<DeviceId, Known>,
    pub links: HashMap<String, Time>,
    pub accounts: HashMap<AccountId, Account>,
    pub tries: HashMap<String, Tried>,
    pub forms: HashMap<(DeviceId, String), (Time, Refused)>,
    pub followed: Vec<(SessionId, SessionId)>,
    pub account_links: HashMap<String, Link>,
    pub openings: HashMap<String, Opening>,
    /// Letters that were written, by what they are for.
    pub letters: Vec<Written>,
    /// How often an account was looked for by its address, and an order by its number and address.
    pub looked_up: (usize, usize),
    pub claimed: Vec<(Email, SessionId)>,
    pub opened: HashMap<(DeviceId, OrderId), Time>,
    /// The one order that can be found.
    pub order: Option<(OrderNumber, Email, OrderId)>,
    pub addresses: Vec<Address>,
    pub staff: Vec<StaffMember>,
    /// The hashes of invitations.
    pub invitations: HashMap<String, StaffId>,
    pub invitation_letters: Vec<InvitationLetter>,
    pub audit: Vec<AuditEntry>,
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
        self.open()?.sessions.insert(session.device, Known { session, hash, entry: None, desk: None });
        Ok(())
    }

    async fn by_hash(&self, hash: &str) -> Result<Option<Session>, Unavailable> {
        let rows = self.open()?;
        let Some(known) = rows.sessions.values().find(|known| known.hash == hash) else { return Ok(None) };
        let mut session = known.session.clone();
        let stays = |member: &&StaffMember| Some(member.id) == known.desk && member.revoked_at.is_none();
        let member = rows.staff.iter().find(stays);
        session.staff = member.map(|it| OnDuty { id: it.id, name: it.name.clone(), role: it.role });
        if known.desk.is_some() && session.staff.is_none() {
            session.seller_until = None;
        }
        Ok(Some(session))
    }

    async fn seen(&self, device: DeviceId, at: Time) -> Result<(), Unavailable> {
        self.open()?.seen += 1;
        self.change(device, |known| known.session.seen_at = at)
    }

    async fn forget_sessions(&self, before: Time, _lone: Time) -> Result<(), Unavailable> {
        self.open()?.sessions.retain(|_, known| known.session.seen_at >= before);
        Ok(())
    }

    async fn let_in(
        &self,
        device: DeviceId,
        entry: Option<DeskEntry>,
        hash: Option<String>,
    ) -> Result<(), Unavailable> {
        self.change(device, |known| {
            known.session.seller_until = entry.map(|entry| entry.until);
            known.desk = entry.and_then(|entry| entry.staff);
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
    async fn keep_opening(&self, opening: Opening) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        rows.openings.retain(|_, old| old.email != opening.email);
        rows.openings.insert(opening.hash.clone(), opening);
        Ok(())
    }

    async fn opening(&self, hash: &str, now: Time) -> Result<Option<Email>, Unavailable> {
        let rows = self.open()?;
        Ok(rows.openings.get(hash).filter(|it| now < it.expires).map(|it| it.email.clone()))
    }

    async fn create(&self, hash: &str, account: Account) -> Result<bool, Unavailable> {
        let stands = self.opening(hash, account.created_at).await? == Some(account.email.clone());
        let mut rows = self.open()?;
        let free = stands && rows.accounts.values().all(|other| other.email != account.email);
        if free {
            rows.openings.remove(hash);
            rows.accounts.insert(account.id, account);
        }
        Ok(free)
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, Unavailable> {
        Ok(self.open()?.accounts.get(&id).cloned())
    }

    async fn by_email(&self, email: &Email) -> Result<Option<Account>, Unavailable> {
        let mut rows = self.open()?;
        rows.looked_up.0 += 1;
        Ok(rows.accounts.values().find(|account| account.email == *email).cloned())
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

    async fn rename(&self, id: AccountId, name: String) -> Result<(), Unavailable> {
        self.open()?.accounts.get_mut(&id).expect("an account that was created").name = name;
        Ok(())
    }

    async fn close(&self, id: AccountId) -> Result<(), Unavailable> {
        self.leave(id, Leaving::AllBut(DeviceId(Uuid::nil()))).await?;
        let mut rows = self.open()?;
        rows.account_links.retain(|_, link| link.account != id);
        rows.addresses.retain(|address| address.account != id);
        if let Some(closed) = rows.accounts.remove(&id) {
            rows.openings.retain(|_, opening| opening.email != closed.email);
        }
        Ok(())
    }

    async fn keep_link(&self, link: Link) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        rows.account_links.retain(|_, old| old.account != link.account);
        rows.account_links.insert(link.hash.clone(), link);
        Ok(())
    }

    async fn link_stands(&self, hash: &str, now: Time) -> Result<Option<Account>, Unavailable> {
        let rows = self.open()?;
        let link = rows.account_links.get(hash).filter(|link| now < link.expires);
        Ok(link.and_then(|link| rows.accounts.get(&link.account).cloned()))
    }

    async fn reset(&self, hash: &str, password: String, now: Time) -> Result<Option<Account>, Unavailable> {
        let account = self.use_link(hash, now)?;
        if let Some(account) = &account {
            self.set_password(account.id, password, None).await?;
        }
        Ok(account)
    }

    async fn forget_links(&self, before: Time) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        rows.account_links.retain(|_, link| link.expires >= before);
        rows.openings.retain(|_, opening| opening.expires >= before);
        Ok(())
    }
}

impl Database {
    fn use_link(&self, hash: &str, now: Time) -> Result<Option<Account>, Unavailable> {
        let mut rows = self.open()?;
        let stands = rows.account_links.get(hash).is_some_and(|it| now < it.expires);
        let Some(link) = stands.then(|| rows.account_links.remove(hash)).flatten() else { return Ok(None) };
        let account = rows.accounts.get_mut(&link.account).expect("an account that was created");
        account.verified_at.get_or_insert(now);
        Ok(Some(account.clone()))
    }
}

#[async_trait]
impl Post for Database {
    async fn register(&self, letter: LinkLetter) -> Result<(), Unavailable> {
        self.open()?.letters.push(Written::Register(letter));
        Ok(())
    }

    async fn has_account(&self, to: Email, lang: Lang) -> Result<(), Unavailable> {
        self.open()?.letters.push(Written::HasAccount(to, lang));
        Ok(())
    }

    async fn reset_password(&self, letter: LinkLetter) -> Result<(), Unavailable> {
        self.open()?.letters.push(Written::Reset(letter));
        Ok(())
    }

    async fn invite(&self, letter: InvitationLetter) -> Result<(), Unavailable> {
        self.open()?.invitation_letters.push(letter);
        Ok(())
    }
}

#[async_trait]
impl Roster for Database {
    async fn all(&self) -> Result<Vec<StaffMember>, Unavailable> {
        Ok(self.open()?.staff.clone())
    }

    async fn by_email(&self, email: &Email) -> Result<Option<StaffMember>, Unavailable> {
        let rows = self.open()?;
        Ok(rows.staff.iter().find(|it| it.email == *email && it.revoked_at.is_none()).cloned())
    }

    async fn invite(
        &self,
        member: StaffMember,
        hash: String,
        audit: AuditEntry,
    ) -> Result<bool, Unavailable> {
        let mut rows = self.open()?;
        let known = rows.staff.iter().position(|it| it.email == member.email && it.revoked_at.is_none());
        if known.is_some_and(|at| rows.staff[at].password.is_some()) {
            return Ok(false);
        }
        let id = known.map_or(member.id, |at| rows.staff.remove(at).id);
        rows.invitations.retain(|_, invited| *invited != id);
        rows.invitations.insert(hash, id);
        rows.staff.push(StaffMember { id, ..member });
        rows.audit.push(audit);
        Ok(true)
    }

    async fn invited(&self, hash: &str, now: Time) -> Result<Option<StaffMember>, Unavailable> {
        let rows = self.open()?;
        let id = rows.invitations.get(hash).copied();
        let stands =
            |it: &&StaffMember| Some(it.id) == id && now < it.invited_until && it.revoked_at.is_none();
        Ok(rows.staff.iter().find(stands).cloned())
    }

    async fn join(
        &self,
        hash: &str,
        password: String,
        now: Time,
    ) -> Result<Option<StaffMember>, Unavailable> {
        let Some(invited) = self.invited(hash, now).await? else { return Ok(None) };
        let mut rows = self.open()?;
        rows.invitations.remove(hash);
        let member = rows.staff.iter_mut().find(|it| it.id == invited.id).expect("who was invited");
        member.password = Some(password);
        Ok(Some(member.clone()))
    }

    async fn change_role(
        &self,
        id: StaffId,
        role: Role,
        audit: AuditEntry,
        _now: Time,
    ) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        rows.staff.iter_mut().filter(|it| it.id == id).for_each(|it| it.role = role);
        rows.audit.push(audit);
        Ok(())
    }

    async fn revoke(&self, id: StaffId, audit: AuditEntry, now: Time) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        rows.staff.iter_mut().filter(|it| it.id == id).for_each(|it| {
            (it.revoked_at, it.password) = (Some(now), None);
        });
        rows.invitations.retain(|_, invited| *invited != id);
        rows.audit.push(audit);
        Ok(())
    }
}

#[async_trait]
impl GuestOrders for Database {
    async fn claim(&self, email: &Email, account: SessionId) -> Result<(), Unavailable> {
        self.open()?.claimed.push((email.clone(), account));
        Ok(())
    }
}

#[async_trait]
impl OpenedOrders for Database {
    async fn open(&self, device: DeviceId, order: OrderId, until: Time) -> Result<(), Unavailable> {
        self.rows().opened.insert((device, order), until);
        Ok(())
    }

    async fn has_opened(&self, device: DeviceId, order: OrderId, now: Time) -> Result<bool, Unavailable> {
        Ok(self.rows().opened.get(&(device, order)).is_some_and(|until| now < *until))
    }

    async fn forget_opened(&self, before: Time) -> Result<(), Unavailable> {
        self.rows().opened.retain(|_, until| *until >= before);
        Ok(())
    }
}

#[async_trait]
impl FindOrder for Database {
    async fn find(&self, number: &OrderNumber, email: &Email) -> Result<Option<OrderId>, Unavailable> {
        self.rows().looked_up.1 += 1;
        let known = self.rows().order.clone();
        Ok(known.filter(|known| known.0 == *number && known.1 == *email).map(|known| known.2))
    }
}

#[async_trait]
impl Addresses for Database {
    async fn of_account(&self, account: AccountId) -> Result<Vec<Address>, Unavailable> {
        let rows = self.rows();
        let mut all: Vec<_> = rows.addresses.iter().filter(|it| it.account == account).cloned().collect();
        all.sort_by_key(|it| std::cmp::Reverse((it.default, it.created_at, it.id)));
        Ok(all)
    }

    async fn put(&self, mut address: Address) -> Result<bool, Unavailable> {
        let others: Vec<_> =
            self.of_account(address.account).await?.into_iter().filter(|it| it.id != address.id).collect();
        let mut rows = self.rows();
        let strangers = rows.addresses.iter().any(|it| it.id == address.id && it.account != address.account);
        if strangers || others.len() >= MOST_ADDRESSES {
            return Ok(false);
        }
        address.default |= others.iter().all(|other| !other.default);
        if address.default {
            rows.addresses
                .iter_mut()
                .filter(|it| it.account == address.account)
                .for_each(|it| it.default = false);
        }
        rows.addresses.retain(|it| it.id != address.id);
        rows.addresses.push(address);
        Ok(true)
    }

    async fn delete(&self, account: AccountId, address: AddressId) -> Result<bool, Unavailable> {
        let before = self.rows().addresses.len();
        self.rows().addresses.retain(|it| (it.account, it.id) != (account, address));
        let deleted = self.rows().addresses.len() < before;
        let first = self.of_account(account).await?.first().map(|first| first.id);
        self.rows().addresses.iter_mut().filter(|it| Some(it.id) == first).for_each(|it| it.default = true);
        Ok(deleted)
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
