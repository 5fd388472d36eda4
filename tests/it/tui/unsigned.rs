//! A key that does not sign: the screen says so, keeps what was typed, and asks again.

use upgrade_wizard::engine::Wish;

use super::driver::Driven;
use super::session::walked;

const WHY: &str = "the agent refused to sign with key `SHA256:x`. Advice: touch the key.";
const SIZE: (u16, u16) = (120, 36);

#[test]
fn a_note_that_was_not_signed_stays_in_its_field_and_is_sent_again() {
    let mut it = Driven::walking(SIZE, walked(Some("read-upgrading-chapter/CEN")));
    let facts = it.model.as_ref().unwrap().facts().len();
    it.unsigned = Some(WHY.to_owned());
    it.press("nseen by two<enter>");
    it.shows("Not signed, and so not recorded: the agent refused");
    it.shows("seen by two");
    assert_eq!(it.model.as_ref().unwrap().facts().len(), facts);
    it.unsigned = None;
    it.press("<enter>");
    assert!(!it.text().contains("Not signed"), "{}", it.text());
    assert_eq!(it.model.as_ref().unwrap().facts().len(), facts + 1);
    let texts: Vec<_> = it.wishes.iter().map(|wish| format!("{wish:?}")).collect();
    assert!(matches!(it.wishes.as_slice(), [Wish::Note { .. }, Wish::Note { .. }]), "{texts:?}");
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn an_answer_that_was_not_signed_leaves_its_step_open_and_says_so() {
    for size in [SIZE, (60, 20)] {
        let mut it = Driven::walking(size, walked(Some("read-upgrading-chapter/CEN")));
        let before = it.model.clone().unwrap();
        it.unsigned = Some(WHY.to_owned());
        for _ in 0..20 {
            if it.wishes.is_empty() {
                it.press("<space>");
            }
        }
        assert!(matches!(it.wishes.as_slice(), [Wish::Answer { .. }]), "{:?}", it.wishes);
        it.shows("Not signed");
        assert_eq!(it.model.as_ref().unwrap(), &before);
        it.unsigned = None;
        it.press("<space>");
        assert_eq!(it.model.as_ref().unwrap().facts().len(), before.facts().len() + 1);
        assert!(!it.text().contains("Not signed"), "{}", it.text());
    }
}

#[test]
fn a_key_that_waits_to_be_touched_is_told_over_whatever_is_open() {
    let mut it = Driven::walking(SIZE, walked(Some("read-upgrading-chapter/CEN")));
    for keys in ["", "n"] {
        it.press(keys);
        it.sign(true);
        it.shows("Touch your key: it signs what you said.");
        it.sign(false);
        assert!(!it.text().contains("Touch your key"), "{}", it.text());
    }
}
