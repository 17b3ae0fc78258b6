//! The project's command runner: what `cargo xtask <command>` calls. This file owns the table of commands, the reading
//! of their options and the help text. It knows nothing of how a command does its work.
//!
//! The runner stands on the standard library alone, so that on a fresh machine its first line comes after seconds of
//! compiling, not minutes.

mod checkout;
mod child;
mod error;
mod fuzz;
mod mistakes;
mod named_test;
mod run;
mod screen;
mod setup;
mod supply;
mod tally;
mod test;

use std::env;
use std::process::ExitCode;

use checkout::Checkout;
use error::Error;
use named_test::NamedTest;

/// One word after `cargo xtask`.
struct Command {
    name: &'static str,
    about: &'static str,
    flags: &'static [Flag],
    act: Act,
}

/// What a command does.
enum Act {
    Run,
    Test,
    Setup,
    Deny,
    /// Runs one test and shows its output: the way of every long demonstration.
    NamedTest(NamedTest),
    /// Mistakes around the product, then mistakes in its sources.
    Bugs(NamedTest),
    Fuzz,
    Help,
}

/// An option that a command takes.
#[derive(Clone, Copy)]
enum Flag {
    NoInstall,
    Release,
    Plain,
    /// An option without a value, which reaches the command's test as an environment variable that is set.
    Switch(Switch),
    /// An option with a value, which reaches the command's test through an environment variable.
    Setting(Setting),
}

/// A wish on its way to a test.
#[derive(Clone, Copy)]
struct Switch {
    option: &'static str,
    about: &'static str,
    variable: &'static str,
}

/// A value on its way to a test.
#[derive(Clone, Copy)]
struct Setting {
    option: &'static str,
    placeholder: &'static str,
    about: &'static str,
    variable: &'static str,
    default: &'static str,
}

const TOUR_OUT: Flag = Flag::Setting(Setting {
    option: "--out",
    placeholder: "FOLDER",
    about: "where the tour leaves its pictures (target/tour)",
    variable: "COMPTOIR_TOUR_OUT",
    default: "target/tour",
});

const SEEDS: Flag = Flag::Setting(Setting {
    option: "--seeds",
    placeholder: "N",
    about: "how many lives (1000)",
    variable: "COMPTOIR_WORLD_SEEDS",
    default: "1000",
});

const FROM: Flag = Flag::Setting(Setting {
    option: "--from",
    placeholder: "SEED",
    about: "the first of them (0)",
    variable: "COMPTOIR_WORLD_FROM",
    default: "0",
});

const CORE: Flag = Flag::Switch(Switch {
    option: "--core",
    about: "the rules alone, without till and ledger: much faster",
    variable: "COMPTOIR_WORLD_CORE",
});

const TWICE: Flag = Flag::Switch(Switch {
    option: "--twice",
    about: "each life twice: it must end the same",
    variable: "COMPTOIR_WORLD_TWICE",
});

const ALL_BUGS: Flag = Flag::Setting(Setting {
    option: "--lives",
    placeholder: "N",
    about: "how many lives each bug has to be noticed in (400)",
    variable: "COMPTOIR_WORLD_BUGS",
    default: "400",
});

const KILL_EVERY: Flag = Flag::Setting(Setting {
    option: "--every",
    placeholder: "N",
    about: "of the writes, which are by far the most, every N-th (1)",
    variable: "COMPTOIR_KILL_EVERY",
    default: "1",
});

const KILL_PROGRAM: Flag = Flag::Setting(Setting {
    option: "--program",
    placeholder: "FILE",
    about: "the build of the application to kill (the one made here)",
    variable: "COMPTOIR_KILL_PROGRAM",
    default: "",
});

const ONLY: Flag = Flag::Setting(Setting {
    option: "--only",
    placeholder: "WHAT",
    about: "a life and a measure (direct/2.1.4), or a path as a failure wrote it (each life's whole)",
    variable: "COMPTOIR_EXHAUST",
    default: "all",
});

const FUZZ_SECONDS: Flag = Flag::Setting(Setting {
    option: "--seconds",
    placeholder: "N",
    about: "for how long each target is run (60)",
    variable: fuzz::SECONDS,
    default: "60",
});

/// How the name of a bug reaches those who try it.
const ONLY_BUGS: &str = "COMPTOIR_WORLD_ONLY";

/// How the world is told how many mistakes in the sources have that name: none of its own is no fault then.
const BUGS_ELSEWHERE: &str = "COMPTOIR_WORLD_ELSEWHERE";

const ONE_BUG: Flag = Flag::Setting(Setting {
    option: "--only",
    placeholder: "NAME",
    about: "the bugs whose name holds this (all)",
    variable: ONLY_BUGS,
    default: "",
});

/// Every folder that a power cut could leave is opened.
const POWER: &str = "power::every_press_that_came_back_survives_a_power_cut_and_nothing_left_that_is_not_written_as_dispatched";

const POWER_DAYS: Flag = Flag::Setting(Setting {
    option: "--days",
    placeholder: "N",
    about: "how many days of a shop are recorded (1)",
    variable: "COMPTOIR_POWER",
    default: "1",
});

