//! Design decision records.

use super::table::{Inside, arranged, header, table};
use super::{Opening, Pen, Place, document, heading, ink, limit, noise, notes, open, summary};
use crate::model::{Column, Decision, Phase, Record, Risk, Risks};

pub fn record(pen: &mut Pen, record: &Record) -> String {
    let level = pen.pick(&[2, 2, 3]);
    let top = record.summary.as_ref().map(|prose| summary(pen, prose, level)).unwrap_or_default();
    let mut decisions = decisions(pen, record, level);
    let mut parts = vec![top];
    if !decisions.under_heading {
        // A table under no heading of its own stands below the title or the summary.
        parts.push(std::mem::take(&mut decisions.text));
    }
    let mut rest = vec![decisions.text, notes(pen, &record.notes, record.note_limit, level)];
    rest.extend(record.risks.as_ref().map(|found| risks(pen, found, level)));
    rest.push(phases(pen, &record.phases, level));
    rest.push("## Patch Plan (pending)\n\nSee [the plan](plan.md).\n\n".repeat(pen.number(2)));
    for part in pen.order(rest) {
        parts.push(part);
        parts.push(noise(pen));
    }
    document(pen, &record.title, &parts)
}

struct Written {
    text: String,
    under_heading: bool,
}

fn decisions(pen: &mut Pen, record: &Record, level: usize) -> Written {
    let names = ["Decisions", "Design Decisions", "Key Decisions", "DDR Table", "Decision Log"];
    let opening = pen.pick(&[
        Some(Opening::Heading(level)),
        Some(Opening::Bold),
        Some(Opening::Plain),
        Some(Opening::Heading(level)),
        None,
    ]);
    let mut text = match opening {
        Some(opening) => {
            let name = pen.pick(&names);
            let name = pen.cased(name);
            open(pen, opening, &name)
        }
        None => String::new(),
    };
    let mut header_cells = vec![statement_header(pen)];
    for column in &record.columns {
        header_cells.push(column_header(pen, *column));
    }
    // A column that nobody knows changes nothing.
    let own = pen.rarely(5);
    if own {
        header_cells.push("Kosten".to_owned());
    }
    let order: Vec<usize> = (0..header_cells.len()).collect();
    let order = pen.order(order);
    let mut rows = Vec::new();
    for decision in &record.decisions {
        if pen.rarely(10) && header_cells.len() > 1 {
            let group = vec!["**Storage**".to_owned()];
            rows.push(group.into_iter().chain(vec![String::new(); header_cells.len() - 1]).collect());
        }
        let mut cells = vec![ink(pen, &decision.statement, Place::Cell)];
        for column in &record.columns {
            cells.push(cell(pen, decision, *column));
        }
        if own {
            cells.push("12 €".to_owned());
        }
        rows.push(arranged(&order, &cells));
    }
    let container = if opening.is_some() { Inside::Any } else { Inside::Nothing };
    text.push_str(&table(pen, container, &arranged(&order, &header_cells), &rows));
    Written { text, under_heading: opening.is_some() }
}

fn statement_header(pen: &mut Pen) -> String {
    let stated = pen.pick(&[None, Some(20), Some(15)]);
    let limit = limit(pen, stated);
    header(pen, &["Statement", "Decision", "Decision Point", "Design Decision"], &limit)
}

fn column_header(pen: &mut Pen, column: Column) -> String {
    match column {
        Column::Id => header(pen, &["ID", "#", "No.", "Ref"], ""),
        Column::Rationale => {
            let stated = pen.pick(&[None, Some(25)]);
            let limit = limit(pen, stated);
            header(pen, &["Rationale", "Reason", "Why", "Justification"], &limit)
        }
        Column::Status => header(pen, &["Status", "State", "Outcome"], ""),
        Column::Invariant => {
            let mark = pen.pick(&["?", ""]);
            header(pen, &["Invariant", "Binding"], mark)
        }
    }
}

fn cell(pen: &mut Pen, decision: &Decision, column: Column) -> String {
    match column {
        Column::Id => match pen.number(5) {
            2 => format!("[{0}](#{0})", decision.id),
            3 => format!("**{}**", decision.id),
            4 => format!("`{}`", decision.id),
            _ => decision.id.clone(),
        },
        Column::Rationale if decision.rationale.is_empty() => String::new(),
        Column::Rationale => ink(pen, &decision.rationale, Place::Cell),
        Column::Status => decision.status.map(|word| status(pen, word)).unwrap_or_default(),
        Column::Invariant => match decision.invariant {
            Some(true) => pen.pick(&["Y", "Yes", "✓", "true", "✅", "**Y**"]).to_owned(),
            Some(false) => pen.pick(&["N", "No", "no", "false", "❌"]).to_owned(),
            None => pen.pick(&["", "n/a", "—"]).to_owned(),
        },
    }
}

