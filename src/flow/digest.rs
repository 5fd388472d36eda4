//! The digest by which a session pins its flow.

use sha2::{Digest, Sha256};

use crate::text::Source;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// SHA-256 of what `sha256sum *` prints in the folder of a flow, in the order of bytes: one line a
/// file, `<sha256>  <name>`.
pub(super) fn digest(files: &[Source]) -> String {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by_key(|file| file.name().as_bytes());
    let mut list = String::new();
    for file in files {
        list.extend([&*hex(file.text()), "  ", file.name(), "\n"]);
    }
    hex(&list)
}

fn hex(text: &str) -> String {
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from(DIGITS[digit as usize]));
    Sha256::digest(text).into_iter().flat_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf 'schema = 1\n' > flow.toml; printf 'two' > a.toml; printf '' > B.toml`, then
    /// `LC_ALL=C; sha256sum * | sha256sum`.
    #[test]
    fn it_is_what_sha256sum_gives() {
        let files = [("flow.toml", "schema = 1\n"), ("a.toml", "two"), ("B.toml", "")];
        let files = files.map(|(name, text)| Source::new(name, text));
        assert_eq!(
            digest(&files),
            "ef0d4e091a414fb7155101662da1b3951ec5857f2c2afff18ad0c4a29693bba9"
        );
    }
}
