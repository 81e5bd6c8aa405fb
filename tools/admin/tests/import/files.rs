//! Files of customers, in all formats mixed.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use tempfile::TempDir;

/// The password of every hash here but Firebase's.
pub(crate) const PASSWORD: &str = "correct hörse";

/// A hash of each format in its cheapest form, of [`password`]. How they were made is told in
/// `shared/src/password/tests.rs`.
pub(crate) const HASHES: [&str; 11] = [
    "$argon2id$v=19$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$blzTlTeyMpo9wum4SFnhvVTFdxV8hCAuAFni9t/gfeQ",
    "$argon2i$v=19$m=512,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$grW7xtnxFeo2Ufl43cB0No+oNT1khpfn",
    "$2a$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
    "$2y$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
    "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$R8fvhS6U4T4J1+YiTSAayY8u9jMzEsmN3W7NSdsWGqE",
    "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
    "pbkdf2_sha256$1000$seasalt$6lTPl3ULAbP65rYxBhCDx6v5h8VizL7zsdlFFZ3nbUk=",
    "AQAAAAIAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWasTqKfqIGDV7/JzPjVozy9sLEFBx1HFZuwL97EtOSohg==",
    "$5$rounds=1000$saltstring$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
    "$6$rounds=1000$saltstring$knydB8vSSLEI3ILGMf0pjdHP/TMPLp9GXZVMxtKlYYnPBIPOFAvWPTWS16QFdZz2deBNKbgsmyQOKs8fVb9qY1",
    // As `firebase_s_export_is_taken_as_it_comes` gets it from an export.
    FIREBASE_HASH,
];

/// Of [`FIREBASE_PASSWORD`], by the README of github.com/firebase/scrypt.
const FIREBASE_HASH: &str = "$firebase-scrypt$ln=14,r=8,p=1$42xEC+ixf3L2lwc$GjH2+Jz+dglLj5NuFkZHgBvZnv8Z8VZE5sdIgEAbIgeXy+ZfSpJLu1A++pZcpx0OhX41mDwvu2Olmp+PnfLfyQ";
const FIREBASE_PASSWORD: &str = "user1password";

/// A directory for one test.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// JSON Lines of `count` customers, the formats in turn.
    pub(crate) fn customers(&self, name: &str, count: usize) -> PathBuf {
        let path = self.path(name);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        for number in 0..count {
            let hash = HASHES[number % HASHES.len()];
            writeln!(
                file,
                r#"{{"email":"{}","external_id":"shop:{number}","email_verified":true,"password_hash":"{hash}"}}"#,
                email(number)
            )
            .unwrap();
        }
        file.flush().unwrap();
        path
    }
}

/// The address of one of them.
pub(crate) fn email(number: usize) -> String {
    format!("customer{number}@example.com")
}

/// The password of one of them.
pub(crate) fn password(number: usize) -> &'static str {
    match HASHES[number % HASHES.len()] {
        FIREBASE_HASH => FIREBASE_PASSWORD,
        _ => PASSWORD,
    }
}
