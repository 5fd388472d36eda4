//! What the fuzz targets do with their bytes. Whatever these are, nothing may panic.

mod signed;

use std::sync::OnceLock;

use upgrade_wizard::flow::Flow;
use upgrade_wizard::front::script::Answers;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::pack::{Pack, judge, looks_like};
use upgrade_wizard::record::{Exhibit, Signers, recover, verify};
use upgrade_wizard::sensor::{Context, Kind, Several, Verdict, read};
use upgrade_wizard::text::Source;
use upgrade_wizard::timestamp::{Reply, Request, Stamp};

pub use signed::{check_armour, check_record, read_signers};

fn hierarchy() -> &'static Hierarchy {
    static HIERARCHY: OnceLock<Hierarchy> = OnceLock::new();
    HIERARCHY.get_or_init(|| {
        let text = include_str!("../../tests/data/sensors/hierarchy.toml");
        Hierarchy::read("hierarchy.toml", text).expect("the tests read it as well").0
    })
}

/// Reads bytes as one kind: with and without questions, alone and in a folder.
pub fn sense(kind: Kind, bytes: &[u8]) {
    let plain = Context::default();
    let asking = Context {
        hierarchy: Some(hierarchy()),
        site: Some("SEC"),
        domain: Some("CORP"),
        hotfix: Some("Q252717"),
        file_name: Some("Ccm.dll"),
        ..plain
    };
    for context in [plain, asking] {
        let reading = read(kind, bytes, &context);
        let refutes = reading.verdict == Verdict::Refutes;
        assert!(reading.verdict != Verdict::Proves || reading.findings.is_empty());
        assert!(
            refutes || reading.verdict != Verdict::NotRecognised || reading.findings.is_empty()
        );
        for finding in &reading.findings {
            assert!(finding.id.articles().contains(&finding.article));
        }
        let mut several = Several::new(kind, context);
        several.add("DC1/one", None, bytes);
        several.add("DC2/other", None, bytes);
        several.finish();
    }
}

/// Reads bytes with every parser of files that strangers hand in: the first byte says which.
pub fn parse(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    if which % 6 == 0 {
        let exhibit = Exhibit { record: bytes, ..Exhibit::default() };
        let signers = Signers::default();
        verify(&exhibit, &signers);
        recover(bytes);
        return;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = Source::new("fuzzed", text);
    match which % 6 {
        1 => drop(Hierarchy::read("fuzzed", text)),
        2 => drop(Answers::read(&source)),
        3 => drop(Signers::parse(text)),
        4 => drop(Flow::read(&[source])),
        _ => {
            // An article among the others of the flow that is built in.
            let mut files = Flow::builtin_sources("sms").expect("it is built in");
            files.truncate(1);
            files.push(Source::new("q171338.toml", text));
            drop(Flow::read(&files));
        }
    }
}

/// Reads bytes as a pack, and compares what is in it with the record in it.
pub fn open_pack(bytes: &[u8]) {
    let Ok(pack) = Pack::read(bytes) else { return };
    assert!(looks_like(&bytes[..bytes.len().min(512)]));
    let detached = pack.signatures();
    let (flow, hierarchy) = (pack.flow_sha256(), pack.hierarchy_sha256());
    let exhibit = Exhibit {
        record: pack.record(),
        detached: &detached,
        flow_sha256: Some(&flow),
        hierarchy_sha256: Some(&hierarchy),
    };
    judge(&pack, &verify(&exhibit, &Signers::default()));
}

/// Reads bytes as a time-stamp's request and as its reply; what is read of one can be said.
pub fn stamp(bytes: &[u8]) {
    let request = Request::read(bytes);
    if let Ok(request) = &request {
        assert_eq!(request.sha256().len(), 64);
    }
    if let Ok(reply) = Reply::read(bytes) {
        assert!(request.is_err(), "nothing is both");
        let stamp = Stamp::new("record.tsr", reply.token.clone(), &reply.token.sha256);
        assert!(stamp.fits && !stamp.words().is_empty());
    }
}
