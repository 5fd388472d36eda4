//! Stories in a few words: what is granted, what is refused, and where it leads.

use upgrade_wizard::engine::{
    Action, Evidence, EvidenceKind, Model, Outcome, Phase, State, UpgradeOutcome, Wish, card,
    screen, verdict,
};
use upgrade_wizard::plan::StepIx;
use upgrade_wizard::step::{Answer, Ask};

use super::{acknowledge_all, answer_to, evidence, named, plan, settle, tell, walk_until};
use crate::proof::{look_again, with_proof};

const UPGRADE: &str = "upgrade-site/CH1";

#[test]
fn a_walk_to_the_end_is_complete_but_for_the_breach_it_started_with() {
    let mut model = Model::new(plan());
    walk_until(&mut model, None);
    let verdict = verdict(&model);
    assert_eq!(verdict.open, []);
    assert_eq!(verdict.outcome, Outcome::CompleteWithDeviations);
    let told: Vec<_> = verdict.deviations.iter().map(|it| (it.about.as_str(), it.what)).collect();
    assert_eq!(told, [("upgraded-before-hotfixes/CEN", "breach acknowledged")]);
    let stale = Wish::Close { shown: Outcome::Complete };
    assert_eq!(
        tell(&mut model, stale).unwrap_err(),
        "The verdict has changed since it was shown; look at it again."
    );
    tell(&mut model, Wish::Close { shown: Outcome::CompleteWithDeviations }).unwrap();
    assert_eq!(model.phase(), Phase::Closed(Outcome::CompleteWithDeviations));
    let late = tell(&mut model, Wish::Note { step: None, text: "late".to_owned() });
    assert_eq!(late.unwrap_err(), "This session is over; its record is closed.");
}

#[test]
fn nothing_is_begun_before_what_it_requires_and_before_warnings_are_acknowledged() {
    let mut model = Model::new(plan());
    let step = named(UPGRADE);
    let begin = || Wish::Begin { step, word: "UPGRADE CH1".to_owned() };
    let refused = tell(&mut model, begin()).unwrap_err();
    assert!(refused.starts_with("`upgrade-site/CH1` has to wait: settle "), "{refused}");
    for next in 0..step.0 {
        let next = StepIx(next);
        if model.state(next).is_open() && !plan().is_point_of_no_return(next) {
            settle(&mut model, next).unwrap();
        }
    }
    let refused = tell(&mut model, begin()).unwrap_err();
    assert!(refused.contains("has to be acknowledged before any site is upgraded"), "{refused}");
    acknowledge_all(&mut model);
    let wrong = Wish::Begin { step, word: "upgrade ch1".to_owned() };
    assert_eq!(
        tell(&mut model, wrong).unwrap_err(),
        "This step asks for the word `UPGRADE CH1`, typed exactly."
    );
    let bare = Wish::Answer { step, answer: Answer::Yes };
    assert!(tell(&mut model, bare).unwrap_err().contains("point of no return"));
    let unchecked = tell(&mut model, begin()).unwrap_err();
    assert!(unchecked.contains("looked at once more, just now"), "{unchecked}");
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, begin()).unwrap();
    assert_eq!(*model.state(step), State::UnderWay);
}

#[test]
fn a_session_that_dies_between_intent_and_outcome_is_in_doubt() {
    let mut model = Model::new(plan());
    let step = named(UPGRADE);
    walk_until(&mut model, Some(step));
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, Wish::Begin { step, word: "UPGRADE CH1".to_owned() }).unwrap();
    let mut model = Model::replay(plan(), model.facts());
    assert_eq!(*model.state(step), State::UnderWay);
    tell(&mut model, Wish::Resume { despite_ledger: false }).unwrap();
    assert_eq!(*model.state(step), State::InDoubt);
    assert_eq!(screen(&model).next, Some(step), "it comes before everything else");
    assert_eq!(card(&model, step).can[0], Action::End);
    let close = tell(&mut model, Wish::Close { shown: Outcome::Incomplete }).unwrap_err();
    assert!(close.contains("under way or in doubt"), "{close}");
    let outcome = UpgradeOutcome::Succeeded;
    let guess = tell(&mut model, Wish::End { step, outcome, looked: None }).unwrap_err();
    assert!(guess.contains("say how you looked at it"), "{guess}");
    let looked = Some("smssetup.log ends with success".to_owned());
    tell(&mut model, Wish::End { step, outcome, looked }).unwrap();
    assert_eq!(*model.state(step), State::Succeeded);
}

