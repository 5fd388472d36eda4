//! Keys in, errands and drafts out.

mod edited;
mod many;
mod sent;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::hierarchy::draft::{Draft, Field};
use crate::theme::Theme;

use super::super::desk::{Errand, Opened, Reply};
use super::super::glyphs::UNICODE;
use super::super::home::Home;
use super::super::keymap::{self, Command, Where};
use super::super::panel::{Act, Panel, Scene, Summary};
use super::super::place::Place;
use super::super::skin::Depth;
use super::super::ui::{Input, Look, Ui};
use super::Sites;

const EXAMPLE: &str = include_str!("../../../../../flows/sms/example.toml");

/// The whole screen with the hierarchy on it, and a desk that judges at once.
struct Screen {
    ui: Ui,
    /// What was sent off, judgements left out.
    sent: Vec<Errand>,
    size: (u16, u16),
}

impl Screen {
    fn open(mut sites: Sites) -> Self {
        let acts = sites.opened();
        let theme = Theme::builtin("midnight").unwrap();
        let look = Look { theme, depth: Depth::True, glyphs: &UNICODE };
        let mut ui = Ui::new(look, Timestamp::UNIX_EPOCH);
        ui.take_errands();
        ui.start_at(vec![Place::Home(Home::new()), Place::Sites(sites)]);
        let mut screen = Self { ui, sent: Vec::new(), size: (120, 36) };
        screen.shown();
        for act in acts {
            if let Act::Send(errand) = act {
                screen.run(errand);
            }
        }
        screen
    }

    fn run(&mut self, errand: Errand) {
        match errand {
            Errand::Judge { number, draft } => {
                self.reply(Reply::Judged { number, problems: draft.problems() });
            }
            errand => self.sent.push(errand),
        }
    }

    fn reply(&mut self, reply: Reply) {
        self.input(Input::Reply(Box::new(reply)));
    }

    fn input(&mut self, input: Input) {
        self.ui.input(input, None);
        for errand in self.ui.take_errands() {
            self.run(errand);
        }
    }

    /// Presses keys by name; after a quote stands what is typed, and `^U` empties the field.
    fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            if let Some(text) = key.strip_prefix('\'') {
                for letter in text.replace('_', " ").chars() {
                    self.key(KeyCode::Char(letter), KeyModifiers::NONE);
                }
                continue;
            }
            match key.strip_prefix('^') {
                Some("U") => {
                    for _ in 0..40 {
                        self.key(KeyCode::Backspace, KeyModifiers::NONE);
                    }
                }
                Some(letter) => {
                    self.key(code(&letter.to_ascii_lowercase()), KeyModifiers::CONTROL);
                }
                None => self.key(code(key), KeyModifiers::NONE),
            }
        }
        self
    }

    fn key(&mut self, code: KeyCode, held: KeyModifiers) {
        self.input(Input::Event(Event::Key(KeyEvent::new(code, held))));
    }

    fn shown(&mut self) -> String {
        let (width, height) = self.size;
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        self.ui.draw(&mut buf, None);
        let rows = buf.content.chunks(usize::from(width));
        let line = |row: &[ratatui::buffer::Cell]| {
            let text: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            text.trim_end().to_owned() + "\n"
        };
        rows.map(line).collect()
    }
}

fn with_scene<T>(run: impl FnOnce(&Scene<'_>) -> T) -> T {
    let summary = Summary::default();
    run(&Scene {
        model: None,
        summary: &summary,
        now: Timestamp::UNIX_EPOCH,
        readings: &[],
        looking: None,
    })
}

fn act(sites: &mut Sites, command: Command) -> Vec<Act> {
    with_scene(|scene| sites.act(command, scene))
}

fn tell(sites: &mut Sites, reply: &Reply) -> Vec<Act> {
    with_scene(|scene| sites.told(reply, scene))
}

fn click(sites: &mut Sites, pane: usize, row: usize) {
    with_scene(|scene| sites.click(pane, row, scene));
}

/// Presses keys on the place alone as the screen would, judging at once.
fn drive(sites: &mut Sites, keys: &str) {
    for key in keys.split_whitespace() {
        let typed = key.strip_prefix('\'').map(|text| text.replace('_', " "));
        let presses: Vec<KeyEvent> = match (&typed, key) {
            (Some(text), _) => {
                text.chars().map(|letter| KeyEvent::from(KeyCode::Char(letter))).collect()
            }
            (None, "^U") => vec![KeyEvent::from(KeyCode::Backspace); 40],
            (None, name) => vec![KeyEvent::from(code(name))],
        };
        for press in presses {
            for act in press_one(sites, press) {
                if let Act::Send(Errand::Judge { number, draft }) = act {
                    tell(sites, &Reply::Judged { number, problems: draft.problems() });
                }
            }
        }
    }
}

fn press_one(sites: &mut Sites, press: KeyEvent) -> Vec<Act> {
    use KeyCode::{BackTab, Down, Enter, Esc, Tab, Up};
    let leaves = matches!(press.code, Enter | Tab | BackTab | Esc | Up | Down);
    with_scene(|scene| {
        if sites.typing().is_none() {
            let command = keymap::command(Where::Sites, press, |command| sites.can(command, scene));
            return command.map_or(Vec::new(), |command| sites.act(command, scene));
        }
        if leaves {
            return sites.leave_field(press, scene);
        }
        if !sites.takes(press) {
            sites.typing().unwrap().press(press);
        }
        Vec::new()
    })
}

fn code(name: &str) -> KeyCode {
    match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Space" => KeyCode::Char(' '),
        "Del" => KeyCode::Delete,
        "End" => KeyCode::End,
        "Home" => KeyCode::Home,
        letter => KeyCode::Char(letter.chars().next().unwrap()),
    }
}

fn opened(text: &str) -> Sites {
    of(Draft::read("h.toml", text).unwrap())
}

fn of(draft: Draft) -> Sites {
    Sites::of(Opened { draft, path: None, target: None })
}

/// A central site, below it primaries, and below each of these secondaries.
fn large(sites: usize) -> Draft {
    let mut draft = Draft { name: "Large".to_owned(), ..Draft::default() };
    let code = |n: usize| {
        let digit = |n: usize| char::from_digit(u32::try_from(n % 36).unwrap(), 36).unwrap();
        let code: String = [n / 1296, n / 36, n].map(digit).iter().collect();
        code.to_uppercase()
    };
    for n in 0..sites {
        draft.add_site(None);
        let site = draft.sites.last_mut().unwrap();
        let is_primary = n <= 100;
        site.set(Field::Code, code(n));
        site.set(Field::Server, format!("SERVER{n}"));
        site.set(Field::Role, if is_primary { "primary" } else { "secondary" });
        if n > 0 {
            site.set(Field::Parent, code(if is_primary { 0 } else { 1 + n % 100 }));
        }
        site.set(Field::Level, "2.0 SP1");
        site.set(Field::LogonDomains, "CORP, LAB");
    }
    draft
}
