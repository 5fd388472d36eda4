//! From bytes to text: UTF-16 with a byte order mark or without, UTF-8, Windows-1252, and what
//! consoles wrote: code pages 850 and 437, which have their letters in the same places.
//!
//! What the old systems wrote is in one of these. Nothing is refused here: a file that is no text
//! becomes text without sense, in which no sensor recognises anything.

use std::borrow::Cow;

/// What Windows-1252 has from 0x80 to 0x9F. The five that it leaves open stay control characters.
const WINDOWS_1252: [char; 32] = [
    '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2C6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}', '\u{153}', '\u{9D}', '\u{17E}', '\u{178}',
];

/// What code page 850 has from 0x80 on. Code page 437 has the same letters up to 0xA5, and lines of
/// boxes where this one has more letters.
const CODE_PAGE_850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Returns the text of a file.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes).into(),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes).into(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf_8_or_a_page(rest),
        // Latin text without a mark: no text of one byte a character has such zeros.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
            utf_16(bytes, u16::from_le_bytes).into()
        }
        _ => utf_8_or_a_page(bytes),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let decoded = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    // Half a character at the end: the file was cut.
    let half = (!rest.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
    decoded.chain(half).collect()
}

fn utf_8_or_a_page(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return text.into();
    }
    let page: Vec<char> = if is_of_a_console(bytes) {
        CODE_PAGE_850.chars().collect()
    } else {
        (0x80..=0xFF).map(windows_1252).collect()
    };
    let chars = || {
        bytes.iter().map(|byte| match byte.checked_sub(0x80) {
            Some(high) => page[usize::from(high)],
            None => char::from(*byte),
        })
    };
    // Room for all at once: a large file is not held twice while the text grows.
    let mut text = String::with_capacity(chars().map(char::len_utf8).sum());
    text.extend(chars());
    text.into()
}

/// Whether text of one byte a character was written by a console: inside of words stand bytes that
/// are letters there and signs in Windows-1252, more often than the other way round.
fn is_of_a_console(bytes: &[u8]) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
    let inside = bytes.windows(3).filter(|it| is_letter(it[0]) && is_letter(it[2]));
    let (mut console, mut windows) = (0usize, 0usize);
    for byte in inside.map(|it| it[1]) {
        match byte {
            // An apostrophe and dashes of Windows-1252, which stand inside of words there.
            0x92 | 0x96 | 0x97 => {}
            0x80..=0x9A | 0xA0..=0xA5 => console += 1,
            // The sharp s of one is a letter of the other.
            0xE1 => {}
            0xC0..=0xFF => windows += 1,
            _ => {}
        }
    }
    console > windows
}

/// Returns the character of a byte.
pub(super) fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Returns the lines of a text with their numbers, from 1. A Ctrl-Z at the end, as old editors
/// leave it, is no line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.trim_end_matches(['\u{1A}', '\0']);
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Whether a text contains another; ASCII case does not count. `part` is lower case.
pub(super) fn has(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// Finds where a text contains another; ASCII case does not count. `part` is lower case.
pub(super) fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (first, rest) = part.split_first()?;
    let upper = first.to_ascii_uppercase();
    let starts = text.iter().enumerate().filter(|(_, byte)| **byte == *first || **byte == upper);
    let fits = |at: usize| {
        let follows = text.get(at + 1..at + part.len());
        follows.is_some_and(|follows| follows.eq_ignore_ascii_case(rest))
    };
    starts.map(|(at, _)| at).find(|at| fits(*at))
}

/// Returns what follows a beginning; ASCII case does not count.
pub(super) fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let head = text.get(..beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
}

/// Returns the number with which a text begins, and the rest.
pub(super) fn leading_number(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    digits.parse().ok().map(|number| (number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_each_encoding_of_its_time() {
        let table: [(&[u8], &str); 15] = [
            (b"plain", "plain"),
            (b"", ""),
            (b"\xEF\xBB\xBFmark", "mark"),
            ("Größe".as_bytes(), "Größe"),
            (b"Gr\xF6\xDFe \x80 \x93x\x94", "Größe \u{20AC} \u{201C}x\u{201D}"),
            (b"\xFF\xFEa\0b\0", "ab"),
            (b"\xFE\xFF\0a\0b", "ab"),
            (b"a\0b\0\n\0", "ab\n"),
            (b"\xFF\xFEa\0b", "a\u{FFFD}"),
            (b"\xFF\xFE\x00\xD8a\0", "\u{FFFD}a"),
            (b"\xEF\xBB\xBF\xF6", "ö"),
            (b"Gr\x94\xE1e, l\x84uft, \x81ber", "Größe, läuft, über"),
            (b"d\x82marr\x82 le syst\x8Ame", "démarré le système"),
            (b"d\xE9marr\xE9 \x96 it\x92s", "démarré \u{2013} it\u{2019}s"),
            (b"\x80 5, \x93x\x94", "\u{20AC} 5, \u{201C}x\u{201D}"),
        ];
        for (bytes, expected) in table {
            assert_eq!(text(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn lines_have_numbers_and_no_ends() {
        let found: Vec<_> = lines("a\r\n\r\nb\r\n\u{1A}").collect();
        assert_eq!(found, [(1, "a"), (2, ""), (3, "b")]);
    }

    #[test]
    fn parts_are_found_whatever_their_case() {
        assert_eq!(find("The Log Is Full", "log is"), Some(4));
        assert!(has("abc", "abc") && !has("ab", "abc") && !has("", "a"));
        assert_eq!(after("Title: x", "TITLE:"), Some(" x"));
        assert_eq!(after("é", "ti"), None);
        assert_eq!(leading_number("1061:"), Some((1061, ":")));
        assert_eq!(leading_number("x"), None);
        assert_eq!(leading_number("99999999999999999999999"), None);
    }
}
