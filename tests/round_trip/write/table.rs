//! Tables: with and without outer pipes, padded or not, inside a quote or a list.

use super::Pen;

/// What a table may stand in. Without a heading of its own it stands by itself, since a quote or a
/// list there would belong to the text above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    Nothing,
    Any,
}

/// Writes a table down; `rows` are ready cells. A row may be longer than the header.
pub fn table(pen: &mut Pen, container: Inside, header: &[String], rows: &[Vec<String>]) -> String {
    let style = pen.pick(&[Pipes::Both, Pipes::Both, Pipes::None, Pipes::Leading]);
    let pad = pen.pick(&[" ", "", "  ", "\t"]);
    let delimiter = pen.pick(&["---", ":-:", "-", ":---", "----:"]);
    let mut lines = vec![row(header, style, pad), row(&vec![delimiter.to_owned(); header.len()], style, pad)];
    for cells in rows {
        let mut cells = cells.clone();
        // Cells that would be empty may as well be left out.
        if pen.rarely(4) {
            while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
        }
        lines.push(row(&cells, style, pad));
    }
    let inside = if container == Inside::Any { pen.number(8) } else { 0 };
    let mut out = String::new();
    if inside == 7 {
        out.push_str("- As agreed:\n\n");
    }
    for line in lines {
        out.push_str(match inside {
            6 => "> ",
            7 => "  ",
            _ => "",
        });
        out.push_str(&line);
        out.push('\n');
    }
    out.push('\n');
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pipes {
    Both,
    None,
    Leading,
}

fn row(cells: &[String], style: Pipes, pad: &str) -> String {
    let joined = cells.join(&format!("{pad}|{pad}"));
    // Without a pipe before it, a first cell that is empty or looks like the start of another block
    // would make no cell at all.
    let first = cells.first().map(String::as_str).unwrap_or_default();
    let digits = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = !first.is_empty() && !first.starts_with(['-', '+', '*', '#', '>', '<', '`']);
    let bare = bare && (digits.len() == first.len() || !digits.starts_with(['.', ')']));
    let single = cells.len() == 1;
    let dashes = first.chars().all(|c| matches!(c, '-' | ':'));
    match style {
        Pipes::None if !single && (bare || (dashes && first.starts_with("---"))) => joined,
        // A last cell that is empty needs its pipe to be one.
        Pipes::None | Pipes::Leading if cells.last().is_some_and(|cell| !cell.is_empty()) => {
            format!("|{pad}{joined}")
        }
        _ => format!("|{pad}{joined}{pad}|"),
    }
}

/// A header under one of its names, in any letter case, perhaps marked.
pub fn header(pen: &mut Pen, names: &[&str], behind: &str) -> String {
    let name = pen.pick(names);
    let name = pen.cased(name);
    match pen.number(6) {
        4 => format!("**{name}**{behind}"),
        5 => format!("**{name}{behind}**"),
        3 => format!("`{name}`{behind}"),
        _ => format!("{name}{behind}"),
    }
}

/// Brings every row's cells into the order of the header.
pub fn arranged(order: &[usize], cells: &[String]) -> Vec<String> {
    order.iter().map(|&at| cells[at].clone()).collect()
}
