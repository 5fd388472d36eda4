//! The parts of what is typed into one field: separated, trimmed, and in quotes where they have to
//! be, so that there is no name that a field cannot hold.
//!
//! A part in quotes ends with the closing quote; two quotes in it are one. A quote that does not
//! close, or is followed by something else, is a letter like any other: every text can be read.

use std::borrow::Cow;

/// The word for a list that is known to be empty.
const NONE: &str = "none";

/// How the signs of separators begin: there is no need to look for them elsewhere.
const BEGINNINGS: [char; 6] = [',', ';', '-', '→', 't', 'b'];

/// What ends a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Comma,
    Semicolon,
    /// An arrow, or the word `to`.
    To,
    /// The word `by`.
    By,
}

impl Stop {
    const fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Comma => &[","],
            Self::Semicolon => &[";"],
            Self::To => &["->", "→", "to"],
            Self::By => &["by"],
        }
    }
}

/// A part, what ended it, and what follows.
pub(super) struct Part<'a> {
    /// None where nothing was typed.
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) stop: Option<Stop>,
    pub(super) rest: &'a str,
}

/// Reads the first part of a text.
pub(super) fn part<'a>(text: &'a str, stops: &[Stop]) -> Part<'a> {
    let opening = text.len() - text.trim_start().len();
    if let Some((inside, closed)) = in_quotes(text, opening) {
        let gap = text[closed..].len() - text[closed..].trim_start().len();
        if closed + gap == text.len() {
            return Part { text: Some(inside), stop: None, rest: "" };
        }
        if let Some((stop, end)) = stop_at(text, closed + gap, stops) {
            return Part { text: Some(inside), stop: Some(stop), rest: &text[end..] };
        }
    }
    let (raw, stop, rest) = match first_stop(text, stops) {
        Some((at, stop, end)) => (&text[..at], Some(stop), &text[end..]),
        None => (text, None, ""),
    };
    let raw = raw.trim();
    Part { text: (!raw.is_empty()).then_some(Cow::Borrowed(raw)), stop, rest }
}

/// Returns a part as it can be typed among these separators: in quotes where it must be.
pub(super) fn typed<'a>(part: &'a str, stops: &[Stop]) -> Cow<'a, str> {
    let is_plain = !part.is_empty()
        && part.trim() == part
        && !part.starts_with('"')
        && !is_none(part)
        && first_stop(part, stops).is_none();
    if is_plain {
        Cow::Borrowed(part)
    } else {
        Cow::Owned(format!("\"{}\"", part.replace('"', "\"\"")))
    }
}

/// Whether a text says that a list is empty.
pub(super) fn is_none(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case(NONE)
}

/// Returns the text of a list: of none where there are no items.
pub(super) fn or_none(items: &[impl Sized], text: impl FnOnce() -> String) -> String {
    if items.is_empty() { NONE.to_owned() } else { text() }
}

/// Reads what is in the quotes that open at a place, and finds the end of them.
fn in_quotes(text: &str, opening: usize) -> Option<(Cow<'_, str>, usize)> {
    let inside = text[opening..].strip_prefix('"')?;
    let mut quotes = inside.match_indices('"').map(|(at, _)| at);
    let mut is_plain = true;
    while let Some(at) = quotes.next() {
        if !inside[at + 1..].starts_with('"') {
            let found = &inside[..at];
            let found =
                if is_plain { Cow::Borrowed(found) } else { found.replace("\"\"", "\"").into() };
            return Some((found, opening + 1 + at + 1));
        }
        is_plain = false;
        quotes.next();
    }
    None
}

fn first_stop(text: &str, stops: &[Stop]) -> Option<(usize, Stop, usize)> {
    text.char_indices()
        .filter(|(_, c)| BEGINNINGS.contains(c))
        .find_map(|(at, _)| stop_at(text, at, stops).map(|(stop, end)| (at, stop, end)))
}

/// The separator that stands at a place, and where it ends.
fn stop_at(text: &str, at: usize, stops: &[Stop]) -> Option<(Stop, usize)> {
    let signs = stops.iter().flat_map(|stop| stop.signs().iter().map(|sign| (*stop, *sign)));
    signs
        .filter(|(_, sign)| text[at..].starts_with(sign))
        .map(|(stop, sign)| (stop, at + sign.len(), sign.starts_with(char::is_alphabetic)))
        .find(|(_, end, is_word)| {
            !is_word
                || text[..at].chars().next_back().is_none_or(char::is_whitespace)
                    && text[*end..].chars().next().is_none_or(char::is_whitespace)
        })
        .map(|(stop, end, _)| (stop, end))
}
