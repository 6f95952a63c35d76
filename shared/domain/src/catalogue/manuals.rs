//! The manuals' catalogue, which the demo and the tests are of.

use super::*;
use std::collections::BTreeMap;

fn number(text: &str) -> PartNumber {
    PartNumber::parse(text).unwrap()
}

#[test]
fn the_manuals_catalogue_is_whole() {
    let seed = Catalogue::seed();
    assert_eq!(seed.system_types().len(), 39);
    assert!(seed.parts().is_sorted_by(|a, b| a.number < b.number));
    for part in seed.parts() {
        assert_eq!(seed.part(&part.number), Some(part));
        assert_eq!(part.kind == PartKind::Licence, part.grants.is_some(), "{}", part.number);
        assert_eq!(part.kind == PartKind::Licence, !part.fits.is_empty(), "{}", part.number);
    }
}

#[test]
fn every_system_type_has_a_part_that_fits_it() {
    let seed = Catalogue::seed();
    for system_type in seed.system_types() {
        assert!(
            seed.parts().any(|part| part.fits(&system_type.id)),
            "{}",
            system_type.id
        );
    }
}

#[test]
fn a_feature_adds_up_or_has_versions_and_never_both() {
    let mut kinds = BTreeMap::new();
    for grant in Catalogue::seed().parts().filter_map(|part| part.grants.as_ref()) {
        let adds_up = matches!(grant, Grant::Quantity { .. });
        assert_eq!(
            *kinds.entry(grant.feature()).or_insert(adds_up),
            adds_up,
            "{}",
            grant.feature()
        );
    }
}

#[test]
fn the_order_of_the_walk_through_is_there() {
    let seed = Catalogue::seed();
    let sv8100 = seed.system_type("sv8100").unwrap();
    for (part, name, feature, amount) in [
        ("BE107573", "LK-SYS-256 PORT LIC", "system-ports", 256),
        ("BE107582", "LK-SYS-IP-TRUNK1-LIC", "ip-trunks", 1),
        ("BE107576", "LK-SYS-SMDR-LIC SMDR License", "smdr", 1),
        ("BE107585", "LK-SYS-IP-TERMINAL-1-LIC", "ip-terminals", 1),
    ] {
        let part = seed.part(&number(part)).unwrap();
        assert_eq!(part.name, name);
        assert!(part.fits(&sv8100.id));
        assert_eq!(
            part.grants,
            Some(Grant::Quantity {
                feature: feature.to_owned(),
                amount
            })
        );
    }
    assert_eq!(sv8100.parse_hkc("191000343919").unwrap().as_str(), "191000343919");
    assert!(sv8100.creatable());
    assert_eq!(sv8100.characters.as_str(), "19");
}

#[test]
fn parts_fit_what_the_spec_says() {
    let fits = |part: &str| -> Vec<String> {
        Catalogue::seed()
            .part(&number(part))
            .unwrap()
            .fits
            .iter()
            .map(|id| id.to_string())
            .collect()
    };
    let operator = fits("960026172000");
    for id in [
        "bct-dongle",
        "sv8100",
        "sv9100-cp10",
        "sv9100-cp20",
        "3c",
        "3c-cat2",
        "lmc-sv7000",
        "lmc-2000ips",
    ] {
        assert!(operator.iter().any(|fit| fit == id), "{id}");
    }
    assert_eq!(fits("EU910010"), ["dect-ns"]);
    assert_eq!(fits("BE114234"), ["sv9500-standard"]);
    assert_eq!(fits("LK120010-M"), ["mobicall-supervisor"]);
    assert_eq!(fits("LK120010"), ["mobicall-master", "mobibox"]);
}
