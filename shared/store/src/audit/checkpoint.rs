//! Checkpoints (spec chapter 6, 2): where every chain stood, under one MAC, in a file that the
//! operator keeps where nobody who may write to the table can.
//!
//! A file is lines of JSON, as UTF-8, each with a line feed after it:
//!
//! ```json
//! {"latchkey_audit_checkpoint":1,"made_at":"2026-01-05T09:00:00Z"}
//! {"chain":"location-019b8d2e-...","length":6,"head":"qX1_.Zm9v..."}
//! {"mac":"qX1_.YmFy..."}
//! ```
//!
//! The first names the format's version and when it was made; then comes a line for every
//! chain, in no order: the aggregate's partition, how many events it has, the MAC of the last.
//! The last line is the HMAC-SHA-256 of every byte before it, under the audit key whose
//! id stands before the point. No event's text begins as the first line does, so that no MAC of an
//! event is one of a checkpoint. Both writing and reading go line by line.

use super::verify::Report;
use crate::{
    Error, Store,
    chain::{AuditKeys, Chain, Sealing},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

/// The version of the format.
const VERSION: u32 = 1;

/// Where every chain stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkpoint {
    marks: BTreeMap<String, Mark>,
}

/// Where a chain stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) length: u32,
    pub(super) head: String,
}

/// A file is no checkpoint, or not one of this deployment as it was made.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is not what stands there in a checkpoint.
    #[error("line {0} is not one of a checkpoint")]
    Line(usize),
    /// A later version wrote it.
    #[error("it is a checkpoint of version {0}, which a later latchkey reads")]
    Version(u32),
    /// The last line, which holds the MAC, is missing.
    #[error("its end is missing: it was cut off, or never finished")]
    Unfinished,
    /// The MAC is not this file's under any audit key of this deployment.
    #[error("its MAC does not fit: it was changed, or is of another deployment")]
    Forged,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Head {
        latchkey_audit_checkpoint: u32,
        made_at: DateTime<Utc>,
    },
    Chain {
        chain: String,
        length: u32,
        head: String,
    },
    End {
        mac: String,
    },
}

impl Checkpoint {
    pub(super) fn mark(&self, aggregate: &str) -> Option<&Mark> {
        self.marks.get(aggregate)
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = (&str, &Mark)> {
        self.marks.iter().map(|(aggregate, mark)| (aggregate.as_str(), mark))
    }

    /// Reads a checkpoint from a file.
    ///
    /// # Errors
    /// There is no such file, or it is no checkpoint that was made with these keys.
    pub fn open(file: &Path, audit: &AuditKeys) -> Result<Self, CheckpointError> {
        Self::read(BufReader::new(File::open(file)?), audit)
    }

    fn read(mut file: impl BufRead, audit: &AuditKeys) -> Result<Self, CheckpointError> {
        // What is read counts once the MAC fits, which stands at the end and names its key: there
        // are few keys, and one reading under all of them.
        let mut sealing = Sealing::each(audit);
        let mut marks = BTreeMap::new();
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            if file.read_line(&mut line)? == 0 {
                break;
            }
            let parsed = line.strip_suffix('\n').and_then(|line| serde_json::from_str(line).ok());
            match (number, parsed) {
                (
                    1,
                    Some(Line::Head {
                        latchkey_audit_checkpoint: VERSION,
                        ..
                    }),
                ) => {}
                (
                    1,
                    Some(Line::Head {
                        latchkey_audit_checkpoint: later,
                        ..
                    }),
                ) => {
                    return Err(CheckpointError::Version(later));
                }
                (2.., Some(Line::Chain { chain, length, head })) => {
                    marks.insert(chain, Mark { length, head });
                }
                (2.., Some(Line::End { mac })) => {
                    let is_last = file.fill_buf()?.is_empty();
                    if is_last && sealing.into_iter().any(|sealing| sealing.mac() == mac) {
                        return Ok(Self { marks });
                    }
                    return Err(CheckpointError::Forged);
                }
                _ => return Err(CheckpointError::Line(number)),
            }
            for sealing in &mut sealing {
                sealing.update(line.as_bytes());
            }
        }
        Err(CheckpointError::Unfinished)
    }
}

/// A checkpoint that is being written.
struct Writing<W> {
    out: W,
    sealing: Sealing,
}

impl<W: Write> Writing<W> {
    fn begin(out: W, sealing: Sealing, now: DateTime<Utc>) -> Result<Self, Error> {
        let mut writing = Self { out, sealing };
        writing.line(&Line::Head {
            latchkey_audit_checkpoint: VERSION,
            made_at: now,
        })?;
        Ok(writing)
    }

    fn chain(&mut self, aggregate: &str, chain: &Chain) -> Result<(), Error> {
        self.line(&Line::Chain {
            chain: aggregate.to_owned(),
            length: chain.length,
            head: chain.head.clone(),
        })
    }

    fn line(&mut self, line: &Line) -> Result<(), Error> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.sealing.update(&text);
        self.out.write_all(&text).map_err(unwritable)
    }

    fn end(mut self) -> Result<W, Error> {
        let mac = self.sealing.clone().mac();
        self.line(&Line::End { mac })?;
        self.out.flush().map_err(unwritable)?;
        Ok(self.out)
    }
}

