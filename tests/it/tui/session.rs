//! The fixed session of the pictures: the example hierarchy, walked through the engine.

use std::sync::{Arc, OnceLock};

use upgrade_wizard::engine::{
    Effect, Evidence, EvidenceKind, Fact, Model, Msg, Person, Refusal, UpgradeOutcome, Via, Wish,
    screen, update,
};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::step::{Answer, Ask};

use super::clock::{at, ines};
use crate::proof::{look_again, with_proof};

/// The flow of the program.
pub(crate) fn flow() -> Arc<Flow> {
    static FLOW: OnceLock<Arc<Flow>> = OnceLock::new();
    let read = || Arc::new(Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap());
    Arc::clone(FLOW.get_or_init(read))
}

/// The text of the example hierarchy.
pub(crate) fn example() -> String {
    Flow::builtin_example("sms").unwrap().text().to_owned()
}

/// The plan of a hierarchy file.
pub(crate) fn plan_of(text: &str) -> Arc<Plan> {
    plan_to(text, Level::SMS_2_0_SP2)
}

/// The same with a target.
pub(crate) fn plan_to(text: &str, target: Level) -> Arc<Plan> {
    let (hierarchy, _) = Hierarchy::read("hierarchy.toml", text).unwrap();
    let plan = Plan::make(flow(), Arc::new(hierarchy), digest("hierarchy"), Some(target));
    Arc::new(plan.unwrap())
}

/// The plan of the example.
pub(crate) fn plan() -> Arc<Plan> {
    static PLAN: OnceLock<Arc<Plan>> = OnceLock::new();
    Arc::clone(PLAN.get_or_init(|| plan_of(&example())))
}

/// Puts a wish to the engine, a minute after the last fact.
pub(crate) fn tell(model: &mut Model, wish: Wish) -> Result<Fact, Refusal> {
    tell_by(model, ines(), wish)
}

/// The same by somebody.
pub(crate) fn tell_by(model: &mut Model, by: Person, wish: Wish) -> Result<Fact, Refusal> {
    let minute = i64::try_from(model.facts().len()).unwrap() + 1;
    let msg = Msg { at: at(minute), by, via: Via::Person, wish };
    match update(model, msg)?.into_iter().next() {
        Some(Effect::Record(fact)) => Ok(fact),
        other => panic!("the first effect is {other:?}"),
    }
}

/// A digest that stands for the content of something, the same each time.
pub(crate) fn digest(of: &str) -> String {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut out = String::new();
    for round in 0..4_u8 {
        for byte in of.bytes().chain([round]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        out.push_str(&format!("{state:016x}"));
    }
    out
}

/// A file as evidence.
pub(crate) fn evidence(path: &str, size_bytes: u64) -> Evidence {
    Evidence {
        path: path.to_owned(),
        kind: EvidenceKind::File,
        size_bytes,
        sha256: digest(path),
        modified: Some(at(-30)),
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
        Ask::Line { example, .. } if !example.is_empty() => Answer::Line(example.clone()),
        Ask::Line { .. } => Answer::Line("as it should be".to_owned()),
        Ask::Evidence { .. } => Answer::Seen,
        Ask::Gate { .. } | Ask::Outcome { .. } => panic!("{ask:?} is not answered"),
    }
}

/// Settles a step as it should be settled.
fn settle(model: &mut Model, step: StepIx) {
    let plan = Arc::clone(model.plan());
    let ask = plan.ask(step);
    if matches!(ask, Ask::Evidence { .. }) && model.fresh_evidence(step).is_empty() {
        let name = plan.step(step).id.replace('/', "-");
        let path = format!("/upgrade/evidence/{name}.txt");
        let mut evidence = with_proof(model, step, evidence(&path, 48_213));
        if plan.template(step).wait.is_some() {
            // What is waited for has to be the same everywhere in a domain.
            evidence.sha256 = digest(&plan.template(step).id);
        }
        tell(model, Wish::Attach { step, evidence }).unwrap();
    }
    if model.state(step).is_settled() {
        // What was waited for is there.
        return;
    }
    if let Ask::Begin { word, .. } = ask {
        tell(model, look_again(model, step)).unwrap();
        tell(model, Wish::Begin { step, word }).unwrap();
        let outcome = UpgradeOutcome::Succeeded;
        tell(model, Wish::End { step, outcome, looked: None }).unwrap();
        return;
    }
    let answer = match model.value_to_type(step) {
        Some((_, value)) => Answer::Word(value),
        None => right_answer(&ask),
    };
    tell(model, Wish::Answer { step, answer }).unwrap();
}

/// Acknowledges every warning that waits for it.
pub(crate) fn acknowledge(model: &mut Model) {
    for warning in screen(model).unacknowledged {
        tell(model, Wish::Acknowledge { warning }).unwrap();
    }
}

/// Settles everything that comes up before the step, or all there is.
pub(crate) fn walk_until(model: &mut Model, step: Option<&str>) {
    let until = step.map(|id| model.step_named(id).unwrap_or_else(|| panic!("no step `{id}`")));
    acknowledge(model);
    while let Some(next) = screen(model).next.filter(|next| Some(*next) != until) {
        settle(model, next);
    }
}

/// A new session of the example.
pub(crate) fn fresh() -> Model {
    Model::new(plan())
}

/// A session of the example, walked until the step; to the end without one.
pub(crate) fn walked(step: Option<&str>) -> Model {
    let mut model = fresh();
    walk_until(&mut model, step);
    model
}
