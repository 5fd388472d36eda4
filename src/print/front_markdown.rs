//! The front of the checklist as markdown.

use crate::text::count;

use super::content::{Checklist, Deviation, Signer};
use super::marked::{Marked, line, lines};
use super::phrase;

/// Everything that stands before the sites.
pub(super) fn front(list: &Checklist) -> Marked {
    let mut out = Marked::default();
    out.put(&format!("# Upgrade checklist: {}", line(&list.flow.title)));
    out.put(&format!("\n**{}**\n", line(&list.verdict.words)));
    for id in &list.verdict.in_doubt {
        out.put(&format!("- **Begun, outcome not known: {}**", line(id)));
    }
    out.put(&format!("- Steps: {}", phrase::steps(&list.verdict)));
    out.put(&format!("- Warnings: {}", phrase::warnings(&list.verdict)));
    if let Some(why) = &list.verdict.unchecked {
        out.put(&format!("- Signatures not checked: {}", line(why)));
    }
    match list.deviations.as_slice() {
        [] => out.put("- Deviations: none"),
        deviations => {
            out.put(&format!("\n## Deviations ({})\n", deviations.len()));
            for it in deviations {
                deviation(&mut out, it);
            }
        }
    }
    if !list.verdicts.is_empty() {
        out.put("\n## GO or NO-GO, the last before each upgrade\n");
        for go in &list.verdicts {
            out.put(&format!("- **{}**", line(&phrase::go(go))));
            out.put(&format!("  - {}", line(&go.words())));
            out.put(&format!("  - {}", line(&phrase::go_by(go))));
        }
    }
    what(&mut out, list);
    if !list.happened.is_empty() {
        out.put("\n## What happened\n");
        for act in &list.happened {
            out.put(&format!("- {}", lines(&phrase::happened(act), 2)));
            out.put(&format!("  - {}", line(&phrase::told_by(act))));
        }
    }
    out.put("\n## Who\n");
    for signer in &list.people {
        person(&mut out, signer);
    }
    if !list.answers_files.is_empty() {
        out.put("\n## Answers files\n");
        for (index, file) in list.answers_files.iter().enumerate() {
            let entries = count("entry", file.entries);
            let (name, sha256) = (line(&file.name), line(&file.sha256));
            out.put(&format!("{}. {name}, {entries}, sha256 {sha256}", index + 1));
        }
    }
    if !list.remarks.is_empty() {
        out.put("\n## Remarks\n");
        for remark in &list.remarks {
            out.put(&format!("- {}", lines(&remark.text, 2)));
            out.put(&format!("  - {}", line(&phrase::by(remark))));
        }
    }
    out
}

fn deviation(out: &mut Marked, deviation: &Deviation) {
    let head = phrase::deviation(deviation);
    out.put(&format!("1. **{}**", line(&head)));
    out.put(&format!("   - {}", line(&deviation.title)));
    if !deviation.reason.is_empty() {
        out.put(&format!("   - Reason: {}", lines(&deviation.reason, 5)));
    }
    out.put(&format!("   - {}", line(&phrase::signed(&deviation.by, deviation.at))));
}

fn what(out: &mut Marked, list: &Checklist) {
    out.put("\n## What, where, when\n");
    let flow = format!("{}, revision {}", list.flow.id, list.flow.revision);
    let rows = [
        ("Session", format!("{} (id {})", list.session.name, list.session.id)),
        ("Run", list.session.run.clone()),
        ("Ticket", list.session.ticket.clone().unwrap_or_default()),
        ("Host", list.session.host.clone()),
        ("Flow", flow),
        ("Flow sha256", list.flow.sha256.clone()),
        ("Hierarchy", list.hierarchy.name.clone()),
        ("Hierarchy sha256", list.hierarchy.sha256.clone()),
        ("Target", phrase::target(list)),
        ("Record", phrase::record(list)),
        ("Record sha256", list.record.sha256.clone()),
        ("Program", list.session.tool.clone()),
        ("Opened", phrase::signed(&list.opened.by, list.opened.at)),
        ("Last act", list.last.to_string()),
        (
            "Closed",
            list.closed.as_ref().map(|it| phrase::signed(&it.by, it.at)).unwrap_or_default(),
        ),
        ("Sealed", phrase::sealed(list)),
        ("Closing code", phrase::closing_code(list)),
        ("Seal in short", list.seal_text.clone().unwrap_or_default()),
    ];
    for (label, text) in rows {
        if !text.is_empty() {
            out.put(&format!("- {label}: {}", line(&text)));
        }
    }
    for stamp in &list.stamps {
        out.put(&format!("- Stamped: {}", line(&phrase::stamp(stamp))));
    }
    for it in &list.hierarchy.corrected {
        out.put(&format!("- **Hierarchy corrected**: {}", lines(&phrase::correction(it), 2)));
        out.put(&format!("  - {}", line(&phrase::signed(&it.by, it.at))));
    }
}

fn person(out: &mut Marked, signer: &Signer) {
    out.put(&format!("- **{}**", line(&phrase::person(&signer.who))));
    out.put(&format!("  - key {}", line(&signer.who.key)));
    for acts in &signer.acts {
        out.put(&format!("  - {}", line(&phrase::acts(acts))));
    }
}
