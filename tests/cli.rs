//! The command line by data: `tests/cli/<case>.toml`, with the files of a case in `<case>.in`.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what the program says now; read the diff.

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
