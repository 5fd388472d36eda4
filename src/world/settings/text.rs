//! The text of `config.toml`: what it says, and how something else is said in it.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Front, Glyphs, Motion, Settings};
use crate::text::{Diagnostic, Source, parse_toml, read_toml};

/// The form of `config.toml` that this version writes.
const SCHEMA: i64 = 1;

/// How often lines that are no TOML are looked for: leaving one out may bring up the next.
const ROUNDS: usize = 20;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: Option<Spanned<i64>>,
    theme: Option<String>,
    glyphs: Option<Glyphs>,
    front: Option<Front>,
    motion: Option<Motion>,
    mouse: Option<bool>,
    look_again_seconds: Option<u16>,
}

impl Settings {
    /// Reads what can be read of the text of a `config.toml`, and says what is odd about the rest.
    /// Keys that nobody knows are odd and harmless.
    pub fn read(source: &Source) -> (Self, Vec<Diagnostic>) {
        let (text, mut odd) = readable(source);
        let (raw, more) = read_toml::<Raw>(0, &text, parse_toml(0, &text).0);
        odd.extend(more);
        let Some(raw) = raw else { return (Self::default(), odd) };
        if let Some(schema) = raw.schema
            && *schema.get_ref() != SCHEMA
        {
            let message = format!("`schema = {}` is not known here", schema.get_ref());
            let advice = format!("this version reads `schema = {SCHEMA}`, and what it understands");
            odd.push(Diagnostic::new(0, schema.span(), message).advise(advice));
        }
        odd.sort_by_key(|mistake| mistake.span.start);
        let Raw { theme, glyphs, front, motion, mouse, look_again_seconds, schema: _ } = raw;
        (Self { theme, glyphs, front, motion, mouse, look_again_seconds }, odd)
    }

    /// Each key that is set, and its value in TOML.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let quoted = |word: &str| toml::Value::from(word).to_string();
        let pairs = [
            ("theme", self.theme.as_deref().map(quoted)),
            ("glyphs", self.glyphs.map(|it| quoted(it.word()))),
            ("front", self.front.map(|it| quoted(it.word()))),
            ("motion", self.motion.map(|it| quoted(it.word()))),
            ("mouse", self.mouse.map(|it| it.to_string())),
            ("look_again_seconds", self.look_again_seconds.map(|it| it.to_string())),
        ];
        pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// The text of the file with these values in it. None where it is no TOML.
    pub(super) fn written_into(&self, text: &str) -> Option<String> {
        let table = DeTable::parse(text).ok()?;
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        let place = place_for_new(text, table.get_ref());
        let mut new = String::new();
        if !table.get_ref().contains_key("schema") {
            new.push_str(&format!("schema = {SCHEMA}\n"));
        }
        for (key, value) in self.pairs() {
            match table.get_ref().get(key) {
                Some(old) => changes.push((old.span(), value)),
                None => new.push_str(&format!("{key} = {value}\n")),
            }
        }
        if !new.is_empty() && !text[..place].ends_with('\n') && place > 0 {
            new.insert(0, '\n');
        }
        changes.push((place..place, new));
        changes.sort_by_key(|(span, _)| span.start);
        let mut text = text.to_owned();
        for (span, value) in changes.into_iter().rev() {
            text.replace_range(span, &value);
        }
        // A file may be written in ways that nobody foresaw: what does not read back as what was
        // meant is not written.
        let (read, _) = Self::read(&Source::new("", text.as_str()));
        let read = read.pairs();
        let is_meant =
            DeTable::parse(&text).is_ok() && self.pairs().iter().all(|it| read.contains(it));
        is_meant.then_some(text)
    }
}

/// The text with blanks in place of the lines that are no TOML, and what is wrong with those. All
/// of it blank where that does not help.
fn readable(source: &Source) -> (String, Vec<Diagnostic>) {
    let mut text = source.text().to_owned();
    let mistakes = parse_toml(0, &text).1;
    for _ in 0..ROUNDS {
        let found = parse_toml(0, &text).1;
        if found.is_empty() {
            return (text, mistakes);
        }
        for mistake in found {
            let line = source.line_range(mistake.span.start);
            text.replace_range(line.clone(), &" ".repeat(line.len()));
        }
    }
    (" ".repeat(text.len()), mistakes)
}

