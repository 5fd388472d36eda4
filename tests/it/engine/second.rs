//! Second persons, hand-over, the way back: what the engine grants and what it refuses.

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use upgrade_wizard::engine::{
    Action, Deed, Effect, Fact, Model, Msg, Observation, Outcome, Person, Phase, Saw, Second,
    State, TurnBack, Via, Wish, card, screen, update, verdict,
};
use upgrade_wizard::plan::{Plan, Policy, StepIx};
use upgrade_wizard::step::{Answer, Ask};

use super::{HIERARCHY, evidence, right_answer};
use crate::proof::{look_again, with_proof};

/// The plan of the small hierarchy with these rules.
fn plan_with(rules: &[&str]) -> Arc<Plan> {
    use upgrade_wizard::flow::Flow;
    use upgrade_wizard::hierarchy::Hierarchy;
    use upgrade_wizard::level::Level;
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let (hierarchy, _) = Hierarchy::read("h.toml", HIERARCHY).unwrap();
    let (sha256, target) = (String::new(), Some(Level::SMS_2_0_SP2));
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), sha256, target).unwrap();
    let rules: Vec<_> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    let plan = plan.with_policy(Policy::parse(&rules).unwrap());
    plan.policy_fits().unwrap();
    Arc::new(plan)
}

fn ann() -> Person {
    super::person("Ann", "SHA256:x")
}

fn bob() -> Person {
    super::person("Bob", "SHA256:y")
}

