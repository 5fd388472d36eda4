//! Folders that cannot be the backup of a site, told by where they lie.
//!
//! What the articles say. Q256586, of SMS 2.0 before SP2: the backup task does not recognise long
//! folder names; with SMS in `D:\SMS` and the target `D:\SMS Backup`, it may delete what is in
//! `D:\SMS`. Use no long name. Q289490: the backup holds a copy of the entire SMS folder.
//!
//! What is inferred. The example reads as if the name were cut at its first blank, so a name is
//! refused only if what stands before its blank is called `SMS` or is there: a long name by itself
//! may be anybody's copy, made by another program. A backup inside the SMS folder is lost with that
//! folder, be it by the task of Q256586 or by Setup, and would be a copy of itself.
//!
//! Paths are text here: those of Windows and of Unix, whatever machine this is.

use std::fs;
use std::path::Path;

/// What an SMS folder is told by, besides its name: 2.0 has the first, 1.x the second.
const SIGNS: [&[&str]; 3] = [&["inboxes"], &["site.srv"], &["bin", "i386"]];

/// Most entries of a folder that are looked at.
const ENTRIES_MAX: usize = 1_000;

/// Why a folder cannot be the backup of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It lies inside the SMS folder.
    InsideSms {
        /// That folder.
        sms: String,
    },
    /// One of its names is of the kind with which the backup task empties another folder.
    LongName {
        /// The folder with that name.
        folder: String,
        /// The one that may be emptied.
        emptied: String,
    },
}

impl Unfit {
    /// The article that warns of it.
    pub fn article(&self) -> &'static str {
        "Q256586"
    }

    /// One sentence for the operator. Holds foreign text.
    pub fn sentence(&self) -> String {
        match self {
            Self::InsideSms { sms } => {
                format!("It lies inside the SMS folder `{sms}`, and is lost with it.")
            }
            Self::LongName { folder, emptied } => format!(
                "With `{folder}` as its target, the backup task of SMS 2.0 before SP2 may delete \
                 what is in `{emptied}`."
            ),
        }
    }
}

/// Whether a folder cannot be the backup of a site. `files` are full paths of what is known to be
/// there, such as [`around`] finds; without them only the name speaks.
pub fn unfit_backup(path: &str, files: &[&str]) -> Option<Unfit> {
    let place = Place::of(path);
    let files: Vec<_> = files.iter().map(|file| Place::of(file)).collect();
    inside_sms(&place, &files).or_else(|| long_name(&place, &files))
}

fn inside_sms(place: &Place<'_>, files: &[Place<'_>]) -> Option<Unfit> {
    let mut above = 1..place.parts.len();
    let sms = above.find(|end| {
        let is_there = |sign: &&&[&str]| {
            let is_sign = |file: &Place<'_>| {
                let rest = file.below(place, &place.parts[..*end]);
                rest.is_some_and(|rest| starts_with(rest, sign))
            };
            files.iter().any(is_sign)
        };
        // By another name it has to look like one twice.
        let is_named = place.parts[end - 1].eq_ignore_ascii_case("sms");
        SIGNS.iter().filter(is_there).count() >= if is_named { 1 } else { 2 }
    })?;
    Some(Unfit::InsideSms { sms: place.text(&place.parts[..sms]) })
}

fn long_name(place: &Place<'_>, files: &[Place<'_>]) -> Option<Unfit> {
    (place.shares..place.parts.len()).find_map(|at| {
        let (cut, _) = place.parts[at].split_once(' ').filter(|(cut, _)| !cut.is_empty())?;
        let mut emptied = place.parts[..at].to_vec();
        emptied.push(cut);
        let is_there = |file: &Place<'_>| file.below(place, &emptied).is_some();
        let is_danger = cut.eq_ignore_ascii_case("sms") || files.iter().any(is_there);
        let folder = place.text(&place.parts[..=at]);
        is_danger.then(|| Unfit::LongName { folder, emptied: place.text(&emptied) })
    })
}

fn starts_with(parts: &[&str], with: &[&str]) -> bool {
    let parts = parts.get(..with.len());
    parts.is_some_and(|parts| parts.iter().zip(with).all(|(one, two)| is_same(one, two)))
}

/// Windows does not tell the cases apart, and the files of a site come from there.
fn is_same(one: &str, two: &str) -> bool {
    one.to_lowercase() == two.to_lowercase()
}

