//! Signed things, changed in every way: whatever comes out, nobody's signature may be forged.

use std::sync::OnceLock;

use upgrade_wizard::keys;
use upgrade_wizard::record::{
    Detached, Exhibit, STEP_NAMESPACE, Signers, Standing, recover, sha256, verify,
};

/// A record that holds, and the same people's signature and signers.
const RECORD: &[u8] = include_bytes!("../../tests/data/threats/untouched/record.jsonl");
const WHOLE: &[u8] =
    include_bytes!("../../tests/data/threats/untouched/record.jsonl.alice@site-a.sig");
const SIGNERS: &str = include_str!("../../tests/data/threats/untouched/allowed_signers");

/// Records that hold for these signers, by their digests: what they signed, and nobody else.
fn genuine() -> &'static [String] {
    static GENUINE: OnceLock<Vec<String>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let others: [&[u8]; 4] = [
            include_bytes!("../../tests/data/threats/other-honest-run/record.jsonl"),
            include_bytes!("../../tests/data/threats/redone/record.jsonl"),
            include_bytes!("../../tests/data/threats/escapes-in-text/record.jsonl"),
            include_bytes!("../../tests/data/threats/markup-in-text/record.jsonl"),
        ];
        [RECORD].into_iter().chain(others).map(sha256).collect()
    })
}

fn signers() -> &'static Signers {
    static SIGNED_BY: OnceLock<Signers> = OnceLock::new();
    SIGNED_BY.get_or_init(|| Signers::parse(SIGNERS).expect("the tests read it as well"))
}

/// Checks bytes as a record, or, where they do not begin like one, what they make of a record that
/// holds. It holds afterwards only if it is one that these people signed.
pub fn check_record(bytes: &[u8]) {
    let record = if bytes.starts_with(b"{") { bytes.to_vec() } else { changed(bytes) };
    recover(&record);
    let report = verify(&Exhibit { record: &record, ..Exhibit::default() }, signers());
    let is_genuine = genuine().contains(&report.sha256);
    assert_eq!(report.standing() == Standing::Holds, is_genuine, "{:?}", report.findings);
    for finding in &report.findings {
        assert!(!finding.id().is_empty() && !finding.to_string().is_empty());
    }
    let detached = [Detached { principal: "alice@site-a".to_owned(), armour: WHOLE.to_vec() }];
    let exhibit = Exhibit { record: &record, detached: &detached, ..Exhibit::default() };
    let with_whole = verify(&exhibit, signers()).standing() == Standing::Holds;
    assert_eq!(with_whole, record == RECORD);
}

/// What bytes make of the record: four of them say what is done, where, and with what.
fn changed(bytes: &[u8]) -> Vec<u8> {
    let mut record = RECORD.to_vec();
    for step in bytes.chunks_exact(4).take(16) {
        let [what, high, low, with] = [step[0], step[1], step[2], step[3]];
        if record.is_empty() {
            break;
        }
        let at = usize::from(u16::from_be_bytes([high, low])) % record.len();
        let mut lines: Vec<Vec<u8>> =
            record.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let line = at % lines.len();
        let other = usize::from(with) % lines.len();
        match what % 10 {
            0 => record[at] = with,
            1 => record[at] ^= 1 << (with % 8),
            2 => record.insert(at, with),
            3 => drop(record.remove(at)),
            4 => record.truncate(at),
            5 => lines.swap(line, other),
            6 => drop(lines.remove(line)),
            7 => lines.insert(line, lines[other].clone()),
            // With a lie in it: what was chained and numbered anew gets further.
            8 => lines = rechained(&lines),
            _ => lines[line].splice(..0, *b" ").for_each(drop),
        }
        if what % 10 > 4 {
            record = lines.concat();
        }
    }
    record
}

/// The lines with the numbers and the chain that they have to have.
fn rechained(lines: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut above = Vec::new();
    let mut mended = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let rest = line.windows(7).position(|bytes| bytes == b",\"run\":");
        let head = format!("{{\"n\":{},\"prev\":\"sha256:{}\"", index + 1, sha256(&above));
        let line = match rest {
            Some(at) => [head.as_bytes(), &line[at..]].concat(),
            None => line.clone(),
        };
        above.extend(&line);
        mended.push(line);
    }
    mended
}

/// The text and the signatures over it that hold.
const TEXT: &[u8] = include_bytes!("../seeds/armour/text");
const ARMOURS: [&str; 2] =
    [include_str!("../seeds/armour/ed25519.sig"), include_str!("../seeds/armour/ecdsa.sig")];

/// Checks bytes as an armour, or, where they do not begin like one, as what is inside of one. It
/// holds only where it is one of those that were made with a key.
pub fn check_armour(bytes: &[u8]) {
    let armour = if bytes.starts_with(b"-") {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        text.to_owned()
    } else {
        armoured(bytes)
    };
    let found = keys::verify(&armour, STEP_NAMESPACE, TEXT);
    assert_eq!(found.is_ok(), ARMOURS.contains(&armour.as_str()), "{found:?}");
    if let Err(error) = found {
        assert!(!error.to_string().is_empty());
    }
}

/// Bytes in base64, in the lines of OpenSSH.
fn armoured(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let six = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= three.len() { DIGITS[six as usize] as char } else { '=' });
        }
    }
    let mut armour = "-----BEGIN SSH SIGNATURE-----\n".to_owned();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && index % 70 == 0 {
            armour.push('\n');
        }
        armour.push(digit);
    }
    armour + "\n-----END SSH SIGNATURE-----\n"
}

/// Reads text as a list of signers. What is read means the same when it is written out again, and
/// gives nobody a right that is not in it.
pub fn read_signers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let found = match Signers::parse(text) {
        Ok(found) => found,
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            let lines = text.lines().count();
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line) && !mistake.advice().is_empty());
            }
            return;
        }
    };
    for entry in found.entries() {
        assert!(!entry.principals.is_empty() && !entry.key.is_weak());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
        assert!(entry.principals.iter().all(|name| !name.is_empty() && name.bytes().all(plain)));
        let again = Signers::parse(&entry.to_line()).expect("what was read can be read again");
        let [again] = again.entries() else { panic!("one line is one entry") };
        assert_eq!(again.principals, entry.principals);
        assert_eq!(again.namespaces, entry.namespaces);
        assert_eq!(again.window, entry.window);
        assert_eq!(again.key, entry.key);
        let at = entry.window.after.or(entry.window.before).unwrap_or_default();
        let stranger = found.permits("\u{430}lice", &entry.key, STEP_NAMESPACE, at);
        assert!(stranger.is_err());
        if entry.namespaces.is_none() {
            let permitted = found.permits(&entry.principals[0], &entry.key, STEP_NAMESPACE, at);
            assert_eq!(permitted, Ok(()));
        }
    }
}
