//! The same story through both faces leaves the same facts; and the line-by-line face on a real
//! terminal.

use std::collections::VecDeque;
use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem as _};
use upgrade_wizard::engine::{Deed, Fact, FindingId, Via};
use upgrade_wizard::flow::Flow;
use upgrade_wizard::record::{Exhibit, Signers, Standing, verify};
use upgrade_wizard::step::{Answer, How, Kind};

use crate::stage::{Stage, root};
use crate::story::{Told, folder};

/// Longest wait for the program to say something. Only a program that hangs takes so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is on record, checked.
pub(crate) fn facts(record: &Path, signers: &Path) -> Vec<Fact> {
    let signers = Signers::parse(&fs::read_to_string(signers).unwrap()).unwrap();
    let record = fs::read(record).unwrap();
    let report = verify(&Exhibit { record: &record, ..Exhibit::default() }, &signers);
    assert_ne!(report.standing(), Standing::Altered, "{:?}", report.findings);
    report.facts
}

/// What an operator does next at the prompt.
enum Reply {
    /// Chooses the option that begins so, or else so.
    Pick(String),
    PickEither(&'static str, &'static str),
    Type(String),
}

fn pick(label: &str) -> Reply {
    Reply::Pick(label.to_owned())
}

fn typed(text: &str) -> Reply {
    Reply::Type(text.to_owned())
}

/// The label of an option of a step that offers several.
fn label_of(step: &str, option: &str) -> String {
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let template = step.split('/').next().unwrap();
    let step = flow.steps.iter().find(|step| step.id == template).unwrap();
    let Kind::Choose { options, .. } = &step.kind else { panic!("{template} offers no choice") };
    options.iter().find(|offered| offered.id == option).unwrap().label.to_string()
}

fn answer(step: &str, answer: &Answer) -> Reply {
    match answer {
        Answer::Yes => typed("yes"),
        Answer::Seen => typed("seen"),
        Answer::Choice(option) => Reply::Pick(label_of(step, option)),
        Answer::Word(text) | Answer::Line(text) => typed(text),
    }
}

/// What to do about a deed once its step, or its warning, is before us.
fn replies(deed: &Deed) -> Vec<Reply> {
    match deed {
        Deed::Acknowledged { .. } => vec![pick("I have read this warning")],
        Deed::Answered { step, answer: given, .. } => {
            let how = match given {
                // Whether a program read it and it proves the step, or nobody knows.
                Answer::Seen => Reply::PickEither("Confirm the evidence", "Stand in for it"),
                Answer::Yes => pick("Yes, it is done"),
                Answer::Word(_) => Reply::PickEither("Go without evidence", "Answer this step"),
                Answer::Choice(_) | Answer::Line(_) => pick("Answer this step"),
            };
            vec![how, answer(step, given)]
        }
        Deed::Begun { word, .. } => vec![pick("Begin"), typed(word)],
        Deed::Ended { outcome, .. } => vec![pick("Say how it ended"), pick(outcome.label())],
        Deed::Waived { reason, .. } => vec![pick("Waive it"), typed(reason)],
        Deed::Corrected { step, answer: given, reason, .. } => {
            vec![pick("Correct"), answer(step, given), typed(reason)]
        }
        Deed::Attached { evidence, .. } => vec![pick("Attach"), typed(&evidence.path)],
        Deed::Noted { step: Some(_), text } => vec![pick("Write a note"), typed(text)],
        // The look before an upgrade comes by itself when the upgrade is begun.
        Deed::Checked { .. } => Vec::new(),
        Deed::Closed { .. } => vec![pick("Review, and close"), pick("Close and seal")],
        other => panic!("the story has no {other:?}"),
    }
}

/// The step or warning that a deed is about.
fn about(deed: &Deed) -> Option<&str> {
    match deed {
        Deed::Answered { step, .. }
        | Deed::Begun { step, .. }
        | Deed::Ended { step, .. }
        | Deed::Waived { step, .. }
        | Deed::Corrected { step, .. }
        | Deed::Attached { step, .. }
        | Deed::Noted { step: Some(step), .. } => Some(step),
        Deed::Acknowledged { warning, .. } => Some(warning),
        _ => None,
    }
}

