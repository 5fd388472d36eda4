//! The people of the vectors, what they did honestly, and how it is put together anew.
//!
//! Their keys are made from seeds that anybody can read here: they prove nothing outside of tests.

use jiff::Timestamp;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};
use upgrade_wizard::engine::{Deed, Evidence, EvidenceKind, Fact};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::keys::{KeyFile, SecretKey, Signer as _};
use upgrade_wizard::record::{SEAL_NAMESPACE, STEP_NAMESPACE, Writer, sha256};
use upgrade_wizard::step::{Answer, How};
use upgrade_wizard::text::Source;

use crate::record::forgery::{Forgery, lines, rest};
use crate::record::sandbox::closed;
use crate::record::{ALICE, Sandbox};

use super::Case;

/// The time of every seal here, as `ssh-keygen` wants it.
pub(super) const SEALED_AT: &str = "20261121090645Z";

/// The run of the vectors, and another of the same people.
pub(super) const RUN: &str = "4261557ace0e58f4fbe4515f1482a930";
const OTHER_RUN: &str = "00112233445566778899aabbccddeeff";

/// A file that was attached.
pub(super) const DUMP: &str = "-- dump of SMS_CEN, taken after the writers were stopped\n";

const FLOW: &str = r#"schema = 1
id = "small"
title = "Small"
revision = 1
levels = ["1.2", "2.0"]
articles = ["q171338.toml"]

[[phase]]
id = "only"
title = "Only"

[[step]]
id = "upgrade-site"
scope = "site"
phase = "only"
title = "Upgrade {site}"
do = "Do it."
why = "So."
danger = "So."
cites = [{ article = "Q171338", section = "summary" }]
upgrade = { ask = "Start?", word = "UPGRADE {site}", outcome = "How did it end?" }
"#;

const ARTICLE: &str = r#"schema = 1

[article]
id = "Q171338"
title = "Before an upgrade"

[defaults]
phase = "only"

[[step]]
id = "backup"
scope = "site"
title = "Back up the database"
do = "Stop the writers, then take the dump."
why = "It is the only way back."
danger = "Without it there is none."
section = "step 5"
before = ["upgrade-site"]
evidence = { ask = "Is the dump taken after the writers were stopped?", of = "file" }
"#;

/// A key that follows from a number.
fn key(seed: u8) -> SecretKey {
    let pair = KeypairData::from(Ed25519Keypair::from_seed(&[seed; 32]));
    let text = PrivateKey::new(pair, "").unwrap().to_openssh(LineEnding::LF).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text.as_bytes()).unwrap();
    KeyFile::load(file.path()).unwrap().open().unwrap()
}

pub(super) struct Cast {
    /// Alice may do and close, Bob only do.
    pub(super) alice: SecretKey,
    pub(super) bob: SecretKey,
    /// Is on no list.
    pub(super) mallory: SecretKey,
    pub(super) signers: String,
    /// 1-2 opened, 3 evidence attached, 4-5 and 6-7 steps confirmed, 8-9 sealed.
    pub(super) honest: Vec<String>,
    /// The same people, another run.
    pub(super) other: Vec<String>,
}

impl Cast {
    pub(super) fn new() -> Self {
        let (alice, bob, mallory) = (key(1), key(2), key(3));
        let honest = perform(&alice, &bob, RUN, "the dump is on tape 7");
        let other = perform(&alice, &bob, OTHER_RUN, "the dump is on tape 8");
        let sandbox = sandbox(&alice, &bob);
        let signers = sandbox.signers_text();
        Self { alice, bob, mallory, signers, honest: lines(&honest), other: lines(&other) }
    }

    /// The honest lines, to be changed.
    pub(super) fn lines(&self) -> Vec<String> {
        self.honest.clone()
    }

    /// Alice's signature over the honest record, which everybody else has to leave as it is.
    fn original(&self) -> (&'static str, String) {
        (ALICE, self.whole(self.honest.concat().as_bytes()))
    }

    fn whole(&self, record: &[u8]) -> String {
        self.alice.sign(SEAL_NAMESPACE, record).unwrap()
    }

    /// By somebody who has nobody's key: these bytes, and the signature that was there.
    pub(super) fn by_outsider(&self, record: impl Into<Vec<u8>>) -> Case {
        let (record, signature) = (record.into(), Some(self.original()));
        Case { record, signature, signers: self.signers.clone(), ..Case::default() }
    }

    /// The same, with a signature by Alice over whatever it is that she was given.
    pub(super) fn by_insider(&self, record: impl Into<Vec<u8>>) -> Case {
        let record = record.into();
        let signature = Some((ALICE, self.whole(&record)));
        Case { record, signature, signers: self.signers.clone(), ..Case::default() }
    }

