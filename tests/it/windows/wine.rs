//! Where the Windows executable is, and how it is started.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::live::{Ended, Live};

/// Names the executable. Without it nothing of this runs, and each test says so.
const EXE: &str = "UPGRADE_WIZARD_EXE";

/// The executable, and Wine to run it.
pub(crate) struct Wine {
    exe: PathBuf,
    /// The machine that it runs on, where it is not the one of everybody.
    machine: Option<PathBuf>,
}

impl Wine {
    /// What the environment names. What it names has to be there.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub(crate) fn named() -> Option<Self> {
        let Some(exe) = env::var_os(EXE).map(PathBuf::from) else {
            eprintln!("skipped: {EXE} names no Windows executable; .ci/run builds one");
            return None;
        };
        assert!(exe.is_file(), "{EXE} names {}, which is not there", exe.display());
        boot();
        Some(Self { exe, machine: None })
    }

    /// The same on a machine of one's own.
    pub(crate) fn on(&self, machine: &Machine) -> Self {
        Self { exe: self.exe.clone(), machine: Some(machine.prefix.path().to_owned()) }
    }

    /// The executable with these arguments in this home, started in this folder.
    pub(crate) fn command<S: AsRef<OsStr>>(
        &self,
        home: &Path,
        folder: &Path,
        arguments: &[S],
    ) -> Command {
        let mut command = Command::new("wine");
        command.arg(&self.exe).args(arguments).current_dir(folder);
        command.env("TERM", "dumb").env_remove("NO_COLOR");
        command.env("UPGRADE_WIZARD_HOME", windows_path(home));
        if let Some(prefix) = &self.machine {
            command.env(PREFIX, prefix);
        }
        command
    }

    /// Runs it to its end.
    #[track_caller]
    pub(crate) fn run(&self, home: &Path, folder: &Path, arguments: &[&str]) -> Ended {
        Live::start(self.command(home, folder, arguments).stdout(Stdio::piped())).end()
    }

    /// The executable itself, for what starts it otherwise.
    pub(crate) fn exe(&self) -> &Path {
        &self.exe
    }
}

/// Starts what runs behind every program of Windows, once, and keeps it until the tests are over.
fn boot() {
    static SHELL: OnceLock<Child> = OnceLock::new();
    SHELL.get_or_init(|| shell(&mut Command::new("wine")));
}

/// A shell of Windows that waits. What runs behind every program is started with the first one, and
/// holds on to its output: that had better be none that a test reads to the end.
fn shell(wine: &mut Command) -> Child {
    wine.arg("cmd").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut shell = wine.spawn().expect("`wine` is needed for this test");
    let greeting = shell.stdout.as_mut().unwrap().read(&mut [0; 1]);
    assert_eq!(greeting.unwrap(), 1, "the shell of Windows greets");
    shell
}

/// Names the folder that is a machine to Wine.
const PREFIX: &str = "WINEPREFIX";

/// A machine of one's own, for a test that changes its registry or where its network leads.
pub(crate) struct Machine {
    prefix: TempDir,
    shell: Option<Child>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let mut machine = Self::off();
        machine.shell = Some(shell(Command::new("wine").env(PREFIX, machine.prefix.path())));
        machine
    }

    /// One that the first program on it starts: what may be done there is what that one may do.
    pub(crate) fn off() -> Self {
        let of_everybody = env::var_os(PREFIX).expect("`.ci/windows --env` names a machine");
        let of_everybody = Path::new(&of_everybody);
        let beside = of_everybody.parent().unwrap();
        let prefix = tempfile::Builder::new().prefix("machine-").tempdir_in(beside).unwrap();
        let all = of_everybody.join(".");
        let copied = Command::new("cp").arg("-al").arg(all).arg(prefix.path()).status();
        assert!(copied.unwrap().success());
        for name in ["system.reg", "user.reg", "userdef.reg"] {
            // Not the same file with a second name, as the others are: it is written.
            fs::remove_file(prefix.path().join(name)).unwrap();
            fs::copy(of_everybody.join(name), prefix.path().join(name)).unwrap();
        }
        Self { prefix, shell: None }
    }

    /// A program of Windows on it, not yet started.
    pub(crate) fn program<S: AsRef<OsStr>>(&self, program: S) -> Command {
        let mut command = Command::new("wine");
        command.arg(program).env(PREFIX, self.prefix.path());
        command
    }

    /// Lets a share of a server lead to a folder.
    pub(crate) fn share(&self, server: &str, share: &str, folder: &Path) {
        let server = self.prefix.path().join("dosdevices/unc").join(server.to_lowercase());
        fs::create_dir_all(&server).unwrap();
        symlink(folder, server.join(share.to_lowercase())).unwrap();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Some(shell) = &mut self.shell {
            let _ended_already = shell.kill();
            let _ended_already = shell.wait();
        }
        let mut server = Command::new("wineserver");
        let _ended_already = server.arg("--kill").env(PREFIX, self.prefix.path()).status();
    }
}

/// A path as Windows writes it: under Wine, the root of this system is drive Z.
pub(crate) fn windows_path(path: &Path) -> String {
    format!("Z:{}", path.to_str().unwrap().replace('/', "\\"))
}
