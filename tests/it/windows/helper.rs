//! A small program of Windows that does to the wizard what other programs there do. The compiler
//! that links the wizard for Windows makes it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// Where it is, made when it is first asked for.
pub(super) fn helper() -> PathBuf {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let folder = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/windows/helper.c");
        let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
        compiler.args(["-Wall", "-Wextra", "-Werror", "-O1", "-o"]);
        compiler.arg(folder.path().join("helper.exe")).arg(source).arg("-lws2_32");
        let made = compiler.output().expect("`x86_64-w64-mingw32-gcc` is needed for this test");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        folder
    });
    folder.path().join("helper.exe")
}
