//! From a key to the frame that it changes, and what of it goes to the terminal.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use upgrade_wizard::engine::{Effect, Model, Msg, Via, update};
use upgrade_wizard::front::tui::{
    Depth, Errand, HierarchyFrom, Input, Look, Opened, Reply, Start, UNICODE, Ui,
};
use upgrade_wizard::hierarchy::draft::Draft;
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::theme::Theme;

use super::history::{at, wish};
use super::made::{SITES, hierarchy, plan};
use super::paper::{Report, Row};
use super::timing::{in_turn, median, part, ratio, time, words};

const SIZE: (u16, u16) = (120, 40);
const ROUNDS: usize = 60;

/// What moves in a list.
const MOVES: [KeyCode; 6] =
    [KeyCode::Down, KeyCode::PageDown, KeyCode::Up, KeyCode::PageUp, KeyCode::End, KeyCode::Home];

/// Takes what is written to the terminal.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<usize>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.borrow_mut() += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A screen without a terminal.
struct Face {
    ui: Ui,
    terminal: Terminal<CrosstermBackend<Written>>,
    written: Written,
    model: Option<Model>,
    round: usize,
}

impl Face {
    fn new() -> Self {
        let look = Look {
            theme: Theme::builtin("midnight").unwrap(),
            depth: Depth::True,
            glyphs: &UNICODE,
        };
        let written = Written::default();
        let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
        let backend = CrosstermBackend::new(written.clone());
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        Self { ui: Ui::new(look, at(0)), terminal, written, model: None, round: 0 }
    }

    /// Draws; returns how many bytes that took.
    fn draw(&mut self) -> usize {
        *self.written.0.borrow_mut() = 0;
        let (ui, model) = (&mut self.ui, self.model.as_ref());
        self.terminal.draw(|frame| ui.draw(frame.buffer_mut(), model)).unwrap();
        *self.written.0.borrow()
    }

    /// Presses keys, one after the other.
    fn press_all(&mut self, codes: impl IntoIterator<Item = KeyCode>) {
        for code in codes {
            self.press(code);
        }
    }

    fn press(&mut self, code: KeyCode) -> usize {
        self.ui.input(Input::Event(Event::Key(KeyEvent::from(code))), self.model.as_ref());
        let _nobody_runs_them = (self.ui.take_errands(), self.ui.take_requests());
        self.draw()
    }

    /// Puts the next wish to the engine, and shows what comes of it.
    fn answer(&mut self) {
        let model = self.model.as_mut().unwrap();
        let step = StepIx(self.round * 7 % model.plan().steps.len());
        self.round += 1;
        let by = upgrade_wizard::engine::Person {
            id: "ann@site-a".to_owned(),
            name: "Ann".to_owned(),
            key: "SHA256:x".to_owned(),
        };
        let wish = wish(model, step, self.round);
        let msg = Msg { at: at(self.round), by, via: Via::Person, wish };
        if let Ok(effects) = update(model, msg)
            && let Effect::Record(fact) = &effects[0]
        {
            self.ui.recorded(model, fact);
        }
        self.draw();
    }
}

/// Opens a screen on a hierarchy and its plan.
type Open = fn(&str, &Arc<Plan>) -> Face;

/// The screens that list as much as there is.
const SCREENS: [(&str, Open); 6] = [
    ("walk", |_, plan| walk(plan)),
    ("review", |_, plan| {
        let mut face = walk(plan);
        face.press(KeyCode::Char('r'));
        face
    }),
    ("plan: matrix", |_, plan| plan_view(plan, 0)),
    ("plan: order", |_, plan| plan_view(plan, 1)),
    ("plan: warnings", |_, plan| plan_view(plan, 2)),
    ("hierarchy", |text, _| sites(text)),
];

fn walk(plan: &Arc<Plan>) -> Face {
    let mut face = Face::new();
    let model = Model::new(Arc::clone(plan));
    face.ui.begin_walk(&model);
    face.model = Some(model);
    face.draw();
    face
}

fn plan_view(plan: &Arc<Plan>, sections: usize) -> Face {
    let mut face = Face::new();
    face.ui.start(Start::Plan { plan: Arc::clone(plan), name: None });
    face.press_all((0..sections).map(|_| KeyCode::Tab));
    face.draw();
    face
}

