//! A story that was told by a script, told again by keyboard: it leaves the same facts.

use std::path::Path;

use upgrade_wizard::engine::{Deed, Fact, OWN_WORD, ReadingVerdict, Via};
use upgrade_wizard::step::{Answer, How, Kind};

use super::console::Console;
use super::robot::{attach, label_of, open_phrase};
use crate::faces::facts;
use crate::stage::Stage;
use crate::story::{Told, folder};

/// Goes to a step or warning by finding it.
fn go_to(console: &mut Console, id: &str) {
    console.press("/");
    console.press(id);
    console.press("\r");
    console.wait_for("Esc ends");
    console.escape("Esc ends");
    if !console.contents().contains(id) {
        // It was before us already, and read to its end: its name stands at the top.
        console.press("\t");
        console.press("\x1b[H");
        console.press("\t");
    }
    assert!(console.contents().contains(id), "{id} in\n{}", console.contents());
}

/// Presses a key once the end of the step has been on the screen.
fn press_when_read(console: &mut Console, key: &str) {
    read_to_the_end(console);
    console.press(key);
}

fn read_to_the_end(console: &mut Console) {
    for _ in 0..40 {
        if !console.footer().contains("Read on") {
            return;
        }
        console.press(" ");
    }
    panic!("it does not end:\n{}", console.contents());
}

/// The number of an option of a step that offers several.
fn number_of(step: &str, option: &str) -> String {
    let sources = upgrade_wizard::flow::Flow::builtin_sources("sms").unwrap();
    let flow = upgrade_wizard::flow::Flow::read(&sources).unwrap();
    let template = step.split('/').next().unwrap();
    let step = flow.steps.iter().find(|step| step.id == template).unwrap();
    let Kind::Choose { options, .. } = &step.kind else { panic!("{template} offers no choice") };
    let at = options.iter().position(|offered| offered.id == option).unwrap();
    (at + 1).to_string()
}

/// Fills in what a question asks and records it.
fn fill(console: &mut Console, step: &str, answer: &Answer) {
    match answer {
        Answer::Choice(option) => console.press(&number_of(step, option)),
        Answer::Word(text) | Answer::Line(text) => console.press(text),
        Answer::Yes | Answer::Seen => {}
    }
}

/// What the evidence of a step shows, where a script may do without typing it.
fn value(facts: &[Fact], of: &str) -> String {
    let readings = facts.iter().filter_map(|fact| match &fact.deed {
        Deed::Attached { step, evidence } if step == of => Some(&evidence.readings),
        _ => None,
    });
    let mut proving =
        readings.flatten().filter(|reading| reading.verdict == ReadingVerdict::Proves);
    let reading = proving.next().expect("the step is proved");
    let named = reading.value("full_version");
    let first = reading.values.iter().find(|(key, _)| reading.need(key).is_some());
    named.or(first.map(|(_, value)| value)).expect("a value").to_string()
}

fn answer(console: &mut Console, facts: &[Fact], step: &str, given: &Answer) {
    go_to(console, step);
    read_to_the_end(console);
    match given {
        Answer::Seen => {
            let label = label_of(&console.footer(), "Space");
            console.press(" ");
            match label.as_deref() {
                Some("On your word...") => console.press(&format!("{OWN_WORD}\r")),
                Some("Type the value...") => console.press(&format!("{}\r", value(facts, step))),
                _ => {}
            }
        }
        Answer::Yes => press_when_read(console, " "),
        Answer::Word(_) if console.footer().contains("Add evidence...") => {
            // Going without evidence is not what the confirming key leads to.
            press_when_read(console, "a");
            fill(console, step, given);
            console.press("\r");
        }
        _ => {
            press_when_read(console, " ");
            fill(console, step, given);
            console.press("\r");
        }
    }
}

fn close(console: &mut Console) {
    console.press("r");
    console.wait_for("nothing is open");
    console.press("s");
    console.wait_for("asks once more");
    console.press("s");
    // The safe answer has the focus: one step to the other.
    console.press("\x1b[Z");
    console.press("\r");
    console.wait_for("The session is closed");
}

