//! The batch file that gathers evidence on a server where this program cannot run, Windows NT 4
//! included: it needs `cmd.exe`, tries what else there is, and changes nothing.

use super::{Gathering, Script, Way};

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
    for (number, it) in gatherings.iter().enumerate() {
        lines.push(String::new());
        lines.push(format!("rem {}", it.id));
        lines.push(format!("echo {}", it.id));
        let is_enough = format!("enough_{}", number + 1);
        for (tried, way) in it.ways.iter().enumerate() {
            try_way(&mut lines, &folder, way);
            if tried + 1 < it.ways.len() {
                // NT 4 has no other way to ask whether something stands in a file.
                lines.push(format!("for /f %%L in (%FILE%) do goto {is_enough}"));
            }
        }
        if it.ways.len() > 1 {
            lines.push(format!(":{is_enough}"));
        }
    }
    lines.push(String::new());
    lines.push(format!("echo Done. Take the folder {folder} back to the machine of the wizard."));
    lines.push("endlocal".to_owned());
    lines.join("\r\n") + "\r\n"
}

fn try_way(lines: &mut Vec<String>, folder: &str, way: &Way) {
    if let Some(on) = &way.on {
        lines.push(format!("rem {on}"));
    }
    lines.push(format!("set FILE={folder}\\{}", way.file));
    if way.is_folder {
        lines.push("if not exist \"%FILE%\" mkdir \"%FILE%\"".to_owned());
    }
    if let Some(script) = &way.script {
        lines.push(format!("set SCRIPT={folder}\\{}", script.file));
        lines.extend(written(script));
    }
    lines.push(way.command.clone());
}

/// The lines that write a script, the first over what may be there.
fn written(script: &Script) -> impl Iterator<Item = String> {
    script.lines.iter().enumerate().map(|(number, line)| {
        let arrow = if number == 0 { ">" } else { ">>" };
        if line.trim().is_empty() {
            return format!("{arrow}\"%SCRIPT%\" echo.");
        }
        // Where it writes comes first: a digit before an arrow would be taken for a handle.
        format!("{arrow}\"%SCRIPT%\" echo {}", echoed(line))
    })
}

/// A line as `echo` in a batch file takes it to write it as it is. Its quotes come in pairs.
fn echoed(line: &str) -> String {
    let mut echoed = String::new();
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '%' => echoed.push('%'),
            '&' | '|' | '<' | '>' | '^' if !is_quoted => echoed.push('^'),
            _ => {}
        }
        echoed.push(c);
    }
    echoed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_the_shell_is_written_as_it_is() {
        for (line, batch) in [
            ("a = 1", "a = 1"),
            (r#"a & "b & c" & d"#, r#"a ^& "b & c" ^& d"#),
            (r#"If (a < 2) Then b = "100%""#, r#"If (a ^< 2) Then b = "100%%""#),
            ("a ^ b | c > d", "a ^^ b ^| c ^> d"),
        ] {
            assert_eq!(echoed(line), batch, "{line}");
        }
    }
}
