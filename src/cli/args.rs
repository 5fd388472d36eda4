//! What can be typed on the command line. Untouched by logic.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::keys_args::{Key, SignersDo};

/// Walks an operator through a risky upgrade and leaves a signed record behind.
#[derive(Debug, Parser)]
#[command(
    name = "upgrade-wizard",
    version,
    about,
    after_help = EXIT_CODES,
    disable_help_subcommand = true,
)]
pub(crate) struct Typed {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Part of the contract with scripts; also in the manual.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
   0  done: completed, verified, nothing wrong
   1  a bug: something that should not happen happened
   2  the command line or an input file is wrong; nothing was changed
   3  not ready: refused, blocked, incomplete, or evidence that has changed or does not prove it
   4  a record was altered, or a signature does not hold
   5  the record could not be written; nothing further was done
   6  the session is open elsewhere
  10  the operator stopped; the session is saved";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Starts a session and walks it; what is left out is asked
    Run(Run),
    /// Goes on with a session: the latest open one when none is named
    Resume(Resume),
    /// Looks at everything again before the next upgrade, and records GO or NO-GO
    Ready(Ready),
    /// A second person on another machine: asks for one, answers, takes the answer in
    #[command(subcommand)]
    Attest(Attest),
    /// Evidence through what Windows itself has: here, or by a batch file for another server
    #[command(subcommand)]
    Gather(Gather),
    /// Tells what has to be undone to be back at the start; with a reason, ends the session first
    Abort(Abort),
    /// Prints the checklist as it stands or as it was completed
    Print(Print),
    /// Writes one file with everything a stranger needs to check a session
    Pack(Pack),
    /// Has an authority say when a record existed (RFC 3161); carried by hand
    #[command(subcommand)]
    Stamp(StampCommand),
    /// Says what would have to be done and why; writes nothing
    Plan(Plan),
    /// Reads a file or folder as evidence, and says what it proves
    Inspect(Inspect),
    /// Checks a record or a pack: chain, signatures, seal, evidence still the same
    Verify(Verify),
    /// Compares two sessions by step and value: a rehearsal and the real run, two sites
    Diff(Diff),
    /// Lists sessions
    Sessions(Sessions),
    /// Validates flows, hierarchies, answers files and themes: every mistake at once
    Check(Check),
    /// Keys: makes them, shows them, lists those that can sign here
    #[command(subcommand)]
    Key(Key),
    /// Who may sign: adds somebody, lists them, looks for what is wrong
    #[command(subcommand)]
    Signers(SignersDo),
    /// Writes completions for a shell to standard output
    Completions { shell: clap_complete::Shell },
    /// Writes the manual page to standard output
    Man,
}

/// How a session is walked.
#[derive(Debug, Clone, Args)]
pub(crate) struct Walk {
    /// How to be asked: line by line, or from an answers file
    #[arg(long, value_enum, value_name = "FACE")]
    pub(crate) front: Option<Front>,
    /// The answers for `--front script`
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// An OpenSSH private key to sign with, or the public half of one in your agent, instead of the
    /// wizard's own
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Front {
    /// Full screen
    Tui,
    /// Line by line
    Plain,
    /// From an answers file
    Script,
}

/// Which hierarchy, and where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct What {
    /// A flow of this program, or a folder or flow.toml on disk
    #[arg(long, value_name = "FLOW", default_value = "sms")]
    pub(crate) flow: String,
    /// The hierarchy file
    #[arg(long, value_name = "FILE", conflicts_with = "example")]
    pub(crate) hierarchy: Option<PathBuf>,
    /// Use the example hierarchy that comes with the program
    #[arg(long)]
    pub(crate) example: bool,
    /// The level that the sites go to, like "2.0 SP2"
    #[arg(long, value_name = "LEVEL")]
    pub(crate) target: Option<String>,
    /// Which steps need a second person, on top of what the flow asks: the id of a step, or a
    /// beginning and a star; `waive:` before it for going on without it, `hold:` for a hold point
    #[arg(long, value_name = "RULE")]
    pub(crate) second: Vec<String>,
}

