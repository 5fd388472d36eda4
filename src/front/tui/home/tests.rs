//! Keys and replies in, acts out.

use crossterm::event::KeyCode;
use jiff::Timestamp;
use ratatui::buffer::Buffer;

use super::*;
use crate::front::tui::glyphs::{ASCII, UNICODE};
use crate::front::tui::panel::Summary;
use crate::front::tui::skin::{Depth, Skin};
use crate::front::tui::{Glyphs, Input, Look, Opened, Start, Ui};
use crate::hierarchy::draft::Draft;
use crate::theme::Theme;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn session(id: &str, state: SessionState) -> SessionRow {
    SessionRow {
        id: id.to_owned(),
        name: format!("Upgrade {id}"),
        hierarchy: "Nordic sites".to_owned(),
        target: "2.0 SP2".to_owned(),
        state,
        done: 13,
        total: 38,
        sites: 12,
        next: Some((format!("Back up the registry of {id}"), "q171338-registry/CEN".to_owned())),
        evidence: 21,
        facts: 163,
        deviations: 0,
        people: vec!["Mara Lind".to_owned(), "Bob Ruiz".to_owned()],
        opened_at: at("2026-11-20T08:11:00Z"),
        touched: at("2026-11-21T12:02:00Z"),
        record: format!("/home/mara/sessions/{id}/record.jsonl"),
    }
}

fn closed(id: &str, word: &str, deviations: usize) -> SessionRow {
    let state = SessionState::Closed { word: word.to_owned() };
    SessionRow { done: 38, next: None, deviations, ..session(id, state) }
}

fn broken(id: &str, why: &str) -> SessionRow {
    session(id, SessionState::Broken { why: why.to_owned() })
}

fn every_kind() -> Vec<SessionRow> {
    vec![
        session("one", SessionState::Open),
        closed("two", "complete", 0),
        closed("three", "complete-with-deviations", 2),
        closed("four", "aborted", 0),
        broken("five", "Line 17 of the record was altered: its digest does not match."),
    ]
}

