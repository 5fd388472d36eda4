//! Why something cannot serve as evidence.

use std::io;
use std::path::{Path, PathBuf};

use super::Unfit;

/// Why something cannot serve as evidence. Sentences for the operator.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    #[error("`{}` does not exist.", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is a link; name the file that it points to.", path.display())]
    Link { path: PathBuf },
    #[error("`{}` is a device or a pipe, not a file or folder.", path.display())]
    Device { path: PathBuf },
    #[error("`{}` is empty, and an empty file proves nothing.", path.display())]
    Empty { path: PathBuf },
    #[error("`{}` was changed while it was read; wait until nobody writes to it.", path.display())]
    Changed { path: PathBuf },
    #[error("`{}` cannot be read: {}.", path.display(), reason(source))]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{}` has more than {limit} entries.", path.display())]
    TooMany { path: PathBuf, limit: usize },
    #[error("The list of the files in `{}` cannot be saved: {source}.", path.display())]
    Unsaved { path: PathBuf, source: io::Error },
    /// Where no backup may lie (Q256586).
    #[error("`{}` cannot be a backup. {} ({})", path.display(), why.sentence(), why.article())]
    Unfit { path: PathBuf, why: Unfit },
    #[error("The reading was cancelled; nothing was attached.")]
    Cancelled,
    /// A bug, and no reason to end the walk.
    #[error("The reading of `{}` broke off; try again.", path.display())]
    BrokeOff { path: PathBuf },
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> EvidenceError {
    // A server out of reach is no file that does not exist.
    let is_known = cfg!(windows) && source.raw_os_error().and_then(windows_reason).is_some();
    match source.kind() {
        io::ErrorKind::NotFound if !is_known => EvidenceError::Missing { path: path.to_owned() },
        _ => EvidenceError::Unreadable { path: path.to_owned(), source },
    }
}

/// What the system says, and what to do about it where that is known.
pub(super) fn reason(error: &io::Error) -> String {
    let known = error.raw_os_error().filter(|_| cfg!(windows)).and_then(windows_reason);
    known.map_or_else(|| error.to_string(), str::to_owned)
}

/// What errors of Windows mean for whoever wants to read a file that a service works with.
fn windows_reason(number: i32) -> Option<&'static str> {
    match number {
        5 => Some(
            "access is denied (error 5); run as a user who may read it, or as a backup operator",
        ),
        32 => Some(
            "another program has it open (error 32, sharing violation); stop the service that uses \
             it, or attach a copy out of a snapshot",
        ),
        33 => Some(
            "another program has locked a part of it (error 33); stop the service that uses it, or \
             attach a copy out of a snapshot",
        ),
        53 => Some(
            "the server was not found (error 53, bad network path); check its name, and whether \
             this machine can reach it",
        ),
        67 => Some(
            "the server has no such share (error 67, bad network name); `net view` lists what it \
             has",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_refuses_is_told_with_its_number_and_what_to_do() {
        let table = [
            (5, "run as a user"),
            (32, "stop the service"),
            (33, "snapshot"),
            (53, "check its name"),
            (67, "`net view`"),
        ];
        for (number, advice) in table {
            let said = windows_reason(number).unwrap();
            assert!(said.contains(&format!("error {number}")) && said.contains(advice), "{said}");
        }
        assert_eq!(windows_reason(2), None);
    }

    #[test]
    fn what_another_system_refuses_is_told_in_its_own_words() {
        let error = io::Error::from_raw_os_error(21);
        assert_eq!(reason(&error), error.to_string());
    }
}
