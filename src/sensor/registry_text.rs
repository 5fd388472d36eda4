//! The text that Regedit exports: keys, and values under them.
//!
//! Two forms with one grammar: `REGEDIT4` (Windows NT 4) and `Windows Registry Editor Version
//! 5.00` (Windows 2000 and later). Reads line by line and keeps one value at a time.

use super::decode::{after, windows_1252};

/// Bytes of one value that are kept; none that we look at is longer.
const DATA_MAX: usize = 4096;

/// Which of the two forms it is. They differ in how texts are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Regedit4,
    Version5,
}

impl Form {
    /// Reads the first line of an export.
    pub(super) fn of(line: &str) -> Option<Self> {
        match line.trim() {
            "REGEDIT4" => Some(Self::Regedit4),
            "Windows Registry Editor Version 5.00" => Some(Self::Version5),
            _ => None,
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Regedit4 => "REGEDIT4",
            Self::Version5 => "version 5.00",
        }
    }
}

/// One thing in an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// The path between the brackets.
    Key(&'a str),
    Value {
        name: String,
        data: Data,
    },
    /// A line that no export has.
    Malformed,
    /// A value that the end of the file cuts off.
    Cut,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Data {
    Text(String),
    Number(u64),
    /// Of a type that says nothing to us.
    Other,
}

/// Goes through the items of an export, each with the number of its line.
pub(super) struct Items<'a> {
    form: Form,
    rest: &'a str,
    /// How many lines have been read.
    line: usize,
}

impl<'a> Items<'a> {
    /// Recognises the first line. An export begins with it, but for empty lines.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut items = Self { form: Form::Regedit4, rest: text, line: 0 };
        let first = std::iter::from_fn(|| items.next_line()).find(|line| !line.trim().is_empty());
        items.form = Form::of(first?)?;
        Some(items)
    }

    pub(super) const fn form(&self) -> Form {
        self.form
    }

    fn next_line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += 1;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// The value that begins in a line, and goes on in those after it.
    fn value(&mut self, text: &'a str) -> Item<'a> {
        let (name, rest) = match text.strip_prefix('"') {
            Some(quoted) => match unquoted(quoted) {
                (name, Some(rest)) => (name, rest),
                (_, None) => return Item::Malformed,
            },
            None => match text.strip_prefix('@') {
                Some(rest) => (String::new(), rest),
                None => return Item::Malformed,
            },
        };
        let Some(data) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            return Item::Malformed;
        };
        match data.strip_prefix('"') {
            Some(quoted) => self.text(name, quoted),
            None => self.bytes(name, data),
        }
    }

    /// A quoted text. Regedit writes a line end in it as it is.
    fn text(&mut self, name: String, quoted: &'a str) -> Item<'a> {
        let (mut text, mut rest) = unquoted(quoted);
        while rest.is_none() {
            // A key never begins inside of a text: there the quote was lost.
            if self.rest.starts_with('[') {
                return Item::Malformed;
            }
            let Some(line) = self.next_line() else { return Item::Cut };
            let (more, after) = unquoted(line);
            if text.len() < DATA_MAX {
                text.push('\n');
                text.push_str(&more);
            }
            rest = after;
        }
        match rest.map(str::trim_start) {
            None | Some("") => Item::Value { name, data: Data::Text(text) },
            Some(comment) if comment.starts_with(';') => {
                Item::Value { name, data: Data::Text(text) }
            }
            Some(_) => Item::Malformed,
        }
    }

    /// Anything else: `dword:` or `hex(n):`, with a backslash where it goes on in the next line.
    fn bytes(&mut self, name: String, data: &'a str) -> Item<'a> {
        let mut joined = String::new();
        let mut line = data;
        loop {
            let goes_on = line.trim_end().strip_suffix('\\');
            let part = goes_on.unwrap_or(line).trim();
            if joined.len() < DATA_MAX {
                joined.extend(part.chars().take(DATA_MAX));
            }
            if goes_on.is_none() {
                break;
            }
            match self.next_line() {
                Some(next) => line = next,
                None => return Item::Cut,
            }
        }
        match self.data(&joined) {
            Some(data) => Item::Value { name, data },
            None => Item::Malformed,
        }
    }

    fn data(&self, text: &str) -> Option<Data> {
        if let Some(digits) = after(text, "dword:") {
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten();
            return number.map(|n| Data::Number(n.into()));
        }
        let rest = after(text, "hex")?;
        if let Some(bytes) = rest.strip_prefix(':') {
            return hex(bytes).map(|_| Data::Other);
        }
        let (kind, bytes) = rest.strip_prefix('(')?.split_once("):")?;
        let kind = u32::from_str_radix(kind, 16).ok()?;
        let bytes = hex(bytes)?;
        Some(match kind {
            1 | 2 | 7 => Data::Text(self.decoded(&bytes)),
            4 | 0xB if bytes.len() <= 8 => {
                Data::Number(bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte)))
            }
            _ => Data::Other,
        })
    }

    /// A text that is written as bytes, up to its first zero.
    fn decoded(&self, bytes: &[u8]) -> String {
        let until_zero = |c: &char| *c != '\0';
        match self.form {
            Form::Regedit4 => {
                bytes.iter().map(|byte| windows_1252(*byte)).take_while(until_zero).collect()
            }
            Form::Version5 => {
                let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
                let decoded = char::decode_utf16(units);
                let decoded = decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
                decoded.take_while(until_zero).collect()
            }
        }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = (usize, Item<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.next_line()?.trim();
            let line = self.line;
            // An old editor's end of file.
            if text.is_empty() || text.starts_with(';') || text == "\u{1A}" {
                continue;
            }
            let item = match text.strip_prefix('[') {
                Some(key) => match key.strip_suffix(']') {
                    // With a minus it would delete the key: no export does.
                    Some(path) if !path.starts_with('-') => Item::Key(path),
                    _ => Item::Malformed,
                },
                None => self.value(text),
            };
            return Some((line, item));
        }
    }
}

