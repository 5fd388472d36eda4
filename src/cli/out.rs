//! Standard output for results, standard error for people.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::Failure;

/// Writes a result to standard output. A reader that went away is not an error.
pub(crate) fn result(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Whether a result would land on a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether what is told goes to a terminal that can show more than letters.
pub(crate) fn tells_a_terminal() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Writes a result that is no text to standard output.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::OutputUnwritable { source })
        }
        _ => Ok(()),
    }
}

/// What is told while a full screen is up, until it can be shown.
static HELD: Mutex<Option<Vec<String>>> = Mutex::new(None);

/// Keeps what is told from now on: standard error would land in the middle of a full screen.
pub(crate) fn hold() {
    held().get_or_insert_default();
}

/// What was told since it was held, or asked for last.
pub(crate) fn take_held() -> Vec<String> {
    held().as_mut().map(std::mem::take).unwrap_or_default()
}

/// Tells what was held, and everything else at once again.
pub(crate) fn let_go() {
    let told = held().take();
    for text in told.into_iter().flatten() {
        tell(&text);
    }
}

fn held() -> MutexGuard<'static, Option<Vec<String>>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells a person something on standard error. If nobody listens, nothing is lost.
pub(crate) fn tell(text: &str) {
    if let Some(held) = held().as_mut() {
        held.push(text.trim_end().to_owned());
        return;
    }
    let mut err = io::stderr().lock();
    let _nobody_listens = writeln!(err, "{}", crate::text::shown_lines(text.trim_end()));
}
