//! Starting programs and following them to their end: quietly, with their output passed through, or with each line
//! read on the way. A program is tied to the runner: when the runner dies, however it dies, the program and all that
//! it started die too. It knows nothing of what the programs are for.

use std::env;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::checkout::Checkout;
use crate::error::Error;

/// How long to wait for more lines before looking whether the program has ended. A process that a program left behind
/// may hold its output open for ever; the program's end counts, not the end of its output.
const LINE_PATIENCE: Duration = Duration::from_millis(500);

/// A program to start, and its line as a person would type it.
pub(crate) struct Program {
    line: String,
    command: Command,
}

impl Program {
    pub(crate) fn new(name: impl AsRef<OsStr>) -> Self {
        let line = Path::new(&name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut command = Command::new(&name);
        command.stdin(Stdio::null());
        forget_own_package(&mut command);
        Self { line, command }
    }

    /// The cargo that started the runner, in the root of the checkout.
    pub(crate) fn cargo(checkout: &Checkout) -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).in_folder(checkout.root())
    }

    /// npm in the screen's folder. On Windows npm is a script, which is only found by its full name.
    pub(crate) fn npm(checkout: &Checkout) -> Self {
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).in_folder(&checkout.ui())
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.line.push(' ');
            self.line.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub(crate) fn env(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(variable, value);
        self
    }

    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The program as one would type it.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// Runs it; what it prints appears at once.
    pub(crate) fn run(mut self) -> Result<(), Error> {
        let (mut child, lifeline) =
            start_tied(&mut self.command).map_err(|source| self.not_started(source))?;
        let status = child.wait().map_err(|source| self.not_started(source))?;
        lifeline.release();
        self.succeeded(status)
    }

    /// Runs it; what it prints appears line by line, and each line of its standard output is shown to `read`.
    pub(crate) fn run_reading(mut self, mut read: impl FnMut(&str)) -> Result<(), Error> {
        self.command.stdout(Stdio::piped());
        let (mut child, lifeline) =
            start_tied(&mut self.command).map_err(|source| self.not_started(source))?;
        if let Some(output) = child.stdout.take() {
            pass_on(output, &mut io::stdout(), &mut child, &mut read).map_err(Error::Output)?;
        }
        let status = child.wait().map_err(|source| self.not_started(source))?;
        lifeline.release();
        self.succeeded(status)
    }

    /// Runs it with the terminal for its own, so that it can ask for a password. It is not tied to the runner: a
    /// package manager that is killed in the middle leaves the system half installed.
    pub(crate) fn run_in_foreground(mut self) -> Result<(), Error> {
        let status = self
            .command
            .stdin(Stdio::inherit())
            .status()
            .map_err(|source| self.not_started(source))?;
        self.succeeded(status)
    }

    /// Asks a quick question: the program's exit status and what it printed.
    pub(crate) fn ask(mut self) -> Result<Output, Error> {
        self.command
            .output()
            .map_err(|source| self.not_started(source))
    }

    fn not_started(&self, source: io::Error) -> Error {
        Error::NotStarted {
            program: self.line.clone(),
            source,
        }
    }

    fn succeeded(self, status: ExitStatus) -> Result<(), Error> {
        if status.success() {
            Ok(())
        } else {
            Err(Error::Failed {
                program: self.line,
                status,
            })
        }
    }
}

/// Takes out of a program's environment what cargo told the runner about the runner's own package. Build scripts watch
/// these variables (ring's does), and would run again whenever cargo is called now by hand and now by the runner.
fn forget_own_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(describes_a_package) {
            command.env_remove(name);
        }
    }
}

fn describes_a_package(variable: &str) -> bool {
    const OTHERS: [&str; 5] = [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_CRATE_NAME",
        "CARGO_BIN_NAME",
        "CARGO_PRIMARY_PACKAGE",
    ];
    variable.starts_with("CARGO_PKG_") || OTHERS.contains(&variable)
}

