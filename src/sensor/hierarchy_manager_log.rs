//! `hierarchy-manager-log`: `hman.log`, in which Hierarchy Manager says how the sites stand.
//!
//! Recognises lines of that component and a few sentences that only it writes (Q125487, Q154577,
//! Q249590, Q270218, Q291339). Proves that secondary sites are active (Q171338 step 9): the last
//! line that names the site and its status says 1 (Q137376). How that line reads is in no article;
//! a log without one proves nothing and refutes nothing: the screen has to tell.

use std::collections::BTreeMap;

use crate::hierarchy::Role;

use super::decode::{find, has, leading_number, lines, text};
use super::log_line::LogLine;
use super::reading::{excerpt, tick};
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::HierarchyManagerLog;

const COMPONENT: &str = "SMS_HIERARCHY_MANAGER";

/// Beginnings and pieces of sentences that tell the log where the component is missing.
const SENTENCES: [&str; 3] = [
    "site control image in the database is newer",
    "hman: cannot decrypt the sms encryption key",
    "cannot connect to the site source on the database",
];

/// Sites that are followed.
const SITES_MAX: usize = 20_000;

/// What the status numbers mean (Q137376).
const fn meaning(status: u64) -> &'static str {
    match status {
        1 => "1 (active)",
        2 => "2 (pending)",
        3 => "3 (failed)",
        4 => "4 (deleted)",
        _ => "5 (upgrade in progress)",
    }
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let text = text(bytes);
    let asked = asked(context);
    let mut is_recognised = false;
    let mut errors = 0;
    // The last status of each site that is asked about, with its line.
    let mut stands: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
    let mut reading = Reading::of(KIND);
    for (number, line) in lines(&text) {
        let line = LogLine::of(line);
        let is_own = line.component.is_none() || line.is_of(COMPONENT);
        is_recognised |= line.is_of(COMPONENT) || (is_own && is_of_hman(line.text));
        if !is_own {
            continue;
        }
        errors += usize::from(is_error(line.text));
        if is_log_full(line.text) && !reading.has(FindingId::LogFull) {
            let text = format!("The transaction log is full: {}.", tick(line.text));
            reading.finding(FindingId::LogFull, Some(number), text);
        }
        if let Some(status) = status(line.text) {
            let words = line.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            for word in words {
                if let Some(site) = asked.get(word) {
                    stands.insert(site, (status, number));
                }
            }
        }
    }
    if !is_recognised {
        return Reading::not_recognised(KIND);
    }
    reading.found_beside("errors", errors, "0");
    for code in asked.values().take(100) {
        let found = stands.get(code).map_or("not said", |(status, _)| meaning(*status));
        reading.found_beside(&format!("status_of_{code}"), found, meaning(1));
    }
    for (code, (status, line)) in &stands {
        if *status != 1 {
            let text = format!("Site {} has status {}.", excerpt(code), meaning(*status));
            reading.finding(FindingId::SecondaryNotActive, Some(*line), text);
        }
    }
    let is_proved = !asked.is_empty() && stands.len() == asked.len();
    reading.concluded(is_proved)
}

/// The sites whose status is asked for: the one that is named, else every secondary site.
fn asked<'a>(context: &Context<'a>) -> BTreeMap<&'a str, &'a str> {
    let declared = context.known_site().map(|site| site.code.as_str());
    if let Some(site) = declared.or(context.site) {
        return BTreeMap::from([(site, site)]);
    }
    let sites = context.hierarchy.into_iter().flat_map(|hierarchy| &hierarchy.sites);
    let secondary = sites.filter(|site| site.role == Role::Secondary);
    secondary.take(SITES_MAX).map(|site| (site.code.as_str(), site.code.as_str())).collect()
}

/// Whether only Hierarchy Manager writes so: `{6581} ERROR: ...` or a known sentence.
fn is_of_hman(text: &str) -> bool {
    message(text).is_some() || SENTENCES.iter().any(|sentence| has(text, sentence))
}

/// What follows `{6581} ` where a word of weight does.
fn message(text: &str) -> Option<&str> {
    let (_, rest) = leading_number(text.strip_prefix('{')?)?;
    let rest = rest.strip_prefix('}')?.trim_start();
    ["INFO", "ERROR", "WARNING"].iter().any(|word| rest.starts_with(word)).then_some(rest)
}

fn is_error(text: &str) -> bool {
    message(text).is_some_and(|message| message.starts_with("ERROR"))
}

/// SQL Server has no room for its log: says so of the segment, or asks for a dump.
fn is_log_full(text: &str) -> bool {
    has(text, "'logsegment' segment is full")
        || has(text, "allocate space for object 'syslogs'")
        || has(text, "dump the transaction log")
}

/// The first whole number after the word `status`, where it is one of the five.
fn status(text: &str) -> Option<u64> {
    const WORD: &str = "status";
    let after = &text[find(text, WORD)? + WORD.len()..];
    let mut words = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let number = words.find_map(|word| word.parse::<u64>().ok())?;
    (1..=5).contains(&number).then_some(number)
}
