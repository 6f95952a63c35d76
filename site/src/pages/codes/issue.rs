//! Issuing codes: `/codes/new` for a buyer's subscription, `/packages/:id/codes` for a package.

use crate::{
    components::{
        dynamic::{dynamic, live, on, optional},
        field::Field,
        form::{Form, form_element},
        page::{self, Above},
        toasts::Toasts,
    },
    format,
    load::{load, load_list},
    pages::seats::words,
    router::Router,
};
use api::{
    FieldError,
    codes::{BatchView, CodeDelivery, GenerateCodesRequest, IssueSubscriptionCodeRequest},
    operations::{GenerateCodes, GetPackage, IssueSubscriptionCode, ListSubscriptionPlans},
    packages::PackageView,
};
use domain::{
    code::MOST_CODES,
    day::{Day, NotADay},
    id::PackageId,
    package::PackageStatus,
    subscription::{MOST_MONTHS, MOST_SEATS},
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A whole number from 1 to the most.
fn whole(text: &str, most: u32) -> Option<u32> {
    text.trim().parse().ok().filter(|number| (1..=most).contains(number))
}

/// A day, or none; an error where it is no day.
fn day(text: &str) -> Result<Option<Day>, FieldError> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|refusal: NotADay| FieldError::new("expires_on", refusal)),
    }
}

fn expiry(form: Form, value: RwSignal<String>) -> AnyView {
    Field::new(form, "expires_on", "Last day on which it works")
        .optional()
        .kind("date")
        .note("That day counts, in UTC. Without one it works for ever.")
        .text(value)
}

/// `/codes/new`: a subscription code, mailed to its buyer.
pub fn subscription() -> AnyView {
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let plans = load_list::<ListSubscriptionPlans, _>(());
    let (plan, email, expires) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let (months, seats) = (RwSignal::new("12".to_owned()), RwSignal::new("1".to_owned()));
    let choices = Signal::derive(move || {
        let plans = plans.value().map(|rows| rows.items).unwrap_or_default();
        plans.into_iter().map(|plan| (plan.plan, plan.name)).collect::<Vec<_>>()
    });
    let said = move || {
        let id = plan.get();
        let name = choices.get().into_iter().find(|(plan, _)| *plan == id)?.1;
        let months = whole(&months.get(), MOST_MONTHS)?;
        let seats = whole(&seats.get(), MOST_SEATS)?;
        let email = email.get();
        let email = email.trim();
        (!email.is_empty()).then(|| {
            let sentence = format!(
                "{email} is mailed one code for {}. It works once; you can revoke it until it is used.",
                words(&name, months, seats)
            );
            view! { <p class="note mb-0">{sentence}</p> }.into_any()
        })
    };
    let submit = move || {
        let mut errors = Vec::new();
        if plan.with_untracked(String::is_empty) {
            errors.push(FieldError::new("plan", "Choose a plan."));
        }
        let mut number = |field, value: RwSignal<String>, most| {
            let number = value.with_untracked(|text| whole(text, most));
            if number.is_none() {
                errors.push(FieldError::new(
                    field,
                    format!("Enter a whole number from 1 to {}.", format::number(u64::from(most))),
                ));
            }
            f64::from(number.unwrap_or_default())
        };
        let months = number("months", months, MOST_MONTHS);
        let seats = number("seats", seats, MOST_SEATS);
        if !email.with_untracked(|text| text.contains('@')) {
            errors.push(FieldError::new("email", "Enter the buyer's address."));
        }
        let expires_on = expires.with_untracked(|text| day(text)).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        if !form.check(errors) {
            return;
        }
        let request = IssueSubscriptionCodeRequest {
            plan: plan.get_untracked(),
            months,
            seats,
            email: email.get_untracked().trim().to_owned(),
            expires_on,
        };
        let to = request.email.clone();
        form.send::<IssueSubscriptionCode>((), request, move |batch| {
            form.saved();
            toasts.done(format!("The code is on its way to {to}."));
            router.go(&format!("/codes/{}", batch.batch_id));
        });
    };
    let content = view! {
        <div class="card"><div class="card-body fields">
            {Field::new(form, "plan", "Plan").choice(plan, choices)}
            <div class="field-row">
                {Field::new(form, "months", "Term in months").note(&format!("Calendar months for each device, 1 to {MOST_MONTHS}.")).number(months)}
                {Field::new(form, "seats", "Seats").note("For how many devices, 1 to 1,000.").number(seats)}
            </div>
            {Field::new(form, "email", "Buyer's e-mail").kind("email").note("The code is in this mail and shown nowhere else.").text(email)}
            {expiry(form, expires)}
            <div aria-live="polite">{optional(said)}</div>
        </div>
        <div class="card-footer btn-list">{form.submit(Signal::stored("Issue and mail the code".to_owned()))}<a class="btn" href="/codes">"Cancel"</a></div></div>
    };
    view! {
        {page::header(Some(Above::fixed("Activation codes", "/codes")), Signal::stored("Issue a subscription code".to_owned()), ().into_any())}
        <div class="form-width">{form_element(form, submit, content.into_any())}</div>
    }
    .into_any()
}

