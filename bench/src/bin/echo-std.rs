//! The least that any function must do: a Runtime API client of the standard library alone, which
//! answers each event with itself. What other starts are compared with.

use std::{
    env,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
};

fn main() -> io::Result<()> {
    let api = env::var_os("AWS_LAMBDA_RUNTIME_API").ok_or(io::ErrorKind::NotFound)?;
    let api = api.to_string_lossy();
    let mut writer = TcpStream::connect(&*api)?;
    writer.set_nodelay(true)?;
    let mut reader = BufReader::new(writer.try_clone()?);
    loop {
        let next =
            format!("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nhost: {api}\r\n\r\n");
        writer.write_all(next.as_bytes())?;
        let (id, event) = read(&mut reader)?;
        let reply = format!(
            "POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nhost: {api}\r\ncontent-length: {}\r\n\r\n",
            event.len()
        );
        writer.write_all(&[reply.as_bytes(), &event].concat())?;
        read(&mut reader)?;
    }
}

/// The request id, if there is one, and the body.
fn read(reader: &mut BufReader<TcpStream>) -> io::Result<(String, Vec<u8>)> {
    let (mut id, mut length) = (String::new(), 0);
    for line in reader.by_ref().lines() {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else {
            if line.is_empty() {
                break;
            }
            continue;
        };
        match name {
            "lambda-runtime-aws-request-id" => value.clone_into(&mut id),
            "content-length" => length = value.parse().map_err(io::Error::other)?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((id, body))
}
