//! The outer form: tar as POSIX has it (ustar), in the one way that a pack is written.
//!
//! Readers of tar files differ in what they make of odd headers. Here a header is right only if it
//! is what would be written for that name and size, so there is nothing to make of it.

use super::Flaw;

/// Everything in a tar file comes in blocks of so many bytes.
pub(super) const BLOCK: usize = 512;

/// When entries were last changed: 1 January 2000, for all of them. `tar` warns of the year 1970.
const MODIFIED: u64 = 946_684_800;

/// Longest name of an entry in its folder, in bytes.
const NAME_LONGEST: usize = 100;

const NAME: usize = 0;
const SIZE: usize = 124;
const CHECKSUM: usize = 148;
const KIND: usize = 156;
const MAGIC: usize = 257;
const FOLDER: usize = 345;

/// What tells a tar file, 257 bytes from its start.
const USTAR: &[u8] = b"ustar\0";

/// The header of a file.
fn header(folder: &str, name: &str, size: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| block[at..at + text.len()].copy_from_slice(text);
    put(NAME, name.as_bytes());
    put(100, b"0000644\x000000000\x000000000\0");
    put(SIZE, format!("{size:011o}\0{MODIFIED:011o}\0").as_bytes());
    // While it is summed up, its own field counts as blanks.
    put(CHECKSUM, b"        0");
    put(MAGIC, USTAR);
    put(MAGIC + USTAR.len(), b"00");
    put(FOLDER, folder.as_bytes());
    let sum = checksum(&block);
    block[CHECKSUM..CHECKSUM + 8].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn checksum(block: &[u8]) -> u32 {
    let counted = |(at, byte): (usize, &u8)| {
        if (CHECKSUM..CHECKSUM + 8).contains(&at) { b' '.into() } else { u32::from(*byte) }
    };
    block.iter().enumerate().map(counted).sum()
}

/// Adds a file.
pub(super) fn push(tar: &mut Vec<u8>, folder: &str, name: &str, bytes: &[u8]) -> Result<(), Flaw> {
    if name.len() > NAME_LONGEST {
        return Err(Flaw::NameTooLong { name: name.to_owned() });
    }
    tar.extend(header(folder, name, bytes.len() as u64));
    tar.extend(bytes);
    tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    Ok(())
}

/// Ends the file.
pub(super) fn end(tar: &mut Vec<u8>) {
    tar.resize(tar.len() + 2 * BLOCK, 0);
}

/// What a header says. Nothing of it has been acted on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head<'a> {
    pub(super) folder: &'a str,
    pub(super) name: &'a str,
    pub(super) size: u64,
    block: &'a [u8],
}

/// Reads a tar file from its start.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// Whole entries so far.
    entries: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, entries: 0 }
    }

    /// The next header; none at the end, behind which nothing may stand.
    pub(super) fn head(&mut self) -> Result<Option<Head<'a>>, Flaw> {
        let (block, rest) = self.rest.split_at_checked(BLOCK).ok_or_else(|| self.breaks_off())?;
        if is_zero(block) {
            return match rest.len() {
                0..BLOCK => Err(self.breaks_off()),
                BLOCK if is_zero(rest) => Ok(None),
                _ => Err(Flaw::BehindEnd),
            };
        }
        let damaged = || Flaw::DamagedHeader { entry: self.entries + 1 };
        let sum = octal(&block[CHECKSUM..CHECKSUM + 6]).ok_or_else(damaged)?;
        if sum != u64::from(checksum(block)) {
            return Err(damaged());
        }
        let text = |from: usize, longest: usize| {
            let field = &block[from..from + longest];
            let length = field.iter().position(|byte| *byte == 0).unwrap_or(longest);
            std::str::from_utf8(&field[..length])
        };
        let name = text(NAME, NAME_LONGEST).map_err(|_| damaged())?;
        let folder = text(FOLDER, 155).map_err(|_| damaged())?;
        if let Some(what) = other_than_a_file(block[KIND]) {
            return Err(Flaw::NotAFile { name: name.to_owned(), what });
        }
        // A size in another notation is one that does not fit into eleven digits.
        let size = octal(&block[SIZE..SIZE + 11]).unwrap_or(u64::MAX);
        self.rest = rest;
        Ok(Some(Head { folder, name, size, block }))
    }

    /// The bytes behind a header. Call it only where their number is within bounds.
    pub(super) fn body(&mut self, head: &Head<'a>) -> Result<&'a [u8], Flaw> {
        let foreign = || Flaw::ForeignHeader { name: head.name.to_owned() };
        if *head.block != header(head.folder, head.name, head.size) {
            return Err(foreign());
        }
        let size = usize::try_from(head.size).unwrap_or(usize::MAX);
        let (body, rest) = self.rest.split_at_checked(size).ok_or_else(|| self.breaks_off())?;
        let padding = size.next_multiple_of(BLOCK) - size;
        let (padding, rest) = rest.split_at_checked(padding).ok_or_else(|| self.breaks_off())?;
        if !is_zero(padding) {
            return Err(foreign());
        }
        self.rest = rest;
        self.entries += 1;
        Ok(body)
    }

    fn breaks_off(&self) -> Flaw {
        Flaw::Truncated { entries: self.entries }
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

fn octal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |value, digit| {
        matches!(digit, b'0'..=b'7').then(|| value * 8 + u64::from(digit - b'0'))
    })
}

