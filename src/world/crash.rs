//! What is left behind when the program panics: a report for whoever mends it, and one line for the
//! operator.
//!
//! Nothing that was typed goes into the report, nothing from the environment, and of the arguments
//! only the command.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Timestamp;

use crate::text::{clip, shown, shown_lines};

use super::here;
use super::home::Home;
use super::store::keep_private;

/// Most of a panic's message that is kept, in characters: it may quote what it stumbled over.
const MESSAGE_CHARACTERS: usize = 500;

/// What is said to the operator, once the report is named.
const WHAT_NOW: &str = "The session is saved up to its last recorded answer: go on with \
                        `upgrade-wizard resume`.";

/// One panic.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Crash {
    at: Timestamp,
    /// The command that was started, like `run`.
    command: String,
    thread: String,
    /// File and line in the source.
    place: String,
    message: String,
    backtrace: String,
}

/// From now on, a panic leaves a report in the data folder.
///
/// On the thread that calls this, which is the one that owns the terminal, `restore` first gives
/// the terminal back, and `tell` says in one line where the report is. On another thread only the
/// report is written: whoever started that thread learns how it ended, and the screen goes on.
pub fn install(home: &Home, restore: fn(), tell: fn(&str)) {
    let folder = home.reports().to_owned();
    let owner = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        let is_owner = thread::current().id() == owner;
        if is_owner {
            restore();
        }
        let backtrace = Backtrace::force_capture();
        let line = told(&keep(&folder, &crash(info, &backtrace)));
        if is_owner {
            tell(&line);
        }
    }));
}

/// What the operator is told of a report that was kept, or could not be.
fn told(kept: &io::Result<PathBuf>) -> String {
    match kept {
        Ok(path) => {
            format!("A report of this is in {}. {WHAT_NOW}", shown(&path.to_string_lossy()))
        }
        Err(error) => format!("No report of this could be kept ({error}). {WHAT_NOW}"),
    }
}

fn crash(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> Crash {
    let place = info.location().map(ToString::to_string);
    Crash {
        at: here::now(),
        command: command(std::env::args_os().nth(1).and_then(|word| word.into_string().ok())),
        thread: thread::current().name().unwrap_or("without a name").to_owned(),
        place: place.unwrap_or_else(|| "unknown".to_owned()),
        message: message(info).to_owned(),
        backtrace: backtrace.to_string(),
    }
}

/// What the panic said. `panic!` gives a text of one of two types.
fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let fixed = payload.downcast_ref::<&'static str>().copied();
    fixed.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("none")
}

/// The first argument, where it looks like a command: anything else may be anything.
fn command(first: Option<String>) -> String {
    match first {
        None => "none".to_owned(),
        Some(word) if word.bytes().all(|byte| byte.is_ascii_lowercase()) => clip(&word, 20),
        Some(_) => "not a command".to_owned(),
    }
}

impl Crash {
    /// The report: one fact a line, then the backtrace. All of it is harmless.
    fn report(&self) -> String {
        let message: String = self.message.chars().take(MESSAGE_CHARACTERS).collect();
        let system = format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH);
        let facts = [
            ("version", concat!("upgrade-wizard ", env!("CARGO_PKG_VERSION"))),
            ("system", &system),
            ("time", &self.at.to_string()),
            ("command", &self.command),
            ("thread", &self.thread),
            ("place", &self.place),
            ("message", &message),
        ];
        let mut text = "upgrade-wizard stopped where it should not have.\n\
                        Whoever maintains it can tell from this where; no answer, name or \
                        passphrase is in here on purpose.\n\n"
            .to_owned();
        for (label, fact) in facts {
            writeln!(text, "{label:<9} {}", shown(fact)).expect("a string takes any text");
        }
        text.push_str("\nbacktrace\n");
        text.push_str(&shown_lines(&self.backtrace));
        text
    }

    /// `crash-20260114-090501-1f2e.txt`.
    fn file_name(&self, chance: [u8; 2]) -> String {
        let digits: String = self.at.to_string().chars().filter(char::is_ascii_digit).collect();
        let (day, time) = digits.split_at(digits.len().min(8));
        format!("crash-{day}-{time}-{}.txt", here::hex(&chance))
    }
}

