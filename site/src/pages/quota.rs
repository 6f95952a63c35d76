//! `/quota`: what the tenant may use and does use, metric by metric.

use crate::components::dynamic::{dynamic, on};
use crate::{
    browser,
    components::{
        icon::{self, icon},
        page::{self, fixed_action},
    },
    format,
    load::load,
};
use api::{
    operations::GetQuota,
    tenants::{MetricView, QuotaView},
};
use leptos::prelude::*;

/// The width of a drawing; it is stretched to the column's.
const WIDTH: u64 = 1000;

/// From which part of a limit on it is called nearly used, in percent.
const NEARLY: u64 = 80;

/// The page.
pub fn quota() -> AnyView {
    let actions = fixed_action("/upgrades", icon::SHOPPING_CART, "Browse the catalogue", false);
    view! {
        {page::header(None, Signal::stored("Quota".to_owned()), actions)}
        {page::loaded(load::<GetQuota>((), ()), |quota| shown(&quota))}
    }
    .into_any()
}

fn shown(quota: &QuotaView) -> AnyView {
    let search = RwSignal::new(String::new());
    let (granted, others): (Vec<_>, Vec<_>) = quota
        .metrics
        .iter()
        .cloned()
        .partition(|metric| metric.limit > 0 || metric.used > 0);
    let about = format!(
        "The {} grants a part of each limit, upgrades the rest. An upgrade lasts until the end that the contract had when it was bought, and no longer than the contract, which ends on {}.",
        quota.plan_name,
        format::date_text(quota.contract_last_day)
    );
    view! {
        <p>{about}</p>
        <ul class="legend" aria-hidden="true">
            <li><span class="key key-used"></span>"Used"</li>
            <li><span class="key key-plan"></span>"Of the plan"</li>
            <li><span class="key key-upgrades"></span>"Of upgrades"</li>
        </ul>
        <div class="list-filter search d-print-none mb-3" role="search">
            {icon(icon::SEARCH)}
            <input class="form-control" type="search" autocomplete="off" placeholder="Filter" aria-label="Filter the metrics"
                prop:value=search on:input=on(move |event| search.set(event_target_value(&event))) />
        </div>
        {granted_group(granted, search)}
        {not_granted(others, search)}
    }
    .into_any()
}

