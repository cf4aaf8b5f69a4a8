//! File cells as people write them, and what is no path.

use super::*;
use crate::source::Source;
use crate::syntax::{BlockKind, parse};
use proptest::prelude::*;

/// Runs a question on the cell of a table that holds nothing else.
pub(crate) fn in_cell<T>(content: &str, ask: impl FnOnce(&Document<'_>, &Cell) -> T) -> T {
    let source = Source::new("p.md", format!("# é\n\n| file | op |\n|---|---|\n| {content} | add |\n"));
    let document = parse(&source.text, 0);
    for block in &document.blocks {
        if let BlockKind::Table(table) = &block.kind {
            return ask(&document, &table.rows[0].cells[0]);
        }
    }
    panic!("no table around {content}");
}

fn read(content: &str) -> Vec<(String, String)> {
    in_cell(content, |document, cell| {
        paths(document, cell)
            .into_iter()
            .map(|path| (path.text, path.span.of(document.source()).to_owned()))
            .collect()
    })
}

#[test]
fn a_cell_names_paths_in_many_ways() {
    let cases: &[(&str, &[&str])] = &[
        ("server/config/config.py", &["server/config/config.py"]),
        ("`src/auth/login.ts`", &["src/auth/login.ts"]),
        ("./scripts/run.sh", &["./scripts/run.sh"]),
        ("**a/b.py**", &["a/b.py"]),
        ("*a/b.py*", &["a/b.py"]),
        ("_a/b.py_", &["a/b.py"]),
        ("**a/b.py + c/d.py**", &["a/b.py", "c/d.py"]),
        ("server/x/__init__.py", &["server/x/__init__.py"]),
        ("__init__.py", &["__init__.py"]),
        ("**server/x/__init__.py**", &["server/x/__init__.py"]),
        ("tests/test\\_a\\_b.py", &["tests/test_a_b.py"]),
        ("a.py + b.py", &["a.py", "b.py"]),
        ("a.py+b.py", &["a.py", "b.py"]),
        ("`a.py` / `b.py`", &["a.py", "b.py"]),
        ("a.py, b.py; c.py", &["a.py", "b.py", "c.py"]),
        ("a.py and b.py & c.py", &["a.py", "b.py", "c.py"]),
        ("a.py<br>b.py<br/>`c.py`", &["a.py", "b.py", "c.py"]),
        ("src/old.rs → src/new.rs", &["src/old.rs", "src/new.rs"]),
        ("src/old.rs->src/new.rs", &["src/old.rs", "src/new.rs"]),
        ("`src/old.rs` -> `src/new.rs`", &["src/old.rs", "src/new.rs"]),
        ("`a.py, b.py + c.py`", &["a.py", "b.py", "c.py"]),
        ("src/x/", &["src/x/"]),
        ("services/api", &["services/api"]),
        ("a/b.py (checkpoint)", &["a/b.py"]),
        ("a/b.py(new)", &["a/b.py"]),
        ("*(new)* a/b.py", &["a/b.py"]),
        ("a/b.py *(new)*", &["a/b.py"]),
        ("(a/b.py)", &["a/b.py"]),
        ("a/b.py (see c/d.py)", &["a/b.py"]),
        ("New file: `pkg/cache/lru.go`.", &["pkg/cache/lru.go"]),
        ("src/a.py:12", &["src/a.py"]),
        ("src/a.py:12-40", &["src/a.py"]),
        ("`src/a.py:12:5`", &["src/a.py"]),
        ("src/a.ts#L10-L20", &["src/a.ts"]),
        ("tests/test_a.py::TestA::test_b", &["tests/test_a.py"]),
        ("[server/x.py](../server/x.py)", &["server/x.py"]),
        ("[`server/x.py`](../server/x.py)", &["server/x.py"]),
        ("[the factory](../server/x.py#L3)", &["../server/x.py"]),
        ("[x](https://example.org/a/b.py)", &[]),
        ("[src/a.py](https://example.org/blob/main/src/a.py) (core)", &["src/a.py"]),
        ("`app/[id].tsx`", &["app/[id].tsx"]),
        ("app/[id]/page.tsx", &["app/[id]/page.tsx"]),
        ("`app/(group)/page.tsx`", &["app/(group)/page.tsx"]),
        ("`(group)/page.tsx`", &["(group)/page.tsx"]),
        ("`app/@modal/page.tsx`", &["app/@modal/page.tsx"]),
        ("`routes/$param.ts`", &["routes/$param.ts"]),
        ("`src/routes/+page.svelte`", &["src/routes/+page.svelte"]),
        ("src/routes/+page.svelte", &["src/routes/+page.svelte"]),
        ("`packages/@scope/ui/index.ts`", &["packages/@scope/ui/index.ts"]),
        ("`src\\auth\\Login.cs`", &["src\\auth\\Login.cs"]),
        ("src\\auth\\Login.cs", &["src\\auth\\Login.cs"]),
        (".github/workflows/ci.yml", &[".github/workflows/ci.yml"]),
        (".env, .gitignore", &[".env", ".gitignore"]),
        ("`.env.local`", &[".env.local"]),
        ("Dockerfile", &["Dockerfile"]),
        ("Dockerfile.dev + Makefile", &["Dockerfile.dev", "Makefile"]),
        ("docker/Dockerfile", &["docker/Dockerfile"]),
        ("README.md / LICENSE", &["README.md", "LICENSE"]),
        ("Procfile", &["Procfile"]),
        ("`docs/My Design.md`", &["docs/My Design.md"]),
        ("`Design Notes.md`", &["Design Notes.md"]),
        ("`python scripts/run.py`", &["scripts/run.py"]),
        ("src/**/*.ts", &["src/**/*.ts"]),
        ("`**/*.py`", &["**/*.py"]),
        ("`./internal/...`", &["./internal/..."]),
        ("see src/a.py...", &["src/a.py"]),
        ("src/{a,b}.ts", &["src/{a,b}.ts"]),
        ("`src/{a, b}.ts`", &["src/{a, b}.ts"]),
        ("go.mod, go.sum", &["go.mod", "go.sum"]),
        ("infra/redis.config", &["infra/redis.config"]),
        ("`internal/store`", &["internal/store"]),
        ("`deep/module/name`", &["deep/module/name"]),
        ("../shared/lib.rs", &["../shared/lib.rs"]),
        ("/src/x.py", &["/src/x.py"]),
        ("~~old.py~~ new.py", &["old.py", "new.py"]),
        ("\"a/b.py\"", &["a/b.py"]),
        ("日本/設計.md", &["日本/設計.md"]),
        ("https://example.org/x.py", &[]),
        ("<https://example.org/x.py>", &[]),
        ("n/a", &[]),
        ("N/A", &[]),
        ("—", &[]),
        ("and/or", &[]),
        ("client/server", &[]),
        ("read/write/execute", &[]),
        ("v1.2", &[]),
        ("1.2.3", &[]),
        ("e.g. this, i.e. that", &[]),
        ("Some prose words.", &[]),
        ("GET /v1/x", &[]),
        ("`GET /v1/x`", &[]),
        ("`POST /api/users/`", &[]),
        ("`/v1/users`", &[]),
        ("HTTP/2 and TCP/IP, I/O", &[]),
        ("`react@18.2.0`, `@types/node@20`", &[]),
        ("`@scope/pkg`", &[]),
        ("Node.js, Vue.js, .NET", &[]),
        ("all .py files", &[]),
        ("`asyncio.gather`, `os.path`, `self.cache`", &[]),
        ("application/json", &[]),
        ("`text/plain`", &[]),
        ("github.com/org/repo", &[]),
        ("w/ retries", &[]),
        ("24/7", &[]),
        ("~/notes.md", &[]),
        ("me@example.com", &[]),
    ];
    let got: Vec<(&str, Vec<String>)> = cases
        .iter()
        .map(|(cell, _)| (*cell, read(cell).into_iter().map(|(text, _)| text).collect()))
        .collect();
    let wrong: Vec<_> = got.iter().zip(cases).filter(|(got, case)| got.1 != case.1).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn spans_cover_the_path_in_the_source() {
    for (cell, spans) in [
        ("**tests/test\\_a.py**:12", &["tests/test\\_a.py"][..]),
        ("`a.py:3`, (b/c.py::x)", &["a.py", "b/c.py"]),
        ("[the factory](../server/x.py#L3)", &["../server/x.py"]),
        ("`x y`: *server/x/__init__.py*", &["server/x/__init__.py"]),
        ("a\\_b.py::test\\_x", &["a\\_b.py"]),
        ("*(new)* a/b.py(new)", &["a/b.py"]),
    ] {
        assert_eq!(read(cell).into_iter().map(|(_, span)| span).collect::<Vec<_>>(), spans, "{cell}");
    }
}

#[test]
fn paths_that_lose_characters_are_told() {
    let eaten = |content: &str| {
        in_cell(content, |document, cell| {
            swallowed(document, cell)
                .into_iter()
                .map(|span| span.of(document.source()).to_owned())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(eaten("server/x/__init__.py"), ["server/x/__init__.py"]);
    assert_eq!(eaten("[server/x/__init__.py](a.py)"), ["server/x/__init__.py"]);
    assert_eq!(eaten("src/*.py and lib/*.py"), ["src/*.py", "lib/*.py"]);
    for fine in [
        "`server/x/__init__.py`",
        "**a/b.py**",
        "a_b_c.py",
        "a/\\_\\_init\\_\\_.py",
        "*(new)* a/b.py",
        "**a.py + b.py**",
    ] {
        assert!(eaten(fine).is_empty(), "{fine}");
    }
}

#[test]
fn time_grows_with_the_text() {
    for part in [
        "a.py+",
        "(",
        "`a.py`, ",
        "{",
        "*a*",
        "__a__ ",
        "](",
        "a/",
        "[a](b.py) ",
        "<br>",
        ":1",
        "\\_",
        "a.py(",
        "->",
    ] {
        // Work that grew with the square of this would not come to an end.
        assert!(read(&part.repeat(100_000 / part.len())).len() <= 100_000);
    }
}

proptest! {
    #[test]
    fn any_cell_is_read(content in "(\\PC|[a-z/._*`\\[\\]()<>\\\\:,~+{}-]|\\.py|src/|__|<br>|\\]\\(){0,30}") {
        let content = content.replace('|', "");
        let source = format!("| file | op |\n|---|---|\n| {content} | x |\n");
        let document = parse(&source, 0);
        for block in &document.blocks {
            if let BlockKind::Table(table) = &block.kind {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    for path in paths(&document, cell) {
                        prop_assert!(cell.span.contains(path.span) && !path.span.of(&source).is_empty(), "{path:?}");
                    }
                    swallowed(&document, cell);
                }
            }
        }
    }

    #[test]
    fn known_paths_come_back(
        parts in prop::collection::vec("[a-z_][a-z0-9_-]{0,8}", 1..4),
        wrap in prop::sample::select(vec![("`", "`"), ("**", "**"), ("(", ")"), ("", ""), ("", " (new)"), ("[`", "`](../x.md)"), ("", ":12-40")]),
    ) {
        let path = format!("src/{}.rs", parts.join("/"));
        let cell = format!("{}{path}{}", wrap.0, wrap.1);
        prop_assert_eq!(read(&cell), vec![(path.clone(), path)]);
    }
}
