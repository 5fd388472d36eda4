//! Draws the walk: the list, the step, its evidence.

use ratatui::layout::Rect;

use crate::engine::{Card, Deed, Model, State, UpgradeOutcome};
use crate::front::tui::paint::{Focus, Hit, Painter, Piece, piece};
use crate::front::tui::panel::Scene;
use crate::front::tui::ui::clock;
use crate::plan::{Plan, StepIx};
use crate::step::{Ask, How};
use crate::text::width;
use crate::theme::Role;

use super::items::Item;
use super::questions::{Wanted, wanted};
use super::{CARD, LIST, Walk, pane};

impl Walk {
    pub(super) fn draw_all(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let (list, right) = split(area);
        let unread = scene.summary.unacknowledged.len();
        self.draw_list(painter, list, (model, unread));
        let evidence_rows = self.evidence_rows(scene);
        let (step, evidence) = if evidence_rows == 0 {
            (right, None)
        } else {
            let height = (evidence_rows + 2).min(right.height / 2);
            let above = Rect { height: right.height - height, ..right };
            (above, Some(Rect { y: above.bottom(), height, ..right }))
        };
        self.draw_card(painter, step);
        if let (Some(area), Some(card)) = (evidence, &self.card) {
            pane::draw(painter, area, card, scene);
        }
    }

    fn draw_list(&self, painter: &mut Painter<'_>, area: Rect, (model, unread): (&Model, usize)) {
        let read = read(self.to_read, unread);
        let right = self.site_of_selected(model);
        let focus = Focus::when(self.focus == LIST);
        let inside = painter.frame(area, "Steps", &right, focus);
        painter.list(inside, &self.rows, focus, LIST, |painter, line, index, ground| {
            draw_item(painter, line, &self.items[index], ground, (model, &read));
        });
        let visible = usize::from(inside.height);
        painter.scrollbar(area, self.rows.count(), self.rows.top(), visible);
    }

    fn draw_card(&self, painter: &mut Painter<'_>, area: Rect) {
        let focus = Focus::when(self.focus == CARD);
        let room = usize::from(area.width.saturating_sub(4));
        let lines = self.lines(painter.glyphs, room);
        let visible = usize::from(area.height.saturating_sub(2));
        let lowest = lines.len().saturating_sub(visible);
        let top = self.top.get().min(lowest);
        self.top.set(top);
        self.height.set(visible);
        if top >= lowest {
            self.has_read.set(true);
        }
        let right = match (&self.card, top < lowest) {
            (_, true) => format!("{} more below", lowest - top),
            (Some(card), false) => asks(card),
            (None, false) => String::new(),
        };
        let inside = painter.frame(area, &self.title(), &right, focus);
        painter.hits.push((area, Hit::Pane(CARD)));
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        painter.page(inside, &lines, top);
        painter.scrollbar(area, lines.len(), top, visible);
    }

    /// Rows of the evidence pane; none where there is nothing to show.
    fn evidence_rows(&self, scene: &Scene<'_>) -> u16 {
        let Some(card) = &self.card else { return 0 };
        let readings: usize = scene
            .readings
            .iter()
            .filter(|reading| reading.step == card.step)
            .map(|reading| if reading.is_going_on() { 2 } else { 1 })
            .sum();
        let wants = matches!(card.ask, Ask::Evidence { .. });
        let rows = card.evidence.len() + readings;
        let rows = if wants { rows.max(1) } else { rows };
        u16::try_from(rows).unwrap_or(u16::MAX)
    }
}

/// The list and what is to its right; one above the other where it is narrow.
fn split(area: Rect) -> (Rect, Rect) {
    if area.width < 80 {
        let height = (area.height * 2 / 5).clamp(5, 12);
        let list = Rect { height, ..area };
        let rest = Rect { y: list.bottom(), height: area.height - height, ..area };
        return (list, rest);
    }
    let width = (area.width * 36 / 100).clamp(29, 52);
    let list = Rect { width, ..area };
    (list, Rect { x: list.right(), width: area.width - width, ..area })
}

/// "1/2 read"; nothing where nobody has to read any.
fn read(to_read: usize, unread: usize) -> String {
    let read = to_read.saturating_sub(unread);
    if to_read > 0 { format!("{read}/{to_read} read") } else { String::new() }
}

fn draw_item(
    painter: &mut Painter<'_>,
    line: Rect,
    item: &Item,
    ground: Role,
    (model, read): (&Model, &str),
) {
    match item {
        Item::Warnings => heading(painter, line, "Warnings", read, ground),
        Item::Phase(phase) => {
            let title = &model.plan().flow.phases[*phase].title;
            let (settled, total) = model.of_phase(*phase);
            heading(painter, line, title, &format!("{settled}/{total}"), ground);
        }
        Item::SiteOf(step) => {
            let plan = model.plan();
            let site = plan.step(*step).at.site.map(|site| plan.hierarchy.site(site));
            let name = site.map(|site| format!(" {}  {}", site.code, site.server));
            painter.pieces(line, &[piece(Role::TextMuted, name.unwrap_or_default())], ground);
        }
        Item::Warning(index) => draw_warning(painter, line, *index, ground, model),
        Item::Step(step) => draw_step(painter, line, *step, ground, model),
    }
}

