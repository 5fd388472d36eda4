//! What a tired operator must not be able to do by a slip.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use upgrade_wizard::engine::{UpgradeOutcome, Wish};
use upgrade_wizard::front::tui::Input;

use super::driver::Driven;
use super::session::{fresh, tell, walked};
use crate::proof::look_again;

const SIZE: (u16, u16) = (120, 36);

/// A key that is held down.
fn held(key: KeyCode) -> Input {
    let kind = KeyEventKind::Repeat;
    Input::Event(Event::Key(KeyEvent::new_with_kind(key, KeyModifiers::NONE, kind)))
}

/// Reads the step to its end.
fn read(it: &mut Driven) {
    for _ in 0..20 {
        if it.text().contains("Read on") {
            it.press("<space>");
        }
    }
}

#[test]
fn a_key_that_is_held_down_answers_nothing() {
    let mut it = Driven::walking(SIZE, walked(Some("read-upgrading-chapter/CEN")));
    read(&mut it);
    for key in [KeyCode::Char(' '), KeyCode::Enter] {
        for _ in 0..40 {
            it.put(held(key));
        }
    }
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
    it.shows("read-upgrading-chapter/CEN");
    it.press("<space>");
    assert!(matches!(it.wishes.as_slice(), [Wish::Answer { .. }]), "{:?}", it.wishes);
}

#[test]
fn the_phrase_of_a_point_of_no_return_is_typed_afresh_each_time() {
    let mut it = Driven::walking(SIZE, walked(Some("upgrade-site/CEN")));
    read(&mut it);
    it.press("<space><enter>UPGRADE CEN<esc><enter>");
    it.shows("To begin, type UPGRADE CEN");
    it.press("<enter>");
    it.shows("To begin, type `UPGRADE CEN` exactly.");
    let begun = it.wishes.iter().any(|wish| matches!(wish, Wish::Begin { .. }));
    assert!(!begun, "{:?}", it.wishes);
}

#[test]
fn ending_a_session_for_good_wants_its_word() {
    let mut it = Driven::walking(SIZE, fresh());
    it.press("Anobody is there<enter><enter><enter>");
    it.shows("Type ABORT to end the session for good.");
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
}

#[test]
fn going_without_a_step_is_no_matter_of_one_enter() {
    let mut it = Driven::walking(SIZE, fresh());
    it.press("wno time<enter>");
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
    it.press("<enter>");
    assert!(matches!(it.wishes.as_slice(), [Wish::Waive { .. }]), "{:?}", it.wishes);
}

#[test]
fn pasted_text_is_kept_like_typed_text() {
    let mut it = Driven::walking(SIZE, fresh());
    it.press("n");
    it.paste("the guide is in room 4");
    it.ticks(1);
    let kept = it.desk.scratch.clone().unwrap_or_default();
    assert!(kept.contains("the guide is in room 4"), "{kept}");
}

#[test]
fn an_upgrade_that_failed_says_so_wherever_it_is_met_again() {
    let mut model = walked(Some("upgrade-site/CEN"));
    let step = model.step_named("upgrade-site/CEN").unwrap();
    let word = "UPGRADE CEN".to_owned();
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, Wish::Begin { step, word }).unwrap();
    let looked = Some("error 1105".to_owned());
    tell(&mut model, Wish::End { step, outcome: UpgradeOutcome::Failed, looked }).unwrap();
    let mut it = Driven::walking(SIZE, model);
    it.shows("FAILED BEFORE");
    it.shows("failed");
    read(&mut it);
    it.press("<space><enter>");
    it.shows("To begin, type UPGRADE CEN");
    it.shows("FAILED BEFORE");
}

#[test]
fn an_upgrade_in_doubt_is_told_first_and_comes_before_where_one_was() {
    let mut model = walked(Some("upgrade-site/CEN"));
    let step = model.step_named("upgrade-site/CEN").unwrap();
    let look = look_again(&model, step);
    tell(&mut model, look).unwrap();
    tell(&mut model, Wish::Begin { step, word: "UPGRADE CEN".to_owned() }).unwrap();
    tell(&mut model, Wish::Resume { despite_ledger: false }).unwrap();
    let mut it = Driven::walking((80, 24), model);
    it.shows("While nobody looked");
    it.shows("IN DOUBT: Upgrade CEN from 2.0 SP1 to 2.0 SP2");
    it.press("<esc>");
    it.remember("at\tquiet-hours/CEN\n");
    it.shows("upgrade-site/CEN");
}

#[test]
fn what_is_found_holds_the_words_where_anything_does() {
    let mut it = Driven::walking(SIZE, fresh());
    it.press("/quiet<enter>");
    it.shows("quiet-hours/CEN");
}

#[test]
fn a_step_that_does_not_apply_asks_for_nothing() {
    let mut it = Driven::walking(SIZE, fresh());
    it.press("/backup-system-map/cen<enter><esc>");
    read(&mut it);
    it.shows("Back up System.map of CEN");
    assert!(!it.text().contains("Add evidence..."), "{}", it.text());
}