/// The line-by-line face behind a pipe.
struct Piped {
    child: Child,
    said: Receiver<Vec<u8>>,
    transcript: String,
    /// Where in the transcript the last answer was given.
    since: usize,
}

impl Piped {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let said = listen(child.stdout.take().unwrap());
        Self { child, said, transcript: String::new(), since: 0 }
    }

    /// Waits for a question. `None`: the program has ended.
    fn question(&mut self) -> Option<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = self.transcript[self.since..].rsplit('\n').next().unwrap_or_default();
            if is_question(last) {
                return Some(last.to_owned());
            }
            match self.said.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.transcript.push_str(&String::from_utf8(bytes).unwrap()),
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("it hangs:\n{}", self.transcript),
            }
        }
    }

    fn type_line(&mut self, text: &str) {
        self.since = self.transcript.len();
        writeln!(self.child.stdin.as_mut().unwrap(), "{text}").unwrap();
    }

    /// The page that is before us.
    fn page(&self) -> &str {
        &self.transcript[self.since..]
    }

    /// The id of the step or warning that is before us. Its heading can run over two lines, and is
    /// not written again while nothing has happened.
    fn place(&self) -> Option<String> {
        let at = self.transcript.rfind("\n--- ")?;
        let heading = self.transcript[at..].lines().skip(1).take(2).collect::<Vec<_>>().join(" ");
        let rest = match heading.split_once(" --- step ") {
            Some((_, rest)) => rest.split_once(" --- ")?.1,
            None => heading.strip_prefix("--- warning --- ")?,
        };
        rest.split_whitespace().next().map(str::to_owned)
    }

    /// The number of the option that begins with one of these.
    fn number_of(&self, question: &str, labels: &[&str]) -> String {
        assert!(question.contains("(1-"), "{labels:?} for {question}");
        let is_meant = |offered: &str| labels.iter().any(|label| offered.starts_with(label));
        let option = options(self.page()).find(|(_, offered)| is_meant(offered));
        let (number, _) = option.unwrap_or_else(|| panic!("{labels:?}:\n{}", self.page()));
        number.to_owned()
    }

    fn reply(&mut self, reply: &Reply) {
        let question = self.question().unwrap_or_else(|| panic!("it ended:\n{}", self.transcript));
        let line = match reply {
            Reply::Type(text) => {
                assert!(!question.contains("(1-"), "{text} for {question}");
                text.clone()
            }
            Reply::Pick(label) => self.number_of(&question, &[label]),
            Reply::PickEither(one, other) => self.number_of(&question, &[one, other]),
        };
        self.type_line(&line);
    }
}

