//! Mistakes in TOML: the parser's and serde's errors in our words, and as many at once as there
//! are.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{Diagnostic, clip, list, nearest, quoted};

/// Most mistakes that are looked for in one value: each costs another look at all of it.
const MISTAKES_PER_VALUE: usize = 50;

/// How serde begins when a key is missing; the name and a backtick follow.
const MISSING: &str = "missing field `";
/// A message may quote the file: it names a value, it does not reprint it.
const FOUND_CELLS: usize = 60;
const MESSAGE_CELLS: usize = 200;

/// A table and nothing else. By itself, serde also takes a list for a struct, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor(PhantomData))
    }
}

struct TableVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TableVisitor<T> {
    type Value = Table<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Table)
    }
}

/// Parses a document. All mistakes of syntax at once; what could be understood comes back too.
pub fn parse_toml(file: usize, text: &str) -> (Spanned<DeValue<'_>>, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut mistakes: Vec<Diagnostic> = Vec::new();
    for error in &errors {
        let mistake = toml_diagnostic(file, text, error);
        // One slip makes the parser stumble several times: the first time tells.
        if mistakes.last().is_none_or(|last| !is_same_line(text, &last.span, &mistake.span)) {
            mistakes.push(mistake);
        }
    }
    let span = table.span();
    (Spanned::new(span, DeValue::Table(table.into_inner())), mistakes)
}

/// Turns a TOML value into what serde makes of it, reporting every key and value that does not fit.
///
/// What does not fit is left out and the rest read again, so the value that comes back beside
/// mistakes is incomplete. There is none where leaving out does not help. Nothing is called missing
/// in a table from which something was left out: it may be what is misspelt.
pub fn read_toml<T: DeserializeOwned>(
    file: usize,
    text: &str,
    mut value: Spanned<DeValue<'_>>,
) -> (Option<T>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    // The spans of the tables that are no longer whole.
    let mut cut: Vec<Range<usize>> = Vec::new();
    for _ in 0..MISTAKES_PER_VALUE {
        let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(read) => return (Some(read), mistakes),
            Err(error) => error,
        };
        let is_missing = error.message().starts_with(MISSING);
        if !(is_missing && error.span().is_some_and(|span| cut.contains(&span))) {
            mistakes.push(toml_diagnostic(file, text, &error));
        }
        match error.span().and_then(|span| leave_out(&mut value, &span)) {
            Some(table) => cut.push(table),
            None => break,
        }
    }
    (None, mistakes)
}

/// Says in our words what the parser or serde says, with a suggestion where one is close.
pub fn toml_diagnostic(file: usize, text: &str, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let span = span.start.min(text.len())..span.end.min(text.len());
    let (message, advice) = worded(error.message());
    Diagnostic { file, span, message, advice }
}

fn worded(message: &str) -> (String, Option<String>) {
    let unknown = [("unknown field `", "key", "keys"), ("unknown variant `", "word", "words")];
    for (start, one, many) in unknown {
        let Some(rest) = message.strip_prefix(start) else { continue };
        // From the right: the names after it are ours, the one before it may be anything.
        let split = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are "));
        let (given, known) = split.unwrap_or((rest, ""));
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        return (format!("unknown {one} {}", quoted(given)), suggestion(given, &known, many));
    }
    if let Some(name) = message.strip_prefix(MISSING).and_then(|m| m.strip_suffix('`')) {
        return (format!("{} is missing", quoted(name)), Some(format!("add `{name} = ...`")));
    }
    let typed = message.strip_prefix("invalid type: ").and_then(|m| m.split_once(", expected "));
    let message = match typed {
        Some((found, expected)) => {
            let found = match found {
                "map" => "table",
                "sequence" => "list",
                other => other,
            };
            let expected = match expected {
                "a map" => "a table",
                "a sequence" => "a list",
                other => other,
            };
            format!("{} where {expected} is expected", clip(found, FOUND_CELLS))
        }
        None => clip(message, MESSAGE_CELLS),
    };
    (message, None)
}

