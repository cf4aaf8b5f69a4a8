//! The program `ddr`; everything it does stands in the library.

fn main() -> std::process::ExitCode {
    ddr::cli::run()
}
