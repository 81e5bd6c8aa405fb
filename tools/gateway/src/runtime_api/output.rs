//! Takes what a process prints through to our own output, line by line.

use std::io::{self, Write};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Copies `from` to `to`, each line behind the function's name, until the process closes it.
pub(super) fn forward<W: Write + Send + 'static>(
    function: &str,
    from: Option<impl AsyncRead + Unpin + Send + 'static>,
    to: fn() -> W,
) {
    let Some(from) = from else { return };
    let prefix = format!("[{function}] ");
    tokio::spawn(async move {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while let Ok(1..) = from.read_until(b'\n', &mut line).await {
            // One write per line, so that lines of different processes do not mix. A closed output of
            // ours must not stop the function.
            let _ = write_line(&mut to(), &prefix, &line);
            line.clear();
        }
    });
}

fn write_line(to: &mut impl Write, prefix: &str, line: &[u8]) -> io::Result<()> {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    to.write_all(&[prefix.as_bytes(), text, b"\n"].concat())?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_prefixed_and_ended() {
        let mut to = Vec::new();

        write_line(&mut to, "[login] ", b"one\n").unwrap();
        write_line(&mut to, "[login] ", b"\xff").unwrap();

        assert_eq!(to, b"[login] one\n[login] \xff\n");
    }
}
