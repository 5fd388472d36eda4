//! Sessions for tests: a small flow with a step of every kind, and the real one.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::engine::{
    Evidence, EvidenceKind, Inspection, Model, Msg, Outcome, Person, Piece, Reading,
    ReadingVerdict, SensorKind, Since, State, UpgradeOutcome, Value, Via, Wish, to_read, update,
    verdict,
};
use crate::flow::Flow;
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::plan::{Plan, StepIx};
use crate::step::{Answer, Ask};
use crate::text::{Source, render};

use super::{Head, Sealed};

const FLOW: &str = r#"
schema = 1
id = "small"
title = "Upgrade of a small hierarchy"
revision = 3
levels = ["2.0 SP1", "2.0 SP2"]
articles = ["q1.toml"]
phase = [
    { id = "prepare", title = "Get ready" },
    { id = "upgrade", title = "Upgrade" },
    { id = "after", title = "Afterwards" },
]
path = [{ from = ["2.0 SP1"], to = ["2.0 SP2"], articles = ["Q171338"] }]

[[refusal]]
id = "path-unsupported"
scope = "site"
when = "not path_supported"
title = "No supported way for {site}"
text = "There is none from {level} to {target}."
cites = [{ article = "Q281829", section = "summary" }]
"#;

const STEPS: &str = r#"
schema = 1

[article]
id = "Q171338"
title = "Before an upgrade"

[defaults]
phase = "prepare"

[[step]]
id = "account"
scope = "site"
title = "Service account of {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 3"
before = ["ready"]
line = { ask = "Which account have you checked for {site}?", example = "CORP\\SMS" }

[[step]]
id = "backup"
scope = "site"
title = "Back up the registry of {server}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 5"
requires = ["account"]
before = ["ready"]
attested_deviates = true
evidence = { ask = "Attach the export of the SMS key.", of = "any", instead = "NO BACKUP OF {site}" }

[[step]]
id = "metering"
scope = "site"
title = "Stop software metering at {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 6"
before = ["ready"]
waive = "reason"
may_not_apply = "There is no metering server any more."
choose = { ask = "What holds now?", options = [
    { id = "stopped", label = "The service is stopped" },
    { id = "runs", label = "It still runs", settles = false },
] }

[[step]]
id = "dump"
scope = "site"
title = "Dump the database of {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 7"
before = ["ready"]
confirm = { ask = "Is the dump of {site} complete, and was it read back?" }

[[step.variant]]
when = "role is secondary"
not_applicable = "A secondary has no database of its own."

[[step]]
id = "quiet"
scope = "hierarchy"
title = "Choose quiet hours"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 6"
blocking = false
confirm = { ask = "Will nobody work with the sites meanwhile?" }

[[step]]
id = "ready"
scope = "hierarchy"
title = "Everything is ready"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "summary"
before = ["upgrade-site@all"]
gate = { ask = "Waiting for what comes before." }

[[step]]
id = "upgrade-site"
scope = "site"
phase = "upgrade"
title = "Upgrade {site} from {level} to {target}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "summary"
requires = ["upgrade-site@parent"]
upgrade = { ask = "Start Setup at {server} next?", word = "UPGRADE {site}", outcome = "How did Setup at {server} end?" }

[[step]]
id = "restart"
scope = "site"
phase = "after"
title = "Restart the services at {server}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 8"
requires = ["upgrade-site"]
word = { ask = "When they were stopped and started again, type the word.", word = "RESTARTED {site}" }

[[warning]]
id = "window"
scope = "hierarchy"
title = "Keep the window short"
text = "Sites of different levels do not get on for long.\nPlan a few hours, not days."
section = "summary"
acknowledge = true

[[warning]]
id = "media"
scope = "site"
title = "Take the right CD to {server}"
text = "There are two."
section = "step 1"
acknowledge = false
"#;

const HIERARCHY: &str = r#"
schema = 1
name = "Two sites"
site = [
    { code = "CEN", server = "CENTRAL1", role = "primary", level = "2.0 SP1", logon_domains = ["CORP"] },
    { code = "SEC", server = "BRANCH1", role = "secondary", parent = "CEN", level = "2.0 SP1", logon_domains = [] },
]
"#;

