//! Runs a command of `cmd.exe` that gathers evidence. The one place where something is run on the
//! operator's machine: what the flow offers, and the operator has seen and said yes to.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::plan::Gathering;

/// Why nothing was gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    #[error("`{}` cannot be made to gather into", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("it is there already, from an earlier time: `{}`", path.display())]
    Exists { path: PathBuf },
    #[error("the command could not be started: {source}")]
    NotStarted { source: io::Error },
    #[error("the command ended with code {code} and wrote nothing")]
    Nothing { code: i32 },
}

/// Whether this system has what runs them.
pub const fn can_run() -> bool {
    cfg!(windows)
}

/// Runs a command into a folder; gives the file that it wrote. What an earlier run wrote is kept.
///
/// A command that fails and still writes has something to show: `net view` tells a system error so.
pub fn run(gathering: &Gathering, folder: &Path) -> Result<PathBuf, GatherError> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|source| GatherError::Folder { path: folder.to_owned(), source })?;
    let file = folder.join(&gathering.file);
    if file.exists() {
        return Err(GatherError::Exists { path: file });
    }
    let ended = shell(&gathering.command)
        .env("FILE", &file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|source| GatherError::NotStarted { source })?;
    let is_there = std::fs::metadata(&file).is_ok_and(|it| it.len() > 0);
    if is_there { Ok(file) } else { Err(GatherError::Nothing { code: ended.code().unwrap_or(-1) }) }
}

/// The command as `cmd.exe` takes it: it has rules of its own for quotes, so that nothing may be
/// quoted once more on the way.
#[cfg(windows)]
fn shell(line: &str) -> Command {
    use std::os::windows::process::CommandExt as _;
    let mut command = Command::new("cmd.exe");
    command.args(["/d", "/s", "/c"]).raw_arg(format!("\"{line}\""));
    command
}

/// There is no such shell here; [`can_run`] is asked first.
#[cfg(not(windows))]
fn shell(_line: &str) -> Command {
    Command::new("cmd.exe")
}
