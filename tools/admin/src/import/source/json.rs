//! Records of JSON: one a line, or the objects of an array, however they are laid out.

use std::io::{self, BufRead, Read as _};

use super::{Body, MAX_BYTES, Raw};

/// The lines of a file that are not blank.
pub(super) struct Lines<R> {
    input: R,
    line: u64,
}

impl<R> Lines<R> {
    pub(super) const fn new(input: R) -> Self {
        Self { input, line: 0 }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Raw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.input).take(MAX_BYTES as u64 + 1);
            match limited.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(error) => return Some(Err(error)),
            }
            let line = self.line;
            if bytes.len() > MAX_BYTES && !bytes.ends_with(b"\n") {
                if let Err(error) = self.input.skip_until(b'\n') {
                    return Some(Err(error));
                }
                let body = Body::TooLong;
                return Some(Ok(Raw { line, body }));
            }
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim();
            if !text.is_empty() {
                let body = Body::Json(text.to_owned());
                return Some(Ok(Raw { line, body }));
            }
        }
    }
}

/// The objects of a JSON array, wherever it begins (`{"users": [ … ]}`), or one after the other.
/// It only finds where an object ends; whether it is one is the parser's to say.
pub(super) struct Objects<R> {
    bytes: io::Bytes<R>,
    line: u64,
    /// Whether an object that names the array was seen; its own brace is none of ours.
    in_array: bool,
}

impl<R: BufRead> Objects<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            bytes: input.bytes(),
            line: 1,
            in_array: false,
        }
    }

    fn byte(&mut self) -> Option<io::Result<u8>> {
        let byte = self.bytes.next()?;
        if matches!(byte, Ok(b'\n')) {
            self.line += 1;
        }
        Some(byte)
    }

    /// The rest of an object whose brace was just read.
    fn object(&mut self) -> Option<io::Result<Raw>> {
        let line = self.line;
        let mut text = vec![b'{'];
        let (mut depth, mut in_string, mut escaped) = (1_u32, false, false);
        let mut is_too_long = false;
        while depth > 0 {
            let byte = match self.byte() {
                Some(Ok(byte)) => byte,
                Some(Err(error)) => return Some(Err(error)),
                // The file ends within it: the parser will say so.
                None => break,
            };
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => depth -= 1,
                b'[' if !in_string && depth == 1 && !self.in_array && names_users(&text) => {
                    self.in_array = true;
                    return self.next();
                }
                _ => {}
            }
            if text.len() < MAX_BYTES {
                // On one line, as it goes into the file of rejected ones.
                text.push(if byte == b'\n' || byte == b'\r' {
                    b' '
                } else {
                    byte
                });
            } else {
                is_too_long = true;
            }
        }
        let body = if is_too_long {
            Body::TooLong
        } else {
            Body::Json(String::from_utf8_lossy(&text).into_owned())
        };
        Some(Ok(Raw { line, body }))
    }
}

fn names_users(text: &[u8]) -> bool {
    let bare: Vec<_> = text.iter().filter(|b| !b.is_ascii_whitespace()).collect();
    bare.iter().map(|b| **b).eq(*b"{\"users\":")
}

impl<R: BufRead> Iterator for Objects<R> {
    type Item = io::Result<Raw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.byte()? {
                Ok(b'{') => return self.object(),
                Ok(b']') if self.in_array => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str) -> Vec<(u64, String)> {
        Objects::new(text.as_bytes())
            .map(|raw| {
                let raw = raw.unwrap();
                match raw.body {
                    Body::Json(text) => (raw.line, text),
                    other => panic!("{other:?}"),
                }
            })
            .collect()
    }

    #[test]
    fn users_are_told_apart_whatever_is_in_them() {
        let text = "{\"users\": [\n{\"a\": \"}]\\\"{\"},\n{\"b\": [{\"c\": 1}]}\n]}\n";

        assert_eq!(
            objects(text),
            [
                (2, "{\"a\": \"}]\\\"{\"}".to_owned()),
                (3, "{\"b\": [{\"c\": 1}]}".to_owned())
            ]
        );
    }

    #[test]
    fn users_one_after_the_other_are_read_as_well() {
        let text = "{\"a\": [1]}\n{\"users\": 2}\n";
        let found: Vec<_> = objects(text).into_iter().map(|(line, _)| line).collect();

        assert_eq!(found, [1, 2]);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_counted() {
        let long = "x".repeat(3 * MAX_BYTES);
        let text = format!("{{}}\n{long}\n\n{{}}\n");
        let lines = Lines::new(text.as_bytes());

        let read: Vec<_> = lines
            .map(|raw| raw.unwrap())
            .map(|raw| (raw.line, matches!(raw.body, Body::TooLong)))
            .collect();
        assert_eq!(read, [(1, false), (2, true), (4, false)]);
    }
}
