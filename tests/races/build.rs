//! Says that this package's copy of the till has scheduled locks. A build script speaks for its own package alone, so
//! that nothing asked of a build, no feature and no flag, gives the application's till anything but real ones.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(scheduled)");
    println!("cargo::rustc-cfg=scheduled");
    println!("cargo::rerun-if-changed=build.rs");
}
