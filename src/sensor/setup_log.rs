//! `setup-log`: `smssetup.log` in the root of a drive.
//!
//! Recognises lines with a time as Setup writes it, with or without angle brackets (Q161561,
//! Q236048, Q256615), and the sentences below. Refutes where Setup says that something failed; the
//! copy of Network Monitor files has a finding of its own (Q281207). It proves nothing: how Setup
//! words a success is in no article, and a log may end because Setup hangs (Q161561).

use super::decode::{find, has, leading_number, lines, text};
use super::reading::excerpt;
use super::{Context, FindingId, Kind, Reading, Verdict};

const KIND: Kind = Kind::SetupLog;

/// What Setup says of a failure, in lower case (Q256615, Q236048, Q255664, Q281562).
const FAILURES: [&str; 6] = [
    "failed sql script",
    "sql error",
    "cannot find any pdc for domain",
    "cannot create server account",
    "cannot execute sql command",
    "cannot get sql connection to the sql server",
];

/// Failures that are quoted.
const QUOTED_MAX: usize = 20;

pub(super) fn read(bytes: &[u8], _: &Context) -> Reading {
    let text = text(bytes);
    let mut reading = Reading::of(KIND);
    let mut stamped = 0;
    let mut is_named = false;
    let mut failures = 0_usize;
    let mut quoted = Vec::new();
    for (number, line) in lines(&text) {
        let stamp = stamped_text(line.trim());
        stamped += usize::from(stamp.is_some());
        is_named |= has(line, "sms setup log >");
        let said = stamp.unwrap_or(line).trim();
        let is_copy = is_netmon_copy(said);
        if is_copy && !reading.has(FindingId::NetmonCopyFailed) {
            let text = "A file of Network Monitor could not be copied: the site was upgraded from \
                        CD before, and has to be again.";
            reading.finding(FindingId::NetmonCopyFailed, Some(number), text);
        }
        if is_copy || is_failure(said) {
            failures += 1;
            if quoted.len() < QUOTED_MAX {
                quoted.push(format!("line {number}: {}", excerpt(said)));
            }
        }
    }
    if stamped == 0 && !is_named && failures == 0 {
        return Reading::not_recognised(KIND);
    }
    reading.found_beside("failures", failures, "0");
    if !quoted.is_empty() {
        reading.found("failed", quoted);
    }
    let verdict = if failures > 0 { Verdict::Refutes } else { Verdict::Undecided };
    Reading { verdict, ..reading }
}

fn is_failure(text: &str) -> bool {
    FAILURES.iter().any(|failure| has(text, failure)) || script_code(text).is_some_and(|it| it > 0)
}

/// What a script returned.
fn script_code(text: &str) -> Option<u64> {
    const RETURNS: &str = "script execution returns code ";
    let rest = &text[find(text, RETURNS)? + RETURNS.len()..];
    // A code below zero is a failure as well.
    rest.strip_prefix('-').map_or_else(|| leading_number(rest).map(|(n, _)| n), |_| Some(1))
}

fn is_netmon_copy(text: &str) -> bool {
    has(text, "cannot copy") && has(text, r"\netmon\") && has(text, "win32 error")
}

/// What stands after `MM-DD-YYYY HH:MM:SS`, with or without brackets around.
fn stamped_text(line: &str) -> Option<&str> {
    const SHAPE: &[u8] = b"dd-dd-dddd dd:dd:dd";
    let (line, is_open) = line.strip_prefix('<').map_or((line, false), |rest| (rest, true));
    let stamp = line.as_bytes().get(..SHAPE.len())?;
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    if !stamp.iter().zip(SHAPE).all(fits) {
        return None;
    }
    let rest = &line[SHAPE.len()..];
    if is_open { rest.strip_prefix('>') } else { Some(rest) }
}
