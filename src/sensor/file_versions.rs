//! `file-versions`: which versions the program files of a hotfix have (Q213410).
//!
//! Recognises program files themselves (PE, of which the version resource is read) and listings in
//! which names of .dll and .exe files stand beside versions, or a `dir` without versions. Asked
//! with a hotfix it proves that each of its files is there in the build of its level and not older
//! than its article says. A single program file proves nothing about the others.

use std::collections::BTreeMap;

use crate::level::{FileVersion, Level};

use super::decode::{after, lines, text};
use super::hotfix::{self, Hotfix};
use super::reading::excerpt;
use super::{Context, FindingId, Kind, Reading, pe};

const KIND: Kind = Kind::FileVersions;

/// Names that are kept.
const FILES_MAX: usize = 20_000;

/// Versions that are listed as values; those that the hotfix asks for always are.
const LISTED_MAX: usize = 50;

/// What stands where a version should be.
pub(super) const UNSEEN: [&str; 3] = ["not there", "not seen", "no version"];

/// What was found about files, by name in lower case.
#[derive(Default)]
pub(super) struct Versions {
    files: BTreeMap<String, File>,
    /// Whether a file that is not in it is not there: in a listing or a folder.
    is_complete: bool,
}

struct File {
    name: String,
    line: Option<usize>,
    /// The lowest where there are several of the name; none where one has no version.
    version: Option<FileVersion>,
}

/// What the bytes were.
#[derive(PartialEq, Eq)]
pub(super) enum Source {
    Program,
    Listing,
    Other,
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let mut versions = Versions::default();
    match gather(bytes, context, &mut versions) {
        Source::Other => Reading::not_recognised(KIND),
        Source::Program => {
            versions.is_complete = false;
            judged(&versions, context)
        }
        Source::Listing => judged(&versions, context),
    }
}

/// Judges what was gathered from all the files of a folder.
pub(super) fn judge(versions: &Versions, context: &Context) -> Reading {
    if versions.files.is_empty() {
        return Reading::not_recognised(KIND);
    }
    judged(versions, context)
}

/// Takes the versions from a program file or a listing.
pub(super) fn gather(bytes: &[u8], context: &Context, versions: &mut Versions) -> Source {
    versions.is_complete = true;
    if bytes.starts_with(b"MZ") {
        let name = context.file_name.filter(|name| is_program_name(name));
        versions.add(name.unwrap_or("(program file)"), None, pe::file_version(bytes));
        return Source::Program;
    }
    let text = text(bytes);
    let mut is_listing = false;
    for (number, line) in lines(&text) {
        let words = || line.split([' ', '\t', ',', '|', ';', '"', '=']).filter(|it| !it.is_empty());
        is_listing |= after(line.trim_start(), "Directory of ").is_some();
        let Some(name) = words().filter_map(program_name).next_back() else { continue };
        let version = words().find_map(|word| word.parse::<FileVersion>().ok());
        is_listing |= version.is_some();
        versions.add(name, Some(number), version);
    }
    if is_listing { Source::Listing } else { Source::Other }
}

impl Versions {
    fn add(&mut self, name: &str, line: Option<usize>, version: Option<FileVersion>) {
        let key = excerpt(name).to_ascii_lowercase();
        if let Some(file) = self.files.get_mut(&key) {
            if version < file.version {
                (file.line, file.version) = (line, version);
            }
        } else if self.files.len() < FILES_MAX {
            self.files.insert(key, File { name: excerpt(name), line, version });
        }
    }
}

/// The name of a program file at the end of a path.
fn program_name(word: &str) -> Option<&str> {
    let name = word.rsplit(['\\', '/']).next()?;
    is_program_name(name).then_some(name)
}

fn is_program_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && ["dll", "exe"].iter().any(|it| extension.eq_ignore_ascii_case(it))
    })
}

fn judged(versions: &Versions, context: &Context) -> Reading {
    let mut reading = Reading::of(KIND);
    reading.found("files", versions.files.len());
    let hotfix = context.hotfix.and_then(hotfix::named);
    let is_proved = hotfix.is_some_and(|hotfix| versions.judge(hotfix, context, &mut reading));
    let needed = |key: &str| {
        hotfix.is_some_and(|it| it.files.iter().any(|(name, _)| name.eq_ignore_ascii_case(key)))
    };
    let others = versions.files.iter().filter(|(key, _)| !needed(key));
    for (_, file) in others.take(LISTED_MAX) {
        reading.found(&file.name, shown(file.version));
    }
    if hotfix.is_none() {
        versions.judge_builds(context, &mut reading);
    }
    reading.concluded(is_proved)
}

fn shown(version: Option<FileVersion>) -> String {
    version.map_or(UNSEEN[2].to_owned(), |version| version.to_string())
}

impl Versions {
    /// Whether all files of the hotfix are there and new enough.
    fn judge(&self, hotfix: &Hotfix, context: &Context, reading: &mut Reading) -> bool {
        let mut is_proved = context.level().is_none_or(|level| level == hotfix.level);
        for (name, least) in hotfix.files {
            let needed = format!("{least} or later of build {}", least.build());
            let Some(file) = self.files.get(&name.to_ascii_lowercase()) else {
                is_proved = false;
                let found = if self.is_complete { UNSEEN[0] } else { UNSEEN[1] };
                reading.found_beside(name, found, needed);
                if self.is_complete {
                    let text = format!("{name} is not there; {} puts it in.", hotfix.article);
                    reading.finding_of(FindingId::FileMissing, hotfix.article, None, text);
                }
                continue;
            };
            reading.found_beside(name, shown(file.version), needed.as_str());
            let Some(version) = file.version else {
                is_proved = false;
                continue;
            };
            let FileVersion([major, minor, build, _]) = version;
            let (id, text) = if [major, minor, build] != least.0[..3] {
                let text = format!("{name} is {version}; {} is for build", hotfix.article);
                (FindingId::FileWrongBuild, format!("{text} {}.", least.build()))
            } else if version < *least {
                let text = format!("{name} is {version}, older than {least}.");
                (FindingId::FileTooOld, text)
            } else {
                continue;
            };
            is_proved = false;
            reading.finding_of(id, hotfix.article, file.line, text);
        }
        is_proved
    }

    /// Without a hotfix: whether the files that come with SMS are of the build of the site.
    fn judge_builds(&self, context: &Context, reading: &mut Reading) {
        let Some(level) = context.level().filter(|level| !level.is_1x()) else { return };
        for key in ["nt_logon.dll", "ccm.dll", "ccmbtldr.exe", "baseobj.dll"] {
            let Some(File { name, line, version: Some(version) }) = self.files.get(key) else {
                continue;
            };
            if version.build() != level.build() || Level::of_version(version).is_none() {
                let text = format!("{name} is {version}; the site is declared {level}.");
                reading.finding_of(FindingId::FileWrongBuild, "Q213410", *line, text);
            }
        }
    }
}
