//! What a sensor can find: a closed set of ids, each with the articles it stands on.

use std::fmt;

/// One thing that a sensor found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    /// One of [`FindingId::articles`].
    pub article: &'static str,
    /// From 1; none where the finding is about the whole file.
    pub line: Option<usize>,
    /// A sentence. It may quote the file: whoever prints it makes it harmless.
    pub text: String,
}

/// Declares the ids with their words and articles in one table.
macro_rules! finding_ids {
    ($($name:ident $word:literal [$($article:literal),+])+) => {
        /// Which kind of thing was found. Part of the contract with scripts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingId { $($name),+ }

        impl FindingId {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns the word for it in JSON and in records.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Returns the articles that say so; the first is the usual one.
            pub const fn articles(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($article),+]),+ }
            }
        }
    };
}

finding_ids! {
    CopylogCorrupt "copylog-corrupt" ["Q264976"]
    CopylogUnknownSite "copylog-unknown-site" ["Q263345", "Q313209", "Q182420"]
    CopylogEntryMismatch "copylog-entry-mismatch" ["Q313209"]
    CopylogNoClicore "copylog-no-clicore" ["Q264976"]
    CopylogLowerCase "copylog-lower-case" ["Q271885"]
    CopylogOlderThanHotfix "copylog-older-than-hotfix" ["Q261931"]
    VersionReported000 "version-reported-000" ["Q267258"]
    OnlyTextFilesCopied "only-text-files-copied" ["Q273853"]
    FullVersionMissing "full-version-missing" ["Q267258"]
    FullVersionWrong "full-version-wrong" ["Q251070", "Q267258", "Q213410", "Q137988"]
    SetupTypeWrong "setup-type-wrong" ["Q273853"]
    FileTooOld "file-too-old" ["Q251070", "Q249077", "Q252718", "Q252717"]
    FileWrongBuild "file-wrong-build" ["Q251070", "Q249077", "Q252718", "Q252717", "Q213410"]
    FileMissing "file-missing" ["Q251070", "Q249077", "Q252718", "Q252717"]
    SubkeysMissing "subkeys-missing" ["Q171338"]
    RootKeyMissing "root-key-missing" ["Q171338"]
    WrongSite "wrong-site" ["Q171338"]
    SecondaryNotActive "secondary-not-active" ["Q171338", "Q137376"]
    NetmonCopyFailed "netmon-copy-failed" ["Q281207"]
    LogFull "log-full" ["Q125487"]
    HierarchyError "hierarchy-error" ["Q171338", "Q122177", "Q122178", "Q122179", "Q122180", "Q122181"]
    ConnectivityError "connectivity-error" [
        "Q171338", "Q122177", "Q122178", "Q122179", "Q122180", "Q122181", "Q148693", "Q168464",
        "Q174931"
    ]
    ServiceStillRunning "service-still-running" ["Q258547"]
    ControlRefused "control-refused" ["Q299261", "Q122176", "Q257362"]
}

impl FindingId {
    /// Returns the article that usually stands behind it.
    pub const fn article(self) -> &'static str {
        self.articles()[0]
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
