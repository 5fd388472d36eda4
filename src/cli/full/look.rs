//! How the full screen looks on this terminal: theme, colours, marks.

use std::env;

use crate::front::tui::{ASCII, CP437, Depth, Glyphs, Look, UNICODE, is_old_console};
use crate::text::Source;
use crate::theme::Theme;
use crate::world::home::Home;
use crate::world::settings::{self, Settings, user_themes};

/// What is worn unless somebody chose otherwise.
const DEFAULT_THEME: &str = "midnight";

/// The look that settings and terminal allow, and what was odd about it.
pub(super) fn look(home: &Home, settings: &Settings) -> (Look, Vec<String>) {
    let depth = match depth(&|name| env::var(name).ok()) {
        // Whatever the environment says.
        Depth::True | Depth::Ansi256 if is_old_console() => Depth::Sixteen,
        depth => depth,
    };
    let wanted = settings.theme.as_deref();
    let (themes, mut notes) = themes(home);
    let named = |name: &str| themes.iter().find(|theme| theme.name() == name).cloned();
    // Sixteen colours of the user's own choosing are better than ours bent to sixteen.
    let fallback = if depth == Depth::Sixteen { "terminal" } else { DEFAULT_THEME };
    let theme = wanted.and_then(named);
    if let (Some(wanted), None) = (wanted, &theme) {
        notes.push(format!("there is no theme `{wanted}`; {fallback} is worn instead"));
    }
    let theme = theme.or_else(|| named(fallback)).or_else(|| Theme::builtin(DEFAULT_THEME));
    let theme = theme.expect("the built-in themes are tested");
    let glyphs = glyphs(settings.glyphs, &|name| env::var(name).ok());
    (Look { theme, depth, glyphs }, notes)
}

/// Every theme that can be chosen: the shipped ones, then the user's own, which may replace them.
pub(super) fn themes(home: &Home) -> (Vec<Theme>, Vec<String>) {
    let (own, mut notes) = user_themes(home);
    let parent = |name: &str| -> Option<Source> {
        let found = own.iter().find(|(other, _)| other == name).map(|(_, source)| source.clone());
        found.or_else(|| Theme::builtin_source(name))
    };
    let mut themes: Vec<Theme> = Theme::builtin_names()
        .filter(|name| own.iter().all(|(other, _)| other != name))
        .filter_map(Theme::builtin)
        .collect();
    for (name, source) in &own {
        let (theme, mistakes) = Theme::read(source, &parent);
        if !mistakes.is_empty() {
            let mistakes = crate::text::count("mistake", mistakes.len());
            notes.push(format!(
                "theme {name} has {mistakes}; `upgrade-wizard check {}` tells more",
                source.name()
            ));
        }
        themes.push(theme);
    }
    (themes, notes)
}

/// How many colours the terminal shows, by what it says of itself. Nothing is asked of it: a
/// terminal that does not answer would hold up the start.
fn depth(variable: &dyn Fn(&str) -> Option<String>) -> Depth {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    if set("NO_COLOR").is_some() || matches!(term.as_str(), "vt100" | "vt220" | "vt52") {
        return Depth::None;
    }
    let true_colour = set("COLORTERM").is_some_and(|it| it == "truecolor" || it == "24bit");
    if true_colour || set("WT_SESSION").is_some() || term.ends_with("-direct") {
        Depth::True
    } else if term.contains("256") {
        Depth::Ansi256
    } else if cfg!(windows) && term.is_empty() {
        // The console of Windows 10 and later says nothing.
        Depth::True
    } else {
        Depth::Sixteen
    }
}

/// The marks that the terminal shows, unless the settings say so.
fn glyphs(
    wanted: Option<settings::Glyphs>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> &'static Glyphs {
    match wanted {
        Some(settings::Glyphs::Unicode) => return &UNICODE,
        Some(settings::Glyphs::Cp437) => return &CP437,
        Some(settings::Glyphs::Ascii) => return &ASCII,
        Some(settings::Glyphs::Auto) | None => {}
    }
    if cfg!(windows) {
        // Windows Terminal has a font for everything; the old console has a raster font.
        return if variable("WT_SESSION").is_some() { &UNICODE } else { &CP437 };
    }
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    let is_linux_console = set("TERM").is_some_and(|term| term == "linux");
    match locale.contains("utf-8") || locale.contains("utf8") {
        true if is_linux_console => &CP437,
        true => &UNICODE,
        false => &ASCII,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(set: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    #[cfg(not(windows))]
    fn colours_follow_what_the_terminal_says_of_itself() {
        let table: [(&[(&str, &str)], Depth); 7] = [
            (&[("TERM", "xterm-256color")], Depth::Ansi256),
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True),
            (&[("TERM", "xterm")], Depth::Sixteen),
            (&[("TERM", "vt100")], Depth::None),
            (&[("TERM", "xterm-direct")], Depth::True),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::None),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Ansi256),
        ];
        for (set, expected) in table {
            assert_eq!(depth(&with(set)), expected, "{set:?}");
        }
    }

    #[test]
    #[cfg(not(windows))]
    fn marks_follow_the_locale_and_the_settings() {
        type Row<'a> = (Option<settings::Glyphs>, &'a [(&'a str, &'a str)], &'a str);
        let table: [Row<'_>; 6] = [
            (None, &[("LANG", "en_US.UTF-8")], "unicode"),
            (None, &[("LANG", "C")], "ascii"),
            (None, &[], "ascii"),
            (None, &[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], "ascii"),
            (None, &[("LANG", "de_DE.utf8"), ("TERM", "linux")], "cp437"),
            (Some(settings::Glyphs::Cp437), &[("LANG", "en_US.UTF-8")], "cp437"),
        ];
        for (wanted, set, expected) in table {
            assert_eq!(glyphs(wanted, &with(set)).name, expected, "{wanted:?} {set:?}");
        }
    }
}
