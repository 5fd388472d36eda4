//! Events as they are stored: one type each, members in the order in which they are written.

use serde::{Deserialize, Serialize};

/// Declares the types of events: what each says of its own, and the line that carries it.
///
/// A line is written out flat, common members first, so that it can be read without a parser;
/// `serde(flatten)` would lose the check for unknown and doubled members.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $t:literal {
        $($(#[$attr:meta])* $field:ident: $type:ty,)*
    })+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct $name { $(pub(super) $field: $type,)* })+

        /// What an event says of its own.
        #[expect(clippy::large_enum_variant, reason = "events are read one at a time")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) enum Body { $($name($name),)+ }

        impl Body {
            /// The event's type.
            pub(super) fn t(&self) -> &'static str {
                match self { $(Self::$name(_) => $t,)+ }
            }
        }

        impl Event {
            /// The line, LF included.
            pub(super) fn write(&self) -> Vec<u8> {
                let Event { n, prev, run, ts, clock, body, source, who, need } = self.clone();
                let t = body.t().to_owned();
                match body {
                    $(Body::$name($name { $($field,)* }) => super::json::line(&flat::$name {
                        n, prev, run, t, ts, clock, $($field,)* source, who, need,
                    }),)+
                }
            }

            /// Reads a line of type `t`, and says whether it is written as this would write it;
            /// `None` if there is no such type.
            pub(super) fn read(
                t: &str,
                line: &[u8],
            ) -> Option<Result<(Self, bool), serde_json::Error>> {
                match t {
                    $($t => Some(serde_json::from_slice::<flat::$name>(line).map(|flat| {
                        let is_exact = flat.t == t && super::json::line(&flat) == line;
                        let flat::$name {
                            n, prev, run, t: _, ts, clock, $($field,)* source, who, need
                        } = flat;
                        let body = Body::$name($name { $($field,)* });
                        (Event { n, prev, run, ts, clock, body, source, who, need }, is_exact)
                    })),)+
                    _ => None,
                }
            }
        }

        mod flat {
            use super::*;
            $(#[derive(Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $name {
                pub(super) n: u64,
                pub(super) prev: String,
                pub(super) run: String,
                pub(super) t: String,
                pub(super) ts: String,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(super) clock: Option<String>,
                $($(#[$attr])* pub(super) $field: $type,)*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(super) source: Option<Source>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(super) who: Option<Who>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(super) need: Option<u8>,
            })+
        }
    };
}

/// Declares plain objects inside events.
macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* })+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $($(#[$attr])* pub(super) $field: $type,)* })+
    };
}

/// Declares closed sets of words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident,)+ })+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $($variant,)+ })+
    };
}

/// One event: the members that every line has, and the type's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) n: u64,
    pub(super) prev: String,
    pub(super) run: String,
    pub(super) ts: String,
    /// `behind <last ts>` where the clock went backwards.
    pub(super) clock: Option<String>,
    pub(super) body: Body,
    /// The answers file or the pipe that the answer came from.
    pub(super) source: Option<Source>,
    /// Who acted. An event that has it is signed by the line below.
    pub(super) who: Option<Who>,
    /// How many persons have to stand behind it, where one is not enough: two.
    pub(super) need: Option<u8>,
}

