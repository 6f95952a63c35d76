// Puts the styles together: of the component library only what a page uses, then our own.
import { PurgeCSS } from "purgecss";
import { readFile, readdir, writeFile } from "node:fs/promises";

const [, , out] = process.argv;
const ours = [];
for (const name of (await readdir("style")).sort()) {
  ours.push(await readFile(`style/${name}`, "utf8"));
}
const library = await readFile("node_modules/@tabler/core/dist/css/tabler.min.css", "utf8");

const [purged] = await new PurgeCSS().purge({
  content: ["index.html", "src/**/*.rs"],
  css: [{ raw: `${library}\n${ours.join("\n")}` }],
  defaultExtractor: (content) => content.match(/[A-Za-z0-9_-]+/g) ?? [],
  dynamicAttributes: ["data-bs-theme", "data-door", "aria-current", "aria-selected", "aria-sort", "aria-disabled", "open", "type"],
  // Only what the scripts or the browser set; everything else stands in the sources.
  safelist: { standard: ["dark", "light"] },
  keyframes: true,
  fontFace: true,
  variables: true,
});

const small = purged.css
  .replace(/\/\*(?!!)[\s\S]*?\*\//g, "")
  .replace(/\s*\n\s*/g, "")
  .replace(/\s*([{};,])\s*/g, "$1")
  .replace(/;}/g, "}");
await writeFile(out, small);
