//! Ports that scripts and configuration files state, with the program that listens where the line says so.

use super::roles::is_compose;
use super::said::{Printed, functions};
use regex::Regex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Port {
    /// Its number.
    pub port: u16,
    /// Where it is stated, the first line of each file.
    pub stated: Vec<Stated>,
}

/// A line that states a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The program, the service or the protocol that the line names.
    pub service: Option<String>,
    /// The file's path.
    pub path: String,
    /// The number of the line.
    pub line: usize,
    /// A link to the file.
    pub link: String,
}

/// A number, or a variable with or without a default.
const VALUE: &str = r#"["']?(?P<value>\d{2,5}|\$\{?[A-Za-z_]\w*(?::?-(?P<default>\d{2,5}))?\}?)"#;

#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by a test")]
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let host = r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])";
    [
        format!(r"--(?:[\w-]*-)?port(?:=|\s+){VALUE}"),
        format!(r"(?:-p|--publish)[=\s]+[\x22']?(?:[\d.]+:)?{VALUE}:\d"),
        format!(r"\b(?P<scheme>[a-z][a-z0-9+]*)://(?:[^/\s@'\x22]*@)?[\w.$\{{\}}-]+:{VALUE}"),
        format!(r"{host}:{VALUE}"),
        format!(r"(?i)(?:^|[\s_\x22'.-])port[\x22']?\s*[:=]\s*{VALUE}"),
        format!(r"(?i)^\s*(?:port|listen)\s+{VALUE}"),
        format!(r"(?i)port[\x22']\s*,\s*{VALUE}"),
    ]
    .iter()
    .map(|form| Regex::new(form).unwrap())
    .collect()
});
/// `- "8080:80"` below `ports:`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static MAPPED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*-\s*["']?(?:[\d.]+:)?(?P<value>\d{2,5}):\d{2,5}(?:/\w+)?["']?\s*$"#).unwrap()
});
/// One of several in `ports: ["8080:80", "9090:90"]`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static IN_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["'](?:[\d.]+:)?(?P<value>\d{2,5}):\d{2,5}(?:/\w+)?["']"#).unwrap());
/// `REDIS_PORT=6379`, `REDIS_PORT=${REDIS_PORT:-6379}`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:export\s+|local\s+|readonly\s+)?(?P<name>[A-Za-z_]\w*)=["']?(?:\$\{\w+:?-)?(?P<value>\d{2,5})\}?["']?\s*(?:#|;|$)"#).unwrap()
});

/// Programs that speak to a port that another opened, and words that begin no command.
const CLIENTS: &[&str] = &[
    "echo",
    "printf",
    "curl",
    "wget",
    "nc",
    "ncat",
    "telnet",
    "redis-cli",
    "psql",
    "mysql",
    "pg_isready",
    "ping",
    "test",
    "grep",
    "lsof",
    "fuser",
    "kill",
    "until",
    "while",
    "if",
    "elif",
    "for",
    "case",
    "export",
    "local",
    "readonly",
    "return",
    "port",
    "listen",
    "log",
];
/// Words before a command.
const BEFORE: &[&str] = &["exec", "nohup", "sudo", "time", "env", "then", "do", "else", "-"];

