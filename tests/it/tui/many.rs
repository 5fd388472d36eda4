//! Hierarchies of thousands of sites: only what is seen is drawn, and the rest stays where it is.

use std::fmt::Write as _;

use upgrade_wizard::engine::Model;
use upgrade_wizard::front::tui::{HierarchyFrom, Start};

use super::driver::{Driven, rows};
use super::session::plan_of;

const SIZE: (u16, u16) = (80, 24);

/// As many as a hierarchy may have.
const SITES: usize = 10_000;
/// What is planned and walked without optimisation, so that the test does not take minutes.
const WALKED: usize = 2_000;
/// Sites below each of those below the central site.
const GROUP: usize = 100;

/// A code of three characters, and no name of a device.
fn code(number: usize) -> String {
    const DIGITS: &[u8; 27] = b"0123456789BDFGHJKLMQRTVWXYZ";
    let digit = |of: usize| char::from(DIGITS[of % DIGITS.len()]);
    [number / 729, number / 27, number].map(digit).iter().collect()
}

/// A central site, and the others below it in groups.
fn hierarchy_of(sites: usize) -> String {
    let mut text = "schema = 1\nname = \"All of it\"\n".to_owned();
    let levels = ["2.0", "2.0 SP1", "2.0"];
    for number in 0..sites {
        let (code, group) = (code(number), number - number % GROUP);
        // No site is above its parent, as upgrades go.
        let level = if number == group { "2.0 SP1" } else { levels[number % levels.len()] };
        let _ = write!(
            text,
            "[[site]]\ncode = \"{code}\"\nserver = \"SERVER{number}\"\nrole = \"primary\"\n\
             level = \"{level}\"\nlogon_domains = [\"NET{domain}\"]\nmetering_servers = []\n\
             sql_server = \"SERVER{number}\"\n",
            domain = number / 1_000,
        );
        let parent = if number == group { 0 } else { group };
        if number > 0 {
            let _ = writeln!(text, "parent = \"{}\"", self::code(parent));
        }
    }
    for domain in 0..sites.div_ceil(1_000) {
        let _ = write!(
            text,
            "[[domain]]\nname = \"NET{domain}\"\ndomain_controllers = [\"DC{domain}\"]\n"
        );
    }
    text
}

/// Presses a key; returns how many rows of the screen it changed.
fn rows_changed(driven: &mut Driven, key: &str) -> usize {
    let before = rows(driven.buffer());
    driven.press(key);
    let after = rows(driven.buffer());
    before.iter().zip(&after).filter(|(before, after)| before != after).count()
}

/// Moves about in a list that is in the middle of the screen: what is not concerned stays.
#[track_caller]
fn moving_changes_little(driven: &mut Driven, most: usize) {
    driven.press("jjjj");
    for key in ["j", "k", "j", "j", "k"] {
        let changed = rows_changed(driven, key);
        assert!(changed <= most, "{key} changed {changed} rows:\n{}", driven.text());
    }
}

#[test]
fn ten_thousand_sites_can_be_edited() {
    let mut driven = Driven::home(SIZE);
    driven.desk.hierarchy = hierarchy_of(SITES);
    driven.start(Start::Hierarchy(HierarchyFrom::File("all.toml".to_owned())));
    insta::assert_snapshot!("many-hierarchy", driven.text());
    moving_changes_little(&mut driven, 5);
    driven.press("<end>");
    driven.shows(&format!("SERVER{}", SITES - 1));
    insta::assert_snapshot!("many-hierarchy-end", driven.text());
    driven.press("/server7341<enter>");
    driven.shows("SERVER7341");
}

#[test]
fn thousands_of_sites_can_be_planned_and_walked() {
    let plan = plan_of(&hierarchy_of(WALKED));
    let mut driven = Driven::home(SIZE);
    driven.start(Start::Plan { plan: plan.clone(), name: None });
    insta::assert_snapshot!("many-plan", driven.text());
    moving_changes_little(&mut driven, 8);
    driven.press("<end>");
    driven.shows(&code(WALKED - 1));
    driven.press("<tab>");
    insta::assert_snapshot!("many-order", driven.text());

    let mut driven = Driven::walking(SIZE, Model::new(plan));
    insta::assert_snapshot!("many-walk", driven.text());
    driven.press("<end>");
    insta::assert_snapshot!("many-walk-end", driven.text());
}
