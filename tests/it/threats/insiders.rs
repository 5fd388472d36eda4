//! By people who can sign: with their own key in another's name, without leave, or against what
//! they signed before. Where Alice seals it in the end, she did so without looking.

use upgrade_wizard::keys::{SecretKey, Signer as _};
use upgrade_wizard::record::{SEAL_NAMESPACE, STEP_NAMESPACE};

use crate::record::forgery::{Forgery, rest};
use crate::record::{ALICE, BOB};

use super::cast::Cast;
use super::{Case, Threat};

/// Why the one command for the signature over the whole lets pass what the others refuse.
const SEALED: &str = "Who seals signs all of it again: the one command sees that, and no more.";

/// Why we refuse what all stock tools let pass.
const ONE_WRITING: &str = "A line is accepted in one writing only. Other programs read another \
    thing in it than was meant; stock tools do not read it, and the insider's signature holds.";

#[rustfmt::skip]
pub(super) const THREATS: &[Threat] = &[
    Threat { name: "forged-name", differ: SEALED, make: forged_name,
        what: "Bob signed an answer with his own key in Alice's name." },
    Threat { name: "forged-name-own-key", differ: SEALED, make: forged_name_own_key,
        what: "The same, and the answer names Bob's key as Alice's." },
    Threat { name: "name-of-another-signature", differ: SEALED, make: other_signer,
        what: "An answer names Alice, and the line that signs it names Bob." },
    Threat { name: "stranger", differ: SEALED, make: stranger,
        what: "Somebody who is on no list signed an answer in a name of their own." },
    Threat { name: "look-alike", differ: SEALED, make: look_alike,
        what: "Somebody signed an answer as `alice`, with a Cyrillic `a`." },
    Threat { name: "look-alike-listed", make: look_alike_listed,
        differ: "A list with such a name in it is refused; to OpenSSH it is a name like others.",
        what: "The list of signers has a second `alice` in it, with a Cyrillic `a`, who signed." },
    Threat { name: "sealed-without-leave", differ: "", make: sealed_without_leave,
        what: "Bob, who may do steps and not close, closed the run." },
    Threat { name: "sealed-as-a-step", differ: "The one command asks only for the signature over \
        the whole.", make: sealed_as_a_step,
        what: "The seal was signed for the purpose of a step." },
    Threat { name: "before-their-time", differ: SEALED, make: before_their_time,
        what: "An answer is dated, and signed, before the list lets Alice sign." },
    Threat { name: "clock-set-back", make: clock_set_back,
        differ: "The script does not compare times, and one that goes back is no forgery by itself.",
        what: "An answer is dated before the one above it, and does not say so." },
    Threat { name: "behind-the-seal", differ: SEALED, make: behind_the_seal,
        what: "Alice put an answer behind the seal, and signed the whole anew." },
    Threat { name: "doubled-member", differ: ONE_WRITING, make: doubled_member,
        what: "An answer stands twice in one line, once as no and once as seen." },
    Threat { name: "raw-escapes", differ: ONE_WRITING, make: raw_escapes,
        what: "A remark has a character in it, unescaped, that turns the text around." },
    Threat { name: "unknown-member", differ: ONE_WRITING, make: unknown_member,
        what: "An answer has a member that no wizard writes, for readers who do not look." },
    Threat { name: "text-behind-armour", differ: SEALED, make: text_behind_armour,
        what: "Something stands behind the signature of an answer." },
    Threat { name: "evidence-contradicted", make: evidence_contradicted,
        differ: "Whether lines contradict one another is for a reader of the record to see.",
        what: "Alice signed for a digest other than that of the file that she attached." },
    Threat { name: "weak-key-listed", make: weak_key_listed,
        differ: "A list with a weak key in it is refused; OpenSSH does not notice.",
        what: "A weak key is on the list: its one signature holds for every text." },
    Threat { name: "weak-key-unlisted", differ: SEALED, make: weak_key_unlisted,
        what: "A weak key that is on no list signed an answer." },
];

fn fingerprint(key: &SecretKey) -> String {
    key.public_key().fingerprint()
}

/// The answer as that person would have given it.
fn named(cast: &Cast, id: &str, key: &str) -> String {
    let answer = cast.answer().replace(ALICE, id).replace("Alice Ito", id);
    answer.replace(&fingerprint(&cast.alice), key)
}

fn forged_name(cast: &Cast) -> Case {
    cast.instead(&cast.answer(), ALICE, &cast.bob)
}

fn forged_name_own_key(cast: &Cast) -> Case {
    cast.instead(&named(cast, ALICE, &fingerprint(&cast.bob)), ALICE, &cast.bob)
}

fn other_signer(cast: &Cast) -> Case {
    cast.instead(&cast.answer(), BOB, &cast.alice)
}

fn stranger(cast: &Cast) -> Case {
    let name = "mallory@site-a";
    cast.instead(&named(cast, name, &fingerprint(&cast.mallory)), name, &cast.mallory)
}

/// Begins with U+0430.
const CYRILLIC: &str = "\u{430}lice@site-a";

fn look_alike(cast: &Cast) -> Case {
    cast.instead(&named(cast, CYRILLIC, &fingerprint(&cast.mallory)), CYRILLIC, &cast.mallory)
}

fn look_alike_listed(cast: &Cast) -> Case {
    let mut vector = look_alike(cast);
    let key = cast.mallory.public_key().to_openssh();
    vector.signers.push_str(&format!("{CYRILLIC} {key} Alice Ito\n"));
    vector
}