fn sources() -> Vec<Source> {
    vec![Source::new("flow.toml", FLOW), Source::new("q1.toml", STEPS)]
}

pub(super) fn read_flow(sources: &[Source]) -> Flow {
    Flow::read(sources).unwrap_or_else(|mistakes| panic!("{}", render(sources, &mistakes)))
}

pub(super) fn small_flow() -> Flow {
    read_flow(&sources())
}

pub(super) fn hierarchy(text: &str) -> Hierarchy {
    let sources = [Source::new("hierarchy.toml", text)];
    let read = Hierarchy::read("hierarchy.toml", text);
    read.unwrap_or_else(|mistakes| panic!("{}", render(&sources, &mistakes))).0
}

pub(super) fn two_sites() -> Hierarchy {
    hierarchy(HIERARCHY)
}

/// The flow that is part of the program, and its example.
pub(super) fn sms_plan(hierarchy: Hierarchy) -> Arc<Plan> {
    let sources = Flow::builtin_sources("sms").unwrap();
    plan(read_flow(&sources), hierarchy, "2.0 SP2")
}

pub(super) fn example() -> Hierarchy {
    hierarchy(include_str!("../../flows/sms/example.toml"))
}

pub(super) fn plan(flow: Flow, hierarchy: Hierarchy, target: &str) -> Arc<Plan> {
    let target = Level::parse(target).unwrap();
    let flow = Flow { sha256: "f".repeat(64), ..flow };
    let plan = Plan::make(Arc::new(flow), Arc::new(hierarchy), "e".repeat(64), Some(target));
    Arc::new(plan.unwrap())
}

pub(super) fn small_plan() -> Arc<Plan> {
    plan(small_flow(), two_sites(), "2.0 SP2")
}

pub(super) fn alice() -> Person {
    person("alice@site-a", "Alice Ito")
}

pub(super) fn bob() -> Person {
    person("bob@site-a", "Bob Ruiz")
}

fn person(id: &str, name: &str) -> Person {
    let key = format!("SHA256:{:x<43}", &id[..3]);
    Person { id: id.to_owned(), name: name.to_owned(), key }
}

pub(super) fn head() -> Head {
    Head {
        session: "Night of the 21st".to_owned(),
        session_id: "20261121-0900-example".to_owned(),
        run: "4261557ace0e58f4fbe4515f1482a930".to_owned(),
        tool: "upgrade-wizard 0.1.0".to_owned(),
        record_sha256: "884d6346c09b05d33d43f1594e693d024588110102142d668f9f3c1a769e4f30"
            .to_owned(),
        record_lines: 1234,
        sealed: None,
        ticket: Some("CHG-4711".to_owned()),
        host: "srv-07".to_owned(),
        opened_at: "2026-11-21T09:00:00Z".parse().unwrap(),
        opened_by: alice(),
        unchecked: None,
        stamps: Vec::new(),
    }
}

pub(super) fn sealed() -> Head {
    let at = "2026-11-21T12:00:00Z".parse().unwrap();
    let Person { id, name, key } = bob();
    Head { sealed: Some(Sealed { by_id: id, by_name: name, key, at }), ..head() }
}

/// A session that is told what to do, one minute after the other.
pub(super) struct Story {
    pub(super) model: Model,
    at: Timestamp,
    by: Person,
    via: Via,
}

