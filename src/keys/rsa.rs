//! RSA signatures, verified only: RSA keys sign in an agent, never here.
//!
//! `ssh-key` verifies RSA with the crate `rsa`, whose private operations leak time
//! (RUSTSEC-2023-0071). Verifying has no secret: a power, and a comparison of every byte with the
//! one encoding that is right (RFC 8017, section 8.2.2). Nothing of the encoding is parsed, so
//! there is nothing to be lenient about.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use ssh_key::HashAlg;
use ssh_key::public::RsaPublicKey;

/// Fewest bits of a modulus that a signature is worth anything under.
const BITS_LEAST: usize = 2048;

/// Most bits: `ssh-keygen` makes no larger ones.
const BITS_MOST: usize = 16384;

/// Most bytes of an exponent. Nearly all are 65537; a large one would only take time.
const EXPONENT_BYTES_MOST: usize = 8;

/// What stands before a SHA-256 digest in the encoding (RFC 8017, section 9.2).
const SHA256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// The same before a SHA-512 digest.
const SHA512_PREFIX: [u8; 19] = [
    0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05,
    0x00, 0x04, 0x40,
];

/// Why signatures under a key prove nothing, if they do not.
pub(super) fn weakness(key: &RsaPublicKey) -> Option<String> {
    let (Some(modulus), Some(exponent)) =
        (key.n().as_positive_bytes(), key.e().as_positive_bytes())
    else {
        return Some("its numbers are not positive".to_owned());
    };
    let bits = bits(modulus);
    if bits < BITS_LEAST {
        return Some(format!("it has {bits} bits, and {BITS_LEAST} are the least"));
    }
    if bits > BITS_MOST {
        return Some(format!("it has {bits} bits, and {BITS_MOST} are the most"));
    }
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte % 2 == 1);
    let is_usual = is_odd(exponent) && exponent != [1] && exponent.len() <= EXPONENT_BYTES_MOST;
    (!is_odd(modulus) || !is_usual).then(|| "it is no RSA key that any tool would make".to_owned())
}

/// Whether `signature` is the one over `data` under a key that is not weak.
pub(super) fn holds(key: &RsaPublicKey, hash: HashAlg, data: &[u8], signature: &[u8]) -> bool {
    let (Some(modulus), Some(exponent)) =
        (key.n().as_positive_bytes(), key.e().as_positive_bytes())
    else {
        return false;
    };
    if weakness(key).is_some() || signature.len() != modulus.len() {
        return false;
    }
    encoded(hash, data, modulus.len()).is_some_and(|expected| {
        power(signature, exponent, modulus).is_some_and(|it| it == expected)
    })
}

/// `base` to the power of `exponent`, modulo `modulus`: as many bytes as that. Nothing where the
/// base is not below the modulus: every signature has one writing only.
fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let precision = u32::try_from(modulus.len() * 8).ok()?;
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).ok();
    let (modulus_number, base) = (number(modulus)?, number(base)?);
    if base >= modulus_number {
        return None;
    }
    let modulus_number: Option<Odd<BoxedUint>> = Odd::new(modulus_number).into();
    let params = BoxedMontyParams::new_vartime(modulus_number?);
    let exponent_bits = u32::try_from(exponent.len() * 8).ok()?;
    let power = BoxedMontyForm::new(base, &params)
        .pow_bounded_exp(&number(exponent)?, exponent_bits)
        .retrieve()
        .to_be_bytes();
    // The number has whole words, and may be longer than the modulus by zeros.
    let start = power.len().checked_sub(modulus.len())?;
    power[..start].iter().all(|byte| *byte == 0).then(|| power[start..].to_vec())
}

