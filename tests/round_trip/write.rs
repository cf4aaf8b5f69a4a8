//! Writes a meaning down, in one of the many forms that people use.
//!
//! A form is a list of small numbers, spent one by one wherever there is a choice; 0 is always the
//! simplest, so a failing form shrinks to the one choice that matters.

#[path = "write/plan.rs"]
mod plan;
#[path = "write/record.rs"]
mod record;
#[path = "write/table.rs"]
mod table;

pub use plan::plan;
pub use record::record;

use crate::model::{Prose, WILD};

/// The choices of a form, in the order in which they are met.
#[derive(Debug, Clone)]
pub struct Pen {
    choices: std::vec::IntoIter<u8>,
}

impl Pen {
    pub fn new(choices: Vec<u8>) -> Self {
        Self { choices: choices.into_iter() }
    }

    /// A number below `n`.
    fn number(&mut self, n: usize) -> usize {
        usize::from(self.choices.next().unwrap_or(0)) % n
    }

    /// One of several forms.
    fn pick<T: Clone>(&mut self, forms: &[T]) -> T {
        forms[self.number(forms.len())].clone()
    }

    /// Once in `n` times.
    fn rarely(&mut self, n: usize) -> bool {
        self.number(n) == n - 1
    }

    /// The same things in another order.
    fn order<T>(&mut self, mut things: Vec<T>) -> Vec<T> {
        let mut out = Vec::new();
        while !things.is_empty() {
            let at = self.number(things.len());
            out.push(things.remove(at));
        }
        out
    }

    /// A name as it is, in small letters, or in capitals.
    fn cased(&mut self, name: &str) -> String {
        match self.number(3) {
            0 => name.to_owned(),
            1 => name.to_lowercase(),
            _ => name.to_uppercase(),
        }
    }
}

/// Where running text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Cell,
    /// On one line, and never bold: bold means something at the start of a risk or a phase.
    Plain,
}

/// A text with marks and escapes, so that a reader sees the text itself.
fn ink(pen: &mut Pen, text: &str, place: Place) -> String {
    let mut out = String::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            let broken = pen.rarely(8);
            out.push_str(match place {
                Place::Paragraph if broken => "\n",
                Place::Cell if broken => "<br>",
                _ => " ",
            });
        }
        out.push_str(&ink_word(pen, word, place));
    }
    out
}

fn ink_word(pen: &mut Pen, word: &str, place: Place) -> String {
    let wild = WILD.contains(&word);
    match pen.number(12) {
        7 if word == "`" => "`` ` ``".to_owned(),
        7 if place == Place::Cell => format!("`{}`", word.replace('|', "\\|")),
        7 => format!("`{word}`"),
        8 if !wild => format!("*{word}*"),
        9 if !wild && place != Place::Plain => format!("**{word}**"),
        10 if !wild => format!("[{word}](https://example.org/a_b \"more\")"),
        11 if !wild => format!("_{word}_"),
        _ => escaped(pen, word, place),
    }
}

/// A word outside code spans: every character that would be read as markup is escaped.
fn escaped(pen: &mut Pen, word: &str, place: Place) -> String {
    let raw_less = word.starts_with("<5");
    let mut out = String::new();
    for c in word.chars() {
        match c {
            '<' if raw_less => out.push_str(pen.pick(&["<", "&lt;", "\\<"])),
            '<' => out.push_str(pen.pick(&["&lt;", "\\<", "&#60;"])),
            '>' => out.push_str(pen.pick(&[">", "&gt;", "\\>", "&#x3e;"])),
            '&' if word == "R&D" => out.push_str(pen.pick(&["&", "&amp;"])),
            '&' => out.push_str("&amp;"),
            '|' if place == Place::Cell => out.push_str("\\|"),
            '_' if word == "snake_case" => out.push('_'),
            '_' | '*' | '`' | '~' | '[' | ']' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A heading, marked or underlined.
fn heading(pen: &mut Pen, level: usize, text: &str) -> String {
    let marks = "#".repeat(level);
    match (pen.number(5), level) {
        (3, _) => format!("{marks} {text} {marks}\n\n"),
        (4, 1) => format!("{text}\n=====\n\n"),
        (4, 2) => format!("{text}\n---\n"),
        (2, _) => format!("{marks} {text}\n"),
        _ => format!("{marks} {text}\n\n"),
    }
}

/// How a section is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Heading(usize),
    Bold,
    Plain,
}

/// A heading or label over the content of a section.
fn open(pen: &mut Pen, opening: Opening, name: &str) -> String {
    match opening {
        Opening::Heading(level) => {
            match pen.number(8) {
                // Underlined, a number would make an item of a list and a rule of it.
                6 => format!("{} 3. {name}\n\n", "#".repeat(level)),
                7 => heading(pen, level, &format!("{name}:")),
                _ => heading(pen, level, name),
            }
        }
        Opening::Bold => pen.pick(&["**@:**\n\n", "**@**\n\n", "**@**:\n\n", "__@__\n\n"]).replace('@', name),
        Opening::Plain => format!("{name}:\n\n"),
    }
}

/// A word limit as people put it behind a name.
fn limit(pen: &mut Pen, words: Option<usize>) -> String {
    let Some(n) = words else { return String::new() };
    let form = pen.pick(&[
        "(≤@w)",
        "(<=@w)",
        "(≤@ words)",
        "(max @ words)",
        "(<@ words)",
        "(&lt;=@w)",
        "(≤ @ words)",
    ]);
    format!(" {}", form.replace('@', &n.to_string()))
}

/// Where a stated count may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Heading,
    End,
    Apart,
}

/// The summary as a section, or as a paragraph that begins with its label.
fn summary(pen: &mut Pen, prose: &Prose, level: usize) -> String {
    let name = pen.pick(&["Summary", "Executive Summary", "TL;DR", "Overview"]);
    let name = pen.cased(name);
    let place = pen.pick(&[Counted::End, Counted::Heading, Counted::Apart]);
    let limit = limit(pen, prose.limit);
    let n = prose.stated.unwrap_or_default();
    let stated = |here| prose.stated.is_some() && place == here;
    let in_heading = if stated(Counted::Heading) { format!(" ({n} words)") } else { String::new() };
    let at_end = if stated(Counted::End) { format!(" ({n} words)") } else { String::new() };
    let apart = if stated(Counted::Apart) {
        pen.pick(&["\n\n(@ words)", "\n\n(Word count: @)", "\n\nWord count: @"]).replace('@', &n.to_string())
    } else {
        String::new()
    };
    let text = ink(pen, &prose.text, Place::Paragraph);
    let labelled = format!("{name}{limit}{in_heading}");
    let head = match pen.number(7) {
        0 | 1 => open(pen, Opening::Heading(level), &labelled),
        2 => open(pen, Opening::Bold, &labelled),
        3 => format!("**{labelled}:** "),
        4 => format!("**{labelled}**: "),
        5 if in_heading.is_empty() => format!("**{name}**{limit}: "),
        _ => format!("{labelled}: "),
    };
    // Behind a label in its own paragraph the summary is that paragraph.
    let text = if head.ends_with('\n') && pen.rarely(4) { two_paragraphs(&text) } else { text };
    format!("{head}{text}{at_end}{apart}\n\n")
}

/// The same words, the last one in a paragraph of its own, unless it is marked and might be a label.
fn two_paragraphs(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((first, last)) if !last.contains([')', '"', '*']) && !last.starts_with('_') => {
            format!("{first}\n\n{last}")
        }
        _ => text.to_owned(),
    }
}

