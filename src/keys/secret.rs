//! Private keys: read from a file, unlocked, made, written.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{Cipher, HashAlg, Kdf, LineEnding, PrivateKey};
use zeroize::Zeroizing;

use super::{KeyError, PublicKey, Signer, UnlockedKey};

/// Fewest characters of a passphrase that is set; `ssh-keygen` asks for as many.
pub const PASSPHRASE_LEAST: usize = 5;

/// Rounds of bcrypt: about half a second.
const ROUNDS: u32 = 64;

/// Largest key file that is read, in bytes.
const FILE_LIMIT: u64 = 64 * 1024;

/// A passphrase, wiped from memory when it is dropped. Never printed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes over what was typed.
    pub fn new(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// What lies in a file that was named as a key.
#[derive(Debug)]
pub enum NamedKey {
    Private(Box<KeyFile>),
    /// The public half: the private one may be in an agent.
    Public(PublicKey),
}

impl NamedKey {
    /// Reads a private key in OpenSSH's own format, or a public half.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        match KeyFile::load(path) {
            Err(KeyError::PublicHalf { key, .. }) => Ok(Self::Public(*key)),
            private => Ok(Self::Private(Box::new(private?))),
        }
    }

    /// The public half; it can be read without the passphrase.
    pub fn public_key(&self) -> PublicKey {
        match self {
            Self::Private(file) => file.public_key(),
            Self::Public(key) => key.clone(),
        }
    }
}

/// A private key as it lies on disk, locked or not.
#[derive(Clone)]
pub struct KeyFile {
    path: PathBuf,
    key: PrivateKey,
}

impl KeyFile {
    /// Reads a private key in OpenSSH's own format.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let unreadable = |source| KeyError::Unreadable { path: path.to_owned(), source };
        let not_a_key = |why| KeyError::NotAKey { path: path.to_owned(), why };
        let mut text = Zeroizing::new(String::new());
        let file = std::fs::File::open(path).map_err(unreadable)?;
        match file.take(FILE_LIMIT).read_to_string(&mut text) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(not_a_key("it is not text".to_owned()));
            }
            Err(source) => return Err(unreadable(source)),
        }
        if let Ok(key) = PublicKey::from_openssh(&text) {
            return Err(KeyError::PublicHalf { path: path.to_owned(), key: Box::new(key) });
        }
        let key = PrivateKey::from_openssh(&*text).map_err(|error| not_a_key(error.to_string()))?;
        Ok(Self { path: path.to_owned(), key })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a passphrase is needed.
    pub fn is_locked(&self) -> bool {
        self.key.is_encrypted()
    }

    /// The public half; it can be read without the passphrase.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.key.public_key().key_data().clone())
    }

    /// The key, if it is not locked.
    pub fn open(self) -> Result<SecretKey, KeyError> {
        if self.is_locked() {
            return Err(KeyError::Locked { fingerprint: self.public_key().fingerprint() });
        }
        SecretKey::checked(self.key)
    }

    /// The key, unlocked, with this file kept for the next time that the passphrase is asked for.
    pub fn unlock_to_keep(self, passphrase: &Passphrase) -> Result<UnlockedKey, KeyError> {
        let key = self.unlock(passphrase)?;
        Ok(UnlockedKey::new(self, key))
    }

    /// The key, unlocked. Takes as long as the file's key derivation wants, half a second or so.
    /// A file without a passphrase opens with any.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<SecretKey, KeyError> {
        if !self.is_locked() {
            return SecretKey::checked(self.key.clone());
        }
        match self.key.decrypt(passphrase.0.as_bytes()) {
            Ok(key) => SecretKey::checked(key),
            Err(_) => {
                Err(KeyError::WrongPassphrase { fingerprint: self.public_key().fingerprint() })
            }
        }
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyFile").field(&self.path).finish()
    }
}

/// A private key that can sign. Wiped from memory when it is dropped.
#[derive(Clone)]
pub struct SecretKey {
    key: PrivateKey,
    public: PublicKey,
}