fn suggestion(given: &str, known: &[&str], many: &str) -> Option<String> {
    if known.is_empty() {
        return None;
    }
    if let Some(near) = nearest(given, known.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    Some(format!("the {many} here are {}", list(&known)))
}

/// Removes the innermost entry to which a span belongs, and returns the span of what it was in. The
/// table of a `[header]` spans only the header, so what is inside is looked at whether or not the
/// table's own span covers it.
fn leave_out(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<Range<usize>> {
    let outer = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            let key = table.keys().find(|key| covers(&key.span(), span)).cloned();
            if let Some(key) = key {
                return table.remove(&key).map(|_| outer);
            }
            let inside = table.iter_mut().find_map(|(_, inner)| leave_out(inner, span));
            if inside.is_some() {
                return inside;
            }
            let found = table.iter().find(|(_, inner)| covers(&inner.span(), span));
            let key = found.map(|(key, _)| key.clone());
            key.and_then(|key| table.remove(&key)).map(|_| outer)
        }
        DeValue::Array(array) => {
            let inside = array.iter_mut().find_map(|inner| leave_out(inner, span));
            if inside.is_some() {
                return inside;
            }
            let before = array.len();
            let kept = array.iter().filter(|inner| !covers(&inner.span(), span));
            *array = kept.cloned().collect();
            (array.len() < before).then_some(outer)
        }
        _ => None,
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && !outer.is_empty()
}

fn is_same_line(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let (start, end) = (one.start.min(other.start), one.start.max(other.start));
    text.as_bytes().get(start..end).is_some_and(|between| !between.contains(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Garden {
        name: Option<String>,
        #[serde(default)]
        tree: Vec<Table<Tree>>,
        soil: Option<Soil>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tree {
        kind: Spanned<String>,
        #[serde(default)]
        heights: Vec<u32>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Soil {
        Clay,
        Sand,
    }

    /// What is read and what is wrong with it, a line each.
    fn read(text: &str) -> (Option<Garden>, Vec<String>) {
        let sources = [Source::new("f", text)];
        let lines = |found: &[Diagnostic]| found.iter().map(|one| one.one_line(&sources)).collect();
        let (document, mistakes) = parse_toml(0, text);
        if !mistakes.is_empty() {
            return (None, lines(&mistakes));
        }
        let (garden, mut mistakes) = read_toml::<Garden>(0, text, document);
        mistakes.sort_by_key(|mistake| mistake.span.start);
        (garden, lines(&mistakes))
    }

    #[test]
    fn mistakes_are_worded_and_all_reported() {
        let table: [(&str, &[&str]); 11] = [
            ("name = \"a\"\n[[tree]]\nkind = \"oak\"\nheights = [1, 2]\n", &[]),
            (
                "nam = 1\nsoil = \"sandd\"\n[[tree]]\nkind = 1\n[[tree]]\nkind = \"oak\"\nhight = 2\n\
                 [[tree]]\n[[tree]]\nknd = \"elm\"\n",
                &[
                    "f:1: unknown key `nam`; did you mean `name`?",
                    "f:2: unknown word `sandd`; did you mean `sand`?",
                    "f:4: integer `1` where a string is expected",
                    "f:7: unknown key `hight`; the keys here are `kind` and `heights`",
                    "f:8: `kind` is missing; add `kind = ...`",
                    "f:10: unknown key `knd`; did you mean `kind`?",
                ],
            ),
            (
                "[[tree]]\nheights = [1, \"2\", 3, -4]\nkind = \"a\"\n",
                &[
                    "f:2: string \"2\" where u32 is expected",
                    "f:2: invalid value: integer `-4`, expected u32",
                ],
            ),
            ("[[tree]]\n", &["f:1: `kind` is missing; add `kind = ...`"]),
            ("tree = [[\"oak\"]]\n", &["f:1: list where a table is expected"]),
            ("tree = {}\n", &["f:1: table where a list is expected"]),
            ("soil = 3\n", &["f:1: wanted string or table"]),
            ("[[trees]]\n[[trees]]\n", &["f:1: unknown key `trees`; did you mean `tree`?"]),
            (
                "\"`, expected `tree\" = 1\n",
                &[
                    "f:1: unknown key ``, expected `tree`; the keys here are `name`, `tree` and `soil`",
                ],
            ),
            (
                "x = 1 y = 2\n[\n",
                &[
                    "f:1: unexpected key or value, expected newline, `#`",
                    "f:2: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`",
                ],
            ),
            ("a\u{1B} = 1\n", &["f:1: invalid unquoted key, expected letters, numbers, `-`, `_`"]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text).1, expected, "file:\n{text}");
        }
    }

    #[test]
    fn what_fits_is_read_beside_what_does_not() {
        let (garden, mistakes) =
            read("nme = 1\nsoil = \"clay\"\n[[tree]]\nkind = \"oak\"\nx = 1\n");
        let garden = garden.unwrap();
        assert_eq!(mistakes.len(), 2);
        assert!(garden.name.is_none() && matches!(garden.soil, Some(Soil::Clay)));
        assert_eq!(garden.tree[0].0.kind.get_ref(), "oak");
        assert_eq!(garden.tree[0].0.kind.span(), 38..43);
        assert!(garden.tree[0].0.heights.is_empty());
    }

    #[test]
    fn long_values_do_not_make_long_messages() {
        let text =
            format!("name = 1\ntree = \"{}\"\n\"{}\" = 1\n", "x".repeat(5000), "y".repeat(5000));
        for mistake in read(&text).1 {
            assert!(mistake.len() < 200, "{mistake}");
        }
    }

    #[test]
    fn there_are_only_so_many_mistakes() {
        let text = (0..500).fold(String::new(), |text, n| text + &format!("x{n} = 1\n"));
        let (garden, mistakes) = read(&text);
        assert!(garden.is_none());
        assert_eq!(mistakes.len(), MISTAKES_PER_VALUE);
    }
}
