//! Flow and hierarchy give a plan: the steps that apply, to what, in which order, and why.
//!
//! Pure and deterministic: the same input gives the same plan. It touches no file and no clock, and
//! it decides nothing about a session; that is the engine's.

#![warn(clippy::disallowed_methods)]

mod because;
mod gather;
mod instance;
mod make;
mod order;
mod policy;
mod remarks;
mod survey;
mod value;

use std::sync::Arc;

pub use gather::{Gathering, Way, batch, folder_of};
pub use instance::{Direction, Instance, ScopeFields};
pub use policy::{Policy, PolicyError};
pub use survey::HotfixStatus;

pub use crate::flow::{Happening, duration};

use crate::flow::{Cite, Flow, TemplateIx, Truth, Waive, Warning};
use crate::hierarchy::{Hierarchy, SiteIx};
use crate::level::Level;
use crate::step::{Ask, FactName, Kind, Text};

use survey::Survey;

/// Index of a step in [`Plan::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepIx(pub usize);

/// What has to be done, for what, in which order, and why.
#[derive(Debug)]
pub struct Plan {
    pub flow: Arc<Flow>,
    pub hierarchy: Arc<Hierarchy>,
    /// SHA-256 of the hierarchy file, hex.
    pub hierarchy_sha256: String,
    /// The target of the run; sites may have their own.
    pub target: Option<Level>,
    /// In the order of upgrade.
    pub sites: Vec<SitePlan>,
    /// In the order of the walk. Every step comes after all that it requires.
    pub steps: Vec<PlannedStep>,
    pub warnings: Vec<Notice>,
    /// A plan with refusals cannot be walked.
    pub refusals: Vec<Notice>,
    /// Which steps need two persons because the run asks for it.
    pub policy: Policy,
    survey: Survey,
}

/// One site of the plan.
#[derive(Debug, Clone)]
pub struct SitePlan {
    pub site: SiteIx,
    /// `None` where neither the run nor the site names one.
    pub target: Option<Level>,
    pub upgrades: bool,
    pub hotfixes: HotfixStatus,
    /// Articles of the hotfixes that are due, in the order of the flow.
    pub articles: Vec<String>,
    pub because: String,
}

/// A step of the flow for one instance of its scope.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// `backup-registry/CEN`. Unique in the plan.
    pub id: String,
    pub template: TemplateIx,
    pub at: Instance,
    /// Index into the phases of the flow.
    pub phase: usize,
    pub blocking: bool,
    /// Index of the variant of the words that applies here.
    pub variant: Option<usize>,
    /// Only blocking steps; sorted, without repeats.
    pub requires: Vec<StepIx>,
}

/// A warning or a refusal for one instance of its scope.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `no-smsman-upgrade/CEN`. Unique in the plan.
    pub id: String,
    /// Index into the warnings, or the refusals, of the flow.
    pub template: usize,
    pub at: Instance,
    pub because: String,
    pub title: String,
    pub text: String,
}

/// The words of a planned step, facts filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepWords {
    pub title: String,
    pub what: String,
    pub why: String,
    pub danger: String,
    /// Why the step is good practice only.
    pub note: Option<String>,
    /// Why there is nothing to do here.
    pub not_applicable: Option<String>,
    /// When the operator may declare that it does not apply.
    pub may_not_apply: Option<String>,
}

/// Why no plan could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("site `{site}` has no target, and the run names none")]
    NoTarget { site: String },
    #[error("target `{target}` is not a level of flow `{flow}`")]
    UnknownTarget { target: Level, flow: String },
    #[error("the plan has more than {limit} steps")]
    TooManySteps { limit: usize },
    #[error("steps require one another in a circle: {circle}")]
    Circle { circle: String },
}

impl PlanError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoTarget { .. } => "name one with --target, or give the site a `target`",
            Self::UnknownTarget { .. } => "choose one of the levels that the flow lists",
            Self::TooManySteps { .. } => "split the hierarchy into several runs",
            Self::Circle { .. } => "mend `requires` and `before` of these steps in the flow",
        }
    }
}

impl Plan {
    /// The step of that id.
    pub fn step_named(&self, id: &str) -> Option<StepIx> {
        self.steps.iter().position(|step| step.id == id).map(StepIx)
    }

    pub fn step(&self, ix: StepIx) -> &PlannedStep {
        &self.steps[ix.0]
    }

    /// What the flow says of the step, before facts are filled in.
    pub fn template(&self, ix: StepIx) -> &crate::flow::Step {
        &self.flow.steps[self.step(ix).template.0]
    }

    /// What the flow says of a warning.
    pub fn warning(&self, notice: &Notice) -> &Warning {
        &self.flow.warnings[notice.template]
    }

    /// What the flow says of a refusal.
    pub fn refusal(&self, notice: &Notice) -> &Warning {
        &self.flow.refusals[notice.template]
    }

    /// The words of a step, facts filled in.
    pub fn words(&self, ix: StepIx) -> StepWords {
        let step = self.step(ix);
        let template = self.template(ix);
        let variant = step.variant.map(|index| &template.variants[index]);
        let words = variant.map_or(&template.words, |variant| &variant.words);
        let fill = |text: &Text| self.fill(text, &step.at);
        StepWords {
            title: fill(&words.title),
            what: fill(&words.what),
            why: fill(&words.why),
            danger: fill(&words.danger),
            note: self.note(ix),
            not_applicable: variant.and_then(|variant| variant.not_applicable.as_ref()).map(fill),
            may_not_apply: template.may_not_apply.as_ref().map(fill),
        }
    }

