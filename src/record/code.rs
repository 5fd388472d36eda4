//! The closing code: 128 bits of the sealed record's hash, short enough to be read out. Whoever
//! wrote it down tells this record from every other that the same people could have made instead.

/// Groups of a code, and hex digits of a group.
const GROUPS: usize = 8;
const DIGITS: usize = 4;

/// The closing code of a record with that hash, in hex: `3F2A 91BC …`.
pub fn closing_code(sha256: &str) -> String {
    let digits: Vec<char> = sha256.chars().take(GROUPS * DIGITS).collect();
    let groups = digits.chunks(DIGITS).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Whether that is the closing code of a record with that hash, however it was written down.
pub fn is_closing_code(typed: &str, sha256: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_uppercase()
    };
    let typed = plain(typed);
    typed.len() == GROUPS * DIGITS && typed == plain(&closing_code(sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_written_down() {
        let sha256 = crate::record::sha256(b"abc");
        assert_eq!(closing_code(&sha256), "BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223");
        let table = [
            ("BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223", true),
            ("ba7816bf8f01cfea414140de5dae2223", true),
            ("ba78-16bf-8f01-cfea-4141-40de-5dae-2223", true),
            ("BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2224", false),
            ("BA78 16BF 8F01 CFEA", false),
            ("", false),
        ];
        for (typed, expected) in table {
            assert_eq!(is_closing_code(typed, &sha256), expected, "{typed}");
        }
    }
}
