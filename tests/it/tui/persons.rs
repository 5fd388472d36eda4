//! What takes more than one person, on the screen: a second person, a hand-over, a hold point, the
//! way back.

use std::sync::Arc;

use upgrade_wizard::engine::{Deed, Model, Observation, Saw, State, Wish};
use upgrade_wizard::plan::{Plan, Policy, StepIx};
use upgrade_wizard::step::Answer;

use super::driver::Driven;
use super::places::go_to;
use super::session::{acknowledge, example, plan_of, tell, walk_until};

/// A step with a line to be typed.
const STEP: &str = "quiet-hours/CEN";
const LARGE: (u16, u16) = (120, 36);

/// The session of the pictures with these rules, walked up to a step.
fn ruled(rules: &[&str], until: &str) -> Model {
    let rules: Vec<_> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    let plan: Plan = Arc::into_inner(plan_of(&example())).expect("nobody else has it");
    let mut model = Model::new(Arc::new(plan.with_policy(Policy::parse(&rules).unwrap())));
    acknowledge(&mut model);
    walk_until(&mut model, Some(until));
    model
}

/// A session in which a step was settled that needs a second person.
pub(super) fn waiting() -> Model {
    let mut model = ruled(&[STEP], STEP);
    let step = model.step_named(STEP).unwrap();
    let answer = Answer::Line("Sat 22:00 to 04:00".to_owned());
    tell(&mut model, Wish::Answer { step, answer }).unwrap();
    model
}

pub(super) fn walk_second(it: &mut Driven) {
    it.walk(waiting());
    go_to(it, STEP);
}

pub(super) fn second_read(it: &mut Driven) {
    walk_second(it);
    it.press("2");
}

pub(super) fn second(it: &mut Driven) {
    second_read(it);
    it.press("<esc>1<tab>The window of Saturday, in the plan of the operators<tab>/keys/bob");
}

pub(super) fn walk_disputed(it: &mut Driven) {
    second_read(it);
    it.press("<esc>2<tab>The plan says Sunday<tab>bob<tab>right<enter>");
}

pub(super) fn hand_over(it: &mut Driven) {
    it.walk(waiting());
    it.press("O");
}

/// Behind some changes, with a window that ends soon.
pub(super) fn turn_back(it: &mut Driven) {
    let mut model = super::session::walked(Some("upgrade-site/CEN"));
    let until = super::clock::at(12 * 60);
    tell(&mut model, Wish::SetWindow { until, text: "agreed with the owner".to_owned() }).unwrap();
    it.walk(model);
}

pub(super) fn way_back(it: &mut Driven) {
    turn_back(it);
    it.press("B");
}

pub(super) fn window(it: &mut Driven) {
    turn_back(it);
    it.press("W");
}

fn state(it: &Driven) -> State {
    let model = it.model.as_ref().unwrap();
    model.state(model.step_named(STEP).unwrap()).clone()
}

fn last(it: &Driven) -> &Deed {
    &it.model.as_ref().unwrap().facts().last().unwrap().deed
}

#[test]
fn a_second_person_reads_first_and_signs_with_a_key_of_their_own() {
    let mut it = Driven::home(LARGE);
    second_read(&mut it);
    it.shows("For the second person: read this");
    it.shows("Answered: Sat 22:00 to 04:00");
    // Esc goes on to the question, and Enter in it settles nothing by itself.
    it.press("<esc><enter>");
    assert_eq!(state(&it), State::AwaitsSecond);
    it.press("<esc>2<esc>1<tab>The plan on the wall<tab>bob<tab>wrong<enter>");
    it.shows("Not signed");
    assert_eq!(state(&it), State::AwaitsSecond, "what was typed stays, and nothing was recorded");
    it.press("<esc>2<esc>1<tab><tab><tab>right<enter>");
    assert!(matches!(state(&it), State::Satisfied(_)), "{:?}\n{}", state(&it), it.text());
    let Deed::Witnessed { seen, .. } = last(&it) else { panic!("{:?}", last(&it)) };
    assert_eq!((seen.saw, seen.text.as_str()), (Saw::Same, "The plan on the wall"));
}

#[test]
fn a_disagreement_stays_to_be_seen() {
    let mut it = Driven::home(LARGE);
    walk_disputed(&mut it);
    assert_eq!(state(&it), State::Disputed);
    it.shows("DISPUTED");
    it.shows("The plan says Sunday");
}

#[test]
fn nothing_is_said_for_a_second_person_who_did_not_choose() {
    let mut it = Driven::home(LARGE);
    second_read(&mut it);
    it.press("<esc><tab>words<tab>bob<tab>right<enter>");
    it.shows("Choose what you saw.");
    assert_eq!(state(&it), State::AwaitsSecond);
}

#[test]
fn a_session_is_handed_over_on_the_screen() {
    let mut it = Driven::home(LARGE);
    hand_over(&mut it);
    it.shows("awaits a second person: quiet-hours/CEN");
    it.press("<esc>all quiet<tab>bob<tab>right<enter>");
    assert!(matches!(last(&it), Deed::TakenOver), "{:?}\n{}", last(&it), it.text());
    assert_eq!(it.model.as_ref().unwrap().facts().last().unwrap().by.name, "Bob Ruiz");
}

#[test]
fn a_hold_point_asks_for_the_passphrase_and_no_key_confirms_it() {
    let mut it = Driven::home(LARGE);
    let rule = format!("hold:{STEP}");
    it.walk(ruled(&[&rule], STEP));
    go_to(&mut it, STEP);
    for _ in 0..20 {
        if it.text().contains("Read on") {
            it.press("<space>");
        }
    }
    let facts = it.model.as_ref().unwrap().facts().len();
    it.press("<space>Sat<tab>wrong<enter>");
    it.shows("Not signed");
    assert_eq!(it.model.as_ref().unwrap().facts().len(), facts);
    it.press("<esc><space>");
    it.press("<tab>right<enter>");
    assert!(matches!(state(&it), State::Satisfied(_)), "{:?}\n{}", state(&it), it.text());
}

#[test]
fn the_head_of_the_walk_says_until_when_one_can_turn_back() {
    for size in [(120, 36), (80, 24), (60, 20)] {
        let mut it = Driven::home(size);
        turn_back(&mut it);
        it.shows("turn back until 05-1");
        it.pass_to(13 * 60);
        it.shows("TOO LATE to turn back");
    }
}

#[test]
fn a_window_is_set_on_the_screen() {
    let mut it = Driven::home(LARGE);
    window(&mut it);
    it.press("tomorrow<tab>why<enter>");
    it.shows("Write it like");
    it.press("<esc>W2099-01-01 04:00<tab>agreed<enter>");
    let Deed::WindowSet { until, .. } = last(&it) else { panic!("{:?}", last(&it)) };
    assert_eq!(until.to_string(), "2099-01-01T04:00:00Z");
}

/// What a second person says of what a step waits for.
pub(super) fn observation(model: &Model, step: StepIx, saw: Saw, text: String) -> Observation {
    let of = model.awaits_second(step).unwrap_or(0);
    let shown = model.to_witness(of).unwrap_or_default();
    Observation { of, shown, saw, text, statement: None }
}
