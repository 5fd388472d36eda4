//! `system-map`: `System.map` in the root folder of SMS 1.x.
//!
//! Recognises its `DIRECTORY` sections and its entries with `SIZE(...)` (Q193031, Q193269). Proves
//! a backup (Q171338 step 6): sections with entries, and an end where an entry ends. Nothing in it
//! names a site.

use super::decode::{after, has, lines, text};
use super::{Context, Kind, Reading};

const KIND: Kind = Kind::SystemMap;

#[derive(Default)]
struct Map {
    directories: usize,
    entries: usize,
    has_open_quote: bool,
    open_parentheses: i64,
    /// The line in which a parenthesis is closed that was never opened.
    unmatched: Option<usize>,
}

pub(super) fn read(bytes: &[u8], _: &Context) -> Reading {
    let text = text(bytes);
    let map = Map::gather(&text);
    if map.directories == 0 && map.entries == 0 {
        return Reading::not_recognised(KIND);
    }
    let mut reading = Reading::of(KIND);
    reading.found_beside("directories", map.directories, "1 or more");
    reading.found_beside("entries", map.entries, "1 or more");
    if let Some(line) = map.unmatched {
        reading.found("malformed_line", line);
    }
    let is_cut = map.has_open_quote || map.open_parentheses > 0 || !ends_an_entry(&text);
    reading.found_beside("cut", is_cut, "no");
    let is_text = !text.contains('\0');
    let is_whole = !is_cut && is_text && map.unmatched.is_none();
    reading.concluded(is_whole && map.directories > 0 && map.entries > 0)
}

/// Whether the last line ends as an entry does: `FLAGS = 5`.
fn ends_an_entry(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\t', '\r', '\n', '\u{1A}']);
    let line = text.rsplit('\n').next().unwrap_or_default();
    let number = line.rsplit_once('=').filter(|(name, _)| name.trim_end().ends_with("FLAGS"));
    number.is_some_and(|(_, number)| number.trim().parse::<u32>().is_ok())
}

impl Map {
    fn gather(text: &str) -> Self {
        let mut map = Self::default();
        for (number, line) in lines(text) {
            let line = line.trim();
            let quoted = |rest: &str| rest.trim_start().starts_with('"');
            if after(line, "DIRECTORY").is_some_and(quoted) {
                map.directories += 1;
            } else if line.starts_with('"') && has(line, "size(") {
                map.entries += 1;
            }
            map.balance(number, line);
        }
        map
    }

    fn balance(&mut self, number: usize, line: &str) {
        for byte in line.bytes() {
            match byte {
                b'"' => self.has_open_quote = !self.has_open_quote,
                b'(' if !self.has_open_quote => self.open_parentheses += 1,
                b')' if !self.has_open_quote => {
                    self.open_parentheses -= 1;
                    if self.open_parentheses < 0 {
                        self.unmatched = self.unmatched.or(Some(number));
                        self.open_parentheses = 0;
                    }
                }
                _ => {}
            }
        }
    }
}
