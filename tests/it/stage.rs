//! The program itself, run in a home of its own.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Whose key the stage makes.
pub(crate) const INES: &str = "ines@core";

/// A home, a key and a signers file, made by `ssh-keygen`.
pub(crate) struct Stage {
    pub(crate) dir: TempDir,
}

impl Stage {
    /// A stage without a key: the program would make its own.
    pub(crate) fn bare() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn new() -> Self {
        let stage = Self::bare();
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", INES, "-f"];
        let made = Command::new("ssh-keygen").args(arguments).arg(stage.key()).status();
        assert!(made.expect("`ssh-keygen` is needed for this test").success());
        let public = std::fs::read_to_string(stage.key().with_extension("pub")).unwrap();
        let key: Vec<_> = public.split(' ').take(2).collect();
        let line = format!("{INES} namespaces=\"runbook-*\" {} Ines Falk\n", key.join(" "));
        std::fs::write(stage.signers(), line).unwrap();
        stage
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path("key")
    }

    pub(crate) fn signers(&self) -> PathBuf {
        self.path("allowed_signers")
    }

    /// The folder of the only session.
    pub(crate) fn session(&self) -> PathBuf {
        let sessions = std::fs::read_dir(self.home().join("sessions")).unwrap();
        let mut folders: Vec<_> = sessions.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(folders.len(), 1, "{folders:?}");
        folders.remove(0)
    }

    /// The program with these arguments, in this home, in this folder, with nothing of the
    /// caller's settings.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, folder: &Path, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_upgrade-wizard"));
        command
            .args(arguments)
            .current_dir(folder)
            .env_remove("NO_COLOR")
            .env("TERM", "dumb")
            .env("UPGRADE_WIZARD_HOME", self.home());
        command
    }

    /// Runs it to its end; `input` is what is typed.
    #[track_caller]
    pub(crate) fn run_in(&self, folder: &Path, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(folder, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not read all that is typed to it is no mistake of the test.
        let _nobody_listens = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ran::from(child.wait_with_output().unwrap())
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(root(), arguments, "")
    }
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    #[track_caller]
    fn from(output: Output) -> Self {
        let code = output.status.code().unwrap_or_else(|| panic!("no exit code: {output:?}"));
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ran {
    /// The output, after the exit code was found to be this one.
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Where the project is.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder of the project, as an argument.
pub(crate) fn file(name: &str) -> String {
    let path = root().join(name);
    assert!(path.exists(), "{name}");
    path.to_str().unwrap().to_owned()
}
