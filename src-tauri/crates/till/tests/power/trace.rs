//! What a program asked of the system, as `strace -f -y -xx` wrote it down, read into the calls that a disk, a gateway
//! or a person would notice. A pure reading of a text: it knows no disk, no ledger and no rule.

use std::collections::HashMap;

/// The calls to be recorded.
pub(crate) const WATCHED: &str = "openat,write,writev,pwrite64,pwritev,pwritev2,fallocate,copy_file_range,sendfile,\
     fdatasync,fsync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,sendto,sendmsg";

/// One call that came back without an error. Files are named by their path below the watched folder, which is itself
/// the empty name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Call {
    /// A file was opened, and made if it was not there.
    Made { file: String, emptied: bool },
    /// Bytes were written at a place in a file.
    Wrote {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    /// The next bytes of a file were copied to the end of another one.
    Copied {
        from: String,
        to: String,
        length: usize,
    },
    /// A file was given another length.
    Cut { file: String, length: usize },
    /// A file, or a folder's list of names, is on the disk for certain.
    Synced { file: String },
    /// A file got another name.
    Renamed { from: String, to: String },
    /// A name was taken away.
    Removed { file: String },
    /// The program said something on its standard error stream: whoever reads it knows.
    Said(Vec<u8>),
    /// Bytes left the machine.
    Sent(Vec<u8>),
}

/// The calls of a recording that concern `folder`, the people who read and whoever is at the other end of a socket, in
/// the order in which they came back; what left the machine stands where its call began.
pub(crate) fn calls(recording: &str, folder: &str) -> Vec<Call> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in recording.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") {
            continue;
        }
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            calls.extend(call(&format!("{start}) = 0"), folder).filter(leaves));
            begun.insert(thread, start);
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let (_, end) = resumed.split_once(" resumed>").unwrap();
            let whole = format!("{}{end}", begun.remove(thread).unwrap());
            calls.extend(call(&whole, folder).filter(|call| !leaves(call)));
        } else {
            calls.extend(call(rest, folder));
        }
    }
    calls
}

fn leaves(call: &Call) -> bool {
    matches!(call, Call::Sent(_))
}

