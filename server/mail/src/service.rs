//! The use cases: hear of an order, post a letter, send what is due, send one again, forget.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use events::{
    Action, Actor, AuditEntry, Consumer, ConsumerName, Envelope, Failure, Progress, Sweep, Unavailable,
    single,
};
use futures::StreamExt;
use kernel::time::{Span, minutes, seconds};
use kernel::{Clock, Ids, Lang, LetterId, OrderId, Time};

use crate::{
    Begun, Committed, Consumed, Content, Decided, Failed, Imprint, Known, Letter, LetterState, Letters,
    Links, Post, Postbox, Retention, Sheet, Standing, Turn, again, answered, begin, consume, posted, sheet,
    up_to_date,
};

/// Letters looked at in one turn.
const BATCH: i64 = 32;
/// Letters at the mail server at a time: mail's own bulkhead.
const SIDE_BY_SIDE: usize = 4;
/// Letters that failed, on the desk.
const SHOWN: i64 = 50;
/// The longest rest of a worker whose mail server is away.
const LONGEST_REST: Span = minutes(5);

/// Why a letter was not sent again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgainError {
    #[error("no such letter")]
    NotFound,
    /// It is still to be sent, or another of its kind is.
    #[error("the letter is still to be sent")]
    Waiting,
    /// What it says is not so.
    #[error("the letter was withdrawn")]
    Withdrawn,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// When the mail server is asked next, while it is away.
#[derive(Debug, Default)]
struct Rest {
    failures: u32,
    until: Option<Time>,
}

