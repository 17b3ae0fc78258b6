// Prints what the built screen weighs compressed, file by file, and fails above the budget of 300 kB. A font is
// compressed already and counts as it is.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET = 300_000;
const dist = fileURLToPath(new URL("../dist", import.meta.url));
let total = 0;
for (const name of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!name.isFile()) continue;
  const bytes = readFileSync(join(name.parentPath, name.name));
  const size = name.name.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${name.name}`);
}
console.log(`${String(total).padStart(8)}  of ${BUDGET} bytes`);
if (total > BUDGET) process.exit(1);