#[test]
fn a_failed_upgrade_is_open_again_and_a_deviation() {
    let mut model = Model::new(plan());
    let step = named(UPGRADE);
    walk_until(&mut model, Some(step));
    for (outcome, deviations) in [(UpgradeOutcome::NotStarted, 1), (UpgradeOutcome::Failed, 2)] {
        let look = look_again(&model, step);
        tell(&mut model, look).unwrap();
        tell(&mut model, Wish::Begin { step, word: "UPGRADE CH1".to_owned() }).unwrap();
        tell(&mut model, Wish::End { step, outcome, looked: None }).unwrap();
        assert_eq!(*model.state(step), State::Open);
        assert_eq!(verdict(&model).deviations.len(), deviations, "{outcome:?}");
    }
}

#[test]
fn undoing_never_crosses_a_point_of_no_return() {
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(named(UPGRADE)));
    let below = named("install-hotfix/CH1/Q249077");
    let reason = || "second thoughts".to_owned();
    let reopen = || Wish::Reopen { step: below, reason: reason() };
    // Before: it opens, and what stands on it waits again.
    tell(&mut model, reopen()).unwrap();
    assert_eq!(*model.state(below), State::Open);
    assert!(matches!(model.state(named("copylog-refreshed/CORP/DC1")), State::Blocked(_)));
    settle(&mut model, below).unwrap();
    // What was seen before the hotfix was put on again is waited for once more.
    assert_eq!(*model.state(named("copylog-refreshed/CORP/DC1")), State::Waiting(None));
    walk_until(&mut model, Some(named(UPGRADE)));
    settle(&mut model, named(UPGRADE)).unwrap();
    // After: it does not, and a correction is a deviation.
    assert_eq!(
        tell(&mut model, reopen()).unwrap_err(),
        "`install-hotfix/CH1/Q249077` cannot be opened again: `upgrade-site/CH1` stands on it and \
         has been begun."
    );
    assert!(!card(&model, below).can.contains(&Action::Reopen));
    let answer = answer_to(&model, below);
    tell(&mut model, Wish::Correct { step: below, answer, reason: reason() }).unwrap();
    let told = verdict(&model).deviations;
    assert!(told.iter().any(|it| it.what == "corrected after the upgrade had begun"), "{told:?}");
    assert_eq!(*model.state(named(UPGRADE)), State::Succeeded);
}

#[test]
fn waiving_is_for_those_steps_that_allow_it() {
    let mut model = Model::new(plan());
    let reason = || "agreed with the customer".to_owned();
    let waive = |id| Wish::Waive { step: named(id), reason: reason() };
    for id in ["install-hotfix/CH1/Q249077", UPGRADE, "all-sites-hotfixed", "backup-registry/OLD"] {
        let refused = tell(&mut model, waive(id)).unwrap_err();
        assert!(refused.contains("cannot be waived"), "{id}: {refused}");
    }
    // Good practice at 2.0, a written override at 1.2.
    for id in ["backup-registry/CH1", "site-reset/OLD"] {
        tell(&mut model, waive(id)).unwrap_or_else(|refused| panic!("{id}: {refused}"));
        assert_eq!(*model.state(named(id)), State::Waived);
    }
    let empty = Wish::Waive { step: named("database-dump/CH1"), reason: "  ".to_owned() };
    assert!(tell(&mut model, empty).unwrap_err().contains("1 to 2000 characters"));
    assert_eq!(verdict(&model).deviations.len(), 2);
    // Opened again and done, it is no deviation any more.
    let step = named("backup-registry/CH1");
    tell(&mut model, Wish::Reopen { step, reason: reason() }).unwrap();
    settle(&mut model, step).unwrap();
    assert_eq!(verdict(&model).deviations.len(), 1);
}

#[test]
fn an_exception_that_is_only_attested_is_a_deviation() {
    let mut model = Model::new(plan());
    let step = named("copylog-refreshed/CORP/DC1");
    walk_until(&mut model, Some(step));
    let Ask::Evidence { instead: Some(word), .. } = plan().ask(step) else { panic!("no word") };
    tell(&mut model, Wish::Answer { step, answer: Answer::Word(word) }).unwrap();
    let told = verdict(&model).deviations;
    assert!(told.iter().any(|it| it.about == "copylog-refreshed/CORP/DC1"), "{told:?}");
}

