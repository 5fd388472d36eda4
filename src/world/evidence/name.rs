//! Names in a line of text: what could be mistaken for anything else is written as `%XX`.

use crate::text::is_harmless;

/// The name as text, if it is text and nothing in it moves a cursor, hides or reorders.
pub(super) fn plain(name: &[u8]) -> Option<&str> {
    str::from_utf8(name).ok().filter(|name| name.chars().all(is_harmless))
}

/// Any name in letters, digits and a few signs, the rest of its bytes as `%XX`.
pub(super) fn encode(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'.' | b'_' | b'-' => {
                out.push(char::from(*byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The name that was encoded. None if that cannot be.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            name.push(byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        name.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_names_that_show_as_they_are_are_plain() {
        let table: [(&[u8], bool); 8] = [
            (b"a b.txt", true),
            ("Größe".as_bytes(), true),
            (b"100%", true),
            (b"a\nb", false),
            (b"\x1B[31m", false),
            ("\u{202E}txt.exe".as_bytes(), false),
            ("\u{9B}31m".as_bytes(), false),
            (b"\xFF", false),
        ];
        for (name, is_plain) in table {
            assert_eq!(plain(name).is_some(), is_plain, "{name:?}");
        }
    }

    #[test]
    fn what_nobody_encoded_is_not_decoded() {
        for text in ["%", "%4", "a%", "%zz", "%+1"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name: Vec<u8>) {
            let text = encode(&name);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert_eq!(decode(&text), Some(name));
        }
    }
}
