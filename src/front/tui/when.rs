//! Moments as people say them beside a list, in UTC like everything on record.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn civil(at: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(at)
}

fn month(at: DateTime) -> &'static str {
    let index = usize::try_from(at.month() - 1).unwrap_or(0);
    MONTHS.get(index).copied().unwrap_or_default()
}

/// How long ago something was: "2 min ago", "yesterday", "3 Nov", "3 Nov 2024".
pub(super) fn ago(now: Timestamp, at: Timestamp) -> String {
    let (today, day) = (civil(now), civil(at));
    let minutes = now.duration_since(at).as_secs().div_euclid(60);
    let is_yesterday = today.date().yesterday().is_ok_and(|date| date == day.date());
    match minutes {
        0 => "just now".to_owned(),
        1..=59 => format!("{minutes} min ago"),
        60.. if day.date() == today.date() => format!("{} h ago", minutes / 60),
        60.. if is_yesterday => "yesterday".to_owned(),
        60.. if day.year() == today.year() => format!("{} {}", day.day(), month(day)),
        // Another year, or a clock that was set back: the whole date.
        _ => format!("{} {} {}", day.day(), month(day), day.year()),
    }
}

/// When a file was changed, in at most eight cells: "12:03", "18 Nov", "Nov 2024".
pub(super) fn stamp(now: Timestamp, at: Timestamp) -> String {
    let (today, day) = (civil(now), civil(at));
    if day.date() == today.date() {
        format!("{:02}:{:02}", day.hour(), day.minute())
    } else if day.year() == today.year() {
        format!("{} {}", day.day(), month(day))
    } else {
        format!("{} {}", month(day), day.year())
    }
}

/// A moment in full, without the seconds: "2026-11-20 08:11 UTC".
pub(super) fn date_and_time(at: Timestamp) -> String {
    let at = civil(at);
    format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_said_as_people_say_them() {
        let now: Timestamp = "2026-11-21T12:04:31Z".parse().unwrap();
        let table = [
            ("2026-11-21T12:04:31Z", "just now", "12:04"),
            ("2026-11-21T12:03:32Z", "just now", "12:03"),
            ("2026-11-21T12:02:00Z", "2 min ago", "12:02"),
            ("2026-11-21T11:04:32Z", "59 min ago", "11:04"),
            ("2026-11-21T00:00:00Z", "12 h ago", "00:00"),
            ("2026-11-20T23:59:59Z", "yesterday", "20 Nov"),
            ("2026-11-20T00:00:00Z", "yesterday", "20 Nov"),
            ("2026-11-03T09:00:00Z", "3 Nov", "3 Nov"),
            ("2025-11-20T12:00:00Z", "20 Nov 2025", "Nov 2025"),
            // The clock was set back since.
            ("2026-11-21T12:09:00Z", "21 Nov 2026", "12:09"),
        ];
        for (at, spoken, stamped) in table {
            let at = at.parse().unwrap();
            assert_eq!((ago(now, at), stamp(now, at)), (spoken.to_owned(), stamped.to_owned()));
        }
        assert_eq!(date_and_time(now), "2026-11-21 12:04 UTC");
    }

    #[test]
    fn midnight_does_not_make_minutes_into_a_day() {
        let now = "2026-01-01T00:20:00Z".parse().unwrap();
        let table = [("2025-12-31T23:50:00Z", "30 min ago"), ("2025-12-31T20:00:00Z", "yesterday")];
        for (at, spoken) in table {
            assert_eq!(ago(now, at.parse().unwrap()), spoken);
        }
    }
}
