//! Flows from the program itself or from disk.

use std::path::{Path, PathBuf};

use crate::flow::Flow;
use crate::text::{Diagnostic, Source};

use super::input::{InputError, read_source, read_text};

/// Why a flow cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    #[error("there is no flow `{name}` in this program, and no file or folder of that name")]
    Unknown { name: String },
    #[error(transparent)]
    Unreadable(#[from] InputError),
    /// Every mistake, with the files they stand in.
    #[error("the flow has mistakes")]
    Mistaken { path: String, sources: Vec<Source>, mistakes: Vec<Diagnostic> },
}

impl FlowError {
    /// What the operator can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "name a built-in flow (`sms`), or a folder with a flow.toml",
            Self::Unreadable(error) => error.hint(),
            Self::Mistaken { .. } => "mend the file; `upgrade-wizard check FILE` tells more",
        }
    }
}

/// Loads the flow of that name, or from that folder or `flow.toml`.
pub fn load(name: &str) -> Result<Flow, FlowError> {
    let sources = sources(name)?;
    Flow::read(&sources).map_err(|mistakes| {
        let path = main_file(name).display().to_string();
        FlowError::Mistaken { path, sources, mistakes }
    })
}

/// The files of a flow; the first is `flow.toml`.
pub fn sources(name: &str) -> Result<Vec<Source>, FlowError> {
    if let Some(sources) = Flow::builtin_sources(name) {
        return Ok(sources);
    }
    let main = main_file(name);
    if !main.exists() && !name.contains(['/', '\\', '.']) {
        return Err(FlowError::Unknown { name: name.to_owned() });
    }
    from_disk(&main)
}

/// Where the flow of that name is described, should it be one on disk.
fn main_file(name: &str) -> PathBuf {
    let path = Path::new(name);
    if path.is_dir() { path.join("flow.toml") } else { path.to_owned() }
}

/// The files of the flow in that folder or `flow.toml`, whatever flows are built in.
pub fn sources_on_disk(path: &Path) -> Result<Vec<Source>, FlowError> {
    from_disk(&main_file(&path.display().to_string()))
}

fn from_disk(main: &Path) -> Result<Vec<Source>, FlowError> {
    let first = read_source(main)?;
    let folder = main.parent().map(Path::to_owned).unwrap_or_default();
    let names = Flow::referenced_files(&first).map_err(|mistakes| {
        let path = main.display().to_string();
        FlowError::Mistaken { path, sources: vec![first.clone()], mistakes }
    })?;
    let mut sources = vec![Source::new("flow.toml", first.text())];
    for name in names {
        let path: PathBuf = folder.join(&name);
        sources.push(Source::new(name, read_text(&path)?));
    }
    Ok(sources)
}
