//! What the operator set once: `config.toml` in the configuration folder.
//!
//! Read leniently, because a mistake in it must not keep anybody from their work; written in place,
//! so that comments and what a newer version set stay as they are.

mod text;
mod themes;

use std::fs;
use std::time::Duration;

use serde::Deserialize;

use super::home::Home;
use super::input::{InputError, read_source};
use super::store::{self, StoreError};

pub use themes::user_themes;

/// What is set; nothing has to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The name of a theme, built in or the operator's own.
    pub theme: Option<String>,
    pub glyphs: Option<Glyphs>,
    pub front: Option<Front>,
    pub motion: Option<Motion>,
    /// Whether clicks and the wheel are taken.
    pub mouse: Option<bool>,
    /// Seconds between two looks at a file that a step waits for; 1 to 3600.
    pub look_again_seconds: Option<u16>,
}

/// Seconds between two looks where nothing is set.
const LOOK_AGAIN_SECONDS: u16 = 30;

/// Which characters frames and marks are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// What the terminal seems to show.
    Auto,
    Unicode,
    Cp437,
    Ascii,
}

/// The face that comes up where none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Front {
    Tui,
    Plain,
}

/// How much moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    Full,
    Reduced,
}

impl Glyphs {
    /// As it stands in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Unicode => "unicode",
            Self::Cp437 => "cp437",
            Self::Ascii => "ascii",
        }
    }
}

impl Front {
    /// As it stands in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tui => "tui",
            Self::Plain => "plain",
        }
    }
}

impl Motion {
    /// As it stands in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Reduced => "reduced",
        }
    }
}

/// Why settings were not saved. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(transparent)]
    Unread(#[from] InputError),
    #[error("`{file}` has mistakes in it")]
    Mistaken { file: String },
    #[error(transparent)]
    Unwritten(#[from] StoreError),
}

impl SettingsError {
    /// What to do about it, in the imperative.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unread(error) => error.hint(),
            Self::Mistaken { .. } => "mend the file, or move it away",
            Self::Unwritten(error) => error.hint(),
        }
    }
}

impl Settings {
    /// How long to wait between two looks at a file that a step waits for.
    pub fn look_again(&self) -> Duration {
        let seconds = self.look_again_seconds.unwrap_or(LOOK_AGAIN_SECONDS);
        Duration::from_secs(u64::from(seconds.clamp(1, 3600)))
    }

    /// Reads the file, if there is one. Whatever is wrong with it comes back as notes, one line
    /// each and harmless; nothing keeps the program from starting.
    pub fn load(home: &Home) -> (Self, Vec<String>) {
        match read_source(&home.config_file()) {
            Ok(source) => {
                let (settings, odd) = Self::read(&source);
                let sources = [source];
                (settings, odd.iter().map(|mistake| mistake.one_line(&sources)).collect())
            }
            Err(InputError::Missing { .. } | InputError::Empty { .. }) => Default::default(),
            Err(error) => (Self::default(), vec![note(&error)]),
        }
    }

    /// Saves what is set. What is not set here stays in the file as it is, and so does everything
    /// else in it, comments too. A file that is no TOML is left alone.
    pub fn save(&self, home: &Home) -> Result<(), SettingsError> {
        let path = home.config_file();
        let text = match read_source(&path) {
            Ok(source) => source.text().to_owned(),
            Err(InputError::Missing { .. } | InputError::Empty { .. }) => String::new(),
            Err(error) => return Err(error.into()),
        };
        let mistaken = || SettingsError::Mistaken { file: path.display().to_string() };
        let text = self.written_into(&text).ok_or_else(mistaken)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| {
                SettingsError::Unwritten(StoreError::Unwritable { path: folder.to_owned(), source })
            })?;
        }
        Ok(store::replace(&path, text)?)
    }
}

/// A mistake in one harmless line.
fn note(error: &InputError) -> String {
    crate::text::shown(&format!("{error}; {}", error.hint())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn all() -> Settings {
        Settings {
            theme: Some("mid\"night".to_owned()),
            glyphs: Some(Glyphs::Cp437),
            front: Some(Front::Plain),
            motion: Some(Motion::Reduced),
            mouse: Some(false),
            look_again_seconds: Some(5),
        }
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("not yet there"));
        assert_eq!(Settings::load(&home), Default::default());
        all().save(&home).unwrap();
        assert_eq!(Settings::load(&home), (all(), Vec::new()));
        fs::write(home.config_file(), "theme = ").unwrap();
        let error = all().save(&home).unwrap_err();
        assert!(matches!(error, SettingsError::Mistaken { .. }), "{error}");
        assert_eq!(fs::read_to_string(home.config_file()).unwrap(), "theme = ");
        fs::write(home.config_file(), [0xFF, 0xFE]).unwrap();
        let (settings, notes) = Settings::load(&home);
        assert_eq!((settings, notes.len()), (Settings::default(), 1));
        assert!(notes[0].contains("is written in UTF-16; save it as UTF-8"), "{notes:?}");
    }
}
