//! Where configuration, keys and sessions live.

use std::env;
use std::path::{Path, PathBuf};

/// The environment variable that puts everything under one folder.
pub const HOME_VARIABLE: &str = "UPGRADE_WIZARD_HOME";

/// The folders of this installation. They need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    config: PathBuf,
    data: PathBuf,
}

/// The platform names no folders for this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this system names no home folder for the user")]
pub struct NoHome;

impl Home {
    /// One folder for everything.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { config: folder.clone(), data: folder }
    }

    /// The folder named by `UPGRADE_WIZARD_HOME`, else the platform's own.
    pub fn find() -> Result<Self, NoHome> {
        if let Some(folder) = env::var_os(HOME_VARIABLE).filter(|folder| !folder.is_empty()) {
            return Ok(Self::at(folder));
        }
        let (config, data) = own_folders().ok_or(NoHome)?;
        Ok(Self { config, data })
    }

    /// What the operator set once.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Themes of the operator's own.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// Where reports of crashes go, beside the sessions.
    pub fn reports(&self) -> &Path {
        &self.data
    }

    /// The wizard's own key.
    pub fn key(&self) -> PathBuf {
        self.config.join("keys").join("id_ed25519")
    }

    /// Who may sign here, in OpenSSH's `allowed_signers` format.
    pub fn signers(&self) -> PathBuf {
        self.config.join("allowed_signers")
    }

    /// This machine's memory of how far each record had come.
    pub fn ledger(&self) -> PathBuf {
        self.data.join("ledger")
    }

    /// One folder a session.
    pub fn sessions(&self) -> PathBuf {
        self.data.join("sessions")
    }
}

/// Where the platform keeps configuration, and where data that stay on this machine.
#[cfg(not(target_vendor = "win7"))]
fn own_folders() -> Option<(PathBuf, PathBuf)> {
    let folders = directories::ProjectDirs::from("", "", "upgrade-wizard")?;
    Some((folders.config_dir().to_owned(), folders.data_local_dir().to_owned()))
}

/// The same where the executable has to start on Windows 7.
#[cfg(target_vendor = "win7")]
fn own_folders() -> Option<(PathBuf, PathBuf)> {
    let (roaming, local) = super::windows::folders()?;
    let own = |folder: PathBuf| folder.join("upgrade-wizard");
    Some((own(roaming).join("config"), own(local).join("data")))
}
