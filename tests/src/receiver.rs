//! A receiver of webhooks that does as it is told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What it does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Answers this status.
    Answers(u16),
    /// Sends elsewhere.
    Redirects,
    /// Reads and never answers.
    Hangs,
    /// Closes the connection once it has read.
    Closes,
    /// Answers with something that is no HTTP.
    Babbles,
}

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The request line.
    pub line: String,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

/// A receiver on a port of its own.
#[derive(Clone)]
pub struct Receiver {
    /// Its address.
    pub url: String,
    manner: Arc<Mutex<Manner>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    /// Starts one.
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/upgrades?from=latchkey", listener.local_addr().unwrap()),
            manner: Arc::new(Mutex::new(manner)),
            received: Arc::default(),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let receiver = serving.clone();
                tokio::spawn(async move { receiver.serve(stream).await });
            }
        });
        receiver
    }

    /// What it does from now on.
    pub fn be(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What has come so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(received) = read(&mut stream).await else {
            return;
        };
        self.received.lock().unwrap().push(received);
        let manner = *self.manner.lock().unwrap();
        let answer = match manner {
            Manner::Answers(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 7\r\n\r\n<leak/>"),
            Manner::Redirects => format!("HTTP/1.1 307 X\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", self.url),
            Manner::Babbles => "EHLO\r\n\r\n".to_owned(),
            Manner::Closes => return,
            Manner::Hangs => {
                // Until whoever called gives up.
                let _ = stream.read(&mut [0]).await;
                return;
            }
        };
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let mut lines = head.lines();
        let line = lines.next()?.to_owned();
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length: usize = headers.get("content-length")?.parse().ok()?;
        if body.len() >= length {
            return Some(Received {
                line,
                headers,
                body: body.to_owned(),
            });
        }
    }
}