events! {
    /// The run begins.
    Open = "open" {
        fmt: String,
        tool: Tool,
        flow: FlowPin,
        hierarchy: HierarchyPin,
        target: String,
        name: String,
        signers_sha256: String,
        host: Host,
        boot: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
        session: String,
        policy: Vec<String>,
    }
    /// A step was answered, a warning acknowledged, a point of no return begun or ended.
    Confirm = "confirm" {
        step: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        stage: Option<Stage>,
        shown: String,
        answer: String,
        kind: AnswerKind,
        #[serde(skip_serializing_if = "Option::is_none")]
        how: Option<HowWord>,
        #[serde(skip_serializing_if = "Option::is_none")]
        looked: Option<String>,
        evidence: Vec<Piece>,
        #[serde(skip_serializing_if = "Option::is_none")]
        mono: Option<u64>,
    }
    /// An earlier answer was put right, or its step opened again.
    Amend = "amend" {
        step: String,
        of: u64,
        of_sha256: String,
        reason: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
        kind: AnswerKind,
        #[serde(skip_serializing_if = "Option::is_none")]
        how: Option<HowWord>,
        evidence: Vec<Piece>,
    }
    /// A file or folder was read for a step. Not signed.
    Attach = "evidence" {
        step: String,
        path: String,
        kind: PieceKind,
        size: u64,
        sha256: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        modified: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        manifest: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        files: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        unreadable: Option<u64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        readings: Vec<StoredReading>,
    }
    /// A piece of evidence does not belong to its step any more.
    Withdraw = "withdraw" {
        step: String,
        path: String,
        sha256: String,
        reason: String,
    }
    /// What a sensor found is answered for.
    Explain = "explain" {
        step: String,
        sha256: String,
        finding: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        text: String,
    }
    /// Something happened that ends the truth of earlier answers.
    Happen = "happened" {
        what: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        site: Option<String>,
        text: String,
    }
    /// The clock of the machine jumped. Not signed.
    Clock = "clock" {
        seconds: i64,
    }
    /// Everything was looked at again before a point of no return.
    Check = "check" {
        step: String,
        verdict: GoWord,
        reasons: Vec<StoredReason>,
        unchanged: u64,
    }
    /// The hierarchy is wrong about the level of a site.
    Redeclare = "redeclare" {
        site: String,
        level: String,
        reason: String,
    }
    /// A second person looked at what an event says. With `statement` they signed that on a machine
    /// of their own, and whoever took it in signs here.
    Attest = "attest" {
        step: String,
        of: u64,
        of_sha256: String,
        shown: String,
        saw: SawWord,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        statement: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sshsig: Option<String>,
    }
    /// The run is handed to somebody else, or to a new key.
    Handover = "handover" {
        to: Party,
        shown: String,
        text: String,
    }
    /// It is taken over: from here on the other key signs.
    Takeover = "takeover" {
        of: u64,
        of_sha256: String,
    }
    /// Until when the work has to be done or undone.
    Window = "window" {
        until: String,
        text: String,
    }
    /// The run goes on without a step, or a step does not apply.
    Waive = "waive" {
        step: String,
        shown: String,
        reason: String,
        #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
        counts_as: Option<CountsAs>,
    }
    /// A remark.
    Note = "note" {
        #[serde(skip_serializing_if = "Option::is_none")]
        step: Option<String>,
        text: String,
    }
    /// The run was taken up again.
    Resume = "resume" {
        session: String,
        torn: Option<TornPin>,
        host: Host,
        boot: String,
        ledger: String,
    }
    /// The run is over.
    Seal = "seal" {
        lines: u64,
        outcome: OutcomeWord,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        manifests: Vec<Manifest>,
    }
}

objects! {
    /// A signature over the line above.
    Sig { n: u64, prev: String, run: String, t: String, of: u64, by: String, sshsig: String, }
    /// Who acted: principal, printed name, key, and what the signature means.
    Who { id: String, name: String, key: String, meaning: String, }
    /// Somebody who does not sign here.
    Party { id: String, name: String, key: String, }
    /// What a second person signs on a machine of their own: like an event without a place in the
    /// chain.
    Stated {
        run: String,
        t: String,
        ts: String,
        step: String,
        of: u64,
        of_sha256: String,
        shown: String,
        saw: SawWord,
        text: String,
        who: Who,
    }
    /// Where an answer came from that no person typed at a terminal: a file, or a pipe.
    Source {
        #[serde(skip_serializing_if = "Option::is_none")]
        answers: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        paper: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        input: Option<String>,
    }
    Tool { name: String, version: String, sha256: String, }
    FlowPin { file: String, sha256: String, revision: u32, id: String, }
    HierarchyPin { file: String, sha256: String, }
    Host { name: String, os: String, machine: String, }
    /// A piece of evidence that an answer stands on.
    Piece { path: String, size: u64, sha256: String, }
    /// What was cut off a torn tail before the run was taken up again.
    TornPin { bytes: u64, sha256: String, }
    /// What a sensor made of a piece of evidence.
    StoredReading {
        kind: String,
        verdict: String,
        values: Vec<StoredValue>,
        needed: Vec<Needed>,
        findings: Vec<StoredFinding>,
    }
    /// A value that was found; exactly one of the four.
    StoredValue {
        key: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        flag: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        list: Option<Vec<String>>,
    }
    /// What would have been good.
    Needed { key: String, needed: String, }
    StoredFinding {
        id: String,
        article: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<u64>,
        text: String,
    }
    /// One reason of a verdict.
    StoredReason {
        danger: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        about: Option<String>,
        text: String,
    }
    /// A manifest in the session's folder.
    Manifest { name: String, sha256: String, }
}

words! {
    Stage { Begin, End, }
    GoWord { Go, NoGo, }
    AnswerKind { Yes, Word, Choice, Line, Seen, Acknowledged, Outcome, Reopened, }
    HowWord { Confirmed, Attested, Shown, }
    PieceKind { File, Folder, }
    SawWord { Same, Different, }
    CountsAs { NotApplicable, }
    OutcomeWord { Completed, CompletedWithDeviations, Incomplete, Aborted, }
}
