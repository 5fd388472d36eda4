//! What is worked out anew after a fact: what depends on it, however much there is besides.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use upgrade_wizard::engine::{Fact, Model, Wish, progress};
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::step::Answer;

use super::{plan, settle, tell, walk_until};

/// A central site and others below it, each in a domain of its own, so that what is due at one says
/// nothing of the others.
fn plan_of(sites: usize) -> Arc<Plan> {
    let mut text = "schema = 1\nname = \"Many\"\n".to_owned();
    for number in 0..sites {
        let parent = if number == 0 { "" } else { "parent = \"000\"\n" };
        write!(
            text,
            "[[site]]\ncode = \"{number:03}\"\nserver = \"SRV{number}\"\nrole = \"primary\"\n\
             level = \"2.0 SP1\"\nlogon_domains = [\"NET{number}\"]\nmetering_servers = []\n\
             {parent}[[domain]]\nname = \"NET{number}\"\ndomain_controllers = [\"DC{number}\"]\n"
        )
        .unwrap();
    }
    let (hierarchy, _) = Hierarchy::read("h.toml", &text).unwrap();
    let (flow, target) = (Arc::clone(&plan().flow), Some(Level::SMS_2_0_SP2));
    Arc::new(Plan::make(flow, Arc::new(hierarchy), String::new(), target).unwrap())
}

#[test]
fn an_answer_looks_at_what_depends_on_it_and_at_nothing_else() {
    let looked_at = |sites: usize| {
        let mut model = Model::new(plan_of(sites));
        tell(&mut model, Wish::Note { step: None, text: "so it begins".to_owned() }).unwrap();
        let step = model.plan().step_named("quiet-hours/001").unwrap();
        let answer = Answer::Line("Sun 02:00 to 05:00".to_owned());
        tell(&mut model, Wish::Answer { step, answer }).unwrap();
        assert!(model.state(step).is_settled());
        (model.looked_at(), model.plan().steps.len())
    };
    let ((few, of_few), (many, of_many)) = (looked_at(4), looked_at(60));
    assert!(of_many > 10 * of_few, "{of_many} steps beside {of_few}");
    assert_eq!(few, many, "as many steps hang on that answer at 4 sites as at 60");
    assert!(few < 12, "{few} steps");
}

#[test]
fn time_that_changes_nothing_looks_at_nothing() {
    let mut model = Model::new(plan());
    walk_until(&mut model, None);
    let revision = model.revision();
    let last = model.last_at().unwrap();
    model.tick(last + SignedDuration::from_secs(1));
    assert_eq!((model.looked_at(), model.revision()), (0, revision));
}

#[test]
fn ten_times_the_sites_hang_together_by_ten_times_as_much() {
    let pairs = |sites| plan_of(sites).steps.iter().map(|step| step.requires.len()).sum::<usize>();
    let (few, many) = (pairs(10), pairs(100));
    assert!(many <= 12 * few, "{few} and {many}");
}

/// A wish that is granted most of the time, or time that passes.
#[derive(Debug, Clone)]
enum Move {
    Settle,
    Reopen(usize),
    Pass(i64),
}

fn any_move() -> impl Strategy<Value = Move> {
    let steps = plan().steps.len();
    prop_oneof![
        6 => Just(Move::Settle),
        2 => (0..steps).prop_map(Move::Reopen),
        // Back as well: the clock of a machine can be set.
        2 => (-90_000_i64..200_000).prop_map(Move::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever happens and however time passes, what was worked out bit by bit is what follows
    /// from the whole record at once.
    #[test]
    fn bit_by_bit_is_the_same_as_at_once(moves in prop::collection::vec(any_move(), 0..60)) {
        let mut model = Model::new(plan());
        let mut record: Vec<Fact> = Vec::new();
        let mut second = 1_000;
        for next in moves {
            match next {
                Move::Settle => {
                    let next = progress(&model).next;
                    let Some(step) = next else { continue };
                    let _granted_or_not = settle(&mut model, step);
                }
                Move::Reopen(step) => {
                    let wish = Wish::Reopen { step: StepIx(step), reason: "again".to_owned() };
                    let _granted_or_not = tell(&mut model, wish);
                }
                Move::Pass(by) => second = (second + by).max(1_000),
            }
            let now = Timestamp::from_second(second).unwrap();
            record.extend_from_slice(&model.facts()[record.len()..]);
            let mut at_once = Model::replay(plan(), &record);
            model.tick(now);
            at_once.tick(now);
            prop_assert_eq!(&at_once, &model);
        }
    }
}