/// Returns a text up to its closing quote, and what comes after that; none where it is not closed.
fn unquoted(text: &str) -> (String, Option<&str>) {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let c = match c {
            '"' => return (out, Some(&text[at + 1..])),
            '\\' => match chars.next() {
                Some((_, escaped)) => escaped,
                None => '\\',
            },
            c => c,
        };
        if out.len() < DATA_MAX {
            out.push(c);
        }
    }
    (out, None)
}

/// Bytes as `25,53,00`. The last one may be what a limit left of it.
fn hex(text: &str) -> Option<Vec<u8>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    // Only digits: `from_str_radix` would take a plus sign as well.
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    parts.map(|part| digits(part).then(|| u8::from_str_radix(part, 16).ok()).flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<(usize, Item<'_>)> {
        Items::of(text).unwrap().collect()
    }

    fn value(name: &str, data: Data) -> Item<'static> {
        Item::Value { name: name.to_owned(), data }
    }

    fn words(text: &str) -> Data {
        Data::Text(text.to_owned())
    }

    #[test]
    fn keys_and_values_are_read_with_their_lines() {
        let text = "\nREGEDIT4\r\n\r\n; a comment\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\
            @=\"d\"\r\n\"P\"=\"C:\\\\x \\\"y\\\"\"\r\n\"N\"=dword:00000400\r\n\
            \"H\"=hex:01,\\\r\n  02,03\r\n\"E\"=hex(2):25,53,25,00\r\n";
        let expected = [
            (5, Item::Key("HKEY_LOCAL_MACHINE\\A")),
            (6, value("", words("d"))),
            (7, value("P", words("C:\\x \"y\""))),
            (8, value("N", Data::Number(1024))),
            (9, value("H", Data::Other)),
            (11, value("E", words("%S%"))),
        ];
        assert_eq!(items(text), expected);
    }

    #[test]
    fn texts_written_as_bytes_depend_on_the_form() {
        let v5 = "Windows Registry Editor Version 5.00\n\"a\"=hex(1):41,00,e4,00,00,00\n\
            \"q\"=hex(b):02,00,00,00,00,00,00,00\n";
        let expected = [(2, value("a", words("A\u{e4}"))), (3, value("q", Data::Number(2)))];
        assert_eq!(items(v5), expected);
        assert_eq!(items("REGEDIT4\n\"a\"=hex(7):41,80,00,42"), [(2, value("a", words("A€")))]);
    }

    #[test]
    fn a_line_end_in_a_text_is_part_of_it() {
        let text = "REGEDIT4\n\"a\"=\"one\ntwo\"\n\"b\"=\"x\"\n";
        assert_eq!(items(text), [(2, value("a", words("one\ntwo"))), (4, value("b", words("x")))]);
    }

    #[test]
    fn what_no_export_has_is_malformed_and_what_ends_early_is_cut() {
        let table = [
            ("[-HKEY_LOCAL_MACHINE\\A]", Item::Malformed),
            ("[HKEY", Item::Malformed),
            ("\"a\"=-", Item::Malformed),
            ("\"a\"=dword:xyz", Item::Malformed),
            ("\"a\"=hex:+1", Item::Malformed),
            ("\"a\"=hex:0g", Item::Malformed),
            ("\"a\"=\"b\"c", Item::Malformed),
            ("\"a", Item::Malformed),
            ("a=b", Item::Malformed),
            ("\"a\"=hex:01,\\", Item::Cut),
            ("\"a\"=\"b", Item::Cut),
        ];
        for (text, expected) in table {
            assert_eq!(items(&format!("REGEDIT4\n{text}"))[0].1, expected, "{text}");
        }
        let lost = "REGEDIT4\n\"a\"=\"b\n[K]\n";
        assert_eq!(items(lost), [(2, Item::Malformed), (3, Item::Key("K"))]);
    }

    #[test]
    fn only_the_two_first_lines_are_known() {
        for text in ["", "REGEDIT", "REGEDIT5\n", "x\nREGEDIT4\n", "Windows Registry Editor\n"] {
            assert!(Items::of(text).is_none(), "{text:?}");
        }
    }
}
