//! What keys come to at the plan, and how it looks.

use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyEvent};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::matrix::{Matrix, Need};
use super::{PlanView, Section, begin};
use crate::flow::Flow;
use crate::front::tui::desk::{Errand, KeyState, Reply, Secret};
use crate::front::tui::dialog::{Dialog, Part};
use crate::front::tui::field::{Field, Lines};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::keymap::Command;
use crate::front::tui::panel::{Act, Filled, Panel, Scene, Summary};
use crate::front::tui::{ASCII, CP437, Depth, Input, Look, Start, UNICODE, Ui};
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::plan::Plan;
use crate::theme::{Role, Theme};

const EXAMPLE: &str = include_str!("../../../../flows/sms/example.toml");

/// A site of every status: hotfixes due, another build, 1.x, SP2; and names that are hard to draw.
const MIXED: &str = r#"
schema = 1
name = "東京 and a name that is longer than anybody would want it to be, on any screen"
[[site]]
code = "CEN"
server = "CENTRAL1"
role = "primary"
level = "2.0 SP1"
logon_domains = ["CORP"]

[[site]]
code = "SP2"
server = "AHEAD1"
role = "primary"
parent = "CEN"
level = "2.0 SP2"
logon_domains = ["CORP"]

[[site]]
code = "OLD"
server = "OLD1"
role = "primary"
parent = "CEN"
level = "1.2 SP2"
logon_domains = ["OLD"]
"#;

const ALONE: &str = r#"
schema = 1
name = "Alone"
[[site]]
code = "CEN"
server = "C1"
role = "primary"
level = "2.0 SP1"
logon_domains = ["CORP"]
"#;

fn plan(hierarchy: &str, target: &str) -> Arc<Plan> {
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let (hierarchy, _) = Hierarchy::read("hierarchy.toml", hierarchy).unwrap();
    let target = Level::parse(target).unwrap();
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), "e".repeat(64), Some(target));
    Arc::new(plan.unwrap())
}

fn example() -> PlanView {
    PlanView::to_approve(plan(EXAMPLE, "2.0 SP2"))
}

