//! `copylog`: `Copylog.tcf` of a domain controller, which says by whom each file of the logon point
//! was last updated (Q251070, Q313209).
//!
//! Recognises a text with a section `[FILE SOURCE]`. Proves that the file is sound: shared entries
//! are there and CLICORE.EXE among them (Q264976), each code is of a site that has a folder of its
//! own here (Q263345), is declared and manages the domain, in upper case (Q271885). With the time
//! of the hotfix also that it is newer (Q261931).

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::hierarchy::Hierarchy;

use super::decode::{after, lines, text};
use super::reading::{excerpt, tick};
use super::{Context, FindingId, Kind, Reading, Verdict};

const KIND: Kind = Kind::Copylog;

/// The entry that decides whose client files a client takes.
const CLICORE: &str = r"x86.bin\clicore.exe";

/// Names of devices, which no site may have (Q182420).
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Codes that are told apart; a hierarchy has fewer.
const CODES_MAX: usize = 20_000;

/// Entries that are compared between controllers.
const ENTRIES_MAX: usize = 100_000;

#[derive(Default)]
struct Log<'a> {
    shared: usize,
    of_sites: usize,
    clicore: Option<&'a str>,
    /// Each code with the line where it first stands.
    codes: Vec<(&'a str, usize)>,
    /// Upper case: the sites that have a folder under SITES.
    folders: BTreeSet<String>,
    /// Lines under SITES whose two codes differ.
    mismatches: Vec<(usize, &'a str, &'a str)>,
    malformed: Option<usize>,
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let text = text(bytes);
    let Some(log) = Log::gather(&text) else { return Reading::not_recognised(KIND) };
    let mut reading = Reading::of(KIND);
    log.describe(context, &mut reading);
    if let Some(entries) = entries(bytes) {
        reading.found(super::CONTENT, fingerprint(&entries));
    }
    log.judge_entries(&mut reading);
    log.judge_codes(context, &mut reading);
    let is_whole = log.malformed.is_none();
    if let Some(line) = log.malformed {
        reading.found("malformed_line", line);
    }
    let is_fresh = judge_age(context, &mut reading);
    let is_only_old = reading.findings.iter().all(|it| it.id == FindingId::CopylogOlderThanHotfix);
    let reading = reading.concluded(is_whole && is_fresh);
    // An old file is not wrong: the next cycle may bring the new one.
    let is_waited_for = reading.verdict == Verdict::Refutes && is_only_old;
    Reading { verdict: if is_waited_for { Verdict::Undecided } else { reading.verdict }, ..reading }
}

/// The entries in a form that can be compared between controllers: the order and the case of the
/// paths do not count. None where it is no Copylog, or has more than can be compared.
pub(super) fn entries(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let text = text(bytes);
    let entries = section(&text)?.filter_map(|(_, line)| entry(line));
    let entries: BTreeSet<_> = entries
        .take(ENTRIES_MAX + 1)
        .map(|(path, code)| format!("{}={code}", path.to_lowercase()))
        .collect();
    (entries.len() <= ENTRIES_MAX).then_some(entries)
}

/// The same for two files that say the same.
fn fingerprint(entries: &BTreeSet<String>) -> String {
    let mut digest = Sha256::new();
    for entry in entries {
        digest.update(entry.as_bytes());
        digest.update(b"\n");
    }
    let digest = digest.finalize();
    digest.iter().take(16).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}

/// The lines of `[FILE SOURCE]`, but for empty ones and comments.
fn section(text: &str) -> Option<impl Iterator<Item = (usize, &str)>> {
    let mut lines = lines(text).map(|(number, line)| (number, line.trim()));
    lines.find(|(_, line)| line.eq_ignore_ascii_case("[FILE SOURCE]"))?;
    let inside = lines.take_while(|(_, line)| !line.starts_with('['));
    Some(inside.filter(|(_, line)| !line.is_empty() && !line.starts_with(';')))
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let (path, code) = line.split_once('=')?;
    let (path, code) = (path.trim(), code.trim());
    (!path.is_empty() && !code.is_empty()).then_some((path, code))
}

