//! New keys, and keys as versions before made them.

use crate::Desk;
use runtime::keys::{Begins, KeyKind};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};

impl Desk {
    /// Puts a new key to use at once; its id.
    pub fn rotate(&self, kind: KeyKind) -> String {
        self.keys.rotate(kind, self.now(), Begins::AtOnce).unwrap().id
    }

    /// Makes the licence key one from before RFC 9864: its documents say nothing of the
    /// algorithm, which was `EdDSA`.
    pub fn with_a_licence_key_from_before(&self) {
        let file = self.folder().join("keys.json");
        let mut documents: BTreeMap<String, String> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let document = |kind: KeyKind| serde_json::from_str::<Value>(&documents[kind.name()]).unwrap();
        let (signing, public) = (document(KeyKind::LicenceSigning), document(KeyKind::LicencePublic));
        let kid = signing["kid"].as_str().unwrap();
        let before = [
            (KeyKind::LicenceSigning, json!({ "kid": kid, "seed": signing["seed"] })),
            (
                KeyKind::LicencePublic,
                json!({ "keys": { kid: public["keys"][kid]["x"] } }),
            ),
        ];
        for (kind, document) in before {
            documents.insert(kind.name().to_owned(), document.to_string());
        }
        fs::write(file, serde_json::to_vec(&documents).unwrap()).unwrap();
    }
}
