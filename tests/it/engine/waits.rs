//! Waits and ages: they go by time that can be trusted, and end by themselves.

use std::sync::Arc;

use jiff::Timestamp;
use upgrade_wizard::engine::{
    Happening, Model, Since, Staleness, State, Wish, gone_stale, next_upgrade, ready, screen,
    update,
};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::step::Answer;
use upgrade_wizard::text::Source;

use super::proofs::read;
use super::{HIERARCHY, msg, named, plan, settle, tell, walk_until};
use crate::proof::look_again;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Three controllers instead of one.
fn with_three_controllers() -> Arc<Plan> {
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let text = HIERARCHY.replace("[\"DC1\"]", "[\"DC1\", \"DC2\", \"DC3\"]");
    let (hierarchy, _) = Hierarchy::read("h.toml", &text).unwrap();
    let target = Some(Level::SMS_2_0_SP2);
    Arc::new(Plan::make(Arc::new(flow), Arc::new(hierarchy), String::new(), target).unwrap())
}

const COPYLOG: &str = "[FILE SOURCE]\nX86.BIN\\CLICORE.EXE=CEN\nSITES\\CEN\\caplist.ini=CEN\n\
                       SITES\\CH1\\caplist.ini=CH1\n";

/// A session in which every hotfix is on, and when the last one certainly was.
fn waiting() -> (Model, i64) {
    let mut model = Model::new(with_three_controllers());
    let first = model.step_named("copylog-refreshed/CORP/DC1").unwrap();
    loop {
        let next = screen(&model).next.unwrap();
        if next == first {
            break;
        }
        settle_in(&mut model, next);
    }
    let since = model.last_at().unwrap().as_second();
    (model, since)
}

fn settle_in(model: &mut Model, step: StepIx) {
    let plan = Arc::clone(model.plan());
    let evidence = crate::proof::with_proof(model, step, super::evidence());
    let _may_take_none = tell(model, Wish::Attach { step, evidence });
    let answer = match model.value_to_type(step) {
        Some((_, value)) => Answer::Word(value),
        None => super::right_answer(&plan.ask(step)),
    };
    tell(model, Wish::Answer { step, answer }).unwrap();
}

fn arrive(model: &mut Model, controller: &str, modified: i64, text: &str) -> StepIx {
    let step = model.step_named(&format!("copylog-refreshed/CORP/{controller}")).unwrap();
    let path = model.plan().watched(step).unwrap();
    let evidence = read(model, step, &path, Some(modified), text.as_bytes());
    tell(model, Wish::Attach { step, evidence }).unwrap();
    step
}

#[test]
fn a_wait_ends_by_itself_when_the_file_of_the_last_controller_arrives() {
    let (mut model, since) = waiting();
    let gate = model.step_named("all-sites-hotfixed").unwrap();
    for controller in ["DC3", "DC1"] {
        let step = arrive(&mut model, controller, since + 60, COPYLOG);
        assert_eq!(*model.state(step), State::Observed, "{controller}");
        assert!(matches!(model.state(gate), State::Blocked(_)));
    }
    let last = arrive(&mut model, "DC2", since + 90, COPYLOG);
    assert_eq!(*model.state(last), State::Observed);
    assert_eq!(*model.state(gate), State::GateOpen, "nobody had to say so");
    let again = Model::replay(Arc::clone(model.plan()), model.facts());
    assert_eq!(again, model);
}

