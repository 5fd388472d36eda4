//! How a record begins, and whether it goes on, told from its first line and its last ones alone.
//! Good for a first look; it proves nothing.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::line::{LINE_LIMIT, Line};
use super::opening::Opening;
use super::stored::Body;

/// How a record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With a whole record of something that happened, and no seal.
    Open,
    Sealed,
    /// Torn, unreadable or odd: that takes a reading of the whole.
    Unclear,
}

/// Looks at the end of a record.
pub fn ending(path: &Path) -> Ending {
    tail(path).map_or(Ending::Unclear, |bytes| of(&bytes))
}

/// What the first line of a record says of its run; none where it cannot be read as such.
pub fn beginning(path: &Path) -> Option<Opening> {
    let file = File::open(path).ok()?.take(LINE_LIMIT as u64);
    let mut line = Vec::new();
    BufReader::new(file).read_until(b'\n', &mut line).ok()?;
    match Line::parse(&line).ok()? {
        Line::Event(event) => Opening::read(&event).ok(),
        Line::Sig(_) => None,
    }
}

/// As many bytes as the last two lines can have.
fn tail(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(2 * LINE_LIMIT as u64)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn of(tail: &[u8]) -> Ending {
    let mut lines = tail.split_inclusive(|byte| *byte == b'\n').rev().map(Line::parse);
    match (lines.next(), lines.next()) {
        (Some(Ok(Line::Sig(_))), Some(Ok(Line::Event(event))))
            if matches!(event.body, Body::Seal(_)) =>
        {
            Ending::Sealed
        }
        (Some(Ok(Line::Sig(_))), Some(Ok(Line::Event(_)))) => Ending::Open,
        // What nobody signs stands for itself.
        (Some(Ok(Line::Event(event))), _) if event.who.is_none() => Ending::Open,
        _ => Ending::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_say_whether_a_record_goes_on() {
        let page = include_str!("FORMAT.md").replace('\r', "");
        let example =
            page.rsplit("```text\n").next().and_then(|it| it.split("```").next()).unwrap();
        let lines: Vec<_> = example.split_inclusive('\n').collect();
        let table = [
            (lines.concat(), Ending::Sealed),
            (lines[..6].concat(), Ending::Unclear),
            (lines[..5].concat(), Ending::Open),
            (lines[..4].concat(), Ending::Unclear),
            (lines[..3].concat(), Ending::Open),
            (lines[..2].concat(), Ending::Open),
            (format!("{}{{\"n\"", lines[..5].concat()), Ending::Unclear),
            (format!("{}\0\0", lines[..5].concat()), Ending::Unclear),
            (String::new(), Ending::Unclear),
        ];
        for (text, ending) in table {
            assert_eq!(of(text.as_bytes()), ending, "{text}");
        }
    }

    #[test]
    fn the_first_line_says_what_the_run_is_called() {
        let page = include_str!("FORMAT.md").replace('\r', "");
        let example =
            page.rsplit("```text\n").next().and_then(|it| it.split("```").next()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.jsonl");
        assert!(beginning(&path).is_none());
        std::fs::write(&path, example).unwrap();
        assert!(example.contains(&format!("\"name\":\"{}\"", beginning(&path).unwrap().name)));
        std::fs::write(&path, &example[..40]).unwrap();
        assert!(beginning(&path).is_none());
    }
}
