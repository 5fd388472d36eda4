//! The names by which a flow asks for a sensor.
//!
//! What a sensor does is the affair of `sensor`, which steps do not know; a test holds that both
//! have the same names.

use std::fmt;

/// Every name of a sensor, in the order in which they are listed for people.
pub const SENSORS: [&str; 12] = [
    "registry-export",
    "copylog",
    "hotfix-log",
    "file-versions",
    "site-control-file",
    "system-map",
    "hierarchy-manager-log",
    "setup-log",
    "event-log",
    "net-view",
    "service-state",
    "space-used",
];

/// The name of a sensor; one of [`SENSORS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SensorName(&'static str);

impl SensorName {
    /// The sensor of that name.
    pub fn named(name: &str) -> Option<Self> {
        SENSORS.into_iter().find(|known| *known == name).map(Self)
    }

    /// The word for it in flows and on the command line.
    pub const fn word(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for SensorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
