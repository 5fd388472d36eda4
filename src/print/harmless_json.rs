//! JSON that is harmless wherever it is shown: what could move a cursor, hide, reorder or open a
//! tag is spelled out as `\u001b`. A reader gets the very same values.

use std::fmt::Write;

use serde::Serialize;

use crate::text::is_harmless;

/// Returns the value as indented JSON with a line end after it.
pub fn pretty(value: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(value)
        .expect("strings, numbers, lists and structs always become JSON");
    if json.bytes().all(is_plain) {
        json.push('\n');
        return json;
    }
    let mut out = String::with_capacity(json.len() + 1);
    let mut rest = json.as_str();
    while !rest.is_empty() {
        // Nearly all of it is plain, and taken over in long pieces.
        let plain = rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        let (before, odd) = rest.split_at(plain);
        out.push_str(before);
        let mut characters = odd.chars();
        if let Some(c) = characters.next() {
            spell_out(&mut out, c);
        }
        rest = characters.as_str();
    }
    out.push('\n');
    out
}

/// Whether a byte is a character that is harmless for certain.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\n' | b' '..=b'~') && byte != b'<'
}

/// Outside of strings JSON has no character that is spelled out here.
fn spell_out(out: &mut String, c: char) {
    if is_harmless(c) && c != '<' {
        out.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        write!(out, "\\u{unit:04x}").expect("a string takes everything");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_out_reads_back_as_it_was() {
        let table = [
            ("plain", "\"plain\"\n"),
            ("a\u{202E}b", "\"a\\u202eb\"\n"),
            ("\u{1b}[31m", "\"\\u001b[31m\"\n"),
            ("\u{9b}\u{7f}", "\"\\u009b\\u007f\"\n"),
            ("</script>", "\"\\u003c/script>\"\n"),
            ("\u{E0041}", "\"\\udb40\\udc41\"\n"),
            ("\\u202e \"", "\"\\\\u202e \\\"\"\n"),
            ("a\nb", "\"a\\nb\"\n"),
            ("Zo\u{eb}", "\"Zo\u{eb}\"\n"),
        ];
        for (text, expected) in table {
            assert_eq!(pretty(&text), expected);
            assert_eq!(serde_json::from_str::<String>(&pretty(&text)).unwrap(), text);
        }
    }
}
