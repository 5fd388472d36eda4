//! How a reader checks a checklist against its record, with this program and without it.

use crate::record::{RECORD_FILE, SEAL_NAMESPACE, detached_name};

use crate::timestamp::check_command;

use super::content::{Check, Checklist};

/// What has to be true of the signers file.
pub(super) const SIGNERS: &str = "allowed_signers lists who may sign, in the form of OpenSSH. Get it from \
     somebody you trust, by another road than the record: a list that comes with a forged record \
     proves nothing.";

/// The checks, in the order in which they are made.
pub(super) fn checks(list: &Checklist) -> Vec<Check> {
    let mut checks = vec![
        Check {
            proves: "This print was made from this very file".to_owned(),
            command: vec![format!("sha256sum {RECORD_FILE}")],
            expect: list.record.sha256.clone(),
        },
        Check {
            proves: "Nothing in it was altered, and every signature holds".to_owned(),
            command: vec![format!("upgrade-wizard verify {RECORD_FILE} --signers allowed_signers")],
            expect: match list.sealed {
                Some(_) => "every line and the seal hold; exit code 0".to_owned(),
                None => "every line holds, and there is no seal".to_owned(),
            },
        },
    ];
    if let Some(sealed) = &list.sealed {
        let who = argument(&sealed.by.id);
        checks.push(Check {
            proves: "The whole file was signed by who sealed it, without this program".to_owned(),
            command: vec![
                format!("ssh-keygen -Y verify -f allowed_signers -I {who} \\"),
                format!("  -n {SEAL_NAMESPACE} \\"),
                format!("  -s {} < {RECORD_FILE}", detached_name(&who)),
            ],
            expect: format!("Good \"{SEAL_NAMESPACE}\" signature for {who}"),
        });
    }
    for stamp in list.stamps.iter().filter(|stamp| stamp.fits) {
        checks.push(Check {
            proves: "A time-stamping authority saw the whole file; ca.pem is the authority's, and \
                     comes from the authority"
                .to_owned(),
            command: vec![check_command(&stamp.file)],
            expect: "Verification: OK".to_owned(),
        });
    }
    checks
}

/// A principal for a command that somebody is going to copy: nothing that a shell would read as
/// more than a word. Others are left to the reader.
fn argument(principal: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@._-+".contains(c);
    if principal.chars().all(is_plain) && !principal.starts_with('-') && !principal.is_empty() {
        principal.to_owned()
    } else {
        "PRINCIPAL".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_principal_gets_into_a_command() {
        let table = [
            ("bob@site-a", "bob@site-a"),
            ("b.o_b+1@site", "b.o_b+1@site"),
            ("bob; rm -rf /", "PRINCIPAL"),
            ("$(reboot)", "PRINCIPAL"),
            ("-f", "PRINCIPAL"),
            ("", "PRINCIPAL"),
            ("bo\u{202E}b", "PRINCIPAL"),
        ];
        for (principal, expected) in table {
            assert_eq!(argument(principal), expected);
        }
    }
}
