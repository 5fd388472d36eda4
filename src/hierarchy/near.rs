//! Finds names that are one slip of the keys apart, in time that does not grow with the square of
//! their number.
//!
//! Two names of which one slip makes the other (a letter wrong, missing, too many, or two swapped)
//! become the same when a letter is taken out of one of them or of both. So every name is filed
//! under itself and under itself less each letter; what shares a file is compared for good.

use std::collections::HashMap;

/// Longer names are not filed: they would take room for each of their letters.
const LONGEST: usize = 32;

#[derive(Default)]
pub(super) struct NearMisses<'a> {
    files: HashMap<String, Vec<&'a str>>,
}

impl<'a> NearMisses<'a> {
    /// Files names, already folded.
    pub(super) fn of(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        names.into_iter().for_each(|name| all.file(name));
        all
    }

    pub(super) fn file(&mut self, name: &'a str) {
        for variant in variants(name) {
            self.files.entry(variant).or_default().push(name);
        }
    }

    /// Returns the names that are one slip away from this one, in order of the alphabet.
    pub(super) fn around(&self, name: &str) -> Vec<&'a str> {
        let mut found: Vec<&str> = variants(name)
            .iter()
            .filter_map(|variant| self.files.get(variant))
            .flatten()
            .copied()
            .filter(|other| strsim::osa_distance(name, other) == 1)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns the name that is one slip away, where there is only one.
    pub(super) fn only(&self, name: &str) -> Option<&'a str> {
        match self.around(name)[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// A name, and the name less each of its letters.
fn variants(name: &str) -> Vec<String> {
    // Of a name of two letters nothing would be left to know it by.
    if name.chars().count() > LONGEST || name.chars().nth(2).is_none() {
        return Vec::new();
    }
    let mut variants = vec![name.to_owned()];
    for (at, letter) in name.char_indices() {
        variants.push([&name[..at], &name[at + letter.len_utf8()..]].concat());
    }
    variants.sort_unstable();
    variants.dedup();
    variants
}
