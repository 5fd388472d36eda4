//! What every place shows, at every size and in every set of characters.

use upgrade_wizard::engine::Wish;
use upgrade_wizard::front::tui::{ASCII, CP437, HierarchyFrom, Start, UNICODE};

use super::desk::FakeDesk;
use super::driver::{Driven, look};
use super::places;
use super::session::{evidence, fresh, plan_of, tell, walked};

#[test]
fn every_place_shows_what_it_showed_before() {
    for (name, visit) in places::ALL {
        for (width, height) in [(120, 36), (80, 24), (60, 20)] {
            let mut driven = Driven::home((width, height));
            visit(&mut driven);
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), driven.text());
        }
    }
}

#[test]
fn the_walk_can_be_shown_with_any_set_of_characters() {
    for glyphs in [&UNICODE, &CP437, &ASCII] {
        let mut driven = Driven::new(look("midnight", glyphs), (80, 24), FakeDesk::default());
        places::walk(&mut driven);
        insta::assert_snapshot!(format!("walk-{}", glyphs.name), driven.text());
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_so_and_nothing_is_lost() {
    let mut driven = Driven::walking((80, 24), walked(Some("service-account/CEN/CORP")));
    driven.press("nhalf typ");
    driven.resize(48, 12);
    insta::assert_snapshot!("too-small", driven.text());
    driven.press("lost<esc>");
    driven.resize(80, 24);
    driven.press("ed");
    driven.shows("half typed");
    assert!(driven.wishes.is_empty());
}

/// A hierarchy whose names are as long as they can be.
fn long_names() -> String {
    let name = |c: &str| c.repeat(15);
    format!(
        "schema = 1\nname = \"{hierarchy}\"\n[[site]]\ncode = \"LNG\"\nserver = \"{server}\"\n\
         role = \"primary\"\nlevel = \"2.0 SP1\"\nlogon_domains = [\"{domain}\"]\n\
         metering_servers = [\"{meter}\"]\nsql_server = \"{server}\"\n[[domain]]\n\
         name = \"{domain}\"\ndomain_controllers = [\"{controller}\"]\n",
        hierarchy = "The whole of the north and everything that belongs to it ".repeat(2).trim(),
        server = name("S"),
        domain = name("D"),
        meter = name("M"),
        controller = name("C"),
    )
}

#[test]
fn long_text_is_cut_or_wrapped_and_never_runs_over() {
    for (width, height) in [(120, 36), (60, 20)] {
        let model = upgrade_wizard::engine::Model::new(plan_of(&long_names()));
        let mut driven = Driven::walking((width, height), model);
        insta::assert_snapshot!(format!("long-{width}x{height}"), driven.text());
        driven.press("<end>n");
        driven.paste(&"a very long remark with 東京 in it, and no end; ".repeat(30));
        insta::assert_snapshot!(format!("long-dialog-{width}x{height}"), driven.text());
    }
}

#[test]
fn where_nothing_is_done_what_comes_last_says_what_it_waits_for() {
    let mut driven = Driven::walking((80, 24), fresh());
    driven.press("<end>");
    insta::assert_snapshot!("blocked", driven.text());
    driven.press("g");
    insta::assert_snapshot!("blocked-gate", driven.text());
}

/// Names that are wide, and names that would do harm if they reached the terminal as they are.
const HOSTILE: [&str; 3] = ["東京第一営業所", "A\u{1b}[31mred\u{7}", "good\u{202e}gpj.exe"];

#[test]
fn wide_and_hostile_names_are_shown_and_do_no_harm_in_the_hierarchy() {
    let mut text = "schema = 1\nname = \"東京\\u001b[2J\\u202e\"\n".to_owned();
    for (index, name) in HOSTILE.iter().enumerate() {
        let spelled = |c: char| format!("\\u{:04x}", u32::from(c));
        let name = name.chars().map(spelled).collect::<Vec<_>>().concat();
        text.push_str(&format!(
            "[[site]]\ncode = \"S{index}\"\nserver = \"{name}\"\nrole = \"primary\"\n\
             level = \"2.0\"\nlogon_domains = [\"{name}\"]\n"
        ));
    }
    let mut driven = Driven::home((80, 24));
    driven.desk.hierarchy = text;
    driven.start(Start::Hierarchy(HierarchyFrom::File("hierarchy.toml".to_owned())));
    insta::assert_snapshot!("hostile-hierarchy", driven.text());
    driven.press("j<enter><tab>");
    insta::assert_snapshot!("hostile-hierarchy-form", driven.text());
}

#[test]
fn wide_and_hostile_names_are_shown_and_do_no_harm_in_the_walk_and_in_evidence() {
    let mut model = walked(Some("database-dump/CEN"));
    let step = model.step_named("database-dump/CEN").unwrap();
    for name in HOSTILE {
        let evidence = evidence(&format!("/upgrade/{name}"), 48_213);
        tell(&mut model, Wish::Attach { step, evidence }).unwrap();
    }
    let text = HOSTILE.join(" ");
    let note = Wish::Note { step: Some(step), text };
    // The engine may refuse such a note; then it is not shown.
    let _ = tell(&mut model, note);
    let mut driven = Driven::home((80, 24));
    driven.desk.more_files = HOSTILE.map(str::to_owned).to_vec();
    driven.desk.more_files.push("a-name-that-goes-on-and-on-".repeat(6));
    driven.walk(model);
    driven.press("<tab><end>");
    insta::assert_snapshot!("hostile-walk", driven.text());
    driven.press("e<end>k<space>");
    insta::assert_snapshot!("hostile-evidence", driven.text());
}

#[test]
fn a_sheet_that_is_wider_than_the_screen_can_be_moved() {
    let mut driven = Driven::walking((60, 20), walked(Some("upgrade-site/CEN")));
    driven.press("p");
    assert!(!driven.text().contains("4 open"), "{}", driven.text());
    driven.press("<right><right><right><right>");
    driven.shows("4 not applicable, 4 open");
    driven.shows("column 21");
    driven.press("<left><left><left>");
    driven.shows("NOT FINISHED");
    driven.resize(80, 24);
    driven.shows("run bfeded1f6f586bbe");
}

#[test]
fn where_letters_are_letters_the_footer_names_only_keys_that_act() {
    let mut driven = Driven::home((80, 24));
    driven.start(Start::Hierarchy(HierarchyFrom::Example));
    driven.shows("  ?  Help");
    driven.press("<enter><tab>");
    driven.shows("  F1  Help");
    assert!(!driven.text().contains("  q  Quit"), "{}", driven.text());
    driven.press("x");
    driven.shows("not saved");
}

#[test]
fn the_end_of_a_session_is_read_to_its_last_line_on_a_small_screen() {
    let mut driven = Driven::home((60, 20));
    let (_, done) = places::ALL.iter().find(|(name, _)| *name == "done").unwrap();
    done(&mut driven);
    driven.press("<end>");
    driven.shows("Verify with stock tools");
    driven.shows("record.jsonl.ines@core.sig <");
}