#[test]
fn a_correction_to_an_exception_is_a_deviation_too() {
    let mut model = Model::new(plan());
    let step = named("copylog-refreshed/CORP/DC1");
    walk_until(&mut model, Some(step));
    let before = verdict(&model).deviations.len();
    let Ask::Evidence { instead: Some(word), .. } = plan().ask(step) else { panic!("no word") };
    tell(&mut model, Wish::Answer { step, answer: Answer::Word(word.clone()) }).unwrap();
    assert_eq!(verdict(&model).deviations.len(), before + 1);
    let proof = with_proof(&model, step, evidence());
    tell(&mut model, Wish::Attach { step, evidence: proof }).unwrap();
    let reason = "the file was right after all".to_owned();
    tell(&mut model, Wish::Correct { step, answer: Answer::Seen, reason }).unwrap();
    assert_eq!(verdict(&model).deviations.len(), before);
    let (answer, reason) = (Answer::Word(word), "the file was of another server".to_owned());
    let refused = tell(&mut model, Wish::Correct { step, answer, reason });
    assert!(refused.is_ok(), "{refused:?}");
}

#[test]
fn evidence_proves_nothing_about_what_changed_after_it() {
    let mut model = Model::new(plan());
    walk_until(&mut model, Some(named(UPGRADE)));
    let (below, above) = (named("install-hotfix/CH1/Q249077"), named("copylog-refreshed/CORP/DC1"));
    tell(&mut model, Wish::Reopen { step: below, reason: "put on again".to_owned() }).unwrap();
    let old = tell(&mut model, Wish::Answer { step: below, answer: Answer::Seen }).unwrap_err();
    assert!(old.contains("older than what the step stands on"), "{old}");
    assert!(card(&model, below).evidence.is_empty());
    assert_eq!(card(&model, below).can[0], Action::Attach);
    settle(&mut model, below).unwrap();
    // The file from before the hotfix was put on again does not settle the wait for it.
    assert_eq!(*model.state(above), State::Waiting(None));
    let old = tell(&mut model, Wish::Answer { step: above, answer: Answer::Seen }).unwrap_err();
    assert!(old.contains("older than what the step stands on"), "{old}");
    settle(&mut model, above).unwrap();
    assert_eq!(*model.state(above), State::Observed);
}

#[test]
fn evidence_is_of_the_kind_that_is_asked_for() {
    let mut model = Model::new(plan());
    let step = named("backup-registry/OLD");
    walk_until(&mut model, Some(step));
    let kind = EvidenceKind::Folder { manifest: "x".to_owned(), files: 1, unreadable: 0 };
    let folder = Evidence { kind, ..evidence() };
    let refused = tell(&mut model, Wish::Attach { step, evidence: folder }).unwrap_err();
    assert_eq!(refused, "This step asks for a file, not a folder.");
}

#[test]
fn no_session_ends_with_an_upgrade_whose_outcome_nobody_told() {
    let mut model = Model::new(plan());
    let step = named(UPGRADE);
    walk_until(&mut model, Some(step));
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, Wish::Begin { step, word: "UPGRADE CH1".to_owned() }).unwrap();
    let refused = tell(&mut model, Wish::Abort { reason: "enough".to_owned() }).unwrap_err();
    assert!(refused.contains("under way or in doubt"), "{refused}");
    let outcome = UpgradeOutcome::Failed;
    tell(&mut model, Wish::End { step, outcome, looked: None }).unwrap();
    tell(&mut model, Wish::Abort { reason: "enough".to_owned() }).unwrap();
}

#[test]
fn the_old_answer_stays_visible_beside_the_new() {
    let mut model = Model::new(plan());
    let step = named("quiet-hours/CH1");
    walk_until(&mut model, Some(step));
    let line = |text: &str| Answer::Line(text.to_owned());
    tell(&mut model, Wish::Answer { step, answer: line("Sat 20:00") }).unwrap();
    let again = tell(&mut model, Wish::Answer { step, answer: line("Sun") }).unwrap_err();
    assert!(again.contains("settled already"), "{again}");
    let reason = "moved by the customer".to_owned();
    tell(&mut model, Wish::Correct { step, answer: line("Sun 02:00"), reason }).unwrap();
    let history = format!("{:?}", card(&model, step).history);
    assert!(history.contains("Sat 20:00") && history.contains("Sun 02:00"), "{history}");
}

#[test]
fn aborting_needs_a_reason_and_ends_the_session() {
    let mut model = Model::new(plan());
    tell(&mut model, Wish::Abort { reason: String::new() }).unwrap_err();
    tell(&mut model, Wish::Abort { reason: "disk failed".to_owned() }).unwrap();
    let verdict = verdict(&model);
    assert_eq!(
        (verdict.outcome, verdict.reason.as_deref()),
        (Outcome::Aborted, Some("disk failed"))
    );
}
