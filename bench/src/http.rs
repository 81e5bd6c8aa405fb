//! As much of HTTP/1.1 as a Runtime API and a table's endpoint need: messages with a length, one
//! after the other on a connection. Blocking and small, so that the measuring costs little.

use std::io::{self, BufRead, Read as _, Write};

/// The largest body taken, in bytes.
const MAX_BODY: u64 = 16 * 1024 * 1024;

/// A request or a response.
#[derive(Debug)]
pub(crate) struct Message {
    /// The request line or the status line.
    pub(crate) first_line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads one; `None` where the peer has closed the connection in between.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut message = Self {
            first_line: line.trim_end().to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            line.clear();
            from.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            message.headers.push((name, value));
        }
        if message.header("transfer-encoding").is_some() {
            return Err(io::Error::other(
                "only messages with a length are understood",
            ));
        }
        let length = message.header("content-length").unwrap_or("0").parse();
        let length = length.map_err(io::Error::other)?;
        if length > MAX_BODY {
            return Err(io::Error::other("the body is too large"));
        }
        from.take(length).read_to_end(&mut message.body)?;
        Ok(Some(message))
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(key, _)| key == name);
        header.map(|(_, value)| value.as_str())
    }

    /// Method and path of a request.
    pub(crate) fn target(&self) -> (&str, &str) {
        let mut words = self.first_line.split(' ');
        (words.next().unwrap_or(""), words.next().unwrap_or(""))
    }
}

/// Writes a message with its length, in one go.
pub(crate) fn write(
    to: &mut impl Write,
    first_line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<()> {
    let mut message = format!("{first_line}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        message.push_str(name);
        message.push_str(": ");
        message.push_str(value);
        message.push_str("\r\n");
    }
    message.push_str("\r\n");
    let mut message = message.into_bytes();
    message.extend_from_slice(body);
    to.write_all(&message)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_then_the_end() {
        let mut wire = Vec::new();
        write(
            &mut wire,
            "POST /a HTTP/1.1",
            &[("X-Amz-Target", "b")],
            b"{}",
        )
        .unwrap();

        let mut wire = wire.as_slice();
        let message = Message::read(&mut wire).unwrap().unwrap();

        assert_eq!(message.target(), ("POST", "/a"));
        assert_eq!(message.header("x-amz-target"), Some("b"));
        assert_eq!(message.body, b"{}");
        assert!(Message::read(&mut wire).unwrap().is_none());
    }

    #[test]
    fn a_body_without_a_length_is_refused() {
        let mut wire = &b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"[..];

        assert!(Message::read(&mut wire).is_err());
    }
}
