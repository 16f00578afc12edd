//! The accounts of one shop over ports in memory.

use std::sync::Arc;

use customer::{
    Account, Membership, MembershipPorts, OrderSeal, Refusal, Registration, Session, SignIn, Visit,
};
use kernel::{Lang, Secret};

use super::ManualClock;
use super::ports::{CountedIds, Database, Written, token};

pub const EMAIL: &str = "haneul@example.com";
pub const PASSWORD: &str = "바늘과 실과 골무와 자";
pub const NETWORK: Option<i64> = Some(7);

pub struct Shop {
    pub membership: Membership,
    pub sign_in: SignIn,
    pub database: Database,
    pub clock: Arc<ManualClock>,
}

pub fn shop() -> Shop {
    let (database, clock, ids) =
        (Database::default(), Arc::new(ManualClock::default()), Arc::new(CountedIds::default()));
    let ports = Arc::new(database.clone());
    let membership = Membership::new(MembershipPorts {
        accounts: ports.clone(),
        sessions: ports.clone(),
        passwords: ports.clone(),
        tries: ports.clone(),
        forms: ports.clone(),
        belongings: ports.clone(),
        post: ports.clone(),
        guest_orders: ports.clone(),
        opened: ports.clone(),
        find: ports.clone(),
        addresses: ports.clone(),
        seal: OrderSeal::new(secret("key")),
        tokens: token,
        clock: clock.clone(),
        ids: ids.clone(),
    });
    let sign_in = SignIn::new(ports.clone(), ports, token, None, clock.clone(), ids);
    Shop { membership, sign_in, database, clock }
}

pub fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// Lets the tasks that write letters run.
pub async fn written() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

impl Shop {
    pub async fn visit(&self) -> Visit {
        let (session, _) = self.sign_in.start().await.unwrap();
        Visit { session, network: NETWORK, agent: "Chrome/131 Android".to_owned() }
    }

    /// Asks for a letter to make an account, and waits until it is written.
    pub async fn ask_to_register(&self, email: &str) -> Result<(), Refusal> {
        let visit = self.visit().await;
        let asked = self.membership.ask_to_register(&visit, email, Lang::Ko).await;
        written().await;
        asked
    }

    /// Makes an account by the link of the last letter. Says the browser's next cookie.
    pub async fn follow(&self, link: &Secret) -> Result<Secret, Refusal> {
        let form = Registration { name: "김하늘".to_owned(), password: secret(PASSWORD), lang: Lang::Ko };
        self.membership.register(self.visit().await, link, form).await
    }

    pub async fn register(&self, email: &str) -> Result<Secret, Refusal> {
        self.ask_to_register(email).await?;
        let last = self.database.rows().letters.last().cloned();
        let Some(Written::Register(letter)) = last else { panic!("no letter with a link: {last:?}") };
        self.follow(&letter.token).await
    }

    /// A new account's session.
    pub async fn member(&self) -> Session {
        let token = self.register(EMAIL).await.unwrap();
        self.session(&token).await
    }

    pub async fn session(&self, token: &Secret) -> Session {
        self.sign_in.session(token).await.unwrap().expect("a session")
    }

    pub async fn account(&self, session: &Session) -> Account {
        self.membership.account(session.account.unwrap()).await.unwrap().unwrap()
    }

    /// Tries to log in on another device.
    pub async fn log_in(&self, email: &str, password: &str) -> Result<Secret, Refusal> {
        self.membership.log_in(self.visit().await, email, &secret(password)).await
    }
}
