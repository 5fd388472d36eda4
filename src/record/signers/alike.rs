//! Names that a reader takes for one another without their being the same.
//!
//! Unicode's own tables (UTS 39) say which characters look alike, such as `l`, `1` and `I`, `O` and
//! `0`, `rn` and `m`, Latin `a` and Cyrillic `а`. To that comes what eyes do not keep apart either:
//! case, and how many blanks there are.

use unicode_security::MixedScript as _;
use unicode_security::confusable_detection::skeleton;

/// Whether two names that are not the same can be taken for one another.
pub(super) fn look_alike(one: &str, other: &str) -> bool {
    let (one, other) = (spaced(one), spaced(other));
    // Both ways round: in lower case `I` is no `l` any more, and as it stands `I` is no `i`.
    folded(&one) == folded(&other) || folded(&one.to_lowercase()) == folded(&other.to_lowercase())
}

/// The first word of a name that is written in several scripts at once.
pub(super) fn mixed_word(name: &str) -> Option<&str> {
    name.split_whitespace().find(|word| !word.is_single_script())
}

fn spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(name: &str) -> String {
    skeleton(name).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_eyes_do_not_keep_apart_looks_alike() {
        let table = [
            ("alice", "aIice", true),
            ("alice", "a1ice", true),
            ("alice", "Alice", true),
            ("alice", "\u{430}lice", true),
            ("bob", "b0b", true),
            ("BOB", "B0B", true),
            ("Ian", "lan", true),
            ("Ian", "ian", true),
            ("ann@corn", "ann@com", true),
            ("Ann Ito", "Ann  Ito", true),
            ("Ann Ito", "ANN lTO", true),
            ("alice@site-a", "alice@site-b", false),
            ("ann", "anna", false),
            ("bob", "rob", false),
        ];
        for (one, other, alike) in table {
            assert_eq!(look_alike(one, other), alike, "{one} and {other}");
            assert_eq!(look_alike(other, one), alike, "{other} and {one}");
        }
    }

    #[test]
    fn several_scripts_in_one_word_are_noticed() {
        let table = [
            ("Alice Ito", None),
            ("Jürgen Groß", None),
            ("Ann Иванова", None),
            ("山田 太郎 ひろし", None),
            ("Al\u{456}ce Ito", Some("Al\u{456}ce")),
            ("Ann \u{421}ook", Some("\u{421}ook")),
        ];
        for (name, expected) in table {
            assert_eq!(mixed_word(name), expected, "{name}");
        }
    }
}
