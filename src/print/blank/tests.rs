//! What holds of every blank form, in every format.

use super::super::testing::{example, small_plan, sms_plan};
use super::super::tests::{assert_harmless, evil_session};
use super::*;
use crate::text::width;

fn blank(plan: &Plan) -> Blank<'_> {
    Blank { plan, session: None }
}

#[test]
fn a_small_form_reads_well() {
    insta::assert_snapshot!(blank_text(&blank(&small_plan()), PageBreaks::Rule));
}

#[test]
fn a_small_form_in_markdown() {
    insta::assert_snapshot!(blank_markdown(&blank(&small_plan())));
}

#[test]
fn the_number_is_of_the_plan_and_of_nothing_else() {
    let (one, same, other) = (small_plan(), small_plan(), sms_plan(example()));
    assert_eq!(form_number(&one), form_number(&same));
    assert_ne!(form_number(&one), form_number(&other));
    let number = form_number(&one);
    assert_eq!(number.len(), 64);
    let named = Blank { plan: &one, session: Some("Night of the 21st") };
    for text in [
        blank_text(&named, PageBreaks::Rule),
        blank_markdown(&named),
        blank_html(&named),
        blank_text(&blank(&one), PageBreaks::Rule),
    ] {
        assert!(text.contains(&number), "{text}");
    }
}

#[test]
fn every_page_of_text_fits_and_carries_the_number() {
    let plan = sms_plan(example());
    let number = format!("\nform sha256 {}\n", form_number(&plan));
    let text = blank_text(&blank(&plan), PageBreaks::FormFeed);
    for (index, page) in text.split('\u{C}').enumerate() {
        assert_eq!(page.lines().count(), 60, "{page}");
        assert!(page.contains(&number), "{page}");
        assert!(page.contains(&format!("page {} of ", index + 1)), "{page}");
    }
    assert!(text.lines().all(|line| width(line.trim_start_matches('\u{C}')) <= 80), "{text}");
}

#[test]
fn there_is_room_for_every_step_and_for_two_people() {
    let plan = sms_plan(example());
    let text = blank_text(&blank(&plan), PageBreaks::Rule);
    let html = blank_html(&blank(&plan));
    for (index, step) in plan.steps.iter().enumerate() {
        assert!(text.contains(&step.id) && html.contains(&step.id), "{}", step.id);
        let title = format!("{}. ", index + 1);
        assert!(html.contains(&title), "{title}");
    }
    let gates = (0..plan.steps.len()).map(crate::plan::StepIx);
    let filled = gates.filter(|step| !plan.is_gate(*step) && !plan.is_not_applicable(*step));
    assert_eq!(text.matches("Value seen: ___").count(), filled.count());
    for wanted in ["[ ] done", "[ ] waived", "Evidence, path: ___"] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert_eq!(text.matches("Signature: ___").count(), 2);
    let small = blank_text(&blank(&small_plan()), PageBreaks::Rule);
    assert!(small.contains("[ ] not applicable"), "where the flow allows it");
}

#[test]
fn a_form_as_pdf_has_every_step_and_the_same_bytes_each_time() {
    let plan = small_plan();
    let bytes = blank_pdf(&blank(&plan), PaperSize::Letter).unwrap();
    assert_eq!(bytes, blank_pdf(&blank(&plan), PaperSize::Letter).unwrap());
    let pdf = lopdf::Document::load_mem(&bytes).unwrap();
    let number = form_number(&plan);
    let mut all = String::new();
    for page in pdf.get_pages().into_keys() {
        let text: String = pdf.extract_text(&[page]).unwrap().split_whitespace().collect();
        assert!(text.contains(&number), "{text}");
        all.push_str(&text);
    }
    for step in &plan.steps {
        assert!(all.contains(&step.id), "{}", step.id);
    }
}

#[test]
fn foreign_text_is_harmless_on_a_form() {
    let model = evil_session();
    let form = Blank { plan: model.plan(), session: Some("<b>\u{1b}[31m") };
    for text in [blank_text(&form, PageBreaks::Rule), blank_markdown(&form), blank_html(&form)] {
        assert_harmless(&text);
    }
    assert!(!blank_html(&form).contains("<script") && !blank_html(&form).contains("<b>"));
    assert!(blank_pdf(&form, PaperSize::A4).is_ok());
}
