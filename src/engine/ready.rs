//! GO or NO-GO: whether everything holds, here and now, that has to hold before a point of no
//! return. What can only be known from outside (evidence read again, the pins) comes with the
//! message; the verdict is worked out here and nowhere else.

use crate::plan::{StepIx, duration};

use super::{
    Danger, Deed, Evidence, Fact, Model, Reading, ReadingVerdict, Reason, Sensing, State, sensing,
};

/// Seconds for which a verdict may be acted on.
pub const READY_SECONDS: i64 = 15 * 60;

/// The same where a second person has to look at it first, maybe on another machine.
const READY_FOR_TWO_SECONDS: i64 = 60 * 60;

/// What was found outside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// Each piece of evidence that was read again.
    pub pieces: Vec<Piece>,
    /// What is not as it was pinned: flow, hierarchy, record. Sentences.
    pub pins: Vec<String>,
}

/// A piece of evidence that was read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub step: StepIx,
    /// As it is on record.
    pub then: Evidence,
    pub since: Since,
    /// What the sensors of the step make of it now; empty where nothing changed.
    pub readings: Vec<Reading>,
}

/// What a piece is that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub sha256: String,
    pub size_bytes: u64,
    /// Of a folder: what became of which files in it, in words. Foreign text.
    pub within: String,
}

/// What became of a piece of evidence since it was put on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    Unchanged,
    /// The same content with another time.
    Touched,
    Changed(After),
    /// Changed, and smaller than it was; of a folder, that something in it is smaller or gone.
    Shrunk(After),
    /// Not where it was; the same content is there.
    Moved {
        to: String,
    },
    Gone,
    Unreadable {
        why: String,
    },
}

impl Since {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unchanged | Self::Touched => "unchanged",
            Self::Changed(_) => "changed",
            Self::Shrunk(_) => "shrunk",
            Self::Moved { .. } => "moved",
            Self::Gone => "gone",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

/// The verdict before a point of no return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub step: StepIx,
    pub is_go: bool,
    /// The worst first; then in the order of the walk.
    pub reasons: Vec<Reason>,
    /// Pieces of evidence that are what they were.
    pub unchanged: u64,
}

/// The point of no return that comes next; of a site, where one is named.
pub fn next_upgrade(model: &Model, site: Option<&str>) -> Option<StepIx> {
    let plan = model.plan();
    let is_ahead = |step: &StepIx| {
        !matches!(model.state(*step), State::Succeeded | State::NotApplicable | State::Waived)
    };
    let is_of_site = |step: &StepIx| {
        site.is_none_or(|site| {
            plan.names(&plan.step(*step).at).site.is_some_and(|it| it.eq_ignore_ascii_case(site))
        })
    };
    let mut upgrades = model.links.upgrades().iter().copied();
    upgrades.find(|step| is_ahead(step) && is_of_site(step))
}

/// Everything that stands before a point of no return: what it requires, directly or not, and the
/// other steps of its site that come before it in the walk.
fn before(model: &Model, step: StepIx) -> Vec<StepIx> {
    let plan = model.plan();
    let mut is_before = vec![false; plan.steps.len()];
    let mut todo = plan.step(step).requires.clone();
    while let Some(next) = todo.pop() {
        if !std::mem::replace(&mut is_before[next.0], true) {
            todo.extend(&plan.step(next).requires);
        }
    }
    let site = plan.step(step).at.site;
    for (index, other) in plan.steps.iter().enumerate().take(step.0) {
        is_before[index] |= site.is_some() && other.at.site == site;
    }
    is_before[step.0] = false;
    (0..is_before.len()).filter(|index| is_before[*index]).map(StepIx).collect()
}

/// A piece of evidence that has to be read again, and with what.
#[derive(Debug, Clone)]
pub struct ToRead {
    pub step: StepIx,
    pub then: Evidence,
    pub sensing: Sensing,
}

/// The evidence that has to be read again before a point of no return.
pub fn to_read(model: &Model, step: StepIx) -> Vec<ToRead> {
    let steps = before(model, step).into_iter();
    let steps = steps.filter(|it| model.state(*it).is_settled() || model.state(*it).is_open());
    let mut all = Vec::new();
    for step in steps {
        let pieces = model.fresh_evidence(step);
        if pieces.is_empty() {
            continue;
        }
        let sensing = sensing(model, step);
        all.extend(pieces.into_iter().map(|then| ToRead {
            step,
            then: then.clone(),
            sensing: sensing.clone(),
        }));
    }
    all
}

