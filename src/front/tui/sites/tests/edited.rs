//! What keys and clicks do to the draft.

use crossterm::event::{KeyCode, KeyEvent};

use crate::hierarchy::Hierarchy;
use crate::hierarchy::draft::{Draft, Field};

use super::super::super::desk::{Errand, Over, Reply};
use super::super::super::panel::Panel;
use super::super::form::Subject;
use super::super::{FORM, Sites, TABLE, TREE};
use super::{EXAMPLE, Screen, click, drive, opened};

#[test]
fn a_hierarchy_of_three_sites_is_written_by_keys_alone() {
    let mut screen = Screen::open(Sites::empty());
    screen.press("'CEN Enter 'CENTRAL1 Enter Enter Enter '2.0_SP1 Esc");
    screen.press("a 'CH1 Enter 'CHILD1 Enter Space Enter Enter '2.0 Esc");
    screen.press("a 'SEC Enter 'BRANCH1 Down Space Space Enter Enter '2.0 Esc");
    screen.press("Tab Home Enter ^U 'Built_by_keys Enter End a 'CORP Tab 'DC1,_DC2 Enter");
    assert!(screen.shown().contains("Domain CORP"), "{}", screen.shown());
    screen.press("^S");
    assert!(screen.shown().contains("built-by-keys.toml"), "{}", screen.shown());
    screen.press("Enter");
    let [Errand::SaveHierarchy { draft, path, over }] = &screen.sent[..] else {
        panic!("{:?}", screen.sent)
    };
    assert_eq!((path.as_str(), *over), ("built-by-keys.toml", Over::Nothing));
    let (read, notes) = Hierarchy::read("h.toml", &draft.to_toml()).unwrap();
    assert_eq!(notes, []);
    assert_eq!(read.name, "Built by keys");
    let sites: Vec<_> = (read.sites.iter())
        .map(|site| (site.code.as_str(), site.role.word(), site.parent.map(|parent| parent.0)))
        .collect();
    let expected =
        [("CEN", "primary", None), ("CH1", "primary", Some(0)), ("SEC", "secondary", Some(1))];
    assert_eq!(sites, expected);
    assert_eq!(read.domains[0].controllers, Some(vec!["DC1".to_owned(), "DC2".to_owned()]));

    assert!(screen.shown().contains("unsaved"));
    screen.reply(Reply::HierarchySaved(Ok("/home/built-by-keys.toml".into())));
    assert!(screen.shown().contains("Saved to /home/built-by-keys.toml."));
    assert!(!screen.shown().contains("unsaved"));
}

#[test]
fn a_form_keeps_whatever_was_typed() {
    let table = [
        // Esc keeps it, and so does moving on; nothing is judged on the way.
        ("Enter Down ^U 'NEW1 Esc", Field::Server, "NEW1"),
        ("Enter Down ^U 'NEW1 Up", Field::Server, "NEW1"),
        ("Enter ^U '?!_wrong Tab", Field::Code, "?! wrong"),
        // A closed set goes round, in both directions.
        ("Enter Down Down Right Esc", Field::Role, "secondary"),
        ("Enter Down Down Space Esc", Field::Role, "secondary"),
        ("Enter Down Down Left Esc", Field::Role, "secondary"),
        ("Enter Down Down Down Down Left Esc", Field::Level, "2.0"),
        // It can be typed as well, and then a space is a space and an arrow an arrow.
        ("Enter Down Down Down Down ^U '2.0_SP4 Esc", Field::Level, "2.0 SP4"),
        ("Enter Down Down ^U 'secondry Left Left 'a Esc", Field::Role, "secondary"),
        // Spaces around it are not meant.
        ("Enter Down 'X__ Esc", Field::Server, "CENTRAL1X"),
    ];
    for (keys, field, expected) in table {
        let mut sites = opened(EXAMPLE);
        drive(&mut sites, keys);
        assert_eq!(sites.draft.sites[0].get(field), expected, "{keys}");
        assert!(sites.is_unsaved(), "{keys}");
    }
}

#[test]
fn looking_changes_nothing() {
    let mut sites = opened(EXAMPLE);
    drive(&mut sites, "Enter Down Down Down Down Down Down Esc Tab Down Enter Tab Tab Esc");
    assert_eq!(sites.draft, Draft::read("h.toml", EXAMPLE).unwrap());
    assert!(!sites.is_unsaved());
    assert!(sites.undo.is_empty());
}

