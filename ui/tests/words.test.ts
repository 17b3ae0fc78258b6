// Every word in every language, and only those: keys alike, parameters alike, each used, each known to the type check.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { neighbourDay, Words } from "../src/words";

const ROOT = join(import.meta.dirname, "..");
const text = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Key to message of one language. */
function messages(language: string): Map<string, string> {
  const parts = text(`locales/${language}/screen.ftl`).split(/^(?=[a-z][\w-]* =)/m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(" =")), part]));
}
const parameters = (message: string) => [...new Set(message.match(/\$\w+/g) ?? [])].sort();
const french = messages("fr");
const english = messages("en");

describe("the two languages", () => {
  test("have the same keys in the same order", () => expect([...french.keys()]).toEqual([...english.keys()]));
  test("take the same parameters", () => {
    const unlike = [...english].filter(([key, message]) => `${parameters(message)}` !== `${parameters(french.get(key) ?? "")}`);
    expect(unlike.map(([key]) => key)).toEqual([]);
  });
  test("say something under every key", () => {
    for (const language of ["fr", "en"] as const) {
      const words = new Words(language, "Europe/Paris");
      const names = { amount: "1", operation: "x", gateway: "x", who: "x", customer: "x", code: "1", count: 2 };
      for (const key of english.keys()) {
        const said = words.say(key as Parameters<Words["say"]>[0], names);
        expect(said.trim(), `${language} ${key}`).not.toBe("");
        expect(said, `${language} ${key}`).not.toBe(key.includes("-") ? key : "");
      }
    }
  });
  test("are known to the type check: else run `npm run keys`", () => {
    const known = [...text("src/words.keys.ts").matchAll(/"([^"]+)"/g)].map((match) => match[1]);
    expect(known).toEqual([...english.keys()].sort());
  });
});

test("every word is used by the screen", () => {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !/^(fake|words\.keys)/.test(name) && name !== "bindings.ts")
    .map((name) => text(join("src", name)))
    .join("\n");
  // A key built from a value of the contract: its shape, with a hole for the value. The type check knows each one.
  const shapes = [...sources.matchAll(/`([a-z][\w-]*-(?:\$\{[^`]*?\})[\w-]*)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? "").replace(/\$\{.*?\}(?=-|$)/g, "[\\w-]+")}$`),
  );
  const unused = [...english.keys()].filter((key) => !sources.includes(`"${key}"`) && !shapes.some((shape) => shape.test(key)));
  expect(unused).toEqual([]);
});

test("nothing but the financed state says financed to the shop of a release under way", () => {
  for (const key of ["state-releasing", "outcome-releasing", "step-financed-now", "state-by_hand", "outcome-by_hand", "step-financed-by_hand", "state-accepted", "outcome-accepted"]) {
    expect(english.get(key)?.split("=")[1], key).not.toMatch(/financed/i);
    expect(french.get(key)?.split("=")[1], key).not.toMatch(/financé/i);
  }
});

describe("figures take the language's form in the store's zone", () => {
  const words = { fr: new Words("fr", "Europe/Paris"), en: new Words("en", "Europe/Paris") };
  const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, " ");
  test("money", () => {
    expect(plain(words.fr.money(124_990))).toBe("1 249,90 €");
    expect(plain(words.en.money(124_990))).toBe("€1,249.90");
    expect(plain(words.fr.money(5))).toBe("0,05 €");
    expect(plain(words.fr.round(300_000))).toBe("3 000 €");
  });
  test("time, on both sides of the clock change", () => {
    expect(words.fr.time("2026-07-01T12:00:00Z")).toBe("14:00");
    expect(words.fr.time("2026-12-01T12:00:00Z")).toBe("13:00");
  });
  test("days", () => {
    expect(words.fr.storeDay("2026-11-20")).toBe("Vendredi 20 novembre");
    expect(words.en.storeDay("2026-11-20")).toBe("Friday 20 November");
    expect(neighbourDay("2026-03-01", -1)).toBe("2026-02-28");
    expect(neighbourDay("2026-12-31", 1)).toBe("2027-01-01");
  });
  test("a zone nobody knows does not break the screen", () => expect(new Words("fr", "Nowhere/At_All").time("2026-12-01T12:00:00Z")).toBe("12:00"));
});
