//! How a section stands to what it should say, what is to be said about that, and the text that mends it.

use super::markers::{Broken, Section};
use super::section::{digest, end_marker, laid, standing};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::lines::{Fate, hunks};
use crate::model::short;
use crate::source::Source;
use crate::yaml::nearest;

/// Longer lines are cut in notes.
const LONGEST: usize = 80;

/// How a section stands to what it should say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It says it.
    Fresh,
    /// Nobody touched it, and it says something else.
    Stale,
    /// Somebody wrote into it.
    Edited,
}

/// A section and what it should say.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The section.
    pub section: Section,
    /// Its text.
    pub text: String,
    /// Whether the end marker is to say that the text holds what is done alone.
    pub only_done: bool,
}

/// How a section stands.
pub fn state(source: &Source, wanted: &Wanted) -> State {
    let Wanted { section, text, only_done } = wanted;
    let now = standing(section.inside.of(&source.text), &section.prefix);
    let same = now == *text;
    match &section.digest {
        Some(known) if *known == digest(&now) => {
            if same && *only_done == section.said_at_end {
                State::Fresh
            } else {
                State::Stale
            }
        }
        Some(_) => {
            if same {
                State::Stale
            } else {
                State::Edited
            }
        }
        None => {
            if same || now.is_empty() {
                State::Stale
            } else {
                State::Edited
            }
        }
    }
}

/// The text with the sections as they should be; `None` where nothing changes.
pub fn rewritten(source: &Source, wanted: &[Wanted]) -> Option<String> {
    let mut out = String::with_capacity(source.text.len());
    let mut at = 0;
    for wanted in wanted.iter().filter(|wanted| state(source, wanted) != State::Fresh) {
        let Wanted { section, text, only_done } = wanted;
        out.push_str(source.text.get(at..section.inside.start)?);
        out.push_str(&laid(section, text));
        out.push_str(source.text.get(section.inside.end..section.end.start)?);
        out.push_str(&end_marker(section, text, *only_done));
        at = section.end.end;
    }
    out.push_str(source.text.get(at..)?);
    (out != source.text).then_some(out)
}

/// What is to be said of sections; `path` is how the user calls the file.
pub fn differences(source: &Source, wanted: &[Wanted], path: &str) -> Vec<Diagnostic> {
    wanted.iter().filter_map(|wanted| difference(source, wanted, path)).collect()
}

fn difference(source: &Source, wanted: &Wanted, path: &str) -> Option<Diagnostic> {
    let Section { name, begin, inside, prefix, digest, .. } = &wanted.section;
    let now = standing(inside.of(&source.text), prefix);
    let mut diagnostic = match state(source, wanted) {
        State::Fresh => return None,
        State::Stale => {
            let message = match digest {
                None if now.is_empty() => format!("the section `{name}` was never filled"),
                _ => format!("the section `{name}` is not what the plans and files say now"),
            };
            let mut it = Diagnostic::new("DDR801", "stale-section", Severity::Error, *begin, message);
            it.help(format!("run `ddr readme {path}`"));
            it
        }
        State::Edited => {
            let message = match digest {
                Some(_) => format!("the section `{name}` was edited by hand"),
                None => format!("the section `{name}` holds text that `ddr readme` did not write"),
            };
            let mut it = Diagnostic::new("DDR802", "edited-section", Severity::Error, *begin, message);
            it.help(format!(
                "move what is to stay out of the markers and run `ddr readme --force {path}`, which replaces the rest"
            ));
            it
        }
    };
    if !now.is_empty() {
        first_difference(&now, &wanted.text).into_iter().for_each(|note| {
            diagnostic.note(note);
        });
    }
    Some(diagnostic)
}

/// The first line that went and the first one that came.
fn first_difference(now: &str, wanted: &str) -> Vec<String> {
    let lines: Vec<(Fate, String)> = hunks(now, wanted).into_iter().flat_map(|hunk| hunk.lines).collect();
    let first = |fate| {
        let line = lines.iter().find(|(it, line)| *it == fate && !line.trim().is_empty());
        line.map(|(_, line)| short(line.trim(), LONGEST).into_owned())
    };
    let gone = first(Fate::Gone).map(|line| format!("it says: {line}"));
    let come = first(Fate::Come).map(|line| format!("it would say: {line}"));
    gone.into_iter().chain(come).collect()
}

