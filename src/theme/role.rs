//! What a colour is for. Whatever is drawn asks for a role, never for a colour.

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Behind everything.
    Bg,
    /// Behind a bar or a dialog.
    Surface,
    /// Behind what lies on a surface: a field, a command to copy.
    SurfaceHi,
    Text,
    /// Text that may be skipped.
    TextMuted,
    Border,
    /// The border of the pane that has the keys.
    BorderFocus,
    /// Headings, and where one is.
    Accent,
    /// Text on a ground of `Accent`.
    OnAccent,
    /// Behind the line that is selected.
    Selection,
    /// Text of the line that is selected.
    OnSelection,
    Success,
    Warning,
    Danger,
    Info,
    /// What a bar of progress or of scrolling runs on.
    Track,
    /// Behind the name of a key in the footer.
    Key,
    OnKey,
    /// Behind what a search has found.
    Match,
    OnMatch,
}

impl Role {
    /// Every role, in the order of the reference.
    pub const ALL: [Self; 20] = [
        Self::Bg,
        Self::Surface,
        Self::SurfaceHi,
        Self::Text,
        Self::TextMuted,
        Self::Border,
        Self::BorderFocus,
        Self::Accent,
        Self::OnAccent,
        Self::Selection,
        Self::OnSelection,
        Self::Success,
        Self::Warning,
        Self::Danger,
        Self::Info,
        Self::Track,
        Self::Key,
        Self::OnKey,
        Self::Match,
        Self::OnMatch,
    ];

    /// As it is written in a theme file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bg => "bg",
            Self::Surface => "surface",
            Self::SurfaceHi => "surface_hi",
            Self::Text => "text",
            Self::TextMuted => "text_muted",
            Self::Border => "border",
            Self::BorderFocus => "border_focus",
            Self::Accent => "accent",
            Self::OnAccent => "on_accent",
            Self::Selection => "selection",
            Self::OnSelection => "on_selection",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Info => "info",
            Self::Track => "track",
            Self::Key => "key",
            Self::OnKey => "on_key",
            Self::Match => "match",
            Self::OnMatch => "on_match",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The role whose colour this one has where a theme gives it none. `Bg` and `Text` have no
    /// fallback: they are then the terminal's own.
    pub fn fallback(self) -> Option<Self> {
        match self {
            Self::Bg | Self::Text => None,
            Self::Surface => Some(Self::Bg),
            Self::SurfaceHi => Some(Self::Surface),
            Self::TextMuted => Some(Self::Text),
            Self::Border => Some(Self::TextMuted),
            Self::BorderFocus => Some(Self::Accent),
            Self::Accent => Some(Self::Text),
            Self::Success | Self::Warning | Self::Danger | Self::Info => Some(Self::Accent),
            Self::Selection => Some(Self::SurfaceHi),
            Self::Track => Some(Self::Border),
            Self::Key => Some(Self::SurfaceHi),
            Self::Match => Some(Self::Warning),
            // These lie on a ground of the colour of text, those on one like the background.
            Self::OnAccent | Self::OnMatch => Some(Self::Bg),
            Self::OnSelection | Self::OnKey => Some(Self::Text),
        }
    }

    /// Where it stands in [`Role::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_stands_at_its_index_and_is_found_by_its_name() {
        for (index, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role.index(), index);
            assert_eq!(Role::named(role.name()), Some(role));
        }
        assert_eq!(Role::named("Bg"), None);
    }

    #[test]
    fn every_chain_of_fallbacks_ends_at_the_background_or_at_text() {
        let chain = |role: Role| {
            let chain: Vec<_> = std::iter::successors(Some(role), |role| role.fallback())
                .take(Role::ALL.len() + 1)
                .map(Role::name)
                .collect();
            chain.join(" ")
        };
        let table = [
            (Role::Danger, "danger accent text"),
            (Role::SurfaceHi, "surface_hi surface bg"),
            (Role::Track, "track border text_muted text"),
            (Role::BorderFocus, "border_focus accent text"),
            (Role::OnMatch, "on_match bg"),
            (Role::Key, "key surface_hi surface bg"),
        ];
        for (role, expected) in table {
            assert_eq!(chain(role), expected);
        }
        for role in Role::ALL {
            let chain = chain(role);
            assert!(chain.ends_with("bg") || chain.ends_with("text"), "{chain}");
        }
    }
}