#[test]
fn an_old_an_unsound_or_another_file_is_waited_for_still() {
    let (mut model, since) = waiting();
    let step = arrive(&mut model, "DC1", since - 600, COPYLOG);
    assert_eq!(*model.state(step), State::Waiting(None), "older than the hotfix");
    let stranger = COPYLOG.replace("CLICORE.EXE=CEN", "CLICORE.EXE=XYZ");
    arrive(&mut model, "DC1", since + 60, &stranger);
    assert_eq!(*model.state(step), State::Refuted);
    arrive(&mut model, "DC1", since + 120, COPYLOG);
    assert_eq!(*model.state(step), State::Observed);
    // Sound and new, but not the same as that of the first controller.
    let other = format!("{COPYLOG}i386\\BASEOBJ.DLL=CH1\n");
    let second = arrive(&mut model, "DC2", since + 120, &other);
    assert_eq!(*model.state(second), State::Waiting(None));
    // The order and the case of the lines do not count.
    let shuffled: Vec<_> = COPYLOG.lines().skip(1).collect();
    let shuffled: Vec<_> = shuffled.into_iter().rev().collect();
    let shuffled = shuffled.join("\n").replace("X86.BIN", "x86.bin");
    arrive(&mut model, "DC2", since + 180, &format!("[FILE SOURCE]\n{shuffled}"));
    assert_eq!(*model.state(second), State::Observed);
}

#[test]
fn a_change_that_was_seen_counts_whatever_the_clock_of_the_controller_says() {
    let (mut model, since) = waiting();
    // The controller is two hours behind: its new file is older than the hotfix by its own clock.
    let step = arrive(&mut model, "DC1", since - 9_000, COPYLOG);
    assert_eq!(*model.state(step), State::Waiting(None));
    arrive(&mut model, "DC1", since - 7_200, COPYLOG);
    assert_eq!(
        *model.state(step),
        State::Observed,
        "it was seen to change while it was waited for"
    );
}

#[test]
fn the_attested_exception_is_there_before_the_file_is() {
    let (mut model, _) = waiting();
    let step = model.step_named("copylog-refreshed/CORP/DC1").unwrap();
    let answer = Answer::Word("COPYLOG IS RIGHT".to_owned());
    tell(&mut model, Wish::Answer { step, answer }).unwrap();
    assert!(model.state(step).is_settled());
    let told = upgrade_wizard::engine::verdict(&model).deviations;
    assert!(told.iter().any(|it| it.what == "attested as an exception"), "{told:?}");
}

/// A flow with a wait of half an hour and an answer that holds for two hours.
const FLOW: &str = r#"
schema = 1
id = "timed"
title = "Timed"
revision = 1
levels = ["2.0 SP1", "2.0 SP2"]

[[phase]]
id = "all"
title = "All"

[[path]]
from = ["2.0 SP1"]
to = ["2.0 SP2"]
articles = ["Q261931"]

[[step]]
id = "stop"
phase = "all"
scope = "site"
title = "Stop it"
do = "Stop it."
why = "It has to stand still."
danger = "It runs on."
cites = [{ article = "Q171338", section = "all" }]
before = ["upgrade-site"]
fresh = { within = "2 hours", until = ["restart"] }
confirm = { ask = "Is it stopped?" }

[[step]]
id = "settle-down"
phase = "all"
scope = "site"
title = "Let it settle"
do = "Wait."
why = "It needs a while."
danger = "It is still busy."
cites = [{ article = "Q171338", section = "all" }]
requires = ["stop"]
before = ["upgrade-site"]
wait = { at_least = "30 minutes" }
confirm = { ask = "Is it quiet?" }

[[step]]
id = "upgrade-site"
phase = "all"
scope = "site"
when = "upgrades"
title = "Upgrade {site}"
do = "Start Setup."
why = "It is time."
danger = "There is no way back."
cites = [{ article = "Q199250", section = "order" }]
upgrade = { ask = "Start?", word = "UPGRADE {site}", outcome = "How did it end?" }
"#;

const ONE_SITE: &str = r#"
schema = 1
name = "One"
[[site]]
code = "ONE"
server = "ONE1"
role = "primary"
level = "2.0 SP1"
"#;

fn timed() -> Model {
    let flow = Flow::read(&[Source::new("flow.toml", FLOW)]).unwrap();
    let (hierarchy, _) = Hierarchy::read("h.toml", ONE_SITE).unwrap();
    let target = Some(Level::SMS_2_0_SP2);
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), String::new(), target).unwrap();
    Model::new(Arc::new(plan))
}

