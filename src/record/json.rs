//! JSON as the record writes it: compact, members in the order of the type, and every character
//! that could drive a terminal or hide from a reader written as `\uXXXX`.

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

/// Writes a value as one line, LF at its end.
pub(super) fn line(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Harmless);
    value.serialize(&mut serializer).expect("stored forms have string keys and go to memory");
    bytes.push(b'\n');
    bytes
}

/// `serde_json` escapes C0, quotes and backslashes by itself and hands over what is between them.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly always there is nothing to escape, and that is seen much faster.
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(is_escaped) {
            let (plain, odd) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut characters = odd.chars();
            if let Some(character) = characters.next() {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Whether a character is written as `\uXXXX`. Part of the format: a change needs a new version.
fn is_escaped(character: char) -> bool {
    matches!(character,
        '\u{7f}'..='\u{9f}' // DEL, C1
        | '\u{ad}' | '\u{34f}' // soft hyphen, grapheme joiner
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' // bidi
        | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' // zero-width, bidi
        | '\u{2028}' | '\u{2029}' // line and paragraph separator
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // byte order mark, annotations
        | '\u{e000}'..='\u{f8ff}' // private use
        | '\u{e0000}'..='\u{e0fff}' // tags
        | '\u{f0000}'..='\u{10ffff}' // private use
    )
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_could_mislead_a_reader_is_written_as_an_escape() {
        let table = [
            ("plain äöü 漢字 🙂", "plain äöü 漢字 🙂"),
            ("a\"b\\c/d", "a\\\"b\\\\c/d"),
            ("\u{0}\u{1b}[31m\n\r\t", "\\u0000\\u001b[31m\\n\\r\\t"),
            ("\u{7f}\u{9b}x\u{ad}", "\\u007f\\u009bx\\u00ad"),
            ("a\u{202e}b\u{2066}c\u{200b}d", "a\\u202eb\\u2066c\\u200bd"),
            ("\u{feff}\u{2028}\u{e000}", "\\ufeff\\u2028\\ue000"),
            ("\u{e0041}\u{f0000}\u{10ffff}", "\\udb40\\udc41\\udb80\\udc00\\udbff\\udfff"),
        ];
        for (text, written) in table {
            let bytes = line(&text);
            assert_eq!(String::from_utf8_lossy(&bytes), format!("\"{written}\"\n"), "{text:?}");
            assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap(), text);
        }
    }
}
