//! The walk: steps on the left, the step on the right, its evidence below.

mod card;
mod draw;
mod items;
mod pane;
mod panel;
mod proof;
mod questions;
mod readings;
mod second;

use std::cell::Cell;

use crate::engine::{Action, Card, Deed, Fact, Model, Standing, State, WarningCard, Wish};
use crate::plan::StepIx;
use crate::step::{Answer, Ask};

use super::evidence::Browser;
use super::gate::Gate;
use super::glyphs::Glyphs;
use super::keymap::Command;
use super::paint::Piece;
use super::panel::{Act, Summary};
use super::place::Place;
use super::rows::Rows;

use items::Item;
use proof::Told;

pub(super) use card::{evidence as evidence_words, file_name};
pub(super) use proof::stale;
pub(super) use questions::{Wanted, abort, begin, explain, wanted};
pub(super) use second::{look as second_look, role as turn_back_role, way_back};

/// The panes.
const LIST: usize = 0;
const CARD: usize = 1;

/// The walk through the steps.
#[derive(Debug, Default)]
pub(super) struct Walk {
    items: Vec<Item>,
    rows: Rows,
    /// How many warnings somebody has to read.
    to_read: usize,
    /// What of the session was shown last, by its number.
    revision: Option<u64>,
    /// The selected step, or the selected warning.
    card: Option<Card>,
    told: Told,
    warning: Option<(WarningCard, Option<Fact>)>,
    shown_row: Option<usize>,
    focus: usize,
    /// First line of the card that is seen.
    top: Cell<usize>,
    height: Cell<usize>,
    /// Whether the end of the card has been on the screen: nobody confirms what they have not seen.
    has_read: Cell<bool>,
}

impl Walk {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn selected_step(&self) -> Option<StepIx> {
        match self.items.get(self.rows.selected()) {
            Some(Item::Step(step)) => Some(*step),
            _ => None,
        }
    }

    pub(super) fn select_step(&mut self, step: StepIx) {
        self.select_item(&Item::Step(step));
    }

    pub(super) fn select_warning(&mut self, warning: usize) {
        self.select_item(&Item::Warning(warning));
    }

    fn select_item(&mut self, wanted: &Item) {
        if let Some(row) = self.items.iter().position(|item| item == wanted) {
            self.rows.select(row);
        }
    }

    /// A fact is on record: what is next comes before us.
    pub(super) fn went_on(&mut self, model: &Model, fact: &Fact, summary: &Summary) {
        let is_settled = match &fact.deed {
            Deed::Acknowledged { .. } => true,
            Deed::Noted { .. }
            | Deed::Attached { .. }
            | Deed::Withdrawn { .. }
            | Deed::Explained { .. }
            | Deed::Happened { .. }
            | Deed::ClockJumped { .. }
            | Deed::Checked { .. }
            | Deed::Redeclared { .. }
            | Deed::HandedOver { .. }
            | Deed::TakenOver
            | Deed::WindowSet { .. }
            | Deed::Reopened { .. } => false,
            Deed::Resumed { .. } => true,
            Deed::Answered { step, .. }
            | Deed::Begun { step, .. }
            | Deed::Ended { step, .. }
            | Deed::Waived { step, .. }
            | Deed::Witnessed { step, .. }
            | Deed::NotApplicable { step, .. } => {
                model.step_named(step).is_some_and(|step| model.state(step).is_settled())
            }
            // Whoever corrects an earlier answer goes on from there.
            Deed::Corrected { .. } | Deed::Closed { .. } => false,
        };
        if is_settled {
            self.go_to_next(model, summary);
        }
        self.revision = None;
    }

    /// What is to be done next: warnings before the first point of no return is reached, in-doubt
    /// steps before everything.
    fn go_to_next(&mut self, model: &Model, summary: &Summary) {
        let is_urgent = summary
            .next
            .is_some_and(|step| matches!(model.state(step), State::InDoubt | State::UnderWay));
        match (summary.unacknowledged.first(), summary.next) {
            (Some(warning), _) if !is_urgent => self.select_item(&Item::Warning(*warning)),
            (_, Some(step)) => self.select_step(step),
            (_, None) => {}
        }
    }

