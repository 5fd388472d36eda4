//! Signatures of keys in hardware (FIDO, `sk-ssh-ed25519@openssh.com` and its like).
//!
//! Such a key signs the digest of the data among other things, and what it says of itself goes
//! with the signature: a byte of flags and a counter of four bytes.

use sha2::{Digest, Sha256};
use ssh_key::Signature;

/// Bytes of flags and counter behind the signature.
const TRAILER: usize = 5;

/// The flag that says: somebody touched the key.
const TOUCHED: u8 = 0x01;

/// Whether the key says that somebody touched it. Only worth something where the signature holds:
/// what the key says is signed too.
pub(super) fn was_touched(signature: &Signature) -> bool {
    parts(signature).is_some_and(|(_, trailer)| trailer[0] & TOUCHED == TOUCHED)
}

/// What the hardware signed for `data`, and its signature alone.
pub(super) fn signed<'a>(
    application: &str,
    signature: &'a Signature,
    data: &[u8],
) -> Option<(Vec<u8>, &'a [u8])> {
    let (inner, trailer) = parts(signature)?;
    let mut signed = Sha256::digest(application).to_vec();
    signed.extend(trailer);
    signed.extend(Sha256::digest(data));
    Some((signed, inner))
}

fn parts(signature: &Signature) -> Option<(&[u8], &[u8])> {
    let bytes = signature.as_bytes();
    bytes.split_at_checked(bytes.len().checked_sub(TRAILER)?)
}
