//! `SHA256SUMS` of a pack: every other entry, for `sha256sum -c`.

use std::fmt::Write as _;

/// The list for entries by name and digest, in this order. Names in a pack need no escaping.
pub(super) fn sums<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    entries.into_iter().fold(String::new(), |mut text, (name, sha256)| {
        writeln!(text, "{sha256}  {name}").expect("writing to a string does not fail");
        text
    })
}
