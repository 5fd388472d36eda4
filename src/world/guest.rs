//! Somebody else with a key of their own beside whoever sits here: a second person, or whoever
//! takes the session over.

use std::path::Path;

use jiff::Timestamp;

use crate::engine::Person;
use crate::keys::{Agent, AgentError, KeyError, NamedKey, Passphrase, PublicKey, Signer};
use crate::record::{Denial, STEP_NAMESPACE, Signers};

use super::here;
use super::input::{InputError, must_be_file};

/// Why somebody cannot sign here.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(
        "key `{key}` is not in the list of signers that this session was opened or resumed with: \
         have it enrolled (`signers add`), then leave and resume"
    )]
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
    /// Opens the key in that file, or in the agent where the file is its public half, and finds
    /// out whose it is.
    pub fn open(
        path: &Path,
        passphrase: &str,
        signers: &Signers,
        now: Timestamp,
    ) -> Result<Self, GuestError> {
        must_be_file(path)?;
        let person = |key: &PublicKey| person_of(key, signers, now);
        Ok(match NamedKey::load(path)? {
            NamedKey::Public(key) => {
                let agent = here::agent().map(Agent::at).ok_or(AgentError::NoneKnown);
                let signer = agent.map_err(KeyError::from)?.key(&key)?;
                Self { person: person(&key)?, signer: Box::new(signer) }
            }
            NamedKey::Private(file) => {
                let person = person(&file.public_key())?;
                let passphrase = Passphrase::new(passphrase.to_owned());
                let signer: Box<dyn Signer> = if file.is_locked() {
                    Box::new(file.unlock_to_keep(&passphrase)?)
                } else {
                    Box::new(file.open()?)
                };
                Self { person, signer }
            }
        })
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
