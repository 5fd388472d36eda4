//! Old records are read for ever: one of each version is kept, and never edited.

use std::path::Path;

use upgrade_wizard::engine::{Deed, Outcome};
use upgrade_wizard::record::{Detached, Exhibit, RECORD_FILE, Signers, sealer_of, verify};

#[test]
fn a_record_of_version_1_still_holds() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/record/v1");
    let read = |name: &str| std::fs::read(dir.join(name)).unwrap();
    let name = "record.jsonl.alice@site-a.sig";
    let detached =
        [Detached { principal: sealer_of(name).unwrap().to_owned(), armour: read(name) }];
    let record = read(RECORD_FILE);
    let signers = String::from_utf8(read("allowed_signers")).unwrap();
    let exhibit = Exhibit { record: &record, detached: &detached, ..Exhibit::default() };
    let report = verify(&exhibit, &Signers::parse(&signers).unwrap());
    assert_eq!(report.findings, []);
    assert_eq!(report.sealed.unwrap().outcome, Outcome::Complete);
    assert_eq!(report.facts.len(), 14);
    assert!(
        report
            .facts
            .iter()
            .any(|fact| matches!(fact.deed, Deed::Resumed { despite_ledger: false }))
    );
    let text = String::from_utf8(record).unwrap();
    for part in ["\"clock\":\"behind ", "\"t\":\"amend\"", "\"t\":\"waive\"", "\"stage\":\"end\""] {
        assert!(text.contains(part), "{part}");
    }
}