/// What is to be said of markers that make no section.
pub fn broken(broken: &[Broken]) -> Vec<Diagnostic> {
    let said = broken.iter().map(|broken| {
        let Broken { span, message, help, other } = broken;
        let mut it = Diagnostic::new("DDR803", "broken-marker", Severity::Error, *span, message.clone());
        it.help(help.clone());
        if let Some((span, what)) = other {
            it.label(*span, *what);
        }
        it
    });
    said.collect()
}

/// What is to be said of a section that nobody has a template for.
pub fn no_template(section: &Section, known: &[String]) -> Diagnostic {
    let name = &section.name;
    let message = format!("there is no template for the section `{name}`");
    let mut it = Diagnostic::new("DDR803", "broken-marker", Severity::Error, section.begin, message);
    it.help(match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!(
                "known are {}; `readme/{name}.md` in your folder of templates makes another",
                known.join(", ")
            )
        }
    });
    it
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme::markers::find;
    use crate::rules;

    fn wanted(source: &Source, text: &str) -> Vec<Wanted> {
        let found = find(source);
        assert_eq!(found.broken, []);
        let sections = found.sections.into_iter();
        sections.map(|section| Wanted { section, text: text.to_owned(), only_done: false }).collect()
    }

    #[test]
    fn a_section_is_filled_once_and_then_left_alone() {
        let source = Source::new("R.md", "# T\n<!-- ddr:begin a -->\n<!-- ddr:end a -->\nend");
        let new = rewritten(&source, &wanted(&source, "- x\n\n- y")).unwrap();
        let digest = digest("- x\n\n- y");
        assert_eq!(
            new,
            format!("# T\n<!-- ddr:begin a -->\n\n- x\n\n- y\n\n<!-- ddr:end a sha256:{digest} -->\nend")
        );
        let source = Source::new("R.md", new);
        assert_eq!(rewritten(&source, &wanted(&source, "- x\n\n- y")), None);
        assert_eq!(differences(&source, &wanted(&source, "- x\n\n- y"), "R.md"), []);
        let emptied = rewritten(&source, &wanted(&source, "")).unwrap();
        assert!(emptied.starts_with("# T\n<!-- ddr:begin a -->\n<!-- ddr:end a sha256:"), "{emptied}");
    }

    #[test]
    fn text_of_ours_is_told_from_text_of_somebodys_own() {
        let said = |text: &str| {
            let source = Source::new("R.md", format!("<!-- ddr:begin a -->\n{text} -->\n"));
            differences(&source, &wanted(&source, "x"), "R.md").first().map(|said| said.message.clone())
        };
        let own = |message: &str| Some(message.to_owned());
        let (x, y) = (digest("x"), digest("y"));
        assert_eq!(said(&format!("x\n<!-- ddr:end a sha256:{x}")), None);
        assert_eq!(said("<!-- ddr:end a"), own("the section `a` was never filled"));
        let stale = own("the section `a` is not what the plans and files say now");
        assert_eq!(said(&format!("y\n<!-- ddr:end a sha256:{y}")), stale);
        assert_eq!(said(&format!("x\n<!-- ddr:end a sha256:{y}")), stale, "only its digest is old");
        assert_eq!(said("x\n<!-- ddr:end a"), stale, "only its digest is missing");
        assert_eq!(said(&format!("y\n<!-- ddr:end a sha256:{x}")), own("the section `a` was edited by hand"));
        assert_eq!(
            said("y\n<!-- ddr:end a"),
            own("the section `a` holds text that `ddr readme` did not write")
        );
    }

    /// The blocks of a page that are meant to be read: the first one fails, the second one passes.
    fn blocks(name: &str) -> Vec<String> {
        let doc = rules::find(name).unwrap().doc;
        let lines: Vec<&str> = doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let text = lines.join("\n");
        let parts = text.split("```markdown\n").skip(1);
        parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_examples_of_the_pages_are_true() {
        let text = "Run:\n\n- `scripts/dev.sh`: the whole service on one machine";
        for (name, code) in [("stale-section", "DDR801"), ("edited-section", "DDR802")] {
            let [fails, passes] = blocks(name).try_into().unwrap();
            let said = |text_of: &str| {
                let source = Source::new("README.md", text_of);
                let said = differences(&source, &wanted(&source, text), "README.md");
                said.iter().map(|said| said.code).collect::<Vec<_>>()
            };
            assert_eq!(said(&fails), [code], "{fails}");
            assert_eq!(said(&passes), [] as [&str; 0], "{passes}");
        }
        let [fails, passes] = blocks("broken-marker").try_into().unwrap();
        let said = |text: &str| broken(&find(&Source::new("README.md", text)).broken).len();
        assert_eq!((said(&fails), said(&passes)), (1, 0));
    }
}
