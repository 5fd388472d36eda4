//! Who signs: the wizard's own key, or one that was named; and who may sign here.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::engine::Person;
use crate::failure::Failure;
use crate::front::plain::Prompt;
use crate::keys::{Agent, AgentError, KeyError, NamedKey, Passphrase, Signer};
use crate::record::{SEAL_NAMESPACE, STEP_NAMESPACE, Signers};
use crate::world::home::Home;
use crate::world::{here, input};

use super::args::Walk;
use super::enrol;

/// A key ready to sign, whose it is, and who else may.
pub(crate) struct Keyring {
    pub(crate) signer: Box<dyn Signer>,
    pub(crate) person: Person,
    pub(crate) signers: Signers,
    pub(crate) signers_path: PathBuf,
    pub(crate) signers_sha256: String,
}

/// Whom to ask for a passphrase or a name.
pub(crate) enum Asker<'a> {
    Person(&'a mut Prompt),
    /// Nobody: `empty_passphrase` is the explicit yes to a key without one.
    Nobody {
        empty_passphrase: bool,
    },
    /// A screen has asked already. An empty passphrase is an explicit yes to a key without one.
    Given {
        name: &'a str,
        passphrase: &'a str,
    },
}

/// What has to be known before anything can be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Needs {
    /// There is no key yet: a name and a new passphrase.
    Name,
    /// The passphrase of this key.
    Passphrase(PathBuf),
    Nothing,
}

/// Times that a passphrase may be mistyped.
const TRIES: usize = 3;

/// What has to be known before the key that was named, else the wizard's own, can sign.
pub(crate) fn needs(home: &Home, walk: &Walk) -> Result<Needs, Failure> {
    let own_key = home.key();
    let path = match &walk.key {
        Some(path) => path.clone(),
        None if own_key.exists() => own_key,
        None => return Ok(Needs::Name),
    };
    input::must_be_file(&path)?;
    Ok(match NamedKey::load(&path)? {
        NamedKey::Private(file) if file.is_locked() => Needs::Passphrase(path),
        NamedKey::Private(_) => Needs::Nothing,
        // The agent asks by itself, if it asks; that it has the key is told before anything else.
        NamedKey::Public(key) => agent()?.key(&key).map(|_| Needs::Nothing)?,
    })
}

/// The agent of whoever sits here.
pub(crate) fn agent() -> Result<Agent, KeyError> {
    Ok(here::agent().map(Agent::at).ok_or(AgentError::NoneKnown)?)
}

/// Whether the passphrase opens the key that signs. A key without one needs none.
pub(crate) fn opens(home: &Home, walk: &Walk, passphrase: &str) -> Result<(), Failure> {
    let path = walk.key.clone().unwrap_or_else(|| home.key());
    unlock(&path, &mut Asker::Given { name: "", passphrase }).map(drop)
}

impl Keyring {
    /// Opens the key that was named, else the wizard's own, which is made on first use.
    pub(crate) fn open(
        home: &Home,
        walk: &Walk,
        now: Timestamp,
        asker: &mut Asker<'_>,
    ) -> Result<Self, Failure> {
        let own_signers = home.signers();
        let signers_path = walk.signers.clone().unwrap_or_else(|| own_signers.clone());
        let own_key = home.key();
        let signer = match &walk.key {
            Some(path) => unlock(path, asker)?,
            None if own_key.exists() => unlock(&own_key, asker)?,
            None => enrol::make_own_key(&own_key, &own_signers, asker)?,
        };
        let (signers, signers_sha256) = read_signers(&signers_path)?;
        let public = signer.public_key();
        let Some(entry) = signers.find_by_key(public) else {
            let fingerprint = public.fingerprint();
            return Err(Failure::NotEnrolled { fingerprint, path: signers_path });
        };
        let id = entry.principals.first().cloned().unwrap_or_default();
        signers.permits(&id, public, STEP_NAMESPACE, now).map_err(|denial| Failure::MayNot {
            principal: id.clone(),
            what: "sign steps",
            why: denial.to_string(),
        })?;
        let name = entry.printed_name().to_owned();
        let person = Person { id, name, key: public.fingerprint() };
        Ok(Self { signer, person, signers, signers_path, signers_sha256 })
    }

    /// Whether this key may close a session. Asked before the operator does a day's work.
    pub(crate) fn may_seal(&self, now: Timestamp) -> Result<(), String> {
        let key = self.signer.public_key();
        self.signers
            .permits(&self.person.id, key, SEAL_NAMESPACE, now)
            .map_err(|denial| denial.to_string())
    }
}

/// Reads a signers file; returns its digest too.
pub(crate) fn read_signers(path: &Path) -> Result<(Signers, String), Failure> {
    let text = input::read_text(path)?;
    let sha256 = here::sha256(text.as_bytes());
    let signers = Signers::parse(&text).map_err(|mistakes| Failure::Signers {
        path: path.to_owned(),
        mistakes: mistakes.len(),
        rendered: mistakes
            .iter()
            .map(|it| format!("  {it}; {}", it.advice()))
            .collect::<Vec<_>>()
            .join("\n"),
    })?;
    Ok((signers, sha256))
}

fn unlock(path: &Path, asker: &mut Asker<'_>) -> Result<Box<dyn Signer>, Failure> {
    input::must_be_file(path)?;
    let file = match NamedKey::load(path)? {
        NamedKey::Private(file) => file,
        NamedKey::Public(key) => return Ok(Box::new(agent()?.key(&key)?)),
    };
    let prompt = match asker {
        _ if !file.is_locked() => return Ok(Box::new(file.open()?)),
        Asker::Nobody { .. } => return Ok(Box::new(file.open()?)),
        Asker::Given { passphrase, .. } => {
            let passphrase = Passphrase::new((*passphrase).to_owned());
            return Ok(Box::new(file.unlock_to_keep(&passphrase)?));
        }
        Asker::Person(prompt) => prompt,
    };
    if !prompt.can_ask_secrets() {
        return Ok(Box::new(file.open()?));
    }
    for attempt in 1.. {
        let question = format!("Passphrase of {}", path.display());
        let passphrase = Passphrase::new(prompt.secret(&question)?.to_string());
        match file.clone().unlock_to_keep(&passphrase) {
            Err(KeyError::WrongPassphrase { .. }) if attempt < TRIES => {
                prompt.tell("That passphrase does not open the key.")?;
            }
            result => return Ok(Box::new(result?)),
        }
    }
    Err(Failure::Bug { what: "a passphrase was asked for without end".to_owned() })
}
