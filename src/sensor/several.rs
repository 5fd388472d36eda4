//! Several files of one kind read together: a folder with `Copylog.tcf` of each domain controller,
//! or with the program files of a hotfix.
//!
//! Together they prove only what each of them proves. Copylogs must be the same everywhere, and
//! there must be one of each controller that the hierarchy declares (Q261931).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::file_versions::Versions;
use super::{Context, Finding, Kind, Reading, Verdict, copylog, file_versions, read};

/// Files that are read one by one.
const FILES_MAX: usize = 1000;

/// Files that are being read together.
pub struct Several<'a> {
    kind: Kind,
    context: Context<'a>,
    readings: Vec<(String, Reading)>,
    versions: Versions,
    /// Of the first Copylog.
    entries: Option<BTreeSet<String>>,
    is_same: bool,
    /// Files of which nothing is known: too large, or one too many.
    unread: usize,
}

impl<'a> Several<'a> {
    /// Starts without files. The context's `modified` and `file_name` are those of each file.
    pub fn new(kind: Kind, context: Context<'a>) -> Self {
        Self {
            kind,
            context,
            readings: Vec::new(),
            versions: Versions::default(),
            entries: None,
            is_same: true,
            unread: 0,
        }
    }

    /// Reads one more file.
    pub fn add(&mut self, name: &str, modified: Option<Timestamp>, bytes: &[u8]) {
        let file_name = name.rsplit('/').next();
        let context = Context { modified, file_name, ..self.context };
        if self.kind == Kind::FileVersions {
            // What is no program file is not what was asked for.
            let _is_one = file_versions::gather(bytes, &context, &mut self.versions);
            return;
        }
        if self.readings.len() >= FILES_MAX {
            self.unread += 1;
            return;
        }
        self.readings.push((name.to_owned(), read(self.kind, bytes, &context)));
        if self.kind == Kind::Copylog {
            let entries = copylog::entries(bytes);
            if self.readings.len() == 1 {
                self.entries = entries;
            } else {
                self.is_same &= entries.is_some() && self.entries == entries;
            }
        }
    }

    /// Notes a file that could not be read.
    pub fn skip(&mut self) {
        self.unread += 1;
    }

    /// Returns what they say together.
    pub fn finish(mut self) -> Reading {
        let mut reading = if self.kind == Kind::FileVersions {
            file_versions::judge(&self.versions, &self.context)
        } else {
            self.readings.sort_by(|(one, _), (other, _)| one.cmp(other));
            self.combined()
        };
        if self.unread > 0 {
            reading.found_beside("unread", self.unread, "0");
            if reading.verdict == Verdict::Proves {
                reading.verdict = Verdict::Undecided;
            }
        }
        reading
    }

    fn combined(&self) -> Reading {
        let with = |verdict| self.readings.iter().filter(|(_, it)| it.verdict == verdict).count();
        let [proving, refuting, _, strange] = Verdict::ALL.map(with);
        let all = self.readings.len();
        let mut reading = Reading::of(self.kind);
        reading.found("files", all);
        reading.found_beside("files_that_prove", proving, "all");
        if strange > 0 {
            reading.found_beside("files_not_recognised", strange, "0");
        }
        let others = self.readings.iter().filter(|(_, it)| it.verdict != Verdict::Proves);
        let others: Vec<_> =
            others.take(20).map(|(name, it)| format!("{name}: {}", it.verdict)).collect();
        if !others.is_empty() {
            reading.found_beside("files_that_do_not_prove", others, "none");
        }
        for (name, of_file) in &self.readings {
            for finding in &of_file.findings {
                let text = format!("{name}: {}", finding.text);
                reading.push(Finding { text, ..finding.clone() });
            }
        }
        let is_enough = self.is_of_all_controllers(&mut reading);
        reading.verdict = match () {
            () if refuting > 0 => Verdict::Refutes,
            () if all > 0 && strange == all => Verdict::NotRecognised,
            () if all > 0 && proving == all && is_enough => Verdict::Proves,
            () => Verdict::Undecided,
        };
        reading
    }

    /// Whether there are Copylogs of all controllers, as far as that is known, and all the same.
    fn is_of_all_controllers(&self, reading: &mut Reading) -> bool {
        if self.kind != Kind::Copylog {
            return true;
        }
        reading.found_beside("same_everywhere", self.is_same, "yes");
        let controllers = self.context.hierarchy.and_then(|hierarchy| {
            let domain = hierarchy.domain_named(self.context.domain?)?;
            hierarchy.domain(domain).controllers.as_ref()
        });
        let Some(controllers) = controllers else { return self.is_same };
        let needed = format!("{} ({})", controllers.len(), controllers.join(", "));
        reading.found_beside("files", self.readings.len(), needed);
        self.is_same && self.readings.len() >= controllers.len()
    }
}

/// Whether readings of one kind, none of which proves alone, do so together: the program files of a
/// hotfix, given one by one.
pub fn prove_together(readings: &[&Reading]) -> bool {
    let is_sound = |it: &&&Reading| {
        it.kind == Kind::FileVersions
            && it.findings.is_empty()
            && matches!(it.verdict, Verdict::Undecided | Verdict::Proves)
    };
    let Some(first) = readings.first() else { return false };
    let is_seen = |key: &String| {
        let values = readings.iter().filter_map(|it| it.value(key).map(ToString::to_string));
        values.into_iter().any(|value| !file_versions::UNSEEN.contains(&value.as_str()))
    };
    readings.iter().filter(is_sound).count() == readings.len()
        && !first.needed.is_empty()
        && first.needed.iter().all(|(key, _)| is_seen(key))
}
