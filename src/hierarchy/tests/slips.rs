//! A whole file, and what becomes of it when keys slip.

use proptest::prelude::*;

use super::{FILE, Hierarchy, check};
use crate::text::{Source, render};

/// A file that says all that can be said, and has nothing odd in it.
pub(in crate::hierarchy) const WHOLE: &str = r#"schema = 1
name = "Example"

[[site]]
code = "CEN"
server = "CENTRAL1"
role = "primary"
level = "2.0 SP1"
full_version = "2.00.1380.1000"
logon_domains = ["corp"]
logon_domains_after = ["CORP", "LAB"]
metering_servers = ["MTR1"]
sql_server = "CENTRAL1"
target = "2.0 SP2"

[[site]]
code = "SE1"
server = "Größe"
role = "secondary"
parent = "CEN"
full_version = "2.00.1239.0000"
logon_domains = []
installed_from = "console"
planned_method = "cd"
history = [{ from = "1.2 SP4", to = "2.0", method = "cd" }]

[[domain]]
name = "CORP"
domain_controllers = ["DC1", "DC2"]
"#;

#[test]
fn everything_that_is_said_is_kept() {
    check(WHOLE, &[]);
    check(&WHOLE.replace('\n', "\r\n"), &[]);
    check(&format!("\u{FEFF}{WHOLE}"), &[]);
    let (hierarchy, _) = Hierarchy::read(FILE, WHOLE).unwrap();
    insta::assert_debug_snapshot!((&hierarchy.name, &hierarchy.sites, &hierarchy.domains));
}

#[derive(Debug, Clone)]
pub(in crate::hierarchy) enum Slip {
    Remove { at: usize, bytes: usize },
    Insert { at: usize, text: String },
    Repeat { at: usize, bytes: usize },
}

pub(in crate::hierarchy) fn any_slip() -> impl Strategy<Value = Slip> {
    let text = prop_oneof![
        "[ -~]{1,4}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec!["\n", "\"", "[[site]]\n", "'''", "\\u202e", "CEN", "2.0", "={}"])
            .prop_map(str::to_owned),
    ];
    prop_oneof![
        (any::<usize>(), 0..30_usize).prop_map(|(at, bytes)| Slip::Remove { at, bytes }),
        (any::<usize>(), text).prop_map(|(at, text)| Slip::Insert { at, text }),
        (any::<usize>(), 0..80_usize).prop_map(|(at, bytes)| Slip::Repeat { at, bytes }),
    ]
}

pub(in crate::hierarchy) fn slipped(mut text: String, slip: &Slip) -> String {
    let boundary = |text: &str, at: usize| {
        (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let (Slip::Remove { at, .. } | Slip::Insert { at, .. } | Slip::Repeat { at, .. }) = slip;
    let at = boundary(&text, at % (text.len() + 1));
    match slip {
        Slip::Remove { bytes, .. } => {
            let end = boundary(&text, at + bytes).max(at);
            text.replace_range(at..end, "");
        }
        Slip::Insert { text: new, .. } => text.insert_str(at, new),
        Slip::Repeat { bytes, .. } => {
            let again = text[at..boundary(&text, at + bytes).max(at)].to_owned();
            text.insert_str(at, &again);
        }
    }
    text
}

proptest! {
    #[test]
    fn a_file_with_slips_is_read_or_refused_in_place(
        slips in prop::collection::vec(any_slip(), 1..5),
    ) {
        let text = slips.iter().fold(WHOLE.to_owned(), slipped);
        let sources = [Source::new(FILE, text.as_str())];
        let found = match Hierarchy::read(FILE, &text) {
            Ok((hierarchy, notes)) => {
                prop_assert_eq!(hierarchy.upgrade_order().len(), hierarchy.sites.len());
                prop_assert!(hierarchy.site(hierarchy.central()).parent.is_none());
                notes
            }
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                mistakes
            }
        };
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.start <= pair[1].span.start, "in the order of the file");
        }
        for one in &found {
            prop_assert!(one.span.start <= one.span.end && one.span.end <= text.len(), "{:?}", one);
            prop_assert!(text.is_char_boundary(one.span.start), "{:?}", one);
            let line = one.one_line(&sources);
            prop_assert!(!line.contains(['\n', '\u{202E}', '\u{1B}']), "{:?}", line);
        }
        let drawn = render(&sources, &found);
        prop_assert!(drawn.lines().filter(|line| line.starts_with("error: ")).count() >= found.len());
    }
}
