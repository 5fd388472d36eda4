//! A program that runs and is talked to, and one that has ended. Nothing here waits for time to
//! pass: only for output, and no longer than anything can take.

use std::io::{Read, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Longest that anything is waited for. Not reached unless something hangs.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

fn listen(mut from: impl Read + Send + 'static, stream: Stream, to: Sender<(Stream, Vec<u8>)>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if to.send((stream, buffer[..length].to_vec())).is_err() {
                break;
            }
        }
    });
}

/// A program that runs. It is killed when this is dropped.
pub(crate) struct Live {
    child: Child,
    stdin: Option<ChildStdin>,
    chunks: Receiver<(Stream, Vec<u8>)>,
    stdout: String,
    stderr: String,
    /// How much of standard output was waited for already.
    seen: usize,
}

impl Live {
    /// Starts a program, and keeps its standard input open.
    #[track_caller]
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, chunks) = channel();
        if let Some(stdout) = child.stdout.take() {
            listen(stdout, Stream::Out, sender.clone());
        }
        listen(child.stderr.take().unwrap(), Stream::Err, sender);
        let stdin = child.stdin.take();
        let (stdout, stderr) = (String::new(), String::new());
        Self { child, stdin, chunks, stdout, stderr, seen: 0 }
    }

    /// Takes what the program writes next; false when both its outputs have ended.
    #[track_caller]
    fn hear(&mut self, what_for: &str) -> bool {
        match self.chunks.recv_timeout(PATIENCE) {
            Ok((Stream::Out, chunk)) => self.stdout.push_str(&String::from_utf8_lossy(&chunk)),
            Ok((Stream::Err, chunk)) => self.stderr.push_str(&String::from_utf8_lossy(&chunk)),
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => {
                panic!("waited in vain for {what_for}\n{}\n{}", self.stdout, self.stderr)
            }
        }
        true
    }

    /// Waits until standard output has this text behind what was waited for before; returns what
    /// came up to and with it.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.stdout[self.seen..].find(text) {
                let shown = self.stdout[self.seen..self.seen + at + text.len()].to_owned();
                self.seen += shown.len();
                return shown;
            }
            assert!(self.hear(text), "ended before {text:?}\n{}\n{}", self.stdout, self.stderr);
        }
    }

    /// Waits until standard error has this text.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn tells(&mut self, text: &str) {
        while !self.stderr.contains(text) {
            assert!(self.hear(text), "ended before {text:?}\n{}\n{}", self.stdout, self.stderr);
        }
    }

    /// Types into standard input. That the program is gone shows elsewhere.
    pub(crate) fn type_in(&mut self, text: &str) {
        self.type_bytes(text.as_bytes());
    }

    /// The same with bytes that need not be text.
    pub(crate) fn type_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        let _gone = stdin.write_all(bytes).and_then(|()| stdin.flush());
    }

    /// Waits for the next menu and takes the choice with these words.
    #[track_caller]
    pub(crate) fn choose(&mut self, words: &str) {
        let mut menu = self.shows("): ");
        // What stands on a page may end so too.
        while !menu.lines().last().is_some_and(|line| line.contains("(1-")) {
            menu.push_str(&self.shows("): "));
        }
        let line = menu.lines().rev().find(|line| line.contains(words));
        let line = line.unwrap_or_else(|| panic!("no {words:?} in {menu}"));
        let number = line.split_whitespace().next().unwrap();
        self.type_in(&format!("{number}\n"));
    }

    /// Sends it a signal.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").arg("-c").arg(kill).status().unwrap().success());
    }

    /// Ends it as a power cut would.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn kill(mut self) -> Ended {
        self.child.kill().unwrap();
        self.end()
    }

    /// Ends its standard input and waits for its end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        self.stdin = None;
        self.stays()
    }

    /// Waits for its end, its standard input still open.
    #[track_caller]
    pub(crate) fn stays(mut self) -> Ended {
        while self.hear("the end") {}
        let status = self.child.wait().unwrap();
        let stdout = std::mem::take(&mut self.stdout);
        Ended { stdout, stderr: std::mem::take(&mut self.stderr), status }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

/// A program that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: ExitStatus,
}

impl Ended {
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.status.code(), Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Standard error has each of these.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for words in words {
            assert!(self.stderr.contains(words), "no {words:?} in:\n{}", self.stderr);
        }
        self
    }

    /// It says what is wrong and what helps, and nobody has to read a backtrace.
    #[track_caller]
    pub(crate) fn plainly(self) -> Self {
        let has = |start: &str| self.stderr.lines().any(|it| it.trim_start().starts_with(start));
        // Leaving is no error, and says that nothing is lost.
        assert!(has("error: ") || self.stderr.contains("is saved"), "{}", self.stderr);
        assert!(has("hint: ") || has("= help: "), "{}", self.stderr);
        for odd in ["panicked", "RUST_BACKTRACE", "Error {", "should not have happened"] {
            assert!(!self.stderr.contains(odd), "{}", self.stderr);
        }
        self
    }

    /// Nothing went to standard output.
    #[track_caller]
    pub(crate) fn silently(self) -> Self {
        assert_eq!(self.stdout, "", "{}", self.stderr);
        self
    }
}
