//! The beginning of a file, for a person who wants to know whether it is the right one.

use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;

use super::BrowseError;
use crate::world::evidence::{EvidenceError, modified, open_regular};

/// Most that is read of a file, in bytes.
pub const PREVIEW_BYTES_MAX: usize = 16 * 1024;

/// Most that is shown of a file that is not text, in bytes.
const HEX_BYTES_MAX: usize = 256;

/// Bytes in a line of those: it fits a narrow pane.
const HEX_BYTES_PER_LINE: usize = 8;

/// Of so many characters of text, one may be a control character that text seldom has.
const CHARACTERS_PER_ODD_ONE: usize = 20;

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub size_bytes: u64,
    pub modified: Option<Timestamp>,
    pub kind: PreviewKind,
    /// Text as it is in the file, not yet made harmless, without line ends; or bytes in hex.
    pub lines: Vec<String>,
    /// Whether there is more in the file than is shown.
    pub is_cut: bool,
}

/// What a file seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewKind {
    /// In which encoding: "UTF-8", "UTF-16", "Windows-1252". The last is a guess.
    Text(&'static str),
    Binary,
    Empty,
}

/// Reads the beginning of a file as safely as evidence is read: links and devices are refused.
pub fn preview(path: &Path) -> Result<Preview, BrowseError> {
    if path.is_dir() && !path.is_symlink() {
        return Err(BrowseError::Folder { path: path.to_owned() });
    }
    let (file, metadata) = open_regular(path)?;
    let mut bytes = Vec::new();
    file.take(PREVIEW_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|source| {
        match source.kind() {
            // A file of the system's that would make its reader wait.
            io::ErrorKind::WouldBlock => EvidenceError::Device { path: path.to_owned() },
            _ => EvidenceError::Unreadable { path: path.to_owned(), source },
        }
    })?;
    let is_longer = bytes.len() > PREVIEW_BYTES_MAX;
    bytes.truncate(PREVIEW_BYTES_MAX);
    let (kind, lines) = seen(&bytes, is_longer);
    Ok(Preview {
        size_bytes: metadata.len(),
        modified: modified(&metadata),
        is_cut: is_longer || (kind == PreviewKind::Binary && bytes.len() > HEX_BYTES_MAX),
        kind,
        lines,
    })
}

fn seen(bytes: &[u8], is_longer: bool) -> (PreviewKind, Vec<String>) {
    if bytes.is_empty() {
        return (PreviewKind::Empty, Vec::new());
    }
    match decoded(bytes, is_longer) {
        Some((encoding, text)) => {
            (PreviewKind::Text(encoding), text.lines().map(str::to_owned).collect())
        }
        None => (PreviewKind::Binary, hex_lines(bytes)),
    }
}

/// The bytes as text, if they seem to be some.
fn decoded(bytes: &[u8], is_longer: bool) -> Option<(&'static str, String)> {
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return Some(("UTF-16", utf16(rest, u16::from_le_bytes, is_longer)));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return Some(("UTF-16", utf16(rest, u16::from_be_bytes, is_longer)));
    }
    if bytes.contains(&0) {
        return None;
    }
    let (encoding, text) = match std::str::from_utf8(bytes) {
        Ok(text) => ("UTF-8", text.to_owned()),
        // The last character is cut in the middle, by us.
        Err(error) if is_longer && error.error_len().is_none() => {
            ("UTF-8", String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned())
        }
        Err(_) => ("Windows-1252", bytes.iter().map(|byte| windows_1252(*byte)).collect()),
    };
    let odd = text.chars().filter(|c| is_odd(*c)).count();
    let is_text = odd * CHARACTERS_PER_ODD_ONE <= text.chars().count();
    is_text.then(|| (encoding, text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned()))
}

/// Control characters that are no white space, no bell, no backspace, no escape and no end of file
/// as DOS wrote it.
fn is_odd(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{6}' | '\u{E}'..='\u{19}' | '\u{1C}'..='\u{1F}' | '\u{7F}')
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, is_longer: bool) -> String {
    let mut units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    // The first half of a pair, cut from the second by us.
    units.pop_if(|last| is_longer && (0xD800..0xDC00).contains(last));
    String::from_utf16_lossy(&units)
}

