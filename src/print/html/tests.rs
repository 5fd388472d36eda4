//! What holds of every HTML print: foreign text stays text, nothing runs, nothing is fetched.

use super::super::testing::{Story, eventful, head, sealed, small_plan};
use super::super::tests::{assert_harmless, evil_head, evil_session};
use super::*;
use crate::engine::Model;

/// Every element that a print of ours is made of.
const ELEMENTS: &[&str] = &[
    "!DOCTYPE",
    "article",
    "body",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "li",
    "main",
    "meta",
    "p",
    "path",
    "pre",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Every attribute. None of them fetches or runs anything.
const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "aria-label",
    "charset",
    "class",
    "content",
    "d",
    "data-label",
    "fill",
    "height",
    "html",
    "http-equiv",
    "lang",
    "name",
    "role",
    "scope",
    "shape-rendering",
    "style",
    "viewBox",
    "width",
];

fn print(model: &Model, head: &super::super::Head) -> String {
    checklist_html(&Sheet { model, head })
}

/// The name of a tag, and its attributes with their values.
fn tag(inner: &str) -> (&str, Vec<(&str, &str)>) {
    let inner = inner.trim_start_matches('/');
    let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
    let mut attributes = Vec::new();
    while let Some((attribute, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a value ends");
        attributes.push((attribute.trim(), value));
        rest = after;
    }
    attributes.extend(rest.split_whitespace().map(|attribute| (attribute, "")));
    (name, attributes)
}

/// Reads it as a browser would, and returns the elements in order; fails on anything of which a
/// browser might make more than text.
#[track_caller]
fn elements(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{text}");
        let (inner, after) = after.split_once('>').expect("a tag ends");
        let (name, attributes) = tag(inner);
        assert!(ELEMENTS.contains(&name), "<{inner}>");
        for (attribute, value) in attributes {
            assert!(ATTRIBUTES.contains(&attribute), "{attribute} in <{inner}>");
            assert!(!value.contains(['<', '>']), "{value} in <{inner}>");
        }
        found.push(inner.to_owned());
        rest = after;
        if name == "style" && !inner.starts_with('/') {
            let (style, after) = rest.split_once("</style>").expect("the style ends");
            assert!(!style.contains(['<', '\\']) && !style.contains("url("), "{style}");
            rest = after;
        }
    }
    found
}

#[test]
fn foreign_text_is_harmless_in_html() {
    let html = print(&evil_session(), &evil_head());
    assert_harmless(&html);
    elements(&html);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "it is there to be read");
    assert!(html.contains("&lt;U+202E&gt;"), "what hides is spelled out");
}

#[test]
fn quotes_and_ampersands_stay_text() {
    let text = "a & b < c > d \" e ' f &lt; --> ]]> <!-- \u{1b}[31m";
    let story = Story::new(small_plan()).note(None, text).finish();
    let html = print(&story.model, &sealed());
    elements(&html);
    let shown = "a &amp; b &lt; c &gt; d &quot; e &#39; f &amp;lt; --&gt; ]]&gt; &lt;!-- \
         &lt;U+001B&gt;[31m";
    assert!(html.contains(shown), "{html}");
}

#[test]
fn it_says_what_it_is_to_a_browser_and_to_who_cannot_see() {
    let story = eventful(small_plan()).finish();
    let html = print(&story.model, &sealed());
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; img-src data:\">";
    let wanted = [
        "<!DOCTYPE html><html lang=\"en\">",
        policy,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        "<th scope=\"col\">",
        "<th scope=\"row\">",
        "prefers-color-scheme: dark",
        "@media print",
        "counter(page)",
        "aria-label=\"QR code of the seal\"",
        "upgrade-wizard seal 4261557ace0e58f4fbe4515f1482a930 1234 sha256:884d6346",
    ];
    for it in wanted {
        assert!(html.contains(it), "{it}");
    }
    let found = elements(&html);
    let count = |name: &str| found.iter().filter(|it| *it == name).count();
    for name in ["dl", "dt", "dd", "table", "tr", "ul", "li", "p", "del", "main", "footer", "svg"] {
        let opened = found.iter().filter(|it| tag(it).0 == name && !it.starts_with('/')).count();
        assert_eq!(opened, count(&format!("/{name}")), "{name}");
        assert!(opened > 0, "{name}");
    }
    assert_eq!(count("h1"), 1);
}

#[test]
fn what_holds_no_more_is_struck_through() {
    let story = eventful(small_plan()).finish();
    let html = print(&story.model, &sealed());
    assert!(html.contains("<del>CORP\\SMSOLD (confirmed)</del>"), "{html}");
    assert!(!html.contains("<del>CORP\\SMSSVC"), "what holds is not struck");
}

#[test]
fn an_open_session_says_so_and_has_no_code() {
    let story = Story::new(small_plan());
    let html = print(&story.model, &head());
    assert_eq!(html.matches("NOT FINISHED - this is not a completed checklist").count(), 2);
    assert!(html.contains("NOT SEALED") && !html.contains("<svg"), "{html}");
    let digest = format!("record sha256 {}", head().record_sha256);
    assert_eq!(html.matches(&digest).count(), 2, "in the footer and on every printed page");
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let story = eventful(small_plan()).finish();
    let again = Model::replay(small_plan(), story.model.facts());
    assert_eq!(print(&story.model, &sealed()), print(&again, &sealed()));
}
