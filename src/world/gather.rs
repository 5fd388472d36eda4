//! Runs a command of `cmd.exe` that gathers evidence. The one place where something is run on the
//! operator's machine: what the flow offers, and the operator has seen and said yes to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::store::{self, StoreError};
use crate::plan::Way;
use crate::text::{clip, shown};

/// How much is told of what a command said, in cells.
const SAID_CELLS: usize = 160;

/// Why nothing was gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    #[error("`{}` cannot be made to gather into", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("its script cannot be written: {source}")]
    Script { source: StoreError },
    #[error("it is there already, from an earlier time: `{}`", path.display())]
    Exists { path: PathBuf },
    #[error("the command could not be started: {source}")]
    NotStarted { source: io::Error },
    #[error("the command ended with code {code} and wrote nothing{}", and_said(said))]
    Nothing { code: i32, said: String },
}

fn and_said(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!("; it said: {said}") }
}

/// Whether this system has what runs them.
pub const fn can_run() -> bool {
    cfg!(windows)
}

/// Whether something was written there: a file that is not empty, or files in a folder.
pub fn is_there(path: &Path, way: &Way) -> bool {
    if way.is_folder {
        return fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
    }
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() > 0)
}

/// Runs a command into a folder; gives what it wrote. What an earlier run wrote is kept.
///
/// A command that fails and still writes has something to show: `net view` tells a system error so.
pub fn run(way: &Way, folder: &Path) -> Result<PathBuf, GatherError> {
    let made = |path: &Path| {
        let made = fs::create_dir_all(path);
        made.map_err(|source| GatherError::Folder { path: path.to_owned(), source })
    };
    made(folder)?;
    let output = folder.join(&way.file);
    if is_there(&output, way) {
        return Err(GatherError::Exists { path: output });
    }
    if way.is_folder {
        made(&output)?;
    }
    let mut command = shell(&way.command);
    if let Some(script) = &way.script {
        let path = folder.join(&script.file);
        let written = store::replace(&path, script.text());
        written.map_err(|source| GatherError::Script { source })?;
        command.env("SCRIPT", path);
    }
    let ended = command
        .env("FILE", &output)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|source| GatherError::NotStarted { source })?;
    if is_there(&output, way) {
        return Ok(output);
    }
    // Nothing is kept of it, or it would look as if it had been gathered.
    let _was_never_there =
        if way.is_folder { fs::remove_dir(&output) } else { fs::remove_file(&output) };
    let said = first_line(&ended.stderr);
    Err(GatherError::Nothing { code: ended.status.code().unwrap_or(-1), said })
}

/// The first line of what a command said of itself, in the code page of the console.
fn first_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    clip(&shown(line), SAID_CELLS)
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
