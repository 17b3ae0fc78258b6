//! A gateway that repeats everything it is told, its headers too, in the words of its answers: the worst that a real one
//! could do to a log. Given a word it answers well, in the manner of either gateway, and says that word wherever an
//! answer has room for one: the worst it could do to a journal. It listens on loopback and knows nothing of a shop.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    thread,
};
use tauri::Url;

pub(super) struct Echo {
    address: SocketAddr,
    status: Arc<AtomicU16>,
    words: Arc<Mutex<Option<[String; 2]>>>,
    heard: Arc<Mutex<String>>,
}

impl Echo {
    pub(super) fn open() -> Echo {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let echo = Echo {
            address,
            status: Arc::new(AtomicU16::new(200)),
            words: Arc::default(),
            heard: Arc::default(),
        };
        let (status, heard) = (Arc::clone(&echo.status), Arc::clone(&echo.heard));
        let words = Arc::clone(&echo.words);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let words = words.lock().unwrap().clone();
                // A connection that breaks is the caller's loss.
                if let Ok(said) = attend(stream, status.load(Ordering::SeqCst), words.as_ref()) {
                    heard.lock().unwrap().push_str(&said);
                }
            }
        });
        echo
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it answers with this HTTP status.
    pub(super) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// From now on it answers well, and says a word wherever there is room for one: the first to who speaks JSON to it,
    /// the second to who sends a form.
    pub(super) fn says(&self, words: [&str; 2]) {
        self.answers(200);
        *self.words.lock().unwrap() = Some(words.map(str::to_owned));
    }

    /// All it was told so far.
    pub(super) fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

fn attend(stream: TcpStream, status: u16, words: Option<&[String; 2]>) -> std::io::Result<String> {
    let mut lines = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let from = head.len();
        lines.read_line(&mut head)?;
        let line = head[from..].to_ascii_lowercase();
        match line.strip_prefix("content-length:") {
            Some(number) => length = number.trim().parse().unwrap_or(0),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body);
    let said = format!("{head}{body}");
    let (loud, quiet) = (said.to_uppercase(), said.clone());
    let repeated = json!({
        "EXECCODE": "1001", "MESSAGE": loud, "DESCRIPTOR": loud,
        "responseCode": "904", "responseMessage": quiet, "error": { "detail": quiet },
    });
    let answer = words
        .map_or(repeated, |words| well(&body, words))
        .to_string();
    let head = format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: application/json\r\nX-Echo: {}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        quiet.lines().next().unwrap_or_default(),
        quiet.lines().last().unwrap_or_default(),
        answer.len()
    );
    lines
        .get_mut()
        .write_all(format!("{head}{answer}").as_bytes())?;
    Ok(said)
}

/// A good answer to this request, with its word in it.
fn well(request: &str, [word, in_a_form]: &[String; 2]) -> Value {
    match serde_json::from_str::<Value>(request) {
        Ok(request) => json!({
            "responseCode": "000", "responseMessage": word, "transactionKey": request["transactionKey"],
            "transactionStatus": word, "subStatus": word,
            "sendPaymentReturn": { "link": "http://127.0.0.1/journey" },
        }),
        Err(_) => {
            let word = in_a_form;
            let form = Url::parse(&format!("http://form/?{request}")).unwrap();
            let field = |name: &str| {
                let mut pairs = form.query_pairs();
                let found = pairs.find(|(key, _)| *key == format!("params[{name}]"));
                found.map(|(_, value)| value.into_owned())
            };
            let code = match field("OPERATIONTYPE").as_deref() {
                Some("getTransactions") => "0000",
                _ => "0042",
            };
            let row = json!({
                "IDENTIFIER": field("IDENTIFIER"), "ORDERID": field("ORDERID"), "TRANSACTIONID": word,
                "OPERATIONTYPE": word, "EXECCODE": "4001", "DATE": "2026-11-26 10:00:00", "MESSAGE": word,
                "DESCRIPTOR": word, "EXTRADATA": word,
            });
            json!({
                "EXECCODE": code, "OPERATIONTYPE": field("OPERATIONTYPE"), "MESSAGE": word, "TRANSACTIONID": word,
                "DESCRIPTOR": word, "DATA": [row],
            })
        }
    }
}
