//! What nobody means well by. Each ends in a clear answer with a stable code, writes nothing, and takes
//! nothing from anybody else.

#[cfg(test)]
mod attempt_cookie;
#[cfg(test)]
mod callback_query;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod foreign_forms;
#[cfg(test)]
mod return_path;
#[cfg(test)]
mod sizes_and_bytes;
#[cfg(test)]
mod victim;