fn status(pen: &mut Pen, canonical: &str) -> String {
    let spellings: &[&str] = match canonical {
        "proposed" => &["Proposed", "draft", "Pending", "In Review"],
        "accepted" => {
            &["Accepted", "APPROVED", "Accepted — Phase 6", "`accepted`", "Accepted; supersedes D9"]
        }
        "in-progress" => &["In Progress", "🔄 **IN PROGRESS**", "in-progress", "🟡 In Progress", "WIP"],
        "implemented" => &["Implemented", "DONE", "✅ Completed", "✅ **COMPLETED**", "✅"],
        "deferred" => &["Deferred", "⏳ Deferred", "on hold"],
        "rejected" => &["Rejected", "❌ Declined", "withdrawn"],
        _ => &["Superseded", "Superseded by [3. Store](0003.md)", "replaced"],
    };
    pen.pick(spellings).to_owned()
}

fn risks(pen: &mut Pen, risks: &Risks, level: usize) -> String {
    let stated = risks.stated.map(|n| n.to_string());
    let name = match &stated {
        Some(n) => pen
            .pick(&[
                "Top-@ Risks (with Mitigations)",
                "Top-@ Risks and Mitigations",
                "Top @ Risks",
                "Top-@ Risks",
            ])
            .replace('@', n),
        None => pen.pick(&["Risks", "Key Risks", "Risks and Mitigations", "Risk Register"]).to_owned(),
    };
    let levels = risks.items.iter().any(|risk| risk.level.is_some());
    // A single bold paragraph is a paragraph.
    let forms = if risks.items.len() > 1 { 6 } else { 5 };
    let form = if levels { 2 } else { pen.number(forms) };
    let opening = pen.pick(&[Opening::Heading(level), Opening::Bold, Opening::Plain]);
    // A heading for each risk stands below a heading, and a bold paragraph for each would be taken
    // for labels below a label.
    let opening = if matches!(form, 4 | 5) { Opening::Heading(level) } else { opening };
    let mut out = open(pen, opening, &name);
    match form {
        0 | 1 => {
            let marks: [&[&str]; 2] = [&["%. ", "%) ", "1. "], &["- ", "* ", "+ "]];
            let mark = pen.pick(marks[form]);
            let gap = pen.pick(&["\n", "\n\n"]);
            for (at, risk) in risks.items.iter().enumerate() {
                let mark = mark.replace('%', &(at + 1).to_string());
                let indent = " ".repeat(mark.len());
                out.push_str(&format!("{mark}{}{gap}", item(pen, risk, &indent)));
            }
        }
        2 | 3 => out.push_str(&risk_table(pen, risks, levels)),
        4 => {
            for (at, risk) in risks.items.iter().enumerate() {
                let number = pen.pick(&["", "%. ", "%) "]).replace('%', &(at + 1).to_string());
                out.push_str(&heading(pen, level + 1, &format!("{number}{}", risk.title)));
                out.push_str("It slows everybody down.\n\n");
                if let Some(how) = &risk.mitigation {
                    out.push_str(
                        &pen.pick(&["Mitigation: @\n\n", "**Mitigation:** @\n\n", "- Mitigation: @\n\n"])
                            .replace('@', how),
                    );
                }
            }
        }
        _ => {
            for (at, risk) in risks.items.iter().enumerate() {
                let marked = pen.pick(&["**%. @**", "**%) @:**"]);
                let text = marked.replace('%', &(at + 1).to_string()).replace('@', &risk.title);
                let how = risk.mitigation.as_ref().map(|how| {
                    pen.pick(&[" — @", ": @", " Mitigation: @", "\n\nMitigation: @"]).replace('@', how)
                });
                out.push_str(&format!("{text}{}\n\n", how.unwrap_or_default()));
            }
        }
    }
    out.push('\n');
    out
}

/// The text of a list item.
fn item(pen: &mut Pen, risk: &Risk, indent: &str) -> String {
    let title = ink(pen, &risk.title, Place::Plain);
    let Some(how) = &risk.mitigation else {
        return pen.pick(&["@", "**#**"]).replace('@', &title).replace('#', &risk.title);
    };
    let how = ink(pen, how, Place::Plain);
    let form = pen.pick(&[
        "@: %",
        "**#**: %",
        "**#:** %",
        "**#** — %",
        "@ (mitigate: %)",
        "@ (Mitigation: %)",
        "@; mitigated by %",
        "@ → %",
        "@ -> %",
        "@, addressed via %",
        "@. Mitigation: %",
        "@ — mitigation: %",
        "**#.** Mitigation: %",
        "@, handled with %",
        "@\n~- Mitigation: %",
        "@\n~Mitigation: %",
        "**#**\n\n~*Mitigation:* %",
    ]);
    form.replace('@', &title).replace('#', &risk.title).replace('~', indent).replace('%', &how)
}

