//! `ddr report` from the outside: its three formats, what it does with hostile documents, templates of a
//! project's own, one report of many, and where it writes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a test makes files and starts the program, and its panic is a failing test"
)]

#[path = "git_repo/mod.rs"]
mod git_repo;

use git_repo::Repo;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::{create_dir_all, read_to_string, write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const RECORD: &str = "\
# Cache

| ID | Statement | Rationale | Status | Invariant |
|----|-----------|-----------|--------|-----------|
| D1 | Use `lru` with **one** lock | It is small | Accepted | Y |
| D2 | Keep nothing on disk | | Proposed | N |

## Top-2 Risks (with Mitigations)

| Risk | Likelihood | Impact | Mitigation |
|------|------------|--------|------------|
| Entries go stale (D1) | High | Medium | expire by age |
| Memory grows | Low | High | |

## Phases

1. Phase 1: Core
";

const PLAN: &str = "\
# Phase 1: Core

For [the record](cache.md).

| file | op | functions/APIs | tests | perf/mem budget | risk | status |
|------|----|----------------|-------|-----------------|------|--------|
| src/lru.py | add | `get` (D1) | tests/test_lru.py | p99 <50ms; mem <5MB | Low | done |
| src/age.py | add | `expire` (D1) | n/a | p99 <120ms | High - clocks differ | planned |
";

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        create_dir_all(path.parent().unwrap()).unwrap();
        write(path, text).unwrap();
    }
    folder
}

fn small() -> TempDir {
    project(&[
        ("docs/cache.md", RECORD),
        ("docs/plan.md", PLAN),
        ("src/lru.py", ""),
        ("README.md", "# Read me\n"),
    ])
}

fn ddr(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ddr"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).arg("report").args(args).output().unwrap()
}

