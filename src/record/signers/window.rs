//! When a key may sign: `valid-after` and `valid-before`.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// From when and until when a key may sign, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    pub after: Option<Timestamp>,
    pub before: Option<Timestamp>,
}

impl Window {
    pub fn contains(&self, at: Timestamp) -> bool {
        self.after.is_none_or(|after| at >= after) && self.before.is_none_or(|before| at <= before)
    }

    /// The options of a signers line, with `Z`: OpenSSH would take local time without.
    pub(super) fn options(&self) -> Vec<String> {
        let digits = |at: Timestamp| at.strftime("%Y%m%d%H%M%SZ");
        self.after
            .map(|at| format!("valid-after=\"{}\"", digits(at)))
            .into_iter()
            .chain(self.before.map(|at| format!("valid-before=\"{}\"", digits(at))))
            .collect()
    }
}

/// Reads a moment as people write it, always as UTC: a date (its beginning), a time like
/// `2026-07-30T09:00:00Z`, or what a signers file has.
pub fn moment(text: &str) -> Option<Timestamp> {
    let date = || {
        let date: Date = text.parse().ok().filter(|_| text.len() == 10)?;
        Offset::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok()
    };
    time(text).or_else(date).or_else(|| text.parse().ok())
}

/// Reads `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`, always as UTC.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let two = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| part.parse().ok());
    let date = Date::new(digits[..4].parse().ok()?, two(4)?, two(6)?).ok()?;
    let time = Time::new(two(8)?, two(10)?, two(12)?, 0).ok()?;
    Offset::UTC.to_timestamp(date.to_datetime(time)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_utc() {
        let table = [
            ("20260102", Some("2026-01-02T00:00:00Z")),
            ("20260102Z", Some("2026-01-02T00:00:00Z")),
            ("202601020304Z", Some("2026-01-02T03:04:00Z")),
            ("20260102030405", Some("2026-01-02T03:04:05Z")),
            ("20260102030405Z", Some("2026-01-02T03:04:05Z")),
            ("20260230", None),
            ("202601022504", None),
            ("2026010", None),
            ("2026-1-2", None),
            ("20260102ZZ", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(time(text), expected.map(|at| at.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn moments_are_read_as_people_write_them() {
        let table = [
            ("2026-01-02", Some("2026-01-02T00:00:00Z")),
            ("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05Z")),
            ("2026-01-02T03:04:05+01:00", Some("2026-01-02T02:04:05Z")),
            ("20260102030405Z", Some("2026-01-02T03:04:05Z")),
            ("2026-02-30", None),
            ("2026-01-02T03:04:05", None),
            ("tomorrow", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(moment(text), expected.map(|at| at.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn both_ends_belong_to_the_window() {
        let window = Window { after: time("20260101"), before: time("20261231") };
        let table = [
            ("20251231235959", false),
            ("20260101", true),
            ("20261231", true),
            ("20261231000001", false),
        ];
        for (at, inside) in table {
            assert_eq!(window.contains(time(at).unwrap()), inside, "{at}");
        }
        assert!(Window::default().contains(time("19990101").unwrap()));
    }
}
