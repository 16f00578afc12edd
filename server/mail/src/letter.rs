//! A letter's row, and what sending it may come to. Pure: the service and the adapters do what is decided here.

use events::Alert;
use kernel::time::{Span, hours, minutes};
use kernel::{Lang, LetterId, OrderId, Time};

use crate::Content;
use crate::ports::Failed;

/// How long a letter may be under way at the mail server. Longer than any call of it takes: a letter found so
/// afterwards was left by a program that ended.
pub const LEASE: Span = minutes(3);
/// A letter whose outcome was unknown goes out this often at most, the first time included.
const UNKNOWN_AT_MOST: u32 = 2;
/// The longest pause between two tries, in minutes.
const LONGEST_PAUSE: i64 = 60;

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterState {
    /// To be sent at its time.
    Waiting,
    /// Written down before the first byte left: what became of it is not known yet.
    Sending,
    /// The mail server took it.
    Sent,
    /// The mail server refused it for good: a person looks at it.
    Refused,
    /// Twice nobody knows whether it arrived: not sent a third time by itself.
    Unsure,
    /// What it says is no longer so: a shipment that was taken back.
    Withdrawn,
    /// Its link ended before it could be sent.
    Expired,
}

impl LetterState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Sending,
        Self::Sent,
        Self::Refused,
        Self::Unsure,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Unsure => "unsure",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it is still to be sent.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Waiting | Self::Sending => true,
            Self::Sent | Self::Refused | Self::Unsure | Self::Withdrawn | Self::Expired => false,
        }
    }

    /// Whether a person can have it sent once more. What was withdrawn says what is not so.
    #[must_use]
    pub const fn goes_again(self) -> bool {
        match self {
            Self::Sent | Self::Refused | Self::Unsure | Self::Expired => true,
            Self::Waiting | Self::Sending | Self::Withdrawn => false,
        }
    }
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Also the mail's Message-ID: a letter that comes twice is recognisable.
    pub id: LetterId,
    /// Compared and counted up by every commit.
    pub version: i64,
    /// The order it is about, if it is about one.
    pub order: Option<OrderId>,
    pub to: String,
    pub lang: Lang,
    /// The content's word, which stays when the content is gone.
    pub kind: String,
    /// `None` once a secret link in it was sent, or when no version of the program can read it.
    pub content: Option<Content>,
    pub state: LetterState,
    /// While it is open: when it is sent, or found to have been left.
    pub due: Option<Time>,
    /// How often it was handed to the mail server.
    pub tries: u32,
    /// How often nobody knew what became of it.
    pub unknowns: u32,
    /// What the mail server said last.
    pub said: Option<String>,
    pub queued_at: Time,
    /// When it came into its present state.
    pub since: Time,
}

/// A letter to be sent.
#[must_use]
pub fn posted(
    id: LetterId,
    order: Option<OrderId>,
    to: &str,
    lang: Lang,
    content: Content,
    now: Time,
) -> Letter {
    Letter {
        id,
        version: 0,
        order,
        to: to.to_owned(),
        lang,
        kind: content.kind().to_owned(),
        content: Some(content),
        state: LetterState::Waiting,
        due: Some(now),
        tries: 0,
        unknowns: 0,
        said: None,
        queued_at: now,
        since: now,
    }
}

/// The same letter once more, as another one. `None` when it says nothing any more, is still to be sent, or was
/// withdrawn.
#[must_use]
pub fn again(letter: &Letter, id: LetterId, now: Time) -> Option<Letter> {
    let content = letter.content.clone()?;
    letter.state.goes_again().then(|| posted(id, letter.order, &letter.to, letter.lang, content, now))
}

/// A letter about a parcel with the number that a later letter of its order gave that parcel: what is sent late, or once
/// more, sends nobody after a number that was wrong.
#[must_use]
pub fn up_to_date(letter: Letter, of_order: &[Letter]) -> Letter {
    let corrects = |it: &&Letter| {
        matches!(it.content, Some(Content::Renumbered { .. })) && it.queued_at >= letter.queued_at
    };
    let newest = of_order.iter().filter(corrects).max_by_key(|it| it.queued_at);
    let number = newest.and_then(|it| it.content.as_ref()?.number());
    match (letter.content.clone(), number) {
        (Some(content), Some(number)) => Letter { content: Some(content.renumbered(&number)), ..letter },
        _ => letter,
    }
}

