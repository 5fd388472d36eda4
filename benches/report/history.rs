//! Sessions with a past of any length, on disk as the wizard leaves them.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use upgrade_wizard::engine::{
    Effect, Evidence, EvidenceKind, Fact, Model, Msg, Person, Via, Wish, update,
};
use upgrade_wizard::keys::{KeyFile, SecretKey, Signer as _};
use upgrade_wizard::plan::{Plan, StepIx};
use upgrade_wizard::record::{
    Here, Ledger, Opening, PinnedFile, PinnedFlow, Signers, Tool, Writer,
};
use upgrade_wizard::step::{Answer, Ask};
use upgrade_wizard::text::Source;
use upgrade_wizard::world::here;
use upgrade_wizard::world::home::Home;
use upgrade_wizard::world::sessions::{FLOW_FOLDER, Folder, HIERARCHY_FILE};

const BEGINS: &str = "2026-07-30T20:00:00Z";

/// A home with one open session in it, and who works there.
pub(crate) struct Stage {
    pub(crate) home: tempfile::TempDir,
    pub(crate) folder: Folder,
    pub(crate) key: SecretKey,
    pub(crate) signers: Signers,
    pub(crate) model: Model,
    pub(crate) writer: Option<Writer>,
}

/// Where the record is made: in memory where the system has such a place. Nothing that is timed
/// against a disk is made there.
pub(crate) fn in_memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

pub(crate) fn at(second: usize) -> Timestamp {
    let begins: Timestamp = BEGINS.parse().unwrap();
    begins + SignedDuration::from_secs(i64::try_from(second).unwrap())
}

impl Stage {
    /// A session that was just opened.
    pub(crate) fn new(hierarchy: &str, plan: &Arc<Plan>, under: PathBuf) -> Self {
        let home = tempfile::tempdir_in(under).unwrap();
        let world = Home::at(home.path());
        let key = SecretKey::generate("ann@site-a").unwrap();
        key.write_open(&home.path().join("key")).unwrap();
        let text = format!("ann@site-a {} Ann\n", key.public_key().to_openssh());
        std::fs::write(home.path().join("signers"), &text).unwrap();
        let signers = Signers::parse(&text).unwrap();
        let folder = Folder::create(&world, at(0)).unwrap();
        folder.pin(&plan.flow, &Source::new("hierarchy.toml", hierarchy), &text).unwrap();
        let opening = opening(plan, ann(&key), &text);
        let signer = Box::new(key_in(&home));
        let ledger = Some(Ledger::at(&world.ledger()));
        let writer = Writer::create(&folder.path, &opening, signers.clone(), signer, ledger);
        let model = Model::new(Arc::clone(plan));
        Self { home, folder, key, signers, model, writer: Some(writer.unwrap()) }
    }

    /// Lets the session go on until so many events are on record.
    pub(crate) fn go_on(&mut self, events: usize) {
        let mut step = 0;
        while self.model.facts().len() < events {
            let wish = wish(&self.model, StepIx(step % self.model.plan().steps.len()), step);
            step += 1;
            let msg = Msg {
                at: at(self.model.facts().len() + 1),
                by: ann(&self.key),
                via: Via::Person,
                wish,
            };
            if let Ok(effects) = update(&mut self.model, msg) {
                let fact: &Fact = match &effects[0] {
                    Effect::Record(fact) => fact,
                    Effect::SignFile => continue,
                };
                self.writer.as_mut().unwrap().append(fact).unwrap();
            }
        }
    }

    /// The arguments that go on with the session.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let path = |name: &str| self.home.path().join(name).display().to_string();
        let words = ["resume", &self.folder.id, "--front", "tui"].map(str::to_owned);
        let keys = ["--key".to_owned(), path("key"), "--signers".to_owned(), path("signers")];
        words.into_iter().chain(keys).collect()
    }
}

/// The key as the program reads it.
fn key_in(home: &tempfile::TempDir) -> SecretKey {
    KeyFile::load(&home.path().join("key")).unwrap().open().unwrap()
}

pub(crate) fn ann(key: &SecretKey) -> Person {
    let key = key.public_key().fingerprint();
    Person { id: "ann@site-a".to_owned(), name: "Ann".to_owned(), key }
}

/// What an operator would do next with a step: answer it, attach a file, or remark on it.
pub(crate) fn wish(model: &Model, step: StepIx, round: usize) -> Wish {
    let note = || Wish::Note { step: Some(step), text: "looked at it, and it is as it was".into() };
    if !model.state(step).is_open() {
        return note();
    }
    let answer = match model.plan().ask(step) {
        Ask::YesNo { .. } => Answer::Yes,
        Ask::Word { word, .. } => Answer::Word(word),
        Ask::Line { .. } => Answer::Line("Sun 02:00 to 05:00".to_owned()),
        Ask::OneOf { options, .. } => match options.into_iter().find(|option| option.settles) {
            Some(option) => Answer::Choice(option.id),
            None => return note(),
        },
        Ask::Evidence { .. } => return Wish::Attach { step, evidence: evidence(round) },
        Ask::Begin { .. } | Ask::Gate { .. } | Ask::Outcome { .. } => return note(),
    };
    Wish::Answer { step, answer }
}

fn evidence(round: usize) -> Evidence {
    Evidence {
        path: format!("D:\\evidence\\piece-{round}.reg"),
        kind: EvidenceKind::File,
        size_bytes: 123_456,
        sha256: here::sha256(round.to_string().as_bytes()),
        modified: Some(at(0)),
        readings: Vec::new(),
    }
}

fn opening(plan: &Plan, by: Person, signers: &str) -> Opening {
    let text = |text: &str| text.to_owned();
    Opening {
        at: at(0),
        by,
        run: here::hex(&here::random::<16>().unwrap()),
        tool: Tool { name: text("upgrade-wizard"), version: text("0"), sha256: "0".repeat(64) },
        flow: PinnedFlow {
            file: text(FLOW_FOLDER),
            sha256: plan.flow.sha256.clone(),
            revision: plan.flow.revision,
            id: plan.flow.id.clone(),
        },
        hierarchy: PinnedFile { file: text(HIERARCHY_FILE), sha256: plan.hierarchy_sha256.clone() },
        target: plan.target.map(|it| it.to_string()).unwrap_or_default(),
        name: text("measured"),
        signers_sha256: here::sha256(signers.as_bytes()),
        here: Here {
            session: "0".repeat(16),
            host: here::host(),
            os: text(std::env::consts::OS),
            machine: "0".repeat(64),
            boot: here::boot(),
        },
        ticket: None,
        policy: Vec::new(),
    }
}
