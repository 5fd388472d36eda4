//! What a run is pinned to: the plain data of a record's first event.

use jiff::Timestamp;

use crate::engine::{Person, Policy};

use super::line::LineError;
use super::stamp::{stamp, unstamp};
use super::stored::{self, Body, Event, FlowPin, HierarchyPin, Open, Who};

/// The format that this program writes.
pub(super) const FORMAT: &str = "runbook-log/1";

/// How formats of all versions begin.
pub(super) const FORMAT_FAMILY: &str = "runbook-log/";

/// What a run is pinned to, where it was opened, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub at: Timestamp,
    pub by: Person,
    /// 128 random bits in hex, made once: a signature of another run cannot be passed off here.
    pub run: String,
    pub tool: Tool,
    pub flow: PinnedFlow,
    pub hierarchy: PinnedFile,
    /// The level that the run takes the hierarchy to.
    pub target: String,
    /// The session's name.
    pub name: String,
    /// Hex. Of the signers file as it was when the run was opened.
    pub signers_sha256: String,
    pub here: Here,
    /// A ticket or change number, where there is one.
    pub ticket: Option<String>,
    /// Which steps need two persons, on top of what the flow asks: rules of
    /// [`Policy`].
    pub policy: Vec<String>,
}

/// The program that wrote the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    pub name: String,
    pub version: String,
    /// Hex. Of the executable.
    pub sha256: String,
}

/// The flow, and the file that keeps a copy of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedFlow {
    pub file: String,
    pub sha256: String,
    pub revision: u32,
    pub id: String,
}

/// A file that is kept beside the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedFile {
    pub file: String,
    /// Hex.
    pub sha256: String,
}

/// One sitting at one machine, from opening or taking up to leaving. Gathered by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Random, in hex; new for each sitting.
    pub session: String,
    /// The machine's name.
    pub host: String,
    pub os: String,
    /// Hash of the machine's identity, not the identity itself.
    pub machine: String,
    /// The identity of this boot, where the system has one.
    pub boot: String,
}

impl Here {
    pub(super) fn stored(&self) -> stored::Host {
        stored::Host { name: self.host.clone(), os: self.os.clone(), machine: self.machine.clone() }
    }
}

impl Opening {
    /// The first event; number and chain are those of an empty file.
    pub(super) fn stored(&self, prev: String) -> Event {
        let body = Body::Open(Open {
            fmt: FORMAT.to_owned(),
            tool: stored::Tool {
                name: self.tool.name.clone(),
                version: self.tool.version.clone(),
                sha256: self.tool.sha256.clone(),
            },
            flow: FlowPin {
                file: self.flow.file.clone(),
                sha256: self.flow.sha256.clone(),
                revision: self.flow.revision,
                id: self.flow.id.clone(),
            },
            hierarchy: HierarchyPin {
                file: self.hierarchy.file.clone(),
                sha256: self.hierarchy.sha256.clone(),
            },
            target: self.target.clone(),
            name: self.name.clone(),
            signers_sha256: self.signers_sha256.clone(),
            host: self.here.stored(),
            boot: self.here.boot.clone(),
            ticket: self.ticket.clone(),
            session: self.here.session.clone(),
            policy: self.policy.clone(),
        });
        Event {
            n: 1,
            prev,
            run: self.run.clone(),
            ts: stamp(self.at),
            clock: None,
            body,
            source: None,
            who: Some(Who {
                id: self.by.id.clone(),
                name: self.by.name.clone(),
                key: self.by.key.clone(),
                meaning: "opened this run".to_owned(),
            }),
            need: None,
        }
    }

    /// Reads the first event.
    pub(super) fn read(event: &Event) -> Result<Self, LineError> {
        let contradiction = |what| LineError::Contradiction { what };
        let Event {
            body: Body::Open(open),
            who: Some(who),
            clock: None,
            source: None,
            need: None,
            ..
        } = event
        else {
            return Err(contradiction("it does not open a run"));
        };
        let open = open.clone();
        if Policy::parse(&open.policy).map(|policy| policy.words()) != Ok(open.policy.clone()) {
            return Err(contradiction("its rules of who needs a second person cannot be read"));
        }
        Ok(Self {
            at: unstamp(&event.ts).ok_or(contradiction("`ts` is not a time"))?,
            by: who.person(),
            run: event.run.clone(),
            tool: Tool {
                name: open.tool.name,
                version: open.tool.version,
                sha256: open.tool.sha256,
            },
            flow: PinnedFlow {
                file: open.flow.file,
                sha256: open.flow.sha256,
                revision: open.flow.revision,
                id: open.flow.id,
            },
            hierarchy: PinnedFile { file: open.hierarchy.file, sha256: open.hierarchy.sha256 },
            target: open.target,
            name: open.name,
            signers_sha256: open.signers_sha256,
            here: Here {
                session: open.session,
                host: open.host.name,
                os: open.host.os,
                machine: open.host.machine,
                boot: open.boot,
            },
            ticket: open.ticket,
            policy: open.policy,
        })
    }
}

impl stored::Party {
    pub(super) fn of(person: &Person) -> Self {
        Self { id: person.id.clone(), name: person.name.clone(), key: person.key.clone() }
    }

    pub(super) fn person(&self) -> Person {
        Person { id: self.id.clone(), name: self.name.clone(), key: self.key.clone() }
    }
}

impl Who {
    pub(super) fn person(&self) -> Person {
        Person { id: self.id.clone(), name: self.name.clone(), key: self.key.clone() }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::record::chain::Chain;

    /// An opening by someone, with everything else filled in.
    pub(in crate::record) fn opening(id: &str, key: &str) -> Opening {
        let text = str::to_owned;
        Opening {
            at: "2026-11-21T09:06:40Z".parse().unwrap(),
            by: Person { id: text(id), name: text("A"), key: text(key) },
            run: text("4261557ace0e58f4fbe4515f1482a930"),
            tool: Tool { name: text("t"), version: text("1"), sha256: text("aa") },
            flow: PinnedFlow { file: text("f"), sha256: text("bb"), revision: 3, id: text("sms") },
            hierarchy: PinnedFile { file: text("h"), sha256: text("cc") },
            target: text("2.0 SP2"),
            name: text("autumn"),
            signers_sha256: text("dd"),
            here: Here {
                session: text("s"),
                host: text("h"),
                os: text("o"),
                machine: text("m"),
                boot: text("b"),
            },
            ticket: None,
            policy: Vec::new(),
        }
    }

    #[test]
    fn an_opening_comes_back_from_its_line() {
        for ticket in [None, Some("CHG-4711".to_owned())] {
            let opening = Opening { ticket, ..opening("alice", "SHA256:x") };
            let event = opening.stored(Chain::default().prev());
            assert_eq!(Opening::read(&event), Ok(opening));
        }
    }

    #[test]
    fn an_opening_names_a_person_and_one_kind_of_policy() {
        let event = opening("alice", "SHA256:x").stored(Chain::default().prev());
        let Body::Open(open) = event.body.clone() else { panic!("it opens") };
        let policy = Body::Open(Open { policy: vec!["a*b".to_owned()], ..open });
        let table = [
            Event { who: None, ..event.clone() },
            Event { clock: Some("behind".to_owned()), ..event.clone() },
            Event { ts: "soon".to_owned(), ..event.clone() },
            Event { body: policy, ..event },
        ];
        for event in table {
            assert!(Opening::read(&event).is_err(), "{event:?}");
        }
    }
}
