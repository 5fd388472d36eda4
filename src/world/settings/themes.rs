//! The themes of the operator's own, as text: what they say is read elsewhere.

use std::fs;
use std::io;

use super::note;
use crate::text::Source;
use crate::world::home::Home;
use crate::world::input::{InputError, read_source};

/// The themes of the operator's own: `themes/NAME.toml` in the configuration folder, by name. What
/// cannot be read is told in notes, one harmless line each.
pub fn user_themes(home: &Home) -> (Vec<(String, Source)>, Vec<String>) {
    let folder = home.themes();
    let listing = match fs::read_dir(&folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Default::default(),
        Err(source) => {
            let error = InputError::Unreadable { path: folder, source };
            return (Vec::new(), vec![note(&error)]);
        }
    };
    let mut paths: Vec<_> = listing.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let (mut themes, mut notes) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match read_source(&path) {
            Ok(source) => themes.push((name, source)),
            Err(error) => notes.push(note(&error)),
        }
    }
    (themes, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_found_by_name_and_unreadable_ones_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(user_themes(&home), Default::default());
        fs::create_dir_all(home.themes().join("folder.toml")).unwrap();
        for (name, text) in [("b.toml", "b = 1\n"), ("a.toml", "a = 1\n"), ("c.txt", "c")] {
            fs::write(home.themes().join(name), text).unwrap();
        }
        let (themes, notes) = user_themes(&home);
        let names: Vec<_> = themes.iter().map(|(name, it)| (name.as_str(), it.text())).collect();
        assert_eq!(names, [("a", "a = 1\n"), ("b", "b = 1\n")]);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].contains("is a folder"), "{notes:?}");
    }
}