/// The one encoding of the digest of `data` that fills a modulus of `length` bytes.
fn encoded(hash: HashAlg, data: &[u8], length: usize) -> Option<Vec<u8>> {
    let prefix = match hash {
        HashAlg::Sha256 => SHA256_PREFIX,
        HashAlg::Sha512 => SHA512_PREFIX,
        _ => return None,
    };
    let digest = hash.digest(data);
    let filling = length.checked_sub(3 + prefix.len() + digest.len())?;
    let mut bytes = vec![0x00, 0x01];
    bytes.extend(std::iter::repeat_n(0xff, filling));
    bytes.push(0x00);
    bytes.extend(prefix);
    bytes.extend(digest);
    Some(bytes)
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use ssh_key::Mpint;

    use super::*;

    /// 2^2048 - 1942289: odd, and of 2048 bits. Whether it is prime does not matter here.
    fn modulus() -> Vec<u8> {
        let mut bytes = vec![0xff; 256];
        bytes[253..].copy_from_slice(&[0xe2, 0x5c, 0xef]);
        bytes
    }

    fn key(exponent: &[u8], modulus: &[u8]) -> RsaPublicKey {
        let number = Mpint::from_positive_bytes;
        RsaPublicKey::new(number(exponent), number(modulus)).unwrap()
    }

    #[test]
    fn powers_are_what_they_are() {
        let modulus = modulus();
        let padded = |last: &[u8]| [vec![0; 256 - last.len()], last.to_vec()].concat();
        for (base, exponent, expected) in [
            (&[2][..], &[10][..], &[0x04, 0x00][..]),
            (&[3], &[5], &[243]),
            (&[0], &[3], &[0]),
            (&[1], &[1, 0, 1], &[1]),
            // 2^2048 is what is missing to it, modulo the modulus.
            (&[2], &[8, 0], &[0x1d, 0xa3, 0x11]),
        ] {
            let power = power(&padded(base), exponent, &modulus);
            assert_eq!(power, Some(padded(expected)), "{base:?} to the {exponent:?}");
        }
        assert_eq!(power(&modulus, &[3], &modulus), None, "it is not below the modulus");
        assert_eq!(power(&[0xff; 256], &[3], &modulus), None);
        // Only what fills the words is cut off.
        let long = [&[1][..], &modulus].concat();
        assert_eq!(power(&[vec![0; 256], vec![7]].concat(), &[1], &long).unwrap().len(), 257);
    }

    #[test]
    fn keys_that_prove_nothing_are_weak() {
        let (exponent, modulus) = ([1, 0, 1], modulus());
        let mut even = modulus.clone();
        even[255] = 0xee;
        let table: [(&[u8], &[u8], Option<&str>); 9] = [
            (&exponent, &modulus, None),
            (&[3], &modulus, None),
            (&exponent, &modulus[1..], Some("2040 bits, and 2048 are the least")),
            (&exponent, &[0xff; 2049], Some("16392 bits, and 16384 are the most")),
            (&exponent, &even, Some("no RSA key that any tool would make")),
            (&[1], &modulus, Some("no RSA key that any tool would make")),
            (&[2], &modulus, Some("no RSA key that any tool would make")),
            (&[0xff; 9], &modulus, Some("no RSA key that any tool would make")),
            (&exponent, &[0x7f; 256], Some("2047 bits")),
        ];
        for (exponent, modulus, expected) in table {
            let why = weakness(&key(exponent, modulus));
            assert_eq!(why.is_some(), expected.is_some(), "{why:?}");
            assert!(why.is_none_or(|why| why.contains(expected.unwrap())), "{expected:?}");
        }
    }

    #[test]
    fn an_encoding_fills_the_modulus_and_nothing_else_is_one() {
        let bytes = encoded(HashAlg::Sha512, b"x", 256).unwrap();
        assert_eq!((bytes.len(), &bytes[..3]), (256, &[0x00, 0x01, 0xff][..]));
        assert_eq!(&bytes[256 - 64 - 19 - 1..256 - 64], [&[0][..], &SHA512_PREFIX].concat());
        assert_eq!(&bytes[256 - 64..], HashAlg::Sha512.digest(b"x"));
        assert_eq!(encoded(HashAlg::Sha512, b"x", 80), None);
        // To the power of 1 a signature would be its own encoding: every weak key is refused.
        let identity = key(&[1], &modulus());
        assert!(!holds(&identity, HashAlg::Sha512, b"x", &bytes));
        let cubed = key(&[3], &modulus());
        assert!(!holds(&cubed, HashAlg::Sha512, b"x", &bytes));
        assert!(!holds(&cubed, HashAlg::Sha512, b"x", &[]));
    }
}
