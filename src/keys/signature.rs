//! OpenSSH signatures: made by whoever can sign, checked strictly.

use ed25519_dalek::Verifier as _;
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, LineEnding, SshSig};

use super::{KeyError, Passphrase, PublicKey, fido, rsa};

/// Something that holds a private key and signs with it.
pub trait Signer: Send {
    /// The public half of the key it signs with.
    fn public_key(&self) -> &PublicKey;

    /// Signs exactly these bytes for one namespace; returns the armour, LF at its end. An error
    /// means that nothing was signed; the same may be asked again.
    fn sign(&self, namespace: &str, bytes: &[u8]) -> Result<String, KeyError>;

    /// How its owner can show once more that they sit here, before a step that matters most.
    fn presence(&self) -> Presence {
        Presence::None
    }

    /// Unlocks the key anew, for [`Presence::Passphrase`], and returns it: what it signs was
    /// signed by somebody who knew the passphrase just now.
    fn unlock_again(&self, _: &Passphrase) -> Result<Box<dyn Signer>, KeyError> {
        Err(KeyError::NothingToUnlock { fingerprint: self.public_key().fingerprint() })
    }
}

/// How the owner of a key can show once more that they sit here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// By its passphrase: [`Signer::unlock_again`].
    Passphrase,
    /// By answering the agent or touching the key, which ask by themselves where they were told to.
    Agent,
    /// Not at all: the key lies open.
    None,
}

/// The first line of an armour, and its last.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("signature cannot be read: {why}")]
    Malformed { why: String },
    #[error("signature is not written the way OpenSSH writes it")]
    NotCanonical,
    #[error("signature is for namespace `{found}`, not for `{wanted}`")]
    OtherNamespace { found: String, wanted: String },
    #[error("signature uses the hash `{found}`, not `sha512`")]
    OtherHash { found: String },
    #[error(
        "signature is by key `{fingerprint}` of type `{algorithm}`, which cannot be verified here"
    )]
    Unsupported { fingerprint: String, algorithm: String },
    #[error("signature is by the weak key `{fingerprint}`, which proves nothing")]
    WeakKey { fingerprint: String },
    #[error("signature by key `{fingerprint}` was made without anybody touching the key")]
    NotTouched { fingerprint: String },
    #[error("signature by key `{fingerprint}` does not hold for these bytes")]
    DoesNotHold { fingerprint: String },
}

/// Checks a signature over `bytes` and returns the key that made it. Whose key that is, and whether
/// it may sign this, is for the caller to ask.
pub fn verify(armour: &str, namespace: &str, bytes: &[u8]) -> Result<PublicKey, SignatureError> {
    Checker::default().verify(armour, namespace, bytes)
}

/// Checks signatures, and remembers what it found out about keys: a record has many signatures by
/// few of them.
#[derive(Default)]
pub struct Checker {
    known: Vec<Known>,
}

/// What is known of a key.
struct Known {
    key: PublicKey,
    is_weak: bool,
    point: Option<ed25519_dalek::VerifyingKey>,
}

impl Checker {
    /// The same as [`verify`].
    pub fn verify(
        &mut self,
        armour: &str,
        namespace: &str,
        bytes: &[u8],
    ) -> Result<PublicKey, SignatureError> {
        let signature = read(armour, namespace)?;
        let known = self.know(signature.public_key());
        let (key, inner) = (&known.key, signature.signature());
        let fingerprint = || key.fingerprint();
        if !key.is_supported() {
            let (fingerprint, algorithm) = (fingerprint(), key.algorithm());
            return Err(SignatureError::Unsupported { fingerprint, algorithm });
        }
        if known.is_weak {
            return Err(SignatureError::WeakKey { fingerprint: fingerprint() });
        }
        let data = SshSig::signed_data(namespace, HashAlg::Sha512, bytes);
        if !data.is_ok_and(|data| holds_by(key, known.point.as_ref(), inner, &data)) {
            return Err(SignatureError::DoesNotHold { fingerprint: fingerprint() });
        }
        // OpenSSH does not ask for it when it verifies.
        if key.is_hardware() && !fido::was_touched(inner) {
            return Err(SignatureError::NotTouched { fingerprint: fingerprint() });
        }
        Ok(key.clone())
    }

    fn know(&mut self, key: &KeyData) -> &Known {
        let at = self.known.iter().position(|known| known.key.0 == *key).unwrap_or_else(|| {
            let key = PublicKey(key.clone());
            let (is_weak, point) = (key.is_weak(), key.ed25519());
            self.known.push(Known { key, is_weak, point });
            self.known.len() - 1
        });
        &self.known[at]
    }
}

/// Reads an armour, in one writing only.
fn read(armour: &str, namespace: &str) -> Result<SshSig, SignatureError> {
    let signature = SshSig::from_pem(armour).map_err(|error| {
        // What stands around an armour is not for the reader of armours to explain.
        if armour.starts_with(BEGIN) && armour.ends_with(END) {
            SignatureError::Malformed { why: error.to_string() }
        } else {
            SignatureError::NotCanonical
        }
    })?;
    // Whatever else the reader lets pass (CR, other line lengths, text around it, spare bits) would
    // let one signature be written in many ways, and `ssh-keygen` takes other liberties.
    let again = signature.to_pem(LineEnding::LF).ok();
    let usual = signature.version() == SshSig::VERSION && signature.reserved().is_empty();
    if again.as_deref() != Some(armour) || !usual {
        return Err(SignatureError::NotCanonical);
    }
    if signature.namespace() != namespace {
        return Err(SignatureError::OtherNamespace {
            found: signature.namespace().to_owned(),
            wanted: namespace.to_owned(),
        });
    }
    if signature.hash_alg() != HashAlg::Sha512 {
        return Err(SignatureError::OtherHash { found: signature.hash_alg().to_string() });
    }
    Ok(signature)
}

