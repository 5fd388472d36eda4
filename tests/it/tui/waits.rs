//! What is waited for: watched beside the screen, attached by itself, told when it is there.

use std::sync::Arc;

use upgrade_wizard::engine::{
    Evidence, FindingId, Model, ReadingVerdict, SensorKind, State, Wish, screen,
};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::front::tui::{Input, Reply, Request};
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::text::Source;

use super::driver::Driven;
use super::places::go_to;
use super::read::{finding, reading};
use super::session::{digest, evidence, example, walk_until, walked};
use crate::proof::with_proof;

const SIZE: (u16, u16) = (120, 36);
const FIRST: &str = "copylog-refreshed/CORP/DC1";
const SECOND: &str = "copylog-refreshed/CORP/DC2";

/// A session in which nothing is left to do before the gate but to wait.
fn waiting() -> Driven {
    Driven::walking(SIZE, walked(Some(FIRST)))
}

fn step(it: &Driven, id: &str) -> StepIx {
    it.model.as_ref().unwrap().step_named(id).unwrap()
}

/// What the desk sees at a watched path.
fn see(it: &mut Driven, id: &str, content: &str) {
    let step = step(it, id);
    let model = it.model.as_ref().unwrap();
    let path = model.plan().watched(step).unwrap();
    let seen =
        with_proof(model, step, Evidence { sha256: digest(content), ..evidence(&path, 900) });
    let round = it.desk.round;
    it.put(Input::Reply(Box::new(Reply::Seen { round, step, evidence: seen })));
}

fn bells(it: &Driven) -> usize {
    it.asked.iter().filter(|request| **request == Request::Bell).count()
}

#[test]
fn a_step_that_waits_says_what_for_and_where_it_is_watched() {
    let mut it = waiting();
    go_to(&mut it, FIRST);
    it.shows("waiting");
    it.shows("Waits for something to come. Watched meanwhile:");
    it.shows("\\\\DC1\\SMSLOGON\\Config\\Copylog.tcf");
    let watched: Vec<_> = it.desk.watched.iter().map(|file| file.step).collect();
    assert_eq!(watched, [step(&it, FIRST), step(&it, SECOND)]);
    assert!(it.desk.watched.iter().all(|file| !file.sensing.kinds.is_empty()));
}

#[test]
fn nothing_is_watched_where_nothing_waits() {
    let it = Driven::walking(SIZE, walked(Some("install-hotfix/CEN/Q249077")));
    assert!(it.desk.watched.is_empty());
    let it = Driven::walking(SIZE, walked(None));
    assert!(it.desk.watched.is_empty());
    assert_eq!(it.time_matters_in(), None);
}

#[test]
fn what_comes_is_attached_by_itself_and_only_once() {
    let mut it = waiting();
    let round = it.desk.round;
    see(&mut it, FIRST, "new");
    assert_eq!(*it.model.as_ref().unwrap().state(step(&it, FIRST)), State::Observed);
    it.shows("seen and attached: ");
    assert_eq!(bells(&it), 0, "one wait is left");
    assert_eq!(it.desk.watched.len(), 1, "the list is another");
    assert!(it.desk.round > round);
    let facts = it.model.as_ref().unwrap().facts().len();
    see(&mut it, FIRST, "newer");
    assert_eq!(it.model.as_ref().unwrap().facts().len(), facts, "it waits no more");
}

#[test]
fn what_is_on_record_already_is_no_news_and_an_old_list_is_not_heard() {
    let mut it = waiting();
    let first = step(&it, FIRST);
    let path = it.model.as_ref().unwrap().plan().watched(first).unwrap();
    let undecided = evidence(&path, 900);
    let round = it.desk.round;
    for expected in [1, 1, 1] {
        let evidence = undecided.clone();
        it.put(Input::Reply(Box::new(Reply::Seen { round, step: first, evidence })));
        let attached = it.wishes.iter().filter(|wish| matches!(wish, Wish::Attach { .. }));
        assert_eq!(attached.count(), expected, "{:?}", it.refused);
    }
    let other = Evidence { sha256: digest("x"), ..undecided };
    let old = Reply::Seen { round: round.wrapping_sub(1), step: first, evidence: other };
    it.put(Input::Reply(Box::new(old)));
    assert_eq!(it.wishes.len(), 1);
}

#[test]
fn the_bell_rings_once_when_the_last_wait_of_a_gate_has_ended() {
    let mut it = waiting();
    see(&mut it, FIRST, "new");
    see(&mut it, SECOND, "new");
    assert_eq!(bells(&it), 1);
    it.shows("Nothing is waited for any more");
    it.press("<esc>");
    assert!(!it.text().contains("Nothing is waited for any more"), "{}", it.text());
    assert!(it.desk.watched.is_empty());
    assert_eq!(bells(&it), 1);
}

#[test]
fn news_is_told_after_what_is_half_typed() {
    let mut it = waiting();
    go_to(&mut it, FIRST);
    it.press("nhalf a note");
    see(&mut it, FIRST, "new");
    see(&mut it, SECOND, "new");
    it.shows("half a note");
    assert!(!it.text().contains("Nothing is waited for any more"), "{}", it.text());
    it.press(" more<enter>");
    it.shows("Nothing is waited for any more");
    assert!(
        it.wishes
            .iter()
            .any(|it| matches!(it, Wish::Note { text, .. } if text == "half a note more"))
    );
}