/// The mail context. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    letters: Arc<dyn Letters>,
    /// `None`: letters wait.
    postbox: Option<Arc<dyn Postbox>>,
    links: Arc<dyn Links>,
    imprint: Arc<dyn Imprint>,
    retention: Retention,
    rest: Arc<Mutex<Rest>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("mail::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in. Without a postbox letters are written and wait.
    #[must_use]
    pub fn new(
        letters: Arc<dyn Letters>,
        postbox: Option<Arc<dyn Postbox>>,
        links: Arc<dyn Links>,
        imprint: Arc<dyn Imprint>,
        retention: Retention,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { letters, postbox, links, imprint, retention, rest: Arc::default(), clock, ids }
    }

    /// Whether letters go out at all.
    #[must_use]
    pub const fn sends(&self) -> bool {
        self.postbox.is_some()
    }

    /// Posts a letter that no event asks for: a reset, an address to verify, an invitation.
    ///
    /// # Errors
    /// When the database is away; nothing was posted then.
    pub async fn post(&self, to: &str, lang: Lang, content: Content) -> Result<LetterId, Unavailable> {
        let id = LetterId(self.ids.uuid());
        let letter = posted(id, None, to, lang, content, self.clock.now());
        self.letters.post(letter, None).await?;
        Ok(id)
    }

    /// Sends what is due. Says how many letters moved: none while the mail server rests.
    ///
    /// # Errors
    /// When the database is away. What a mail server says is no error of this: letters wait.
    pub async fn tick(&self) -> Result<usize, Unavailable> {
        let Some(postbox) = &self.postbox else { return Ok(0) };
        if self.rests() {
            return Ok(0);
        }
        let due = self.letters.due(self.clock.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let (korean, english) = (self.imprint.lines(Lang::Ko).await?, self.imprint.lines(Lang::En).await?);
        let mut sweep = Sweep::default();
        let mut answers = Vec::new();
        for some in due.chunks(SIDE_BY_SIDE) {
            // The server may have gone away since this began.
            if self.rests() {
                break;
            }
            let mut letters = Vec::with_capacity(some.len());
            for letter in some {
                match self.with_its_number(letter.clone()).await {
                    Ok(letter) => {
                        let post = self.rendered(&letter, letter.lang.pick(&korean, &english).clone());
                        letters.push((letter, post));
                    }
                    // It keeps no other from its turn.
                    Err(why) => sweep.note(Err::<bool, _>(why)),
                }
            }
            sweep.note(self.turns(postbox.as_ref(), letters, &mut answers).await);
        }
        sweep.note(self.write_down(answers).await.map(|()| 0_usize));
        sweep.end()
    }

    /// The turn of some letters, each as it leaves if it can be read: written down before the first byte, together with the
    /// answers that came last, and sent side by side. The answers that come last are left to be written down.
    async fn turns(
        &self,
        postbox: &dyn Postbox,
        letters: Vec<(Letter, Option<Post>)>,
        answers: &mut Vec<Turn>,
    ) -> Result<usize, Unavailable> {
        let now = self.clock.now();
        let (mut ended, mut sendings) = (Vec::new(), Vec::new());
        for (letter, post) in letters {
            match begin(&letter, now) {
                Begun::Nothing => {}
                Begun::Not(turn) => ended.push(turn),
                Begun::Send(sending) => sendings.extend(post.map(|post| (sending, post))),
            }
        }
        if ended.is_empty() && sendings.is_empty() {
            return Ok(0);
        }
        let sent = std::mem::take(answers);
        let leave = sendings.iter().map(|(letter, _)| Turn { letter: letter.clone(), alert: None });
        let turns = sent.iter().cloned().chain(ended.iter().cloned()).chain(leave).collect();
        let written = match self.letters.commit(turns, now).await {
            Ok(written) => written,
            Err(why) => return self.write_down(sent).await.and(Err(why)),
        };
        sendings.retain(|(letter, _)| written.contains(&letter.id));
        let ended = ended.iter().filter(|turn| written.contains(&turn.letter.id)).count();
        Ok(ended + self.send(postbox, sendings, answers).await?)
    }

    /// Hands letters over. An answer is written down when it comes, with those that came with it; but the last are left.
    async fn send(
        &self,
        postbox: &dyn Postbox,
        posts: Vec<(Letter, Post)>,
        last: &mut Vec<Turn>,
    ) -> Result<usize, Unavailable> {
        let mut under_way = posts.len();
        let answers = futures::stream::iter(posts)
            .map(|(letter, post)| async move { (letter, postbox.send(&post).await) })
            .buffer_unordered(SIDE_BY_SIDE)
            .ready_chunks(SIDE_BY_SIDE);
        futures::pin_mut!(answers);
        let mut sweep = Sweep::default();
        while let Some(answered) = answers.next().await {
            under_way -= answered.len();
            let now = self.clock.now();
            let (mut turns, mut moved) = (Vec::with_capacity(answered.len()), 0);
            for (letter, answer) in answered {
                moved += usize::from(!self.note_answer(&letter, &answer));
                turns.push(after(&letter, &answer, postbox.shows(), now));
            }
            if under_way == 0 {
                sweep.note(Ok::<_, Unavailable>(moved));
                *last = turns;
            } else {
                sweep.note(self.write_down(turns).await.map(|()| moved));
            }
        }
        sweep.end()
    }

    /// Writes answers down: one that cannot be written keeps no other from it.
    async fn write_down(&self, turns: Vec<Turn>) -> Result<(), Unavailable> {
        if turns.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let committed = self.letters.commit(turns.clone(), now).await.map(drop);
        if committed.is_ok() || turns.len() == 1 {
            return committed;
        }
        let mut sweep = Sweep::default();
        for turn in turns {
            sweep.note(self.letters.commit(vec![turn], now).await.map(|written| written.len()));
        }
        sweep.end().map(drop)
    }

    /// A letter about a parcel, with the number that the parcel has by now: it may have been corrected while the letter
    /// was at the mail server before.
    async fn with_its_number(&self, letter: Letter) -> Result<Letter, Unavailable> {
        match (letter.order, letter.content.as_ref().and_then(Content::number)) {
            (Some(order), Some(_)) => Ok(up_to_date(letter, &self.letters.of_order(order).await?)),
            _ => Ok(letter),
        }
    }

    /// Logs what went wrong, and lets the whole worker rest when the server is away. Whether it is.
    fn note_answer(&self, letter: &Letter, answer: &Result<(), Failed>) -> bool {
        let mut rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let away = matches!(answer, Err(Failed::Away(_)));
        match answer {
            Ok(()) => {}
            Err(Failed::Away(why)) => tracing::warn!(why, "the mail server is away, and letters wait"),
            // What a server says of a letter names its reader: it stands in the letter's row alone.
            Err(Failed::Later(_) | Failed::Refused(_) | Failed::Unknown(_)) => {
                tracing::warn!(letter = %letter.id, kind = letter.kind, "a letter did not go out");
            }
        }
        let now = self.clock.now();
        if !away {
            *rest = Rest::default();
        } else if rest.until.is_none_or(|until| until <= now) {
            // Letters that were under way side by side tell of one failure.
            rest.failures = rest.failures.saturating_add(1);
            rest.until = Some(now + resting(rest.failures));
        }
        away
    }

    fn rests(&self) -> bool {
        let rest = self.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.until.is_some_and(|until| self.clock.now() < until)
    }

    /// A letter as it leaves, or as a page shows it. `None` when what it said is gone.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn render(&self, letter: &Letter) -> Result<Option<Post>, Unavailable> {
        let imprint = self.imprint.lines(letter.lang).await?;
        Ok(self.rendered(letter, imprint))
    }

    fn rendered(&self, letter: &Letter, imprint: Vec<String>) -> Option<Post> {
        let Letter { id, to, lang, .. } = letter;
        // Of the letter's own time: sent twice, it is the same letter.
        let order = letter.order.map(|order| (order, letter.queued_at));
        let sheet = Sheet { imprint, ..sheet(letter.content.as_ref()?, order, *lang, self.links.as_ref()) };
        Some(Post {
            id: *id,
            to: to.clone(),
            lang: *lang,
            subject: sheet.subject(),
            text: sheet.text(*lang),
            html: sheet.html(*lang),
        })
    }

    /// Sends an order's letter once more, for a person.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn again(&self, order: OrderId, letter: LetterId, who: Actor) -> Result<(), AgainError> {
        let letters = self.letters.of_order(order).await?;
        let asked = letters.iter().find(|it| it.id == letter).ok_or(AgainError::NotFound)?;
        if asked.state == LetterState::Withdrawn {
            return Err(AgainError::Withdrawn);
        }
        if letters.iter().any(|it| it.kind == asked.kind && it.state.is_open()) {
            return Err(AgainError::Waiting);
        }
        let now = self.clock.now();
        let asked = up_to_date(asked.clone(), &letters);
        let copy = again(&asked, LetterId(self.ids.uuid()), now).ok_or(AgainError::NotFound)?;
        let audit = AuditEntry {
            who,
            action: Action::LetterSentAgain,
            order: Some(order),
            subject: String::new(),
            text: copy.to.clone(),
        };
        Ok(self.letters.post(copy, Some(audit)).await?)
    }

    /// The letters of an order, oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable> {
        self.letters.of_order(order).await
    }

    /// The newest letters to an address that contains this text, or of all.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn latest(&self, address: &str, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        self.letters.latest(address, limit).await
    }

    /// One letter.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable> {
        self.letters.letter(id).await
    }

    /// What waits and what failed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn standing(&self) -> Result<Standing, Unavailable> {
        self.letters.standing(self.clock.now(), SHOWN).await
    }

    /// Forgets what is old enough.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget(&self) -> Result<usize, Unavailable> {
        let now = self.clock.now();
        let Retention { orders, links } = self.retention;
        let forgotten = self.letters.forget(now - orders, now - links).await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }

    /// The consumer of this context.
    #[must_use]
    pub fn consumer(&self) -> MailConsumer {
        MailConsumer(self.clone())
    }
}

