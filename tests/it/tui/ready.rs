//! GO or NO-GO: one card, one verdict, on record.

use upgrade_wizard::engine::{After, Deed, Since, State, Wish};
use upgrade_wizard::front::tui::{Input, Reply};

use super::desk::Reading;
use super::driver::Driven;
use super::places::go_to;
use super::session::{digest, walked};

const SIZE: (u16, u16) = (120, 36);
const UPGRADE: &str = "upgrade-site/CEN";

fn before_upgrade() -> Driven {
    Driven::walking(SIZE, walked(Some(UPGRADE)))
}

fn checks(it: &Driven) -> Vec<bool> {
    let facts = it.model.as_ref().unwrap().facts().iter();
    facts
        .filter_map(|fact| match fact.deed {
            Deed::Checked { is_go, .. } => Some(is_go),
            _ => None,
        })
        .collect()
}

fn read_on(it: &mut Driven) {
    for _ in 0..20 {
        if it.text().contains("Read on") {
            it.press("<space>");
        }
    }
}

#[test]
fn opening_the_card_looks_at_everything_and_puts_the_verdict_on_record() {
    let mut it = before_upgrade();
    it.press("g");
    assert_eq!(checks(&it), [true]);
    it.shows("GO  everything holds");
    it.shows("by Ines Falk");
    it.shows("unchanged");
    it.shows("and type UPGRADE CEN");
    it.press("<enter>");
    it.shows("To begin, type UPGRADE CEN");
    it.press("UPGRADE CEN<enter>");
    let model = it.model.as_ref().unwrap();
    let step = model.step_named(UPGRADE).unwrap();
    assert_eq!(*model.state(step), State::UnderWay, "{:?}", it.refused);
    // It is to be carried out: its step is before us, not the card.
    it.shows("UNDER WAY");
}

#[test]
fn beginning_from_the_walk_opens_the_card_first_and_only_without_a_fresh_go() {
    let mut it = before_upgrade();
    read_on(&mut it);
    it.press("<space>");
    it.shows("GO or NO-GO");
    assert_eq!(checks(&it), [true]);
    it.press("<esc>");
    read_on(&mut it);
    it.press("<space>");
    it.shows("To begin, type UPGRADE CEN");
    assert_eq!(checks(&it), [true], "the verdict is fresh");
}

#[test]
fn no_go_names_every_reason_the_worst_first_and_leads_to_it() {
    let mut it = before_upgrade();
    it.desk.since = vec![("database-dump-CEN.txt", Since::Gone)];
    it.desk.pins = vec!["The hierarchy is not what was pinned.".to_owned()];
    it.press("g");
    assert_eq!(checks(&it), [false]);
    it.shows("NO-GO  2 reasons against it");
    let text = it.text();
    let pin = text.find("The hierarchy is not what was pinned.").unwrap();
    let gone = text.find("is GONE").unwrap();
    assert!(pin < gone, "{text}");
    it.press("<enter>");
    it.shows("GO or NO-GO");
    it.press("j<enter>");
    it.shows("database-dump/CEN");
    assert!(!it.text().contains("NO-GO  "), "{}", it.text());
}

#[test]
fn the_first_reason_with_a_step_is_one_key_away() {
    let mut it = Driven::walking(SIZE, walked(Some("install-hotfix/CEN/Q249077")));
    go_to(&mut it, UPGRADE);
    it.press("g");
    it.shows("NO-GO");
    it.press("b");
    assert!(!it.text().contains("NO-GO"), "{}", it.text());
    it.press("g");
    assert_eq!(checks(&it).len(), 2, "opened again, it is looked at again");
}

#[test]
fn while_it_looks_it_says_what_is_known_and_can_be_stopped() {
    let mut it = Driven::walking(SIZE, walked(Some("install-hotfix/CEN/Q249077")));
    it.desk.looking = Reading::Halfway;
    it.press("g");
    it.shows("Looking");
    it.shows("This is no verdict yet");
    it.shows("missing");
    assert!(!it.text().contains("against it"), "{}", it.text());
    it.press("x");
    it.shows("No verdict");
    assert_eq!(it.desk.stopped, 1);
    it.press("r");
    it.shows("Looking");
    it.press("<esc>");
    assert_eq!(it.desk.stopped, 2, "whoever leaves wants no verdict");
    assert!(checks(&it).is_empty());
}

#[test]
fn a_look_that_was_left_is_not_put_on_record() {
    let mut it = before_upgrade();
    it.desk.looking = Reading::Halfway;
    it.press("g<esc>");
    for job in 0..5 {
        let inspection = upgrade_wizard::engine::Inspection::default();
        it.put(Input::Reply(Box::new(Reply::Inspected { job, inspection })));
    }
    assert!(checks(&it).is_empty());
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
}

#[test]
fn a_go_holds_for_a_time_and_until_something_happens() {
    let mut it = before_upgrade();
    it.press("g");
    it.shows("GO  everything holds");
    it.pass_to(24 * 60);
    it.press("<down>");
    it.shows("Not now  it said GO");
    it.press("<enter>");
    assert!(!it.text().contains("To begin"), "{}", it.text());
    assert_eq!(checks(&it).len(), 2, "it is looked at again first");
}

#[test]
fn the_card_is_for_the_next_upgrade_where_none_is_selected() {
    let mut it = Driven::walking(SIZE, walked(Some("backup-registry/CH1")));
    it.press("g");
    let Some(Wish::Check { step, .. }) = it.wishes.first() else { panic!("{:?}", it.wishes) };
    let model = it.model.as_ref().unwrap();
    assert_eq!(model.plan().step(*step).id, "upgrade-site/CH1");
    let it = &mut Driven::walking(SIZE, walked(None));
    it.press("g");
    assert!(it.wishes.is_empty(), "no upgrade is left");
}

#[test]
fn a_reason_that_is_long_is_read_in_full() {
    for size in [(60, 20), (80, 24), (120, 36)] {
        let mut it = Driven::walking(size, walked(Some(UPGRADE)));
        let sha256 = digest("other");
        it.desk.since = vec![(
            "database-dump-CEN.txt",
            Since::Changed(After { sha256: sha256.clone(), size_bytes: 1, within: String::new() }),
        )];
        it.press("gi");
        let flat: String = it.text().chars().filter(|c| !" │\n".contains(*c)).collect();
        assert!(flat.contains(&sha256), "{}", it.text());
    }
}