impl SecretKey {
    /// Makes an Ed25519 key.
    pub fn generate(comment: &str) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        fill(seed.as_mut_slice())?;
        Ok(Self::from_seed(&seed, comment))
    }

    pub(super) fn from_seed(seed: &[u8; 32], comment: &str) -> Self {
        let pair = KeypairData::from(Ed25519Keypair::from_seed(seed));
        let key = PrivateKey::new(pair, comment).expect("a fresh key is not encrypted");
        let public = PublicKey(key.public_key().key_data().clone());
        Self { key, public }
    }

    fn checked(key: PrivateKey) -> Result<Self, KeyError> {
        let public = PublicKey(key.public_key().key_data().clone());
        match key.key_data() {
            KeypairData::Ed25519(_) if public.is_weak() => {
                Err(KeyError::Weak { fingerprint: public.fingerprint() })
            }
            KeypairData::Ed25519(_) | KeypairData::Ecdsa(_) => Ok(Self { key, public }),
            _ if public.is_supported() => Err(KeyError::OnlyInAgent {
                fingerprint: public.fingerprint(),
                algorithm: public.algorithm(),
            }),
            _ => Err(KeyError::Unsupported {
                fingerprint: public.fingerprint(),
                algorithm: public.algorithm(),
            }),
        }
    }

    /// Writes the key, locked with `passphrase`, to a new file that only its owner may read.
    #[expect(clippy::missing_panics_doc, reason = "the state is impossible")]
    pub fn write_locked(&self, path: &Path, passphrase: &Passphrase) -> Result<(), KeyError> {
        if passphrase.0.chars().count() < PASSPHRASE_LEAST {
            return Err(KeyError::PassphraseTooShort);
        }
        let (mut salt, mut check) = (vec![0; 16], [0; 4]);
        fill(&mut salt)?;
        fill(&mut check)?;
        let text = self
            .key
            .encrypt_with(
                Cipher::Aes256Ctr,
                Kdf::Bcrypt { salt, rounds: ROUNDS },
                u32::from_ne_bytes(check),
                passphrase.0.as_bytes(),
            )
            .and_then(|locked| locked.to_openssh(LineEnding::LF))
            .expect("an open key can be locked");
        write_new(path, text.as_bytes())
    }

    /// Writes the key without a passphrase, to a new file that only its owner may read. Whoever
    /// gets that file can sign: only for an operator who said yes to exactly that.
    pub fn write_open(&self, path: &Path) -> Result<(), KeyError> {
        let text = self.key.to_openssh(LineEnding::LF).expect("an open key can be written");
        write_new(path, text.as_bytes())
    }
}

impl Signer for SecretKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, namespace: &str, bytes: &[u8]) -> Result<String, KeyError> {
        self.key
            .sign(namespace, HashAlg::Sha512, bytes)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(|error| KeyError::NotSigned {
                fingerprint: self.public.fingerprint(),
                why: error.to_string(),
            })
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SecretKey").field(&self.public.fingerprint()).finish()
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), KeyError> {
    getrandom::fill(bytes).map_err(|error| KeyError::NoRandomness { why: error.to_string() })
}

/// Writes a file that must not be there yet. What cannot be written whole is taken away again.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
        _ => KeyError::Unwritable { path: path.to_owned(), source },
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|source| {
        // Half a key file would be in the way of the next try; the error to tell is the first one.
        drop(std::fs::remove_file(path));
        KeyError::Unwritable { path: path.to_owned(), source }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned())
    }

    #[test]
    fn a_key_that_was_written_opens_with_its_passphrase_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let key = SecretKey::generate("alice@site-a").unwrap();
        key.write_locked(&path, &phrase("hunter2 ")).unwrap();

        let file = KeyFile::load(&path).unwrap();
        assert!(file.is_locked());
        assert_eq!(&file.public_key(), key.public_key());
        assert!(matches!(file.unlock(&phrase("hunter2")), Err(KeyError::WrongPassphrase { .. })));
        let opened = file.unlock(&phrase("hunter2 ")).unwrap();
        assert_eq!(opened.sign("n", b"x").unwrap(), key.sign("n", b"x").unwrap());
        assert!(matches!(file.open(), Err(KeyError::Locked { .. })));

        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains('\r') && text.ends_with("-----END OPENSSH PRIVATE KEY-----\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        std::fs::write(&path, "precious").unwrap();
        let key = SecretKey::generate("").unwrap();
        assert!(matches!(key.write_locked(&path, &phrase("12345")), Err(KeyError::Exists { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_short_passphrase_is_refused_before_anything_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let key = SecretKey::generate("").unwrap();
        for short in ["", "1234", "äöüß"] {
            assert!(
                matches!(
                    key.write_locked(&path, &phrase(short)),
                    Err(KeyError::PassphraseTooShort)
                ),
                "{short:?}"
            );
        }
        assert!(!path.exists());
    }

    #[test]
    fn what_is_not_a_private_key_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        assert!(matches!(KeyFile::load(&path), Err(KeyError::Unreadable { .. })));
        let public = SecretKey::generate("").unwrap().public_key().to_openssh();
        std::fs::write(&path, public).unwrap();
        assert!(matches!(KeyFile::load(&path), Err(KeyError::PublicHalf { .. })));
        let table: [&[u8]; 3] = [
            b"",
            b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
            b"\xff\xfe",
        ];
        for bytes in table {
            std::fs::write(&path, bytes).unwrap();
            assert!(matches!(KeyFile::load(&path), Err(KeyError::NotAKey { .. })), "{bytes:?}");
        }
    }

    #[test]
    fn secrets_do_not_show_when_printed() {
        let key = SecretKey::from_seed(&[7; 32], "c");
        assert_eq!(format!("{:?}", phrase("hunter2")), "Passphrase");
        assert_eq!(format!("{key:?}"), format!("SecretKey({:?})", key.public_key().fingerprint()));
    }
}
