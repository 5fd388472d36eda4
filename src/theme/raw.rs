//! One theme file as it is written, with positions. Everything may be missing here.
//!
//! ```toml
//! schema = 1
//! name = "harbour"
//! title = "Harbour at night"
//! kind = "dark"
//! inherits = "midnight"
//!
//! [palette]
//! buoy = "#ffb454"
//!
//! [roles]
//! warning = "buoy"
//! ```

use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Color, Contrast, Kind, LONGEST_NAME, Role};
use crate::text::{Diagnostic, Source, parse_toml, quoted, read_toml};

/// The version of the format that is read here.
const SCHEMA: i64 = 1;

#[derive(Default)]
pub(super) struct Raw {
    pub(super) name: Option<Spanned<String>>,
    pub(super) title: Option<Spanned<String>>,
    pub(super) kind: Option<Kind>,
    pub(super) contrast: Option<Contrast>,
    pub(super) inherits: Option<Spanned<String>>,
    pub(super) palette: Vec<Swatch>,
    pub(super) roles: Vec<Given>,
}

/// A line of `[palette]`.
pub(super) struct Swatch {
    pub(super) name: Spanned<String>,
    /// None where it is no colour, which was reported.
    pub(super) color: Option<Color>,
}

/// A line of `[roles]`; what is written may name a colour of the palette.
pub(super) struct Given {
    pub(super) role: Role,
    pub(super) written: Spanned<String>,
}

/// What stands before the tables. Their names are here so that a misspelt one finds them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "schema")]
    _schema: Option<IgnoredAny>,
    name: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    kind: Option<RawKind>,
    contrast: Option<RawContrast>,
    inherits: Option<Spanned<String>>,
    #[serde(rename = "palette")]
    _palette: Option<IgnoredAny>,
    #[serde(rename = "roles")]
    _roles: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawKind {
    Dark,
    Light,
}

#[derive(Deserialize)]
enum RawContrast {
    #[serde(rename = "AA")]
    Aa,
    #[serde(rename = "AAA")]
    Aaa,
}

/// Reads one file as far as it can be read; `file` is its index in the mistakes.
pub(super) fn read(file: usize, source: &Source) -> (Raw, Vec<Diagnostic>) {
    let (mut document, mistakes) = parse_toml(file, source.text());
    let is_toml = mistakes.is_empty();
    let mut page = Page { file, mistakes };
    let DeValue::Table(root) = document.get_mut() else {
        return (Raw::default(), page.mistakes);
    };
    // Nothing in a file of a later format can be judged, not even mistakes.
    if let Some(newer) = newer(root, file) {
        return (Raw::default(), vec![newer]);
    }
    // What cannot be parsed hides the rest: what is told about it would mislead.
    let stumbles = std::mem::take(&mut page.mistakes);
    page.schema(root);
    let palette = page.palette(root);
    let roles = page.roles(root);
    let (head, mistakes) = read_toml::<Head>(file, source.text(), document);
    let is_whole = mistakes.is_empty();
    page.mistakes.extend(mistakes);
    let raw = page.head(head, is_whole, Raw { palette, roles, ..Raw::default() });
    (raw, if is_toml { page.mistakes } else { stumbles })
}

/// Whether a theme can be called so: it is part of a file name and of a command line.
fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(is_part)
}

fn newer(root: &DeTable<'_>, file: usize) -> Option<Diagnostic> {
    let value = root.get("schema")?;
    let schema = whole_number(value.get_ref()).filter(|schema| *schema > SCHEMA)?;
    let message = format!("schema {schema} needs a newer upgrade-wizard");
    let advice = format!("this one reads schema {SCHEMA}");
    Some(Diagnostic::new(file, value.span(), message).advise(advice))
}

fn whole_number(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A file while it is read.
pub(super) struct Page {
    pub(super) file: usize,
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Page {
    pub(super) fn mistake(&mut self, span: Range<usize>, message: impl Into<String>, advice: &str) {
        self.mistakes.push(Diagnostic::new(self.file, span, message).advise(advice));
    }

    fn schema(&mut self, root: &DeTable<'_>) {
        let advice = format!("begin the file with `schema = {SCHEMA}`");
        match root.get("schema") {
            None => self.mistake(0..0, "`schema` is missing", &advice),
            Some(value) => match whole_number(value.get_ref()) {
                Some(SCHEMA) => {}
                Some(schema) => {
                    self.mistake(value.span(), format!("unknown schema {schema}"), &advice);
                }
                None => self.mistake(value.span(), "`schema` is not a whole number", &advice),
            },
        }
    }

    fn head(&mut self, head: Option<Head>, is_whole: bool, tables: Raw) -> Raw {
        let Some(head) = head else { return tables };
        // Where something was not understood, what seems missing may be what is misspelt.
        if is_whole && head.name.is_none() {
            self.mistake(0..0, "`name` is missing", "add `name = \"...\"`");
        }
        if is_whole && head.kind.is_none() && head.inherits.is_none() {
            self.mistake(0..0, "`kind` is missing", "add `kind = \"dark\"` or `kind = \"light\"`");
        }
        Raw {
            name: head.name.and_then(|name| self.name("name", name)),
            title: head.title.and_then(|title| self.title(title)),
            kind: head.kind.map(|kind| match kind {
                RawKind::Dark => Kind::Dark,
                RawKind::Light => Kind::Light,
            }),
            contrast: head.contrast.map(|contrast| match contrast {
                RawContrast::Aa => Contrast::Aa,
                RawContrast::Aaa => Contrast::Aaa,
            }),
            inherits: head.inherits.and_then(|inherits| self.name("inherits", inherits)),
            ..tables
        }
    }

    fn name(&mut self, key: &str, written: Spanned<String>) -> Option<Spanned<String>> {
        if is_name(written.get_ref()) {
            return Some(written);
        }
        let message = format!("{} is no name for a theme", quoted(written.get_ref()));
        let advice =
            format!("give `{key}` lower-case letters, digits, `-` and `_`, {LONGEST_NAME} at most");
        self.mistake(written.span(), message, &advice);
        None
    }

    fn title(&mut self, written: Spanned<String>) -> Option<Spanned<String>> {
        let title = written.get_ref();
        let is_short = title.chars().count() <= LONGEST_NAME;
        if is_short && !title.trim().is_empty() && title.chars().all(crate::text::is_harmless) {
            return Some(written);
        }
        let message = format!("{} is no title for a theme", quoted(title));
        let advice = format!("give `title` one line of {LONGEST_NAME} characters at most");
        self.mistake(written.span(), message, &advice);
        None
    }
}
