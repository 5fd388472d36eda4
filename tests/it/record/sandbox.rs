//! A folder with a record in it, and two people who may write to it.

use std::path::PathBuf;

use jiff::Timestamp;
use tempfile::TempDir;
use upgrade_wizard::engine::{
    Deed, Evidence, EvidenceKind, Fact, Outcome, Person, UpgradeOutcome, Via,
};
use upgrade_wizard::keys::{SecretKey, Signer as _};
use upgrade_wizard::record::{
    Detached, Exhibit, Here, Ledger, Opening, PinnedFile, PinnedFlow, RECORD_FILE, RecordError,
    Report, Resumed, Signers, Tool, Writer, detached_name, verify,
};
use upgrade_wizard::step::{Answer, How};

/// Who may sign steps and seals.
pub(crate) const ALICE: &str = "alice@site-a";
/// Who may sign steps only.
pub(crate) const BOB: &str = "bob@site-a";

pub(crate) struct Sandbox {
    pub(crate) dir: TempDir,
    pub(crate) alice: SecretKey,
    pub(crate) bob: SecretKey,
    /// Seconds that have passed; each fact takes one.
    pub(crate) clock: i64,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            alice: SecretKey::generate(ALICE).unwrap(),
            bob: SecretKey::generate(BOB).unwrap(),
            clock: 0,
        }
    }

    /// A second folder for the same two people.
    pub(crate) fn elsewhere(self) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), clock: 0, ..self }
    }

    pub(crate) fn signers_text(&self) -> String {
        let key = |key: &SecretKey| key.public_key().to_openssh();
        format!(
            "{ALICE} namespaces=\"runbook-*.v1@upgrade-wizard\",valid-after=\"20260101Z\" {} Alice Ito\n\
             {BOB} namespaces=\"runbook-step.v1@upgrade-wizard\",valid-after=\"20260101Z\" {}\n",
            key(&self.alice),
            key(&self.bob)
        )
    }

    pub(crate) fn signers(&self) -> Signers {
        Signers::parse(&self.signers_text()).unwrap()
    }

    pub(crate) fn alice(&self) -> Person {
        let key = self.alice.public_key().fingerprint();
        Person { id: ALICE.to_owned(), name: "Alice Ito".to_owned(), key }
    }

    pub(crate) fn bob(&self) -> Person {
        let key = self.bob.public_key().fingerprint();
        Person { id: BOB.to_owned(), name: BOB.to_owned(), key }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join(RECORD_FILE)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }

    pub(crate) fn now(&mut self) -> Timestamp {
        self.clock += 1;
        at(self.clock)
    }

    pub(crate) fn opening(&mut self) -> Opening {
        Opening {
            at: self.now(),
            by: self.alice(),
            run: "4261557ace0e58f4fbe4515f1482a930".to_owned(),
            tool: Tool {
                name: "upgrade-wizard".to_owned(),
                version: "0.1.0".to_owned(),
                sha256: "aa".repeat(32),
            },
            flow: PinnedFlow {
                file: "flow.toml".to_owned(),
                sha256: "bb".repeat(32),
                revision: 1,
                id: "sms".to_owned(),
            },
            hierarchy: PinnedFile { file: "hierarchy.toml".to_owned(), sha256: "cc".repeat(32) },
            target: "2.0 SP2".to_owned(),
            name: "autumn".to_owned(),
            signers_sha256: "dd".repeat(32),
            here: here("87ae45d0fdb9692b"),
            ticket: Some("CHG-4711".to_owned()),
            policy: Vec::new(),
        }
    }

    pub(crate) fn create(&mut self) -> Result<Writer, RecordError> {
        let opening = self.opening();
        let signer = Box::new(self.alice.clone());
        Writer::create(self.dir.path(), &opening, self.signers(), signer, self.ledger())
    }

    /// The machine's memory, where the test has set one up.
    pub(crate) fn ledger(&self) -> Option<Ledger> {
        let path = self.dir.path().join("ledger");
        path.exists().then(|| Ledger::at(&path))
    }

    pub(crate) fn resume(&self, session: &str) -> Result<Resumed, RecordError> {
        let resume = || {
            let signer = Box::new(self.alice.clone());
            let (person, here) = (self.alice(), here(session));
            Writer::resume(self.dir.path(), self.signers(), signer, person, &here, self.ledger())
        };
        // A program that another test starts at this moment holds our lock until it is itself:
        // between fork and exec it has all that we have open.
        for _ in 0..10_000 {
            match resume() {
                Err(RecordError::Locked { .. }) => std::thread::yield_now(),
                resumed => return resumed,
            }
        }
        resume()
    }

    pub(crate) fn fact(&mut self, deed: Deed) -> Fact {
        Fact { at: self.now(), by: self.alice(), via: Via::Person, deed, needs_second: false }
    }

    /// A small run: opened, one step settled with evidence, closed.
    pub(crate) fn small_run(mut self) -> Self {
        let mut writer = self.create().unwrap();
        for deed in [attached("backup/CEN", "dump.sql"), answered("backup/CEN"), closed()] {
            let fact = self.fact(deed);
            writer.append(&fact).unwrap();
        }
        self
    }

    pub(crate) fn detached(&self) -> Vec<Detached> {
        match std::fs::read(self.dir.path().join(detached_name(ALICE))) {
            Ok(armour) => vec![Detached { principal: ALICE.to_owned(), armour }],
            Err(_) => Vec::new(),
        }
    }

    /// What the verifier says of these bytes beside the signature that is there.
    pub(crate) fn report(&self, record: &[u8]) -> Report {
        let detached = self.detached();
        verify(&Exhibit { record, detached: &detached, ..Exhibit::default() }, &self.signers())
    }

    /// The names of what is wrong with these bytes, without the detached signature.
    pub(crate) fn findings(&self, record: &[u8]) -> Vec<&'static str> {
        let report = verify(&Exhibit { record, ..Exhibit::default() }, &self.signers());
        report.findings.iter().map(upgrade_wizard::record::Finding::id).collect()
    }
}