fn with_scene<T>(action: impl FnOnce(&Scene<'_>) -> T) -> T {
    let summary = Summary::default();
    let now = Timestamp::UNIX_EPOCH;
    action(&Scene { model: None, summary: &summary, now, readings: &[], looking: None })
}

fn act(view: &mut PlanView, command: Command) -> Vec<Act> {
    with_scene(|scene| {
        assert!(view.can(command, scene), "{command:?}");
        view.act(command, scene)
    })
}

fn told(view: &mut PlanView, key: Result<KeyState, String>) -> Vec<Act> {
    with_scene(|scene| view.told(&Reply::Key(key), scene))
}

#[test]
fn every_cell_says_what_the_site_needs() {
    use Need::{Due, Included, NoneExists, NotNeeded, Waivable};
    // In the order of the flow: the two of build 1239, then those of 1380.
    let table = [
        (EXAMPLE, "CEN", [NotNeeded, NotNeeded, Due, Due]),
        (EXAMPLE, "CH1", [Due, Due, NotNeeded, NotNeeded]),
        (EXAMPLE, "WES", [NotNeeded, NotNeeded, Waivable, Waivable]),
        (EXAMPLE, "SEC", [Due, Due, NotNeeded, NotNeeded]),
        (MIXED, "CEN", [NotNeeded, NotNeeded, Due, Due]),
        (MIXED, "SP2", [Included; 4]),
        (MIXED, "OLD", [NoneExists; 4]),
        (ALONE, "CEN", [NotNeeded; 4]),
    ];
    for (hierarchy, code, expected) in table {
        let plan = plan(hierarchy, "2.0 SP2");
        let matrix = Matrix::new(&plan);
        let index = plan.sites.iter().position(|it| plan.hierarchy.site(it.site).code == code);
        assert_eq!(matrix.sites[index.unwrap()].needs, expected, "{code}");
        let due = |column: usize| matrix.sites.iter().filter(move |it| it.needs[column].is_due());
        let totals: Vec<_> = (0..4).map(|column| due(column).count()).collect();
        assert_eq!(matrix.due, totals, "{code}");
    }
}

#[test]
fn tab_turns_through_the_sections_and_arrows_move_columns_only_in_the_matrix() {
    let mut view = example();
    let table = [
        (Command::Right, Section::Matrix, 1),
        (Command::Left, Section::Matrix, 0),
        (Command::Left, Section::Matrix, 0),
        (Command::NextPane, Section::Order, 0),
        (Command::Right, Section::Warnings, 0),
        (Command::NextPane, Section::Matrix, 0),
        (Command::PreviousPane, Section::Warnings, 0),
        (Command::Left, Section::Order, 0),
    ];
    for (command, section, column) in table {
        assert!(act(&mut view, command).is_empty());
        assert_eq!((view.section, view.matrix.column), (section, column), "{command:?}");
        assert!(view.detail.is_some(), "{command:?}");
    }
    for _ in 0..9 {
        view.matrix.step_column(1);
    }
    assert_eq!(view.matrix.column, 3);
}

#[test]
fn headings_are_never_selected() {
    let mut view = example();
    act(&mut view, Command::NextPane);
    let moves =
        [Command::First, Command::Up, Command::Down, Command::Down, Command::Up, Command::PageUp];
    for command in moves {
        act(&mut view, command);
        assert!(view.detail.is_some(), "{command:?}");
    }
}

#[test]
fn only_sites_where_something_is_due_are_left_and_the_selected_one_stays() {
    let mut view = PlanView::to_approve(plan(MIXED, "2.0 SP2"));
    act(&mut view, Command::Last);
    act(&mut view, Command::First);
    act(&mut view, Command::OnlyProblems);
    assert_eq!(view.matrix.shown, [0]);
    act(&mut view, Command::OnlyProblems);
    assert_eq!(view.matrix.shown, [0, 1, 2]);
    assert_eq!(view.matrix.site(), Some(0));
    let view = PlanView::to_approve(plan(ALONE, "2.0 SP2"));
    with_scene(|scene| assert!(!view.can(Command::OnlyProblems, scene)));
}

#[test]
fn a_cell_says_why_and_its_page_says_everything() {
    let mut view = example();
    let table = [
        (Command::Up, "not needed", "Q251070 is made for 2.0 (build 1239), and CEN runs 2.0 SP1"),
        (Command::Down, "to install", "CH1 runs 2.0 (build 1239) and manages CORP together with"),
        (Command::Down, "not needed", "manages no shared domain itself"),
        (Command::Right, "not needed", "Q252718 is made for 2.0"),
        (Command::Right, "due, waivable with a reason", "Leaving it out takes a reason"),
    ];
    for (command, word, expected) in table {
        act(&mut view, command);
        let detail = view.detail.clone().unwrap();
        let words = format!("{:?}", detail.lines);
        assert_eq!(detail.word, word, "{}", detail.title);
        assert!(words.contains(expected), "{}: {words}", detail.title);
    }
    for command in [Command::Enter, Command::Why] {
        let acts = act(&mut view, command);
        let [Act::Page { lines, .. }] = acts.as_slice() else { panic!("{acts:?}") };
        let words = format!("{lines:?}");
        for expected in ["Nt_logon.dll 2.0.1380.1105", "SMS_EXECUTIVE", "Q261931", "Refusals"] {
            assert!(words.contains(expected), "{expected}");
        }
    }
}

#[test]
fn what_is_said_of_several_sites_is_said_once_and_what_must_be_read_comes_first() {
    let mut view = PlanView::to_look_at(plan(MIXED, "2.0 SP2"));
    act(&mut view, Command::PreviousPane);
    let first = view.detail.clone().unwrap();
    assert_eq!(first.word, "must be acknowledged before any site is upgraded");
    assert!(first.title.starts_with("SP2 is at 2.0 SP2 already"), "{}", first.title);
    let listed: usize = view.warnings.groups.iter().map(Vec::len).sum();
    assert_eq!(listed, view.plan.warnings.len());
    let templates: Vec<_> =
        (view.warnings.groups.iter()).map(|it| view.plan.warnings[it[0]].template).collect();
    let mut once = templates.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), templates.len());
}

#[test]
fn approving_asks_for_the_key_once_and_then_for_what_it_needs() {
    let mut view = example().named(Some("Night of the 21st".to_owned()));
    assert!(told(&mut view, Ok(KeyState::Open)).is_empty(), "nobody asked");
    let acts = act(&mut view, Command::Next);
    assert!(matches!(acts.as_slice(), [Act::Send(Errand::Key)]), "{acts:?}");
    assert!(act(&mut view, Command::Next).is_empty(), "it is on its way");
    let acts = told(&mut view, Err("the key cannot be read".to_owned()));
    assert!(matches!(acts.as_slice(), [Act::Notice(Role::Danger, _)]), "{acts:?}");
    let table = [
        (KeyState::Open, 1),
        (KeyState::Locked { path: "/home/a/key".to_owned() }, 2),
        (KeyState::New { user: "anna".to_owned() }, 5),
    ];
    for (key, parts) in table {
        act(&mut view, Command::Next);
        let acts = told(&mut view, Ok(key.clone()));
        let [Act::Ask(dialog)] = acts.as_slice() else { panic!("{acts:?}") };
        assert_eq!(dialog.parts.len(), parts, "{key:?}");
        assert_eq!(dialog.typed()[0], "Night of the 21st");
        let filled = with_scene(|scene| view.filled(dialog, scene));
        assert_eq!(matches!(filled, Filled::Busy(..)), parts == 1, "{key:?}: {filled:?}");
    }
    assert_eq!(begin::default_name(&view.plan), "Example to 2.0 SP2");
}

