//! What a browser calls itself, as far as a customer needs it to tell their sessions apart.

use super::Invalid;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal, $shown:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Its name in the table.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Its name for people, the same in every language.
            #[must_use]
            pub const fn shown(self) -> &'static str {
                match self { $(Self::$variant => $shown,)* }
            }

            fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names! {
    /// A browser.
    Program {
        /// Chrome, or another that says it is.
        Chrome = "chrome", "Chrome";
        /// Edge.
        Edge = "edge", "Edge";
        /// Firefox.
        Firefox = "firefox", "Firefox";
        /// Opera.
        Opera = "opera", "Opera";
        /// Safari.
        Safari = "safari", "Safari";
        /// Samsung's.
        Samsung = "samsung", "Samsung Internet";
    }
}

names! {
    /// What it runs on.
    System {
        /// Android.
        Android = "android", "Android";
        /// `ChromeOS`.
        ChromeOs = "chromeos", "ChromeOS";
        /// An iPhone or iPad.
        Ios = "ios", "iOS";
        /// Linux.
        Linux = "linux", "Linux";
        /// A Mac; an iPad, too, where it says it is one.
        Mac = "macos", "macOS";
        /// Windows.
        Windows = "windows", "Windows";
    }
}

/// A browser as a session shows it to its owner: "Firefox, Linux". Read from `User-Agent`, of which
/// nothing else is kept: no version, no model, nothing that a stranger could write into a page. It
/// proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserAgent {
    /// The browser.
    pub program: Program,
    /// What it runs on.
    pub system: System,
}

impl UserAgent {
    /// Reads the header; nothing if it is not one of the usual browsers.
    #[must_use]
    pub fn from_header(text: &str) -> Option<Self> {
        // Each names those that it wants to be taken for; so the particular ones come first.
        const PROGRAMS: [(&str, Program); 10] = [
            ("Edg/", Program::Edge),
            ("EdgA/", Program::Edge),
            ("EdgiOS/", Program::Edge),
            ("OPR/", Program::Opera),
            ("SamsungBrowser/", Program::Samsung),
            ("FxiOS/", Program::Firefox),
            ("Firefox/", Program::Firefox),
            ("CriOS/", Program::Chrome),
            ("Chrome/", Program::Chrome),
            ("Safari/", Program::Safari),
        ];
        const SYSTEMS: [(&str, System); 7] = [
            ("iPhone", System::Ios),
            ("iPad", System::Ios),
            ("Android", System::Android),
            ("CrOS", System::ChromeOs),
            ("Windows", System::Windows),
            ("Mac OS X", System::Mac),
            ("Linux", System::Linux),
        ];
        let (_, program) = PROGRAMS.into_iter().find(|(word, _)| text.contains(word))?;
        let (_, system) = SYSTEMS.into_iter().find(|(word, _)| text.contains(word))?;
        Some(Self { program, system })
    }

    /// Its form in the table: `firefox/linux`.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}/{}", self.program.as_str(), self.system.as_str())
    }

    /// Reads that form back.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (program, system) = text.split_once('/').unwrap_or_default();
        match (Program::parse(program), System::parse(system)) {
            (Some(program), Some(system)) => Ok(Self { program, system }),
            _ => Err(Invalid::new("user agent")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_the_most_particular_name_that_it_gives_itself() {
        for (header, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "firefox/linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "edge/windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "safari/macos",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
                "chrome/ios",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "samsung/android",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "chrome/chromeos",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/128.0.0.0",
                "opera/linux",
            ),
        ] {
            let read = UserAgent::from_header(header);
            assert_eq!(read.map(UserAgent::to_text).as_deref(), Some(expected));
            assert_eq!(UserAgent::parse(expected).ok(), read);
        }
    }

    #[test]
    fn whatever_else_it_says_is_not_kept() {
        for strange in ["", "curl/8.5.0", "<b>Firefox</b>", "Linux", "okhttp/4.12.0"] {
            assert_eq!(UserAgent::from_header(strange), None);
        }
        for bad in [
            "",
            "firefox",
            "firefox/",
            "/linux",
            "firefox/linux/x",
            "Firefox/linux",
        ] {
            assert!(UserAgent::parse(bad).is_err());
        }
    }
}
