//! Readings and reasons as they are stored, and back.

use crate::engine::{
    Danger, Finding, FindingId, Reading, ReadingVerdict, Reason, SensorKind, Value,
};
use crate::record::line::LineError;
use crate::record::stored::{Needed, StoredFinding, StoredReading, StoredReason, StoredValue};

use super::{Misfit, NUMBER_LIMIT};

pub(super) fn stored(reading: &Reading) -> Result<StoredReading, Misfit> {
    let values = reading.values.iter().map(|(key, value)| stored_value(key, value));
    let needed = reading.needed.iter();
    let findings = reading.findings.iter().map(|finding| StoredFinding {
        id: finding.id.word().to_owned(),
        article: finding.article.to_owned(),
        line: finding.line.map(|line| line as u64),
        text: finding.text.clone(),
    });
    Ok(StoredReading {
        kind: reading.kind.word().to_owned(),
        verdict: reading.verdict.word().to_owned(),
        values: values.collect::<Result<_, _>>()?,
        needed: needed
            .map(|(key, needed)| Needed { key: key.clone(), needed: needed.clone() })
            .collect(),
        findings: findings.collect(),
    })
}

fn stored_value(key: &str, value: &Value) -> Result<StoredValue, Misfit> {
    let none =
        StoredValue { key: key.to_owned(), text: None, number: None, flag: None, list: None };
    Ok(match value {
        Value::Text(text) => StoredValue { text: Some(text.clone()), ..none },
        Value::Number(number) if *number > NUMBER_LIMIT => return Err(Misfit::NumberTooLarge),
        Value::Number(number) => StoredValue { number: Some(*number), ..none },
        Value::Flag(flag) => StoredValue { flag: Some(*flag), ..none },
        Value::List(list) => StoredValue { list: Some(list.clone()), ..none },
    })
}

pub(super) fn reading_of(stored: &StoredReading) -> Result<Reading, LineError> {
    let kind = SensorKind::named(&stored.kind).ok_or(contradiction("there is no such sensor"))?;
    let verdict = ReadingVerdict::ALL.into_iter().find(|it| it.word() == stored.verdict);
    let needed = stored.needed.iter();
    Ok(Reading {
        kind,
        verdict: verdict.ok_or(contradiction("there is no such verdict of a sensor"))?,
        values: stored.values.iter().map(value_of).collect::<Result<_, _>>()?,
        needed: needed.map(|it| (it.key.clone(), it.needed.clone())).collect(),
        findings: stored.findings.iter().map(finding_of).collect::<Result<_, _>>()?,
    })
}

fn value_of(stored: &StoredValue) -> Result<(String, Value), LineError> {
    let StoredValue { key, text, number, flag, list } = stored;
    let value = match (text, number, flag, list) {
        (Some(text), None, None, None) => Value::Text(text.clone()),
        (None, Some(number), None, None) => Value::Number(*number),
        (None, None, Some(flag), None) => Value::Flag(*flag),
        (None, None, None, Some(list)) => Value::List(list.clone()),
        _ => return Err(contradiction("a value is not of exactly one kind")),
    };
    Ok((key.clone(), value))
}

fn finding_of(stored: &StoredFinding) -> Result<Finding, LineError> {
    let id = FindingId::ALL.iter().copied().find(|id| id.word() == stored.id);
    let id = id.ok_or(contradiction("there is no such finding"))?;
    let article = id.articles().iter().copied().find(|article| *article == stored.article);
    Ok(Finding {
        id,
        article: article.ok_or(contradiction("its article says nothing of that finding"))?,
        line: line_of(stored.line)?,
        text: stored.text.clone(),
    })
}

pub(super) fn line_of(stored: Option<u64>) -> Result<Option<usize>, LineError> {
    let line = stored.map(usize::try_from).transpose();
    line.map_err(|_| contradiction("the number of a line is too large"))
}

pub(super) fn stored_reason(reason: &Reason) -> StoredReason {
    StoredReason {
        danger: reason.danger.word().to_owned(),
        about: (!reason.about.is_empty()).then(|| reason.about.clone()),
        text: reason.text.clone(),
    }
}

pub(super) fn reason_of(stored: &StoredReason) -> Result<Reason, LineError> {
    let danger = Danger::ALL.into_iter().find(|danger| danger.word() == stored.danger);
    let about = stored.about.clone().unwrap_or_default();
    if stored.about.as_deref() == Some("") {
        return Err(contradiction("what it is about is empty"));
    }
    Ok(Reason {
        danger: danger.ok_or(contradiction("there is no such danger"))?,
        about,
        text: stored.text.clone(),
    })
}

fn contradiction(what: &'static str) -> LineError {
    LineError::Contradiction { what }
}
