//! Files that are kept by the desk and only ever saved, never opened in the browser.

use super::toasts::Toasts;
use crate::{browser, client::Failure};
use api::external::{KeptFileContent, SendFileRequest};

/// A file as it is sent.
pub fn request(name: String, bytes: &[u8]) -> SendFileRequest {
    SendFileRequest {
        file_name: name,
        content_base64: browser::to_base64(bytes),
    }
}

/// Offers a file to save that was fetched.
pub fn save(fetched: Result<KeptFileContent, Failure>, toasts: Toasts) {
    match fetched {
        Ok(file) => match browser::from_base64(&file.content) {
            Some(bytes) => {
                browser::save_file(&file.file_name, "application/octet-stream", &bytes);
                toasts.done(format!("{} is being saved.", file.file_name));
            }
            None => toasts.failed("The file could not be read."),
        },
        Err(failure) => toasts.failed(failure.to_string()),
    }
}
