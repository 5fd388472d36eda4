//! GO or NO-GO: one card, one verdict. Opening it looks at everything again beside the screen and
//! puts the verdict on record; every reason is one key from its step.

mod draw;

use ratatui::layout::Rect;

use crate::engine::{
    Danger, Deed, Fact, Inspection, Model, Piece as Looked, Reason, Since, card, ready, to_read,
};
use crate::plan::StepIx;
use crate::step::Ask;
use crate::text::count;
use crate::theme::Role;

use super::keymap::{Command, Where};
use super::paint::{Painter, bold, piece};
use super::panel::{Act, Panel, Scene};
use super::rows::Rows;
use super::walk::{begin, second_look};

/// How the card stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stands {
    /// Everything is being looked at; what is known already is no verdict.
    Looking,
    /// Nobody has looked to the end.
    Unknown,
    /// The verdict that is on record, and whether it can still be acted on.
    Checked { is_go: bool, is_fresh: bool, unchanged: u64 },
}

/// A row of the list: what stands against it, and below a line what is only noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Heading(&'static str),
    Reason(usize),
}

/// The verdict on one point of no return.
#[derive(Debug)]
pub(super) struct Gate {
    step: StepIx,
    title: String,
    /// The phrase that begins it.
    word: String,
    stands: Stands,
    /// The fact that the verdict stands in.
    fact: Option<Fact>,
    /// The worst first.
    reasons: Vec<Reason>,
    items: Vec<Item>,
    rows: Rows,
    revision: Option<u64>,
    was_looking: bool,
    /// Facts that there were when the card was opened: a verdict counts from there on.
    since: Option<usize>,
}

impl Gate {
    pub(super) fn new(step: StepIx) -> Self {
        Self {
            step,
            title: String::new(),
            word: String::new(),
            stands: Stands::Looking,
            fact: None,
            reasons: Vec::new(),
            items: Vec::new(),
            rows: Rows::default(),
            revision: None,
            was_looking: true,
            since: None,
        }
    }

    fn selected(&self) -> Option<&Reason> {
        match self.items.get(self.rows.selected())? {
            Item::Reason(index) => self.reasons.get(*index),
            Item::Heading(_) => None,
        }
    }

    fn is_go(&self) -> bool {
        matches!(self.stands, Stands::Checked { is_go: true, is_fresh: true, .. })
    }

    fn is_looking(&self, scene: &Scene<'_>) -> bool {
        scene.looking.is_some_and(|it| it.step == self.step)
    }

    /// Whether to look again is the obvious next thing: there is no verdict, or one that said GO
    /// and holds no more.
    fn has_to_look(&self) -> bool {
        matches!(
            self.stands,
            Stands::Unknown | Stands::Checked { is_go: true, is_fresh: false, .. }
        )
    }

    /// Whether a second person has to look at the verdict before anything is begun.
    fn awaits_second(&self, scene: &Scene<'_>) -> bool {
        self.is_go() && scene.model.is_some_and(|it| it.awaits_second(self.step).is_some())
    }

    /// Reasons that stand against it.
    fn against(&self) -> usize {
        self.reasons.iter().filter(|reason| reason.danger.stops()).count()
    }

    /// Takes the verdict from the record, or what is known without one.
    fn gather(&mut self, model: &Model, is_looking: bool) {
        let plan = model.plan();
        self.title = plan.words(self.step).title;
        if let Ask::Begin { word, .. } = plan.ask(self.step) {
            self.word = word;
        }
        let since = *self.since.get_or_insert(model.facts().len());
        let last = if is_looking { None } else { verdict_since(model, self.step, since) };
        let before = std::mem::take(&mut self.reasons);
        (self.stands, self.reasons) = if let Some(Fact {
            deed: Deed::Checked { is_go, reasons, unchanged, .. },
            ..
        }) = last
        {
            let is_fresh = model.verdict_of(self.step).is_some();
            let (is_go, unchanged) = (*is_go, *unchanged);
            (Stands::Checked { is_go, is_fresh, unchanged }, reasons.clone())
        } else {
            let stands = if is_looking { Stands::Looking } else { Stands::Unknown };
            (stands, known(model, self.step))
        };
        self.fact = last.cloned();
        self.items = items(&self.reasons);
        self.rows.resize(self.items.len());
        if self.reasons != before {
            // What is worst is seen first.
            self.rows.first();
        }
        self.land(true);
    }

    /// Passes over headings in the direction of the movement.
    fn land(&mut self, downwards: bool) {
        let is_reason = |row: usize| matches!(self.items.get(row), Some(Item::Reason(_)));
        let here = self.rows.selected();
        let below = (here..self.items.len()).find(|row| is_reason(*row));
        let above = (0..=here).rev().find(|row| is_reason(*row));
        let goal = if downwards { below.or(above) } else { above.or(below) };
        if let Some(row) = goal {
            self.rows.select(row);
        }
    }

    /// The first reason that has a step.
    fn first(&self, scene: &Scene<'_>) -> Vec<Act> {
        let all = self.reasons.iter().filter(|reason| reason.danger.stops());
        all.map(|reason| go_there(Some(reason), scene))
            .find(|acts| !acts.is_empty())
            .unwrap_or_default()
    }

    fn in_full(&self) -> Vec<Act> {
        let Some(reason) = self.selected() else { return Vec::new() };
        let lines = vec![
            vec![bold(draw::role_of(reason.danger), reason.danger.word())],
            vec![piece(Role::Text, &reason.text)],
            Vec::new(),
            vec![piece(Role::TextMuted, "It is about  "), piece(Role::Text, &reason.about)],
        ];
        let lines = if reason.about.is_empty() { lines[..2].to_vec() } else { lines };
        vec![Act::Page { title: "Reason".to_owned(), lines }]
    }
}

