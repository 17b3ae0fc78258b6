//! A gateway that repeats everything it is told, its headers too, in the words of its answers: the worst that a real one
//! could do to a log. It listens on loopback and knows nothing of a shop.

use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    thread,
};

pub(super) struct Echo {
    address: SocketAddr,
    status: Arc<AtomicU16>,
    heard: Arc<Mutex<String>>,
}

impl Echo {
    pub(super) fn open() -> Echo {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let echo = Echo {
            address,
            status: Arc::new(AtomicU16::new(200)),
            heard: Arc::default(),
        };
        let (status, heard) = (Arc::clone(&echo.status), Arc::clone(&echo.heard));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A connection that breaks is the caller's loss.
                if let Ok(said) = attend(stream, status.load(Ordering::SeqCst)) {
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

    /// All it was told so far.
    pub(super) fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

fn attend(stream: TcpStream, status: u16) -> std::io::Result<String> {
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
    let said = format!("{head}{}", String::from_utf8_lossy(&body));
    let (loud, quiet) = (said.to_uppercase(), said.clone());
    let answer = json!({
        "EXECCODE": "1001", "MESSAGE": loud, "DESCRIPTOR": loud,
        "responseCode": "904", "responseMessage": quiet, "error": { "detail": quiet },
    })
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
