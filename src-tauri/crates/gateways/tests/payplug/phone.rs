//! A browser as small as it can be: one request per connection, no script, no redirect followed by itself.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::{Url, form_urlencoded::Serializer};

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
}

impl Answer {
    /// Where it sends the browser.
    pub(crate) fn location(&self) -> Option<&str> {
        let named = |line: &&str| line.to_ascii_lowercase().starts_with("location:");
        let line = self.head.lines().find(named)?;
        line.split_once(':').map(|(_, address)| address.trim())
    }
}

pub(crate) async fn get(url: &Url) -> Answer {
    send(url, "GET", "", "").await
}

pub(crate) async fn post_form(url: &Url, fields: &[(&str, &str)]) -> Answer {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    send(url, "POST", "application/x-www-form-urlencoded", &body).await
}

pub(crate) async fn post_json(url: &Url, body: &str) -> Answer {
    send(url, "POST", "application/json", body).await
}

async fn send(url: &Url, method: &str, media: &str, body: &str) -> Answer {
    let address = (url.host_str().unwrap(), url.port().unwrap());
    let host = format!("{}:{}", address.0, address.1);
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{method} {} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        url.path(),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let head = text.split("\r\n\r\n").next().unwrap().to_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head }
}
