//! With what a step's evidence is read: the sensors, and what they are asked.

use std::sync::Arc;

use jiff::Timestamp;

use crate::plan::{Direction, Plan, StepIx};
use crate::sensor::{Context, Kind, Reading, Verdict};

use super::Model;
use super::state::Settled;

/// What the sensors of a step are asked. Owns what it needs, so that it can go to a thread. By
/// default there are none.
#[derive(Debug, Clone, Default)]
pub struct Sensing {
    plan: Option<Arc<Plan>>,
    /// Empty where the step names no sensors.
    pub kinds: Vec<Kind>,
    site: Option<String>,
    domain: Option<String>,
    hotfix: Option<String>,
    since: Option<Timestamp>,
    /// Backups of folders must not lie everywhere (Q256586).
    pub is_backup: bool,
}

impl Sensing {
    /// What is known about a file of the step from elsewhere.
    pub fn context(&self) -> Context<'_> {
        Context {
            hierarchy: self.plan.as_ref().map(|plan| plan.hierarchy.as_ref()),
            site: self.site.as_deref(),
            domain: self.domain.as_deref(),
            hotfix: self.hotfix.as_deref(),
            since: self.since,
            ..Context::default()
        }
    }
}

/// With what the evidence of a step is read.
pub fn sensing(model: &Model, step: StepIx) -> Sensing {
    let plan = model.plan();
    let template = plan.template(step);
    let at = plan.fields(&plan.step(step).at);
    let kinds = template.proof.sensors();
    // A connection is tried towards the other site.
    let is_up = plan.step(step).at.direction == Some(Direction::Up);
    let site = if is_up { at.parent.clone() } else { at.site.clone() };
    let of_site = |site| plan.sites.iter().find(|it| Some(it.site) == site);
    let due = of_site(plan.step(step).at.site).and_then(|site| site.articles.first().cloned());
    Sensing {
        plan: Some(Arc::clone(plan)),
        kinds: kinds.iter().filter_map(|it| Kind::named(it.word())).collect(),
        site,
        domain: at.domain,
        hotfix: at.hotfix.or_else(|| due.filter(|_| template.proof.for_hotfix)),
        since: template.wait.as_ref().and_then(|_| hotfixes_on_since(model, step)),
        is_backup: template.proof.backup,
    }
}

/// When the last hotfix that the step waits for was certainly on (Q261931): the log of its
/// installer was written then, or else the evidence that settled it was read. None where nothing
/// that is known tells.
fn hotfixes_on_since(model: &Model, step: StepIx) -> Option<Timestamp> {
    let plan = model.plan();
    let hotfixes = plan.step(step).requires.iter().filter(|it| plan.step(**it).at.hotfix.is_some());
    hotfixes.filter_map(|hotfix| on_since(model, *hotfix)).max()
}

fn on_since(model: &Model, hotfix: StepIx) -> Option<Timestamp> {
    let fact = match model.settled(hotfix) {
        Settled::Answered { fact, .. } => fact,
        Settled::Open
        | Settled::Waived { .. }
        | Settled::NotApplicable { .. }
        | Settled::UnderWay { .. }
        | Settled::InDoubt { .. }
        | Settled::Succeeded { .. } => return None,
    };
    let answered = model.facts().get(fact.checked_sub(1)?)?.at;
    let mut earliest = answered;
    for (fact, evidence) in model.pieces(hotfix, 0) {
        let is_log = |it: &Reading| it.kind == Kind::HotfixLog && it.verdict == Verdict::Proves;
        let logged = evidence.readings.iter().any(is_log);
        let written = evidence.modified.filter(|_| logged);
        earliest = earliest.min(written.unwrap_or(model.facts()[fact - 1].at));
    }
    Some(earliest)
}
