//! What `SHA256SUMS` cannot hold of a folder: a JSON object a line, one for each entry.
//!
//! Members that do not apply are left out. Lists of before know `path`, `size`, `sha256`,
//! `modified` and `error` only, and are read as well.

use std::collections::HashMap;
use std::fs::FileType;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::list::Entry;
use super::name;
use super::stamp::Stamp;

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Bytes as `%XX`, in place of `path`, where the name is not text that shows as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pathx: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// Another entry has this name but for the case: on Windows one of them would be lost.
    #[serde(skip_serializing_if = "is_false")]
    case_twin: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    /// Unix: when anything of it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inode: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<u64>,
    /// Unix: of 512 bytes, where they are fewer than the size asks for. A file with holes.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocks: Option<u64>,
    /// Windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<u32>,
    /// Changed so shortly before it was hashed that a change since may not show in its times.
    #[serde(skip_serializing_if = "is_false")]
    racy: bool,
    /// Of a link, which is not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    targetx: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// What the system calls the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_number: Option<i32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What the twin tells of a file that was read.
pub(super) struct Details {
    pub(super) size_bytes: u64,
    pub(super) modified: Option<Timestamp>,
}

/// What a kind of entry is called.
pub(super) fn kind(file_type: FileType) -> &'static str {
    if file_type.is_symlink() {
        "link"
    } else if file_type.is_dir() {
        "folder"
    } else if file_type.is_file() {
        "file"
    } else {
        special(file_type)
    }
}

#[cfg(unix)]
fn special(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if file_type.is_fifo() {
        "fifo"
    } else if file_type.is_socket() {
        "socket"
    } else if file_type.is_block_device() {
        "block-device"
    } else if file_type.is_char_device() {
        "char-device"
    } else {
        "other"
    }
}

#[cfg(windows)]
fn special(_: FileType) -> &'static str {
    "other"
}

/// The whole twin.
pub(super) fn write(entries: &[Entry]) -> Vec<u8> {
    let lower = |entry: &Entry| String::from_utf8_lossy(&entry.name).to_lowercase();
    let mut named: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        *named.entry(lower(entry)).or_default() += 1;
    }
    let mut twin = Vec::new();
    for entry in entries {
        let case_twin = named[&lower(entry)] > 1;
        let line = Line { case_twin, ..Line::of(entry) };
        let text = serde_json::to_string(&line).expect("its keys are text and so are its values");
        twin.extend(text.into_bytes());
        twin.push(b'\n');
    }
    twin
}

/// What a twin tells of each file that was read. None if it is none.
pub(super) fn parse(twin: &[u8]) -> Option<HashMap<Vec<u8>, Details>> {
    let mut all = HashMap::new();
    for line in str::from_utf8(twin).ok()?.lines() {
        let line: Line = serde_json::from_str(line).ok()?;
        let (Some(size_bytes), Some(_)) = (line.size, line.sha256) else { continue };
        let name = match (line.path, line.pathx) {
            (Some(path), None) => path.into_bytes(),
            (None, Some(path)) => name::decode(&path)?,
            _ => return None,
        };
        let modified = line.modified.and_then(|time| time.parse().ok());
        all.insert(name, Details { size_bytes, modified });
    }
    Some(all)
}

/// A name as text or, where it does not show as it is, encoded.
fn either(bytes: &[u8]) -> (Option<String>, Option<String>) {
    match name::plain(bytes) {
        Some(plain) => (Some(plain.to_owned()), None),
        None => (None, Some(name::encode(bytes))),
    }
}

impl Line {
    fn of(entry: &Entry) -> Self {
        let (path, pathx) = either(&entry.name);
        match &entry.what {
            Ok(read) => Self {
                path,
                pathx,
                kind: Some("file".to_owned()),
                sha256: Some(read.reading.sha256.clone()),
                racy: read.is_racy,
                ..Self::stamped(&read.stamp)
            },
            Err(unread) => {
                let (target, targetx) = unread.target.as_deref().map_or((None, None), either);
                Self {
                    path,
                    pathx,
                    kind: Some(unread.kind.to_owned()).filter(|kind| !kind.is_empty()),
                    target,
                    targetx,
                    error: Some(unread.why.clone()),
                    error_number: unread.number,
                    ..unread.stamp.as_ref().map(Self::stamped).unwrap_or_default()
                }
            }
        }
    }

