//! What many steps have in common is said once, under a letter.

/// Notes in the order in which they first come up.
#[derive(Debug, Default)]
pub(super) struct Footnotes(Vec<String>);

impl Footnotes {
    /// Returns the letter of a note, a new one where it has none yet.
    pub(super) fn letter(&mut self, note: &str) -> String {
        let place = self.0.iter().position(|known| known == note).unwrap_or_else(|| {
            self.0.push(note.to_owned());
            self.0.len() - 1
        });
        letter(place)
    }

    /// Every note with its letter.
    pub(super) fn all(self) -> Vec<(String, String)> {
        let notes = self.0.into_iter().enumerate();
        notes.map(|(place, note)| (letter(place), note)).collect()
    }
}

/// `a` to `z`, then `a2` to `z2`.
fn letter(place: usize) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let letter = char::from(LETTERS[place % LETTERS.len()]);
    match place / LETTERS.len() {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_its_letter() {
        let mut notes = Footnotes::default();
        let letters: Vec<_> = ["x", "y", "x"].iter().map(|it| notes.letter(it)).collect();
        assert_eq!(letters, ["a", "b", "a"]);
        assert_eq!(notes.all(), [("a".into(), "x".into()), ("b".into(), "y".into())]);
    }

    #[test]
    fn letters_do_not_run_out() {
        assert_eq!([0, 25, 26, 53].map(letter), ["a", "z", "a2", "b3"].map(String::from));
    }
}
