//! Which site of A is compared with which site of B.

use crate::text::shown;

/// Pairs of sites. Where there are none, everything is compared, and by its own name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteMap(Vec<[String; 2]>);

/// Why sites cannot be paired so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiteMapError {
    #[error("`{given}` pairs no sites: write `CEN=WES`, the site of A first")]
    NoPair { given: String },
    #[error("site `{code}` is paired twice")]
    Twice { code: String },
}

impl SiteMap {
    /// Reads pairs like `CEN=WES`.
    pub fn parse(pairs: &[String]) -> Result<Self, SiteMapError> {
        let mut map = Self::default();
        for given in pairs {
            let no_pair = || SiteMapError::NoPair { given: shown(given).into_owned() };
            let (a, b) = given.split_once('=').ok_or_else(no_pair)?;
            let is_code =
                |code: &str| !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric());
            if !is_code(a) || !is_code(b) {
                return Err(no_pair());
            }
            let (a, b) = (a.to_ascii_uppercase(), b.to_ascii_uppercase());
            for [one, other] in &map.0 {
                let twice = if *one == a { Some(&a) } else { (*other == b).then_some(&b) };
                if let Some(code) = twice {
                    return Err(SiteMapError::Twice { code: code.clone() });
                }
            }
            map.0.push([a, b]);
        }
        Ok(map)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn pairs(&self) -> Vec<[String; 2]> {
        self.0.clone()
    }

    /// The codes that are named on the side of A, and of B.
    pub fn codes(&self, side: usize) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(move |pair| pair.get(side)).map(String::as_str)
    }

    /// Whether a thing of that id is compared: it names a site that is.
    pub(super) fn takes(&self, side: usize, id: &str) -> bool {
        self.is_empty() || id.split('/').skip(1).any(|part| self.codes(side).any(|it| it == part))
    }

    /// Whether a site is compared.
    pub(super) fn takes_site(&self, side: usize, code: &str) -> bool {
        self.is_empty() || self.codes(side).any(|it| it == code)
    }

    /// A text of A as B would write it: each word that is the code of a site becomes its twin's.
    pub(super) fn as_b(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let is_word = |c: char| c.is_alphanumeric();
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            let twin = self.0.iter().find(|[a, _]| a == word).map_or(word, |[_, b]| b.as_str());
            out.push_str(twin);
            let gap = behind.find(is_word).unwrap_or(behind.len());
            out.push_str(&behind[..gap]);
            rest = &behind[gap..];
        }
        out
    }

    /// The id of a thing of A and what it is called in B: `backup/CEN = backup/WES`.
    pub(super) fn both(&self, id_in_a: &str) -> String {
        let in_b = self.as_b(id_in_a);
        if in_b == id_in_a { in_b } else { format!("{id_in_a} = {in_b}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn map(pairs: &[&str]) -> Result<SiteMap, SiteMapError> {
        SiteMap::parse(&pairs.iter().map(|pair| (*pair).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn pairs_of_sites_are_read_and_odd_ones_refused() {
        assert_eq!(map(&["cen=WES", "SEC=CEN"]).unwrap().pairs(), [["CEN", "WES"], ["SEC", "CEN"]]);
        for odd in ["CEN", "CEN=", "=WES", "CEN=WES=SEC", "C N=WES", "\u{1B}[2J=WES"] {
            let error = map(&[odd]).unwrap_err();
            assert!(matches!(error, SiteMapError::NoPair { .. }), "{odd}: {error}");
        }
        for (twice, code) in [(["CEN=WES", "CEN=SEC"], "CEN"), (["CEN=WES", "SEC=WES"], "WES")] {
            assert_eq!(map(&twice), Err(SiteMapError::Twice { code: code.to_owned() }));
        }
    }

    #[test]
    fn only_whole_words_are_sites() {
        let map = map(&["CEN=WES", "SEC=CEN"]).unwrap();
        let table = [
            ("install-hotfix/CEN/Q249077", "install-hotfix/WES/Q249077"),
            ("link/SEC/CEN", "link/CEN/WES"),
            ("UPGRADE CEN", "UPGRADE WES"),
            ("CENTRAL1", "CENTRAL1"),
            ("cen, \u{E4}CEN", "cen, \u{E4}CEN"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(map.as_b(text), expected);
        }
        assert!(map.takes(0, "backup/CEN") && !map.takes(0, "backup/WES"));
        assert!(map.takes(1, "backup/WES") && !map.takes(0, "CEN"));
    }

    proptest! {
        #[test]
        fn without_pairs_a_text_stays(text in any::<String>()) {
            prop_assert_eq!(SiteMap::default().as_b(&text), &*text);
            prop_assert_eq!(map(&["CEN=CEN"]).unwrap().as_b(&text), text);
        }
    }
}