/// What a file states: port, program, line.
pub fn of_file(path: &str, text: &str) -> Vec<(u16, Option<String>, usize)> {
    let mut found: BTreeMap<u16, (Option<String>, usize)> = BTreeMap::new();
    let compose = is_compose(&path.rsplit('/').next().unwrap_or_default().to_lowercase());
    let mut assigned: BTreeMap<String, u16> = BTreeMap::new();
    let mut service: Option<String> = None;
    let script = is_script(path);
    let own = if script { functions(text) } else { BTreeSet::new() };
    let mut printed = Printed::new(script);
    for (line, number) in logical(text) {
        let Some(line) = printed.without(line) else { continue };
        let trimmed = line.trim_start();
        if ["#", "//", ";", "*"].iter().any(|mark| trimmed.starts_with(mark)) {
            continue;
        }
        if let Some(captures) = ASSIGNED.captures(&line)
            && let (Some(name), Some(value)) = (captures.name("name"), captures.name("value"))
            && let Ok(port) = value.as_str().parse()
        {
            assigned.insert(name.as_str().to_owned(), port);
        }
        if compose {
            service = service_at(&line).or(service);
        }
        let mut keep = |port: u16, by: Option<String>| {
            let known = found.entry(port).or_insert_with(|| (by.clone(), number));
            // The line that starts the program tells more than one that only names the number.
            if known.0.is_none() && by.is_some() {
                *known = (by, number);
            }
        };
        let mapped = if trimmed.starts_with("ports:") { &IN_LINE } else { &MAPPED };
        let number_of = |it: regex::Captures<'_>| it.name("value")?.as_str().parse().ok();
        let ports: Vec<u16> = mapped.captures_iter(&line).filter_map(number_of).collect();
        if compose && !ports.is_empty() {
            ports.into_iter().for_each(|port| keep(port, service.clone()));
            continue;
        }
        let mut at = 0;
        let mut seen: Vec<u16> = Vec::new();
        for captures in FORMS.iter().flat_map(|form| form.captures_iter(&line)) {
            let Some(port) = port(&captures, &assigned).filter(|port| !seen.contains(port)) else { continue };
            seen.push(port);
            let scheme = captures.name("scheme").map(|scheme| scheme.as_str().to_owned());
            let scheme =
                scheme.filter(|scheme| !matches!(scheme.as_str(), "http" | "https" | "tcp" | "unix"));
            let program = if script { command(&line, &own) } else { None };
            keep(port, scheme.or(program).or_else(|| service.clone()));
            at += 1;
            if at > 8 {
                break;
            }
        }
    }
    found.into_iter().map(|(port, (service, line))| (port, service, line)).collect()
}

/// Whether lines of a file are commands.
fn is_script(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(crate::project::extension(&name), Some("sh" | "bash" | "zsh" | "fish")) || !name.contains('.')
}

/// Lines, those that end with `\` joined with the next one.
fn logical(text: &str) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    let mut goes_on = false;
    for (at, line) in text.lines().enumerate() {
        let own = line.trim_end();
        let bare = own.strip_suffix('\\').unwrap_or(own);
        match all.last_mut() {
            Some((last, _)) if goes_on => {
                last.push(' ');
                last.push_str(bare.trim_start());
            }
            _ => all.push((bare.to_owned(), at + 1)),
        }
        goes_on = own.ends_with('\\');
    }
    all
}

fn port(captures: &regex::Captures<'_>, assigned: &BTreeMap<String, u16>) -> Option<u16> {
    let text = |name: &str| captures.name(name).map(|found| found.as_str());
    let value = text("default").or_else(|| text("value"))?;
    let variable = || value.trim_matches(['$', '{', '}']).split(':').next().unwrap_or_default();
    let number = value.parse().ok().or_else(|| assigned.get(variable()).copied());
    number.filter(|port| *port > 0)
}

/// The service that a line of a compose file begins: a key two blanks deep.
fn service_at(line: &str) -> Option<String> {
    let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '-', '#']))?;
    let name = name.trim_end().strip_suffix(':')?;
    Some(name.trim_matches(['"', '\'']).to_owned())
}

