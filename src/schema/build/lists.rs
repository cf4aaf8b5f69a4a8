//! Laying the lists of a schema file over those of its base.

use super::{fresh, known, missing, say};
use crate::schema::file::ListFile;
use crate::schema::{List, Schema};
use crate::yaml::{Reader, Spanned, shown};

/// Adds lists and changes those of the same section.
pub(super) fn add_lists(schema: &mut Schema, files: &[Spanned<ListFile>], reader: &mut Reader<'_>) {
    let mut seen = Vec::new();
    for Spanned { value: file, span } in files {
        let Some(section) = &file.section else {
            missing(
                file.broken,
                *span,
                "a list needs a `section`",
                "add `section:` and the id of a section",
                reader,
            );
            continue;
        };
        let sections = schema.sections.iter().map(|section| section.id.as_str());
        if !known(section, "section", sections, reader) || !fresh(section, "list of", &mut seen, reader) {
            continue;
        }
        let at = schema.lists.iter().position(|list| list.section == section.value);
        let mut list = match at.and_then(|at| schema.lists.get(at)) {
            Some(list) => list.clone(),
            None => List { section: section.value.clone(), exact: None, min: None, max: None, item: None },
        };
        counts(&mut list, file, reader);
        if let Some(item) = &file.item
            && is_item_form(item, reader)
        {
            list.item = Some(item.value.clone());
        }
        match at.and_then(|at| schema.lists.get_mut(at)) {
            Some(place) => *place = list,
            None => schema.lists.push(list),
        }
    }
}

/// An exact number and a range exclude each other; the one that is given replaces the other.
fn counts(list: &mut List, file: &ListFile, reader: &mut Reader<'_>) {
    match (&file.exact, file.min.as_ref().or(file.max.as_ref())) {
        (Some(_), Some(range)) => {
            let message = "a list has either an `exact` number or `min` and `max`";
            say(reader, range.span, message, "remove one of the two");
        }
        (Some(exact), None) => (list.exact, list.min, list.max) = (Some(exact.value.0), None, None),
        (None, Some(_)) => {
            list.exact = None;
            list.min = file.min.as_ref().map(|min| min.value).or(list.min);
            list.max = file.max.as_ref().map(|max| max.value).or(list.max);
            if let (Some(min), Some(max)) = (list.min, list.max)
                && min > max
                && let Some(written) = file.min.as_ref().or(file.max.as_ref())
            {
                let message = format!("`min` is {min}, more than `max`, which is {max}");
                say(reader, written.span, message, "swap the two");
            }
        }
        (None, None) => {}
    }
}

/// Whether the form of an item has a name in braces and no brace is left over.
fn is_item_form(item: &Spanned<String>, reader: &mut Reader<'_>) -> bool {
    let mut names = 0;
    let mut rest = item.value.as_str();
    let sound = loop {
        let Some((before, after)) = rest.split_once('{') else { break !rest.contains('}') };
        let Some((name, tail)) = after.split_once('}') else { break false };
        let named = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !named || before.contains('}') {
            break false;
        }
        names += 1;
        rest = tail;
    };
    if sound && names > 0 {
        return true;
    }
    let message = format!("{} is no form of an item", shown(&item.value));
    say(reader, item.span, message, "put names in braces: `{title}: {mitigation}`");
    false
}