fn good(folder: &Path, args: &[&str]) -> String {
    let output = ddr(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn bad(folder: &Path, args: &[&str]) -> String {
    let output = ddr(folder, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_json_of_a_small_project_is_exact() {
    let said = good(small().path(), &["--format", "json", "--name", "small"]);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/report/small.json");
    if std::env::var_os("BLESS").is_some() {
        write(path, &said).unwrap();
    }
    let wanted = read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        said == wanted,
        "tests/report/small.json is stale; run `BLESS=1 cargo test --test report`\n{said}"
    );
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let folder = small();
    for format in ["html", "markdown", "json"] {
        let args = ["--format", format, "--name", "x"];
        assert_eq!(good(folder.path(), &args), good(folder.path(), &args), "{format}");
    }
}

#[test]
fn what_is_wrong_with_documents_is_told_and_does_not_fail() {
    let said = good(small().path(), &[]);
    for told in [
        "2 documents: 1 record, 1 patch plan. 1 other Markdown file skipped.",
        "| Decisions | 2: 1 broken, 1 uncovered; 1 invariant |",
        "| Plan rows | 2: 1 done, 1 open |",
        "| warning | DDR610 done-without-test |",
        "| docs/cache.md | 1 Core | 1 of 2 | docs/plan.md |",
        "| Memory grows | **none stated** |",
        "| time |  p99 | &lt; 50 ms |",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
}

/// The names of all places of a page, and all addresses within it.
#[test]
fn what_is_suppressed_is_counted() {
    let plan = format!("<!-- ddr-allow done-without-test: it comes later -->\n\n{PLAN}");
    let folder = project(&[("docs/cache.md", RECORD), ("docs/plan.md", &plan), ("src/lru.py", "")]);
    let said = good(folder.path(), &[]);
    assert!(said.contains("; 1 suppressed |") && !said.contains("DDR610"), "{said}");
    let page = good(folder.path(), &["--format", "html"]);
    assert!(page.contains(">1 suppressed</p>"), "{page}");
    assert!(!good(small().path(), &["--format", "html"]).contains("suppressed"));
}

fn anchors(page: &str) -> (Vec<String>, BTreeSet<String>) {
    let all = |mark: &str| -> Vec<String> {
        let rest = page.split(mark).skip(1);
        rest.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    (all(" id=\""), all(" href=\"#").into_iter().collect())
}

#[test]
fn a_page_stands_by_itself_and_every_link_in_it_leads_somewhere() {
    let page = good(small().path(), &["--format", "html", "--name", "small"]);
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
    assert!(page.contains("content=\"default-src 'none';"));
    assert!(page.contains("Use <code>lru</code> with <strong>one</strong> lock"));
    let (places, links) = anchors(&page);
    for wanted in ["d-docs-cache-D1", "row-docs-plan-src-lru-py", "phase-docs-cache-1", "doc-docs-cache"] {
        assert!(places.iter().any(|place| place == wanted), "{wanted}: {places:?}");
    }
    let known: BTreeSet<&String> = places.iter().collect();
    assert_eq!(known.len(), places.len(), "{places:?}");
    let lost: Vec<_> = links.iter().filter(|link| !known.contains(link)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    for fetched in ["<img", "<link", "<iframe", "src=", "@import", "url("] {
        assert!(!page.contains(fetched), "{fetched}");
    }
}

#[test]
fn nothing_of_a_document_acts_on_the_page() {
    let evil = "<script>evil()</script> <img src=x onerror=evil()> [a](javascript:evil) ![b](https://x.org/c.png) \"'";
    let record = RECORD
        .replace("It is small", evil)
        .replace("Accepted", evil)
        .replace("expire by age", evil)
        .replace("# Cache", &format!("# {evil}"))
        .replace("Core", evil)
        .replace("High", evil)
        .replace("Keep nothing", &format!("Keep {evil}"));
    let plan =
        PLAN.replace("`get`", evil).replace("clocks differ", evil).replace("n/a", evil).replace("<5MB", evil);
    let config = "report: { source_url: \"javascript:evil('{path}')\" }\n";
    let folder = project(&[("docs/cache.md", &record), ("docs/plan.md", &plan), ("ddr.yaml", config)]);
    let page = good(folder.path(), &["--format", "html", "--name", "</title><script>evil()</script>"]);
    assert_eq!(page.matches("<script").count(), 1, "ours alone");
    assert!(page.matches("evil()").count() > 10);
    for tag in ["<img", "href=\"javascript", "\" onerror", "<script>evil", "&lt;&lt;"] {
        assert!(!page.contains(tag), "{tag}");
    }
    let text = good(folder.path(), &["--format", "markdown", "--name", evil]);
    let mut options = comrak::Options::default();
    (options.extension.table, options.extension.autolink, options.render.r#unsafe) = (true, true, true);
    let html = comrak::markdown_to_html(&text, &options);
    assert!(html.matches("evil()").count() > 5 && html.contains("<table>"), "{html}");
    for tag in ["<script", "<img", "<a "] {
        assert!(!html.contains(tag), "{tag}: {html}");
    }
}

#[test]
fn addresses_of_sources_follow_the_pattern() {
    let config = "report: { source_url: \"https://example.org/{rev}/{path}#L{line}\" }\n";
    let folder = project(&[("docs/a b/cache.md", RECORD), ("ddr.yaml", config)]);
    let text = good(folder.path(), &[]);
    assert!(
        text.contains("[docs/a b/cache.md:5](https://example.org/HEAD/docs/a%20b/cache.md#L5)"),
        "{text}"
    );
}

#[test]
fn templates_of_the_project_take_the_place_of_ours() {
    let folder = project(&[
        ("docs/cache.md", RECORD),
        ("ddr.yaml", "templates: own\n"),
        ("own/report/page.html", "<h1>{{ title }}</h1>{% include \"report/extra.html\" %}\n"),
        ("own/report/extra.html", "{{ numbers.decisions }} decisions\n"),
    ]);
    let page = good(folder.path(), &["--format", "html", "--name", "a<b"]);
    assert_eq!(page, "<h1>a&lt;b</h1>2 decisions\n");
}

#[test]
fn a_mistake_in_a_template_names_it_with_line_and_variable() {
    let config = ("ddr.yaml", "templates: own\n");
    let page = "own/report/page.html";
    for (text, told) in [
        ("<h1>\n{{ titel }}\n", ["own/report/page.html:2: ", "titel"]),
        ("<h1>\n\n{% for %}\n", ["own/report/page.html:3: ", "unexpected"]),
        ("{% include \"report/none.html\" %}", ["own/report/page.html:1: ", "report/none.html"]),
    ] {
        let folder = project(&[("docs/cache.md", RECORD), config, (page, text)]);
        let said = bad(folder.path(), &["-o", "out.html"]);
        assert!(told.iter().all(|told| said.contains(told)), "{said}");
        assert!(!folder.path().join("out.html").exists());
    }
    let said = bad(project(&[("docs/cache.md", RECORD), config]).path(), &[]);
    assert!(said.contains("templates: own: there is no such folder"), "{said}");
}

#[test]
fn several_formats_go_into_a_folder_and_one_into_a_file() {
    let folder = small();
    let path = folder.path();
    good(path, &["--format", "html,markdown,json,html", "-o", "out"]);
    for (name, begins) in [("html", "<!doctype"), ("md", "## Design report"), ("json", "{")] {
        let text = read_to_string(path.join("out").join(format!("report.{name}"))).unwrap();
        assert!(text.starts_with(begins), "{name}");
    }
    good(path, &["-o", "one.html"]);
    assert!(read_to_string(path.join("one.html")).unwrap().starts_with("<!doctype"));
    good(path, &["-o", "one.txt", "--format", "json"]);
    assert!(read_to_string(path.join("one.txt")).unwrap().starts_with('{'));
    for (args, told) in [
        (&["--format", "html,json"] as &[&str], "name a folder with -o"),
        (&["-o", "one.pdf"], "say --format html, markdown or json"),
        (&["-o", "none/one.html"], "cannot write none/one.html: there is no such folder"),
        (&["--format", "html,json", "-o", "one.html"], "one.html"),
        (&["--against", "main"], "--against: "),
    ] {
        let said = bad(path, args);
        assert!(said.contains(told), "{args:?}: {said}");
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_ends_in_2() {
    let folder = small();
    write(folder.path().join("docs/latin.md"), b"# D\xe9sign\n").unwrap();
    let output = ddr(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("**1 file not checked.**") && said.contains("DDR001"), "{said}");
    let said = bad(folder.path(), &["none", "-o", "out.html"]);
    assert!(
        said.contains("none: there is no such file or folder") && said.contains("no report was written"),
        "{said}"
    );
    assert!(!folder.path().join("out.html").exists());
    let empty = project(&[("README.md", "# Read me\n")]);
    let output = ddr(empty.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no design record or patch plan found"));
}

#[test]
fn reports_of_many_runs_become_one() {
    let folder = small();
    let path = folder.path();
    for name in ["web", "api"] {
        let file = format!("in/{name}.json");
        create_dir_all(path.join("in")).unwrap();
        good(path, &["--format", "json", "--name", name, "-o", &file]);
    }
    let merged = good(path, &["--merge", "in/web.json", "in/api.json", "--format", "json"]);
    assert_eq!(merged, good(path, &["--merge", "in", "--format", "json"]), "a folder stands for its files");
    let value: Value = serde_json::from_str(&merged).unwrap();
    let names: Vec<_> =
        value["repositories"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["api", "web"]);
    let page = good(path, &["--merge", "in", "--format", "html"]);
    let (places, links) = anchors(&page);
    let known: BTreeSet<&String> = places.iter().collect();
    assert!(known.contains(&"d-api-docs-cache-D1".to_owned()) && known.len() == places.len(), "{places:?}");
    assert!(links.iter().all(|link| known.contains(link)));
    assert!(good(path, &["--merge", "in"]).contains("## Design report: 2 repositories"));
    for (text, told) in [
        ("{", "in/bad.json: it is not JSON"),
        ("{\"version\":1,\"documents\":[]}", "in/bad.json: it is not what `ddr report --format json` writes"),
        ("{\"version\":9,\"repositories\":[]}", "in/bad.json: it is a report of version 9"),
    ] {
        write(path.join("in/bad.json"), text).unwrap();
        let said = bad(path, &["--merge", "in/web.json", "in/bad.json"]);
        assert!(said.contains(told), "{said}");
    }
    assert!(bad(path, &["--merge", "none.json"]).contains("none.json: "));
    assert!(bad(path, &["--merge", "docs"]).contains("docs: there is no .json file in this folder"));
}

#[test]
fn what_changed_since_a_revision_is_told() {
    let repo = Repo::new();
    repo.write("docs/cache.md", RECORD);
    repo.write("docs/plan.md", PLAN);
    repo.commit("first");
    repo.write("docs/cache.md", &RECORD.replace("| Accepted | Y |", "| Accepted | N |"));
    let ran = repo.ddr(&["report", "--against", "HEAD", "--format", "json", "--name", "x"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let value: Value = serde_json::from_str(&ran.stdout).unwrap();
    let changes = &value["repositories"][0]["changes"];
    assert_eq!(changes["summary"]["weakens"], 1, "{changes}");
    assert_eq!(changes["changes"][0]["name"], "invariant-weakened");
    let told = value["repositories"][0]["diagnostics"].as_array().unwrap();
    assert!(told.iter().any(|one| one["code"] == "DDR708"), "check --against says it too");
    let page = repo.ddr(&["report", "--against", "HEAD", "--format", "html"]).stdout;
    assert!(page.contains("What changed in the design") && page.contains("<span class=\"chip weakens\">"));
    assert!(!repo.ddr(&["report", "--format", "html"]).stdout.contains("What changed in the design"));
}

/// A plan with a budget that is met, one that is exceeded, one that is rough and one without a value.
fn measured() -> TempDir {
    let plan = PLAN.replace("p99 <50ms; mem <5MB", "p99 <50ms; mem <5MB; start ~2s; cpu <5%");
    let value = |metric: &str, rest: &str| {
        format!("{{\"plan\":\"docs/plan.md\",\"path\":\"src/lru.py\",\"metric\":\"{metric}\",{rest}}}")
    };
    let values = [
        value(
            "",
            "\"value\":49,\"unit\":\"ms\",\"statistic\":\"p99\",\"runs\":200,\"boundary\":\"request <b>to</b> *byte*\"",
        ),
        value("mem", "\"value\":6.5,\"unit\":\"MB\",\"state\":\"cold\""),
        value("start", "\"value\":3,\"unit\":\"s\""),
        value("heap", "\"value\":1,\"unit\":\"MB\""),
    ];
    let values = format!("{{\"version\":1,\"measurements\":[{}]}}", values.join(","));
    project(&[("docs/cache.md", RECORD), ("docs/plan.md", &plan), ("src/lru.py", ""), ("m.json", &values)])
}

#[test]
fn what_was_measured_stands_beside_its_budget() {
    let folder = measured();
    let json = good(folder.path(), &["--measurements", "m.json", "--format", "json", "--name", "x"]);
    let value: Value = serde_json::from_str(&json).unwrap();
    let of = &value["repositories"][0];
    let verdicts: Vec<_> = of["measurements"].as_array().unwrap().iter().map(|it| &it["verdict"]).collect();
    assert_eq!(verdicts, ["met", "exceeded", "rough", "unknown"]);
    assert_eq!(
        of["measurements"][0],
        serde_json::json!({
            "plan": "docs/plan.md", "path": "src/lru.py", "metric": "", "budget": "p99 <50ms", "line": 7,
            "value": 49.0, "unit": "ms", "statistic": "p99", "runs": 200,
            "boundary": "request <b>to</b> *byte*", "state": null, "verdict": "met",
        })
    );
    assert_eq!(of["measurements"][3]["budget"], Value::Null);
    let open = serde_json::json!([{
        "plan": "docs/plan.md", "path": "src/lru.py", "budget": "cpu <5%", "line": 7,
    }]);
    assert_eq!(of["unmeasured"], open);
    let codes: BTreeSet<&str> =
        of["diagnostics"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(["DDR625", "DDR626", "DDR627"].iter().all(|code| codes.contains(code)), "{codes:?}");

    let text = good(folder.path(), &["--measurements", "m.json"]);
    for told in [
        "| Budgets | 1 met, 1 exceeded, 1 rough number, 1 not measured; 1 measured value of no known budget |",
        "| of | metric | bound | measured | for | row |\n|---|---|---|---|---|---|\n",
        "| 49 ms, met (p99 of 200 runs, request &lt;b&gt;to&lt;/b&gt; \\*byte\\*) |",
        "| 6.5 MB, **exceeded** (cold) |",
        "| 3 s, rough number |",
        "| not measured |",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    let page = good(folder.path(), &["--measurements", "m.json", "--format", "html", "--name", "x"]);
    for told in [
        "<th scope=\"col\">Measured</th>",
        "<span class=\"bound\">6.5 MB</span> <span class=\"chip exceeded\">exceeded</span><span class=\"note soft\">cold</span>",
        "request &lt;b&gt;to&lt;&#x2f;b&gt; *byte*",
        "<span class=\"soft\">not measured</span>",
        "1 measured value is of no known budget",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let plain = good(folder.path(), &["--format", "html", "--name", "x"]);
    assert!(!plain.contains("Measured") && !plain.contains("not measured"), "nothing is said without a file");
}

#[test]
fn measurements_survive_a_merge_and_mistakes_in_them_stop_the_report() {
    let folder = measured();
    let path = folder.path();
    good(path, &["--measurements", "m.json", "--format", "json", "--name", "x", "-o", "x.json"]);
    let merged = good(path, &["--merge", "x.json", "--format", "json"]);
    assert_eq!(merged, read_to_string(path.join("x.json")).unwrap());
    assert!(good(path, &["--merge", "x.json", "--format", "html"]).contains("chip exceeded"));
    // A report from before there were measurements.
    let mut old: Value = serde_json::from_str(&merged).unwrap();
    for key in ["measurements", "unmeasured"] {
        old["repositories"][0].as_object_mut().unwrap().remove(key).unwrap();
    }
    write(path.join("old.json"), old.to_string()).unwrap();
    assert!(!good(path, &["--merge", "old.json"]).contains("| measured |"));
    write(path.join("bad.json"), "{\"version\":1,\n\"measurements\":[{}]}").unwrap();
    let said = bad(path, &["--measurements", "bad.json", "-o", "out.html"]);
    assert!(said.contains("bad.json:2: no measurements: "), "{said}");
    assert!(!path.join("out.html").exists());
    assert!(bad(path, &["--measurements", "none.json"]).contains("none.json: "));
    assert!(bad(path, &["--measurements", "m.json", "--merge", "x.json"]).contains("cannot be used with"));
}

#[test]
fn long_reports_are_cut_and_say_so() {
    let rows: String =
        (1..=40).map(|at| format!("| D{at} | Decide about number {at} of them | Accepted |\n")).collect();
    let record = format!("# Many\n\n| ID | Statement | Status |\n|--|--|--|\n{rows}");
    let files: Vec<(String, &str)> =
        (0..60).map(|at| (format!("docs/{at:03}.md"), record.as_str())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = project(&files);
    let text = good(folder.path(), &[]);
    assert!(
        text.chars().count() <= 65_000 && text.contains(" of 2400 decisions are not shown."),
        "{}",
        text.len()
    );
    let page = good(folder.path(), &["--format", "html", "--rows", "100"]);
    assert!(page.contains("2300 of 2400 decisions are not shown here"));
    assert_eq!(page.matches("<tr id=\"d-docs-").count(), 100);
    let whole = good(folder.path(), &["--format", "html", "--rows", "0"]);
    assert_eq!(whole.matches("<tr id=\"d-docs-").count(), 2400);
}
