//! A line of an SMS log: what it says, and the component that wrote it.
//!
//! The text ends at `$$`; then come component, date and thread in angle brackets, in one article in
//! parentheses. `~` is the mark of a line end, and may stand before the text or after it.

/// One line, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogLine<'a> {
    pub(super) text: &'a str,
    /// None where the line ends without.
    pub(super) component: Option<&'a str>,
}

impl<'a> LogLine<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        let (text, tail) = match line.rsplit_once("$$") {
            Some((text, tail)) if tail.starts_with(['<', '(']) => (text, Some(tail)),
            _ => (line, None),
        };
        let component = tail.and_then(|tail| tail[1..].split(['>', ')']).next());
        let is_edge = |c: char| c == '~' || c.is_whitespace();
        Self { text: text.trim_matches(is_edge), component }
    }

    /// Whether a component wrote it, whatever the case.
    pub(super) fn is_of(&self, component: &str) -> bool {
        self.component.is_some_and(|it| it.eq_ignore_ascii_case(component))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_each_version_are_taken_apart() {
        let table = [
            (
                "~Trusted domain: A   $$<SMS_SITE_CONFIG_MANAGER><Wed Jun 18 15:49:57 1997~><thread=12E>",
                ("Trusted domain: A", Some("SMS_SITE_CONFIG_MANAGER")),
            ),
            (
                "SQL Server = ~ $$(SMS_HIERARCHY_MANAGER)(Mon Jun 26 16:18:55 2000~)(thread=326)",
                ("SQL Server =", Some("SMS_HIERARCHY_MANAGER")),
            ),
            (
                r"Verifying [C:\a.dll]~  $$<C:\SMS\CLISVCL.EXE><Mon Nov 15 16:54:10.190 1999><thread=52 (0x34)>",
                (r"Verifying [C:\a.dll]", Some(r"C:\SMS\CLISVCL.EXE")),
            ),
            ("costs $$ and more", ("costs $$ and more", None)),
            ("", ("", None)),
            ("x $$<", ("x", Some(""))),
        ];
        for (line, (text, component)) in table {
            assert_eq!(LogLine::of(line), LogLine { text, component }, "{line}");
        }
    }
}
