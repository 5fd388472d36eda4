//! What can be typed after `key` and `signers`. Untouched by logic.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::Format;

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Makes a key, and asks twice for its passphrase
    New(KeyNew),
    /// Shows a key: fingerprint, whose it is, whether it is locked, the line for a signers file
    Show(KeyShow),
    /// Lists the keys that can sign here, and what each may do
    List(KeyList),
}

#[derive(Debug, Args)]
pub(crate) struct KeyNew {
    /// Your name, as it is to be printed
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// Where to write it, beside FILE.pub; without it the wizard's own key is made and enrolled
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeyShow {
    /// A private key or a public half; the wizard's own when none is named
    pub(crate) file: Option<PathBuf>,
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct KeyList {
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SignersDo {
    /// Adds a key and whose it is; refuses what `lint` would call an error
    Add(SignersAdd),
    /// Lists who may sign, and what
    List(SignersList),
    /// Looks for what is wrong: weak keys, look-alike names, shared keys, times that are over
    Lint(SignersLint),
}

#[derive(Debug, Args)]
pub(crate) struct SignersAdd {
    /// The public half: the file, or the line in it
    #[arg(value_name = "KEY")]
    pub(crate) key: String,
    /// What the person is called in the list and on record, like alice@site-a
    #[arg(long, value_name = "NAME")]
    pub(crate) principal: String,
    /// Their name, as it is to be printed
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// They may close sessions, too
    #[arg(long)]
    pub(crate) may_seal: bool,
    /// From when on, in UTC: a date like 2026-07-30 (its beginning), or 2026-07-30T09:00:00Z
    #[arg(long, value_name = "DATE")]
    pub(crate) valid_after: Option<String>,
    /// Until when, likewise
    #[arg(long, value_name = "DATE")]
    pub(crate) valid_before: Option<String>,
    /// The list, in the format of OpenSSH, instead of the wizard's own
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SignersList {
    /// The list, in the format of OpenSSH, instead of the wizard's own
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct SignersLint {
    /// The list, in the format of OpenSSH; the wizard's own when none is named
    pub(crate) file: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}
