//! The signed record of a run: journal to resume from and log to be audited, in one file.
//!
//! Facts go in by way of [`Writer`], which signs and syncs each before it returns, and come back
//! from [`Writer::resume`] or [`verify()`]. The record decides nothing: whether a fact is sensible
//! is the engine's affair, and who is trusted is said by a signers file from outside.
#![doc = include_str!("FORMAT.md")]

mod chain;
mod code;
mod convert;
mod disk;
mod ending;
mod error;
mod file;
mod finding;
mod glance;
mod in_order;
mod index;
mod json;
mod ledger;
mod line;
mod opening;
mod recover;
mod signers;
mod stamp;
mod statement;
mod stored;
mod verify;
mod walk;

pub use chain::sha256;
pub use code::{closing_code, is_closing_code};
pub use convert::Misfit;
pub use disk::{RECORD_LIMIT, load};
pub use ending::{Ending, beginning, ending};
pub use error::RecordError;
pub use file::{Prepared, Resumed, Torn, Writer};
pub use finding::Finding;
pub use ledger::{Ledger, Rollback};
pub use line::{LINE_LIMIT, LineError};
pub use opening::{Here, Opening, PinnedFile, PinnedFlow, Tool};
pub use recover::{Recovery, recover};
pub use signers::{
    Denial, Entry, Mistake, MistakeKind, Remark, RemarkKind, Severity, Signers, Window, lint,
    moment, principal,
};
pub use statement::{ATTEST_LIMIT, Answer, AttestError, Request};
pub use verify::{Detached, Exhibit, LineReport, Report, Sealing, Standing, verify};

/// Namespace of what is signed on the way.
pub const STEP_NAMESPACE: &str = "runbook-step.v1@upgrade-wizard";

/// Namespace of the seal and of the signature over the whole file.
pub const SEAL_NAMESPACE: &str = "runbook-seal.v1@upgrade-wizard";

/// Name of the record in a session's folder.
pub const RECORD_FILE: &str = "record.jsonl";

/// Name of the signature over the whole file, beside it.
pub fn detached_name(principal: &str) -> String {
    format!("{RECORD_FILE}.{principal}.sig")
}

/// The principal out of the name of such a signature.
pub fn sealer_of(name: &str) -> Option<&str> {
    name.strip_prefix(RECORD_FILE)?.strip_prefix('.')?.strip_suffix(".sig")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of the page that describes the format, without their fences.
    fn blocks() -> Vec<String> {
        let page = include_str!("FORMAT.md").replace('\r', "");
        page.split("```text\n")
            .skip(1)
            .map(|block| block.split("```").next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn the_example_in_the_description_holds() {
        let [signers, record] = <[String; 2]>::try_from(blocks()).unwrap();
        let signers = Signers::parse(&signers).unwrap();
        let exhibit = Exhibit { record: record.as_bytes(), ..Exhibit::default() };
        let report = verify(&exhibit, &signers);
        assert_eq!(report.findings, []);
        assert_eq!(report.facts.len(), 3);
        for line in record.split_inclusive('\n') {
            assert_eq!(line::Line::parse(line.as_bytes()).unwrap().write(), line.as_bytes());
        }
    }

    #[test]
    fn the_name_of_a_detached_signature_names_its_signer() {
        let table = [
            ("record.jsonl.alice@site-a.sig", Some("alice@site-a")),
            ("record.jsonl.a.b.sig", Some("a.b")),
            ("record.jsonl.alice.sig.new", None),
            ("record.jsonl", None),
            ("other.alice.sig", None),
        ];
        for (name, principal) in table {
            assert_eq!(sealer_of(name), principal, "{name}");
            assert!(principal.is_none_or(|principal| detached_name(principal) == name));
        }
    }
}
