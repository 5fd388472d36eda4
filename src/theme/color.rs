//! A colour as a theme file writes it.

use std::fmt;

/// One colour of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Color {
    /// Red, green, blue.
    Rgb(u8, u8, u8),
    /// One of the sixteen that the user chose for the terminal; from 0 to 15.
    Ansi(u8),
    /// The terminal's own: its background behind text, its foreground as text.
    Default,
}

/// The sixteen colours, each at its number.
pub(super) const SIXTEEN: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// What the terminal's own colour is called.
pub(super) const DEFAULT: &str = "default";

impl Color {
    /// Reads `#rrggbb`, the name of one of the sixteen, or `default`. None for anything else, the
    /// names of a palette among it.
    pub fn parse(written: &str) -> Option<Self> {
        if written == DEFAULT {
            return Some(Self::Default);
        }
        let number = SIXTEEN.iter().position(|name| *name == written);
        number.and_then(|number| u8::try_from(number).ok()).map(Self::Ansi).or_else(|| rgb(written))
    }
}

fn rgb(written: &str) -> Option<Color> {
    let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    // `from_str_radix` would take a sign.
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

impl fmt::Display for Color {
    /// As a theme file writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rgb(red, green, blue) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
            Self::Ansi(number) => {
                f.write_str(SIXTEEN.get(usize::from(*number)).copied().unwrap_or("?"))
            }
            Self::Default => f.write_str(DEFAULT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_they_are_written() {
        let table = [
            ("#0f1420", Some(Color::Rgb(15, 20, 32))),
            ("#ABCDEF", Some(Color::Rgb(171, 205, 239))),
            ("black", Some(Color::Ansi(0))),
            ("bright-white", Some(Color::Ansi(15))),
            ("default", Some(Color::Default)),
            ("#fff", None),
            ("#0f142", None),
            ("#0f14200", None),
            ("#+f1420", None),
            ("#ééé", None),
            ("0f1420", None),
            ("Red", None),
            ("", None),
        ];
        for (written, expected) in table {
            assert_eq!(Color::parse(written), expected, "{written:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = (0..16).map(Color::Ansi).chain([Color::Default, Color::Rgb(1, 0x20, 0xFF)]);
        for color in all {
            assert_eq!(Color::parse(&color.to_string()), Some(color));
        }
    }
}
