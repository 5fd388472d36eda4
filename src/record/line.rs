//! One line: read strictly, written in one way only.

use serde::Deserialize;

use super::stamp::unstamp;
use super::stored::{Event, Sig};

/// Longest line, LF included, in bytes.
pub const LINE_LIMIT: usize = 1 << 20;

/// The type of a line that signs the one above.
const SIG: &str = "sig";

/// Number, hash and run take no more than this, in bytes, and neither does the type behind them.
const TYPE_WITHIN: usize = 256;

/// A line of the record.
#[expect(clippy::large_enum_variant, reason = "lines are read one at a time")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Event(Event),
    Sig(Sig),
}

/// Why a line is not one of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("it is {bytes} bytes long, and {LINE_LIMIT} are allowed")]
    TooLong { bytes: usize },
    #[error("it is not UTF-8")]
    NotUtf8,
    #[error("it cannot be read: {why}")]
    Unreadable { why: String },
    #[error("it has a type that is not known here: `{t}`")]
    UnknownType { t: String },
    #[error("it reads well but is not written the way the wizard writes it")]
    NotExact,
    #[error("it contradicts itself: {what}")]
    Contradiction { what: &'static str },
}

/// The members that every line begins with.
#[derive(Deserialize)]
#[expect(dead_code, reason = "a line has to have them all")]
struct Head {
    n: u64,
    prev: String,
    run: String,
    t: String,
}

impl Line {
    /// Reads a line, LF included. What would be written differently is refused: other tools could
    /// read it differently, a doubled member above all.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, LineError> {
        if bytes.len() > LINE_LIMIT {
            return Err(LineError::TooLong { bytes: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| LineError::NotUtf8)?;
        let t = match type_in_place(text) {
            Some(t) => t.to_owned(),
            None => serde_json::from_str::<Head>(text).map_err(unreadable)?.t,
        };
        let (line, is_exact) = if t == SIG {
            let sig: Sig = serde_json::from_str(text).map_err(unreadable)?;
            let is_exact = sig.t == t && super::json::line(&sig) == bytes;
            (Self::Sig(sig), is_exact)
        } else {
            let Some(read) = Event::read(&t, bytes) else {
                return Err(LineError::UnknownType { t });
            };
            let (event, is_exact) = read.map_err(unreadable)?;
            if unstamp(&event.ts).is_none() {
                return Err(LineError::Contradiction { what: "its time is not a time" });
            }
            (Self::Event(event), is_exact)
        };
        if is_exact { Ok(line) } else { Err(LineError::NotExact) }
    }

    /// The bytes of the line, LF included.
    pub(super) fn write(&self) -> Vec<u8> {
        match self {
            Self::Event(event) => event.write(),
            Self::Sig(sig) => super::json::line(sig),
        }
    }

    /// Number, hash of everything above, and run.
    pub(super) fn place(&self) -> (u64, &str, &str) {
        match self {
            Self::Event(event) => (event.n, &event.prev, &event.run),
            Self::Sig(sig) => (sig.n, &sig.prev, &sig.run),
        }
    }
}

/// The type of a line that begins as every line is written, without reading the rest. Whoever goes
/// by it compares what it reads with the bytes.
fn type_in_place(text: &str) -> Option<&str> {
    let (_, rest) =
        text.get(..TYPE_WITHIN.min(text.len())).unwrap_or(text).split_once(",\"t\":\"")?;
    rest.split_once('"').map(|(t, _)| t)
}

impl Sig {
    /// The line that signs `event`.
    pub(super) fn over(event: &Event, prev: String, by: String, sshsig: String) -> Self {
        Self {
            n: event.n + 1,
            prev,
            run: event.run.clone(),
            t: SIG.to_owned(),
            of: event.n,
            by,
            sshsig,
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn unreadable(error: serde_json::Error) -> LineError {
    LineError::Unreadable { why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = r#"{"n":3,"prev":"sha256:00","run":"r","t":"note","ts":"2026-11-21T09:06:40Z","text":"é","who":{"id":"a","name":"A","key":"SHA256:x","meaning":"remarked"}}"#;

    fn parse(text: &str) -> Result<Line, LineError> {
        Line::parse(format!("{text}\n").as_bytes())
    }

    #[test]
    fn a_line_is_accepted_in_one_writing_only() {
        let line = parse(NOTE).unwrap();
        assert_eq!(line.write(), format!("{NOTE}\n").as_bytes());
        let table = [
            NOTE.replace(r#"{"n":3,"#, r#"{"n": 3,"#),
            NOTE.replace('é', "\\u00e9"),
            NOTE.replace(r#""n":3,"prev":"sha256:00""#, r#""prev":"sha256:00","n":3"#),
            NOTE.replace(r#""text":"é""#, r#""step":null,"text":"é""#),
            format!("{NOTE} "),
            format!("{NOTE}\r"),
        ];
        for other in table {
            assert_eq!(parse(&other), Err(LineError::NotExact), "{other}");
        }
        assert_eq!(Line::parse(NOTE.as_bytes()), Err(LineError::NotExact), "no LF");
    }

    #[test]
    fn what_is_not_a_line_says_why() {
        let doubled = NOTE.replace(r#""text":"é""#, r#""text":"no","text":"é""#);
        let inner = NOTE.replace(r#""id":"a""#, r#""id":"b","id":"a""#);
        let table = [
            (doubled, "duplicate field `text`"),
            (inner, "duplicate field `id`"),
            (NOTE.replace(r#""text""#, r#""words""#), "unknown field `words`"),
            (NOTE.replace("note", "remark"), "type that is not known here: `remark`"),
            (NOTE.replace(r#""n":3"#, r#""n":3.0"#), "invalid type"),
            (NOTE.replace("2026-11-21T", "\\u001b[2J"), "its time is not a time"),
            (String::new(), "EOF"),
            ("x".repeat(LINE_LIMIT), "1048577 bytes long"),
        ];
        for (text, why) in table {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        let mut bytes = format!("{NOTE}\n").into_bytes();
        let at = bytes.iter().position(|byte| !byte.is_ascii()).unwrap();
        bytes[at] = 0xff;
        assert_eq!(Line::parse(&bytes), Err(LineError::NotUtf8));
    }
}
