//! What `check` says of a theme: its mistakes, and what cannot be read well, with the figures.

use std::collections::BTreeMap;
use std::ops::Range;

use super::contrast::{contrast, pairs};
use super::read::{Reading, read};
use super::{Color, ContrastFinding, Role, Theme};
use crate::text::{Diagnostic, Source, list};

/// Steps from a colour to white or black in which a better one is looked for.
const STEPS: u16 = 64;

/// When so much cannot be read on a ground, it is the ground that is wrong.
const MANY: usize = 4;

impl Theme {
    /// Returns every mistake in a theme file, contrast below its level among them, in the order of
    /// its lines. `parents` gives the file of another theme of the user, as for [`Theme::read`].
    pub fn check(source: &Source, parents: &dyn Fn(&str) -> Option<Source>) -> Vec<Diagnostic> {
        let mut reading = read(source, parents);
        let mut mistakes = std::mem::take(&mut reading.mistakes);
        mistakes.extend(reading.faint());
        mistakes.extend(reading.mixed());
        mistakes.sort_by_key(|mistake| mistake.span.start);
        mistakes
    }
}

impl Reading {
    /// What is said of roles that meet and cannot be told apart well enough: once for each role
    /// that is to blame, for words and lines each by themselves.
    fn faint(&self) -> Vec<Diagnostic> {
        let mut findings = self.theme.contrast_findings();
        // What a role only has from another is told of that other.
        let told: Vec<_> = findings.iter().map(|found| (found.fg, found.bg)).collect();
        findings.retain(|found| {
            let given = (self.theme.giver(found.fg), self.theme.giver(found.bg));
            let is_told = told.contains(&given) || told.contains(&(given.1, given.0));
            given == (found.fg, found.bg) || !is_told
        });
        let mut of_role: BTreeMap<(Role, bool), Vec<(Role, &ContrastFinding)>> = BTreeMap::new();
        for found in &findings {
            let is_ground = self.is_ground_to_blame(found, &findings);
            let (blamed, other) =
                if is_ground { (found.bg, found.fg) } else { (found.fg, found.bg) };
            let is_line = matches!(found.fg, Role::Border | Role::BorderFocus);
            of_role.entry((blamed, is_line)).or_default().push((other, found));
        }
        of_role.iter().map(|((blamed, _), found)| self.too_little(*blamed, found)).collect()
    }

    /// Whether the ground of a pair is told and not what is on it: where only the ground is the
    /// file's own, or where much cannot be read on it.
    fn is_ground_to_blame(&self, found: &ContrastFinding, all: &[ContrastFinding]) -> bool {
        let is_only_own = self.place(found.fg).is_none() && self.place(found.bg).is_some();
        is_only_own || all.iter().filter(|other| other.bg == found.bg).count() >= MANY
    }

    /// `others` is what the role meets; never empty, and with the same need.
    fn too_little(&self, role: Role, others: &[(Role, &ContrastFinding)]) -> Diagnostic {
        let (color, needed) = (self.theme.color(role), others[0].1.needed);
        let figures = others.iter().map(|(other, found)| {
            let meets = if role == found.fg { "on" } else { "under" };
            format!("{} : 1 {meets} `{}`", figure(found.ratio), other.name())
        });
        let message = format!(
            "`{}` ({color}) has too little contrast: {}; {} : 1 is needed (WCAG {})",
            role.name(),
            list(&figures.collect::<Vec<_>>()),
            figure(needed),
            self.theme.contrast().name(),
        );
        let advice = match self.theme.better(role) {
            Some(better) => format!("`{} = \"{better}\"` would do", role.name()),
            None => "no shade of it will do with all that it meets: change that too".to_owned(),
        };
        let roles = std::iter::once(role).chain(others.iter().map(|(other, _)| *other));
        let place = roles.into_iter().find_map(|role| self.place(role));
        Diagnostic::new(0, self.or_inherits(place), message).advise(advice)
    }

    /// Words and ground of which one is the terminal's own: they may come out the same.
    fn mixed(&self) -> Option<Diagnostic> {
        let theme = &self.theme;
        let (fixed, open) = match (theme.color(Role::Text), theme.color(Role::Bg)) {
            (Color::Default, Color::Default) => return None,
            (Color::Default, _) => (Role::Bg, Role::Text),
            (_, Color::Default) => (Role::Text, Role::Bg),
            _ => return None,
        };
        let (fixed_name, open_name) = (fixed.name(), open.name());
        let message = format!("`{fixed_name}` has a colour, `{open_name}` is the terminal's own");
        let advice = format!("give `{open_name}` a colour too: nobody knows what the terminal has");
        let place = self.place(fixed).or_else(|| self.place(open));
        Some(Diagnostic::new(0, self.or_inherits(place), message).advise(advice))
    }

    /// Where the file gives a role its colour, if only through a fallback.
    fn place(&self, role: Role) -> Option<Range<usize>> {
        self.places[self.theme.giver(role).index()].clone()
    }

    fn or_inherits(&self, place: Option<Range<usize>>) -> Range<usize> {
        place.or_else(|| self.inherits.clone()).unwrap_or(0..0)
    }
}

impl Theme {
    /// The nearest lighter or darker shade of a role's colour that goes with all that it meets.
    /// None where there is none.
    fn better(&self, role: Role) -> Option<Color> {
        let Color::Rgb(red, green, blue) = self.color(role) else { return None };
        let met: Vec<_> = pairs(self.contrast())
            .filter_map(|(fg, bg, needed)| match role {
                _ if role == fg => Some((self.color(bg), needed)),
                _ if role == bg => Some((self.color(fg), needed)),
                _ => None,
            })
            .collect();
        let mut shades =
            (1..=STEPS).flat_map(|step| [255, 0].map(|end| (step, end))).map(|(step, end)| {
                let mixed = |channel| towards(channel, end, step);
                Color::Rgb(mixed(red), mixed(green), mixed(blue))
            });
        shades.find(|shade| {
            met.iter().all(|(other, needed)| {
                contrast(*shade, *other).is_none_or(|ratio| ratio >= *needed)
            })
        })
    }
}

/// A channel `step` of [`STEPS`] steps from where it is to where it ends.
fn towards(channel: u8, end: u8, step: u16) -> u8 {
    let mixed = (u16::from(channel) * (STEPS - step) + u16::from(end) * step) / STEPS;
    u8::try_from(mixed).expect("a mean of two bytes is a byte")
}

/// Two decimals, cut and not rounded: what falls short must not look like what is needed.
fn figure(ratio: f64) -> String {
    format!("{:.2}", (ratio * 100.0).floor() / 100.0)
}
