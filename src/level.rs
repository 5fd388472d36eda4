//! SMS levels, builds and file versions: parse, compare.
//!
//! The levels are a closed set: 1.1, 1.2 and its service packs 1 to 4, 2.0 and its service packs 1
//! to 4. How versions are built up: Q213410 and Q266130.

use std::fmt;
use std::str::FromStr;

/// A level that a site can be at. Orders as upgrades go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level {
    major: u8,
    minor: u8,
    /// 0: none.
    service_pack: u8,
}

/// Why a text is not a level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown level `{given}`")]
pub struct LevelError {
    pub given: String,
    /// The level that was probably meant.
    pub near: Option<Level>,
}

/// Why a text is not a file version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not four numbers with dots between them")]
pub struct FileVersionError {
    pub given: String,
}

impl Level {
    pub const SMS_1_1: Self = Self::new(1, 1, 0);
    pub const SMS_1_2: Self = Self::new(1, 2, 0);
    pub const SMS_1_2_SP1: Self = Self::new(1, 2, 1);
    pub const SMS_1_2_SP2: Self = Self::new(1, 2, 2);
    pub const SMS_1_2_SP3: Self = Self::new(1, 2, 3);
    pub const SMS_1_2_SP4: Self = Self::new(1, 2, 4);
    pub const SMS_2_0: Self = Self::new(2, 0, 0);
    pub const SMS_2_0_SP1: Self = Self::new(2, 0, 1);
    pub const SMS_2_0_SP2: Self = Self::new(2, 0, 2);
    pub const SMS_2_0_SP3: Self = Self::new(2, 0, 3);
    pub const SMS_2_0_SP4: Self = Self::new(2, 0, 4);

    /// Every level there is, lowest first.
    pub const ALL: [Self; 11] = [
        Self::SMS_1_1,
        Self::SMS_1_2,
        Self::SMS_1_2_SP1,
        Self::SMS_1_2_SP2,
        Self::SMS_1_2_SP3,
        Self::SMS_1_2_SP4,
        Self::SMS_2_0,
        Self::SMS_2_0_SP1,
        Self::SMS_2_0_SP2,
        Self::SMS_2_0_SP3,
        Self::SMS_2_0_SP4,
    ];

    const fn new(major: u8, minor: u8, service_pack: u8) -> Self {
        Self { major, minor, service_pack }
    }

    /// Reads a level as people write it: `2.0 SP1`, `2.0sp1`.
    pub fn parse(text: &str) -> Result<Self, LevelError> {
        let given = folded(text);
        Self::ALL
            .into_iter()
            .find(|level| folded(&level.to_string()) == given)
            .ok_or_else(|| LevelError { given: text.to_owned(), near: near(&given) })
    }

    /// Returns the build number. The service packs of 1.2 have none of their own, and 2.0 SP2, SP3
    /// and SP4 have the same: the build alone does not tell the level (Q213410, Q266130, Q274592).
    pub const fn build(self) -> u32 {
        match (self.major, self.minor, self.service_pack) {
            (1, 1, _) => 692,
            (1, _, _) => 786,
            (_, _, 0) => 1239,
            (_, _, 1) => 1380,
            _ => 1493,
        }
    }

    /// Returns the only good value of Full Version in the registry, where one is documented: for
    /// 2.0 and 2.0 SP1 (Q251070).
    pub const fn good_full_version(self) -> Option<&'static str> {
        match (self.major, self.service_pack) {
            (2, 0) => Some("2.00.1239.0000"),
            (2, 1) => Some("2.00.1380.1000"),
            _ => None,
        }
    }

    /// Whether it is a level of SMS 1.1 or 1.2.
    pub const fn is_1x(self) -> bool {
        self.major == 1
    }

    /// Returns the number of the service pack, 0 for none.
    pub const fn service_pack(self) -> u8 {
        self.service_pack
    }

    /// Returns the level of SMS 2.0 to which a version belongs. The first digit of the last number
    /// is the service pack; those after it, the language pack and hotfixes, do not count (Q213410).
    pub fn of_version(version: &FileVersion) -> Option<Self> {
        let FileVersion([2, 0, build, last]) = *version else { return None };
        Self::ALL.into_iter().find(|level| {
            !level.is_1x() && level.build() == build && u32::from(level.service_pack) == last / 1000
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, service_pack } = self;
        let text = match service_pack {
            0 => format!("{major}.{minor}"),
            _ => format!("{major}.{minor} SP{service_pack}"),
        };
        f.pad(&text)
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Level({self})")
    }
}

