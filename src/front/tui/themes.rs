//! The theme screen: a list, and a live preview of what one is looking at.

use ratatui::layout::Rect;

use crate::theme::{Color, Role, Theme};

use super::desk::{Errand, Reply};
use super::keymap::{Command, Where};
use super::paint::{Focus, Painter, piece};
use super::panel::{Act, Panel, Scene};
use super::rows::Rows;

/// The themes to choose from. The whole screen wears the selected one.
#[derive(Debug)]
pub(super) struct Themes {
    choice: Vec<Theme>,
    rows: Rows,
    /// What it looked like before: Esc goes back to it.
    before: Theme,
}

impl Themes {
    pub(super) fn new(now: &Theme) -> Self {
        let themes: Vec<_> = Theme::builtin_names().filter_map(Theme::builtin).collect();
        let mut screen =
            Self { rows: Rows::new(themes.len()), choice: themes, before: now.clone() };
        screen.select(now.name());
        screen
    }

    fn select(&mut self, name: &str) {
        if let Some(row) = self.choice.iter().position(|theme| theme.name() == name) {
            self.rows.select(row);
        }
    }

    fn wear(&self) -> Vec<Act> {
        self.choice.get(self.rows.selected()).cloned().map(Act::Wear).into_iter().collect()
    }
}

impl Panel for Themes {
    fn place(&self) -> Where {
        Where::Themes
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut crumbs = vec![scene.summary.hierarchy.clone(), "Theme".to_owned()];
        crumbs.retain(|crumb| !crumb.is_empty());
        crumbs
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        matches!(
            command,
            Command::Up
                | Command::Down
                | Command::First
                | Command::Last
                | Command::Enter
                | Command::Back
        )
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Up => self.rows.step(-1),
            Command::Down => self.rows.step(1),
            Command::First => self.rows.first(),
            Command::Last => self.rows.last(),
            Command::Enter => {
                let Some(theme) = self.choice.get(self.rows.selected()) else { return Vec::new() };
                let name = theme.name().to_owned();
                return vec![Act::Send(Errand::KeepTheme { name }), Act::Back];
            }
            _ => return vec![Act::Wear(self.before.clone()), Act::Back],
        }
        self.wear()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        crate::text::count("theme", self.choice.len())
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, _scene: &Scene<'_>) {
        let width = (area.width / 3).clamp(24, 36);
        let left = Rect { width, ..area };
        let right = Rect { x: left.right(), width: area.width - width, ..area };
        let inside = painter.frame(left, "Themes", "", Focus::Here);
        painter.list(inside, &self.rows, Focus::Here, 0, |painter, row, index, ground| {
            let theme = &self.choice[index];
            painter.pieces(row, &[piece(Role::Text, format!(" {}", theme.title()))], ground);
        });
        let title = self.choice.get(self.rows.selected()).map_or("", |theme| theme.title());
        let inside = painter.frame(right, title, "preview", Focus::Elsewhere);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        preview(painter, inside);
    }

    fn click(&mut self, _pane: usize, row: usize, scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.choice.len() {
            return Vec::new();
        }
        if self.rows.selected() == row {
            return self.act(Command::Enter, scene);
        }
        self.rows.select(row);
        self.wear()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.rows.step(by.signum());
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(Errand::Themes)]
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        if let Reply::Themes(themes) = reply {
            let here = self.choice.get(self.rows.selected()).map(|theme| theme.name().to_owned());
            self.choice.clone_from(themes);
            self.rows.resize(self.choice.len());
            if let Some(here) = here {
                self.select(&here);
            }
        }
        Vec::new()
    }
}

/// Every role once, each with what it is for: samples on top, then the colours themselves where
/// there is room for all of them.
fn preview(painter: &mut Painter<'_>, area: Rect) {
    let rows = u16::try_from(Role::ALL.len().div_ceil(2)).unwrap_or(u16::MAX);
    let has_table = area.width / 2 >= COLOUR_CELLS && area.height > SAMPLES + rows;
    let needed = SAMPLES + if has_table { rows + 1 } else { 0 };
    let air = u16::from(area.height >= needed + 2);
    let after = samples(painter, area, air);
    if has_table {
        let at = Rect { y: after + 1, height: rows, ..area };
        colours(painter, at);
    }
}

