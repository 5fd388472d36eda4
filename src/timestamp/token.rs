//! The stamp in a reply: a signed message (`SignedData`) around what was stamped (`TSTInfo`).

use jiff::{SignedDuration, Timestamp};

use super::der::{
    BOOLEAN, INTEGER, Misread, OCTETS, OID, Reader, SEQUENCE, SET, TIME, dotted, imprint, inside,
};
use super::{hex, name};

/// 1.2.840.113549.1.7.2: a signed message.
const SIGNED: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

/// 1.2.840.113549.1.9.16.1.4: a time-stamp in it.
const STAMP: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04];

/// What a stamp says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Of what was stamped, in hex.
    pub sha256: String,
    /// When, by the authority's clock.
    pub at: Timestamp,
    /// By how much that clock may be wrong, rounded up; none where the authority does not say.
    pub accuracy_seconds: Option<u64>,
    /// By which rules, in numbers and dots.
    pub policy: String,
    /// The number that the authority gave it, in hex.
    pub serial: String,
    /// As it calls itself; else as its certificate does. Foreign text.
    pub authority: Option<String>,
    pub(super) nonce: Option<Vec<u8>>,
}

/// A stamp that lies beside a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Name of the file.
    pub file: String,
    pub token: Token,
    /// Whether it is over the very bytes of the record.
    pub fits: bool,
}

impl Stamp {
    /// Compares the stamp with the digest of a record.
    pub fn new(file: &str, token: Token, sha256: &str) -> Self {
        Self { file: file.to_owned(), fits: token.sha256 == sha256, token }
    }

    /// What it proves, in a sentence. It quotes the authority: whoever prints it makes it harmless.
    pub fn words(&self) -> String {
        let authority = self.token.authority.as_deref();
        let authority = authority.unwrap_or("an authority that does not say its name");
        let at = self.token.at.strftime("%Y-%m-%d %H:%M:%S UTC");
        if !self.fits {
            let over = &self.token.sha256;
            return format!(
                "the time-stamp {} by {authority} of {at} is over other bytes: sha256 {over}",
                self.file
            );
        }
        let accuracy = self.token.accuracy_seconds;
        let accuracy = accuracy.map(|it| format!(", give or take {it} s")).unwrap_or_default();
        format!(
            "a time-stamp by {authority} says that this record existed not later than {at}{accuracy} \
             ({}; checked here: the digest; not checked here: the authority's signature and \
             certificate)",
            self.file
        )
    }
}

/// Reads what is in a `ContentInfo`.
pub(super) fn read(mut info: Reader<'_>) -> Result<Token, Misread> {
    const PART: &str = "the signed message";
    if info.take(OID)? != SIGNED {
        return Err(Misread::Other { part: PART });
    }
    let mut outer = info.enter(inside(0), PART)?;
    info.end()?;
    let mut signed = outer.enter(SEQUENCE, PART)?;
    outer.end()?;
    signed.integer("the version of the signed message")?;
    let _algorithms = signed.enter(SET, PART)?;
    let mut content = signed.enter(SEQUENCE, "what was signed")?;
    if content.take(OID)? != STAMP {
        return Err(Misread::Odd { part: PART, why: "there is no time-stamp in it" });
    }
    let mut octets = content.enter(inside(0), "what was signed")?;
    content.end()?;
    let stamped = octets.take(OCTETS)?;
    octets.end()?;
    let certificates = signed.maybe(inside(0))?;
    let _revoked = signed.maybe(inside(1))?;
    let signers = signed.enter(SET, "the signers")?;
    signed.end()?;
    let mut token = stamp(stamped)?;
    if token.authority.is_none() {
        token.authority = certificates.and_then(|all| named_in(all, signers));
    }
    Ok(token)
}

/// Reads a `TSTInfo`.
fn stamp(bytes: &[u8]) -> Result<Token, Misread> {
    const PART: &str = "the stamp";
    let mut file = Reader::new(bytes, PART);
    let mut stamp = file.enter(SEQUENCE, PART)?;
    file.end()?;
    if stamp.integer("the version of the stamp")? != [1] {
        return Err(Misread::Odd { part: PART, why: "it is not of version 1" });
    }
    let policy = dotted(stamp.take(OID)?)?;
    let sha256 = hex(&imprint(&mut stamp)?);
    let serial = hex(stamp.integer("the number of the stamp")?);
    let at = time(stamp.take(TIME)?)?;
    let accuracy_seconds = stamp.maybe(SEQUENCE)?.map(accuracy).transpose()?;
    let _in_order = stamp.maybe(BOOLEAN)?;
    let nonce = stamp.maybe_integer("the nonce")?.map(<[u8]>::to_vec);
    let authority = match stamp.maybe(inside(0))? {
        Some(bytes) => name::general(bytes)?,
        None => None,
    };
    let _extensions = stamp.maybe(inside(1))?;
    stamp.end()?;
    Ok(Token { sha256, at, accuracy_seconds, policy, serial, authority, nonce })
}

