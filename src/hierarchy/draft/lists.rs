//! Lists of names as they are typed: `CORP, LAB`. A comma at the end is one too many, no name.

use super::parts::{Stop, is_none, or_none, part, typed};

const STOPS: [Stop; 1] = [Stop::Comma];

/// Reads a list. None where nothing is said. What stands between two commas is a name, empty or
/// not.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    if text.trim().is_empty() {
        return None;
    }
    let mut names = Vec::new();
    if is_none(text) {
        return Some(names);
    }
    let mut rest = text;
    loop {
        let found = part(rest, &STOPS);
        names.push(found.text.unwrap_or_default().into_owned());
        rest = found.rest;
        if found.stop.is_none() || rest.trim().is_empty() {
            return Some(names);
        }
    }
}

/// Returns names as they can be typed.
pub(super) fn text(names: &[String]) -> String {
    or_none(names, || names.iter().map(|name| typed(name, &STOPS)).collect::<Vec<_>>().join(", "))
}