fn say(model: &mut Model, second: i64, wish: Wish) -> Result<(), String> {
    update(model, msg(second, wish)).map(drop).map_err(|refusal| refusal.to_string())
}

fn step(model: &Model, id: &str) -> StepIx {
    model.step_named(id).unwrap()
}

fn yes(step: StepIx) -> Wish {
    Wish::Answer { step, answer: Answer::Yes }
}

#[test]
fn a_minimum_time_is_waited_for_and_no_clock_ends_it_early() {
    let mut model = timed();
    let (stop, wait) = (step(&model, "stop/ONE"), step(&model, "settle-down/ONE"));
    let start = 100_000;
    say(&mut model, start, yes(stop)).unwrap();
    assert_eq!(*model.state(wait), State::Waiting(Some(at(start + 1_800))));
    let early = say(&mut model, start + 60, yes(wait)).unwrap_err();
    assert!(early.contains("has to wait until"), "{early}");
    // The clock is set ahead by three hours a minute later, and that is noticed.
    say(&mut model, start + 120 + 10_800, Wish::ClockJumped { seconds: 10_800 }).unwrap();
    assert_eq!(*model.state(wait), State::Waiting(Some(at(start + 1_800 + 10_800))));
    assert!(say(&mut model, start + 130 + 10_800, yes(wait)).is_err());
    // It is put right again, two hours too far; the session dies and is rebuilt in between.
    say(&mut model, start + 180 - 7_200, Wish::ClockJumped { seconds: -18_000 }).unwrap();
    let mut model = Model::replay(Arc::clone(model.plan()), model.facts());
    assert_eq!(*model.state(wait), State::Waiting(Some(at(start + 1_800 - 7_200))));
    model.tick(at(start + 1_799 - 7_200));
    assert!(matches!(model.state(wait), State::Waiting(Some(_))));
    model.tick(at(start + 1_800 - 7_200));
    assert_eq!(*model.state(wait), State::Open, "half an hour has gone by");
    say(&mut model, start + 1_810 - 7_200, yes(wait)).unwrap();
}

#[test]
fn a_clock_set_back_that_nobody_noticed_only_makes_a_wait_longer() {
    let mut model = timed();
    let (stop, wait) = (step(&model, "stop/ONE"), step(&model, "settle-down/ONE"));
    say(&mut model, 100_000, yes(stop)).unwrap();
    model.tick(at(100_000 - 7_200));
    assert!(matches!(model.state(wait), State::Waiting(Some(_))));
    model.tick(at(100_000 + 1_800));
    assert_eq!(*model.state(wait), State::Open);
}

#[test]
fn an_answer_goes_stale_by_age_and_by_what_happens_until_the_upgrade_has_begun() {
    let mut model = timed();
    let (stop, wait) = (step(&model, "stop/ONE"), step(&model, "settle-down/ONE"));
    say(&mut model, 100_000, yes(stop)).unwrap();
    say(&mut model, 102_000, yes(wait)).unwrap();
    assert!(gone_stale(&model).is_empty());
    model.tick(at(100_000 + 7_200));
    assert!(gone_stale(&model).is_empty(), "two hours are within two hours");
    model.tick(at(100_000 + 7_201));
    assert_eq!(*model.state(stop), State::Stale);
    let why = Staleness::Age { seconds: 7_200 };
    assert_eq!(gone_stale(&model), [(stop, why)]);
    say(&mut model, 107_300, yes(stop)).unwrap();
    say(&mut model, 109_200, yes(wait)).unwrap();
    // A restart of another site, and then of this one.
    let restart = |site: Option<&str>| Wish::Tell {
        what: Happening::Restart,
        site: site.map(str::to_owned),
        text: "a patch".to_owned(),
    };
    let unknown = say(&mut model, 109_201, restart(Some("TWO"))).unwrap_err();
    assert!(unknown.contains("no site `TWO`"), "{unknown}");
    say(&mut model, 109_201, restart(Some("ONE"))).unwrap();
    assert!(matches!(model.staleness(stop), Some(Staleness::Happened { .. })));
    say(&mut model, 109_210, yes(stop)).unwrap();
    say(&mut model, 111_100, yes(wait)).unwrap();
    // Once begun, nothing that it stood on goes stale any more.
    let upgrade = step(&model, "upgrade-site/ONE");
    let look = look_again(&model, upgrade);
    say(&mut model, 111_110, look).unwrap();
    let word = "UPGRADE ONE".to_owned();
    say(&mut model, 111_111, Wish::Begin { step: upgrade, word }).unwrap();
    model.tick(at(900_000));
    assert!(gone_stale(&model).is_empty());
}

