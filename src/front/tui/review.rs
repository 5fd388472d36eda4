//! The review: open points first, one key from each to its step; what stands in the way of signing.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::engine::{Deed, Deviation, Model, Outcome, State, verdict};
use crate::front::words;
use crate::plan::StepIx;
use crate::step::How;
use crate::text::count;
use crate::theme::Role;

use super::desk::{Errand, Recheck, Reply};
use super::keymap::{Command, Where};
use super::paint::{Focus, Painter, Piece, bold, piece};
use super::panel::{Act, Panel, Scene};
use super::paper::Paper;
use super::place::Place;
use super::rows::Rows;
use super::sign::Sign;
use super::ui::wrapped;

/// A row of the review.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Heading(&'static str),
    Warning(usize),
    Step(StepIx),
    Deviation(usize),
}

/// Everything once more before it is signed.
#[derive(Debug, Default)]
pub(super) struct Review {
    items: Vec<Item>,
    rows: Rows,
    only_open: bool,
    revision: Option<u64>,
    outcome: Option<Outcome>,
    deviations: Vec<Deviation>,
    open: usize,
    unread: usize,
    /// Pieces of evidence that were ever attached.
    evidence: usize,
    people: Vec<String>,
    is_under_way: bool,
    recheck: Option<Result<Recheck, String>>,
    asked: bool,
}

impl Review {
    pub(super) fn new() -> Self {
        Self::default()
    }

    fn gather(&mut self, model: &Model) {
        let verdict = verdict(model);
        let is_open = |step: &StepIx| verdict.open.binary_search(step).is_ok();
        self.open = verdict.open.len();
        self.unread = verdict.unacknowledged.len();
        let steps = (0..model.plan().steps.len()).map(StepIx);
        self.evidence = steps.map(|step| model.evidence(step).len()).sum();
        self.people = people(model);
        self.is_under_way = verdict.open.iter().any(|step| {
            let state = model.state(*step);
            matches!(state, crate::engine::State::UnderWay | crate::engine::State::InDoubt)
        });
        self.items.clear();
        if self.open + self.unread > 0 {
            self.items.push(Item::Heading("Open points"));
            self.items.extend(verdict.unacknowledged.iter().copied().map(Item::Warning));
            self.items.extend(verdict.open.iter().copied().map(Item::Step));
        }
        if !verdict.deviations.is_empty() {
            self.items.push(Item::Heading("Deviations"));
            self.items.extend((0..verdict.deviations.len()).map(Item::Deviation));
        }
        if !self.only_open {
            self.items.push(Item::Heading("Settled"));
            let all = (0..model.plan().steps.len()).map(StepIx);
            self.items.extend(all.filter(|step| !is_open(step)).map(Item::Step));
        }
        self.outcome = Some(verdict.outcome);
        self.deviations = verdict.deviations;
        self.rows.resize(self.items.len());
        self.land(true);
    }

    fn land(&mut self, downwards: bool) {
        let is_row =
            |row: usize| self.items.get(row).is_some_and(|item| !matches!(item, Item::Heading(_)));
        let here = self.rows.selected();
        let below = (here..self.items.len()).find(|row| is_row(*row));
        let above = (0..here).rev().find(|row| is_row(*row));
        let goal = if downwards { below.or(above) } else { above.or(below) };
        if let Some(row) = goal {
            self.rows.select(row);
        }
    }

    /// The step that a row is about.
    fn step_of(&self, model: &Model) -> Option<StepIx> {
        match self.items.get(self.rows.selected())? {
            Item::Step(step) => Some(*step),
            Item::Deviation(index) => model.step_named(&self.deviations[*index].about),
            Item::Warning(_) | Item::Heading(_) => None,
        }
    }

    fn go_there(&self, scene: &Scene<'_>) -> Vec<Act> {
        let Some(model) = scene.model else { return Vec::new() };
        match self.items.get(self.rows.selected()) {
            Some(Item::Warning(index)) => vec![Act::GoToWarning(*index)],
            _ => self.step_of(model).map(Act::GoTo).into_iter().collect(),
        }
    }

