//! `ddr.yaml` as it is written. The doc comments are what editors show at each key.

use crate::schema::{Level, words::VocabularyFile};
use crate::yaml::{Map, Spanned, mapping};

mapping! {
    /// Settings of one project. Every key is optional; paths and globs count from the folder of
    /// this file and are written with `/`.
    #[schemars(title = "ddr.yaml")]
    pub struct ConfigFile {
        /// Another `ddr.yaml`, relative to this one and inside the repository, whose settings
        /// hold where this one says nothing.
        extend: Spanned<String>,
        /// Another spelling of `extend`.
        extends: Spanned<String>,
        /// Globs of the Markdown files to look at. Default: all of them.
        include: Vec<Spanned<String>>,
        /// Globs of files to leave out; they win over `include` and `kinds`.
        exclude: Vec<Spanned<String>>,
        /// Schema by glob of path. Where several globs match, the last one counts. A file that is
        /// named here is held to the whole schema, and is an error where it is no such document.
        kinds: Map<Spanned<String>>,
        /// The record that a patch plan carries out, by glob of the plan's path: for plans that neither
        /// link to their record nor share a phase or a folder with it. Where several globs match, the
        /// last one counts.
        plans: Map<Spanned<String>>,
        /// Schema files of your own, relative to this file.
        schemas: Vec<Spanned<String>>,
        /// Severity by rule code, name or group: `error`, `warning`, `hint` or `off`. A code or
        /// name wins over a group.
        rules: Map<Level>,
        /// Limits for every recognised document that states none itself.
        limits: LimitsFile,
        /// Words that cells may hold, added to those of the schemas.
        vocabulary: VocabularyFile,
        /// Folders from which paths in patch plans may start, besides the project's own.
        prefixes: Vec<Spanned<String>>,
        /// How changes are held against plans.
        change: ChangeFile,
        /// Which README files have sections that are filled from plans.
        readme: ReadmeFile,
        /// Folder with templates of your own.
        templates: Spanned<String>,
        /// How reports are written.
        report: ReportFile,
        /// File with the diagnostics that are taken as given.
        baseline: Spanned<String>,
    }
}

mapping! {
    /// Limits for every recognised document. One that a document states itself wins over these,
    /// and these win over those of a schema.
    pub struct LimitsFile {
        /// Most words of a decision's statement.
        statement_words: usize,
        /// Most words of a decision's rationale.
        rationale_words: usize,
        /// Most words of a summary.
        summary_words: usize,
        /// Most words of one note.
        note_words: usize,
        /// Most decisions in a record.
        decisions: usize,
        /// Most rows in a patch plan.
        entries: usize,
    }
}

mapping! {
    /// How changes are held against plans.
    pub struct ChangeFile {
        /// The branch that changes are made against.
        main: String,
        /// Globs of files that may change without standing in a plan.
        ignore: Vec<Spanned<String>>,
    }
}

mapping! {
    /// Which README files have sections that are filled from plans.
    pub struct ReadmeFile {
        /// Paths of the files.
        files: Vec<Spanned<String>>,
    }
}

mapping! {
    /// How reports are written.
    pub struct ReportFile {
        /// Address of a line of a source file, with `{rev}`, `{path}` and `{line}` in it.
        source_url: String,
    }
}
