//! A registration that waits for the proof of its mailbox.

mod finishing;
mod guarding;
mod people;