/// Copies a program's output to `ours` line by line until the program has ended.
fn pass_on(
    output: ChildStdout,
    ours: &mut impl Write,
    child: &mut Child,
    read: &mut impl FnMut(&str),
) -> io::Result<()> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            if sender.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    });
    let mut is_over = false;
    loop {
        match lines.recv_timeout(LINE_PATIENCE) {
            Ok(line) => {
                ours.write_all(&line)?;
                ours.flush()?;
                read(String::from_utf8_lossy(&line).trim_end());
            }
            // Its last lines may be on their way still: they have one more wait after it is known to be over.
            Err(RecvTimeoutError::Timeout) if !is_over => is_over = child.try_wait()?.is_some(),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

/// Starts a program in a process group of its own, and the watcher that ends the group.
fn start_tied(command: &mut Command) -> io::Result<(Child, Lifeline)> {
    own_group(command);
    let mut child = command.spawn()?;
    match Lifeline::to(child.id()) {
        Ok(lifeline) => Ok((child, lifeline)),
        Err(error) => {
            child.kill()?;
            child.wait()?;
            Err(error)
        }
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Windows ends the programs of a console together, and `taskkill /T` ends a program with all it started.
#[cfg(windows)]
fn own_group(_command: &mut Command) {}

/// The line that the watcher runs: it waits for a word or for the end of its input. The end without a word means that
/// the runner is gone, and so the program is ended, and a little later whatever did not heed.
#[cfg(unix)]
fn watcher(process: u32) -> Command {
    let mut watcher = Command::new("sh");
    watcher.args([
        "-c",
        "read -r word || { kill -s TERM -- -$0; sleep 2; kill -s KILL -- -$0; }",
        &process.to_string(),
    ]);
    watcher
}

#[cfg(windows)]
fn watcher(process: u32) -> Command {
    let mut watcher = Command::new("cmd");
    watcher.args([
        "/D",
        "/C",
        &format!("set /p word= || taskkill /T /F /PID {process}"),
    ]);
    watcher
}

/// Holds the input of a watcher open. Dropped, by an error or with the whole runner, it ends the program; released,
/// it leaves in peace what the program may have left behind.
struct Lifeline {
    watcher: Child,
    input: Option<ChildStdin>,
}

impl Lifeline {
    fn to(process: u32) -> io::Result<Self> {
        let mut command = watcher(process);
        own_group(&mut command);
        let mut watcher = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let input = watcher.stdin.take();
        Ok(Self { watcher, input })
    }

    /// The program has ended by itself: the watcher hears the word and leaves. Nothing can be done about a watcher
    /// that does not hear, and nothing is lost by it: there is nothing left for it to end.
    fn release(mut self) {
        let told = self
            .input
            .take()
            .map(|mut input| input.write_all(b"ended\n"));
        if matches!(told, Some(Ok(()))) {
            let _ = self.watcher.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_nothing_of_the_runners_own_package() {
        for variable in [
            "CARGO_PKG_NAME",
            "CARGO_PKG_VERSION_MAJOR",
            "CARGO_MANIFEST_DIR",
            "CARGO_PRIMARY_PACKAGE",
        ] {
            assert!(describes_a_package(variable), "{variable}");
        }
        for variable in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "CARGO_BUILD_JOBS",
            "PATH",
            "CI",
        ] {
            assert!(!describes_a_package(variable), "{variable}");
        }
    }

    #[test]
    fn a_failed_program_is_named_as_it_would_be_typed() {
        let mut rustc = Program::new("rustc").args(["--no-such-option"]);
        rustc.command.stderr(Stdio::null());
        let error = rustc.run_reading(|_| {}).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`rustc --no-such-option` failed with exit code 1"
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_said_to_be_missing() {
        let error = Program::new("no-such-program")
            .args(["now"])
            .run()
            .unwrap_err();
        assert!(
            matches!(error, Error::NotStarted { ref program, .. } if program == "no-such-program now"),
            "{error}"
        );
    }

    #[test]
    fn every_line_of_a_program_is_shown_as_it_is_and_read_without_its_end() {
        let mut command = Command::new("rustc");
        let mut child = command
            .args(["--print", "target-list"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut shown, mut lines) = (Vec::new(), Vec::new());
        let output = child.stdout.take().unwrap();

        pass_on(output, &mut shown, &mut child, &mut |line| {
            lines.push(line.to_owned())
        })
        .unwrap();

        assert!(child.wait().unwrap().success());
        assert_eq!(command.output().unwrap().stdout, shown);
        assert!(lines.len() > 100 && lines.iter().any(|line| line == "x86_64-pc-windows-msvc"));
    }

    #[cfg(unix)]
    #[test]
    fn the_end_of_the_runner_is_the_end_of_its_programs_and_of_theirs() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 60 & echo started; wait"])
            .stdout(Stdio::piped());
        let (mut child, lifeline) = start_tied(&mut command).unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();

        drop(lifeline); // what the system does with a dead runner's pipes

        assert!(!child.wait().unwrap().success());
        let rest = io::read_to_string(output).unwrap(); // ends only when the grandchild is gone too
        assert_eq!(rest, "");
    }

    #[cfg(unix)]
    #[test]
    fn a_process_left_behind_with_the_output_open_does_not_hold_the_runner_up() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "(sleep 60; echo late) & echo early"])
            .stdout(Stdio::piped());
        own_group(&mut command);
        let mut child = command.spawn().unwrap();
        let mut lines = Vec::new();
        let output = child.stdout.take().unwrap();

        let read = &mut |line: &str| lines.push(line.to_owned());
        pass_on(output, &mut io::sink(), &mut child, read).unwrap();

        assert!(child.wait().unwrap().success());
        let group = format!("-{}", child.id());
        Command::new("kill")
            .args(["-s", "TERM", "--", &group])
            .status()
            .unwrap();
        assert_eq!(lines, ["early"]);
    }
}
