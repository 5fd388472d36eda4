//! The command line. May use everything; used by `main` and nothing else. The only home of clap.

mod abort;
mod args;
mod attest;
mod check;
mod console;
mod diff;
mod enrol;
mod face;
mod full;
mod gather;
mod inspect;
mod key;
mod keyring;
mod keys_args;
mod out;
mod pack;
mod plan;
mod print;
mod ready;
mod recheck;
mod resume;
mod run;
mod sense;
mod sessions;
mod shell;
mod signers;
mod source;
mod stamp;
mod verify;
mod walk;

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use crate::failure::Failure;
use crate::front::tui;
use crate::world::crash;
use crate::world::home::Home;

use args::{Command, Typed};

/// Gives the terminal back before a crash is told, and what was told meanwhile.
fn give_back() {
    tui::give_back();
    out::let_go();
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let typed = match Typed::try_parse() {
        Ok(typed) => typed,
        Err(error) => {
            // What was typed comes back in the message: it is made harmless like anything else.
            let text = error.render().to_string();
            if error.use_stderr() {
                out::tell(&text);
            } else {
                let _nobody_listens = out::result(&text);
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    // Without a home there is nowhere to leave a report; the command says so in its own words.
    if let Ok(home) = Home::find() {
        crash::install(&home, give_back, out::tell);
    }
    let ended = catch_unwind(AssertUnwindSafe(|| perform(typed)));
    match ended {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            report(&failure);
            failure.exit_code()
        }
        Err(_) => {
            let failure = Failure::Bug { what: "the program stopped in the middle".to_owned() };
            report(&failure);
            failure.exit_code()
        }
    }
}

fn perform(typed: Typed) -> Result<(), Failure> {
    match typed.command {
        None => console::open(),
        Some(Command::Run(typed)) => run::run(&typed),
        Some(Command::Resume(typed)) => resume::resume(&typed),
        Some(Command::Ready(typed)) => ready::ready(&typed),
        Some(Command::Attest(typed)) => attest::attest(&typed),
        Some(Command::Gather(typed)) => gather::gather(&typed),
        Some(Command::Abort(typed)) => abort::abort(&typed),
        Some(Command::Print(typed)) => print::print(&typed),
        Some(Command::Pack(typed)) => pack::pack(&typed),
        Some(Command::Stamp(typed)) => stamp::stamp(&typed),
        Some(Command::Plan(typed)) => plan::plan(&typed),
        Some(Command::Inspect(typed)) => inspect::inspect(&typed),
        Some(Command::Verify(typed)) => verify::verify(&typed),
        Some(Command::Diff(typed)) => diff::diff(&typed),
        Some(Command::Sessions(typed)) => sessions::sessions(&typed),
        Some(Command::Check(typed)) => check::check(&typed),
        Some(Command::Key(typed)) => key::key(&typed),
        Some(Command::Signers(typed)) => signers::signers(&typed),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man) => shell::man(),
    }
}

/// The message, then each cause, then what to do.
fn report(failure: &Failure) {
    out::let_go();
    // Leaving is no error: nothing went wrong.
    let mark = if failure.code() == Failure::Stopped.code() { "" } else { "error: " };
    out::tell(&format!("{mark}{failure}"));
    let mut cause = failure.source();
    while let Some(error) = cause {
        out::tell(&format!("  caused by: {error}"));
        cause = error.source();
    }
    if let Some(hint) = failure.hint() {
        out::tell(&format!("hint: {hint}"));
    }
}
