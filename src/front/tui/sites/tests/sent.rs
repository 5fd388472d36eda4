//! What is sent off, and what comes of the replies.

use crate::level::Level;

use super::super::super::desk::{Errand, NotSaved, Opened, Over, Reply};
use super::super::super::dialog::About;
use super::super::super::keymap::Command;
use super::super::super::panel::{Act, Panel};
use super::{EXAMPLE, Screen, act, large, opened, tell};

#[test]
fn what_is_wrong_is_named_and_leads_to_its_field() {
    let text = EXAMPLE.replace("parent = \"CH1\"", "parent = \"CHX\"");
    for key in ["n", "^S"] {
        let mut screen = Screen::open(opened(&text));
        let shown = screen.shown();
        assert!(shown.contains("4 sites, 1 problem"), "{shown}");
        screen.press(key);
        let shown = screen.shown();
        for expected in ["In site `SEC`, Parent site: unknown parent `CHX`", "Site SEC", "editing"]
        {
            assert!(shown.contains(expected), "{expected}: {shown}");
        }
        assert!(screen.sent.is_empty());
        // It is mended where one is, and then the key does what it says.
        screen.press("Right Esc");
        assert!(!screen.shown().contains("problem"), "{}", screen.shown());
        screen.press(key);
        let expected = if key == "n" { "Where do the sites go?" } else { "Save the hierarchy" };
        assert!(screen.shown().contains(expected), "{}", screen.shown());
    }
}

#[test]
fn only_the_latest_judgement_counts() {
    let mut sites = opened(EXAMPLE);
    let numbers: Vec<u64> = [act(&mut sites, Command::Add), act(&mut sites, Command::Back)]
        .into_iter()
        .flatten()
        .chain(sites.opened())
        .filter_map(|act| match act {
            Act::Send(Errand::Judge { number, .. }) => Some(number),
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [1, 2]);
    let wrong = sites.draft.problems();
    assert!(!wrong.is_empty());
    tell(&mut sites, &Reply::Judged { number: 1, problems: wrong.clone() });
    assert_eq!(sites.judged.in_short(), "checking...");
    tell(&mut sites, &Reply::Judged { number: 2, problems: wrong });
    assert!(sites.judged.in_short().contains("problem"));
    tell(&mut sites, &Reply::Judged { number: 2, problems: Vec::new() });
    assert!(sites.judged.in_short().contains("problem"));
}

#[test]
fn the_plan_waits_for_the_judgement_and_for_a_target() {
    let mut sites = opened(EXAMPLE);
    let problems = sites.draft.problems();
    sites.opened();
    assert!(act(&mut sites, Command::Next).is_empty());
    let acts = tell(&mut sites, &Reply::Judged { number: 1, problems });
    let [Act::Ask(dialog)] = &acts[..] else { panic!("{acts:?}") };
    assert_eq!(dialog.about, About::Target);

    let mut screen = Screen::open(opened(EXAMPLE));
    screen.press("n 9 Enter");
    let [Errand::MakePlan { file_name, target, .. }] = &screen.sent[..] else {
        panic!("{:?}", screen.sent)
    };
    assert_eq!((file_name.as_str(), *target), ("example.toml", Some(Level::SMS_2_0_SP2)));
    assert!(screen.shown().contains("making the plan..."));
    screen.reply(Reply::Planned(Err("no way".to_owned())));
    assert!(screen.shown().contains("no way"));
    // A target that was chosen on its own makes no plan; one that is there is not asked for again.
    screen.press("m Enter");
    assert_eq!(screen.sent.len(), 1);
    screen.press("n");
    assert_eq!(screen.sent.len(), 2);
    // A plan of what has been changed since is not opened.
    screen.press("Enter Down 'X Esc");
    screen.reply(Reply::Planned(Err("too late".to_owned())));
    assert!(!screen.shown().contains("too late"));
}

#[test]
fn a_file_is_replaced_only_when_somebody_says_so() {
    let mut screen = Screen::open(opened(EXAMPLE));
    let exists = || Reply::HierarchySaved(Err(NotSaved::Exists("example.toml".into())));
    let overs = |screen: &Screen| -> Vec<Over> {
        let saves = screen.sent.iter().filter_map(|errand| match errand {
            Errand::SaveHierarchy { over, .. } => Some(*over),
            _ => None,
        });
        saves.collect()
    };
    screen.press("^S Enter");
    screen.reply(exists());
    assert!(screen.shown().contains("Replace the file?"), "{}", screen.shown());
    screen.press("Enter");
    assert_eq!(overs(&screen), [Over::Nothing]);
    screen.press("^S Enter");
    screen.reply(exists());
    screen.press("Left Enter");
    assert_eq!(overs(&screen), [Over::Nothing, Over::Nothing, Over::TheSame]);
    screen.reply(Reply::HierarchySaved(Err(NotSaved::Failed("disk full".to_owned()))));
    assert!(screen.shown().contains("disk full"), "{}", screen.shown());
    screen.press("Left Enter");
    screen.reply(Reply::HierarchySaved(Ok("example.toml".into())));
    assert!(!screen.shown().contains("Replace the file?"), "{}", screen.shown());
    // From now on it is the file that it came from.
    screen.press("Esc ^S Enter");
    assert_eq!(overs(&screen).last(), Some(&Over::TheSame));
}

#[test]
fn a_file_that_is_read_takes_the_place_and_can_be_taken_back() {
    let other = Opened {
        draft: large(3),
        path: Some("large.toml".into()),
        target: Some(Level::SMS_2_0_SP3),
    };
    let mut screen = Screen::open(opened(EXAMPLE));
    // What nobody asked for is somebody else's.
    screen.reply(Reply::Hierarchy(Ok(other.clone())));
    assert!(screen.shown().contains("4 sites"), "{}", screen.shown());
    screen.press("i 'nowhere.toml Enter");
    screen.reply(Reply::Hierarchy(Err("there is no such file".to_owned())));
    assert!(screen.shown().contains("there is no such file"), "{}", screen.shown());
    screen.press("Enter");
    assert_eq!(screen.sent.len(), 2);
    screen.reply(Reply::Hierarchy(Ok(other)));
    let shown = screen.shown();
    for expected in ["3 sites", "Read 3 sites. u brings back", "Large"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!shown.contains("unsaved"), "{shown}");
    screen.press("^S");
    assert!(screen.shown().contains("large.toml"), "{}", screen.shown());
    // The other file is not offered for the hierarchy that was here before.
    screen.press("Esc u ^S");
    let shown = screen.shown();
    assert!(shown.contains("4 sites") && shown.contains("example.toml"), "{shown}");
    assert!(!shown.contains("large.toml"), "{shown}");
}