/// What comes of a letter whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Write it down so, then send it.
    Send(Letter),
    /// It is not sent: write that down.
    Not(Turn),
    /// Its time has not come, or it has ended.
    Nothing,
}

/// A letter as it is after something happened to it, and what the seller should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub letter: Letter,
    pub alert: Option<Alert>,
}

/// Takes a letter up.
#[must_use]
pub fn begin(letter: &Letter, now: Time) -> Begun {
    if letter.due.is_none_or(|due| due > now) {
        return Begun::Nothing;
    }
    match letter.state {
        LetterState::Waiting => match &letter.content {
            Some(content) if content.ends().is_some_and(|end| end <= now) => {
                Begun::Not(ended(letter, LetterState::Expired, letter.said.clone(), now))
            }
            Some(_) => {
                let due = Some(now + LEASE);
                let tries = letter.tries.saturating_add(1);
                let (state, since) = (LetterState::Sending, now);
                Begun::Send(Letter { state, since, due, tries, ..letter.clone() })
            }
            None => {
                let why = "no version of the program can read what it says".to_owned();
                Begun::Not(ended(letter, LetterState::Refused, Some(why), now))
            }
        },
        LetterState::Sending => {
            let why = Failed::Unknown("the program ended while it was being sent".to_owned());
            Begun::Not(answered(letter, Err(&why), now))
        }
        LetterState::Sent
        | LetterState::Refused
        | LetterState::Unsure
        | LetterState::Withdrawn
        | LetterState::Expired => Begun::Nothing,
    }
}

/// What the mail server's answer makes of a letter that was being sent.
#[must_use]
pub fn answered(letter: &Letter, answer: Result<(), &Failed>, now: Time) -> Turn {
    let waiting = |due: Time, said: &str| Letter {
        state: LetterState::Waiting,
        since: now,
        due: Some(due),
        said: Some(said.to_owned()),
        ..letter.clone()
    };
    match answer {
        Ok(()) => ended(letter, LetterState::Sent, None, now),
        // It never left: this was no try of it, and the whole worker waits.
        Err(Failed::Away(why)) => {
            let tries = letter.tries.saturating_sub(1);
            Turn { letter: Letter { tries, ..waiting(now, why) }, alert: None }
        }
        Err(Failed::Later(why)) => Turn { letter: waiting(now + backoff(letter.tries), why), alert: None },
        Err(Failed::Refused(why)) => ended(letter, LetterState::Refused, Some(why.clone()), now),
        Err(Failed::Unknown(why)) => {
            let unknowns = letter.unknowns.saturating_add(1);
            if unknowns >= UNKNOWN_AT_MOST {
                let letter = Letter { unknowns, ..letter.clone() };
                return ended(&letter, LetterState::Unsure, Some(why.clone()), now);
            }
            let letter = Letter { unknowns, ..waiting(now + backoff(letter.tries), why) };
            Turn { letter, alert: None }
        }
    }
}

/// A letter that is not sent any more. What is refused, or went out twice into the dark, is told to the seller.
fn ended(letter: &Letter, state: LetterState, said: Option<String>, now: Time) -> Turn {
    let text = match state {
        LetterState::Refused => Some(
            "메일을 받지 않는 주소예요. 주문 화면에서 무엇을 보내지 못했는지 볼 수 있어요. / \
             A mail was refused for good; the order’s page says which.",
        ),
        LetterState::Unsure => Some(
            "메일이 도착했는지 알 수 없어요. 주문 화면에서 다시 보낼 수 있어요. / \
             Nobody knows whether a mail arrived; it can be sent again from the order’s page.",
        ),
        LetterState::Waiting
        | LetterState::Sending
        | LetterState::Sent
        | LetterState::Withdrawn
        | LetterState::Expired => None,
    };
    let alert = letter.order.zip(text).map(|(order, text)| Alert { order, text: text.to_owned() });
    Turn { letter: Letter { state, since: now, due: None, said, ..letter.clone() }, alert }
}

/// The pause after so many tries: 1, 2, 4 ... minutes, up to an hour, for ever.
#[must_use]
pub fn backoff(tries: u32) -> Span {
    let doubled = 1_i64 << tries.saturating_sub(1).min(6);
    if doubled >= LONGEST_PAUSE { hours(1) } else { minutes(doubled) }
}
