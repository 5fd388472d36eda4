//! Keys and signatures: OpenSSH key files, OpenSSH signatures (SSHSIG).
//!
//! The only home of `ssh-key` and `ed25519-dalek`. What is signed is always the exact bytes that
//! are stored, hashed with SHA-512; a signature is an armour as `ssh-keygen -Y sign` writes it, and
//! `ssh-keygen -Y verify` accepts every armour that this module makes. The other way round this
//! module is stricter: one armour, LF only, nothing behind it, canonical base64, and no weak
//! Ed25519 keys, under which one signature would hold for every text.
//!
//! Keys on disk ([`KeyFile`]) and keys that can sign ([`SecretKey`]) are two types, so a locked key
//! cannot be asked to sign. A key that was unlocked keeps its locked half ([`UnlockedKey`]), so
//! its passphrase can be asked for again; a key in an agent or in hardware is an [`AgentKey`].
//! What signs is a [`Signer`].
//!
//! Of RSA only signatures of agents are taken, and weak keys of every kind are refused.

mod agent;
mod error;
mod fido;
mod public;
mod rsa;
mod secret;
mod signature;
mod unlocked;
#[cfg(test)]
mod vectors;

pub use agent::{Agent, AgentError, AgentKey, Held};
pub use error::KeyError;
pub use public::{PublicKey, PublicKeyError};
pub use secret::{KeyFile, NamedKey, PASSPHRASE_LEAST, Passphrase, SecretKey};
pub use signature::{Checker, Presence, SignatureError, Signer, verify};
pub use unlocked::UnlockedKey;