/// A time as DER has it: `20261121090640.5Z`.
fn time(bytes: &[u8]) -> Result<Timestamp, Misread> {
    let odd = Misread::Odd { part: "the time of the stamp", why: "it is no time in UTC" };
    let text = std::str::from_utf8(bytes).ok().and_then(|text| text.strip_suffix('Z'));
    let Some((whole, fraction)) = text.map(|text| text.split_once('.').unwrap_or((text, "")))
    else {
        return Err(odd);
    };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || fraction.len() > 9 || !is_number(whole) || !is_number(fraction) {
        return Err(odd);
    }
    let (day, clock) = whole.split_at(8);
    let (year, month, day) = (&day[..4], &day[4..6], &day[6..]);
    let (hour, minute, second) = (&clock[..2], &clock[2..4], &clock[4..]);
    let written = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
    let at: Timestamp = written.parse().map_err(|_| odd.clone())?;
    let nanoseconds = format!("{fraction:0<9}").parse().map_err(|_| odd.clone())?;
    at.checked_add(SignedDuration::from_nanos(nanoseconds)).map_err(|_| odd)
}

/// Seconds, and what is less than one rounded up.
fn accuracy(bytes: &[u8]) -> Result<u64, Misread> {
    const PART: &str = "the accuracy of the stamp";
    let mut reader = Reader::new(bytes, PART);
    let seconds = match reader.maybe_integer(PART)? {
        None => 0,
        Some(digits) if digits.len() <= 7 && digits[0] < 0x80 => {
            digits.iter().fold(0, |sum, digit| sum << 8 | u64::from(*digit))
        }
        Some(_) => return Err(Misread::Odd { part: PART, why: "it is no length of time" }),
    };
    let (milliseconds, microseconds) = (reader.maybe(0x80)?, reader.maybe(0x81)?);
    reader.end()?;
    Ok(seconds + u64::from(milliseconds.is_some() || microseconds.is_some()))
}

/// The name in the certificate of the only signer. What cannot be read has none.
fn named_in(certificates: &[u8], mut signers: Reader<'_>) -> Option<String> {
    const PART: &str = "a certificate";
    let mut signer = signers.enter(SEQUENCE, PART).ok()?;
    signers.end().ok()?;
    signer.take(INTEGER).ok()?;
    let mut by = signer.enter(SEQUENCE, PART).ok()?;
    let (issuer, serial) = (by.take(SEQUENCE).ok()?, by.take(INTEGER).ok()?);
    let mut certificates = Reader::new(certificates, PART);
    while !certificates.is_done() {
        let mut body = certificates.enter(SEQUENCE, PART).ok()?.enter(SEQUENCE, PART).ok()?;
        let _version = body.maybe(inside(0)).ok()?;
        let number = body.take(INTEGER).ok()?;
        let _algorithm = body.take(SEQUENCE).ok()?;
        let from = body.take(SEQUENCE).ok()?;
        let _validity = body.take(SEQUENCE).ok()?;
        let subject = body.take(SEQUENCE).ok()?;
        if number == serial && from == issuer {
            let subject = super::der::value(SEQUENCE, subject);
            return name::distinguished(&subject).ok().flatten();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_nanosecond_and_in_utc_only() {
        let table = [
            ("20261121090640Z", Some("2026-11-21T09:06:40Z")),
            ("20261121090640.5Z", Some("2026-11-21T09:06:40.5Z")),
            ("20261121090640.000000001Z", Some("2026-11-21T09:06:40.000000001Z")),
            ("20261121090640.0000000001Z", None),
            ("20261121090640", None),
            ("20261121090640+0100", None),
            ("202611210906Z", None),
            ("20261321090640Z", None),
            ("2026112109064xZ", None),
            ("99999999999999Z", None),
            ("Z", None),
            ("", None),
        ];
        for (text, expected) in table {
            let expected = expected.map(|it| it.parse::<Timestamp>().unwrap());
            assert_eq!(time(text.as_bytes()).ok(), expected, "{text}");
        }
    }

    #[test]
    fn an_authority_that_hides_its_name_is_known_by_its_certificate() {
        let bytes = include_bytes!("../../tests/data/timestamp/unnamed.tsr");
        let reply = super::super::Reply::read(bytes).unwrap();
        assert_eq!(reply.token.authority.as_deref(), Some("Private Test Authority, Example, NL"));
    }

    #[test]
    fn a_stamp_says_what_it_proves_and_what_was_not_looked_at() {
        let token = Token {
            sha256: "ab".repeat(32),
            at: "2026-11-21T09:06:40Z".parse().unwrap(),
            accuracy_seconds: None,
            policy: "1.2".to_owned(),
            serial: "01".to_owned(),
            authority: None,
            nonce: None,
        };
        let fits = Stamp::new("record.tsr", token.clone(), &"ab".repeat(32)).words();
        assert!(fits.contains("existed not later than 2026-11-21 09:06:40 UTC"), "{fits}");
        assert!(fits.contains("not checked here: the authority's signature"), "{fits}");
        let other = Stamp::new("record.tsr", token, &"cd".repeat(32)).words();
        assert!(other.contains("is over other bytes"), "{other}");
    }
}