/// Goes to what a reason is about.
fn go_there(reason: Option<&Reason>, scene: &Scene<'_>) -> Vec<Act> {
    let Some((reason, model)) = reason.zip(scene.model) else { return Vec::new() };
    let warnings = &model.plan().warnings;
    let warning = || warnings.iter().position(|notice| notice.id == reason.about);
    match (model.step_named(&reason.about), warning()) {
        (Some(step), _) => vec![Act::GoTo(step)],
        (None, Some(warning)) => vec![Act::GoToWarning(warning)],
        (None, None) => Vec::new(),
    }
}

/// The verdict that went on record since the card was opened.
fn verdict_since(model: &Model, step: StepIx, since: usize) -> Option<&Fact> {
    let id = &model.plan().step(step).id;
    let facts = model.facts().iter().skip(since).rev();
    facts.into_iter().find(|fact| matches!(&fact.deed, Deed::Checked { step, .. } if step == id))
}

/// What the session itself knows, whatever the files and pins say: no verdict.
fn known(model: &Model, step: StepIx) -> Vec<Reason> {
    let pieces = to_read(model, step).into_iter().map(|it| Looked {
        step: it.step,
        then: it.then,
        since: Since::Unchanged,
        readings: Vec::new(),
    });
    let inspection = Inspection { pieces: pieces.collect(), pins: Vec::new() };
    ready(model, step, &inspection).reasons
}

/// What stops comes first; what is only noted follows below a line.
fn items(reasons: &[Reason]) -> Vec<Item> {
    let of = |wanted: bool| {
        let all = reasons.iter().enumerate();
        all.filter(move |(_, reason)| reason.danger.stops() == wanted)
            .map(|(index, _)| Item::Reason(index))
    };
    let mut items: Vec<Item> = of(true).collect();
    if reasons.iter().any(|reason| reason.danger == Danger::Noted) {
        items.push(Item::Heading("Known, and no obstacle"));
        items.extend(of(false));
    }
    items
}

impl Panel for Gate {
    fn place(&self) -> Where {
        Where::Gate
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        vec![scene.summary.hierarchy.clone(), "GO or NO-GO".to_owned()]
    }

    fn can(&self, command: Command, scene: &Scene<'_>) -> bool {
        match command {
            command if Rows::is_move(command) => true,
            Command::Find => !self.items.is_empty(),
            Command::Enter => self.is_go() || !go_there(self.selected(), scene).is_empty(),
            Command::Open => {
                (self.is_go() || self.has_to_look()) && !go_there(self.selected(), scene).is_empty()
            }
            Command::Blocker => !self.first(scene).is_empty(),
            Command::Second => self.awaits_second(scene),
            Command::Why => self.selected().is_some(),
            Command::LookAgain => !self.is_looking(scene),
            Command::CancelReading => self.is_looking(scene),
            _ => false,
        }
    }

    fn label(&self, command: Command, scene: &Scene<'_>) -> Option<String> {
        match command {
            Command::Enter if self.awaits_second(scene) => Some("Second person...".to_owned()),
            Command::Enter if self.is_go() => Some("Type the phrase...".to_owned()),
            Command::Enter if self.has_to_look() => Some("Look again".to_owned()),
            // Enter says so.
            Command::LookAgain if self.has_to_look() => Some(String::new()),
            _ => None,
        }
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Enter | Command::Second if self.awaits_second(scene) => {
                let card = scene.model.map(|model| card(model, self.step));
                return card.map(|card| second_look(&card)).unwrap_or_default();
            }
            Command::Enter if self.is_go() => {
                let card = scene.model.map(|model| card(model, self.step));
                return card.map(|card| Act::Ask(begin(&card))).into_iter().collect();
            }
            Command::Enter if self.has_to_look() => return vec![Act::Look(self.step)],
            Command::Enter | Command::Open => return go_there(self.selected(), scene),
            Command::Blocker => return self.first(scene),
            Command::Why => return self.in_full(),
            Command::LookAgain => return vec![Act::Look(self.step)],
            Command::CancelReading => return vec![Act::StopLooking],
            command => {
                self.rows.go(command);
                let downwards =
                    matches!(command, Command::Down | Command::PageDown | Command::First);
                self.land(downwards);
            }
        }
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        match self.stands {
            Stands::Looking => "looking".to_owned(),
            Stands::Unknown => "no verdict".to_owned(),
            Stands::Checked { unchanged, .. } => {
                format!("{} unchanged", count("piece", usize::try_from(unchanged).unwrap_or(0)))
            }
        }
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Look(self.step)]
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        self.draw_card(painter, area, scene);
    }

    fn click(&mut self, _pane: usize, row: usize, scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.items.len() {
            return Vec::new();
        }
        if self.rows.selected() == row {
            return go_there(self.selected(), scene);
        }
        self.rows.select(row);
        self.land(true);
        Vec::new()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.rows.step(by);
        self.land(by > 0);
    }

    fn settle(&mut self, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let is_looking = self.is_looking(scene);
        // What can be acted on is a matter of time as well.
        let is_outdated = matches!(self.stands, Stands::Checked { is_fresh: true, .. })
            && model.verdict_of(self.step).is_none();
        let is_same = self.revision == Some(scene.summary.revision)
            && self.was_looking == is_looking
            && !is_outdated;
        if !is_same {
            self.revision = Some(scene.summary.revision);
            self.was_looking = is_looking;
            self.gather(model, is_looking);
        }
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        for (row, item) in self.items.iter().enumerate() {
            if let Item::Reason(index) = item {
                let reason = &self.reasons[*index];
                visit(row, &format!("{} {}", reason.about, reason.text));
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
