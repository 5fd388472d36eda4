//! What may be in a pack, by name, and names that no entry may have.

use crate::record::{RECORD_FILE, RECORD_LIMIT, sealer_of};
use crate::timestamp::{STAMP_LIMIT, is_reply, is_request};

use super::Flaw;

/// Largest evidence file in a pack, in bytes.
pub const PIECE_LIMIT: usize = 1024 * 1024;

/// Largest list of an attached folder in a pack, in bytes.
pub const LIST_LIMIT: usize = 16 * 1024 * 1024;

pub(super) const GUIDE: &str = "VERIFY.txt";
pub(super) const SCRIPT_FILE: &str = "verify.sh";
/// Named so that nobody hands it to a command by habit: it proves nothing about the record.
pub(super) const SIGNERS: &str = "allowed_signers.pinned";
pub(super) const FLOW: &str = "flow/";
pub(super) const FLOW_MAIN: &str = "flow/flow.toml";
pub(super) const HIERARCHY: &str = "hierarchy.toml";
pub(super) const LISTS: &str = "lists/";
pub(super) const EVIDENCE: &str = "evidence/";
pub(super) const PIECES: &str = "EVIDENCE.txt";
pub(super) const SUMS: &str = "SHA256SUMS";

/// What must be in every pack.
pub(super) const NEEDED: [&str; 8] =
    [GUIDE, SCRIPT_FILE, RECORD_FILE, SIGNERS, FLOW_MAIN, HIERARCHY, PIECES, SUMS];

/// What an entry is for, in the order in which entries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Guide,
    Script,
    Record,
    Signature,
    /// A time-stamp over the record: what an authority was asked, and what it answered.
    Stamp,
    Signers,
    Flow,
    Hierarchy,
    List,
    Evidence,
    Pieces,
    Sums,
}

impl Part {
    /// What an entry of that name is for; none where it has no business in a pack.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            GUIDE => Self::Guide,
            SCRIPT_FILE => Self::Script,
            RECORD_FILE => Self::Record,
            SIGNERS => Self::Signers,
            HIERARCHY => Self::Hierarchy,
            PIECES => Self::Pieces,
            SUMS => Self::Sums,
            _ if sealer_of(name).is_some_and(is_plain) => Self::Signature,
            _ if is_request(name) || is_reply(name) => Self::Stamp,
            _ if name.strip_prefix(FLOW).is_some_and(is_flow_file) => Self::Flow,
            _ if name.strip_prefix(LISTS).is_some_and(is_list) => Self::List,
            _ if name.strip_prefix(EVIDENCE).is_some_and(is_numbered) => Self::Evidence,
            _ => return None,
        })
    }

    /// Most bytes of such an entry.
    pub(super) fn limit(self) -> usize {
        const MIB: usize = 1024 * 1024;
        match self {
            Self::Guide | Self::Script | Self::Signature => MIB / 16,
            Self::Record => usize::try_from(RECORD_LIMIT).unwrap_or(usize::MAX),
            Self::Stamp => STAMP_LIMIT,
            Self::Signers | Self::Flow | Self::Hierarchy => 32 * MIB,
            Self::List => LIST_LIMIT,
            Self::Evidence => PIECE_LIMIT,
            Self::Pieces | Self::Sums => 64 * MIB,
        }
    }
}

fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
    name.bytes().all(plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn is_flow_file(name: &str) -> bool {
    is_plain(name) && name.strip_suffix(".toml").is_some()
}

/// Whether it is what a list of a folder's files is called, or its twin.
pub(super) fn is_list(name: &str) -> bool {
    let stem = name.strip_suffix(".SHA256SUMS").or_else(|| name.strip_suffix(".jsonl"));
    stem.is_some_and(|stem| {
        let (list, twin) = stem.split_once('-').unwrap_or((stem, ""));
        list.len() == 16 && is_hex(list) && matches!(twin.len(), 0 | 32) && is_hex(twin)
    })
}

pub(super) fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_numbered(name: &str) -> bool {
    name.split_once('-').is_some_and(|(number, rest)| {
        number.len() >= 4
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && rest == plain_name(rest)
    })
}

/// The name of an evidence file as it stands in a pack: the end of its path, and nothing in it
/// that any system takes for more than a letter.
pub(super) fn plain_name(path: &str) -> String {
    /// Longest such name, in characters, so that everything together stays below 100.
    const LONGEST: usize = 60;
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' };
    let name: Vec<_> = last.chars().map(plain).collect();
    let mut name: String = name[name.len().saturating_sub(LONGEST)..].iter().collect();
    if name.is_empty() || name.ends_with('.') {
        name.pop();
        name.push('_');
    }
    name
}

/// Names that are devices on Windows, whatever follows behind a dot.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"];

/// Refuses names that lead elsewhere or mean something else on some system.
pub(super) fn must_be_safe(name: &str) -> Result<(), Flaw> {
    let why = if name.starts_with('/') {
        "that starts at the root"
    } else if name.contains('\\') {
        "with a backslash in it"
    } else if name.contains(':') {
        "with a colon in it"
    } else if name.split('/').any(|part| part == "..") {
        "that leads out of its folder"
    } else if name.split('/').any(|part| part.is_empty() || part.ends_with(['.', ' '])) {
        "that is written in a roundabout way"
    } else if name.split('/').any(is_device) {
        "that is a device on Windows"
    } else {
        return Ok(());
    };
    Err(Flaw::UnsafeName { name: name.to_owned(), why })
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = number.is_some_and(|number| {
        matches!(number, "\u{B9}" | "\u{B2}" | "\u{B3}")
            || (number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    is_port || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_belongs_in_a_pack_has_a_part() {
        let table = [
            ("record.jsonl", Some(Part::Record)),
            ("record.jsonl.ann@site-a.sig", Some(Part::Signature)),
            ("record.jsonl.ann x.sig", None),
            ("record.jsonl..sig", None),
            ("record.tsq", Some(Part::Stamp)),
            ("record-15.tsr", Some(Part::Stamp)),
            ("record-16.tsr", None),
            ("record-0.tsr", None),
            ("other.tsr", None),
            ("flow/flow.toml", Some(Part::Flow)),
            ("flow/in/flow.toml", None),
            ("flow/.toml", None),
            ("lists/0123456789abcdef.SHA256SUMS", Some(Part::List)),
            ("lists/0123456789abcdef.jsonl", Some(Part::List)),
            ("lists/0123456789abcdef-0123456789abcdef0123456789abcdef.jsonl", Some(Part::List)),
            ("lists/0123456789abcdef-0123.jsonl", None),
            ("lists/0123456789ABCDEF.jsonl", None),
            ("lists/x.SHA256SUMS", None),
            ("evidence/0001-a.txt", Some(Part::Evidence)),
            ("evidence/12345-a.txt", Some(Part::Evidence)),
            ("evidence/1-a.txt", None),
            ("evidence/0001-a/b", None),
            ("evidence/0001-a.", None),
            ("allowed_signers", None),
            ("verify.txt", None),
            ("", None),
        ];
        for (name, part) in table {
            assert_eq!(Part::of(name), part, "{name}");
        }
        for name in NEEDED {
            assert!(Part::of(name).is_some() && must_be_safe(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn names_that_mean_something_else_somewhere_are_refused() {
        let table = [
            ("/etc/passwd", "root"),
            ("../up", "out of its folder"),
            ("flow/../../up", "out of its folder"),
            (r"C:\x", "backslash"),
            (r"flow\..\x", "backslash"),
            ("C:x", "colon"),
            ("record.jsonl:hidden", "colon"),
            ("flow//x.toml", "roundabout"),
            ("./record.jsonl", "roundabout"),
            ("record.jsonl.", "roundabout"),
            ("record.jsonl ", "roundabout"),
            ("flow/nul.toml", "device"),
            ("flow/COM1.toml", "device"),
            ("flow/lpt\u{B9}", "device"),
            ("AUX", "device"),
            ("aux .txt", "device"),
        ];
        for (name, why) in table {
            let said = must_be_safe(name).unwrap_err().to_string();
            assert!(said.contains(why), "{name}: {said}");
        }
        for name in ["flow/console.toml", "evidence/0001-nul", "com.txt", "com10", "a..b"] {
            assert_eq!(must_be_safe(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn any_path_gives_a_name_that_belongs_in_a_pack() {
        let long = format!("/x/{}.reg", "y".repeat(300));
        let table = [
            ("/a/b/c.txt", "c.txt"),
            (r"C:\logs\Sms def.mof", "Sms_def.mof"),
            ("/a/\u{1B}[2J\u{202E}", "__2J_"),
            ("/a/..", "._"),
            ("/a/", "_"),
            ("x:y", "x_y"),
            (&*long, &*format!("{}.reg", "y".repeat(56))),
        ];
        for (path, name) in table {
            assert_eq!(plain_name(path), name, "{path}");
            assert_eq!(Part::of(&format!("evidence/0001-{name}")), Some(Part::Evidence), "{name}");
        }
    }
}
