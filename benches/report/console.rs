//! A program on a pseudo-terminal: when it shows something, and how much memory it holds.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};

/// How long anything may take before the report gives up on it.
const PATIENCE: Duration = Duration::from_mins(2);

/// What ends a frame of the wizard.
pub(crate) const FRAME_END: &str = "\x1b[?2026l";

/// A program that was started on a terminal of its own.
pub(crate) struct Console {
    child: Box<dyn Child + Send + Sync>,
    said: Receiver<Vec<u8>>,
    all: Vec<u8>,
    since: Instant,
    keyboard: Box<dyn Write + Send>,
    _pty: Box<dyn MasterPty + Send>,
}

impl Console {
    pub(crate) fn start(program: &Path, arguments: &[String], home: &Path) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pty = NativePtySystem::default().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("UPGRADE_WIZARD_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let mut from = pty.master.try_clone_reader().unwrap();
        let keyboard = pty.master.take_writer().unwrap();
        let (sender, said) = mpsc::channel();
        thread::spawn(move || {
            let mut block = vec![0; 65536];
            while let Ok(read @ 1..) = from.read(&mut block) {
                if sender.send(block[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let since = Instant::now();
        let child = pty.slave.spawn_command(command).unwrap();
        Self { child, said, all: Vec::new(), since, keyboard, _pty: pty.master }
    }

    /// Waits until it has written a text; returns how long that took since it was started.
    pub(crate) fn shows(&mut self, text: &str) -> Duration {
        while !self.all.windows(text.len()).any(|it| it == text.as_bytes()) {
            match self.said.recv_timeout(PATIENCE) {
                Ok(bytes) => self.all.extend(bytes),
                Err(error) => {
                    let all = String::from_utf8_lossy(&self.all);
                    println!("{error}: no {text:?} in\n{all}");
                    std::process::exit(1);
                }
            }
        }
        self.since.elapsed()
    }

    /// Forgets what it has written so far, and types.
    pub(crate) fn press(&mut self, keys: &str) {
        self.all.clear();
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Memory that it holds now, and the most that it held, in MB; none where the system does not
    /// say.
    pub(crate) fn memory(&self) -> Option<(u64, u64)> {
        let status = format!("/proc/{}/status", self.child.process_id()?);
        let status = std::fs::read_to_string(status).ok()?;
        let of = |name: &str| -> Option<u64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }

    pub(crate) fn end(mut self) {
        let _it_may_have_ended = self.child.kill();
        let _so_it_is_gone = self.child.wait();
    }
}
