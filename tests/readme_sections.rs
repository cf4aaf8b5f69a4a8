//! `ddr readme`: what sections say of whole projects, and that nothing but sections is ever touched.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a panic in a test is a failing test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A project in a folder of its own.
struct Project {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        // It ends the search for a config and for a repository above; no history is behind it.
        fs::create_dir(root.join(".git")).unwrap();
        let project = Self { _dir: dir, root };
        files.iter().for_each(|(path, text)| project.write(path, text));
        project
    }

    /// The project that carried out its plan.
    fn parcels() -> Self {
        let project = Self::new(&[]);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/parcels"), &project.root);
        project
    }

    /// The same, when there was only the plan.
    fn plan_alone() -> Self {
        let project = Self::parcels();
        for folder in ["api", "infra", "scripts", "tests"] {
            fs::remove_dir_all(project.root.join(folder)).unwrap();
        }
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}\n{text}");
        self.write(path, &text.replace(old, new));
    }

    fn ddr(&self, arguments: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_ddr"))
            .args(arguments)
            .current_dir(&self.root)
            .env_remove("CLICOLOR_FORCE")
            .env_remove("FORCE_COLOR")
            .output()
            .unwrap();
        Ran {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Fills the sections and gives the text of one, markers left out.
    fn section(&self, name: &str) -> String {
        let ran = self.ddr(&["readme"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        inside(&self.read("README.md"), name)
    }
}

#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn inside(text: &str, name: &str) -> String {
    let after = text.split_once(&format!("ddr:begin {name}")).unwrap().1;
    let after = after.split_once('\n').unwrap().1;
    let body = after.split_once(&format!("ddr:end {name}")).unwrap().0;
    body.rsplit_once('\n').unwrap().0.trim_matches('\n').to_owned()
}

const CARRIED_OUT: &str = "\
Install:

- [`api/requirements.txt`](api/requirements.txt): `pika~=1.3`, `minio>=7.2,<8`

Configure:

- `LOCAL_QUEUE_URL`, read in [`api/config/settings.py:4`](api/config/settings.py#L4), [`api/services/queue/factory.py:5`](api/services/queue/factory.py#L5)
- `LOCAL_STORE_URL`, read in [`api/config/settings.py:5`](api/config/settings.py#L5)
- [`infra/queue.conf`](infra/queue.conf): Settings of the local broker

Run:

- [`scripts/local_services.sh`](scripts/local_services.sh): Runs RabbitMQ and MinIO in the background, stops them at exit; called as `scripts/local_services.sh [--keep]`
- `scripts/fill_queue.py` (planned): Puts a day of scans into the local queue

Ports:

- 5672: `rabbitmq-server` in [`scripts/local_services.sh:9`](scripts/local_services.sh#L9), `amqp` in [`api/config/settings.py:4`](api/config/settings.py#L4)
- 9000: `minio server data` in [`scripts/local_services.sh:10`](scripts/local_services.sh#L10), [`api/config/settings.py:7`](api/config/settings.py#L7)

Check with:

- [`tests/test_settings.py`](tests/test_settings.py)
- [`tests/test_queue.py`](tests/test_queue.py)

Expect:

- [`scripts/local_services.sh`](scripts/local_services.sh): `Startup <45s`, `Mem <700MB`
- [`api/config/settings.py`](api/config/settings.py): `Load time <3ms`
- [`api/services/queue/factory.py`](api/services/queue/factory.py): `Init <25ms`
- [`api/services/store/__init__.py`](api/services/store/__init__.py): `Init <60ms`, `Mem <12MB`";

#[test]
fn setup_says_what_a_carried_out_plan_left_in_the_tree() {
    assert_eq!(Project::parcels().section("setup"), CARRIED_OUT);
}

#[test]
fn setup_of_a_plan_alone_is_planned() {
    assert_eq!(
        Project::plan_alone().section("setup"),
        "\
Install:

- `api/requirements.txt` (planned): `pika`, `minio`

Configure:

- `LOCAL_QUEUE_URL` (planned), for `api/config/settings.py`, `api/services/queue/factory.py`
- `LOCAL_STORE_URL` (planned), for `api/config/settings.py`
- `infra/queue.conf` (planned): Settings of the local broker

Run:

- `scripts/local_services.sh` (planned): Runs RabbitMQ and MinIO in the background, stops them at exit
- `scripts/fill_queue.py` (planned): Puts a day of scans into the local queue

Check with:

- `tests/test_settings.py` (planned)
- `tests/test_queue.py` (planned)

Expect:

- `scripts/local_services.sh` (planned): `Startup <45s`, `Mem <700MB`
- `api/config/settings.py` (planned): `Load time <3ms`
- `api/services/queue/factory.py` (planned): `Init <25ms`
- `api/services/store/__init__.py` (planned): `Init <60ms`, `Mem <12MB`"
    );
}

/// The lines of the section that an edit of the project removes, and those that it brings.
fn moved(edit: impl Fn(&Project)) -> (Vec<String>, Vec<String>) {
    let project = Project::parcels();
    edit(&project);
    let new = project.section("setup");
    let lines =
        |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(CARRIED_OUT), lines(&new));
    let without = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect();
    (without(&old, &new), without(&new, &old))
}

const PLAN: &str = "docs/plans/phase-1.md";

#[test]
fn what_goes_from_the_plan_or_the_tree_goes_from_the_section() {
    let line = |of: &str| {
        CARRIED_OUT.lines().filter(|line| line.contains(of)).map(str::to_owned).collect::<Vec<_>>()
    };
    let row = |project: &Project, path: &str| {
        let text = project.read(PLAN);
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("| {path} "))).collect();
        project.write(PLAN, &(kept.join("\n") + "\n"));
    };
    let none = Vec::<String>::new;
    assert_eq!(moved(|project| row(project, "infra/queue.conf")), (line("infra/queue.conf"), none()));
    assert_eq!(moved(|project| row(project, "scripts/fill_queue.py")), (line("fill_queue"), none()));
    let (gone, come) = moved(|project| row(project, "scripts/local_services.sh"));
    assert_eq!(gone.len(), 4, "it, its limits, and its ports: {gone:?}");
    assert_eq!(come.len(), 2, "what the settings say of the ports: {come:?}");
    // A variable that the plan no longer names, and one that nobody reads any more.
    let (gone, come) = moved(|project| project.edit(PLAN, ", LOCAL_STORE_URL", ""));
    assert_eq!((gone, come), (line("LOCAL_STORE_URL"), none()));
    let (gone, come) = moved(|project| project.edit("api/config/settings.py", "LOCAL_STORE_URL", "STORE"));
    assert_eq!(
        (gone, come),
        (
            line("LOCAL_STORE_URL"),
            vec!["- `LOCAL_STORE_URL` (planned), for `api/config/settings.py`".to_owned()]
        )
    );
    // A package that the file lost, another version, and one that the plan does not name.
    let (_, come) = moved(|project| project.edit("api/requirements.txt", "pika~=1.3", "pika==1.4"));
    assert_eq!(come, ["- [`api/requirements.txt`](api/requirements.txt): `pika==1.4`, `minio>=7.2,<8`"]);
    let (_, come) = moved(|project| project.edit("api/requirements.txt", "pika~=1.3", ""));
    assert_eq!(come, ["- [`api/requirements.txt`](api/requirements.txt): `pika` (planned), `minio>=7.2,<8`"]);
    assert_eq!(
        moved(|project| project.edit("api/requirements.txt", "fastapi==0.115.0", "flask")),
        (none(), none())
    );
}

#[test]
fn only_done_leaves_out_what_is_planned_and_is_remembered() {
    let project = Project::parcels();
    assert_eq!(project.ddr(&["readme", "--only-done"]).code, 0);
    let text = project.read("README.md");
    assert!(text.contains("<!-- ddr:end setup only-done sha256:"), "{text}");
    let setup = inside(&text, "setup");
    assert!(!setup.contains("planned") && !setup.contains("fill_queue"), "{setup}");
    assert_eq!(setup.lines().count() + 1, CARRIED_OUT.lines().count());
    let ran = project.ddr(&["readme", "--check"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 0);
    let alone = Project::plan_alone();
    assert_eq!(alone.ddr(&["readme", "--only-done"]).code, 0);
    assert_eq!(
        inside(&alone.read("README.md"), "setup"),
        "Nothing has to be set up: no plan names packages, settings or scripts that are there."
    );
}

#[test]
fn a_status_cell_wins_over_the_tree() {
    let plan =
        "# Phase 1: Tools\n\n## Patch Plan\n\n| file | op | functions/APIs | status |\n|--|--|--|--|\n";
    let project = Project::new(&[
        (
            "docs/plan.md",
            &format!(
                "{plan}| scripts/a.sh | add | Starts a | In progress |\n| scripts/b.sh | add | Starts b | Done |\n| scripts/c.sh | add | Starts c | Deferred |\n| scripts/d.sh | add | Starts d | Done |\n"
            ),
        ),
        ("scripts/a.sh", ""),
        ("scripts/b.sh", ""),
        ("scripts/c.sh", ""),
        ("README.md", "<!-- ddr:begin setup -->\n<!-- ddr:end setup -->\n"),
    ]);
    assert_eq!(
        project.section("setup"),
        "Run:\n\n- `scripts/a.sh` (planned): Starts a\n- [`scripts/b.sh`](scripts/b.sh): Starts b\n- `scripts/d.sh` (planned): Starts d"
    );
}

/// A README in an unusual shape: what stands before the section, in it, and behind it.
const SHAPES: &[(&str, &str)] = &[
    ("plain", "# T\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n\nEnd.\n"),
    ("CRLF", "# T\r\n\r\n<!-- ddr:begin plan -->\r\n<!-- ddr:end plan -->\r\n\r\nEnd.\r\n"),
    ("no final newline", "# T\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->"),
    ("CRLF, no final newline", "# T\r\n<!-- ddr:begin plan -->\r\n<!-- ddr:end plan -->"),
    ("byte order mark", "\u{feff}# T\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n"),
    ("byte order mark, then the marker", "\u{feff}<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n"),
    ("tabs", "# T\n\n- a\n\n\t<!-- ddr:begin plan -->\n\t<!-- ddr:end plan -->\n\tmore\n"),
    (
        "in a list item",
        "1. Look at the plan:\n\n   <!-- ddr:begin plan -->\n   <!-- ddr:end plan -->\n\n2. Go on\n",
    ),
    ("in a quote", "> Note\n>\n> <!-- ddr:begin plan -->\n> <!-- ddr:end plan -->\n> end\n"),
    (
        "HTML around it",
        "<details>\n<summary>Plan</summary>\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n\n</details>\n",
    ),
    (
        "HTML without blank lines",
        "<div align=\"center\">\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n</div>\n",
    ),
    ("no blanks in the comments", "a\n\n<!--ddr:begin plan-->\n<!--ddr:end plan-->\n"),
    ("blanks behind the markers", "a  \n\n<!-- ddr:begin plan -->  \n<!-- ddr:end plan -->\t\nb  \n"),
    ("reference comments", "a\n\n[//]: # (ddr:begin plan)\n\n[//]: # (ddr:end plan)\n\nb\n"),
    ("another form of comment", "a\n\n[comment]: <> (ddr:begin plan)\n[comment]: <> (ddr:end plan)\n"),
    (
        "two sections",
        "<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\nbetween\n<!-- ddr:begin risks -->\n<!-- ddr:end risks -->\n",
    ),
    (
        "both forms",
        "<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n\n[//]: # (ddr:begin risks)\n[//]: # (ddr:end risks)\n",
    ),
    ("other comments", "<!-- toc -->\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n<!-- tocstop -->\n"),
    (
        "markers in code",
        "```\n<!-- ddr:begin plan -->\nx\n```\n\nWrite `<!-- ddr:begin setup -->`.\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n",
    ),
    ("blank lines in it", "a\n\n<!-- ddr:begin plan -->\n\n\n\n<!-- ddr:end plan -->\n\n\n\nb\n\n\n"),
    ("front matter", "---\ntitle: x\n---\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n"),
    ("mixed line endings", "a\r\nb\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\nc\r\n"),
    ("other scripts", "# 設計 🚲\n\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n\nПривет\u{2028}x\n"),
];

/// The text without its sections: every byte that is not ours.
fn around(text: &str) -> String {
    let mut kept = String::new();
    let mut open: Option<String> = None;
    let mut in_fence = false;
    for line in text.split_inclusive('\n') {
        in_fence ^= line.starts_with("```");
        let word = |kind: &str| {
            let rest = line.split_once(kind)?.1;
            let is_marker = !in_fence && !line.contains('`');
            is_marker
                .then(|| rest.split_whitespace().next().unwrap().trim_end_matches(['-', '>', ')']).to_owned())
        };
        match (&open, word("ddr:begin "), word("ddr:end ")) {
            (None, Some(name), _) => {
                open = Some(name);
                kept.push_str(line);
            }
            (Some(own), _, Some(name)) if *own == name => {
                open = None;
                // The digest is ours; what stands before and behind the comment is not.
                let (before, rest) = line.split_once("ddr:end").unwrap();
                let end = rest.find("-->").map(|at| at + 3).or(rest.find(')').map(|at| at + 1)).unwrap();
                kept.push_str(before.trim_end());
                kept.push_str(rest.get(end..).unwrap());
            }
            (None, ..) => kept.push_str(line),
            (Some(_), ..) => {}
        }
    }
    assert_eq!(open, None, "{text}");
    kept
}

#[test]
fn the_first_run_changes_the_section_alone_and_the_second_nothing() {
    for (shape, text) in SHAPES {
        let project = Project::parcels();
        project.write("README.md", text);
        let ran = project.ddr(&["readme"]);
        assert_eq!(ran.code, 0, "{shape}: {ran:?}");
        let first = project.read("README.md");
        assert!(first.contains("phase-1.md") && first.contains("sha256:"), "{shape}:\n{first}");
        assert_eq!(around(&first), around(text), "{shape}:\n{first}");
        if shape.starts_with("CRLF") {
            assert_eq!(first.matches('\n').count(), first.matches("\r\n").count(), "{first:?}");
        } else if !text.contains('\r') {
            assert!(!first.contains('\r'), "{shape}: {first:?}");
        }
        let before = fs::metadata(project.root.join("README.md")).unwrap().modified().unwrap();
        let ran = project.ddr(&["readme"]);
        assert_eq!((ran.code, ran.out.contains("is up to date")), (0, true), "{shape}: {ran:?}");
        assert_eq!(project.read("README.md"), first, "{shape}");
        let after = fs::metadata(project.root.join("README.md")).unwrap().modified().unwrap();
        assert_eq!(before, after, "{shape}: the file was written again");
        assert_eq!(project.ddr(&["readme", "--check"]).code, 0, "{shape}");
    }
}

#[test]
fn sections_in_lists_and_quotes_stay_in_them() {
    let project = Project::parcels();
    project.write("README.md", "1. Plan:\n\n   <!-- ddr:begin plan -->\n   <!-- ddr:end plan -->\n\n> <!-- ddr:begin risks -->\n> <!-- ddr:end risks -->\n");
    assert_eq!(project.ddr(&["readme"]).code, 0);
    let text = project.read("README.md");
    for line in text.lines().filter(|line| line.contains("phase-1.md")) {
        assert!(line.starts_with("   | "), "{text}");
    }
    let quoted = text.lines().skip_while(|line| !line.contains("ddr:begin risks"));
    assert!(
        quoted.clone().count() > 4
            && quoted.clone().all(|line| line.starts_with('>') && line == line.trim_end()),
        "{text}"
    );
}

#[test]
fn check_and_diff_show_and_do_not_write() {
    let project = Project::parcels();
    let text = project.read("README.md");
    let check = project.ddr(&["readme", "--check"]);
    assert_eq!(check.code, 1, "{check:?}");
    assert!(
        check.out.contains("+Install:") && check.err.contains("not up to date: setup, phases"),
        "{check:?}"
    );
    let diff = project.ddr(&["readme", "--diff"]);
    assert_eq!((diff.code, diff.out), (1, check.out));
    assert_eq!(project.read("README.md"), text);
    let gate = project.ddr(&["check", "--select", "readme", "--output-format", "concise"]);
    assert_eq!(gate.code, 1, "{gate:?}");
    assert_eq!(gate.out.matches("error[DDR801]").count(), 5, "{gate:?}");
    assert_eq!(project.ddr(&["readme", "-q"]).code, 0);
    assert_eq!((project.ddr(&["readme", "--check"]).code, project.ddr(&["readme", "--diff"]).code), (0, 0));
    assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 0);
}

#[test]
fn an_edit_by_hand_is_noticed_and_kept() {
    let project = Project::parcels();
    project.section("setup");
    project.edit("README.md", "Run:\n", "Run, and mind the door:\n");
    let edited = project.read("README.md");
    let ran = project.ddr(&["readme"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("README.md:7:1: the section `setup` was edited by hand"), "{}", ran.err);
    assert_eq!(project.read("README.md"), edited);
    let gate = project.ddr(&["check", "--select", "readme"]);
    assert_eq!(gate.code, 1);
    assert!(
        gate.out.contains("it says: Run, and mind the door:") && gate.out.contains("it would say: Run:"),
        "{gate:?}"
    );
    assert_eq!(project.ddr(&["readme", "--check"]).code, 1);
    assert_eq!(project.ddr(&["readme", "--force"]).code, 0);
    assert!(!project.read("README.md").contains("mind the door"));
    // Line endings are the business of git.
    project.write("README.md", &project.read("README.md").replace('\n', "\r\n"));
    assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 0);
}

#[test]
fn severities_and_selections_hold_for_sections() {
    let project = Project::parcels();
    assert_eq!(project.ddr(&["check", "--ignore", "stale-section"]).out.matches("DDR801").count(), 0);
    project.write("ddr.yaml", "rules: { readme: hint, DDR801: warning }\n");
    let ran = project.ddr(&["check", "--output-format", "concise"]);
    assert_eq!((ran.code, ran.out.matches("warning[DDR801]").count()), (0, 5), "{ran:?}");
    for format in ["json", "github", "gitlab", "sarif", "junit", "rdjson", "markdown"] {
        let ran = project.ddr(&["check", "--output-format", format]);
        assert!(ran.out.contains("DDR801") && ran.out.contains("README.md"), "{format}: {ran:?}");
    }
    project.write("ddr.yaml", "exclude: [README.md]\nrules: { DDR801: off }\n");
    assert_eq!(project.ddr(&["check", "--output-format", "concise"]).out.matches("DDR801").count(), 0);
    project.write("ddr.yaml", "exclude: [README.md]\n");
    assert_eq!(project.ddr(&["check", "--output-format", "concise"]).out.matches("error[DDR801]").count(), 5);
}

/// What `ddr readme` says of a README that it cannot keep; the file stays as it was.
fn refused(project: &Project, arguments: &[&str]) -> String {
    let path = project.root.join("README.md");
    let before = fs::read(&path).ok();
    let ran = project.ddr(&[&["readme"], arguments].concat());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(fs::read(&path).ok(), before);
    let names: Vec<_> =
        fs::read_dir(&project.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with(".ddr")), "{names:?}");
    ran.err
}

#[test]
fn broken_markers_and_files_without_any_are_refused() {
    let project = Project::parcels();
    for (text, said) in [
        ("# T\n", "there are no markers of a section\nhelp: paste these two lines"),
        ("```\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n```\n", "there are no markers of a section"),
        ("\n<!-- ddr:begin plan -->\n", "README.md:2:1: the section `plan` has no end"),
        (
            "<!-- ddr:begin plans -->\n<!-- ddr:end plans -->\n",
            "README.md:1:1: there is no template for the section `plans`\nhelp: did you mean `plan`?",
        ),
    ] {
        project.write("README.md", text);
        let err = refused(&project, &[]);
        assert!(err.contains(said), "{err}");
    }
    project.write("README.md", "<!-- ddr:begin plan -->\n");
    let gate = project.ddr(&["check", "--select", "readme", "--output-format", "concise"]);
    assert_eq!(
        gate.out.lines().next(),
        Some("README.md:1:1: error[DDR803] broken-marker: the section `plan` has no end")
    );
    // Of one without markers there is nothing to be said.
    project.write("README.md", "# T\n");
    assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 0);
    fs::remove_file(project.root.join("README.md")).unwrap();
    assert!(refused(&project, &[]).contains("README.md: there is no such file"));
    assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 0);
    project.write("ddr.yaml", "readme: { files: [docs/GUIDE.md] }\n");
    let gate = project.ddr(&["check", "--select", "readme"]);
    assert_eq!(gate.code, 2);
    assert!(gate.err.contains("docs/GUIDE.md: the file cannot be read: there is no such file"), "{gate:?}");
}