#[test]
fn sites_follow_the_code_of_the_one_above_and_everything_can_be_taken_back() {
    let before = Draft::read("h.toml", EXAMPLE).unwrap();
    let mut sites = opened(EXAMPLE);
    drive(&mut sites, "Enter ^U 'HQS Esc");
    let parents: Vec<_> = sites.draft.sites.iter().map(|site| site.get(Field::Parent)).collect();
    assert_eq!(parents, ["", "HQS", "CH1", "HQS"]);
    drive(&mut sites, "End a 'NEW Esc Tab End Del");
    assert_eq!(sites.draft.sites.len(), 5);
    assert_eq!(sites.draft.domains.len(), 1);
    drive(&mut sites, "u u u u");
    assert_eq!(sites.draft, before);
    assert!(!sites.is_unsaved());
    drive(&mut sites, "u");
    assert_eq!(sites.draft, before);
}

#[test]
fn a_site_with_sites_below_it_is_not_removed() {
    let mut screen = Screen::open(opened(EXAMPLE));
    screen.press("Down Del");
    assert!(screen.shown().contains("Site `CH1` has 1 site below it; remove or move them first."));
    // The safe answer is the one that Enter gives.
    screen.press("Esc Down Del Enter");
    assert!(screen.shown().contains("4 sites"), "{}", screen.shown());
    screen.press("Del Left Enter");
    assert!(screen.shown().contains("3 sites"), "{}", screen.shown());
    screen.press("Up Del Left Enter");
    assert!(screen.shown().contains("2 sites"), "{}", screen.shown());
    screen.press("u u");
    assert!(screen.shown().contains("4 sites"), "{}", screen.shown());
}

#[test]
fn changes_that_are_not_saved_are_not_left_by_accident() {
    let mut screen = Screen::open(opened(EXAMPLE));
    screen.press("Enter Down 'X Esc Esc");
    assert!(screen.shown().contains("Leave the hierarchy?"), "{}", screen.shown());
    screen.press("Enter");
    assert!(screen.shown().contains("4 sites"), "{}", screen.shown());
    screen.press("Esc Left Enter");
    assert!(!screen.shown().contains("4 sites"), "{}", screen.shown());
    // Where nothing is lost, nothing is asked.
    let mut screen = Screen::open(opened(EXAMPLE));
    screen.press("Down Enter Esc Esc");
    assert!(!screen.shown().contains("4 sites"), "{}", screen.shown());
}

#[test]
fn a_key_that_means_nothing_is_kept_until_it_is_taken_out() {
    let text = EXAMPLE.replacen("level = ", "levl = ", 1);
    let mut screen = Screen::open(opened(&text));
    screen.press("Enter");
    let shown = screen.shown();
    assert!(shown.contains("unknown key `levl`"), "{shown}");
    screen.press(&"Down ".repeat(14));
    let shown = screen.shown();
    assert!(shown.contains("Del takes it out") && shown.contains("field 15 of 15"), "{shown}");
    screen.press("Del");
    let shown = screen.shown();
    assert!(!shown.contains("levl") && shown.contains("field 14 of 14"), "{shown}");
}

#[test]
fn a_click_selects_and_focuses() {
    let mut sites = opened(EXAMPLE);
    click(&mut sites, TABLE, 2);
    assert_eq!(sites.subject(), Some(Subject::Site(2)));
    click(&mut sites, FORM, 1);
    for letter in "XY".chars() {
        sites.typing().unwrap().press(KeyEvent::from(KeyCode::Char(letter)));
    }
    // Whoever clicks elsewhere has left the field.
    click(&mut sites, FORM, 4);
    assert_eq!(sites.draft.sites[2].get(Field::Server), "BRANCH1XY");
    click(&mut sites, TREE, 2);
    assert!(sites.form.is_none());
    assert_eq!(sites.subject(), Some(Subject::Site(1)));
    // A second click folds what is below.
    let nodes = sites.tree.nodes().len();
    click(&mut sites, TREE, 2);
    assert_eq!(sites.tree.nodes().len(), nodes - 1);
    click(&mut sites, TABLE, usize::MAX);
    assert_eq!(sites.subject(), Some(Subject::Site(1)));
}
