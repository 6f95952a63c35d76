//! A document as the table keeps it: members of gzip (RFC 1952, 2.2), of which the first holds all but
//! the parts, and each that follows a run of parts. So a function reads the runs that it is asked about,
//! and no others.

use crate::{Error, keys};
use domain::{
    catalogue::{Document, Part, Parts, Run},
    text::PartNumber,
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    io::{Read, Write},
    ops::Range,
    sync::Arc,
};

/// How many parts a run has: one is read in well under a millisecond.
const RUN: usize = 250;

/// A document, packed.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) members: Members,
}

/// Which members there are, in their order.
#[derive(Serialize, Deserialize)]
pub(super) struct Members {
    /// How many bytes the first takes.
    head: usize,
    /// Those that follow.
    runs: Vec<Member>,
}

/// A run of parts.
#[derive(Serialize, Deserialize)]
struct Member {
    /// The number of its first part.
    first: PartNumber,
    /// How many bytes it takes.
    bytes: usize,
}

impl Packed {
    /// A document with its parts by number, and its digest: the same for the same document.
    pub(super) fn of(document: &Document) -> Result<(String, Self), Error> {
        let mut head = document.clone();
        let mut parts = std::mem::take(&mut head.parts);
        parts.sort_by(|a, b| a.number.cmp(&b.number));
        let (mut digest, mut bytes) = (Sha256::new(), Vec::new());
        let mut add = |json: Vec<u8>| {
            digest.update(&json);
            digest.update(b"\n");
            let member = pack(&json)?;
            bytes.extend_from_slice(&member);
            Ok::<_, Error>(member.len())
        };
        let head = add(head.to_json()?)?;
        let mut runs = Vec::new();
        for run in parts.chunks(RUN) {
            runs.push(Member {
                first: run[0].number.clone(),
                bytes: add(Part::list_to_json(run)?)?,
            });
        }
        let members = Members { head, runs };
        Ok((keys::hex(&digest.finalize()), Self { bytes, members }))
    }

    /// What was packed before there were runs: one member holds all of it.
    pub(super) fn in_one(bytes: Vec<u8>) -> Self {
        let members = Members {
            head: bytes.len(),
            runs: Vec::new(),
        };
        Self { bytes, members }
    }

    /// The document, with its parts.
    pub(super) fn document(&self) -> Result<Document, Error> {
        let mut document = self.head()?;
        for (_, place) in self.runs() {
            document.parts.extend(parts(&self.bytes, place)?);
        }
        Ok(document)
    }

    /// The document, and its parts beside it, which are read when they are asked about.
    pub(super) fn published(self) -> Result<(Document, Parts), Error> {
        let mut document = self.head()?;
        if self.members.runs.is_empty() {
            let parts = Parts::of(std::mem::take(&mut document.parts));
            return Ok((document, parts));
        }
        let bytes = Arc::new(self.bytes);
        let runs = places(&self.members).map(|(first, place)| {
            let bytes = bytes.clone();
            Run::new(first.clone(), move || {
                // What was published is read by every version that follows.
                parts(&bytes, place).unwrap_or_else(|error| unreachable!("parts of the catalogue: {error}"))
            })
        });
        Ok((document, Parts::in_runs(runs)))
    }

    fn head(&self) -> Result<Document, Error> {
        Ok(Document::from_json(&unpack(&self.bytes, 0..self.members.head)?)?)
    }

    fn runs(&self) -> impl Iterator<Item = (&PartNumber, Range<usize>)> {
        places(&self.members)
    }
}

/// The first number of each run, and where its member is.
fn places(members: &Members) -> impl Iterator<Item = (&PartNumber, Range<usize>)> {
    members.runs.iter().scan(members.head, |from, run| {
        let place = *from..*from + run.bytes;
        *from = place.end;
        Some((&run.first, place))
    })
}

fn parts(bytes: &[u8], place: Range<usize>) -> Result<Vec<Part>, Error> {
    Ok(Part::list_from_json(&unpack(bytes, place)?)?)
}

fn pack(json: &[u8]) -> Result<Vec<u8>, Error> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    let packed = packer.write_all(json).and_then(|()| packer.finish());
    packed.map_err(|error| Error::Failed(format!("the catalogue cannot be packed: {error}")))
}

fn unpack(bytes: &[u8], place: Range<usize>) -> Result<Vec<u8>, Error> {
    let cannot = |why: &dyn std::fmt::Display| Error::Failed(format!("the catalogue cannot be read: {why}"));
    let member = bytes.get(place).ok_or_else(|| cannot(&"it ends too early"))?;
    let mut json = Vec::new();
    let read = GzDecoder::new(member).read_to_end(&mut json);
    read.map_err(|error| cannot(&error))?;
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// So many parts, the last number first.
    fn document(parts: usize) -> Document {
        let parts = (0..parts).rev().map(|n| {
            json!({
                "number": format!("P{n:05}"), "name": format!("Part {n}"), "kind": "licence",
                "application": "lift", "fits": ["lift-1"], "grants": { "feature": "floor", "amount": n + 1 },
            })
        });
        let parts: Vec<_> = parts.collect();
        serde_json::from_value(json!({
            "applications": [{ "id": "lift", "name": "Lift", "characters": "77" }],
            "parts": parts,
        }))
        .unwrap()
    }

    fn sorted(mut document: Document) -> Document {
        document.parts.sort_by(|a, b| a.number.cmp(&b.number));
        document
    }

    #[test]
    fn a_document_comes_back_with_its_parts_by_number_and_each_part_is_found() {
        for count in [0, 1, RUN, RUN + 1, 3 * RUN] {
            let whole = sorted(document(count));
            let (digest, packed) = Packed::of(&document(count)).unwrap();
            assert_eq!(packed.document().unwrap(), whole);
            assert_eq!(Packed::of(&whole).unwrap().0, digest, "whatever the order was");
            assert_eq!(packed.members.runs.len(), count.div_ceil(RUN));
            let (head, parts) = packed.published().unwrap();
            assert_eq!((head.parts.len(), &head.applications), (0, &whole.applications));
            for part in &whole.parts {
                assert_eq!(parts.get(&part.number), Some(part));
            }
            for absent in ["A", "P000001", "P99999"] {
                assert_eq!(parts.get(&PartNumber::parse(absent).unwrap()), None);
            }
            assert!(parts.iter().eq(&whole.parts));
        }
    }

    #[test]
    fn what_was_packed_in_one_is_read() {
        let packed = Packed::in_one(pack(&document(3).to_json().unwrap()).unwrap());
        assert_eq!(packed.document().unwrap(), document(3));
        let (head, parts) = packed.published().unwrap();
        assert_eq!(head.parts, []);
        assert!(parts.iter().eq(&sorted(document(3)).parts));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let (_, mut packed) = Packed::of(&document(RUN)).unwrap();
        packed.bytes.pop();
        assert!(packed.document().is_err());
        packed.bytes.truncate(3);
        assert!(packed.document().is_err());
    }
}