fn sealed_without_leave(cast: &Cast) -> Case {
    let seal = rest(&cast.honest[7]).replace(ALICE, BOB).replace("Alice Ito", BOB);
    let seal = seal.replace(&fingerprint(&cast.alice), &fingerprint(&cast.bob));
    let mut forgery = Forgery::of(&cast.honest[..7]);
    forgery.event(&seal, BOB, &cast.bob, SEAL_NAMESPACE);
    let whole = cast.bob.sign(SEAL_NAMESPACE, &forgery.bytes).unwrap();
    let mut vector = cast.by_insider(forgery.bytes);
    vector.signature = Some((BOB, whole));
    vector
}

fn sealed_as_a_step(cast: &Cast) -> Case {
    let mut forgery = Forgery::of(&cast.honest[..7]);
    forgery.event(&rest(&cast.honest[7]), ALICE, &cast.alice, STEP_NAMESPACE);
    cast.by_insider(forgery.bytes)
}

const TIME: &str = r#""ts":"2026-11-21T09:06:43Z""#;

fn before_their_time(cast: &Cast) -> Case {
    let early = r#""ts":"2025-11-21T09:06:43Z","clock":"behind 2026-11-21T09:06:42Z""#;
    cast.instead(&cast.answer().replace(TIME, early), ALICE, &cast.alice)
}

fn clock_set_back(cast: &Cast) -> Case {
    let early = r#""ts":"2026-11-20T09:06:43Z""#;
    cast.instead(&cast.answer().replace(TIME, early), ALICE, &cast.alice)
}

fn behind_the_seal(cast: &Cast) -> Case {
    let mut forgery = Forgery::of(&cast.honest);
    let answer = rest(&cast.honest[5]).replace("09:06:44Z", "09:06:46Z");
    forgery.event(&answer, ALICE, &cast.alice, STEP_NAMESPACE);
    cast.by_insider(forgery.bytes)
}

fn doubled_member(cast: &Cast) -> Case {
    let doubled = cast.answer().replace("\"answer\":\"seen\"", r#""answer":"no","answer":"seen""#);
    cast.instead(&doubled, ALICE, &cast.alice)
}

fn with_note(cast: &Cast, text: &str) -> Case {
    let mut forgery = Forgery::of(&cast.honest[..7]);
    forgery.event(&cast.note(text), ALICE, &cast.alice, STEP_NAMESPACE);
    cast.sealed(forgery)
}

fn raw_escapes(cast: &Cast) -> Case {
    with_note(cast, "the dump is \u{202e}dab ton")
}

fn unknown_member(cast: &Cast) -> Case {
    with_note(cast, "fine\",\"approved\":\"by everybody")
}

fn text_behind_armour(cast: &Cast) -> Case {
    let mut forgery = Forgery::of(&cast.honest[..3]);
    let event = forgery.line(&cast.answer());
    let armour = cast.alice.sign(STEP_NAMESPACE, &event).unwrap() + "approved by everybody\n";
    sign_with(&mut forgery, ALICE, &armour);
    cast.sealed(forgery)
}

fn evidence_contradicted(cast: &Cast) -> Case {
    let at = cast.answer().find("\"sha256\":\"").unwrap() + 10;
    let mut answer = cast.answer();
    answer.replace_range(at..at + 64, &"ab".repeat(32));
    cast.instead(&answer, ALICE, &cast.alice)
}

/// Key, fingerprint and signature under the point at infinity. Under this key the equation of
/// Ed25519 is the same for every text, and this signature solves it.
fn weak() -> (String, String, ssh_key::public::KeyData) {
    let mut point = [0; 32];
    point[0] = 1;
    let data = ssh_key::public::KeyData::Ed25519(ssh_key::public::Ed25519PublicKey(point));
    let key = ssh_key::PublicKey::from(data.clone());
    let fingerprint = key.fingerprint(ssh_key::HashAlg::Sha256).to_string();
    (key.to_openssh().unwrap(), fingerprint, data)
}

fn weak_key_unlisted(cast: &Cast) -> Case {
    let (_, fingerprint, data) = weak();
    let mut inner = [0; 64];
    inner[0] = 1;
    let inner = ssh_key::Signature::new(ssh_key::Algorithm::Ed25519, inner).unwrap();
    let armour = ssh_key::SshSig::new(data, STEP_NAMESPACE, ssh_key::HashAlg::Sha512, inner);
    let armour = armour.unwrap().to_pem(ssh_key::LineEnding::LF).unwrap();
    let mut forgery = Forgery::of(&cast.honest[..3]);
    forgery.line(&named(cast, WEAK, &fingerprint));
    sign_with(&mut forgery, WEAK, &armour);
    cast.sealed(forgery)
}

/// Who has the weak key.
const WEAK: &str = "wendy@site-a";

fn weak_key_listed(cast: &Cast) -> Case {
    let mut vector = weak_key_unlisted(cast);
    vector.signers.push_str(&format!("{WEAK} {}\n", weak().0));
    vector
}

/// The line that signs the one above it, with whatever armour.
fn sign_with(forgery: &mut Forgery, by: &str, armour: &str) {
    let (run, of) = (super::cast::RUN, crate::record::forgery::lines(&forgery.bytes).len());
    let armour = armour.replace('\n', "\\n");
    let rest = format!("\"run\":\"{run}\",\"t\":\"sig\",\"of\":{of},\"by\":\"{by}\"");
    forgery.line(&format!("{rest},\"sshsig\":\"{armour}\"}}"));
}