    fn stamped(stamp: &Stamp) -> Self {
        let text = |time: Option<Timestamp>| time.map(|time| time.to_string());
        Self {
            size: Some(stamp.size_bytes),
            modified: text(stamp.modified()),
            changed: text(stamp.changed()),
            inode: stamp.inode,
            device: stamp.device,
            blocks: stamp.blocks.filter(|blocks| blocks * 512 < stamp.size_bytes),
            created: text(stamp.created()),
            attributes: stamp.attributes(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::super::content::Reader;
    use super::super::folder::read_folder;
    use super::super::{Progress, list::Entry};
    use super::*;

    /// What is in a folder, hashed at that time.
    fn entries(folder: &Path, hashed: Timestamp) -> Vec<Entry> {
        let (progress, clock) = (Progress::default(), || hashed);
        let mut reader = Reader::new(&progress);
        reader.source.clock = &clock;
        read_folder(folder, &mut reader).unwrap()
    }

    fn lines(twin: &[u8]) -> Vec<Value> {
        let lines = str::from_utf8(twin).unwrap().lines();
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "12345").unwrap();
        let twin = write(&entries(folder.path(), Timestamp::MAX));
        let [line] = lines(&twin).try_into().unwrap();
        assert_eq!((&line["type"], &line["size"]), (&Value::from("file"), &Value::from(5)));
        assert!(["error", "case_twin", "racy"].iter().all(|key| line.get(key).is_none()), "{line}");
        let details = &parse(&twin).unwrap()[&b"a"[..]];
        assert_eq!(details.size_bytes, 5);
        assert_eq!(details.modified.unwrap().to_string(), line["modified"]);
    }

    #[test]
    fn a_twin_of_an_older_version_is_read_too() {
        let old = br#"{"modified":"2026-11-21T09:05:00Z","path":"a","sha256":"00","size":3}
{"error":"`b` is a link; name the file that it points to.","path":"b"}
{"modified":null,"path":"c","sha256":"00","size":4}
"#;
        let all = parse(old).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[&b"a"[..]].modified.unwrap().to_string(), "2026-11-21T09:05:00Z");
        assert_eq!((all[&b"c"[..]].size_bytes, all[&b"c"[..]].modified), (4, None));
        for broken in ["x", "{}x", r#"{"size":1,"sha256":"00"}"#] {
            assert!(parse(broken.as_bytes()).is_none(), "{broken}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_that_differ_in_case_only_are_marked() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "A.TXT", "b.txt", "In/x", "in/X", "in/y"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let twin = lines(&write(&entries(folder.path(), Timestamp::MAX)));
        let marked = twin.iter().filter(|line| line.get("case_twin").is_some());
        let marked: Vec<_> = marked.map(|line| line["path"].as_str().unwrap()).collect();
        assert_eq!(marked, ["A.TXT", "In/x", "a.txt", "in/X"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_by_its_kind_and_a_link_by_its_target() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let _socket = std::os::unix::net::UnixListener::bind(path.join("socket")).unwrap();
        std::os::unix::fs::symlink("/etc/hosts", path.join("link")).unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"to\xFF");
        std::os::unix::fs::symlink(odd, path.join("odd\u{202E}")).unwrap();
        fs::File::create(path.join("sparse")).unwrap().set_len(1 << 20).unwrap();
        let twin = lines(&write(&entries(path, Timestamp::MIN)));
        let [link, odd, socket, sparse] = twin.try_into().unwrap();
        assert_eq!((&link["type"], &link["target"]), (&"link".into(), &"/etc/hosts".into()));
        assert!(link["error"].as_str().unwrap().contains("is a link"), "{link}");
        assert_eq!((&odd["pathx"], &odd["targetx"]), (&"odd%E2%80%AE".into(), &"to%FF".into()));
        assert_eq!(socket["type"], "socket");
        assert!(socket["error"].as_str().unwrap().contains("is a device or a pipe"), "{socket}");
        assert!(sparse["blocks"].as_u64().unwrap() < (1 << 20) / 512, "{sparse}");
        assert!(sparse["inode"].is_u64() && sparse["device"].is_u64(), "{sparse}");
        assert!(sparse["changed"].is_string(), "{sparse}");
        assert_eq!(sparse["racy"], true);
    }
}
