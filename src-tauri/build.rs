//! Lets Tauri read its configuration. The folder of the built screen must exist when Rust compiles, built or not.

fn main() -> Result<(), std::io::Error> {
    std::fs::create_dir_all("ui/dist")?;
    tauri_build::build();
    Ok(())
}
