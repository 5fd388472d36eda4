//! The fixed clock and person of every picture.

use jiff::{SignedDuration, Timestamp};
use upgrade_wizard::engine::Person;

/// When every session begins: a Saturday evening.
pub(crate) const BEGINS: &str = "2000-05-13T20:00:00Z";

/// Minutes after the beginning.
pub(crate) fn at(minute: i64) -> Timestamp {
    let begins: Timestamp = BEGINS.parse().expect("a timestamp");
    begins + SignedDuration::from_mins(minute)
}

/// Whoever answers.
pub(crate) fn ines() -> Person {
    Person {
        id: "ines@core".to_owned(),
        name: "Ines Falk".to_owned(),
        key: "SHA256:Yp8kq0gW3hIl1x0o6lWvVb1Zc2f3nT5rD9sJ7uQmE4A".to_owned(),
    }
}
