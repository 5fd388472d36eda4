//! The program as a person or a script starts it: a home of its own, a cleared environment, a key.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use upgrade_wizard::keys::{SecretKey, Signer as _};

use crate::live::{Ended, Live};

/// Whose key it is.
pub(crate) const PRINCIPAL: &str = "tess@bench";

/// Answers to everything that the example asks. They end with `finish = "stop"`.
pub(crate) const ANSWERS: &str = include_str!("../data/bad_days/answers.toml");

/// A folder with a home, a key, a signers file, a piece of evidence and answers.
#[must_use]
pub(crate) struct Sandbox {
    dir: TempDir,
    home: PathBuf,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        static KEY: OnceLock<SecretKey> = OnceLock::new();
        let key = KEY.get_or_init(|| SecretKey::generate(PRINCIPAL).unwrap());
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        let sandbox = Self { dir, home };
        key.write_open(&sandbox.path("key")).unwrap();
        let signers = format!("{PRINCIPAL} {} Tess Bench\n", key.public_key().to_openssh());
        sandbox.write("signers", signers);
        sandbox.write("proof.txt", "as it was\n");
        sandbox.write("answers.toml", ANSWERS);
        sandbox
    }

    /// The same with its home elsewhere.
    pub(crate) fn at_home(self, home: PathBuf) -> Self {
        Self { home, ..self }
    }

    /// A file in the folder where the program is started.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The program with these arguments, not yet started.
    pub(crate) fn program(&self, arguments: &[&str]) -> Call {
        let mut command = Command::new(env!("CARGO_BIN_EXE_upgrade-wizard"));
        command.args(arguments);
        self.call(command)
    }

    /// The program under a shell that does something before it becomes the program.
    #[cfg(unix)]
    pub(crate) fn under_shell(&self, before: &str, arguments: &[&str]) -> Call {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{before}; exec \"$0\" \"$@\""));
        command.arg(env!("CARGO_BIN_EXE_upgrade-wizard")).args(arguments);
        self.call(command)
    }

    fn call(&self, mut command: Command) -> Call {
        command.current_dir(self.dir.path()).env_clear();
        for kept in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.env("TERM", "dumb").env("UPGRADE_WIZARD_HOME", &self.home);
        Call { command, input: String::new(), has_sink: false }
    }

    /// Starts a session on the example with an answers file, to its end.
    #[track_caller]
    pub(crate) fn rehearse(&self, answers: &str) -> Ended {
        self.program(&REHEARSAL).arg("--answers").arg(answers).end()
    }

    /// Goes on with a session with the answers that are complete, to its end.
    #[track_caller]
    pub(crate) fn go_on(&self, answers: &str) -> Ended {
        self.program(&["resume", "--front", "script", "--key", "key", "--signers", "signers"])
            .arg("--answers")
            .arg(answers)
            .end()
    }

    /// Goes on with the latest session at the line-by-line face.
    #[track_caller]
    pub(crate) fn go_on_by_hand(&self) -> Live {
        self.program(&["resume", "--key", "key", "--signers", "signers"]).start()
    }

    /// What `sessions --format json` says.
    #[track_caller]
    pub(crate) fn sessions(&self) -> Vec<Value> {
        let ended = self.program(&["sessions", "--format", "json"]).end().code(0);
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// The only session that there is: its folder and how many of its steps are done.
    #[track_caller]
    pub(crate) fn session(&self) -> (PathBuf, u64) {
        let [session] = <[Value; 1]>::try_from(self.sessions()).unwrap();
        let folder = session["folder"].as_str().unwrap();
        (PathBuf::from(folder), session["done"].as_u64().unwrap())
    }

    /// Session folders that are there, with or without a record.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let listing = fs::read_dir(self.home.join("sessions")).into_iter().flatten();
        listing.map(|entry| entry.unwrap().path()).collect()
    }
}

/// The script face on the example; `--answers FILE` follows.
pub(crate) const REHEARSAL: [&str; 8] =
    ["run", "--example", "--front", "script", "--key", "key", "--signers", "signers"];

/// A program that is about to be started.
#[must_use]
pub(crate) struct Call {
    command: Command,
    input: String,
    has_sink: bool,
}

impl Call {
    pub(crate) fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// A variable of its environment.
    #[cfg(unix)]
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Where standard output goes instead of to us.
    pub(crate) fn stdout(mut self, sink: Stdio) -> Self {
        self.command.stdout(sink);
        self.has_sink = true;
        self
    }

    /// What is on standard input, before it ends.
    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.input.push_str(text);
        self
    }

    /// Starts it, and keeps its standard input open.
    #[track_caller]
    pub(crate) fn start(mut self) -> Live {
        if !self.has_sink {
            self.command.stdout(Stdio::piped());
        }
        let mut live = Live::start(&mut self.command);
        live.type_in(&self.input);
        live
    }

    /// Runs it to its end.
    #[track_caller]
    pub(crate) fn end(self) -> Ended {
        self.start().end()
    }
}