/// With which key, and by which list.
#[derive(Debug, Clone, Args)]
pub(crate) struct Keys {
    /// An OpenSSH private key to sign with, or the public half of one in your agent, instead of the
    /// wizard's own
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
}

impl Keys {
    /// As a walk takes them.
    pub(crate) fn walk(&self) -> Walk {
        let (key, signers) = (self.key.clone(), self.signers.clone());
        Walk { front: None, answers: None, key, signers }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Attest {
    /// Writes what a second person has to look at, to be carried to their machine
    Request(AttestRequest),
    /// On the machine of the second person: shows it, takes what they saw, and signs that
    Answer(AttestAnswer),
    /// Takes the signed answer into the record
    Accept(AttestAccept),
}

#[derive(Debug, Args)]
pub(crate) struct AttestRequest {
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    /// The step, where several wait for a second person
    #[arg(long, value_name = "ID")]
    pub(crate) step: Option<String>,
    /// Write to this file, which must not be there yet, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AttestAnswer {
    /// The request
    pub(crate) request: PathBuf,
    /// What was seen; asked when left out
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) saw: Option<SawArg>,
    /// What was looked at and seen, in your own words; asked when left out
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Option<String>,
    /// Write to this file, which must not be there yet, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SawArg {
    /// The same as the first person
    Same,
    /// Something else: a disagreement
    Different,
}

#[derive(Debug, Args)]
pub(crate) struct AttestAccept {
    /// The answer
    pub(crate) answer: PathBuf,
    /// Id of the session, or the beginning of it; the one of the answer's run when none is named
    pub(crate) session: Option<String>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Gather {
    /// Writes a batch file for a server on which this program cannot run; its digest goes on record
    Write(GatherWrite),
    /// On Windows: shows each command, runs it after a yes, and attaches what it wrote
    Run(GatherRun),
    /// Attaches what a batch file gathered elsewhere
    Accept(GatherAccept),
}

#[derive(Debug, Args)]
pub(crate) struct GatherWrite {
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    /// The server, as the hierarchy file has it
    #[arg(long, value_name = "SERVER")]
    pub(crate) at: String,
    /// The file to write, which must not be there yet; its name has to end with .cmd
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct GatherRun {
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    /// The server that this machine is; its own name when none is given
    #[arg(long, value_name = "SERVER")]
    pub(crate) at: Option<String>,
    /// Run everything that is shown, without asking each time
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct GatherAccept {
    /// The folder that the batch file wrote
    pub(crate) folder: PathBuf,
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct Abort {
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    /// Why the session is ended; without it nothing is changed
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) what: What,
    /// What to call the session
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) walk: Walk,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// Id of the session, or the beginning of it
    pub(crate) session: Option<String>,
    /// Go on although this machine remembers another state of the record; the record says so
    #[arg(long)]
    pub(crate) despite_ledger: bool,
    #[command(flatten)]
    pub(crate) walk: Walk,
}

#[derive(Debug, Args)]
pub(crate) struct Ready {
    /// Id of the session, or the beginning of it; the latest open one when none is named
    pub(crate) session: Option<String>,
    /// The site whose upgrade it is about; the next one when none is named
    #[arg(long, value_name = "CODE")]
    pub(crate) site: Option<String>,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Print {
    /// Id of the session, or the beginning of it; the latest when none is named
    pub(crate) session: Option<String>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: PaperFormat,
    /// Write to this file, which must not be there yet, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    /// Separate pages by form feeds, for a printer
    #[arg(long)]
    pub(crate) form_feeds: bool,
    /// What a PDF is printed on
    #[arg(long, value_enum, default_value = "a4", value_name = "SIZE")]
    pub(crate) paper: PaperWidth,
    /// The empty form to fill in by hand: of the session's plan, or of a hierarchy
    #[arg(long)]
    pub(crate) blank: bool,
    /// With --blank: the hierarchy file, where there is no session yet
    #[arg(long, value_name = "FILE", requires = "blank", conflicts_with_all = ["example", "session"])]
    pub(crate) hierarchy: Option<PathBuf>,
    /// With --blank: the example hierarchy that comes with the program
    #[arg(long, requires = "blank", conflicts_with = "session")]
    pub(crate) example: bool,
    /// With --blank: the level that the sites go to, like "2.0 SP2"
    #[arg(long, value_name = "LEVEL", requires = "blank", conflicts_with = "session")]
    pub(crate) target: Option<String>,
    /// With --blank: a flow of this program, or a folder or flow.toml on disk
    #[arg(long, value_name = "FLOW", requires = "blank", conflicts_with = "session")]
    pub(crate) flow: Option<String>,
}

/// The sheets that a printer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PaperWidth {
    A4,
    Letter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PaperFormat {
    Text,
    Markdown,
    /// One file without scripts, for a browser or a phone
    Html,
    /// For a printer or an archive
    Pdf,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Pack {
    /// Id of the session, or the beginning of it; the latest when none is named
    pub(crate) session: Option<String>,
    /// The file to write, a tar file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StampCommand {
    /// Writes what an authority is asked, and says where to take it
    Request(StampRequest),
    /// Takes in what an authority answered, if it is over this record
    Accept(StampAccept),
}

#[derive(Debug, Args)]
pub(crate) struct StampRequest {
    /// Id of the session, or the beginning of it; the latest when none is named
    pub(crate) session: Option<String>,
    /// Write to this file, which must not be there yet, instead of `record.tsq` beside the record
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct StampAccept {
    /// Id of the session, or the beginning of it; the latest when none is named
    pub(crate) session: Option<String>,
    /// What the authority answered
    #[arg(long, value_name = "FILE")]
    pub(crate) reply: PathBuf,
    /// What it was asked, where that does not lie beside the record
    #[arg(long, value_name = "FILE")]
    pub(crate) request: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) what: What,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The file or folder
    pub(crate) path: PathBuf,
    /// What to read it as: `file` (anything), `registry-export`, `copylog`, `hotfix-log`,
    /// `file-versions`, `site-control-file`, `system-map`, `hierarchy-manager-log`, `setup-log`,
    /// `event-log`, `net-view`, `service-state` or `space-used`
    #[arg(long = "as", value_name = "KIND", default_value = "file")]
    pub(crate) kind: String,
    /// The hierarchy file that says what is right
    #[arg(long, value_name = "FILE")]
    pub(crate) hierarchy: Option<PathBuf>,
    /// The site that it has to be of
    #[arg(long, value_name = "CODE")]
    pub(crate) site: Option<String>,
    /// The NT domain that it has to be of
    #[arg(long, value_name = "NAME")]
    pub(crate) domain: Option<String>,
    /// The hotfix that it has to prove, by its article
    #[arg(long, value_name = "QNNNNNN")]
    pub(crate) hotfix: Option<String>,
    /// When the hotfix went on, like 2026-07-30T09:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<jiff::Timestamp>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The record: `record.jsonl` of a session, or a copy of it; or a pack, which is not unpacked
    pub(crate) record: PathBuf,
    /// Who may sign, in the format of OpenSSH
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    /// Say what holds line by line
    #[arg(long)]
    pub(crate) lines: bool,
    /// The closing code that was read out when the session was closed, to compare with
    #[arg(long, value_name = "CODE")]
    pub(crate) code: Option<String>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Id of a session, or the beginning of it; or a record or a pack
    pub(crate) a: String,
    /// The same, to compare with
    pub(crate) b: String,
    /// Compare only what names this site of A with what names that one of B: `--site CEN=WES`
    #[arg(long, value_name = "CODE=CODE")]
    pub(crate) site: Vec<String>,
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: DiffFormat,
    /// List what is the same, too, instead of counting it
    #[arg(long)]
    pub(crate) all: bool,
    /// End with code 3 where something differs
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Who may sign, in the format of OpenSSH, instead of the wizard's own list
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Sessions {
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Flows (folder or flow.toml), hierarchies, answers files, themes
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}
