//! From bytes to text.

use crate::Unreadable;
use api::files::FileEncoding;
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    /// How its bytes were read; none where the text was sent.
    pub encoding: Option<FileEncoding>,
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text of a file that was sent as text or as its bytes in base64 (RFC 4648, section 4).
///
/// # Errors
/// Neither or both were sent, or what was sent is no text.
pub fn decode(text: Option<&str>, base64: Option<&str>) -> Result<Decoded, Unreadable> {
    let decoded = match (text, base64) {
        (Some(text), None) => Decoded {
            text: text.trim_start_matches('\u{feff}').to_owned(),
            encoding: None,
        },
        (None, Some(base64)) => {
            let bytes = BASE64
                .decode(base64.trim())
                .map_err(|_| Unreadable("The file's bytes are to be sent in base64.".to_owned()))?;
            return decode_bytes(&bytes);
        }
        _ => return Err(Unreadable("Send the file's text, or its bytes in base64.".to_owned())),
    };
    a_text(decoded)
}

/// The text of a file as it is on disk.
///
/// # Errors
/// It is no text.
pub fn decode_bytes(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    a_text(of_bytes(bytes)?)
}

fn a_text(decoded: Decoded) -> Result<Decoded, Unreadable> {
    if decoded.text.contains('\0') {
        return Err(no_text());
    }
    Ok(decoded)
}

fn no_text() -> Unreadable {
    Unreadable("This is not a text file. In the spreadsheet, save the sheet as CSV, and choose that file.".to_owned())
}

/// A mark decides; then whether the bytes are UTF-8, which other text is only by a rare chance;
/// what is left is what spreadsheets in western Europe save.
fn of_bytes(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    let (encoding, text) = match bytes {
        // Spreadsheets' own formats, and PDF.
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] | [b'%', b'P', b'D', b'F', ..] => return Err(no_text()),
        [0xef, 0xbb, 0xbf, rest @ ..] => (FileEncoding::Utf8, std::str::from_utf8(rest).ok().map(str::to_owned)),
        [0xff, 0xfe, rest @ ..] => (FileEncoding::Utf16Le, decoded(UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => (FileEncoding::Utf16Be, decoded(UTF_16BE, rest)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (FileEncoding::Utf8, Some(text.to_owned())),
            Err(_) => (FileEncoding::Windows1252, decoded(WINDOWS_1252, bytes)),
        },
    };
    let text = text.ok_or_else(|| {
        Unreadable(format!(
            "The file says that it is {}, and some of its bytes are not. Save it anew.",
            encoding.name()
        ))
    })?;
    Ok(Decoded {
        text,
        encoding: Some(encoding),
    })
}

fn decoded(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(bytes: &[u8]) -> Result<Decoded, Unreadable> {
        decode(None, Some(&BASE64.encode(bytes)))
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_mark_decides_and_then_the_bytes() {
        let text = "Müller Söhne, Köln – 5 €";
        let windows = b"M\xfcller S\xf6hne, K\xf6ln \x96 5 \x80";
        for (sent, encoding) in [
            (text.as_bytes().to_vec(), FileEncoding::Utf8),
            (format!("\u{feff}{text}").into_bytes(), FileEncoding::Utf8),
            (
                utf16(&format!("\u{feff}{text}"), u16::to_le_bytes),
                FileEncoding::Utf16Le,
            ),
            (
                utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
                FileEncoding::Utf16Be,
            ),
            (windows.to_vec(), FileEncoding::Windows1252),
        ] {
            let decoded = bytes(&sent).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Some(encoding)));
        }
        let sent = decode(Some(&format!("\u{feff}{text}")), None).unwrap();
        assert_eq!((sent.text.as_str(), sent.encoding), (text, None));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for (sent, says) in [
            (&b"PK\x03\x04..."[..], "save the sheet as CSV"),
            (&b"\xd0\xcf\x11\xe0..."[..], "save the sheet as CSV"),
            (&b"a\0b\0"[..], "save the sheet as CSV"),
            (&b"\xef\xbb\xbfM\xfcller"[..], "says that it is UTF-8"),
            (&b"\xff\xfea"[..], "says that it is UTF-16"),
            (&b"\xff\xfe\x00\xd8a\x00"[..], "says that it is UTF-16"),
        ] {
            let Unreadable(said) = bytes(sent).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
        for (text, base64) in [
            (None, None),
            (Some("a"), Some("YQ==")),
            (None, Some("ä")),
            (Some("a\0"), None),
        ] {
            assert!(decode(text, base64).is_err());
        }
        assert_eq!(decode(None, Some(" YQ\n")).unwrap().text, "a");
    }
}
