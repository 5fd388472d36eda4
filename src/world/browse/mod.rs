//! Looks into folders, for a person who picks a file.

mod preview;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;

use super::evidence::{EvidenceError, modified};

pub use preview::{PREVIEW_BYTES_MAX, Preview, PreviewKind, preview};

/// Most entries that are listed.
pub const LISTED_MAX: usize = 20_000;

/// Most entries that are looked at to choose those from.
const LOOKED_AT_MAX: usize = 1_000_000;

/// What is in a folder. Names are as they are on disk, not yet made harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// From the root, without `..`; empty for the list of drives.
    pub path: PathBuf,
    /// Folders first, then everything else, each by name without regard to case.
    pub entries: Vec<Entry>,
    /// Entries that are there and not listed, because there are too many.
    pub left_out: usize,
}

/// One thing in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is not Unicode in it is replaced; `path` is exact.
    pub name: String,
    pub path: PathBuf,
    pub kind: Kind,
    /// Of files.
    pub size_bytes: Option<u64>,
    pub modified: Option<Timestamp>,
    /// How many entries a folder has. Never counted by [`list`]: [`count`] does it for those that
    /// are in sight.
    pub items: Option<usize>,
}

/// What an entry is, as far as a person who picks a file needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Folder,
    File,
    /// May lead anywhere; it can be listed if that is a folder, and never serves as evidence.
    Link,
    /// A device, a pipe, a socket, or gone.
    Other,
}

/// What is done with entries that the system calls hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    Shown,
    Left,
}

/// Why nothing can be shown. Sentences for the operator, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum BrowseError {
    #[error("`{}` does not exist. Go up, or type another path.", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is not a folder. Go up, or type another path.", path.display())]
    NoFolder { path: PathBuf },
    #[error("You may not look into `{}`. Choose another folder, or have it opened to you.", path.display())]
    Denied { path: PathBuf },
    #[error("`{}` cannot be listed: {source}. Try again, or choose another folder.", path.display())]
    Unlisted { path: PathBuf, source: io::Error },
    #[error("`{}` is a folder. Open it, and choose a file.", path.display())]
    Folder { path: PathBuf },
    /// The file cannot serve as evidence either.
    #[error(transparent)]
    Unread(#[from] EvidenceError),
}

impl Listing {
    /// The folder above. On Windows, the empty path (the list of drives) is above the roots.
    pub fn parent(&self) -> Option<PathBuf> {
        above(&self.path, cfg!(windows))
    }
}

fn above(path: &Path, has_drives: bool) -> Option<PathBuf> {
    match path.parent() {
        Some(parent) => Some(parent.to_owned()),
        None if has_drives && path != Path::new("") => Some(PathBuf::new()),
        None => None,
    }
}

/// Lists a folder. The empty path stands for what is above all folders: the drives on Windows, and
/// the root elsewhere.
pub fn list(folder: &Path, hidden: Hidden) -> Result<Listing, BrowseError> {
    if folder == Path::new("") {
        return top(hidden);
    }
    let path = absolute(folder).map_err(|source| unlisted(folder, source))?;
    let mut found = Vec::new();
    let mut left_out = 0;
    for entry in fs::read_dir(&path).map_err(|source| unlisted(&path, source))? {
        let entry = entry.map_err(|source| unlisted(&path, source))?;
        if hidden == Hidden::Left && is_hidden(&entry) {
            continue;
        }
        if found.len() == LOOKED_AT_MAX {
            left_out += 1;
            continue;
        }
        let kind = entry.file_type().map_or(Kind::Other, kind);
        found.push(Found::new(&entry.file_name(), kind));
    }
    left_out += choose(&mut found, LISTED_MAX);
    let entries = found.into_iter().map(|found| found.in_folder(&path)).collect();
    Ok(Listing { path, entries, left_out })
}

/// How many entries a folder has, up to [`LISTED_MAX`]. None where it cannot be listed.
pub fn count(folder: &Path, hidden: Hidden) -> Option<usize> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let shown = entries.filter(|entry| hidden == Hidden::Shown || !is_hidden(entry));
    Some(shown.take(LISTED_MAX).count())
}

/// An entry by its name alone: the rest is only asked for if it is listed.
struct Found {
    name: std::ffi::OsString,
    kind: Kind,
    /// Folders first, then by name, without regard to case at first.
    key: (bool, String, String),
}

impl Found {
    fn new(name: &OsStr, kind: Kind) -> Self {
        let text = name.to_string_lossy().into_owned();
        Self { name: name.to_owned(), kind, key: (kind != Kind::Folder, text.to_lowercase(), text) }
    }

    fn in_folder(self, folder: &Path) -> Entry {
        let path = folder.join(&self.name);
        let metadata = fs::symlink_metadata(&path).ok();
        let is_file = self.kind == Kind::File;
        Entry {
            name: self.key.2,
            kind: if metadata.is_some() { self.kind } else { Kind::Other },
            size_bytes: metadata.as_ref().filter(|_| is_file).map(fs::Metadata::len),
            modified: metadata.as_ref().and_then(modified),
            items: None,
            path,
        }
    }
}

/// Puts entries in order and keeps the first of them. Returns how many are left out.
fn choose(found: &mut Vec<Found>, most: usize) -> usize {
    found.sort_by(|one, other| one.key.cmp(&other.key));
    let left_out = found.len().saturating_sub(most);
    found.truncate(most);
    left_out
}

fn kind(file_type: fs::FileType) -> Kind {
    if file_type.is_symlink() {
        Kind::Link
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_file() {
        Kind::File
    } else {
        Kind::Other
    }
}

/// A path from the root. `..` after a link does not lead back to where the link stands, so only the
/// system can say where such a path ends.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    if path.components().any(|part| part == Component::ParentDir) {
        fs::canonicalize(path)
    } else {
        std::path::absolute(path)
    }
}

