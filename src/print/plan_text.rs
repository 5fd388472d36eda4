//! The plan for people: what stands in the way first, then the sites, the steps and the warnings.

use std::collections::HashMap;

use crate::flow::{Cite, Warning};
use crate::plan::{Notice, Plan, SitePlan, StepIx, StepWords};
use crate::text::count;

use super::footnote::Footnotes;
use super::gather::first_told;
use super::lines::Lines;
use super::phrase;

/// Where what belongs to a title stands.
const INDENT: usize = 6;

/// Cells of a label.
const LABEL: usize = 10;

/// Returns the plan in lines of at most 80 cells, each ended by LF.
pub fn plan_text(plan: &Plan) -> String {
    let mut lines = Lines::new(LABEL);
    head(&mut lines, plan);
    if !plan.refusals.is_empty() {
        heading(&mut lines, &format!("REFUSED ({})", plan.refusals.len()));
        lines.text(0, "This plan cannot be walked before these are out of the way.");
        notices(&mut lines, &plan.refusals, |notice| plan.refusal(notice));
    }
    heading(&mut lines, "SITES, in the order of upgrade");
    for (index, planned) in plan.sites.iter().enumerate() {
        site(&mut lines, plan, index + 1, planned);
    }
    let mut footnotes = Footnotes::default();
    let mut walk = Lines::new(LABEL);
    steps(&mut walk, plan, &mut footnotes);
    let footnotes = footnotes.all();
    if !footnotes.is_empty() {
        heading(&mut lines, "GOOD PRACTICE ONLY");
        for (letter, note) in footnotes {
            lines.prose(&format!("  ({letter}) "), &note);
        }
    }
    lines.append(walk);
    if !plan.warnings.is_empty() {
        heading(&mut lines, &format!("WARNINGS ({})", plan.warnings.len()));
        notices(&mut lines, &plan.warnings, |notice| plan.warning(notice));
    }
    let mut text = lines.lines().join("\n");
    text.push('\n');
    text
}

fn steps(lines: &mut Lines, plan: &Plan, footnotes: &mut Footnotes) {
    for (index, phase) in plan.flow.phases.iter().enumerate() {
        let steps = || (0..plan.steps.len()).filter(|step| plan.steps[*step].phase == index);
        if steps().next().is_some() {
            let title = phase.title.to_uppercase();
            heading(lines, &format!("{title} ({})", count("step", steps().count())));
            steps().for_each(|it| step(lines, plan, StepIx(it), footnotes));
        }
    }
}

/// Warnings or refusals; what is said of several is said once.
fn notices<'p>(
    lines: &mut Lines,
    notices: &'p [Notice],
    template: impl Fn(&'p Notice) -> &'p Warning,
) {
    let mut told = HashMap::new();
    for notice in notices {
        let same_as = first_told(&mut told, &notice.text, &notice.id);
        lines.blank();
        lines.hanging("    * ", &notice.title);
        lines.row(INDENT, "id", &notice.id);
        lines.row(INDENT, "what", &phrase::what(&notice.text, same_as.as_deref()));
        lines.row(INDENT, "because", &notice.because);
        lines.row(INDENT, "source", &sources(&template(notice).cites));
        if template(notice).acknowledge {
            lines.row(INDENT, "note", "has to be acknowledged before any site is upgraded");
        }
    }
}

fn head(lines: &mut Lines, plan: &Plan) {
    lines.text(0, &plan.flow.title);
    let target = plan.target.map_or_else(
        || "each site has its own target".to_owned(),
        |target| format!("target {target}"),
    );
    let name = &plan.hierarchy.name;
    let sites = count("site", plan.sites.len());
    lines.text(0, &format!("Hierarchy {name} ({sites}), {target}"));
    let (steps, warnings) =
        (count("step", plan.steps.len()), count("warning", plan.warnings.len()));
    let (id, revision) = (&plan.flow.id, plan.flow.revision);
    lines.text(0, &format!("{steps}, {warnings}; flow {id}, revision {revision}"));
}

fn heading(lines: &mut Lines, title: &str) {
    lines.blank();
    lines.text(0, title);
    lines.rule('-');
}

fn site(lines: &mut Lines, plan: &Plan, number: usize, planned: &SitePlan) {
    let site = plan.hierarchy.site(planned.site);
    let level = site.level.to_string();
    let target = planned.target.map(|level| level.to_string());
    let is_refused = plan.refusals.iter().any(|refusal| refusal.at.site == Some(planned.site));
    let way = match &target {
        Some(target) if is_refused => format!("{level}, REFUSED for {target}"),
        target => phrase::way(&level, target.as_deref(), planned.upgrades),
    };
    let lead = format!("{number:>4}. ");
    lines.hanging(&lead, &format!("{}  {way}  ({} {})", site.code, site.role, site.server));
    let hotfixes = phrase::hotfixes(planned.hotfixes.word(), &planned.articles);
    lines.row(INDENT, "hotfixes", &hotfixes);
    lines.row(INDENT, "because", &planned.because);
}

fn step(lines: &mut Lines, plan: &Plan, ix: StepIx, footnotes: &mut Footnotes) {
    let planned = plan.step(ix);
    let words = plan.words(ix);
    lines.hanging(&format!("{:>4}. ", ix.0 + 1), &words.title);
    lines.row(INDENT, "id", &planned.id);
    lines.row(INDENT, "because", &plan.because(ix));
    for note in notes(plan, ix, words, footnotes) {
        lines.row(INDENT, "note", &note);
    }
    if !planned.requires.is_empty() {
        let needs: Vec<_> = planned.requires.iter().map(|need| need.0 + 1).collect();
        lines.row(INDENT, "after", &phrase::waits_for(&needs));
    }
    lines.row(INDENT, "source", &sources(&plan.cites(ix)));
}

fn notes(plan: &Plan, ix: StepIx, words: StepWords, footnotes: &mut Footnotes) -> Vec<String> {
    let mut notes = Vec::new();
    if plan.is_point_of_no_return(ix) {
        notes.push("POINT OF NO RETURN".to_owned());
    }
    if let Some(reason) = words.not_applicable {
        notes.push(format!("nothing to do here: {reason}"));
        return notes;
    }
    let may_be_waived = if plan.is_waivable(ix) { "may be waived with a reason" } else { "" };
    match (words.note, plan.step(ix).blocking) {
        (Some(note), _) => {
            notes.push(format!("good practice only ({})", footnotes.letter(&note)));
        }
        (None, false) => notes.push(format!("nothing waits for it; {may_be_waived}")),
        (None, true) => notes.push(may_be_waived.to_owned()),
    }
    notes
}

fn sources(cites: &[Cite]) -> String {
    let cites: Vec<_> = cites.iter().map(ToString::to_string).collect();
    cites.join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{example, plan, small_flow, small_plan, sms_plan, two_sites};
    use super::*;
    use crate::text::width;

    #[test]
    fn a_small_plan_reads_well() {
        insta::assert_snapshot!(plan_text(&small_plan()));
    }

    #[test]
    fn refusals_come_first() {
        let hierarchy = two_sites();
        let flow = small_flow();
        let flow = crate::flow::Flow { paths: Vec::new(), ..flow };
        let text = plan_text(&plan(flow, hierarchy, "2.0 SP2"));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn no_line_of_the_example_is_wider_than_the_paper() {
        let text = plan_text(&sms_plan(example()));
        for line in text.lines() {
            assert!(width(line) <= 80 && !line.ends_with(' '), "{line:?}");
        }
        for step in &sms_plan(example()).steps {
            assert!(text.contains(&format!("      id        {}\n", step.id)), "{}", step.id);
        }
    }
}
