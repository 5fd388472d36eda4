//! Keys that an agent holds: ssh-agent, gpg-agent, a hardware key behind one of them.
//!
//! Two questions of the agent's protocol are asked: which keys there are, and a signature. Each has
//! a connection of its own, so an agent that was started anew meanwhile is no trouble. An agent may
//! ask its owner first (`ssh-add -c`) or want a key touched; a no is [`AgentError::Refused`], and
//! nothing is lost by it. What an agent signs is verified before it is believed.
//!
//! On Unix the agent listens on a socket, on Windows on a named pipe. Where it is, is for the
//! caller to know.

mod wire;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ssh_key::encoding::{Decode as _, Encode as _, Reader as _};
use ssh_key::public::KeyData;
use ssh_key::{HashAlg, LineEnding, SshSig};

use super::{KeyError, Presence, PublicKey, Signer, verify};

use wire::{exchange, put_string, take_number, take_string};

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
const FAILURE: u8 = 5;
const EXTENSION_FAILURE: u8 = 28;

/// Asks for SHA-512 under an RSA key; without it an agent signs with SHA-1.
const RSA_SHA2_512: u32 = 4;

/// Most keys that an agent may say it holds; OpenSSH takes as many.
const KEYS_MOST: u32 = 2048;

/// Why an agent is of no help. Nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    #[error("no ssh-agent is known here")]
    NoneKnown,
    #[error("ssh-agent at `{}` cannot be reached", at.display())]
    Unreachable { at: PathBuf, source: io::Error },
    #[error("ssh-agent at `{}` did not answer in time", at.display())]
    Silent { at: PathBuf },
    #[error("what ssh-agent at `{}` answers cannot be read: {why}", at.display())]
    Unreadable { at: PathBuf, why: &'static str },
    #[error("{}", not_held(fingerprint, *others))]
    NotHeld { fingerprint: String, others: usize },
    #[error("the agent refused to sign with key `{fingerprint}`")]
    Refused { fingerprint: String },
    #[error("what the agent gave for a signature by key `{fingerprint}` is none: {why}")]
    NoSignature { fingerprint: String, why: String },
}

fn not_held(fingerprint: &str, others: usize) -> String {
    match others {
        0 => format!("the agent shows no keys, so key `{fingerprint}` cannot sign"),
        1 => format!("the agent holds another key, and not key `{fingerprint}`"),
        _ => format!("the agent holds {others} other keys, and not key `{fingerprint}`"),
    }
}

impl AgentError {
    /// What the operator can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoneKnown if cfg!(windows) => {
                "start the service with `Start-Service ssh-agent`, or name a private key with --key"
            }
            Self::NoneKnown => {
                "start one with `eval $(ssh-agent)` and `ssh-add`, or name a private key with --key"
            }
            Self::Unreachable { .. } => {
                "see that the agent runs, and that SSH_AUTH_SOCK names it; then try again"
            }
            Self::Silent { .. } => "answer its question or touch the key sooner; then try again",
            Self::Unreadable { .. } => "see that SSH_AUTH_SOCK names an ssh-agent",
            Self::NotHeld { others: 0, .. } => {
                "unlock the agent with `ssh-add -X` if it is locked, or add the key with `ssh-add`"
            }
            Self::NotHeld { .. } => "add the key with `ssh-add`; `ssh-add -l` lists what is there",
            Self::Refused { .. } => {
                "say yes to the agent's question or touch the key, and try again"
            }
            Self::NoSignature { .. } => "try another agent, or name a private key with --key",
        }
    }
}

/// Where an agent listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    at: PathBuf,
}

/// A key that an agent says it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub key: PublicKey,
    /// As the agent has it: foreign text.
    pub comment: String,
}

impl Agent {
    /// The agent behind a socket, or behind a named pipe on Windows.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { at: path.into() }
    }

    pub fn path(&self) -> &Path {
        &self.at
    }

    /// The keys that it holds, in its order. A locked agent shows none. Kinds that are not known
    /// here are left out.
    pub fn keys(&self) -> Result<Vec<Held>, AgentError> {
        let reply = self.ask(&[REQUEST_IDENTITIES])?;
        Self::keys_in(&reply).ok_or_else(|| self.unreadable("it is no list of keys"))
    }

    fn keys_in(reply: &[u8]) -> Option<Vec<Held>> {
        let (&IDENTITIES_ANSWER, mut rest) = reply.split_first()? else { return None };
        let count = take_number(&mut rest).filter(|count| *count <= KEYS_MOST)?;
        let mut keys = Vec::new();
        for _ in 0..count {
            let (blob, comment) = (take_string(&mut rest)?, take_string(&mut rest)?);
            let comment = String::from_utf8_lossy(comment).into_owned();
            keys.extend(key_in(blob).map(|key| Held { key, comment }));
        }
        rest.is_empty().then_some(keys)
    }

    /// A key of this agent that signs from now on; refused where the agent does not hold it.
    pub fn key(&self, key: &PublicKey) -> Result<AgentKey, KeyError> {
        key.must_be_usable()?;
        self.must_hold(key)?;
        Ok(AgentKey { agent: self.clone(), public: key.clone() })
    }

    fn must_hold(&self, key: &PublicKey) -> Result<(), AgentError> {
        let held = self.keys()?;
        if held.iter().any(|it| it.key == *key) {
            return Ok(());
        }
        Err(AgentError::NotHeld { fingerprint: key.fingerprint(), others: held.len() })
    }

    /// The signature over `data`, as the agent gives it.
    fn sign(&self, key: &PublicKey, data: &[u8]) -> Result<Vec<u8>, AgentError> {
        let flags = if matches!(key.0, KeyData::Rsa(_)) { RSA_SHA2_512 } else { 0 };
        let mut message = vec![SIGN_REQUEST];
        put_string(&mut message, &key.0.encode_vec().expect("a key that was decoded"));
        put_string(&mut message, data);
        message.extend(flags.to_be_bytes());
        let reply = self.ask(&message)?;
        match reply.split_first() {
            Some((&SIGN_RESPONSE, mut rest)) => match take_string(&mut rest) {
                Some(signature) if rest.is_empty() => Ok(signature.to_vec()),
                _ => Err(self.unreadable("it is no signature")),
            },
            // It says no in the same way whether it does not want to or does not have the key.
            Some((&(FAILURE | EXTENSION_FAILURE), _)) => {
                self.must_hold(key)?;
                Err(AgentError::Refused { fingerprint: key.fingerprint() })
            }
            _ => Err(self.unreadable("it is neither a signature nor a refusal")),
        }
    }

    fn ask(&self, message: &[u8]) -> Result<Vec<u8>, AgentError> {
        let reply = answered(&self.at, message);
        reply.map_err(|source| self.failed(source))?.ok_or_else(|| {
            self.unreadable("it is empty, or longer than anything an agent has to say")
        })
    }

    fn failed(&self, source: io::Error) -> AgentError {
        let at = self.at.clone();
        match source.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => AgentError::Silent { at },
            _ => AgentError::Unreachable { at, source },
        }
    }

    fn unreadable(&self, why: &'static str) -> AgentError {
        AgentError::Unreadable { at: self.at.clone(), why }
    }
}

