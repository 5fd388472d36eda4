//! A key in hardware that waits to be touched: whoever sits there is told, before it signs.

use std::sync::mpsc::{self, Sender};

use crate::sandbox::{PRINCIPAL, Sandbox};

use super::lying::{Fake, HARDWARE, hardware, identities, public, signed_by_hardware};

/// An agent with one key, which signs once for each touch.
fn untouched() -> (Fake, Sender<()>, Sandbox) {
    let (key, blob) = hardware(3);
    let sandbox = Sandbox::new();
    let line = public(HARDWARE, &blob).to_openssh();
    sandbox.write("key", format!("{line}\n"));
    sandbox.write("signers", format!("{PRINCIPAL} {line} Tess Bench\n"));
    let (touch, touched) = mpsc::channel();
    let keys = identities(&[blob]);
    let fake = Fake::answering(Box::new(move |request| {
        if request[0] == 11 {
            return keys.clone();
        }
        let _the_test_is_over = touched.recv();
        signed_by_hardware(&key, request, 1)
    }));
    (fake, touch, sandbox)
}

#[test]
fn whoever_sits_there_is_told_to_touch_the_key_and_it_is_recorded_once_they_have() {
    let (agent, touch, sandbox) = untouched();
    touch.send(()).unwrap();
    let arguments = ["run", "--example", "--key", "key", "--signers", "signers"];
    let call = sandbox.program(&arguments).env("SSH_AUTH_SOCK", agent.dir.path().join("socket"));
    let mut live = call.start();
    live.choose("More");
    live.choose("Write a remark on the session");
    live.type_in("said with a touch\n");
    live.shows("Touch your key: it signs what you said.");
    let record = || {
        let path = sandbox.folders().remove(0).join("record.jsonl");
        std::fs::read_to_string(path).unwrap()
    };
    assert!(!record().contains("said with a touch"));
    touch.send(()).unwrap();
    live.shows("Recorded: ");
    let _stopped = live.end().code(10);
    assert!(record().contains("said with a touch"));
}
