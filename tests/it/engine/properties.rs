//! What holds for any sequence of wishes.

use proptest::prelude::*;
use upgrade_wizard::engine::{
    Effect, Fact, Model, Outcome, Phase, State, UpgradeOutcome, Wish, screen, update, verdict,
};
use upgrade_wizard::plan::StepIx;
use upgrade_wizard::step::{Answer, Ask};

use super::{evidence, msg, person, plan, right_answer};
use crate::proof::{VALUE, look_again, with_proof};

/// Any wish, sensible or not; sensible ones often enough to get somewhere.
#[derive(Debug, Clone)]
enum Move {
    /// Settle whatever is next.
    Next,
    /// Begin what is next, if it is a point of no return, and leave it there.
    BeginNext,
    Wish(Box<Wish>),
}

fn any_move() -> impl Strategy<Value = Move> {
    let steps = plan().steps.len() + 2;
    let warnings = plan().warnings.len() + 1;
    let step = (0..steps).prop_map(StepIx);
    let reason = prop_oneof![Just(String::new()), Just("why".to_owned())];
    let answer = prop_oneof![
        Just(Answer::Yes),
        Just(Answer::Seen),
        Just(Answer::Word("UPGRADE CH1".to_owned())),
        Just(Answer::Line("a line".to_owned())),
        Just(Answer::Choice("stopped".to_owned())),
    ];
    let outcome = prop_oneof![
        Just(UpgradeOutcome::Succeeded),
        Just(UpgradeOutcome::Failed),
        Just(UpgradeOutcome::NotStarted),
    ];
    let looked = prop_oneof![Just(None), Just(Some("looked".to_owned()))];
    let shown = prop_oneof![Just(Outcome::Incomplete), Just(Outcome::CompleteWithDeviations)];
    let rare = prop_oneof![
        shown.prop_map(|shown| Wish::Close { shown }),
        reason.clone().prop_map(|reason| Wish::Abort { reason }),
    ];
    let wish = prop_oneof![
        4 => (step.clone(), answer.clone())
            .prop_map(|(step, answer)| Wish::Answer { step, answer }),
        2 => step.clone().prop_map(|step| {
            let word = plan().steps.get(step.0).map(|_| plan().ask(step));
            let word = match word { Some(Ask::Begin { word, .. }) => word, _ => String::new() };
            Wish::Begin { step, word }
        }),
        2 => (step.clone(), outcome, looked)
            .prop_map(|(step, outcome, looked)| Wish::End { step, outcome, looked }),
        2 => (0..warnings).prop_map(|warning| Wish::Acknowledge { warning }),
        2 => (step.clone(), reason.clone()).prop_map(|(step, reason)| Wish::Waive { step, reason }),
        1 => (step.clone(), reason.clone())
            .prop_map(|(step, reason)| Wish::SetAside { step, reason }),
        2 => (step.clone(), answer, reason.clone())
            .prop_map(|(step, answer, reason)| Wish::Correct { step, answer, reason }),
        3 => (step.clone(), reason.clone())
            .prop_map(|(step, reason)| Wish::Reopen { step, reason }),
        2 => step.clone().prop_map(|step| Wish::Attach { step, evidence: evidence() }),
        1 => (proptest::option::of(step), reason)
            .prop_map(|(step, text)| Wish::Note { step, text }),
        1 => any::<bool>().prop_map(|despite_ledger| Wish::Resume { despite_ledger }),
        1 => Just(Wish::HandOver { to: person("bob", "SHA256:y"), text: "quiet".to_owned() }),
        1 => Just(Wish::TakeOver),
        1 => (900i64..1_200).prop_map(|second| Wish::SetWindow {
            until: jiff::Timestamp::from_second(second).unwrap(),
            text: "the window".to_owned(),
        }),
    ];
    prop_oneof![
        60 => Just(Move::Next),
        2 => Just(Move::BeginNext),
        40 => wish.prop_map(|wish| Move::Wish(Box::new(wish))),
        1 => rare.prop_map(|wish| Move::Wish(Box::new(wish))),
    ]
}

