//! The two tables of a theme file: `[palette]` and `[roles]`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::color::{DEFAULT, SIXTEEN};
use super::raw::{Given, Page, Swatch};
use super::{Color, LONGEST_NAME, MOST_COLOURS, Role};
use crate::text::{Diagnostic, list, nearest, quoted};

/// How a colour is written.
const HOW: &str = "write \"#rrggbb\", one of the sixteen names such as \"bright-red\", \
                   \"default\", or a name from `[palette]`";

impl Page {
    /// Takes a table of texts out of the document.
    fn texts(
        &mut self,
        root: &mut DeTable<'_>,
        table: &str,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some(taken) = root.remove(table) else { return Vec::new() };
        let span = taken.span();
        let DeValue::Table(entries) = taken.into_inner() else {
            let message = format!("`{table}` is not a table");
            self.mistake(span, message, &format!("write the colours under `[{table}]`"));
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key = Spanned::new(key.span(), key.get_ref().to_string());
            let text = value.get_ref().as_str().map(str::to_owned);
            if let Some(text) = text {
                texts.push((key, Spanned::new(value.span(), text)));
                continue;
            }
            let found = value.get_ref().type_str();
            let message = format!("{} is no text but of type {found}", quoted(key.get_ref()));
            self.mistake(value.span(), message, HOW);
        }
        // The order of the file, which the table does not keep.
        texts.sort_by_key(|(key, _)| key.span().start);
        texts
    }

    pub(super) fn palette(&mut self, root: &mut DeTable<'_>) -> Vec<Swatch> {
        let mut texts = self.texts(root, "palette");
        if let Some((over, _)) = texts.get(MOST_COLOURS) {
            let message = format!("the palette has {} colours", texts.len());
            self.mistake(over.span(), message, &format!("keep {MOST_COLOURS} of them at most"));
            texts.truncate(MOST_COLOURS);
        }
        texts.into_iter().map(|(name, written)| self.swatch(name, &written)).collect()
    }

    fn swatch(&mut self, name: Spanned<String>, written: &Spanned<String>) -> Swatch {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let called = name.get_ref();
        if called == DEFAULT {
            let advice = "call it otherwise: `default` is the terminal's own";
            self.mistake(name.span(), "`default` is no name for a colour", advice);
        } else if !called.chars().all(is_part) || called.chars().count() > LONGEST_NAME {
            let message = format!("{} is no name for a colour", quoted(called));
            let advice =
                format!("use letters, digits, `-` and `_`, {LONGEST_NAME} of them at most");
            self.mistake(name.span(), message, &advice);
        }
        let color = Color::parse(written.get_ref());
        if color.is_none() {
            let known = SIXTEEN.iter().copied().chain([DEFAULT]);
            self.mistakes.push(no_color(self.file, written, known));
        }
        Swatch { name, color }
    }

    pub(super) fn roles(&mut self, root: &mut DeTable<'_>) -> Vec<Given> {
        let mut roles = Vec::new();
        for (name, written) in self.texts(root, "roles") {
            let called = name.get_ref();
            if let Some(role) = Role::named(called) {
                roles.push(Given { role, written });
                continue;
            }
            let all = || {
                let all = Role::ALL.map(|role| format!("`{}`", role.name()));
                format!("the roles are {}", list(&all))
            };
            let advice = meant(called, Role::ALL.into_iter().map(Role::name), all);
            self.mistake(name.span(), format!("unknown role {}", quoted(called)), &advice);
        }
        roles
    }
}

/// The word that was meant, or other advice where none is near.
pub(super) fn meant<'a>(
    given: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    nearest(given, known).map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
}

/// What is said of something that is no colour.
pub(super) fn no_color<'a>(
    file: usize,
    written: &Spanned<String>,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let given = written.get_ref();
    let short: Vec<char> = given.strip_prefix('#').unwrap_or_default().chars().collect();
    let advice = match short[..] {
        [r, g, b] if short.iter().all(char::is_ascii_hexdigit) => {
            format!("write `#{r}{r}{g}{g}{b}{b}`")
        }
        _ => meant(given, known, || HOW.to_owned()),
    };
    Diagnostic::new(file, written.span(), format!("unknown colour {}", quoted(given)))
        .advise(advice)
}
