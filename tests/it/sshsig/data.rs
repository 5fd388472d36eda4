//! OpenSSH's unit data: seven signatures over one text, each by a key of another type.

use std::path::Path;

use upgrade_wizard::keys::{PublicKey, verify};

use crate::stage::root;
use crate::stock_tools::run;

/// Name of the key, and what is wrong with its signature for us; nothing where it holds.
const DATA: [(&str, &str); 7] = [
    ("ed25519", ""),
    ("ecdsa", ""),
    ("rsa", ""),
    ("ed25519_sk", ""),
    ("ecdsa_sk", ""),
    ("ecdsa_sk_webauthn", "signature cannot be read: "),
    ("mldsa44-ed25519", "of type `ssh-mldsa44-ed25519@openssh.com`, which cannot be verified here"),
];

fn read(name: &str) -> String {
    let path = root().join("tests/data/vectors/openssh").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn each_signature_of_openssh_holds_or_is_refused_for_its_reason() {
    let (namespace, text) = (read("namespace"), read("signed-data"));
    for (name, refused) in DATA {
        let armour = read(&format!("{name}.sig"));
        let found = verify(&armour, &namespace, text.as_bytes());
        match &found {
            Ok(key) => {
                let listed = PublicKey::from_openssh(&read(&format!("{name}.pub")));
                assert_eq!(listed.as_ref(), Ok(key), "{name}");
                assert!(refused.is_empty(), "{name} is not refused any more: {refused}");
                for other in ["this is a test", ""] {
                    assert!(verify(&armour, &namespace, other.as_bytes()).is_err(), "{name}");
                }
                assert!(verify(&armour, "unittests", text.as_bytes()).is_err(), "{name}");
            }
            Err(error) => {
                let error = error.to_string();
                assert!(!refused.is_empty() && error.contains(refused), "{name}: {error}");
            }
        }
    }
}

#[test]
fn what_we_accept_of_openssh_its_own_tool_accepts() {
    let namespace = read("namespace");
    let folder = root().join("tests/data/vectors/openssh");
    let text = folder.join("signed-data");
    for (name, _) in DATA.iter().filter(|(_, refused)| refused.is_empty()) {
        let signature = folder.join(format!("{name}.sig"));
        let arguments =
            ["-Y", "check-novalidate", "-n", &namespace, "-s", signature.to_str().unwrap()];
        let ran = run("ssh-keygen", &arguments, Some(Path::new(&text)));
        assert!(ran.status.success(), "{name}: {ran:?}");
    }
}
