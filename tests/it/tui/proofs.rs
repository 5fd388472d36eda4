//! Evidence that proves, or does not: what the card says of it, and what keys can do with it.

use upgrade_wizard::engine::{
    Deed, Evidence, FindingId, Happening, ReadingVerdict, SensorKind, State, Wish,
};
use upgrade_wizard::step::{Answer, How};

use super::driver::Driven;
use super::places::go_to;
use super::read::{
    self, EVENTS, FULL_VERSION, HOTFIX, attach, finding, log, reading, strange, versions,
    without_full_version,
};
use super::session::{evidence, walked};

const LARGE: (u16, u16) = (120, 36);

/// A session at a step with these pieces of evidence.
fn at_step(size: (u16, u16), step: &str, pieces: Vec<Evidence>) -> Driven {
    let mut model = walked(Some(step));
    for piece in pieces {
        attach(&mut model, step, piece);
    }
    let mut it = Driven::walking(size, model);
    go_to(&mut it, step);
    it
}

/// Reads the step to its end.
fn read_on(it: &mut Driven) {
    for _ in 0..20 {
        if it.text().contains("Read on") {
            it.press("<space>");
        }
    }
}

fn state<'a>(it: &'a Driven, step: &str) -> &'a State {
    let model = it.model.as_ref().unwrap();
    model.state(model.step_named(step).unwrap())
}

fn last(it: &Driven) -> &Deed {
    &it.model.as_ref().unwrap().facts().last().unwrap().deed
}

#[test]
fn the_card_begins_with_what_the_evidence_comes_to() {
    let table: [(Vec<Evidence>, &str); 5] = [
        (vec![versions()], "PROVES: file-versions shows it."),
        (vec![log()], "UNDECIDED: hotfix-log proves its part, which is not enough."),
        (vec![strange()], "UNDECIDED: what is attached is no such file."),
        (vec![without_full_version()], "REFUTED: registry-export says: Full Version is missing"),
        (
            vec![log(), without_full_version()],
            "CONFLICT: hotfix-log says installed, registry-export says: Full Version is missing",
        ),
    ];
    for (pieces, expected) in table {
        let it = at_step((140, 50), HOTFIX, pieces);
        it.shows(expected);
    }
}

#[test]
fn a_value_stands_beside_what_is_needed_or_above_it_where_it_is_narrow() {
    let it = at_step(LARGE, HOTFIX, vec![versions()]);
    it.shows("nt_logon.dll  2.0.1380.1105  needed: 2.0.1380.1105 or later");
    it.shows("Baseobj.dll   2.0.1380.1110  needed: 2.0.1380.1105 or later");
    it.shows("1 more value: v shows everything.");
    let mut it = at_step((60, 40), HOTFIX, vec![versions()]);
    it.shows("  nt_logon.dll  2.0.1380.1105 ");
    it.shows("    needed: 2.0.1380.1105 or later");
    it.press("v");
    it.shows("What the evidence says");
    it.shows("/upgrade/evidence/CEN-versions.txt");
}

#[test]
fn what_settles_a_step_is_told_before_anything_is_attached() {
    let it = at_step((120, 50), HOTFIX, Vec::new());
    it.shows("Settled by");
    it.shows("a program file or a list of versions; or an export of the");
}

#[test]
fn a_critical_value_is_typed_and_not_offered() {
    let mut it = at_step(LARGE, HOTFIX, vec![versions()]);
    read_on(&mut it);
    it.shows("Type the value...");
    it.press("<space>");
    it.shows("The evidence proves it, and it is critical.");
    it.shows("needed: 2.0.1380.1105 or later");
    it.press("<enter>");
    it.shows("Type the value as the evidence shows it.");
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
    it.press("2.0.1380.1104<enter>");
    it.shows("is not what the evidence of");
    it.press("<c-u><bs><bs><bs><bs><bs><bs><bs><bs><bs><bs><bs><bs><bs>2.0.1380.1105<enter>");
    assert_eq!(*state(&it, HOTFIX), State::Satisfied(How::Shown), "{:?}", it.refused);
    let Deed::Answered { answer, .. } = last(&it) else { panic!("{:?}", last(&it)) };
    assert_eq!(*answer, Answer::Word("2.0.1380.1105".to_owned()));
}

#[test]
fn what_does_not_prove_wants_ones_own_word_typed_exactly() {
    let mut it = at_step(LARGE, HOTFIX, vec![strange()]);
    read_on(&mut it);
    it.press("<space>");
    it.shows("The evidence does not prove this step.");
    it.shows("To stand in for it, type ON MY WORD");
    it.press("on my word<enter>");
    it.shows("Type `ON MY WORD` exactly");
    assert!(it.wishes.is_empty(), "{:?}", it.wishes);
    it.press("<esc><space>ON MY WORD<enter>");
    assert_eq!(*state(&it, HOTFIX), State::Satisfied(How::Attested), "{:?}", it.refused);
}