/// One line without its thread: `name(arguments) = result`.
fn call(line: &str, folder: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(').unwrap();
    let (end, result) = rest.match_indices(')').find_map(|(end, _)| {
        let result = rest.get(end + 1..)?.trim_start().strip_prefix("= ")?;
        Some((end, result))
    })?;
    if result.starts_with(['-', '?']) {
        return None;
    }
    let arguments: Vec<&str> = rest[..end].split(", ").collect();
    let file = |argument: &str| below(&path_of(argument)?, folder);
    let named = |argument: &str| below(&text(argument), folder);
    let number = |argument: &str| argument.parse::<usize>().unwrap();
    let copied = |from: &str, to: &str| {
        let length = number(result);
        match (file(from), file(to)) {
            (Some(from), Some(to)) => (length > 0).then_some(Call::Copied { from, to, length }),
            (_, None) => None,
            (None, Some(_)) => panic!("bytes that this reading does not know: {line}"),
        }
    };
    match name {
        "openat" if arguments[2].contains("O_CREAT") => Some(Call::Made {
            file: file(result)?,
            emptied: arguments[2].contains("O_TRUNC"),
        }),
        "openat" => None,
        "pwrite64" => Some(Call::Wrote {
            file: file(arguments[0])?,
            at: number(arguments[3]),
            bytes: bytes(arguments[1]).get(..number(result))?.to_vec(),
        }),
        "copy_file_range" => copied(arguments[0], arguments[2]),
        "sendfile" => copied(arguments[1], arguments[0]),
        "ftruncate" => Some(Call::Cut {
            file: file(arguments[0])?,
            length: number(arguments[1]),
        }),
        "fsync" | "fdatasync" => Some(Call::Synced {
            file: file(arguments[0])?,
        }),
        "rename" => Some(Call::Renamed {
            from: named(arguments[0])?,
            to: named(arguments[1])?,
        }),
        "unlink" => Some(Call::Removed {
            file: named(arguments[0])?,
        }),
        "write" if arguments[0].starts_with("2<") => Some(Call::Said(bytes(arguments[1]))),
        "write" | "sendto" if is_socket(arguments[0]) => Some(Call::Sent(bytes(arguments[1]))),
        _ => {
            let touched = arguments.iter().any(|argument| {
                file(argument).is_some()
                    || argument.starts_with('"') && named(argument).is_some()
                    || is_socket(argument)
            });
            assert!(!touched, "a call that this reading does not know: {line}");
            None
        }
    }
}

/// The path of a descriptor written as `5<path>`; none for a file that has no name any more.
fn path_of(descriptor: &str) -> Option<String> {
    let (_, path) = descriptor.split_once('<')?;
    Some(String::from_utf8(unescaped(path.strip_suffix('>')?)).unwrap())
}

fn is_socket(descriptor: &str) -> bool {
    path_of(descriptor).is_some_and(|path| path.starts_with("socket:") || path.starts_with("TCP:"))
}

fn below(path: &str, folder: &str) -> Option<String> {
    let inside = path.strip_prefix(folder)?;
    (inside.is_empty() || inside.starts_with('/')).then(|| inside.trim_start_matches('/').into())
}

fn text(quoted: &str) -> String {
    String::from_utf8(bytes(quoted)).unwrap()
}

fn bytes(quoted: &str) -> Vec<u8> {
    let inside = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    unescaped(inside.unwrap_or_else(|| panic!("not all of it was recorded: {quoted}")))
}

/// `\x41\x42` as bytes.
fn unescaped(text: &str) -> Vec<u8> {
    text.split("\\x")
        .skip(1)
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

#[test]
fn a_recording_is_read_into_what_happened_to_the_folder_and_what_left() {
    let hex =
        |text: &str| -> String { text.bytes().map(|byte| format!("\\x{byte:02x}")).collect() };
    let of = |text: &str| hex(text);
    let (db, log) = (of("/f/a.db"), of("/f/a.db-wal"));
    let recording = [
        format!(
            "7  openat(AT_FDCWD<{}>, \"{db}\", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 3<{db}>",
            of("/")
        ),
        format!(
            "7  openat(AT_FDCWD<{}>, \"{}\", O_RDWR|O_CREAT, 0644) = 4<{}>",
            of("/"),
            of("/else"),
            of("/else")
        ),
        format!("7  pwrite64(3<{db}>, \"{}\", 5, 512) = 5", of("hello")),
        format!(
            "7  pwrite64(3<{db}>, \"{}\", 5, 512) = -1 ENOSPC (No space left on device)",
            of("hello")
        ),
        format!(
            "7  pwrite64(4<{}>, \"{}\", 2, 0) = 2",
            of("/else"),
            of("no")
        ),
        format!(
            "8  sendto(9<{}>, \"{}\", 3, MSG_NOSIGNAL, NULL, 0 <unfinished ...>",
            of("socket:[12]"),
            of("pay")
        ),
        format!("7  fdatasync(3<{db}> <unfinished ...>"),
        "8  <... sendto resumed>) = 3".to_owned(),
        "7  <... fdatasync resumed>)             = 0".to_owned(),
        format!("7  ftruncate(3<{db}>, 100)     = 0"),
        format!("7  rename(\"{db}\", \"{log}\") = 0"),
        format!("7  write(2<{}>, \"{}\", 3) = 3", of("pipe:[3]"), of("ok\n")),
        format!("7  fsync(5<{}>) = 0", of("/f")),
        format!("7  unlink(\"{log}\") = 0"),
        format!("7  fdatasync(3<{log}>(deleted)) = 0"),
        format!("7  copy_file_range(3<{db}>, NULL, 6<{log}>, NULL, 1073741824, 0) = 100"),
        format!("7  copy_file_range(3<{db}>, NULL, 6<{log}>, NULL, 1073741824, 0) = 0"),
        format!("7  sendfile(6<{log}>, 3<{db}>, NULL, 2147479552) = 50"),
        "7  +++ exited with 0 +++".to_owned(),
    ]
    .join("\n");
    let (db, log) = ("a.db".to_owned(), "a.db-wal".to_owned());
    let copied = |length| Call::Copied {
        from: "a.db".to_owned(),
        to: "a.db-wal".to_owned(),
        length,
    };
    assert_eq!(
        calls(&recording, "/f"),
        [
            Call::Made {
                file: db.clone(),
                emptied: false
            },
            Call::Wrote {
                file: db.clone(),
                at: 512,
                bytes: b"hello".to_vec()
            },
            Call::Sent(b"pay".to_vec()),
            Call::Synced { file: db.clone() },
            Call::Cut {
                file: db.clone(),
                length: 100
            },
            Call::Renamed {
                from: db,
                to: log.clone()
            },
            Call::Said(b"ok\n".to_vec()),
            Call::Synced {
                file: String::new()
            },
            Call::Removed { file: log.clone() },
            copied(100),
            copied(50),
        ]
    );
}

#[test]
#[should_panic = "does not know"]
fn a_write_that_says_no_place_is_not_passed_over() {
    let path: String = "/f/a.db"
        .bytes()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect();
    calls(&format!("7  write(3<{path}>, \"\\x41\", 1) = 1"), "/f");
}
