//! What a crash leaves is cut off and kept aside; everything before it survives.

use upgrade_wizard::engine::Deed;
use upgrade_wizard::record::{RECORD_FILE, RECORD_LIMIT, RecordError, Standing, recover};

use super::forgery::sha256;
use super::sandbox::{Sandbox, answered, attached, closed};

/// A record that is not closed, and where each of its records ends.
fn open_run(sandbox: &mut Sandbox) -> (Vec<u8>, Vec<usize>) {
    let mut writer = sandbox.create().unwrap();
    let mut ends = vec![sandbox.bytes().len()];
    for deed in [attached("a", "x"), answered("a"), Deed::Noted { step: None, text: "t".into() }] {
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
        ends.push(sandbox.bytes().len());
    }
    (sandbox.bytes(), ends)
}

/// The end of the last whole record in the first `length` bytes.
fn last_end(ends: &[usize], length: usize) -> usize {
    ends.iter().copied().filter(|end| *end <= length).max().unwrap_or(0)
}

#[test]
fn cut_at_any_byte_the_whole_records_are_found() {
    let mut sandbox = Sandbox::new();
    let (bytes, ends) = open_run(&mut sandbox);
    for length in 0..=bytes.len() {
        let mut zeroed = bytes.clone();
        zeroed[length..].fill(0);
        for torn in [&bytes[..length], &zeroed[..(length + 512).min(bytes.len())]] {
            let keep = last_end(&ends, length);
            let recovery = recover(torn).unwrap();
            assert_eq!((recovery.keep, recovery.torn), (keep, torn.len() - keep), "{length}");
        }
    }
    for end in ends {
        let report = sandbox.report(&bytes[..end]);
        assert_eq!(report.standing(), Standing::Incomplete, "{:?}", report.findings);
    }
}

/// Puts bytes in the place of the record and takes it up; says what was kept, or why not.
fn take_up(sandbox: &mut Sandbox, bytes: &[u8], session: &str) -> Result<usize, RecordError> {
    std::fs::write(sandbox.path(), bytes).unwrap();
    let mut resumed = sandbox.resume(session)?;
    let torn = resumed.torn.as_ref().map_or(0, |torn| torn.bytes);
    if let Some(torn) = &resumed.torn {
        let kept = std::fs::read(&torn.kept).unwrap();
        assert_eq!(kept, &bytes[bytes.len() - torn.bytes..], "kept aside");
        std::fs::remove_file(&torn.kept).unwrap();
    }
    let facts = resumed.facts.len();
    let fact = sandbox.fact(Deed::Resumed { despite_ledger: false });
    resumed.writer.append(&fact).unwrap();
    drop(resumed);
    let after = sandbox.bytes();
    assert_eq!(&after[..bytes.len() - torn], &bytes[..bytes.len() - torn], "the prefix is kept");
    let report = sandbox.report(&after);
    assert_eq!(report.standing(), Standing::Incomplete, "{:?}", report.findings);
    assert_eq!(report.facts.len(), facts + 1);
    Ok(bytes.len() - torn)
}

#[test]
fn a_torn_record_is_taken_up_where_it_was_whole() {
    let mut sandbox = Sandbox::new();
    let (bytes, ends) = open_run(&mut sandbox);
    let near_ends = ends.iter().flat_map(|end| end - 1..=(end + 1).min(bytes.len()));
    let cuts = (0..=bytes.len()).step_by(37).chain(near_ends).collect::<Vec<_>>();
    for length in cuts {
        let mut zeroed = bytes[..length].to_vec();
        zeroed.extend([0; 300]);
        for torn in [bytes[..length].to_vec(), zeroed] {
            let keep = last_end(&ends, length);
            match take_up(&mut sandbox, &torn, "s2") {
                Ok(kept) => assert_eq!(kept, keep, "{length}"),
                Err(RecordError::NeverOpened { .. }) => {
                    assert_eq!(keep, 0, "{length}");
                    assert_eq!(sandbox.bytes(), torn, "nothing is touched");
                }
                Err(error) => panic!("{length}: {error}"),
            }
        }
    }
}

