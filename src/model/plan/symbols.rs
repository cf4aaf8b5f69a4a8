//! Names of functions and types in the functions/APIs cell of a plan row.
//!
//! A name is taken only where it is written like one, since what is taken will be searched for.

use crate::model::paths;
use crate::syntax::{self, PieceKind};

/// Names in code spans, or with call or dotted form, of a functions/APIs cell; each once, in order.
pub(super) fn names(document: &syntax::Document<'_>, cell: &syntax::Cell) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for piece in document.pieces(cell.inline) {
        match piece.kind {
            PieceKind::Code => code_names(&piece.text).into_iter().for_each(&mut add),
            PieceKind::Text => {
                for word in
                    piece.text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '+' | '&'))
                {
                    if let Some(name) = symbol(word) {
                        add(name);
                    }
                }
            }
            _ => {}
        }
    }
    names
}

/// Words that stand before the name of what they declare.
const DECLARING: &str = " async def fn func fun function class struct enum trait interface type const let var static pub \
public private protected export default impl mod module new method ";

/// The names that a code span holds: `load(path)` and `async def load(path)` name `load`; a command,
/// a query and a path name nothing.
fn code_names(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let parts = code.split(|c: char| {
        match c {
            '(' | '<' | '[' | '{' => depth += 1,
            ')' | '>' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    });
    for part in parts {
        let part = part.trim();
        let end = part.find(['(', '<', '[', '{', '=', '!']).unwrap_or(part.len());
        let head = part.get(..end).unwrap_or_default().trim_end_matches([':', '.']);
        let mut words = head.split_whitespace().rev();
        let Some(name) = words.next() else { continue };
        let declared = words.all(|word| DECLARING.split(' ').any(|known| known == word));
        if declared && is_name(name) && !paths::is_path_like(part) {
            names.push(name);
        }
    }
    names
}

/// The name that a bare word is: in the form of a call, a path of names, a constant, or with `_`:
/// `f()`, `a.b`, `A::b`, `MAX_SIZE`.
fn symbol(word: &str) -> Option<&str> {
    let word = word
        .trim_start_matches(['(', '[', '"', '\'', '“'])
        .trim_end_matches(['.', ':', '"', '\'', '”', '!', '?']);
    let open = word.find('(');
    let called = open.is_some_and(|at| at > 1) && word.contains(')');
    let name = word.get(..open.unwrap_or(word.len())).unwrap_or_default().trim_end_matches([')', ']', '.']);
    let dotted =
        name.contains('.') && !name.ends_with(".js") && !name.ends_with(".io") && !name.ends_with(".net");
    let form = called || dotted || name.contains("::") || name.contains('_');
    (form && is_name(name) && !paths::is_path_like(name)).then_some(name)
}

/// Whether a word is an identifier, or several joined by `.`, `::`, `#` or `->`.
fn is_name(word: &str) -> bool {
    let joined = word.replace("::", ".").replace("->", ".").replace('#', ".");
    let parts = joined.strip_prefix('.').unwrap_or(&joined).trim_start_matches('@').split('.');
    word.chars().count() > 1
        && parts.clone().any(|part| part.len() > 1)
        && parts.into_iter().all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$')
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        })
}