/// `/packages/:id/codes`
pub fn package(package_id: PackageId) -> AnyView {
    let loaded = load::<GetPackage>(package_id, ());
    let above = Above {
        text: Signal::derive(move || loaded.value().map_or("Package".to_owned(), |package| package.name)),
        href: Signal::stored(format!("/packages/{package_id}")),
    };
    view! {
        {page::header(Some(above), Signal::stored("Generate codes".to_owned()), ().into_any())}
        {page::loaded(loaded, generate)}
    }
    .into_any()
}

/// The addresses in a text: by lines, commas or semicolons; each once.
fn addresses(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|address| !address.is_empty() && seen.insert(address.to_lowercase()))
        .map(str::to_owned)
        .collect()
}

fn generate(package: PackageView) -> AnyView {
    if package.status == PackageStatus::Draft {
        let back = view! { <a class="btn btn-primary" href=format!("/packages/{}", package.package_id)>"Back to the package"</a> };
        return page::state(
            "This package is not activated yet",
            "Codes can be generated once it is.",
            back.into_any(),
        );
    }
    let (router, toasts) = (expect_context::<Router>(), expect_context::<Toasts>());
    let form = Form::new();
    let by_mail = RwSignal::new(false);
    let (count, emails, expires) = (
        RwSignal::new("10".to_owned()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let package_id = package.package_id;
    let submit = move || {
        let mut errors = Vec::new();
        let delivery = if by_mail.get_untracked() {
            let emails = emails.with_untracked(|text| addresses(text));
            if emails.is_empty() || emails.len() > MOST_CODES as usize {
                let message = format!("Enter 1 to {} addresses.", format::number(u64::from(MOST_CODES)));
                errors.push(FieldError::new("delivery/emails", message));
            }
            CodeDelivery::Mail { emails }
        } else {
            let number = count.with_untracked(|text| whole(text, MOST_CODES));
            if number.is_none() {
                errors.push(FieldError::new(
                    "delivery/count",
                    "Enter a whole number from 1 to 1,000.",
                ));
            }
            CodeDelivery::Csv {
                count: f64::from(number.unwrap_or_default()),
            }
        };
        let expires_on = expires.with_untracked(|text| day(text)).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        if form.check(errors) {
            form.send::<GenerateCodes>(
                package_id,
                GenerateCodesRequest { delivery, expires_on },
                move |batch: BatchView| {
                    form.saved();
                    toasts.done(format!(
                        "{} being made.",
                        format::count(batch.count as usize, "code is", "codes are")
                    ));
                    router.go(&format!("/codes/{}", batch.batch_id));
                },
            );
        }
    };
    let radio = move |mail: bool, text: &'static str| {
        view! {
            <label class="form-check">
                <input class="form-check-input" type="radio" name="delivery" prop:checked=live(move || by_mail.get() == mail)
                    on:change=on(move |_| { form.clear(); by_mail.set(mail) }) />
                <span class="form-check-label">{text}</span>
            </label>
        }
        .into_any()
    };
    let how = move || {
        if by_mail.get() {
            let counted = Signal::derive(move || {
                let count = emails.with(|text| addresses(text).len());
                format!(
                    "One per line; each gets a code of its own. {} so far.",
                    format::count(count, "address", "addresses")
                )
            });
            Field::new(form, "delivery/emails", "Addresses")
                .hint(counted)
                .lines(emails, 6)
        } else {
            Field::new(form, "delivery/count", "Number of codes")
                .note("1 to 1,000 at a time.")
                .number(count)
        }
    };
    let button = Signal::derive(move || {
        let number = if by_mail.get() {
            emails.with(|text| addresses(text).len())
        } else {
            count.with(|text| whole(text, MOST_CODES)).unwrap_or_default() as usize
        };
        match number {
            0 => "Generate".to_owned(),
            number => format!("Generate {}", format::count(number, "code", "codes")),
        }
    });
    let content = view! {
        <div class="card"><div class="card-body fields">
            <p class="mb-0">{format!("Each code is for {}, once.", package.name)}</p>
            <fieldset>
                <legend class="form-label">"How they reach those who redeem them"</legend>
                {radio(false, "As a file that you export")}
                {radio(true, "By mail, a code to each address")}
            </fieldset>
            {dynamic(how)}
            {expiry(form, expires)}
        </div>
        <div class="card-footer btn-list">{form.submit(button)}<a class="btn" href=format!("/packages/{package_id}")>"Cancel"</a></div></div>
    };
    view! { <div class="form-width">{form_element(form, submit, content.into_any())}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_counted_once() {
        assert_eq!(
            addresses("a@x.example, b@x.example;\nA@x.example\n\n"),
            ["a@x.example", "b@x.example"]
        );
        assert!(addresses(" \n").is_empty());
    }

    #[test]
    fn numbers_are_whole_and_within_their_limits() {
        for (text, number) in [
            ("1", Some(1)),
            (" 1000 ", Some(1000)),
            ("0", None),
            ("1001", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(whole(text, 1000), number, "{text}");
        }
    }
}
