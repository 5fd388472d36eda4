//! One frame: where am I, the phases, the place, what can I press now; and what lies over it.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::engine::{Model, TurnBack};
use crate::front::words::TOUCH;
use crate::text::{shown_lines, width, wrap};
use crate::theme::Role;

use super::super::keymap::{self, Binding, Command, KEYS, Press, Where};
use super::super::paint::{Focus, Hit, Painter, bold, piece};
use super::super::place::Place;
use super::super::walk::turn_back_role;
use super::overlay::Overlay;
use super::{LEAST, Ui};

/// The phases of the whole job.
const PHASES: [&str; 6] = ["Session", "Hierarchy", "Plan", "Walk", "Review", "Sign"];

/// The place of the walk among the phases.
const WALK: usize = 3;

/// The phase that a place belongs to; none for those that can lie over any other.
fn phase_of(place: Where) -> Option<usize> {
    match place {
        Where::Verify | Where::Themes | Where::Paper | Where::Everywhere => None,
        Where::Dialog | Where::Page | Where::Palette | Where::Finder => None,
        Where::Home => Some(0),
        Where::Sites => Some(1),
        Where::Plan => Some(2),
        Where::Walk | Where::Evidence | Where::Gate => Some(3),
        Where::Review => Some(4),
        Where::Sign | Where::Done => Some(5),
    }
}

/// The time of day of a moment: "12:04:31".
pub(in super::super) fn clock(at: Timestamp) -> String {
    at.to_string().chars().skip(11).take(8).collect()
}

impl Ui {
    /// Draws the frame into a buffer of any size, and remembers what a click would mean.
    pub fn draw(&mut self, buf: &mut Buffer, model: Option<&Model>) {
        let area = buf.area;
        self.size = (area.width, area.height);
        let skin = self.skin.clone();
        let mut painter = Painter::new(buf, &skin, self.glyphs);
        painter.fill(area, skin.of(Role::Text));
        if self.is_too_small() {
            too_small(&mut painter, area);
        } else {
            self.draw_whole(&mut painter, area, model);
        }
        let hits = painter.hits;
        self.hits = hits;
        self.glyphs.narrow(buf);
    }

    fn draw_whole(&self, painter: &mut Painter<'_>, area: Rect, model: Option<&Model>) {
        let scene = self.scene(model);
        let row = |y: u16| Rect { y, height: 1, ..area };
        self.draw_crumbs(painter, row(area.y), model);
        self.draw_phases(painter, row(area.y + 1));
        let is_tall = area.height >= 30;
        let top = area.y + if is_tall { 3 } else { 2 };
        let body = Rect { y: top, height: area.bottom() - 1 - top, ..area };
        let mut free = body;
        if self.finder.is_some() {
            free.height -= 1;
        }
        self.place().draw(painter, free, &scene);
        self.draw_footer(painter, row(area.bottom() - 1), model);
        if self.finder.is_some() {
            self.draw_finder(painter, row(body.bottom() - 1));
        }
        self.draw_toasts(painter, body);
        if !self.overlays.is_empty() {
            // What lies under an overlay cannot be clicked, and does not draw the eye.
            painter.hits.clear();
            painter.veil(body);
        }
        for overlay in &self.overlays {
            overlay.draw(painter, body);
        }
        self.draw_notice(painter, body);
    }