fn tell_as(model: &mut Model, by: Person, wish: Wish) -> Result<Fact, String> {
    let second = 1_000 + i64::try_from(model.facts().len()).unwrap();
    let at = Timestamp::from_second(second).unwrap();
    match update(model, Msg { at, by, via: Via::Person, wish }) {
        Ok(effects) => match effects.into_iter().next() {
            Some(Effect::Record(fact)) => Ok(fact),
            other => panic!("the first effect is {other:?}"),
        },
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn tell(model: &mut Model, wish: Wish) -> Result<Fact, String> {
    tell_as(model, ann(), wish)
}

/// What a second person says of what a step waits for.
fn seen(model: &Model, step: StepIx, saw: Saw) -> Wish {
    let of = model.awaits_second(step).unwrap_or(1);
    let shown = model.to_witness(of).unwrap_or_default();
    let seen = Observation { of, shown, saw, text: "I looked".to_owned(), statement: None };
    Wish::Witness { step, seen }
}

/// The first step with a plain question, and its first answer.
fn settled_once(rules: &[&str]) -> (Model, StepIx) {
    let mut model = Model::new(plan_with(rules));
    let is_plain = |step: &StepIx| {
        matches!(model.plan().ask(*step), Ask::YesNo { .. }) && *model.state(*step) == State::Open
    };
    let count = model.plan().steps.len();
    let step = (0..count).map(StepIx).find(is_plain).unwrap();
    tell(&mut model, Wish::Answer { step, answer: Answer::Yes }).unwrap();
    (model, step)
}

#[test]
fn an_answer_counts_once_a_second_person_saw_the_same() {
    let (mut model, step) = settled_once(&["*"]);
    assert_eq!(*model.state(step), State::AwaitsSecond);
    assert_eq!(card(&model, step).can.first(), Some(&Action::Second));
    let shown = card(&model, step).second.unwrap();
    assert!(shown.contains("Answered: yes") && shown.contains("By: Ann"), "{shown}");

    let wish = seen(&model, step, Saw::Same);
    let fact = tell_as(&mut model, bob(), wish).unwrap();
    assert_eq!(fact.deed.meaning(), Some("looked as a second person and saw the same"));
    assert!(matches!(model.state(step), State::Satisfied(_)), "{:?}", model.state(step));
    assert_eq!(model.second(1), Second::Agrees);
    assert!(verdict(&model).deviations.is_empty());
    assert_eq!(Model::replay(Arc::clone(model.plan()), model.facts()), model);
}

#[test]
fn one_person_cannot_be_two() {
    let (mut model, step) = settled_once(&["*"]);
    let table = [
        (ann(), "have the same key"),
        (Person { key: "SHA256:z".to_owned(), ..ann() }, "have the same principal"),
        (Person { id: "ANN@SITE".to_owned(), key: "SHA256:z".to_owned(), ..bob() }, "principal"),
        (Person { name: " ann ".to_owned(), ..bob() }, "have the same name"),
        (Person { key: ann().key, ..bob() }, "have the same key"),
    ];
    for (second, why) in table {
        let wish = seen(&model, step, Saw::Same);
        let refused = tell_as(&mut model, second, wish).unwrap_err();
        assert!(refused.contains(why), "{refused}");
        assert_eq!(*model.state(step), State::AwaitsSecond);
    }
}

#[test]
fn a_disagreement_is_seen_and_is_no_approval() {
    let (mut model, step) = settled_once(&["*"]);
    let wish = seen(&model, step, Saw::Different);
    tell_as(&mut model, bob(), wish).unwrap();
    assert_eq!(*model.state(step), State::Disputed);
    assert!(!model.state(step).is_settled());
    let wish = seen(&model, step, Saw::Same);
    let again = tell_as(&mut model, bob(), wish);
    assert!(again.unwrap_err().contains("waits for no second person"), "it was answered once");

    // Put right, it has to be looked at anew; that there was a disagreement stays to be seen.
    let reason = "I was wrong".to_owned();
    tell(&mut model, Wish::Correct { step, answer: Answer::Yes, reason }).unwrap();
    assert_eq!(*model.state(step), State::AwaitsSecond);
    let wish = seen(&model, step, Saw::Same);
    tell_as(&mut model, bob(), wish).unwrap();
    assert!(matches!(model.state(step), State::Satisfied(_)));
    let deviations = verdict(&model).deviations;
    assert!(deviations[0].what.contains("second person saw something else"), "{deviations:?}");
}

#[test]
fn what_has_changed_since_cannot_be_witnessed() {
    let (mut model, step) = settled_once(&["*"]);
    let Wish::Witness { seen: old, .. } = seen(&model, step, Saw::Same) else { unreachable!() };
    let reason = "a slip".to_owned();
    tell(&mut model, Wish::Correct { step, answer: Answer::Yes, reason }).unwrap();
    let table = [
        old.clone(),
        // Said of what stands there now, but shown what stood there before.
        Observation { of: 2, ..old },
    ];
    for old in table {
        let refused = tell_as(&mut model, bob(), Wish::Witness { step, seen: old }).unwrap_err();
        assert!(refused.contains("not about"), "{refused}");
    }
    let other = StepIx(step.0 + 1);
    let wish = seen(&model, other, Saw::Same);
    assert!(tell_as(&mut model, bob(), wish).unwrap_err().contains("no second person"));
}

#[test]
fn going_without_a_step_can_need_a_second_person() {
    let mut model = Model::new(plan_with(&["waive:*"]));
    let waivable = (0..model.plan().steps.len())
        .map(StepIx)
        .find(|step| card(&model, *step).can.contains(&Action::Waive))
        .unwrap();
    tell(&mut model, Wish::Waive { step: waivable, reason: "why".to_owned() }).unwrap();
    assert_eq!(*model.state(waivable), State::AwaitsSecond);
    let wish = seen(&model, waivable, Saw::Same);
    tell_as(&mut model, bob(), wish).unwrap();
    assert_eq!(*model.state(waivable), State::Waived);
}

/// Settles everything before the first upgrade, or all of it where two persons are there.
fn walk(model: &mut Model, until_upgrade: bool) {
    for warning in screen(model).unacknowledged {
        tell(model, Wish::Acknowledge { warning }).unwrap();
    }
    while let Some(step) = screen(model).next {
        let ask = model.plan().ask(step);
        if model.awaits_second(step).is_some() {
            let wish = seen(model, step, Saw::Same);
            tell_as(model, bob(), wish).unwrap();
        } else if let Ask::Begin { word, .. } = ask {
            if until_upgrade {
                return;
            }
            let wish = look_again(model, step);
            tell(model, wish).unwrap();
            if model.awaits_second(step).is_some() {
                let wish = seen(model, step, Saw::Same);
                tell_as(model, bob(), wish).unwrap();
            }
            tell(model, Wish::Begin { step, word }).unwrap();
            let outcome = upgrade_wizard::engine::UpgradeOutcome::Succeeded;
            tell(model, Wish::End { step, outcome, looked: None }).unwrap();
        } else {
            let no_evidence = model.fresh_evidence(step).is_empty();
            if matches!(ask, Ask::Evidence { .. }) && no_evidence {
                let evidence = with_proof(model, step, evidence());
                tell(model, Wish::Attach { step, evidence }).unwrap();
            }
            if model.state(step).is_open() {
                let value = model.value_to_type(step);
                let answer =
                    value.map_or_else(|| right_answer(&ask), |(_, value)| Answer::Word(value));
                tell(model, Wish::Answer { step, answer }).unwrap();
            }
        }
    }
}

#[test]
fn an_upgrade_begins_only_on_a_verdict_that_a_second_person_has_seen() {
    let mut model = Model::new(plan_with(&["upgrade-site/*"]));
    walk(&mut model, true);
    let step = screen(&model).next.unwrap();
    let Ask::Begin { word, .. } = model.plan().ask(step) else { panic!("an upgrade is next") };
    let begin = || Wish::Begin { step, word: word.clone() };
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    assert!(tell(&mut model, begin()).unwrap_err().contains("needs a second person"));
    assert!(card(&model, step).second.unwrap().contains("Verdict: GO"));

    let wish = seen(&model, step, Saw::Different);
    tell_as(&mut model, bob(), wish).unwrap();
    assert!(tell(&mut model, begin()).unwrap_err().contains("needs a second person"));

    // Another look, and another approval: the old one does not count for it.
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    assert!(tell(&mut model, begin()).unwrap_err().contains("needs a second person"));
    let wish = seen(&model, step, Saw::Same);
    tell_as(&mut model, bob(), wish).unwrap();
    tell(&mut model, begin()).unwrap();
    assert_eq!(*model.state(step), State::UnderWay);
}

#[test]
fn everything_can_be_done_by_two() {
    let mut model = Model::new(plan_with(&["*", "waive:*"]));
    walk(&mut model, false);
    assert_eq!(verdict(&model).outcome, Outcome::CompleteWithDeviations);
    assert_eq!(model.phase(), Phase::Walking);
    assert_eq!(Model::replay(Arc::clone(model.plan()), model.facts()), model);
}

#[test]
fn a_session_is_handed_over_and_taken_over() {
    let (mut model, _) = settled_once(&["*"]);
    let hand_over = |to| Wish::HandOver { to, text: "all quiet".to_owned() };
    assert!(tell(&mut model, hand_over(ann())).unwrap_err().contains("signs here already"));
    assert!(tell_as(&mut model, bob(), Wish::TakeOver).unwrap_err().contains("not handed"));

    let fact = tell(&mut model, hand_over(bob())).unwrap();
    let Deed::HandedOver { shown, .. } = &fact.deed else { panic!("{fact:?}") };
    assert!(shown.contains("awaits a second person"), "{shown}");
    assert_eq!(model.handed_to(), Some(&bob()));
    let other = super::person("Eve", "SHA256:e");
    assert!(tell_as(&mut model, other, Wish::TakeOver).is_err());
    tell_as(&mut model, bob(), Wish::TakeOver).unwrap();
    assert_eq!(model.handed_to(), None);

    // A new key of the same person; anything between the two takes it back.
    let new = Person { key: "SHA256:new".to_owned(), ..bob() };
    tell_as(&mut model, bob(), hand_over(new.clone())).unwrap();
    tell_as(&mut model, bob(), Wish::Note { step: None, text: "wait".to_owned() }).unwrap();
    assert!(tell_as(&mut model, new.clone(), Wish::TakeOver).unwrap_err().contains("not handed"));
    tell_as(&mut model, bob(), hand_over(new.clone())).unwrap();
    tell_as(&mut model, new, Wish::TakeOver).unwrap();
    assert_eq!(Model::replay(Arc::clone(model.plan()), model.facts()), model);
}

#[test]
fn the_way_back_is_told_for_the_state_there_is_last_first() {
    let mut model = Model::new(plan_with(&[]));
    assert_eq!(model.turn_back(), TurnBack::Nothing);
    walk(&mut model, true);
    let before = model.back_out();
    assert!(before.iter().any(|it| it.id.starts_with("install-hotfix/")), "{before:?}");
    assert!(before.iter().all(|it| !it.id.starts_with("upgrade-site/")));
    let seconds: u64 = before.iter().map(|it| it.takes_seconds).sum();
    assert_eq!(model.turn_back(), TurnBack::Takes { seconds });

    // Begun and not ended: nobody knows what was changed.
    let step = screen(&model).next.unwrap();
    let Ask::Begin { word, .. } = model.plan().ask(step) else { panic!("an upgrade is next") };
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, Wish::Begin { step, word }).unwrap();
    let first = model.back_out().remove(0);
    assert_eq!((first.step, first.is_certain), (step, false));

    let now = model.last_at().unwrap();
    let TurnBack::Takes { seconds } = model.turn_back() else { panic!("no window yet") };
    let seconds = i64::try_from(seconds).unwrap();
    let at = |after: i64| Timestamp::from_second(now.as_second() + after).unwrap();
    let set = |until| Wish::SetWindow { until, text: "agreed".to_owned() };
    assert!(tell(&mut model, set(at(0))).unwrap_err().contains("later than now"));
    tell(&mut model, set(at(seconds + 600))).unwrap();
    let TurnBack::Until { last, .. } = model.turn_back() else { panic!("{:?}", model.turn_back()) };
    assert_eq!(last, at(600));
    model.tick(at(600));
    assert!(matches!(model.turn_back(), TurnBack::Until { .. }), "up to the last second");
    model.tick(at(660));
    let late = model.turn_back();
    assert_eq!(late.words(), "TOO LATE to turn back by 1 minute");
}

#[test]
fn overruling_the_ledger_is_a_deviation() {
    let (mut model, _) = settled_once(&[]);
    tell(&mut model, Wish::Resume { despite_ledger: false }).unwrap();
    assert!(verdict(&model).deviations.is_empty());
    tell(&mut model, Wish::Resume { despite_ledger: true }).unwrap();
    let deviations = verdict(&model).deviations;
    assert!(deviations[0].what.contains("remembers it otherwise"), "{deviations:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whoever says what in whatever order: replaying rebuilds it, and nothing is settled that
    /// needs two persons and had one.
    #[test]
    fn nothing_counts_that_only_one_person_stands_behind(
        moves in prop::collection::vec((0usize..40, 0u8..6, any::<bool>()), 0..80)
    ) {
        let mut model = Model::new(plan_with(&["*", "waive:*"]));
        for (step, what, by_ann) in moves {
            let step = StepIx(step % model.plan().steps.len());
            let (answer, reason) = (right_or_yes(&model, step), "why".to_owned());
            let wish = match what {
                0 | 1 => Wish::Answer { step, answer },
                2 => Wish::Waive { step, reason },
                3 => Wish::Correct { step, answer, reason },
                4 => seen(&model, step, Saw::Same),
                _ => seen(&model, step, Saw::Different),
            };
            let _refused = tell_as(&mut model, if by_ann { ann() } else { bob() }, wish);
        }
        prop_assert_eq!(&Model::replay(Arc::clone(model.plan()), model.facts()), &model);
        for step in (0..model.plan().steps.len()).map(StepIx) {
            let settles = |fact: &&Fact| {
                matches!(
                    fact.deed,
                    Deed::Answered { .. } | Deed::Corrected { .. } | Deed::Waived { .. }
                )
            };
            let is_settled = matches!(model.state(step), State::Satisfied(_) | State::Waived);
            if is_settled && let Some(first) = model.about(step).rfind(settles) {
                let second = model.about(step).last().unwrap();
                let is_second = matches!(second.deed, Deed::Witnessed { .. });
                prop_assert!(is_second);
                prop_assert_ne!(&first.by.key, &second.by.key);
            }
        }
    }
}

fn right_or_yes(model: &Model, step: StepIx) -> Answer {
    match model.plan().ask(step) {
        Ask::Gate { .. } | Ask::Outcome { .. } => Answer::Yes,
        ask => right_answer(&ask),
    }
}