    fn summary_lines(
        &self,
        model: &Model,
        scene: &Scene<'_>,
        painter: &Painter<'_>,
    ) -> Vec<Vec<Piece>> {
        let glyphs = painter.glyphs;
        let pair = |name: &str, value: String| {
            vec![piece(Role::TextMuted, format!("{name:<12}")), piece(Role::Text, value)]
        };
        let outcome = self.outcome.unwrap_or(Outcome::Incomplete);
        let (mark, role) = match outcome {
            Outcome::Complete => (glyphs.confirmed, Role::Success),
            Outcome::CompleteWithDeviations => (glyphs.waived, Role::Warning),
            Outcome::Incomplete | Outcome::Aborted => (glyphs.refuted, Role::Danger),
        };
        let mut lines = vec![
            vec![bold(role, format!("{mark} {}", words::outcome(outcome, self.deviations.len())))],
            Vec::new(),
            pair("Settled", format!("{} of {}", scene.summary.settled, scene.summary.total)),
            pair("Open", (self.open + self.unread).to_string()),
            pair("Deviations", self.deviations.len().to_string()),
            pair("Evidence", evidence_words(self.evidence, self.recheck.as_ref())),
            pair(
                "Record",
                format!(
                    "{}, each signed and chained",
                    count("entry", model.facts().len()).replace("entrys", "entries")
                ),
            ),
            Vec::new(),
            vec![bold(Role::Accent, "People")],
        ];
        for name in &self.people {
            lines.push(vec![piece(Role::Text, name.clone())]);
        }
        lines.push(Vec::new());
        let (role, words) = self.advice();
        lines.push(vec![piece(role, words)]);
        if let Some(Ok(recheck)) = &self.recheck {
            for sentence in recheck.changed.iter().chain(&recheck.out_of_reach) {
                lines.push(vec![piece(Role::Warning, sentence.clone())]);
            }
        }
        lines
    }

    fn advice(&self) -> (Role, String) {
        if self.is_under_way {
            return (
                Role::Danger,
                "An upgrade is begun and nobody has said how it ended: say that first.".to_owned(),
            );
        }
        match self.open + self.unread {
            0 => (Role::Text, "s signs the record. After that it is read-only.".to_owned()),
            open => (
                Role::Warning,
                format!(
                    "{} left. Signed now, the session ends as incomplete and cannot be gone on with.",
                    count("open point", open)
                ),
            ),
        }
    }
}

fn evidence_words(evidence: usize, recheck: Option<&Result<Recheck, String>>) -> String {
    let pieces = count("piece", evidence);
    match recheck {
        _ if evidence == 0 => "none".to_owned(),
        None => format!("{pieces}, looking..."),
        Some(Err(_)) => format!("{pieces}, not looked at"),
        Some(Ok(Recheck { changed, out_of_reach, .. })) => {
            match (changed.len(), out_of_reach.len()) {
                (0, 0) => format!("{pieces}, all the same"),
                (0, gone) => format!("{pieces}, {gone} out of reach"),
                (changed, _) => format!("{pieces}, {changed} CHANGED"),
            }
        }
    }
}

