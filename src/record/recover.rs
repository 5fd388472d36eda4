//! What a crash may leave at the end of a record, and where to cut it off. Pure.
//!
//! A record is an event and the line that signs it, written at once and synced before anything is
//! said to be recorded. So what a crash leaves unfinished is part of one record, at the very end:
//! a line without its LF, zeros that the file system had set aside, or an event without its
//! signature. Cutting that off loses nothing that anyone was told is recorded.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Line ends in one record: that of the event and that of its signature.
const LINES_OF_A_RECORD: usize = 2;

/// Where a file that was torn can be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// Bytes that are whole records.
    pub keep: usize,
    /// Bytes behind them, to be kept aside.
    pub torn: usize,
}

/// Says where the whole records end; `None` where more than one record would be lost, which no
/// crash of ours explains.
pub fn recover(bytes: &[u8]) -> Option<Recovery> {
    // Looked for in all of it at once first: that is much faster than byte by byte.
    let zero = bytes.contains(&0).then(|| bytes.iter().position(|byte| *byte == 0)).flatten();
    let zeros = zero.unwrap_or(bytes.len());
    let mut keep = end_of_lines(&bytes[..zeros]);
    if let Some(without_lf) = keep.checked_sub(1) {
        let last = end_of_lines(&bytes[..without_lf]);
        if awaits_signature(&bytes[last..keep]) {
            keep = last;
        }
    }
    let torn = &bytes[keep..];
    let lines = torn.split(|byte| *byte == b'\n').count() - 1;
    (lines <= LINES_OF_A_RECORD).then_some(Recovery { keep, torn: torn.len() })
}

/// Length up to the last LF, that included.
fn end_of_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}

/// Whether a line is an event that names a person, and so must be signed by the next.
fn awaits_signature(line: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Named {
        who: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Named>(line).is_ok_and(|line| line.who.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_part_of_one_record_is_ever_cut_off() {
        let (event, sig) = ("{\"who\":{}}\n", "{\"t\":\"sig\"}\n");
        let loose = "{\"t\":\"evidence\"}\n";
        let whole = format!("{event}{sig}");
        let table = [
            (String::new(), Some(0)),
            (whole.clone(), Some(whole.len())),
            (format!("{whole}{loose}"), Some(whole.len() + loose.len())),
            (format!("{whole}{event}"), Some(whole.len())),
            (format!("{whole}{event}{{\"t\":"), Some(whole.len())),
            (format!("{whole}{loose}{event}"), Some(whole.len() + loose.len())),
            (format!("{whole}{{\"who\""), Some(whole.len())),
            (format!("{whole}\0\0\0\0"), Some(whole.len())),
            (format!("{whole}{event}\0\0\0"), Some(whole.len())),
            (format!("{whole}{{\"w\0\0\0\n{sig}"), Some(whole.len())),
            (format!("{whole}\0{whole}{whole}"), None),
            (format!("\0{whole}{whole}"), None),
            (event.to_owned(), Some(0)),
            ("not json\n".to_owned(), Some(9)),
        ];
        for (text, keep) in table {
            let recovery = keep.map(|keep| Recovery { keep, torn: text.len() - keep });
            assert_eq!(recover(text.as_bytes()), recovery, "{text:?}");
        }
    }
}