/// The wishes that a move stands for, in the present state.
fn wishes(model: &Model, next: &Move) -> Vec<Wish> {
    let step = screen(model).next;
    match (next, step) {
        (Move::Wish(wish), _) => vec![(**wish).clone()],
        (Move::Next | Move::BeginNext, None) => Vec::new(),
        (Move::BeginNext, Some(step)) => match plan().ask(step) {
            Ask::Begin { word, .. } => vec![look_again(model, step), Wish::Begin { step, word }],
            _ => Vec::new(),
        },
        (Move::Next, Some(step)) => {
            let ended = || Wish::End {
                step,
                outcome: UpgradeOutcome::Succeeded,
                looked: Some("looked".to_owned()),
            };
            match plan().ask(step) {
                _ if matches!(model.state(step), State::UnderWay | State::InDoubt) => vec![ended()],
                Ask::Begin { word, .. } => {
                    vec![look_again(model, step), Wish::Begin { step, word }, ended()]
                }
                ask => vec![
                    Wish::Attach { step, evidence: with_proof(model, step, evidence()) },
                    Wish::Answer { step, answer: right_answer(&ask) },
                    Wish::Answer { step, answer: Answer::Word(VALUE.to_owned()) },
                ],
            }
        }
    }
}

/// What must hold of every state that the wizard can be in.
fn is_sound(model: &Model) -> Result<(), TestCaseError> {
    let screen = screen(model);
    prop_assert_eq!(screen.is_over, model.phase() != Phase::Walking);
    if !screen.is_over {
        // It never gets stuck: something can be acted on, or everything is settled.
        let open = verdict(model).open;
        prop_assert!(screen.next.is_some() || open.is_empty(), "stuck with {:?}", open);
    }
    for (index, state) in model.states().iter().enumerate() {
        let step = plan().step(StepIx(index)).clone();
        let missing = step.requires.iter().filter(|need| !model.state(**need).is_settled()).count();
        match state {
            State::Blocked(by) => prop_assert_eq!(by.len(), missing, "{}", step.id),
            State::Open
            | State::Waiting(_)
            | State::Refuted
            | State::Observed
            | State::Satisfied(_)
            | State::Stale
            | State::GateOpen => {
                prop_assert_eq!(missing, 0, "{} is {}", step.id, state.word());
            }
            // Whoever went without it, or past it, needs not what it stands on.
            State::AwaitsSecond | State::Disputed => {}
            State::Waived
            | State::NotApplicable
            | State::UnderWay
            | State::InDoubt
            | State::Succeeded => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A refusal changes nothing, the first effect is the record, replaying the record rebuilds the
    /// model, and every prefix of it is a state the wizard can be in.
    #[test]
    fn the_record_is_the_session(moves in prop::collection::vec(any_move(), 0..120)) {
        let mut model = Model::new(plan());
        let mut record: Vec<Fact> = Vec::new();
        for next in &moves {
            for wish in wishes(&model, next) {
                let before = model.clone();
                let second = 1_000 + i64::try_from(record.len()).unwrap();
                let Ok(effects) = update(&mut model, msg(second, wish)) else {
                    prop_assert_eq!(&before, &model, "a refusal changes nothing");
                    continue;
                };
                prop_assert!(matches!(effects[0], Effect::Record(_)));
                let facts = effects.into_iter().filter_map(|effect| match effect {
                    Effect::Record(fact) => Some(fact),
                    Effect::SignFile => None,
                });
                let length = record.len();
                record.extend(facts);
                prop_assert_eq!(record.len(), length + 1, "one message, one fact");
            }
        }
        prop_assert_eq!(&Model::replay(plan(), &record), &model);
        let mut growing = Model::new(plan());
        is_sound(&growing)?;
        for survived in 1..=record.len() {
            growing = Model::replay(plan(), &record[..survived]);
            is_sound(&growing)?;
        }
        prop_assert_eq!(&growing, &model);
    }
}