/// Reads until there is nothing more, without holding up whoever writes.
fn listen(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut block = vec![0; 65536];
        while let Ok(read @ 1..) = from.read(&mut block) {
            if sender.send(block[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Whether the line that has no end yet is a question.
fn is_question(line: &str) -> bool {
    let endings = [
        "): ",
        "to go back: ",
        "Your answer: ",
        "is right: ",
        "without any: ",
        "on this step: ",
        "for the correction: ",
        "on without it: ",
        "for the next one: ",
    ];
    endings.iter().any(|ending| line.ends_with(ending))
}

/// The options on a page: number and label.
fn options(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.lines().filter_map(|line| {
        let (number, label) = line.strip_prefix("  ")?.trim_start().split_once("  ")?;
        number.parse::<usize>().ok()?;
        Some((number, label))
    })
}

/// Tells deeds at the prompt, in their order, going to each step where it does not come up itself.
fn tell(piped: &mut Piped, deeds: &[Deed]) {
    for deed in deeds {
        let mut replies: VecDeque<_> = replies(deed).into();
        piped.question();
        let here = piped.place();
        if about(deed).is_some_and(|id| here.as_deref() != Some(id)) {
            let id = about(deed).unwrap();
            assert!(
                matches!(deed, Deed::Corrected { .. }),
                "{id} comes up by itself, not {here:?}"
            );
            replies.push_front(typed(id));
            replies.push_front(pick("Look at another step"));
        }
        for reply in replies {
            piped.reply(&reply);
        }
    }
}

#[test]
fn the_same_story_through_either_face_leaves_the_same_facts() {
    let told = Told::by_script();
    let by_script = facts(&told.stage.session().join("record.jsonl"), &told.stage.signers());
    let deeds: Vec<_> = by_script.iter().map(|fact| fact.deed.clone()).collect();

    let stage = Stage::new();
    let (key, signers) = (stage.key(), stage.signers());
    #[rustfmt::skip]
    let arguments = [
        "run", "--hierarchy", "hierarchy.toml", "--target", "2.0 SP2", "--front", "plain",
        "--key", key.to_str().unwrap(), "--signers", signers.to_str().unwrap(),
    ];
    let mut piped = Piped::start(stage.command(&folder(), &arguments));
    tell(&mut piped, &deeds);
    assert_eq!(piped.question(), None, "{}", piped.transcript);
    assert_eq!(piped.child.wait().unwrap().code(), Some(0), "{}", piped.transcript);

    let by_hand = facts(&stage.session().join("record.jsonl"), &signers);
    assert_eq!(by_hand.len(), by_script.len());
    for (by_hand, by_script) in by_hand.iter().zip(&by_script) {
        assert_eq!(timeless(&by_hand.deed), timeless(&by_script.deed));
        assert_eq!(by_hand.via, Via::Pipe, "the driver writes to a pipe");
        assert!(matches!(&by_script.via, Via::AnswersFile { name, .. } if name == "answers.toml"));
    }
}

/// A deed without what a sensor was asked of the time: the sessions are not of the same second.
pub(crate) fn timeless(deed: &Deed) -> Deed {
    let mut deed = deed.clone();
    if let Deed::Attached { evidence, .. } = &mut deed {
        for reading in &mut evidence.readings {
            reading.needed.retain(|(key, _)| key != "modified");
            for finding in &mut reading.findings {
                if finding.id == FindingId::CopylogOlderThanHotfix {
                    finding.text.clear();
                }
            }
        }
    }
    deed
}

/// A real terminal, as an operator sees it.
struct Terminal {
    pty: Box<dyn MasterPty + Send>,
    said: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    screen: vt100::Parser,
    /// Everything that ever came, for what must not be shown.
    all: Vec<u8>,
}

impl Terminal {
    /// Waits until a text stands in the last line that has one.
    fn wait_for(&mut self, text: &str) {
        self.wait_for_both("", text);
    }

    /// The same, and until another text stands anywhere.
    fn wait_for_both(&mut self, anywhere: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let contents = self.screen.screen().contents();
            let last = contents.trim_end().lines().last().unwrap_or_default();
            if contents.contains(anywhere) && last.contains(text) {
                return;
            }
            match self.said.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.all.extend(bytes);
                }
                Err(error) => panic!("{error}: no `{text}` in\n{contents}"),
            }
        }
    }

    /// Types what is not to be seen. The question stands there a moment before the terminal stops
    /// showing what is typed, and what is typed in that moment is thrown away.
    fn type_secret(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.pty.get_termios().unwrap().local_flags.bits() & libc::ECHO != 0 {
            assert!(Instant::now() < deadline, "the terminal shows what is typed");
            thread::yield_now();
        }
        self.type_line(text);
    }

    fn type_line(&mut self, text: &str) {
        self.keyboard.write_all(format!("{text}\r").as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Chooses by what the screen offers.
    fn pick(&mut self, label: &str) {
        self.wait_for("Your choice (1-");
        let contents = self.screen.screen().contents();
        let found = options(&contents).filter(|(_, offered)| offered.starts_with(label)).last();
        let (number, _) = found.unwrap_or_else(|| panic!("{label} in\n{contents}"));
        self.type_line(number);
    }
}

/// Longer than the terminal is wide.
const LONG_NOTE: &str = "The guide is in room 4, in the second cupboard from the door, and it was \
                         read there by both of us on the evening before the upgrade.";

#[test]
fn on_a_terminal_a_key_with_a_passphrase_is_made_and_the_first_steps_are_walked() {
    const PASSPHRASE: &str = "winter-lamp-47";
    let stage = Stage::bare();
    let (rows, columns) = (NonZero::new(60).unwrap(), NonZero::new(100).unwrap());
    let size = PtySize { rows: rows.get(), cols: columns.get(), pixel_width: 0, pixel_height: 0 };
    let pty = NativePtySystem::default().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_upgrade-wizard"));
    command.args(["run", "--example", "--front", "plain"]);
    command.env("UPGRADE_WIZARD_HOME", stage.home());
    command.env("TERM", "xterm");
    command.cwd(root());
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut terminal = Terminal {
        said: listen(pty.master.try_clone_reader().unwrap()),
        keyboard: pty.master.take_writer().unwrap(),
        screen: vt100::Parser::new(rows, columns, 0),
        all: Vec::new(),
        pty: pty.master,
    };

    terminal.wait_for("Your name");
    terminal.type_line("Ines Falk");
    terminal.wait_for("New passphrase");
    terminal.type_secret("abc");
    terminal.wait_for_both("A passphrase has at least", "New passphrase");
    terminal.type_secret(PASSPHRASE);
    terminal.wait_for("The same once more");
    terminal.type_secret(PASSPHRASE);
    terminal.pick("Go without evidence");
    terminal.wait_for("or nothing to go back");
    terminal.type_line("I READ ALL OF THEM");
    terminal.pick("Write a note");
    terminal.wait_for("Note on this step");
    terminal.type_line(LONG_NOTE);
    terminal.pick("Yes, it is done");
    terminal.wait_for("(yes/no)");
    terminal.type_line("yes");
    stand_in_for_evidence_that_proves_nothing(&mut terminal);
    terminal.pick("Stop here");
    let status = child.wait().unwrap();
    assert_eq!(status.exit_code(), 10);

    let shown = String::from_utf8_lossy(&terminal.all);
    // A line that is longer than the terminal is wide is not painted again.
    assert_eq!(shown.matches("Note on this step").count(), 1, "{shown}");
    assert!(!shown.contains(PASSPHRASE), "a passphrase is never shown");
    let key = stage.home().join("keys/id_ed25519");
    for (passphrase, opens) in [(PASSPHRASE, true), ("", false)] {
        let mut keygen = Command::new("ssh-keygen");
        let keygen = keygen.args(["-y", "-P", passphrase, "-f"]).arg(&key).output().unwrap();
        assert_eq!(keygen.status.success(), opens, "passphrase {passphrase:?}");
    }
    let facts = facts(&stage.session().join("record.jsonl"), &stage.home().join("allowed_signers"));
    assert!(facts.iter().all(|fact| fact.by.name == "Ines Falk" && fact.via == Via::Person));
    let told: Vec<_> = facts.iter().map(|fact| about(&fact.deed).unwrap_or_default()).collect();
    let (first, second) = ("read-release-notes/CEN", "read-upgrading-chapter/CEN");
    assert_eq!(told, [first, second, second, BY_HAND, BY_HAND]);
    let Deed::Answered { answer, how, .. } = &facts.last().unwrap().deed else { panic!() };
    assert_eq!((answer, *how), (&Answer::Word("ON MY WORD".to_owned()), How::Attested));
}

/// A step that asks for evidence and that nothing blocks.
const BY_HAND: &str = "event-log/CEN";

/// What is attached says nothing: a person at a terminal has to stand in for it, in so many words.
fn stand_in_for_evidence_that_proves_nothing(terminal: &mut Terminal) {
    terminal.pick("Look at another step");
    terminal.wait_for("or nothing for the next one");
    terminal.type_line(BY_HAND);
    terminal.pick("Attach a file");
    terminal.wait_for("or nothing to go back");
    terminal.type_line("Cargo.toml");
    terminal.pick("Stand in for it");
    terminal.wait_for("or nothing to go back");
    terminal.type_line("seen");
    terminal.wait_for_both("Not done.", "Your choice (1-");
    terminal.pick("Stand in for it");
    terminal.wait_for("or nothing to go back");
    terminal.type_line("ON MY WORD");
}
