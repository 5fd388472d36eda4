//! The full-screen face: the screen, the terminal and the desk, until the operator is done.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyEvent, KeyEventKind};
use jiff::Timestamp;

use crate::engine::{Deed, Fact, Model, Refusal, Via};
use crate::front::{FrontEnd, FrontError, Said};

use super::desk::{Desk, Finished, Reply};
use super::terminal::{Mouse, Screen};
use super::ui::{Input, Look, Request, Start, Ui};

/// How often time passes while something moves by itself.
const TICK: Duration = Duration::from_millis(250);

/// Sends replies into the screen. One for each thread that runs errands.
#[derive(Debug, Clone)]
pub struct Inbox(Sender<Input>);

impl Inbox {
    /// Hands a reply to the screen. Once the screen is gone there is nobody to tell.
    pub fn tell(&self, reply: Reply) {
        let _nobody_listens = self.0.send(Input::Reply(Box::new(reply)));
    }
}

/// What the operator wants when no session is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The session that the desk opened is to be walked.
    Walk,
    Home,
    Leave,
}

/// The full-screen face.
pub struct Tui {
    ui: Ui,
    screen: Screen,
    inputs: Receiver<Input>,
    desk: Box<dyn Desk>,
    now: fn() -> Timestamp,
    repeats: Repeats,
    /// When time passed last, or nothing moved.
    ticked: Instant,
    /// When time was let go on in the session last.
    passed: Instant,
    /// Wishes that the engine has not heard yet: it hears one at a time.
    wishes: VecDeque<Said>,
    /// What the operator chose while a session was open.
    left_for: Next,
}

impl Tui {
    /// Takes the terminal over. `desk` is made with the sender that its replies come through.
    pub fn open(
        look: Look,
        mouse: Mouse,
        now: fn() -> Timestamp,
        desk: impl FnOnce(Inbox) -> Box<dyn Desk>,
    ) -> Result<Self, FrontError> {
        let (sender, inputs) = mpsc::channel();
        let desk = desk(Inbox(sender.clone()));
        let ui = Ui::new(look, now());
        let mut tui = Self {
            ui,
            screen: Screen::take(mouse)?,
            inputs,
            desk,
            now,
            repeats: Repeats::default(),
            ticked: Instant::now(),
            passed: Instant::now(),
            wishes: VecDeque::new(),
            left_for: Next::Leave,
        };
        tui.draw(None)?;
        listen(sender);
        Ok(tui)
    }

    /// Shows what comes before a session, until one is to be walked or the operator leaves.
    pub fn before(&mut self, start: Start) -> Result<Next, FrontError> {
        self.ui.start(start);
        self.until(None)
    }

    /// Shows how the session ended.
    pub fn done(&mut self, model: &Model, finished: Finished) -> Result<Next, FrontError> {
        self.ui.model_changed(model);
        self.ui.finish(finished, model);
        let next = self.until(Some(model))?;
        self.ui.session_left();
        Ok(next)
    }

    /// What the operator chose when the session was left.
    pub fn left_for(&self) -> Next {
        self.left_for
    }

    /// A session is before the operator from now on; `scratch` is what was half typed earlier.
    pub fn walk(&mut self, model: &Model, scratch: Option<&str>) {
        self.ui.begin_walk(model);
        if let Some(text) = scratch {
            self.ui.restore_scratch(text, model);
        }
    }

    /// The session is left open, to be gone on with later.
    pub fn leave_session(&mut self) {
        self.wishes.clear();
        self.ui.session_left();
    }

    /// Says something that matters, until the next key.
    pub fn notice(&mut self, words: &str) {
        self.ui.say(words);
    }

    fn draw(&mut self, model: Option<&Model>) -> Result<(), FrontError> {
        self.ui.set_now((self.now)());
        self.screen.draw(|buffer| self.ui.draw(buffer, model))?;
        Ok(())
    }

    /// Takes inputs until something is wanted of whoever runs the screen.
    fn until(&mut self, model: Option<&Model>) -> Result<Next, FrontError> {
        loop {
            match self.turn(model)? {
                Turn::Next(next) => return Ok(next),
                // Without an open session there is no engine to put a wish to, and no time in it.
                Turn::Said(_) | Turn::Tick => {}
            }
        }
    }

    fn turn(&mut self, model: Option<&Model>) -> Result<Turn, FrontError> {
        loop {
            for errand in self.ui.take_errands() {
                self.desk.send(errand);
            }
            let mut turn = None;
            for request in self.ui.take_requests() {
                match request {
                    Request::Say(wish) => self.wishes.push_back(Said::Wish(wish)),
                    Request::Put(said) => {
                        // Opening a key takes a moment: what was pressed is seen to be taken.
                        self.ui.say_for_now("Opening the key...");
                        self.draw(model)?;
                        self.wishes.push_back(*said);
                    }
                    Request::Walk => turn = Some(Turn::Next(Next::Walk)),
                    Request::GoHome => turn = Some(Turn::Next(Next::Home)),
                    Request::Leave => turn = Some(Turn::Next(Next::Leave)),
                    Request::Copy(text) => {
                        if !Screen::copy(&text)? {
                            self.ui.say(&format!("To copy it, mark it with the mouse:\n{text}"));
                        }
                    }
                    Request::Bell => Screen::bell()?,
                    Request::Redraw => self.screen.redraw()?,
                    Request::Suspend => self.screen.suspend()?,
                }
            }
            let next_wish = || self.wishes.pop_front().map(|it| Turn::Said(Box::new(it)));
            if let Some(turn) = turn.or_else(next_wish) {
                return Ok(turn);
            }
            self.draw(model)?;
            let Some(input) = self.wait(model.is_some())? else { return Ok(Turn::Tick) };
            let input = self.repeats.mark(input);
            self.ui.input(input, model);
            // What came in meanwhile is taken before the next frame: a paste is many keys on some
            // terminals, and a wheel turns faster than a screen is drawn.
            while !self.ui.wants_something() {
                let Ok(input) = self.inputs.try_recv() else { break };
                let input = self.repeats.mark(input);
                self.ui.input(input, model);
            }
        }
    }

