//! Bytes between us and an agent: numbers and strings as SSH writes them.
//!
//! Nothing that an agent says is believed before it was counted: every length is held against what
//! is left, and against [`REPLY_LIMIT`].

use std::io::{self, Read, Write};

/// Longest reply that is taken, in bytes; OpenSSH takes as many.
pub(super) const REPLY_LIMIT: usize = 256 * 1024;

/// Adds a string: its length, then its bytes.
pub(super) fn put_string(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("what is sent fits into a message");
    to.extend(length.to_be_bytes());
    to.extend(bytes);
}

/// Takes a number off the front.
pub(super) fn take_number(from: &mut &[u8]) -> Option<u32> {
    let (number, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(u32::from_be_bytes(*number))
}

/// Takes a string off the front.
pub(super) fn take_string<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut rest = *from;
    let length = usize::try_from(take_number(&mut rest)?).ok()?;
    let (string, rest) = rest.split_at_checked(length)?;
    *from = rest;
    Some(string)
}

/// Sends a message and takes the reply, without its length. `Ok(None)`: the reply says that it is
/// empty, or too long to be one.
pub(super) fn exchange(
    mut stream: impl Read + Write,
    message: &[u8],
) -> io::Result<Option<Vec<u8>>> {
    let mut framed = Vec::with_capacity(message.len() + 4);
    put_string(&mut framed, message);
    stream.write_all(&framed)?;
    stream.flush()?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let Ok(length @ 1..=REPLY_LIMIT) = usize::try_from(u32::from_be_bytes(length)) else {
        return Ok(None);
    };
    let mut reply = vec![0; length];
    stream.read_exact(&mut reply)?;
    Ok(Some(reply))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_went_in() {
        for text in [&b""[..], b"x", &[0xff; 300]] {
            let mut bytes = Vec::new();
            put_string(&mut bytes, text);
            bytes.push(7);
            let mut rest = bytes.as_slice();
            assert_eq!(take_string(&mut rest), Some(text));
            assert_eq!(rest, [7]);
        }
    }

    #[test]
    fn what_is_cut_off_is_no_string_and_takes_nothing() {
        let table: [&[u8]; 5] =
            [b"", b"\0\0\0", b"\0\0\0\x02x", b"\xff\xff\xff\xff", b"\xff\xff\xff\xffxy"];
        for bytes in table {
            let mut rest = bytes;
            assert_eq!(take_string(&mut rest), None, "{bytes:?}");
            assert_eq!(rest, bytes);
        }
    }

    /// A stream that was recorded: what is read from it, and what was written to it.
    struct Recorded<'a>(&'a [u8], &'a mut Vec<u8>);

    impl Read for Recorded<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Recorded<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reply_is_as_long_as_it_says_and_no_longer_than_allowed() {
        let mut sent = Vec::new();
        let reply = exchange(Recorded(b"\0\0\0\x02ab and more", &mut sent), &[11]);
        assert_eq!(reply.unwrap(), Some(b"ab".to_vec()));
        assert_eq!(sent, [0, 0, 0, 1, 11]);
        let empty = exchange(Recorded(b"\0\0\0\0", &mut Vec::new()), &[11]);
        assert_eq!(empty.unwrap(), None);
        let huge = exchange(Recorded(b"\x7f\xff\xff\xffabc", &mut Vec::new()), &[11]);
        assert_eq!(huge.unwrap(), None);
        let cut = exchange(Recorded(b"\0\0\0\x03ab", &mut Vec::new()), &[11]);
        assert_eq!(cut.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
