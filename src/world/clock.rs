//! Whether the clock of this machine goes as time does. Time is taken from how long the machine has
//! been up; what is remembered of it lies beside the record and proves nothing by itself.

use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;

use super::{here, store};

/// Seconds that the clock may differ before it counts as a jump.
const SLACK: i64 = 120;

/// What the clock showed, and how long the machine had been up then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    clock: i64,
    up: i64,
}

/// Compares the clock with the time that the machine has been up.
pub struct ClockWatch {
    last: Option<Mark>,
    /// Where the last mark is kept for the next sitting.
    file: Option<PathBuf>,
    boot: String,
    up: Box<dyn Fn() -> i64 + Send>,
}

impl ClockWatch {
    /// Watches from now on; `file` keeps the last mark for the next sitting.
    pub fn new(file: Option<PathBuf>) -> Self {
        let since = Instant::now();
        let up = move || {
            here::up_seconds()
                .unwrap_or_else(|| i64::try_from(since.elapsed().as_secs()).unwrap_or(i64::MAX))
        };
        Self { last: None, file, boot: here::boot(), up: Box::new(up) }
    }

    /// The same with another way to tell how long the machine has been up, in seconds.
    #[must_use]
    pub fn with_up(self, up: Box<dyn Fn() -> i64 + Send>) -> Self {
        Self { up, ..self }
    }

    /// Takes up from an earlier sitting: by its mark where the machine was not restarted since,
    /// else by the last thing on record, which cannot lie ahead. Returns whether the machine was
    /// restarted since, as far as is known.
    pub fn go_on(&mut self, last_at: Option<Timestamp>, now: Timestamp) -> bool {
        let remembered = self.remembered();
        let is_restarted = remembered.as_ref().is_some_and(|(boot, _)| *boot != self.boot);
        self.last = remembered.filter(|_| !is_restarted).map(|(_, mark)| mark);
        if self.last.is_none()
            && let Some(last_at) = last_at
            && now.as_second() < last_at.as_second()
        {
            self.last = Some(Mark { clock: last_at.as_second(), up: (self.up)() });
        }
        is_restarted
    }

    /// By how many seconds the clock jumped since it was last looked at.
    pub fn jump(&mut self, now: Timestamp) -> Option<i64> {
        let mark = Mark { clock: now.as_second(), up: (self.up)() };
        let before = self.last.replace(mark)?;
        let jump = (mark.clock - before.clock) - (mark.up - before.up);
        (jump.abs() > SLACK).then_some(jump)
    }

    /// Keeps the mark for the next sitting. It may be lost: then less is noticed.
    pub fn keep(&self) {
        if let (Some(file), Some(mark)) = (&self.file, self.last)
            && !self.boot.is_empty()
        {
            let text = format!("{} {} {}\n", self.boot, mark.up, mark.clock);
            let _less_is_noticed = store::jot(file, &text);
        }
    }

    /// The last mark of an earlier sitting, and the boot that it was made in.
    fn remembered(&self) -> Option<(String, Mark)> {
        let text = std::fs::read_to_string(self.file.as_ref()?).ok()?;
        let mut parts = text.split_whitespace();
        let boot = parts.next()?;
        let up = parts.next()?.parse().ok()?;
        let clock = parts.next()?.parse().ok()?;
        (!self.boot.is_empty()).then(|| (boot.to_owned(), Mark { clock, up }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn watch(file: Option<PathBuf>, up: &Arc<AtomicI64>) -> ClockWatch {
        let up = Arc::clone(up);
        let mut watch = ClockWatch::new(file).with_up(Box::new(move || up.load(Ordering::SeqCst)));
        watch.boot = "this-boot".to_owned();
        watch
    }

    #[test]
    fn a_clock_that_does_not_go_as_time_does_has_jumped() {
        let up = Arc::new(AtomicI64::new(100));
        let mut watch = watch(None, &up);
        assert_eq!(watch.jump(at(1_000)), None, "nothing to compare with");
        // Seconds later, what the clock shows, and the jump.
        let table = [
            (60, 1_060, None),
            (60, 1_239, None),
            (60, 1_300, None),
            (60, 1_360 + 10_800, Some(10_800)),
            (60, 1_420 + 10_800 - 7_200, Some(-7_200)),
            (60, 1_480 + 3_600, None),
        ];
        for (later, clock, expected) in table {
            up.fetch_add(later, Ordering::SeqCst);
            assert_eq!(watch.jump(at(clock)), expected, "clock {clock}");
        }
    }

    #[test]
    fn a_jump_between_two_sittings_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clock");
        let up = Arc::new(AtomicI64::new(100));
        let mut first = watch(Some(file.clone()), &up);
        first.jump(at(1_000));
        first.keep();
        up.store(700, Ordering::SeqCst);
        let mut second = watch(Some(file.clone()), &up);
        assert!(!second.go_on(Some(at(1_000)), at(1_600 - 7_200)));
        assert_eq!(second.jump(at(1_600 - 7_200)), Some(-7_200));
        // After a restart only what lies behind the record is noticed.
        let mut third = watch(Some(file), &up);
        third.boot = "another-boot".to_owned();
        assert!(third.go_on(Some(at(1_000)), at(400)), "it was restarted");
        assert_eq!(third.jump(at(400)), Some(-600));
        let mut fourth = watch(None, &up);
        assert!(!fourth.go_on(Some(at(1_000)), at(90_000)), "nobody knows");
        assert_eq!(fourth.jump(at(90_000)), None);
    }
}
