//! What strace is told to do to the application's calls, and what its log says was done. It knows the calls by their
//! names in the system, and nothing of what the application means by them.

/// When a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum During {
    /// While staff sell: the N-th call of the one thread that does every deed.
    Sale,
    /// While the receipt of a sale is printed: the N-th call of that thread on the paper.
    Printing,
    /// While a till's ledger is made, at its first start: the N-th call of any thread on the till's own files.
    FirstStart,
    /// While the till is started again after a power cut that left a release without its answer: likewise.
    Recovery,
}

impl During {
    /// In words.
    pub(super) fn word(self) -> &'static str {
        match self {
            During::Sale => "a sale",
            During::Printing => "printing",
            During::FirstStart => "the first start",
            During::Recovery => "the start after a power cut",
        }
    }
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// The program is killed at its door: the call is not made.
    Killed,
    /// It is answered with an error of the device, once.
    Broken,
    /// It is answered with a full disk, and so is every one after it until the disk has room again.
    Full,
}

/// A call of the program, and what happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blow {
    /// When.
    pub(super) during: During,
    /// Which call, by its name.
    pub(super) call: &'static str,
    /// The how many of its kind, from 1.
    pub(super) nth: u32,
    /// What happens to it.
    pub(super) fate: Fate,
}

impl Blow {
    /// How strace is told.
    pub(super) fn expression(&self) -> String {
        let Blow {
            call, nth, fate, ..
        } = self;
        match fate {
            Fate::Killed => format!("inject={call}:signal=SIGKILL:when={nth}"),
            Fate::Broken => format!("inject={call}:error=EIO:when={nth}"),
            Fate::Full => format!("inject={call}:error=ENOSPC:when={nth}+"),
        }
    }
}

/// What a call was made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The ledger's write-ahead log.
    Log,
    /// The ledger itself, or one that is being made.
    Ledger,
    /// The index that the ledger's connections share.
    Index,
    /// A paper, the settings or a mark: a file that is replaced whole.
    Paper,
    /// A connection to the gateway.
    Gateway,
    /// The program's own affairs: its window, its log, a folder.
    Elsewhere,
}

impl Place {
    /// In words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Place::Log => "log",
            Place::Ledger => "ledger",
            Place::Index => "index",
            Place::Paper => "paper",
            Place::Gateway => "gateway",
            Place::Elsewhere => "elsewhere",
        }
    }

    fn of(name: &str) -> Place {
        if name.starts_with("TCP:") {
            Place::Gateway
        } else if name.ends_with("-wal") {
            Place::Log
        } else if name.ends_with("-shm") {
            Place::Index
        } else if [".ledger", ".making", "-journal"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            Place::Ledger
        } else if name.ends_with(".new") || name.ends_with("/ledger-begun") {
            Place::Paper
        } else {
            Place::Elsewhere
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The number of the thread that made it, where several are listened to.
    pub(super) thread: Option<u32>,
    /// The call.
    pub(super) call: &'a str,
    /// What it was made on.
    pub(super) place: Place,
    /// Whether it was answered with an error that strace made up.
    pub(super) injected: bool,
}

/// The calls of a log, in their order.
pub(super) fn calls(log: &str) -> impl DoubleEndedIterator<Item = Line<'_>> {
    log.lines().filter_map(line)
}

/// Whether the program was killed.
pub(super) fn killed(log: &str) -> bool {
    log.contains("+++ killed by SIGKILL")
}

/// Whether a call was answered with an error that strace made up.
pub(super) fn injected(log: &str) -> bool {
    log.contains("(INJECTED)")
}

/// `pwrite64(9</data/till.ledger-wal>, ""..., 24, 0) = 24`, a thread's number before it where there are several.
fn line(text: &str) -> Option<Line<'_>> {
    let number = text
        .split_once(' ')
        .map(|(number, rest)| (number.parse().ok(), rest));
    let (thread, text) = match number {
        Some((Some(thread), rest)) => (Some(thread), rest.trim_start()),
        Some((None, _)) | None => (None, text),
    };
    let (call, rest) = text.split_once('(')?;
    let is_name = |each: char| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '_';
    if call.is_empty() || !call.chars().all(is_name) {
        return None;
    }
    let first = rest.split(", ").next().unwrap_or(rest);
    let name = if let Some((_, opened)) = first.split_once('<') {
        opened.split('>').next().unwrap_or_default()
    } else {
        rest.split('"').nth(1).unwrap_or_default()
    };
    Some(Line {
        thread,
        call,
        place: Place::of(name),
        injected: rest.ends_with("(INJECTED)"),
    })
}

#[test]
fn a_log_tells_what_was_called_where_and_what_was_made_up() {
    let log = "pwrite64(9</tmp/a/till.ledger-wal>, \"\"..., 24, 0) = 24\n\
               321 connect(12<TCP:[77]>, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1 EINPROGRESS (Operation now in progress)\n\
               rename(\"/tmp/a/T2-1.pdf.new\", \"/tmp/a/T2-1.pdf\") = -1 EIO (Input/output error) (INJECTED)\n\
               write(3<anon_inode:[eventfd]>, \"\"..., 8) = 8\n\
               fsync(9</tmp/a/till.ledger>) = ?\n\
               +++ killed by SIGKILL +++\n";
    let told: Vec<(&str, Place, bool)> = calls(log)
        .map(|line| (line.call, line.place, line.injected))
        .collect();
    let expected = [
        ("pwrite64", Place::Log, false),
        ("connect", Place::Gateway, false),
        ("rename", Place::Paper, true),
        ("write", Place::Elsewhere, false),
        ("fsync", Place::Ledger, false),
    ];
    assert_eq!(told, expected);
    assert_eq!(calls(log).nth(1).unwrap().thread, Some(321));
    assert!(killed(log) && injected(log) && !killed("fsync(3</a>) = 0"));
}