    /// The same, after Alice sealed it as well: she did not see what was done above.
    pub(super) fn sealed(&self, mut forgery: Forgery) -> Case {
        let above = lines(&forgery.bytes).len();
        let seal = rest(&self.honest[7]).replace("\"lines\":7", &format!("\"lines\":{above}"));
        forgery.event(&seal, ALICE, &self.alice, SEAL_NAMESPACE);
        self.by_insider(forgery.bytes)
    }

    /// An honest run in which an answer needs a second person, who is asked by `second`: it gets
    /// the record so far and the time.
    pub(super) fn with_second(
        &self,
        second: impl FnOnce(&[u8], Timestamp) -> Second,
    ) -> Vec<String> {
        let mut sandbox = sandbox(&self.alice, &self.bob);
        let mut writer = begin(&mut sandbox, &self.alice, RUN);
        let answered = crate::record::sandbox::answered("backup/CEN");
        let fact = Fact { needs_second: true, ..sandbox.fact(answered) };
        writer.append(&fact).unwrap();
        let now = sandbox.fact(closed()).at;
        match second(&sandbox.bytes(), now) {
            Second::Here(fact) => {
                let prepared = writer.prepare(&fact, Some(&self.bob)).unwrap();
                writer.commit(prepared).unwrap();
            }
            Second::Away(deed) => writer.append(&Fact { at: now, ..sandbox.fact(deed) }).unwrap(),
        }
        let fact = sandbox.fact(closed());
        writer.append(&fact).unwrap();
        lines(&sandbox.bytes())
    }

    /// The lines up to the first answer, and then this event instead of it; sealed by Alice.
    pub(super) fn instead(&self, event: &str, by: &str, key: &SecretKey) -> Case {
        let mut forgery = Forgery::of(&self.honest[..3]);
        forgery.event(event, by, key, STEP_NAMESPACE);
        self.sealed(forgery)
    }

    /// What the first answer says.
    pub(super) fn answer(&self) -> String {
        rest(&self.honest[3])
    }

    /// A remark by Alice that says this, in the words of JSON.
    pub(super) fn note(&self, text: &str) -> String {
        let key = self.alice.public_key().fingerprint();
        format!(
            r#""run":"{RUN}","t":"note","ts":"2026-11-21T09:06:44Z","text":"{text}","who":{{"id":"{ALICE}","name":"Alice Ito","key":"{key}","meaning":"remarks"}}}}"#
        )
    }

    /// The pinned flow, file by file.
    pub(super) fn flow() -> [(&'static str, Vec<u8>); 2] {
        [
            ("flow/flow.toml", FLOW.as_bytes().to_owned()),
            ("flow/q171338.toml", ARTICLE.as_bytes().to_owned()),
        ]
    }
}

/// How a second person says what they saw.
pub(super) enum Second {
    /// Beside Alice, as this fact, with Bob's key.
    Here(Fact),
    /// Elsewhere; Alice puts it on record.
    Away(Deed),
}

fn sandbox(alice: &SecretKey, bob: &SecretKey) -> Sandbox {
    let dir = tempfile::tempdir().unwrap();
    Sandbox { dir, alice: alice.clone(), bob: bob.clone(), clock: 0 }
}

/// A run that was opened, with a file attached to its first step.
fn begin(sandbox: &mut Sandbox, alice: &SecretKey, run: &str) -> Writer {
    let mut opening = sandbox.opening();
    run.clone_into(&mut opening.run);
    let flow = [Source::new("flow.toml", FLOW), Source::new("q171338.toml", ARTICLE)];
    let flow = Flow::read(&flow).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    opening.flow.sha256 = flow.sha256;
    "small".clone_into(&mut opening.flow.id);
    opening.signers_sha256 = sha256(sandbox.signers_text().as_bytes());
    let signer = Box::new(alice.clone());
    let (signers, dir) = (sandbox.signers(), sandbox.dir.path().to_owned());
    let mut writer = Writer::create(&dir, &opening, signers, signer, None).unwrap();
    let evidence = Evidence {
        path: "dump.sql".to_owned(),
        kind: EvidenceKind::File,
        size_bytes: DUMP.len() as u64,
        sha256: sha256(DUMP.as_bytes()),
        modified: None,
        readings: Vec::new(),
    };
    let fact = sandbox.fact(Deed::Attached { step: "backup/CEN".to_owned(), evidence });
    writer.append(&fact).unwrap();
    writer
}

/// A run from its opening to its seal, as the wizard writes it.
fn perform(alice: &SecretKey, bob: &SecretKey, run: &str, said: &str) -> Vec<u8> {
    let mut sandbox = sandbox(alice, bob);
    let mut writer = begin(&mut sandbox, alice, run);
    let line = Deed::Answered {
        step: "where/CEN".to_owned(),
        shown: "Where is the dump?".to_owned(),
        answer: Answer::Line(said.to_owned()),
        how: How::Confirmed,
    };
    for deed in [crate::record::sandbox::answered("backup/CEN"), line, closed()] {
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
    }
    sandbox.bytes()
}
