//! Writes records by hand, as someone would who wants to be believed.

use sha2::{Digest as _, Sha256};
use upgrade_wizard::keys::{SecretKey, Signer as _};

/// A record that is being forged.
#[derive(Default)]
pub(crate) struct Forgery {
    pub(crate) bytes: Vec<u8>,
    lines: u64,
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The lines of a record.
pub(crate) fn lines(record: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(record).unwrap();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// What a line says beside its number and its place in the chain.
pub(crate) fn rest(line: &str) -> String {
    line[line.find("\"run\":").unwrap()..].trim_end().to_owned()
}

impl Forgery {
    /// Lines as they are.
    pub(crate) fn of(lines: &[String]) -> Self {
        Self { bytes: lines.concat().into_bytes(), lines: lines.len() as u64 }
    }

    /// A line with the right number and chain.
    pub(crate) fn line(&mut self, rest: &str) -> Vec<u8> {
        self.lines += 1;
        let prev = sha256(&self.bytes);
        let line = format!("{{\"n\":{},\"prev\":\"sha256:{prev}\",{rest}\n", self.lines);
        self.bytes.extend(line.as_bytes());
        line.into_bytes()
    }

    /// An event with the right number and chain, signed by `key` in the name of `by`.
    pub(crate) fn event(&mut self, rest: &str, by: &str, key: &SecretKey, namespace: &str) {
        let run = &rest[..rest.find("\"t\":").unwrap()];
        let line = self.line(rest);
        let armour = key.sign(namespace, &line).unwrap().replace('\n', "\\n");
        let of = self.lines;
        self.line(&format!(r#"{run}"t":"sig","of":{of},"by":"{by}","sshsig":"{armour}"}}"#));
    }
}
