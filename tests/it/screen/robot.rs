//! An operator made of rules: reads the footer, and does what it says, until nothing is left.

use std::path::{Path, PathBuf};

use super::console::Console;

/// Walks a session by keyboard alone.
pub(crate) struct Robot {
    file: PathBuf,
    folder: PathBuf,
}

impl Robot {
    /// `file` and `folder` serve as evidence for whatever asks for some.
    pub(crate) fn new(folder: &Path) -> Self {
        let proof = folder.join("proof");
        std::fs::create_dir_all(&proof).unwrap();
        let file = proof.join("seen.txt");
        std::fs::write(&file, "what was seen\n").unwrap();
        Self { file, folder: proof }
    }

    /// Does what the screen asks for until every step is settled.
    #[track_caller]
    pub(crate) fn walk(&self, console: &mut Console) {
        let mut rounds = 0;
        while !is_all_settled(&console.footer()) {
            self.one(console);
            rounds += 1;
            assert!(rounds < 3_000, "the walk does not end:\n{}", console.contents());
        }
    }

    /// One thing.
    pub(crate) fn one(&self, console: &mut Console) {
        let label = label_of(&console.footer(), "Space");
        match label.as_deref() {
            Some("Read on" | "I have read this" | "Confirm" | "Confirm evidence") => {
                console.press(" ");
            }
            Some("Add evidence...") => self.attach(console),
            Some("Begin...") => {
                open_phrase(console);
                Self::fill(console);
            }
            // What it has attached proves nothing: it stands in with its word.
            Some("Answer..." | "On your word..." | "How it ended...") => {
                console.press(" ");
                Self::fill(console);
            }
            Some(other) => panic!("{other}:\n{}", console.contents()),
            None => console.press("."),
        }
    }

    fn attach(&self, console: &mut Console) {
        let wants_folder = wants_folder(console);
        let path = if wants_folder { &self.folder } else { &self.file };
        attach(console, path);
    }

    /// Fills in the question that is open.
    fn fill(console: &mut Console) {
        let contents = console.contents();
        // The longest first: what lies under the question may say "type" as well.
        let asks = ["To stand in for it, type ", "To begin, type ", "Without any, type ", "Type "];
        let phrase = asks.iter().find_map(|ask| {
            contents.lines().find_map(|line| {
                let (_, rest) = line.split_once(ask)?;
                let phrase: String = rest.split(['│', '|']).next().unwrap().trim().to_owned();
                (phrase.chars().any(char::is_uppercase)).then_some(phrase)
            })
        });
        if let Some(phrase) = phrase {
            console.press(&phrase);
            console.press("\r");
        } else if contents.contains("1 ○") || contents.contains("1 o ") {
            Self::choose(console);
        } else if contents.contains("Your answer") {
            console.press("seen and written down");
            console.press("\r");
        } else {
            console.press("\r");
        }
        assert!(
            !console.contents().contains("Not now"),
            "the question is still open:\n{}",
            console.contents()
        );
    }

    /// Takes the first option that settles.
    fn choose(console: &mut Console) {
        for option in ["1", "2", "3", "4"] {
            console.press(option);
            console.press("\r");
            if console.contents().contains("What did you see?") {
                console.press("\r");
            }
            if !console.contents().contains("Not now") {
                return;
            }
        }
    }
}

/// Whether the step is about a folder.
fn wants_folder(console: &Console) -> bool {
    console.contents().contains("directory-backup/")
}

/// Attaches a file or folder to the step that is selected.
#[track_caller]
pub(crate) fn attach(console: &mut Console, path: &Path) {
    let name = path.file_name().unwrap().to_str().unwrap();
    console.press("e");
    console.wait_for("Add evidence");
    console.press("o");
    console.wait_for("Not now");
    console.press(path.to_str().unwrap());
    console.press("\r");
    console.wait(|it| !it.contents().contains("Not now"), "the path to be found");
    if path.is_dir() {
        // The folder itself is meant: it is marked from the folder above.
        console.press("h");
    }
    let row = if path.is_dir() { format!("] {name}/") } else { format!("] {name}") };
    console.wait_for(&row);
    console.press("a");
    let is_attached = |line: &str| line.contains(&row) && line.contains("attached");
    console.wait(|it| it.contents().lines().any(is_attached), "the row to say that it is attached");
    console.escape("Add evidence");
    console.wait(
        |it| it.footer().contains(" settled") && !it.contents().contains("Nothing is attached"),
        "the evidence at its step",
    );
}

/// Opens the question of a point of no return: the verdict comes before it.
#[track_caller]
pub(crate) fn open_phrase(console: &mut Console) {
    console.press(" ");
    if !console.contents().contains("To begin, type") {
        console.wait(
            |it| {
                ["GO  everything", "against it"]
                    .iter()
                    .any(|it_says| it.contents().contains(it_says))
            },
            "the verdict",
        );
        console.press("\r");
    }
    console.wait_for("To begin, type");
}

/// What the footer calls a key now.
pub(crate) fn label_of(footer: &str, key: &str) -> Option<String> {
    let (_, rest) = footer.split_once(&format!(" {key}  "))?;
    Some(rest.split("  ").next().unwrap().trim().to_owned())
}

fn is_all_settled(footer: &str) -> bool {
    let words: Vec<_> = footer.split_whitespace().collect();
    words.windows(4).any(|it| it[1] == "of" && it[3] == "settled" && it[0] == it[2])
}