fn with_scene<T>(action: impl FnOnce(&Scene<'_>) -> T) -> T {
    let summary = Summary::default();
    let now = at("2026-11-21T12:04:31Z");
    action(&Scene { model: None, summary: &summary, now, readings: &[], looking: None })
}

fn act(home: &mut Home, command: Command) -> Vec<Act> {
    with_scene(|scene| {
        assert!(home.can(command, scene), "{command:?}");
        home.act(command, scene)
    })
}

fn told(home: &mut Home, reply: &Reply) -> Vec<Act> {
    with_scene(|scene| home.told(reply, scene))
}

fn home(sessions: Vec<SessionRow>) -> Home {
    let mut home = Home::new();
    assert!(told(&mut home, &Reply::Sessions(Ok(sessions))).is_empty());
    home
}

/// What is on the screen, row by row.
fn screen(home: &Home, columns: u16, rows: u16, glyphs: &'static Glyphs) -> String {
    let area = Rect::new(0, 0, columns, rows);
    let mut buf = Buffer::empty(area);
    let skin = Skin::new(Theme::builtin("midnight").unwrap(), Depth::None);
    let mut painter = Painter::new(&mut buf, &skin, glyphs);
    with_scene(|scene| home.draw(&mut painter, area, scene));
    let cells = |y| (0..columns).map(move |x| (x, y));
    let lines = (0..rows).map(|y| cells(y).map(|at| buf[at].symbol()).collect::<String>());
    lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_open_session_is_resumed_with_what_the_key_needs() {
    let mut home = home(every_kind());
    let table = [
        (KeyState::Open, "errand"),
        (KeyState::Locked { path: "/keys/id".to_owned() }, "dialog"),
        (KeyState::New { user: "mara".to_owned() }, "notice"),
    ];
    for (key, expected) in table {
        let acts = act(&mut home, Command::Enter);
        assert!(matches!(acts.as_slice(), [Act::Send(Errand::Key)]), "{acts:?}");
        with_scene(|scene| assert!(!home.can(Command::Enter, scene), "once is enough"));
        let acts = told(&mut home, &Reply::Key(Ok(key)));
        match (expected, acts.as_slice()) {
            ("errand", [Act::Send(Errand::Resume { id, passphrase })]) => {
                assert_eq!((id.as_str(), passphrase), ("one", &Secret::default()));
                assert!(told(&mut home, &Reply::Opened(Err("busy".to_owned()))).is_empty());
            }
            ("dialog", [Act::Ask(dialog)]) => {
                assert_eq!(dialog.about, About::ResumeSession { id: "one".to_owned() });
                assert!(dialog.body.iter().any(|(_, text)| text.contains("Upgrade one")));
            }
            ("notice", [Act::Notice(Role::Danger, _)]) => {}
            other => panic!("{other:?}"),
        }
        with_scene(|scene| assert!(home.can(Command::Enter, scene), "{expected}"));
    }
}

#[test]
fn what_others_asked_for_is_left_to_them() {
    let mut home = home(every_kind());
    let opened = Opened { draft: Draft::default(), path: None, target: None };
    for reply in [
        Reply::Key(Ok(KeyState::Open)),
        Reply::Hierarchy(Ok(opened.clone())),
        Reply::Hierarchy(Err("no such file".to_owned())),
    ] {
        assert!(told(&mut home, &reply).is_empty());
    }
    let acts = act(&mut home, Command::Example);
    let is_example = |from: &HierarchyFrom| *from == HierarchyFrom::Example;
    assert!(
        matches!(acts.as_slice(), [Act::Send(Errand::OpenHierarchy { from })] if is_example(from))
    );
    let acts = told(&mut home, &Reply::Hierarchy(Ok(opened.clone())));
    assert!(matches!(acts.as_slice(), [Act::Open(Place::Sites(_))]), "{acts:?}");
    assert!(told(&mut home, &Reply::Hierarchy(Ok(opened))).is_empty(), "once is enough");
}

/// Whether the acts are those that are expected.
type IsExpected = fn(&[Act]) -> bool;

#[test]
fn enter_does_what_the_footer_says() {
    let mut home = home(every_kind());
    let table: [(&str, IsExpected); 6] = [
        ("Resume", |acts| matches!(acts, [Act::Send(Errand::Key)])),
        ("Print", |acts| matches!(acts, [Act::Open(Place::Paper(_))])),
        ("Print", |acts| matches!(acts, [Act::Open(Place::Paper(_))])),
        ("Print", |acts| matches!(acts, [Act::Open(Place::Paper(_))])),
        (
            "What is wrong",
            |acts| matches!(acts, [Act::Notice(Role::Danger, why)] if why.contains("altered")),
        ),
        ("Start", |acts| matches!(acts, [Act::Open(Place::Sites(_))])),
    ];
    for (label, is_expected) in table {
        let shown = with_scene(|scene| home.label(Command::Enter, scene));
        assert_eq!(shown.as_deref(), Some(label));
        let acts = act(&mut home, Command::Enter);
        assert!(is_expected(&acts), "{label}: {acts:?}");
        home.waits = None;
        act(&mut home, Command::Down);
    }
}

#[test]
fn the_list_is_asked_for_again_when_one_comes_back_and_keeps_its_place() {
    let mut home = home(every_kind());
    assert!(home.due().is_empty());
    act(&mut home, Command::Down);
    act(&mut home, Command::Enter);
    assert!(matches!(home.due().as_slice(), [Act::Send(Errand::Sessions)]));
    assert!(home.due().is_empty());
    let mut later = every_kind();
    later.swap(0, 1);
    told(&mut home, &Reply::Sessions(Ok(later)));
    assert!(matches!(home.selected(), Some(Item::Session(session)) if session.id == "two"));
    // What was read before stays when it cannot be read again.
    let acts = told(&mut home, &Reply::Sessions(Err("the disk is gone".to_owned())));
    assert!(matches!(acts.as_slice(), [Act::Notice(Role::Danger, _)]));
    assert_eq!(home.sessions().len(), 5);
}

#[test]
fn a_record_is_verified_from_its_row_or_from_a_path() {
    let mut home = home(every_kind());
    // Asked even where a session is selected; its record is offered.
    let acts = act(&mut home, Command::Verify);
    let [Act::Ask(dialog)] = acts.as_slice() else { panic!("{acts:?}") };
    assert!(dialog.typed()[0].ends_with("record.jsonl"), "{:?}", dialog.typed());
    act(&mut home, Command::Last);
    let acts = act(&mut home, Command::Verify);
    let [Act::Ask(dialog)] = acts.as_slice() else { panic!("{acts:?}") };
    assert_eq!(dialog.about, About::VerifyPath);
    let filled = with_scene(|scene| home.filled(dialog, scene));
    assert!(matches!(filled, Filled::Wrong(_)));
    let mut dialog = dialog.clone();
    dialog.paste("/mnt/record.jsonl");
    let filled = with_scene(|scene| home.filled(&dialog, scene));
    let Filled::Done(acts) = filled else { panic!("{filled:?}") };
    assert!(matches!(acts.as_slice(), [Act::Open(Place::Verify(_))]));
}

#[test]
fn before_the_first_session_there_are_three_choices() {
    let mut home = home(Vec::new());
    assert!(matches!(
        act(&mut home, Command::Enter).as_slice(),
        [Act::Send(Errand::OpenHierarchy { from: HierarchyFrom::Example })]
    ));
    home.waits = None;
    act(&mut home, Command::Down);
    assert!(matches!(act(&mut home, Command::Enter).as_slice(), [Act::Open(Place::Sites(_))]));
    act(&mut home, Command::Down);
    assert!(matches!(act(&mut home, Command::Enter).as_slice(), [Act::Ask(_)]));
    for (columns, rows) in [(120, 32), (80, 21), (60, 17)] {
        let shown = screen(&home, columns, rows, &UNICODE);
        let words = shown.split(['\n', '│']).map(str::trim).collect::<Vec<_>>().join(" ");
        for needed in ["Walk the example", "hierarchy of your own", "--front plain"] {
            assert!(words.contains(needed), "{needed} at {columns}x{rows}:\n{shown}");
        }
    }
}

#[test]
fn nothing_can_be_opened_while_the_list_is_read_and_new_work_can_start() {
    let home = Home::new();
    with_scene(|scene| {
        assert!(!home.can(Command::Enter, scene));
        assert!(home.can(Command::New, scene) && home.can(Command::Example, scene));
    });
    assert!(screen(&home, 60, 17, &UNICODE).contains("Looking for sessions"));
}

#[test]
fn every_session_says_in_words_how_it_stands() {
    let home = home(every_kind());
    let (wide, narrow) = (screen(&home, 120, 32, &ASCII), screen(&home, 80, 21, &ASCII));
    for shown in [&wide, &narrow] {
        for needed in [
            "2 min ago",
            "13 of 38 settled, next: Bac",
            "100%  complete",
            "complete with 2 deviations",
            "aborted",
            "Line 17 of the record was altered",
        ] {
            assert!(shown.contains(needed), "{needed}:\n{shown}");
        }
    }
    for needed in
        ["2026-11-20 08:11 UTC", "By          Mara Lind", "13 settled, 25 left", "163 entries"]
    {
        assert!(wide.contains(needed), "{needed}:\n{wide}");
    }
}

#[test]
fn a_long_list_shows_the_selected_row_whole() {
    let many = (0..200).map(|n| session(&format!("s{n}"), SessionState::Open)).collect();
    let mut home = home(many);
    with_scene(|scene| home.found(150, scene));
    let shown = screen(&home, 60, 17, &UNICODE);
    assert!(shown.contains("Upgrade s150") && shown.contains("13 of 38 settled"), "{shown}");
    assert!(!shown.contains("Upgrade s0 "), "{shown}");
}

/// The whole screen, with the list of sessions read.
fn whole(start: Start) -> Ui {
    let theme = Theme::builtin("midnight").unwrap();
    let look = Look { theme, depth: Depth::None, glyphs: &UNICODE };
    let mut ui = Ui::new(look, at("2026-11-21T12:04:31Z"));
    ui.draw(&mut Buffer::empty(Rect::new(0, 0, 80, 24)), None);
    ui.start(start);
    reply(&mut ui, Reply::Sessions(Ok(every_kind())));
    ui
}

fn reply(ui: &mut Ui, reply: Reply) {
    ui.input(Input::Reply(Box::new(reply)), None);
}

fn press(ui: &mut Ui, code: KeyCode) {
    let key = crossterm::event::KeyEvent::from(code);
    ui.input(Input::Event(crossterm::event::Event::Key(key)), None);
}

#[test]
fn coming_back_asks_for_the_sessions_again() {
    let mut ui = whole(Start::Home);
    ui.take_errands();
    press(&mut ui, KeyCode::Char('n'));
    let asks = |errands: Vec<Errand>| errands.iter().any(|it| matches!(it, Errand::Sessions));
    assert!(!asks(ui.take_errands()));
    // Out of the form first, then out of the hierarchy.
    press(&mut ui, KeyCode::Esc);
    press(&mut ui, KeyCode::Esc);
    assert!(asks(ui.take_errands()));
    press(&mut ui, KeyCode::Down);
    assert!(!asks(ui.take_errands()));
}

#[test]
fn a_session_named_at_the_start_comes_before_the_list() {
    let resume = || Start::Resume { id: "new".to_owned(), name: "Spring".to_owned() };
    let lists = |ui: &mut Ui| ui.take_errands().iter().any(|it| matches!(it, Errand::Sessions));
    let mut ui = whole(resume());
    assert!(!lists(&mut ui));
    reply(&mut ui, Reply::Key(Ok(KeyState::Open)));
    assert!(!lists(&mut ui), "the session is opened first");
    reply(&mut ui, Reply::Opened(Err("the record is damaged".to_owned())));
    assert!(lists(&mut ui), "what else there is, now that it cannot be opened");
    let mut ui = whole(resume());
    reply(&mut ui, Reply::Key(Ok(KeyState::Open)));
    reply(&mut ui, Reply::Opened(Ok(())));
    assert!(!lists(&mut ui), "its walk is next");
    // While a passphrase is typed there is time for the list.
    let mut ui = whole(resume());
    reply(&mut ui, Reply::Key(Ok(KeyState::Locked { path: "key".to_owned() })));
    assert!(lists(&mut ui));
    let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
    ui.draw(&mut buf, None);
    let shown: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(shown.contains("Session: Spring"), "{shown}");
}

#[test]
fn a_hierarchy_named_at_the_start_is_opened() {
    let from = HierarchyFrom::File("sites.toml".to_owned());
    let mut ui = whole(Start::Hierarchy(from.clone()));
    let errands = ui.take_errands();
    let is_it =
        |errand: &Errand| matches!(errand, Errand::OpenHierarchy { from: it } if *it == from);
    assert!(errands.iter().any(is_it), "{errands:?}");
    let draft = Opened { draft: Draft::default(), path: None, target: None };
    reply(&mut ui, Reply::Hierarchy(Ok(draft)));
    let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
    ui.draw(&mut buf, None);
    let first: String = (0..80).map(|x| buf[(x, 0)].symbol()).collect();
    assert!(first.contains("Hierarchy"), "{first}");
}
