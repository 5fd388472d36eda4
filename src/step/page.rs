//! One file of a flow while it is being read, and the mistakes that were found in it.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::{Mistake, Scope, Text};
use crate::text::{self, Diagnostic, Source};

/// Longest text, in characters.
const TEXT_LIMIT: usize = 4_000;
/// Longest title, label or example, in characters.
const LINE_LIMIT: usize = 200;
/// Longest word that an operator has to type, in characters.
const WORD_LIMIT: usize = 80;
/// Longest id, in characters.
const ID_LIMIT: usize = 60;

/// One file and its mistakes.
pub(crate) struct Page<'a> {
    /// Index into the sources.
    file: usize,
    source: &'a Source,
    mistakes: Vec<Diagnostic>,
    /// Where its tables start, in bytes, lowest first.
    tables: Vec<usize>,
    /// Those of them from which something was left out that could not be read.
    damaged: BTreeSet<usize>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(file: usize, source: &'a Source) -> Self {
        let (mistakes, tables, damaged) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { file, source, mistakes, tables, damaged }
    }

    pub(crate) fn file(&self) -> usize {
        self.file
    }

    pub(crate) fn source(&self) -> &'a Source {
        self.source
    }

    pub(crate) fn into_mistakes(self) -> Vec<Diagnostic> {
        self.mistakes
    }

    /// Notes what could not be read, and was left out; `tables` says where each table starts, so
    /// that what is missing from a damaged one is not held against it.
    pub(crate) fn damage(&mut self, mistakes: Vec<Diagnostic>, mut tables: Vec<usize>) {
        tables.push(0);
        tables.sort_unstable();
        self.tables = tables;
        self.damaged = mistakes.iter().map(|it| self.table_at(it.span.start)).collect();
        self.mistakes.extend(mistakes);
    }

    fn table_at(&self, byte: usize) -> usize {
        let after = self.tables.partition_point(|start| *start <= byte);
        after.checked_sub(1).map_or(0, |index| self.tables[index])
    }

    /// What a table has to have. Notes that it is missing, unless it may have been left out.
    pub(crate) fn required<'v, T>(
        &mut self,
        table: &Range<usize>,
        name: &str,
        value: Option<&'v T>,
    ) -> Option<&'v T> {
        if value.is_none() && !self.is_damaged(table) {
            let add = if name.starts_with('[') { "" } else { " = ..." };
            let message = format!("`{name}` is missing");
            self.advise(table.clone(), message, format!("add `{name}{add}`"));
        }
        value
    }

    /// Whether nothing was left out but from within tables that start here.
    pub(crate) fn is_whole_but(&self, tables: &[usize]) -> bool {
        self.damaged.iter().all(|start| tables.contains(start))
    }

    /// Whether something was left out of a table that could not be read.
    pub(crate) fn is_damaged(&self, table: &Range<usize>) -> bool {
        self.damaged.contains(&self.table_at(table.start))
    }

    /// Notes a mistake.
    pub(crate) fn mistake(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(Diagnostic::new(self.file, at, message));
    }

    /// Notes a mistake with what to do about it.
    pub(crate) fn advise(
        &mut self,
        at: Range<usize>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.mistakes.push(Diagnostic::new(self.file, at, message).advise(advice));
    }

    /// Notes a mistake inside a string.
    pub(crate) fn inside(&mut self, written: &Spanned<String>, mistake: Mistake) {
        let span = self.place(written, mistake.at);
        self.mistakes.push(Diagnostic {
            file: self.file,
            span,
            message: mistake.message,
            advice: mistake.advice,
        });
    }

    /// Where a part of a string's value stands in the file. The whole string where escapes make
    /// that ambiguous.
    fn place(&self, written: &Spanned<String>, part: Range<usize>) -> Range<usize> {
        let (span, value) = (written.span(), written.get_ref());
        let Some(raw) = self.source.text().get(span.clone()) else { return span };
        let quotes = ["\"\"\"\r\n", "\"\"\"\n", "\"\"\"", "'''\r\n", "'''\n", "'''", "\"", "'"];
        let start = quotes.iter().find_map(|quote| {
            raw.strip_prefix(quote)?.starts_with(value.as_str()).then_some(quote.len())
        });
        if let Some(start) = start {
            return span.start + start + part.start..span.start + start + part.end;
        }
        // Escapes: what is meant can still be told where it stands there only once.
        let mut same = raw.match_indices(&value[part]);
        match (same.next(), same.next()) {
            (Some((at, found)), None) if !found.is_empty() => {
                span.start + at..span.start + at + found.len()
            }
            _ => span,
        }
    }

    /// A text of one or more lines.
    pub(crate) fn prose(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        scope: Option<Scope>,
    ) -> Text {
        self.text(name, written, scope, TEXT_LIMIT)
    }

    /// A text of one line: a title, a label, an example.
    pub(crate) fn line(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        scope: Option<Scope>,
    ) -> Text {
        self.one_line(name, written);
        self.text(name, written, scope, LINE_LIMIT)
    }

    /// A command of one line, which may be longer than what people have to read.
    pub(crate) fn command(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        scope: Option<Scope>,
        limit: usize,
    ) -> Text {
        self.one_line(name, written);
        self.text(name, written, scope, limit)
    }

    /// A word that an operator has to type exactly.
    pub(crate) fn typed(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        scope: Option<Scope>,
    ) -> Text {
        let value = written.get_ref();
        if !value.trim().is_empty() && value.trim() != value {
            let message =
                format!("`{name}` begins or ends with a space, which nobody sees to type");
            self.mistake(written.span(), message);
        }
        self.one_line(name, written);
        self.text(name, written, scope, WORD_LIMIT)
    }

    /// Words without facts, of one line.
    pub(crate) fn plain(&mut self, name: &str, written: &Spanned<String>) -> String {
        self.one_line(name, written);
        self.bounds(name, written, LINE_LIMIT);
        written.get_ref().trim().to_owned()
    }

    fn text(
        &mut self,
        name: &str,
        written: &Spanned<String>,
        scope: Option<Scope>,
        limit: usize,
    ) -> Text {
        self.bounds(name, written, limit);
        let text = Text::parse(written.get_ref(), scope).unwrap_or_else(|mistakes| {
            for mistake in mistakes {
                self.inside(written, mistake);
            }
            Text::default()
        });
        // Line ends around a text are how TOML is laid out, not something to print.
        text.trimmed()
    }

    fn bounds(&mut self, name: &str, written: &Spanned<String>, limit: usize) {
        let value = written.get_ref();
        let length = value.chars().count();
        if value.trim().is_empty() {
            self.mistake(written.span(), format!("`{name}` is empty"));
        } else if length > limit {
            let message = format!("`{name}` has {length} characters; the limit is {limit}");
            self.mistake(written.span(), message);
        }
        let odd = |c: char| !matches!(c, '\n' | '\r' | '\t') && !text::is_harmless(c);
        if let Some(c) = value.chars().find(|c| odd(*c)) {
            let message = format!("`{name}` holds the character U+{:04X}", u32::from(c));
            self.advise(written.span(), message, "leave it out: it cannot be shown");
        }
    }

    fn one_line(&mut self, name: &str, written: &Spanned<String>) {
        if written.get_ref().trim().contains(['\n', '\r', '\t']) {
            self.mistake(written.span(), format!("`{name}` is longer than one line"));
        }
    }

    /// One of a closed set of names.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        what: &str,
        written: &Spanned<String>,
        known: &[(T, &str)],
    ) -> Option<T> {
        let given = written.get_ref();
        let found = known.iter().find(|(_, name)| *name == given.as_str());
        if found.is_none() {
            let mistake =
                Mistake::no_such(what, given, 0..given.len(), known.iter().map(|it| it.1));
            self.inside(written, mistake);
        }
        found.map(|(value, _)| *value)
    }

    /// An id: it becomes part of what is recorded, printed and typed on a command line.
    pub(crate) fn id(&mut self, what: &str, written: &Spanned<String>) -> String {
        let id = written.get_ref();
        let is_well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && id.len() <= ID_LIMIT;
        if !is_well_formed {
            self.advise(
                written.span(),
                format!("{what} {} is not a name", text::quoted(id)),
                format!("begin with a letter; up to {ID_LIMIT} of `a`-`z`, `0`-`9` and `-`"),
            );
        }
        id.clone()
    }

    /// Notes every id that is there already.
    pub(crate) fn unique<'i>(
        &mut self,
        what: &str,
        ids: impl Iterator<Item = &'i Spanned<String>>,
    ) {
        let mut seen: Vec<&Spanned<String>> = Vec::new();
        for id in ids {
            match seen.iter().find(|known| known.get_ref() == id.get_ref()) {
                Some(first) => self.twice(what, id, self.file, first.span(), self.source),
                None => seen.push(id),
            }
        }
    }

    /// Notes that an id is there already, and where.
    pub(crate) fn twice(
        &mut self,
        what: &str,
        id: &Spanned<String>,
        first_file: usize,
        first: Range<usize>,
        first_source: &Source,
    ) {
        let line = first_source.line_at(first.start);
        let place = if first_file == self.file {
            format!("line {line}")
        } else {
            format!("line {line} of {}", text::quoted(first_source.name()))
        };
        self.advise(
            id.span(),
            format!("{what} {} is there twice", text::quoted(id.get_ref())),
            format!("the first is in {place}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct File {
        title: Spanned<String>,
    }

    /// What the carets stand under.
    fn marked(toml: &str) -> Vec<String> {
        let source = Source::new("flow.toml", toml);
        let file: File = toml::from_str(toml).unwrap();
        let mut page = Page::new(0, &source);
        page.prose("title", &file.title, Some(Scope::Site));
        page.into_mistakes().iter().map(|it| toml[it.span.clone()].to_owned()).collect()
    }

    #[test]
    fn the_caret_stands_under_the_placeholder() {
        let table: [(&str, &[&str]); 10] = [
            (r#"title = "a {x} b""#, &["x"]),
            (r"title = 'a {x} \ b'", &["x"]),
            ("title = \"\"\"\na {x}\nb {y}\"\"\"", &["x", "y"]),
            ("title = \"\"\"a {x}\n\"\"\"", &["x"]),
            ("title = '''\r\na {x}'''", &["x"]),
            (r#"title = "tab\tand {servr}""#, &["servr"]),
            (r#"title = "x\tand {x}""#, &[r#""x\tand {x}""#]),
            ("title = \"\"\"\na \\\n   {servr}\"\"\"", &["servr"]),
            (r#"title = "\u0041 {s}ite {server}""#, &[r#""\u0041 {s}ite {server}""#]),
            (r#"title = "é {x}""#, &["x"]),
        ];
        for (toml, expected) in table {
            assert_eq!(marked(toml), expected, "toml: {toml}");
        }
    }

    #[test]
    fn a_text_has_bounds() {
        let messages = |title: &str| {
            let toml = format!("title = {}", toml::Value::from(title));
            let source = Source::new("flow.toml", toml.clone());
            let file: File = toml::from_str(&toml).unwrap();
            let mut page = Page::new(0, &source);
            page.prose("title", &file.title, None);
            let mistakes = page.into_mistakes().into_iter();
            mistakes.map(|it| it.message).collect::<Vec<_>>().join("; ")
        };
        let table = [
            ("one\ntwo".to_owned(), ""),
            ("é".repeat(4_000), ""),
            ("é".repeat(4_001), "`title` has 4001 characters; the limit is 4000"),
            (" \n".to_owned(), "`title` is empty"),
            ("red\u{1b}[31m".to_owned(), "`title` holds the character U+001B"),
            ("\u{202e}txt".to_owned(), "`title` holds the character U+202E"),
        ];
        for (title, expected) in table {
            assert_eq!(messages(&title), expected, "title: {title:?}");
        }
    }
}
