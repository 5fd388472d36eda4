//! From whom a theme inherits: its file, and those of its parents.

use super::raw::{self, Raw};
use super::tables::meant;
use super::{MOST_GENERATIONS, Theme};
use crate::text::{Diagnostic, Source, list, quoted};

/// One file in a line of inheritance. Its place in the line is its index in the mistakes.
pub(super) struct Generation {
    pub(super) source: Source,
    pub(super) raw: Raw,
    /// What the theme is called: where its file does not say, as the file is.
    pub(super) name: String,
    /// Whether the text is part of the program: its name may be that of a user's theme too.
    is_builtin: bool,
}

/// Reads a file and those from which it inherits, the youngest first. As far as they can be found:
/// where they cannot, the line ends and a mistake says why.
pub(super) fn trace(
    first: &Source,
    parents: &dyn Fn(&str) -> Option<Source>,
) -> (Vec<Generation>, Vec<Diagnostic>) {
    let (raw, mut mistakes) = raw::read(0, first);
    let name = raw.name.as_ref().map_or_else(|| stem(first.name()), |name| name.get_ref().clone());
    let mut line = vec![Generation { source: first.clone(), raw, name, is_builtin: false }];
    while let Some(inherits) = line.last().and_then(|last| last.raw.inherits.clone()) {
        let name = inherits.get_ref();
        let file = line.len() - 1;
        if line.len() == MOST_GENERATIONS {
            let message = format!("this theme inherits over more than {MOST_GENERATIONS} files");
            mistakes.push(at_first(&line, message).advise("inherit from an older one directly"));
            break;
        }
        let is_new =
            |is_builtin| !line.iter().any(|one| one.name == *name && one.is_builtin == is_builtin);
        // A user's theme goes before one of the program, but for one that builds on its namesake.
        let users = Some(name).filter(|_| is_new(false)).and_then(|name| parents(name));
        let builtin = || Theme::builtin_source(name).filter(|_| is_new(true));
        let found = users.map(|source| (source, false));
        let Some((source, is_builtin)) = found.or_else(|| Some((builtin()?, true))) else {
            let start = line.iter().position(|one| one.name == *name);
            let unknown = || {
                let message = format!("there is no theme {}", quoted(name));
                Diagnostic::new(file, inherits.span(), message).advise(instead(name))
            };
            mistakes.push(start.map_or_else(unknown, |start| circle(&line, start)));
            break;
        };
        let (raw, found) = raw::read(line.len(), &source);
        mistakes.extend(found);
        line.push(Generation { source, raw, name: name.clone(), is_builtin });
    }
    (line, mistakes)
}

fn instead(name: &str) -> String {
    meant(name, Theme::builtin_names(), || {
        let known: Vec<_> = Theme::builtin_names().map(|name| format!("`{name}`")).collect();
        format!("those of the program are {}; yours lie beside this file", list(&known))
    })
}

fn circle(line: &[Generation], start: usize) -> Diagnostic {
    let around = line[start..].iter().chain([&line[start]]);
    let names: Vec<_> = around.map(|one| quoted(&one.name)).collect();
    let message = format!("the themes inherit in a circle: {}", names.join(" from "));
    at_first(line, message).advise("let one of them inherit from a theme outside the circle")
}

/// A mistake of the whole line, told where its first file says from whom it inherits.
fn at_first(line: &[Generation], message: String) -> Diagnostic {
    let place = line[0].raw.inherits.as_ref().map_or(0..0, toml::Spanned::span);
    Diagnostic::new(0, place, message)
}

/// The name of a file without its folders and its ending.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.strip_suffix(".toml").unwrap_or(name).to_owned()
}
