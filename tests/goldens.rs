//! Files that are generated and committed: each must be what the code would write now. `UPDATE_GOLDENS=1` writes them.

use std::{env, fs, path::Path};

/// The interface between the screen and the shell is generated from the Rust types: a drift would be found by staff.
#[test]
fn the_screens_interface_is_the_one_the_shell_speaks() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
    if env::var_os("UPDATE_GOLDENS").is_some() {
        comptoir::write_bindings(&committed).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let now = folder.path().join("bindings.ts");
    comptoir::write_bindings(&now).unwrap();
    let (now, committed) = (
        fs::read_to_string(now).unwrap(),
        fs::read_to_string(committed).unwrap(),
    );
    assert!(
        now == committed,
        "ui/src/bindings.ts is out of date: run the tests once with UPDATE_GOLDENS=1"
    );
}
