//! Contrast as WCAG 2 defines it, and the pairs of roles that meet on the screen.
//!
//! The figures of success criteria 1.4.3 (text, AA), 1.4.6 (text, AAA) and 1.4.11 (lines).

use super::{Color, Contrast, Role, Theme};

/// What text needs.
const TEXT_AA: f64 = 4.5;
const TEXT_AAA: f64 = 7.0;
/// What a border needs, in either level.
const LINE: f64 = 3.0;

/// Roles in which words are written.
const WORDS: [Role; 7] = [
    Role::Text,
    Role::TextMuted,
    Role::Accent,
    Role::Success,
    Role::Warning,
    Role::Danger,
    Role::Info,
];

/// A pair of colours that cannot be told apart well enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastFinding {
    pub fg: Role,
    pub bg: Role,
    /// From 1 to 21; less than `needed`.
    pub ratio: f64,
    pub needed: f64,
}

/// Returns the contrast between two colours, from 1 to 21; none where one of them is the
/// terminal's and not known.
pub fn contrast(one: Color, other: Color) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

/// Relative luminance, from 0 (black) to 1 (white).
fn luminance(color: Color) -> Option<f64> {
    let Color::Rgb(red, green, blue) = color else { return None };
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    Some(0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
}

/// Every pair that meets on the screen, ink first, with what it needs.
pub(super) fn pairs(level: Contrast) -> impl Iterator<Item = (Role, Role, f64)> {
    let words = match level {
        Contrast::Aa => TEXT_AA,
        Contrast::Aaa => TEXT_AAA,
    };
    let grounds = [Role::Bg, Role::Surface, Role::Selection];
    let lines = [Role::Border, Role::BorderFocus];
    let on_grounds = grounds.into_iter().flat_map(|bg| WORDS.map(|fg| (fg, bg)));
    let on_their_own = [
        (Role::Text, Role::SurfaceHi),
        (Role::OnSelection, Role::Selection),
        (Role::OnAccent, Role::Accent),
        (Role::OnKey, Role::Key),
        (Role::OnMatch, Role::Match),
    ];
    let of_lines = lines.into_iter().flat_map(|fg| [(fg, Role::Bg), (fg, Role::Surface)]);
    let of_words = on_grounds.chain(on_their_own).map(move |(fg, bg)| (fg, bg, words));
    of_words.chain(of_lines.map(|(fg, bg)| (fg, bg, LINE)))
}

impl Theme {
    /// Returns the pairs that cannot be told apart well enough, by the level that the theme is held
    /// to. Pairs with a colour of the terminal's are not among them: nobody knows how it looks.
    pub fn contrast_findings(&self) -> Vec<ContrastFinding> {
        let found = pairs(self.contrast()).filter_map(|(fg, bg, needed)| {
            let ratio = contrast(self.color(fg), self.color(bg))?;
            (ratio < needed).then_some(ContrastFinding { fg, bg, ratio, needed })
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::testing::theme;
    use super::*;

    #[test]
    fn contrast_is_what_the_guidelines_compute() {
        let table = [
            ("#000000", "#ffffff", Some(21.0)),
            ("#ffffff", "#ffffff", Some(1.0)),
            ("#777777", "#ffffff", Some(4.478_089)),
            ("#767676", "#ffffff", Some(4.542_225)),
            ("#ff0000", "#ffffff", Some(3.998_477)),
            ("#0000ff", "#ffffff", Some(8.592_471)),
            ("#00ff00", "#000000", Some(15.304)),
            ("#0a0a0a", "#000000", Some(1.060_705)),
            ("red", "#ffffff", None),
            ("#ffffff", "default", None),
        ];
        for (one, other, expected) in table {
            let color = |written| Color::parse(written).unwrap();
            let found = contrast(color(one), color(other));
            assert_eq!(found, contrast(color(other), color(one)), "{one} {other}");
            assert_eq!(found.is_some(), expected.is_some(), "{one} {other}");
            let off = found.unwrap_or_default() - expected.unwrap_or_default();
            assert!(off.abs() < 1e-5, "{one} {other}: {found:?}");
        }
    }

    #[test]
    fn pairs_below_what_the_theme_is_held_to_are_found() {
        let grey = |level: u8| Color::Rgb(level, level, level);
        let given = [
            (Role::Bg, grey(255)),
            (Role::Text, grey(0)),
            (Role::TextMuted, grey(0x77)),
            (Role::Border, grey(0x96)),
            (Role::Danger, Color::Ansi(1)),
            (Role::Key, grey(0)),
        ];
        let found = |level| {
            let findings = theme(level, &given).contrast_findings();
            let lines = findings.iter().map(|found| {
                let (fg, bg) = (found.fg.name(), found.bg.name());
                format!("{fg} on {bg}: {:.2} of {:.2}", found.ratio, found.needed)
            });
            lines.collect::<Vec<_>>()
        };
        let muted = |needed: &str| {
            ["bg", "surface", "selection"].map(|bg| format!("text_muted on {bg}: 4.48 of {needed}"))
        };
        let rest = |needed: &str| {
            [
                format!("on_key on key: 1.00 of {needed}"),
                "border on bg: 2.96 of 3.00".to_owned(),
                "border on surface: 2.96 of 3.00".to_owned(),
            ]
        };
        assert_eq!(found(Contrast::Aa), [muted("4.50"), rest("4.50")].concat());
        assert_eq!(found(Contrast::Aaa), [muted("7.00"), rest("7.00")].concat());
    }
}
