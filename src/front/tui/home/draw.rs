//! Draws the list of sessions, or the welcome before there are any.

use ratatui::layout::Rect;

use crate::front::tui::paint::{Focus, Hit, Painter, bold, piece};
use crate::front::tui::panel::Scene;
use crate::text::{pad, shown_lines, wrap};
use crate::theme::Role;

use super::{CHOICES, Home, Item, List, row};

/// Rows from one session to the next: two, and a free one.
const PITCH: u16 = 3;

/// Least width at which the details stand beside the list.
const BESIDE: u16 = 96;
/// Rows of the details below it, the line above them included.
const BELOW: u16 = 3;

const ABOUT: &str = "This program walks you through the upgrade of a hierarchy of SMS sites: what \
                     to do, in which order, and why. What you answer and attach goes into a signed \
                     record that anybody can verify later.";

const FOR_SCREEN_READERS: &str =
    "With a screen reader, go line by line: upgrade-wizard run --front plain";

/// Where the details of the selected session stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Details {
    Beside,
    Below,
}

impl Home {
    pub(super) fn draw_all(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let margin = if area.width >= 100 { 2 } else { 0 };
        let air = u16::from(area.height >= 25);
        let area = Rect {
            x: area.x + margin,
            y: area.y + air,
            width: area.width - 2 * margin,
            height: area.height - air,
        };
        self.greet(painter, area);
        let top = if air > 0 { 4 } else { 3 };
        let body = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
        if self.is_first_time() {
            self.draw_welcome(painter, body);
            return;
        }
        let (list, details) = split(body);
        let place = if details.is_some() { Details::Beside } else { Details::Below };
        self.draw_list(painter, list, scene, place);
        if let Some(details) = details {
            self.draw_details(painter, details, scene);
        }
    }

    fn greet(&self, painter: &mut Painter<'_>, area: Rect) {
        let (greeting, words) = match &self.list {
            List::Known(sessions) if sessions.is_empty() => {
                ("Welcome", "Nothing was begun here yet.")
            }
            List::Known(_) => {
                ("Welcome back", "Pick up where you stopped, or start a new upgrade.")
            }
            List::Loading => ("Welcome", "Looking for sessions..."),
            List::Unknown(_) => ("Welcome", "The sessions cannot be listed."),
        };
        let line = Rect { x: area.x + 1, height: 1, width: area.width - 1, ..area };
        painter.pieces(line, &[bold(Role::Text, greeting)], Role::Bg);
        let words = match self.busy() {
            Some(busy) => piece(Role::Info, busy),
            None => piece(Role::TextMuted, words),
        };
        painter.pieces(Rect { y: line.y + 1, ..line }, &[words], Role::Bg);
    }

    fn draw_list(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>, place: Details) {
        let right = if self.sessions().len() > 1 { "sorted by last use" } else { "" };
        let mut inside = painter.frame(area, "Sessions", right, Focus::Here);
        painter.hits.push((inside, Hit::Pane(0)));
        if let List::Unknown(why) = &self.list {
            let text = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
            let used = paragraph(painter, text, Role::Danger, why) + 1;
            inside.y += used.min(inside.height);
            inside.height = inside.height.saturating_sub(used);
        }
        if place == Details::Below {
            inside = self.draw_below(painter, inside);
        }
        let slots = self.slots(inside.height);
        let mut y = inside.y;
        for index in self.rows.visible(slots) {
            let Some(item) = self.item(index) else { break };
            let height = if matches!(item, Item::Session(_)) { 2 } else { 1 };
            let block = Rect { y, height, ..inside }.intersection(inside);
            if block.is_empty() {
                break;
            }
            self.draw_item(painter, block, index, item, scene);
            y += PITCH;
        }
        // Beside the list alone, not beside what stands below it.
        let bar = Rect { y: inside.y.saturating_sub(1), height: inside.height + 2, ..area };
        painter.scrollbar(bar, self.rows.count(), self.rows.top(), slots);
    }

    /// Where there is no pane for the details, the most important of them below the list; returns
    /// what is left for the list.
    fn draw_below(&self, painter: &mut Painter<'_>, inside: Rect) -> Rect {
        let is_list = !self.sessions().is_empty();
        let left = inside.height.saturating_sub(BELOW);
        // A list that would be seen whole without them stays whole.
        let is_in_the_way = self.rows_needed() > left && self.rows_needed() <= inside.height;
        if !is_list || is_in_the_way || left < 4 {
            return inside;
        }
        let rule = Rect { y: inside.bottom() - BELOW, height: 1, ..inside };
        let line = painter.glyphs.rule.repeat(usize::from(rule.width));
        painter.text(rule, &line, painter.skin.of(Role::Border));
        let room = usize::from(inside.width.saturating_sub(2));
        let lines = match self.selected() {
            Some(Item::Session(session)) => row::in_short(session, room),
            _ => row::new_in_short(),
        };
        let at =
            Rect { x: inside.x + 1, y: rule.y + 1, width: inside.width - 2, height: BELOW - 1 };
        painter.page(at, &lines, 0);
        Rect { height: inside.height - BELOW, ..inside }
    }

