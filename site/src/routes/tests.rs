use super::{Group, current, find, matched, menu, parts_in_menu, table::Part, table::TABLE};
use domain::organisation::Role::{self, *};
use std::{collections::HashSet, fs, path::Path};

const VENDOR: &[Role] = &[VendorAdmin];
const DEALER: &[Role] = &[LicenceUser, SwaUser];
const LICENCES_ALONE: &[Role] = &[LicenceUser];
const TENANT_ADMIN: &[Role] = &[TenantAdmin];
const BUYER: &[Role] = &[Buyer];
const OPERATOR: &[Role] = &[Operator];
const NOBODYS: &[Role] = &[];

const EVERYBODY: [&[Role]; 7] = [VENDOR, DEALER, LICENCES_ALONE, TENANT_ADMIN, BUYER, OPERATOR, NOBODYS];

#[test]
fn a_pattern_fits_a_path_of_as_many_segments() {
    for (pattern, path, values) in [
        ("/", "/", Some(vec![])),
        ("/", "", Some(vec![])),
        ("/orders", "/orders", Some(vec![])),
        ("/orders", "/orders/", Some(vec![])),
        ("/orders", "/", None),
        ("/orders", "/orders/1", None),
        ("/orders", "/Orders", None),
        ("/orders/{id}", "/orders/1", Some(vec!["1"])),
        ("/orders/{id}", "/orders/", None),
        ("/a/{x}/b/{y}", "/a/1/b/2", Some(vec!["1", "2"])),
        ("/a/{x}/b/{y}", "/a/1/c/2", None),
    ] {
        assert_eq!(matched(pattern, path), values, "{pattern} {path}");
    }
}

