//! A theme as this terminal can show it: roles become styles.

use ratatui::style::{Color as Ink, Modifier, Style};

use crate::theme::{Color, Role, Theme};

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    True,
    Ansi256,
    Sixteen,
    /// `NO_COLOR`, or a terminal without colours: selection is reversed, the rest is bold or not.
    None,
}

/// Styles by role.
#[derive(Debug, Clone)]
pub struct Skin {
    pub theme: Theme,
    pub depth: Depth,
}

impl Skin {
    pub fn new(theme: Theme, depth: Depth) -> Self {
        Self { theme, depth }
    }

    /// Text in a role on the background.
    pub fn of(&self, role: Role) -> Style {
        self.on(role, Role::Bg)
    }

    /// Text in a role on another.
    pub fn on(&self, role: Role, ground: Role) -> Style {
        // Text on the selected row has a role of its own.
        let role = match (role, ground) {
            (Role::Text, Role::Selection) => Role::OnSelection,
            (role, _) => role,
        };
        if self.depth == Depth::None {
            return Self::without_colour(role, ground);
        }
        let style = Style::new().fg(self.ink(role)).bg(self.ink(ground));
        match role {
            Role::Danger | Role::OnKey | Role::OnSelection => style.add_modifier(Modifier::BOLD),
            _ => style,
        }
    }

    fn without_colour(role: Role, ground: Role) -> Style {
        let style = Style::new();
        let style = match ground {
            Role::Selection | Role::Key | Role::Accent | Role::Match => {
                style.add_modifier(Modifier::REVERSED)
            }
            _ => style,
        };
        match role {
            Role::TextMuted | Role::Border | Role::Track => style.add_modifier(Modifier::DIM),
            Role::Accent | Role::Danger | Role::Warning | Role::BorderFocus => {
                style.add_modifier(Modifier::BOLD)
            }
            _ => style,
        }
    }

    fn ink(&self, role: Role) -> Ink {
        let color = self.theme.color(role);
        match (color, self.depth) {
            (Color::Default, _) | (_, Depth::None) => Ink::Reset,
            (Color::Rgb(r, g, b), Depth::True) => Ink::Rgb(r, g, b),
            (Color::Rgb(..), Depth::Ansi256) => Ink::Indexed(color.to_256()),
            (Color::Rgb(..), Depth::Sixteen) => Ink::Indexed(color.to_16()),
            (Color::Ansi(index), _) => Ink::Indexed(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selected_row_looks_different_on_every_terminal() {
        for name in Theme::builtin_names() {
            for depth in [Depth::True, Depth::Ansi256, Depth::Sixteen, Depth::None] {
                let skin = Skin::new(Theme::builtin(name).unwrap(), depth);
                let selected = skin.on(Role::Text, Role::Selection);
                assert_ne!(selected, skin.of(Role::Text), "{name} {depth:?}");
            }
        }
    }

    #[test]
    fn without_colours_no_colour_is_used() {
        let skin = Skin::new(Theme::builtin("midnight").unwrap(), Depth::None);
        for role in Role::ALL {
            for ground in Role::ALL {
                let style = skin.on(role, ground);
                assert_eq!((style.fg, style.bg), (None, None), "{role:?} on {ground:?}");
            }
        }
    }
}
