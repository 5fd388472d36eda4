//! Records that are long enough to be checked on several processors at once.

use upgrade_wizard::engine::Deed;
use upgrade_wizard::record::{Finding, Standing};

use super::forgery::lines;
use super::sandbox::{Sandbox, attached};

/// Remarks on record: more lines than are looked at in one go, and signed lines on both sides of
/// where that ends.
const NOTES: usize = 400;

fn long_run() -> Sandbox {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.create().unwrap();
    for number in 0..NOTES {
        // Now and then a line that nobody signs, so that signatures are on odd and even lines.
        let deed = if number % 100 == 50 {
            attached("backup/CEN", &format!("dump-{number}.sql"))
        } else {
            Deed::Noted { step: None, text: format!("note {number}") }
        };
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
    }
    drop(writer);
    sandbox
}

#[test]
fn every_line_is_taken_once_and_in_its_order() {
    let sandbox = long_run();
    let report = sandbox.report(&sandbox.bytes());
    assert_eq!(report.standing(), Standing::Incomplete, "{:?}", report.findings.first());
    assert_eq!(report.facts.len(), NOTES);
    let numbers: Vec<_> = report.lines.iter().map(|line| line.n).collect();
    assert!(numbers.is_sorted() && numbers.len() == NOTES + 1);
    assert!(report.facts.iter().map(|fact| fact.at).is_sorted());
}

#[test]
fn a_broken_signature_is_found_wherever_it_is() {
    let sandbox = long_run();
    let whole = lines(&sandbox.bytes());
    for at in (250..262).chain(506..518).chain([2, whole.len()]) {
        let line = &whole[at - 1];
        let Some((before, armour)) = line.split_once("\\nU1NIU0lH") else { continue };
        // The end of the armour is the signature itself.
        let cut = armour.len() - 60;
        let other = if armour[cut..].starts_with('A') { "B" } else { "A" };
        let armour = format!("{}{other}{}", &armour[..cut], &armour[cut + 1..]);
        let mut broken = whole.clone();
        broken[at - 1] = format!("{before}\\nU1NIU0lH{armour}");
        let report = sandbox.report(broken.concat().as_bytes());
        let signed = at as u64 - 1;
        let is_it =
            |it: &Finding| matches!(it, Finding::BadSignature { line, .. } if *line == signed);
        assert!(report.findings.iter().any(is_it), "line {at}: {:?}", report.findings);
        let bad = report.findings.iter().filter(|it| it.id() == "bad-signature").count();
        assert_eq!(bad, 1, "line {at}: {:?}", report.findings);
    }
}

#[test]
fn what_was_signed_above_another_line_is_found() {
    let sandbox = long_run();
    let whole = lines(&sandbox.bytes());
    // Each signature in the place of the next one: none of them is over the line above it.
    let mut moved = whole.clone();
    let signed: Vec<_> = (0..whole.len()).filter(|at| whole[*at].contains("\"sshsig\"")).collect();
    for pair in signed.windows(2) {
        moved[pair[1]].clone_from(&whole[pair[0]]);
    }
    let report = sandbox.report(moved.concat().as_bytes());
    let bad = report.findings.iter().filter(|it| it.id() == "bad-signature").count();
    assert_eq!(bad, signed.len() - 1);
}