#[test]
fn a_verdict_is_acted_on_soon_or_given_anew() {
    let mut model = timed();
    for id in ["stop/ONE", "settle-down/ONE"] {
        let step = step(&model, id);
        let second = if id.starts_with("stop") { 100_000 } else { 102_000 };
        say(&mut model, second, yes(step)).unwrap();
    }
    let upgrade = next_upgrade(&model, Some("one")).unwrap();
    let begin = || Wish::Begin { step: upgrade, word: "UPGRADE ONE".to_owned() };
    let look = look_again(&model, upgrade);
    say(&mut model, 102_010, look.clone()).unwrap();
    let late = say(&mut model, 102_010 + 901, begin()).unwrap_err();
    assert!(late.contains("once more, just now"), "{late}");
    say(&mut model, 103_000, look.clone()).unwrap();
    say(&mut model, 103_001, Wish::Note { step: None, text: "coffee".to_owned() }).unwrap();
    let what = Happening::SiteChange;
    say(&mut model, 103_002, Wish::Tell { what, site: None, text: "x".to_owned() }).unwrap();
    assert!(say(&mut model, 103_003, begin()).is_err(), "something happened since");
    say(&mut model, 103_010, look).unwrap();
    say(&mut model, 103_020, begin()).unwrap();
    assert_eq!(*model.state(upgrade), State::UnderWay);
}

#[test]
fn what_was_not_looked_at_or_is_not_as_pinned_is_no_go() {
    let mut model = Model::new(plan());
    let upgrade = named("upgrade-site/CH1");
    walk_until(&mut model, Some(upgrade));
    let Wish::Check { inspection, .. } = look_again(&model, upgrade) else { unreachable!() };
    assert!(ready(&model, upgrade, &inspection).is_go);
    let mut less = inspection.clone();
    less.pieces.pop();
    assert!(!ready(&model, upgrade, &less).is_go, "a piece was not read again");
    // A copy beside a backup is that backup; beside a file in use it is another file.
    for (id, is_go) in [("backup-registry/CH1", true), ("copylog-refreshed/CORP/DC1", false)] {
        let mut moved = inspection.clone();
        let piece = moved.pieces.iter_mut().find(|it| it.step == named(id)).unwrap();
        piece.since = Since::Moved { to: "elsewhere".to_owned() };
        assert_eq!(ready(&model, upgrade, &moved).is_go, is_go, "{id}");
    }
    let mut broken = inspection.clone();
    broken.pins.push("The flow is not what it was.".to_owned());
    let verdict = ready(&model, upgrade, &broken);
    assert!(!verdict.is_go);
    assert_eq!(verdict.reasons[0].text, "The flow is not what it was.", "the worst first");
    // A refusal of the engine's own.
    let check = Wish::Check { step: upgrade, inspection: broken };
    tell(&mut model, check).unwrap();
    let refused = tell(&mut model, Wish::Begin { step: upgrade, word: "UPGRADE CH1".to_owned() });
    assert!(refused.unwrap_err().starts_with("NO-GO"), "it cannot be begun on a NO-GO");
    settle(&mut model, upgrade).unwrap();
}