    /// Rows of the whole list: the last row is a single one.
    fn rows_needed(&self) -> u16 {
        let sessions = u16::try_from(self.sessions().len()).unwrap_or(u16::MAX / PITCH - 1);
        sessions.saturating_mul(PITCH).saturating_add(1)
    }

    /// How many rows of the list a height has room for.
    fn slots(&self, height: u16) -> usize {
        // Where everything fits, nothing is scrolled.
        if self.rows_needed() <= height {
            return self.rows.count().max(1);
        }
        usize::from((height + 1) / PITCH).max(1)
    }

    fn draw_item(
        &self,
        painter: &mut Painter<'_>,
        block: Rect,
        index: usize,
        item: Item<'_>,
        scene: &Scene<'_>,
    ) {
        let is_selected = self.rows.selected() == index;
        let ground = if is_selected { Role::Selection } else { Role::Bg };
        painter.fill(block, painter.skin.on(Role::Text, ground));
        if is_selected {
            let style = painter.skin.on(Role::Accent, ground);
            for y in block.top()..block.bottom() {
                painter.text(Rect { y, height: 1, ..block }, painter.glyphs.bar, style);
            }
        }
        let room = Rect { x: block.x + 2, width: block.width.saturating_sub(4), ..block };
        if let Item::Session(session) = item {
            row::draw(painter, room, session, ground, scene.now);
        } else {
            let words = [piece(Role::Accent, "+ "), piece(Role::Text, "New session")];
            painter.pieces(room, &words, ground);
        }
        painter.hits.push((block, Hit::Row { pane: 0, row: index }));
    }

    fn draw_details(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let width = usize::from(area.width.saturating_sub(4));
        let (title, lines) = match self.selected() {
            Some(Item::Session(session)) => {
                (session.name.as_str(), row::details(session, painter.glyphs, scene.now, width))
            }
            Some(_) => ("New session", row::new_details(width)),
            None => ("", Vec::new()),
        };
        let inside = painter.frame(area, title, "", Focus::Elsewhere);
        let page = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        painter.page(page, &lines, 0);
    }

    /// Before the first session: what this is, and what can be done.
    fn draw_welcome(&self, painter: &mut Painter<'_>, area: Rect) {
        let area = Rect { width: area.width.min(88), ..area };
        let notes = area.width >= 76;
        let about = wrap(ABOUT, usize::from(area.width.saturating_sub(6)));
        let hint = wrap(FOR_SCREEN_READERS, usize::from(area.width.saturating_sub(6)));
        // Two borders, three choices, a free row between the parts.
        let rows = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let air = u16::from(area.height > rows(&about) + rows(&hint) + 8);
        let needed = rows(&about) + rows(&hint) + 7 + 2 * air;
        let area = Rect { height: needed.min(area.height), ..area };
        let inside = painter.frame(area, "What this is", "", Focus::Here);
        let mut text = Rect {
            x: inside.x + 2,
            y: inside.y + air,
            width: inside.width.saturating_sub(4),
            height: inside.height.saturating_sub(air),
        };
        let used = paragraph(painter, text, Role::Text, ABOUT) + 1;
        let height = u16::try_from(CHOICES.len()).unwrap_or(0);
        let list = Rect { x: inside.x, y: text.y + used, width: inside.width, height }
            .intersection(inside);
        painter.list(list, &self.rows, Focus::Here, 0, |painter, line, index, ground| {
            let (key, what, note) = words(CHOICES[index]);
            let mut pieces = vec![bold(Role::Accent, format!(" {key}  ")), piece(Role::Text, what)];
            if notes {
                pieces[1].text = pad(what, 37);
                pieces.push(piece(Role::TextMuted, note));
            }
            painter.pieces(line, &pieces, ground);
        });
        text.y = list.bottom() + 1;
        text.height = inside.bottom().saturating_sub(text.y);
        paragraph(painter, text, Role::TextMuted, FOR_SCREEN_READERS);
    }
}

/// A choice: its key, what it does, and more where there is room.
fn words(choice: Item<'_>) -> (&'static str, &'static str, &'static str) {
    match choice {
        Item::Example => ("x", "Walk the example hierarchy", "see how it works, harm nothing"),
        Item::Verify => ("v", "Verify a record", "somebody gave you one to check"),
        Item::New | Item::Session(_) => {
            ("n", "Start with a hierarchy of your own", "typed in or read from a file")
        }
    }
}

/// The list and the details, where there is room for both.
fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < BESIDE {
        return (area, None);
    }
    let width = area.width * 58 / 100;
    let list = Rect { width, ..area };
    let x = list.right() + 1;
    (list, Some(Rect { x, width: area.right() - x, ..area }))
}

/// Writes wrapped text; returns the rows used.
fn paragraph(painter: &mut Painter<'_>, area: Rect, role: Role, text: &str) -> u16 {
    let mut used = 0;
    for line in wrap(&shown_lines(text), usize::from(area.width)) {
        if used == area.height {
            break;
        }
        let style = painter.skin.of(role);
        painter.text(Rect { y: area.y + used, height: 1, ..area }, &line, style);
        used += 1;
    }
    used
}
