//! `inspect --as KIND`: what a sensor says of a file or folder.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::engine::{Evidence, EvidenceKind};
use crate::failure::Failure;
use crate::hierarchy::Hierarchy;
use crate::sensor::{self, Context, Kind, Reading, Several, Value, Verdict};
use crate::text::{pad, quoted, shown, width, wrap};
use crate::world::evidence::{self, Content, Progress};
use crate::world::input;

use super::args::{Format, Inspect};
use super::{out, source};

/// Largest file that a sensor is given, in bytes.
const FILE_MAX: usize = 64 * 1024 * 1024;

/// Cells of a line of text.
const LINE_CELLS: usize = 100;

/// Cells of a value that has what is needed beside it; under a longer one it stands below.
const BESIDE_CELLS: usize = 32;

#[derive(Serialize)]
struct Stored<'a> {
    schema: u32,
    kind: &'a str,
    verdict: &'a str,
    sha256: &'a str,
    size_bytes: u64,
    values: Values<'a>,
    findings: Vec<StoredFinding<'a>>,
}

#[derive(Serialize)]
struct StoredFinding<'a> {
    id: &'a str,
    article: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    text: &'a str,
}

struct Values<'a>(&'a [(String, Value)]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            match value {
                Value::Text(text) => map.serialize_entry(key, text)?,
                Value::Number(number) => map.serialize_entry(key, number)?,
                Value::Flag(flag) => map.serialize_entry(key, flag)?,
                Value::List(list) => map.serialize_entry(key, list)?,
            }
        }
        map.end()
    }
}

/// Reads what was named and says what it proves. Whatever does not prove is code 3.
pub(crate) fn sense(kind: Kind, typed: &Inspect) -> Result<(), Failure> {
    let hierarchy = typed.hierarchy.as_deref().map(|path| {
        let source = input::read_source(path)?;
        source::read_hierarchy(&source)
    });
    let hierarchy = hierarchy.transpose()?;
    let context = context(typed, hierarchy.as_ref())?;
    let (evidence, reading) = look(kind, typed, &context)?;
    out::result(&match typed.format {
        Format::Json => json(&evidence, &reading),
        Format::Text => text(&evidence, &reading),
    })?;
    match reading.verdict {
        Verdict::Proves => Ok(()),
        verdict => Err(Failure::NotProved { verdict: verdict.word() }),
    }
}