pub(crate) fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T09:06:40Z".parse().unwrap();
    Timestamp::from_second(start.as_second() + second).unwrap()
}

pub(crate) fn here(session: &str) -> Here {
    Here {
        session: session.to_owned(),
        host: "SRV-07".to_owned(),
        os: "linux".to_owned(),
        machine: "ee".repeat(32),
        boot: "b1".to_owned(),
    }
}

pub(crate) fn answered(step: &str) -> Deed {
    Deed::Answered {
        step: step.to_owned(),
        shown: "Is the dump taken after the writers were stopped?".to_owned(),
        answer: Answer::Seen,
        how: How::Shown,
    }
}

pub(crate) fn attached(step: &str, path: &str) -> Deed {
    Deed::Attached {
        step: step.to_owned(),
        evidence: Evidence {
            path: path.to_owned(),
            kind: EvidenceKind::File,
            size_bytes: 3_000_000,
            sha256: "3e3ba204a0292eaf5664940ccab597f540d342691c472bc242437d0357729a43".to_owned(),
            modified: Some(at(-100)),
            readings: Vec::new(),
        },
    }
}

pub(crate) fn closed() -> Deed {
    Deed::Closed { outcome: Outcome::Complete, reason: None }
}

/// One of everything that can happen, in an order in which it can.
pub(crate) fn everything() -> Vec<Deed> {
    let step = |step: &str| step.to_owned();
    vec![
        Deed::Acknowledged { warning: step("media"), shown: "The media matter.".to_owned() },
        answered_yes("read-release-notes"),
        attached("backup/CEN", "dump \u{202e}lqs.pmud"),
        answered("backup/CEN"),
        Deed::Attached {
            step: step("directory-backup/CEN"),
            evidence: Evidence {
                path: "D:\\SMS".to_owned(),
                kind: EvidenceKind::Folder {
                    manifest: "SHA256SUMS.1".to_owned(),
                    files: 12,
                    unreadable: 1,
                },
                size_bytes: 77,
                sha256: "ab".repeat(32),
                modified: None,
                readings: Vec::new(),
            },
        },
        Deed::Corrected {
            step: step("backup/CEN"),
            shown: "Again?".to_owned(),
            answer: Answer::Word("DONE \u{1b}[31m".to_owned()),
            how: How::Attested,
            reason: "wrong dump".to_owned(),
        },
        Deed::Reopened { step: step("backup/CEN"), reason: "still wrong".to_owned() },
        Deed::Waived {
            step: step("event-log/CEN"),
            shown: "Is the log clean?".to_owned(),
            reason: "full".to_owned(),
        },
        Deed::NotApplicable {
            step: step("metering-server-stopped/CEN/MTR1"),
            shown: "Is it stopped?".to_owned(),
            reason: "switched off".to_owned(),
        },
        Deed::Noted { step: None, text: "Tea.".to_owned() },
        Deed::Begun {
            step: step("upgrade-site/CEN"),
            shown: "Type it.".to_owned(),
            word: "UPGRADE CEN".to_owned(),
        },
        Deed::Ended {
            step: step("upgrade-site/CEN"),
            shown: "How did it end?".to_owned(),
            outcome: UpgradeOutcome::Failed,
            looked: Some("at the log".to_owned()),
        },
    ]
}

fn answered_yes(step: &str) -> Deed {
    Deed::Answered {
        step: step.to_owned(),
        shown: "Read?".to_owned(),
        answer: Answer::Yes,
        how: How::Confirmed,
    }
}
