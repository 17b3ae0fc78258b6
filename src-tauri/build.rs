//! Lets Tauri read its configuration, and the linker write short. The folder of the built screen must exist when Rust
//! compiles, built or not.

use std::env;

fn main() -> Result<(), std::io::Error> {
    std::fs::create_dir_all("ui/dist")?;
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        // What the loader adds its address to, two megabytes of it, in a fortieth of the room: glibc 2.36 and later.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    tauri_build::build();
    Ok(())
}
