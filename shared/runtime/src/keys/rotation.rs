//! New keys, and which documents change with them.

use super::{KeyError, KeyKind, LicenceKey, LicencePublic, LicenceSigning, MacKeys, PUBLISHED_BEFORE, parsed};
use crate::entropy::Entropy;
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// How an operator reads an instant.
const INSTANT: &str = "%-d %b %Y %H:%M:%S UTC";

/// New documents of every kind, for a deployment that has none.
pub fn generate(entropy: &dyn Entropy) -> Result<BTreeMap<&'static str, String>, serde_json::Error> {
    let key = LicenceKey::generate(entropy);
    Ok(BTreeMap::from([
        (
            KeyKind::LicencePublic.name(),
            serde_json::to_string(&LicencePublic::default().with(&key))?,
        ),
        (
            KeyKind::LicenceSigning.name(),
            serde_json::to_string(&LicenceSigning::of(key))?,
        ),
        (
            KeyKind::Audit.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Links.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Webhooks.name(),
            serde_json::to_string(&MacKeys::generate(entropy))?,
        ),
        (
            KeyKind::Codes.name(),
            serde_json::to_string(&MacKeys::first_version(entropy))?,
        ),
        (
            KeyKind::CodePeppers.name(),
            serde_json::to_string(&MacKeys::first_version(entropy))?,
        ),
    ]))
}

/// When a new key is put to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// As soon as whoever verifies can know it.
    OnceKnown,
    /// At once, though somebody may not know it yet: the key before must not be used any more.
    AtOnce,
}

/// A new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: String,
    /// From when it is used.
    pub from: DateTime<Utc>,
}

impl NewKey {
    /// What whoever rotated is told.
    pub fn said(&self, kind: KeyKind, now: DateTime<Utc>) -> String {
        let Self { id, from } = self;
        let kind = kind.name();
        if *from > now {
            let from = from.format(INSTANT);
            format!("The new {kind} key {id} is published, and signs from {from}; the one before signs until then.")
        } else {
            format!("The {kind} key in use is now {id}. The ones before stay to verify what they made.")
        }
    }
}

/// A new key, put to use.
pub struct Rotation {
    /// The key.
    pub key: NewKey,
    /// The documents that change, in the order in which they have to be written: what a
    /// key makes can be verified before it makes anything.
    pub documents: Vec<(KeyKind, String)>,
}

/// Puts a new key of this kind to use, given the documents as they are. What the old one
/// made stays good. A licence key is published first and signs later, by a time that stands in
/// its document; where one waits already, there is no other before it signs but at once.
///
/// # Errors
/// A document is missing or damaged, the kind is made with another, or a new licence key
/// waits already.
pub fn rotate(
    kind: KeyKind,
    documents: &BTreeMap<String, String>,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
    begins: Begins,
) -> Result<Rotation, KeyError> {
    let in_use = |id| NewKey { id, from: now };
    Ok(match kind {
        KeyKind::LicenceSigning => {
            let signing: LicenceSigning = parse(kind, documents)?;
            let key = LicenceKey::generate(entropy);
            let public = parse::<LicencePublic>(KeyKind::LicencePublic, documents)?.with(&key);
            let new = NewKey {
                id: key.kid.clone(),
                from: match begins {
                    Begins::OnceKnown => now + PUBLISHED_BEFORE,
                    Begins::AtOnce => now,
                },
            };
            let signing = match (begins, signing.waiting(now)) {
                (Begins::OnceKnown, Some((waiting, from))) => {
                    return Err(KeyError {
                        kind,
                        why: format!(
                            "the new key {} is published already and signs from {}",
                            waiting.kid,
                            from.format(INSTANT)
                        ),
                    });
                }
                (Begins::OnceKnown, None) => signing.followed_by(key, new.from, now),
                (Begins::AtOnce, _) => LicenceSigning::of(key),
            };
            Rotation {
                documents: vec![
                    (KeyKind::LicencePublic, document(KeyKind::LicencePublic, &public)?),
                    (kind, document(kind, &signing)?),
                ],
                key: new,
            }
        }
        KeyKind::Audit | KeyKind::Links | KeyKind::Webhooks => {
            let keys = parse::<MacKeys>(kind, documents)?.rotated(entropy);
            Rotation {
                documents: vec![(kind, document(kind, &keys)?)],
                key: in_use(keys.current),
            }
        }
        KeyKind::Codes => {
            let next = |kind| {
                let keys = parse::<MacKeys>(kind, documents)?.next_version(entropy);
                keys.ok_or_else(|| KeyError {
                    kind,
                    why: "all 32 versions are used".to_owned(),
                })
            };
            let (codes, peppers) = (next(kind)?, next(KeyKind::CodePeppers)?);
            // The peppers first: whoever looks codes up has to know a version before one is given out.
            Rotation {
                documents: vec![
                    (KeyKind::CodePeppers, document(KeyKind::CodePeppers, &peppers)?),
                    (kind, document(kind, &codes)?),
                ],
                key: in_use(codes.current),
            }
        }
        KeyKind::CodePeppers => {
            return Err(KeyError {
                kind,
                why: "they come with the code keys; rotate those".to_owned(),
            });
        }
        KeyKind::LicencePublic => {
            return Err(KeyError {
                kind,
                why: "they come with the signing key; rotate that".to_owned(),
            });
        }
    })
}