/// The verdict, with every reason at once.
pub fn ready(model: &Model, step: StepIx, inspection: &Inspection) -> Ready {
    let mut reasons = Vec::new();
    reasons.extend(inspection.pins.iter().map(|text| Reason {
        danger: Danger::Unknown,
        about: String::new(),
        text: text.clone(),
    }));
    of_states(model, step, &mut reasons);
    of_warnings(model, &mut reasons);
    let mut unchanged = 0;
    for piece in &inspection.pieces {
        match of_piece(model, piece) {
            Some(reason) => reasons.push(reason),
            None => unchanged += 1,
        }
    }
    let read_again = |of: StepIx, then: &Evidence| {
        inspection.pieces.iter().any(|it| it.step == of && it.then == *then)
    };
    for missed in to_read(model, step) {
        if !read_again(missed.step, &missed.then) {
            let text = format!("{} was not read again.", missed.then.path);
            reasons.push(reason(model, Danger::Unknown, missed.step, text));
        }
    }
    of_clock(model, &mut reasons);
    reasons.sort_by_key(|reason| reason.danger);
    let is_go = !reasons.iter().any(|reason| reason.danger.stops());
    Ready { step, is_go, reasons, unchanged }
}

fn reason(model: &Model, danger: Danger, step: StepIx, text: String) -> Reason {
    Reason { danger, about: model.plan().step(step).id.clone(), text }
}

fn of_states(model: &Model, step: StepIx, reasons: &mut Vec<Reason>) {
    let plan = model.plan();
    // Another site in doubt stands before everything: nobody knows what it does to this one.
    for (index, state) in model.states().iter().enumerate() {
        let ix = StepIx(index);
        let text = match state {
            State::InDoubt => "It is in doubt: somebody has to look at the site first.",
            State::UnderWay => "It is under way: say how it ended first.",
            State::Open
            | State::Blocked(_)
            | State::Satisfied(_)
            | State::AwaitsSecond
            | State::Disputed
            | State::GateOpen
            | State::Waiting(_)
            | State::Observed
            | State::Refuted
            | State::Waived
            | State::NotApplicable
            | State::Stale
            | State::Succeeded => continue,
        };
        reasons.push(reason(model, Danger::Unknown, ix, text.to_owned()));
    }
    for ix in before(model, step) {
        let is_advisory = !plan.step(ix).blocking;
        let title = plan.words(ix).title;
        let (danger, text) = match model.state(ix) {
            State::Refuted => {
                let standing = model.standing(ix);
                let found = standing.objections().first().map(super::Objection::sentence);
                (Danger::Refuted, found.unwrap_or_else(|| format!("{title}: refuted.")))
            }
            State::Stale => (Danger::Missing, stale(model, ix, &title)),
            State::Waiting(Some(until)) => {
                (Danger::Missing, format!("{title}: it waits until {until} at least."))
            }
            State::Waiting(None) => (Danger::Missing, format!("{title}: still waited for.")),
            State::Open => (Danger::Missing, format!("{title}: not done.")),
            State::Blocked(_) if plan.is_gate(ix) => {
                (Danger::Missing, format!("{title}: the gate is closed."))
            }
            State::Blocked(_) => (Danger::Missing, format!("{title}: it waits for other steps.")),
            State::AwaitsSecond => {
                (Danger::Missing, format!("{title}: a second person has to look at it."))
            }
            State::Disputed => (
                Danger::Refuted,
                format!("{title}: a second person saw something else.{}", disputed(model, ix)),
            ),
            State::Waived => (Danger::Noted, format!("{title}: waived.{}", why(model, ix))),
            State::Satisfied(crate::step::How::Attested) => {
                (Danger::Noted, format!("{title}: on a person's word only."))
            }
            State::Satisfied(_)
            | State::GateOpen
            | State::Observed
            | State::NotApplicable
            | State::UnderWay
            | State::InDoubt
            | State::Succeeded => continue,
        };
        let danger = if is_advisory && danger == Danger::Missing { Danger::Noted } else { danger };
        reasons.push(reason(model, danger, ix, text));
    }
    if let State::Blocked(_) | State::Refuted = model.state(step) {
        let text = "It cannot be begun as things are.".to_owned();
        let has_one = reasons.iter().any(|reason| reason.danger.stops());
        if !has_one {
            reasons.push(reason(model, Danger::Missing, step, text));
        }
    }
}

fn stale(model: &Model, step: StepIx, title: &str) -> String {
    use super::Staleness;
    match model.staleness(step) {
        Some(Staleness::Age { seconds }) => {
            format!("{title}: the answer is older than {}.", duration(seconds))
        }
        Some(Staleness::Happened { what, .. }) => {
            format!("{title}: answered before the last {}.", what.word())
        }
        Some(Staleness::Below) | None => format!("{title}: what it stands on has changed."),
    }
}

fn why(model: &Model, step: StepIx) -> String {
    let waived = model.about(step).rev().find_map(|fact| {
        let Deed::Waived { reason, .. } = &fact.deed else { return None };
        Some(format!(" {}: {reason}", fact.by.name))
    });
    waived.unwrap_or_default()
}

fn disputed(model: &Model, step: StepIx) -> String {
    let seen = model.about(step).rev().find_map(|fact| {
        let Deed::Witnessed { seen, .. } = &fact.deed else { return None };
        let name = &seen.statement.as_ref().map_or(&fact.by, |statement| &statement.by).name;
        Some(format!(" {name}: {}", seen.text))
    });
    seen.unwrap_or_default()
}

