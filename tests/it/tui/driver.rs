//! A full screen in memory: keys go in, wishes go through the engine, errands to a fake desk.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use upgrade_wizard::engine::{Model, Person, Phase, Wish};
use upgrade_wizard::front::tui::{Depth, Glyphs, Input, Look, Request, Start, UNICODE, Ui};
use upgrade_wizard::front::{Guest, Said};
use upgrade_wizard::theme::Theme;

use super::clock::{at, ines};
use super::desk::FakeDesk;
use super::keys::keys;
use super::persons::observation;
use super::session::tell_by;

/// Most rounds of questions and replies after one key.
const MOST_ROUNDS: usize = 100;

/// A screen, what is behind it, and what it asked for.
pub(crate) struct Driven {
    ui: Ui,
    buffer: Buffer,
    pub(crate) model: Option<Model>,
    pub(crate) desk: FakeDesk,
    /// Wishes that were put to the engine, refused ones as well.
    pub(crate) wishes: Vec<Wish>,
    pub(crate) refused: Vec<String>,
    /// Why the key signs nothing, while it does not.
    pub(crate) unsigned: Option<String>,
    /// What else was asked of whoever runs the screen.
    pub(crate) asked: Vec<Request>,
}

/// The look of most pictures.
pub(crate) fn look(theme: &str, glyphs: &'static Glyphs) -> Look {
    let theme = Theme::builtin(theme).unwrap_or_else(|| panic!("no theme `{theme}`"));
    Look { theme, depth: Depth::True, glyphs }
}

impl Driven {
    /// A screen of that size, at the list of sessions.
    pub(crate) fn new(look: Look, (width, height): (u16, u16), desk: FakeDesk) -> Self {
        let mut driven = Self {
            ui: Ui::new(look, at(0)),
            buffer: Buffer::empty(Rect::new(0, 0, width, height)),
            model: None,
            desk,
            wishes: Vec::new(),
            refused: Vec::new(),
            unsigned: None,
            asked: Vec::new(),
        };
        driven.pump();
        driven
    }

    /// The look of most tests, at the list of sessions.
    pub(crate) fn home(size: (u16, u16)) -> Self {
        Self::new(look("midnight", &UNICODE), size, FakeDesk::default())
    }

    /// The same before an open session.
    pub(crate) fn walking(size: (u16, u16), model: Model) -> Self {
        let mut driven = Self::home(size);
        driven.walk(model);
        driven
    }

    /// Opens a session.
    pub(crate) fn walk(&mut self, model: Model) {
        self.ui.begin_walk(&model);
        self.model = Some(model);
        self.pump();
    }

    /// What was half typed in an earlier sitting, and where one was.
    pub(crate) fn remember(&mut self, scratch: &str) {
        let model = self.model.as_ref().expect("a session is open");
        self.ui.restore_scratch(scratch, model);
        self.pump();
    }

    /// Opens at a place.
    pub(crate) fn start(&mut self, start: Start) {
        self.ui.start(start);
        self.pump();
    }

    /// Types keys; see [`keys`].
    pub(crate) fn press(&mut self, text: &str) {
        for key in keys(text) {
            self.put(Input::Event(Event::Key(key)));
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.put(Input::Event(Event::Paste(text.to_owned())));
    }

    pub(crate) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        let modifiers = KeyModifiers::NONE;
        self.put(Input::Event(Event::Mouse(MouseEvent { kind, column, row, modifiers })));
    }

    /// Clicks on the first cell of a text that is shown.
    pub(crate) fn click(&mut self, text: &str) {
        let lines = self.text();
        let found = lines.lines().enumerate().find_map(|(y, line)| {
            let x = line[..line.find(text)?].chars().count();
            Some((u16::try_from(x).unwrap(), u16::try_from(y).unwrap()))
        });
        let (x, y) = found.unwrap_or_else(|| panic!("{text:?} is not shown:\n{lines}"));
        self.mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.put(Input::Event(Event::Resize(width, height)));
    }

    /// Lets time pass.
    pub(crate) fn ticks(&mut self, count: usize) {
        for _ in 0..count {
            self.put(Input::Tick);
        }
    }

    /// Something happens in the session that no key asked for.
    pub(crate) fn happens(&mut self, wish: Wish) {
        self.wish(wish);
        self.pump();
    }

    /// Lets the session's clock go on to that minute.
    pub(crate) fn pass_to(&mut self, minute: i64) {
        let model = self.model.as_mut().expect("a session is open");
        model.tick(at(minute));
        self.ui.time_passed(model);
        self.pump();
    }

