//! Standard output for results, standard error for people.

use std::io::{self, ErrorKind, Write};

use crate::failure::Failure;

/// Writes a result to standard output. A reader that went away is not an error.
pub(crate) fn result(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::OutputUnwritable { source })
        }
        _ => Ok(()),
    }
}

/// Tells a person something on standard error. If nobody listens, nothing is lost.
pub(crate) fn tell(text: &str) {
    let mut err = io::stderr().lock();
    let _nobody_listens = writeln!(err, "{}", crate::text::shown_lines(text.trim_end()));
}
