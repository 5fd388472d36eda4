//! The public half of a key.

use std::fmt;

use ed25519_dalek::VerifyingKey;
use ssh_key::HashAlg;
use ssh_key::public::KeyData;

use super::{KeyError, rsa};

/// A public key, without its comment: two are equal when the keys are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(pub(super) KeyData);

/// Why something is not a public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    #[error("public key cannot be read: {why}")]
    Malformed { why: String },
}

impl PublicKey {
    /// Reads the form of `authorized_keys` and `.pub` files: `ssh-ed25519 AAAA… comment`.
    pub fn from_openssh(text: &str) -> Result<Self, PublicKeyError> {
        let mut words = text.split_ascii_whitespace();
        let (algorithm, data) =
            (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        ssh_key::PublicKey::from_openssh(&format!("{algorithm} {data}"))
            .map(|key| Self(key.key_data().clone()))
            .map_err(|error| PublicKeyError::Malformed { why: error.to_string() })
    }

    /// The form that [`Self::from_openssh`] reads, without a comment.
    #[expect(clippy::missing_panics_doc, reason = "the state is impossible")]
    pub fn to_openssh(&self) -> String {
        ssh_key::PublicKey::from(self.0.clone())
            .to_openssh()
            .expect("a key that was decoded can be encoded")
    }

    /// `SHA256:` and the hash in base64, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The name of the algorithm: `ssh-ed25519`. That of a certificate is told as such, or a key
    /// of a type that is taken everywhere else would be said to be refused for its type.
    pub fn algorithm(&self) -> String {
        let algorithm = self.0.algorithm();
        match &self.0 {
            KeyData::Certificate(_) => algorithm.to_certificate_type(),
            _ => algorithm.as_str().to_owned(),
        }
    }

    /// Why signatures under this key prove nothing, if they do not. `ssh-keygen` accepts such keys:
    /// whoever enrolled one could deny everything that was signed with it.
    pub fn weakness(&self) -> Option<String> {
        match &self.0 {
            KeyData::Ed25519(_) | KeyData::SkEd25519(_) => {
                let Some(point) = self.ed25519() else {
                    return Some("it is no key that anybody could sign with".to_owned());
                };
                point.is_weak().then(|| "one signature by it holds for every text".to_owned())
            }
            KeyData::Rsa(key) => rsa::weakness(key),
            _ => None,
        }
    }

    /// Whether signatures under this key prove nothing.
    pub fn is_weak(&self) -> bool {
        self.weakness().is_some()
    }

    /// Whether the key lives in a piece of hardware that wants to be touched for each signature.
    pub fn is_hardware(&self) -> bool {
        matches!(self.0, KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_))
    }

    /// Whether signatures of its kind can be verified here.
    pub(super) fn is_supported(&self) -> bool {
        let is_plain = matches!(self.0, KeyData::Ed25519(_) | KeyData::Ecdsa(_) | KeyData::Rsa(_));
        is_plain || self.is_hardware()
    }

    /// Refuses what nobody could verify, and what would prove nothing.
    pub(super) fn must_be_usable(&self) -> Result<(), KeyError> {
        let fingerprint = self.fingerprint();
        if !self.is_supported() {
            return Err(KeyError::Unsupported { fingerprint, algorithm: self.algorithm() });
        }
        if self.is_weak() {
            return Err(KeyError::Weak { fingerprint });
        }
        Ok(())
    }

    /// The point of an Ed25519 key, in hardware or not.
    pub(super) fn ed25519(&self) -> Option<VerifyingKey> {
        let point = match &self.0 {
            KeyData::Ed25519(key) => key,
            KeyData::SkEd25519(key) => key.public_key(),
            _ => return None,
        };
        VerifyingKey::from_bytes(&point.0).ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.fingerprint()).finish()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An Ed25519 key whose point is `point`, as a line of a signers file has it.
    pub(in crate::keys) fn ed25519(point: [u8; 32]) -> PublicKey {
        PublicKey(KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(point)))
    }

    #[test]
    fn the_comment_and_odd_spaces_do_not_matter() {
        let line =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
        let key = PublicKey::from_openssh(line).unwrap();
        let table =
            [format!("{line} user@example.com"), format!("  {line}\n"), line.replace(' ', "\t ")];
        for text in table {
            assert_eq!(PublicKey::from_openssh(&text).as_ref(), Ok(&key), "{text:?}");
        }
        assert_eq!(key.to_openssh(), line);
        assert_eq!(key.fingerprint(), "SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ");
        assert_eq!(key.algorithm(), "ssh-ed25519");
        assert!(!key.is_weak());
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        for text in
            ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA", "x y"]
        {
            assert!(PublicKey::from_openssh(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn points_of_small_order_are_weak() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut minus_one = [0xff; 32];
        minus_one[0] = 0xec;
        minus_one[31] = 0x7f;
        for point in [identity, [0; 32], minus_one] {
            assert!(ed25519(point).is_weak(), "{point:02x?}");
        }
    }
}
