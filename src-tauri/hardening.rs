//! What the system is told before anything is opened: that no picture of this program's memory is ever written to a
//! file, and that the files it makes are its user's alone. It knows nothing of what is in memory or in files. Windows
//! keeps a user's own folders closed by itself and lets no program without unsafe code forbid a crash report.

use std::io;

/// Tells the system. What it does not take is for the log: the till opens all the same.
#[cfg(unix)]
pub(crate) fn harden() -> io::Result<()> {
    use rustix::{
        fs::Mode,
        process::{Resource, Rlimit, getrlimit, setrlimit, umask},
    };

    umask(Mode::RWXG | Mode::RWXO);
    // One byte and not none: Linux pipes a crash into a system's program whatever the limit is, except this one.
    // It is inherited: the web view, which holds what is typed, is held to it too.
    let most = getrlimit(Resource::Core)
        .maximum
        .map_or(1, |most| most.min(1));
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::Core, limit)?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // Nor may another program of this user look into our memory while we run.
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    }
    Ok(())
}

/// Nothing to tell.
#[cfg(not(unix))]
pub(crate) fn harden() -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, dumpable_behavior};
    use std::fs;

    /// It holds for the whole of the tests' own process from here on, which leaves no image either.
    #[test]
    fn this_process_leaves_no_image_of_its_memory() {
        harden().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let limits = fs::read_to_string("/proc/self/limits").unwrap();
        let mut lines = limits.lines();
        let largest = lines.find_map(|line| line.strip_prefix("Max core file size"));
        let largest: Vec<&str> = largest.unwrap().split_whitespace().collect();
        let bytes = |word: &str| word.parse::<u64>().unwrap();
        assert!(
            bytes(largest[0]) <= 1 && bytes(largest[1]) <= 1,
            "{largest:?}"
        );
        harden().unwrap();
    }
}
