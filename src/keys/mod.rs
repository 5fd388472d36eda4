//! Keys and signatures: OpenSSH key files, OpenSSH signatures (SSHSIG).
//!
//! The only home of `ssh-key` and `ed25519-dalek`. What is signed is always the exact bytes that
//! are stored, hashed with SHA-512; a signature is an armour as `ssh-keygen -Y sign` writes it, and
//! `ssh-keygen -Y verify` accepts every armour that this module makes. The other way round this
//! module is stricter: one armour, LF only, nothing behind it, canonical base64, and no weak
//! Ed25519 keys, under which one signature would hold for every text.
//!
//! Keys on disk ([`KeyFile`]) and keys that can sign ([`SecretKey`]) are two types, so a locked key
//! cannot be asked to sign. Whatever else may sign one day (an agent, a hardware key) implements
//! [`Signer`].

mod public;
mod secret;
mod signature;
#[cfg(test)]
mod vectors;

pub use public::{PublicKey, PublicKeyError};
pub use secret::{KeyError, KeyFile, PASSPHRASE_LEAST, Passphrase, SecretKey};
pub use signature::{SignatureError, Signer, verify};