fn unwritable(error: io::Error) -> Error {
    Error::Failed(format!("the checkpoint cannot be written: {error}"))
}

impl Store {
    /// Writes where every chain stands into a new file, and verifies the chains meanwhile: the
    /// report says what is wrong already. A file that is there is never written over,
    /// since it may be the one that tells.
    pub async fn checkpoint(&self, audit: &AuditKeys, now: DateTime<Utc>, file: &Path) -> Result<Report, Error> {
        let out = File::create_new(file).map_err(unwritable)?;
        let written = self.write_checkpoint(audit, now, out).await;
        if written.is_err() {
            // Half a checkpoint is none; that it stays would be told by its missing end.
            let _ = fs::remove_file(file);
        }
        written
    }

    async fn write_checkpoint(&self, audit: &AuditKeys, now: DateTime<Utc>, out: File) -> Result<Report, Error> {
        let mut writing = Writing::begin(BufWriter::new(out), Sealing::current(audit)?, now)?;
        let each = |aggregate: &str, chain: &Chain| writing.chain(aggregate, chain);
        let report = self.survey(audit, &Checkpoint::default(), each).await?;
        let out = writing
            .end()?
            .into_inner()
            .map_err(|error| unwritable(error.into_error()))?;
        out.sync_all().map_err(unwritable)?;
        Ok(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(ids: &[&str]) -> AuditKeys {
        let keys = ids.iter().map(|id| ((*id).to_owned(), id.as_bytes().to_vec()));
        AuditKeys::new(ids[0].to_owned(), keys.collect()).unwrap()
    }

    fn written(audit: &AuditKeys, chains: usize) -> Vec<u8> {
        let sealing = Sealing::current(audit).unwrap();
        let mut writing = Writing::begin(Vec::new(), sealing, DateTime::UNIX_EPOCH).unwrap();
        for number in 0..chains {
            let chain = Chain {
                length: 6,
                head: format!("one.{number}"),
            };
            writing.chain(&format!("location-{number}"), &chain).unwrap();
        }
        writing.end().unwrap()
    }

    fn read(file: &[u8], audit: &AuditKeys) -> Result<Checkpoint, String> {
        Checkpoint::read(file, audit).map_err(|error| error.to_string())
    }

    #[test]
    fn a_checkpoint_of_a_hundred_thousand_chains_is_read_as_it_was_written() {
        let audit = keys(&["one"]);
        let file = written(&audit, 100_000);
        assert!(file.len() < 100_000 * 80, "{}", file.len());
        let checkpoint = read(&file, &audit).unwrap();
        assert_eq!(checkpoint.marks().count(), 100_000);
        let mark = checkpoint.mark("location-99999").unwrap();
        assert_eq!((mark.length, mark.head.as_str()), (6, "one.99999"));
        assert_eq!(checkpoint.mark("location-100000"), None);
    }

    #[test]
    fn the_format_is_the_documented_one() {
        let file = String::from_utf8(written(&keys(&["one"]), 1)).unwrap();
        let lines: Vec<&str> = file.split('\n').collect();
        assert_eq!(
            lines[0],
            r#"{"latchkey_audit_checkpoint":1,"made_at":"1970-01-01T00:00:00Z"}"#
        );
        assert_eq!(lines[1], r#"{"chain":"location-0","length":6,"head":"one.0"}"#);
        assert!(lines[2].starts_with(r#"{"mac":"one."#) && lines[3..] == [""]);
    }

    #[test]
    fn a_retired_key_still_verifies_and_a_foreign_one_does_not() {
        let file = written(&keys(&["one"]), 3);
        assert!(read(&file, &keys(&["two", "one"])).is_ok());
        let refusal = read(&file, &keys(&["two"])).unwrap_err();
        assert_eq!(
            refusal,
            "its MAC does not fit: it was changed, or is of another deployment"
        );
    }

    #[test]
    fn no_altered_byte_and_no_missing_line_passes() {
        let audit = keys(&["one", "two"]);
        let file = written(&audit, 3);
        for index in 0..file.len() {
            for bit in 0..8 {
                let mut altered = file.clone();
                altered[index] ^= 1 << bit;
                assert!(read(&altered, &audit).is_err(), "byte {index}, bit {bit}");
            }
            assert!(read(&file[..index], &audit).is_err(), "cut off at {index}");
        }
        let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
        for left_out in 0..lines.len() {
            let mut lines = lines.clone();
            lines.remove(left_out);
            assert!(read(&lines.concat(), &audit).is_err(), "without line {left_out}");
        }
        let swapped = [lines[0], lines[2], lines[1], lines[3], lines[4]].concat();
        assert!(read(&swapped, &audit).is_err());
        assert!(
            read(&[&file[..], b"\n"].concat(), &audit).is_err(),
            "nothing follows the end"
        );
        let unfinished = lines[..4].concat();
        assert!(read(&unfinished, &audit).unwrap_err().contains("its end is missing"));
        assert!(read(b"", &audit).is_err());
    }

    #[test]
    fn a_later_version_says_so() {
        let audit = keys(&["one"]);
        let file = String::from_utf8(written(&audit, 1))
            .unwrap()
            .replace("checkpoint\":1", "checkpoint\":2");
        assert!(read(file.as_bytes(), &audit).unwrap_err().contains("version 2"));
    }
}