impl FromStr for Level {
    type Err = LevelError;

    fn from_str(text: &str) -> Result<Self, LevelError> {
        Self::parse(text)
    }
}

/// A level as it is compared: without spaces and capitals.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The level that was meant by a slip of the keys or a longer form. Another digit is never taken
/// for a slip: `1.1 SP1` is not a way of writing `1.2 SP1`.
fn near(folded_text: &str) -> Option<Level> {
    const LONG_FORMS: [(&str, &str); 5] =
        [("servicepack", "sp"), ("sms", ""), ("rtm", ""), ("gold", ""), ("2.00", "2.0")];
    // Longer texts are not levels, and comparing takes time.
    if folded_text.len() > 40 {
        return None;
    }
    let given = LONG_FORMS
        .iter()
        .fold(folded_text.to_owned(), |text, (long, short)| text.replace(long, short));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    Level::ALL.into_iter().find(|level| {
        let name = folded(&level.to_string());
        digits(&name) == digits(&given) && strsim::osa_distance(&name, &given) <= 2
    })
}

/// A version of four numbers, as files and the registry carry it. Compares number by number:
/// `2.0.1239.62` is `2.00.1239.0062`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileVersion(pub [u32; 4]);

impl FileVersion {
    /// Returns the third number.
    pub const fn build(self) -> u32 {
        self.0[2]
    }
}

impl FromStr for FileVersion {
    type Err = FileVersionError;

    fn from_str(text: &str) -> Result<Self, FileVersionError> {
        // Only digits: `u32` would take a plus sign as well.
        let number = |part: &str| {
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
        };
        let numbers: Option<Vec<u32>> = text.trim().split('.').map(number).collect();
        numbers
            .and_then(|numbers| numbers.try_into().ok())
            .map(Self)
            .ok_or_else(|| FileVersionError { given: text.to_owned() })
    }
}