fn unlisted(path: &Path, source: io::Error) -> BrowseError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => BrowseError::Missing { path },
        io::ErrorKind::NotADirectory => BrowseError::NoFolder { path },
        io::ErrorKind::PermissionDenied => BrowseError::Denied { path },
        _ => BrowseError::Unlisted { path, source },
    }
}

#[cfg(unix)]
fn is_hidden(entry: &fs::DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

#[cfg(windows)]
fn is_hidden(entry: &fs::DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt;
    const FILE_ATTRIBUTE_HIDDEN: u32 = 0x2;
    let is_marked =
        |metadata: fs::Metadata| metadata.file_attributes() & FILE_ATTRIBUTE_HIDDEN != 0;
    entry.metadata().is_ok_and(is_marked)
}

#[cfg(unix)]
fn top(hidden: Hidden) -> Result<Listing, BrowseError> {
    list(Path::new("/"), hidden)
}

#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere the root is listed, which may fail")]
fn top(_: Hidden) -> Result<Listing, BrowseError> {
    let entries = drives(Path::exists);
    Ok(Listing { path: PathBuf::new(), entries, left_out: 0 })
}

/// The drives that are there, by letter.
#[cfg(any(windows, test))]
fn drives(is_there: impl Fn(&Path) -> bool) -> Vec<Entry> {
    let roots = ('A'..='Z').map(|letter| format!("{letter}:\\"));
    roots
        .filter(|root| is_there(Path::new(root)))
        .map(|root| Entry {
            name: root.clone(),
            path: PathBuf::from(root),
            kind: Kind::Folder,
            size_bytes: None,
            modified: None,
            items: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(listing: &Listing) -> Vec<&str> {
        listing.entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn folders_come_first_and_case_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "A.txt", "c.txt", ".dot"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        for name in ["zoo", "Yard"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let listing = list(folder.path(), Hidden::Shown).unwrap();
        assert_eq!(names(&listing), ["Yard", "zoo", ".dot", "A.txt", "b.txt", "c.txt"]);
        assert_eq!((listing.left_out, listing.path.is_absolute()), (0, true));
        let [yard, .., last] = listing.entries.as_slice() else { panic!("{listing:?}") };
        assert_eq!((yard.kind, yard.size_bytes, yard.items), (Kind::Folder, None, None));
        assert_eq!((last.kind, last.size_bytes), (Kind::File, Some(5)));
        assert!(last.modified.is_some() && last.path == folder.path().join("c.txt"));
        assert_eq!(count(folder.path(), Hidden::Shown), Some(6));
        assert_eq!(count(&folder.path().join("none"), Hidden::Shown), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_hidden_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/", folder.path().join("link")).unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(socket).unwrap();
        fs::write(folder.path().join(".hidden"), "").unwrap();
        let listing = list(folder.path(), Hidden::Left).unwrap();
        let kinds: Vec<_> = listing.entries.iter().map(|it| (it.kind, it.size_bytes)).collect();
        assert_eq!(names(&listing), ["link", "socket"]);
        assert_eq!(kinds, [(Kind::Link, None), (Kind::Other, None)]);
        assert_eq!(count(folder.path(), Hidden::Left), Some(2));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_unicode_are_listed_by_their_exact_path() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(OsStr::from_bytes(b"caf\xE9"));
        fs::write(&path, "x").unwrap();
        let listing = list(folder.path(), Hidden::Shown).unwrap();
        assert_eq!(names(&listing), ["caf\u{FFFD}"]);
        assert_eq!(listing.entries[0].path, path);
    }

    #[test]
    fn what_is_left_out_is_counted_and_comes_last() {
        let mut found: Vec<Found> = (0..25u32)
            .rev()
            .map(|n| {
                let kind = if n % 10 == 9 { Kind::Folder } else { Kind::File };
                Found::new(OsStr::new(&format!("{n:02}")), kind)
            })
            .collect();
        assert_eq!(choose(&mut found, 4), 21);
        let kept: Vec<_> = found.iter().map(|it| it.key.2.as_str()).collect();
        assert_eq!(kept, ["09", "19", "00", "01"]);
        assert_eq!(choose(&mut found, 4), 0);
    }

    #[test]
    fn ways_that_lead_nowhere_say_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let told = |path: &Path| list(path, Hidden::Shown).unwrap_err().to_string();
        assert!(told(&folder.path().join("none")).ends_with("Go up, or type another path."));
        // Windows calls a file that is no folder by a name of its own.
        #[cfg(unix)]
        assert!(told(&file).contains("is not a folder"));
    }

    #[test]
    fn the_way_up_ends_above_the_roots() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("in").join("ner");
        fs::create_dir_all(&inner).unwrap();
        let listing = list(&inner.join("..").join("ner"), Hidden::Shown).unwrap();
        let above_it = listing.parent().unwrap();
        assert_eq!(above_it, fs::canonicalize(folder.path()).unwrap().join("in"));
        for (has_drives, expected) in [(true, Some(PathBuf::new())), (false, None)] {
            assert_eq!(above(Path::new("/"), has_drives), expected);
            assert_eq!(above(Path::new(""), has_drives), None);
        }
        assert!(list(Path::new(""), Hidden::Shown).is_ok());
    }

    #[test]
    fn drives_are_listed_by_letter() {
        let found = drives(|root| [Path::new("C:\\"), Path::new("S:\\")].contains(&root));
        let names: Vec<_> = found.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["C:\\", "S:\\"]);
    }
}