/// The command of a line up to its first option: `redis-server`, `gcloud emulators firestore start`. Of a
/// function of the script, nobody else knows the name; what it starts is what it is given first.
fn command(line: &str, own: &BTreeSet<String>) -> Option<String> {
    let mut words = line.split_whitespace().peekable();
    while words.next_if(|word| BEFORE.contains(word) || is_assignment(word)).is_some() {}
    let first = words.next().filter(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, '.' | '/'))
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
    })?;
    // What has a dot or a slash is a file that it is given.
    let is_word = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    if own.contains(first) {
        return words.next().filter(is_word).map(str::to_owned);
    }
    let rest = words.take_while(is_word).take(4);
    let words: Vec<&str> = std::iter::once(first).chain(rest).collect();
    (!CLIENTS.contains(&first)).then(|| words.join(" "))
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(path: &str, text: &str) -> Vec<(u16, Option<String>, usize)> {
        of_file(path, text)
    }

    #[test]
    fn ports_come_with_the_program_that_the_line_starts() {
        let own = |text: &str| Some(text.to_owned());
        let script = "#!/bin/sh\nREDIS_PORT=${REDIS_PORT:-6379}\n# --port 1234\nexec nohup redis-server conf/r.conf \\\n  --port \"$REDIS_PORT\" &\ngcloud emulators firestore start --host-port=localhost:8085\ncurl http://localhost:9000/up\n";
        assert_eq!(
            stated("scripts/up.sh", script),
            [
                (6379, own("redis-server"), 4),
                (8085, own("gcloud emulators firestore start"), 6),
                (9000, None, 7)
            ]
        );
        assert_eq!(
            stated("x.sh", "docker run -d -p 127.0.0.1:5433:5432 postgres:16\n"),
            [(5433, own("docker run"), 1)]
        );
    }

    #[test]
    fn a_function_of_the_script_is_no_program() {
        let own = |text: &str| Some(text.to_owned());
        let script = "launch() {\n  nohup \"$@\" &\n}\nfunction up {\n  :\n}\nlaunch redis \"$p\" --port 6380\nup --port 7000\nlaunch --port 7001\n";
        assert_eq!(
            stated("scripts/up.sh", script),
            [(6380, own("redis"), 7), (7000, None, 8), (7001, None, 9)]
        );
    }

    #[test]
    fn what_is_only_printed_states_no_port() {
        let own = |text: &str| Some(text.to_owned());
        let script = "fail() { printf '%s' \"$*\" >&2; exit 1; }\nfail \"nothing at http://localhost:8080\"\n[ -n \"$x\" ] || echo \"port: 8081; or --port 8082\" >&2\nif x; then warn 'port: 8083'; fi\ncat <<EOF\nport 8084\nEOF\ncat >conf <<-'END'\nport 8085\nEND\nredis-server --port 6379 || die 'port: 8086'\n";
        assert_eq!(stated("scripts/up.sh", script), [(6379, own("redis-server"), 11), (8085, None, 9)]);
        let settings = "PORT = 8000\nraise ConfigError(\"port: 8087 is taken\")\nprint(\"http://localhost:8088\")\nlogger.info(\"port=8089\")\n";
        assert_eq!(stated("c.py", settings), [(8000, None, 1)]);
    }

    #[test]
    fn settings_state_ports_too() {
        let own = |text: &str| Some(text.to_owned());
        assert_eq!(stated("infra/redis.conf", "bind 127.0.0.1\nport 6380\n"), [(6380, None, 2)]);
        assert_eq!(stated("c.yaml", "server:\n  port: 8080\nsupport: 2024\nreport: 99\n"), [(8080, None, 2)]);
        assert_eq!(
            stated(
                "c.py",
                "URL = getenv(\"CACHE_URL\", \"redis://localhost:6379/0\")\nP = int(getenv(\"APP_PORT\", \"8000\"))\n"
            ),
            [(6379, own("redis"), 1), (8000, None, 2)]
        );
        let compose = "services:\n  cache:\n    image: redis:7\n    ports:\n      - \"6379:6379\"\n  db:\n    ports:\n      - 127.0.0.1:5432:5432\n  web:\n    ports: [\"8000:80\", \"8443:443\"]\n";
        assert_eq!(
            stated("compose.yaml", compose),
            [(5432, own("db"), 8), (6379, own("cache"), 5), (8000, own("web"), 10), (8443, own("web"), 10)]
        );
        assert_eq!(stated("c.toml", "version = 12\ntime = \"10:30\"\n"), []);
    }
}
