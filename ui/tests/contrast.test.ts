// Text can be read: every pair of a text and what it stands on reaches WCAG AA in both themes, computed from theme.css.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/theme.css"), "utf8");
function tokens(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}
const [light = "", dark = ""] = [...css.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1] ?? "");
const themes = { light: tokens(light), dark: { ...tokens(light), ...tokens(dark) } };

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Text and what it stands on. */
const TEXT: [string, string][] = [
  ...["paper", "card", "sunk"].flatMap((ground): [string, string][] => [["ink", ground], ["soft", ground], ["red", ground], ["sea-deep", ground], ["amber-deep", ground]]),
  ...["main", "brass", "sea", "stripe"].map((name): [string, string] => (name === "stripe" ? ["on-stripe", "stripe-b"] : [`on-${name}`, name])),
  ...["brass", "sea", "red", "amber", "blue", "calm"].map((name): [string, string] => [`${name}-deep`, `${name}-tint`]),
  ["ink", "brass-tint"],
  ["amber-deep", "brass-tint"],
  ["on-stripe", "stripe-a"],
  ["rail-soft", "rail"],
  ["rail-ink", "rail-on"],
];
/** Edges of controls and signs, which need less. */
const EDGES: [string, string][] = [["edge", "card"], ["edge", "paper"], ["sea", "card"], ["red", "card"], ["amber", "card"], ["brass", "card"], ["focus", "paper"], ["focus", "card"]];

describe.each(Object.entries(themes))("in the %s theme", (_, theme) => {
  const of = (pair: [string, string]) => contrast(theme[pair[0]] ?? "", theme[pair[1]] ?? "");
  test.each(TEXT)("%s on %s can be read (4.5)", (...pair) => expect(of(pair)).toBeGreaterThanOrEqual(4.5));
  test.each(EDGES)("%s beside %s can be seen (3)", (...pair) => expect(of(pair)).toBeGreaterThanOrEqual(3));
});

test("the measure is right: black on white is 21 to 1", () => expect(contrast("#000000", "#ffffff")).toBeCloseTo(21));
