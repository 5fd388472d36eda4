//! `registry-export`: the key of SMS as Regedit exports it.
//!
//! Recognises `REGEDIT4` and `Windows Registry Editor Version 5.00`. Saved hives and files for
//! Regini are recognised too, and decide nothing: their values cannot be read here.
//!
//! Asked without a hotfix it proves a backup: root key, subkeys (Q171338 step 6), of this site, at
//! the level that is declared. Asked with a hotfix it proves what the installer looks at: Full
//! Version (Q251070, Q267258) and Type (Q273853); then the other keys do not matter.

use crate::hierarchy::Role;
use crate::level::{FileVersion, Level};

use super::decode::{after, text};
use super::hotfix::{self, Hotfix};
use super::reading::{excerpt, tick};
use super::registry_text::{Data, Item, Items};
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::RegistryExport;

/// Below it lies everything of SMS.
const ROOT: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS";

/// The least that a complete backup has below the root.
const SUBKEYS: [&str; 3] = ["Setup", "Identification", "Components"];

/// A value that we look for, and where it stands.
type Seen<T> = Option<(usize, T)>;

/// What matters of an export.
#[derive(Default)]
struct Export {
    has_root: bool,
    has_subkey: [bool; SUBKEYS.len()],
    /// How many keys of SMS there are.
    keys: usize,
    setup_line: Option<usize>,
    full_version: Seen<String>,
    version: Seen<String>,
    setup_type: Seen<u64>,
    site_code: Seen<String>,
    site_server: Seen<String>,
    malformed: Option<usize>,
    is_cut: bool,
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let mut reading = Reading::of(KIND);
    if bytes.starts_with(b"regf") {
        reading.found("form", "hive");
        return reading;
    }
    let text = text(bytes);
    if after(text.trim_start(), r"\registry\machine\").is_some() {
        reading.found("form", "Regini");
        return reading;
    }
    let Some(items) = Items::of(&text) else { return Reading::not_recognised(KIND) };
    reading.found("form", items.form().word());
    let export = Export::gather(items);
    reading.found("keys", export.keys);
    let is_of_site = export.judge_site(context, &mut reading);
    let is_version_good = export.judge_version(context, &mut reading);
    let is_type_good = export.judge_type(context, &mut reading);
    let is_proved = match context.hotfix {
        Some(_) => is_version_good && is_type_good,
        None => export.judge_keys(&mut reading),
    };
    if let Some(line) = export.malformed {
        reading.found("malformed_line", line);
    }
    if export.is_cut {
        reading.found_beside("cut", true, "no");
    }
    let is_whole = !export.is_cut && export.malformed.is_none();
    reading.concluded(is_proved && is_of_site && is_whole)
}

impl Export {
    fn gather(items: Items<'_>) -> Self {
        let mut export = Self::default();
        // The part of the present key below the root.
        let mut below = None;
        for (line, item) in items {
            match item {
                Item::Key(path) => {
                    below =
                        after(path, ROOT).filter(|rest| rest.is_empty() || rest.starts_with('\\'));
                    if let Some(rest) = below {
                        export.key(line, rest);
                    }
                }
                Item::Value { name, data } => match below {
                    Some(key) if key.eq_ignore_ascii_case(r"\Setup") => {
                        export.setup(line, &name, data);
                    }
                    Some(key) if key.eq_ignore_ascii_case(r"\Identification") => {
                        export.identification(line, &name, data);
                    }
                    _ => {}
                },
                Item::Malformed => export.malformed = export.malformed.or(Some(line)),
                Item::Cut => export.is_cut = true,
            }
        }
        export
    }

    fn key(&mut self, line: usize, below: &str) {
        self.keys += 1;
        let Some(path) = below.strip_prefix('\\') else {
            self.has_root = true;
            return;
        };
        let first = path.split('\\').next().unwrap_or_default();
        for (has, name) in self.has_subkey.iter_mut().zip(SUBKEYS) {
            *has |= first.eq_ignore_ascii_case(name);
        }
        if path.eq_ignore_ascii_case("Setup") {
            self.setup_line = Some(line);
        }
    }

    fn setup(&mut self, line: usize, name: &str, data: Data) {
        match (name.to_ascii_lowercase().as_str(), data) {
            ("full version", Data::Text(text)) => self.full_version = Some((line, text)),
            ("version", Data::Text(text)) => self.version = Some((line, text)),
            ("type", Data::Number(number)) => self.setup_type = Some((line, number)),
            _ => {}
        }
    }

    fn identification(&mut self, line: usize, name: &str, data: Data) {
        let Data::Text(text) = data else { return };
        match name.replace(' ', "").to_ascii_lowercase().as_str() {
            "sitecode" => self.site_code = Some((line, text)),
            "siteserver" => self.site_server = Some((line, text)),
            _ => {}
        }
    }

    /// Whether it is of the site that is asked about, or no site is.
    fn judge_site(&self, context: &Context, reading: &mut Reading) -> bool {
        let server = context.known_site().map(|site| site.server.as_str());
        let pairs = [
            ("site_code", &self.site_code, context.site),
            ("site_server", &self.site_server, server),
        ];
        let mut is_known = false;
        for (key, found, needed) in pairs {
            let Some((line, found)) = found else { continue };
            match needed {
                None => reading.found(key, excerpt(found)),
                Some(needed) => {
                    reading.found_beside(key, excerpt(found), needed);
                    is_known = true;
                    if !found.trim().eq_ignore_ascii_case(needed) {
                        let text = format!(
                            "The key is of {}, and {} is asked about.",
                            tick(found),
                            tick(needed)
                        );
                        reading.finding(FindingId::WrongSite, Some(*line), text);
                    }
                }
            }
        }
        is_known || context.site.is_none()
    }

