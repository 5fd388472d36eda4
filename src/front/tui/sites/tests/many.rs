//! Many sites, and everything wrong.

use crate::hierarchy::draft::Field;

use super::super::super::keymap::Command;
use super::super::{Sites, TABLE, TREE};
use super::{Screen, act, drive, large, of};

#[test]
fn only_sites_with_problems_are_shown_when_asked_for() {
    let mut draft = large(40);
    draft.sites[7].set(Field::Level, "7.0");
    draft.sites[30].set(Field::Server, "");
    let mut screen = Screen::open(of(draft));
    screen.press("f");
    let shown = screen.shown();
    for expected in ["1 of 2", "2 of 40 sites, 2 problems", "Problems", "unknown level `7.0`"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    // Asked for where there is none, it goes where there are some.
    screen.press("f Tab End f");
    assert!(screen.shown().contains("2 of 40 sites, 2 problems"), "{}", screen.shown());
    // A new site is seen, though it was not among them.
    screen.press("a 'ZZZ Esc");
    assert!(screen.shown().contains("ZZZ"), "{}", screen.shown());
}

#[test]
fn moving_about_makes_nothing_anew() {
    let mut sites = of(large(10_000));
    assert_eq!(sites.table.list.count(), 10_000);
    let made = |sites: &Sites| (sites.tree.rows().as_ptr(), sites.tree.nodes().as_ptr());
    let before = made(&sites);
    let number = sites.last_revision;
    for command in [Command::Down, Command::PageDown, Command::Last, Command::Up, Command::First] {
        for pane in [TABLE, TREE] {
            sites.list = pane;
            assert!(act(&mut sites, command).is_empty(), "{command:?}");
            assert_eq!(made(&sites), before, "{command:?} in pane {pane}");
        }
    }
    assert_eq!(sites.last_revision, number);
    // A change does.
    sites.list = TABLE;
    drive(&mut sites, "Enter Down 'X Esc");
    assert_ne!(made(&sites), before);
}

#[test]
fn ten_thousand_sites_start_folded_and_are_found() {
    let mut screen = Screen::open(of(large(10_000)));
    let shown = screen.shown();
    assert!(shown.contains("10000 sites"), "{shown}");
    screen.press("Tab End Up");
    assert!(screen.shown().contains("102 of 103"), "{}", screen.shown());
    screen.press("Home / 'SERVER9876 Enter Enter");
    let shown = screen.shown();
    assert!(shown.contains("Site 7MC") && shown.contains("editing"), "{shown}");
}

#[test]
fn everything_wrong_fits_every_size() {
    let mut draft = large(60);
    draft.name = String::new();
    for (n, site) in draft.sites.iter_mut().enumerate() {
        for field in Field::ALL {
            let wide = "東京".repeat(40);
            site.set(field, if n % 2 == 0 { wide } else { format!("a\u{1B}b {n} ").repeat(30) });
        }
    }
    // A long line of sites, each below the one before.
    for n in 1..60 {
        let above = draft.sites[n - 1].get(Field::Code).to_owned();
        draft.sites[n].set(Field::Code, format!("{n:03}"));
        draft.sites[n].set(Field::Parent, if n > 1 { format!("{:03}", n - 1) } else { above });
    }
    let mut screen = Screen::open(of(draft));
    for size in [(60, 20), (80, 24), (120, 36), (300, 80)] {
        screen.size = size;
        for keys in ["Tab", "End Up", "Tab Home Down", "Enter", "Down Down Down Down", "Esc"] {
            screen.press(keys);
            let shown = screen.shown();
            assert_eq!(shown.lines().count(), usize::from(size.1), "{keys}");
            assert!(!shown.contains('\u{1B}'), "{keys}");
        }
        assert!(screen.shown().contains("problem"), "{}", screen.shown());
    }
}
