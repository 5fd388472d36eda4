//! A little language for keys: letters as they are, names in angle brackets.
//!
//! `jj<enter>text<esc><c-p><space><tab><s-tab><lt>`

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys that a text stands for.
pub(crate) fn keys(text: &str) -> Vec<KeyEvent> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '<' {
            out.push(KeyEvent::from(KeyCode::Char(c)));
            continue;
        }
        let (name, after) = rest.split_once('>').unwrap_or_else(|| panic!("`<{rest}` has no end"));
        rest = after;
        out.push(named(name));
    }
    out
}

fn named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("c-") {
        let letter = letter.chars().next().unwrap();
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    if name == "a-enter" {
        return KeyEvent::new(KeyCode::Enter, KeyModifiers::ALT);
    }
    KeyEvent::from(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "space" => KeyCode::Char(' '),
        "tab" => KeyCode::Tab,
        "s-tab" => KeyCode::BackTab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "del" => KeyCode::Delete,
        "bs" => KeyCode::Backspace,
        "f1" => KeyCode::F(1),
        "lt" => KeyCode::Char('<'),
        _ => panic!("no key is called `{name}`"),
    })
}

#[test]
fn letters_are_typed_and_names_are_pressed() {
    let codes: Vec<_> = keys("aB<enter><c-p><lt>é").into_iter().map(|key| key.code).collect();
    let expected = [
        KeyCode::Char('a'),
        KeyCode::Char('B'),
        KeyCode::Enter,
        KeyCode::Char('p'),
        KeyCode::Char('<'),
        KeyCode::Char('é'),
    ];
    assert_eq!(codes, expected);
    assert_eq!(keys("<c-p>")[0].modifiers, KeyModifiers::CONTROL);
}
