//! Cells of CSV files that people send.

/// A cell without the apostrophe that export puts before what a spreadsheet would run.
pub fn cell(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    }
    .trim()
}
