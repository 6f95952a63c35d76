//! What parts share, in few files. The splitter makes a module for every set of parts that
//! has something in common, dozens of them, most smaller than the headers of a request.
//!
//! Large ones stay files of their own. Of the small ones, what the smallest parts need goes
//! into a pack for each, so that they stay small, and all others into one: together they are
//! fetched sooner, and compress better, than one by one.

use crate::split::Split;
use anyhow::{Result, bail};
use std::{collections::BTreeMap, fmt::Write};

/// How many parts have a pack of their own: those that are opened without signing in.
const SMALLEST: usize = 3;

/// From here on a module is a file of its own, in bytes: what a part would fetch in vain
/// otherwise is more than a request.
const LARGE: usize = 8_000;

/// Fetches a pack once for all modules in it; what failed is fetched anew when asked again.
const LOAD: &str = "
function pack(url) {
    let fetched;
    const bytes = () => fetched ??= fetch(url)
        .then((response) => {
            if (!response.ok) throw new Error(`${url}: ${response.status}`);
            return response.arrayBuffer();
        })
        .catch((error) => {
            fetched = undefined;
            throw error;
        });
    return (start, length) => () => {
        const source = bytes();
        source.catch(() => {});
        return async (imports) => WebAssembly.instantiate(new Uint8Array(await source, start, length), imports);
    };
}
";

/// Puts small shared modules into packs.
pub fn pack(split: &mut Split) -> Result<()> {
    let size = |name: &String| split.modules.get(name).map_or(0, Vec::len);
    let mut parts: Vec<_> = split.parts.iter().collect();
    parts.sort_by_key(|(_, needs)| needs.iter().map(size).sum::<usize>());
    parts.truncate(SMALLEST);

    let mut packs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut pack_of: BTreeMap<String, String> = BTreeMap::new();
    let mut loader = split.loader.clone();
    let is_own = |name: &String| split.parts.keys().any(|part| own(part) == *name);
    for (name, module) in split.modules.iter().filter(|(name, _)| !is_own(name)) {
        if module.len() >= LARGE {
            continue;
        }
        let small = parts.iter().find(|(_, needs)| needs.contains(name));
        let variable = small.map_or_else(|| "shared".to_owned(), |(part, _)| format!("shared_{part}"));
        let pack = packs.entry(format!("{variable}.wasm")).or_default();
        loader = replace_fetch(&loader, name, &format!("{variable}({}, {})", pack.len(), module.len()))?;
        pack.extend(module);
        pack_of.insert(name.clone(), format!("{variable}.wasm"));
    }

    let mut head = LOAD.to_owned();
    for name in packs.keys() {
        let variable = name.trim_end_matches(".wasm");
        writeln!(head, "const {variable} = pack(new URL(\"./{name}\", import.meta.url));")?;
    }
    split.loader = head + &loader;
    split.modules.retain(|name, _| !pack_of.contains_key(name));
    split.modules.extend(packs);
    for needs in split.parts.values_mut() {
        for name in needs.iter_mut() {
            if let Some(pack) = pack_of.get(name) {
                name.clone_from(pack);
            }
        }
        needs.sort();
        needs.dedup();
    }
    Ok(())
}

fn own(part: &str) -> String {
    format!("split_{part}.wasm")
}

/// Puts a module out of a pack where the splitter's loader fetches it by itself.
fn replace_fetch(loader: &str, name: &str, fetched: &str) -> Result<String> {
    let alone = format!(
        "() => {{
    const src = fetch(new URL(\"./{name}\", import.meta.url));
    src.catch(() => {{}});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}}
"
    );
    if !loader.contains(&alone) {
        bail!("the loader does not fetch {name} as expected:\n{alone}");
    }
    Ok(loader.replace(&alone, fetched))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn fetch(name: &str) -> String {
        format!(
            "const x = makeLoad(() => {{\n    const src = fetch(new URL(\"./{name}\", import.meta.url));\n    src.catch(() => {{}});\n    \
             return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n, []);\n"
        )
    }

    fn split() -> Split {
        let modules = [
            ("chunk_1.wasm", 3),
            ("chunk_2.wasm", 4),
            ("chunk_3.wasm", 5),
            ("split_least.wasm", 1),
            ("chunk_4.wasm", LARGE),
            ("split_large.wasm", 30),
            ("split_middle.wasm", 20),
            ("split_small.wasm", 10),
        ];
        let large = [
            "chunk_1.wasm",
            "chunk_2.wasm",
            "chunk_3.wasm",
            "chunk_4.wasm",
            "split_large.wasm",
        ];
        let parts = [
            ("large", &large[..]),
            ("middle", &["chunk_2.wasm", "chunk_3.wasm", "split_middle.wasm"]),
            ("small", &["chunk_2.wasm", "split_small.wasm"]),
            ("least", &["split_least.wasm"]),
        ];
        Split {
            main: PathBuf::new(),
            loader: modules.iter().map(|(name, _)| fetch(name)).collect(),
            modules: modules
                .map(|(name, len)| (name.to_owned(), vec![len as u8; len]))
                .into(),
            parts: parts
                .map(|(part, needs)| (part.to_owned(), needs.iter().map(|&name| name.to_owned()).collect()))
                .into(),
        }
    }

    #[test]
    fn small_modules_are_packed_and_those_of_the_smallest_parts_apart() {
        let mut split = split();
        pack(&mut split).unwrap();
        assert_eq!(split.modules["shared_small.wasm"], vec![4; 4]);
        assert_eq!(split.modules["shared_middle.wasm"], vec![5; 5]);
        assert_eq!(split.modules["shared.wasm"], vec![3; 3]);
        assert_eq!(split.modules.len(), 8);
        assert_eq!(
            split.parts["large"],
            [
                "chunk_4.wasm",
                "shared.wasm",
                "shared_middle.wasm",
                "shared_small.wasm",
                "split_large.wasm"
            ]
        );
        assert_eq!(
            split.parts["middle"],
            ["shared_middle.wasm", "shared_small.wasm", "split_middle.wasm"]
        );
        assert_eq!(split.parts["small"], ["shared_small.wasm", "split_small.wasm"]);
        for mention in [
            "makeLoad(shared_small(0, 4), [])",
            "makeLoad(shared(0, 3), [])",
            "makeLoad(shared_middle(0, 5), [])",
            "\"./chunk_4.wasm\"",
            "\"./split_large.wasm\"",
        ] {
            assert!(split.loader.contains(mention), "{mention}");
        }
    }

    #[test]
    fn a_loader_of_another_form_is_refused() {
        let mut split = split();
        split.loader = split.loader.replace("instantiateStreaming", "compileStreaming");
        assert!(pack(&mut split).is_err());
    }
}