fn heading(painter: &mut Painter<'_>, line: Rect, title: &str, count: &str, ground: Role) {
    let used = painter.text_right(line, count, painter.skin.on(Role::TextMuted, ground));
    let room = Rect { width: line.width.saturating_sub(used + 1), ..line };
    let style = painter.skin.on(Role::Accent, ground);
    painter.text(room, title, style.add_modifier(ratatui::style::Modifier::BOLD));
}

fn draw_warning(painter: &mut Painter<'_>, line: Rect, index: usize, ground: Role, model: &Model) {
    let notice = &model.plan().warnings[index];
    let must = model.plan().warning(notice).acknowledge;
    let glyphs = painter.glyphs;
    let (mark, role) = match (must, model.acknowledgement(index).is_some()) {
        (true, false) => (glyphs.open, Role::Warning),
        (true, true) => (glyphs.confirmed, Role::Success),
        (false, _) => (glyphs.not_applicable, Role::TextMuted),
    };
    let scope = notice.id.split_once('/').map_or("", |(_, scope)| scope);
    row(painter, line, (mark, role), &notice.title, scope, ground);
}

fn draw_step(painter: &mut Painter<'_>, line: Rect, step: StepIx, ground: Role, model: &Model) {
    let plan = model.plan();
    let state = model.state(step);
    let has_failed = *state == State::Open && has_failed(model, step);
    let (mark, role) =
        if has_failed { (painter.glyphs.refuted, Role::Danger) } else { painter.glyphs.of(state) };
    let title = under_heading(plan, step);
    // Shown by evidence and attested by a person are two ways of knowing.
    let word = match state {
        State::Open if has_failed => "failed".to_owned(),
        State::Open => String::new(),
        State::Satisfied(_) if line.width < 26 => String::new(),
        State::Waiting(Some(until)) => format!("until {}", &clock(*until)[..5]),
        state => short(state).to_owned(),
    };
    row(painter, line, (mark, role), &title, &word, ground);
    // Shown by evidence, and said by a person, are told apart by the mark as well.
    if matches!(state, State::Satisfied(How::Shown) | State::Observed) && line.width > 4 {
        let cell = &mut painter.buf[(line.x + 2, line.y)];
        cell.modifier.insert(ratatui::style::Modifier::UNDERLINED);
    }
}

/// Whether it was tried before and did not succeed.
fn has_failed(model: &Model, step: StepIx) -> bool {
    model
        .about(step)
        .any(|fact| matches!(fact.deed, Deed::Ended { outcome: UpgradeOutcome::Failed, .. }))
}

/// The title of a step under the heading of its site: what the heading says is left out, so that
/// what tells the steps apart fits.
fn under_heading(plan: &Plan, step: StepIx) -> String {
    let title = plan.words(step).title;
    let Some(site) = plan.step(step).at.site else { return title };
    let site = plan.hierarchy.site(site);
    for name in [&site.code, &site.server] {
        for link in ["of", "for", "at", "before"] {
            let said = format!(" {link} {name}");
            let Some(at) = title.find(&said) else { continue };
            let rest = &title[at + said.len()..];
            if rest.is_empty() || rest.starts_with(' ') {
                return format!("{}{rest}", &title[..at]);
            }
        }
    }
    title
}

/// A word for a state that fits beside a title.
fn short(state: &State) -> &'static str {
    match state {
        State::Satisfied(How::Shown) => "shown",
        State::Satisfied(How::Confirmed) => "said",
        State::Observed => "seen",
        State::NotApplicable => "n/a",
        State::GateOpen => "open",
        State::Succeeded => "done",
        state => state.word(),
    }
}

fn row(
    painter: &mut Painter<'_>,
    line: Rect,
    (mark, role): (&str, Role),
    title: &str,
    right: &str,
    ground: Role,
) {
    let used = if width(right) + 12 < usize::from(line.width) {
        painter.text_right(line, right, painter.skin.on(role, ground)) + 1
    } else {
        0
    };
    let room = Rect { width: line.width.saturating_sub(used), ..line };
    let pieces: [Piece; 2] = [piece(role, format!("  {mark} ")), piece(Role::Text, title)];
    painter.pieces(room, &pieces, ground);
}

/// What the step waits for, in a few words.
fn asks(card: &Card) -> String {
    match (&card.state, &card.ask) {
        (State::Open | State::Stale, Ask::Evidence { .. }) if card.evidence.is_empty() => {
            "needs evidence".to_owned()
        }
        (State::Open | State::Stale, Ask::Evidence { .. }) => match wanted(card) {
            Wanted::Look => "needs your look".to_owned(),
            Wanted::Value(_) => "needs the value".to_owned(),
            Wanted::OwnWord => "does not prove it".to_owned(),
            Wanted::Nothing => "speaks against it".to_owned(),
        },
        (State::Open | State::Stale, Ask::Begin { .. }) => "point of no return".to_owned(),
        (State::Open | State::Stale, _) => "needs your answer".to_owned(),
        (state, _) => state.word().to_owned(),
    }
}
