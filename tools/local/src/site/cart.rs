//! The cart of the sample shop, in a cookie of its own.

use std::fmt;

use super::products::{self, Product};

/// The cookie's name.
pub(super) const COOKIE: &str = "cart";

/// How many of one product fit.
const MOST: u8 = 9;

/// What is in the cart, in the order in which it was put there.
#[derive(Clone, Debug, Default)]
pub(super) struct Cart(Vec<(&'static Product, u8)>);

impl Cart {
    /// Reads the cookie: `mug:2.tea:1`. What is no product of ours is left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut cart = Self::default();
        for (name, count) in text.split('.').filter_map(|part| part.split_once(':')) {
            if let (Some(product), Ok(count @ 1..=MOST)) = (products::find(name), count.parse()) {
                cart.remove(product);
                cart.0.push((product, count));
            }
        }
        cart
    }

    pub(super) fn add(&mut self, product: &'static Product) {
        match self.0.iter_mut().find(|(it, _)| it.id == product.id) {
            Some((_, count)) => *count = MOST.min(*count + 1),
            None => self.0.push((product, 1)),
        }
    }

    pub(super) fn remove(&mut self, product: &'static Product) {
        self.0.retain(|(it, _)| it.id != product.id);
    }

    pub(super) fn lines(&self) -> &[(&'static Product, u8)] {
        &self.0
    }

    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|(_, count)| u32::from(*count)).sum()
    }

    /// In cents.
    pub(super) fn total(&self) -> u32 {
        let prices = self
            .0
            .iter()
            .map(|(product, count)| product.cents * u32::from(*count));
        prices.sum()
    }
}

impl fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (product, count)) in self.0.iter().enumerate() {
            let dot = if place == 0 { "" } else { "." };
            write!(f, "{dot}{}:{count}", product.id)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_is_what_its_cookie_says_and_nothing_that_is_not_sold_here() {
        let mut cart = Cart::parse("mug:2.gold:1.tea:0.tea:9.mug:x");
        assert_eq!(cart.to_string(), "mug:2.tea:9");

        cart.add(products::find("tea").unwrap());
        cart.add(products::find("lantern").unwrap());
        cart.remove(products::find("mug").unwrap());

        assert_eq!(cart.to_string(), "tea:9.lantern:1");
        assert_eq!(cart.count(), 10);
        assert_eq!(cart.total(), 9 * 890 + 4900);
    }
}