fn sites(text: &str) -> Face {
    let mut face = Face::new();
    face.ui.start(Start::Hierarchy(HierarchyFrom::File("all.toml".to_owned())));
    let is_opening = |it: &Errand| matches!(it, Errand::OpenHierarchy { .. });
    assert!(face.ui.take_errands().iter().any(is_opening), "a hierarchy is opened");
    let draft = Draft::read("hierarchy.toml", text).unwrap();
    let opened = Opened { draft, path: None, target: None };
    face.ui.input(Input::Reply(Box::new(Reply::Hierarchy(Ok(opened)))), None);
    face.draw();
    face
}

pub(crate) fn measure(report: &mut Report) {
    let (small, large) = (hierarchy(4), hierarchy(SITES[3]));
    let (small_plan, large_plan) = (plan(&small), plan(&large));
    let (mut all, mut worst, mut told) = (Vec::new(), 0.0_f64, Vec::new());
    let (mut rows, mut told_bytes) = (0.0_f64, Vec::new());
    for (name, open) in SCREENS {
        let mut few = open(&small, &small_plan);
        let mut many = open(&large, &large_plan);
        let (mut one, mut other) = (MOVES.iter().cycle(), MOVES.iter().cycle());
        let [of_few, of_many] = in_turn(
            ROUNDS,
            [&mut || few.press_all(one.next().copied()), &mut || {
                many.press_all(other.next().copied());
            }],
        );
        worst = worst.max(ratio(&of_many, &of_few));
        told.push(format!("{name} {}", words(median(&of_many))));
        all.extend(of_many);
        let (bytes, most) = moved(&mut many);
        rows = rows.max(bytes / most);
        told_bytes.push(format!("{name} {bytes:.0}"));
    }
    report.row(
        Row::at_most(
            "a key at 10,000 sites beside the same at 4, the worst screen",
            "2 times",
            2.0,
        )
        .got(worst, told.join(", ")),
    );
    let slow = part(&all, 0.99);
    report.row(
        Row::at_most("the same, 99 of 100 keys", "16 ms", 16.0)
            .got(slow.as_secs_f64() * 1e3, format!("the slowest {}", words(part(&all, 1.0)))),
    );
    report.row(
        Row::at_most("bytes for a moved selection, of those of two full rows", "1 time", 1.0)
            .got(rows, told_bytes.join(", ")),
    );
    answers(report, &large_plan);
}

/// The median of what a moved selection writes, and what two rows of the screen take on average
/// where all of it is drawn.
#[expect(clippy::cast_precision_loss, reason = "bytes of a frame")]
fn moved(face: &mut Face) -> (f64, f64) {
    face.press_all([KeyCode::Down; 5]);
    let mut bytes: Vec<usize> = (0..10).map(|_| face.press(KeyCode::Down)).collect();
    bytes.sort_unstable();
    // Not `clear`: it asks a terminal, and there is none.
    face.terminal.resize(Rect::new(0, 0, SIZE.0, SIZE.1)).unwrap();
    let whole = face.draw();
    (bytes[bytes.len() / 2] as f64, whole as f64 / f64::from(SIZE.1) * 2.0)
}

/// What follows from an answer is worked out and shown; the disk is measured elsewhere.
fn answers(report: &mut Report, large: &Arc<Plan>) {
    let mut face = walk(large);
    let times: Vec<Duration> = (0..ROUNDS).map(|_| time(|| face.answer())).collect();
    report.row(
        Row::at_most("an answer at 10,000 sites, worked out and shown, 99 of 100", "16 ms", 16.0)
            .got(
                part(&times, 0.99).as_secs_f64() * 1e3,
                format!("half of them {}", words(median(&times))),
            ),
    );
    let mut keys = [0.0; SITES.len()];
    let mut answers = [0.0; SITES.len()];
    for (index, sites) in SITES.iter().enumerate() {
        let mut face = walk(&plan(&hierarchy(*sites)));
        let mut moves = MOVES.iter().cycle();
        let of_keys: Vec<_> =
            (0..ROUNDS).map(|_| time(|| face.press_all(moves.next().copied()))).collect();
        let of_answers: Vec<_> = (0..ROUNDS).map(|_| time(|| face.answer())).collect();
        keys[index] = median(&of_keys).as_secs_f64() * 1e3;
        answers[index] = median(&of_answers).as_secs_f64() * 1e3;
    }
    report.curve("a key in the walk, to its frame", keys);
    report.curve("an answer, to its frame", answers);
}
