//! Whom a commit concerns. Of all that serve a consumer, in this program and in the others, only who holds a partition
//! with something new looks into the outbox.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use events::{ConsumerName, Partitions};
use tokio::sync::Notify;

/// Of each consumer, the partitions in which something is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct News {
    of: [Partitions; CONSUMERS],
    /// Whether somebody has given leases back.
    leases: bool,
}

/// How that is told.
const LEASES: &str = "leases";

const CONSUMERS: usize = ConsumerName::ALL.len();

impl News {
    /// Anything may be new to any consumer.
    pub(crate) const ALL: Self = Self { of: [Partitions::ALL; CONSUMERS], leases: false };
    /// And somebody may have given leases back: nobody knows what was told.
    pub(crate) const EVERYTHING: Self = Self { leases: true, ..Self::ALL };
    /// Somebody has given leases back.
    pub(crate) const LEASES: Self = Self { of: [Partitions::NONE; CONSUMERS], leases: true };

    /// Something of these partitions is new to a consumer.
    pub(crate) fn add(&mut self, consumer: ConsumerName, of: Partitions) {
        let own = &mut self.of[consumer as usize];
        *own = own.and(of);
    }
}

/// As programs tell it each other: the partitions of each consumer, in their order, in hexadecimal digits. (One that does
/// not know of the leases looks everywhere.)
impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, partitions) in self.of.iter().enumerate() {
            write!(f, "{}{:x}", if nth == 0 { "" } else { "," }, partitions.bits())?;
        }
        if self.leases { write!(f, ",{LEASES}") } else { Ok(()) }
    }
}

impl FromStr for News {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut news = Self::default();
        let mut words = text.split(',');
        for own in &mut news.of {
            let bits = u64::from_str_radix(words.next().ok_or(())?, 16).map_err(drop)?;
            *own = Partitions::from_bits(bits.cast_signed());
        }
        match words.next() {
            None => Ok(news),
            Some(LEASES) if words.next().is_none() => Ok(Self { leases: true, ..news }),
            Some(_) => Err(()),
        }
    }
}

/// News that gather until they are taken.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    of: [AtomicI64; CONSUMERS],
    leases: AtomicBool,
}

impl Gathered {
    pub(crate) fn add(&self, news: News) {
        for (gathered, partitions) in self.of.iter().zip(news.of) {
            gathered.fetch_or(partitions.bits(), Ordering::AcqRel);
        }
        self.leases.fetch_or(news.leases, Ordering::AcqRel);
    }

    pub(crate) fn take(&self) -> News {
        let of = ConsumerName::ALL.map(|consumer| self.take_of(consumer));
        News { of, leases: self.leases.swap(false, Ordering::AcqRel) }
    }

    fn take_of(&self, consumer: ConsumerName) -> Partitions {
        Partitions::from_bits(self.of[consumer as usize].swap(0, Ordering::AcqRel))
    }
}

/// Wakes those that serve consumers, one at most for each, and who takes leases.
#[derive(Debug, Default)]
pub struct Wakes {
    gathered: Gathered,
    bells: [Notify; CONSUMERS],
    leases: Notify,
}

impl Wakes {
    /// Wakes whom it concerns.
    pub(crate) fn wake(&self, news: News) {
        self.gathered.add(news);
        for (bell, _) in self.bells.iter().zip(news.of).filter(|(_, of)| *of != Partitions::NONE) {
            bell.notify_one();
        }
        if news.leases {
            self.leases.notify_one();
        }
    }

    /// Returns once another program has given leases back since it returned last. For one that waits.
    pub async fn leases(&self) {
        self.leases.notified().await;
    }

    /// Forgets what was new to a consumer, because it is looked at now.
    pub fn forget(&self, consumer: ConsumerName) {
        self.gathered.take_of(consumer);
    }

    /// Returns once something of these partitions is new to a consumer since it was last forgotten or returned.
    pub async fn woken(&self, consumer: ConsumerName, of: Partitions) {
        while !self.gathered.take_of(consumer).overlaps(of) {
            self.bells[consumer as usize].notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn partitions(numbers: &[u8]) -> Partitions {
        numbers.iter().copied().collect()
    }

    fn news(consumer: ConsumerName, numbers: &[u8]) -> News {
        let mut news = News::default();
        news.add(consumer, partitions(numbers));
        news
    }

    #[test]
    fn what_programs_tell_each_other_is_read_as_it_was_said() {
        let mut both = news(ConsumerName::MyPage, &[0, 63]);
        both.add(ConsumerName::Order, partitions(&[5]));
        for news in [News::default(), News::ALL, News::LEASES, News { leases: true, ..both }, both] {
            assert_eq!(news.to_string().parse(), Ok(news));
        }
        for other in
            ["", "0,0,0,0", "0,0,0,0,0,0", "0,0,0,0,0,leases,0", "0,0,x,0,0", "0,0,0,0,10000000000000000"]
        {
            assert_eq!(other.parse::<News>(), Err(()), "{other}");
        }
    }

    #[test]
    fn who_waits_is_woken_by_news_of_their_own_partitions_alone() {
        let wakes = Wakes::default();
        let woken = || wakes.woken(ConsumerName::Order, partitions(&[1, 2])).now_or_never().is_some();
        assert!(!woken());
        wakes.wake(news(ConsumerName::Order, &[3]));
        assert!(!woken());
        wakes.wake(news(ConsumerName::Payment, &[1]));
        assert!(!woken());
        wakes.wake(news(ConsumerName::Order, &[2, 3]));
        assert!(woken());
        assert!(!woken(), "it was told once");
    }

    #[test]
    fn news_from_before_a_look_wakes_nobody_after_it() {
        let wakes = Wakes::default();
        wakes.wake(News::ALL);
        wakes.forget(ConsumerName::Mail);
        assert!(wakes.woken(ConsumerName::Mail, Partitions::ALL).now_or_never().is_none());
        assert!(wakes.woken(ConsumerName::Order, Partitions::ALL).now_or_never().is_some());
    }

    #[tokio::test]
    async fn news_that_come_while_somebody_waits_wake_them() {
        let wakes = std::sync::Arc::new(Wakes::default());
        let waiting = tokio::spawn({
            let wakes = std::sync::Arc::clone(&wakes);
            async move { wakes.woken(ConsumerName::Order, partitions(&[1])).await }
        });
        tokio::task::yield_now().await;
        wakes.wake(news(ConsumerName::Order, &[2]));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        wakes.wake(news(ConsumerName::Order, &[1]));
        waiting.await.unwrap();
    }
}
