//! Time that can be trusted: the clock of the machine without the jumps that were noticed.
//!
//! Waits and ages are measured on it. It stands still rather than run backwards, so no clock that
//! was set can end a wait early.

use jiff::{SignedDuration, Timestamp};

/// What is known about time, built up fact by fact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Clock {
    /// Seconds that the machine's clock is ahead, by all the jumps that were noticed.
    ahead: i64,
    /// Seconds, one for each fact; never falling.
    facts: Vec<i64>,
}

impl Clock {
    /// Notes a jump of the machine's clock, in seconds; negative where it was set back.
    pub(super) fn jumped(&mut self, seconds: i64) {
        self.ahead = self.ahead.saturating_add(seconds);
    }

    /// Notes when the next fact happened, by the machine's clock.
    pub(super) fn fact(&mut self, at: Timestamp) {
        let trusted = self.trusted(at);
        self.facts.push(trusted);
    }

    /// The trusted time that goes with a time of the machine's clock, in seconds.
    pub(super) fn trusted(&self, at: Timestamp) -> i64 {
        let trusted = at.as_second().saturating_sub(self.ahead);
        self.facts.last().map_or(trusted, |last| trusted.max(*last))
    }

    /// When a fact happened; facts are counted from one.
    pub(super) fn of(&self, fact: usize) -> Option<i64> {
        self.facts.get(fact.checked_sub(1)?).copied()
    }

    /// What the machine's clock will show then, as it goes now.
    pub(super) fn shown(&self, trusted: i64) -> Timestamp {
        let shown = SignedDuration::from_secs(trusted.saturating_add(self.ahead));
        Timestamp::UNIX_EPOCH.checked_add(shown).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn trusted_time_goes_on_whatever_the_clock_does() {
        let mut clock = Clock::default();
        clock.fact(at(1_000));
        assert_eq!(clock.trusted(at(1_060)), 1_060);
        // Three hours ahead at once, noticed a minute later.
        clock.jumped(10_800);
        clock.fact(at(1_060 + 10_800));
        assert_eq!(clock.of(2), Some(1_060));
        assert_eq!(clock.trusted(at(1_120 + 10_800)), 1_120);
        assert_eq!(clock.shown(1_120), at(1_120 + 10_800));
        // Set back by two hours, and nobody noticed: it stands still.
        clock.fact(at(1_180 + 10_800 - 7_200));
        assert_eq!(clock.of(3), Some(1_060));
    }
}
