//! Gathers a session's pack from disk, and reads one whole. What a pack is, `pack` says.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::engine::{Evidence, EvidenceKind};
use crate::pack::{
    Contents, Fate, Flaw, LIST_LIMIT, PACK_LIMIT, PIECE_LIMIT, PIECES_LIMIT, Piece, looks_like,
    pieces, write,
};
use crate::record::{Detached, RecordError, detached_name, load as load_record, sealer_of};

use super::evidence::{Progress, look_into};
use super::here;
use super::input::{InputError, read_text};
use super::sessions::{Folder, HIERARCHY_FILE, Loaded, SIGNERS_FILE, SessionError};
use super::stamps;

/// Why a session cannot be packed. Nothing has been written.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error("session `{session}` is closed, and the signature over its whole record is missing")]
    Unsigned { session: String },
    #[error("session `{session}` went on while it was packed")]
    WentOn { session: String },
    #[error("session `{session}` does not fit into a pack: {flaw}")]
    Unfit { session: String, flaw: Flaw },
}

/// A pack, as it is to be written to a file, and what is in it.
#[derive(Debug)]
pub struct Packed {
    pub bytes: Vec<u8>,
    /// Pieces of evidence that are in it, lists of folders among them.
    pub enclosed: usize,
    /// What of them is not, and why, in sentences.
    pub left_out: Vec<String>,
}

/// Packs a session as it was read from its folder.
pub fn gather(folder: &Folder, loaded: &Loaded) -> Result<Packed, PackError> {
    let session = || folder.id.clone();
    let record = record(folder, loaded)?;
    let signatures = signatures(folder)?;
    if let Some(seal) = &loaded.report.sealed
        && !signatures.iter().any(|it| it.principal == seal.by.id)
    {
        return Err(PackError::Unsigned { session: session() });
    }
    let stamps = stamps::all(&folder.path);
    let opening = &loaded.opening;
    let signers = "the copy of the signers file";
    let signers = pinned(folder, signers, SIGNERS_FILE, &opening.signers_sha256)?;
    let hierarchy = pinned(folder, "the hierarchy", HIERARCHY_FILE, &opening.hierarchy.sha256)?;

    let pieces = pieces(&loaded.report.facts);
    let mut found = Found::default();
    let fates: Vec<_> = pieces.iter().map(|piece| found.take(piece, &folder.evidence())).collect();
    let is_enclosed =
        |piece: &Piece<'_>| piece.entry().is_some_and(|entry| found.files.contains_key(&entry));
    // The same bytes may have been found in a later place.
    let fate = |(piece, fate)| (piece, if is_enclosed(&piece) { Fate::Enclosed } else { fate });
    let pieces: Vec<_> = pieces.iter().copied().zip(fates).map(fate).collect();
    let contents = Contents {
        report: &loaded.report,
        record: &record,
        signatures: &signatures,
        stamps: &stamps,
        signers: &signers,
        flow: &loaded.model.plan().flow.files,
        hierarchy: &hierarchy,
        pieces: &pieces,
        files: &found.files,
    };
    let bytes = write(&contents).map_err(|flaw| PackError::Unfit { session: session(), flaw })?;
    let left_out = pieces.iter().filter(|(_, fate)| *fate != Fate::Enclosed);
    let left_out: Vec<_> =
        left_out.map(|(piece, fate)| format!("{}: {}", piece.title(), fate.why())).collect();
    Ok(Packed { bytes, enclosed: pieces.len() - left_out.len(), left_out })
}

/// The lines of the record that count. A tail that a crash left half written is no part of it.
fn record(folder: &Folder, loaded: &Loaded) -> Result<Vec<u8>, PackError> {
    let mut bytes = load_record(&folder.record()).map_err(SessionError::Record)?;
    let lines = usize::try_from(loaded.lines).unwrap_or(usize::MAX);
    let end = bytes.split_inclusive(|byte| *byte == b'\n').take(lines).map(<[u8]>::len).sum();
    bytes.truncate(end);
    if here::sha256(&bytes) == loaded.report.sha256 {
        Ok(bytes)
    } else {
        Err(PackError::WentOn { session: folder.id.clone() })
    }
}

fn signatures(folder: &Folder) -> Result<Vec<Detached>, PackError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        let doing = "reading its signatures";
        move |source| SessionError::Record(RecordError::Io { doing, path, source })
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder.path).map_err(failed(&folder.path))? {
        let name = entry.map_err(failed(&folder.path))?.file_name();
        let Some(principal) = name.to_str().and_then(sealer_of) else { continue };
        let path = folder.path.join(detached_name(principal));
        // What is no file is no signature; reading a pipe would wait for ever.
        if path.is_file() {
            let armour = read_at_most(&path, SIGNATURE_MAX).map_err(failed(&path))?;
            found.push(Detached { principal: principal.to_owned(), armour });
        }
    }
    found.sort_by(|one, other| one.principal.cmp(&other.principal));
    Ok(found)
}