impl Story {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        let at = head().opened_at;
        Self { model: Model::new(plan), at, by: alice(), via: Via::Person }
    }

    pub(super) fn is(mut self, by: Person) -> Self {
        self.by = by;
        self
    }

    pub(super) fn via(mut self, via: Via) -> Self {
        self.via = via;
        self
    }

    pub(super) fn step(&self, id: &str) -> StepIx {
        self.model.step_named(id).unwrap_or_else(|| panic!("no step {id}"))
    }

    pub(super) fn wish(self, wish: Wish) -> Self {
        self.later(1).put(wish)
    }

    /// Lets minutes go by.
    pub(super) fn later(mut self, minutes: i64) -> Self {
        self.at += SignedDuration::from_mins(minutes);
        self.model.tick(self.at);
        self
    }

    fn put(mut self, wish: Wish) -> Self {
        let msg = Msg { at: self.at, by: self.by.clone(), via: self.via.clone(), wish };
        let told = format!("{:?}", msg.wish);
        update(&mut self.model, msg).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        self
    }

    pub(super) fn answer(self, id: &str, answer: Answer) -> Self {
        let step = self.step(id);
        self.wish(Wish::Answer { step, answer })
    }

    pub(super) fn line(self, id: &str, text: &str) -> Self {
        self.answer(id, Answer::Line(text.to_owned()))
    }

    pub(super) fn attach(self, id: &str, path: &str) -> Self {
        let step = self.step(id);
        self.wish(Wish::Attach { step, evidence: file(path) })
    }

    pub(super) fn waive(self, id: &str, reason: &str) -> Self {
        let step = self.step(id);
        self.wish(Wish::Waive { step, reason: reason.to_owned() })
    }

    pub(super) fn correct(self, id: &str, answer: Answer, reason: &str) -> Self {
        let step = self.step(id);
        self.wish(Wish::Correct { step, answer, reason: reason.to_owned() })
    }

    pub(super) fn reopen(self, id: &str, reason: &str) -> Self {
        let step = self.step(id);
        self.wish(Wish::Reopen { step, reason: reason.to_owned() })
    }

    pub(super) fn note(self, id: Option<&str>, text: &str) -> Self {
        let step = id.map(|id| self.step(id));
        self.wish(Wish::Note { step, text: text.to_owned() })
    }

    /// Begins an upgrade, after everything was looked at again and found unchanged.
    pub(super) fn begin(self, site: &str) -> Self {
        let step = self.step(&format!("upgrade-site/{site}"));
        self.check(site).wish(Wish::Begin { step, word: format!("UPGRADE {site}") })
    }

    /// Looks at everything again, and finds it unchanged.
    pub(super) fn check(self, site: &str) -> Self {
        let step = self.step(&format!("upgrade-site/{site}"));
        let wish = look_again(&self.model, step);
        self.wish(wish)
    }

    pub(super) fn end(self, site: &str, outcome: UpgradeOutcome, looked: Option<&str>) -> Self {
        let step = self.step(&format!("upgrade-site/{site}"));
        self.wish(Wish::End { step, outcome, looked: looked.map(str::to_owned) })
    }

    pub(super) fn close(self) -> Self {
        let shown = verdict(&self.model).outcome;
        self.wish(Wish::Close { shown })
    }

    /// Settles all that is left, in order, and closes the session.
    pub(super) fn finish(mut self) -> Self {
        for warning in verdict(&self.model).unacknowledged {
            self = self.wish(Wish::Acknowledge { warning });
        }
        let is_open = |state: &State| matches!(state, State::Open | State::Waiting(_));
        while let Some(step) = self.model.states().iter().position(is_open) {
            self = self.settle(StepIx(step));
        }
        assert_ne!(verdict(&self.model).outcome, Outcome::Incomplete, "the walk is at its end");
        self.close()
    }

    fn settle(self, step: StepIx) -> Self {
        let answer = match self.model.plan().ask(step) {
            Ask::YesNo { .. } => Answer::Yes,
            Ask::Word { word, .. } => Answer::Word(word),
            Ask::OneOf { options, .. } => {
                Answer::Choice(options.into_iter().find(|it| it.settles).unwrap().id)
            }
            Ask::Line { example, .. } => Answer::Line(example),
            Ask::Evidence { .. } => {
                let readings = proving(&self.model, step);
                let evidence = Evidence { readings, ..file("C:\\proof.txt") };
                let attached = self.wish(Wish::Attach { step, evidence });
                if *attached.model.state(step) == State::Observed {
                    return attached;
                }
                let answer = match attached.model.value_to_type(step) {
                    Some((_, value)) => Answer::Word(value),
                    None => Answer::Seen,
                };
                return attached.wish(Wish::Answer { step, answer });
            }
            Ask::Begin { word, .. } => {
                let looked = look_again(&self.model, step);
                let begun = self.wish(looked).wish(Wish::Begin { step, word });
                let outcome = UpgradeOutcome::Succeeded;
                return begun.wish(Wish::End { step, outcome, looked: None });
            }
            Ask::Gate { .. } | Ask::Outcome { .. } => panic!("not asked"),
        };
        self.wish(Wish::Answer { step, answer })
    }
}

