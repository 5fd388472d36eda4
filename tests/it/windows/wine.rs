//! Where the Windows executable is, and how it is started.

use std::env;
use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::live::{Ended, Live};

/// Names the executable. Without it nothing of this runs, and each test says so.
const EXE: &str = "UPGRADE_WIZARD_EXE";

/// The executable, and Wine to run it.
pub(crate) struct Wine {
    exe: PathBuf,
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
        Some(Self { exe })
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
/// Otherwise it would be started by some program of a test, and hold on to the output of that.
fn boot() {
    static SHELL: OnceLock<Child> = OnceLock::new();
    SHELL.get_or_init(|| {
        let mut shell = Command::new("wine");
        shell.arg("cmd").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("`wine` is needed for this test");
        let greeting = shell.stdout.as_mut().unwrap().read(&mut [0; 1]);
        assert_eq!(greeting.unwrap(), 1, "the shell of Windows greets");
        shell
    });
}

/// A path as Windows writes it: under Wine, the root of this system is drive Z.
pub(crate) fn windows_path(path: &Path) -> String {
    format!("Z:{}", path.to_str().unwrap().replace('/', "\\"))
}