/// A key as an agent names it, where its kind is known here and nothing follows it.
fn key_in(blob: &[u8]) -> Option<PublicKey> {
    let mut rest = blob;
    let data = KeyData::decode(&mut rest).ok()?;
    let is_known = rest.is_finished() && !matches!(data, KeyData::Certificate(_));
    is_known.then_some(PublicKey(data))
}

/// As long as somebody needs to find the window that asks, or the key that blinks.
const PATIENCE: Duration = Duration::from_mins(2);

#[cfg(unix)]
fn answered(at: &Path, message: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let stream = std::os::unix::net::UnixStream::connect(at)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    exchange(stream, message)
}

/// A pipe that was opened as a file waits for ever: it is asked beside.
#[cfg(windows)]
fn answered(at: &Path, message: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let (at, message) = (at.to_owned(), message.to_vec());
    within(PATIENCE, move || exchange(connect(&at)?, &message))
}

/// What `work` comes to, unless that takes longer. Then it goes on for nobody.
#[cfg(any(windows, test))]
fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (done, result) = std::sync::mpsc::channel();
    std::thread::Builder::new().spawn(move || {
        let _too_late = done.send(work());
    })?;
    result.recv_timeout(patience).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// How often a pipe is tried at which somebody else is just being served.
#[cfg(windows)]
const TRIES: usize = 100;

/// A named pipe opens as a file, and nothing else that has a name may be taken for an agent. Who
/// listens there learns who we are and no more; without the flag it could act in our name.
#[cfg(windows)]
fn connect(at: &Path) -> io::Result<std::fs::File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const SECURITY_IDENTIFICATION: u32 = 0x0001_0000;
    const PIPE_BUSY: i32 = 231;
    let name = at.to_string_lossy().replace('/', "\\");
    if !name.to_ascii_lowercase().starts_with(r"\\.\pipe\") {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no named pipe"));
    }
    let mut options = std::fs::File::options();
    options.read(true).write(true).security_qos_flags(SECURITY_IDENTIFICATION);
    for _ in 1..TRIES {
        match options.open(&name) {
            Err(error) if error.raw_os_error() == Some(PIPE_BUSY) => {
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
    options.open(&name)
}

/// A key in an agent. It asks the agent for every signature.
pub struct AgentKey {
    agent: Agent,
    public: PublicKey,
}

impl Signer for AgentKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, namespace: &str, bytes: &[u8]) -> Result<String, KeyError> {
        let none =
            |why: String| AgentError::NoSignature { fingerprint: self.public.fingerprint(), why };
        let unread = |error: ssh_key::Error| none(error.to_string());
        let data = SshSig::signed_data(namespace, HashAlg::Sha512, bytes).map_err(unread)?;
        let blob = self.agent.sign(&self.public, &data)?;
        let mut rest = blob.as_slice();
        let inner = ssh_key::Signature::decode(&mut rest).map_err(unread)?;
        if !rest.is_finished() {
            return Err(none("something follows it".to_owned()).into());
        }
        let armour = SshSig::new(self.public.0.clone(), namespace, HashAlg::Sha512, inner)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(unread)?;
        verify(&armour, namespace, bytes).map_err(|error| none(error.to_string()))?;
        Ok(armour)
    }

    fn presence(&self) -> Presence {
        Presence::Agent
    }
}

impl fmt::Debug for AgentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AgentKey").field(&self.public.fingerprint()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_does_not_answer_in_time_is_left() {
        assert_eq!(within(PATIENCE, || Ok(7)).unwrap(), 7);
        let refused = within(PATIENCE, || Err::<(), _>(io::ErrorKind::NotFound.into()));
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::NotFound);
        let (never, nothing) = std::sync::mpsc::channel::<()>();
        let silent = within(Duration::ZERO, move || nothing.recv().map_err(io::Error::other));
        assert_eq!(silent.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(never);
    }
}
