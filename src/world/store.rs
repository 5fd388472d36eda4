//! Writes files whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::here;
use super::odd_name::{self, OddName};

/// Why a file was not written. What was there before is still there, unharmed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("`{}` is there already, and is left as it is", path.display())]
    Exists { path: PathBuf },
    #[error("`{}` is no file, and is left as it is", path.display())]
    NoFile { path: PathBuf },
    #[error("`{}` is write-protected", path.display())]
    Protected { path: PathBuf },
    #[error("`{}` {}", path.display(), why.sentence())]
    OddName { path: PathBuf, why: OddName },
    #[error("`{}` cannot be written", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

impl StoreError {
    /// What to do about it, in the imperative.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Exists { .. } | Self::NoFile { .. } | Self::OddName { .. } => "name another file",
            Self::Protected { .. } => "name another file, or take the protection off this one",
            Self::Unwritable { .. } => "check the permissions and the free space",
        }
    }
}

/// Writes a file that is not there yet: nothing is ever overwritten, and half a file is not left
/// behind. On disk when this returns.
pub fn write_new(path: &Path, content: impl AsRef<[u8]>) -> Result<(), StoreError> {
    can_be_named(path)?;
    let file = File::create_new(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
        _ => StoreError::Unwritable { path: path.to_owned(), source },
    })?;
    let folder = folder_of(path);
    fill(file, content.as_ref()).and_then(|()| sync_folder(&folder)).map_err(|source| {
        // The error to tell is the first one.
        drop(fs::remove_file(path));
        StoreError::Unwritable { path: path.to_owned(), source }
    })
}

/// Writes a file in place of what is there, if anything: whoever reads it meanwhile sees the old
/// one or the new one, and so does whoever looks after a power cut. Permissions are kept, owner and
/// further attributes are not. A link stays, and what it points to is replaced.
pub fn replace(path: &Path, content: impl AsRef<[u8]>) -> Result<(), StoreError> {
    can_be_named(path)?;
    let unwritable = |source| StoreError::Unwritable { path: path.to_owned(), source };
    let target = behind_links(path).map_err(unwritable)?;
    let old = match fs::metadata(&target) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(unwritable(source)),
    };
    if let Some(metadata) = &old {
        if !metadata.is_file() {
            return Err(StoreError::NoFile { path: path.to_owned() });
        }
        if metadata.permissions().readonly() {
            return Err(StoreError::Protected { path: path.to_owned() });
        }
    }
    let folder = folder_of(&target);
    let partial = folder.join(partial_name().map_err(unwritable)?);
    let written = create(&partial, old.as_ref())
        .and_then(|file| fill(file, content.as_ref()))
        .and_then(|()| fs::rename(&partial, &target));
    written.map_err(|source| {
        drop(fs::remove_file(&partial));
        unwritable(source)
    })?;
    sync_folder(&folder).map_err(unwritable)
}

/// Refuses names under which this system would write elsewhere.
fn can_be_named(path: &Path) -> Result<(), StoreError> {
    match odd_name::here(path) {
        Some(why) => Err(StoreError::OddName { path: path.to_owned(), why }),
        None => Ok(()),
    }
}

/// Writes a small file that may be lost or cut by a power cut: what only saves work later.
pub fn jot(path: &Path, text: &str) -> Result<(), StoreError> {
    fs::write(path, text).map_err(|source| StoreError::Unwritable { path: path.to_owned(), source })
}

/// The file that is meant: a link is followed, unless it leads nowhere.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.file_type().is_symlink() => fs::canonicalize(path),
        _ => Ok(path.to_owned()),
    }
}

/// A name that nothing else has, and that is short enough on every file system.
fn partial_name() -> io::Result<OsString> {
    Ok(format!(".{}.partial", here::hex(&here::random::<8>()?)).into())
}

/// Makes the file that is going to take the place of the old one, as open to others as that.
fn create(partial: &Path, old: Option<&Metadata>) -> io::Result<File> {
    let Some(old) = old else { return File::create_new(partial) };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    keep_private(&mut options);
    let file = options.open(partial)?;
    file.set_permissions(old.permissions())?;
    Ok(file)
}

/// Nobody but the owner reads a file that is made with these options.
#[cfg(unix)]
pub(super) fn keep_private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// The folders of a user are private on Windows, and their files inherit that.
#[cfg(windows)]
pub(super) fn keep_private(_: &mut OpenOptions) {}

fn fill(mut file: File, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.sync_all()
}

/// The folder in which a file stands.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes sure that the entries of a folder survive a power cut. Windows does that by itself, and
/// lets no folder be opened as a file; some file systems of others know no such thing.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a folder holds: names and contents, in order.
    fn held(folder: &Path) -> Vec<(String, String)> {
        let mut held: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read_to_string(entry.path()).unwrap_or_default())
            })
            .collect();
        held.sort();
        held
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_new_file_is_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_new(&path, "one").unwrap();
        let error = write_new(&path, "two").unwrap_err();
        assert!(matches!(&error, StoreError::Exists { .. }), "{error}");
        let error = write_new(&folder.path().join("none").join("a.txt"), "two").unwrap_err();
        assert!(matches!(&error, StoreError::Unwritable { .. }), "{error}");
        assert_eq!(held(folder.path()), pairs(&[("a.txt", "one")]));
    }

    #[test]
    fn replacing_leaves_one_file_whether_or_not_there_was_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        for text in ["one", "", "three"] {
            replace(&path, text).unwrap();
            assert_eq!(held(folder.path()), pairs(&[("a.txt", text)]));
        }
    }

    #[test]
    fn what_cannot_be_replaced_stays_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("folder");
        fs::create_dir(&inside).unwrap();
        let error = replace(&inside, "x").unwrap_err();
        assert!(matches!(&error, StoreError::NoFile { .. }), "{error}");
        let protected = folder.path().join("protected");
        fs::write(&protected, "mine").unwrap();
        let mut permissions = fs::metadata(&protected).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&protected, permissions).unwrap();
        let error = replace(&protected, "x").unwrap_err();
        assert!(matches!(&error, StoreError::Protected { .. }), "{error}");
        let error = replace(&folder.path().join("none").join("a"), "x").unwrap_err();
        assert!(matches!(&error, StoreError::Unwritable { .. }), "{error}");
        assert_eq!(held(folder.path()), pairs(&[("folder", ""), ("protected", "mine")]));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_outlive_what_is_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        for mode in [0o600, 0o640, 0o664] {
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            replace(&file, "new").unwrap();
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode);
        }
        symlink("file", &link).unwrap();
        replace(&link, "through").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "through");
    }
}
