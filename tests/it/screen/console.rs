//! The program on a real pseudo-terminal, as an operator sees it. Nothing here waits for time to
//! pass: every frame of the full screen ends with a mark, and that is what is waited for.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, ChildKiller, CommandBuilder, ExitStatus, MasterPty, NativePtySystem, PtySize, PtySystem,
};

/// How long the program may take for anything before the test gives up on it.
const PATIENCE: Duration = Duration::from_mins(2);

/// Draws the screen again.
const CTRL_L: &str = "\x0c";

/// What tells a whole frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// What clears the screen.
    pub(crate) clear: &'static [u8],
    /// What ends a frame.
    pub(crate) end: &'static [u8],
}

/// How the program marks them on a terminal.
const MARKS: Marks = Marks { clear: b"\x1b[2J", end: b"\x1b[?2026l" };

/// A terminal with the program in it.
pub(crate) struct Console {
    pty: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    said: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    parser: vt100::Parser,
    marks: Marks,
    /// What came and is not shown yet: the end of a frame may be cut in two.
    pending: Vec<u8>,
    frames: usize,
    /// How often the screen was cleared in frames that are whole.
    clearings: usize,
    /// Everything that ever came.
    pub(crate) all: Vec<u8>,
}

impl Console {
    /// Starts the program with these arguments in this home.
    pub(crate) fn start(home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(home, arguments, columns, rows, &[])
    }

    /// The same with more of the environment.
    pub(crate) fn start_with(
        home: &Path,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_upgrade-wizard"));
        command.args(arguments);
        command.cwd(home.parent().unwrap());
        command.env("UPGRADE_WIZARD_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("LC_ALL");
        command.env_remove("NO_COLOR");
        command.env_remove("COLORTERM");
        for (name, value) in environment {
            command.env(name, value);
        }
        Self::start_command(command, columns, rows, MARKS)
    }

    /// Starts any command.
    pub(crate) fn start_command(
        command: CommandBuilder,
        columns: u16,
        rows: u16,
        marks: Marks,
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pty = NativePtySystem::default().openpty(size).unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        Self {
            said: listen(pty.master.try_clone_reader().unwrap()),
            keyboard: pty.master.take_writer().unwrap(),
            pty: pty.master,
            child,
            marks,
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            pending: Vec::new(),
            frames: 0,
            clearings: 0,
            all: Vec::new(),
        }
    }

    /// What the screen shows.
    pub(crate) fn contents(&self) -> String {
        self.parser.screen().contents()
    }

    /// The last row: what can be pressed now.
    pub(crate) fn footer(&self) -> String {
        let (rows, columns) = self.parser.screen().size();
        let last = rows.get() - 1;
        self.parser.screen().contents_between(last, 0, last, columns.get())
    }

    /// Types, and waits for the frame that shows what came of it: Ctrl-L behind the keys is
    /// answered after them, by a screen that is cleared.
    #[track_caller]
    pub(crate) fn press(&mut self, keys: &str) {
        let before = self.clearings;
        self.send(keys);
        self.send(CTRL_L);
        self.wait(|console| console.clearings > before, keys);
    }

    /// Goes back with Esc, until a text is gone. Nothing may follow Esc at once: together they
    /// would be another key.
    #[track_caller]
    pub(crate) fn escape(&mut self, gone: &str) {
        self.send("\x1b");
        self.wait(|console| !console.contents().contains(gone), "what was to go away");
    }

    /// Types without waiting.
    pub(crate) fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait(|console| console.contents().contains(text), text);
    }

    /// Waits until a frame is whole and something holds on it.
    #[track_caller]
    pub(crate) fn wait(&mut self, holds: impl Fn(&Self) -> bool, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if self.frames > 0 && holds(self) {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("{error}: no {what:?} in\n{}", self.contents()),
            }
        }
    }

    /// Shows whole frames only.
    fn take(&mut self, bytes: &[u8]) {
        self.all.extend(bytes);
        self.pending.extend(bytes);
        let Marks { clear, end } = self.marks;
        let ends = self.pending.windows(end.len());
        let count = ends.filter(|window| *window == end).count();
        let last = self.pending.windows(end.len()).rposition(|window| window == end);
        if let Some(at) = last {
            let rest = self.pending.split_off(at + end.len());
            let clears = self.pending.windows(clear.len()).filter(|window| *window == clear);
            self.clearings += clears.count();
            self.parser.process(&self.pending);
            self.pending = rest;
            self.frames += count;
        }
    }

    /// Changes the size of the window.
    #[track_caller]
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let before = self.frames;
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
        self.pty.resize(size).unwrap();
        self.wait(|console| console.frames > before, "a frame of the new size");
    }

    /// Kills the program as a power cut would.
    pub(crate) fn kill(mut self) {
        let mut killer: Box<dyn ChildKiller + Send + Sync> = self.child.clone_killer();
        killer.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Takes the terminal away, as closing its window does; returns how the program ended.
    #[track_caller]
    pub(crate) fn close(mut self) -> ExitStatus {
        // The terminal lives as long as somebody can read from it: who listens ends with the next
        // frame, since nobody hears it any more.
        drop(self.said);
        self.keyboard.write_all(CTRL_L.as_bytes()).unwrap();
        drop((self.keyboard, self.pty));
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || sender.send(self.child.wait().unwrap()));
        ended.recv_timeout(PATIENCE).expect("it goes on without a terminal")
    }

    /// The number of the program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits for the program to end; what it said last is in `all`.
    #[track_caller]
    pub(crate) fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.said.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.all.extend(bytes),
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().unwrap(),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.contents()),
            }
        }
    }
}

fn cells(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("a terminal has rows and columns")
}

/// Reads until there is nothing more, without holding up whoever writes.
fn listen(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut block = vec![0; 65536];
        while let Ok(read @ 1..) = from.read(&mut block) {
            if sender.send(block[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