/// Largest signature that is read, in bytes; one that is longer is none.
const SIGNATURE_MAX: usize = 64 * 1024;

fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A pinned copy, compared with the digest on record.
fn pinned(
    folder: &Folder,
    what: &'static str,
    name: &str,
    sha256: &str,
) -> Result<String, SessionError> {
    let session = folder.id.clone();
    let text = read_text(&folder.path.join(name))
        .map_err(|source| SessionError::PinUnreadable { session: session.clone(), what, source })?;
    if here::sha256(text.as_bytes()) == sha256 {
        Ok(text)
    } else {
        Err(SessionError::PinBroken { session, what })
    }
}

/// The evidence files and lists that are enclosed so far, by the names of their entries.
#[derive(Default)]
struct Found {
    files: BTreeMap<String, Vec<u8>>,
    files_bytes: usize,
    lists_bytes: usize,
}

impl Found {
    /// Reads a piece, if it is small enough and still what was attached. Lists of folders lie in
    /// the folder `lists`.
    fn take(&mut self, piece: &Piece<'_>, lists: &Path) -> Fate {
        let Some(entry) = piece.entry() else { return Fate::Unreachable };
        if self.files.contains_key(&entry) {
            return Fate::Enclosed;
        }
        let (is_list, limit) = match piece.evidence.kind {
            EvidenceKind::File => (false, PIECE_LIMIT),
            EvidenceKind::Folder { .. } => (true, LIST_LIMIT),
        };
        let path = if is_list {
            lists.join(entry.rsplit('/').next().unwrap_or_default())
        } else {
            PathBuf::from(&piece.evidence.path)
        };
        let bytes = match read_again(&path, piece.evidence, limit, is_list) {
            Ok(bytes) => bytes,
            Err(fate) => return fate,
        };
        let held = if is_list { &mut self.lists_bytes } else { &mut self.files_bytes };
        if *held + bytes.len() > PIECES_LIMIT {
            return Fate::NoRoom;
        }
        *held += bytes.len();
        self.files.insert(entry, bytes);
        if is_list {
            self.take_twin(piece, lists);
        }
        Fate::Enclosed
    }

    /// The twin of a list goes with it where it is there.
    fn take_twin(&mut self, piece: &Piece<'_>, lists: &Path) {
        let Some(entry) = piece.twin() else { return };
        let path = lists.join(entry.rsplit('/').next().unwrap_or_default());
        let Ok((_, Some(bytes))) = read_small(&path, LIST_LIMIT) else { return };
        if self.lists_bytes + bytes.len() <= 2 * PIECES_LIMIT {
            self.lists_bytes += bytes.len();
            self.files.insert(entry, bytes);
        }
    }
}

/// Reads what was attached once more.
fn read_again(path: &Path, then: &Evidence, limit: usize, is_list: bool) -> Result<Vec<u8>, Fate> {
    // Opening a path of another machine would send it this user's credentials.
    if !is_list && (then.path.starts_with(r"\\") || then.path.starts_with("//")) {
        return Err(Fate::Elsewhere);
    }
    // How large a list is, the record does not say.
    if !is_list && then.size_bytes > limit as u64 {
        return Err(Fate::TooLarge);
    }
    let (sha256, bytes) = read_small(path, limit)?;
    match bytes {
        _ if sha256.is_some_and(|sha256| sha256 != then.sha256) => Err(Fate::Changed),
        Some(bytes) => Ok(bytes),
        None if is_list => Err(Fate::TooLarge),
        None => Err(Fate::Changed),
    }
}

/// Reads a file that is no link and no device, and does not change meanwhile: digest and bytes,
/// neither of one that is larger.
fn read_small(path: &Path, limit: usize) -> Result<(Option<String>, Option<Vec<u8>>), Fate> {
    let metadata = fs::symlink_metadata(path).map_err(|_| Fate::Unreachable)?;
    if !metadata.is_file() {
        return Err(Fate::Unreachable);
    }
    if metadata.len() > limit as u64 {
        return Ok((None, None));
    }
    let mut read = (None, None);
    look_into(path, limit, &Progress::default(), &mut |content| {
        read = (Some(content.reading.sha256), content.bytes);
    })
    .map_err(|_| Fate::Unreachable)?;
    Ok(read)
}

