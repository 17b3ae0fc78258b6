//! Starts the sandbox alone, prints where it answers and what opens it, and stops on Ctrl-C. It knows options and
//! nothing of what the gateways do.

use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use sandbox::{Options, Running, Sandbox, SandboxError};

const USAGE: &str = "\
sandbox: Cofidis and Payplug, pretended, on this machine

  --cofidis-port N          port of Cofidis, the journeys and the desk (any)
  --payplug-port N          port of Payplug's main platform (any)
  --payplug-second-port N   port of Payplug's second platform (any)
  --bind ADDR               address to listen at (127.0.0.1)
  --public-host HOST        host in the journeys' addresses, for a phone
  --shop NAME               the shop's name on the journey
  --seed N                  what identifiers follow from (random)
  --help                    this text
";

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0} is not an option; --help lists them")]
    Unknown(String),
    #[error("{0} needs a value that fits it")]
    Value(String),
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // With the terminal gone there is nobody to tell.
            let _ = writeln!(io::stderr(), "sandbox: {failure}{}", reason(&failure));
            ExitCode::FAILURE
        }
    }
}

fn reason(failure: &Failure) -> String {
    std::error::Error::source(failure)
        .map(|source| format!(": {source}"))
        .unwrap_or_default()
}

async fn run() -> Result<(), Failure> {
    let Some(options) = read(std::env::args().skip(1))? else {
        return Ok(io::stdout().write_all(USAGE.as_bytes())?);
    };
    let running = Sandbox::start(options.clone()).await?;
    announce(&running, &options)?;
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}

/// The options of the command line; `None` if help is wanted.
fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, Failure> {
    let mut options = Options::default();
    while let Some(name) = arguments.next() {
        if name == "--help" {
            return Ok(None);
        }
        let mut value = || arguments.next().ok_or(Failure::Value(name.clone()));
        match name.as_str() {
            "--cofidis-port" => options.cofidis_port = parsed(&name, &value()?)?,
            "--payplug-port" => options.payplug_port = parsed(&name, &value()?)?,
            "--payplug-second-port" => options.payplug_second_port = parsed(&name, &value()?)?,
            "--bind" => options.bind = parsed::<IpAddr>(&name, &value()?)?,
            "--public-host" => options.public_host = Some(value()?),
            "--shop" => options.shop = value()?,
            "--seed" => options.seed = Some(parsed(&name, &value()?)?),
            _ => return Err(Failure::Unknown(name)),
        }
    }
    Ok(Some(options))
}

fn parsed<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, Failure> {
    value
        .parse()
        .ok()
        .ok_or_else(|| Failure::Value(name.to_owned()))
}

fn announce(running: &Running, options: &Options) -> io::Result<()> {
    let at = running.addresses();
    let (cofidis, payplug) = (&options.cofidis, &options.payplug);
    let text = format!(
        "The sandbox answers; Ctrl-C stops it.\n\n\
         Cofidis           {}/api/{{method}}\n                  key id {}, key {}\n\
         Payplug, main     {}/front/service/rest/process\nPayplug, second   {}/front/service/rest/process\n\
         \x20                 IDENTIFIER {}, account key {}, APIKEYID {}, its key {}\n\
         Journeys          {}/journey/...\nBooks             {}\nTrainers' page    {}\n",
        at.cofidis,
        cofidis.id,
        cofidis.secret,
        at.payplug,
        at.payplug_second,
        payplug.identifier,
        payplug.account_key,
        payplug.api_key.0,
        payplug.api_key.1,
        at.pages,
        at.books,
        at.trainer,
    );
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
