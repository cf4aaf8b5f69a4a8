//! What a file is for, told by its path alone: code that a test could run, a test, or neither.
//!
//! Rules about missing tests ask this. Where a path leaves doubt the answer is "neither": nobody
//! should be asked to test a document, a configuration, a migration or a pipeline.

use super::word_list::WordList;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Source code of the project.
    Code,
    /// A test, or something that only tests use.
    Test,
    /// Documents, configuration, data, infrastructure, pipelines, images, lock files, directories.
    Other,
}

/// Extensions of languages whose files hold code that a test can run. Queries, markup, styles,
/// interface descriptions and infrastructure languages are left out.
static CODE: WordList = WordList::of(
    " py rs go js jsx ts tsx mjs cjs mts cts vue svelte astro java kt scala clj cljs cljc ex erl hs ml fs \
cs vb c cc cpp cxx h hh hpp m mm swift dart rb php pl pm lua r jl nim zig sh bash zsh fish ps1 psm1 elm gd v sol cu awk ",
);

/// Folders, anywhere in a path, whose files are no code of the project's own.
static ASIDE: WordList = WordList::of(
    " .github .gitlab .circleci .husky .buildkite .vscode .storybook migrations migration migrate alembic \
examples example samples demo demos benches benchmarks vendor third_party node_modules dist generated __generated__ \
terraform k8s kubernetes helm charts ansible fixtures __fixtures__ __mocks__ testdata templates ",
);

/// Folders that say so only where a path begins with them: `src/docs/index.ts` is code.
static ASIDE_FIRST: WordList = WordList::of(
    " docs doc infra infrastructure deploy deployment deployments ci config configs build bench ",
);

/// Folders that hold tests.
static TESTS: WordList = WordList::of(
    " test tests __tests__ e2e testing cypress playwright androidtest unittests integration-tests \
integration_tests unit_tests ",
);

/// Files that build or configure, in a language that is code elsewhere.
static SETUP: WordList = WordList::of(
    " setup.py conf.py noxfile.py build.rs gulpfile.js gruntfile.js package-info.java module-info.java ",
);

/// What the file at a path is for.
///
/// ```
/// use ddr::model::file_role::{Role, role};
/// assert_eq!(role("server/auth/session.py"), Role::Code);
/// assert_eq!(role("server/auth/session_test.go"), Role::Test);
/// assert_eq!(role(".github/workflows/ci.yml"), Role::Other);
/// ```
pub fn role(path: &str) -> Role {
    let mut lower = path.to_ascii_lowercase();
    if lower.contains('\\') {
        lower = lower.replace('\\', "/");
    }
    let lower = lower.trim_start_matches("./").trim_start_matches('/');
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", lower));
    let Some((stem, extension)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
        return if folders.split('/').any(|folder| TESTS.has(folder)) { Role::Test } else { Role::Other };
    };
    let code = CODE.has(extension);
    let original = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    if folders.split('/').any(|folder| TESTS.has(folder) || is_test_folder(folder, code))
        || (code && is_test_stem(stem, original))
        || matches!(extension, "feature" | "bats" | "t")
    {
        return Role::Test;
    }
    let aside = folders.split('/').any(|folder| ASIDE.has(folder))
        || folders.split('/').next().is_some_and(|first| ASIDE_FIRST.has(first));
    let made = [
        ".pb",
        "_pb2",
        "_pb2_grpc",
        ".g",
        ".gen",
        ".generated",
        ".min",
        ".d",
        ".config",
        ".conf",
        ".stories",
        "rc",
    ]
    .iter()
    .any(|end| stem.ends_with(end) && (*end != "rc" || name.starts_with('.')));
    if !code || aside || made || SETUP.has(name) { Role::Other } else { Role::Code }
}

/// `spec/` and `specs/` hold tests where the file is code, documents otherwise; `Shop.Tests` and
/// `ShopTests` are test projects.
fn is_test_folder(folder: &str, code: bool) -> bool {
    (code && matches!(folder, "spec" | "specs"))
        || [".tests", ".test", "uitests", "-tests", "_tests"].iter().any(|end| folder.ends_with(end))
}