fn granted_group(metrics: Vec<MetricView>, search: RwSignal<String>) -> AnyView {
    let rows = move || {
        let words = browser::folded(search.get().trim());
        let found: Vec<_> = metrics
            .iter()
            .filter(|metric| browser::folded(&metric.name).contains(&words))
            .map(row)
            .collect();
        if found.is_empty() {
            return view! { <tr><td class="text-secondary" colspan="3">"No metric has this in its name. Try fewer letters."</td></tr> }.into_any();
        }
        found.into_any()
    };
    view! {
        <section class="card" aria-labelledby="granted">
            <div class="card-header"><h2 class="card-title" id="granted">"Limits and use"</h2></div>
            <div class="table-responsive">
                <table class="table table-vcenter card-table list-table quota-table">
                    <thead><tr>
                        <th scope="col">"Metric"</th><th scope="col" class="quota-column">"Use and limit"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr></thead>
                    <tbody>{dynamic(rows)}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// What neither plan nor upgrades grant, and nobody uses: there is nothing to draw.
fn not_granted(metrics: Vec<MetricView>, search: RwSignal<String>) -> AnyView {
    let items = move || {
        let words = browser::folded(search.get().trim());
        let found = metrics
            .iter()
            .filter(|metric| browser::folded(&metric.name).contains(&words));
        let items = found.map(|metric| view! { <li><span>{metric.name.clone()}</span>{upgrade(metric)}</li> });
        items.collect::<Vec<_>>().into_any()
    };
    view! {
        <section class="card" aria-labelledby="others">
            <div class="card-header"><h2 class="card-title" id="others">"Not part of your plan"</h2></div>
            <div class="card-body"><ul class="others">{dynamic(items)}</ul></div>
        </section>
    }
    .into_any()
}

/// Leads to what raises a metric.
fn upgrade(metric: &MetricView) -> AnyView {
    // One item: its page. Several: the reader chooses.
    let href = match metric.raised_by.as_slice() {
        [] => None,
        [sku] => Some(format!("/upgrades/items/{sku}")),
        _ => Some(format!("/upgrades?metric={}", metric.metric)),
    };
    let link = href.map(|href| {
        view! { <a class="btn" href=href aria-label=format!("Upgrade {}", metric.name)>{icon(icon::ARROW_UP)}"Upgrade"</a> }
    });
    link.into_any()
}

fn row(metric: &MetricView) -> AnyView {
    view! {
        <tr>
            <td><strong>{metric.name.clone()}</strong><span class="text-secondary d-block">{metric.unit.clone()}</span></td>
            <td>{drawn(metric)}</td>
            <td class="row-action">{upgrade(metric)}</td>
        </tr>
    }
    .into_any()
}

/// The parts of a bar, in units of its drawing.
#[derive(Debug, PartialEq, Eq)]
struct Bar {
    plan: u64,
    upgrades: u64,
    used: u64,
}

impl Bar {
    /// To scale, over the limit or over what is used where that is more.
    fn of(metric: &MetricView) -> Self {
        let whole = u64::from(metric.limit.max(metric.used)).max(1);
        let part = |units: u32| u64::from(units) * WIDTH / whole;
        Self {
            plan: part(metric.plan),
            upgrades: part(metric.upgrades),
            used: part(metric.used),
        }
    }
}

/// What is to be said of a metric beside its figures.
fn warning(metric: &MetricView) -> Option<String> {
    let (used, limit) = (u64::from(metric.used), u64::from(metric.limit));
    if used > limit {
        Some(format!("{} over the limit", format::number(used - limit)))
    } else if limit > 0 && used == limit {
        Some("All used".to_owned())
    } else if limit > 0 && used * 100 >= limit * NEARLY {
        Some(format!("{} left", format::number(limit - used)))
    } else {
        None
    }
}

fn drawn(metric: &MetricView) -> AnyView {
    let bar = Bar::of(metric);
    let number = |units: u32| format::number(u64::from(units));
    let parts = if metric.upgrades > 0 {
        format!(
            "{} of the plan, {} of upgrades",
            number(metric.plan),
            number(metric.upgrades)
        )
    } else {
        String::new()
    };
    let over = metric.used > metric.limit;
    let warning = warning(metric);
    let late = warning.is_some();
    view! {
        <div class="quota" class:quota-late=late class:quota-over=over>
            <svg viewBox=format!("0 0 {WIDTH} 20") preserveAspectRatio="none" aria-hidden="true">
                <rect class="quota-plan" x="0" y="0" width=bar.plan.to_string() height="20" />
                <rect class="quota-upgrades" x=bar.plan.to_string() y="0" width=bar.upgrades.to_string() height="20" />
                <rect class="quota-used" x="0" y="5" width=bar.used.to_string() height="10" />
            </svg>
            <span class="quota-figures">
                <strong>{format!("{} of {}", number(metric.used), number(metric.limit))}</strong>
                {warning.map(|warning| view! { <span class="quota-warning">{icon(icon::ALERT_TRIANGLE)}{warning}</span> })}
                <span class="text-secondary">{parts}</span>
            </span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(plan: u32, upgrades: u32, used: u32) -> MetricView {
        MetricView {
            metric: "agents".to_owned(),
            name: "Agents".to_owned(),
            unit: "agents".to_owned(),
            plan,
            upgrades,
            limit: plan + upgrades,
            used,
            raised_by: Vec::new(),
        }
    }

    #[test]
    fn a_bar_is_drawn_to_scale() {
        for (metric, plan, upgrades, used) in [
            (metric(5, 5, 7), 500, 500, 700),
            (metric(5, 0, 10), 500, 0, 1000),
            (metric(0, 0, 0), 0, 0, 0),
            (metric(u32::MAX, 0, u32::MAX), 1000, 0, 1000),
        ] {
            assert_eq!(Bar::of(&metric), Bar { plan, upgrades, used });
        }
    }

    #[test]
    fn what_is_nearly_used_is_said() {
        for (metric, said) in [
            (metric(10, 0, 7), None),
            (metric(10, 0, 8), Some("2 left")),
            (metric(5, 5, 10), Some("All used")),
            (metric(5, 0, 7), Some("2 over the limit")),
            (metric(0, 0, 0), None),
        ] {
            assert_eq!(warning(&metric).as_deref(), said);
        }
    }
}
