// Judges and plans studies with the module, and compares every file with what the program has written.
//
//     node Benchmarks/wasm/run.mjs methodtransfer.wasm COMMAND REPORT PROTOCOL [RESULTS...]
//
// REPORT is a report folder that the program wrote of the same files. The manifest, which has time and host, is left out.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { WASI } from "node:wasi";

const [wasm, command, report, ...paths] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1" });
let memory;
const module = await WebAssembly.compile(readFileSync(wasm));
const instance = await WebAssembly.instantiate(module, {
  ...wasi.getImportObject(),
  host: {
    sha256: (start, count, digest) =>
      new Uint8Array(memory.buffer, digest, 32).set(
        createHash("sha256").update(new Uint8Array(memory.buffer, start, count)).digest()),
  },
});
memory = instance.exports.memory;
wasi.initialize(instance);

const parts = [];
const number = (value) => { const b = Buffer.alloc(4); b.writeUInt32LE(value); parts.push(b); };
number(paths.length);
for (const path of paths) {
  const name = Buffer.from(basename(path)), bytes = readFileSync(path);
  number(name.length); number(bytes.length); parts.push(name, bytes);
}
const given = Buffer.concat(parts);
const start = instance.exports.allocate(given.length);
new Uint8Array(memory.buffer, start, given.length).set(given);
const began = performance.now();
const answer = instance.exports[command](start);
const took = performance.now() - began;
const view = new DataView(memory.buffer);
let at = answer + 4;
const files = new Map();
const next = () => { at += 4; return view.getUint32(at - 4, true); };
for (let count = next(); count > 0; count--) {
  const nameLength = next(), length = next();
  const name = Buffer.from(new Uint8Array(memory.buffer, at, nameLength)).toString();
  at += nameLength;
  files.set(name, Buffer.from(new Uint8Array(memory.buffer, at, length)));
  at += length;
}
if (files.has("error")) { console.log(files.get("error").toString()); process.exit(1); }
const below = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? below(path) : [relative(report, path)];
});
const written = below(report).filter((name) => name !== "manifest.json");
const differing = written.filter((name) => !files.has(name) || !files.get(name).equals(readFileSync(join(report, name))));
const more = [...files.keys()].filter((name) => name !== "manifest.json" && !written.includes(name));
console.log(`${command} of ${paths.join(" ")}: ${written.length} files, ${differing.length} differ, ${more.length} more; `
  + `${took.toFixed(0)} ms, ${(memory.buffer.byteLength / 1048576).toFixed(0)} MiB ${differing.concat(more).join(" ")}`);
process.exit(differing.length + more.length ? 1 : 0);
