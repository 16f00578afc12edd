//! The use cases over ports in memory: a program that ends at each step of sending, letters that nobody asked an event
//! for, and what a link leaves behind.

mod common;
#[path = "common/links.rs"]
mod links;
#[path = "common/events.rs"]
mod order_events;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use common::{ORDER, PLACED};
use events::{AuditEntry, Consumer, Failure, Progress, Unavailable};
use kernel::time::{Span, hours, minutes, seconds};
use kernel::{Clock, Ids, Lang, LetterId, OrderId, Time};
use links::Nowhere;
use mail::{
    Committed, Content, Decided, Failed, Known, Letter, LetterState, Letters, Post, Postbox, Retention,
    Service, Standing, Turn,
};
use order_events::{envelope, placed};
use uuid::Uuid;

#[derive(Debug)]
struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug, Default)]
struct Counting(AtomicU64);

impl Ids for Counting {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.chance()) << 64)
    }

    fn chance(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// The tables, and the commit of a letter that fails next, from 0.
#[derive(Default)]
struct Rows {
    known: Option<Known>,
    letters: Vec<Letter>,
    applied: Vec<i64>,
    fails_at: Option<usize>,
    commits: usize,
}

#[derive(Clone, Default)]
struct Database(Arc<Mutex<Rows>>);

impl Database {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics while it holds the rows")
    }
}

#[async_trait]
impl Letters for Database {
    async fn known(&self, _order: OrderId) -> Result<Option<Known>, Unavailable> {
        Ok(self.rows().known.clone())
    }

    async fn consume(
        &self,
        decided: Option<Decided>,
        progress: Progress,
        _now: Time,
    ) -> Result<Committed, Unavailable> {
        let mut rows = self.rows();
        if rows.applied.contains(&progress.seq) {
            return Ok(Committed::AppliedBefore);
        }
        rows.applied.push(progress.seq);
        if let Some(Decided { known, letter, .. }) = decided {
            rows.known = Some(known);
            rows.letters.extend(letter);
        }
        Ok(Committed::Done)
    }

    /// It knows of but one order.
    async fn consume_together(
        &self,
        mut heard: Vec<(Option<Decided>, Progress)>,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        match (heard.pop(), heard.is_empty()) {
            (Some((decided, progress)), true) => self.consume(decided, progress, now).await,
            _ => Ok(Committed::AppliedBefore),
        }
    }

    async fn post(&self, letter: Letter, _audit: Option<AuditEntry>) -> Result<(), Unavailable> {
        self.rows().letters.push(letter);
        Ok(())
    }

    async fn due(&self, now: Time, _limit: i64) -> Result<Vec<Letter>, Unavailable> {
        let due = |letter: &&Letter| letter.due.is_some_and(|due| due <= now);
        Ok(self.rows().letters.iter().filter(due).cloned().collect())
    }

    async fn commit(&self, turns: Vec<Turn>, _now: Time) -> Result<BTreeSet<LetterId>, Unavailable> {
        let mut rows = self.rows();
        let commit = rows.commits;
        rows.commits += 1;
        if rows.fails_at == Some(commit) {
            return Err(Unavailable("the program ends here".to_owned()));
        }
        let mut written = BTreeSet::new();
        for Turn { letter, .. } in turns {
            let row = rows.letters.iter_mut().find(|row| row.id == letter.id).expect("a letter");
            if row.version == letter.version {
                *row = Letter { version: row.version + 1, ..letter };
                written.insert(row.id);
            }
        }
        Ok(written)
    }