impl<'a> Log<'a> {
    fn gather(text: &'a str) -> Option<Self> {
        let mut log = Self::default();
        let mut known = BTreeSet::new();
        for (number, line) in section(text)? {
            let Some((path, code)) = entry(line) else {
                log.malformed = log.malformed.or(Some(number));
                continue;
            };
            if known.len() < CODES_MAX && known.insert(code) {
                log.codes.push((code, number));
            }
            let Some((folder, _)) = after(path, r"SITES\").and_then(|rest| rest.split_once('\\'))
            else {
                log.shared += 1;
                if path.eq_ignore_ascii_case(CLICORE) {
                    log.clicore = Some(code);
                }
                continue;
            };
            log.of_sites += 1;
            if log.folders.len() < CODES_MAX {
                log.folders.insert(excerpt(folder).to_ascii_uppercase());
            }
            if !folder.eq_ignore_ascii_case(code) && log.mismatches.len() < CODES_MAX {
                log.mismatches.push((number, folder, code));
            }
        }
        Some(log)
    }

    fn describe(&self, context: &Context, reading: &mut Reading) {
        reading.found_beside("shared_entries", self.shared, "1 or more");
        reading.found("site_entries", self.of_sites);
        reading.found_beside("clicore", excerpt(self.clicore.unwrap_or_default()), "a site");
        let codes = self.codes.iter().take(100).map(|(code, _)| excerpt(code)).collect::<Vec<_>>();
        match managing(context) {
            Some(managing) => reading.found_beside("sites", codes, managing.join(", ")),
            None => reading.found("sites", codes),
        }
    }

    fn judge_entries(&self, reading: &mut Reading) {
        if self.shared == 0 {
            let text = "Only entries of sites are left: the shared ones are lost.";
            reading.finding(FindingId::CopylogCorrupt, None, text);
        } else if self.clicore.is_none() {
            let text = r"There is no entry for X86.BIN\CLICORE.EXE.";
            reading.finding(FindingId::CopylogNoClicore, None, text);
        }
        for (line, folder, code) in &self.mismatches {
            let text = format!("A file of site {} is said to be of {}.", tick(folder), tick(code));
            reading.finding(FindingId::CopylogEntryMismatch, Some(*line), text);
        }
    }

    fn judge_codes(&self, context: &Context, reading: &mut Reading) {
        for (code, line) in &self.codes {
            if code.bytes().any(|byte| byte.is_ascii_lowercase()) {
                let text = format!("The code {} is in lower case.", tick(code));
                reading.finding(FindingId::CopylogLowerCase, Some(*line), text);
            }
            if let Some((article, why)) = self.stranger(code, context) {
                let text = format!("{} {why}.", tick(code));
                reading.finding_of(FindingId::CopylogUnknownSite, article, Some(*line), text);
            }
        }
    }

    /// Why a code is not that of a site that belongs here, and the article that says so.
    fn stranger(&self, code: &str, context: &Context) -> Option<(&'static str, &'static str)> {
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_code || RESERVED.iter().any(|name| name.eq_ignore_ascii_case(code)) {
            return Some(("Q182420", "cannot be the code of a site"));
        }
        let belongs = context.hierarchy.map(|hierarchy| belongs(hierarchy, code, context.domain));
        match belongs {
            Some(Some(why)) => Some(("Q263345", why)),
            _ if self.folders.contains(&code.to_ascii_uppercase()) => None,
            // Without SITES entries at all, one that is declared is no stranger for it.
            Some(None) if self.folders.is_empty() => None,
            _ => Some(("Q313209", "has no entries of its own under SITES")),
        }
    }
}

/// Why a site does not belong to a domain; none where it does, or nobody says.
fn belongs(hierarchy: &Hierarchy, code: &str, domain: Option<&str>) -> Option<&'static str> {
    let Some(index) = hierarchy.site_named(code) else {
        return Some("is no site of the hierarchy");
    };
    let domain = hierarchy.domain_named(domain?)?;
    let managed = hierarchy.site(index).logon_domains.as_ref()?;
    (!managed.contains(&domain)).then_some("manages no logon points of the domain")
}

/// The sites that manage the domain that is asked about, where that is known.
fn managing(context: &Context) -> Option<Vec<String>> {
    let hierarchy = context.hierarchy?;
    let sites = hierarchy.managing(hierarchy.domain_named(context.domain?)?);
    (!sites.is_empty()).then(|| sites.iter().map(|it| hierarchy.site(*it).code.clone()).collect())
}

/// Whether the file is newer than the hotfix, or nobody asks.
fn judge_age(context: &Context, reading: &mut Reading) -> bool {
    let Some(since) = context.since else { return true };
    let needed = format!("{since} or later");
    let Some(modified) = context.modified else {
        reading.found_beside("modified", "not known", needed);
        return false;
    };
    reading.found_beside("modified", modified.to_string(), needed);
    if modified < since {
        let text = format!("The file is of {modified}; the hotfix went on at {since}.");
        reading.finding(FindingId::CopylogOlderThanHotfix, None, text);
        return false;
    }
    true
}