const SCHEDULES: Flag = Flag::Setting(Setting {
    option: "--schedules",
    placeholder: "N",
    about: "how many orders of each race are drawn by chance, in each of two ways (1000)",
    variable: "COMPTOIR_RACES_SCHEDULES",
    default: "1000",
});

const INTERRUPTIONS: Flag = Flag::Setting(Setting {
    option: "--interruptions",
    placeholder: "N",
    about: "all orders with at most so many interruptions are tried (2)",
    variable: "COMPTOIR_RACES_INTERRUPTIONS",
    default: "2",
});

/// Every command, in the order of the help text. A new demonstration is one line here and one test.
#[rustfmt::skip]
const COMMANDS: &[Command] = &[
    Command { name: "run", about: "open the application; without a display, do the tour", flags: &[TOUR_OUT, Flag::Release, Flag::NoInstall], act: Act::Run },
    Command { name: "test", about: "every check and test there is; ends with a plain count", flags: &[Flag::NoInstall], act: Act::Test },
    Command { name: "tour", about: "two financings in the real window, with pictures", flags: &[TOUR_OUT, Flag::Release, Flag::NoInstall], act: Act::NamedTest(run::TOUR) },
    Command { name: "simulate", about: "seeded lives of a whole shop under every fault", flags: &[SEEDS, FROM, CORE, TWICE, Flag::Plain, Flag::NoInstall], act: Act::NamedTest(NamedTest::of_the_world(&["lives"])) },
    Command { name: "exhaust", about: "every path of one financing's life, enumerated", flags: &[ONLY, Flag::Plain, Flag::NoInstall], act: Act::NamedTest(NamedTest::of_the_world(&["exhaust::every_path_keeps_its_promises"])) },
    Command { name: "bugs", about: "seeded bugs, each of which the simulation or a test must notice", flags: &[ALL_BUGS, ONE_BUG, Flag::NoInstall], act: Act::Bugs(NamedTest::of_the_world(&["bugs"])) },
    Command { name: "races", about: "two windows, two programs on one financing, interrupted at every lock of the till", flags: &[SCHEDULES, INTERRUPTIONS, Flag::Plain, Flag::NoInstall], act: Act::NamedTest(NamedTest::of_the_races()) },
    Command { name: "kill", about: "the application as it ships, killed at every call of a sale", flags: &[KILL_EVERY, KILL_PROGRAM, Flag::NoInstall], act: Act::NamedTest(NamedTest::of_the_application(&["kill::every_call_of_a_sale"]).as_it_ships()) },
    Command { name: "deny", about: "licences, sources and bans of every crate; installs cargo-deny", flags: &[Flag::NoInstall], act: Act::Deny },
    Command { name: "fuzz", about: "every fuzz target in turn, from its corpus on", flags: &[FUZZ_SECONDS, Flag::NoInstall], act: Act::Fuzz },
    Command { name: "power", about: "the power goes at every point of a life, and with it all that was not synchronised", flags: &[POWER_DAYS, Flag::NoInstall], act: Act::NamedTest(NamedTest::of_the_till(&[POWER])) },
    Command { name: "setup", about: "install what is missing; the other commands do it first", flags: &[Flag::NoInstall], act: Act::Setup },
    Command { name: "help", about: "this text", flags: &[], act: Act::Help },
];

/// The options of one call, read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    no_install: bool,
    release: bool,
    /// Without the cipher.
    plain: bool,
    /// Environment variables and their values, for the test that the command runs.
    settings: Vec<(&'static str, String)>,
}

