//! Tar files taken apart and put together by hand, with whatever a header can say.

use upgrade_wizard::record::sha256;

/// An entry of a tar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) kind: u8,
    pub(super) link: String,
    /// What the header says, where that is not the length of the body.
    pub(super) size: Option<[u8; 12]>,
    pub(super) body: Vec<u8>,
}

impl Entry {
    /// The same entry under another name.
    pub(super) fn named(&self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self.clone() }
    }

    pub(super) fn with(&self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self.clone() }
    }
}

/// Takes a sound pack apart.
pub(super) fn entries(bytes: &[u8]) -> Vec<Entry> {
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8(bytes[..end].to_owned()).unwrap()
    };
    let (mut at, mut entries) = (0, Vec::new());
    while bytes[at] != 0 {
        let head = &bytes[at..at + 512];
        let size = usize::from_str_radix(&text(&head[124..136]), 8).unwrap();
        entries.push(Entry {
            folder: text(&head[345..500]),
            name: text(&head[..100]),
            kind: head[156],
            link: String::new(),
            size: None,
            body: bytes[at + 512..at + 512 + size].to_owned(),
        });
        at += 512 + size.next_multiple_of(512);
    }
    entries
}

/// Puts a tar file together, with right checksums.
pub(super) fn tar(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        let mut head = [0u8; 512];
        let mut put = |at: usize, field: &[u8]| head[at..at + field.len()].copy_from_slice(field);
        put(0, entry.name.as_bytes());
        put(100, b"0000644\x000000000\x000000000\0");
        let size = format!("{:011o}\0", entry.body.len());
        put(124, entry.size.as_ref().map_or(size.as_bytes(), |size| &size[..]));
        put(136, format!("{:011o}\0        ", 946_684_800).as_bytes());
        put(156, &[entry.kind]);
        put(157, entry.link.as_bytes());
        put(257, b"ustar\x0000");
        put(345, entry.folder.as_bytes());
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        bytes.extend(head);
        bytes.extend(&entry.body);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

/// The same with a SHA256SUMS that fits, as a forger would see to.
pub(super) fn with_sums(mut entries: Vec<Entry>) -> Vec<u8> {
    let line = |entry: &Entry| format!("{}  {}\n", sha256(&entry.body), entry.name);
    let (sums, others) = entries.split_last_mut().unwrap();
    assert_eq!(sums.name, "SHA256SUMS");
    sums.body = others.iter().map(line).collect::<String>().into_bytes();
    tar(&entries)
}