/// A path, taken apart.
struct Place<'a> {
    /// `D:`, `\\server`, or nothing.
    root: &'a str,
    parts: Vec<&'a str>,
    /// How many of them are no folders but what a server shares.
    shares: usize,
    is_windows: bool,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Self {
        let has_drive = |path: &str| {
            let mut bytes = path.bytes();
            bytes.next().is_some_and(|it| it.is_ascii_alphabetic()) && bytes.next() == Some(b':')
        };
        let is_windows = has_drive(path) || !path.starts_with('/') && path.contains('\\');
        if !is_windows {
            return Self { root: "", parts: parts(path, &['/']), shares: 0, is_windows };
        }
        // The long form of a path: `\\?\D:\SMS`, `\\?\UNC\server\share`.
        let long = path.strip_prefix(r"\\?\");
        let (path, is_unc) = match long.and_then(|path| path.strip_prefix(r"UNC\")) {
            Some(path) => (path, true),
            None => match path.strip_prefix(r"\\").filter(|_| long.is_none()) {
                Some(path) => (path, true),
                None => (long.unwrap_or(path), false),
            },
        };
        let slashes = ['\\', '/'];
        if is_unc {
            let (root, rest) = path.split_once(slashes).unwrap_or((path, ""));
            return Self { root, parts: parts(rest, &slashes), shares: 1, is_windows };
        }
        let (root, rest) = if has_drive(path) { path.split_at(2) } else { ("", path) };
        Self { root, parts: parts(rest, &slashes), shares: 0, is_windows }
    }

    /// What follows after `folder`, which is of `other`. None if this does not lie there; nothing
    /// follows if it is that folder.
    fn below(&self, other: &Place<'_>, folder: &[&str]) -> Option<&[&'a str]> {
        let is_there = self.shares == other.shares
            && is_same(self.root, other.root)
            && starts_with(&self.parts, folder);
        is_there.then(|| &self.parts[folder.len()..])
    }

    fn text(&self, parts: &[&str]) -> String {
        let slash = if self.is_windows { "\\" } else { "/" };
        let lead = if self.shares > 0 { r"\\" } else { "" };
        format!("{lead}{}{slash}{}", self.root, parts.join(slash))
    }
}

/// The names of a path. Windows drops blanks and dots at the end of a name.
fn parts<'a>(path: &'a str, slashes: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    for part in path.split(slashes) {
        let trimmed = if slashes.len() > 1 { part.trim_end_matches([' ', '.']) } else { part };
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ if trimmed.is_empty() => {}
            _ => parts.push(trimmed),
        }
    }
    parts
}

/// What [`unfit_backup`] wants to know of a folder: what is in the folders above it that are called
/// SMS, and whether the folders are there whose names come before a blank. Opens no file.
pub fn around(path: &Path) -> Vec<String> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut found = Vec::new();
    for folder in path.ancestors() {
        let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { continue };
        if folder != path {
            for entry in entries(folder) {
                let is_named =
                    |name: &str| entry.file_name().is_some_and(|it| it.eq_ignore_ascii_case(name));
                found.extend(if is_named("bin") { entries(&entry) } else { Vec::new() });
                if SIGNS.iter().any(|sign| is_named(sign[0])) {
                    found.push(entry);
                }
            }
        }
        if let Some((cut, _)) = name.split_once(' ') {
            let cut = folder.with_file_name(cut);
            found.extend(fs::symlink_metadata(&cut).is_ok().then_some(cut));
        }
    }
    found.iter().map(|path| path.display().to_string()).collect()
}