/// What is sent (name, person, passphrase), or part of what is said instead.
type Outcome<'a> = Result<[&'a str; 3], &'a str>;

/// Fills the parts of a dialog, in order; a digit chooses.
fn fill(mut dialog: Dialog, given: &[&str]) -> Dialog {
    for (part, given) in dialog.parts.iter_mut().zip(given) {
        match part {
            Part::Text { field, .. } => *field = Field::new(Lines::One, given),
            Part::Secret { typed, .. } => *typed = Secret((*given).to_owned().into()),
            Part::Choice { chosen, .. } => *chosen = given.parse().ok(),
        }
    }
    dialog
}

#[test]
fn a_session_begins_only_with_a_name_and_a_passphrase_that_was_meant() {
    let open = KeyState::Open;
    let locked = KeyState::Locked { path: "key".to_owned() };
    let new = KeyState::New { user: "anna".to_owned() };
    // What is filled in, and what is sent (name, person, passphrase) or said.
    let table: [(&KeyState, &[&str], Outcome<'_>); 12] = [
        (&open, &["Night"], Ok(["Night", "", ""])),
        (&open, &["  "], Err("name")),
        (&locked, &["Night", "secret"], Ok(["Night", "", "secret"])),
        (&locked, &["Night", ""], Err("passphrase of the key")),
        (&new, &["Night", "Anna B", "secret", "secret", "0"], Ok(["Night", "Anna B", "secret"])),
        (&new, &["Night", "Anna B", "", "", "1"], Ok(["Night", "Anna B", ""])),
        (&new, &["Night", "Anna B", "", "", "0"], Err("Type a passphrase twice")),
        (&new, &["Night", "Anna B", "secret", "Secret", "0"], Err("not the same")),
        (&new, &["Night", "Anna B", "secret", "secret", "1"], Err("none was chosen")),
        (&new, &["Night", "Anna B", "", "secret", "1"], Err("none was chosen")),
        (&new, &["Night", "", "secret", "secret", "0"], Err("your name")),
        (&new, &["", "Anna B", "secret", "secret", "0"], Err("a name")),
    ];
    for (key, given, expected) in table {
        let dialog = fill(begin::dialog("Example", key), given);
        match (begin::filled(&dialog, key), expected) {
            (Filled::Busy(_, acts), Ok([name, person, passphrase])) => {
                let [Act::Send(Errand::Begin { name: n, person: p, passphrase: s })] =
                    acts.as_slice()
                else {
                    panic!("{acts:?}")
                };
                assert_eq!([n.as_str(), p, s.0.as_str()], [name, person, passphrase]);
            }
            (Filled::Wrong(why), Err(part)) => assert!(why.contains(part), "{given:?}: {why}"),
            (filled, expected) => panic!("{given:?}: {filled:?}, not {expected:?}"),
        }
    }
}

#[test]
fn a_refused_plan_opens_at_the_refusals_and_cannot_be_approved() {
    let mut view = PlanView::to_approve(plan(EXAMPLE, "2.0 SP3"));
    assert_eq!(view.section, Section::Refusals);
    act(&mut view, Command::NextPane);
    assert_eq!(view.section, Section::Matrix);
    let acts = act(&mut view, Command::Next);
    let [Act::Notice(Role::Danger, words)] = acts.as_slice() else { panic!("{acts:?}") };
    assert!(words.contains("4 refusals"), "{words}");
    assert_eq!(view.section, Section::Refusals);
}

#[test]
fn a_plan_with_nothing_to_do_says_so_and_cannot_be_approved() {
    let mut view = PlanView::to_approve(plan(ALONE, "2.0 SP1"));
    assert!(matches!(view.opened().as_slice(), [Act::Notice(Role::Warning, _)]));
    with_scene(|scene| {
        assert!(!view.can(Command::Next, scene));
        assert_eq!(view.position(scene), "nothing to do");
    });
}

#[test]
fn from_the_walk_it_is_only_looked_at() {
    let mut view = PlanView::to_look_at(plan(EXAMPLE, "2.0 SP2"));
    assert!(view.opened().is_empty());
    with_scene(|scene| assert!(!view.can(Command::Next, scene)));
}

#[test]
fn rows_are_found_in_every_section_and_clicks_select_and_open() {
    let mut view = example();
    for (section, query) in [("CH1 CHILD1", 0), ("CH1 CHILD1", 1), ("CH1", 2)] {
        let mut found = None;
        with_scene(|scene| {
            view.labels(scene, &mut |row, label| {
                if found.is_none() && label.contains(section) {
                    found = Some(row);
                }
            });
            view.found(found.unwrap(), scene);
        });
        assert_eq!(view.rows().selected(), found.unwrap(), "section {query}");
        act(&mut view, Command::NextPane);
    }
    assert_eq!(view.section, Section::Matrix);
    with_scene(|scene| {
        assert!(view.click(super::CELLS + 2, 0, scene).is_empty());
        assert_eq!((view.matrix.site(), view.matrix.column), (Some(0), 2));
        assert!(matches!(view.click(super::LIST, 0, scene).as_slice(), [Act::Page { .. }]));
        assert!(view.click(super::TABS, 2, scene).is_empty());
        assert_eq!(view.section, Section::Warnings);
    });
}

fn ui(plan: &Arc<Plan>, glyphs: &'static Glyphs) -> Ui {
    let look = Look { theme: Theme::builtin("midnight").unwrap(), depth: Depth::True, glyphs };
    let mut ui = Ui::new(look, Timestamp::UNIX_EPOCH);
    ui.start(Start::Plan { plan: Arc::clone(plan), name: None });
    ui
}

fn screen(ui: &mut Ui, (width, height): (u16, u16)) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    ui.draw(&mut buf, None);
    let rows = buf.content.chunks(usize::from(width));
    let line = |row: &[ratatui::buffer::Cell]| -> String {
        row.iter().map(ratatui::buffer::Cell::symbol).collect()
    };
    rows.map(|row| line(row).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn press(ui: &mut Ui, keys: &[KeyCode]) {
    for key in keys {
        ui.input(Input::Event(Event::Key(KeyEvent::from(*key))), None);
    }
}

#[test]
fn every_mark_has_a_word_on_the_screen_at_every_size_and_in_every_set() {
    for (hierarchy, target) in [(EXAMPLE, "2.0 SP2"), (MIXED, "2.0 SP2"), (EXAMPLE, "2.0 SP3")] {
        let plan = plan(hierarchy, target);
        let matrix = Matrix::new(&plan);
        for glyphs in [&UNICODE, &CP437, &ASCII] {
            for size in [(120, 36), (80, 24), (60, 20)] {
                let mut ui = ui(&plan, glyphs);
                // Keys count once the size is known.
                screen(&mut ui, size);
                if !plan.refusals.is_empty() {
                    press(&mut ui, &[KeyCode::Tab]);
                }
                let seen = screen(&mut ui, size);
                for need in &matrix.occurring {
                    let legend = format!("{} {}", need.mark(glyphs).0, need.word());
                    assert!(seen.contains(&legend), "{legend} at {size:?}\n{seen}");
                }
                for hotfix in &plan.flow.hotfixes {
                    assert!(seen.contains(&hotfix.article), "{size:?}\n{seen}");
                }
                for section in ["Order", "Warnings"] {
                    press(&mut ui, &[KeyCode::Tab, KeyCode::Down]);
                    let seen = screen(&mut ui, size);
                    let here = format!("{}{section}", glyphs.bar);
                    assert!(seen.contains(&here), "{here} at {size:?}\n{seen}");
                }
            }
        }
    }
}

#[test]
fn the_first_session_is_asked_for_in_sixty_columns_with_every_part_in_sight() {
    let mut ui = ui(&plan(EXAMPLE, "2.0 SP2"), &UNICODE);
    screen(&mut ui, (60, 20));
    press(&mut ui, &[KeyCode::Char('n')]);
    assert!(ui.take_errands().iter().any(|errand| matches!(errand, Errand::Key)));
    let key = Ok(KeyState::New { user: "anna".to_owned() });
    ui.input(Input::Reply(Box::new(Reply::Key(key))), None);
    let parts = ["Name of the session", "Your name", "New passphrase", "once more", "Protect"];
    for expected in parts.iter().chain(&["None: whoever", "Begin", "Not now", "first run"]) {
        let seen = screen(&mut ui, (60, 20));
        assert!(seen.contains(expected), "{expected}\n{seen}");
    }
    press(&mut ui, &[KeyCode::Enter; 5]);
    let seen = screen(&mut ui, (60, 20));
    for expected in parts.iter().chain(&["None: whoever", "Begin", "Type a passphrase twice"]) {
        assert!(seen.contains(expected), "{expected}\n{seen}");
    }
}
