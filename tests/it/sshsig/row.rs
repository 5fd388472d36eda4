//! One case: a signature, a list of signers, and what is asked of both.

use std::path::Path;

use jiff::Timestamp;
use tempfile::TempDir;
use upgrade_wizard::keys;
use upgrade_wizard::record::Signers;

use crate::stock_tools::{file, run, succeeds};

/// The namespace that is signed for.
pub(super) const SPACE: &str = "test-namespace";

/// Who signs.
pub(super) const USER: &str = "user@example.com";

/// What is to come out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    /// Both accept it.
    Good,
    /// Both refuse it.
    Bad,
    /// `ssh-keygen` accepts it; we do not, for this reason.
    Stricter(&'static str),
    /// `ssh-keygen` refuses it by something that we do not have.
    Elsewhere(&'static str),
}

/// One case. In `signers`, `KEY`, `WRONG`, `CA` and `CERT` stand for keys.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) signers: &'static str,
    pub(super) principal: &'static str,
    pub(super) namespace: &'static str,
    /// `YYYYMMDD`; today where there is none.
    pub(super) at: Option<&'static str>,
    /// Which signature: `plain`, `sha256`, `cert`, or `trailing` and `crlf` of the plain one.
    pub(super) signature: &'static str,
    pub(super) text: &'static str,
    /// Keys that are revoked, one a line; `ssh-keygen` alone has such a list.
    pub(super) revoked: &'static str,
    pub(super) verdict: Verdict,
}

/// What the rows differ from.
pub(super) const ROW: Row = Row {
    what: "",
    signers: "user@example.com KEY",
    principal: USER,
    namespace: SPACE,
    at: None,
    signature: "plain",
    text: "data\n",
    revoked: "",
    verdict: Verdict::Good,
};

/// Keys of one type, a certificate for one of them, and what they signed.
pub(super) struct Bench {
    dir: TempDir,
    key: String,
    cert: String,
    wrong: String,
    ca: String,
}

impl Bench {
    /// Makes keys; `kind` are arguments of `ssh-keygen`.
    pub(super) fn new(kind: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let make = |name: &str, kind: &[&str]| {
            let (path, fixed) = (path(name), ["-q", "-N", "", "-C", "c", "-f"]);
            succeeds("ssh-keygen", &[&fixed[..], &[&path], kind].concat(), None);
            public(&format!("{path}.pub"))
        };
        let key = make("key", kind);
        let wrong = make("wrong", &["-t", "ed25519"]);
        let ca = make("ca", &["-t", "ed25519"]);
        #[rustfmt::skip]
        succeeds("ssh-keygen", &[
            "-q", "-s", &path("ca"), "-I", "test", "-V", "19840101:19860101", "-n", USER,
            &path("key.pub"),
        ], None);
        let cert = public(&path("key-cert.pub"));
        let message = file(&dir, "message", ROW.text);
        let sign = |name: &str, key: &str, more: &[&str]| {
            let arguments = [&["-q", "-Y", "sign", "-f", key, "-n", SPACE][..], more].concat();
            let armour = succeeds("ssh-keygen", &arguments, Some(Path::new(&message)));
            file(&dir, name, &armour);
            armour
        };
        let plain = sign("plain.sig", &path("key"), &["-O", "hashalg=sha512"]);
        sign("sha256.sig", &path("key"), &["-O", "hashalg=sha256"]);
        sign("cert.sig", &path("key-cert.pub"), &[]);
        file(&dir, "trailing.sig", format!("{plain}and more\n"));
        file(&dir, "crlf.sig", plain.replace('\n', "\r\n"));
        Self { dir, key, cert, wrong, ca }
    }

    fn signers(&self, row: &Row) -> String {
        let keys = [("KEY", &self.key), ("CERT", &self.cert), ("WRONG", &self.wrong)];
        let mut text = format!("{}\n", row.signers).replace("CA", &self.ca);
        for (word, key) in keys {
            text = text.replace(word, key);
        }
        text
    }

    fn signature(&self, row: &Row) -> String {
        self.dir.path().join(format!("{}.sig", row.signature)).to_str().unwrap().to_owned()
    }

    /// What `ssh-keygen -Y verify` says.
    pub(super) fn theirs(&self, row: &Row) -> bool {
        let signers = file(&self.dir, "signers", self.signers(row));
        let message = file(&self.dir, "given", row.text);
        let signature = self.signature(row);
        #[rustfmt::skip]
        let mut arguments = vec![
            "-Y", "verify", "-f", &signers, "-I", row.principal, "-n", row.namespace,
            "-s", &signature,
        ];
        let time = row.at.map(|at| format!("verify-time={at}"));
        if let Some(time) = &time {
            arguments.extend(["-O", time]);
        }
        let revoked = row.revoked.replace("KEY", &self.key).replace("WRONG", &self.wrong);
        let revoked = file(&self.dir, "revoked", revoked + "\n");
        if !row.revoked.is_empty() {
            arguments.extend(["-r", &revoked]);
        }
        run("ssh-keygen", &arguments, Some(Path::new(&message))).status.success()
    }

    /// What we say: nothing, or why not.
    pub(super) fn ours(&self, row: &Row) -> Result<(), String> {
        let armour = std::fs::read_to_string(self.signature(row)).unwrap();
        let at = row.at.map_or_else(Timestamp::now, |at| {
            let (year, rest) = at.split_at(4);
            format!("{year}-{}-{}T00:00:00Z", &rest[..2], &rest[2..]).parse().unwrap()
        });
        let key = keys::verify(&armour, row.namespace, row.text.as_bytes())
            .map_err(|error| error.to_string())?;
        let signers =
            Signers::parse(&self.signers(row)).map_err(|mistakes| mistakes[0].to_string())?;
        signers.permits(row.principal, &key, row.namespace, at).map_err(|it| it.to_string())
    }
}

/// Type and key of a `.pub` file, without its comment.
fn public(path: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