    fn draw_crumbs(&self, painter: &mut Painter<'_>, area: Rect, model: Option<&Model>) {
        let crumbs = self.place().crumbs(&self.scene(model));
        let (saved_role, saved) = self.saved(painter);
        let turn_back = self.turn_back();
        let turn_back_cells = u16::try_from(width(&turn_back)).unwrap_or(0);
        let saved_cells = u16::try_from(width(&saved)).unwrap_or(0) + 1 + turn_back_cells;
        let mut left =
            Rect { x: area.x + 1, width: area.width.saturating_sub(saved_cells + 3), ..area };
        let mut pieces = vec![
            piece(Role::Accent, format!("{} ", painter.glyphs.product)),
            bold(Role::Text, "Upgrade Wizard"),
        ];
        // The last crumb is where one is: those in the middle go first when it is narrow.
        let mut kept = crumbs;
        let room = usize::from(left.width);
        let cells =
            |crumbs: &[String]| 16 + crumbs.iter().map(|crumb| width(crumb) + 3).sum::<usize>();
        while kept.len() > 1 && cells(&kept) > room {
            kept.remove(0);
        }
        let last = kept.len().saturating_sub(1);
        for (index, crumb) in kept.into_iter().enumerate() {
            pieces.push(piece(Role::TextMuted, format!(" {} ", painter.glyphs.crumb)));
            let role = if index == last { Role::Text } else { Role::TextMuted };
            pieces.push(if index == last { bold(role, crumb) } else { piece(role, crumb) });
        }
        painter.pieces(left, &pieces, Role::Bg);
        left = Rect { width: area.width - 1, ..area };
        painter.text_right(left, &saved, painter.skin.of(saved_role));
        left.width = left.width.saturating_sub(saved_cells - turn_back_cells + 1);
        let role = turn_back_role(self.summary.turn_back);
        painter.text_right(left, &turn_back, painter.skin.of(role));
    }

    /// Whether and until when one can still turn back, while somebody walks. Where there is little
    /// room, only what presses.
    fn turn_back(&self) -> String {
        let turn_back = self.summary.turn_back;
        let is_walk = self.places.iter().any(|place| matches!(place.panel().place(), Where::Walk));
        let presses = matches!(turn_back, TurnBack::Until { .. } | TurnBack::TooLate { .. });
        if !is_walk || turn_back == TurnBack::Nothing || (self.size.0 < 100 && !presses) {
            return String::new();
        }
        format!("{}  ", turn_back.words())
    }

    /// "✓ saved 12:04:31 UTC": everything that was answered is on disk. A hierarchy is saved when
    /// somebody saves it.
    fn saved(&self, painter: &Painter<'_>) -> (Role, String) {
        if let Some(Place::Sites(sites)) = self.places.last()
            && sites.is_unsaved()
        {
            return (Role::Warning, format!("{} not saved", painter.glyphs.open));
        }
        let mark = painter.glyphs.confirmed;
        let words = match self.summary.saved_at {
            Some(at) if self.size.0 >= 80 => format!("{mark} saved {} UTC", clock(at)),
            Some(_) => format!("{mark} saved"),
            None => String::new(),
        };
        (Role::Success, words)
    }

    fn draw_phases(&self, painter: &mut Painter<'_>, area: Rect) {
        let places = self.places.iter().rev();
        let here =
            places.into_iter().find_map(|place| phase_of(place.panel().place())).unwrap_or(0);
        let is_narrow = area.width < 80;
        let mut x = area.x + 1;
        if is_narrow {
            let title = format!("Step {}/6 {}", here + 1, PHASES[here]);
            let style = painter.skin.of(Role::Text).add_modifier(Modifier::BOLD);
            x += painter.text(Rect { x, width: area.width - 2, ..area }, &title, style);
        } else {
            let cells = if area.width >= 110 { 4 } else { 1 };
            for (index, phase) in PHASES.iter().enumerate() {
                let glyphs = painter.glyphs;
                let is_left_open = index == WALK && self.summary.settled < self.summary.total;
                let (mark, role) = match index.cmp(&here) {
                    std::cmp::Ordering::Less if is_left_open => (glyphs.open, Role::Warning),
                    std::cmp::Ordering::Less => (glyphs.confirmed, Role::Success),
                    std::cmp::Ordering::Equal => (glyphs.here, Role::Accent),
                    std::cmp::Ordering::Greater => (glyphs.open, Role::TextMuted),
                };
                let name = if index == here {
                    bold(Role::Text, *phase)
                } else {
                    piece(Role::TextMuted, *phase)
                };
                let mut line = vec![piece(role, format!("{mark} ")), name];
                if index + 1 < PHASES.len() {
                    line.push(piece(Role::Track, format!(" {} ", glyphs.rule.repeat(cells))));
                }
                let room = area.right().saturating_sub(x);
                x += painter.pieces(Rect { x, width: room, ..area }, &line, Role::Bg);
            }
        }
        self.draw_progress(painter, area, x);
    }

