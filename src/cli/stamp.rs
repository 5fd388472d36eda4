//! `stamp`: has an authority say when a record existed. It is asked by hand: there is no network.

use std::path::Path;

use crate::failure::Failure;
use crate::record::Report;
use crate::text::shown;
use crate::timestamp::{Reply, Request, STAMP_LIMIT, Stamp, check_command};
use crate::world::home::Home;
use crate::world::sessions::{Folder, Loaded};
use crate::world::stamps::{self, Beside, StampError};
use crate::world::store;

use super::args::{StampAccept, StampCommand, StampRequest};
use super::{out, pack, resume};

pub(crate) fn stamp(typed: &StampCommand) -> Result<(), Failure> {
    match typed {
        StampCommand::Request(typed) => request(typed),
        StampCommand::Accept(typed) => accept(typed),
    }
}

fn request(typed: &StampRequest) -> Result<(), Failure> {
    let (folder, loaded) = sealed(typed.session.as_deref())?;
    let sha256 = &loaded.report.sha256;
    let unrandom = |error| Failure::Bug { what: format!("no random number: {error}") };
    let nonce = stamps::nonce().map_err(unrandom)?;
    let request = Request::new(sha256, nonce)
        .ok_or_else(|| Failure::Bug { what: "a digest that is none".to_owned() })?;
    let bytes = request.write();
    let path = match &typed.output {
        Some(path) => {
            store::write_new(path, &bytes)?;
            path.clone()
        }
        None => folder.path.join(stamps::keep_request(&folder.path, &bytes).map_err(unkept)?),
    };
    let again = typed.output.as_ref().map_or("", |_| " --request REQUEST");
    let base64 = base64(&bytes);
    out::result(&format!(
        "The request for a time-stamp of session {} is in\n  {}\n\n\
         sha256 of the record  {sha256}\n\
         request in base64     {base64}\n\n\
         Carry it to a time-stamping authority (RFC 3161) by hand. From a machine with a network:\n\
         \x20 openssl ts -query -in REQUEST -text\n\
         \x20 curl -H 'Content-Type: application/timestamp-query' --data-binary @REQUEST URL \
         -o REPLY\n\
         Bring the reply back, and take it in:\n\
         \x20 upgrade-wizard stamp accept {}{again} --reply REPLY\n",
        shown(&folder.id),
        shown(&path.display().to_string()),
        shown(&folder.id),
    ))
}

fn accept(typed: &StampAccept) -> Result<(), Failure> {
    let bytes = stamps::read(&typed.reply)?;
    let (folder, loaded) = sealed(typed.session.as_deref())?;
    let named = shown(&typed.reply.display().to_string()).into_owned();
    let reply = Reply::read(&bytes).map_err(|why| Failure::Usage {
        message: format!("`{named}` is no time-stamp that can be taken in: {why}"),
        hint: "have it sent again as the authority made it: a TimeStampResp in DER, often .tsr",
    })?;
    let requests = match &typed.request {
        Some(path) => vec![read_request(path)?],
        None => stamps::requests(&folder.path).into_iter().map(|(_, request)| request).collect(),
    };
    if requests.is_empty() {
        return Err(Failure::Usage {
            message: "no request for a time-stamp lies beside the record".to_owned(),
            hint: "make one with `upgrade-wizard stamp request`, or name it with --request FILE",
        });
    }
    let stamp = Stamp::new("", reply.token.clone(), &loaded.report.sha256);
    let is_answer = requests.iter().any(|request| reply.answers(request));
    if !stamp.fits && is_answer {
        out::tell("NOT GOOD: the record is not the one any more that was asked about");
        return Err(Failure::Forged { findings: 1 });
    }
    if !stamp.fits {
        return Err(Failure::Usage {
            message: format!("`{named}` is over other bytes than the record of this session"),
            hint: "name the session that it was asked for",
        });
    }
    if !is_answer {
        return Err(Failure::Usage {
            message: format!("`{named}` answers another request: its nonce is not ours"),
            hint: "take the reply to the request that lies beside the record",
        });
    }
    let name = stamps::keep_reply(&folder.path, &bytes).map_err(unkept)?;
    let stamp = Stamp { file: name.clone(), ..stamp };
    let (token, words) = (&stamp.token, stamp.words());
    out::result(&format!(
        "Kept beside the record as {name}: {}\n  policy {}, serial number {}\n\n\
         Check the authority's signature and certificate, in the session's folder, with its root \
         certificate as ca.pem:\n  {}\n",
        shown(&words),
        token.policy,
        token.serial,
        check_command(&name),
    ))
}

fn read_request(path: &Path) -> Result<Request, Failure> {
    Request::read(&stamps::read(path)?).map_err(|why| Failure::Usage {
        message: format!("`{}` is no request for a time-stamp: {why}", path.display()),
        hint: "name the file that `upgrade-wizard stamp request` wrote",
    })
}

fn unkept(error: StampError) -> Failure {
    match error {
        StampError::Store(error) => error.into(),
        StampError::TooMany => Failure::Usage {
            message: error.to_string(),
            hint: "move those that nobody needs out of the session's folder",
        },
    }
}

/// The session of that name, or the latest, whose record holds and is sealed: what came after a
/// stamp would not be under it.
fn sealed(session: Option<&str>) -> Result<(Folder, Loaded), Failure> {
    let home = Home::find()?;
    let folder = resume::find_or_latest(&home, session)?;
    let loaded = pack::read(&home, &folder)?;
    if loaded.report.sealed.is_none() {
        let id = shown(&folder.id);
        out::tell(&format!(
            "session {id} is not closed: only a sealed record is stamped, since what comes after a \
             stamp is not under it"
        ));
        return Err(Failure::NotSealed);
    }
    Ok((folder, loaded))
}

/// What stamps say of a record, for whoever checks it: findings into the report, the rest told.
pub(super) fn judge(beside: &Beside, report: &mut Report, notes: &mut Vec<String>) {
    for stamp in &beside.stamps {
        if stamp.fits {
            notes.push(stamp.words());
        } else {
            report.findings.push(crate::record::Finding::Stamp { what: stamp.words() });
        }
    }
    for (name, why) in &beside.unread {
        notes.push(format!("{name} is no time-stamp that can be read: {why}"));
    }
}

/// Bytes in base64, as a person can copy or scan them.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    debug_assert!(bytes.len() <= STAMP_LIMIT, "it is small");
    let letters = bytes.chunks(3).flat_map(|group| {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(group.get(at).copied().unwrap_or_default())
        });
        (0..4).map(move |at| {
            let letter = LETTERS[bits >> (18 - 6 * at) & 63];
            if at > group.len() { '=' } else { char::from(letter) }
        })
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_everybody_writes_it() {
        let table = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, expected) in table {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }
}
