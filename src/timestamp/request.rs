//! What an authority is asked (`TimeStampReq`).

use super::der::{
    BOOLEAN, INTEGER, Misread, NULL, OCTETS, OID, Reader, SEQUENCE, imprint, inside, value,
};
use super::{SHA256, STAMP_LIMIT, hex};

/// A request for a time-stamp over a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    digest: [u8; 32],
    /// As DER writes it; a reply has to bring it back.
    nonce: Option<Vec<u8>>,
}

impl Request {
    /// Asks for a stamp over a file of that SHA-256, in hex. None where it is not one.
    pub fn new(sha256: &str, nonce: u64) -> Option<Self> {
        let mut digest = [0; 32];
        if sha256.len() != 64 || !sha256.is_ascii() {
            return None;
        }
        for (index, byte) in digest.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&sha256[2 * index..2 * index + 2], 16).ok()?;
        }
        let digits = nonce.to_be_bytes();
        let zeros = digits.iter().take_while(|digit| **digit == 0).count().min(7);
        let mut nonce = digits[zeros..].to_vec();
        // Its first bit would make it negative.
        if nonce[0] & 0x80 != 0 {
            nonce.insert(0, 0);
        }
        Some(Self { digest, nonce: Some(nonce) })
    }

    /// The request as it is handed to an authority: version 1, and its certificate is wanted.
    pub fn write(&self) -> Vec<u8> {
        let algorithm = value(SEQUENCE, &[value(OID, SHA256), value(NULL, &[])].concat());
        let imprint = [algorithm, value(OCTETS, &self.digest)].concat();
        let nonce = self.nonce.as_deref().map(|nonce| value(INTEGER, nonce)).unwrap_or_default();
        let parts =
            [value(INTEGER, &[1]), value(SEQUENCE, &imprint), nonce, value(BOOLEAN, &[0xFF])];
        value(SEQUENCE, &parts.concat())
    }

    /// Reads a request, ours or one that another program made.
    pub fn read(bytes: &[u8]) -> Result<Self, Misread> {
        const PART: &str = "the request";
        if bytes.len() > STAMP_LIMIT {
            return Err(Misread::TooLarge);
        }
        let mut file = Reader::new(bytes, PART);
        let mut request = file.enter(SEQUENCE, PART)?;
        file.end()?;
        if request.integer("the version of the request")? != [1] {
            return Err(Misread::Odd { part: PART, why: "it is not of version 1" });
        }
        let digest = imprint(&mut request)?;
        let _policy = request.maybe(OID)?;
        let nonce = request.maybe_integer("the nonce")?.map(<[u8]>::to_vec);
        let _wants_certificate = request.maybe(BOOLEAN)?;
        let _extensions = request.maybe(inside(0))?;
        request.end()?;
        Ok(Self { digest, nonce })
    }

    /// The digest that it is about, in hex.
    pub fn sha256(&self) -> String {
        hex(&self.digest)
    }

    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_digest_is_not_asked_about() {
        let digest = "ab".repeat(32);
        assert!(Request::new(&digest, 1).is_some());
        for no_digest in [&digest[1..], "", &"zz".repeat(32), &"\u{E4}".repeat(32)] {
            assert_eq!(Request::new(no_digest, 1), None, "{no_digest}");
        }
    }

    proptest! {
        #[test]
        fn a_request_is_read_as_it_was_written(digest in any::<[u8; 32]>(), nonce in any::<u64>()) {
            let sha256 = hex(&digest);
            let request = Request::new(&sha256, nonce).unwrap();
            let bytes = request.write();
            let read = Request::read(&bytes).unwrap();
            prop_assert_eq!(read.sha256(), sha256);
            prop_assert_eq!(read, request);
            prop_assert!(Request::read(&bytes[..bytes.len() - 1]).is_err());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _whatever = Request::read(&bytes);
        }
    }
}
