//! What holds of every PDF, read back with another program's reader.

use lopdf::{Dictionary, Document as Read, Object};

use super::super::document::{Column, Document, Entry, Part, Row, Table, Tone, Words};
use super::super::testing::{Story, eventful, example, head, sealed, small_plan, sms_plan};
use super::super::tests::{evil_head, evil_session};
use super::super::{Head, Sheet};
use super::fonts::Fonts;
use super::{PaperSize, checklist_pdf, pages, set};
use crate::engine::Model;

fn print(model: &Model, head: &Head, size: PaperSize) -> Vec<u8> {
    checklist_pdf(&Sheet { model, head }, size).unwrap()
}

fn read(bytes: &[u8]) -> Read {
    Read::load_mem(bytes).unwrap()
}

/// The text of each page, as a reader searches it: white space does not count.
fn texts(pdf: &Read) -> Vec<String> {
    let numbers = pdf.get_pages().into_keys();
    let text = |number| pdf.extract_text(&[number]).unwrap();
    numbers.map(|number| text(number).split_whitespace().collect()).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// How often each kind of element is in the structure.
fn elements(pdf: &Read, kind: &str) -> usize {
    let is_it = |object: &&Object| {
        let dictionary: Option<&Dictionary> = object.as_dict().ok();
        let name = dictionary.and_then(|it| it.get(b"S").ok()).and_then(|it| it.as_name().ok());
        name == Some(kind.as_bytes()) && dictionary.is_some_and(|it| it.has(b"P"))
    };
    pdf.objects.values().filter(is_it).count()
}

#[test]
fn every_page_carries_digest_number_verdict_and_run() {
    let story = eventful(small_plan()).finish();
    for size in [PaperSize::A4, PaperSize::Letter] {
        let pdf = read(&print(&story.model, &sealed(), size));
        let pages = texts(&pdf);
        assert!(pages.len() > 3, "{}", pages.len());
        for (index, page) in pages.iter().enumerate() {
            let number = format!("page {} of {}", index + 1, pages.len());
            let digest = format!("record sha256 {}", sealed().record_sha256);
            for wanted in [number.as_str(), &digest, "COMPLETE WITH", &sealed().run] {
                assert!(page.contains(&squeezed(wanted)), "{wanted}: {page}");
            }
        }
    }
}

#[test]
fn paper_has_its_size() {
    let story = Story::new(small_plan());
    for (size, width, height) in
        [(PaperSize::A4, 595.28, 841.89), (PaperSize::Letter, 612.0, 792.0)]
    {
        let pdf = read(&print(&story.model, &head(), size));
        for page in pdf.get_pages().into_values() {
            let page = pdf.get_dictionary(page).unwrap();
            let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
            let sides: Vec<f32> = sides.iter().map(|it| it.as_float().unwrap()).collect();
            assert!((sides[2] - width).abs() < 0.01 && (sides[3] - height).abs() < 0.01);
        }
    }
}

#[test]
fn it_is_tagged_and_says_its_language_and_title() {
    let story = eventful(small_plan()).finish();
    let pdf = read(&print(&story.model, &sealed(), PaperSize::A4));
    let catalog = pdf.catalog().unwrap();
    let marked = catalog.get(b"MarkInfo").unwrap().as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    for (kind, least) in [
        ("H1", 1),
        ("H2", 6),
        ("H3", 13),
        ("P", 50),
        ("Table", 3),
        ("TR", 10),
        ("TH", 10),
        ("TD", 10),
        ("L", 13),
        ("LI", 30),
        ("Figure", 1),
    ] {
        let found = elements(&pdf, kind);
        assert!(found >= least, "{kind}: {found}");
    }
    let info = pdf.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let title = pdf.get_dictionary(info).unwrap().get(b"Title").unwrap().as_str().unwrap();
    assert_eq!(String::from_utf8_lossy(title), "Upgrade checklist: Night of the 21st");
}

#[test]
fn text_is_found_and_what_holds_no_more_is_struck() {
    let story = eventful(small_plan()).note(None, "Żółć, Ελλάδα, дом").finish();
    let pdf = read(&print(&story.model, &sealed(), PaperSize::A4));
    let text = texts(&pdf).concat();
    for wanted in [
        "Back up the registry of CENTRAL1",
        "because: read off the wrong server",
        "CORP\\SMSOLD (confirmed)",
        "D:\\backup\\CEN",
        "Alice Ito (alice@site-a)",
        "Żółć, Ελλάδα, дом",
        "nobody meters software here since 1999",
    ] {
        assert!(text.contains(&squeezed(wanted)), "{wanted}: {text}");
    }
    let struck = pdf.objects.values().filter(|object| {
        let attributes = object.as_dict().ok().and_then(|it| it.get(b"A").ok());
        attributes.is_some_and(|it| format!("{it:?}").contains("LineThrough"))
    });
    assert!(struck.count() > 0, "the structure says it too");
}

#[test]
fn foreign_text_is_harmless_and_never_dropped() {
    let pdf = read(&print(&evil_session(), &evil_head(), PaperSize::A4));
    let text = texts(&pdf).concat();
    assert!(text.contains("<U+202E>") && text.contains("<U+001B>"), "{text}");
    assert!(text.contains("<script>alert(1)</script>"), "it is text here: {text}");
    let catalog = pdf.catalog().unwrap();
    for never in [&b"OpenAction"[..], b"AA", b"AcroForm", b"Names"] {
        assert!(!catalog.has(never), "{}", String::from_utf8_lossy(never));
    }
}

#[test]
fn what_no_font_has_is_spelled_out_on_paper() {
    let story = Story::new(small_plan()).note(None, "日本 \u{1F600}").finish();
    let text = texts(&read(&print(&story.model, &sealed(), PaperSize::A4))).concat();
    assert!(text.contains("<U+65E5><U+672C><U+1F600>"), "{text}");
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let story = eventful(small_plan()).finish();
    let again = Model::replay(small_plan(), story.model.facts());
    let first = print(&story.model, &sealed(), PaperSize::A4);
    assert_eq!(first, print(&again, &sealed(), PaperSize::A4));
    let other = Head { record_sha256: "0".repeat(64), ..sealed() };
    assert_ne!(first, print(&again, &other, PaperSize::A4));
}

#[test]
fn very_long_words_and_reasons_run_on_over_the_pages() {
    let word = "x".repeat(1000);
    let reason = "Nobody could say why this was so, and nobody asked. ".repeat(38);
    let story = Story::new(small_plan())
        .waive("metering/CEN", &reason)
        .note(None, &word)
        .note(Some("metering/CEN"), &reason)
        .finish();
    let pdf = read(&print(&story.model, &sealed(), PaperSize::Letter));
    let text = texts(&pdf).concat();
    // Among the deviations, with the step, in its history and in both verdicts; pages and columns
    // may part words.
    assert_eq!(text.matches("asked.").count(), 5 * 38, "nothing is cut");
    assert_eq!(text.matches('x').count() / 1000, 1, "nothing is cut");
}

#[test]
fn a_whole_session_says_where_a_step_goes_on() {
    let plan = sms_plan(example());
    let mut story = Story::new(plan);
    for number in 0..60 {
        story = story.note(Some("read-upgrading-chapter/CEN"), &format!("note {number} of many"));
    }
    let text = texts(&read(&print(&story.model, &head(), PaperSize::A4))).concat();
    assert!(text.contains("(step2,read-upgrading-chapter/CEN,goeson)"), "{text}");
    assert!(text.contains("note59ofmany"));
}

/// A print of nothing but entries and a table, as many as wanted.
fn large(entries: usize, rows: usize) -> Document {
    let entry = |number| {
        let row = Row::of("answer", vec![Words::strong("yes"), Words::quiet("somebody")]);
        Part::Entry(Box::new(Entry {
            mark: Some('x'),
            number: Some(number),
            title: format!("Step {number} of many"),
            id: format!("step/{number}"),
            flag: None,
            tone: Tone::Good,
            rows: vec![row],
            hand: Vec::new(),
        }))
    };
    let reason = "why not? ".repeat(220);
    let row =
        |number: usize| vec![vec![Words::say(&number.to_string())], vec![Words::say(&reason)]];
    let columns = &[Column { title: "Number", share: 1 }, Column { title: "Reason", share: 4 }];
    let table = Table { caption: "Large", columns, rows: (0..rows).map(row).collect() };
    let parts = (0..entries).map(|number| entry(number + 1)).chain([Part::Table(table)]);
    Document {
        title: "Large".to_owned(),
        header: ("Large".to_owned(), "run".to_owned()),
        standing: "NOT FINISHED".to_owned(),
        digest: "record sha256 0".to_owned(),
        about: "large".to_owned(),
        at: Some(head().opened_at),
        parts: parts.collect(),
    }
}

#[test]
fn thousands_of_steps_and_hundreds_of_deviations_are_laid_out_in_full() {
    let fonts = Fonts::load().unwrap();
    let laid = |document: &Document| {
        let set = set::set(document, &fonts, PaperSize::A4);
        pages::pages(set.strips, &set.heads, PaperSize::A4.room())
    };
    let (some, many) = (laid(&large(500, 50)), laid(&large(5000, 500)));
    let strips = |pages: &[pages::Page]| pages.iter().map(|it| it.placed.len()).sum::<usize>();
    // Ten times as much to say takes ten times the room: nothing is set twice, nothing is left out.
    assert!(many.len() >= 10 * some.len() - 10 && many.len() <= 10 * some.len() + 10);
    assert!(strips(&many) >= 9 * strips(&some) && strips(&many) <= 11 * strips(&some));
    let room = PaperSize::A4.room();
    assert!(many.iter().flat_map(|it| &it.placed).all(|it| it.y + it.strip.height <= room));
}

#[test]
fn two_hundred_deviations_are_all_there() {
    let pdf = read(&super::of(&large(3, 200), PaperSize::Letter).unwrap());
    let text = texts(&pdf).concat();
    assert_eq!(text.matches("not?").count(), 200 * 220);
}
