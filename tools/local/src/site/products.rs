//! What the sample shop sells, each with a picture that is drawn here.

/// A product.
#[derive(Debug)]
pub(super) struct Product {
    /// Its name in addresses and in the cart.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) cents: u32,
    /// The picture: what is inside an SVG of 120 by 90.
    pub(super) picture: &'static str,
}

impl Product {
    /// Its price, as it is shown.
    pub(super) fn price(&self) -> String {
        price(self.cents)
    }
}

/// An amount, as it is shown.
pub(super) fn price(cents: u32) -> String {
    format!("${}.{:02}", cents / 100, cents % 100)
}

pub(super) fn find(id: &str) -> Option<&'static Product> {
    ALL.iter().find(|product| product.id == id)
}

/// Everything that is sold.
pub(super) static ALL: [Product; 6] = [
    Product {
        id: "mug",
        name: "Enamel mug",
        about: "Chips like the ones at sea, on purpose.",
        cents: 1450,
        picture: r##"<path d="M38 26h40v36a8 8 0 0 1-8 8H46a8 8 0 0 1-8-8z" fill="#f7f4ec"/><path d="M78 34h6a9 9 0 0 1 9 9v4a9 9 0 0 1-9 9h-6" fill="none" stroke="#f7f4ec" stroke-width="6"/><path d="M36 26h44" stroke="#1d4f91" stroke-width="5" stroke-linecap="round"/><path d="M48 50l5-6 5 6 5-6 5 6" fill="none" stroke="#1d4f91" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>"##,
    },
    Product {
        id: "blanket",
        name: "Wool blanket",
        about: "Heavy, undyed, 140 × 200 cm.",
        cents: 8900,
        picture: r##"<rect x="28" y="52" width="64" height="18" rx="6" fill="#e9dcc3"/><rect x="28" y="36" width="64" height="18" rx="6" fill="#d9c6a1"/><rect x="28" y="20" width="64" height="18" rx="6" fill="#f3ead7"/><path d="M44 20v18M52 20v18M44 36v18M52 36v18M44 52v18M52 52v18" stroke="#a5472f" stroke-width="3"/>"##,
    },
    Product {
        id: "lantern",
        name: "Storm lantern",
        about: "Burns eleven hours on one filling.",
        cents: 4900,
        picture: r##"<path d="M48 18a12 12 0 0 1 24 0" fill="none" stroke="#2c3440" stroke-width="3"/><rect x="46" y="18" width="28" height="7" rx="2" fill="#a5472f"/><path d="M48 25h24l5 14a18 18 0 0 1-5 22H48a18 18 0 0 1-5-22z" fill="#fbe7b2"/><path d="M60 34c7 8 8 12 8 15a8 8 0 0 1-16 0c0-4 5-6 8-15z" fill="#e8912d"/><rect x="42" y="61" width="36" height="11" rx="3" fill="#a5472f"/>"##,
    },
    Product {
        id: "tea",
        name: "Breakfast tea",
        about: "125 g, loose, strong enough for four.",
        cents: 890,
        picture: r##"<rect x="38" y="24" width="44" height="48" rx="5" fill="#24614f"/><rect x="42" y="16" width="36" height="10" rx="3" fill="#1b4a3c"/><rect x="45" y="36" width="30" height="24" rx="3" fill="#f7f4ec"/><path d="M60 40c9 4 9 12 0 16-9-4-9-12 0-16zM60 42v12" fill="#8fb58a" stroke="#24614f" stroke-width="2" stroke-linecap="round"/>"##,
    },
    Product {
        id: "notebook",
        name: "Log book",
        about: "192 pages, sewn, takes ink well.",
        cents: 1900,
        picture: r##"<rect x="38" y="16" width="46" height="58" rx="4" fill="#1d4f91"/><rect x="38" y="16" width="9" height="58" rx="3" fill="#163c6f"/><rect x="54" y="28" width="22" height="14" rx="2" fill="#f7f4ec"/><path d="M58 33h14M58 37h9" stroke="#163c6f" stroke-width="2" stroke-linecap="round"/><path d="M72 66v12l-4-4-4 4V66" fill="#d9a514"/>"##,
    },
    Product {
        id: "rope",
        name: "Mooring rope",
        about: "Twelve metres, spliced by hand.",
        cents: 3250,
        picture: r##"<g fill="none" stroke-linecap="round"><circle cx="60" cy="45" r="24" stroke="#d9c6a1" stroke-width="11"/><circle cx="60" cy="45" r="24" stroke="#a58a5b" stroke-width="11" stroke-dasharray="3 9"/><path d="M82 54c4 10 10 14 18 15" stroke="#d9c6a1" stroke-width="9"/><path d="M100 69h1" stroke="#a5472f" stroke-width="9"/></g>"##,
    },
];
