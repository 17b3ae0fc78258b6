// Figures stand under each other where they are compared or run, and nowhere else: tabular figures widen the hyphens of
// an order number in WebKit.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const source = (name: string) => readFileSync(join(import.meta.dirname, "../src", name), "utf8");

test("text as such has no tabular figures", () => expect(source("theme.css")).not.toMatch(/tnum|tabular/));

test.each(["parts/Money.svelte", "parts/Timeline.svelte", "parts/History.svelte", "parts/Rows.svelte", "parts/Ring.svelte", "screens/ToDeliver.svelte", "screens/Journey.svelte"])(
  "%s has them for its amounts, times or countdowns",
  (name) => expect(source(name)).toContain("font-variant-numeric: tabular-nums"),
);
