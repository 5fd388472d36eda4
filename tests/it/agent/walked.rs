//! Sessions that are signed by a key in an agent, walked by the program itself.

use std::fs;
use std::path::Path;

use upgrade_wizard::keys::NamedKey;
use upgrade_wizard::record::SEAL_NAMESPACE;

use crate::sandbox::{ANSWERS, Call, PRINCIPAL, REHEARSAL, Sandbox};
use crate::stock_tools::{file, keygen, run};

use super::RealAgent;

/// A home, and an agent that holds the only key that may sign there. `how` it was added.
fn enrolled(kind: &[&str], how: &[&str]) -> (RealAgent, Sandbox) {
    let (agent, sandbox) = (RealAgent::start(), Sandbox::new());
    let public = agent.key(kind, how);
    let key = NamedKey::load(&public).unwrap().public_key();
    fs::copy(&public, sandbox.path("key")).unwrap();
    sandbox.write("signers", format!("{PRINCIPAL} {} Tess Bench\n", key.to_openssh()));
    (agent, sandbox)
}

fn with(agent: &RealAgent, call: Call) -> Call {
    call.env("SSH_AUTH_SOCK", agent.socket())
}

fn rehearse(agent: &RealAgent, sandbox: &Sandbox, answers: &str) -> Call {
    with(agent, sandbox.program(&REHEARSAL)).arg("--answers").arg(answers)
}

fn go_on(agent: &RealAgent, sandbox: &Sandbox, answers: &str) -> Call {
    let arguments =
        ["resume", "--front", "script", "--key", "key", "--signers", "signers", "--answers"];
    with(agent, sandbox.program(&arguments)).arg(answers)
}

/// Whether `ssh-keygen` accepts the signature over the whole record.
fn is_signed(sandbox: &Sandbox, folder: &Path) -> bool {
    let record = folder.join("record.jsonl");
    let signature = folder.join(format!("record.jsonl.{PRINCIPAL}.sig"));
    let (signers, signature) = (sandbox.path("signers"), signature.to_str().unwrap().to_owned());
    let arguments = ["-Y", "verify", "-f", signers.to_str().unwrap(), "-I", PRINCIPAL];
    let arguments = [&arguments[..], &["-n", SEAL_NAMESPACE, "-s", &signature]].concat();
    run("ssh-keygen", &arguments, Some(&record)).status.success()
}

fn record(sandbox: &Sandbox) -> Vec<u8> {
    fs::read(sandbox.session().0.join("record.jsonl")).unwrap()
}

