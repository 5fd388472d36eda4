//! `event-log`: the Application log as dumpel writes it, fields with tabs between them (Q129266).
//!
//! Recognises rows that begin with date, time, type, category and event id. Every error of SMS is
//! classified by its id (Q122177 to Q122181): of the hierarchy, of connections, of others. Proves
//! that there is no error in it (Q171338 step 4). One that is of neither class leaves it undecided:
//! a person has to note what became of it.

use super::decode::{lines, text};
use super::reading::excerpt;
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::EventLog;

/// Ids of errors of the hierarchy, in pairs of first and last.
const HIERARCHY: [(u32, u32); 9] = [
    (226, 226),
    (336, 347),
    (351, 352),
    (355, 357),
    (359, 363),
    (365, 370),
    (377, 379),
    (381, 388),
    (392, 392),
];

/// Ids of errors of senders and connections.
const CONNECTIVITY: [(u32, u32); 15] = [
    (5, 5),
    (102, 103),
    (116, 116),
    (215, 223),
    (227, 227),
    (235, 236),
    (249, 249),
    (251, 259),
    (264, 266),
    (274, 279),
    (291, 291),
    (299, 299),
    (305, 306),
    (315, 317),
    (332, 333),
];

/// One row.
struct Event<'a> {
    weight: Weight,
    id: u32,
    is_of_sms: bool,
    source: &'a str,
    strings: &'a str,
}

#[derive(PartialEq, Eq)]
enum Weight {
    Error,
    Warning,
    Other,
}

pub(super) fn read(bytes: &[u8], _: &Context) -> Reading {
    let text = text(bytes);
    let mut reading = Reading::of(KIND);
    let (mut events, mut errors, mut of_sms, mut warnings, mut others) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut strange = None;
    for (number, line) in lines(&text) {
        let Some(event) = row(line) else {
            // Further on such a line is the rest of a description.
            if events == 0 && !line.trim().is_empty() {
                strange = strange.or(Some(number));
            }
            continue;
        };
        events += 1;
        of_sms += usize::from(event.is_of_sms);
        warnings += usize::from(event.weight == Weight::Warning);
        if event.weight != Weight::Error {
            continue;
        }
        errors += 1;
        match event.class() {
            Some((id, what)) => {
                let text = format!(
                    "Event {} of {}, an error of {what}: {}",
                    event.id,
                    excerpt(event.source),
                    excerpt(event.strings)
                );
                reading.finding_of(id, article(event.id), Some(number), text.trim_end());
            }
            None => others += 1,
        }
    }
    if events == 0 {
        return Reading::not_recognised(KIND);
    }
    reading.found("events", events);
    reading.found("events_of_sms", of_sms);
    reading.found_beside("errors", errors, "0");
    reading.found_beside(super::OTHER_ERRORS, others, "0, or a note for each");
    reading.found("warnings", warnings);
    if let Some(line) = strange {
        reading.found("malformed_line", line);
    }
    reading.concluded(others == 0 && strange.is_none())
}

impl Event<'_> {
    /// The class of an error of SMS 1.x.
    fn class(&self) -> Option<(FindingId, &'static str)> {
        let is_in = |ranges: &[(u32, u32)]| {
            ranges.iter().any(|(first, last)| (*first..=*last).contains(&self.id))
        };
        match () {
            () if !self.is_of_sms => None,
            () if is_in(&HIERARCHY) => Some((FindingId::HierarchyError, "the hierarchy")),
            () if is_in(&CONNECTIVITY) => Some((FindingId::ConnectivityError, "a connection")),
            () => None,
        }
    }
}

/// The article that lists an event.
const fn article(id: u32) -> &'static str {
    match id {
        0..100 => "Q122177",
        100..200 => "Q122178",
        200..250 => "Q122179",
        250..350 => "Q122180",
        _ => "Q122181",
    }
}

/// Reads a row: tabs between the fields, or spaces as where it was printed.
fn row(line: &str) -> Option<Event<'_>> {
    if line.bytes().filter(|byte| *byte == b'\t').take(7).count() == 7 {
        return fields(&mut line.splitn(9, '\t').map(str::trim), line);
    }
    let mut words = line.split_whitespace().peekable();
    words.peek().filter(|word| is_date(word))?;
    fields(&mut words, line)
}

fn fields<'a>(fields: &mut dyn Iterator<Item = &'a str>, line: &'a str) -> Option<Event<'a>> {
    fields.next().filter(|date| is_date(date))?;
    fields.next().filter(|time| time.contains(':'))?;
    let mut next = fields.next()?;
    if ["AM", "PM"].iter().any(|half| next.eq_ignore_ascii_case(half)) {
        next = fields.next()?;
    }
    let weight = match next.to_ascii_lowercase().as_str() {
        "1" | "error" => Weight::Error,
        "2" | "warning" => Weight::Warning,
        "0" | "4" | "8" | "16" | "information" | "none" => Weight::Other,
        _ => return None,
    };
    let _category = fields.next()?;
    let id = fields.next()?.parse().ok()?;
    // Articles print the user before the source; dumpel has been seen to do otherwise.
    let (one, other) = (fields.next()?, fields.next().unwrap_or_default());
    let is_sms = |name: &str| name.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("SMS"));
    let source = if is_sms(one) { one } else { other };
    let _computer = fields.next();
    let strings = fields.next().unwrap_or(&line[line.len()..]);
    // Where they were printed with spaces, this is the first word of them.
    let strings = line.get(strings.as_ptr().addr() - line.as_ptr().addr()..).unwrap_or_default();
    Some(Event { weight, id, is_of_sms: is_sms(source), source, strings })
}

/// Numbers with slashes, dots or dashes between them.
fn is_date(word: &str) -> bool {
    let mut parts = 0;
    let is_number = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.len() <= 10 && {
        let all = word.split(['/', '.', '-']).all(|part| {
            parts += 1;
            is_number(part)
        });
        all && parts == 3
    }
}
