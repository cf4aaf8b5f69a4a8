//! What lines of scripts and programs only print. A port in an error text is none that anything listens on.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Commands, and usual names of functions, that print what they are given.
const PRINTING: &[&str] = &[
    "echo", "printf", "print", "say", "log", "logger", "info", "note", "warn", "warning", "error", "err",
    "fail", "fatal", "die", "abort", "panic", "debug", "msg", "message", "usage",
];
/// Words before a command.
const BEFORE: &[&str] = &["then", "do", "else", "{", "(", "!", "command", "builtin", "exec"];
/// How lines of programs begin that only print.
const PRINTS: &[&str] = &[
    "raise ",
    "throw ",
    "print(",
    "log.",
    "logger.",
    "logging.",
    "console.",
    "warnings.",
    "assert ",
    "puts ",
    "println!",
    "eprintln!",
    "panic!",
    "fmt.Print",
];

#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:function[ \t]+(?P<word>[A-Za-z_][\w-]*)|(?P<name>[A-Za-z_][\w-]*)[ \t]*\(\))")
        .unwrap()
});
/// `cat <<EOF`, `cat >&2 <<-'EOF'`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static HERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*cat(?:\s+>&[12])?\s+<<-?\s*["']?(?P<end>\w+)["']?(?:\s+>&[12])?\s*$"#).unwrap()
});

/// The names of the functions that a script defines.
pub fn functions(text: &str) -> BTreeSet<String> {
    let name =
        |it: regex::Captures<'_>| Some(it.name("word").or_else(|| it.name("name"))?.as_str().to_owned());
    FUNCTION.captures_iter(text).filter_map(name).collect()
}

/// Takes out of lines, one after the other, what they only print.
#[derive(Debug)]
pub struct Printed {
    script: bool,
    /// The line that ends a text which is being printed.
    end: Option<String>,
}

impl Printed {
    /// For the lines of a script, or of another file.
    pub const fn new(script: bool) -> Self {
        Self { script, end: None }
    }

    /// The line without what it prints; `None` where nothing is left.
    pub fn without(&mut self, line: String) -> Option<String> {
        if !self.script {
            let start = line.trim_start();
            return (!PRINTS.iter().any(|prints| start.starts_with(prints))).then_some(line);
        }
        if let Some(end) = &self.end {
            if line.trim() == end {
                self.end = None;
            }
            return None;
        }
        if let Some(end) = HERE.captures(&line).and_then(|it| Some(it.name("end")?.as_str().to_owned())) {
            self.end = Some(end);
            return None;
        }
        let parts = commands(&line);
        if !parts.iter().any(|part| prints(part)) {
            return Some(line);
        }
        let kept: String = parts.into_iter().filter(|part| !prints(part)).collect();
        (!kept.trim().is_empty()).then_some(kept)
    }
}

/// The commands of a line, each with what parts it from the next one.
fn commands(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quote, mut escaped) = (None, false);
    for c in line.chars() {
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        match (quote, c) {
            _ if std::mem::take(&mut escaped) => {}
            (None | Some('"'), '\\') => escaped = true,
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ';' | '|' | '&') => parts.push(String::new()),
            _ => {}
        }
    }
    parts
}

fn prints(command: &str) -> bool {
    let mut words = command.split_whitespace().skip_while(|word| BEFORE.contains(word));
    words.next().is_some_and(|word| PRINTING.contains(&word))
}