#[test]
fn time_goes_on_while_something_waits_and_states_with_it() {
    let mut it = waiting();
    assert_eq!(it.time_matters_in(), Some(30));
    // Eight days later the neighbours have to be looked at again.
    let mut model = walked(Some("upgrade-site/CEN"));
    walk_until(&mut model, Some("upgrade-site/CEN"));
    let settled = screen(&model).settled;
    it = Driven::walking(SIZE, model);
    assert_eq!(it.time_matters_in(), Some(30), "answers become too old");
    it.shows(&format!("{settled} of"));
    it.pass_to(8 * 24 * 60);
    assert!(!it.text().contains(&format!("{settled} of")), "{}", it.text());
    it.press(".");
    it.shows("STALE: the answer is older than");
}

#[test]
fn a_session_that_is_taken_up_again_begins_with_what_went_stale() {
    let mut it = Driven::home(SIZE);
    let (_, visit) = super::places::ALL.iter().find(|(name, _)| *name == "gone-stale").unwrap();
    visit(&mut it);
    it.shows("While nobody looked");
    it.shows("count as open again");
    it.shows("the answer is older than");
    let facts = it.model.as_ref().unwrap().facts().len();
    it.press("<esc>");
    it.shows("settled");
    assert_eq!(it.model.as_ref().unwrap().facts().len(), facts);
}

/// The flow of the program, in which Copylog.tcf is waited for at least half an hour.
fn with_least() -> Model {
    let sources = Flow::builtin_sources("sms").unwrap();
    let text = |source: &Source| {
        source.text().replace("wait = { watch", "wait = { at_least = \"30 minutes\", watch")
    };
    let sources: Vec<_> =
        sources.iter().map(|source| Source::new(source.name(), text(source))).collect();
    let flow = Flow::read(&sources).unwrap_or_else(|_| panic!("the flow can be read"));
    let (hierarchy, _) = Hierarchy::read("hierarchy.toml", &example()).unwrap();
    let target = Some(Level::SMS_2_0_SP2);
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), digest("hierarchy"), target);
    let mut model = Model::new(Arc::new(plan.unwrap()));
    walk_until(&mut model, Some(FIRST));
    model
}

#[test]
fn a_wait_that_has_a_time_says_until_when_and_time_goes_on_by_then() {
    let model = with_least();
    let minute = i64::try_from(model.facts().len()).unwrap();
    let mut it = Driven::walking(SIZE, model);
    go_to(&mut it, FIRST);
    let State::Waiting(Some(until)) = *it.model.as_ref().unwrap().state(step(&it, FIRST)) else {
        panic!("it has a time");
    };
    it.shows(&format!("Waits until {} UTC at least.", until.strftime("%Y-%m-%d %H:%M")));
    it.shows(&format!("until {}", until.strftime("%H:%M")));
    assert!(it.time_matters_in().is_some_and(|seconds| seconds <= 30));
    see(&mut it, FIRST, "new");
    it.shows("PROVES");
    assert_eq!(*it.model.as_ref().unwrap().state(step(&it, FIRST)), State::Waiting(Some(until)));
    it.pass_to(minute + 40);
    assert_eq!(*it.model.as_ref().unwrap().state(step(&it, FIRST)), State::Observed);
    it.shows("observed");
}

#[test]
fn a_clock_that_jumps_is_told_at_once_and_beside_what_went_stale() {
    let mut it = waiting();
    it.happens(Wish::ClockJumped { seconds: -7_200 });
    it.shows("The clock of this machine jumped back by 2 hours.");
    it.press("<esc>");
    it.happens(Wish::Resume { despite_ledger: false });
    it.press("nhalf");
    it.happens(Wish::ClockJumped { seconds: 10_800 });
    it.shows("While nobody looked");
    it.shows("jumped ahead by 3 hours");
    it.press("<esc>");
    it.shows("half");
}

#[test]
fn what_comes_and_speaks_against_a_step_is_told() {
    let mut it = waiting();
    let first = step(&it, FIRST);
    let path = it.model.as_ref().unwrap().plan().watched(first).unwrap();
    let found = finding(FindingId::CopylogNoClicore, None, "there is no CLICORE.EXE in it");
    let kind = SensorKind::Copylog;
    let readings = vec![reading(kind, ReadingVerdict::Refutes, &[], vec![found])];
    let seen = Evidence { readings, ..evidence(&path, 900) };
    let round = it.desk.round;
    it.put(Input::Reply(Box::new(Reply::Seen { round, step: first, evidence: seen })));
    it.shows("What came speaks against it: Wait until Copylog.tcf is new on DC1");
    assert_eq!(bells(&it), 1);
    // The next one may mend it: it is watched on, and taken.
    assert!(it.desk.watched.iter().any(|file| file.step == first));
    see(&mut it, FIRST, "mended");
    assert_eq!(*it.model.as_ref().unwrap().state(first), State::Observed);
}