/// Everybody who stands behind something, once.
fn people(model: &Model) -> Vec<String> {
    let mut people: Vec<(&str, &str)> = Vec::new();
    for fact in model.facts() {
        let person = (fact.by.name.as_str(), fact.by.id.as_str());
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people.into_iter().map(|(name, id)| format!("{name} ({id})")).collect()
}

/// What settled a step, in a few words.
fn proof(model: &Model, step: StepIx, is_narrow: bool) -> String {
    let evidence = model.evidence(step).len();
    let notes = model.about(step).filter(|fact| matches!(fact.deed, Deed::Noted { .. })).count();
    let word = match model.state(step) {
        // What tells the steps apart needs the room.
        State::Satisfied(How::Shown) if is_narrow => "shown",
        state => state.word(),
    };
    let mut told = vec![word.to_owned()];
    if evidence > 0 {
        told.push(count("file", evidence));
    }
    if notes > 0 {
        told.push(count("note", notes));
    }
    told.join(", ")
}

impl Panel for Review {
    fn place(&self) -> Where {
        Where::Review
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        vec![scene.summary.hierarchy.clone(), "Review".to_owned()]
    }

    fn can(&self, command: Command, scene: &Scene<'_>) -> bool {
        match command {
            command if Rows::is_move(command) => true,
            Command::OnlyOpen | Command::Abort | Command::Find | Command::Print => true,
            Command::Sign => !self.is_under_way,
            Command::Enter => !self.go_there(scene).is_empty(),
            _ => false,
        }
    }

    fn label(&self, command: Command, _scene: &Scene<'_>) -> Option<String> {
        (command == Command::OnlyOpen && self.only_open).then(|| "Show all".to_owned())
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Enter => return self.go_there(scene),
            Command::OnlyOpen => {
                self.only_open = !self.only_open;
                self.revision = None;
                return Vec::new();
            }
            Command::Print => return Paper::open(None),
            Command::Abort => {
                let way_back = scene.model.map(super::walk::way_back);
                return [Act::Ask(super::walk::abort())].into_iter().chain(way_back).collect();
            }
            Command::Sign => return vec![Act::Open(Place::Sign(Sign::new()))],
            command => self.rows.go(command),
        }
        self.land(!matches!(command, Command::Up | Command::PageUp | Command::Last));
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        match self.open + self.unread {
            0 => "nothing is open".to_owned(),
            open => count("open point", open),
        }
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let (left, right) = if area.width < 80 {
            let height = 8.min(area.height / 2);
            let below = Rect { y: area.bottom() - height, height, ..area };
            (Rect { height: area.height - height, ..area }, below)
        } else {
            let width = (area.width * 36 / 100).max(32);
            let right = Rect { x: area.right() - width, width, ..area };
            (Rect { width: area.width - width, ..area }, right)
        };
        let total = count("step", scene.summary.total);
        let inside = painter.frame(left, "All steps", &total, Focus::Here);
        painter.list(inside, &self.rows, Focus::Here, 0, |painter, row, index, ground| {
            draw_item(painter, row, &self.items[index], ground, model, &self.deviations);
        });
        let visible = usize::from(inside.height);
        painter.scrollbar(left, self.rows.count(), self.rows.top(), visible);
        let inside = painter.frame(right, "Seal", "", Focus::Elsewhere);
        let lines = self.summary_lines(model, scene, painter);
        let lines = wrapped(&lines, usize::from(inside.width.saturating_sub(2)));
        let lines: Vec<_> = if area.width < 80 {
            lines.into_iter().filter(|line| !line.is_empty()).collect()
        } else {
            lines
        };
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        painter.page(inside, &lines, 0);
    }

    fn click(&mut self, _pane: usize, row: usize, scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.items.len() {
            return Vec::new();
        }
        if self.rows.selected() == row {
            return self.go_there(scene);
        }
        self.rows.select(row);
        self.land(true);
        Vec::new()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.rows.step(by);
        self.land(by > 0);
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        if let Reply::Rechecked(recheck) = reply {
            self.recheck = Some(recheck.clone());
        }
        Vec::new()
    }

    fn settle(&mut self, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        if self.revision != Some(scene.summary.revision) {
            self.revision = Some(scene.summary.revision);
            self.gather(model);
        }
    }

    fn opened(&mut self) -> Vec<Act> {
        if std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![Act::Send(Errand::Recheck)]
    }

    fn labels(&self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        let Some(model) = scene.model else { return };
        for (row, item) in self.items.iter().enumerate() {
            if let Item::Step(step) = item {
                visit(
                    row,
                    &format!("{} {}", model.plan().step(*step).id, model.plan().words(*step).title),
                );
            }
        }
    }

    fn found_at(&self) -> usize {
        self.rows.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.rows.select(row);
    }
}

fn draw_item(
    painter: &mut Painter<'_>,
    row: Rect,
    item: &Item,
    ground: Role,
    model: &Model,
    deviations: &[Deviation],
) {
    let glyphs = painter.glyphs;
    let (mark, role, title, right) = match item {
        Item::Heading(title) => {
            painter.pieces(row, &[bold(Role::Accent, *title)], ground);
            return;
        }
        Item::Warning(index) => {
            let notice = &model.plan().warnings[*index];
            (glyphs.open, Role::Warning, notice.title.clone(), "not acknowledged".to_owned())
        }
        Item::Step(step) => {
            let (mark, role) = glyphs.of(model.state(*step));
            (mark, role, model.plan().words(*step).title, proof(model, *step, row.width < 70))
        }
        Item::Deviation(index) => {
            let deviation = &deviations[*index];
            let about = match model.step_named(&deviation.about) {
                Some(step) => model.plan().words(step).title,
                None => deviation.about.clone(),
            };
            let title = format!("{about}: {}", deviation.reason);
            (glyphs.waived, Role::Warning, title, deviation.what.to_owned())
        }
    };
    let used = painter.text_right(row, &right, painter.skin.on(Role::TextMuted, ground)) + 1;
    let room = Rect { width: row.width.saturating_sub(used), ..row };
    painter.pieces(room, &[piece(role, format!(" {mark} ")), piece(Role::Text, title)], ground);
    // As in the walk: shown by evidence, and said by a person, are told apart by the mark.
    let is_shown = |step: &StepIx| matches!(model.state(*step), State::Satisfied(How::Shown));
    if matches!(item, Item::Step(step) if is_shown(step)) && row.width > 4 {
        painter.buf[(row.x + 1, row.y)].modifier.insert(Modifier::UNDERLINED);
    }
}
