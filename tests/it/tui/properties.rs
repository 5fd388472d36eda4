//! What holds for any keys, in any order, at any size.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEventKind};
use proptest::prelude::*;
use upgrade_wizard::engine::Model;
use upgrade_wizard::front::tui::Input;
use upgrade_wizard::text::width;

use super::driver::{Driven, rows};
use super::session::{fresh, walked};

/// One thing that an operator can do.
#[derive(Debug, Clone)]
enum Move {
    Key(KeyEvent),
    Paste(String),
    Click(u16, u16),
    Wheel(u16, u16, bool),
    Resize(u16, u16),
    Tick,
}

fn any_key() -> impl Strategy<Value = KeyEvent> {
    let named = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Delete,
        KeyCode::Backspace,
        KeyCode::F(1),
        KeyCode::Insert,
    ];
    let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    prop_oneof![
        5 => prop::sample::select(named.to_vec()).prop_map(KeyEvent::from),
        8 => prop::char::range(' ', '~').prop_map(|c| KeyEvent::from(KeyCode::Char(c))),
        1 => Just(KeyEvent::from(KeyCode::Char('é'))),
        1 => prop::sample::select(vec!['p', 's', 'u', 'f', 'b', 'l']).prop_map(control),
    ]
}

fn any_size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        3 => (60_u16..=200, 20_u16..=60),
        1 => (1_u16..=200, 1_u16..=60),
        1 => prop::sample::select(vec![(60, 20), (80, 24), (120, 36), (1, 1)]),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    let point = (0_u16..200, 0_u16..60);
    prop_oneof![
        20 => any_key().prop_map(Move::Key),
        1 => prop::sample::select(vec!["text", "two\nlines\t\u{1b}[31m", "東京", "UPGRADE CEN"])
            .prop_map(|text| Move::Paste(text.to_owned())),
        2 => point.clone().prop_map(|(x, y)| Move::Click(x, y)),
        1 => (point, any::<bool>()).prop_map(|((x, y), up)| Move::Wheel(x, y, up)),
        1 => any_size().prop_map(|(width, height)| Move::Resize(width, height)),
        1 => Just(Move::Tick),
    ]
}

fn play(driven: &mut Driven, next: &Move) {
    match next {
        Move::Key(key) => driven.put(Input::Event(Event::Key(*key))),
        Move::Paste(text) => driven.paste(text),
        Move::Click(x, y) => driven.mouse(MouseEventKind::Down(MouseButton::Left), *x, *y),
        Move::Wheel(x, y, true) => driven.mouse(MouseEventKind::ScrollUp, *x, *y),
        Move::Wheel(x, y, false) => driven.mouse(MouseEventKind::ScrollDown, *x, *y),
        Move::Resize(width, height) => driven.resize(*width, *height),
        Move::Tick => driven.ticks(1),
    }
}

/// Where a session may be.
fn any_model() -> impl Strategy<Value = Option<Model>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(fresh())),
        2 => prop::sample::select(vec!["backup-registry/CEN", "upgrade-site/CEN"])
            .prop_map(|step| Some(walked(Some(step)))),
        1 => Just(Some(walked(None))),
    ]
}

fn start(size: (u16, u16), model: Option<Model>) -> Driven {
    match model {
        Some(model) => Driven::walking(size, model),
        None => Driven::home(size),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pressed_every_row_is_as_wide_as_the_screen(
        model in any_model(),
        size in any_size(),
        moves in prop::collection::vec(any_move(), 1..40),
    ) {
        let mut driven = start(size, model);
        for next in moves {
            play(&mut driven, &next);
            let columns = usize::from(driven.buffer().area.width);
            for row in rows(driven.buffer()) {
                prop_assert_eq!(width(&row), columns, "{:?} after {:?}", row, next);
            }
        }
    }

    #[test]
    fn esc_leads_back_to_where_one_began_and_never_answers_anything(
        model in any_model(),
        moves in prop::collection::vec(any_move(), 1..30),
    ) {
        let mut driven = start((80, 24), model);
        for next in moves {
            play(&mut driven, &next);
        }
        driven.resize(80, 24);
        let wishes = driven.wishes.len();
        for _ in 0..20 {
            driven.press("<esc>");
        }
        prop_assert_eq!(driven.wishes.len(), wishes);
        let before = driven.text();
        let crumbs = before.lines().next().unwrap_or_default();
        let ends = ["Walk", "Sessions", "Done"];
        // Where something is not saved, Esc asks, and asks again: nothing is lost unasked.
        let is_asking = crumbs.contains("Hierarchy") && crumbs.contains("not saved");
        prop_assert!(is_asking || ends.iter().any(|end| crumbs.contains(end)), "{}", before);
        driven.press("<esc>");
        prop_assert!(is_asking || driven.text() == before, "{}\n{}", before, driven.text());
    }
}