    /// Waits for an input. Time passes for whoever types fast, too: a tick that is due comes
    /// before the next key. Nothing comes where time has to be let go on in the session first.
    fn wait(&mut self, is_session: bool) -> Result<Option<Input>, FrontError> {
        let is_moving = self.ui.is_moving();
        if !is_moving {
            self.ticked = Instant::now();
        }
        let tick = is_moving.then(|| TICK.saturating_sub(self.ticked.elapsed()));
        let time = self.ui.time_matters_in().filter(|_| is_session);
        let time = time.map(|after| after.saturating_sub(self.passed.elapsed()));
        let left = match (tick, time) {
            (Some(tick), Some(time)) => tick.min(time),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => {
                return self.inputs.recv().map(Some).map_err(|_| FrontError::InputEnded);
            }
        };
        if !left.is_zero() {
            match self.inputs.recv_timeout(left) {
                Ok(input) => return Ok(Some(input)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(FrontError::InputEnded),
            }
        }
        if time.is_some_and(|time| time <= left) {
            return Ok(None);
        }
        self.ticked = Instant::now();
        Ok(Some(Input::Tick))
    }
}

/// Finds keys that are held down. Most terminals send them like keys that are pressed again and
/// again: what follows the same key too quickly for a finger is taken for a repetition.
#[derive(Default)]
struct Repeats {
    last: Option<(KeyEvent, Instant)>,
}

/// Nobody presses a key twice on purpose in less.
const BETWEEN_PRESSES: Duration = Duration::from_millis(100);

impl Repeats {
    fn mark(&mut self, input: Input) -> Input {
        let Input::Event(Event::Key(mut key)) = input else { return input };
        // Consoles of Windows tell when a key is let go; only presses are counted.
        if key.kind == KeyEventKind::Release {
            return input;
        }
        let now = Instant::now();
        let is_repeated = self.last.is_some_and(|(last, at)| {
            (last.code, last.modifiers) == (key.code, key.modifiers)
                && now.duration_since(at) < BETWEEN_PRESSES
        });
        self.last = Some((key, now));
        if is_repeated && key.kind == KeyEventKind::Press {
            key.kind = KeyEventKind::Repeat;
        }
        Input::Event(Event::Key(key))
    }
}

/// What ends a turn of the loop.
enum Turn {
    Said(Box<Said>),
    Next(Next),
    /// Time has to be let go on in the session.
    Tick,
}

impl FrontEnd for Tui {
    fn next(&mut self, model: &Model) -> Result<Said, FrontError> {
        self.passed = Instant::now();
        self.ui.time_passed(model);
        match self.turn(Some(model))? {
            Turn::Said(said) => Ok(*said),
            Turn::Tick => Ok(Said::Tick),
            Turn::Next(next) => {
                self.left_for = next;
                // What is half typed is kept before the program goes.
                for errand in self.ui.last_errands() {
                    self.desk.send(errand);
                }
                self.desk.rest();
                Ok(Said::Stop)
            }
        }
    }

    fn recorded(&mut self, model: &Model, fact: &Fact) -> Result<(), FrontError> {
        if matches!(fact.deed, Deed::Redeclared { .. }) {
            // The steps that they mean have other places in the plan now.
            self.wishes.clear();
        }
        self.ui.recorded(model, fact);
        Ok(())
    }

    fn refuse(&mut self, refusal: &Refusal) -> Result<(), FrontError> {
        self.ui.refused(refusal);
        Ok(())
    }

    fn unreadable(&mut self, why: &str) -> Result<(), FrontError> {
        self.ui.say(why);
        Ok(())
    }

    fn unsigned(&mut self, why: &str) -> Result<(), FrontError> {
        self.ui.unsigned(why);
        Ok(())
    }

    fn touch(&mut self, model: &Model) -> Result<(), FrontError> {
        self.ui.signing(true);
        self.draw(Some(model))?;
        self.ui.signing(false);
        Ok(())
    }

    fn via(&self) -> Via {
        Via::Person
    }
}

/// Reads the terminal beside the screen. It ends with the program.
fn listen(sender: Sender<Input>) {
    thread::spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            if sender.send(Input::Event(event)).is_err() {
                return;
            }
        }
        let _nobody_listens = sender.send(Input::Gone);
    });
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    #[test]
    fn letting_a_key_go_is_no_press_of_it() {
        let key = |kind| {
            let key = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, kind);
            Input::Event(Event::Key(key))
        };
        let kind_of = |input: &Input| match input {
            Input::Event(Event::Key(key)) => key.kind,
            other => panic!("{other:?}"),
        };
        let mut repeats = Repeats::default();
        // The key that started the program is let go when the program is there.
        let let_go = repeats.mark(key(KeyEventKind::Release));
        assert_eq!(kind_of(&let_go), KeyEventKind::Release);
        let pressed = repeats.mark(key(KeyEventKind::Press));
        assert_eq!(kind_of(&pressed), KeyEventKind::Press);
        let held = repeats.mark(key(KeyEventKind::Press));
        assert_eq!(kind_of(&held), KeyEventKind::Repeat);
    }
}