#[test]
fn init_places_the_markers_and_fills_them() {
    let project = Project::parcels();
    project.write("README.md", "# Parcels\n\n## Set up\n\nFirst read the law.\n\n## Plans\n");
    let arguments = ["--init", "setup", "--at", "Set up", "--init", "plan", "--at", "## plans"];
    let diff = project.ddr(&[&["readme", "--diff"], arguments.as_slice()].concat());
    assert_eq!((diff.code, diff.out.contains("+<!-- ddr:begin plan -->")), (1, true), "{diff:?}");
    let ran = project.ddr(&[&["readme"], arguments.as_slice()].concat());
    assert_eq!((ran.code, ran.out.as_str()), (0, "wrote README.md: setup, plan\n"), "{ran:?}");
    let text = project.read("README.md");
    assert!(text.starts_with("# Parcels\n\n## Set up\n\n<!-- ddr:begin setup -->\n\nInstall:"), "{text}");
    assert!(text.contains("-->\n\nFirst read the law.\n\n## Plans\n\n<!-- ddr:begin plan -->"), "{text}");
    assert_eq!(project.ddr(&["readme", "--check"]).code, 0);
    assert!(refused(&project, &["--init", "setup", "--at", "Plans"]).contains("stands in line 5 already"));
    assert!(refused(&project, &["--init", "risks", "--at", "Plan"]).contains("did you mean `Plans`?"));
    assert!(refused(&project, &["--init", "risks", "--init", "x", "--at", "Plans"]).contains("each --init"));
}