/// Notes as a list or as paragraphs, each with the count that it states.
fn notes(pen: &mut Pen, notes: &[Prose], each: Option<usize>, level: usize) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let each = match (each, pen.number(3)) {
        (None, _) => String::new(),
        (Some(n), 0) => format!(" (<{n} words per note)"),
        (Some(n), 1) => format!(" (<={n}w each)"),
        (Some(n), _) => format!(" (≤{n} words)"),
    };
    let name = pen.pick(&["Notes", "Implementation Notes"]);
    let name = pen.cased(name);
    let opening =
        pen.pick(&[Opening::Heading(level), Opening::Bold, Opening::Heading(level), Opening::Plain]);
    let mut out = open(pen, opening, &format!("{name}{each}"));
    let marker = pen.pick(&["- ", "* ", "1. ", ""]);
    for note in notes {
        let stated = note.stated.map(|n| format!(" ({n} words)")).unwrap_or_default();
        let end = if marker.is_empty() { "\n\n" } else { "\n" };
        out.push_str(&format!("{marker}{}{stated}{end}", ink(pen, &note.text, Place::Plain)));
    }
    out.push('\n');
    out
}

/// Prose and look-alikes that mean nothing, each under a heading of its own.
fn noise(pen: &mut Pen) -> String {
    const NOISE: &[&str] = &[
        "",
        "## Background\n\nTwo teams share one store | and one queue.\n\n",
        "## Layout\n\n| File | Purpose |\n|---|---|\n| src/main.rs | entry point |\n| README.md | docs |\n\n",
        "## Comparison\n\nOption | Decision | Cost\n--- | --- | ---\nRedis | no | high\n\n",
        "## Example\n\n```markdown\n| ID | Decision | Status |\n|---|---|---|\n| D1 | none | Accepted |\n```\n\n",
        "## Records\n\n| ADR | Decision | Status |\n|---|---|---|\n| [1](0001.md) | [Store](0001.md) | Accepted |\n\n",
        "<!-- | File | Op | Tests |\n|---|---|---|\n| src/a.rs | add | - | -->\n\n",
        "## Glossary\n\n- store: where tiles lie\n- queue: where orders wait\n\n***\n\n",
    ];
    pen.pick(NOISE).to_owned()
}

/// Puts the parts of a document together: byte order mark, front matter, title, line endings.
fn document(pen: &mut Pen, title: &str, parts: &[String]) -> String {
    let mut out = String::new();
    if pen.rarely(4) {
        out.push_str("---\ntitle: A | B\ntags: [x]\n---\n");
    }
    if pen.rarely(4) {
        out.push_str("<!-- Licensed under the terms of the project. -->\n\n");
    }
    if !title.is_empty() {
        let title = ink(pen, title, Place::Plain);
        out.push_str(&heading(pen, 1, &title));
    }
    for part in parts {
        out.push_str(part);
    }
    if pen.rarely(4) {
        out = out.replace('\n', "\r\n");
    }
    if pen.rarely(4) {
        out.insert(0, '\u{feff}');
    }
    out
}