fn of_warnings(model: &Model, reasons: &mut Vec<Reason>) {
    let plan = model.plan();
    for (index, notice) in plan.warnings.iter().enumerate() {
        if plan.warning(notice).acknowledge && model.acknowledgement(index).is_none() {
            let text = format!("Nobody has acknowledged: {}.", notice.title);
            let about = notice.id.clone();
            reasons.push(Reason { danger: Danger::Missing, about, text });
        }
    }
}

fn of_piece(model: &Model, piece: &Piece) -> Option<Reason> {
    let (plan, then) = (model.plan(), &piece.then);
    let is_living = plan.template(piece.step).proof.living;
    let recorded = recorded(model, piece)
        .map(|fact| format!(" Recorded by {} at {}.", fact.by.name, fact.at))
        .unwrap_or_default();
    let was = &then.sha256;
    let path = &then.path;
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let what = format!("{name} of {}", plan.step(piece.step).id);
    let say = |danger, text: String| Some(reason(model, danger, piece.step, text));
    let mend = |text: String| {
        let advice = "Open the step again and attach what is right.";
        say(Danger::Evidence, format!("{text}{recorded} {advice} ({path})"))
    };
    match &piece.since {
        Since::Unchanged | Since::Touched => None,
        Since::Changed(_) | Since::Shrunk(_) if is_living && still_proves(piece) => {
            say(Danger::Noted, format!("{what} changed since, as it may, and proves the same."))
        }
        Since::Changed(After { sha256, within, .. }) => {
            mend(format!("{what} CHANGED: sha256 was {was}, is {sha256}.{}", spaced(within)))
        }
        Since::Shrunk(After { sha256, size_bytes, within }) => {
            // A folder may have lost a file and still hold no less.
            let lost = if *size_bytes < then.size_bytes {
                format!("SHRUNK from {} to {size_bytes} bytes", then.size_bytes)
            } else {
                "SHRUNK: it does not hold all that it held".to_owned()
            };
            let within = spaced(within);
            mend(format!("{what} {lost}: sha256 was {was}, is {sha256}.{within}"))
        }
        // Where a file in use has to be is what it proves: a copy beside it is another file.
        Since::Moved { to } if !is_living => say(
            Danger::Noted,
            format!("{what} was moved to {to}; sha256 is still {was}.{recorded} ({path})"),
        ),
        Since::Moved { .. } | Since::Gone => mend(format!("{what} is GONE: its sha256 was {was}.")),
        Since::Unreadable { why } => {
            mend(format!("{what} cannot be read: {why} Its sha256 was {was}."))
        }
    }
}

fn spaced(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

/// Whether what a file in use says now still proves what it proved.
fn still_proves(piece: &Piece) -> bool {
    let proves = |readings: &[Reading]| {
        readings.iter().filter(|it| it.verdict == ReadingVerdict::Proves).count()
    };
    let speaks_against = piece.readings.iter().any(|it| it.verdict == ReadingVerdict::Refutes);
    !speaks_against && proves(&piece.readings) >= proves(&piece.then.readings)
}

/// The fact that put a piece on record.
fn recorded<'m>(model: &'m Model, piece: &Piece) -> Option<&'m Fact> {
    model.about(piece.step).rev().find(
        |fact| matches!(&fact.deed, Deed::Attached { evidence, .. } if *evidence == piece.then),
    )
}

/// Jumps of the clock are told, whichever way they went.
fn of_clock(model: &Model, reasons: &mut Vec<Reason>) {
    let jumps = model.facts().iter().filter_map(|fact| {
        let Deed::ClockJumped { seconds } = fact.deed else { return None };
        Some((fact.at, seconds))
    });
    for (at, seconds) in jumps {
        let way = if seconds < 0 { "back" } else { "ahead" };
        let length = duration(seconds.unsigned_abs());
        let text = format!("The clock of this machine jumped {way} by {length} at {at}.");
        reasons.push(Reason { danger: Danger::Noted, about: String::new(), text });
    }
}

impl Model {
    /// The latest verdict on a point of no return that can still be acted on: nothing has happened
    /// since but what people said of it, and it is young enough.
    pub fn verdict_of(&self, step: StepIx) -> Option<bool> {
        let id = &self.plan().step(step).id;
        for (index, fact) in self.facts().iter().enumerate().rev() {
            if let Deed::Checked { step, is_go, .. } = &fact.deed
                && step == id
            {
                let age = self.now()?.saturating_sub(self.clock().of(index + 1)?);
                let most = if fact.needs_second { READY_FOR_TWO_SECONDS } else { READY_SECONDS };
                return (age <= most).then_some(*is_go);
            }
            let is_harmless = matches!(
                fact.deed,
                Deed::Noted { .. }
                    | Deed::Checked { .. }
                    | Deed::Witnessed { .. }
                    | Deed::HandedOver { .. }
                    | Deed::TakenOver
                    | Deed::WindowSet { .. }
                    | Deed::Resumed { .. }
            );
            if !is_harmless {
                return None;
            }
        }
        None
    }
}