/// The public keys of a deployment that has just its signing key: what is left to be made
/// where the making of its keys was cut off.
///
/// # Errors
/// The signing key's document is damaged.
pub fn public_of_signing(signing: &str) -> Result<String, KeyError> {
    let documents = BTreeMap::from([(KeyKind::LicenceSigning.name().to_owned(), signing.to_owned())]);
    let signing: LicenceSigning = parse(KeyKind::LicenceSigning, &documents)?;
    let public = signing.keys().fold(LicencePublic::default(), LicencePublic::with);
    document(KeyKind::LicencePublic, &public)
}

fn parse<T: DeserializeOwned>(kind: KeyKind, documents: &BTreeMap<String, String>) -> Result<T, KeyError> {
    let document = documents.get(kind.name()).ok_or_else(|| KeyError {
        kind,
        why: "the document is missing".to_owned(),
    })?;
    parsed(kind, document)
}

fn document<T: Serialize>(kind: KeyKind, keys: &T) -> Result<String, KeyError> {
    serde_json::to_string(keys).map_err(|error| KeyError {
        kind,
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use chrono::TimeDelta;
    use domain::licence_file::Alg;
    use serde_json::{Value, json};

    fn documents() -> BTreeMap<String, String> {
        let new = generate(&SystemEntropy).unwrap();
        new.into_iter()
            .map(|(name, document)| (name.to_owned(), document))
            .collect()
    }

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_614_400, 0).unwrap()
    }

    /// Rotates, and writes what changes.
    fn rotated(
        kind: KeyKind,
        documents: &mut BTreeMap<String, String>,
        now: DateTime<Utc>,
        begins: Begins,
    ) -> Result<NewKey, KeyError> {
        let Rotation {
            key,
            documents: changed,
        } = rotate(kind, documents, &SystemEntropy, now, begins)?;
        for (kind, document) in changed {
            documents.insert(kind.name().to_owned(), document);
        }
        Ok(key)
    }

    fn signer(documents: &BTreeMap<String, String>, at: DateTime<Utc>) -> String {
        let signing: LicenceSigning = parse(KeyKind::LicenceSigning, documents).unwrap();
        signing.at(at).kid.clone()
    }

    fn published(documents: &BTreeMap<String, String>) -> LicencePublic {
        parse(KeyKind::LicencePublic, documents).unwrap()
    }

    #[test]
    fn what_verifies_is_written_before_what_makes() {
        for (kind, order) in [
            (
                KeyKind::LicenceSigning,
                vec![KeyKind::LicencePublic, KeyKind::LicenceSigning],
            ),
            (KeyKind::Codes, vec![KeyKind::CodePeppers, KeyKind::Codes]),
            (KeyKind::Audit, vec![KeyKind::Audit]),
            (KeyKind::Links, vec![KeyKind::Links]),
            (KeyKind::Webhooks, vec![KeyKind::Webhooks]),
        ] {
            let rotation = rotate(kind, &documents(), &SystemEntropy, noon(), Begins::OnceKnown).unwrap();
            let written: Vec<_> = rotation.documents.iter().map(|(kind, _)| *kind).collect();
            assert_eq!(written, order);
        }
        for kind in [KeyKind::LicencePublic, KeyKind::CodePeppers] {
            assert!(
                rotate(kind, &documents(), &SystemEntropy, noon(), Begins::AtOnce).is_err(),
                "it comes with another"
            );
        }
    }

    #[test]
    fn a_licence_key_signs_once_no_kept_key_set_can_lack_it() {
        let mut documents = documents();
        let first = signer(&documents, noon());
        let new = rotated(KeyKind::LicenceSigning, &mut documents, noon(), Begins::OnceKnown).unwrap();
        assert_eq!(new.from, noon() + PUBLISHED_BEFORE);
        assert!(PUBLISHED_BEFORE.to_std().unwrap() >= super::super::KEY_SET_KEPT + crate::ssm::REMEMBERED);
        assert!(published(&documents).keys.contains_key(&new.id), "at once");
        for (at, signs) in [
            (noon(), &first),
            (new.from - TimeDelta::seconds(1), &first),
            (new.from, &new.id),
            (new.from + TimeDelta::days(9000), &new.id),
        ] {
            assert_eq!(signer(&documents, at), *signs, "{at}");
        }
    }

    #[test]
    fn while_a_licence_key_waits_only_one_that_signs_at_once_is_made() {
        let mut documents = documents();
        let waits = rotated(KeyKind::LicenceSigning, &mut documents, noon(), Begins::OnceKnown).unwrap();
        let soon = noon() + TimeDelta::minutes(10);
        let refusal = rotated(KeyKind::LicenceSigning, &mut documents, soon, Begins::OnceKnown).unwrap_err();
        assert!(refusal.why.contains(&waits.id) && refusal.why.contains("5 Jan 2026 13:10:00 UTC"));
        let at_once = rotated(KeyKind::LicenceSigning, &mut documents, soon, Begins::AtOnce).unwrap();
        assert_eq!(at_once.from, soon);
        assert_eq!(signer(&documents, soon), at_once.id);
        assert_eq!(signer(&documents, waits.from), at_once.id, "who waited was left out");
        // Once nobody waits, the next one does.
        let next = rotated(KeyKind::LicenceSigning, &mut documents, soon, Begins::OnceKnown).unwrap();
        let after = rotated(KeyKind::LicenceSigning, &mut documents, next.from, Begins::OnceKnown).unwrap();
        assert_eq!(signer(&documents, next.from), next.id);
        assert_eq!(signer(&documents, after.from), after.id);
        assert_eq!(published(&documents).keys.len(), 5);
    }

    #[test]
    fn keys_from_before_rfc_9864_keep_their_name_of_the_algorithm() {
        let mut documents = documents();
        let signing: Value = serde_json::from_str(&documents[KeyKind::LicenceSigning.name()]).unwrap();
        let (kid, seed) = (signing["kid"].as_str().unwrap().to_owned(), &signing["seed"]);
        let x = published(&documents).keys[&kid].x.clone();
        for (kind, old) in [
            (KeyKind::LicenceSigning, json!({ "kid": kid, "seed": seed })),
            (KeyKind::LicencePublic, json!({ "keys": { &kid: x } })),
        ] {
            documents.insert(kind.name().to_owned(), old.to_string());
        }
        let old: LicenceSigning = parse(KeyKind::LicenceSigning, &documents).unwrap();
        assert_eq!(old.at(noon()).alg, Alg::EdDsa);
        let new = rotated(KeyKind::LicenceSigning, &mut documents, noon(), Begins::OnceKnown).unwrap();
        let signing: LicenceSigning = parse(KeyKind::LicenceSigning, &documents).unwrap();
        assert_eq!(signing.at(noon()).alg, Alg::EdDsa, "while it still signs");
        assert_eq!(signing.at(new.from).alg, Alg::Ed25519);
        let algs = published(&documents).keys.into_iter().map(|(id, key)| (id, key.alg));
        assert_eq!(
            algs.collect::<BTreeMap<_, _>>(),
            BTreeMap::from([(kid, Alg::EdDsa), (new.id, Alg::Ed25519)])
        );
    }

    #[test]
    fn the_public_keys_of_a_signing_document_are_all_of_its_keys() {
        let mut documents = documents();
        rotated(KeyKind::LicenceSigning, &mut documents, noon(), Begins::OnceKnown).unwrap();
        let made: LicencePublic =
            serde_json::from_str(&public_of_signing(&documents[KeyKind::LicenceSigning.name()]).unwrap()).unwrap();
        assert_eq!(made, published(&documents));
    }

    #[test]
    fn code_keys_and_peppers_have_the_same_versions_and_keep_the_old_ones() {
        let mut documents = documents();
        for (version, symbol) in "123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().enumerate() {
            let before = [KeyKind::Codes, KeyKind::CodePeppers]
                .map(|kind| (kind, parse::<MacKeys>(kind, &documents).unwrap().all()));
            let new = rotated(KeyKind::Codes, &mut documents, noon(), Begins::AtOnce).unwrap();
            assert_eq!(new.id, symbol.to_string());
            for (kind, before) in before {
                let keys: MacKeys = parse(kind, &documents).unwrap();
                let after = keys.all();
                assert_eq!((&keys.current, after.len()), (&new.id, version + 2));
                assert!(before.iter().all(|(id, key)| after.get(id) == Some(key)));
            }
        }
        assert!(
            rotated(KeyKind::Codes, &mut documents, noon(), Begins::AtOnce).is_err(),
            "there are 32 versions"
        );
    }
}
