//! JUnit XML: a suite per document, a test case per diagnostic, and one that passes for a document in
//! order.
//!
//! A case fails for what fails the run, so that a report is never red where the exit code is 0; what is
//! said besides is a skipped case, which hosts show without failing for it.

use super::plain::{Plain, Run, Text, Weight};
use super::visible;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// The report.
pub fn junit(run: &Run<'_>) -> io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || run.texts.iter().flat_map(|text| text.diagnostics);
    let tests: usize = run.texts.iter().map(cases).sum();
    writer
        .create_element("testsuites")
        .with_attribute(("name", "ddr"))
        .with_attribute(("tests", tests.to_string().as_str()))
        .with_attribute(("failures", count(all(), Weight::Failing).as_str()))
        .with_attribute(("errors", count(all(), Weight::Unable).as_str()))
        .write_inner_content(|writer| run.texts.iter().try_for_each(|text| suite(writer, text)))?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// How many test cases a document has.
fn cases(text: &Text<'_>) -> usize {
    text.diagnostics.len().max(1)
}

fn count<'a>(all: impl Iterator<Item = &'a Plain>, weight: Weight) -> String {
    all.filter(|diagnostic| diagnostic.weight == weight).count().to_string()
}

fn suite(writer: &mut Writer<Vec<u8>>, text: &Text<'_>) -> io::Result<()> {
    let path = clean(text.path);
    let count = |weight| count(text.diagnostics.iter(), weight);
    writer
        .create_element("testsuite")
        .with_attribute(("name", path.as_str()))
        .with_attribute(("tests", cases(text).to_string().as_str()))
        .with_attribute(("failures", count(Weight::Failing).as_str()))
        .with_attribute(("errors", count(Weight::Unable).as_str()))
        .with_attribute(("skipped", count(Weight::Passing).as_str()))
        .with_attribute(("file", path.as_str()))
        .write_inner_content(|writer| {
            if text.diagnostics.is_empty() {
                let case = writer.create_element("testcase").with_attribute(("name", "nothing to say"));
                case.with_attribute(("classname", path.as_str())).write_empty()?;
            }
            text.diagnostics.iter().try_for_each(|diagnostic| case(writer, &path, diagnostic))
        })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, path: &str, diagnostic: &Plain) -> io::Result<()> {
    let at = diagnostic.range.start;
    let name = format!("{} {}, line {}", diagnostic.code, diagnostic.name, at.line);
    let message = clean(&diagnostic.message);
    let place = format!("{path}:{}:{}: {}: {message}", at.line, at.column, diagnostic.severity.name());
    let more = diagnostic.places().chain(diagnostic.remarks());
    let lines: Vec<String> = std::iter::once(place).chain(more.map(|line| clean(&line))).collect();
    let outcome = match diagnostic.weight {
        Weight::Unable => "error",
        Weight::Failing => "failure",
        Weight::Passing => "skipped",
    };
    let case = writer.create_element("testcase").with_attribute(("name", name.as_str()));
    case.with_attribute(("classname", path)).write_inner_content(|writer| {
        let outcome = writer.create_element(outcome).with_attribute(("type", diagnostic.severity.name()));
        let outcome = outcome.with_attribute(("message", message.as_str()));
        outcome.write_text_content(BytesText::new(&lines.join("\n")))?;
        Ok(())
    })?;
    Ok(())
}

/// A text without what acts or hides, and without the two characters beyond these that XML cannot hold.
fn clean(text: &str) -> String {
    visible(text).replace('\u{fffe}', "<U+FFFE>").replace('\u{ffff}', "<U+FFFF>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plain::testing::{HOSTILE, with_run};
    use quick_xml::Reader;

    fn report(path: &str, text: &str) -> String {
        with_run(path, text, |run| junit(run).unwrap())
    }

    #[test]
    fn what_fails_the_run_fails_a_case_and_the_rest_is_skipped() {
        assert_eq!(
            report("docs/a.md", "wrong"),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ddr" tests="3" failures="1" errors="0">
  <testsuite name="docs/a.md" tests="2" failures="1" errors="0" skipped="1" file="docs/a.md">
    <testcase name="DDR112 duplicate-decision-id, line 3" classname="docs/a.md">
      <failure type="error" message="wrong">docs/a.md:3:7: error: wrong
see docs/a.md:3: wrong
see other/docs/a.md:1: wrong
note: wrong
help: wrong</failure>
    </testcase>
    <testcase name="DDR401 phase-gap, line 1" classname="docs/a.md">
      <skipped type="hint" message="likely">docs/a.md:1:1: hint: likely</skipped>
    </testcase>
  </testsuite>
  <testsuite name="docs/clean.md" tests="1" failures="0" errors="0" skipped="0" file="docs/clean.md">
    <testcase name="nothing to say" classname="docs/clean.md"/>
  </testsuite>
</testsuites>
"#
        );
    }

    #[test]
    fn no_text_is_markup_and_no_character_acts() {
        let path = "a\"><x y='\n\u{1b}\u{ffff}.md";
        let text = report(path, HOSTILE);
        assert!(!text.chars().any(|c| c != '\n' && crate::render::visible::acts(c)), "{text}");
        assert!(!text.contains(['\u{fffe}', '\u{ffff}']) && !text.contains("]]>"), "{text}");
        let mut reader = Reader::from_str(&text);
        let (mut names, mut suites) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if name == "testsuite" {
                        let value = tag.try_get_attribute("name").unwrap().unwrap();
                        suites.push(value.value.into_owned());
                    }
                    names.push(name);
                }
                _ => {}
            }
        }
        let expected = [
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "testcase",
            "skipped",
            "testsuite",
            "testcase",
        ];
        assert_eq!(names, expected);
        assert_eq!(suites.first().unwrap(), "a&quot;&gt;&lt;x y=&apos;␊␛&lt;U+FFFF&gt;.md");
    }
}
