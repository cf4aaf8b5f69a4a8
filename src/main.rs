//! The program `ddr`; everything it does stands in the library.

/// Much of what it does is to keep short texts, on several threads, and to let them go again.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    ddr::cli::run()
}
