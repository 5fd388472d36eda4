//! The themes that are part of the program. A test holds the table against the folder `themes/`.

use super::Theme;
use crate::text::Source;

/// Name and text, in the order in which they are offered.
macro_rules! themes {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../themes/", $name, ".toml")))),+]
    };
}

const BUILTIN: &[(&str, &str)] = themes!("midnight" "paper" "contrast" "signal" "terminal");

impl Theme {
    /// The names of the themes that are part of the program; the first is the one to start with.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The file of a theme that is part of the program.
    pub fn builtin_source(name: &str) -> Option<Source> {
        let (name, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Some(Source::new(format!("{name}.toml"), *text))
    }

    /// A theme that is part of the program.
    pub fn builtin(name: &str) -> Option<Self> {
        Self::builtin_source(name).map(|source| Self::read(&source, &|_| None).0)
    }
}
