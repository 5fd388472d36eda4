//! One moment of the session, as every face sees it: plain data, no style, no coordinate.

use crate::plan::{Plan, StepIx, StepWords};
use crate::step::{Ask, SensorName};

use super::decide::{is_waivable, standing_on};
use super::state::Settled;
use super::verdict::{deviations, outcome, unacknowledged};
use super::{Evidence, Fact, Model, Outcome, Phase, Staleness, Standing, State};

/// The session at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    pub flow: String,
    pub hierarchy: String,
    pub phases: Vec<PhaseRow>,
    /// The step to do next: in doubt or under way first, then the first that can be acted on.
    pub next: Option<StepIx>,
    /// Warnings that wait for an acknowledgement, by index in the plan.
    pub unacknowledged: Vec<usize>,
    pub settled: usize,
    pub total: usize,
    /// How the session ended, or would end if it were closed now.
    pub outcome: Outcome,
    pub deviations: usize,
    pub is_over: bool,
}

/// How far the session is: the same without its rows, however many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub next: Option<StepIx>,
    pub unacknowledged: Vec<usize>,
    pub settled: usize,
    pub total: usize,
    pub outcome: Outcome,
    pub deviations: usize,
}

/// A phase of the walk and its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseRow {
    pub title: String,
    pub rows: Vec<Row>,
    pub settled: usize,
}

/// A step in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub step: StepIx,
    pub id: String,
    pub state: State,
}

/// A step in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub step: StepIx,
    pub id: String,
    pub phase: String,
    pub words: StepWords,
    pub because: String,
    /// "Q171338 step 5".
    pub sources: Vec<String>,
    pub state: State,
    /// Ids and titles of the steps that block it.
    pub blocked_by: Vec<(String, String)>,
    pub ask: Ask,
    /// What can still prove something; older pieces are in the history.
    pub evidence: Vec<Evidence>,
    /// What that comes to.
    pub standing: Standing,
    /// The sensors that the step names, in words.
    pub sensors: Vec<&'static str>,
    /// Where the file comes that is waited for.
    pub watched: Option<String>,
    /// The key of the value that has to be typed, and what the evidence shows.
    pub value: Option<(String, String)>,
    /// Why it counts as open although it was answered.
    pub staleness: Option<Staleness>,
    pub history: Vec<Fact>,
    /// What a second person has to look at, where one is awaited.
    pub second: Option<String>,
    /// Whoever settles it types the passphrase of their key once more.
    pub is_hold_point: bool,
    /// What may be done with it now, most useful first.
    pub can: Vec<Action>,
}

/// What may be done with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Answer,
    Begin,
    End,
    Attach,
    Waive,
    SetAside,
    Correct,
    Reopen,
    /// Take evidence back that does not belong here.
    Withdraw,
    /// Look at it as a second person.
    Second,
    /// Answer for what a sensor found.
    Explain,
    Note,
}

/// A warning in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningCard {
    pub id: String,
    pub title: String,
    pub text: String,
    pub because: String,
    pub sources: Vec<String>,
    pub needs_acknowledgement: bool,
}

impl Card {
    /// The text of the step, paragraph by paragraph, each with its label. Every face shows all of
    /// it, in its own dress; nothing else is asked.
    pub fn paragraphs(&self) -> Vec<(&'static str, String)> {
        let words = &self.words;
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut paragraphs = vec![
            ("Good practice", optional(&words.note)),
            ("Not applicable", optional(&words.not_applicable)),
            ("What", words.what.clone()),
            ("Why", words.why.clone()),
            ("Danger", words.danger.clone()),
            ("Here because", self.because.clone()),
            ("Source", self.sources.join("; ")),
            ("Asks", self.ask.full_question()),
        ];
        paragraphs.retain(|(_, text)| !text.is_empty());
        paragraphs
    }

    /// The text that an answer to this step stands under. Goes on record with the answer.
    pub fn shown(&self) -> String {
        let mut lines = vec![self.words.title.clone()];
        lines.extend(self.paragraphs().iter().map(|(label, text)| format!("{label}: {text}")));
        lines.join("\n")
    }
}

impl WarningCard {
    /// The exact text that an acknowledgement stands under.
    pub fn shown(&self) -> String {
        format!("{}\n{}\n{}", self.title, self.text, self.because)
    }
}

/// The session at a glance.
pub fn screen(model: &Model) -> Screen {
    let plan = model.plan();
    let mut phases: Vec<PhaseRow> = plan
        .flow
        .phases
        .iter()
        .map(|phase| PhaseRow { title: phase.title.clone(), rows: Vec::new(), settled: 0 })
        .collect();
    for (index, step) in plan.steps.iter().enumerate() {
        let state = model.states()[index].clone();
        let phase = &mut phases[step.phase];
        phase.settled += usize::from(state.is_settled());
        phase.rows.push(Row { step: StepIx(index), id: step.id.clone(), state });
    }
    phases.retain(|phase| !phase.rows.is_empty());
    let Progress { next, unacknowledged, settled, total, outcome, deviations } = progress(model);
    Screen {
        flow: plan.flow.title.clone(),
        hierarchy: plan.hierarchy.name.clone(),
        phases,
        next,
        unacknowledged,
        settled,
        total,
        outcome,
        deviations,
        is_over: model.phase() != Phase::Walking,
    }
}