fn tell(console: &mut Console, facts: &[Fact], deed: &Deed) {
    match deed {
        Deed::Acknowledged { warning, .. } => {
            go_to(console, warning);
            press_when_read(console, " ");
        }
        Deed::Answered { step, answer: given, .. } => answer(console, facts, step, given),
        Deed::Begun { step, word, .. } => {
            go_to(console, step);
            read_to_the_end(console);
            open_phrase(console);
            console.press(word);
            console.press("\r");
        }
        Deed::Ended { step, outcome, looked, .. } => {
            go_to(console, step);
            press_when_read(console, " ");
            let number = match outcome.word() {
                "succeeded" => "1",
                "failed" => "2",
                _ => "3",
            };
            console.press(number);
            console.press("\r");
            if let Some(looked) = looked {
                console.press(looked);
            }
            console.press("\r");
        }
        Deed::Waived { step, reason, .. } => {
            go_to(console, step);
            console.press("w");
            console.press(reason);
            // The button gets the focus, then it is pressed.
            console.press("\r");
            console.press("\r");
        }
        Deed::Corrected { step, answer, reason, .. } => {
            go_to(console, step);
            console.press("c");
            fill(console, step, answer);
            let may_be_empty = console.contents().contains("or nothing to confirm");
            if may_be_empty || !matches!(answer, Answer::Yes | Answer::Seen) {
                console.press("\r");
            }
            console.press(reason);
            console.press("\r");
        }
        Deed::Attached { step, evidence } => {
            go_to(console, step);
            attach(console, Path::new(&evidence.path));
        }
        Deed::Noted { step: Some(step), text } => {
            go_to(console, step);
            console.press("n");
            console.press(text);
            console.press("\r");
        }
        // It comes of itself before a point of no return.
        Deed::Checked { .. } => {}
        Deed::Closed { .. } => close(console),
        other => panic!("the story has no {other:?}"),
    }
}

#[test]
fn the_same_story_on_the_full_screen_leaves_the_same_facts() {
    let told = Told::by_script();
    let by_script = facts(&told.stage.session().join("record.jsonl"), &told.stage.signers());

    let stage = Stage::new();
    std::fs::create_dir_all(stage.home()).unwrap();
    let (key, signers) = (stage.key(), stage.signers());
    let hierarchy = folder().join("hierarchy.toml");
    #[rustfmt::skip]
    let arguments = [
        "run", "--hierarchy", hierarchy.to_str().unwrap(), "--target", "2.0 SP2",
        "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
    ];
    let mut console = Console::start(&stage.home(), &arguments, 100, 30);
    console.press("n");
    console.wait_for("Name of the session");
    console.press("\r");
    console.wait_for("settled");
    for fact in &by_script {
        tell(&mut console, &by_script, &fact.deed);
    }
    console.send("q");
    assert_eq!(console.end().exit_code(), 0);

    let by_hand = facts(&stage.session().join("record.jsonl"), &signers);
    let deeds = |facts: &[upgrade_wizard::engine::Fact]| -> Vec<Deed> {
        facts.iter().map(|fact| alike(&fact.deed)).collect()
    };
    pretty(&deeds(&by_hand), &deeds(&by_script));
    assert!(by_hand.iter().all(|fact| fact.via == Via::Person));
}

/// A deed as it is alike for all faces: a person types what a script says by looking.
fn alike(deed: &Deed) -> Deed {
    let mut deed = deed.clone();
    if let Deed::Answered { answer, how: How::Shown | How::Attested, .. } = &mut deed
        && matches!(answer, Answer::Word(_))
    {
        *answer = Answer::Seen;
    }
    if let Deed::Checked { reasons, .. } = &mut deed {
        // They name the moments at which evidence was recorded.
        reasons.clear();
    }
    deed
}

/// Compares one by one, so that a difference is seen at once.
#[track_caller]
fn pretty(by_hand: &[Deed], by_script: &[Deed]) {
    for (by_hand, by_script) in by_hand.iter().zip(by_script) {
        assert_eq!(by_hand, by_script);
    }
    assert_eq!(by_hand.len(), by_script.len());
}
