//! `assign-swa`: SWA users of distributors and dealers. Takes terms of a quote (spec
//! chapter 5, "Assign, cool off, activate"): their units are allocated, from the lot that
//! expires first, and each agreement is pending for 24 hours, with a timer of its own. All
//! choices or none. Never more than the lots hold, however many assign at once: a lot's
//! count is a condition of the write.
//!
//! Refused: units not authorised, a quote of another location, one that does not hold any
//! more (of rates that are others by now, with what they were and are), an application or term that it does not have, an application twice, an agreement
//! that is pending or being renewed, more units than are available.

use crate::load::{self, Assured};
use api::{
    ProblemCode,
    assurance::{AssignSwaRequest, AssignSwaResponse},
};
use desk::view;
use domain::{
    assurance::{self, Agreement, MOST_CHOICES},
    catalogue::Shown,
    day::Day,
    id::LocationId,
    text::Line,
};
use runtime::{Call, Change, Error, Fields, Principal, problem};
use store::Transaction;

pub(crate) async fn assign(
    call: Call<Principal>,
    id: LocationId,
    request: AssignSwaRequest,
) -> Result<AssignSwaResponse, Error> {
    let (choices, reference) = parse(&request)?;
    if !request.authorised {
        return Err(problem::not_authorised());
    }
    let stamp = call.stamp().await?;
    let today = Day::of(call.now);
    let card = call.app.catalogue.rate_cards().on(today);
    let store = &call.app.store;
    call.change(async || {
        let Assured {
            location,
            chain,
            agreements,
        } = load::location(&call, id).await?;
        let quote = store.quote(id, request.quote_id).await?;
        let quote = quote.ok_or_else(|| problem::not_found("quote"))?;
        let of: Vec<_> = agreements
            .iter()
            .filter(|agreement| choices.iter().any(|(chosen, _)| *chosen == agreement.application))
            .collect();
        let made_on = Day::of(quote.made_at);
        let changes = call.changes_since(
            quote.catalogue,
            |catalogue| Shown::of_rates(catalogue, made_on, of.iter().copied()),
            |catalogue| Shown::of_rates(catalogue, today, of.iter().copied()),
        );
        call.unchanged(ProblemCode::QuoteOutdated, quote.catalogue, &changes.await?)?;
        let mut lots = store.lots(location.organisation_id, today).await?;
        let by = &call.caller.user.name;
        let assigned = assurance::assign(
            &quote,
            &choices,
            &agreements,
            &mut lots,
            card,
            reference.as_ref(),
            by,
            call.now,
        )?;
        let changes: Vec<(&Agreement, &Agreement)> = assigned
            .iter()
            .filter_map(|after| {
                let before = agreements.iter().find(|before| before.application == after.application);
                Some((before?, after))
            })
            .collect();
        let mut transaction = Transaction::default();
        store.assign_swa(&mut transaction, &location, &chain, &changes, &stamp)?;
        let pending = assigned
            .iter()
            .filter_map(|after| Some(view::assurance::pending(&after.application, after.pending.as_ref()?)))
            .collect();
        Ok(Change {
            transaction,
            answer: AssignSwaResponse { pending },
        })
    })
    .await
}

type Choices = Vec<(String, u32)>;

fn parse(request: &AssignSwaRequest) -> Result<(Choices, Option<Line>), Error> {
    let mut fields = Fields::new();
    let given = request.choices.len();
    if given == 0 || given > MOST_CHOICES {
        fields.refuse(
            "choices",
            format!("Choose 1 to {MOST_CHOICES} applications; these are {given}."),
        );
    }
    let mut choices: Choices = Vec::with_capacity(given);
    for (index, choice) in request.choices.iter().enumerate() {
        if choices
            .iter()
            .any(|(application, _)| *application == choice.application)
        {
            fields.refuse(
                format!("choices/{index}/application"),
                "This application is chosen twice.",
            );
        }
        choices.push((choice.application.clone(), choice.months));
    }
    let reference = fields.optional("reference", &request.reference, Line::parse);
    fields.finish(Some((choices, reference)))
}
