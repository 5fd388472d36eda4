//! The time-stamps that lie beside a record: what was asked of authorities, and their replies.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::timestamp::{
    Misread, Reply, Request, STAMP_LIMIT, STAMPS_MAX, Stamp, reply_name, request_name,
};

use super::here;
use super::input::{InputError, must_be_file};
use super::store::{StoreError, write_new};

/// Why a stamp cannot be kept beside a record. What lay there still does.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there are {STAMPS_MAX} of these beside the record, and no more are kept")]
    TooMany,
}

/// The stamps beside a record, as far as they can be read.
#[derive(Debug, Default)]
pub struct Beside {
    pub stamps: Vec<Stamp>,
    /// Names of replies that cannot be read, and why.
    pub unread: Vec<(String, Misread)>,
}

impl Beside {
    /// Compares replies, by name, with the digest of a record.
    pub fn of<'a>(replies: impl IntoIterator<Item = (&'a str, &'a [u8])>, sha256: &str) -> Self {
        let mut beside = Self::default();
        for (name, bytes) in replies {
            match Reply::read(bytes) {
                Ok(reply) => beside.stamps.push(Stamp::new(name, reply.token, sha256)),
                Err(why) => beside.unread.push((name.to_owned(), why)),
            }
        }
        beside
    }

    /// Compares the replies in a folder with the digest of the record in it.
    pub fn in_folder(folder: &Path, sha256: &str) -> Self {
        let replies = named(folder, reply_name);
        Self::of(replies.iter().map(|(name, bytes)| (&**name, &**bytes)), sha256)
    }
}

/// The requests in a folder that can be read, each with its name.
pub fn requests(folder: &Path) -> Vec<(String, Request)> {
    let found = named(folder, request_name).into_iter();
    found.filter_map(|(name, bytes)| Some((name, Request::read(&bytes).ok()?))).collect()
}

/// Requests and replies in a folder, by name; what is too large for one is left out.
pub fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = [named(folder, request_name), named(folder, reply_name)].concat();
    found.retain(|(_, bytes)| bytes.len() <= STAMP_LIMIT);
    found
}

/// The files of these names. One that cannot be opened is as good as empty: it is told that
/// nothing can be read in it.
fn named(folder: &Path, name: fn(usize) -> String) -> Vec<(String, Vec<u8>)> {
    let names = (0..STAMPS_MAX).map(name);
    let found = names.filter(|name| folder.join(name).exists());
    found
        .map(|name| {
            let bytes = read(&folder.join(&name)).unwrap_or_default();
            (name, bytes)
        })
        .collect()
}

/// Reads a request or a reply; of what is too large for one, just so much that it shows.
pub fn read(path: &Path) -> Result<Vec<u8>, InputError> {
    must_be_file(path)?;
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(STAMP_LIMIT as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(source) => Err(InputError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Keeps a request beside a record, under the first name that is free. Returns the name.
pub fn keep_request(folder: &Path, bytes: &[u8]) -> Result<String, StampError> {
    keep(folder, request_name, bytes)
}

/// Keeps a reply beside a record, under the first name that is free; one that lies there already
/// is not kept twice. Returns the name.
pub fn keep_reply(folder: &Path, bytes: &[u8]) -> Result<String, StampError> {
    keep(folder, reply_name, bytes)
}

fn keep(folder: &Path, name: fn(usize) -> String, bytes: &[u8]) -> Result<String, StampError> {
    for name in (0..STAMPS_MAX).map(name) {
        match write_new(&folder.join(&name), bytes) {
            Ok(()) => return Ok(name),
            Err(StoreError::Exists { path }) => {
                if read(&path).is_ok_and(|there| there == bytes) {
                    return Ok(name);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(StampError::TooMany)
}

/// A number that nobody can foresee, for a request.
pub fn nonce() -> std::io::Result<u64> {
    here::random::<8>().map(u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_lies_beside_a_record_is_ever_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..STAMPS_MAX {
            let bytes = number.to_string();
            for _again in 0..2 {
                let kept = keep_reply(folder.path(), bytes.as_bytes()).unwrap();
                assert_eq!(kept, reply_name(number));
            }
        }
        let error = keep_reply(folder.path(), b"one more").unwrap_err();
        assert!(matches!(error, StampError::TooMany), "{error}");
        assert_eq!(std::fs::read(folder.path().join("record.tsr")).unwrap(), b"0");
        let beside = Beside::in_folder(folder.path(), "");
        assert_eq!((beside.stamps.len(), beside.unread.len()), (0, STAMPS_MAX));
    }
}
