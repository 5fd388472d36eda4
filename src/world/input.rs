//! Reads the text files that operators hand in, and says plainly what is wrong with those that are
//! no text files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::text::Source;

/// Largest text file that is read, in bytes.
pub const TEXT_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Why a file cannot be read as text. Nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("`{}` does not exist", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is a folder, and a file is needed", path.display())]
    Folder { path: PathBuf },
    #[error("`{}` is neither a file nor a folder", path.display())]
    Device { path: PathBuf },
    #[error("`{}` is empty", path.display())]
    Empty { path: PathBuf },
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("`{}` is written in UTF-16", path.display())]
    Utf16 { path: PathBuf },
    #[error("`{}` is not text: byte {at} is not UTF-8", path.display())]
    Binary { path: PathBuf, at: usize },
    #[error("`{}` cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

impl InputError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check the path; relative paths start in the present folder",
            Self::Folder { .. } => "name the file inside it",
            Self::Device { .. } => "name a regular file",
            Self::Empty { .. } => "an empty file is often what a full disk leaves: look for a copy",
            Self::TooLarge { .. } => "is it the right file? this is a text of a few pages",
            Self::Utf16 { .. } => "save it as UTF-8 (in Notepad: Save As, encoding UTF-8)",
            Self::Binary { .. } => "is it the right file? save it as UTF-8 text",
            Self::Unreadable { .. } => "check the permissions, and that no other program locks it",
        }
    }
}

/// Reads a text file whole. A byte order mark of UTF-8 is left out.
pub fn read_source(path: &Path) -> Result<Source, InputError> {
    let text = read_text(path)?;
    Ok(Source::new(path.display().to_string(), text))
}

/// Makes sure that a path names a regular file. Opening a pipe would wait for a writer who may
/// never come.
pub fn must_be_file(path: &Path) -> Result<(), InputError> {
    let metadata = path.metadata().map_err(unreadable(path))?;
    if metadata.is_dir() {
        return Err(InputError::Folder { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(InputError::Device { path: path.to_owned() });
    }
    Ok(())
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> InputError {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::NotFound => InputError::Missing { path: path.clone() },
        io::ErrorKind::IsADirectory => InputError::Folder { path: path.clone() },
        _ => InputError::Unreadable { path: path.clone(), source },
    }
}

/// Reads a text file whole. A byte order mark of UTF-8 is left out.
pub fn read_text(path: &Path) -> Result<String, InputError> {
    let at = || path.to_owned();
    must_be_file(path)?;
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(TEXT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
    if bytes.len() as u64 > TEXT_BYTES_MAX {
        return Err(InputError::TooLarge { path: at(), limit: TEXT_BYTES_MAX });
    }
    text_of(bytes).map_err(|problem| match problem {
        NoText::Empty => InputError::Empty { path: at() },
        NoText::Utf16 => InputError::Utf16 { path: at() },
        NoText::Binary { at: byte } => InputError::Binary { path: at(), at: byte },
    })
}

/// Why bytes are no text.
#[derive(Debug, PartialEq, Eq)]
enum NoText {
    Empty,
    Utf16,
    Binary { at: usize },
}

fn text_of(bytes: Vec<u8>) -> Result<String, NoText> {
    if bytes.is_empty() {
        return Err(NoText::Empty);
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(NoText::Utf16);
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        // ASCII text in UTF-16 without a mark has a zero in every other byte; nothing but zeros is
        // what a crash leaves of a file.
        let looked_at = bytes.len().min(200);
        let zeros = bytes.iter().take(looked_at).filter(|byte| **byte == 0).count();
        let is_utf16 = (looked_at..2 * looked_at).contains(&(zeros * 3));
        return Err(if is_utf16 { NoText::Utf16 } else { NoText::Binary { at } });
    }
    match String::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{FEFF}') {
            Some("") => Err(NoText::Empty),
            Some(rest) => Ok(rest.to_owned()),
            None => Ok(text),
        },
        Err(error) => Err(NoText::Binary { at: error.utf8_error().valid_up_to() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_say_why() {
        let utf16: Vec<u8> = "schema = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let table: [(Vec<u8>, Result<&str, NoText>); 9] = [
            (b"schema = 1\n".to_vec(), Ok("schema = 1\n")),
            (b"\xEF\xBB\xBFschema".to_vec(), Ok("schema")),
            (b"".to_vec(), Err(NoText::Empty)),
            (b"\xEF\xBB\xBF".to_vec(), Err(NoText::Empty)),
            ([b"\xFF\xFE".as_slice(), &utf16].concat(), Err(NoText::Utf16)),
            (utf16, Err(NoText::Utf16)),
            (b"MZ\x90\x00 and more of the program".to_vec(), Err(NoText::Binary { at: 3 })),
            (vec![0; 512], Err(NoText::Binary { at: 0 })),
            (b"caf\xE9 = 1".to_vec(), Err(NoText::Binary { at: 3 })),
        ];
        for (bytes, expected) in table {
            let found = text_of(bytes.clone());
            assert_eq!(found.as_deref(), expected.as_deref(), "{bytes:?}");
        }
    }

    #[test]
    fn a_folder_a_missing_file_and_a_device_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| read_text(path).unwrap_err().to_string();
        assert!(told(folder.path()).contains("is a folder"));
        assert!(told(&folder.path().join("none")).contains("does not exist"));
        #[cfg(unix)]
        assert!(told(Path::new("/dev/null")).contains("neither a file nor a folder"));
    }
}
