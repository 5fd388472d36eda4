//! Signatures that others collected, to see what a verifier does with what hardly ever happens.
//! They are over bare bytes, so that they meet the part of a check that comes after the armour.
//!
//! Where they come from is said in `tests/data/vectors/README.md`.

use std::path::Path;

use serde::Deserialize;
use ssh_key::public::{EcdsaPublicKey, KeyData, RsaPublicKey};
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, Mpint, Signature};

use super::public::tests::ed25519;
use super::signature::holds;
use super::{PublicKey, rsa};

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).unwrap());
    digits.map(|two| u8::from_str_radix(two, 16).unwrap()).collect()
}

#[derive(Deserialize)]
struct Wycheproof {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    key: String,
    /// Of RSA.
    #[serde(default)]
    exponent: String,
    tests: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: u32,
    msg: String,
    sig: String,
    result: String,
    comment: String,
}

/// Whether a weak key or a signature that does not hold stands in the way.
fn accepted(key: &PublicKey, signature: Option<Signature>, bytes: &[u8]) -> bool {
    !key.is_weak() && signature.is_some_and(|signature| holds(key, &signature, bytes))
}

fn bare(bytes: &[u8]) -> Option<Signature> {
    Signature::new(Algorithm::Ed25519, bytes).ok()
}

#[test]
fn ed25519_is_as_wycheproof_says() {
    let vectors: Wycheproof = serde_json::from_str(&read("wycheproof/ed25519.json")).unwrap();
    let mut rows = 0;
    for group in &vectors.groups {
        let key = ed25519(unhex(&group.key).try_into().unwrap());
        for Row { id, msg, sig, result, comment } in &group.tests {
            let found = accepted(&key, bare(&unhex(sig)), &unhex(msg));
            assert_eq!(found, result == "valid", "{id}: {comment}");
            rows += 1;
        }
    }
    assert_eq!(rows, 151);
}

/// The two numbers of a signature as an armour has them. `None` where they are not two numbers of
/// the size of the curve: that is about another way of writing them.
fn pair(bytes: &[u8], curve: EcdsaCurve, size: usize) -> Option<Signature> {
    if bytes.len() != 2 * size {
        return None;
    }
    let mut data = Vec::new();
    for number in bytes.chunks(size) {
        let number = Mpint::from_positive_bytes(number);
        data.extend(u32::try_from(number.as_bytes().len()).unwrap().to_be_bytes());
        data.extend(number.as_bytes());
    }
    Signature::new(Algorithm::Ecdsa { curve }, data).ok()
}

#[test]
fn ecdsa_is_as_wycheproof_says() {
    let table = [
        ("wycheproof/ecdsa_p256.json", EcdsaCurve::NistP256, 32, 262),
        ("wycheproof/ecdsa_p384.json", EcdsaCurve::NistP384, 48, 280),
        ("wycheproof/ecdsa_p521.json", EcdsaCurve::NistP521, 66, 318),
    ];
    for (file, curve, size, count) in table {
        let vectors: Wycheproof = serde_json::from_str(&read(file)).unwrap();
        let (mut rows, mut wrapped) = (0, 0);
        for group in &vectors.groups {
            let point = EcdsaPublicKey::from_sec1_bytes(&unhex(&group.key)).unwrap();
            let key = PublicKey(KeyData::Ecdsa(point));
            for Row { id, msg, sig, result, comment } in &group.tests {
                let signature = pair(&unhex(sig), curve, size);
                wrapped += usize::from(signature.is_some());
                let found = accepted(&key, signature, &unhex(msg));
                assert_eq!(found, result == "valid", "{file}, {id}: {comment}");
                rows += 1;
            }
        }
        assert_eq!(rows, count, "{file}");
        assert!(wrapped * 10 > rows * 8, "{file}: {wrapped} of {rows}");
    }
}

#[test]
fn rsa_is_as_wycheproof_says() {
    let table = [
        ("wycheproof/rsa_2048_sha256.json", HashAlg::Sha256, 259),
        ("wycheproof/rsa_2048_sha512.json", HashAlg::Sha512, 259),
    ];
    for (file, hash, count) in table {
        let vectors: Wycheproof = serde_json::from_str(&read(file)).unwrap();
        let mut rows = 0;
        for group in &vectors.groups {
            let number = |text: &str| Mpint::from_positive_bytes(&unhex(text));
            let key = RsaPublicKey::new(number(&group.exponent), number(&group.key)).unwrap();
            for Row { id, msg, sig, result, comment } in &group.tests {
                let found = rsa::holds(&key, hash, &unhex(msg), &unhex(sig));
                // What others call acceptable is written in a second way.
                assert_eq!(found, result == "valid", "{file}, {id}: {comment}");
                rows += 1;
            }
        }
        assert_eq!(rows, count, "{file}");
    }
}

#[derive(Deserialize)]
struct EdgeCase {
    number: u32,
    key: String,
    sig: String,
    msg: String,
    flags: Vec<String>,
}

/// Every one of these has a point of low order in it somewhere, or one that is oddly written.
#[test]
fn odd_points_never_make_a_key_that_can_deny_what_it_signed() {
    let vectors: Vec<EdgeCase> = serde_json::from_str(&read("cctv/ed25519vectors.json")).unwrap();
    assert_eq!(vectors.len(), 914);
    let (mut held, mut lenient) = (0, 0);
    for EdgeCase { number, key, sig, msg, flags } in &vectors {
        let has = |flag: &str| flags.iter().any(|it| it == flag);
        let key = ed25519(unhex(key).try_into().unwrap());
        let signature = bare(&unhex(sig));
        let is_weak = has("low_order_A");
        assert_eq!(key.is_weak(), is_weak, "{number}: {flags:?}");
        let lone = signature.clone().is_some_and(|inner| holds(&key, &inner, msg.as_bytes()));
        assert!(!(lone && is_weak), "{number}: even without a look at the key: {flags:?}");
        let found = accepted(&key, signature.clone(), msg.as_bytes());
        let odd = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R"];
        assert!(!found || !odd.into_iter().any(has), "{number}: {flags:?}");
        assert!(!found || !has("low_order_residue"), "{number}: {flags:?}");
        held += usize::from(found);
        lenient += usize::from(is_weak && signature.is_some_and(|inner| easily(&key, &inner, msg)));
    }
    // Some hold, and rightly: this is no table of refusals alone. And what is refused here is not
    // refused everywhere.
    assert_eq!((held, lenient), (43, 122));
}

/// What a lenient verifier says, which `ssh-keygen` has as well.
fn easily(key: &PublicKey, signature: &Signature, msg: &str) -> bool {
    use ed25519_dalek::Verifier as _;
    key.0.verify(msg.as_bytes(), signature).is_ok()
}