#[test]
fn the_resumption_names_what_was_torn_off() {
    let mut sandbox = Sandbox::new();
    let (mut bytes, _) = open_run(&mut sandbox);
    bytes.extend(b"{\"n\":8,");
    take_up(&mut sandbox, &bytes, "s2").unwrap();
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    let hash = sha256(b"{\"n\":8,");
    let torn = format!(r#""torn":{{"bytes":7,"sha256":"sha256:{hash}"}}"#);
    assert!(text.contains(&torn), "{text}");
}

#[test]
fn damage_that_no_crash_explains_is_refused_and_left_alone() {
    let mut sandbox = Sandbox::new();
    let (bytes, ends) = open_run(&mut sandbox);
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        bytes
    };
    let mut zeroed_middle = bytes.clone();
    zeroed_middle[ends[0] - 20..ends[0] + 20].fill(0);
    let mut without_second = bytes[..ends[0]].to_vec();
    without_second.extend(&bytes[ends[1]..]);
    let crlf = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n").into_bytes();
    for damaged in [flipped(300), flipped(ends[2] - 30), zeroed_middle, without_second, crlf] {
        std::fs::write(sandbox.path(), &damaged).unwrap();
        let error = sandbox.resume("s2").map(|_| ()).unwrap_err();
        assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
        assert_eq!(sandbox.bytes(), damaged);
    }
}

#[test]
fn a_seal_that_was_cut_off_is_noticed_by_its_signature() {
    let sandbox = Sandbox::new().small_run();
    let bytes = sandbox.bytes();
    let seal = recover(&bytes[..bytes.len() - 1]).unwrap().keep;
    for length in [seal, seal + 10, bytes.len() - 1] {
        std::fs::write(sandbox.path(), &bytes[..length]).unwrap();
        let error = sandbox.resume("s2").map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("the run is not sealed"), "{error}");
    }
}

#[test]
fn what_follows_a_seal_is_not_cut_off_silently() {
    let sandbox = Sandbox::new().small_run();
    let mut bytes = sandbox.bytes();
    bytes.extend(b"{\"n\":8,");
    std::fs::write(sandbox.path(), &bytes).unwrap();
    let error = sandbox.resume("s2").map(|_| ()).unwrap_err();
    assert!(matches!(error, RecordError::Damaged { .. }), "{error}");
    assert_eq!(sandbox.bytes(), bytes);
    assert_eq!(sandbox.findings(&bytes), ["after-seal"]);
}

#[test]
fn a_record_that_is_too_large_is_not_read() {
    let mut sandbox = Sandbox::new();
    drop(sandbox.create().unwrap());
    let file = std::fs::File::options().write(true).open(sandbox.path()).unwrap();
    file.set_len(RECORD_LIMIT + 1).unwrap();
    assert!(matches!(sandbox.resume("s2").map(|_| ()), Err(RecordError::TooLarge { .. })));
}

#[test]
fn a_record_that_is_not_there_is_not_taken_up() {
    let sandbox = Sandbox::new();
    assert!(matches!(sandbox.resume("s2").map(|_| ()), Err(RecordError::Missing { .. })));
    assert!(!sandbox.dir.path().join(RECORD_FILE).exists());
}

#[test]
fn a_crash_while_closing_leaves_a_run_that_can_be_closed() {
    let mut sandbox = Sandbox::new();
    let (bytes, _) = open_run(&mut sandbox);
    std::fs::write(sandbox.path(), &bytes[..bytes.len() - 50]).unwrap();
    let mut resumed = sandbox.resume("s2").unwrap();
    for deed in [Deed::Resumed { despite_ledger: false }, closed()] {
        let fact = sandbox.fact(deed);
        resumed.writer.append(&fact).unwrap();
    }
    assert_eq!(sandbox.report(&sandbox.bytes()).standing(), Standing::Holds);
}