    /// Why the step is in the plan: a sentence built from the facts that decided.
    pub fn because(&self, ix: StepIx) -> String {
        self.facts().because(self.template(ix).when.as_ref(), &self.step(ix).at)
    }

    /// Why a step is good practice only, facts filled in.
    pub fn note(&self, ix: StepIx) -> Option<String> {
        let (step, template) = (self.step(ix), self.template(ix));
        let advisory = template.advisory.as_ref()?;
        let is_advice = template.blocking && !step.blocking;
        is_advice.then(|| self.fill(&advisory.note, &step.at))
    }

    /// The question that a step puts, facts filled in.
    pub fn ask(&self, ix: StepIx) -> Ask {
        self.template(ix).kind.ask(&|text| self.fill(text, &self.step(ix).at))
    }

    /// What is asked once a point of no return has been begun. `None` for other steps.
    pub fn outcome_question(&self, ix: StepIx) -> Option<String> {
        match &self.template(ix).kind {
            Kind::Upgrade { outcome, .. } => Some(self.fill(outcome, &self.step(ix).at)),
            _ => None,
        }
    }

    /// Whether the step has nothing to do here.
    pub fn is_not_applicable(&self, ix: StepIx) -> bool {
        self.step(ix)
            .variant
            .is_some_and(|variant| self.template(ix).variants[variant].not_applicable.is_some())
    }

    /// Whether the operator may go on without the step, giving a reason. Steps that block nothing
    /// always can be; unknown facts never make a step waivable.
    pub fn is_waivable(&self, ix: StepIx) -> bool {
        let step = self.step(ix);
        !step.blocking
            || match &self.template(ix).waive {
                Waive::Never | Waive::IfRefuted => false,
                Waive::WithReason => true,
                Waive::When(condition) => self.certainly(condition, &step.at),
            }
    }

    /// Whether the operator may go on without the step where a sensor refutes what was brought: the
    /// flow says nothing of waiving it.
    pub fn is_waivable_against(&self, ix: StepIx) -> bool {
        matches!(self.template(ix).waive, Waive::IfRefuted)
    }

    /// Whether the step is a point of no return.
    pub fn is_point_of_no_return(&self, ix: StepIx) -> bool {
        matches!(self.template(ix).kind, Kind::Upgrade { .. })
    }

    /// Whether the step opens by itself.
    pub fn is_gate(&self, ix: StepIx) -> bool {
        matches!(self.template(ix).kind, Kind::Gate { .. })
    }

    /// The articles behind a step.
    pub fn cites(&self, ix: StepIx) -> Vec<Cite> {
        let mut cites = self.template(ix).cites.clone();
        if let Some(hotfix) = self.step(ix).at.hotfix {
            let article = &self.flow.hotfixes[hotfix].article;
            if cites.iter().all(|cite| cite.article != *article) {
                cites.push(Cite { article: article.clone(), section: String::new() });
            }
        }
        cites
    }

    /// The scope fields of a step, as they stand in flow and hierarchy.
    pub fn names(&self, at: &Instance) -> ScopeFields<&str> {
        instance::names(&self.flow, &self.hierarchy, at)
    }

    /// The scope fields of a step, for people and for machines.
    pub fn fields(&self, at: &Instance) -> ScopeFields {
        instance::fields(&self.flow, &self.hierarchy, at)
    }

    /// The plan for the same hierarchy with another level at one site.
    ///
    /// Fails with a sentence where there is no such site or level, or nothing can be walked then.
    pub fn redeclared(&self, site: &str, level: &str) -> Result<Self, String> {
        let hierarchy = self.hierarchy.redeclared(site, level).map_err(|it| it.to_string())?;
        let sha256 = self.hierarchy_sha256.clone();
        let made = Self::make(Arc::clone(&self.flow), Arc::new(hierarchy), sha256, self.target);
        let made = made.map_err(|error| error.to_string())?;
        match made.refusals.first() {
            Some(refusal) => Err(format!("{}: {}", refusal.title, refusal.because)),
            None => Ok(made.with_policy(self.policy.clone())),
        }
    }

    /// How what the step changes is undone, facts filled in, and how many seconds that takes.
    pub fn undo(&self, ix: StepIx) -> Option<(String, u64)> {
        let undo = self.template(ix).undo.as_ref()?;
        Some((self.fill(&undo.how, &self.step(ix).at), undo.takes_seconds))
    }

    /// Where the file comes that a step waits for, facts filled in. `None` where the flow does not
    /// say, or the hierarchy does not list the controller.
    pub fn watched(&self, ix: StepIx) -> Option<String> {
        let watch = self.template(ix).wait.as_ref()?.watch.as_ref()?;
        let at = &self.step(ix).at;
        let is_listed = at.scope != crate::step::Scope::DomainController || at.controller.is_some();
        is_listed.then(|| self.fill(watch, at))
    }

    fn fill(&self, text: &Text, at: &Instance) -> String {
        text.fill(&|fact: FactName| self.facts().text(fact, at))
    }

    fn certainly(&self, condition: &crate::flow::Condition, at: &Instance) -> bool {
        self.facts().verdict(condition, at) == Truth::Holds
    }

    fn facts(&self) -> value::Facts<'_> {
        value::Facts { flow: &self.flow, hierarchy: &self.hierarchy, survey: &self.survey }
    }
}
