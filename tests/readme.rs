//! What README.md shows is what the program prints: every `console` block that runs `ddr` is run.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a panic in a test is a failing test"
)]

use std::path::Path;
use std::process::Command;

#[test]
fn shown_output_is_real_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("README.md")).unwrap().replace("\r\n", "\n");
    let mut run = 0;
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (command, shown) = block.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ ddr ").unwrap_or_else(|| panic!("{command}"));
        let output = Command::new(env!("CARGO_BIN_EXE_ddr"))
            .args(arguments.split(' '))
            .env_remove("CLICOLOR_FORCE")
            .env_remove("FORCE_COLOR")
            .current_dir(root)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), shown, "{command}");
        run += 1;
    }
    assert!(run >= 2, "{run} blocks");
}
