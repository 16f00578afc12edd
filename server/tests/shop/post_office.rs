//! A mail server in memory that does what a test tells it to.

use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use mail::{Failed, Post, Postbox};

/// How it takes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counter {
    #[default]
    Open,
    /// Nobody answers.
    Dead,
    /// Not now.
    Full,
    /// Never to this address.
    Refusing,
    /// It takes the letter, and its answer is lost.
    Silent,
}

#[derive(Debug, Default)]
struct State {
    counter: Counter,
    taken: Vec<Post>,
    asked: usize,
}

/// The mail server.
#[derive(Debug, Default)]
pub struct PostOffice(Mutex<State>);

impl PostOffice {
    /// Switches it.
    pub fn set(&self, counter: Counter) {
        self.state().counter = counter;
    }

    /// What it took, in its order.
    pub fn taken(&self) -> Vec<Post> {
        self.state().taken.clone()
    }

    /// The subjects of what it took, without the orders' numbers.
    pub fn subjects(&self) -> Vec<String> {
        let subject = |post: &Post| post.subject.split(" · ").next().unwrap_or_default().to_owned();
        self.state().taken.iter().map(subject).collect()
    }

    /// How often it was asked to take one.
    pub fn asked(&self) -> usize {
        self.state().asked
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

#[async_trait]
impl Postbox for PostOffice {
    async fn send(&self, post: &Post) -> Result<(), Failed> {
        let mut state = self.state();
        state.asked += 1;
        match state.counter {
            Counter::Open => {
                state.taken.push(post.clone());
                Ok(())
            }
            Counter::Dead => Err(Failed::Away("connection refused".to_owned())),
            Counter::Full => Err(Failed::Later("451 try again".to_owned())),
            Counter::Refusing => Err(Failed::Refused("550 no such mailbox".to_owned())),
            Counter::Silent => {
                state.taken.push(post.clone());
                Err(Failed::Unknown("the connection broke".to_owned()))
            }
        }
    }
}
