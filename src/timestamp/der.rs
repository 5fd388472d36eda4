//! As much of DER as time-stamps need: one value after another, each with a short tag and a length
//! written in the shortest way.
//!
//! Why not a crate: `x509-tsp` and `cms` stand on an older `der` than the keys do and read whole
//! certificates into trees; what is wanted of a reply is eight values.

/// Why bytes are no time-stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    #[error("it is larger than {} bytes", super::STAMP_LIMIT)]
    TooLarge,
    #[error("it breaks off or is no DER in {part}")]
    Broken { part: &'static str },
    #[error("something else stands where {part} should be")]
    Other { part: &'static str },
    #[error("something stands behind {part} that does not belong there")]
    Behind { part: &'static str },
    #[error("{part} is not of this world: {why}")]
    Odd { part: &'static str, why: &'static str },
    /// The words are the authority's: foreign text.
    #[error("the authority did not grant it ({status}){}", said(words))]
    NotGranted { status: String, words: String },
}

fn said(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8: u8 = 0x0C;
pub(super) const TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a value that stands inside a numbered one of its own.
pub(super) const fn inside(number: u8) -> u8 {
    0xA0 | number
}

/// Reads values one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// What is being read, for whoever is told that it cannot be.
    part: &'static str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], part: &'static str) -> Self {
        Self { rest: bytes, part }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next value, whatever it is: its tag and what is in it.
    pub(super) fn any(&mut self) -> Result<(u8, &'a [u8]), Misread> {
        let broken = Misread::Broken { part: self.part };
        let [tag, first, rest @ ..] = self.rest else { return Err(broken) };
        // Tags of several bytes are for numbers that nothing here has.
        if tag & 0x1F == 0x1F {
            return Err(broken);
        }
        let (length, rest) = match first {
            0..=0x7F => (usize::from(*first), rest),
            0x81..=0x83 => {
                let count = usize::from(first & 0x7F);
                let Some((digits, rest)) = rest.split_at_checked(count) else { return Err(broken) };
                let length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
                let is_shortest = digits[0] != 0 && (count > 1 || length >= 0x80);
                if !is_shortest {
                    return Err(broken);
                }
                (length, rest)
            }
            _ => return Err(broken),
        };
        let Some((value, rest)) = rest.split_at_checked(length) else { return Err(broken) };
        self.rest = rest;
        Ok((*tag, value))
    }

    /// The next value, if it has that tag.
    pub(super) fn maybe(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Misread> {
        if self.rest.first() == Some(&tag) { self.any().map(|it| Some(it.1)) } else { Ok(None) }
    }

    /// The next value, which has that tag.
    pub(super) fn take(&mut self, tag: u8) -> Result<&'a [u8], Misread> {
        if self.is_done() {
            return Err(Misread::Broken { part: self.part });
        }
        self.maybe(tag)?.ok_or(Misread::Other { part: self.part })
    }

    /// The values in the next value, which has that tag.
    pub(super) fn enter(&mut self, tag: u8, part: &'static str) -> Result<Self, Misread> {
        self.part = part;
        self.take(tag).map(|value| Self::new(value, part))
    }

    /// A whole number as it is written: two's complement, in the shortest way.
    pub(super) fn integer(&mut self, part: &'static str) -> Result<&'a [u8], Misread> {
        self.part = part;
        let value = self.take(INTEGER)?;
        must_be_shortest(value, part)
    }

    /// The same where it may be left out.
    pub(super) fn maybe_integer(
        &mut self,
        part: &'static str,
    ) -> Result<Option<&'a [u8]>, Misread> {
        self.maybe(INTEGER)?.map(|value| must_be_shortest(value, part)).transpose()
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), Misread> {
        if self.is_done() { Ok(()) } else { Err(Misread::Behind { part: self.part }) }
    }
}

fn must_be_shortest<'a>(value: &'a [u8], part: &'static str) -> Result<&'a [u8], Misread> {
    match value {
        [] | [0, 0..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..] => Err(Misread::Broken { part }),
        _ => Ok(value),
    }
}

/// The digest in a message imprint, which is one by SHA-256.
pub(super) fn imprint(reader: &mut Reader<'_>) -> Result<[u8; 32], Misread> {
    const PART: &str = "the digest";
    let mut imprint = reader.enter(SEQUENCE, PART)?;
    let mut algorithm = imprint.enter(SEQUENCE, PART)?;
    if algorithm.take(OID)? != super::SHA256 {
        return Err(Misread::Odd { part: PART, why: "it is not one by SHA-256" });
    }
    if algorithm.maybe(NULL)?.is_some_and(|value| !value.is_empty()) {
        return Err(Misread::Broken { part: PART });
    }
    algorithm.end()?;
    let digest = imprint.take(OCTETS)?;
    imprint.end()?;
    let wrong = Misread::Odd { part: PART, why: "it has not 32 bytes" };
    digest.try_into().map_err(|_| wrong)
}

/// An object identifier in numbers and dots.
pub(super) fn dotted(oid: &[u8]) -> Result<String, Misread> {
    const PART: &str = "an object identifier";
    let broken = || Misread::Broken { part: PART };
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc: u64 = 0;
    let mut is_inside = false;
    for byte in oid {
        if !is_inside && *byte == 0x80 {
            return Err(broken());
        }
        arc = arc.checked_mul(128).ok_or_else(broken)? + u64::from(byte & 0x7F);
        is_inside = byte & 0x80 != 0;
        if !is_inside {
            arcs.push(std::mem::take(&mut arc));
        }
    }
    let Some((first, rest)) = arcs.split_first().filter(|_| !is_inside) else {
        return Err(broken());
    };
    let top = (first / 40).min(2);
    let head = [top, first - 40 * top];
    let arcs = head.iter().chain(rest).map(ToString::to_string);
    Ok(arcs.collect::<Vec<_>>().join("."))
}

/// Writes one value.
pub(super) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match content.len() {
        length @ 0..=0x7F => bytes.push(u8::try_from(length).unwrap_or_default()),
        length => {
            let digits = length.to_be_bytes();
            let zeros = digits.iter().take_while(|digit| **digit == 0).count();
            let digits = &digits[zeros..];
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            bytes.extend(digits);
        }
    }
    bytes.extend(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_is_one_way_to_write_a_length() {
        let table: [(&[u8], bool); 10] = [
            (&[0x04, 0x01, 0xAA], true),
            (&[0x04, 0x81, 0x01, 0xAA], false),
            (&[0x04, 0x82, 0x00, 0x81], false),
            (&[0x04, 0x80, 0xAA, 0x00, 0x00], false),
            (&[0x04, 0x84, 0x00, 0x00, 0x00, 0x01, 0xAA], false),
            (&[0x04, 0x02, 0xAA], false),
            (&[0x1F, 0x01, 0xAA], false),
            (&[0x04], false),
            (&[0x04, 0x83, 0xFF], false),
            (&[], false),
        ];
        for (bytes, is_read) in table {
            assert_eq!(Reader::new(bytes, "it").any().is_ok(), is_read, "{bytes:?}");
        }
    }

    #[test]
    fn numbers_and_identifiers_are_read_as_they_are_written() {
        let table: [(&[u8], bool); 6] = [
            (&[0], true),
            (&[0x7F], true),
            (&[0, 0x80], true),
            (&[0, 0x7F], false),
            (&[0xFF, 0x80], false),
            (&[], false),
        ];
        for (content, is_read) in table {
            let bytes = value(INTEGER, content);
            assert_eq!(Reader::new(&bytes, "it").integer("it").is_ok(), is_read, "{content:?}");
        }
        assert_eq!(dotted(super::super::SHA256).unwrap(), "2.16.840.1.101.3.4.2.1");
        for broken in [&[][..], &[0x80, 1], &[0x2A, 0x86], &[0xFF; 12]] {
            assert!(dotted(broken).is_err(), "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            tag in 0u8..0x1F,
            content in any::<Vec<u8>>(),
            more in 0usize..70_000,
        ) {
            let content = [content, vec![7; more]].concat();
            let bytes = value(tag, &content);
            let mut reader = Reader::new(&bytes, "it");
            prop_assert_eq!(reader.any(), Ok((tag, &content[..])));
            prop_assert!(reader.is_done());
        }
    }
}
