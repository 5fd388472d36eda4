//! Short phrases that several formats share.

use crate::engine::{Outcome, THE_RECORD};
use crate::text::{count, list, shown};

use super::act::{CLOCK, REFUTED_ANSWER, STALE_ANSWER};
use super::content::{
    Act, Acts, Checklist, Correction, Deviation, Folder, Piece, Stamped, Standing, Time, Told,
    Upgrade, Who,
};
use super::go::Go;
use super::reading::Said;

/// What stands on every page of a session that is not closed.
/// On every page of a print whose signatures were not checked.
pub(super) const UNCHECKED: &str = "SIGNATURES NOT CHECKED";

pub(super) const NOT_FINISHED: &str = "NOT FINISHED - this is not a completed checklist";

/// What is said of a step that a closed session left open.
pub(super) const NEVER_SETTLED: &str = "never settled in this session";

/// What the boxes mean.
pub(super) const LEGEND: &[(char, &str)] = &[
    ('x', "settled"),
    ('-', "waived, a deviation"),
    ('.', "not applicable"),
    (' ', "open"),
    ('!', "refuted by evidence, or begun and nobody has said how it ended"),
    ('~', "stale: settled once, but what it stands on has changed since"),
];

/// The verdict of a closed session.
pub(super) fn verdict(outcome: Outcome, deviations: usize, reason: Option<&str>) -> String {
    match outcome {
        Outcome::Complete => "COMPLETE".to_owned(),
        Outcome::CompleteWithDeviations => {
            format!("COMPLETE WITH {}", count("deviation", deviations).to_uppercase())
        }
        Outcome::Incomplete => "INCOMPLETE".to_owned(),
        Outcome::Aborted => match reason {
            Some(reason) => {
                format!("ABORTED: {}", reason.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            None => "ABORTED".to_owned(),
        },
    }
}

/// "Alice Ito (alice@site-a)".
pub(super) fn person(who: &Who) -> String {
    format!("{} ({})", shown(&who.name), shown(&who.id))
}

/// "Alice Ito (alice@site-a), 2026-11-21 09:06:40 UTC".
pub(super) fn signed(who: &Who, at: Time) -> String {
    format!("{}, {at}", person(who))
}

/// Who did it and when, and whether it was read from a file.
pub(super) fn by(act: &Act) -> String {
    signed(&act.by, act.at) + &from_file(act.answers_file)
}

/// ", read from answers file 1".
pub(super) fn from_file(number: Option<usize>) -> String {
    number.map_or_else(String::new, |number| format!("; read from answers file {number}"))
}

/// What was said, and how: "yes (confirmed)".
pub(super) fn said(act: &Act) -> String {
    match act.how {
        Some(how) => format!("{} ({how})", act.text),
        None => act.text.clone(),
    }
}

/// "2.0 SP1 -> 2.0 SP2", or "stays at 2.0 SP2".
pub(super) fn way(level: &str, target: Option<&str>, upgrades: bool) -> String {
    match target {
        Some(target) if upgrades => format!("{level} -> {target}"),
        _ => format!("stays at {level}"),
    }
}

/// "1,234 bytes; changed 2026-11-21 09:06:40 UTC".
pub(super) fn size(piece: &Piece) -> String {
    let bytes = format!("{} bytes", grouped(piece.bytes));
    let files = piece.folder.as_ref().map(|Folder { files, unreadable, .. }| match unreadable {
        0 => format!(" in {} files", grouped(*files)),
        _ => format!(" in {} files, {} NOT READABLE", grouped(*files), grouped(*unreadable)),
    });
    let changed = piece.modified.map(|modified| format!("; changed {modified}"));
    bytes + &files.unwrap_or_default() + &changed.unwrap_or_default()
}

/// "1,234,567".
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Numbers of steps, runs joined: "3, 5 to 9 and 12".
pub(super) fn numbers(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let mut words = Vec::new();
    for (first, last) in runs {
        match last - first {
            0 => words.push(first.to_string()),
            1 => words.extend([first.to_string(), last.to_string()]),
            _ => words.push(format!("{first} to {last}")),
        }
    }
    list(&words)
}

/// What the hotfix rules say of a site: "required: Q249077 and Q252717".
pub(super) fn hotfixes(status: &str, articles: &[String]) -> String {
    let status = match status {
        "required-hierarchy" => "required for the whole hierarchy; the articles differ here",
        "not-required" => "not required",
        "none-exists" => "none exists for this level",
        "included" => "included in this level",
        other => other,
    };
    match articles {
        [] => status.to_owned(),
        articles => format!("{status}: {}", list(articles)),
    }
}

/// How far the steps are.
pub(super) fn steps(standing: &Standing) -> String {
    let Standing { steps, done, waived, not_applicable, open, .. } = standing;
    format!(
        "{steps}, of which {done} done, {waived} waived, {not_applicable} not applicable, {open} open"
    )
}

/// How far the warnings are.
pub(super) fn warnings(standing: &Standing) -> String {
    let Standing { warnings, warnings_to_acknowledge: all, warnings_acknowledged: read, .. } =
        standing;
    format!("{warnings}, of which {all} must be acknowledged ({read} done)")
}

/// "waived: install-hotfix/WES/Q249077 (step 12)".
pub(super) fn deviation(deviation: &Deviation) -> String {
    let place = match deviation.number {
        Some(number) => format!("step {number}"),
        None if deviation.is_of_hierarchy => "hierarchy".to_owned(),
        None if deviation.about == THE_RECORD => "ledger".to_owned(),
        None => "warning".to_owned(),
    };
    format!("{}: {} ({place})", deviation.what, deviation.about)
}

/// What a notice says; where another said the same before, only which.
pub(super) fn what(text: &str, same_as: Option<&str>) -> String {
    same_as.map_or_else(|| text.to_owned(), |id| format!("the same as {id}"))
}

/// How long the record is.
pub(super) fn record(list: &Checklist) -> String {
    let so_far = if list.verdict.is_finished { "" } else { " so far" };
    format!("{} lines{so_far}", grouped(list.record.lines))
}

/// Where the run takes the hierarchy.
pub(super) fn target(list: &Checklist) -> String {
    list.target.clone().unwrap_or_else(|| "each site has its own".to_owned())
}

/// "carried out (step 12), 2026-11-21 09:06:40 to 09:10:00 UTC".
pub(super) fn upgrade(upgrade: &Upgrade) -> String {
    let words = format!("{} (step {})", upgrade.state, upgrade.number);
    match (upgrade.begun, upgrade.ended) {
        (Some(begun), Some(ended)) => format!("{words}, {}", begun.until(ended)),
        (Some(begun), None) => format!("{words}, begun {begun}"),
        (None, _) => words,
    }
}

/// "steps 3 and 5 to 7".
pub(super) fn waits_for(waits_for: &[usize]) -> String {
    let noun = if waits_for.len() == 1 { "step" } else { "steps" };
    format!("{noun} {}", numbers(waits_for))
}

/// What an answer that holds is called beside its text.
pub(super) fn answer_label(act: &Act) -> &'static str {
    match act.what {
        "waived" => "WAIVED",
        "does not apply" => "set aside",
        "begun" => "begun",
        STALE_ANSWER | REFUTED_ANSWER => "was",
        _ => "answer",
    }
}

/// Who acknowledged a warning. Nothing where nobody has to.
pub(super) fn read_by(told: &Told) -> String {
    match &told.acknowledged {
        Some(act) => by(act),
        None if told.wants_acknowledgement => "NOBODY YET".to_owned(),
        None => String::new(),
    }
}

/// Who sealed the record and when, or that nobody has.
pub(super) fn sealed(checklist: &Checklist) -> String {
    match (&checklist.sealed, checklist.verdict.is_finished) {
        (Some(sealed), _) => signed(&sealed.by, sealed.at),
        (None, true) => "not sealed: the whole record has no signature yet".to_owned(),
        (None, false) => "not sealed: the session goes on".to_owned(),
    }
}

/// What was read out when the record was closed, to compare with what somebody wrote down then.
pub(super) fn closing_code(checklist: &Checklist) -> String {
    if checklist.verdict.is_finished {
        crate::record::closing_code(&checklist.record.sha256)
    } else {
        String::new()
    }
}

/// What a time-stamp proves; in front of it, where it proves nothing, that something is wrong.
pub(super) fn stamp(stamp: &Stamped) -> String {
    format!("{}{}", if stamp.fits { "" } else { "NOT GOOD: " }, stamp.words)
}

/// "performed and confirmed: 3 times, 2026-11-21 09:06:40 to 09:10:00 UTC".
pub(super) fn acts(acts: &Acts) -> String {
    let Acts { meaning, times, first, last } = acts;
    match times {
        1 => format!("{meaning}: {first}"),
        _ => format!("{meaning}: {times} times, {}", first.until(*last)),
    }
}

/// Who said something of a piece or a finding, and when.
pub(super) fn said_by(said: &Said) -> String {
    signed(&said.by, said.at) + &from_file(said.answers_file)
}

/// "CEN is at 2.0 SP1: it was misread".
pub(super) fn correction(it: &Correction) -> String {
    format!("{} is at {}: {}", it.site, it.level, it.reason)
}

/// "NO-GO: upgrade-site/CEN (step 12)".
pub(super) fn go(go: &Go) -> String {
    let place = go.number.map(|number| format!(" (step {number})")).unwrap_or_default();
    format!("{}: {}{place}", go.verdict, go.step)
}

/// Who looked at everything again, and when.
pub(super) fn go_by(go: &Go) -> String {
    signed(&go.by, go.at) + &from_file(go.answers_file)
}

/// "site-change: CEN: a disk was replaced".
pub(super) fn happened(act: &Act) -> String {
    format!("{}: {}", act.what, act.text)
}

/// Who says that something happened. A clock jumps by itself, in somebody's sitting.
pub(super) fn told_by(act: &Act) -> String {
    match act.what {
        CLOCK => format!("noticed by the program in the sitting of {}", by(act)),
        _ => by(act),
    }
}

/// Who attached a piece of evidence, and when.
pub(super) fn piece_by(piece: &Piece) -> String {
    signed(&piece.by, piece.at) + &from_file(piece.answers_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_one_another_are_joined() {
        let table: &[(&[usize], &str)] = &[
            (&[], ""),
            (&[7], "7"),
            (&[1, 2], "1 and 2"),
            (&[1, 2, 3], "1 to 3"),
            (&[3, 5, 6, 7, 12], "3, 5 to 7 and 12"),
            (&[3, 5, 6, 8], "3, 5, 6 and 8"),
        ];
        for (given, expected) in table {
            assert_eq!(numbers(given), *expected);
        }
    }

    #[test]
    fn sizes_are_grouped_by_thousands() {
        let table = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ];
        for (given, expected) in table {
            assert_eq!(grouped(given), expected);
        }
    }
}
