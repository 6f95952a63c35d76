//! QR codes (ISO/IEC 18004), drawn to be read from paper.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The light modules around a code without which a reader does not find it.
const QUIET: usize = 4;

/// The side of a module on paper and screen, in millimetres: what the camera of a telephone
/// still tells apart.
const MODULE: f32 = 0.5;

/// The code of a text, dark on white in whatever colours the page has. None where the text is
/// longer than 2,953 bytes, the most that a QR code holds. It is drawn with the least error
/// correction: paper that a document is printed on is not torn and dirtied as labels are, and
/// fewer modules are read from further away.
pub fn qr_code(text: &str, label: &'static str) -> Option<AnyView> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let side = code.width() + 2 * QUIET;
    let millimetres = side as f32 * MODULE;
    let size = format!("{millimetres}mm");
    Some(
        view! {
            <svg class="qr" role="img" aria-label=label viewBox=format!("0 0 {side} {side}") width=size.clone() height=size shape-rendering="crispEdges">
                <path fill="#fff" d=format!("M0 0h{side}v{side}h-{side}z") />
                <path fill="#000" d=dark(&code) />
            </svg>
        }
        .into_any(),
    )
}

/// The dark modules, a rectangle for each run of them in a row.
fn dark(code: &QrCode) -> String {
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a string never fails.
                let _ = write!(path, "M{} {}h{}v1h-{2}z", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    path
}
