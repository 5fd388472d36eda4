//! Makes foreign text harmless: what could move the cursor, hide or reorder is spelled out.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// Most marks that one base character carries; further ones are spelled out.
const MARKS_PER_BASE: usize = 4;

/// Returns foreign text as it may stand in one line of a terminal, a print or a log.
///
/// Control characters (line ends and tabs too), what is invisible, what changes the direction of
/// writing and private use become `<U+XXXX>`; so do more than 4 marks on one base character.
pub fn shown(text: &str) -> Cow<'_, str> {
    spelled_out(text, Lines::One)
}

/// The same for text of several lines: keeps `\n`, takes `\r\n` for it and turns a tab into a
/// space.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    spelled_out(text, Lines::Several)
}

/// Whether a character may be shown as it is, marks aside.
pub fn is_harmless(c: char) -> bool {
    !matches!(c,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' // C0, DEL, C1
        | '\u{AD}' // soft hyphen
        | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' // joiner, fillers
        | '\u{61C}' | '\u{180B}'..='\u{180F}' // Arabic letter mark, Mongolian selectors
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' // zero width, separators, bidi
        | '\u{2060}'..='\u{206F}' // joiners, invisible operators, isolates
        | '\u{3164}' | '\u{FFA0}' // Hangul fillers
        | '\u{FE00}'..='\u{FE0D}' // selectors, but for those of text and picture
        | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}' // byte order mark, annotations
        | '\u{E000}'..='\u{F8FF}' // private use
        | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' // never characters
        | '\u{13430}'..='\u{13440}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{10FFFF}' // tags, selectors, private use
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

fn spelled_out(text: &str, lines: Lines) -> Cow<'_, str> {
    let printable =
        |byte: u8| matches!(byte, b' '..=b'~') || (lines == Lines::Several && byte == b'\n');
    if text.bytes().all(printable) {
        return Cow::Borrowed(text);
    }

    let mut out = String::with_capacity(text.len() + 16);
    // A mark with nothing before it would land on whatever stands there already.
    let mut marks = MARKS_PER_BASE;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if lines == Lines::Several {
            match c {
                '\r' if rest.peek() == Some(&'\n') => continue,
                '\n' => {
                    out.push('\n');
                    marks = MARKS_PER_BASE;
                    continue;
                }
                '\t' => {
                    out.push(' ');
                    marks = 0;
                    continue;
                }
                _ => {}
            }
        }
        let is_mark = c.width() == Some(0);
        if is_harmless(c) && !(is_mark && marks >= MARKS_PER_BASE) {
            out.push(c);
            marks = if is_mark { marks + 1 } else { 0 };
        } else {
            spell(&mut out, c);
        }
    }
    Cow::Owned(out)
}

fn spell(out: &mut String, c: char) {
    write!(out, "<U+{:04X}>", u32::from(c)).expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_mislead_is_spelled_out() {
        let table = [
            ("plain text, 100 %", "plain text, 100 %"),
            ("Größe 東京 \u{1F600}", "Größe 東京 \u{1F600}"),
            ("\u{1B}[2Jgone", "<U+001B>[2Jgone"),
            ("a\nb\r\nc\td", "a<U+000A>b<U+000D><U+000A>c<U+0009>d"),
            ("\u{0}\u{7F}\u{9B}31m", "<U+0000><U+007F><U+009B>31m"),
            ("abc\u{202E}cba\u{2066}", "abc<U+202E>cba<U+2066>"),
            ("\u{200E}\u{200F}\u{61C}", "<U+200E><U+200F><U+061C>"),
            (
                "co\u{AD}rp\u{200B}\u{200D}\u{2060}\u{FEFF}",
                "co<U+00AD>rp<U+200B><U+200D><U+2060><U+FEFF>",
            ),
            ("\u{2028}\u{2029}", "<U+2028><U+2029>"),
            ("\u{E000}\u{F0000}\u{10FFFD}", "<U+E000><U+F0000><U+10FFFD>"),
            ("\u{E0041}\u{E007F}\u{E0100}", "<U+E0041><U+E007F><U+E0100>"),
            ("\u{FFFE}\u{FDD0}\u{FFF9}", "<U+FFFE><U+FDD0><U+FFF9>"),
            ("\u{3164}\u{115F}\u{FE00}", "<U+3164><U+115F><U+FE00>"),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn marks_are_limited_for_each_base() {
        let mark = "\u{301}";
        assert_eq!(shown(&format!("e{mark}e{mark}")), format!("e{mark}e{mark}"));
        let four = format!("e{}", mark.repeat(4));
        assert_eq!(shown(&four), four);
        assert_eq!(
            shown(&format!("{four}{mark}{mark}x{mark}")),
            format!("{four}<U+0301><U+0301>x{mark}")
        );
        assert_eq!(shown(mark), "<U+0301>", "nothing to stand on");
        assert_eq!(shown_lines(&format!("a\n{mark}")), "a\n<U+0301>");
    }

    #[test]
    fn lines_stay_lines_where_they_may() {
        let table = [
            ("a\nb", "a\nb"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\rb", "a<U+000D>b"),
            ("a\r\r\nb", "a<U+000D>\nb"),
            ("a\tb", "a b"),
            ("\u{1B}]0;x\u{7}\n", "<U+001B>]0;x<U+0007>\n"),
        ];
        for (text, expected) in table {
            assert_eq!(shown_lines(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_harmless(text in any::<String>()) {
            let once = shown(&text);
            prop_assert!(once.chars().all(is_harmless));
            prop_assert_eq!(&shown(&once), &once, "showing it again changes nothing");
            prop_assert!(shown_lines(&text).chars().all(|c| c == '\n' || is_harmless(c)));
        }

        #[test]
        fn printable_text_is_left_alone(text in "[ -~]*") {
            prop_assert!(matches!(shown(&text), Cow::Borrowed(same) if same == text));
        }
    }
}