/// A character of the code page that Windows writes text in, in the west.
fn windows_1252(byte: u8) -> char {
    /// What stands where Latin-1 has control characters.
    const FROM_80: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
        '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_80[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// Offset, bytes, and those of them that are printable ASCII.
fn hex_lines(bytes: &[u8]) -> Vec<String> {
    let shown = &bytes[..bytes.len().min(HEX_BYTES_MAX)];
    let lines = shown.chunks(HEX_BYTES_PER_LINE).enumerate().map(|(index, chunk)| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let printable =
            |byte: &u8| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' };
        let text: String = chunk.iter().map(printable).collect();
        let width = HEX_BYTES_PER_LINE * 3 - 1;
        format!("{:04x}  {:<width$}  {text}", index * HEX_BYTES_PER_LINE, hex.join(" "))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn utf16_bytes(text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
    }

    #[test]
    fn text_is_read_in_the_encoding_it_is_in() {
        let little = utf16_bytes("Grüße\r\n2\n", [0xFF, 0xFE], u16::to_le_bytes);
        let big = utf16_bytes("Grüße\r\n2\n", [0xFE, 0xFF], u16::to_be_bytes);
        let escapes = b"\x1B[31mred\x1B[0m\x07\x08".as_slice();
        let table: [(&[u8], &str, &[&str]); 9] = [
            ("Grüße\r\n\n2".as_bytes(), "UTF-8", &["Grüße", "", "2"]),
            (b"\xEF\xBB\xBFone\n", "UTF-8", &["one"]),
            (b"\n", "UTF-8", &[""]),
            (escapes, "UTF-8", &["\u{1B}[31mred\u{1B}[0m\u{7}\u{8}"]),
            (b"DIR C:\r\n\x1A", "UTF-8", &["DIR C:", "\u{1A}"]),
            (b"Gr\xFC\xDFe \x80 \x81", "Windows-1252", &["Grüße € \u{FFFD}"]),
            (&little, "UTF-16", &["Grüße", "2"]),
            (&big, "UTF-16", &["Grüße", "2"]),
            // Half a character at the end that nobody cut.
            (b"caf\xC3", "Windows-1252", &["cafÃ"]),
        ];
        for (bytes, encoding, lines) in table {
            let (kind, found) = seen(bytes, false);
            assert_eq!(kind, PreviewKind::Text(encoding), "{bytes:?}");
            assert_eq!(found, lines, "{bytes:?}");
        }
    }

    #[test]
    fn a_character_that_we_cut_is_left_out() {
        let cut = "Grü".as_bytes();
        let little = utf16_bytes("a\u{1F600}", [0xFF, 0xFE], u16::to_le_bytes);
        let table: [(&[u8], &str); 2] = [(&cut[..3], "Gr"), (&little[..6], "a")];
        for (bytes, text) in table {
            assert_eq!(seen(bytes, true).1, [text], "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_shown_in_hex() {
        let program = b"MZ\x90\x00\x03\x00\x00\x00\x04~".as_slice();
        let noise: Vec<u8> = (1..=31).cycle().take(400).collect();
        let expected =
            ["0000  4d 5a 90 00 03 00 00 00  MZ......", "0008  04 7e                    .~"];
        assert_eq!(seen(program, false), (PreviewKind::Binary, expected.map(str::to_owned).into()));
        let (kind, lines) = seen(&noise, false);
        assert_eq!((kind, lines.len()), (PreviewKind::Binary, 32));
        assert!(lines[31].starts_with("00f8  "), "{}", lines[31]);
        assert_eq!(seen(b"", false), (PreviewKind::Empty, Vec::new()));
    }

    #[test]
    fn only_the_beginning_of_a_long_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let table = [
            ("short", 5, false, PreviewKind::Text("UTF-8")),
            ("full", PREVIEW_BYTES_MAX, false, PreviewKind::Text("UTF-8")),
            ("long", PREVIEW_BYTES_MAX + 1, true, PreviewKind::Text("UTF-8")),
            ("empty", 0, false, PreviewKind::Empty),
        ];
        for (name, size, is_cut, kind) in table {
            let path = folder.path().join(name);
            fs::write(&path, "x".repeat(size)).unwrap();
            let preview = preview(&path).unwrap();
            assert_eq!((preview.size_bytes, preview.is_cut), (size as u64, is_cut), "{name}");
            assert_eq!(preview.kind, kind, "{name}");
            let shown: usize = preview.lines.iter().map(String::len).sum();
            assert_eq!(shown, size.min(PREVIEW_BYTES_MAX), "{name}");
            assert!(preview.modified.is_some());
        }
        fs::write(folder.path().join("bytes"), [0; 300]).unwrap();
        assert!(preview(&folder.path().join("bytes")).unwrap().is_cut);
    }

    #[test]
    fn folders_links_and_devices_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| preview(path).unwrap_err().to_string();
        assert!(told(folder.path()).ends_with("Open it, and choose a file."));
        assert!(told(&folder.path().join("none")).contains("does not exist"));
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(folder.path(), &link).unwrap();
            assert!(told(&link).contains("is a link"));
            assert!(told(Path::new("/dev/zero")).contains("is a device"));
        }
    }
}