/// Makes sure that what was typed can be asked: an unknown name would never be found wrong.
fn context<'a>(
    typed: &'a Inspect,
    hierarchy: Option<&'a Hierarchy>,
) -> Result<Context<'a>, Failure> {
    let usage = |message, hint| Err(Failure::Usage { message, hint });
    let (site, domain) = (typed.site.as_deref(), typed.domain.as_deref());
    let hotfix = typed.hotfix.as_deref();
    if let (Some(site), Some(hierarchy)) = (site, hierarchy)
        && hierarchy.site_named(site).is_none()
    {
        let message = format!("the hierarchy has no site {}", quoted(site));
        return usage(message, "name a site by its code, as the hierarchy file has it");
    }
    if let (Some(domain), Some(hierarchy)) = (domain, hierarchy)
        && hierarchy.domain_named(domain).is_none()
    {
        let message = format!("the hierarchy has no domain {}", quoted(domain));
        return usage(message, "name a domain as the hierarchy file has it");
    }
    let is_article = |text: &str| {
        let digits = text.strip_prefix(['Q', 'q']);
        digits.is_some_and(|digits| {
            digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if let Some(hotfix) = hotfix
        && !is_article(hotfix)
    {
        let message = format!("{} is no article of a hotfix", quoted(hotfix));
        return usage(message, "articles are written like `Q249077`");
    }
    Ok(Context { hierarchy, site, domain, hotfix, since: typed.since, ..Context::default() })
}

/// Reads the bytes once: what is hashed is what the sensor saw.
fn look(kind: Kind, typed: &Inspect, context: &Context) -> Result<(Evidence, Reading), Failure> {
    let is_folder = typed.path.is_dir();
    let mut several = Several::new(kind, *context);
    let mut single = None;
    let mut too_large = false;
    let mut each = |content| {
        let Content { name, reading, bytes } = content;
        match bytes {
            None => {
                too_large = true;
                several.skip();
            }
            Some(bytes) if is_folder => several.add(&name, reading.modified, &bytes),
            Some(bytes) => {
                let (modified, file_name) = (reading.modified, Some(name.as_str()));
                let context = Context { modified, file_name, ..*context };
                single = Some(sensor::read(kind, &bytes, &context));
            }
        }
    };
    let unwatched = Progress::default();
    let evidence = evidence::look_into(&typed.path, FILE_MAX, &unwatched, &mut each)?;
    if let EvidenceKind::Folder { unreadable, .. } = evidence.kind {
        (0..unreadable).for_each(|_| several.skip());
        return Ok((evidence, several.finish()));
    }
    match single {
        Some(reading) => Ok((evidence, reading)),
        None if too_large => Err(Failure::Usage {
            message: format!("{} is larger than {FILE_MAX} bytes", quoted(&evidence.path)),
            hint: "is it the right file? what a sensor reads is a few megabytes at most",
        }),
        None => Err(Failure::Bug { what: "a file was read and nobody saw it".to_owned() }),
    }
}

fn json(evidence: &Evidence, reading: &Reading) -> String {
    let findings = reading.findings.iter().map(|finding| StoredFinding {
        id: finding.id.word(),
        article: finding.article,
        line: finding.line,
        text: &finding.text,
    });
    crate::print::harmless_json(&Stored {
        schema: 1,
        kind: reading.kind.word(),
        verdict: reading.verdict.word(),
        sha256: &evidence.sha256,
        size_bytes: evidence.size_bytes,
        values: Values(&reading.values),
        findings: findings.collect(),
    })
}

fn text(evidence: &Evidence, reading: &Reading) -> String {
    let mut text = format!("path      {}\n", shown(&evidence.path));
    text.push_str(&format!("size      {} bytes\n", evidence.size_bytes));
    text.push_str(&format!("sha256    {}\n", evidence.sha256));
    text.push_str(&format!("read as   {}\n", reading.kind));
    text.push_str(&format!("verdict   {}\n", verdict(reading)));
    text.push_str(&values(reading));
    for finding in &reading.findings {
        let line = finding.line.map(|line| format!("line {line}, ")).unwrap_or_default();
        text.push_str(&format!("\n{} ({line}{})\n", finding.id, finding.article));
        for line in wrap(&shown(&finding.text), LINE_CELLS - 2) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    text
}

/// Our keys with spaces; names of files stay as they are.
fn spoken(key: &str) -> String {
    let is_ours = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_ours { key.replace('_', " ") } else { shown(key).into_owned() }
}

fn verdict(reading: &Reading) -> String {
    let noun = reading.kind.noun();
    match reading.verdict {
        Verdict::Proves => "PROVES: everything that was asked is there".to_owned(),
        Verdict::Refutes => "REFUTES: it shows that something is wrong".to_owned(),
        Verdict::Undecided => format!("UNDECIDED: {noun}, and it says neither yes nor no"),
        Verdict::NotRecognised => format!("NOT RECOGNISED: this is not {noun}"),
    }
}

/// What was found, and beside it what would be good.
fn values(reading: &Reading) -> String {
    let rows = reading.values.iter().map(|(key, value)| {
        let found = match value.to_string() {
            empty if empty.is_empty() => "nothing".to_owned(),
            found => shown(&found).into_owned(),
        };
        (spoken(key), found, reading.need(key))
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let keys = rows.iter().map(|(key, ..)| width(key)).max().unwrap_or_default();
    let short = rows.iter().map(|(_, found, _)| width(found)).filter(|it| *it <= BESIDE_CELLS);
    let beside = short.max().unwrap_or_default();
    let mut text = String::from("\nfound\n");
    for (key, found, needed) in &rows {
        let indent = " ".repeat(keys + 4);
        let mut lines = wrap(found, LINE_CELLS.saturating_sub(indent.len()));
        if let Some(needed) = needed {
            let needed = format!("needed: {}", shown(needed));
            match lines.as_mut_slice() {
                [line] if width(line) <= beside => {
                    *line = format!("{}  {needed}", pad(line, beside));
                }
                _ => lines.push(needed),
            }
        }
        for (index, line) in lines.iter().enumerate() {
            let key = if index == 0 { format!("  {}  ", pad(key, keys)) } else { indent.clone() };
            text.push_str(&format!("{key}{line}\n"));
        }
    }
    text
}