/// Whether a file's name says that it is a test. `original` is the name in its letter case, since
/// `LoginTest.java` is a test and `latest.java` is none.
fn is_test_stem(stem: &str, original: &str) -> bool {
    let cased = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
    matches!(stem, "test" | "tests" | "conftest" | "spec")
        || ["test_", "test-", "tests_"].iter().any(|start| stem.starts_with(start))
        || ["_test", "_tests", "-test", "-tests", ".test", ".tests", "_spec", ".spec", "-spec", ".e2e", ".cy"]
            .iter()
            .any(|end| stem.ends_with(end))
        || ["Test", "Tests", "TestCase", "Spec", "Specs"].iter().any(|end| cased.ends_with(end))
}

/// The name that a test file shares with the code that it tests: `session` for `test_session.py`,
/// `Session.test.tsx` and `session.py`; empty where nothing is left.
pub fn subject(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let mut stem = name.split('.').next().unwrap_or_default();
    for mark in ["test_", "test-", "tests_"] {
        stem = stem.strip_prefix(mark).unwrap_or(stem);
    }
    for mark in ["_tests", "_test", "-tests", "-test", "_spec", "-spec", "tests", "test", "spec"] {
        stem = stem.strip_suffix(mark).unwrap_or(stem);
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_a_file_is_for() {
        for path in [
            "server/services/firestore/__init__.py",
            "scripts/setup.sh",
            "src/lib.rs",
            "cmd/api/main.go",
            "app/Cart.tsx",
            "src/docs/index.ts",
            "lib/latest.rb",
            "src/Auth/Login.cs",
            "src\\auth\\Login.cs",
            "/src/x.py",
            "./a.py",
            "src/**/*.ts",
            "app/[id]/page.tsx",
            "src/config/load.rs",
            "pkg/contest/score.go",
            "src/Protest.java",
            "src/testimonials.ts",
        ] {
            assert_eq!(role(path), Role::Code, "{path}");
        }
        for path in [
            "tests/test_a.py",
            "server/x_test.go",
            "src/Cart.spec.tsx",
            "src/test/java/A.java",
            "src/LoginTest.java",
            "spec/models/user_spec.rb",
            "Shop.Tests/CartTests.cs",
            "tests/fixtures/a.json",
            "conftest.py",
            "e2e/login.cy.ts",
            "features/login.feature",
            "src/tests.rs",
            "tests/data/",
            "__tests__/a.js",
        ] {
            assert_eq!(role(path), Role::Test, "{path}");
        }
        for path in [
            "README.md",
            "docs/conf.py",
            "server/requirements.txt",
            "Cargo.toml",
            "Cargo.lock",
            "infra/stack.ts",
            ".github/workflows/ci.yml",
            ".github/scripts/x.py",
            "db/migrations/001_users.sql",
            "app/migrations/0002_x.py",
            "vite.config.ts",
            ".eslintrc.js",
            "setup.py",
            "Dockerfile",
            "Makefile",
            "assets/logo.svg",
            "src/app.css",
            "api/openapi.yaml",
            "proto/a.proto",
            "gen/a.pb.go",
            "types/a.d.ts",
            "src/auth/",
            "src/auth",
            ".env",
            "k8s/app.yaml",
            "main.tf",
            "specs/001/plan.md",
            "examples/a.py",
            "package.json",
            "schema.sql",
            "nb.ipynb",
        ] {
            assert_eq!(role(path), Role::Other, "{path}");
        }
    }

    #[test]
    fn a_test_shares_its_name_with_what_it_tests() {
        for (test, code) in [
            ("tests/test_session.py", "server/session.py"),
            ("a/session_test.go", "a/session.go"),
            ("src/Cart.spec.tsx", "src/Cart.tsx"),
            ("LoginTest.java", "Login.java"),
        ] {
            assert_eq!(subject(test), subject(code));
        }
        assert_eq!(subject("tests.rs"), "");
    }
}
