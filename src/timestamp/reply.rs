//! What an authority answers (`TimeStampResp`).

use super::der::{BIT_STRING, Misread, Reader, SEQUENCE, UTF8};
use super::{Request, STAMP_LIMIT, Token, token};

/// A reply that was granted. Nothing in it has been compared with anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub token: Token,
}

/// Longest part of an authority's words that is kept, in characters.
const WORDS_LONGEST: usize = 400;

impl Reply {
    /// Reads a reply whole.
    pub fn read(bytes: &[u8]) -> Result<Self, Misread> {
        const PART: &str = "the reply";
        if bytes.len() > STAMP_LIMIT {
            return Err(Misread::TooLarge);
        }
        let mut file = Reader::new(bytes, PART);
        let mut reply = file.enter(SEQUENCE, PART)?;
        file.end()?;
        status(reply.enter(SEQUENCE, "the status of the reply")?)?;
        let token = token::read(reply.enter(SEQUENCE, "the stamp")?)?;
        reply.end()?;
        Ok(Self { token })
    }

    /// Whether it answers that request: it brings the same digest and the same nonce back.
    pub fn answers(&self, request: &Request) -> bool {
        self.token.sha256 == request.sha256() && self.token.nonce.as_deref() == request.nonce()
    }
}

/// Whether the status says that the stamp was granted.
fn status(mut status: Reader<'_>) -> Result<(), Misread> {
    const STATES: [&str; 6] = [
        "granted",
        "granted with changes",
        "rejected",
        "waiting",
        "a revocation is coming",
        "the authority's certificate is revoked",
    ];
    let number = match status.integer("the status of the reply")? {
        [number] => usize::from(*number),
        _ => usize::MAX,
    };
    let mut words = Vec::new();
    if let Some(texts) = status.maybe(SEQUENCE)? {
        let mut texts = Reader::new(texts, "the words of the authority");
        while !texts.is_done() {
            words.push(String::from_utf8_lossy(texts.take(UTF8)?).into_owned());
        }
    }
    let failures = status.maybe(BIT_STRING)?.map(failures).unwrap_or_default();
    status.end()?;
    if number <= 1 {
        return Ok(());
    }
    let state = STATES.get(number).copied().unwrap_or("with a status that nobody knows");
    let words = words.join(" ").chars().take(WORDS_LONGEST).collect();
    let status = [&[state], &failures[..]].concat().join(", ");
    Err(Misread::NotGranted { status, words })
}

/// Why it was refused, by the bits that are set.
fn failures(bits: &[u8]) -> Vec<&'static str> {
    const REASONS: [(usize, &str); 8] = [
        (0, "it does not know the algorithm"),
        (2, "it does not allow the request"),
        (5, "it cannot read the request"),
        (14, "its clock is not available"),
        (15, "it does not keep the policy"),
        (16, "it does not know an extension"),
        (17, "it cannot give further information"),
        (25, "its system failed"),
    ];
    let Some((_unused, bytes)) = bits.split_first() else { return Vec::new() };
    let is_set =
        |bit: usize| bytes.get(bit / 8).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0);
    REASONS.iter().filter(|(bit, _)| is_set(*bit)).map(|(_, why)| *why).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By a private authority of stock `openssl ts`, over `hello`, and what was asked of it.
    const REPLY: &[u8] = include_bytes!("../../tests/data/timestamp/hello.tsr");
    const REQUEST: &[u8] = include_bytes!("../../tests/data/timestamp/hello.tsq");
    const REFUSED: &[u8] = include_bytes!("../../tests/data/timestamp/refused.tsr");

    #[test]
    fn a_reply_of_stock_tools_is_read_and_answers_its_request_only() {
        let reply = Reply::read(REPLY).unwrap();
        let request = Request::read(REQUEST).unwrap();
        assert!(reply.answers(&request));
        let token = &reply.token;
        assert_eq!(
            token.sha256,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        );
        assert_eq!(token.policy, "1.3.6.1.4.1.99999.1");
        assert_eq!(token.serial, "2b67");
        assert_eq!(token.authority.as_deref(), Some("Private Test Authority, Example, NL"));
        assert_eq!(token.accuracy_seconds, Some(1));
        let other = Request::new(&token.sha256, 1).unwrap();
        assert!(!reply.answers(&other));
    }

    #[test]
    fn a_refusal_says_why_in_the_words_of_the_authority() {
        let error = Reply::read(REFUSED).unwrap_err();
        let Misread::NotGranted { status, words } = &error else { panic!("{error}") };
        assert_eq!(status, "rejected, it does not know the algorithm");
        assert!(words.contains("algorithm"), "{words}");
    }

    #[test]
    fn a_reply_that_breaks_off_anywhere_is_refused() {
        for length in 0..REPLY.len() {
            assert!(Reply::read(&REPLY[..length]).is_err(), "{length} bytes");
        }
        assert_eq!(
            Reply::read(&[REPLY, &[0]].concat()),
            Err(Misread::Behind { part: "the reply" })
        );
        assert_eq!(Reply::read(&vec![0x30; STAMP_LIMIT + 1]), Err(Misread::TooLarge));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _whatever = Reply::read(&bytes);
        }

        #[test]
        fn a_changed_reply_is_read_or_refused(
            changes in proptest::collection::vec((0..REPLY.len(), any::<u8>()), 1..6)
        ) {
            let mut bytes = REPLY.to_vec();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            if let Ok(reply) = Reply::read(&bytes) {
                prop_assert_eq!(reply.token.sha256.len(), 64);
            }
        }
    }
}
