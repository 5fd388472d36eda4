//! A key that was unlocked, and can be asked to show its passphrase again.

use std::fmt;

use super::{KeyError, KeyFile, Passphrase, Presence, PublicKey, SecretKey, Signer};

/// A key that was unlocked from a file. The file is kept as it was read then, locked: what lies on
/// disk may be another one by the time that the passphrase is asked for again.
pub struct UnlockedKey {
    file: KeyFile,
    key: SecretKey,
}

impl UnlockedKey {
    pub(super) fn new(file: KeyFile, key: SecretKey) -> Self {
        Self { file, key }
    }
}

impl Signer for UnlockedKey {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, namespace: &str, bytes: &[u8]) -> Result<String, KeyError> {
        self.key.sign(namespace, bytes)
    }

    fn presence(&self) -> Presence {
        if self.file.is_locked() { Presence::Passphrase } else { Presence::None }
    }

    fn unlock_again(&self, passphrase: &Passphrase) -> Result<Box<dyn Signer>, KeyError> {
        if !self.file.is_locked() {
            return Err(KeyError::NothingToUnlock { fingerprint: self.public_key().fingerprint() });
        }
        Ok(Box::new(self.file.clone().unlock_to_keep(passphrase)?))
    }
}

impl fmt::Debug for UnlockedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnlockedKey").field(&self.key.public_key().fingerprint()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_shown_again_to_the_key_that_was_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let phrase = |text: &str| Passphrase::new(text.to_owned());
        let secret = SecretKey::from_seed(&[7; 32], "alice");
        secret.write_locked(&path, &phrase("hunter2")).unwrap();
        let key = KeyFile::load(&path).unwrap().unlock_to_keep(&phrase("hunter2")).unwrap();
        // What becomes of the file is of no matter.
        std::fs::remove_file(&path).unwrap();
        SecretKey::from_seed(&[8; 32], "mallory").write_locked(&path, &phrase("mallory")).unwrap();

        assert_eq!(key.presence(), Presence::Passphrase);
        for wrong in ["hunter3", "mallory", ""] {
            let refused = key.unlock_again(&phrase(wrong)).map(|_| ());
            assert!(matches!(refused, Err(KeyError::WrongPassphrase { .. })), "{wrong}");
        }
        let again = key.unlock_again(&phrase("hunter2")).unwrap();
        assert_eq!(again.public_key(), secret.public_key());
        assert_eq!(again.presence(), Presence::Passphrase);
        assert_eq!(again.sign("n", b"x").unwrap(), secret.sign("n", b"x").unwrap());
    }

    #[test]
    fn an_open_key_has_no_passphrase_to_show() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let secret = SecretKey::from_seed(&[7; 32], "alice");
        secret.write_open(&path).unwrap();
        let phrase = Passphrase::new("hunter2".to_owned());
        let key = KeyFile::load(&path).unwrap().unlock_to_keep(&phrase).unwrap();
        for key in [&key as &dyn Signer, &secret] {
            assert_eq!(key.presence(), Presence::None);
            let refused = key.unlock_again(&phrase).map(|_| ());
            assert!(matches!(refused, Err(KeyError::NothingToUnlock { .. })));
        }
    }
}