/// Rows of the samples, without free ones between them.
const SAMPLES: u16 = 8;
/// A swatch, `on_selection`, `#ffffff`, and a gap.
const COLOUR_CELLS: u16 = 25;

/// Draws how things look; returns the row after them.
fn samples(painter: &mut Painter<'_>, area: Rect, air: u16) -> u16 {
    let glyphs = painter.glyphs;
    let row = |y: u16| Rect { y, height: 1, ..area };
    let half = |y: u16, index: u16| Rect {
        x: area.x + index * (area.width / 2),
        width: area.width / 2,
        ..row(y)
    };
    let mut y = area.y;
    let words = [(Role::Text, "Text, as most is written"), (Role::TextMuted, "What matters less")];
    for (role, words) in words {
        painter.text(row(y), words, painter.skin.of(role));
        y += 1;
    }
    y += air;
    let marks = [
        [
            (Role::Accent, glyphs.here, "Where you are"),
            (Role::Success, glyphs.confirmed, "Confirmed"),
        ],
        [(Role::Warning, glyphs.waived, "Deviation"), (Role::Danger, glyphs.refuted, "Refuted")],
        [(Role::Info, glyphs.waiting, "Waiting"), (Role::Success, "", "")],
    ];
    for pair in marks {
        for ((role, mark, words), index) in pair.into_iter().zip(0..) {
            painter.text(half(y, index), &format!("{mark} {words}"), painter.skin.of(role));
        }
        y += 1;
    }
    let bar = half(y - 1, 1);
    painter.progress(Rect { width: bar.width.min(20), ..bar }, 37, 100, Role::Success);
    y += air;
    let selected = painter.skin.on(Role::Text, Role::Selection);
    painter.fill(row(y), selected);
    let line = [piece(Role::Accent, glyphs.bar), piece(Role::Text, " The selected row")];
    painter.pieces(row(y), &line, Role::Selection);
    y += 1;
    let field = painter.skin.on(Role::Text, Role::SurfaceHi);
    painter.fill(row(y), field);
    painter.text(row(y), "A field to type in", field);
    y += 1;
    let mut left = row(y);
    let boxes = [
        (Role::OnAccent, Role::Accent, " Button "),
        (Role::OnKey, Role::Key, " Key "),
        (Role::OnMatch, Role::Match, " found "),
    ];
    for (role, ground, words) in boxes {
        let used = painter.text(left, words, painter.skin.on(role, ground)) + 2;
        left.x += used;
        left.width = left.width.saturating_sub(used);
    }
    y + 1
}

/// Every role with its colour, to be seen and as it is written.
fn colours(painter: &mut Painter<'_>, area: Rect) {
    let theme = painter.skin.theme.clone();
    let half = area.width / 2;
    for (index, role) in Role::ALL.iter().enumerate() {
        let (row, column) = (index / 2, index % 2);
        let x = area.x + half * u16::try_from(column).unwrap_or(0);
        let y = area.y + u16::try_from(row).unwrap_or(0);
        let swatch = Rect { x, y, width: 2, height: 1 };
        painter.fill(swatch, painter.skin.on(Role::Text, *role));
        if theme.color(*role) == theme.color(Role::Bg) {
            // It would not be seen on itself.
            painter.text(swatch, "[]", painter.skin.of(Role::TextMuted));
        }
        let line = format!("{:<13} {}", role.name(), written(theme.color(*role)));
        let words = Rect { x: x + 3, width: half.saturating_sub(4), ..swatch };
        painter.text(words, &line, painter.skin.of(Role::TextMuted));
    }
}

/// A colour as a theme file writes it.
fn written(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Ansi(index) => format!("ansi {index}"),
        Color::Default => "default".to_owned(),
    }
}
