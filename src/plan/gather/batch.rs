//! The batch file that gathers evidence on a server where this program cannot run, Windows NT 4
//! included: it needs `cmd.exe` and nothing else, and changes nothing.

use super::Gathering;

/// The folder beside the batch file that it writes into.
pub fn folder_of(server: &str) -> String {
    format!("gathered-{server}")
}

/// The batch file for one server, with CR LF as `cmd.exe` wants it. The same plan gives the same
/// bytes: its digest is put on record.
pub fn batch(server: &str, run: &str, gatherings: &[Gathering]) -> String {
    let folder = folder_of(server);
    let mut lines = vec![
        "@echo off".to_owned(),
        "rem Gathers evidence and changes nothing. Read it before you start it.".to_owned(),
        format!("rem upgrade-wizard, run {run}, for {server}"),
        "setlocal".to_owned(),
        "cd /d \"%~dp0\"".to_owned(),
        format!("if not exist \"{folder}\" mkdir \"{folder}\""),
    ];
    for it in gatherings {
        lines.push(String::new());
        lines.push(format!("rem {}", it.id));
        lines.push(format!("set FILE={folder}\\{}", it.file));
        lines.push(format!("echo {}", it.id));
        lines.push(it.command.clone());
    }
    lines.push(String::new());
    lines.push(format!("echo Done. Take the folder {folder} back to the machine of the wizard."));
    lines.push("endlocal".to_owned());
    lines.join("\r\n") + "\r\n"
}