#[test]
fn a_session_is_opened_walked_and_resumed_with_a_key_in_an_agent() {
    for kind in [&["-t", "ed25519"][..], &["-t", "rsa", "-b", "2048"]] {
        let (agent, sandbox) = enrolled(kind, &[]);
        let _stopped = rehearse(&agent, &sandbox, "answers.toml").end().code(10);
        let answers = ANSWERS.replace("finish = \"stop\"", "finish = \"seal\"");
        sandbox.write("end.toml", answers);
        let _sealed = go_on(&agent, &sandbox, "end.toml").end().code(0);
        let folder = sandbox.folders().remove(0);
        assert!(is_signed(&sandbox, &folder), "{kind:?}");
        let record = folder.join("record.jsonl");
        let verify = ["verify", record.to_str().unwrap(), "--signers", "signers"];
        let _holds = sandbox.program(&verify).end().code(0);
        if kind.contains(&"ed25519") {
            // The script is slow, and sees enough of this kind of key in other tests.
            continue;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pack/verify.sh");
        let signers = sandbox.path("signers");
        let arguments = [&script, &record, &signers].map(|path| path.to_str().unwrap());
        let said = run("sh", &arguments, None);
        assert!(said.status.success(), "{said:?}");
    }
}

#[test]
fn a_session_that_nobody_agrees_to_open_leaves_nothing_behind() {
    let (agent, sandbox) = enrolled(&["-t", "ed25519"], &["-c"]);
    let refused = rehearse(&agent, &sandbox, "answers.toml").end().code(10);
    let _read = refused.says(&["the agent refused to sign", "say yes to the agent's question"]);
    assert!(sandbox.folders().is_empty());
    agent.answer("yes");
    let _stopped = rehearse(&agent, &sandbox, "answers.toml").end().code(10);
    assert_eq!(sandbox.folders().len(), 1);
}

#[test]
fn a_refusal_in_the_walk_is_asked_again_and_records_nothing() {
    let (agent, sandbox) = enrolled(&["-t", "ed25519"], &["-c"]);
    agent.answer("yes");
    let arguments = ["run", "--example", "--key", "key", "--signers", "signers"];
    let mut live = with(&agent, sandbox.program(&arguments)).start();
    live.choose("More");
    live.choose("Write a remark on the session");
    agent.answer("no");
    live.type_in("said in vain\n");
    live.shows("Not signed, and so not recorded: the agent refused");
    let before = record(&sandbox);
    for _ in 0..2 {
        live.choose("More");
        live.choose("Write a remark on the session");
        live.type_in("said again in vain\n");
        live.shows("Not signed, and so not recorded: the agent refused");
    }
    assert_eq!(record(&sandbox), before, "nothing was written");
    agent.answer("yes");
    live.choose("More");
    live.choose("Write a remark on the session");
    live.type_in("said at last\n");
    live.shows("Recorded: ");
    let _ended = live.end().code(10);
    let after = String::from_utf8(record(&sandbox)).unwrap();
    assert!(after.contains("said at last") && !after.contains("in vain"), "{after}");
}

#[test]
fn answers_from_a_file_stop_where_nobody_agrees_and_are_gone_on_with_later() {
    let (mut agent, sandbox) = enrolled(&["-t", "ed25519"], &["-c"]);
    agent.answer("yes");
    sandbox.write("none.toml", "schema = 1\nfinish = \"stop\"\n");
    let _begun = rehearse(&agent, &sandbox, "none.toml").end().code(3);
    let before = record(&sandbox);
    agent.answer("no");
    let refused = go_on(&agent, &sandbox, "answers.toml").end().code(10);
    let _read = refused.says(&["the agent refused to sign", "hint: "]);
    assert_eq!(record(&sandbox), before, "not even that it was taken up");
    agent.stop();
    let gone = go_on(&agent, &sandbox, "answers.toml").end().code(2).plainly();
    let _read = gone.says(&["ssh-agent at `", "cannot be reached", "SSH_AUTH_SOCK"]);
    let none = sandbox.program(&["resume", "--key", "key", "--signers", "signers"]);
    let _read = none.end().code(2).plainly().says(&["no ssh-agent is known here"]);
    assert_eq!(record(&sandbox), before);
}

#[test]
fn a_key_that_is_not_in_the_agent_and_one_that_signs_in_an_agent_only_are_told() {
    let (agent, sandbox) = enrolled(&["-t", "ed25519"], &[]);
    let other = keygen(&agent.dir, &["-t", "rsa", "-b", "3072"], "");
    fs::copy(super::with_pub(&other), sandbox.path("key")).unwrap();
    let missing = rehearse(&agent, &sandbox, "answers.toml").end().code(2).plainly();
    let _read = missing.says(&["the agent holds another key, and not key", "ssh-add -l"]);
    fs::copy(&other, sandbox.path("key")).unwrap();
    let private = rehearse(&agent, &sandbox, "answers.toml").end().code(2).plainly();
    let _read = private.says(&["of type `ssh-rsa`, which signs in an agent only", "ssh-add"]);
    let message = file(&agent.dir, "garbage", "no key at all");
    fs::copy(message, sandbox.path("key")).unwrap();
    let _garbage = rehearse(&agent, &sandbox, "answers.toml").end().code(2).plainly();
    assert!(sandbox.folders().is_empty());
}
