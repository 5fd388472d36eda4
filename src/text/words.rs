//! Counts, lists, quoted values and near misses.

use super::{clip, shown};

/// Longest quoted value, in cells: a message names a value, it does not reprint a file.
const QUOTED_CELLS: usize = 60;

/// Returns a number with its noun: `1 mistake`, `2 mistakes`.
pub fn count(noun: &str, n: usize) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{n} {stem}ies"),
        _ if ends(&["s", "x", "ch", "sh"]) => format!("{n} {noun}es"),
        _ => format!("{n} {noun}s"),
    }
}

/// Returns a list as people write it: `a`, `a and b`, `a, b and c`. Nothing for no items.
pub fn list(items: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        match items.len() - index {
            _ if index == 0 => {}
            1 => text.push_str(" and "),
            _ => text.push_str(", "),
        }
        text.push_str(item.as_ref());
    }
    text
}

/// Returns a foreign value for a message: harmless, in backticks, cut to 60 cells.
pub fn quoted(value: &str) -> String {
    format!("`{}`", clip(&shown(value), QUOTED_CELLS))
}

/// Finds the one candidate that is meant by a misspelt word. Case does not count; nothing is found
/// where none is close or several are equally close, since a wrong suggestion is worse than none.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let given_chars = given.chars().count();
    // A third of the letters may be wrong, one at least.
    let limit = (given_chars / 3).max(1);

    let mut best: Option<(usize, &'a str)> = None;
    let mut is_tied = false;
    for candidate in candidates {
        let folded = candidate.to_lowercase();
        let chars = folded.chars().count();
        if chars.abs_diff(given_chars) > limit || chars.min(given_chars) <= limit && folded != given
        {
            continue;
        }
        let distance = strsim::osa_distance(&given, &folded);
        if distance > limit {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, other)) if distance == least => {
                is_tied |= other.to_lowercase() != folded;
            }
            _ => (best, is_tied) = (Some((distance, candidate)), false),
        }
    }
    best.filter(|_| !is_tied).map(|(_, candidate)| candidate)
}

/// Returns a path as it can be pasted behind a command, in a shell or in a Windows console: in
/// quotes where it has blanks.
pub fn argument(path: &str) -> String {
    if path.contains([' ', '(', ')', '&', ';', '\'']) && !path.contains('"') {
        format!("\"{path}\"")
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        let table = [
            ("mistake", 0, "0 mistakes"),
            ("mistake", 1, "1 mistake"),
            ("mistake", 2, "2 mistakes"),
            ("entry", 1, "1 entry"),
            ("entry", 3, "3 entries"),
            ("day", 3, "3 days"),
            ("hotfix", 2, "2 hotfixes"),
            ("breach", 2, "2 breaches"),
            ("process", 2, "2 processes"),
            ("site", 10, "10 sites"),
        ];
        for (noun, n, expected) in table {
            assert_eq!(count(noun, n), expected);
        }
    }

    #[test]
    fn lists_read_as_people_write_them() {
        let table: [(&[&str], &str); 5] = [
            (&[], ""),
            (&["a"], "a"),
            (&["a", "b"], "a and b"),
            (&["a", "b", "c"], "a, b and c"),
            (&["", ""], " and "),
        ];
        for (items, expected) in table {
            assert_eq!(list(items), expected);
        }
    }

    #[test]
    fn quoted_values_are_harmless_and_short() {
        assert_eq!(quoted("CEN"), "`CEN`");
        assert_eq!(quoted("a\u{1B}b"), "`a<U+001B>b`");
        assert_eq!(quoted(&"x".repeat(61)), format!("`{}...`", "x".repeat(57)));
    }

    #[test]
    fn near_misses_are_found_and_nothing_else() {
        let words = ["primary", "secondary", "cd", "console", "CEN", "CH1", "CH2"];
        let table = [
            ("primary", Some("primary")),
            ("PRIMARY", Some("primary")),
            ("priamry", Some("primary")),
            ("prmary", Some("primary")),
            ("secnodry", Some("secondary")),
            ("consol", Some("console")),
            ("cdd", Some("cd")),
            ("CNE", Some("CEN")),
            ("cen", Some("CEN")),
            ("CH3", None), // As close to CH1 as to CH2.
            ("CH", None),
            ("tertiary", None),
            ("x", None),
            ("", None),
            ("by hand", None),
        ];
        for (given, expected) in table {
            assert_eq!(nearest(given, words), expected, "{given:?}");
        }
        assert_eq!(nearest("corq", ["CORP", "corp"]), Some("CORP"), "the same but for case");
    }
}
