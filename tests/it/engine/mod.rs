//! The engine over the real SMS flow.

mod proofs;
mod properties;
mod reach;
mod replan;
mod second;
mod stories;
mod waits;

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use upgrade_wizard::engine::{
    Effect, Evidence, EvidenceKind, Fact, Model, Msg, Person, UpgradeOutcome, Via, Wish, screen,
    update,
};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::step::{Answer, Ask};

use crate::proof::{look_again, with_proof};

/// Two SP1 sites, one of which is already ahead of the other's hotfixes; a secondary; metering.
const HIERARCHY: &str = r#"
schema = 1
name = "Small"
[[site]]
code = "CEN"
server = "CENTRAL1"
role = "primary"
level = "2.0 SP2"
logon_domains = ["CORP"]
[[site]]
code = "CH1"
server = "CHILD1"
role = "primary"
parent = "CEN"
level = "2.0 SP1"
logon_domains = ["CORP"]
metering_servers = ["MTR1"]
[[site]]
code = "OLD"
server = "OLD1"
role = "primary"
parent = "CEN"
level = "1.2 SP4"
logon_domains = []
[[domain]]
name = "CORP"
domain_controllers = ["DC1"]
"#;

pub(crate) fn plan() -> Arc<Plan> {
    static PLAN: OnceLock<Arc<Plan>> = OnceLock::new();
    let make = || {
        let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
        let (hierarchy, _) = Hierarchy::read("h.toml", HIERARCHY).unwrap();
        let target = Some(Level::SMS_2_0_SP2);
        let sha256 = String::new();
        Arc::new(Plan::make(Arc::new(flow), Arc::new(hierarchy), sha256, target).unwrap())
    };
    Arc::clone(PLAN.get_or_init(make))
}

fn person(name: &str, key: &str) -> Person {
    Person { id: format!("{name}@site"), name: name.to_owned(), key: key.to_owned() }
}

fn msg(second: i64, wish: Wish) -> Msg {
    let by = Person { id: "ann@site".into(), name: "Ann".into(), key: "SHA256:x".into() };
    Msg { at: Timestamp::from_second(second).unwrap(), by, via: Via::Person, wish }
}

fn evidence() -> Evidence {
    Evidence {
        path: "/evidence".to_owned(),
        kind: EvidenceKind::File,
        size_bytes: 1,
        sha256: "00".repeat(32),
        modified: None,
        readings: Vec::new(),
    }
}

/// The answer that settles a question.
fn right_answer(ask: &Ask) -> Answer {
    match ask {
        Ask::YesNo { .. } => Answer::Yes,
        Ask::Word { word, .. } | Ask::Begin { word, .. } => Answer::Word(word.clone()),
        Ask::OneOf { options, .. } => {
            let settling = options.iter().find(|option| option.settles).unwrap();
            Answer::Choice(settling.id.clone())
        }
        Ask::Line { .. } => Answer::Line("CEN".to_owned()),
        Ask::Evidence { .. } => Answer::Seen,
        Ask::Gate { .. } | Ask::Outcome { .. } => panic!("{ask:?} is not answered"),
    }
}

/// The same; where the step is critical, the value that the evidence shows.
fn answer_to(model: &Model, step: StepIx) -> Answer {
    match model.value_to_type(step) {
        Some((_, value)) => Answer::Word(value),
        None => right_answer(&plan().ask(step)),
    }
}

/// Tells a wish, and gives back the recorded fact or why it was refused.
fn tell(model: &mut Model, wish: Wish) -> Result<Fact, String> {
    let second = 1_000 + i64::try_from(model.facts().len()).unwrap();
    match update(model, msg(second, wish)) {
        Ok(effects) => match effects.into_iter().next() {
            Some(Effect::Record(fact)) => Ok(fact),
            other => panic!("the first effect is {other:?}"),
        },
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn named(id: &str) -> StepIx {
    plan().step_named(id).unwrap_or_else(|| panic!("no step {id}"))
}

fn settle(model: &mut Model, step: StepIx) -> Result<Fact, String> {
    if matches!(plan().ask(step), Ask::Evidence { .. }) && model.fresh_evidence(step).is_empty() {
        tell(model, Wish::Attach { step, evidence: with_proof(model, step, evidence()) })?;
    }
    if model.state(step).is_settled() {
        // What was waited for is there.
        return Ok(model.facts().last().cloned().expect("something was attached"));
    }
    if let Ask::Begin { word, .. } = plan().ask(step) {
        tell(model, look_again(model, step))?;
        tell(model, Wish::Begin { step, word })?;
        return tell(model, Wish::End { step, outcome: UpgradeOutcome::Succeeded, looked: None });
    }
    tell(model, Wish::Answer { step, answer: answer_to(model, step) })
}

/// Acknowledges everything that waits for it.
fn acknowledge_all(model: &mut Model) {
    for warning in screen(model).unacknowledged {
        tell(model, Wish::Acknowledge { warning }).unwrap();
    }
}

/// Settles everything that comes up before `until`, or all there is.
fn walk_until(model: &mut Model, until: Option<StepIx>) {
    acknowledge_all(model);
    while let Some(step) = screen(model).next.filter(|step| Some(*step) != until) {
        settle(model, step).unwrap();
    }
}