/// A letter that was written down as being sent, after its answer.
fn after(sending: &Letter, answer: &Result<(), Failed>, is_shown: bool, now: Time) -> Turn {
    let sending = Letter { version: sending.version + 1, ..sending.clone() };
    let mut turn = answered(&sending, answer.as_ref().copied(), now);
    if turn.letter.state == LetterState::Sent && !is_shown {
        turn.letter = without_link(turn.letter);
    }
    turn
}

/// A link that was sent is not the database's to keep.
fn without_link(letter: Letter) -> Letter {
    let has_link = letter.content.as_ref().is_some_and(|content| content.ends().is_some());
    if has_link { Letter { content: None, ..letter } } else { letter }
}

/// 5, 10, 20 ... seconds, up to five minutes.
fn resting(failures: u32) -> Span {
    let doubled = seconds(5 << failures.saturating_sub(1).min(6));
    doubled.min(LONGEST_REST)
}

/// Mail's consumer of events.
#[derive(Debug, Clone)]
pub struct MailConsumer(Service);

impl MailConsumer {
    /// What an event means to what is known of its order.
    fn heard(known: Option<&Known>, envelope: &Envelope) -> Result<(Option<Decided>, Progress), Failure> {
        let decided = match consume(known, envelope) {
            Consumed::Change(decided) => Some(*decided),
            Consumed::Nothing => None,
            Consumed::NotTaken => {
                let name = envelope.event.name();
                return Err(Failure::Rejected(format!("mail does not take {name}")));
            }
        };
        Ok((decided, Progress::of(ConsumerName::Mail, envelope)))
    }
}

#[async_trait]
impl Consumer for MailConsumer {
    fn name(&self) -> ConsumerName {
        ConsumerName::Mail
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        let known = self.0.letters.known(envelope.order).await?;
        let (decided, progress) = Self::heard(known.as_ref(), envelope)?;
        self.0.letters.consume(decided, progress, self.0.clock.now()).await?;
        Ok(())
    }

    async fn apply_together(&self, envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        let single = single(envelopes);
        if single.is_empty() {
            return Ok(BTreeSet::new());
        }
        let orders: Vec<OrderId> = single.keys().copied().collect();
        let known = self.0.letters.known_of(&orders).await?;
        let mut heard = Vec::with_capacity(orders.len());
        for (order, envelope) in single {
            heard.push(Self::heard(known.iter().find(|known| known.order == order), envelope)?);
        }
        match self.0.letters.consume_together(heard, self.0.clock.now()).await? {
            Committed::Done => Ok(orders.into_iter().collect()),
            Committed::AppliedBefore => Ok(BTreeSet::new()),
        }
    }
}
