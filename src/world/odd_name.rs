//! Names that Windows takes for something else than a file: devices, streams of a file, and ends
//! that it drops. What is written under one is not where it was meant to be.

use std::path::Path;

/// What Windows would make of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddName {
    /// Whatever follows the dot.
    Device,
    /// `a:b` is the stream `b` of the file `a`.
    Stream,
    /// A dot or a blank at the end.
    DroppedEnd,
}

impl OddName {
    /// What it would make of it, in words that follow the name.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Device => "is the name of a device on Windows",
            Self::Stream => "has a colon, behind which Windows would hide what is written",
            Self::DroppedEnd => "ends with a dot or a blank, which Windows would drop",
        }
    }
}

/// What is odd about the last name of a path on this system.
pub(in crate::world) fn here(path: &Path) -> Option<OddName> {
    let name = path.file_name().filter(|_| cfg!(windows))?;
    on_windows(&name.to_string_lossy())
}

fn on_windows(name: &str) -> Option<OddName> {
    // Blanks before the dot do not make it another device.
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end();
    if is_device(stem) {
        Some(OddName::Device)
    } else if name.contains(':') {
        Some(OddName::Stream)
    } else if name.ends_with(['.', ' ']) {
        Some(OddName::DroppedEnd)
    } else {
        None
    }
}

fn is_device(stem: &str) -> bool {
    let is = |name: &&str| stem.eq_ignore_ascii_case(name);
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].iter().any(is) {
        return true;
    }
    let Some((port, number)) = stem.split_at_checked(3) else { return false };
    let is_port = ["COM", "LPT"].iter().any(|name| port.eq_ignore_ascii_case(name));
    // Windows-1252 has three numbers that are raised.
    is_port
        && matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_takes_for_something_else_are_known() {
        let table = [
            ("checklist.txt", None),
            ("console", None),
            ("COM", None),
            ("COM10", None),
            ("com0.txt", None),
            ("récord", None),
            (".hidden", None),
            ("a.b.c", None),
            ("CON", Some(OddName::Device)),
            ("nul.txt", Some(OddName::Device)),
            ("Aux .tar.gz", Some(OddName::Device)),
            ("LPT9", Some(OddName::Device)),
            ("com¹", Some(OddName::Device)),
            ("conout$", Some(OddName::Device)),
            ("NUL:", Some(OddName::Device)),
            ("a.txt:b", Some(OddName::Stream)),
            ("checklist.", Some(OddName::DroppedEnd)),
            ("checklist ", Some(OddName::DroppedEnd)),
        ];
        for (name, expected) in table {
            assert_eq!(on_windows(name), expected, "{name:?}");
        }
    }

    #[test]
    fn elsewhere_a_name_is_a_name() {
        if cfg!(not(windows)) {
            assert_eq!(here(Path::new("nul")), None);
        }
    }
}