impl fmt::Display for FileVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, last] = self.0;
        f.pad(&format!("{major}.{minor:02}.{build:04}.{last:04}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_read_back_as_they_are_written() {
        for level in Level::ALL {
            assert_eq!(Level::parse(&level.to_string()), Ok(level));
        }
        let table = [
            ("2.0 sp1", Level::SMS_2_0_SP1),
            ("  2.0\tSP4 ", Level::SMS_2_0_SP4),
            ("1.2sp2", Level::SMS_1_2_SP2),
            ("1.2  SP  3", Level::SMS_1_2_SP3),
        ];
        for (text, level) in table {
            assert_eq!(text.parse(), Ok(level), "{text:?}");
        }
        assert_eq!(format!("{:>8}|", Level::SMS_2_0_SP1), " 2.0 SP1|");
    }

    #[test]
    fn an_unknown_level_is_refused_with_the_one_that_was_meant() {
        let table = [
            ("2.0 SP5", None),
            ("1.3", None),
            ("2.00", Some("2.0")),
            ("2.0 SP1a", Some("2.0 SP1")),
            ("2,0 SP3", Some("2.0 SP3")),
            ("SMS 2.0 Service Pack 2", Some("2.0 SP2")),
            ("2.0 RTM", Some("2.0")),
            ("v1.2", Some("1.2")),
            ("1.1 SP1", None),
            ("2.0 PS1", Some("2.0 SP1")),
            ("20", Some("2.0")),
            ("", None),
            ("banana", None),
        ];
        for (given, near) in table {
            let error = Level::parse(given).unwrap_err();
            assert_eq!(error.near.map(|level| level.to_string()).as_deref(), near, "{given:?}");
            assert_eq!(error.to_string(), format!("unknown level `{given}`"));
        }
        assert_eq!(Level::parse(&"2.0 SP1 ".repeat(10_000)).unwrap_err().near, None);
    }

    #[test]
    fn levels_order_as_upgrades_go() {
        assert!(Level::ALL.is_sorted_by(|low, high| low < high));
        let of_1x = Level::ALL.into_iter().filter(|level| level.is_1x()).count();
        assert_eq!(of_1x, 6);
    }

    #[test]
    fn builds_and_full_versions_are_those_of_the_articles() {
        let table = [
            (Level::SMS_1_1, 692, None),
            (Level::SMS_1_2, 786, None),
            (Level::SMS_1_2_SP4, 786, None),
            (Level::SMS_2_0, 1239, Some("2.00.1239.0000")),
            (Level::SMS_2_0_SP1, 1380, Some("2.00.1380.1000")),
            (Level::SMS_2_0_SP2, 1493, None),
            (Level::SMS_2_0_SP3, 1493, None),
            (Level::SMS_2_0_SP4, 1493, None),
        ];
        for (level, build, full_version) in table {
            assert_eq!(
                (level.build(), level.good_full_version()),
                (build, full_version),
                "{level}"
            );
            if let Some(full_version) = full_version {
                let version: FileVersion = full_version.parse().unwrap();
                assert_eq!(version.to_string(), full_version);
                assert_eq!(Level::of_version(&version), Some(level));
            }
        }
    }

    #[test]
    fn versions_tell_the_level_whatever_hotfix_or_language_pack_is_on() {
        let table = [
            ("2.00.1239.0062", Some("2.0")),
            ("2.0.1239.400", Some("2.0")),
            ("2.0.1380.1105", Some("2.0 SP1")),
            ("2.00.1493.2009", Some("2.0 SP2")),
            ("2.00.1493.3010", Some("2.0 SP3")),
            ("2.00.1493.4909", Some("2.0 SP4")),
            ("2.00.1493.5000", None),
            ("2.00.1493.0000", None),
            ("2.00.1239.1000", None),
            ("2.00.1380.0000", None),
            ("2.00.1380.11000", None),
            ("2.50.1380.1000", None),
            ("1.2.786.0", None),
        ];
        for (version, level) in table {
            let told = Level::of_version(&version.parse().unwrap());
            assert_eq!(told.map(|level| level.to_string()).as_deref(), level, "{version}");
        }
    }

    #[test]
    fn versions_compare_number_by_number() {
        let version = |text: &str| text.parse::<FileVersion>().unwrap();
        assert_eq!(version("2.0.1239.62"), version("2.00.1239.0062"));
        assert_eq!(version(" 2.000.1380.1000 ").to_string(), "2.00.1380.1000");
        assert!(version("2.0.1239.62") < version("2.0.1239.162"));
        assert!(version("2.0.1239.9999") < version("2.0.1380.0"));
        assert_eq!(version("2.0.1380.1105").build(), 1380);
    }

    #[test]
    fn what_is_not_four_numbers_is_no_version() {
        for text in
            ["", "2", "2.0.1239", "2.0.1239.62.1", "2.0..62", "2.0.+1239.62", "2.0.-1.0", "2,0,1,2"]
        {
            let error = text.parse::<FileVersion>().unwrap_err();
            let expected = format!("`{text}` is not four numbers with dots between them");
            assert_eq!(error.to_string(), expected);
        }
        assert!("2.0.99999999999.0".parse::<FileVersion>().is_err());
        assert!("2.0.1239.६२".parse::<FileVersion>().is_err());
    }
}