    fn draw_progress(&self, painter: &mut Painter<'_>, area: Rect, from: u16) {
        let summary = &self.summary;
        if summary.total == 0 {
            return;
        }
        let percent = summary.settled * 100 / summary.total;
        let text = format!("{percent:>3}%");
        let right = Rect { width: area.width - 1, ..area };
        let style = painter.skin.of(Role::Text);
        let used = painter.text_right(right, &text, style);
        let end = right.right() - used - 1;
        let room = end.saturating_sub(from + 2).min(30);
        if room >= 6 {
            let bar = Rect { x: end - room, width: room, ..area };
            painter.progress(bar, summary.settled as u64, summary.total as u64, Role::Success);
        }
    }

    /// The rows of the key table that the footer names now, the most useful first.
    fn footer(&self, model: Option<&Model>) -> Vec<(&'static Binding, String)> {
        if let Some(over) = self.lies_over() {
            // What lies over a place has the keys.
            let can = |row: &&Binding| match self.overlays.last() {
                Some(Overlay::Dialog(dialog)) if row.command == Command::Up => dialog.has_choice(),
                _ => true,
            };
            let rows = KEYS.iter().filter(|row| row.places.contains(&over)).filter(can);
            return rows.map(|row| (row, row.label.to_owned())).collect();
        }
        let scene = self.scene(model);
        let place = self.place();
        let mut rows: Vec<(&'static Binding, String)> = Vec::new();
        for row in keymap::at(place.place()).filter(|row| row.in_footer) {
            let can = self.can_globally(row.command) || place.can(row.command, &scene);
            // While finding, n and N move between matches.
            let is_taken = self.finder.is_some() && row.keys[0].moves_between_matches();
            let is_new = rows.iter().all(|(other, _)| other.command != row.command);
            if can && is_new && !is_taken {
                let label = place.label(row.command, &scene);
                let label = label.unwrap_or_else(|| row.label.to_owned());
                // A place may leave out what another key says better.
                if !label.is_empty() {
                    rows.push((row, label));
                }
            }
        }
        rows
    }

    /// The key of a row that acts now; in a field letters are letters.
    fn key_of(&self, row: &'static Binding) -> Option<Press> {
        let is_typing = match self.places.last() {
            Some(Place::Sites(sites)) if self.lies_over().is_none() => sites.is_typing(),
            _ => false,
        };
        row.keys.iter().copied().find(|key| !is_typing || !key.is_typed())
    }

    /// What has the keys instead of the place.
    fn lies_over(&self) -> Option<Where> {
        match self.overlays.last() {
            Some(Overlay::Dialog(_)) => Some(Where::Dialog),
            Some(Overlay::Page(_)) => Some(Where::Page),
            Some(Overlay::Palette(_)) => Some(Where::Palette),
            None if self.finder.as_ref().is_some_and(|finder| finder.is_typing) => {
                Some(Where::Finder)
            }
            None => None,
        }
    }

    fn draw_footer(&self, painter: &mut Painter<'_>, area: Rect, model: Option<&Model>) {
        let ground = painter.skin.on(Role::Text, Role::Surface);
        painter.fill(area, ground);
        let position = match self.lies_over() {
            Some(_) => String::new(),
            None => self.place().position(&self.scene(model)),
        };
        let position_cells = u16::try_from(width(&position)).unwrap_or(0);
        let mut left =
            Rect { x: area.x + 1, width: area.width.saturating_sub(position_cells + 3), ..area };
        let rows = self.footer(model).into_iter();
        let rows: Vec<_> =
            rows.filter_map(|(row, label)| Some((row, self.key_of(row)?.name(), label))).collect();
        // Help and the way out stay whatever else is dropped.
        let always = |row: &Binding| matches!(row.command, Command::Help);
        let cells = |key: &str, label: &str| {
            u16::try_from(width(key) + width(label) + 5).unwrap_or(u16::MAX)
        };
        let kept = rows.iter().filter(|(row, ..)| always(row));
        let reserved: u16 = kept.map(|(_, key, label)| cells(key, label)).sum();
        let mut room = left.width.saturating_sub(reserved);
        for (row, name, label) in &rows {
            let needed = cells(name, label);
            if always(row) {
                // Its room was set aside.
            } else if needed <= room {
                room -= needed;
            } else {
                continue;
            }
            let key = painter.skin.on(Role::OnKey, Role::Key);
            let at = left;
            let mut used = painter.text(left, &format!(" {name} "), key);
            left.x += used;
            left.width = left.width.saturating_sub(used);
            let muted = painter.skin.on(Role::Text, Role::Surface);
            used += painter.text(left, &format!(" {label}"), muted);
            painter.hits.push((Rect { width: used, ..at }, Hit::Press(row.command)));
            let step = u16::try_from(width(label)).unwrap_or(0) + 3;
            left.x += step;
            left.width = left.width.saturating_sub(step);
        }
        let right = Rect { width: area.width - 1, ..area };
        let style = painter.skin.on(Role::TextMuted, Role::Surface);
        painter.text_right(right, &position, style);
    }

    fn draw_finder(&self, painter: &mut Painter<'_>, area: Rect) {
        let Some(finder) = &self.finder else { return };
        painter.fill(area, painter.skin.on(Role::Text, Role::SurfaceHi));
        let style = painter.skin.on(Role::Accent, Role::SurfaceHi);
        let used = painter.text(area, " / ", style);
        let count = finder.count(self.place().found_at());
        let hint =
            if finder.is_typing { "Enter keeps, Esc goes back" } else { "n N move, Esc ends" };
        let right = format!("{count}   {hint} ");
        let right_used =
            painter.text_right(area, &right, painter.skin.on(Role::TextMuted, Role::SurfaceHi));
        let query = Rect {
            x: area.x + used,
            width: area.width.saturating_sub(used + right_used + 1),
            ..area
        };
        finder.query.draw(painter, query, finder.is_typing);
    }

    fn draw_toasts(&self, painter: &mut Painter<'_>, body: Rect) {
        for (index, toast) in self.toasts.iter().rev().enumerate() {
            // Upwards from the lower border of the place: the newest hides nothing.
            let y = body.bottom().saturating_sub(1 + u16::try_from(index).unwrap_or(0));
            let text = format!(" {} ", crate::text::shown(&toast.text));
            let cells = u16::try_from(width(&text)).unwrap_or(u16::MAX).min(body.width - 6);
            let at = Rect { x: body.right() - 3 - cells, y, width: cells, height: 1 };
            let style = painter.skin.on(toast.role, Role::SurfaceHi);
            painter.fill(at, style);
            painter.text(at, &text, style);
        }
    }

    /// What matters, in a frame over the lower end of the place: until the next key, or until the
    /// key that signs was touched.
    fn draw_notice(&self, painter: &mut Painter<'_>, body: Rect) {
        let touch = (Role::Warning, TOUCH.to_owned());
        let (role, text, title, keys) = match &self.notice {
            _ if self.is_signing => (&touch.0, &touch.1, "Signing", "the key is waiting"),
            Some((role, text)) => (role, text, "Please read", "any key"),
            None => return,
        };
        let room = usize::from(body.width.saturating_sub(6));
        let lines = wrap(&shown_lines(text), room);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let height = height.min(body.height);
        let at = Rect { y: body.bottom() - height, height, ..body };
        painter.fill(at, painter.skin.of(Role::Text));
        let inside = painter.frame(at, title, keys, Focus::Here);
        for (line, y) in lines.iter().zip(inside.y..inside.bottom()) {
            let at = Rect { x: inside.x + 1, y, width: inside.width - 1, height: 1 };
            painter.text(at, line, painter.skin.of(*role));
        }
    }
}

/// One sentence that says what to do; the session lives on.
fn too_small(painter: &mut Painter<'_>, area: Rect) {
    let (columns, rows) = LEAST;
    let text = format!(
        "{columns} x {rows} needed, this is {} x {}. Make the window larger; nothing is lost. \
         q leaves.",
        area.width, area.height
    );
    let lines = wrap(&text, usize::from(area.width));
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        let style = painter.skin.of(Role::Text);
        painter.text(Rect { y, height: 1, ..area }, line, style);
    }
}
