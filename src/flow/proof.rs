//! What can settle a step beside a person's word: sensors, a wait, and how long that holds.
//!
//! ```toml
//! proof = { by = ["file-versions", "hotfix-log + registry-export"], critical = true }
//! wait = { at_least = "30 minutes", watch = '\\{controller}\SMSLOGON\Copylog.tcf' }
//! fresh = { within = "24 hours", until = ["restart", "site-change"] }
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::raw::Written;
use crate::step::{Mistake, Page, SENSORS, Scope, SensorName, Text};
use crate::text::{count, quoted};

/// Most seconds that a wait or an answer can be given: a year.
const SECONDS_MAX: u64 = 366 * 24 * 3600;

/// How the evidence of a step is read, and what it has to come to.
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in a flow")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// One of these has to prove; in each, all sensors together. Empty: nothing is read.
    pub by: Vec<Vec<SensorName>>,
    /// A person has to type the value that the evidence shows, so that nobody passes by reflex.
    pub critical: bool,
    /// Which value that is, by its key, where the evidence has it; else the first that has beside
    /// it what is needed.
    pub value: Option<String>,
    /// The file stays in use and may change: what it says at present counts, not its digest.
    pub living: bool,
    /// What is found can be answered for, each finding by a note of its own.
    pub explain: bool,
    /// The sensors are asked what a hotfix of the site asks (Q267258), not whether it is a backup.
    pub for_hotfix: bool,
    /// It is a backup of folders: where it must not lie is looked at too (Q256586).
    pub backup: bool,
}

/// How long something has to be waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// From when the last of what the step requires was settled.
    pub at_least_seconds: u64,
    /// Where the file comes that is waited for.
    pub watch: Option<Text>,
    /// It has to be the same for all instances of the step in a domain.
    pub alike: bool,
}

/// How long an answer holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fresh {
    pub within_seconds: Option<u64>,
    pub until: Vec<Happening>,
}

/// What ends the truth of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Happening {
    /// The site server was restarted.
    Restart,
    /// Something of the site was changed.
    SiteChange,
}

impl Happening {
    pub const ALL: [Self; 2] = [Self::Restart, Self::SiteChange];

    /// The word in flows, answers files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::SiteChange => "site-change",
        }
    }

    /// The happening of that word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

impl Proof {
    /// Every sensor that is named, each once.
    pub fn sensors(&self) -> Vec<SensorName> {
        let mut sensors: Vec<SensorName> = Vec::new();
        for sensor in self.by.iter().flatten() {
            if !sensors.contains(sensor) {
                sensors.push(*sensor);
            }
        }
        sensors
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in a flow")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProof {
    #[serde(default)]
    by: Vec<Written>,
    #[serde(default)]
    critical: bool,
    value: Option<Written>,
    #[serde(default)]
    living: bool,
    #[serde(default)]
    explain: bool,
    #[serde(default)]
    for_hotfix: bool,
    #[serde(default)]
    backup: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWait {
    at_least: Option<Written>,
    watch: Option<Written>,
    #[serde(default)]
    alike: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFresh {
    within: Option<Written>,
    #[serde(default)]
    until: Vec<Written>,
}

impl RawProof {
    pub(super) fn read(&self, page: &mut Page<'_>) -> Proof {
        let mut by = Vec::new();
        for written in &self.by {
            let names = written.get_ref().split('+').map(str::trim);
            let mut together = Vec::new();
            for name in names {
                if let Some(sensor) = SensorName::named(name) {
                    together.push(sensor);
                } else {
                    let mistake =
                        Mistake::no_such("sensor", name, 0..written.get_ref().len(), SENSORS);
                    page.inside(written, mistake);
                }
            }
            by.push(together);
        }
        let value = self.value.as_ref().map(|written| written.get_ref().clone());
        let Self { critical, living, explain, for_hotfix, backup, .. } = *self;
        Proof { by, critical, value, living, explain, for_hotfix, backup }
    }
}

impl RawWait {
    pub(super) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Wait {
        let at_least = self.at_least.as_ref().and_then(|written| seconds(page, written));
        Wait {
            at_least_seconds: at_least.unwrap_or(0),
            watch: self.watch.as_ref().map(|written| page.line("watch", written, scope)),
            alike: self.alike,
        }
    }
}

impl RawFresh {
    pub(super) fn read(&self, page: &mut Page<'_>) -> Fresh {
        let words = Happening::ALL.map(|it| (it, it.word()));
        Fresh {
            within_seconds: self.within.as_ref().and_then(|written| seconds(page, written)),
            until: self
                .until
                .iter()
                .filter_map(|written| page.one_of("happening", written, &words))
                .collect(),
        }
    }
}

/// A length of time: `30 minutes`.
pub(super) fn seconds(page: &mut Page<'_>, written: &Spanned<String>) -> Option<u64> {
    let found = length(written.get_ref());
    if found.is_none() {
        page.advise(
            written.span(),
            format!("{} is not a length of time", quoted(written.get_ref())),
            "write a number and seconds, minutes, hours or days, such as `30 minutes`",
        );
    }
    found
}

/// A length of time in words, in the largest units that leave nothing out: `1 hour 30 minutes`.
pub fn duration(seconds: u64) -> String {
    let units = [(24 * 3600, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (size, unit) in units {
        let n = left / size;
        left %= size;
        if n > 0 || (parts.is_empty() && size == 1) {
            parts.push(count(unit, usize::try_from(n).unwrap_or(usize::MAX)));
        }
    }
    parts.truncate(2);
    parts.join(" ")
}

fn length(written: &str) -> Option<u64> {
    let (number, unit) = written.trim().split_once(' ')?;
    let unit = match unit.trim().trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3600,
        "day" => 24 * 3600,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (seconds <= SECONDS_MAX).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_told_in_two_units_at_most() {
        let table = [
            (0, "0 seconds"),
            (59, "59 seconds"),
            (3600, "1 hour"),
            (5400, "1 hour 30 minutes"),
            (86_400, "1 day"),
            (90_061, "1 day 1 hour"),
        ];
        for (seconds, expected) in table {
            assert_eq!(duration(seconds), expected);
        }
    }

    #[test]
    fn a_length_of_time_is_a_number_and_a_unit() {
        let table = [
            ("30 minutes", Some(1800)),
            ("1 minute", Some(60)),
            ("0 seconds", Some(0)),
            ("24 hours", Some(86_400)),
            ("2 days", Some(172_800)),
            ("30", None),
            ("minutes", None),
            ("-1 hours", None),
            ("1.5 hours", None),
            ("2 weeks", None),
            ("400 days", None),
            ("99999999999999999999 days", None),
        ];
        for (written, expected) in table {
            assert_eq!(length(written), expected, "{written:?}");
        }
    }
}
