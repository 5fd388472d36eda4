//! Times as the record writes them: `YYYY-MM-DDTHH:MM:SSZ`, UTC, whole seconds.

use jiff::Timestamp;

/// Digits where it has a 0.
const SHAPE: &str = "0000-00-00T00:00:00Z";

/// Writes a time; parts of a second are left out.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The time that [`stamp`] writes and [`unstamp`] reads back.
pub(super) fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(0))
        .unwrap_or(at)
}

/// Reads what [`stamp`] writes, and nothing else.
pub(super) fn unstamp(text: &str) -> Option<Timestamp> {
    let is_shaped = text.len() == SHAPE.len()
        && text.bytes().zip(SHAPE.bytes()).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            shape => byte == shape,
        });
    // A leap second is read as the one before it.
    if !is_shaped || text.ends_with(":60Z") {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_writing_of_a_time_is_read() {
        let table = [
            ("2026-11-21T09:06:40Z", true),
            ("0000-01-01T00:00:00Z", true),
            ("2026-11-21T09:06:40.5Z", false),
            ("2026-11-21T09:06:60Z", false),
            ("2026-12-31T23:59:60Z", false),
            ("2026-11-21T09:06:61Z", false),
            ("2026-11-21T24:00:00Z", false),
            ("2026-11-21t09:06:40z", false),
            ("2026-11-21T09:06:40+00:00", false),
            ("2026-11-21 09:06:40Z", false),
            ("20261121T090640Z", false),
            ("2026-11-31T09:06:40Z", false),
            ("", false),
        ];
        for (text, read) in table {
            assert_eq!(unstamp(text).is_some(), read, "{text}");
            assert!(unstamp(text).is_none_or(|at| stamp(at) == text), "{text}");
        }
    }
}
