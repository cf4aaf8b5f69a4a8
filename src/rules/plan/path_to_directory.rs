//! DDR510.

use crate::model::paths::is_path_like;
use crate::model::{Document, Entry};
use crate::project::{Found, Tree, row_path};
use crate::rules::{Check, Report};

rule! {
    /// Every row that modifies something names the file.
    ///
    /// ## Why
    /// A directory that is to be modified is done when anything below it has changed, so the row can
    /// never be found missing.
    ///
    /// Named are paths that end with `/` and paths that are directories now. It is a hint. Nothing is
    /// said of rows that add, delete or rename (a directory can be seen to be there or gone), where the
    /// cell itself says that a directory, folder, module or package is meant, and where the functions
    /// cell names the files.
    ///
    /// ## Examples
    /// ```markdown,fails
    /// # Login patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/auth/ | modify | tests/auth.rs |
    /// ```
    /// ```markdown,passes
    /// # Login patch plan
    ///
    /// | File | Op | Tests |
    /// |------|----|-------|
    /// | src/auth/login.rs | modify | tests/auth.rs |
    /// | src/legacy/ | delete | n/a |
    /// ```
    "DDR510" "path-to-directory" Hint Check::Tree(check)
}

fn check(document: &Document<'_>, tree: &Tree, report: &mut Report) {
    let known = tree.holds_directory();
    for entry in super::plans(document).flat_map(|(plan, _)| &plan.entries) {
        if entry.operation_word() != Some("modify") || entry.is_idle() {
            continue;
        }
        for path in &entry.paths {
            // A pattern is an ambiguous path, `..` a path outside the project.
            let other = path.text.contains(['*', '{', '…', '$']) || path.text.starts_with("..");
            let slash = path.text.ends_with(['/', '\\']);
            let there =
                || known && row_path(&path.text).is_some_and(|path| tree.get(&path) == Found::Directory);
            // Last, since it is the slow question and hardly ever comes to be asked.
            if !other && (slash || there()) && !says_so(entry) {
                report
                    .add(path.span, format!("{} is a directory", path.text))
                    .help("name the files in it that change");
            }
        }
    }
}

/// Whether the row says in words that a directory is meant, or names the files in its functions cell.
fn says_so(entry: &Entry<'_>) -> bool {
    let words = [
        "directory",
        "directories",
        "dir",
        "folder",
        "folders",
        "module",
        "package",
        "crate",
        "tree",
        "namespace",
    ];
    let text =
        |value: &Option<crate::model::Value<'_>>| value.as_ref().map(|value| value.text.to_lowercase());
    let named = text(&entry.file).is_some_and(|file| {
        file.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '*' | ',' | ':'))
            .any(|word| words.contains(&word))
    });
    named
        || text(&entry.symbols).is_some_and(|symbols| {
            symbols.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '`' | '(' | ')')).any(
                |word| {
                    words.contains(&word) || (word.contains('.') && is_path_like(word.trim_end_matches('.')))
                },
            )
        })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, Setting, expect, silent};

    #[test]
    fn a_directory_to_be_changed_is_a_hint() {
        let setting = Setting { files: &["src/store/lru.go"], ..FREE };
        expect(
            &RULE,
            setting,
            "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/auth/ | modify | Low |\n  ^^^^^^^^^ hint: src/auth/ is a directory\n| a.go, `src/store` | modify | Low |\n         ^^^^^^^^^ hint: src/store is a directory\n",
        );
    }

    #[test]
    fn files_and_directories_that_are_meant_are_silent() {
        let setting = Setting { files: &["src/store/lru.go", "src/a.go"], ..FREE };
        silent(
            &RULE,
            setting,
            &[
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/store/lru.go | modify | Low |\n| src/a.go | add | Low |\n| src/new | add | Low |\n",
                // Added, whether it is there or not.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/new/ | add | Low |\n| src/store | add | Low |\n",
                // Deleted, moved, nothing done, nothing said.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/old/ | delete | Low |\n| src/store/ → src/cache/ | rename | Low |\n| src/x/ | defer | Low |\n| src/y/ | | Low |\n",
                // The cell says so.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/auth/ (new directory) | add | Low |\n| src/store package | modify | Low |\n| folder: `src/x/` | add | Low |\n",
                // The functions cell names the files.
                "# P\n\n| File | Op | Functions |\n|--|--|--|\n| src/auth/ | add | `login.ts`, logout.ts |\n| src/x/ | add | module skeleton |\n",
                // Patterns and paths outside are another matter.
                "# P\n\n| File | Op | Risk |\n|--|--|--|\n| src/*/ | modify | Low |\n| ../x/ | modify | Low |\n| a.go | add | Low |\n",
                // A table without operations, another column.
                "# P\n\n## Patch plan\n\n| File | Tests | Risk |\n|--|--|--|\n| src/auth/ | src/store | Low |\n",
            ],
        );
    }
}
