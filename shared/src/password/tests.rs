//! Every format with hashes that other programs made.
//!
//! Unless a line says otherwise they were made with Python for the password `correct hörse` and, where
//! the format lets one choose, the salt `0123456789abcdef`: bcrypt 4.0, passlib 1.7 (its own forms of
//! PBKDF2, scrypt, sha-crypt), Django 5.2 (its form), argon2-cffi 25, and hashlib for the PHC strings
//! and ASP.NET's form.

mod costs;
mod formats;
mod renewal;

use super::*;

const PASSWORD: &str = "correct hörse";

/// A stored hash.
fn stored(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

fn verify(hash: &str, password: impl AsRef<[u8]>) -> Result<bool, Invalid> {
    Passwords::cheap().verify(Some(&stored(hash)), password.as_ref())
}

/// Every format, each in the cheapest parameters that it allows.
const HASHES: &[(&str, &str)] = &[
    (
        "argon2id",
        "$argon2id$v=19$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$blzTlTeyMpo9wum4SFnhvVTFdxV8hCAuAFni9t/gfeQ",
    ),
    (
        "argon2i",
        "$argon2i$v=19$m=512,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$grW7xtnxFeo2Ufl43cB0No+oNT1khpfn",
    ),
    (
        "argon2i 1.0",
        "$argon2i$v=16$m=512,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$oxyr2zFUMlmnrhNjs2w31gtkb85Vw6BdMGqvei/w8WQ",
    ),
    (
        "argon2i 1.0, version not written",
        "$argon2i$m=512,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$oxyr2zFUMlmnrhNjs2w31gtkb85Vw6BdMGqvei/w8WQ",
    ),
    (
        "bcrypt 2a",
        "$2a$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
    ),
    (
        "bcrypt 2b",
        "$2b$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
    ),
    (
        "bcrypt 2y",
        "$2y$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
    ),
    (
        "scrypt",
        "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$R8fvhS6U4T4J1+YiTSAayY8u9jMzEsmN3W7NSdsWGqE",
    ),
    (
        "pbkdf2-sha1 PHC",
        "$pbkdf2-sha1$i=1000,l=20$MDEyMzQ1Njc4OWFiY2RlZg$Q+ywq70MCFhvZ6nOSlkqwEXcLYk",
    ),
    (
        "pbkdf2-sha256 PHC",
        "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
    ),
    (
        "pbkdf2-sha512 PHC, length not written",
        "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$rE6in6iBg1e/ycz41aM8vbCxBQcdRxWbsC/exLTkqIZPmnaNc7fmx2goG6Oi8cbLLsqDyHC0lIXFZVjAnn2ktg",
    ),
    (
        "pbkdf2-sha1 passlib",
        "$pbkdf2$1000$MDEyMzQ1Njc4OWFiY2RlZg$Q.ywq70MCFhvZ6nOSlkqwEXcLYk",
    ),
    (
        "pbkdf2-sha256 passlib",
        "$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
    ),
    (
        "pbkdf2-sha512 passlib",
        "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$rE6in6iBg1e/ycz41aM8vbCxBQcdRxWbsC/exLTkqIZPmnaNc7fmx2goG6Oi8cbLLsqDyHC0lIXFZVjAnn2ktg",
    ),
    (
        "pbkdf2-sha256 Django",
        "pbkdf2_sha256$1000$seasalt$6lTPl3ULAbP65rYxBhCDx6v5h8VizL7zsdlFFZ3nbUk=",
    ),
    (
        "pbkdf2-sha1 Django",
        "pbkdf2_sha1$1000$seasalt$L90bMcUsYxmX2enralv1gbkiG70=",
    ),
    (
        "pbkdf2-sha1 ASP.NET",
        "AQAAAAAAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWZD7LCrvQwIWG9nqc5KWSrARdwtiYqfl1EjFEPc4Zwfxw==",
    ),
    (
        "pbkdf2-sha256 ASP.NET",
        "AQAAAAEAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWYrPGhEC3lH0mn1UTaChWR4KL3k5rXd89VJEZskrEscfQ==",
    ),
    (
        "pbkdf2-sha512 ASP.NET",
        "AQAAAAIAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWasTqKfqIGDV7/JzPjVozy9sLEFBx1HFZuwL97EtOSohg==",
    ),
    (
        "sha256-crypt",
        "$5$rounds=1000$saltstring$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
    ),
    (
        "sha256-crypt, rounds not written",
        "$5$saltstring$5L4PiEd.e4YT5P/xkmJeFS8WxWAjXjzXVozgcZ7iSS3",
    ),
    (
        "sha512-crypt",
        "$6$rounds=1000$saltstring$knydB8vSSLEI3ILGMf0pjdHP/TMPLp9GXZVMxtKlYYnPBIPOFAvWPTWS16QFdZz2deBNKbgsmyQOKs8fVb9qY1",
    ),
    (
        "sha512-crypt, rounds not written",
        "$6$saltstring$MtQHkV3ATuXbzX/eAt.atDIjzGPo.7mXputp5XCVkCElZ2FBQNv3z6W1qu5Uh2tAU4OeUhW12ELic75piuHt61",
    ),
];