/// Where new keys go: below the last one that stands outside of all tables, else at the beginning.
fn place_for_new(text: &str, table: &DeTable<'_>) -> usize {
    let plain = table
        .values()
        .filter(|value| !matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)));
    let Some(last) = plain.map(|value| value.span().end).max() else { return 0 };
    text[last..].find('\n').map_or(text.len(), |end| last + end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let sources = [Source::new("config.toml", text)];
        let (settings, odd) = Settings::read(&sources[0]);
        (settings, odd.iter().map(|mistake| mistake.one_line(&sources)).collect())
    }

    #[test]
    fn what_can_be_read_is_read_and_the_rest_is_told() {
        let paper = Settings { theme: Some("paper".to_owned()), ..Settings::default() };
        let table: [(&str, Settings, &[&str]); 9] = [
            ("", Settings::default(), &[]),
            ("schema = 1\ntheme = \"paper\"\n", paper.clone(), &[]),
            (
                "theme = \"mid\\\"night\"\nglyphs = \"cp437\"\nfront = \"plain\"\n\
                 motion = \"reduced\"\nmouse = false\nlook_again_seconds = 5\n",
                all(),
                &[],
            ),
            (
                "theme = \"paper\"\nglyphs = \"asci\"\n",
                paper.clone(),
                &["config.toml:2: unknown word `asci`; did you mean `ascii`?"],
            ),
            (
                "mouse = \"yes\"\nmotoin = \"full\"\ntheme = \"paper\"\n[later]\nkey = 1\n",
                paper.clone(),
                &[
                    "config.toml:1: string \"yes\" where a boolean is expected",
                    "config.toml:2: unknown key `motoin`; did you mean `motion`?",
                    "config.toml:4: unknown key `later`; the keys here are `schema`, `theme`, \
                     `glyphs`, `front`, `motion`, `mouse` and \
                     `look_again_seconds`",
                ],
            ),
            (
                "schema = 2\ntheme = \"paper\"\n",
                paper.clone(),
                &["config.toml:1: `schema = 2` is not known here; this version reads \
                   `schema = 1`, and what it understands"],
            ),
            (
                "theme = \"paper\"\nmouse =\n",
                paper,
                &["config.toml:2: string values must be quoted, expected literal string"],
            ),
            (
                "theme = \"\"\"\npaper\nmouse = true\n",
                Settings::default(),
                &["config.toml:4: invalid multi-line basic string, expected `\"`"],
            ),
            (
                "\u{1B}[2J\n",
                Settings::default(),
                &["config.toml:1: key with no value, expected `=`"],
            ),
        ];
        for (text, settings, odd) in table {
            assert_eq!(
                read(text),
                (settings, odd.iter().map(|it| (*it).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn saving_changes_what_is_set_and_nothing_else() {
        let paper = Settings { theme: Some("paper".to_owned()), ..Settings::default() };
        let mouse = Settings { mouse: Some(true), ..paper.clone() };
        let table = [
            ("", &paper, "schema = 1\ntheme = \"paper\"\n"),
            (
                "# mine\nschema = 1\ntheme = 'midnight' # dark\nmotion = \"full\"",
                &paper,
                "# mine\nschema = 1\ntheme = \"paper\" # dark\nmotion = \"full\"",
            ),
            (
                "schema = 1 # one\n\n# later\n[later]\ntheme = 2\n",
                &mouse,
                "schema = 1 # one\ntheme = \"paper\"\nmouse = true\n\n# later\n[later]\ntheme = 2\n",
            ),
            (
                "# only tables\n[later]\nkey = 1\n",
                &paper,
                "schema = 1\ntheme = \"paper\"\n# only tables\n[later]\nkey = 1\n",
            ),
            (
                "schema = 1\ntheme = \"paper\"\n",
                &Settings::default(),
                "schema = 1\ntheme = \"paper\"\n",
            ),
            (
                "motion = \"full\"",
                &mouse,
                "motion = \"full\"\nschema = 1\ntheme = \"paper\"\nmouse = true\n",
            ),
            ("schema = 1\ntheme = 3\n", &paper, "schema = 1\ntheme = \"paper\"\n"),
        ];
        for (before, settings, after) in table {
            assert_eq!(settings.written_into(before).as_deref(), Some(after), "{before}");
        }
        for broken in ["theme = ", "theme.name = 1\n", "theme = \"a\"\ntheme = \"b\"\n"] {
            assert_eq!(paper.written_into(broken), None, "{broken}");
        }
    }

    #[test]
    fn every_word_that_is_written_is_read() {
        let glyphs = [Glyphs::Auto, Glyphs::Unicode, Glyphs::Cp437, Glyphs::Ascii];
        let glyphs = glyphs.map(|it| Settings { glyphs: Some(it), ..Settings::default() });
        let front = [Front::Tui, Front::Plain];
        let front = front.map(|it| Settings { front: Some(it), ..Settings::default() });
        let motion = [Motion::Full, Motion::Reduced];
        let motion = motion.map(|it| Settings { motion: Some(it), ..Settings::default() });
        for settings in glyphs.into_iter().chain(front).chain(motion) {
            let text = settings.written_into("").unwrap();
            assert_eq!(read(&text), (settings, Vec::new()), "{text}");
        }
    }
}
