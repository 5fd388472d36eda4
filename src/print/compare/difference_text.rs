//! A comparison as text, for a screen or a page.

use crate::plan::duration;
use crate::text::{count, pad, shown, width};

use super::{Comparison, Named, Section};

/// Cells of a label.
const LABEL: usize = 11;

/// A comparison as text.
pub fn difference_text(comparison: &Comparison) -> String {
    let mut out = String::new();
    let Comparison { a, b, sites, sections, took, .. } = comparison;
    for alarm in [a.alarms('A'), b.alarms('B')].concat() {
        put(&mut out, 0, &format!("!!! {alarm}"));
    }
    put(&mut out, 0, "COMPARED BY STEP AND VALUE");
    for (letter, named) in [('A', a), ('B', b)] {
        head(&mut out, letter, named);
    }
    if !sites.is_empty() {
        let pairs: Vec<_> = sites.iter().map(|[a, b]| format!("{a} of A with {b} of B")).collect();
        out.push('\n');
        put(&mut out, 0, &format!("ONLY WHAT NAMES THESE SITES IS COMPARED: {}", pairs.join(", ")));
    }
    for it in sections {
        section(&mut out, it);
    }
    if !took.is_empty() {
        out.push('\n');
        put(&mut out, 0, "HOW LONG IT TOOK (never a difference)");
    }
    for it in took {
        put(&mut out, 2, &shown(&it.about));
        values(&mut out, time(it.a_seconds).as_deref(), time(it.b_seconds).as_deref());
    }
    out.push('\n');
    put(&mut out, 0, &result(comparison));
    out
}

/// The last line.
pub(super) fn result(comparison: &Comparison) -> String {
    match comparison.differences {
        0 => "NOTHING DIFFERS".to_owned(),
        differences => count("difference", differences).to_uppercase(),
    }
}

/// How long something took, or that nothing is on record.
pub(super) fn time(seconds: Option<u64>) -> Option<String> {
    seconds.map(|seconds| match seconds {
        0 => "less than a second".to_owned(),
        _ => duration(seconds),
    })
}

/// What stands for nothing.
pub(super) const NOTHING: &str = "(nothing)";

fn head(out: &mut String, letter: char, named: &Named) {
    out.push('\n');
    for (index, (label, text)) in named.rows().into_iter().enumerate() {
        let lead = if index == 0 { format!("{letter}  ") } else { "   ".to_owned() };
        put(out, 0, &format!("{lead}{}{}", pad(label, LABEL), shown(&text)));
    }
}

fn section(out: &mut String, section: &Section) {
    out.push('\n');
    put(out, 0, &section.head());
    let mut about = "";
    for it in &section.differences {
        if it.about != about {
            put(out, 2, &shown(&it.about));
            about = &it.about;
        }
        put(out, 4, &shown(&it.what));
        let absent = matches!(&*it.what, "step" | "site" | "took part" | "warning");
        let is_one_sided = absent && (it.a.is_none() || it.b.is_none());
        match (it.a.as_deref(), it.b.as_deref()) {
            (Some(a), None) if is_one_sided => put(out, 6, &format!("only in A  {}", shown(a))),
            (None, Some(b)) if is_one_sided => put(out, 6, &format!("only in B  {}", shown(b))),
            (a, b) => values(out, a, b),
        }
    }
    for it in &section.same {
        put(out, 2, &format!("= {}, {}: {}", shown(&it.about), shown(&it.what), shown(&it.value)));
    }
}

fn values(out: &mut String, a: Option<&str>, b: Option<&str>) {
    for (letter, value) in [('A', a), ('B', b)] {
        let value = value.map_or(NOTHING.into(), shown);
        put(out, 6, &format!("{letter}  {value}"));
    }
}

fn put(out: &mut String, indent: usize, line: &str) {
    let line = format!("{}{line}", " ".repeat(indent));
    debug_assert!(width(&line) == 0 || !line.contains('\n'), "foreign text has no line ends left");
    out.push_str(line.trim_end());
    out.push('\n');
}