    fn site_of_selected(&self, model: &Model) -> String {
        let plan = model.plan();
        let site = match self.items.get(self.rows.selected()) {
            Some(Item::Step(step)) => plan.step(*step).at.site,
            Some(Item::Warning(index)) => plan.warnings[*index].at.site,
            _ => None,
        };
        site.map(|site| plan.hierarchy.site(site).code.clone()).unwrap_or_default()
    }

    fn title(&self) -> String {
        match (&self.card, &self.warning) {
            (Some(card), _) => format!("{} {}", card.step.0 + 1, card.words.title),
            (None, Some((warning, _))) => warning.title.clone(),
            (None, None) => String::new(),
        }
    }

    fn lines(&self, glyphs: &Glyphs, width: usize) -> Vec<Vec<Piece>> {
        match (&self.card, &self.warning) {
            (Some(card), _) => card::step(card, &self.told, glyphs, width),
            (None, Some((warning, fact))) => card::warning(warning, fact.as_ref(), glyphs, width),
            (None, None) => Vec::new(),
        }
    }

    /// Passes over headings in the direction of the movement.
    fn land(&mut self, downwards: bool) {
        let is_selectable = |row: usize| self.items.get(row).is_some_and(Item::is_selectable);
        let here = self.rows.selected();
        let below = (here..self.items.len()).find(|row| is_selectable(*row));
        let above = (0..=here).rev().find(|row| is_selectable(*row));
        let goal = if downwards { below.or(above) } else { above.or(below) };
        if let Some(row) = goal {
            self.rows.select(row);
        }
    }

    fn move_by(&mut self, command: Command) {
        if self.focus == CARD {
            let page = self.height.get().saturating_sub(1).max(1);
            let top = self.top.get();
            self.top.set(match command {
                Command::Up => top.saturating_sub(1),
                Command::Down => top + 1,
                Command::PageUp => top.saturating_sub(page),
                Command::PageDown => top + page,
                Command::First => 0,
                _ => usize::MAX,
            });
            return;
        }
        self.rows.go(command);
        let downwards = matches!(command, Command::Down | Command::PageDown | Command::First);
        self.land(downwards);
    }

    /// Reads on, where the end of the card has not been seen yet.
    fn read_on(&self) -> bool {
        if self.has_read.get() {
            return false;
        }
        self.top.set(self.top.get() + self.height.get().saturating_sub(1).max(1));
        true
    }

    fn confirm(&mut self, model: Option<&Model>) -> Vec<Act> {
        if self.read_on() {
            return Vec::new();
        }
        if let (Some((warning, _)), Some(Item::Warning(index))) =
            (&self.warning, self.items.get(self.rows.selected()))
            && warning.needs_acknowledgement
        {
            return vec![Act::Say(Wish::Acknowledge { warning: *index })];
        }
        let Some(card) = &self.card else { return Vec::new() };
        if questions::is_plain_yes(card) {
            let answer = match card.ask {
                Ask::Evidence { .. } => Answer::Seen,
                _ => Answer::Yes,
            };
            return vec![Act::Say(Wish::Answer { step: card.step, answer })];
        }
        self.go_on(model)
    }

    /// The one obvious next thing of the step. Never a point of no return: its question opens, and
    /// wants a phrase; before that everything is looked at again.
    fn go_on(&self, model: Option<&Model>) -> Vec<Act> {
        let Some(card) = &self.card else { return Vec::new() };
        match first_thing(card) {
            Some(First::Attach) => vec![Act::Open(Place::Evidence(Browser::new(card)))],
            Some(First::Answer) => vec![Act::Ask(questions::answer(card, &self.told))],
            Some(First::Begin) => {
                let is_go = model.is_some_and(|it| it.verdict_of(card.step) == Some(true));
                if is_go {
                    return vec![Act::Ask(questions::begin(card))];
                }
                vec![Act::Open(Place::Gate(Gate::new(card.step)))]
            }
            Some(First::End) => vec![Act::Ask(questions::end(card))],
            Some(First::Mend) => vec![self.mend(card, model)],
            Some(First::Second) => second::look(card),
            None => match &card.state {
                State::Blocked(by) => by.first().map(|step| Act::GoTo(*step)).into_iter().collect(),
                _ => Vec::new(),
            },
        }
    }

