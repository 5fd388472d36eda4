//! The kinds of file that there is a sensor for.

use std::fmt;

/// What a file is read as. The words are those of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    RegistryExport,
    Copylog,
    HotfixLog,
    FileVersions,
    SiteControlFile,
    SystemMap,
    HierarchyManagerLog,
    SetupLog,
    EventLog,
    NetView,
    ServiceState,
    SpaceUsed,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::RegistryExport,
        Self::Copylog,
        Self::HotfixLog,
        Self::FileVersions,
        Self::SiteControlFile,
        Self::SystemMap,
        Self::HierarchyManagerLog,
        Self::SetupLog,
        Self::EventLog,
        Self::NetView,
        Self::ServiceState,
        Self::SpaceUsed,
    ];

    /// Returns the word for it on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RegistryExport => "registry-export",
            Self::Copylog => "copylog",
            Self::HotfixLog => "hotfix-log",
            Self::FileVersions => "file-versions",
            Self::SiteControlFile => "site-control-file",
            Self::SystemMap => "system-map",
            Self::HierarchyManagerLog => "hierarchy-manager-log",
            Self::SetupLog => "setup-log",
            Self::EventLog => "event-log",
            Self::NetView => "net-view",
            Self::ServiceState => "service-state",
            Self::SpaceUsed => "space-used",
        }
    }

    /// Finds a kind by its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Returns what such a file is called in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::RegistryExport => "an export of the registry",
            Self::Copylog => "a Copylog.tcf",
            Self::HotfixLog => "the log of a hotfix installer",
            Self::FileVersions => "a program file or a list of versions",
            Self::SiteControlFile => "a site control file",
            Self::SystemMap => "a System.map",
            Self::HierarchyManagerLog => "a log of Hierarchy Manager",
            Self::SetupLog => "a log of SMS Setup",
            Self::EventLog => "an event log as dumpel writes it",
            Self::NetView => "what net view printed",
            Self::ServiceState => "what net start, net stop or sc printed",
            Self::SpaceUsed => "what sp_spaceused printed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
