//! A theme: a colour for each role.

use super::{Color, Role};

/// A theme as it was meant: every role has a colour, if only the terminal's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) kind: Kind,
    pub(super) contrast: Contrast,
    /// What is given, by the number of the role. Invariant: as many as there are roles.
    pub(super) colors: [Option<Color>; Role::ALL.len()],
}

/// Whether the background is dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Dark,
    Light,
}

/// The level of WCAG 2 that a theme is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contrast {
    Aa,
    Aaa,
}

impl Theme {
    /// What it is called in configuration: lower case, no spaces.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is called on the screen. Foreign text where the theme is the user's.
    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn contrast(&self) -> Contrast {
        self.contrast
    }

    /// Returns the colour of a role, or that of the first in its chain of fallbacks that has one;
    /// the terminal's own where none has.
    pub fn color(&self, role: Role) -> Color {
        self.colors[self.giver(role).index()].unwrap_or(Color::Default)
    }

    /// The role whose colour a role has: itself, or one in its chain of fallbacks.
    pub(super) fn giver(&self, role: Role) -> Role {
        let mut giver = role;
        while self.colors[giver.index()].is_none()
            && let Some(next) = giver.fallback()
        {
            giver = next;
        }
        giver
    }
}

impl Contrast {
    /// As it is written in a theme file, and in the guidelines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aa => "AA",
            Self::Aaa => "AAA",
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A theme of these colours and no others.
    pub(in super::super) fn theme(contrast: Contrast, given: &[(Role, Color)]) -> Theme {
        let mut colors = [None; Role::ALL.len()];
        for (role, color) in given {
            colors[role.index()] = Some(*color);
        }
        let (name, title) = ("test".to_owned(), "Test".to_owned());
        Theme { name, title, kind: Kind::Dark, contrast, colors }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::theme;
    use super::*;

    #[test]
    fn a_role_without_a_colour_has_that_of_the_next_in_its_chain() {
        let (red, blue) = (Color::Ansi(1), Color::Ansi(4));
        let given = [(Role::Text, blue), (Role::Accent, red), (Role::Surface, Color::Default)];
        let theme = theme(Contrast::Aa, &given);
        let table = [
            (Role::Danger, red),
            (Role::Match, red),
            (Role::Track, blue),
            (Role::Key, Color::Default),
            (Role::Bg, Color::Default),
            (Role::OnKey, blue),
        ];
        for (role, expected) in table {
            assert_eq!(theme.color(role), expected, "{}", role.name());
        }
    }
}
