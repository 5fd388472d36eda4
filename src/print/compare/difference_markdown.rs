//! A comparison as markdown: a table for each kind of thing.

use super::super::marked::{Marked, line};
use super::difference_text::{NOTHING, result, time};
use super::{Comparison, Section};

/// A comparison as markdown.
pub fn difference_markdown(comparison: &Comparison) -> String {
    let Comparison { a, b, sites, sections, took, .. } = comparison;
    let mut out = Marked::default();
    out.put("# Compared by step and value\n");
    for alarm in [a.alarms('A'), b.alarms('B')].concat() {
        out.put(&format!("**{}**\n", line(&alarm)));
    }
    out.put(&format!("**{}**\n", line(&result(comparison))));
    out.put("| | A | B |\n|---|---|---|");
    for ((label, one), (_, other)) in a.rows().into_iter().zip(b.rows()) {
        out.put(&format!("| {} | {} | {} |", label.trim(), line(&one), line(&other)));
    }
    for [a, b] in sites {
        out.put(&format!(
            "\nCompared is only what names site {} of A or {} of B.",
            line(a),
            line(b)
        ));
    }
    for it in sections {
        section(&mut out, it);
    }
    if !took.is_empty() {
        out.put("\n## How long it took\n\n| | A | B |\n|---|---|---|");
    }
    for it in took {
        let cell = |seconds| time(seconds).unwrap_or_else(|| NOTHING.to_owned());
        let (a, b) = (cell(it.a_seconds), cell(it.b_seconds));
        out.put(&format!("| {} | {a} | {b} |", line(&it.about)));
    }
    out.text()
}

fn section(out: &mut Marked, section: &Section) {
    out.put(&format!("\n## {}", line(&section.head())));
    if !section.differences.is_empty() {
        out.put("\n| | | A | B |\n|---|---|---|---|");
    }
    for it in &section.differences {
        let cell = |value: &Option<String>| line(value.as_deref().unwrap_or(NOTHING));
        let (about, what) = (line(&it.about), line(&it.what));
        out.put(&format!("| {about} | {what} | {} | {} |", cell(&it.a), cell(&it.b)));
    }
    if !section.same.is_empty() {
        out.put("");
    }
    for it in &section.same {
        out.put(&format!("- {}, {}: {}", line(&it.about), line(&it.what), line(&it.value)));
    }
}