#[test]
fn templates_of_the_users_own_replace_ours_and_add_others() {
    let project = Project::parcels();
    project.write("ddr.yaml", "templates: docs/templates\n");
    project.write(
        "docs/templates/readme/plan.md",
        "{% for plan in plans %}\n* {{ plan.title|text }}\n{% endfor %}\n",
    );
    project
        .write("docs/templates/readme/ports.md", "{% for it in setup.ports %}{{ it.port }} {% endfor %}\n");
    project.write(
        "README.md",
        "<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n<!-- ddr:begin ports -->\n<!-- ddr:end ports -->\n",
    );
    assert_eq!(project.section("plan"), "* Phase 1: Local machines");
    assert_eq!(project.section("ports"), "5672 9000 ");
    for (text, said) in [
        (
            "x\n{{ setup.prots }}\n",
            "docs/templates/readme/ports.md:2: undefined value: `setup.prots` is undefined",
        ),
        ("{% for %}\n", "docs/templates/readme/ports.md:1: syntax error"),
        ("<!-- ddr:begin more -->\n", "a template writes markers of sections"),
        ("```\n", "a template writes markers of sections, or code that hides one"),
    ] {
        project.write("docs/templates/readme/ports.md", text);
        let err = refused(&project, &[]);
        assert!(err.contains(said), "{err}");
        assert_eq!(project.ddr(&["check", "--select", "readme"]).code, 2, "{text}");
    }
    project.write("ddr.yaml", "templates: nowhere\n");
    assert!(refused(&project, &[]).contains("templates: nowhere: there is no such folder"));
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_written_stay_as_they_are() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let project = Project::parcels();
    let path = project.root.join("README.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(refused(&project, &[]).contains("cannot write README.md: it is read-only; it stays as it was"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(project.ddr(&["readme"]).code, 0);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    // A link is followed inside of the project, and stays one.
    let text = project.read("README.md").replace("Install:", "Instal:");
    fs::remove_file(&path).unwrap();
    project.write("docs/front.md", &text);
    symlink("docs/front.md", &path).unwrap();
    assert_eq!(project.ddr(&["readme", "--force"]).code, 0);
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(project.read("docs/front.md").contains("Install:"));
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("theirs.md"), &text).unwrap();
    for target in [outside.path().join("theirs.md").as_path(), Path::new("/dev/full")] {
        fs::remove_file(&path).unwrap();
        symlink(target, &path).unwrap();
        assert!(project.ddr(&["readme"]).err.contains("outside of the project"), "{}", target.display());
    }
    assert_eq!(fs::read_to_string(outside.path().join("theirs.md")).unwrap(), text);
}

#[test]
fn links_count_from_the_folder_of_the_readme() {
    let project = Project::parcels();
    project.write("ddr.yaml", "readme: { files: [README.md, docs/guide/SETUP.md] }\n");
    project.write(
        "docs/guide/SETUP.md",
        "<!-- ddr:begin setup -->\n<!-- ddr:end setup -->\n<!-- ddr:begin plan -->\n<!-- ddr:end plan -->\n",
    );
    let ran = project.ddr(&["readme"]);
    assert_eq!(
        ran.out,
        "wrote README.md: setup, phases, decisions, risks, plan\nwrote docs/guide/SETUP.md: setup, plan\n"
    );
    let text = project.read("docs/guide/SETUP.md");
    assert!(
        text.contains("(../../api/requirements.txt)") && text.contains("(../plans/phase-1.md)"),
        "{text}"
    );
    // From another folder the same files are meant.
    let ran = Command::new(env!("CARGO_BIN_EXE_ddr"))
        .arg("readme")
        .current_dir(project.root.join("docs"))
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}