    /// In how many seconds time has to go on in the session.
    pub(crate) fn time_matters_in(&self) -> Option<u64> {
        self.ui.time_matters_in().map(|it| it.as_secs())
    }

    /// Says something that matters, as whoever runs the screen can.
    pub(crate) fn say(&mut self, words: &str) {
        self.ui.say(words);
        self.pump();
    }

    /// A key is waited for that has to be touched, or was.
    pub(crate) fn sign(&mut self, is_signing: bool) {
        self.ui.signing(is_signing);
        self.draw();
    }

    /// Gives one input, answers what it causes, and draws.
    pub(crate) fn put(&mut self, input: Input) {
        self.ui.input(input, self.model.as_ref());
        self.pump();
    }

    fn pump(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let errands = self.ui.take_errands();
            let requests = self.ui.take_requests();
            if errands.is_empty() && requests.is_empty() {
                return self.draw();
            }
            for errand in errands {
                for reply in self.desk.run(errand, self.model.as_ref()) {
                    self.ui.input(Input::Reply(Box::new(reply)), self.model.as_ref());
                }
            }
            for request in requests {
                self.grant(request);
            }
        }
        panic!("the screen never rests");
    }

    fn grant(&mut self, request: Request) {
        match request {
            Request::Say(wish) => self.wish(wish),
            Request::Put(said) => self.put_said(*said),
            Request::Walk => {
                let model = self.desk.opened.take().expect("a session was opened");
                self.ui.begin_walk(&model);
                self.model = Some(model);
            }
            Request::GoHome => {
                self.model = None;
                self.ui.session_left();
                self.ui.start(Start::Home);
            }
            other => self.asked.push(other),
        }
    }

    /// What a key has to be unlocked for: the passphrase is "right", and the only guest is Bob.
    fn put_said(&mut self, said: Said) {
        match said {
            Said::Unlocked { wish, passphrase } if passphrase.0.as_str() == "right" => {
                self.wish(wish);
            }
            Said::Witness { step, guest, saw, text } if is_bob(&guest) => {
                let Some(model) = &self.model else { return };
                let seen = observation(model, step, saw, text);
                self.wish_of(bob(), Wish::Witness { step, seen });
            }
            Said::HandOver { guest, text } if is_bob(&guest) => {
                self.wish(Wish::HandOver { to: bob(), text });
                self.wish_of(bob(), Wish::TakeOver);
            }
            _ => self.ui.unsigned("the passphrase does not open the key."),
        }
    }

    fn wish(&mut self, wish: Wish) {
        self.wish_of(ines(), wish);
    }

    fn wish_of(&mut self, by: Person, wish: Wish) {
        self.wishes.push(wish.clone());
        let Some(model) = &mut self.model else { return };
        if let Some(why) = &self.unsigned {
            return self.ui.unsigned(why);
        }
        match tell_by(model, by, wish) {
            Ok(fact) => self.ui.recorded(model, &fact),
            Err(refusal) => {
                self.refused.push(refusal.to_string());
                self.ui.refused(&refusal);
            }
        }
        if let Phase::Closed(_) = model.phase() {
            self.ui.finish(FakeDesk::finished(), model);
        }
    }

    fn draw(&mut self) {
        let facts = self.model.as_ref().map_or(0, |model| model.facts().len());
        self.ui.set_now(at(i64::try_from(facts).unwrap()));
        self.buffer.reset();
        self.ui.draw(&mut self.buffer, self.model.as_ref());
    }

    pub(crate) fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// What is shown, line by line, without the spaces at the end of each.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        for row in rows(&self.buffer) {
            out.push_str(row.trim_end());
            out.push('\n');
        }
        out
    }

    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        assert!(self.text().contains(text), "{text:?} is not shown:\n{}", self.text());
    }
}

/// Somebody else than whoever sits here.
pub(crate) fn bob() -> Person {
    let key = "SHA256:vWGFL6cKGXomk766OcG3Lmi8io2ZnUkqgnaWEx8filw".to_owned();
    Person { id: "bob@hq".to_owned(), name: "Bob Ruiz".to_owned(), key }
}

fn is_bob(guest: &Guest) -> bool {
    guest.key == "bob" && guest.passphrase.0.as_str() == "right"
}

/// The text of each row; a cell that a wide character covers gives nothing.
pub(crate) fn rows(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let mut out = Vec::new();
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut covered = 0;
        for x in area.left()..area.right() {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            covered = upgrade_wizard::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push(line);
    }
    out
}
