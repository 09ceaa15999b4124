use std::path::PathBuf;

use clap::Parser;

/// The option that the app starts itself with after the page was lost again and again.
#[cfg(target_os = "linux")]
pub const SAFE_RENDERING: &str = "--safe-rendering";

/// Number Desk: WhatsApp Business numbers on Plivo, configured safely.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Options {
    /// Open straight on the built-in sandbox: a pretend Plivo account that needs no network and no credentials.
    #[arg(long)]
    pub sandbox: bool,

    /// How many numbers the sandbox has.
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub sandbox_numbers: u32,

    /// Draw by the processor alone, without the graphics card, if the window stays empty or flickers.
    #[arg(long)]
    pub safe_rendering: bool,

    /// The folder for everything that the app stores on this computer.
    #[arg(long, env = "NUMBER_DESK_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
}
