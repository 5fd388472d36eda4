//! What is said of a vector, as it stands in its `expect.toml`.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// `expect.toml`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Expect {
    pub(super) what: String,
    /// Why the three do not say the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) differ: String,
    pub(super) verify: Ours,
    pub(super) script: Script,
    pub(super) keygen: Keygen,
}

/// `upgrade-wizard verify record.jsonl --signers allowed_signers`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ours {
    pub(super) code: i32,
    /// The id of each finding, and its message.
    pub(super) says: Vec<String>,
}

/// `sh verify.sh record.jsonl allowed_signers`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Script {
    pub(super) holds: bool,
    /// Its last word.
    pub(super) says: String,
}

/// `ssh-keygen -Y verify` for the signature over the whole, at the time of the seal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Keygen {
    pub(super) holds: bool,
}

const TOP: &str = "\
# Written by `UPDATE=1 cargo test --test it threats`, from tests/it/threats. Not edited by hand.

";

impl Expect {
    #[track_caller]
    pub(super) fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("expect.toml"));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        toml::from_str(&text).unwrap()
    }

    pub(super) fn to_toml(&self) -> String {
        format!("{TOP}{}", toml::to_string_pretty(self).unwrap())
    }
}