/// A path, the roles of who opens it, and the row and part that it has for them.
type Opened = (
    &'static str,
    Option<&'static [Role]>,
    Option<(&'static str, Option<Part>)>,
);

/// Which row and part a path has for whom. None: there is no page.
#[test]
fn a_path_has_one_page_by_role() {
    let rows: &[Opened] = &[
        ("/", Some(VENDOR), Some(("/", Some(Part::Vendor)))),
        ("/", Some(DEALER), Some(("/", Some(Part::Licences)))),
        ("/", Some(TENANT_ADMIN), Some(("/", Some(Part::Upgrades)))),
        ("/", Some(OPERATOR), Some(("/", Some(Part::Codes)))),
        ("/", Some(NOBODYS), Some(("/", None))),
        ("/", None, None),
        ("/orders/ship", Some(VENDOR), Some(("/orders/ship", Some(Part::Vendor)))),
        (
            "/orders/ship",
            Some(DEALER),
            Some(("/orders/{order_id}", Some(Part::Licences))),
        ),
        (
            "/orders/0198",
            Some(VENDOR),
            Some(("/orders/{order_id}", Some(Part::Vendor))),
        ),
        (
            "/orders/0198",
            Some(DEALER),
            Some(("/orders/{order_id}", Some(Part::Licences))),
        ),
        ("/orders/0198", Some(BUYER), None),
        ("/bin", Some(VENDOR), None),
        (
            "/customers/new",
            Some(DEALER),
            Some(("/customers/new", Some(Part::Licences))),
        ),
        (
            "/customers/0198",
            Some(DEALER),
            Some(("/customers/{customer_id}", Some(Part::Licences))),
        ),
        (
            "/locations/0198",
            Some(DEALER),
            Some(("/locations/{location_id}", Some(Part::Locations))),
        ),
        (
            "/customers/0198/renewals/0199",
            Some(DEALER),
            Some(("/customers/{customer_id}/renewals/{renewal_id}", Some(Part::Assurance))),
        ),
        ("/customers/0198/renewals/0199", Some(LICENCES_ALONE), None),
        (
            "/locations/0198/swa",
            Some(DEALER),
            Some(("/locations/{location_id}/swa", Some(Part::Assurance))),
        ),
        (
            "/settings",
            Some(TENANT_ADMIN),
            Some(("/settings", Some(Part::Organisation))),
        ),
        ("/settings", Some(VENDOR), None),
        ("/quota", Some(BUYER), None),
        (
            "/activations/0198",
            Some(OPERATOR),
            Some(("/activations/{activation_id}", Some(Part::Codes))),
        ),
        (
            "/activations/0198",
            Some(BUYER),
            Some(("/activations/{activation_id}", Some(Part::Codes))),
        ),
        ("/verify", None, Some(("/verify", Some(Part::Verify)))),
        ("/verify", Some(BUYER), Some(("/verify", Some(Part::Verify)))),
        ("/action", None, Some(("/action", Some(Part::Links)))),
        ("/transfers", Some(VENDOR), None),
        (
            "/transfers/0198",
            Some(VENDOR),
            Some(("/transfers/{transfer_id}", Some(Part::Transfers))),
        ),
        ("/systems", None, Some(("/systems", Some(Part::Systems)))),
        ("/invitation", None, Some(("/invitation", None))),
        ("/bin", None, None),
        ("/no-such-page", Some(VENDOR), None),
    ];
    for (path, roles, expected) in rows {
        let found = find(path, *roles).map(|found| (found.route.pattern, found.part));
        assert_eq!(found, *expected, "{path} for {roles:?}");
    }
}

#[test]
fn what_stands_in_the_path_is_handed_to_the_page() {
    let found = find("/customers/0198/renewals/0199", Some(DEALER)).unwrap();
    assert_eq!(found.values, ["0198", "0199"]);
}

#[test]
fn every_row_is_somebodys_page() {
    for (part, routes) in TABLE {
        for (page, route) in routes.iter().enumerate() {
            let its = |roles| find(route.pattern, roles).is_some_and(|found| found.part == *part && found.page == page);
            assert!(
                its(None) || EVERYBODY.iter().any(|roles| its(Some(roles))),
                "nobody can open {} in {part:?}: a row above it is taken",
                route.pattern
            );
        }
    }
}

#[test]
fn every_user_has_a_home() {
    for roles in EVERYBODY {
        assert!(find("/", Some(roles)).is_some());
        assert_eq!(menu(roles)[0].0, Group::Home);
        assert_eq!(menu(roles)[0].1.len(), 1, "one home for {roles:?}");
    }
}

/// The menu by its groups: `Group: entry, entry`.
fn told(roles: &[Role]) -> Vec<String> {
    let groups = menu(roles).into_iter().map(|(group, entries)| {
        let names: Vec<_> = entries.iter().map(|entry| entry.name).collect();
        format!("{}: {}", group.name(), names.join(", "))
    });
    groups.collect()
}

#[test]
fn the_menu_stands_in_groups() {
    assert_eq!(
        told(VENDOR),
        [
            "Home: Home",
            "Orders: Orders, Ship an order, Import orders, Files to send, Upgrade orders, HKC look-up",
            "Catalogue: Catalogue, Review and publish, Versions, Import a catalogue",
            "Customers: Organisations",
            "Codes: Codes",
            "Settings: What fails, Webhooks",
            "Verify: Verify",
        ]
    );
    assert_eq!(
        told(DEALER),
        [
            "Home: Home",
            "Licences: Licence bin",
            "Customers: Customers",
            "Software assurance: Software assurance",
            "Codes: Codes",
            "Tools: HKC look-up, PO and SO look-up, Software key code look-up, Returns, Impersonation, Transfers",
            "Verify: Verify",
        ]
    );
    assert_eq!(
        told(TENANT_ADMIN),
        [
            "Home: Home",
            "Upgrades: Catalogue, My Upgrades, Quota, Documentation",
            "Subscriptions: Subscriptions, Devices",
            "Settings: Settings",
            "Verify: Verify",
        ]
    );
    assert_eq!(
        told(OPERATOR),
        [
            "Home: Home",
            "Packages: Packages, Activations",
            "Codes: Codes",
            "Verify: Verify"
        ]
    );
    assert_eq!(told(NOBODYS), ["Home: Home", "Verify: Verify"]);
}

#[test]
fn a_page_belongs_under_one_entry() {
    for (path, roles, entry) in [
        ("/", VENDOR, Some("/")),
        ("/orders", VENDOR, Some("/orders")),
        ("/orders/ship", VENDOR, Some("/orders/ship")),
        ("/orders/0198", VENDOR, Some("/orders")),
        ("/orders/0198", DEALER, Some("/bin")),
        ("/catalogue/entry", VENDOR, Some("/catalogue")),
        ("/catalogue/versions/3", VENDOR, Some("/catalogue/versions")),
        ("/customers/0198/locations/new", DEALER, Some("/customers")),
        ("/locations/0198", DEALER, Some("/customers")),
        ("/handed-over/0198/0199", DEALER, Some("/transfers")),
        ("/hand-over", VENDOR, Some("/hkcs")),
        ("/upgrades", BUYER, Some("/upgrades")),
        ("/upgrades/items/MS15M1002", BUYER, Some("/upgrades")),
        ("/upgrades/0198", BUYER, Some("/my-upgrades")),
        ("/devices/import", BUYER, Some("/devices")),
        ("/packages/0198/codes", OPERATOR, Some("/packages")),
        ("/activations/0198", OPERATOR, Some("/activations")),
        ("/activations/0198", BUYER, Some("/activation-code")),
        ("/invitation", VENDOR, None),
        ("/no-such-page", VENDOR, None),
    ] {
        assert_eq!(current(path, roles), entry, "{path} for {roles:?}");
    }
}

#[test]
fn entries_and_what_belongs_under_them_are_pages_without_parameters() {
    let everywhere: HashSet<&str> = TABLE
        .iter()
        .flat_map(|(_, routes)| *routes)
        .filter(|route| route.menu.is_some())
        .map(|route| route.pattern)
        .collect();
    for route in TABLE.iter().flat_map(|(_, routes)| *routes) {
        assert!(
            route.menu.is_none() || !route.pattern.contains('{'),
            "{}",
            route.pattern
        );
        assert!(route.menu.is_none() || route.under.is_none(), "{}", route.pattern);
        if let Some(under) = route.under {
            assert!(
                everywhere.contains(under),
                "{} stands under {under}, which is no entry",
                route.pattern
            );
        }
    }
}

#[test]
fn what_is_fetched_ahead_is_what_the_menu_leads_to() {
    for (roles, parts) in [
        (
            VENDOR,
            vec![
                Part::Vendor,
                Part::Catalogue,
                Part::Organisation,
                Part::Codes,
                Part::Verify,
            ],
        ),
        (
            DEALER,
            vec![
                Part::Licences,
                Part::Channel,
                Part::Transfers,
                Part::Assurance,
                Part::Codes,
                Part::Verify,
            ],
        ),
        (BUYER, vec![Part::Upgrades, Part::Devices, Part::Verify]),
        (NOBODYS, vec![Part::Verify]),
    ] {
        assert_eq!(parts_in_menu(roles), parts, "{roles:?}");
    }
}

/// Every link of the site to a page of its own leads to a row.
#[test]
fn no_link_leads_nowhere() {
    let mut links = Vec::new();
    links_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut links);
    assert!(links.len() > 50, "{links:?}");
    for link in links {
        let led = EVERYBODY.iter().any(|roles| find(&link, Some(roles)).is_some());
        assert!(led, "{link} is linked and has no page");
    }
}

/// The paths in texts that begin with a slash and stand in the pages: `"/orders/{}"`.
fn links_in(folder: &Path, links: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("routes") {
            links_in(&path, links);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for (start, _) in source.match_indices("\"/") {
                let text = source[start + 1..].split('"').next().unwrap_or_default();
                let link = text.split(['?', '#']).next().unwrap_or_default();
                let is_page = link.starts_with('/')
                    && link
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"/-_{}.".contains(&b))
                    && !NOT_PAGES.iter().any(|prefix| link.starts_with(prefix));
                if is_page {
                    links.push(link.to_owned());
                }
            }
        }
    }
}

/// What the host serves itself, and where the issuer comes back to.
const NOT_PAGES: [&str; 6] = [
    "/api/",
    "/.well-known/",
    "/issuer",
    "/local/",
    "/signed-in",
    "/config.json",
];