    async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable> {
        Ok(self.rows().letters.iter().find(|letter| letter.id == id).cloned())
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable> {
        Ok(self.rows().letters.iter().filter(|letter| letter.order == Some(order)).cloned().collect())
    }

    async fn latest(&self, _address: &str, _limit: i64) -> Result<Vec<Letter>, Unavailable> {
        Ok(self.rows().letters.clone())
    }

    async fn standing(&self, _now: Time, _limit: i64) -> Result<Standing, Unavailable> {
        Ok(Standing::default())
    }

    async fn forget(&self, _before: Time, _links_before: Time) -> Result<u64, Unavailable> {
        Ok(0)
    }
}

/// Says what it is told to, and counts.
#[derive(Default)]
struct Counter {
    says: Mutex<Option<Failed>>,
    taken: Mutex<Vec<Post>>,
    shows: bool,
}

#[async_trait]
impl Postbox for Counter {
    async fn send(&self, post: &Post) -> Result<(), Failed> {
        self.taken.lock().expect("unpoisoned").push(post.clone());
        self.says.lock().expect("unpoisoned").clone().map_or(Ok(()), Err)
    }

    fn shows(&self) -> bool {
        self.shows
    }
}

struct Shop {
    service: Service,
    database: Database,
    postbox: Arc<Counter>,
    clock: Arc<ManualClock>,
}

impl Shop {
    fn open(shows: bool) -> Self {
        let (database, clock) = (Database::default(), Arc::new(ManualClock(AtomicI64::new(PLACED.micros()))));
        let postbox = Arc::new(Counter { shows, ..Counter::default() });
        let service = Service::new(
            Arc::new(database.clone()),
            Some(postbox.clone()),
            Arc::new(Nowhere),
            Arc::new(Nowhere),
            Retention::default(),
            clock.clone(),
            Arc::new(Counting::default()),
        );
        Self { service, database, postbox, clock }
    }

    async fn hear(&self) -> Result<(), Failure> {
        self.service.consumer().apply(&envelope(3, placed())).await
    }

    /// Ticks for so long, a minute at a time.
    async fn run(&self, span: Span) {
        let end = self.clock.now() + span;
        while self.clock.now() < end {
            // A tick that the database fails is one that comes later.
            drop(self.service.tick().await);
            self.clock.0.fetch_add(minutes(1).micros(), Ordering::SeqCst);
        }
    }

    fn says(&self, failed: Option<Failed>) {
        *self.postbox.says.lock().expect("unpoisoned") = failed;
    }

    fn sent(&self) -> usize {
        self.postbox.taken.lock().expect("unpoisoned").len()
    }

