//! Which page stands at which path, who may open it, and what the menu leads to. All of it
//! comes from one table, in `table`.

mod table;

pub use table::{Part, front};

use api::{Access, Endpoint};
use domain::organisation::Role;
use leptos::prelude::AnyView;
use std::str::FromStr;
use table::TABLE;

/// One page.
#[derive(Debug)]
pub struct Route {
    /// Its path; parameters in braces.
    pub pattern: &'static str,
    /// Who may open it.
    opens: Opens,
    /// Its entry in the menu.
    menu: Option<(Group, &'static str)>,
    /// The page in the menu that it belongs under, where its path does not say so.
    under: Option<&'static str>,
}

/// Who may open a page.
#[derive(Debug)]
enum Opens {
    /// Anybody, signed in or not.
    Anyone,
    /// Any user.
    User,
    /// Users who may call an operation, unless they may call another.
    Holders {
        of: &'static [Role],
        unless: &'static [Role],
    },
}

impl Opens {
    /// Who may call an operation.
    const fn of<E: Endpoint>() -> Self {
        Self::unless(E::OPERATION.access, &[])
    }

    /// Who may call one operation and not the other.
    const fn of_but<E: Endpoint, Other: Endpoint>() -> Self {
        match Other::OPERATION.access {
            Access::Roles(unless) => Self::unless(E::OPERATION.access, unless),
            _ => panic!("everybody may call the other operation"),
        }
    }

    const fn unless(access: Access, unless: &'static [Role]) -> Self {
        match access {
            Access::Roles(of) => Self::Holders { of, unless },
            _ => panic!("an operation that everybody may call opens its page to nobody in particular"),
        }
    }

    fn to(&self, roles: Option<&[Role]>) -> bool {
        let any = |of: &[Role], held: &[Role]| held.iter().any(|role| of.contains(role));
        match (self, roles) {
            (Self::Anyone, _) | (Self::User, Some(_)) => true,
            (Self::Holders { of, unless }, Some(held)) => any(of, held) && !any(unless, held),
            _ => false,
        }
    }
}

/// Entries of the menu that stand together, in the menu's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What to do next.
    Home,
    /// What the vendor ships and takes orders for.
    Orders,
    /// What the vendor sells.
    Catalogue,
    /// What tenants buy on top.
    Upgrades,
    /// Codes entered, and the subscriptions and devices that came of them.
    Subscriptions,
    /// What operators sell.
    Packages,
    /// What was shipped to a dealer.
    Licences,
    /// Whom a dealer serves, or a vendor.
    Customers,
    /// Software assurance.
    Assurance,
    /// Codes issued.
    Codes,
    /// What is looked up, and put right.
    Tools,
    /// How the organisation is set up.
    Settings,
    /// Verifying what others show.
    Verify,
}

impl Group {
    /// What stands on its button.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Orders => "Orders",
            Self::Catalogue => "Catalogue",
            Self::Upgrades => "Upgrades",
            Self::Subscriptions => "Subscriptions",
            Self::Packages => "Packages",
            Self::Licences => "Licences",
            Self::Customers => "Customers",
            Self::Assurance => "Software assurance",
            Self::Codes => "Codes",
            Self::Tools => "Tools",
            Self::Settings => "Settings",
            Self::Verify => "Verify",
        }
    }

    /// The id of what stands under it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Home => "menu-home",
            Self::Orders => "menu-orders",
            Self::Catalogue => "menu-catalogue",
            Self::Upgrades => "menu-upgrades",
            Self::Subscriptions => "menu-subscriptions",
            Self::Packages => "menu-packages",
            Self::Licences => "menu-licences",
            Self::Customers => "menu-customers",
            Self::Assurance => "menu-assurance",
            Self::Codes => "menu-codes",
            Self::Tools => "menu-tools",
            Self::Settings => "menu-settings",
            Self::Verify => "menu-verify",
        }
    }
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: &'static str,
    /// Where it leads.
    pub href: &'static str,
}

/// The page at a path.
#[derive(Debug)]
pub struct Found<'p> {
    /// Its row.
    pub route: &'static Route,
    /// The part that it is in; None for the front, which is always there.
    pub part: Option<Part>,
    /// Its place in the part.
    pub page: usize,
    /// What stands in the path for the pattern's parameters.
    pub values: Vec<&'p str>,
}

