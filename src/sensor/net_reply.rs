//! What the commands `net` and `sc` print whatever they are asked: errors, and the last line.

use super::decode::{find, has, leading_number};

/// Returns the number of the error that a line tells: `System error 53 has occurred.`,
/// `[SC] ControlService FAILED 1061:`, `Win32 error 1061`.
pub(super) fn error(line: &str) -> Option<u64> {
    const BEFORE: [&str; 4] = ["system error ", " failed ", "win32 error ", "win32 error = "];
    BEFORE.iter().find_map(|before| {
        let rest = &line[find(line, before)? + before.len()..];
        leading_number(rest).map(|(number, _)| number)
    })
}

/// Whether a line says that the command came to its end.
pub(super) fn is_completed(line: &str) -> bool {
    has(line, "the command completed successfully")
}
