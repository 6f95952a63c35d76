// Makes modules small: takes a file's name on every line, puts the smaller module into the
// file, and answers with its name. One process does many: starting takes longer than most.
import binaryen from "binaryen";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

// The features that rustc's target enables, and every browser with Ed25519 has.
const { Features } = binaryen;
const features =
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.CallIndirectOverlong |
  Features.Multivalue |
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.ReferenceTypes |
  Features.SignExt;

// As `wasm-opt -Oz --converge`.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);

function optimised(wasm) {
  const module = binaryen.readBinary(wasm, features);
  let smallest;
  for (;;) {
    module.optimize();
    const smaller = module.emitBinary();
    if (smallest && smaller.length >= smallest.length) break;
    smallest = smaller;
  }
  module.dispose();
  return smallest;
}

for await (const file of createInterface({ input: process.stdin })) {
  writeFileSync(file, optimised(readFileSync(file)));
  console.log(file);
}