#[test]
fn nothing_confirms_what_the_evidence_speaks_against() {
    for pieces in [vec![without_full_version()], vec![log(), without_full_version()]] {
        let mut it = at_step(LARGE, HOTFIX, pieces);
        read_on(&mut it);
        it.shows("What is wrong...");
        for key in ["<space>", "<enter>"] {
            it.press(key);
            it.shows("It cannot be confirmed");
            it.shows("Full Version is missing");
            it.shows("d  withdraws what does not belong here");
            it.press("<esc>");
        }
        assert!(it.wishes.is_empty(), "{:?}", it.wishes);
    }
}

#[test]
fn a_piece_can_be_withdrawn_and_the_rest_counts() {
    let mut it = at_step(LARGE, HOTFIX, vec![versions(), without_full_version()]);
    it.press("d");
    it.shows("Which piece?");
    it.press("<enter>it is of another server<enter>");
    it.shows("Choose the piece");
    it.press("2<enter><enter>");
    assert!(matches!(last(&it), Deed::Withdrawn { .. }), "{:?} {:?}", last(&it), it.refused);
    it.shows("PROVES: file-versions shows it.");
    it.press("d");
    assert!(!it.text().contains("Which piece?"), "{}", it.text());
    it.press("not needed<enter>");
    let withdrawn = |wish: &Wish| matches!(wish, Wish::Withdraw { .. });
    assert_eq!(it.wishes.iter().filter(|wish| withdrawn(wish)).count(), 2);
}

#[test]
fn findings_are_answered_for_one_by_one() {
    let mut it = at_step(LARGE, EVENTS, vec![read::events()]);
    it.shows("REFUTED");
    it.press("f");
    it.shows("SMS_LAN_SENDER could not connect");
    it.shows("2 findings are open, one note each.");
    it.press("<enter>");
    it.shows("Some words are needed here.");
    it.press("the line was down on Tuesday<enter>");
    it.shows("SMS_HIERARCHY_MANAGER stopped");
    it.shows("This is the last finding that is open.");
    it.press("restarted on purpose<enter>");
    it.shows("PROVES");
    assert!(!it.text().contains("Answer for a finding"), "{}", it.text());
    assert_eq!(*state(&it, EVENTS), State::Open);
}

#[test]
fn a_wrong_level_is_put_right_at_the_file_or_in_the_hierarchy() {
    let mut it = at_step(LARGE, FULL_VERSION, vec![read::of_another_level()]);
    let steps = |it: &Driven| -> Vec<String> {
        let plan = it.model.as_ref().unwrap().plan();
        plan.steps.iter().map(|step| step.id.clone()).collect()
    };
    let before = steps(&it);
    read_on(&mut it);
    it.press("<space>");
    it.shows("Which is wrong: the file or the hierarchy?");
    it.press("<enter>");
    it.shows("Choose one");
    it.press("1<enter>");
    it.shows("Add evidence");
    it.press("<esc>D2<enter>");
    it.shows("The hierarchy is wrong about SEC");
    it.press("3.0<enter>Regedit shows it<enter>");
    it.shows("Type one of the levels above");
    it.press("<bs><bs><bs>2.0 SP1<enter><enter>");
    assert!(matches!(last(&it), Deed::Redeclared { .. }), "{:?} {:?}", last(&it), it.refused);
    let after = steps(&it);
    it.shows("the plan was made anew");
    it.press("<esc>");
    it.shows("Steps");
    assert_ne!(before, after, "another level asks for other steps");
    // Every row that is shown is one of the new plan.
    it.press("<end><home>r<esc>g<esc>P<esc>");
    assert!(it.refused.is_empty(), "{:?}", it.refused);
}

#[test]
fn what_happened_at_a_site_is_told_for_the_selected_step() {
    for (key, what) in [("R", Happening::Restart), ("C", Happening::SiteChange)] {
        let mut it = at_step(LARGE, HOTFIX, Vec::new());
        it.press(key);
        it.shows("CEN");
        it.press("<enter>");
        it.shows("Some words are needed here.");
        it.press("power failure<enter>");
        let Deed::Happened { what: told, site, text } = last(&it) else {
            panic!("{:?}", last(&it))
        };
        assert_eq!((*told, site.as_deref(), text.as_str()), (what, Some("CEN"), "power failure"));
    }
}

#[test]
fn what_evidence_quotes_does_no_harm() {
    let harm = "\u{1b}[2Jgone\u{202e}";
    let values = [("full_version", harm, harm), (harm, harm, harm)];
    let found = finding(FindingId::FullVersionMissing, Some(1), harm);
    let kind = SensorKind::RegistryExport;
    for (verdict, findings) in
        [(ReadingVerdict::Refutes, vec![found]), (ReadingVerdict::Undecided, Vec::new())]
    {
        let readings = vec![reading(kind, verdict, &values, findings)];
        let piece = Evidence { readings, ..evidence(&format!("/upgrade/{harm}"), 10) };
        let mut it = at_step((60, 40), HOTFIX, vec![piece]);
        for keys in ["", "v", "<esc><enter>", "<esc>d", "<esc>i"] {
            it.press(keys);
            assert!(!it.text().contains(['\u{1b}', '\u{202e}']), "{keys}");
        }
    }
}