/// What an entry is by the letter of its kind, if not a file.
fn other_than_a_file(kind: u8) -> Option<&'static str> {
    Some(match kind {
        b'0' => return None,
        b'1' => "a link",
        b'2' => "a symbolic link",
        b'3' | b'4' => "a device",
        b'5' => "a folder",
        b'6' => "a pipe",
        b'S' => "a sparse file",
        b'x' | b'g' | b'L' | b'K' => "an extended header",
        _ => "of an unknown kind",
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, body) in files {
            push(&mut bytes, "run-0", name, body).unwrap();
        }
        end(&mut bytes);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Flaw> {
        let mut reader = Reader::new(bytes);
        let mut files = Vec::new();
        while let Some(head) = reader.head()? {
            if head.size > 1 << 20 {
                return Err(Flaw::TooLarge);
            }
            files.push((head.name.to_owned(), reader.body(&head)?.to_owned()));
        }
        Ok(files)
    }

    #[test]
    fn no_byte_is_free_to_be_another() {
        let bytes = tar(&[("a.txt", b"one"), ("b.txt", b"")]);
        assert_eq!(read(&bytes).unwrap().len(), 2);
        for at in 0..bytes.len() {
            for change in [1, 0x20, 0x80] {
                let mut other = bytes.clone();
                other[at] ^= change;
                let is_body = (BLOCK..BLOCK + 3).contains(&at);
                assert_eq!(read(&other).is_ok(), is_body, "byte {at}");
            }
        }
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length} bytes");
        }
        let longer = [&bytes[..], &[0; BLOCK]].concat();
        assert_eq!(read(&longer), Err(Flaw::BehindEnd));
    }

    #[test]
    fn a_name_that_a_header_cannot_hold_is_refused() {
        let mut bytes = Vec::new();
        assert_eq!(push(&mut bytes, "f", &"x".repeat(100), b""), Ok(()));
        let error = push(&mut bytes, "f", &"x".repeat(101), b"").unwrap_err();
        assert!(matches!(error, Flaw::NameTooLong { .. }), "{error}");
        assert_eq!(bytes.len(), BLOCK);
    }

    proptest! {
        #[test]
        fn what_is_read_would_be_written_the_same(bytes in any::<Vec<u8>>(), at in any::<usize>()) {
            let mut changed = tar(&[("a.txt", b"one")]);
            let at = at % changed.len();
            let length = bytes.len().min(changed.len() - at);
            changed[at..at + length].copy_from_slice(&bytes[..length]);
            if let Ok(files) = read(&changed) {
                let files: Vec<_> =
                    files.iter().map(|(name, body)| (name.as_str(), body.as_slice())).collect();
                prop_assert_eq!(tar(&files), changed);
            }
        }
    }
}
