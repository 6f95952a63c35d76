//! The demo's catalogue: what the five manuals print, as one vendor's.

use domain::catalogue::{Catalogue, Document};
use std::sync::{Arc, LazyLock};

/// The catalogue, as its first version.
pub fn demo() -> &'static Arc<Catalogue> {
    static DEMO: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
        let document: Document = serde_json::from_str(include_str!("../data/catalogue.json")).unwrap_or_default();
        Arc::new(Catalogue::new(1, document).unwrap_or_else(|_| Catalogue::empty()))
    });
    &DEMO
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_catalogue_is_whole() {
        assert_eq!(demo().version(), 1);
        assert_eq!(demo().parts().len(), 92);
    }
}
