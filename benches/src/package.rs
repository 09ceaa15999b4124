//! The size of what is installed, and of what the window loads before it shows anything.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::built;
use super::goals::{Goal, Report};

const MEGABYTE: f64 = 1_000_000.0;
const KILOBYTE: f64 = 1000.0;

pub fn measure(report: &mut Report) {
    let (deb, most) = (bytes(&package()) / MEGABYTE, 8.0);
    report.add(Goal::at_most("size of the Debian package, in MB / 8 MB", deb / most, 1.0, (deb, most)));
    let (pages, most) = (at_start(Path::new("ui/dist")) / KILOBYTE, 90.0);
    report.add(Goal::at_most("the pages at the start, gzipped, in kB / 90 kB", pages / most, 1.0, (pages, most)));
}

/// The newest package. `cargo xtask bench` has just made it.
fn package() -> PathBuf {
    let folder = built("bundle/deb");
    let entries = std::fs::read_dir(&folder).expect("cargo xtask bundle has made a package").flatten();
    let packages = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "deb"));
    packages.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).expect("there is a package")
}

/// The page, and what it loads at once: its script, the parts that the script imports, and its style.
fn at_start(folder: &Path) -> f64 {
    let page = std::fs::read_to_string(folder.join("index.html")).unwrap();
    let named = page.split('"').filter(|text| text.starts_with("/assets/"));
    let files = named.map(|name| folder.join(name.trim_start_matches('/')));
    files.chain([folder.join("index.html")]).map(|file| gzipped(&std::fs::read(file).unwrap())).sum()
}

fn gzipped(bytes: &[u8]) -> f64 {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap().len() as f64
}

fn bytes(file: &Path) -> f64 {
    file.metadata().unwrap().len() as f64
}
