//! The name of an authority: what is in it that a person can read.

use super::der::{Misread, OID, Reader, SEQUENCE, SET, inside};

const PART: &str = "the name of the authority";

/// The tag of a distinguished name among the kinds of names.
const DIRECTORY: u8 = inside(4);

/// A name out of a general name: a directory's, an address or a host.
pub(super) fn general(bytes: &[u8]) -> Result<Option<String>, Misread> {
    let mut reader = Reader::new(bytes, PART);
    let (tag, content) = reader.any()?;
    reader.end()?;
    Ok(match tag {
        DIRECTORY => distinguished(content)?,
        // An address, a host, an address on the web.
        0x81 | 0x82 | 0x86 => Some(latin(content)),
        _ => None,
    })
}

/// The parts of a distinguished name in their order: `Example Authority, Example Ltd, NL`.
pub(super) fn distinguished(bytes: &[u8]) -> Result<Option<String>, Misread> {
    let mut name = Reader::new(bytes, PART).enter(SEQUENCE, PART)?;
    let mut parts = Vec::new();
    while !name.is_done() {
        let mut set = name.enter(SET, PART)?;
        while !set.is_done() {
            let mut part = set.enter(SEQUENCE, PART)?;
            let _kind = part.take(OID)?;
            let (tag, content) = part.any()?;
            part.end()?;
            parts.push(text(tag, content));
        }
    }
    // Names go from the country down to the authority.
    parts.reverse();
    Ok((!parts.is_empty()).then(|| parts.join(", ")))
}

fn text(tag: u8, content: &[u8]) -> String {
    const BMP: u8 = 0x1E;
    match tag {
        BMP => {
            let pairs = content.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(pairs).map(|c| c.unwrap_or('\u{FFFD}')).collect()
        }
        super::der::UTF8 => String::from_utf8_lossy(content).into_owned(),
        _ => latin(content),
    }
}

fn latin(content: &[u8]) -> String {
    content.iter().map(|byte| char::from(*byte)).collect()
}
