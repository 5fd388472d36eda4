//! A clock that was set back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use upgrade_wizard::engine::{Model, Via, Wish};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::Plan;
use upgrade_wizard::record::{Standing, Writer};
use upgrade_wizard::session::say;
use upgrade_wizard::world::machine::{Gate, Machine};

use crate::record::sandbox::{Sandbox, at};

fn example() -> Model {
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let text = include_str!("../../../flows/sms/example.toml");
    let (hierarchy, _) = Hierarchy::read("example.toml", text).unwrap();
    let target = Some(Level::parse("2.0 SP2").unwrap());
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), String::new(), target).unwrap();
    Model::new(Arc::new(plan))
}

/// A machine whose clock shows what the cell says, in seconds.
fn machine(sandbox: &Sandbox, writer: Writer, clock: &Arc<AtomicI64>) -> Machine {
    let clock = Arc::clone(clock);
    let evidence = sandbox.dir.path().join("evidence");
    let machine = Machine::new(writer, sandbox.alice(), evidence, Gate::default());
    machine.with_clock(Box::new(move || at(clock.load(Ordering::SeqCst))))
}

#[test]
fn a_clock_that_was_set_back_is_on_record_and_changes_no_order() {
    let mut sandbox = Sandbox::new();
    let writer = sandbox.create().unwrap();
    let opened = sandbox.clock;
    let clock = Arc::new(AtomicI64::new(opened));
    let mut model = example();
    let mut world = machine(&sandbox, writer, &clock);
    // Set back below the beginning, put right, set back again, and taken up in yet another time.
    let hour = 3600;
    let times = [opened - hour, opened - hour, opened + 90, opened + 90, opened + 89, opened + 300];
    for (number, time) in times.into_iter().enumerate() {
        clock.store(time, Ordering::SeqCst);
        let wish = Wish::Note { step: None, text: format!("remark {number}") };
        say(&mut model, &mut world, Via::Person, wish).unwrap().unwrap();
    }
    drop(world);
    let resumed = sandbox.resume("s2").unwrap();
    let mut world = machine(&sandbox, resumed.writer, &clock);
    clock.store(opened - 2 * hour, Ordering::SeqCst);
    say(&mut model, &mut world, Via::Person, Wish::Resume { despite_ledger: false })
        .unwrap()
        .unwrap();
    drop(world);

    let report = sandbox.report(&sandbox.bytes());
    assert_eq!(report.standing(), Standing::Incomplete, "{:?}", report.findings);
    assert_eq!(report.facts, model.facts(), "in the order in which they were said");
    let said: Vec<_> = report.facts.iter().map(|fact| fact.at).collect();
    let times = times.into_iter().chain([opened - 2 * hour]);
    assert_eq!(said, times.map(at).collect::<Vec<_>>());
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    let behind: Vec<_> = text.lines().map(|line| line.contains("\"clock\":\"behind ")).collect();
    let events: Vec<_> = behind.into_iter().step_by(2).collect();
    // The opening, then each fact; every other line is a signature.
    assert_eq!(events, [false, true, false, false, false, true, false, true]);
}