    /// What speaks against the step, and what can be done about it.
    fn mend(&self, card: &Card, model: Option<&Model>) -> Act {
        let site = model.and_then(|model| site_of(model, card.step));
        match site.and_then(|site| questions::which_is_wrong(card, &site)) {
            Some(dialog) => Act::Ask(dialog),
            None => readings::against(card, &self.told),
        }
    }

    fn can_action(&self, action: Action) -> bool {
        self.card.as_ref().is_some_and(|card| card.can.contains(&action))
    }

    fn can_mark(&self) -> bool {
        match (&self.card, &self.warning) {
            (Some(card), _) => !self.has_read.get() || first_thing(card).is_some(),
            (None, Some((warning, _))) => !self.has_read.get() || warning.needs_acknowledgement,
            (None, None) => false,
        }
    }

    /// What the confirming key does now.
    fn mark_label(&self) -> &'static str {
        if !self.has_read.get() {
            return "Read on";
        }
        match &self.card {
            None => "I have read this",
            Some(card) if questions::is_plain_yes(card) => match card.ask {
                Ask::Evidence { .. } => "Confirm evidence",
                _ => "Confirm",
            },
            Some(card) => match first_thing(card) {
                Some(First::Begin) => "Begin...",
                Some(First::End) => "How it ended...",
                Some(First::Attach) => "Add evidence...",
                Some(First::Mend) => "What is wrong...",
                Some(First::Second) => "Second person...",
                Some(First::Answer) if has_evidence(card) => match wanted(card) {
                    Wanted::Value(_) => "Type the value...",
                    _ => "On your word...",
                },
                Some(First::Answer) | None => "Answer...",
            },
        }
    }

    fn ask(&self, command: Command) -> Vec<Act> {
        let Some(card) = &self.card else { return Vec::new() };
        let dialog = match command {
            Command::Attest => questions::answer(card, &self.told),
            Command::Withdraw => questions::withdraw(card),
            Command::Explain => {
                return questions::explain(card).map(Act::Ask).into_iter().collect();
            }
            Command::Note => questions::note(card),
            Command::Failed => questions::end(card),
            Command::SetAside => questions::set_aside(card),
            Command::Waive => questions::waive(card),
            Command::Correct => questions::correct(card, &self.told),
            _ => questions::reopen(card),
        };
        vec![Act::Ask(dialog)]
    }
}

impl Walk {
    /// Whether the row still shows the step or warning that was shown: then the page stays where
    /// it was.
    fn same_as_before(&self, row: usize, model: &Model) -> bool {
        match self.items.get(row) {
            // In another state it says other things, the first of them at the top.
            Some(Item::Step(step)) => self.card.as_ref().is_some_and(|card| {
                card.step == *step
                    && card.state == *model.state(*step)
                    && (card.sensors.is_empty() || card.standing == model.standing(*step))
            }),
            Some(_) | None => false,
        }
    }
}

/// The one obvious next thing of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Attach,
    Answer,
    Begin,
    End,
    /// Something speaks against it: nothing confirms it before that is mended.
    Mend,
    /// A second person has to look at it.
    Second,
}

/// The one obvious next thing of a step. More evidence for what is settled is none.
fn first_thing(card: &Card) -> Option<First> {
    let is_due = matches!(card.state, State::Open | State::Stale | State::Waiting(None));
    match card.can.first()? {
        _ if card.state == State::Refuted => Some(First::Mend),
        Action::Answer if is_due && card.standing.is_against() => Some(First::Mend),
        Action::Attach => is_due.then_some(First::Attach),
        Action::Answer => Some(First::Answer),
        Action::Begin => Some(First::Begin),
        Action::End => Some(First::End),
        Action::Second => Some(First::Second),
        _ => None,
    }
}

fn has_evidence(card: &Card) -> bool {
    matches!(card.ask, Ask::Evidence { .. }) && card.standing != Standing::Nothing
}

/// The code of the site that a step is of.
fn site_of(model: &Model, step: StepIx) -> Option<String> {
    let plan = model.plan();
    plan.step(step).at.site.map(|site| plan.hierarchy.site(site).code.clone())
}
