//! What the system tells of a file without its being read. Two looks at a file are compared by it.

use std::fs::Metadata;

use jiff::Timestamp;

/// A file that was changed so shortly before it was hashed may be changed again without any time
/// of it moving: some file systems count in ticks of several milliseconds. In nanoseconds.
const RACY_NS: i128 = 100_000_000;

/// Size, times and identity. Times are nanoseconds since 1970.
#[derive(Debug, Clone)]
pub(super) struct Stamp {
    pub(super) size_bytes: u64,
    modified_ns: i128,
    /// When anything of it was last changed, name and rights too: nobody can set it. Unix only.
    changed_ns: Option<i128>,
    /// Windows only.
    created_ns: Option<i128>,
    pub(super) inode: Option<u64>,
    pub(super) device: Option<u64>,
    /// Windows only; on Unix the mode stands in its place, and is not told.
    attributes: u32,
    /// Of 512 bytes, on Unix. Fewer than the size asks for where a file has holes. No part of what
    /// is compared: they are allocated when the system likes.
    pub(super) blocks: Option<u64>,
}

impl Stamp {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let ns = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size_bytes: metadata.len(),
            modified_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: Some(ns(metadata.ctime(), metadata.ctime_nsec())),
            created_ns: None,
            inode: Some(metadata.ino()),
            device: Some(metadata.dev()),
            attributes: metadata.mode(),
            blocks: Some(metadata.blocks()),
        }
    }

    #[cfg(windows)]
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt;
        /// From 1601 to 1970, in the unit of Windows: 100 nanoseconds.
        const TO_1970: i128 = 116_444_736_000_000_000;
        let ns = |time: u64| (i128::from(time) - TO_1970) * 100;
        Self {
            size_bytes: metadata.file_size(),
            modified_ns: ns(metadata.last_write_time()),
            changed_ns: None,
            created_ns: Some(ns(metadata.creation_time())),
            inode: None,
            device: None,
            attributes: metadata.file_attributes(),
            blocks: None,
        }
    }

    /// All that is compared, in one line. Two looks that give the same line saw the same file,
    /// as far as that can be told without reading.
    pub(super) fn line(&self) -> String {
        format!(
            "{} {} {} {} {} {} {}",
            self.size_bytes,
            self.modified_ns,
            self.changed_ns.unwrap_or_default(),
            self.created_ns.unwrap_or_default(),
            self.inode.unwrap_or_default(),
            self.device.unwrap_or_default(),
            self.attributes,
        )
    }

    /// To the nanosecond.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        Timestamp::from_nanosecond(self.modified_ns).ok()
    }

    pub(super) fn changed(&self) -> Option<Timestamp> {
        Timestamp::from_nanosecond(self.changed_ns?).ok()
    }

    pub(super) fn created(&self) -> Option<Timestamp> {
        Timestamp::from_nanosecond(self.created_ns?).ok()
    }

    /// On Windows.
    pub(super) fn attributes(&self) -> Option<u32> {
        cfg!(windows).then_some(self.attributes)
    }

    /// Whether it was changed so shortly before the hashing began that a change since could go
    /// unseen. So is one that was changed in the future: its clock is not ours.
    pub(super) fn is_racy(&self, hashed: Timestamp) -> bool {
        self.changed_ns.unwrap_or(self.modified_ns) + RACY_NS > hashed.as_nanosecond()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        let file = tempfile::NamedTempFile::new().unwrap();
        Stamp::of(&file.as_file().metadata().unwrap())
    }

    #[test]
    fn a_file_is_racy_for_a_tenth_of_a_second_and_if_it_comes_from_the_future() {
        let mut stamp = stamp();
        let second = 1_000_000_000;
        (stamp.modified_ns, stamp.changed_ns) = (0, Some(5 * second));
        let table = [(-1, true), (0, true), (RACY_NS - 1, true), (RACY_NS, false), (second, false)];
        for (later, is_racy) in table {
            let hashed = Timestamp::from_nanosecond(5 * second + later).unwrap();
            assert_eq!(stamp.is_racy(hashed), is_racy, "{later}");
        }
        // Where nothing tells of other changes, the last writing has to do.
        stamp.changed_ns = None;
        assert!(!stamp.is_racy(Timestamp::from_nanosecond(RACY_NS).unwrap()));
    }

    #[test]
    fn every_number_but_the_blocks_tells_two_looks_apart() {
        let first = stamp();
        let changes: [fn(&mut Stamp); 7] = [
            |stamp| stamp.size_bytes += 1,
            |stamp| stamp.modified_ns += 1,
            |stamp| stamp.changed_ns = Some(stamp.changed_ns.unwrap_or_default() + 1),
            |stamp| stamp.created_ns = Some(stamp.created_ns.unwrap_or_default() + 1),
            |stamp| stamp.inode = Some(stamp.inode.unwrap_or_default() + 1),
            |stamp| stamp.device = Some(stamp.device.unwrap_or_default() + 1),
            |stamp| stamp.attributes += 1,
        ];
        for change in changes {
            let mut other = first.clone();
            change(&mut other);
            assert_ne!(other.line(), first.line());
        }
        let other = Stamp { blocks: Some(7_777), ..first.clone() };
        assert_eq!(other.line(), first.line());
    }
}