/// Whether a bare signature is by this key over these bytes, which is what is left of an armour
/// when all that is around it has been looked at.
#[cfg(test)]
pub(super) fn holds(key: &PublicKey, signature: &ssh_key::Signature, bytes: &[u8]) -> bool {
    holds_by(key, key.ed25519().as_ref(), signature, bytes)
}

/// The same, given the point of an Ed25519 key. Ed25519 goes by the strict rules: what only a
/// lenient verifier accepts is refused, and a lenient one refuses nothing beyond that.
fn holds_by(
    key: &PublicKey,
    point: Option<&ed25519_dalek::VerifyingKey>,
    signature: &ssh_key::Signature,
    bytes: &[u8],
) -> bool {
    if let KeyData::Rsa(key) = &key.0 {
        // Without a hash it would be SHA-1.
        let Algorithm::Rsa { hash: Some(hash) } = signature.algorithm() else { return false };
        return rsa::holds(key, hash, bytes, signature.as_bytes());
    }
    if signature.algorithm() != key.0.algorithm() {
        return false;
    }
    match &key.0 {
        KeyData::Ed25519(_) => holds_strictly(point, bytes, signature.as_bytes()),
        KeyData::SkEd25519(hardware) => {
            let signed = fido::signed(hardware.application(), signature, bytes);
            signed.is_some_and(|(signed, inner)| holds_strictly(point, &signed, inner))
                && key.0.verify(bytes, signature).is_ok()
        }
        key => key.verify(bytes, signature).is_ok(),
    }
}

fn holds_strictly(
    point: Option<&ed25519_dalek::VerifyingKey>,
    data: &[u8],
    signature: &[u8],
) -> bool {
    let signature = ed25519_dalek::Signature::from_slice(signature);
    point.is_some_and(|point| {
        signature.is_ok_and(|signature| point.verify_strict(data, &signature).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::super::SecretKey;
    use super::super::public::tests::ed25519;
    use super::*;

    const SPACE: &str = "runbook-step.v1@upgrade-wizard";

    fn key() -> SecretKey {
        SecretKey::from_seed(&[7; 32], "alice@site-a")
    }

    #[test]
    fn a_signature_holds_for_its_bytes_and_names_its_key() {
        let armour = key().sign(SPACE, b"text\n").unwrap();
        assert_eq!(verify(&armour, SPACE, b"text\n").as_ref(), Ok(key().public_key()));
        let fingerprint = key().public_key().fingerprint();
        assert_eq!(
            verify(&armour, SPACE, b"text"),
            Err(SignatureError::DoesNotHold { fingerprint })
        );
        assert_eq!(
            verify(&armour, "runbook-seal.v1@upgrade-wizard", b"text\n"),
            Err(SignatureError::OtherNamespace {
                found: SPACE.to_owned(),
                wanted: "runbook-seal.v1@upgrade-wizard".to_owned(),
            })
        );
    }

    #[test]
    fn an_armour_is_accepted_in_one_writing_only() {
        let armour = key().sign(SPACE, b"text\n").unwrap();
        let one_line = armour.lines().filter(|line| !line.starts_with('-')).collect::<String>();
        let table = [
            armour.replace('\n', "\r\n"),
            armour.trim_end().to_owned(),
            format!("{armour}\n"),
            format!("\n{armour}"),
            format!("{armour}and more"),
            format!("{armour}{armour}"),
            format!("-----BEGIN SSH SIGNATURE-----\n{one_line}\n-----END SSH SIGNATURE-----\n"),
            String::new(),
        ];
        for other in table {
            assert!(
                matches!(
                    verify(&other, SPACE, b"text\n"),
                    Err(SignatureError::Malformed { .. } | SignatureError::NotCanonical)
                ),
                "{other:?}"
            );
        }
    }

    #[test]
    fn every_flipped_bit_of_an_armour_is_refused() {
        let armour = key().sign(SPACE, b"text\n").unwrap();
        for at in 0..armour.len() {
            for bit in 0..7 {
                let mut bytes = armour.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let text = String::from_utf8(bytes).unwrap();
                assert!(verify(&text, SPACE, b"text\n").is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn a_weak_key_signs_everything_and_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut forged = [0; 64];
        forged[0] = 1;
        let key = ed25519(identity);
        let inner = ssh_key::Signature::new(ssh_key::Algorithm::Ed25519, forged).unwrap();
        let armour = SshSig::new(key.0.clone(), SPACE, HashAlg::Sha512, inner)
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .unwrap();
        for text in ["I confirm the backup", "I never confirmed anything"] {
            let lenient = ssh_key::PublicKey::from(key.0.clone());
            let parsed = SshSig::from_pem(&armour).unwrap();
            assert!(lenient.verify(SPACE, text.as_bytes(), &parsed).is_ok(), "it would hold");
            assert_eq!(
                verify(&armour, SPACE, text.as_bytes()),
                Err(SignatureError::WeakKey { fingerprint: key.fingerprint() })
            );
        }
    }

    #[test]
    fn another_hash_is_refused() {
        let pair = ssh_key::private::Ed25519Keypair::from_seed(&[7; 32]);
        let pair = ssh_key::PrivateKey::from(pair);
        let armour = SshSig::sign(&pair, SPACE, HashAlg::Sha256, b"x")
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .unwrap();
        assert_eq!(
            verify(&armour, SPACE, b"x"),
            Err(SignatureError::OtherHash { found: "sha256".to_owned() })
        );
    }
}