/// How far the session is.
pub fn progress(model: &Model) -> Progress {
    let tally = model.tally();
    let (settled, total) = (tally.settled(), model.states().len());
    let unacknowledged = unacknowledged(model);
    let deviations = deviations(model).count();
    let left = total - settled + unacknowledged.len();
    let outcome = outcome(model, left, deviations > 0);
    Progress { next: tally.next(), unacknowledged, settled, total, outcome, deviations }
}

/// A step in full.
pub fn card(model: &Model, step: StepIx) -> Card {
    let plan = model.plan();
    let planned = plan.step(step);
    let state = model.state(step).clone();
    let blocked_by = match &state {
        State::Blocked(by) => {
            by.iter().map(|need| (plan.step(*need).id.clone(), plan.words(*need).title)).collect()
        }
        State::Open
        | State::Waiting(_)
        | State::Observed
        | State::Refuted
        | State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::GateOpen
        | State::Waived
        | State::NotApplicable
        | State::Stale
        | State::UnderWay
        | State::InDoubt
        | State::Succeeded => Vec::new(),
    };
    let ask = if matches!(state, State::UnderWay | State::InDoubt) {
        Ask::Outcome { question: outcome_question(model, step) }
    } else {
        plan.ask(step)
    };
    Card {
        step,
        id: planned.id.clone(),
        phase: plan.flow.phases[planned.phase].title.clone(),
        words: plan.words(step),
        because: plan.because(step),
        sources: sources(plan, step),
        can: actions(model, step, &state),
        state,
        blocked_by,
        ask,
        evidence: model.fresh_evidence(step).into_iter().cloned().collect(),
        standing: model.standing(step),
        sensors: plan.template(step).proof.sensors().into_iter().map(SensorName::word).collect(),
        watched: plan.watched(step),
        value: model.value_to_type(step),
        staleness: model.staleness(step),
        history: model.about(step).cloned().collect(),
        second: model.awaits_second(step).and_then(|fact| model.to_witness(fact)),
        is_hold_point: plan.is_hold_point(step),
    }
}

/// A warning in full, by its index in the plan.
pub fn warning_card(model: &Model, warning: usize) -> WarningCard {
    let plan = model.plan();
    let notice = &plan.warnings[warning];
    let template = plan.warning(notice);
    WarningCard {
        id: notice.id.clone(),
        title: notice.title.clone(),
        text: notice.text.clone(),
        because: notice.because.clone(),
        sources: template.cites.iter().map(ToString::to_string).collect(),
        needs_acknowledgement: template.acknowledge && model.acknowledgement(warning).is_none(),
    }
}

/// What is asked once a point of no return has been begun.
pub(super) fn outcome_question(model: &Model, step: StepIx) -> String {
    model.plan().outcome_question(step).unwrap_or_default()
}

/// Whether a step asks for evidence and none is attached yet.
fn waits_for_evidence(model: &Model, step: StepIx) -> bool {
    matches!(model.plan().ask(step), Ask::Evidence { .. }) && model.fresh_evidence(step).is_empty()
}

fn sources(plan: &Plan, step: StepIx) -> Vec<String> {
    plan.cites(step).iter().map(ToString::to_string).collect()
}

fn actions(model: &Model, step: StepIx, state: &State) -> Vec<Action> {
    let plan = model.plan();
    if model.phase() != Phase::Walking {
        return Vec::new();
    }
    let is_gate = plan.is_gate(step);
    let is_upgrade = plan.is_point_of_no_return(step);
    let mut can = Vec::new();
    match state {
        State::Open | State::Stale | State::Refuted if is_upgrade => can.push(Action::Begin),
        State::Waiting(Some(_)) => {}
        // Nothing can be confirmed that the evidence speaks against.
        State::Refuted => can.push(Action::Attach),
        // Evidence first: without any, there is nothing to confirm.
        State::Open | State::Waiting(None) | State::Stale if waits_for_evidence(model, step) => {
            can.push(Action::Attach);
            if matches!(plan.ask(step), Ask::Evidence { instead: Some(_), .. }) {
                can.push(Action::Answer);
            }
        }
        State::Open | State::Waiting(None) | State::Stale => can.push(Action::Answer),
        State::UnderWay | State::InDoubt => can.push(Action::End),
        State::Satisfied(_) => can.push(Action::Correct),
        State::AwaitsSecond | State::Disputed
            if matches!(model.settled(step), Settled::Answered { .. }) =>
        {
            can.push(Action::Correct);
        }
        State::Blocked(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::GateOpen
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Succeeded => {}
    }
    if model.awaits_second(step).is_some() {
        can.insert(0, Action::Second);
    }
    if !matches!(state, State::Blocked(_)) && !is_gate && !can.contains(&Action::Attach) {
        can.push(Action::Attach);
    }
    let is_unsettled = state.is_open() || matches!(state, State::Blocked(_));
    if is_unsettled && !is_gate && !is_upgrade {
        if is_waivable(model, step) {
            can.push(Action::Waive);
        }
        if plan.template(step).may_not_apply.is_some() {
            can.push(Action::SetAside);
        }
    }
    let can_reopen = matches!(
        state,
        State::Satisfied(_)
            | State::AwaitsSecond
            | State::Disputed
            | State::Waived
            | State::NotApplicable
    ) && !plan.is_not_applicable(step);
    if can_reopen && standing_on(model, step).is_none() {
        can.push(Action::Reopen);
    }
    if (state.is_open() || *state == State::Observed) && !model.fresh_evidence(step).is_empty() {
        can.push(Action::Withdraw);
    }
    if plan.template(step).proof.explain && model.standing(step).is_against() {
        can.push(Action::Explain);
    }
    can.push(Action::Note);
    can
}