    /// Whether the version in Setup is the right one.
    fn judge_version(&self, context: &Context, reading: &mut Reading) -> bool {
        let hotfix = context.hotfix.and_then(hotfix::named);
        let level = hotfix.map(|hotfix| hotfix.level).or_else(|| context.level());
        let needed = needed_version(level);
        match (&self.full_version, &self.version) {
            (Some((_, found)), _) => {
                reading.found_beside("full_version", excerpt(found), needed.as_str());
            }
            (None, Some((_, found))) => reading.found("version", excerpt(found)),
            (None, None) => {}
        }
        match (level, &self.full_version) {
            (Some(level), None) if level.is_1x() => return self.judge_old_version(level, reading),
            (Some(level), Some((line, found))) if level.is_1x() => {
                let text = format!(
                    "Full Version is {}, and the hierarchy says {level}: one of them is wrong.",
                    tick(found)
                );
                reading.finding_of(FindingId::FullVersionWrong, "Q213410", Some(*line), text);
            }
            (_, Some((_, found))) if is_good(level, found) => return true,
            (_, Some((line, found))) => {
                let text = wrong_version(found, &needed, hotfix, level);
                reading.finding(FindingId::FullVersionWrong, Some(*line), text);
            }
            // Without a level, a site with the old value is no worse for it.
            (None, None) if self.version.is_some() && hotfix.is_none() => return true,
            (_, None) if self.setup_line.is_some() => {
                reading.found_beside("full_version", "", needed.as_str());
                let text = format!("Setup has no value Full Version; it needs {needed}.");
                reading.finding(FindingId::FullVersionMissing, self.setup_line, text);
            }
            (_, None) => {}
        }
        false
    }

    /// SMS 1.x has its build in Version.
    fn judge_old_version(&self, level: Level, reading: &mut Reading) -> bool {
        let Some((line, found)) = &self.version else { return false };
        let build = level.build().to_string();
        let is_good = *found.trim() == build;
        if !is_good {
            let text = format!(
                "Version is {}, and {level} has `{build}`: the export or the hierarchy is wrong.",
                tick(found)
            );
            reading.finding_of(FindingId::FullVersionWrong, "Q137988", Some(*line), text);
        }
        is_good
    }

    /// Whether Type in Setup is that of a site server.
    fn judge_type(&self, context: &Context, reading: &mut Reading) -> bool {
        let Some((line, found)) = self.setup_type else { return false };
        let role = context.known_site().map(|site| site.role);
        let (good, needed): (&[u64], _) = match role {
            Some(Role::Primary) => (&[1], "1 (primary)"),
            Some(Role::Secondary) => (&[2], "2 (secondary)"),
            None => (&[1, 2], "1 (primary) or 2 (secondary)"),
        };
        reading.found_beside("type", super::Value::Number(found), needed);
        // The value is described for 2.0 only.
        if good.contains(&found) || context.level().is_some_and(Level::is_1x) {
            return true;
        }
        let text = format!(
            "Type is `{found}`, and it has to be {needed}: hotfixes put in no program files."
        );
        reading.finding(FindingId::SetupTypeWrong, Some(line), text);
        false
    }

    /// Whether the root key and the subkeys are there.
    fn judge_keys(&self, reading: &mut Reading) -> bool {
        if !self.has_root {
            reading.finding(FindingId::RootKeyMissing, None, format!("`[{ROOT}]` is not in it."));
        }
        let missing = SUBKEYS.iter().zip(self.has_subkey).filter(|(_, has)| !has);
        let missing: Vec<_> = missing.map(|(name, _)| (*name).to_owned()).collect();
        if !missing.is_empty() {
            let text = format!(
                "Below SMS these keys are missing: {}. Export the key with all that is below it.",
                missing.join(", ")
            );
            reading.finding(FindingId::SubkeysMissing, None, text);
        }
        let is_good = self.has_root && missing.is_empty();
        reading.found_beside("root_key", self.has_root, "yes");
        reading.found_beside("missing_subkeys", missing, "none");
        is_good
    }
}

/// The one good value of a level, where there is one; else what it has to tell.
fn needed_version(level: Option<Level>) -> String {
    match level {
        Some(level) if level.is_1x() => format!("none at {level}"),
        Some(level) => match level.good_full_version() {
            Some(good) => format!("`{good}`"),
            None => format!("a version of {level}"),
        },
        None => {
            let [rtm, sp1] = [Level::SMS_2_0, Level::SMS_2_0_SP1].map(Level::good_full_version);
            format!("`{}` or `{}`", rtm.unwrap_or_default(), sp1.unwrap_or_default())
        }
    }
}

/// Only the documented spelling is good where there is one: the installer compares texts.
fn is_good(level: Option<Level>, found: &str) -> bool {
    let told = || Level::of_version(&found.parse::<FileVersion>().ok()?);
    match level {
        Some(level) => match level.good_full_version() {
            Some(good) => found == good,
            None => told() == Some(level),
        },
        None => told().is_some_and(|level| match level.good_full_version() {
            Some(good) => found == good,
            None => true,
        }),
    }
}

fn wrong_version(
    found: &str,
    needed: &str,
    hotfix: Option<&Hotfix>,
    level: Option<Level>,
) -> String {
    let found = tick(found);
    match (hotfix, level) {
        (Some(hotfix), _) => {
            format!("Full Version is {found}; {} is for {needed} only.", hotfix.article)
        }
        (None, Some(level)) => format!(
            "Full Version is {found}, and a site at {level} has {needed}: the value or the \
             hierarchy is wrong."
        ),
        (None, None) => format!("Full Version is {found}; good is {needed}."),
    }
}