/// Reads a file whole if it begins like a pack; none if it does not. Of one that is larger than a
/// pack may be, only so much is read that this can be told.
pub fn load(path: &Path) -> Result<Option<Vec<u8>>, InputError> {
    let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.by_ref().take(512).read_to_end(&mut bytes).map_err(unreadable)?;
    if !looks_like(&bytes) {
        return Ok(None);
    }
    file.take(PACK_LIMIT as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Fate::{Changed, Enclosed, Unreachable};
    use super::*;
    use crate::engine::{Deed, Fact, Person, Via};
    use crate::world::evidence;

    /// What attaching these leaves on record.
    fn attached(paths: &[PathBuf], lists: &Path) -> Vec<Fact> {
        let text = || String::new();
        let fact = |path: &PathBuf| Fact {
            at: Timestamp::UNIX_EPOCH,
            by: Person { id: text(), name: text(), key: text() },
            via: Via::Person,
            deed: Deed::Attached {
                step: "s".to_owned(),
                evidence: evidence::read(path, lists).unwrap(),
            },
            needs_second: false,
        };
        paths.iter().map(fact).collect()
    }

    fn fates(facts: &[Fact], lists: &Path) -> (Vec<Fate>, Found) {
        let mut found = Found::default();
        let fates = pieces(facts).iter().map(|piece| found.take(piece, lists)).collect();
        (fates, found)
    }

    #[test]
    fn a_pack_takes_no_more_than_32_mib_of_evidence_and_1_mib_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let lists = folder.path().join("lists");
        let files = |sizes: &[usize]| {
            let file = |(number, size): (usize, &usize)| {
                let path = folder.path().join(format!("{number}.bin"));
                let mut bytes = vec![0; *size];
                bytes[0] = u8::try_from(number).unwrap();
                fs::write(&path, bytes).unwrap();
                path
            };
            sizes.iter().enumerate().map(file).collect::<Vec<_>>()
        };
        let sizes = [vec![PIECE_LIMIT + 1], vec![PIECE_LIMIT; 33], vec![1]].concat();
        let facts = attached(&files(&sizes), &lists);
        let (fates, found) = fates(&facts, &lists);
        let mut expected = vec![Fate::Enclosed; 35];
        (expected[0], expected[33], expected[34]) = (Fate::TooLarge, Fate::NoRoom, Fate::NoRoom);
        assert_eq!(fates, expected);
        assert_eq!((found.files.len(), found.files_bytes), (32, PIECES_LIMIT));
    }

    #[test]
    fn only_what_is_still_what_was_attached_goes_in() {
        let folder = tempfile::tempdir().unwrap();
        let lists = folder.path().join("lists");
        let path = |name: &str| folder.path().join(name);
        let names = ["same", "changed", "grown", "gone", "folder", "twin"];
        for name in names {
            fs::write(path(name), name).unwrap();
        }
        // The same bytes in two places are one file in a pack, wherever they are still found.
        fs::write(path("twin"), "gone").unwrap();
        fs::create_dir(path("attached")).unwrap();
        fs::write(path("attached").join("a.txt"), "a").unwrap();
        let mut paths: Vec<_> = names.iter().map(|name| path(name)).collect();
        paths.push(path("attached"));
        let facts = attached(&paths, &lists);
        fs::write(path("changed"), "CHANGED").unwrap();
        fs::write(path("grown"), vec![0; PIECE_LIMIT + 1]).unwrap();
        for name in ["gone", "folder"] {
            fs::remove_file(path(name)).unwrap();
        }
        fs::create_dir(path("folder")).unwrap();
        fs::write(path("folder").join("folder"), "folder").unwrap();

        let (told, found) = fates(&facts, &lists);
        let expected = [Enclosed, Changed, Changed, Unreachable, Unreachable, Enclosed, Enclosed];
        assert_eq!(told, expected);
        let entries: Vec<_> = found.files.keys().map(String::as_str).collect();
        assert!(entries.contains(&"evidence/0004-gone"), "{entries:?}");
        assert_eq!(entries.iter().filter(|name| name.starts_with("lists/")).count(), 2);

        for entry in fs::read_dir(&lists).unwrap() {
            fs::write(entry.unwrap().path(), "other").unwrap();
        }
        let (told, found) = fates(&facts, &lists);
        assert_eq!((told[6], found.lists_bytes), (Changed, 0));
    }

    #[test]
    fn no_path_of_another_machine_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        fs::write(&file, "a").unwrap();
        let mut facts = attached(&[file], folder.path());
        for path in [r"\\server\share\a", "//server/share/a", r"\\.\pipe\a"] {
            if let Deed::Attached { evidence, .. } = &mut facts[0].deed {
                path.clone_into(&mut evidence.path);
            }
            assert_eq!(fates(&facts, folder.path()).0, [Fate::Elsewhere], "{path}");
        }
    }
}
