//! A hierarchy in which one site turns out to be at another level than was declared.

use crate::level::Level;
use crate::text::quoted;

use super::Hierarchy;

/// Why a site cannot be given another level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedeclareError {
    #[error("the hierarchy has no site {}", quoted(site))]
    NoSuchSite { site: String },
    #[error("unknown level {}", quoted(level))]
    NoSuchLevel { level: String },
    #[error("site `{site}` is declared at `{level}` already")]
    Same { site: String, level: Level },
}

impl Hierarchy {
    /// The same hierarchy with another level for one site. A Full Version that was declared and is
    /// not of that level is taken out: it was part of what was wrong.
    pub fn redeclared(&self, site: &str, level: &str) -> Result<Self, RedeclareError> {
        let index = self
            .site_named(site)
            .ok_or_else(|| RedeclareError::NoSuchSite { site: site.to_owned() })?;
        let level = Level::parse(level)
            .map_err(|_| RedeclareError::NoSuchLevel { level: level.to_owned() })?;
        let mut hierarchy = self.clone();
        let site = &mut hierarchy.sites[index.0];
        if site.level == level {
            return Err(RedeclareError::Same { site: site.code.clone(), level });
        }
        site.level = level;
        let is_of_it = |version| Level::of_version(version) == Some(level);
        if !site.full_version.as_ref().is_some_and(is_of_it) {
            site.full_version = None;
        }
        Ok(hierarchy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
schema = 1
name = "Two"
[[site]]
code = "CEN"
server = "CENTRAL1"
role = "primary"
level = "2.0"
full_version = "2.00.1239.0000"
[[site]]
code = "CH1"
server = "CHILD1"
role = "primary"
parent = "CEN"
level = "2.0 SP1"
"#;

    #[test]
    fn one_site_has_another_level_and_all_else_stays() {
        let (before, _) = Hierarchy::read("two.toml", FILE).unwrap();
        let after = before.redeclared("CEN", "2.0 SP1").unwrap();
        assert_eq!(after.sites[0].level, Level::parse("2.0 SP1").unwrap());
        assert_eq!(after.sites[0].full_version, None, "it was of the other level");
        assert_eq!(after.sites[1..], before.sites[1..]);
        assert_eq!(after.redeclared("CEN", "2.0").unwrap().sites[0].level, before.sites[0].level);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let (hierarchy, _) = Hierarchy::read("two.toml", FILE).unwrap();
        let table = [
            ("XXZ", "2.0", "the hierarchy has no site `XXZ`"),
            ("CEN", "2.7", "unknown level `2.7`"),
            ("CEN", "2.0", "site `CEN` is declared at `2.0` already"),
        ];
        for (site, level, expected) in table {
            assert_eq!(hierarchy.redeclared(site, level).unwrap_err().to_string(), expected);
        }
    }
}
