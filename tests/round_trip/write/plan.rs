//! Patch plans.

use super::table::{Inside, arranged, header, table};
use super::{Opening, Pen, document, noise, notes, open, summary};
use crate::model::{Field, Plan, Row};

pub fn plan(pen: &mut Pen, plan: &Plan) -> String {
    let top = plan.summary.as_ref().map(|prose| summary(pen, prose, 2)).unwrap_or_default();
    // A table of files and little else is a plan only where its heading says so.
    let alone = plan.columns.contains(&Field::Op) && plan.columns.len() > 2;
    let opening = match pen.number(5) {
        1 => Some(Opening::Bold),
        2 => Some(Opening::Plain),
        3 => Some(Opening::Heading(3)),
        4 if alone => None,
        _ => Some(Opening::Heading(2)),
    };
    let mut body = match opening {
        Some(opening) => {
            let name = pen.pick(&["Patch Plan", "Patch Plan Table", "Affected Files", "Implementation Plan"]);
            let name = pen.cased(name);
            open(pen, opening, &name)
        }
        None => String::new(),
    };
    let container = if opening.is_some() { Inside::Any } else { Inside::Nothing };
    body.push_str(&rows(pen, plan, container));
    let parts = [top, body, noise(pen), notes(pen, &plan.notes, None, 2), noise(pen)];
    document(pen, &plan.full_title(), &parts)
}

fn rows(pen: &mut Pen, plan: &Plan, container: Inside) -> String {
    // A status may stand in a cell beyond the header, which renderers drop; a row that has one is
    // whole, and a column of the author's own would take its place.
    let beyond = plan.columns.contains(&Field::Status) && pen.rarely(4);
    let mut header_cells = vec![header(pen, &["File", "Path", "File Path", "Files"], "")];
    let columns: Vec<Field> =
        plan.columns.iter().copied().filter(|field| !(beyond && *field == Field::Status)).collect();
    for column in &columns {
        header_cells.push(column_header(pen, *column));
    }
    let order: Vec<usize> = (0..header_cells.len()).collect();
    let order = pen.order(order);
    let mut out = Vec::new();
    for row in &plan.rows {
        let mut cells = vec![file(pen, row)];
        for column in &columns {
            cells.push(cell(pen, row, *column));
        }
        if cells.iter().skip(1).all(String::is_empty) {
            // Bold and alone, a cell is the name of a group of rows.
            cells[0] = cells[0].replace("**", "");
        }
        let mut cells = arranged(&order, &cells);
        if let Some(word) = row.status.filter(|_| beyond) {
            cells.push(status(pen, word));
        }
        out.push(cells);
    }
    table(pen, container, &arranged(&order, &header_cells), &out)
}

fn column_header(pen: &mut Pen, field: Field) -> String {
    let names: &[&str] = match field {
        Field::Op => &["Op", "Operation", "Action"],
        Field::Symbols => &["Functions/APIs", "Functions", "APIs", "Symbols"],
        Field::Tests => &["Tests", "Test", "Verification"],
        Field::Budget => &["Perf/Mem Budget", "Budget", "Performance"],
        Field::Risk => &["Risk", "Risks"],
        Field::Status => &["Status", "State"],
    };
    header(pen, names, "")
}

fn file(pen: &mut Pen, row: &Row) -> String {
    let code = pen.number(3) == 1;
    let joint = pen.pick(&[", ", " + ", "<br>", " / ", "; ", " and "]);
    let paths = row.paths.iter().map(|path| {
        let local = if pen.rarely(4) { format!("./{path}") } else { (*path).to_owned() };
        match pen.number(6) {
            _ if code => format!("`{local}`"),
            // A link's text renders, and so its underscores would.
            4 if !path.contains('_') && !path.contains('[') => format!("[{local}]({path})"),
            5 if !path.contains('_') => format!("**{local}**"),
            _ => local,
        }
    });
    let paths: Vec<String> = paths.collect();
    let words = pen.pick(&["", "", " (the store)", " *(checkpoint)*"]);
    format!("{}{words}", paths.join(joint))
}

fn cell(pen: &mut Pen, row: &Row, field: Field) -> String {
    match field {
        Field::Op => row.op.map(|word| operation(pen, word)).unwrap_or_default(),
        Field::Symbols => row.symbols.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        Field::Tests if row.tests.is_empty() => pen.pick(&["n/a", "-", "—", "", "`n/a`"]).to_owned(),
        Field::Tests => {
            let kind = pen.pick(&["", "unit: ", "integration: "]);
            let code = pen.pick(&["@", "`@`"]);
            let tests: Vec<String> = row.tests.iter().map(|path| code.replace('@', path)).collect();
            format!("{kind}{}", tests.join(pen.pick(&["; ", ", "])))
        }
        Field::Budget if row.budgets.is_empty() => pen.pick(&["n/a", "", "-", "—"]).to_owned(),
        Field::Budget => {
            let less = pen.pick(&["<", "&lt;", "\\<"]);
            let clauses: Vec<String> =
                row.budgets.iter().map(|clause| clause.text.replace('<', less)).collect();
            clauses.join(pen.pick(&["; ", ", ", "<br>"]))
        }
        Field::Risk => risk(pen, row),
        Field::Status => row.status.map(|word| status(pen, word)).unwrap_or_default(),
    }
}

fn operation(pen: &mut Pen, canonical: &str) -> String {
    let spellings: &[&str] = match canonical {
        "add" => &["add", "create", "New", "ADDED"],
        "modify" => &["modify", "Update", "edit", "`change`"],
        "delete" => &["delete", "Remove"],
        "rename" => &["rename", "move"],
        _ => &["defer", "n/a"],
    };
    pen.pick(spellings).to_owned()
}

pub fn level(pen: &mut Pen, canonical: &str) -> String {
    let spellings: &[&str] = match canonical {
        "very-low" => &["Very low", "negligible"],
        "low" => &["low", "Low", "L", "🟢 Low", "LOW"],
        "medium" => &["medium", "Med", "M", "**Medium**", "moderate"],
        "high" => &["high", "HIGH", "H", "🔴 High"],
        _ => &["critical", "Critical", "P0"],
    };
    pen.pick(spellings).to_owned()
}

/// `level`, `level - text`, `level: text`, `text (mitigate: how)`, `text; mitigated by how`.
fn risk(pen: &mut Pen, row: &Row) -> String {
    let (grade, text, how) = &row.risk;
    let grade = grade.map(|word| level(pen, word));
    let how = how.as_ref().map(|how| {
        pen.pick(&[" (mitigate: @)", "; mitigated by @", ". Mitigation: @", " (mitigation: @)"])
            .replace('@', how)
    });
    match (grade, text) {
        (Some(grade), Some(text)) => {
            let joint = pen.pick(&[" - ", ": ", " — ", " – "]);
            format!("{grade}{joint}{text}{}", how.unwrap_or_default())
        }
        (Some(grade), None) => grade,
        (None, Some(text)) => format!("{text}{}", how.unwrap_or_default()),
        (None, None) => String::new(),
    }
}

fn status(pen: &mut Pen, canonical: &str) -> String {
    let spellings: &[&str] = match canonical {
        "planned" => &["planned", "⏳ Pending", "⬜ Planned", "TODO", "not started"],
        "in-progress" => &["In Progress", "🔄 **IN PROGRESS**", "🟡 In Progress", "wip"],
        "done" => &["DONE", "✅ Completed", "✅ **COMPLETED**", "✅", "complete"],
        _ => &["Deferred", "⏳ Deferred", "postponed"],
    };
    pen.pick(spellings).to_owned()
}