/// Writes the report where nobody but the owner can read it.
fn keep(folder: &Path, crash: &Crash) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = folder.join(crash.file_name(here::random()?));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    keep_private(&mut options);
    let mut file = options.open(&path)?;
    file.write_all(crash.report().as_bytes())?;
    file.sync_all()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Crash {
        Crash {
            at: "2026-01-14T09:05:01Z".parse().unwrap(),
            command: "run".to_owned(),
            thread: "main".to_owned(),
            place: "src/a.rs:1:2".to_owned(),
            message: format!("\u{1B}[2Jbroken\n{}", "x".repeat(5000)),
            backtrace: "   0: a\u{202E}b\n   1: c\n".to_owned(),
        }
    }

    #[test]
    fn the_report_says_where_and_is_harmless() {
        let report = example().report();
        let lines: Vec<&str> = report.lines().collect();
        let version = format!("version   upgrade-wizard {}", env!("CARGO_PKG_VERSION"));
        assert!(lines.contains(&version.as_str()), "{report}");
        for line in ["time      2026-01-14T09:05:01Z", "command   run", "place     src/a.rs:1:2"] {
            assert!(lines.contains(&line), "{line} in {report}");
        }
        assert!(report.contains("message   <U+001B>[2Jbroken<U+000A>xxx"), "{report}");
        assert!(report.ends_with("backtrace\n   0: a<U+202E>b\n   1: c\n"), "{report}");
        assert!(report.len() < 1500, "{} bytes", report.len());
    }

    #[test]
    fn of_the_arguments_only_a_command_is_told() {
        let table = [
            (None, "none"),
            (Some("resume"), "resume"),
            (Some("/home/tess/secret"), "not a command"),
            (Some("--key"), "not a command"),
            (Some("Passw0rd"), "not a command"),
        ];
        for (first, expected) in table {
            assert_eq!(command(first.map(str::to_owned)), expected, "{first:?}");
        }
    }

    #[test]
    fn a_report_is_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("not yet there");
        let kept = keep(&data, &example());
        let line = told(&kept);
        let path = kept.unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("crash-20260114-090501-"), "{name}");
        assert_eq!(name.len(), "crash-20260114-090501-1f2e.txt".len(), "{name}");
        assert_eq!(fs::read_to_string(&path).unwrap(), example().report());
        assert!(line.contains(name) && line.contains("upgrade-wizard resume"), "{line}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let nowhere = told(&keep(&path, &example()));
        assert!(nowhere.starts_with("No report of this could be kept ("), "{nowhere}");
    }

    /// What the report says when a thread panics over a value that it quotes.
    fn report_of(value: &(dyn std::fmt::Debug + Sync)) -> String {
        let (sender, reports) = std::sync::mpsc::channel();
        let before: std::sync::Arc<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> =
            panic::take_hook().into();
        let usual = std::sync::Arc::clone(&before);
        panic::set_hook(Box::new(move |info| {
            // Other tests run meanwhile.
            if thread::current().name() == Some("broken") {
                let report = crash(info, &Backtrace::force_capture()).report();
                let _nobody_listens = sender.send(report);
            } else {
                usual(info);
            }
        }));
        let panicked = thread::scope(|scope| {
            let broken = thread::Builder::new().name("broken".to_owned());
            let broken = broken.spawn_scoped(scope, || panic!("stumbled over {value:?}"));
            broken.unwrap().join()
        });
        panic::set_hook(Box::new(move |info| before(info)));
        assert!(panicked.is_err());
        reports.try_recv().unwrap()
    }

    #[test]
    fn a_report_of_a_panic_over_a_key_has_no_passphrase_in_it() {
        const PLANTED: &str = "correct horse battery";
        let phrase = crate::keys::Passphrase::new(PLANTED.to_owned());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = crate::keys::SecretKey::generate("ann").unwrap();
        key.write_locked(&path, &phrase).unwrap();
        let file = crate::keys::KeyFile::load(&path).unwrap();
        let report = report_of(&(phrase, file, key));
        assert!(report.contains("message   stumbled over (Passphrase, KeyFile("), "{report}");
        assert!(report.contains("thread    broken"), "{report}");
        assert!(!report.contains(PLANTED) && !report.contains("battery"), "{report}");
    }
}