/// Everything that has to be looked at before a point of no return, found unchanged.
pub(super) fn look_again(model: &Model, step: StepIx) -> Wish {
    let pieces = to_read(model, step).into_iter().map(|it| Piece {
        step: it.step,
        then: it.then,
        since: Since::Unchanged,
        readings: Vec::new(),
    });
    Wish::Check { step, inspection: Inspection { pieces: pieces.collect(), pins: Vec::new() } }
}

/// What the sensors of a step would say of good files.
fn proving(model: &Model, step: StepIx) -> Vec<Reading> {
    let by = &model.plan().template(step).proof.by;
    let together = by.first().map(Vec::as_slice).unwrap_or_default().iter();
    let readings = together.map(|sensor| Reading {
        kind: SensorKind::named(sensor.word()).unwrap(),
        verdict: ReadingVerdict::Proves,
        values: vec![("version".to_owned(), Value::Text("2.0.1380.1105".to_owned()))],
        needed: vec![("version".to_owned(), "that or later".to_owned())],
        findings: Vec::new(),
    });
    readings.collect()
}

pub(super) fn file(path: &str) -> Evidence {
    Evidence {
        path: path.to_owned(),
        kind: EvidenceKind::File,
        size_bytes: 1_234_567,
        sha256: "3e3ba204a0292eaf5664940ccab597f540d342691c472bc242437d0357729a43".to_owned(),
        modified: Some("2026-11-20T23:59:59Z".parse().unwrap()),
        readings: Vec::new(),
    }
}

/// Two folks, an answers file, a waiver, corrections, a failed upgrade, then the end.
pub(super) fn eventful(plan: Arc<Plan>) -> Story {
    let answers = Via::AnswersFile { name: "rehearsal.toml".to_owned(), sha256: "a".repeat(64) };
    let folder = Evidence {
        kind: EvidenceKind::Folder { manifest: "cen.sums".to_owned(), files: 1200, unreadable: 0 },
        ..file("D:\\backup\\CEN")
    };
    let story = Story::new(plan)
        .via(answers)
        .line("account/CEN", "CORP\\SMSOLD")
        .line("account/SEC", "CORP\\SMSSVC")
        .via(Via::Person)
        .correct(
            "account/CEN",
            Answer::Line("CORP\\SMSSVC".to_owned()),
            "read off the wrong server",
        )
        .attach("backup/CEN", "D:\\backup\\sms.reg");
    let backup = story.step("backup/CEN");
    story
        .wish(Wish::Attach { step: backup, evidence: folder })
        .answer("backup/CEN", Answer::Seen)
        .is(bob())
        .answer("backup/SEC", Answer::Word("NO BACKUP OF SEC".to_owned()))
        .note(Some("backup/SEC"), "SEC can be installed anew from CEN\nin twenty minutes.")
        .waive("metering/CEN", "nobody meters software here since 1999")
        .answer("metering/SEC", Answer::Choice("stopped".to_owned()))
        .answer("dump/CEN", Answer::Yes)
        .reopen("dump/CEN", "the dump was on the same disk")
        .answer("dump/CEN", Answer::Yes)
        .note(None, "Power went out at 09:10 for a minute; nothing was running.")
        .wish(Wish::Acknowledge { warning: 0 })
        .begin("CEN")
        .wish(Wish::Resume { despite_ledger: false })
        .end("CEN", UpgradeOutcome::Failed, Some("smssetup.log ends with SQL error 1105"))
}
