//! A page in the making: lines wrapped to a width.

use crate::text::wrap;

/// Lines of text, wrapped to a width in cells.
pub(super) struct Page {
    pub(super) text: String,
    width: usize,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    pub(super) fn line(&mut self, line: &str) {
        for line in wrap(line, self.width) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// "What: …", continued under the text. Nothing where there is no text.
    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        const INDENT: usize = 6;
        if text.is_empty() {
            return;
        }
        // A text of several paragraphs, like a numbered list, starts on a line of its own.
        let between = if text.contains('\n') { "\n" } else { " " };
        let lines = wrap(&format!("{label}:{between}{text}"), self.width - INDENT);
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.text.push_str(&" ".repeat(INDENT));
            }
            self.text.push_str(line);
            self.text.push('\n');
        }
    }
}
