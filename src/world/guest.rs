//! Somebody else with a key of their own beside whoever sits here: a second person, or whoever takes
//! the session over.

use std::path::Path;

use jiff::Timestamp;

use crate::engine::Person;
use crate::keys::{KeyError, KeyFile, Passphrase, PublicKey, Signer};
use crate::record::{Denial, STEP_NAMESPACE, Signers};

use super::input::{InputError, must_be_file};

/// Why somebody cannot sign here.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("key `{key}` is not in the list of signers of this session: have it enrolled first")]
    NotEnrolled { key: String },
    #[error("{0}")]
    Denied(#[from] Denial),
}

/// Somebody who can sign beside whoever sits here.
pub struct Guest {
    pub person: Person,
    pub signer: Box<dyn Signer>,
}

impl Guest {
    /// Opens the key in that file, and finds out whose it is.
    pub fn open(
        key: &Path,
        passphrase: &str,
        signers: &Signers,
        now: Timestamp,
    ) -> Result<Self, GuestError> {
        must_be_file(key)?;
        let file = KeyFile::load(key)?;
        let person = person_of(&file.public_key(), signers, now)?;
        let signer = file.unlock(&Passphrase::new(passphrase.to_owned()))?;
        Ok(Self { person, signer: Box::new(signer) })
    }
}

/// Whose key that is, if they may sign steps now.
pub fn person_of(key: &PublicKey, signers: &Signers, now: Timestamp) -> Result<Person, GuestError> {
    let fingerprint = key.fingerprint();
    let Some(entry) = signers.find_by_key(key) else {
        return Err(GuestError::NotEnrolled { key: fingerprint });
    };
    let id = entry.principals.first().cloned().unwrap_or_default();
    signers.permits(&id, key, STEP_NAMESPACE, now)?;
    Ok(Person { id, name: entry.printed_name().to_owned(), key: fingerprint })
}
