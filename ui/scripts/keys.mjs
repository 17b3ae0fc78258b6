// Writes `src/words.keys.ts`, the names of all words of the screen, from the English file. TypeScript then knows every
// key, and a word missing for a new state, fault or sentence is an error of `npm run check`.
import { readFileSync, writeFileSync } from "node:fs";

const words = readFileSync(new URL("../locales/en/screen.ftl", import.meta.url), "utf8");
const keys = [...words.matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1]).sort();
const text = `// Written by \`npm run keys\` from locales/en/screen.ftl; do not edit. The names of all words of the screen.
export type Key =
${keys.map((key) => `  | "${key}"`).join("\n")};
`;
writeFileSync(new URL("../src/words.keys.ts", import.meta.url), text);
console.log(`${keys.length} keys`);
