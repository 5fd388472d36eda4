//! The fields of a site: what they are called, what to type, what there is to choose from.

use super::shape::Draft;
use crate::hierarchy::{Method, Role};
use crate::level::Level;

/// A field of a site, in the order of the form and of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Code,
    Server,
    Role,
    Parent,
    Level,
    FullVersion,
    LogonDomains,
    LogonDomainsAfter,
    MeteringServers,
    SqlServer,
    InstalledFrom,
    PlannedMethod,
    History,
    Target,
}

/// How a field is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Word,
    Names,
    Passages,
}

impl Field {
    pub const ALL: [Self; 14] = [
        Self::Code,
        Self::Server,
        Self::Role,
        Self::Parent,
        Self::Level,
        Self::FullVersion,
        Self::LogonDomains,
        Self::LogonDomainsAfter,
        Self::MeteringServers,
        Self::SqlServer,
        Self::InstalledFrom,
        Self::PlannedMethod,
        Self::History,
        Self::Target,
    ];

    /// Returns its key in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Server => "server",
            Self::Role => "role",
            Self::Parent => "parent",
            Self::Level => "level",
            Self::FullVersion => "full_version",
            Self::LogonDomains => "logon_domains",
            Self::LogonDomainsAfter => "logon_domains_after",
            Self::MeteringServers => "metering_servers",
            Self::SqlServer => "sql_server",
            Self::InstalledFrom => "installed_from",
            Self::PlannedMethod => "planned_method",
            Self::History => "history",
            Self::Target => "target",
        }
    }

    /// Finds the field that has a key in the file.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// Returns what a form calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Code => "Site code",
            Self::Server => "Site server",
            Self::Role => "Role",
            Self::Parent => "Parent site",
            Self::Level => "Present level",
            Self::FullVersion => "Full version",
            Self::LogonDomains => "Logon domains",
            Self::LogonDomainsAfter => "Logon domains after",
            Self::MeteringServers => "Metering servers",
            Self::SqlServer => "SQL server",
            Self::InstalledFrom => "Installed from",
            Self::PlannedMethod => "Planned method",
            Self::History => "Earlier upgrades",
            Self::Target => "Target",
        }
    }

    /// Returns what to type, with an example: one sentence.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Code => "Type the three letters or digits of the site code, such as `CEN`.",
            Self::Server => "Type the name of the site server alone, such as `CENTRAL1`.",
            Self::Role => "Type `primary` for a site with a database of its own, else `secondary`.",
            Self::Parent => {
                "Type the code of the site above it, such as `CEN`; only the central site has none."
            }
            Self::Level => "Type the level that the site runs now, such as `2.0 SP1`.",
            Self::FullVersion => {
                "Type Full Version as the registry has it, such as `2.00.1380.1000`."
            }
            Self::LogonDomains => {
                "Type the NT domains whose logon points the site manages, such as `CORP, LAB`, \
                 or `none`."
            }
            Self::LogonDomainsAfter => {
                "Type the domains that it will manage after the upgrade where they differ, such \
                 as `CORP`, or `none`."
            }
            Self::MeteringServers => {
                "Type the software metering servers of the site, such as `MTR1, MTR2`, or `none`."
            }
            Self::SqlServer => {
                "Type the name of the server that holds the site database, such as `SQL1`."
            }
            Self::InstalledFrom => {
                "Type how a secondary got its present level: `cd` at the site, or `console` from \
                 its parent."
            }
            Self::PlannedMethod => {
                "Type how this upgrade is going to be done: `cd` at the site, or `console` from \
                 its parent."
            }
            Self::History => {
                "Type the earlier upgrades, oldest first, such as `1.2 -> 2.0 by cd; 2.0 -> 2.0 \
                 SP1 by console`, or `none`."
            }
            Self::Target => {
                "Type the level to upgrade to where it is not that of the others, such as \
                 `2.0 SP2`."
            }
        }
    }

    /// Whether every site must say it. In place of the level the full version will do; and only
    /// the central site has no parent.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Code | Self::Server | Self::Role | Self::Level)
    }

    /// Returns what there is to choose from, where the choice is closed; else nothing.
    ///
    /// The parents of a site are the other primaries, less those that are below it.
    pub fn options(self, draft: &Draft, site: usize) -> Vec<String> {
        match self {
            Self::Role => Role::ALL.map(|role| role.word().to_owned()).to_vec(),
            Self::Level | Self::Target => Level::ALL.map(|level| level.to_string()).to_vec(),
            Self::InstalledFrom | Self::PlannedMethod => {
                Method::ALL.map(|method| method.word().to_owned()).to_vec()
            }
            Self::Parent => draft.possible_parents(site),
            _ => Vec::new(),
        }
    }

    pub(super) const fn form(self) -> Form {
        match self {
            Self::LogonDomains | Self::LogonDomainsAfter | Self::MeteringServers => Form::Names,
            Self::History => Form::Passages,
            _ => Form::Word,
        }
    }
}