/// What is in a folder; nothing if that cannot be told.
fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().take(ENTRIES_MAX);
    listing.filter_map(Result::ok).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(sms: &str) -> Unfit {
        Unfit::InsideSms { sms: sms.to_owned() }
    }

    fn long(folder: &str, emptied: &str) -> Unfit {
        let (folder, emptied) = (folder.to_owned(), emptied.to_owned());
        Unfit::LongName { folder, emptied }
    }

    #[test]
    fn a_backup_inside_the_sms_folder_is_refused_and_one_beside_it_is_not() {
        let table: [(&str, &[&str], _); 21] = [
            (r"D:\SMS\Backup", &[r"D:\SMS\Inboxes"], Some(inside(r"D:\SMS"))),
            (r"d:\sms\a\b", &[r"D:\SMS\inboxes\x.box"], Some(inside(r"d:\sms"))),
            ("D:/SMS/Backup", &[r"D:\SMS\SITE.SRV"], Some(inside(r"D:\SMS"))),
            (r"D:\Sms\Backup", &[r"D:\Sms\Bin\I386\x.exe"], Some(inside(r"D:\Sms"))),
            (r"\\SRV\D$\SMS\Backup", &[r"\\srv\d$\SMS\Inboxes"], Some(inside(r"\\SRV\D$\SMS"))),
            (r"\\SRV\SMS\Backup", &[r"\\SRV\SMS\Site.srv"], Some(inside(r"\\SRV\SMS"))),
            (r"\\?\D:\SMS\Backup", &[r"D:\SMS\Inboxes"], Some(inside(r"D:\SMS"))),
            (r"\\?\UNC\S\D$\SMS\B", &[r"\\S\D$\SMS\Inboxes"], Some(inside(r"\\S\D$\SMS"))),
            ("/srv/sms/backup", &["/srv/sms/inboxes"], Some(inside("/srv/sms"))),
            (r"D:\x\..\SMS\Backup", &[r"D:\SMS\Inboxes"], Some(inside(r"D:\SMS"))),
            // The folder itself, a folder beside it, one on another drive or server.
            (r"D:\SMS", &[r"D:\SMS\Inboxes"], None),
            (r"D:\SMS\..\Backup", &[r"D:\SMS\Inboxes"], None),
            (r"D:\SMSBKUP\CEN", &[r"D:\SMS\Inboxes", r"D:\SMSBKUP\Inboxes"], None),
            (r"E:\SMS\Backup", &[r"D:\SMS\Inboxes"], None),
            (r"\\OTHER\D$\SMS\Backup", &[r"\\SRV\D$\SMS\Inboxes"], None),
            // By another name it has to look like one twice.
            (r"D:\Site\b", &[r"D:\Site\Inboxes", r"D:\Site\bin\i386"], Some(inside(r"D:\Site"))),
            (r"D:\Site\b", &[r"D:\Site\Inboxes"], None),
            // A folder that only has the name.
            (r"D:\SMS\Backup", &[r"D:\SMS\Backup\Inboxes", r"D:\SMS\Bin\alpha"], None),
            ("/upgrade/SMS/backup", &["/upgrade/SMS/notes.txt"], None),
            // On Unix a backslash is part of a name.
            (r"/srv/sms\backup", &["/srv/sms/inboxes"], None),
            ("/srv/sms/backup", &[r"D:\srv\sms\inboxes"], None),
        ];
        for (path, files, expected) in table {
            assert_eq!(unfit_backup(path, files), expected, "{path} {files:?}");
        }
    }

    #[test]
    fn a_long_name_is_refused_if_the_task_could_take_it_for_another_folder() {
        let table: [(&str, &[&str], _); 14] = [
            (r"D:\SMS Backup", &[], Some(long(r"D:\SMS Backup", r"D:\SMS"))),
            (r"D:\SMS Backup\Smsbkup\CEN", &[], Some(long(r"D:\SMS Backup", r"D:\SMS"))),
            (r"\\SRV\D$\sms old", &[], Some(long(r"\\SRV\D$\sms old", r"\\SRV\D$\sms"))),
            ("/d/SMS Backup", &[], Some(long("/d/SMS Backup", "/d/SMS"))),
            (r"D:\My Copy", &[r"D:\MY"], Some(long(r"D:\My Copy", r"D:\My"))),
            (r"D:\My Copy", &[r"D:\My\a\b"], Some(long(r"D:\My Copy", r"D:\My"))),
            // Nothing known stands where the name would be cut.
            (r"D:\My Copy", &[r"D:\My Copy\a", r"D:\Mylene", r"E:\My"], None),
            (r"D:\SMS_Backup_of_Sunday", &[r"D:\SMS\Inboxes"], None),
            (r"D:\SMSBKUP", &[r"D:\SMS\Inboxes"], None),
            (r"D:\SMS2 Backup", &[r"D:\SMS\Inboxes"], None),
            // What a server shares is no folder; a blank at the end is dropped.
            (r"\\SRV\SMS Backup\CEN", &[], None),
            (r"D:\SMS \", &[], None),
            ("", &[], None),
            (r"ä:\Copy", &[], None),
        ];
        for (path, files, expected) in table {
            assert_eq!(unfit_backup(path, files), expected, "{path} {files:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_article_and_the_folder_in_danger() {
        let unfit = unfit_backup(r"D:\SMS Backup", &[]).unwrap();
        assert_eq!(unfit.article(), "Q256586");
        assert!(unfit.sentence().ends_with(r"what is in `D:\SMS`."), "{}", unfit.sentence());
    }

    #[test]
    fn what_lies_around_a_folder_is_found_on_disk() {
        let top = tempfile::tempdir().unwrap();
        let sms = top.path().join("Sms");
        fs::create_dir_all(sms.join("BIN/I386")).unwrap();
        for (folder, is_unfit) in [
            (sms.join("Backup"), true),
            (top.path().join("sms2/Backup"), false),
            (top.path().join("Sms Backup"), true),
            (top.path().join("Other Backup"), false),
        ] {
            fs::create_dir_all(&folder).unwrap();
            let found = around(&folder);
            let found: Vec<_> = found.iter().map(String::as_str).collect();
            let unfit = unfit_backup(&folder.display().to_string(), &found);
            assert_eq!(unfit.is_some(), is_unfit, "{} {found:?}", folder.display());
        }
    }
}
