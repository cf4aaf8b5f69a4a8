//! Units: which spellings mean one, what they measure, how they compare.

use super::cut;
use std::borrow::Cow;

/// What a quantity measures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Nanoseconds to days.
    Time,
    /// Bytes.
    Memory,
    /// Things per second.
    Rate,
    /// Per cent.
    Percent,
    /// Lines of code.
    Lines,
    /// Connections.
    Connections,
    /// A number without a unit.
    Count,
    /// A unit that can be compared with itself alone: `x`, `$`, `m`, `Mb`.
    Other(String),
}

/// What a unit measures and how many of its base unit it is: seconds, bytes, per second.
pub(super) fn measure(unit: Option<&str>) -> (Measure, f64) {
    let Some(unit) = unit else { return (Measure::Count, 1.0) };
    let time = match unit {
        "ns" => 1e-9,
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => 0.0,
    };
    if time > 0.0 {
        return (Measure::Time, time);
    }
    match unit {
        "%" => (Measure::Percent, 1.0),
        "qps" | "rps" | "tps" => (Measure::Rate, 1.0),
        "LoC" | "lines" => (Measure::Lines, 1.0),
        "conns" => (Measure::Connections, 1.0),
        _ => match bytes(unit) {
            Some(factor) => (Measure::Memory, factor),
            None => (Measure::Other(unit.to_owned()), 1.0),
        },
    }
}

/// Bytes of a unit of memory, in any letter case but `Mb`, which may be bits.
fn bytes(unit: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 13] = [
        ("b", 1.0),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("tb", 1e12),
        ("kib", 1024.0),
        ("ki", 1024.0),
        ("mib", 1_048_576.0),
        ("mi", 1_048_576.0),
        ("gib", 1_073_741_824.0),
        ("gi", 1_073_741_824.0),
        ("tib", 1_099_511_627_776.0),
        ("ti", 1_099_511_627_776.0),
    ];
    if matches!(unit, "Kb" | "Mb" | "Gb" | "Tb") {
        return None;
    }
    UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor)
}

/// A unit as found behind a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Normalised spelling.
    pub(super) name: String,
    /// What the number is to be multiplied with: 1000 for `k qps`.
    pub(super) factor: f64,
    /// Bytes from the end of the number to the end of the unit.
    pub(super) length: usize,
}

/// What stands behind a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behind {
    /// A unit.
    Unit(Unit),
    /// Nothing, or words.
    Nothing,
    /// Letters glued to the digits that are no unit (`3rd`, `5xx`, `64-bit`): it was no number.
    Glued,
}

/// The unit that follows a number.
pub(super) fn behind(text: &str) -> Behind {
    let spaced = text.trim_start();
    let space = text.len() - spaced.len();
    let glued = space == 0;
    let Some(first) = spaced.chars().next() else { return Behind::Nothing };
    let found = |name: &str, factor: f64, length: usize| {
        Behind::Unit(Unit { name: name.to_owned(), factor, length: space + length })
    };
    if first == '%' {
        return found("%", 1.0, 1);
    }
    if glued && first == '×' {
        return found("x", 1.0, first.len_utf8());
    }
    if glued && first == '-' {
        let word = word(cut(text, 1, text.len()));
        return match unit(word, false).filter(|_| word.len() > 2) {
            Some((name, factor)) => found(name, factor, 1 + word.len()),
            None if word.is_empty() => Behind::Nothing,
            None => Behind::Glued,
        };
    }
    let written = word(spaced);
    let after = cut(spaced, written.len(), spaced.len());
    if written.is_empty() || after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return if glued && (first.is_alphanumeric() || first == '_') {
            Behind::Glued
        } else {
            Behind::Nothing
        };
    }
    if matches!(written, "k" | "K") {
        // `10 k qps`
        let rate = word(after.trim_start());
        let length = written.len() + (after.len() - after.trim_start().len()) + rate.len();
        if let Some((name @ ("qps" | "rps" | "tps"), _)) = unit(rate, false) {
            return found(name, 1e3, length);
        }
    }
    if written.eq_ignore_ascii_case("lines")
        && after.get(..8).is_some_and(|of| of.eq_ignore_ascii_case(" of code"))
    {
        return found("LoC", 1.0, written.len() + 8);
    }
    match unit(written, glued) {
        Some((name, factor)) => found(name, factor, written.len()),
        None if glued => Behind::Glued,
        None => Behind::Nothing,
    }
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    cut(text, 0, end)
}

/// The normalised spelling of a unit and its factor. Times get one spelling each; units of memory
/// keep the case that they were written in. `m` is kept apart: minutes, metres and millions.
fn unit(written: &str, glued: bool) -> Option<(&str, f64)> {
    let is_small = written.bytes().all(|byte| byte.is_ascii_lowercase());
    let lower = if is_small { Cow::Borrowed(written) } else { Cow::Owned(written.to_lowercase()) };
    let name = match &*lower {
        "ns" | "nanosecond" | "nanoseconds" => "ns",
        "us" | "µs" | "μs" | "usec" | "microsecond" | "microseconds" => "us",
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "percent" => "%",
        "byte" | "bytes" => "B",
        "qps" | "kqps" => "qps",
        "rps" | "krps" => "rps",
        "tps" | "ktps" => "tps",
        "loc" | "sloc" => "LoC",
        "line" | "lines" => "lines",
        "conn" | "conns" | "connection" | "connections" => "conns",
        _ => match written {
            "s" => "s",
            "h" => "h",
            "d" if glued => "d",
            "m" if glued => "m",
            "x" if glued => "x",
            "Ki" | "Mi" | "Gi" | "Ti" if glued => written,
            "Kb" | "Mb" | "Gb" | "Tb" => written,
            _ if ["bps", "kbps", "mbps", "gbps", "iops", "fps", "hz", "khz", "mhz", "ghz", "px"]
                .contains(&&*lower) =>
            {
                written
            }
            _ if bytes(written).is_some()
                && (lower.ends_with('b') && (lower.len() > 1 || written == "B")) =>
            {
                written
            }
            _ => return None,
        },
    };
    let factor = if lower.len() == 4 && lower.starts_with('k') && lower.ends_with("ps") { 1e3 } else { 1.0 };
    Some((name, factor))
}
