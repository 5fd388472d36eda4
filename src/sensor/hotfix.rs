//! The four hotfixes that come before SP2, and the files that each puts in (Q251070, Q252718,
//! Q249077, Q252717).

use crate::level::{FileVersion, Level};

use super::decode::after;

/// One hotfix.
#[derive(Debug)]
pub(super) struct Hotfix {
    pub(super) article: &'static str,
    /// For sites at this level and no other.
    pub(super) level: Level,
    /// Names and least versions of its program files.
    pub(super) files: &'static [(&'static str, FileVersion)],
}

const ALL: [Hotfix; 4] = [
    Hotfix {
        article: "Q251070",
        level: Level::SMS_2_0,
        files: &[("Nt_logon.dll", FileVersion([2, 0, 1239, 62]))],
    },
    Hotfix {
        article: "Q252718",
        level: Level::SMS_2_0,
        files: &[
            ("Ccm.dll", FileVersion([2, 0, 1239, 64])),
            ("Ccmbtldr.exe", FileVersion([2, 0, 1239, 64])),
        ],
    },
    Hotfix {
        article: "Q249077",
        level: Level::SMS_2_0_SP1,
        files: &[("Nt_logon.dll", FileVersion([2, 0, 1380, 1105]))],
    },
    Hotfix {
        article: "Q252717",
        level: Level::SMS_2_0_SP1,
        files: &[
            ("Ccm.dll", FileVersion([2, 0, 1380, 1125])),
            ("Ccmbtldr.exe", FileVersion([2, 0, 1380, 1125])),
            ("Baseobj.dll", FileVersion([2, 0, 1380, 1101])),
        ],
    },
];

/// Finds a hotfix by its article.
pub(super) fn named(article: &str) -> Option<&'static Hotfix> {
    ALL.iter().find(|hotfix| hotfix.article.eq_ignore_ascii_case(article.trim()))
}

/// Finds the number of an article, `Q` and six digits, anywhere in a text.
pub(super) fn article_in(text: &str) -> Option<String> {
    let mut starts = text.match_indices(['Q', 'q']).map(|(at, _)| at);
    starts.find_map(|at| article_at(text, at))
}

fn article_at(text: &str, at: usize) -> Option<String> {
    let digits = after(&text[at..], "q")?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let starts_a_word = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    (count == 6 && starts_a_word).then(|| format!("Q{}", &digits[..6]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_where_it_stands_as_a_word() {
        let table = [
            (r"\\srv\hotfix\Q252717\Q252717.EXE", Some("Q252717")),
            ("q249077.log", Some("Q249077")),
            ("FAQ249077", None),
            ("Q24907", None),
            ("Q2490771", None),
            (r"E:\SMS\LOGS\Q252717r.txt", Some("Q252717")),
        ];
        for (text, expected) in table {
            assert_eq!(article_in(text).as_deref(), expected, "{text}");
        }
    }
}
