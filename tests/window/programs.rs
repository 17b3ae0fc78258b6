//! The programs of a run: started each in a process group of its own, and ended with everything they started when the
//! run ends. That holds however it ends: done, failed, panicked or killed. A shell reads the numbers of the groups from
//! a pipe and kills exactly those when the pipe closes, which it does by itself once the run's process is gone; the
//! same shell ends a run that starts nothing new for too long, so that nothing hangs. It knows nothing of what runs.

use super::mishap::Mishap;
use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io::Write,
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// Kills the groups it was told of when its input closes or nothing came for this many seconds: longer than the longest
/// scene that may start nothing more.
const GUARD: &str = r#"
while read -r -t 1220 group; do groups="$groups -$group"; done
[ -z "$groups" ] || kill -KILL -- $groups
"#;

/// What runs, and the shell that ends it.
pub(crate) struct Programs {
    guard: Child,
    told: Option<ChildStdin>,
    running: Vec<Child>,
    logs: PathBuf,
    environment: Vec<(OsString, OsString)>,
}

impl Programs {
    /// Nothing runs yet. What the programs say goes into `logs`; their environment is `environment` and nothing else.
    pub(crate) fn new(
        logs: PathBuf,
        environment: Vec<(OsString, OsString)>,
    ) -> Result<Programs, Mishap> {
        fs::create_dir_all(&logs).map_err(Mishap::file(&logs))?;
        let mut guard = Command::new("bash")
            .args(["-c", GUARD])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(no_program("bash"))?;
        let told = guard.stdin.take();
        Ok(Programs {
            guard,
            told,
            running: Vec::new(),
            logs,
            environment,
        })
    }

    /// Adds to the environment of what is started from now on.
    pub(crate) fn set(&mut self, variable: &str, value: impl Into<OsString>) {
        self.environment.retain(|(known, _)| known != variable);
        self.environment.push((variable.into(), value.into()));
    }

    /// A program with the run's environment, for one that ends by itself.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(
            self.environment
                .iter()
                .map(|(variable, value)| (variable, value)),
        );
        command.stdin(Stdio::null());
        command
    }

    /// Starts a program that goes on, and gives the number of its process group. `input` is typed into it; what it
    /// says is in the log `name`.
    pub(crate) fn start(
        &mut self,
        name: &str,
        mut command: Command,
        input: Option<&str>,
    ) -> Result<u32, Mishap> {
        let log = self.log(name);
        let file = File::create(&log).map_err(Mishap::file(&log))?;
        let heard = file.try_clone().map_err(Mishap::file(&log))?;
        command
            .stdin(if input.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stdout(file)
            .stderr(heard);
        let mut child = command.process_group(0).spawn().map_err(no_program(name))?;
        let group = child.id();
        let typed = child.stdin.take();
        self.running.push(child);
        if let Some(told) = &mut self.told {
            writeln!(told, "{group}")?;
        }
        if let (Some(mut typed), Some(input)) = (typed, input) {
            typed.write_all(input.as_bytes())?;
        }
        Ok(group)
    }

    /// Ends one program with everything it started, by the number of its group.
    pub(crate) fn end(&mut self, group: u32) -> Result<(), Mishap> {
        self.signal("KILL", group)
    }

    /// Asks one program to end, and waits until it did.
    pub(crate) fn dismiss(&mut self, group: u32) -> Result<(), Mishap> {
        self.signal("TERM", group)
    }

    fn signal(&mut self, signal: &str, group: u32) -> Result<(), Mishap> {
        let Some(at) = self.running.iter().position(|child| child.id() == group) else {
            return Ok(());
        };
        let mut child = self.running.swap_remove(at);
        let killed = kill(signal, group);
        child.wait()?;
        killed
    }

    /// Where a program's words are kept.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        drop(self.told.take());
        // What cannot be waited for is gone already.
        _ = self.guard.wait();
        for mut child in self.running.drain(..) {
            _ = child.wait();
        }
    }
}

/// Sends a signal to a process group: KILL as a power cut would, after which it can do nothing more.
fn kill(signal: &str, group: u32) -> Result<(), Mishap> {
    let line = "kill -s \"$1\" -- \"-$2\"";
    output(Command::new("bash").args(["-c", line, "kill", signal, &group.to_string()])).map(|_| ())
}

/// What a program that ends by itself writes, once it ended well.
pub(crate) fn output(command: &mut Command) -> Result<String, Mishap> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(no_program(&program))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Mishap::Program {
        program,
        status: output.status,
        said,
    })
}

/// A port of this machine that nobody listens at, never given twice.
pub(crate) fn free_port() -> Result<u16, Mishap> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        if GIVEN
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(port)
        {
            return Ok(port);
        }
    }
}

fn no_program(program: &str) -> impl FnOnce(std::io::Error) -> Mishap {
    let program = program.to_owned();
    move |source| Mishap::NoProgram { program, source }
}