/// The page at a path for a user with these roles, or for nobody who is signed in.
pub fn find<'p>(path: &'p str, roles: Option<&[Role]>) -> Option<Found<'p>> {
    TABLE.iter().find_map(|(part, routes)| {
        routes.iter().enumerate().find_map(|(page, route)| {
            let values = matched(route.pattern, path)?;
            route.opens.to(roles).then_some(Found {
                route,
                part: *part,
                page,
                values,
            })
        })
    })
}

/// Whether there is a page at a path, for whoever may open it.
pub fn is_known(path: &str) -> bool {
    let mut routes = TABLE.iter().flat_map(|(_, routes)| *routes);
    routes.any(|route| matched(route.pattern, path).is_some())
}

/// The menu of a user with these roles: groups that have entries, in their order.
pub fn menu(roles: &[Role]) -> Vec<(Group, Vec<Entry>)> {
    let mut groups: Vec<(Group, Vec<Entry>)> = Vec::new();
    for (group, entry) in entries(roles) {
        match groups.iter_mut().find(|(of, _)| *of == group) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((group, vec![entry])),
        }
    }
    groups.sort_by_key(|(group, _)| *group);
    groups
}

fn entries(roles: &[Role]) -> impl Iterator<Item = (Group, Entry)> {
    TABLE.iter().flat_map(|(_, routes)| *routes).filter_map(move |route| {
        let (group, name) = route.menu?;
        // Several rows may have a path; the first that the user may open is its page.
        let opened = find(route.pattern, Some(roles))?.route;
        std::ptr::eq(opened, route).then_some((
            group,
            Entry {
                name,
                href: route.pattern,
            },
        ))
    })
}

/// The entry of the menu that the page at a path belongs under, by where it leads: the one
/// that the row names, else the one whose path is the longest beginning of its own.
pub fn current(path: &str, roles: &[Role]) -> Option<&'static str> {
    let found = find(path, Some(roles))?;
    let leads = |entry: &Entry| entry.href != "/" && path.starts_with(&format!("{}/", entry.href));
    found.route.under.or_else(|| {
        entries(roles)
            .map(|(_, entry)| entry)
            .filter(|entry| entry.href == path || leads(entry))
            .map(|entry| entry.href)
            .max_by_key(|href| href.len())
    })
}

/// The parts that the user's menu leads to.
pub fn parts_in_menu(roles: &[Role]) -> Vec<Part> {
    let mut parts: Vec<Part> = entries(roles)
        .filter_map(|(_, entry)| find(entry.href, Some(roles))?.part)
        .collect();
    parts.sort_unstable_by_key(|part| *part as usize);
    parts.dedup();
    parts
}

/// What stands in a path for the parameters of a pattern. None where they do not fit.
fn matched<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let mut values = Vec::new();
    let (mut expected, mut segments) = (segments(pattern), segments(path));
    loop {
        match (expected.next(), segments.next()) {
            (None, None) => return Some(values),
            (Some(name), Some(segment)) if name.starts_with('{') => values.push(segment),
            (Some(name), Some(segment)) if name == segment => {}
            _ => return None,
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// How many parameters a pattern has.
const fn parameters(pattern: &str) -> usize {
    let (bytes, mut i, mut count) = (pattern.as_bytes(), 0, 0);
    while i < bytes.len() {
        if bytes[i] == b'{' {
            count += 1;
        }
        i += 1;
    }
    count
}

/// A page: a function of the ids in its path.
trait Page<Ids> {
    /// How many ids it takes.
    const IDS: usize;

    /// The page for what stands in the path. None where that is no such id.
    fn show(self, values: &[&str]) -> Option<AnyView>;
}

impl<P: FnOnce() -> AnyView> Page<()> for P {
    const IDS: usize = 0;

    fn show(self, values: &[&str]) -> Option<AnyView> {
        values.is_empty().then(self)
    }
}

impl<A: FromStr, P: FnOnce(A) -> AnyView> Page<(A,)> for P {
    const IDS: usize = 1;

    fn show(self, values: &[&str]) -> Option<AnyView> {
        let [a] = values else { return None };
        a.parse().ok().map(self)
    }
}

impl<A: FromStr, B: FromStr, P: FnOnce(A, B) -> AnyView> Page<(A, B)> for P {
    const IDS: usize = 2;

    fn show(self, values: &[&str]) -> Option<AnyView> {
        let [a, b] = values else { return None };
        Some(self(a.parse().ok()?, b.parse().ok()?))
    }
}

/// How many ids a page takes.
const fn ids<Ids, P: Page<Ids>>(_: &P) -> usize {
    P::IDS
}

#[cfg(test)]
mod tests;
