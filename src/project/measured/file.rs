//! The file that measurements come in.

use super::Measurement;
use crate::source::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Measurements of budgets, for `ddr check --measurements`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The version of this format: 1.
    pub version: u32,
    /// One value for each budget that was measured.
    pub measurements: Vec<Written>,
}

/// A value that was measured for one budget of one row of a patch plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Path of the plan, from the root of the project.
    plan: String,
    /// A path that the row names.
    path: String,
    /// What was measured, as written in the budget cell: `memory`; left out for a cell such as `<60s`.
    #[serde(default)]
    metric: Option<String>,
    /// The value.
    value: f64,
    /// Its unit as in budget cells; `MB` is 10^6 bytes, `MiB` 2^20. Left out for a bare number.
    #[serde(default)]
    unit: Option<String>,
    /// What the value is of the single runs: `median`, `p99`, `max`, `mean`.
    #[serde(default)]
    statistic: Option<String>,
    /// How many runs the value was made from.
    #[serde(default)]
    runs: Option<u64>,
    /// What lies inside of what was measured, in words.
    #[serde(default)]
    boundary: Option<String>,
    /// Whether caches, connections and imports were warm.
    #[serde(default)]
    state: Option<State>,
}

/// Whether anything was warm before the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A fresh process, nothing cached.
    Cold,
    /// After a first use.
    Warm,
}

impl State {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
        }
    }
}

/// Why a file holds no measurements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The file with its measurements unread, so that each keeps its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'t> {
    version: u32,
    #[serde(borrow)]
    measurements: Vec<&'t RawValue>,
}

/// Reads the text of a file.
///
/// # Errors
/// What is no JSON, or no measurements in version 1, with its line.
pub fn read(text: &str) -> Result<Vec<Measurement>, Mistake> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = text.len() - body.len();
    let raw: Raw<'_> = serde_json::from_str(body).map_err(|error| mistake(&error, 1))?;
    if raw.version != 1 {
        let message =
            format!("version {} of measurements is not known; this ddr reads version 1", raw.version);
        return Err(Mistake { line: 1, message });
    }
    let mut from = 0;
    let mut out = Vec::new();
    for value in raw.measurements {
        // The values stand in the text in their order, each as it was written.
        let place = body.get(from..).and_then(|rest| rest.find(value.get())).map_or(from, |at| from + at);
        from = place + value.get().len();
        let line = body.get(..place).map_or(1, |before| before.matches('\n').count() + 1);
        let written: Written = serde_json::from_str(value.get()).map_err(|error| mistake(&error, line))?;
        out.push(measurement(written, Span::new(place, from).shift(before)));
    }
    Ok(out)
}

fn measurement(written: Written, span: Span) -> Measurement {
    let Written { plan, path, metric, value, unit, statistic, runs, boundary, state } = written;
    let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Measurement {
        plan,
        path,
        metric: said(metric).unwrap_or_default(),
        value,
        unit: said(unit),
        statistic: said(statistic),
        runs,
        boundary: said(boundary),
        state,
        span,
    }
}

/// `first` is the line that the text of the error begins in.
fn mistake(error: &serde_json::Error, first: usize) -> Mistake {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
    Mistake { line: first + error.line().saturating_sub(1), message: said }
}

/// The JSON Schema of the file.
pub fn json_schema() -> String {
    let mut schema = schemars::schema_for!(File);
    schema.insert("title".into(), "Measurements for ddr check".into());
    serde_json::to_string_pretty(&schema).map(|text| text + "\n").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_keeps_its_place() {
        let text = "\u{feff}{\"version\": 1,\n \"measurements\": [\n  {\"plan\": \"p.md\", \"path\": \"a\", \"value\": 1},\n\t{\"plan\": \"p.md\", \"path\": \"a\", \"value\": 2e3, \"unit\": \"ms\", \"state\": \"cold\"}]}\n";
        let read = read(text).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            &text[read[0].span.start..read[0].span.end],
            "{\"plan\": \"p.md\", \"path\": \"a\", \"value\": 1}"
        );
        assert_eq!(
            (read[1].value, read[1].unit.as_deref(), read[1].state),
            (2000.0, Some("ms"), Some(State::Cold))
        );
        assert!(text[read[1].span.start..read[1].span.end].ends_with("\"cold\"}"));
    }

    #[test]
    fn mistakes_have_a_line() {
        let line = |text: &str| read(text).unwrap_err().line;
        assert_eq!(line("{\n\"version\": 1,\n\"measurements\": [}"), 3);
        assert_eq!(line("{\n\"version\": 1,\n\"measurements\": [\n{},\n{}]}"), 4);
        assert_eq!(
            line("{\"version\": 1, \"measurements\": [\n{\"plan\": \"p\",\n\"path\": \"a\",\n\"valu\": 1}]}"),
            4
        );
        let unknown = read("{\"version\": 2, \"measurements\": []}").unwrap_err().message;
        assert!(unknown.contains("version 2"), "{unknown}");
        let value =
            read("{\"version\": 1, \"measurements\": [{\"plan\":\"p\",\"path\":\"a\",\"value\":\"fast\"}]}");
        assert!(value.unwrap_err().message.contains("fast"));
    }
}
