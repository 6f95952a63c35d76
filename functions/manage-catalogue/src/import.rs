//! `import-catalogue`: the vendor's admins and
//! catalogue editors. Puts a file into the draft, a whole catalogue or a section, or
//! says what it would change and what is wrong with it, by row and field (spec chapter 7, "Working
//! with it"). All of a file goes in or none of it; what it says may have faults, as any draft may.
//!
//! Refused: a revision that is not the newest, a section that there is not, a file that cannot be
//! read, and, but in a dry run, one of which a row cannot be read.

use crate::{draft, view};
use api::{
    FieldError, Problem, ProblemCode,
    catalogue::{CatalogueImport, ImportCatalogueRequest, ImportFault},
    files::ImportFormat,
};
use desk::catalogue::{
    draft::{Opened, followed},
    import::{self, Imported, RowFault},
};
use domain::catalogue::{Document, differences, faults, may_follow};
use files::{Decoded, Unreadable};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

/// How many faults are shown at a time.
const SHOWN: usize = 1_000;

pub(crate) async fn import(
    call: Call<Principal>,
    (): (),
    request: ImportCatalogueRequest,
) -> Result<CatalogueImport, Error> {
    let store = &call.app.store;
    let file = parse(&request)?;
    call.change(async || {
        let opened = Opened::load(store, &call.app.catalogues).await?;
        draft::check(opened.revision(), request.revision)?;
        let imported = read(&opened.document, &request, &file.text).map_err(unreadable)?;
        let (_, before) = followed(store, &call.app.catalogues).await?;
        if request.dry_run {
            return Ok(Change::none(answer(
                &before,
                &imported,
                &file,
                (true, opened.revision()),
            )));
        }
        whole(&imported)?;
        let of = format!("{} from a file", imported.of);
        let next = opened.replaced(store, &imported.document, draft::by(&call, of)).await?;
        let mut transaction = Transaction::default();
        store.put_draft(&mut transaction, &next)?;
        Ok(Change {
            transaction,
            answer: answer(&before, &imported, &file, (false, next.revision)),
        })
    })
    .await
}

/// The file, where it holds something, of a section that there is.
fn parse(request: &ImportCatalogueRequest) -> Result<Decoded, Error> {
    let mut fields = Fields::new();
    match request.section.as_deref() {
        Some("") => fields.refuse(
            "section",
            "Name a section, or leave it out: then the file is a whole catalogue.",
        ),
        Some(section) if !import::SECTIONS.contains(&section) => {
            let sections = import::SECTIONS.join(", ");
            fields.refuse("section", format!("There is no such section. There are {sections}."));
        }
        _ => {}
    }
    let file = files::decode(request.content.as_deref(), request.content_base64.as_deref());
    let file = fields.check("content", file);
    if file.as_ref().is_some_and(|file| file.text.trim().is_empty()) {
        fields.refuse("content", "There is nothing in the file.");
    }
    fields.finish(file)
}

fn read(document: &Document, request: &ImportCatalogueRequest, text: &str) -> Result<Imported, Unreadable> {
    let section = request.section.as_deref();
    match (request.format, section) {
        (ImportFormat::Json, section) => import::json(document, section, text),
        (ImportFormat::Csv, Some(section)) => import::csv(document, section, text),
        (ImportFormat::Csv, None) => import::csv(document, import::section_of(text), text),
    }
}

/// That every row could be read.
fn whole(imported: &Imported) -> Result<(), Error> {
    if imported.unreadable.is_empty() {
        return Ok(());
    }
    let errors = imported.unreadable.iter().take(SHOWN).map(|fault| {
        let row = fault.row.map_or_else(|| fault.entry.clone(), |row| row.to_string());
        FieldError::new(
            format!("content/{row}/{}", fault.field).trim_end_matches('/'),
            &fault.message,
        )
    });
    let errors: Vec<_> = errors.collect();
    let detail = format!(
        "Nothing was imported: {} of the file cannot be read.",
        rows(imported.unreadable.len())
    );
    Err(Error::from(Problem {
        errors,
        ..problem::new(ProblemCode::InvalidFields, detail).into_problem()
    }))
}

fn rows(count: usize) -> String {
    match count {
        1 => "a row".to_owned(),
        many => format!("{many} rows"),
    }
}

/// What the draft is with the file, and what is wrong with both.
fn answer(before: &Document, imported: &Imported, file: &Decoded, (dry_run, revision): (bool, u32)) -> CatalogueImport {
    let mut wrong = faults(&imported.document);
    wrong.extend(may_follow(before, &imported.document));
    let all = imported.unreadable.iter().cloned().chain(imported.placed(wrong));
    CatalogueImport {
        dry_run,
        encoding: file.encoding,
        rows_in_file: view::count(imported.entries),
        entries: view::count(differences(before, &imported.document).len()),
        faults: all.take(SHOWN).map(fault).collect(),
        revision,
    }
}

fn fault(fault: RowFault) -> ImportFault {
    ImportFault {
        row: fault.row,
        entry: fault.entry,
        field: fault.field,
        message: fault.message,
    }
}

fn unreadable(why: Unreadable) -> Error {
    problem::at(ProblemCode::InvalidFields, "content", why)
}
