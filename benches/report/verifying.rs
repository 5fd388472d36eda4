//! A record of 100,000 events: checked, and gone on with.

use std::ops::Range;
use std::thread;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use ssh_key::{HashAlg, SshSig};
use upgrade_wizard::keys::Signer as _;
use upgrade_wizard::record::{Exhibit, STEP_NAMESPACE, verify};

use super::console::{Console, FRAME_END};
use super::history::{Stage, in_memory};
use super::made::{SITES, hierarchy, plan};
use super::paper::{Report, Row};
use super::start::wizard;
use super::timing::{in_turn, median, part, ratio, words};

const EVENTS: usize = 100_000;
const ROUNDS: usize = 3;
const KEYS: usize = 100;

pub(crate) fn measure(report: &mut Report) {
    let text = hierarchy(SITES[3]);
    let mut stage = Stage::new(&text, &plan(&text), in_memory());
    stage.go_on(EVENTS);
    stage.writer = None;
    let bytes = std::fs::read(stage.folder.record()).unwrap();

    let signed = signed(&bytes);
    let key = verifying_key(&stage);
    let mut least = || least(&bytes, &signed, &key);
    let mut verified = || {
        let exhibit = Exhibit { record: &bytes, ..Exhibit::default() };
        let report = verify(&exhibit, &stage.signers);
        assert_eq!(report.facts.len(), EVENTS, "{:?}", report.findings.first());
    };
    let [of_least, of_verify] = in_turn(ROUNDS, [&mut least, &mut verified]);
    let megabytes = bytes.len() / 1_000_000;
    report.row(
        Row::at_least("verification of 100,000 events, of hashing and Ed25519 alone", "0.90", 0.9)
            .got(
                ratio(&of_least, &of_verify),
                format!(
                    "{} beside {}, {megabytes} MB, all cores",
                    words(median(&of_verify)),
                    words(median(&of_least))
                ),
            ),
    );
    drop((bytes, signed));
    resume(report, &stage);
}

/// Where each signed line lies, and its signature.
fn signed(bytes: &[u8]) -> Vec<(Range<usize>, Signature)> {
    let (mut found, mut at, mut above) = (Vec::new(), 0, 0..0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let value: serde_json::Value = serde_json::from_slice(line).unwrap();
        if let Some(armour) = value.get("sshsig").and_then(|it| it.as_str()) {
            let signature = SshSig::from_pem(armour).unwrap();
            let signature = Signature::from_slice(signature.signature_bytes()).unwrap();
            found.push((above.clone(), signature));
        }
        above = at..at + line.len();
        at += line.len();
    }
    found
}

fn verifying_key(stage: &Stage) -> VerifyingKey {
    let key = ssh_key::PublicKey::from_openssh(&stage.key.public_key().to_openssh()).unwrap();
    VerifyingKey::from_bytes(&key.key_data().ed25519().unwrap().0).unwrap()
}

/// The file hashed once, and every signature checked, on all cores; nothing is read or compared.
fn least(bytes: &[u8], signed: &[(Range<usize>, Signature)], key: &VerifyingKey) {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        for part in signed.chunks(signed.len().div_ceil(cores)) {
            scope.spawn(move || {
                for (line, signature) in part {
                    let line = &bytes[line.clone()];
                    let data = SshSig::signed_data(STEP_NAMESPACE, HashAlg::Sha512, line).unwrap();
                    key.verify_strict(&data, signature).unwrap();
                }
            });
        }
        std::hint::black_box(Sha256::digest(bytes));
    });
}

/// The whole program, from its start to the first frame and to the walk.
fn resume(report: &mut Report, stage: &Stage) {
    let (mut first, mut walk, mut keys, mut memory) = (Vec::new(), Vec::new(), Vec::new(), None);
    for _ in 0..ROUNDS {
        let mut console = Console::start(&wizard(), &stage.arguments(), stage.home.path());
        first.push(console.shows(FRAME_END));
        // Only the walk says so.
        walk.push(console.shows("saved "));
        memory = memory.max(console.memory());
        for key in ["j", "k"].iter().cycle().take(KEYS / ROUNDS) {
            let since = std::time::Instant::now();
            console.press(key);
            console.shows(FRAME_END);
            keys.push(since.elapsed());
        }
        console.end();
    }
    report.row(Row::at_most("resume to the first frame, 100,000 events", "1 s", 1.0).got(
        median(&first).as_secs_f64(),
        format!(
            "{}; the walk, once everything is verified, {}",
            words(median(&first)),
            words(median(&walk))
        ),
    ));
    report.row(Row::at_most("a key in that session, whole program, 99 of 100", "16 ms", 16.0).got(
        part(&keys, 0.99).as_secs_f64() * 1e3,
        format!("half of them {}", words(median(&keys))),
    ));
    if let Some((now, most)) = memory {
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let got = now as f64;
        report.row(
            Row::at_most("memory at 10,000 sites and 100,000 events", "300 MB", 300.0)
                .got(got, format!("{now} MB in the walk, {most} MB at most on the way")),
        );
    }
}
