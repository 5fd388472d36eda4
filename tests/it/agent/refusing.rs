//! A key that says no every other time: what was wished for is asked again, nothing is half done,
//! and the record is the one that a willing key would have left.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use upgrade_wizard::engine::{Deed, Fact, Model, Outcome, Phase, Refusal, Via, Wish, screen};
use upgrade_wizard::front::{FrontEnd, FrontError, Said};
use upgrade_wizard::keys::{AgentError, KeyError, PublicKey, SecretKey, Signer};
use upgrade_wizard::record::{
    Detached, Exhibit, RecordError, Standing, Writer, detached_name, verify,
};
use upgrade_wizard::session::drive;
use upgrade_wizard::step::Answer;
use upgrade_wizard::world::machine::{Gate, Machine};

use crate::engine::plan;
use crate::record::{ALICE, Sandbox};

/// The last time that it says no, from 0. Closing takes two signatures, one right after the other.
const LAST_NO: usize = 10;

/// Signs when asked for the second time, the fourth, and so on.
struct Moody {
    key: SecretKey,
    asked: Arc<AtomicUsize>,
}

impl Signer for Moody {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, namespace: &str, bytes: &[u8]) -> Result<String, KeyError> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        if asked.is_multiple_of(2) && asked <= LAST_NO {
            let fingerprint = self.key.public_key().fingerprint();
            return Err(AgentError::Refused { fingerprint }.into());
        }
        self.key.sign(namespace, bytes)
    }
}

/// Wishes for one thing after the other, and for the same again where it was not signed.
struct Stubborn {
    wishes: VecDeque<Wish>,
    record: PathBuf,
    /// What was on disk, and in the session, before the last wish.
    before: (Vec<u8>, usize, String),
    refusals: Vec<String>,
}

impl Stubborn {
    fn new(record: PathBuf, wishes: impl IntoIterator<Item = Wish>) -> Self {
        let before = (Vec::new(), 0, String::new());
        Self { wishes: wishes.into_iter().collect(), record, before, refusals: Vec::new() }
    }

    fn seen(&self, model: &Model) -> (Vec<u8>, usize, String) {
        let states = format!("{:?} {:?}", model.phase(), screen(model));
        (std::fs::read(&self.record).unwrap(), model.facts().len(), states)
    }
}

impl FrontEnd for Stubborn {
    fn next(&mut self, model: &Model) -> Result<Said, FrontError> {
        let now = self.seen(model);
        if !self.refusals.is_empty() && self.before.1 == now.1 {
            assert_eq!(now, self.before, "a refusal has changed something");
        }
        self.before = now;
        Ok(self.wishes.front().map_or(Said::Stop, |wish| Said::Wish(wish.clone())))
    }

    fn recorded(&mut self, _: &Model, _: &Fact) -> Result<(), FrontError> {
        self.wishes.pop_front();
        Ok(())
    }

    fn refuse(&mut self, refusal: &Refusal) -> Result<(), FrontError> {
        panic!("{refusal}")
    }

    fn unreadable(&mut self, why: &str) -> Result<(), FrontError> {
        panic!("{why}")
    }

    fn unsigned(&mut self, why: &str) -> Result<(), FrontError> {
        self.refusals.push(why.to_owned());
        Ok(())
    }

    fn via(&self) -> Via {
        Via::Person
    }
}

/// Opens a record that was let go of. A program that another test starts at that moment holds the
/// lock until it is itself: between fork and exec it has all that we have open.
fn unlocked(open: impl Fn() -> Result<Writer, RecordError>) -> Result<Writer, RecordError> {
    for _ in 0..10_000 {
        match open() {
            Err(RecordError::Locked { .. }) => std::thread::yield_now(),
            opened => return opened,
        }
    }
    open()
}

#[test]
fn what_was_not_signed_is_asked_again_and_never_half_done() {
    let mut sandbox = Sandbox::new();
    let opening = sandbox.opening();
    let asked = Arc::new(AtomicUsize::new(0));
    let open = || {
        let signer = Box::new(Moody { key: sandbox.alice.clone(), asked: Arc::clone(&asked) });
        Writer::create(sandbox.dir.path(), &opening, sandbox.signers(), signer, None)
    };
    let refused = open().map(drop).unwrap_err();
    assert!(refused.to_string().starts_with("the agent refused to sign"), "{refused}");
    assert!(!sandbox.path().exists(), "nothing is in the way of the next try");
    let writer = unlocked(open).unwrap();

    let person = opening.by.clone();
    let lists = sandbox.dir.path().join("evidence");
    let mut machine = Machine::new(writer, person, lists, Gate::default());
    let mut model = Model::new(plan());
    let step = screen(&model).next.unwrap();
    let note = |text: &str| Wish::Note { step: None, text: text.to_owned() };
    let answer = Wish::Answer { step, answer: Answer::Word("I READ ALL OF THEM".to_owned()) };
    let close = Wish::Close { shown: Outcome::Incomplete };
    let wishes = [note("one"), answer, note("two"), close];
    let mut front = Stubborn::new(sandbox.path(), wishes);
    drive(&mut model, &mut front, &mut machine).unwrap();

    assert_eq!(model.phase(), Phase::Closed(Outcome::Incomplete));
    // Three are refused once each; the end is signed twice, and the first yes is followed by a no.
    assert_eq!(front.refusals.len(), 5, "{:?}", front.refusals);
    for why in &front.refusals {
        assert!(why.starts_with("the agent refused to sign with key `SHA256:"), "{why}");
        let advice = "Advice: say yes to the agent's question or touch the key, and try again.";
        assert!(why.ends_with(advice), "{why}");
    }
    let detached = sandbox.dir.path().join(detached_name(ALICE));
    let armour = std::fs::read(detached).unwrap();
    let detached = [Detached { principal: ALICE.to_owned(), armour }];
    let record = sandbox.bytes();
    let exhibit = Exhibit { record: &record, detached: &detached, ..Exhibit::default() };
    let report = verify(&exhibit, &sandbox.signers());
    assert_eq!(report.standing(), Standing::Holds, "{:?}", report.findings);
    assert_eq!(report.facts, model.facts());
    assert!(matches!(report.facts.last().unwrap().deed, Deed::Closed { .. }));
}