    fn states(&self) -> Vec<LetterState> {
        self.database.rows().letters.iter().map(|letter| letter.state).collect()
    }
}

#[tokio::test]
async fn an_event_that_comes_twice_is_one_letter() {
    let shop = Shop::open(false);
    for _ in 0..2 {
        assert_eq!(shop.hear().await, Ok(()));
    }
    shop.run(minutes(5)).await;
    assert_eq!((shop.sent(), shop.states()), (1, vec![LetterState::Sent]));
    assert_eq!(shop.service.of_order(ORDER).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_program_that_ends_before_the_letter_is_written_down_has_sent_nothing() {
    let shop = Shop::open(false);
    shop.hear().await.unwrap();
    shop.database.rows().fails_at = Some(0);
    assert!(shop.service.tick().await.is_err());
    assert_eq!(shop.sent(), 0);
    shop.run(minutes(5)).await;
    assert_eq!((shop.sent(), shop.states()), (1, vec![LetterState::Sent]));
}

#[tokio::test]
async fn a_program_that_ends_before_the_answer_is_written_down_sends_once_more_with_the_same_id() {
    let shop = Shop::open(false);
    shop.hear().await.unwrap();
    shop.database.rows().fails_at = Some(1);
    assert!(shop.service.tick().await.is_err());
    assert_eq!((shop.sent(), shop.states()), (1, vec![LetterState::Sending]));
    shop.run(hours(1)).await;
    assert_eq!((shop.sent(), shop.states()), (2, vec![LetterState::Sent]));
    let taken = shop.postbox.taken.lock().unwrap().clone();
    assert_eq!(taken[0], taken[1]);
}

/// A shop in which so many letters wait.
async fn with_letters(letters: usize) -> Shop {
    let shop = Shop::open(false);
    for _ in 0..letters {
        let content = Content::HasAccount { log_in: String::new(), reset: String::new() };
        let posted = shop.service.post("minji@example.com", Lang::Ko, content).await;
        posted.expect("the database is there");
    }
    shop
}

#[tokio::test]
async fn the_last_answers_of_some_letters_are_written_down_with_the_next_that_leave() {
    let shop = with_letters(8).await;
    assert_eq!(shop.service.tick().await, Ok(8));
    assert_eq!((shop.sent(), shop.states()), (8, vec![LetterState::Sent; 8]));
    // Four leave; four are answered and four leave; four are answered.
    assert_eq!(shop.database.rows().commits, 3);
}

#[tokio::test]
async fn letters_that_cannot_leave_keep_no_answer_of_others_from_being_written_down() {
    let shop = with_letters(8).await;
    shop.database.rows().fails_at = Some(1);
    assert!(shop.service.tick().await.is_err());
    let states = [[LetterState::Sent; 4], [LetterState::Waiting; 4]].concat();
    assert_eq!((shop.sent(), shop.states()), (4, states));
    shop.run(minutes(1)).await;
    assert_eq!((shop.sent(), shop.states()), (8, vec![LetterState::Sent; 8]));
}

#[tokio::test]
async fn a_server_that_is_away_is_left_alone_for_up_to_five_minutes() {
    let shop = Shop::open(false);
    shop.hear().await.unwrap();
    shop.says(Some(Failed::Away("connection refused".to_owned())));
    shop.run(hours(2)).await;
    let asked = shop.sent();
    assert!((24..=34).contains(&asked), "{asked}");
    shop.says(None);
    shop.run(minutes(6)).await;
    assert_eq!(shop.states(), [LetterState::Sent]);
}

#[tokio::test]
async fn a_link_that_was_sent_is_not_kept_but_where_letters_are_only_shown() {
    for shows in [false, true] {
        let shop = Shop::open(shows);
        let (link, until) = ("https://shop.example/reset?token=secret".to_owned(), PLACED + hours(1));
        let content = Content::ResetPassword { link, until };
        let id = shop.service.post("minji@example.kr", Lang::Ko, content).await.unwrap();
        assert!(shop.service.letter(id).await.unwrap().unwrap().content.is_some());
        shop.run(seconds(61)).await;
        let letter = shop.service.letter(id).await.unwrap().unwrap();
        assert_eq!((letter.state, letter.content.is_some()), (LetterState::Sent, shows));
        assert!(shop.postbox.taken.lock().unwrap()[0].text.contains("token=secret"));
        assert_eq!(shop.service.render(&letter).await.unwrap().is_some(), shows);
    }
}

#[tokio::test]
async fn every_letter_ends_with_who_sells_as_text_and_as_html() {
    let shop = Shop::open(true);
    shop.hear().await.unwrap();
    let letter = shop.database.rows().letters[0].clone();
    let post = shop.service.render(&letter).await.unwrap().unwrap();
    assert!(post.text.ends_with("https://shop.example/\n상호 한벌\n02-000-0000\n"), "{}", post.text);
    assert!(post.html.contains("상호 한벌<br>02-000-0000</p></td>"), "{}", post.html);
}

#[tokio::test]
async fn without_a_postbox_letters_wait() {
    let shop = Shop::open(false);
    let (database, clock) = (Arc::new(shop.database.clone()), shop.clock.clone());
    let ids = Arc::new(Counting::default());
    let nowhere = Arc::new(Nowhere);
    let silent = Service::new(database, None, nowhere.clone(), nowhere, Retention::default(), clock, ids);
    silent.consumer().apply(&envelope(3, placed())).await.unwrap();
    assert_eq!((silent.tick().await, silent.sends()), (Ok(0), false));
    assert_eq!(shop.states(), [LetterState::Waiting]);
}