impl Options {
    /// The value of a setting; empty where the command has none.
    fn setting(&self, variable: &str) -> &str {
        let setting = self.settings.iter().find(|(name, _)| *name == variable);
        setting.map_or("", |(_, value)| value)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode, Error> {
    let (command, mut options) = read(arguments)?;
    let checkout = Checkout::find()?;
    let policy = setup::Policy::of_this_machine(options.no_install);
    match command.act {
        Act::Run => run::run(&checkout, policy, &options)?,
        Act::Test => return Ok(test::test(&checkout, policy)),
        Act::Setup => setup::alone(&checkout, policy)?,
        Act::Deny => supply::deny(&checkout, policy)?,
        Act::NamedTest(test) => {
            setup::first(&checkout, policy)?;
            test.run(&checkout, &options)?;
        }
        Act::Bugs(test) => {
            setup::first(&checkout, policy)?;
            let only = options.setting(ONLY_BUGS).to_owned();
            let elsewhere = mistakes::named(&only).len().to_string();
            options.settings.push((BUGS_ELSEWHERE, elsewhere));
            test.run(&checkout, &options)?;
            mistakes::run(&checkout, &only)?;
        }
        Act::Fuzz => fuzz::run(&checkout, policy, &options.settings)?,
        Act::Help => print!("{}", help()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The command and its options; no argument at all asks for help.
fn read(arguments: &[String]) -> Result<(&'static Command, Options), Error> {
    let (word, rest) = match arguments.split_first() {
        Some((word, rest)) => (word.as_str(), rest),
        None => ("help", arguments),
    };
    let word = if matches!(word, "-h" | "--help") {
        "help"
    } else {
        word
    };
    let command = COMMANDS
        .iter()
        .find(|command| command.name == word)
        .ok_or_else(|| Error::UnknownCommand(word.to_owned()))?;

    let mut options = Options {
        settings: command.flags.iter().filter_map(Flag::default).collect(),
        ..Options::default()
    };
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        let flag = command
            .flags
            .iter()
            .find(|flag| flag.name() == word)
            .ok_or_else(|| Error::UnknownOption {
                command: command.name,
                option: word.clone(),
            })?;
        match flag {
            Flag::NoInstall => options.no_install = true,
            Flag::Release => options.release = true,
            Flag::Plain => options.plain = true,
            Flag::Switch(switch) => options.settings.push((switch.variable, "1".to_owned())),
            Flag::Setting(setting) => {
                let value = rest.next().ok_or(Error::NoValue {
                    option: setting.option,
                })?;
                options
                    .settings
                    .retain(|(variable, _)| *variable != setting.variable);
                options.settings.push((setting.variable, value.clone()));
            }
        }
    }
    Ok((command, options))
}

impl Flag {
    fn name(&self) -> &'static str {
        match self {
            Self::NoInstall => "--no-install",
            Self::Release => "--release",
            Self::Plain => "--plain",
            Self::Switch(switch) => switch.option,
            Self::Setting(setting) => setting.option,
        }
    }

    fn default(&self) -> Option<(&'static str, String)> {
        match self {
            Self::NoInstall | Self::Release | Self::Plain | Self::Switch(_) => None,
            Self::Setting(setting) => Some((setting.variable, setting.default.to_owned())),
        }
    }

    /// The option as it is typed, and what it is for.
    fn help(&self) -> (String, &'static str) {
        match self {
            Self::NoInstall => (
                self.name().to_owned(),
                "install nothing, only say what is missing",
            ),
            Self::Release => (self.name().to_owned(), "the optimised build"),
            Self::Plain => (self.name().to_owned(), "the ledgers without their cipher"),
            Self::Switch(switch) => (switch.option.to_owned(), switch.about),
            Self::Setting(setting) => (
                format!("{} {}", setting.option, setting.placeholder),
                setting.about,
            ),
        }
    }
}

fn help() -> String {
    let mut text = String::from("cargo xtask <command> [options]\n\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:<20}  {}\n", command.name, command.about));
        for (option, about) in command.flags.iter().map(Flag::help) {
            text.push_str(&format!("    {option:<18}  {about}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn read_line(line: &str) -> Result<(&'static str, Options), Error> {
        read(&words(line)).map(|(command, options)| (command.name, options))
    }

    #[test]
    fn no_word_at_all_asks_for_help() {
        assert_eq!(read_line("").unwrap(), ("help", Options::default()));
        assert_eq!(read_line("--help").unwrap().0, "help");
    }

    #[test]
    fn options_are_read_in_any_order() {
        let (name, options) = read_line("run --no-install --release").unwrap();
        assert_eq!(
            (name, options.no_install, options.release),
            ("run", true, true)
        );
    }

    #[test]
    fn the_tour_leaves_its_pictures_in_the_usual_folder_unless_told_otherwise() {
        let told = |line| read_line(line).unwrap().1.settings;
        assert_eq!(
            told("tour"),
            [("COMPTOIR_TOUR_OUT", "target/tour".to_owned())]
        );
        assert_eq!(
            told("tour --out here"),
            [("COMPTOIR_TOUR_OUT", "here".to_owned())]
        );
    }

    #[test]
    fn a_life_is_replayed_by_its_number() {
        let told = read_line("simulate --seeds 1 --from 42 --core").unwrap().1;
        let variables = [
            ("COMPTOIR_WORLD_SEEDS", "1".to_owned()),
            ("COMPTOIR_WORLD_FROM", "42".to_owned()),
            ("COMPTOIR_WORLD_CORE", "1".to_owned()),
        ];
        assert_eq!(told.settings, variables);
    }

    #[test]
    fn what_is_not_in_the_table_is_named_and_refused() {
        assert_eq!(
            read_line("launch").unwrap_err().to_string(),
            "there is no command `launch`; `cargo xtask help` lists them"
        );
        assert_eq!(
            read_line("setup --release").unwrap_err().to_string(),
            "`cargo xtask setup` has no option `--release`"
        );
        assert_eq!(
            read_line("tour --out").unwrap_err().to_string(),
            "the option `--out` needs a value"
        );
    }

    #[test]
    fn the_help_text_names_every_command_and_option() {
        let text = help();
        for command in COMMANDS {
            assert!(
                text.contains(&format!("  {} ", command.name)),
                "{} is missing",
                command.name
            );
            for flag in command.flags {
                assert!(text.contains(flag.name()), "{} is missing", flag.name());
            }
        }
    }
}
