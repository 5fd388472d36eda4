//! How it looks, on a screen, on a phone and on paper.

/// One sheet of styles, with the digest for the margin of every printed page.
pub(super) fn style(digest: &str) -> String {
    // Only what can be nothing but itself in a style sheet.
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == ' ' || *c == '-';
    let digest: String = digest.chars().filter(is_plain).collect();
    let margin = "font: 7.5pt sans-serif; color: #444;";
    format!(
        "{}@page {{ margin: 15mm 14mm 17mm; \
         @bottom-left {{ content: \"{digest}\"; {margin} }} \
         @bottom-right {{ content: \"page \" counter(page) \" of \" counter(pages); {margin} }} }}\n",
        include_str!("style.css")
    )
}
