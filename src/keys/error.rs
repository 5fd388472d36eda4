//! Why a key cannot be had, or does not sign.

use std::io;
use std::path::PathBuf;

use super::{AgentError, PASSPHRASE_LEAST, PublicKey};

/// Why a key cannot be had, or does not sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("key file `{}` cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("key file `{}` cannot be written", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("key file `{}` is there already, and is left as it is", path.display())]
    Exists { path: PathBuf },
    #[error("`{}` holds a public key; the private key is needed", path.display())]
    PublicHalf { path: PathBuf, key: Box<PublicKey> },
    #[error("`{}` is not a private key in OpenSSH's format: {why}", path.display())]
    NotAKey { path: PathBuf, why: String },
    #[error("key `{fingerprint}` is of type `{algorithm}`, which cannot sign here")]
    Unsupported { fingerprint: String, algorithm: String },
    #[error("key `{fingerprint}` is of type `{algorithm}`, which signs in an agent only")]
    OnlyInAgent { fingerprint: String, algorithm: String },
    #[error("key `{fingerprint}` is weak: a signature by it would prove nothing")]
    Weak { fingerprint: String },
    #[error("key `{fingerprint}` is locked with a passphrase")]
    Locked { fingerprint: String },
    #[error("passphrase does not open key `{fingerprint}`")]
    WrongPassphrase { fingerprint: String },
    #[error("passphrase is too short: it needs at least {PASSPHRASE_LEAST} characters")]
    PassphraseTooShort,
    #[error("key `{fingerprint}` has no passphrase here that could be asked for")]
    NothingToUnlock { fingerprint: String },
    #[error("the system gives no random numbers: {why}")]
    NoRandomness { why: String },
    #[error("key `{fingerprint}` did not sign: {why}")]
    NotSigned { fingerprint: String, why: String },
    #[error(transparent)]
    Agent(#[from] AgentError),
}

impl KeyError {
    /// Whether somebody did not want to sign, or was not there to say so.
    pub fn is_declined(&self) -> bool {
        matches!(self, Self::Agent(AgentError::Refused { .. } | AgentError::Silent { .. }))
    }

    /// What the operator can do next.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::PublicHalf { .. } => Some("give the file without `.pub`"),
            Self::NotAKey { .. } => Some(
                "rewrite an older key with `ssh-keygen -p -f FILE`, or make one with `ssh-keygen -t ed25519`",
            ),
            Self::Unsupported { .. } | Self::Weak { .. } => {
                Some("make a key with `ssh-keygen -t ed25519` and have it enrolled")
            }
            Self::OnlyInAgent { .. } => {
                Some("add it to your agent with `ssh-add`, and name its public half with --key")
            }
            Self::Agent(error) => Some(error.hint()),
            Self::Locked { .. } => Some(
                "type its passphrase at a terminal, or add the key to your agent and name its \
                 public half with --key",
            ),
            Self::Exists { .. } => Some("choose another name, or use the key that is there"),
            _ => None,
        }
    }
}