fn risk_table(pen: &mut Pen, risks: &Risks, levels: bool) -> String {
    let mut header_cells = vec![
        header(pen, &["Risk", "Risk Description"], ""),
        header(pen, &["Mitigation", "Mitigation Plan", "Response"], ""),
    ];
    if levels {
        header_cells.push(header(pen, &["Severity", "Priority", "Level"], ""));
    }
    let odds = pen.rarely(2);
    if odds {
        header_cells.push(header(pen, &["Likelihood", "Probability"], ""));
        header_cells.push("Impact".to_owned());
    }
    let order = pen.order((0..header_cells.len()).collect());
    let mut rows = Vec::new();
    for risk in &risks.items {
        let mut cells = vec![
            // Bold and alone in its row it would be the name of a group of rows.
            ink(pen, &risk.title, Place::Plain).replace('|', "\\|"),
            risk.mitigation.as_ref().map(|how| ink(pen, how, Place::Cell)).unwrap_or_default(),
        ];
        if levels {
            cells.push(risk.level.map(|level| super::plan::level(pen, level)).unwrap_or_default());
        }
        if odds {
            cells.extend(["2".to_owned(), "H (3)".to_owned()]);
        }
        rows.push(arranged(&order, &cells));
    }
    table(pen, Inside::Nothing, &arranged(&order, &header_cells), &rows)
}

fn phases(pen: &mut Pen, phases: &[Phase], level: usize) -> String {
    if phases.is_empty() {
        return String::new();
    }
    let numeric = phases.iter().all(|phase| phase.id.parse::<u32>().is_ok());
    let name = pen.pick(&["Multi-Phase Plan", "Phases", "Phased Implementation Plan", "Roadmap"]);
    let opening = pen.pick(&[Opening::Heading(level), Opening::Bold, Opening::Plain]);
    let form = pen.number(7);
    let mut out = match form {
        // Headings need no section around them.
        4 | 5 if pen.rarely(2) => String::new(),
        4 | 5 => open(pen, Opening::Heading(level), name),
        _ => open(pen, opening, name),
    };
    let own_level = if out.is_empty() { level } else { level + 1 };
    if form == 6 {
        return out + &phase_table(pen, phases);
    }
    let word = pen.pick(&["Phase", "Step"]);
    for (at, phase) in phases.iter().enumerate() {
        let (id, title) = (&phase.id, &phase.title);
        let line = match form {
            0 => pen.pick(&[
                "%. Phase @: # - built and tested\n",
                "%. Phase @ — #\n",
                "%. **Phase @: #**: later\n",
            ]),
            1 => pen.pick(&[
                "- **Phase @: #**: built\n",
                "- **Phase @ — # (2 days)**\n",
                "- Phase @ — # (PR#1)\n",
            ]),
            2 if numeric => pen.pick(&["@. # - built\n", "@) **#**\n", "@. #\n"]),
            2 | 3 => pen.pick(&["* Step @ — #\n", "* Step @: # (2 weeks)\n"]),
            _ => pen.pick(&["^ @ — #", "^ @: # (Completed ✅)", "^ @ - #"]),
        };
        let line =
            line.replace('%', &(at + 1).to_string()).replace('@', id).replace('#', title).replace('^', word);
        if matches!(form, 4 | 5) {
            out.push_str(&heading(pen, own_level, &line));
            out.push_str("Text about it.\n\n");
        } else {
            out.push_str(&line);
        }
    }
    out.push('\n');
    out
}

fn phase_table(pen: &mut Pen, phases: &[Phase]) -> String {
    let apart = pen.number(2) == 1;
    let header_cells: &[&str] = if apart { &["Phase", "Title", "Duration"] } else { &["Phase", "Duration"] };
    let header_cells: Vec<String> = header_cells.iter().map(|&name| name.to_owned()).collect();
    let order = pen.order((0..header_cells.len()).collect());
    let numeric = phases.iter().all(|phase| phase.id.parse::<u32>().is_ok());
    let mut rows = Vec::new();
    for phase in phases {
        let Phase { id, title } = phase;
        let named = match pen.number(3) {
            1 if numeric => format!("{id}. {title} (Week 0)"),
            2 => format!("**Phase {id} — {title}**"),
            _ => format!("Phase {id}: {title}"),
        };
        let cells = match apart {
            true if numeric => vec![id.clone(), title.clone(), "2 days".to_owned()],
            true => vec![format!("Phase {id}"), title.clone(), "2 days".to_owned()],
            false => vec![named, "2 days".to_owned()],
        };
        rows.push(arranged(&order, &cells));
    }
    table(pen, Inside::Nothing, &arranged(&order, &header_cells), &rows)
}
